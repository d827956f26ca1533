"""The course of bringing reviews in: a batch at a time, each row in or told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count, islice

from django.db import DatabaseError

from claims.errors import NotPermitted
from claims.importing.reviews import cleaning, entering
from claims.importing.reviews.cleaning import Review
from claims.importing.reviews.reading import Found
from claims.importing.reviews.remarks import LeftOut, Remark
from claims.models import Verdict
from core.canonical import NotCanonical
from core.models import User
from sources.capture import CannotCapture

BATCH = 500
SHOWN = 50
# What a review becomes, each with who may enter it.
NEEDED = {
    "claims.add_claim": "bring in claims",
    "sources.add_statement": "bring in statements",
    "sources.add_speaker": "enter speakers",
    "sources.add_publisher": "enter publishers",
    "sources.add_source": "enter sources",
    "sources.add_snapshot": "capture sources",
}
REFUSALS = (DatabaseError, CannotCapture, NotCanonical)


@dataclass
class Report:
    """What came of it: how many reviews, and what is told of which."""

    came_in: int = 0
    there: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)
    _told_left_out: list[str] = field(default_factory=list)
    _told_remarks: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """The first problems, each with its place; those that kept a review out before others."""
        return [*self._told_left_out, *self._told_remarks][:SHOWN]

    @property
    def total(self) -> int:
        return self.came_in + self.there + self.left_out.total()

    @property
    def not_shown(self) -> int:
        """How many problems there are beyond those that are told whole."""
        return self.left_out.total() + self.remarks.total() - len(self.problems)

    def leave_out(self, place: str, remark: Remark) -> None:
        self.left_out[remark.kind] += 1
        _keep_first(self._told_left_out, f"{place}: {remark}")

    def remark(self, place: str, remark: Remark) -> None:
        self.remarks[remark.kind] += 1
        _keep_first(self._told_remarks, f"{place}: {remark}")


def _keep_first(told: list[str], problem: str) -> None:
    if len(told) < SHOWN:
        told.append(problem)


def permit(by: User) -> None:
    """Raise NotPermitted where this person may not enter all that a review becomes."""
    for permission, act in NEEDED.items():
        if not (by.is_active and by.has_perm(permission)):
            raise NotPermitted(act)


def bring_in(
    found: Iterable[Found],
    *,
    by: User,
    language: str = "en",
    check: bool = False,
    tell: Callable[[int], None] = lambda done: None,
) -> Report:
    """Enter every review that was found and is not there yet; only say so where it is a check.

    A batch is one transaction, so what was entered before it breaks off stays, and a further run
    goes on from there. Raises NotPermitted before anything is read.
    """
    permit(by)
    work = _Work(by, language, check)
    found = iter(found)
    for number in count(1):
        if not (batch := list(islice(found, BATCH))):
            break
        work.take(batch)
        if not check and number.bit_count() == 1:  # as often as all of it has doubled
            entering.learn_sizes()
        tell(work.report.total)
    return work.report


# A review with its place in the file.
Placed = tuple[str, Review]


class _Work:
    """One run, whoever's it is, with what is told of it."""

    def __init__(self, by: User, language: str, check: bool):
        self.by, self.language, self.check = by, language, check
        self.scale = list(Verdict.objects.all())
        self.report = Report()
        # Only a check needs to remember what it has seen: else it is at the desk.
        self.seen: set[int] = set()

    def take(self, batch: Iterable[Found]) -> None:
        read = list(self._read(batch))
        new = list(self._new(read))
        if self.check:
            self._count(new)
        elif new:
            self._enter(new)

    def _read(self, batch: Iterable[Found]) -> Iterator[Placed]:
        for found in batch:
            if found.review is None:
                self.report.leave_out(found.place, found.remark)
                continue
            try:
                review = cleaning.read(found.review, self.language)
            except LeftOut as error:
                self.report.leave_out(found.place, error.remark)
            else:
                review.remarks += [found.remark] if found.remark else []
                yield found.place, review

    def _new(self, read: list[Placed]) -> Iterator[Placed]:
        """Those that are neither at the desk nor further up in the file."""
        there = entering.known(review for _, review in read)
        for place, review in read:
            if review.key in there or hash(review.key) in self.seen:
                self.report.there += 1
            else:
                there.add(review.key)
                yield place, review

    def _count(self, new: list[Placed]) -> None:
        self.seen.update(hash(review.key) for _, review in new)
        self._came_in(new)

    def _enter(self, new: list[Placed]) -> None:
        """All in one act; where the database refuses that, one by one, to learn which it is."""
        try:
            entering.enter([review for _, review in new], self.scale, by=self.by)
            self._came_in(new)
        except REFUSALS:
            for place, review in new:
                self._enter_one(place, review)

    def _enter_one(self, place: str, review: Review) -> None:
        """Alone; at worst without the works in which the claim was made."""
        told = Remark("itemReviewed.appearance", "could not be entered; left out of the claim")
        bare = replace(review, appearances=[], remarks=[*review.remarks, told])
        for each in (review, bare) if review.appearances else (review,):
            try:
                entering.enter([each], self.scale, by=self.by)
            except REFUSALS as error:
                refused = str(error).partition("\n")[0]
            else:
                self._came_in([(place, each)])
                return
        self.report.leave_out(place, Remark("", "was refused; left out", detail=refused))

    def _came_in(self, new: Iterable[Placed]) -> None:
        for place, review in new:
            self.report.came_in += 1
            for remark in review.remarks:
                self.report.remark(place, remark)
