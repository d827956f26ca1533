"""Pages of the list: newest first, by the index of the log, without ever counting."""

from __future__ import annotations

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from record.filters import Place, page_of

PARAMETERS = [
    {
        "name": "before",
        "in": "query",
        "required": False,
        "description": "Only claims whose current edition has a smaller index of the log.",
        "schema": {"type": "integer", "minimum": 0},
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

    def paginate_queryset(self, queryset, request, view=None):
        place = Place(request.query_params)
        if not place.is_valid():
            raise ValidationError(place.errors)
        limit = place.cleaned_data["limit"] or self.limit
        rows, following = page_of(queryset, place.cleaned_data["before"], limit)
        here = request.build_absolute_uri()
        self.next = (
            replace_query_param(here, "before", following) if following is not None else None
        )
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
