"""The description of the API (OpenAPI), as a person reads it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from drf_spectacular.generators import SchemaGenerator

PUBLISHED, JSON = "Published", "application/json"


@dataclass(frozen=True)
class Named:
    """A parameter or a field: its name, what it takes, and what it is; `shape` tells the rest."""

    name: str
    type: str
    about: str
    shape: str = ""


@dataclass(frozen=True)
class Told:
    """One address or shape: what it gives, what may be asked, and the fields of the answer."""

    name: str
    about: str
    fields: list[Named]
    parameters: list[Named]
    downloaded: bool = False

    @property
    def paragraphs(self) -> list[str]:
        """What is told of it, without the line breaks and marks of the code."""
        told = self.about.replace("`", "").split("\n\n")
        return [" ".join(one.split()) for one in told]

    @property
    def anchor(self) -> str:
        return self.name.strip("/").replace("/", "-").replace("{", "").replace("}", "")

    def example(self, known: dict[str, str]) -> str:
        """The address with ids that there are; empty where there is none, or a file to keep."""
        if self.downloaded:
            return ""
        kind = self.name.split("/")[3].removesuffix("s")
        path = self.name.replace("{number}", "1").replace("{claim}", known.get("claim", "{"))
        path = path.replace("{public_id}", known.get(kind, "{"))
        return "" if "{" in path else path


@functools.cache
def addresses() -> list[Told]:
    """All addresses that the description tells of, made once."""
    schema, found = _schema(), []
    for path, told in schema["paths"].items():
        get = told["get"]
        asked = [
            Named(one["name"], _type(one["schema"]), one.get("description", ""))
            for one in get.get("parameters", ())
        ]
        forms = {media: one["schema"] for media, one in get["responses"]["200"]["content"].items()}
        downloaded = set(forms) != {JSON}
        fields = _media(forms) if downloaded else _fields(_shape(forms[JSON], schema), schema)
        about = get.get("description", "")
        found.append(Told(path, about, list(fields), asked, downloaded))
    return found


@functools.cache
def shapes() -> list[Told]:
    """The structures that a published document is made of."""
    schema = _schema()
    return [
        Told(name, told.get("description", ""), list(_fields(told, schema)), [])
        for name, told in schema["components"]["schemas"].items()
        if name.startswith(PUBLISHED) and "properties" in told
    ]


@functools.cache
def _schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def _media(forms: dict[str, dict[str, Any]]) -> Iterator[Named]:
    """In which forms a download is given."""
    return (Named(media, _type(one), one["description"]) for media, one in forms.items())


def _fields(shape: dict[str, Any], schema: dict[str, Any], before: str = "") -> Iterator[Named]:
    """The fields of an object and of what is in it; published structures are told on their own."""
    for name, field in shape.get("properties", {}).items():
        inner = _inner(field)
        published = inner if inner.startswith(PUBLISHED) and not _enum(inner, schema) else ""
        about = field.get("description", "")
        yield Named(f"{before}{name}", _type(field, schema), about, published)
        if inner and not published:
            many = "[]" if field.get("type") == "array" else ""
            yield from _fields(_named(inner, schema), schema, f"{before}{name}{many}.")


def _inner(field: dict[str, Any]) -> str:
    """The name of the structure that a field holds, or a list of them; empty where none does."""
    field = field.get("items", field)
    choices = [field, *(one for key in ("allOf", "oneOf", "anyOf") for one in field.get(key, ()))]
    refs = (one["$ref"].rpartition("/")[2] for one in choices if "$ref" in one)
    return next(refs, "")


def _shape(told: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    return _named(_inner(told), schema) if _inner(told) else told


def _named(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return schema["components"]["schemas"][name]


def _enum(name: str, schema: dict[str, Any]) -> list[str]:
    return _named(name, schema).get("enum", [])


def _type(told: dict[str, Any], schema: dict[str, Any] | None = None) -> str:
    if inner := schema and told.get("type") != "array" and _inner(told):
        told = {"enum": _enum(inner, schema)} if _enum(inner, schema) else {"type": "object"}
    if "enum" in told:
        return ", ".join(str(one) for one in told["enum"] if one not in ("", None))
    if "anyOf" in told:
        return " or ".join(_type(one) for one in told["anyOf"])
    kind = told.get("type", "object")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    return f"{kind} ({told['format']})" if "format" in told else kind
