"""The course of bringing reviews in: a batch at a time, each row in or told."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace

from django.db import DataError, IntegrityError

from claims.errors import NotPermitted
from claims.importing.reviews import entering
from claims.importing.reviews.alone import alone
from claims.importing.reviews.cleaning import Review
from claims.importing.reviews.reading import Found
from claims.importing.reviews.remarks import Remark
from claims.importing.reviews.understanding import Understood, understood
from claims.models import Verdict
from core.bulk import learn_sizes, roomy
from core.canonical import NotCanonical
from core.models import User
from sources.capture import CannotCapture

BATCH = 500
# Once in so many batches memory is looked through for garbage.
COLLECTED = 8
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
# What one review can be the reason of; a database that is gone or locked ends the run.
REFUSALS = (DataError, IntegrityError, CannotCapture, NotCanonical)


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
    goes on from there. Raises NotPermitted before anything is read, Busy while another run enters
    reviews, and django.db.OperationalError where the database does not answer any more.
    """
    permit(by)
    work = _Work(by, check)
    with nullcontext() if check else alone(), _settled(), roomy():
        for number, batch in enumerate(understood(found, language, BATCH), start=1):
            work.take(batch)
            if not check and number.bit_count() == 1:  # as often as all of it has doubled
                learn_sizes(*entering.FILLED)
            if number % COLLECTED == 0:
                gc.collect()
            tell(work.report.total)
    return work.report


@contextmanager
def _settled() -> Iterator[None]:
    """Little time goes into looking for garbage, of which entering leaves next to none: what stood
    before is never looked through, and the rest once in some batches.
    """
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


# A review with its place in the file.
Placed = tuple[str, Review]


class _Work:
    """One run, whoever's it is, with what is told of it."""

    def __init__(self, by: User, check: bool):
        self.by, self.check = by, check
        self.scale = list(Verdict.objects.all())
        self.report = Report()
        # Only a check needs to remember what it has seen: else it is at the desk.
        self.seen: set[int] = set()

    def take(self, batch: Iterable[Understood]) -> None:
        new = list(self._new(list(self._readable(batch))))
        if self.check:
            self._count(new)
        elif new:
            self._enter(new)

    def _readable(self, batch: Iterable[Understood]) -> Iterator[Placed]:
        for one in batch:
            if one.review:
                yield one.place, one.review
            else:
                self.report.leave_out(one.place, one.remark)

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
        """All in one act; where the database refuses that, each half, to learn which it is."""
        try:
            entering.enter([review for _, review in new], self.scale, by=self.by)
        except REFUSALS as error:
            if len(new) == 1:
                self._enter_bare(*new[0], error)
            else:
                half = len(new) // 2
                self._enter(new[:half])
                self._enter(new[half:])
        else:
            self._came_in(new)

    def _enter_bare(self, place: str, review: Review, error: Exception) -> None:
        """Without the works in which the claim was made, where these may be why it was refused."""
        if review.appearances:
            told = Remark("itemReviewed.appearance", "could not be entered; left out of the claim")
            bare = replace(review, appearances=[], remarks=[*review.remarks, told])
            self._enter([(place, bare)])
        else:
            refused = str(error).partition("\n")[0]
            self.report.leave_out(place, Remark("", "was refused; left out", detail=refused))

    def _came_in(self, new: Iterable[Placed]) -> None:
        for place, review in new:
            self.report.came_in += 1
            for remark in review.remarks:
                self.report.remark(place, remark)
