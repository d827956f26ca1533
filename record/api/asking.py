"""What lists and details of the API share: a page by key, chosen fields, their parameters."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from record.filters import LARGEST_INDEX, OnceEach

MOST, USUAL = 200, 50
NO_SUCH = "There is no {}. There are: {}."

AFTER = OpenApiParameter(
    "after",
    {"type": "integer", "minimum": 0},
    description="Only rows behind this place, as `next` gives it.",
)
BEFORE = OpenApiParameter(
    "before",
    {"type": "integer", "minimum": 0},
    description="Only entries with a smaller index of the log.",
)
LIMIT = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
    description="The most rows on one page.",
)
FIELDS = OpenApiParameter(
    "fields",
    {"type": "string"},
    description="Names of the fields that are wanted, with commas between; all without it.",
)


class Place(OnceEach):
    """Where a page begins, and how long it is."""

    after = forms.IntegerField(min_value=0, max_value=LARGEST_INDEX, required=False)
    before = forms.IntegerField(min_value=0, max_value=LARGEST_INDEX, required=False)
    limit = forms.IntegerField(min_value=1, max_value=MOST, required=False)


def place_in(request: Request) -> Place:
    """The place that was asked for; raises ValidationError by the parameter's name."""
    place = Place(request.query_params)
    if not place.is_valid():
        raise ValidationError(place.errors)
    return place


def chosen(request: Request, name: str, known: Iterable[str]) -> list[str] | None:
    """The names that a parameter lists; None where it is not given. Raises ValidationError for one
    that is not known.
    """
    given, known = request.query_params.getlist(name), list(known)
    if not given:
        return None
    if len(given) > 1:
        raise ValidationError({name: ["Give this once."]})
    asked = [one.strip() for one in given[0].split(",") if one.strip()]
    if unknown := sorted(set(asked) - set(known)):
        raise ValidationError({name: [NO_SUCH.format(", ".join(unknown), ", ".join(known))]})
    return asked
