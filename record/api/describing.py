"""The description of the API (OpenAPI), as a person reads it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from drf_spectacular.generators import SchemaGenerator

from record.filters import LARGEST_INDEX

PUBLISHED, JSON = "Published", "application/json"
# What is asked first is told first; whatever else there is comes behind.
ORDER = ("claims", "editions", "corrections", "statements", "sources", "speakers")
ORDER += ("publishers", "topics", "verdicts", "changes", "export")
CHOICE = re.compile(r"^\* `(.+?)` - (.+)$", re.MULTILINE)


def marked(text: str) -> SafeString:
    """A text in which what stands between backticks is code."""
    parts = enumerate(text.split("`"))
    return format_html_join("", "{}", ([_code(one) if i % 2 else one] for i, one in parts))


def _code(text: str) -> SafeString:
    return format_html("<code>{}</code>", text)


@dataclass(frozen=True)
class Named:
    """A parameter or a field: its name, what it takes, and what it is; `shape` tells the rest."""

    name: str
    type: str
    told: str
    shape: str = ""
    values: tuple[str, ...] = ()
    bounds: str = ""

    @property
    def about(self) -> SafeString:
        return marked(CHOICE.sub("", self.told).strip())

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What may be given, with what each means where that is told."""
        meanings = dict(CHOICE.findall(self.told))
        return [(one, meanings.get(one, "")) for one in meanings or self.values]

    @property
    def has_meanings(self) -> bool:
        return any(meaning for _, meaning in self.choices)


@dataclass(frozen=True)
class Told:
    """One address or shape: what it gives, what may be asked, and the fields of the answer."""

    name: str
    about: str
    fields: list[Named]
    parameters: list[Named]
    downloaded: bool = False
    otherwise: tuple[Named, ...] = ()

    @property
    def paragraphs(self) -> list[SafeString]:
        """What is told of it, without the line breaks of the code."""
        return [marked(" ".join(one.split())) for one in self.about.split("\n\n")]

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
        asked = [_parameter(one) for one in get.get("parameters", ())]
        forms = {media: one["schema"] for media, one in get["responses"]["200"]["content"].items()}
        downloaded = set(forms) != {JSON}
        fields = _media(forms) if downloaded else _fields(_shape(forms[JSON], schema), schema)
        about = get.get("description", "")
        found.append(Told(path, about, list(fields), asked, downloaded, _otherwise(get)))
    return sorted(found, key=_place)


def _place(told: Told) -> int:
    kind = told.name.split("/")[3]
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _otherwise(get: dict[str, Any]) -> tuple[Named, ...]:
    """What is answered where it is not what was asked for."""
    rest = sorted(set(get["responses"]) - {"200"})
    return tuple(Named(code, "", get["responses"][code]["description"]) for code in rest)


def _parameter(told: dict[str, Any]) -> Named:
    shape = told["schema"]
    values = shape.get("items", shape).get("enum", ())
    kind = "some of these, with commas between" if "items" in shape else "one of these"
    return Named(
        told["name"],
        kind if values else _type(shape),
        told.get("description", ""),
        values=tuple(str(one) for one in values if one not in ("", None)),
        bounds=_bounds(shape),
    )


def _bounds(shape: dict[str, Any]) -> str:
    """The least and the most that may be given, and what is taken where nothing is."""
    least, most = shape.get("minimum"), shape.get("maximum", LARGEST_INDEX)
    told = [f"at least {least}"] if least is not None else []
    told += [f"at most {most}"] if most != LARGEST_INDEX else []
    told += [f"at most {shape['maxLength']} characters"] if "maxLength" in shape else []
    told += [f"{shape['default']} without it"] if "default" in shape else []
    return ", ".join(told)


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
    if told.get("type") == "array" and "items" in told:
        return f"array of {_inner(told) or _type(told['items'], schema)}"
    kind = told.get("type", "object")
    kind = " or ".join(kind) if isinstance(kind, list) else kind
    return f"{kind} ({told['format']})" if "format" in told else kind
