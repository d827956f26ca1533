"""How the API describes itself (OpenAPI 3.1): its pages, its problems, and what was published.

A published document is described by its own shape, `record.schema`, each structure under
`Published` and its name. Nothing in it is closed: a later version may tell more.
"""

from __future__ import annotations

import inspect
from typing import Any

from django.core.validators import RegexValidator

import msgspec
from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from record import schema
from record.api.errors import ANOTHER, CONTENT_TYPE
from record.filters import FIRST_YEAR, LARGEST_INDEX, LAST_YEAR, ClaimFilter

# What fits into the line of a request, of which gunicorn takes 4,094 octets.
LONGEST_IN_AN_ADDRESS = 4_000
PLACE = "#/components/schemas/{name}"
PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457); `errors` says of which parameter.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["type", "title", "status", "detail"],
}
ETAG = {"description": "Send it back as If-None-Match.", "schema": {"type": "string"}}
LINK = {"description": "The page that follows, as `next`.", "schema": {"type": "string"}}
RETRY = {"description": "For how many seconds to wait.", "schema": {"type": "integer"}}
NEXT = "The address of the page that follows; null on the last one."
IN_PATHS = {
    "claim": "Id of a claim.",
    "number": "Number of an edition, from 1.",
    "public_id": "Its id; of a verdict, its key.",
    "name": "A table; `documents`: current editions, whole; or `log`, which has no filters.",
    "form": "`documents` and `log` are there as ndjson alone, and of `claims` alone a jsonld.",
}
# The years that the filters know.
DAY = r"^(19\d\d|2[01]\d\d|2200)-\d\d-\d\d$"


def refers_to(name: str) -> dict[str, str]:
    return {"$ref": PLACE.format(name=name)}


def published(name: str) -> dict[str, str]:
    """Refers to one structure of what was published."""
    return refers_to(f"Published{name}")


def matching(check: RegexValidator) -> dict[str, str]:
    """What a pattern of Python's lets through, as every other language reads it."""
    return {"pattern": check.regex.pattern.replace(r"\A", "^").replace(r"\Z", "$")}


def page_of(plural: str, row: type[serializers.Serializer]) -> serializers.Serializer:
    """The answer of a list: its rows, and what leads on."""
    rows = row(many=True)
    following = serializers.URLField(allow_null=True, help_text=NEXT)
    return inline_serializer(plural.title(), {plural: rows, "next": following})


class PublicSchema(AutoSchema):
    """Every operation with what is the same of all: how it answers when it does not."""

    def get_operation(self, path, path_regex, path_prefix, method, registry):
        operation = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation is None:
            return None
        _register(registry)
        operation["parameters"] = [_whole(one) for one in operation.get("parameters", ())]
        headers = {"ETag": ETAG} | ({"Link": LINK} if getattr(self.view, "plural", "") else {})
        headers |= getattr(self.view, "told_headers", {})
        operation["responses"]["200"]["headers"] = headers
        operation["responses"] |= _other_answers(path, operation)
        return operation

    def get_filter_backends(self):
        """Of a download too, which drf-spectacular takes for no list."""
        return getattr(self.view, "filter_backends", ())


class NarrowedExtension(OpenApiSerializerExtension):
    """Of rows that `fields` narrows, none of the fields is sure to be there."""

    target_class = "record.api.serializers.Sparse"
    match_subclasses = True

    def map_serializer(self, auto_schema, direction):
        told = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        told.pop("required", None)
        return told


def _other_answers(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    """What is answered where there is nothing to give."""
    told = {
        "304": {"description": "Not changed since."},
        "400": _problem("A parameter is unknown, given twice or not understood."),
        "412": _problem(ANOTHER),
        "429": _problem("Asked too often.") | {"headers": {"Retry-After": RETRY}},
    }
    if "{" in path:
        told["404"] = _problem("Nothing is published at this address.")
    if any(one["name"] == "q" for one in operation.get("parameters", ())):
        told["414"] = {"description": "The address, as encoded, is longer than the server takes."}
    return told


def _problem(description: str) -> dict[str, Any]:
    told = {"schema": refers_to("Problem")}
    return {"description": description, "content": {CONTENT_TYPE: told}}


def _register(registry) -> None:
    """Make known what no serializer tells of."""
    template = PLACE.format(name="Published{name}")
    _, shapes = msgspec.json.schema_components([schema.Entry], ref_template=template)
    named = {f"Published{name}": _open(shape) for name, shape in shapes.items()}
    for name, shape in {"Problem": PROBLEM, **named}.items():
        registry.register_on_missing(ResolvedComponent(name, ResolvedComponent.SCHEMA, shape, name))


def _open(shape: dict[str, Any]) -> dict[str, Any]:
    """A shape that may get more fields, each with its type."""
    told = {key: value for key, value in shape.items() if key != "additionalProperties"}
    fields = {
        name: {"type": "string", **field} if "enum" in field else field
        for name, field in shape["properties"].items()
    }
    about = inspect.cleandoc(shape.get("description", ""))
    return told | {"properties": fields, "description": about}


def _whole(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter with what it takes, and what it is; in a query, an empty one is none."""
    told = parameter | {"schema": parameter["schema"] | _bounds(parameter)}
    if parameter["in"] == "query":
        return told | {"allowEmptyValue": True}
    return {"description": IN_PATHS[parameter["name"]], **told}


def _bounds(parameter: dict[str, Any]) -> dict[str, Any]:
    """What a parameter's own checks refuse, said beforehand."""
    told, name = parameter["schema"], parameter["name"]
    if told.get("type") == "integer":
        return {"maximum": told.get("maximum", LARGEST_INDEX)}
    if name == "year":
        return {"type": "integer", "format": "int32", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
    if told.get("format") == "date":
        return {"pattern": DAY}
    if parameter["in"] == "query" and name in ClaimFilter.base_filters:
        return _checked(ClaimFilter.base_filters[name].extra)
    return {}


def _checked(extra: dict[str, Any]) -> dict[str, Any]:
    most = min(extra.get("max_length", LARGEST_INDEX), LONGEST_IN_AN_ADDRESS)
    told = {"maxLength": most} if "max_length" in extra else {}
    for check in extra.get("validators", ()):
        if isinstance(check, RegexValidator):
            told |= matching(check)
    return told
