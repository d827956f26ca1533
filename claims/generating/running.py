"""Generate claims into the database: nearly all in bulk, the last few through the verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from claims.document import scale, verdict_of
from claims.generating import verbs
from claims.generating.contents import Writer
from claims.generating.world import CLAIM, MARK, World
from claims.models import Claim
from record import ledger
from record.models import Listing

GENERATED = f"{MARK}{CLAIM}"


def generate(
    count: int, *, seed: int, batch: int, through_verbs: int, tell: Callable[[int], None]
) -> None:
    """Add so many claims to those that were generated before; `tell` hears how many there are.

    Each batch is a transaction of its own: a run that is broken off leaves whole claims, and the
    next one goes on from there.
    """
    verdicts = scale()
    told = [verdict_of(verdict, verdicts) for verdict in verdicts]
    writer = Writer(World(seed), {verdict.key: verdict for verdict in told})
    first = generated()
    by_verbs = min(through_verbs, count)
    if ledger.current_scale() != told:
        ledger.append([ledger.NewScale(told)])
    for start, end in _stretches(first, first + count - by_verbs, batch):
        ledger.append(writer.drafts(start, end))
        tell(end - first)
    for number in range(first + count - by_verbs, first + count):
        verbs.enter(writer, number)
        tell(number + 1 - first)


def generated() -> int:
    """How many claims of the record were generated; they are numbered without gaps."""
    return Listing.objects.filter(claim__startswith=GENERATED).count()


def holds_others() -> bool:
    """Whether there are claims, at the desk or in the record, that were not generated."""
    at_desk = Claim.objects.exclude(public_id__startswith=GENERATED)
    return at_desk.exists() or Listing.objects.exclude(claim__startswith=GENERATED).exists()


def _stretches(first: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    for start in range(first, end, size):
        yield start, min(start + size, end)
