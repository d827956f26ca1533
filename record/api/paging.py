"""Pages of the list: by the index of the log, the newest first, or numbered, the best first."""

from __future__ import annotations

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from record.filters import ORDERS, ClaimFilter, Place
from record.finding import Finding
from record.models import Listing

PARAMETERS = [
    {
        "name": "before",
        "in": "query",
        "required": False,
        "description": "Only claims whose current edition has a smaller index of the log.",
        "schema": {"type": "integer", "minimum": 0},
    },
    {
        "name": "page",
        "in": "query",
        "required": False,
        "description": "The number of the page, where the best match comes first.",
        "schema": {"type": "integer", "minimum": 1, "default": 1},
    },
    {
        "name": "order",
        "in": "query",
        "required": False,
        "description": "By relevance where words are looked for, by date otherwise.",
        "schema": {"type": "string", "enum": list(ORDERS)},
    },
    {
        "name": "limit",
        "in": "query",
        "required": False,
        "description": "The most claims on one page.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
    },
]


class LogPagination(BasePagination):
    """`next` leads on until it is null; what is published meanwhile makes none appear twice."""

    limit = 50

    def paginate(self, filterset: ClaimFilter, request) -> list[Listing]:
        place = Place(request.query_params)
        if not place.is_valid():
            raise ValidationError(place.errors)
        rows, following = Finding(filterset, place, self.limit).page()
        self.next = request.build_absolute_uri() if following else None
        for name, value in (following or {}).items():
            self.next = replace_query_param(self.next, name, value)
        return rows

    def get_paginated_response(self, data):
        response = Response({"claims": data, "next": self.next})
        if self.next:
            response["Link"] = f'<{self.next}>; rel="next"'
        return response

    def get_paginated_response_schema(self, schema):
        return {
            "type": "object",
            "required": ["claims", "next"],
            "properties": {
                "claims": schema,
                "next": {"type": ["string", "null"], "format": "uri"},
            },
        }

    def get_schema_operation_parameters(self, view):
        return PARAMETERS
