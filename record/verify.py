"""Recompute what `record` holds: entries, the head of the log, the read models."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice

from django.db.models import F, Max, OuterRef, Q, Subquery

import msgspec

from core.canonical import NotCanonical, canonical, digest
from core.verifying import BATCH, Check, Fault
from record import ledger, projection, reading, schema, search
from record.merkle import grow, leaf_hash, root_of
from record.models import Entry, Head, Link, Listing, Subject
from record.neighbours import Reached

COPIES = ("kind", "claim", "number", "edition_kind", "digest", "published_at", "leaf")


class _Verdict(msgspec.Struct):
    key: str


class _Content(msgspec.Struct):
    verdict: _Verdict


class _Edition(msgspec.Struct):
    verdict_changed: bool
    content: _Content


def entries_are_as_written() -> Iterator[Fault]:
    """Bytes canonical and in shape, leaf and columns equal to what the bytes say, no gap."""
    for expected, entry in enumerate(_entries()):
        if told := _wrong_with(entry, expected):
            yield Fault(f"entry {entry.index}", told)


def _wrong_with(entry: Entry, expected: int) -> str | None:
    if entry.index != expected:
        return f"the log has no entry {expected}"
    data = entry.data.encode()
    if leaf_hash(data) != entry.leaf:
        return "its bytes have another leaf hash than was recorded"
    try:
        published = schema.read_entry(data)
        if canonical(schema.as_value(published)) != data:
            return "its bytes are not canonical"
        moment = schema.moment(published.published_at)
    except (msgspec.MsgspecError, NotCanonical, ValueError) as error:
        return f"its bytes are not an entry: {error}"
    copy = ledger.entry_of(entry.index, moment, published, data)
    differing = [name for name in COPIES if getattr(copy, name) != getattr(entry, name)]
    if differing:
        return f"the columns {', '.join(differing)} are not what its bytes say"
    return _wrong_with_edition(published)


def _wrong_with_edition(published: schema.Edition | schema.Scale) -> str | None:
    if isinstance(published, schema.Scale):
        return None
    approved = {
        "edition_kind": published.edition_kind,
        "notice": published.notice,
        "content": schema.as_value(published.content),
    }
    if digest(approved) != published.approval.digest:
        return "it is not what its approval names"
    if published.content.verdict is None:
        return "it has no verdict"
    return None if published.content.id == published.claim else "it is of another claim"


def head_is_the_root() -> Iterator[Fault]:
    """The head is read first: what is published meanwhile comes after it."""
    head = Head.objects.first() or Head()
    size, frontier = 0, []
    for entry in Entry.objects.filter(index__lt=head.size).order_by("index").iterator(BATCH):
        frontier = grow(size, frontier, entry.leaf)
        size += 1
    if head.size != size or _is_behind(head):
        yield Fault("head", f"it counts {head.size} entries, the log has {Entry.objects.count()}")
    elif (head.root, head.frontier) != (root_of(frontier), frontier):
        yield Fault("head", f"its root is {head.root}, the entries give {root_of(frontier)}")
    elif head.size and head.last_published_at != _moment_of(head.size - 1):
        yield Fault("head", f"the last entry is not of {head.last_published_at}")


def _moment_of(index: int) -> dt.datetime:
    return Entry.objects.values_list("published_at", flat=True).get(index=index)


def _is_behind(head: Head) -> bool:
    """Whether entries stand beyond a head that nobody moves on."""
    beyond = Entry.objects.filter(index__gte=head.size).exists()
    now = Head.objects.first()
    return beyond and (now.size if now else 0) == head.size


def editions_are_numbered() -> Iterator[Fault]:
    """Each follows the one before it, and says whether the verdict changed."""
    last: dict[str, tuple[int, str]] = {}
    entries = Entry.objects.editions().order_by("index")
    rows = entries.values_list("index", "claim", "number", "data")
    for index, claim, number, data in rows.iterator(chunk_size=BATCH):
        before, verdict = last.get(claim, (0, ""))
        told = _judged(data)
        if number != before + 1:
            yield Fault(f"entry {index}", f"edition {number} of {claim} follows none before it")
        elif told and told.verdict_changed != (verdict not in ("", told.content.verdict.key)):
            yield Fault(f"entry {index}", "it does not say rightly whether the verdict changed")
        last[claim] = (before + 1, told.content.verdict.key if told else "")


def _judged(data: str) -> _Edition | None:
    """An edition's verdict; None where its bytes cannot be read, which other checks name."""
    try:
        return msgspec.json.decode(data, type=_Edition)
    except msgspec.MsgspecError:
        return None


def listings_are_current() -> Iterator[Fault]:
    """Every read model, made again from the log and compared."""
    listed, reached = 0, Reached()
    reached.read_on()
    for listing in _listings():
        listed += 1
        newest = ledger.current(listing.claim)
        if newest and newest.index != listing.entry_id:
            listing.refresh_from_db()  # it may have been published just now
        if newest is None or newest.index != listing.entry_id:
            yield Fault(f"listing {listing.claim}", "it is not of the newest edition")
            continue
        yield from _wrong_with_listing(listing, newest)
        yield from _wrong_with_its_past(listing, reached)
    if listed != Entry.objects.editions().values("claim").distinct().count():
        yield Fault("listings", f"there are {listed}, and another number of published claims")


