"""The claims of one page: with words the best first, found as the list of claims finds them."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from django_filters import BooleanFilter, CharFilter, DateFilter

from record import reading
from record.claims_search.parameters import Asked
from record.filters import ClaimFilter, Place
from record.finding import Finding
from record.models import Listing


class ReviewFilter(ClaimFilter):
    """The filters of `claims:search`, where they differ from those of the list."""

    language = CharFilter(method="in_language")
    claimed = BooleanFilter(method="with_claimant")
    since = DateFilter(method="not_older")

    def in_language(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(Q(language__iexact=value) | Q(language__istartswith=f"{value}-"))

    def with_claimant(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        return queryset.filter(claimant__gt="")

    def not_older(self, queryset: QuerySet, name: str, value: dt.date) -> QuerySet:
        """By the day of the claim or of the review, as they are told, whichever is newer."""
        midnight = dt.datetime.combine(value, dt.time(), dt.UTC)
        made = Q(made_from=F("made_to"), made_to__gte=value)
        return queryset.filter(made | Q(first_published_at__gte=midnight))


def page(asked: Asked) -> tuple[list[Listing], int | None]:
    """The claims, each with its standing and its edition, and the place behind them if more follow.

    With words a place counts the claims before it; without, it is an index of the log, so that what
    is published meanwhile makes no claim appear twice.
    """
    if not asked.is_of_us:
        return [], None
    found = _filtered(asked)
    keys, place = _best(found, asked) if asked.query else _newest(found, asked)
    rows = Listing.objects.defer("words", "finding").select_related("entry").in_bulk(keys)
    return reading.with_standing(rows[key] for key in keys if key in rows), place


def _filtered(asked: Asked) -> ReviewFilter:
    chosen = {"q": asked.query, "language": asked.languages, "claimed": "true"}
    if asked.since:
        chosen["since"] = asked.since.isoformat()
    data = QueryDict(mutable=True)
    data.update(chosen)
    found = ReviewFilter(data, queryset=Listing.objects.all())
    found.is_valid()
    return found


def _best(found: ReviewFilter, asked: Asked) -> tuple[list[int], int | None]:
    place = Place(QueryDict())
    place.is_valid()
    matches = Finding(found, place, asked.size).matches
    start = asked.offset if asked.behind is None else asked.behind
    end = start + asked.size
    return [match.key for match in matches[start:end]], end if end < len(matches) else None


def _newest(found: ReviewFilter, asked: Asked) -> tuple[list[int], int | None]:
    listings, start = found.qs.order_by("-entry_id"), asked.offset
    if asked.behind is not None:
        listings, start = listings.filter(entry_id__lt=asked.behind), 0
    rows = listings.values_list("pk", "entry_id")[start : start + asked.size + 1]
    rows = list(rows)
    more = len(rows) > asked.size
    return [key for key, _ in rows[: asked.size]], rows[asked.size - 1][1] if more else None
