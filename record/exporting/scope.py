"""Which editions an export tells of: those that stood at one head of the log, paged by its index.

The head is fixed first. An edition stands at it when its claim had no later one by then, so what is
published meanwhile changes nothing, and whoever goes on behind an index gets the rest.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from record import projection
from record.exporting.past import standing_at
from record.filters import ClaimFilter, Place
from record.finding import Finding
from record.merkle import grow, root_of
from record.models import Entry, Head, Listing

# Editions whose documents are held together; rows of the table of claims, which are smaller; and
# what the database writes down by itself, of which nothing is held.
FEW, MANY, COPIED = 25, 1_000, 32_000
# The first page is short: it is there at once.
FIRST = 100


@dataclass(frozen=True)
class Scope:
    """The editions that stood when the log had `size` entries, behind `after`, and that fit."""

    size: int
    root: str
    after: int = -1
    filters: ClaimFilter | None = None
    retracted: bool = False
    past: bool = False
    given: dict[str, Any] = field(default_factory=dict)
    tell: Callable[[int], None] | None = None

    def pages(self, length: int) -> Iterator[tuple[int, int]]:
        """The log behind `after` in stretches (above, up to), the first one short."""
        above, step = self.after, FIRST
        while above < self.size - 1:
            up_to = min(above + step, self.size - 1)
            yield above, up_to
            if self.tell:
                self.tell(up_to + 1)
            above, step = up_to, length

    def batches(self) -> Iterator[list[Entry]]:
        """The editions in the order of the log, up to a hundred together."""
        if self.filters is not None and not self.past:
            return self._chosen()
        return (self.between(above, up_to) for above, up_to in self.pages(FEW))

    def _chosen(self) -> Iterator[list[Entry]]:
        """Those that the filters let through: only their documents are read."""
        for above, up_to in self.pages(COPIED):
            listed = self.listings().filter(entry_id__gt=above, entry_id__lte=up_to)
            indices = set(listed.order_by().values_list("entry_id", flat=True))
            indices.update(entry.index for entry in self.moved_between(above, up_to))
            for some in _parts(sorted(indices), FEW):
                found = Entry.objects.in_bulk(some)
                yield [found[index] for index in some]

    def entries(self) -> Iterator[Entry]:
        """The editions in the order of the log."""
        return (entry for batch in self.batches() for entry in batch)

    def every_edition(self, *kinds: str) -> Iterator[Entry]:
        """Not only those that stand: all, or all of these kinds, up to the head."""
        for above, up_to in self.pages(FEW):
            found = Entry.objects.editions().filter(index__gt=above, index__lte=up_to)
            if kinds:
                found = found.filter(edition_kind__in=kinds)
            elif not self.retracted:
                found = found.exclude(claim__in=self._withdrawn(above, up_to))
            yield from (one for one in found.order_by("index") if fits(one, self.given))

    def _withdrawn(self, above: int, up_to: int) -> list[str]:
        """The claims told of in one stretch that stood retracted at the head."""
        gone = standing_at(self.size).filter(edition_kind=Entry.EditionKind.RETRACTION)
        told = Entry.objects.filter(index__gt=above, index__lte=up_to).values("claim")
        return list(gone.filter(claim__in=told).values_list("claim", flat=True))

    def from_the_start(self) -> Iterator[Entry]:
        """The same from the first on, whatever was asked to be behind."""
        return replace(self, after=-1).entries()

    def between(self, above: int, up_to: int) -> list[Entry]:
        """Those in one stretch of the log."""
        found = standing_at(self.size).filter(index__gt=above, index__lte=up_to)
        if not self.retracted:
            found = found.exclude(edition_kind=Entry.EditionKind.RETRACTION)
        return [one for one in found.order_by("index") if fits(one, self.given)]

    def listings(self) -> QuerySet[Listing]:
        """What stands now and fits, as the list of claims would give it."""
        if self.filters is None:
            return Listing.objects.all() if self.retracted else Listing.objects.current()
        found = self.filters.qs
        return found if self._answering is None else found.filter(pk__in=self._answering)

    @functools.cached_property
    def _answering(self) -> list[int] | None:
        """Keys of the listings that answer the words best; None where none were asked for."""
        if "q" not in self.given:
            return None
        return [match.key for match in Finding(self.filters, _from_the_start(), 1).matches]

    def left_out(self) -> int:
        """How many retracted claims are left out."""
        if self.retracted:
            return 0
        gone = standing_at(self.size).filter(edition_kind=Entry.EditionKind.RETRACTION)
        gone = gone.filter(index__gt=self.after, index__lt=self.size)
        if not self.given:
            return gone.count()
        return sum(fits(entry, self.given) for entry in gone.iterator(FEW))

    def moved_between(self, above: int, up_to: int) -> list[Entry]:
        """Those in one stretch whose claims were published again since the head was fixed."""
        later = Listing.objects.filter(entry_id__gte=self.size)
        if self._answering is not None:
            later = later.filter(pk__in=self._answering)
        claims = list(later.values_list("claim", flat=True))
        if not claims:
            return []
        found = standing_at(self.size).filter(claim__in=claims, index__gt=above, index__lte=up_to)
        if not self.retracted:
            found = found.exclude(edition_kind=Entry.EditionKind.RETRACTION)
        return [one for one in found.order_by("index") if fits(one, self.given)]


def _parts(indices: list[int], length: int) -> Iterator[list[int]]:
    return (indices[start : start + length] for start in range(0, len(indices), length))


def _from_the_start() -> Place:
    place = Place(QueryDict())
    place.is_valid()
    return place


def root_at(size: int) -> str:
    """The root of the tree when the log had so many entries; reads the leaf of each of them."""
    frontier: list[str] = []
    leaves = Entry.objects.filter(index__lt=size).order_by("index").values_list("leaf", flat=True)
    for count, leaf in enumerate(leaves.iterator(COPIED)):
        frontier = grow(count, frontier, leaf)
    return root_of(frontier)


def head() -> tuple[int, str]:
    """The size and root of the log now."""
    return Head.objects.values_list("size", "root").first() or (0, "")


def fits(entry: Entry, given: dict[str, Any]) -> bool:
    """Whether an edition fits these filters by what it says itself; words are not looked for."""
    return all(CHECKS[name](entry, given[name]) for name in given.keys() & CHECKS.keys())


def listing_of(entry: Entry, first: dt.datetime, standing: dict[str, Any]) -> Listing:
    """A listing as it would stand for an earlier edition; it is not stored."""
    told = projection.shown_columns(entry, entry.content) | standing
    return Listing(claim=entry.claim, first_published_at=first, touched=entry.index, **told)


def _mentions(entry: Entry, public_id: str, *roles: str) -> bool:
    return any(
        one == public_id and role in roles
        for _kind, one, role in projection.roles_of(entry.content)
    )


def _from(entry: Entry, day: dt.date) -> bool:
    return entry.published_at.astimezone(dt.UTC).date() >= day


def _until(entry: Entry, day: dt.date) -> bool:
    return entry.published_at.astimezone(dt.UTC).date() <= day


CHECKS = {
    "verdict": lambda entry, value: entry.content.verdict.key == value,
    "kind": lambda entry, value: entry.content.kind == value,
    "language": lambda entry, value: entry.content.language == value,
    "basis": lambda entry, value: entry.content.basis == value,
    "topic": lambda entry, value: _mentions(entry, value, "topic"),
    "speaker": lambda entry, value: _mentions(entry, value, "claimant", "speaker"),
    "publisher": lambda entry, value: _mentions(entry, value, "publisher", "chain"),
    "source": lambda entry, value: _mentions(entry, value, "source", "chain"),
    "published_after": _from,
    "published_before": _until,
    "year": lambda entry, value: entry.published_at.astimezone(dt.UTC).year == int(value),
}
