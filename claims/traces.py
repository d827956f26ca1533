"""From what was changed at the desk to the claims that rest on it, for many changes at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Exists, F, Max, OuterRef, Q, Value
from django.db.models.functions import Lower

from claims.models import Appearance, Claim, Evidence, Topic, Verdict
from core.models import Revision
from core.revisions import as_state
from sources.models import (
    Passage,
    Publisher,
    Relay,
    SameRoot,
    Snapshot,
    Source,
    Speaker,
    Statement,
)

# So many of the newest revisions are looked through, and so many changes followed, by so many rows.
LOOKED_THROUGH, CHANGES, FOLLOWED = 10_000, 500, 10_000
KINDS = (Statement, Source, Speaker, Publisher, Snapshot, SameRoot, Topic, Verdict)
MODELS = {model._meta.label_lower: model for model in KINDS}
# What is new changes no page that stands, but for these.
FELT_WHEN_NEW = (Snapshot, SameRoot, Verdict)
# The first capture of a work; nothing else rests on a capture as soon as it is there.
CAPTURED = "captured"


class Row(NamedTuple):
    """A row of the desk, named as revisions name rows."""

    model: str
    key: int


class Change(NamedTuple):
    """One revision of such a row."""

    pk: int
    at: dt.datetime


COLUMNS = ("model", "key", "action", "pk", "at")
Changes = dict[Row, list[Change]]


class Step(NamedTuple):
    """Rows of `table` lead from what their `column` names on to a row of `onto`."""

    changed: type
    table: type
    column: str
    onto: type
    onward: str


def _from_source(table: type, source: str, onward: str) -> list[Step]:
    return [
        Step(Source, table, source, Statement, onward),
        Step(Publisher, table, f"{source}__publisher", Statement, onward),
        Step(Speaker, table, f"{source}__publisher__speaker", Statement, onward),
    ]


TO_STATEMENTS = [
    Step(Speaker, Statement, "speaker", Statement, "pk"),
    Step(Speaker, Statement, "on_behalf_of", Statement, "pk"),
    Step(Snapshot, Passage, "snapshot", Statement, "statement"),
    *_from_source(Statement, "source", "pk"),
    *_from_source(Relay, "source", "statement"),
    *_from_source(Relay, "through", "statement"),
]
TO_CLAIMS = [
    Step(Statement, Appearance, "statement", Claim, "claim"),
    Step(Statement, Evidence, "statement", Claim, "claim"),
    Step(Topic, Claim.topics.through, "topic", Claim, "claim"),
    Step(Verdict, Claim, "verdict", Claim, "pk"),
]


def newest_behind_claims() -> dict[int, list[Change]]:
    """The newest changes of what claims rest on, by the claim, in seven queries at the most."""
    changes = _newest()
    for touched in (_of_scales, _of_roots, _of_first_captures):
        changes = _joined(changes, touched(changes))
    for steps in (TO_STATEMENTS, TO_CLAIMS):
        changes = _joined(changes, _followed(changes, steps))
    return {key: changes[row(Claim, key)] for key in _keys(changes, Claim)}


def row(model: type, key: int) -> Row:
    return Row(model._meta.label_lower, key)


def _keys(changes: Changes, model: type) -> list[int]:
    return [row.key for row in changes if row.model == model._meta.label_lower]


def _joined(changes: Changes, pairs: Iterator[tuple[Row, Row]]) -> Changes:
    """Add the rows that a changed row leads to, with its changes as theirs."""
    found = defaultdict(list, {row: list(of_row) for row, of_row in changes.items()})
    for changed, onto in set(pairs):
        found[onto] += changes[changed]
    return found


def _newest() -> Changes:
    newest = Revision.objects.aggregate(newest=Max("pk"))["newest"] or 0
    felt = [model._meta.label_lower for model in FELT_WHEN_NEW]
    is_felt = Q(kind__in=felt) | ~Q(action=Revision.Action.CREATED)
    # By an expression, else SQLite takes the index of models and reads all that was ever changed.
    recent = Revision.objects.annotate(kind=Lower("model")).filter(pk__gt=newest - LOOKED_THROUGH)
    told = recent.filter(is_felt, kind__in=MODELS).order_by("-pk")
    found = defaultdict(list)
    for model, key, action, *change in told.values_list(*COLUMNS)[:CHANGES]:
        is_capture = action == Revision.Action.CREATED and MODELS[model] is Snapshot
        found[Row(CAPTURED if is_capture else model, int(key))].append(Change(*change))
    return found


def _followed(changes: Changes, steps: list[Step]) -> Iterator[tuple[Row, Row]]:
    """Each changed row with a row that a step leads to; one query."""
    asked = [
        step.table.objects.filter(**{f"{step.column}__in": keys})
        .order_by()
        .values_list(
            Value(step.changed._meta.label_lower),
            F(step.column),
            Value(step.onto._meta.label_lower),
            F(step.onward),
        )
        for step in steps
        if (keys := _keys(changes, step.changed))
    ]
    found = asked[0].union(*asked[1:])[:FOLLOWED] if asked else ()
    return ((Row(*told[:2]), Row(*told[2:])) for told in found)


def _of_scales(changes: Changes) -> Iterator[tuple[Row, Row]]:
    """A verdict may move the ends of its scale, and so change the others on it."""
    keys = _keys(changes, Verdict)
    kinds = dict(Verdict.objects.values_list("pk", "kinds")) if keys else {}
    for key in keys:
        mates = (other for other in kinds if set(kinds[other]) & set(kinds.get(key, ())))
        yield from ((row(Verdict, key), row(Verdict, mate)) for mate in mates if mate != key)


def _of_roots(changes: Changes) -> Iterator[tuple[Row, Row]]:
    """A pair of sources that is joined or parted changes both."""
    keys = _keys(changes, SameRoot)
    revisions = [change.pk for key in keys for change in changes[row(SameRoot, key)]]
    for revision in Revision.objects.filter(pk__in=revisions) if keys else ():
        for state in (as_state(text) for text in (revision.before, revision.after) if text):
            for end in ("one_id", "other_id"):
                yield row(SameRoot, int(revision.key)), row(Source, state[end])


def _of_first_captures(changes: Changes) -> Iterator[tuple[Row, Row]]:
    """A first capture makes its source a held one, for whatever named that before."""
    keys = [row.key for row in changes if row.model == CAPTURED]
    of_it = {"source": OuterRef("source")}
    earlier = Snapshot.objects.filter(pk__lt=OuterRef("pk"), **of_it)
    named = Statement.objects.filter(created_at__lt=OuterRef("received_at"), **of_it)
    relayed = Relay.objects.filter(Q(**of_it) | Q(through=OuterRef("source")))
    firsts = Snapshot.objects.filter(Exists(named) | Exists(relayed), ~Exists(earlier), pk__in=keys)
    for key, source in firsts.order_by().values_list("pk", "source") if keys else ():
        yield Row(CAPTURED, key), row(Source, source)
