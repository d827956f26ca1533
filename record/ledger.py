"""The one door into the record: `append`. Nothing else writes to the log or its read models.

The head is locked first and held until commit. So indices have no gaps, times never go back, and
an edition gets its number, and is compared with the one before it, while nobody else writes.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

import msgspec

from core.canonical import canonical
from record import projection, schema
from record.folding import folded
from record.merkle import grow, leaf_hash, root_of
from record.models import Entry, Head


class CannotAppend(Exception):
    """What was to be published does not follow from what stands; says why."""


@dataclass(frozen=True)
class NewEdition:
    """An edition still without number and time: the ledger gives both."""

    content: schema.Content
    edition_kind: str
    notice: str
    approval: schema.Approval
    authors: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewScale:
    """The rating scale as it stands from now on."""

    verdicts: list[schema.Verdict]


@transaction.atomic
def append(new: Iterable[NewEdition | NewScale]) -> list[Entry]:
    """Add entries to the log, in order, and bring the read models up to date.

    All or none; raises CannotAppend for an edition that does not follow from the last one.
    """
    head = locked_head()
    entries = [_append_one(head, draft) for draft in new]
    if entries:
        head.save()
    return entries


def locked_head() -> Head:
    """The head of the log, held by this transaction until it ends."""
    Head.objects.bulk_create([Head()], ignore_conflicts=True)
    return Head.objects.select_for_update().get()


def current(claim: str) -> Entry | None:
    """The newest edition of a claim, by its public id."""
    return Entry.objects.of(claim).last()


def current_scale() -> list[schema.Verdict]:
    """The rating scale as last published; empty before the first time."""
    entry = Entry.objects.filter(kind=Entry.Kind.NOTICE).last()
    return entry.published.verdicts if entry else []


def _append_one(head: Head, draft: NewEdition | NewScale) -> Entry:
    moment = _next_moment(head)
    published = _shape(draft, schema.instant(moment))
    data = canonical(schema.as_value(published))
    entry = entry_of(head.size, moment, published, data)
    entry.save(force_insert=True)
    head.frontier = grow(head.size, head.frontier, entry.leaf)
    head.root = root_of(head.frontier)
    head.size, head.last_published_at = head.size + 1, moment
    projection.apply(entry)
    return entry


def entry_of(
    index: int, moment: dt.datetime, published: schema.Edition | schema.Scale, data: bytes
) -> Entry:
    """The row of an entry: its bytes, and the columns that are copies of what stands in them."""
    entry = Entry(index=index, published_at=moment, data=data.decode(), leaf=leaf_hash(data))
    if isinstance(published, schema.Scale):
        entry.kind = Entry.Kind.NOTICE
        return entry
    entry.kind = Entry.Kind.EDITION
    entry.claim, entry.number = published.claim, published.number
    entry.edition_kind = published.edition_kind
    entry.digest = published.approval.digest
    return entry


def _next_moment(head: Head) -> dt.datetime:
    now = timezone.now()
    if head.last_published_at is None:
        return now
    return max(now, head.last_published_at + dt.timedelta(microseconds=1))


@functools.singledispatch
def _shape(draft, published_at: str):
    raise TypeError(f"The record holds no {type(draft).__name__}.")


@_shape.register
def _(draft: NewScale, published_at: str) -> schema.Scale:
    return schema.Scale(
        schema=schema.VERSION,
        subject="rating-scale",
        published_at=published_at,
        verdicts=draft.verdicts,
    )


@_shape.register
def _(draft: NewEdition, published_at: str) -> schema.Edition:
    last = current(draft.content.id)
    _refuse_out_of_order(draft, last)
    before = last.content.verdict.key if last else None
    return schema.Edition(
        schema=schema.VERSION,
        claim=draft.content.id,
        number=last.number + 1 if last else 1,
        edition_kind=draft.edition_kind,
        notice=draft.notice,
        verdict_changed=last is not None and before != draft.content.verdict.key,
        published_at=published_at,
        approval=draft.approval,
        content=draft.content,
        authors=list(draft.authors),
    )


def _refuse_out_of_order(draft: NewEdition, last: Entry | None) -> None:
    if draft.content.verdict is None:
        raise CannotAppend("An edition has a verdict.")
    first = draft.edition_kind == Entry.EditionKind.FIRST
    if first != (last is None):
        raise CannotAppend(
            "There is no edition yet: this one is the first."
            if last is None
            else f"Edition {last.number} stands: choose what kind of edition follows it."
        )
    if draft.edition_kind == Entry.EditionKind.EDIT and (
        changed := changed_substance(last.content, draft.content)
    ):
        raise CannotAppend(f"An edit is for spelling and style; this changes {', '.join(changed)}.")


SUBSTANCE = {
    "kind": "the kind of claim",
    "claimant": "the claimant",
    "holds": "the dates",
    "place": "the place",
    "state": "the state of the topic",
    "topics": "the topics",
    "verdict": "the verdict",
    "waiver": "the basis",
    "basis": "the basis",
    "evidence": "the evidence",
    "appearances": "where it was said",
    "relations": "the relations",
}
# Of these an edit may change the typography, and no word: one can turn the sense.
WORDED = {"text": "the claim", "short": "the short form", "finding": "the finding"}


def changed_substance(before: schema.Content, after: schema.Content) -> list[str]:
    """Names, in an editor's words, of the parts of substance in which two contents differ."""
    names = [
        SUBSTANCE[field]
        for field in SUBSTANCE
        if msgspec.to_builtins(getattr(before, field)) != msgspec.to_builtins(getattr(after, field))
    ]
    names += [told for field, told in WORDED.items() if _reworded(before, after, field)]
    return list(dict.fromkeys(names))


def _reworded(before: schema.Content, after: schema.Content, field: str) -> bool:
    return folded(getattr(before, field)) != folded(getattr(after, field))
