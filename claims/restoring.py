"""Put the working copy of a claim back to what a revision says of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models
from django.utils import timezone
from django.utils.text import Truncator

from claims.errors import NoLongerThere
from claims.models import Appearance, Bearing, Claim, Event, Evidence, Relation
from core.models import Revision
from core.revisions import as_state
from sources.models import Passage, Statement

# What is of the coming edition, not of the text that is brought back.
OF_THE_EDITION = ("edition_kind", "notice")
PARTS = {"appearances": Appearance, "evidence": Evidence, "relations": Relation}
NOT_COLUMNS = ("topics", *PARTS, "id", "public_id")
# Where a passage stands: one that was taken away and marked again has another key.
PLACE = ("snapshot_id", "part", "start", "end")


def state_at(claim: Claim, event: Event) -> dict | None:
    """What the last revision before that event left."""
    revision = Revision.objects.of(claim).filter(at__lte=event.at).last()
    return as_state(revision.after) if revision else None


def restore(claim: Claim, state: dict) -> None:
    """Bring back columns and parts as a revision kept them.

    Raises NoLongerThere where a row that it had was taken away since, or words are not marked.
    """
    columns = {name: value for name, value in state.items() if name not in NOT_COLUMNS}
    _refuse_what_is_gone(columns, state)
    _put_parts_back(claim, state)
    Claim.objects.filter(pk=claim.pk).update(**columns, changed_at=timezone.now())
    claim.refresh_from_db()


def _refuse_what_is_gone(columns: dict, state: dict) -> None:
    rows = [(Claim, columns), *((PARTS[name], row) for name in PARTS for row in state[name])]
    gone = {told for model, row in rows for told in _gone(model, row)}
    gone |= {"topic" for key in state["topics"] if not _stands(Claim.topics.rel.model, key)}
    if gone:
        raise NoLongerThere(", ".join(f"the {told} that it had" for told in sorted(gone)))


def _gone(model: type[models.Model], row: dict) -> Iterator[str]:
    """The relations of a row whose other end was taken away."""
    for field in model._meta.concrete_fields:
        key = row.get(field.attname) if field.is_relation else None
        if key is not None and not _stands(field.related_model, key):
            yield str(field.verbose_name)


def _stands(model: type[models.Model], key) -> bool:
    return model._default_manager.filter(pk=key).exists()


def _put_parts_back(claim: Claim, state: dict) -> None:
    claim.topics.set(state["topics"])
    for name, model in PARTS.items():
        model.objects.filter(claim=claim).delete()
        for row in state[name]:
            _put_back(model, claim, dict(row))


def _put_back(model, claim: Claim, row: dict) -> None:
    passages = _standing(row.pop("passages", []), row.get("statement_id"))
    part = model.objects.create(claim=claim, **row)
    Bearing.objects.bulk_create(Bearing(evidence=part, passage_id=pk) for pk in passages)


def _standing(keys: list[int], statement: int | None) -> list[int]:
    """These passages of a statement, each as it is marked now."""
    standing = Passage.objects.filter(statement=statement)
    found = set(standing.filter(pk__in=keys).values_list("pk", flat=True))
    if missing := set(keys) - found:
        places = {_place(vars(passage)): passage.pk for passage in standing}
        for was in _as_they_were(missing, statement):
            if _place(was) not in places:
                told = Truncator(was["exact"]).chars(80)
                raise NoLongerThere(f"the words “{told}”, which are not marked any more")
            found.add(places[_place(was)])
    return sorted(found)


def _as_they_were(keys: set[int], statement: int | None) -> list[dict]:
    """What the history of a statement says of passages that it has no more."""
    said: dict[int, dict] = {}
    for revision in Revision.objects.of(Statement(pk=statement)):
        state = as_state(revision.after) or {}
        said |= {row["id"]: row for row in state.get("passages", [])}
    if unknown := keys - said.keys():
        raise NoLongerThere(f"{len(unknown)} of the passages that it rested on")
    return [said[key] for key in sorted(keys)]


def _place(passage: dict) -> tuple:
    return tuple(passage[name] for name in PLACE)
