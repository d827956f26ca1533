"""Generate claims into the database: nearly all in bulk, the last few through the verbs."""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import django
from django.db import transaction

from claims.document import scale, verdict_of
from claims.generating import verbs
from claims.generating.contents import Writer
from claims.generating.desk import Desk
from claims.generating.world import CLAIM, MARK, World
from claims.models import Claim
from core.bulk import learn_sizes
from record import ledger, schema
from record.models import Listing

GENERATED = f"{MARK}{CLAIM}"


def generate(
    count: int,
    *,
    seed: int,
    batch: int,
    through_verbs: int,
    at_desk: bool = False,
    tell: Callable[[int], None],
) -> None:
    """Add so many claims to those that were generated before; `tell` hears how many there are.

    With `at_desk` they stand at the desk too, with what they rest on; then all before must.

    Each batch is a transaction of its own: a run that is broken off leaves whole claims, and the
    next one goes on from there.
    """
    verdicts = scale()
    told = [verdict_of(verdict, verdicts) for verdict in verdicts]
    writer = _writer(seed, *told)
    first = generated()
    by_verbs = min(through_verbs, count)
    if ledger.current_scale() != told:
        ledger.append([ledger.NewScale(told)])
    stretches = list(_stretches(first, first + count - by_verbs, batch))
    desk = Desk(writer) if at_desk else None
    for (start, end), drafts in zip(stretches, _written(writer, stretches), strict=True):
        with _garbage_left_lying(), transaction.atomic():
            ledger.append(drafts := list(drafts))
            if desk:
                desk.enter(start, end, drafts)
        tell(end - first)
    learn_sizes()
    for number in range(first + count - by_verbs, first + count):
        verbs.enter(writer, number)
        tell(number + 1 - first)


@contextmanager
def _garbage_left_lying() -> Iterator[None]:
    """Look for cycles once, afterwards: a batch makes millions of objects, and hardly any cycle."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def _written(
    writer: Writer, stretches: list[tuple[int, int]]
) -> Iterator[Iterable[ledger.NewEdition]]:
    """The drafts of each stretch; of several, one is written beside while another is stored."""
    if len(stretches) < 3:
        yield from (writer.drafts(*stretch) for stretch in stretches)
        return
    beside = get_context("spawn")
    with ProcessPoolExecutor(1, beside, django.setup) as pool:
        waiting = [pool.submit(_drafts, writer.world.seed, writer.scale, *stretches[0])]
        for stretch in stretches[1:]:
            waiting.append(pool.submit(_drafts, writer.world.seed, writer.scale, *stretch))
            yield waiting.pop(0).result()
        yield waiting.pop(0).result()


def _drafts(
    seed: int, scale: dict[str, schema.Verdict], start: int, end: int
) -> list[ledger.NewEdition]:
    return list(_writer(seed, *scale.values()).drafts(start, end))


@functools.cache
def _writer(seed: int, *scale: schema.Verdict) -> Writer:
    """The same one for all stretches: it knows its world by then."""
    return Writer(World(seed), {verdict.key: verdict for verdict in scale})


def generated() -> int:
    """How many claims of the record were generated; they are numbered without gaps."""
    return Listing.objects.filter(claim__startswith=GENERATED).count()


def all_at_desk() -> bool:
    """Whether every claim that was generated before stands at the desk too."""
    return Claim.objects.filter(public_id__startswith=GENERATED).count() == generated()


def holds_others() -> bool:
    """Whether there are claims, at the desk or in the record, that were not generated."""
    at_desk = Claim.objects.exclude(public_id__startswith=GENERATED)
    return at_desk.exists() or Listing.objects.exclude(claim__startswith=GENERATED).exists()


def _stretches(first: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    for start in range(first, end, size):
        yield start, min(start + size, end)
