"""Bring a row of the desk back to what a revision says of it. That is a change like any other."""

from __future__ import annotations

from django.db import models

from core.models import Revision, User
from core.revisions import as_state, revising
from sources import capture, marking
from sources.extraction import Stretch
from sources.models import Passage, Relay, Snapshot, Statement

# What a row is known by, and what counts: these stay as they are.
LASTING = {"id", "public_id", "created_at", "version"}
PLACE = ("snapshot_id", "part", "start", "end")


class CannotRestore(ValueError):
    """The row cannot be brought back to that state; says why."""


def restore(row: models.Model, revision: Revision, *, by: User, version: int | None) -> None:
    """Make the row what it was after a revision; `version` is the one that was read.

    Raises Overtaken where somebody was faster, ValidationError or IntegrityError where the old
    state does not hold beside what stands now, and CannotMark or ProtectedError for passages.
    """
    state = as_state(revision.after)
    if state is None:
        raise CannotRestore("There is nothing to bring back: it was taken away then.")
    if isinstance(row, Snapshot):
        _divide(row, state, by)
        return
    reason = f"Brought back as it was on {revision.at:%d %B %Y at %H:%M} UTC."
    with revising(row, by=by, version=version, reason=reason):
        _put_columns_back(row, state)
        row.full_clean()
        row.save()
        if isinstance(row, Statement):
            _put_parts_back(row, state)


def _put_columns_back(row: models.Model, state: dict) -> None:
    for field in row._meta.concrete_fields:
        if field.attname in state and field.attname not in LASTING:
            value = state[field.attname]
            setattr(row, field.attname, value if field.is_relation else field.to_python(value))


def _divide(snapshot: Snapshot, state: dict, by: User) -> None:
    if state["text_sha256"] != capture.state(snapshot)["text_sha256"]:
        raise CannotRestore("These regions are of another text.")
    marking.replace_regions(snapshot, [Stretch(*each) for each in state["regions"]], by=by)


def _put_parts_back(statement: Statement, state: dict) -> None:
    """Its passages and relays. Those that stand in both stay the rows that they are."""
    places = {row["id"]: _place(row) for row in state["passages"]}
    told_at = {
        (row["source_id"], row["through_id"]): places.get(row["passage_id"])
        for row in state["relays"]
    }
    relays = {(relay.source_id, relay.through_id): relay for relay in statement.relays.all()}
    for ends in relays.keys() - told_at.keys():
        relays.pop(ends).delete()
    for relay in relays.values():  # what they were told at may go, and come back as another row
        Relay.objects.filter(pk=relay.pk).update(passage=None)
    _put_passages_back(statement, set(places.values()))
    standing = _standing(statement)
    for (source, through), place in told_at.items():
        relay = relays.get((source, through))
        relay = relay or Relay(statement=statement, source_id=source, through_id=through)
        relay.passage = standing.get(place)
        relay.full_clean()
        relay.save()


def _put_passages_back(statement: Statement, wanted: set[tuple]) -> None:
    standing = _standing(statement)
    captures = Snapshot.objects.prefetch_related("regions")
    captures = captures.in_bulk({snapshot for snapshot, *_ in wanted - standing.keys()})
    for snapshot, part, start, end in sorted(wanted - standing.keys()):
        marking.add_passage(statement, captures[snapshot], part=part, start=start, end=end)
    for place in standing.keys() - wanted:
        standing[place].delete()


def _standing(statement: Statement) -> dict[tuple, Passage]:
    """Its passages as they are now, by their places."""
    passages = Passage.objects.filter(statement=statement)
    return {_place(vars(passage)): passage for passage in passages}


def _place(passage: dict) -> tuple:
    return tuple(passage[name] for name in PLACE)
