"""What was asked of the list of claims: which answer, in which order, and what divides them."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from record import filters, reading, search
from record.models import Citation, Listing
from record.search.highlight import Marker

# The most claims that are put in order and counted; a longer list can be narrowed.
MOST = 1_000
QUOTES = 6


@dataclass(frozen=True)
class Match:
    """One claim that answers, with what facets count without asking again."""

    key: int
    index: int
    language: str
    year: int


class Finding:
    """The claims that fit the filters and answer the words, page by page."""

    def __init__(self, filterset: filters.ClaimFilter, place: filters.Place, length: int):
        self.filterset, self.place = filterset, place.cleaned_data
        self.chosen = filterset.given
        self.length = self.place["limit"] or length

    @functools.cached_property
    def asked(self) -> search.Asked | None:
        """The words that were looked for."""
        text = self.chosen.get("q", "")
        return search.Asked.of(text, self.filterset.queryset.db) if text else None

    @property
    def by_relevance(self) -> bool:
        """Words are answered by relevance, unless an order or a place in the log was asked for."""
        if "q" not in self.chosen or self.place["before"] is not None:
            return False
        return self.place["order"] != "date"

    @functools.cached_property
    def _matches(self) -> list[Match]:
        """Those that count, at most one more than are told; of a search the best."""
        listings = self.filterset.qs.order_by("-entry_id")
        if self.asked:
            narrowed = set(self.chosen) - {"q", "retracted"}
            most = search.MOST_RANKED if narrowed else MOST + 1
            listings = self.asked.among(listings, most)[: search.MOST_RANKED]
        else:
            listings = listings[: MOST + 1]
        rows = listings.values_list("pk", "entry_id", "language", "published_at")
        found = [Match(key, index, language, at.year) for key, index, language, at in rows]
        if self.asked:
            found.sort(key=lambda match: (-self.asked.score(match.key), -match.index))
        return found[: MOST + 1]

    @property
    def matches(self) -> list[Match]:
        return self._matches[:MOST]

    @property
    def is_more(self) -> bool:
        """Whether more claims fit than are counted."""
        return len(self._matches) > MOST

    def page(self) -> tuple[list[Listing], dict[str, int] | None]:
        """The rows of the page that was asked for, and what leads to the next one."""
        if self.asked is None and self.place["page"] is None:
            listings, before = self.filterset.qs, self.place["before"]
            keys, following = filters.page_of(listings, before, self.length)
            return self._rows(keys), {"before": following} if following is not None else None
        if self.by_relevance or self.place["page"] is not None:
            return self._numbered_page()
        return self._page_by_date()

    def _numbered_page(self):
        number = self.place["page"] or 1
        start = (number - 1) * self.length
        keys = [match.key for match in self.matches[start : start + self.length]]
        more = start + self.length < len(self.matches)
        return self._rows(keys), {"page": number + 1} if more else None

    def _page_by_date(self):
        before = self.place["before"]
        newest = sorted(self.matches, key=lambda match: -match.index)
        rest = [match for match in newest if before is None or match.index < before]
        page = rest[: self.length]
        more = len(rest) > self.length
        return self._rows([match.key for match in page]), {
            "before": page[-1].index
        } if more else None

    def _rows(self, keys: list[int]) -> list[Listing]:
        found = {row.pk: row for row in Listing.objects.for_found().filter(pk__in=keys)}
        return [found[key] for key in keys if key in found]

    def with_excerpts(self, rows: list[Listing]) -> list[Listing]:
        """The rows of a search, each with what was found in it; one query."""
        if self.asked is None:
            return rows
        quotes: dict[int, list[str]] = {}
        cited = Citation.objects.filter(listing__in=[row.pk for row in rows]).order_by("pk")
        for key, exact in cited.values_list("listing_id", "exact"):
            quotes.setdefault(key, []).append(exact)
        marker = Marker(self.asked)
        for row in rows:
            row.marked = marker.marked(row.short)
            told = [row.text, row.finding, *quotes.get(row.pk, ())[:QUOTES]]
            row.excerpt = marker.excerpt(told[1:] if row.text == row.short else told)
        return rows

    def without(self, name: str) -> int:
        """How many claims would fit without this filter, counted up to the most that are told."""
        data = self.filterset.data.copy()
        data.pop(name, None)
        rest = filters.ClaimFilter(data, queryset=Listing.objects.all())
        if not rest.is_valid():
            return 0
        fitting = rest.qs.order_by()
        if self.asked and name != "q":
            fitting = self.asked.among(fitting)
        return fitting[: MOST + 1].count()

    @property
    def counts(self) -> dict[str, int]:
        """For a list with nothing in it: what taking each filter away would bring."""
        return {name: count for name in self.chosen if (count := self.without(name))}

    def standing_page(self):
        """The page with the standing of each claim, and what leads on."""
        rows, following = self.page()
        return self.with_excerpts(reading.with_standing(rows)), following
