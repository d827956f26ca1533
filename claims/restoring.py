"""Put the working copy of a claim back to what a revision says of it."""

from __future__ import annotations

from claims.models import Appearance, Bearing, Claim, Event, Evidence, Relation
from core.models import Revision
from core.revisions import as_state
from sources.models import Passage

# What is of the coming edition, not of the text that is brought back.
OF_THE_EDITION = ("edition_kind", "notice")
PARTS = ("topics", "appearances", "evidence", "relations", "id", "public_id")


def state_at(claim: Claim, event: Event) -> dict | None:
    """What the last revision before that event left."""
    revision = Revision.objects.of(claim).filter(at__lte=event.at).last()
    return as_state(revision.after) if revision else None


def restore(claim: Claim, state: dict) -> None:
    """Bring back columns and parts as a revision kept them."""
    _put_parts_back(claim, state)
    columns = {name: value for name, value in state.items() if name not in PARTS}
    Claim.objects.filter(pk=claim.pk).update(**columns)
    claim.refresh_from_db()


def _put_parts_back(claim: Claim, state: dict) -> None:
    claim.topics.set(state["topics"])
    for model, name in (
        (Appearance, "appearances"),
        (Evidence, "evidence"),
        (Relation, "relations"),
    ):
        model.objects.filter(claim=claim).delete()
        for row in state[name]:
            _put_back(model, claim, dict(row))


def _put_back(model, claim: Claim, row: dict) -> None:
    passages = Passage.objects.filter(pk__in=row.pop("passages", [])).values_list("pk", flat=True)
    part = model.objects.create(claim=claim, **row)
    Bearing.objects.bulk_create(Bearing(evidence=part, passage_id=pk) for pk in passages)
