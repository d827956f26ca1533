"""What the reviews of a file say, a batch at a time; of many, the next ones are read beside.

To clean a review takes a fifth of the time that it takes to enter it. So where there are many, the
batches to come are cleaned in a process of their own, while the one before is entered.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context

import django

from claims.importing.reviews import cleaning
from claims.importing.reviews.cleaning import Review
from claims.importing.reviews.reading import Found
from claims.importing.reviews.remarks import LeftOut, Remark

# So many reviews are cleaned here, before it pays to begin a process; and so many batches ahead.
FEW, AHEAD = 1_000, 2


@dataclass(frozen=True)
class Understood:
    """What a review at a place in the file says; without one, why it is left out."""

    place: str
    review: Review | None = None
    remark: Remark | None = None


# A batch, and what it will say once it is cleaned.
Coming = tuple[list[Found], Future[list[Understood]]]


def understood(found: Iterable[Found], language: str, size: int) -> Iterator[list[Understood]]:
    """All that was found in batches of that size, in order; never more than a few at a time."""
    found = iter(found)
    few = list(islice(found, FEW))
    with ProcessPoolExecutor(1, get_context("spawn"), django.setup) as pool:
        beside = _beside(pool, _batches(found, size), language)
        coming = deque(islice(beside, AHEAD))
        for batch in _batches(few, size):
            yield clean(batch, language)
        while coming:
            batch, told = coming.popleft()
            coming.extend(islice(beside, 1))
            yield _told(batch, told, language)


def _batches(found: Iterable[Found], size: int) -> Iterator[list[Found]]:
    found = iter(found)
    while batch := list(islice(found, size)):
        yield batch


def _beside(
    pool: ProcessPoolExecutor, batches: Iterable[list[Found]], language: str
) -> Iterator[Coming]:
    for batch in batches:
        yield batch, pool.submit(clean, batch, language)


def _told(batch: list[Found], told: Future, language: str) -> list[Understood]:
    try:
        return told.result()
    except RecursionError:  # one is nested too deep to be handed over
        return clean(batch, language)


def clean(batch: list[Found], language: str) -> list[Understood]:
    """What each of them says, in the given language where it names none."""
    return [_clean(found, language) for found in batch]


def _clean(found: Found, language: str) -> Understood:
    if found.review is None:
        return Understood(found.place, remark=found.remark)
    try:
        review = cleaning.read(found.review, language)
    except LeftOut as error:
        return Understood(found.place, remark=error.remark)
    review.remarks += [found.remark] if found.remark else []
    return Understood(found.place, review)
