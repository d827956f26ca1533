"""How the API's description tells of downloads: most of them are no JSON, so no serializer does."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from record.api.errors import CONTENT_TYPE
from record.api.openapi import refers_to
from record.exporting import files

NO_BUNDLE = (
    "No bundle was made yet. What it would hold can be downloaded one by one: see /api/v1/export/."
)
SHAPES: dict[str, dict[str, Any]] = {
    files.CSV: {"type": "string", "description": "A line of names, and one for each row."},
    files.LINES: {
        "type": "string",
        "description": "An object a line; the last one, `end`, counts and hashes the others.",
    },
    files.JSON: {
        "type": "array",
        "items": {"type": "object"},
        "description": "One list of objects.",
    },
    files.FEED: {"type": "object", "description": "A schema.org DataFeed of ClaimReview."},
}
ZIP = {
    "type": "string",
    "format": "binary",
    "description": "The log, the tables, and what checks them.",
}
SIZE = {
    "On-Record-Size": {
        "description": "How many entries the log had.",
        "schema": {"type": "integer"},
    }
}
HEADERS = SIZE | {
    "On-Record-Root": {
        "description": "The root of the tree over them, where it is known.",
        "schema": {"type": "string"},
    },
}


class ColumnSerializer(serializers.Serializer):
    name = serializers.CharField()
    type = serializers.CharField()
    about = serializers.CharField()


class ExportSerializer(serializers.Serializer):
    """One download. The documents and the log are no tables: they have no key and no columns."""

    name = serializers.CharField()
    about = serializers.CharField()
    key = serializers.ListField(child=serializers.CharField(), required=False)
    columns = ColumnSerializer(many=True, required=False)
    urls = serializers.DictField(child=serializers.URLField(), help_text="By form.")


class ExportsSerializer(serializers.Serializer):
    exports = ExportSerializer(many=True)
    bundle = serializers.URLField(help_text="Nothing is there until one was made.")


the_list = extend_schema(operation_id="exports_list", responses=ExportsSerializer)
one_of_them = extend_schema(
    operation_id="exports_retrieve",
    parameters=[
        OpenApiParameter("name", location=OpenApiParameter.PATH, enum=list(files.FORMS)),
        OpenApiParameter("form", location=OpenApiParameter.PATH, enum=list(files.TYPES)),
        OpenApiParameter(
            "after",
            {"type": "integer", "minimum": -1},
            description="Only what the log has behind this index; lower than as_of.",
        ),
        OpenApiParameter(
            "as_of",
            {"type": "integer", "minimum": 0},
            description="What stood when the log had so many entries; not with q, nor as jsonld.",
        ),
    ],
    responses={(200, files.TYPES[form].partition(";")[0]): shape for form, shape in SHAPES.items()},
)
the_bundle = extend_schema(
    operation_id="bundle_retrieve",
    responses={
        (200, "application/zip"): ZIP,
        (206, "application/zip"): OpenApiResponse(ZIP, "The part that `Range` asks for."),
        (416, CONTENT_TYPE): OpenApiResponse(refers_to("Problem"), "`Range` is beyond its end."),
        (404, CONTENT_TYPE): OpenApiResponse(refers_to("Problem"), NO_BUNDLE),
    },
)
