"""What a claim rests on at the desk: every row by which somebody could change what counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claims.models import Appearance, Evidence
from core.models import Revision
from sources.models import SameRoot, Snapshot, Source, Speaker, Statement

COLUMNS = (
    "claim",
    "statement",
    "statement__source",
    "statement__speaker",
    "statement__on_behalf_of",
    "statement__passages__snapshot",
    "statement__relays__source",
    "statement__relays__through",
)
KINDS = (Statement, Source, Speaker, Speaker, Snapshot, Source, Source)


@dataclass(frozen=True)
class Cited:
    """One row that a claim rests on, named as revisions name rows."""

    claim: int
    model: str
    key: str


def rows_behind(claims: Iterable[int]) -> set[Cited]:
    """Every row that these claims rest on; two queries."""
    keys = list(claims)
    return {row for part in (Appearance, Evidence) for row in _cited(part, keys)}


def _cited(part, keys: list[int]) -> Iterator[Cited]:
    for claim, *found in part.objects.filter(claim__in=keys).values_list(*COLUMNS):
        for model, key in zip(KINDS, found, strict=True):
            if key:
                yield Cited(claim, model._meta.label_lower, str(key))


def hands_in(rows: set[Cited]) -> set[tuple[int, int]]:
    """(claim, person) for everyone who changed one of these rows; two queries.

    To have entered a speaker is no hand in all that is ever told of them; to have changed one is.
    """
    by_row: dict[tuple[str, str], set[int]] = {}
    for row in rows:
        by_row.setdefault((row.model, row.key), set()).add(row.claim)
    speaker = Speaker._meta.label_lower
    revised = Revision.objects.filter(
        model__in={model for model, _ in by_row}, key__in={key for _, key in by_row}
    ).exclude(model=speaker, action=Revision.Action.CREATED)
    found = revised.values_list("model", "key", "actor")
    hands = {(claim, who) for m, key, who in found for claim in by_row.get((m, key), ())}
    return hands | _who_joined_roots(by_row)


def _who_joined_roots(by_row: dict[tuple[str, str], set[int]]) -> set[tuple[int, int]]:
    """Whoever said, or took back, that two of the sources are probably one."""
    source = Source._meta.label_lower
    # In no order, else SQLite reads all that was ever changed, in that of the key.
    told = Revision.objects.filter(model=SameRoot._meta.label_lower).order_by()
    return {
        (claim, who)
        for before, after, who in told.values_list("before", "after", "actor")
        for state in (before, after)
        if state
        for end in ("one_id", "other_id")
        for claim in by_row.get((source, str(json.loads(state)[end])), ())
    }
