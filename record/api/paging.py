"""Pages of the list: by the index of the log, the newest first, or numbered, the best first."""

from __future__ import annotations

from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from record.api.rows import Keys, Row, newest, newest_of_all, rows
from record.filters import LARGEST_INDEX, ORDERS, ClaimFilter, Place
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
        "description": "The number of the page, where the best match comes first: with q.",
        "schema": {"type": "integer", "minimum": 1},
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


class Found(Finding):
    """What the page of claims finds, in the rows of the API."""

    def __init__(self, filterset: ClaimFilter, place: Place, length: int, site: str):
        super().__init__(filterset, place, length)
        self.site = site

    def page(self) -> tuple[list[Row], dict[str, int] | None]:
        if self.asked:
            return super().page()
        found = list(rows(self._newest(), self.site).values())
        page = found[: self.length]
        return page, {"before": page[-1].index} if len(found) > len(page) else None

    def _newest(self) -> Keys:
        """Of the page's claims, and of one more if there is one."""
        before, most = self.place["before"], self.length + 1
        before = LARGEST_INDEX if before is None else before
        if self.chosen:
            return newest(self.filterset.qs, before, most)
        return newest_of_all(before, most)

    def _rows(self, keys: list[int]) -> list[Row]:
        found = rows(Keys.of(Listing.objects.filter(pk__in=keys).order_by()), self.site)
        return [found[key] for key in keys if key in found]


WITHOUT_WORDS = "Without q, a page begins before an index: give before instead."


class LogPagination(BasePagination):
    """`next` leads on until it is null; what is published meanwhile makes none appear twice."""

    limit = 50

    def paginate(self, filterset: ClaimFilter, request) -> list[Row]:
        place = Place(request.query_params)
        if not place.is_valid():
            raise ValidationError(place.errors)
        if (place.cleaned_data["page"] or 1) > 1 and "q" not in filterset.given:
            raise ValidationError({"page": [WITHOUT_WORDS]})
        site = request.build_absolute_uri("/").removesuffix("/")
        rows, following = Found(filterset, place, self.limit, site).page()
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