def _wrong_with_listing(listing: Listing, newest: Entry) -> Iterator[Fault]:
    name, content = f"listing {listing.claim}", _content_of(newest)
    if content is None:
        yield Fault(name, "the bytes of its edition cannot be read")
        return
    try:
        wanted = projection.listing_columns(newest, content)
    except (AttributeError, ValueError) as error:
        yield Fault(name, f"its edition cannot be listed: {error}")
        return
    differing = [column for column, value in wanted.items() if getattr(listing, column) != value]
    if differing:
        yield Fault(name, f"the columns {', '.join(differing)} are not what the edition says")
    held = projection.standing(listing)
    for model, rows in projection.expected(listing, content).items():
        if held[model] != rows:
            yield Fault(name, f"its {model._meta.verbose_name_plural} are not the edition’s")


def _listings() -> Iterator[Listing]:
    """Every listing, with the moment at which the log has its first edition."""
    first = Entry.objects.of(OuterRef("claim")).values("published_at")[:1]
    listings = Listing.objects.select_related("entry").annotate(first=Subquery(first))
    return listings.order_by("pk").iterator(BATCH)


def _wrong_with_its_past(listing: Listing, reached: Reached) -> Iterator[Fault]:
    name = f"listing {listing.claim}"
    told = listing.first_published_at, listing.first_published_text
    if told != (listing.first, schema.instant(listing.first)):
        yield Fault(name, f"it was first published on {listing.first}, as the log has it")
    if _is_touched_otherwise(listing, reached):
        touched = _touched(listing, reached)
        yield Fault(name, f"its page changed with entry {touched}, not with {listing.touched}")


def _is_touched_otherwise(listing: Listing, reached: Reached) -> bool:
    """What differs is read again until it stands still: it may have been published just now."""
    before = None
    while listing.touched not in (before, _touched(listing, reached)):
        before = listing.touched
        reached.read_on()
        listing.refresh_from_db(fields=["entry", "touched"])
    return listing.touched != _touched(listing, reached)


def _touched(listing: Listing, reached: Reached) -> int:
    """The newest entry that changed what its page shows."""
    return max(listing.entry_id, reached.newest.get(listing.claim, -1))


def standings_are_current() -> Iterator[Fault]:
    """What is kept of where each claim stands is what the links of others say."""
    linked = Q(claim__in=Link.objects.values("claim")) | Q(claim__in=Link.objects.values("other"))
    concerned = Listing.objects.filter(linked | Q(retracted=True) | ~Q(standing_state="current"))
    rows = concerned.defer("text", "words", "finding").order_by("pk").iterator(BATCH)
    while batch := list(islice(rows, BATCH)):
        for listing in reading.with_standing(batch):
            told = projection.standing_columns(listing.standing)
            if any(getattr(listing, name) != value for name, value in told.items()):
                yield Fault(f"listing {listing.claim}", "it does not stand as its links say")


def subjects_are_touched() -> Iterator[Fault]:
    """The page of a subject changed no earlier than those of the claims that mention it."""
    told = Subject.objects.annotate(newest=Max("mentions__listing__touched"))
    behind = told.filter(Q(touched__lt=F("newest")) | Q(touched__lt=F("index")))
    for subject in behind.order_by("pk").iterator(chunk_size=BATCH):
        name, newest = (
            f"{subject.kind} {subject.public_id}",
            max(subject.newest or 0, subject.index),
        )
        yield Fault(name, f"its page changed with entry {newest}, not with {subject.touched}")


def words_are_indexed() -> Iterator[Fault]:
    for claim in search.unindexed():
        yield Fault(f"listing {claim}", "search does not find it by its words")
    for word in search.misplaced():
        yield Fault(f"word “{word}”", "it does not lead to the claims in which it stands")


def subjects_are_named() -> Iterator[Fault]:
    for subject in Subject.objects.order_by("pk").iterator(chunk_size=BATCH):
        entry = Entry.objects.filter(index=subject.index).first()
        content = _content_of(entry) if entry else None
        told = projection.named_in(content) if content else {}
        if told.get((subject.kind, subject.public_id)) != (
            subject.name,
            subject.slug,
            subject.data,
        ):
            name = f"{subject.kind} {subject.public_id}"
            yield Fault(name, "it is not called what the entry that named it says")


def _content_of(entry: Entry) -> schema.Content | None:
    """What an edition says; None for a notice, and for bytes that are not an entry."""
    try:
        return getattr(entry.published, "content", None)
    except msgspec.MsgspecError:
        return None


def _entries():
    return Entry.objects.order_by("index").iterator(chunk_size=BATCH)


CHECKS = [
    Check("entries", entries_are_as_written),
    Check("head", head_is_the_root),
    Check("editions", editions_are_numbered),
    Check("read models", listings_are_current),
    Check("search", words_are_indexed),
    Check("subjects", subjects_are_named),
    Check("standings", standings_are_current),
    Check("pages of subjects", subjects_are_touched),
]
