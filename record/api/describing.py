"""The description of the API (OpenAPI), as a person reads it."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from drf_spectacular.generators import SchemaGenerator


@dataclass(frozen=True)
class Named:
    """A parameter or a field: its name, what it takes, and what it is."""

    name: str
    type: str
    about: str


@dataclass(frozen=True)
class Address:
    """One address, what it gives, what may be asked, and the fields of its answer."""

    path: str
    about: str
    parameters: list[Named]
    fields: list[Named]

    @property
    def paragraphs(self) -> list[str]:
        """What is told of it, without the line breaks and marks of the code."""
        told = self.about.replace("`", "").split("\n\n")
        return [" ".join(one.split()) for one in told]

    @property
    def anchor(self) -> str:
        return self.path.strip("/").replace("/", "-").replace("{", "").replace("}", "")

    @property
    def can_be_tried(self) -> bool:
        return "{" not in self.path


@functools.cache
def addresses() -> list[Address]:
    """All that the description tells, made once."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return list(_addresses(schema))


def _addresses(schema: dict[str, Any]) -> Iterator[Address]:
    for path, told in schema["paths"].items():
        get = told["get"]
        asked = [
            Named(one["name"], _type(one["schema"]), one.get("description", ""))
            for one in get.get("parameters", [])
        ]
        answer = get["responses"]["200"]["content"]["application/json"]["schema"]
        yield Address(path, get.get("description", ""), asked, list(_fields(answer, schema)))


def _fields(told: dict[str, Any], schema: dict[str, Any], before: str = "") -> Iterator[Named]:
    """The fields of an object, and of the rows of a list in it."""
    shape = _shape(told, schema)
    for name, field in shape.get("properties", {}).items():
        yield Named(f"{before}{name}", _type(field), field.get("description", ""))
        if field.get("type") == "array" and not before:
            yield from _fields(field["items"], schema, f"{name}[].")


def _shape(told: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in told:
        return told
    return schema["components"]["schemas"][told["$ref"].rpartition("/")[2]]


def _type(told: dict[str, Any]) -> str:
    if "enum" in told:
        return ", ".join(str(one) for one in told["enum"] if one not in ("", None))
    if "$ref" in told or "oneOf" in told or "allOf" in told:
        return "object"
    kind = told.get("type", "object")
    if isinstance(kind, list):
        kind = " or ".join(kind)
    return f"{kind} ({told['format']})" if "format" in told else kind
