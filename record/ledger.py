"""The one door into the record: `append`. Nothing else writes to the log or its read models.

The head is locked first and held until commit. So indices have no gaps, times never go back, and
an edition gets its number, and is compared with the one before it, while nobody else writes.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

import msgspec

from core.canonical import canonical
from record import projection, schema
from record.folding import folded
from record.merkle import grow, leaf_hash, root_of
from record.models import Entry, Head
from record.wording import SUBSTANCE, WORDED

# Entries that are stored and projected together; what a batch needs is all that is held of it.
BATCH = 5000


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

    All or none; raises CannotAppend for an edition that does not follow from the last one. The
    number of queries grows with batches of entries, not with entries.
    """
    head, drafts, entries = locked_head(), iter(new), []
    while batch := list(islice(drafts, BATCH)):
        entries += _append_batch(head, batch)
    if entries:
        head.save()
    return entries


def _append_batch(head: Head, drafts: list[NewEdition | NewScale]) -> list[Entry]:
    last = _newest({draft.content.id for draft in drafts if isinstance(draft, NewEdition)})
    entries = []
    for draft in drafts:
        entry = _next_entry(head, draft, last)
        if entry.claim:
            last[entry.claim] = entry
        entries.append(entry)
    Entry.objects.bulk_create(entries)
    projection.apply(entries)
    return entries


def _newest(claims: set[str]) -> dict[str, Entry]:
    """The newest edition of each of these claims that has one."""
    numbers = Entry.objects.of(OuterRef("claim")).order_by("-number").values("number")
    found = Entry.objects.editions().filter(claim__in=claims, number=Subquery(numbers[:1]))
    return {entry.claim: entry for entry in found}


def locked_head() -> Head:
    """The head of the log, held by this transaction until it ends."""
    head = Head.objects.select_for_update().first()
    if head is None:
        # Of two who begin the log at the same moment, one makes its head.
        Head.objects.bulk_create([Head()], ignore_conflicts=True)
        head = Head.objects.select_for_update().get()
    return head


def coming(draft: NewEdition) -> Entry:
    """The entry that a draft would become now; it is not stored. Raises as `append` does."""
    head = Head.objects.first() or Head()
    return _next_entry(head, draft, _newest({draft.content.id}))


def current(claim: str) -> Entry | None:
    """The newest edition of a claim, by its public id."""
    return Entry.objects.of(claim).last()


def current_scale() -> list[schema.Verdict]:
    """The rating scale as last published; empty before the first time."""
    entry = Entry.objects.filter(kind=Entry.Kind.NOTICE).last()
    return entry.published.verdicts if entry else []


def _next_entry(head: Head, draft: NewEdition | NewScale, last: dict[str, Entry]) -> Entry:
    """The entry that a draft becomes, not yet stored; the head moves on by it."""
    moment = _next_moment(head)
    published = _shape(draft, schema.instant(moment), last)
    data = canonical(schema.as_value(published))
    entry = entry_of(head.size, moment, published, data)
    head.frontier = grow(head.size, head.frontier, entry.leaf)
    head.root = root_of(head.frontier)
    head.size, head.last_published_at = head.size + 1, moment
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
def _shape(draft, published_at: str, last: dict[str, Entry]):
    raise TypeError(f"The record holds no {type(draft).__name__}.")


@_shape.register
def _(draft: NewScale, published_at: str, last: dict[str, Entry]) -> schema.Scale:
    return schema.Scale(
        schema=schema.VERSION,
        subject="rating-scale",
        published_at=published_at,
        verdicts=draft.verdicts,
    )


@_shape.register
def _(draft: NewEdition, published_at: str, last: dict[str, Entry]) -> schema.Edition:
    last = last.get(draft.content.id)
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


def changed_substance(before: schema.Content, after: schema.Content) -> list[str]:
    """Names, in an editor's words, of the parts of substance in which two contents differ."""
    names = [
        str(SUBSTANCE[field])
        for field in SUBSTANCE
        if msgspec.to_builtins(getattr(before, field)) != msgspec.to_builtins(getattr(after, field))
    ]
    names += [str(told) for field, told in WORDED.items() if _reworded(before, after, field)]
    return list(dict.fromkeys(names))


def _reworded(before: schema.Content, after: schema.Content, field: str) -> bool:
    return folded(getattr(before, field)) != folded(getattr(after, field))
