"""What lists and details of the API share: a page by key, chosen fields, their parameters."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from django import forms
from django.http import QueryDict

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from record import ledger
from record.filters import LARGEST_INDEX, ClaimFilter, OnceEach
from record.models import Listing, Subject

MOST, USUAL = 200, 50
BEYOND = "The log has {} entries: after is at most {}, which nothing is behind yet."
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
FIELDS = "The fields that are wanted, with commas between; all without it."


def named(parameter: str, known: Iterable[str], about: str) -> OpenApiParameter:
    """A parameter that takes some of these names, with commas between."""
    names = {"type": "array", "items": {"type": "string", "enum": list(known)}}
    return OpenApiParameter(parameter, names, description=about, style="form", explode=False)


def fields_of(row: type[Serializer]) -> OpenApiParameter:
    """`fields` of a list or a detail that gives such rows."""
    return named("fields", names_of(row), FIELDS)


@functools.cache
def names_of(row: type[Serializer]) -> list[str]:
    """The fields of such rows."""
    return list(row().fields)


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


def filters_in(parameters: QueryDict) -> ClaimFilter:
    """The filters that were asked for; raises ValidationError by the parameter's name."""
    names = tuple(name for name in ClaimFilter.base_filters if name in parameters)
    filters = (
        _filter_of(names)(parameters, queryset=Listing.objects.all()) if names else _unfiltered()
    )
    if not filters.is_valid():
        raise ValidationError(filters.errors)
    refuse_nowhere(filters.given)
    return filters


def refuse_beyond(after: int | None, size: int) -> None:
    """A place that the log has not reached is none that it gave: whoever follows has them all."""
    if after is not None and after >= size:
        raise ValidationError({"after": [BEYOND.format(size, size - 1)]})


def refuse_nowhere(given: dict[str, object]) -> None:
    """A verdict or a language that no claim has is a mistake, and to find nothing would mislead.

    Raises ValidationError by the filter's name. A verdict of the scale may still be without a
    claim, and one that stands on a claim no longer of the scale.
    """
    for name in given.keys() & KNOWN.keys():
        if not Listing.objects.filter(**{name: given[name]}).order_by().exists():
            known = KNOWN[name]()
            if known and given[name] not in known:
                raise ValidationError({name: [NO_SUCH.format(given[name], ", ".join(known))]})


def _verdicts() -> list[str]:
    named = Subject.objects.filter(kind=Subject.Kind.VERDICT).order_by()
    scale = (verdict.key for verdict in ledger.current_scale())
    return sorted({*scale, *named.values_list("public_id", flat=True)})


def _languages() -> list[str]:
    return Listing.objects.known("language")


KNOWN = {"verdict": _verdicts, "language": _languages}


@functools.cache
def _unfiltered() -> ClaimFilter:
    """Of a list that nothing narrows: it leaves out retracted claims, and is always the same."""
    return _filter_of(())(QueryDict(), queryset=Listing.objects.all())


@functools.lru_cache(maxsize=256)
def _filter_of(names: tuple[str, ...]) -> type[ClaimFilter]:
    """Of these filters alone: to make all of them takes longer than a query."""
    # This one leaves claims out where it is not given.
    names = {*names, "retracted"}
    narrowed = type("NarrowedFilter", (ClaimFilter,), {})
    narrowed.base_filters = {
        name: one for name, one in ClaimFilter.base_filters.items() if name in names
    }
    return narrowed


def chosen(request: Request, name: str, known: Iterable[str]) -> list[str] | None:
    """The names that a parameter lists; None where it lists none. Raises ValidationError for one
    that is not known.
    """
    given, known = request.query_params.getlist(name), list(known)
    if len(given) > 1:
        raise ValidationError({name: ["Give this once."]})
    if not given or not given[0].strip():
        return None
    asked = [one.strip() for one in given[0].split(",")]
    if unknown := sorted(set(asked) - set(known)):
        told = ", ".join(one or "empty name" for one in unknown)
        raise ValidationError({name: [NO_SUCH.format(told, ", ".join(known))]})
    return asked
