"""Put the working copy of a claim back to what it was when its last edition was published."""

from __future__ import annotations

from claims.models import Appearance, Bearing, Claim, Event, Evidence, Relation
from core.models import Revision
from core.revisions import as_state
from sources.models import Passage


def restore(claim: Claim, *, at: Event) -> None:
    """Bring back columns and parts as the last revision before that event left them."""
    revision = Revision.objects.of(claim).filter(at__lte=at.at).last()
    state = as_state(revision.after) if revision else None
    if state is None:
        return
    _put_parts_back(claim, state)
    parts = ("topics", "appearances", "evidence", "relations", "id", "public_id")
    columns = {name: value for name, value in state.items() if name not in parts}
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
