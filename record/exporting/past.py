"""Where claims stood when the log was shorter, by the relations of the editions that stood then."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models import Exists, OuterRef, QuerySet

from record.models import Entry
from record.neighbours import UNRELATED
from record.reading import STATES
from record.schema import Relation


def standing_at(size: int) -> QuerySet[Entry]:
    """The editions that stood when the log had so many entries."""
    later = Entry.objects.filter(
        claim=OuterRef("claim"), number=OuterRef("number") + 1, index__lt=size
    )
    return Entry.objects.editions().filter(index__lt=size).exclude(Exists(later))


class PastStandings:
    """Holds the relations of that time: memory grows with the links, not with the log."""

    def __init__(self, size: int):
        self._done_to: dict[str, list[tuple[Relation, str]]] = defaultdict(list)
        related = standing_at(size).exclude(data__contains=UNRELATED).order_by("index")
        for entry in related.exclude(edition_kind=Entry.EditionKind.RETRACTION).iterator(500):
            for relation in entry.content.relations:
                self._done_to[relation.claim].append((relation, entry.claim))

    def of(self, entry: Entry) -> dict[str, object]:
        """What a listing would keep of where this edition's claim stood, by column."""
        told = self._weightiest(entry.claim)
        if entry.is_retraction:
            day = entry.published_at.astimezone(dt.UTC).date()
            return _columns("retracted", told[1] if told else "", day)
        if told is None or STATES[told[0].type] == "current":
            return _columns("current", "", None)
        on = dt.date.fromisoformat(told[0].on) if told[0].on else None
        return _columns(STATES[told[0].type], told[1], on)

    def _weightiest(self, claim: str) -> tuple[Relation, str] | None:
        found = self._done_to.get(claim, ())
        return next((one for kind in STATES for one in found if one[0].type == kind), None)


def _columns(state: str, by: str, since: dt.date | None) -> dict[str, object]:
    return {"standing_state": state, "standing_by": by, "standing_since": since}
