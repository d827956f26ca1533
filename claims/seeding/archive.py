"""Load what the claims cite: speakers, publishers, sources, excerpts, statements."""

from __future__ import annotations

from typing import Any

from claims.models import Topic
from claims.seeding.files import Item
from claims.seeding.shelf import Shelf
from core.revisions import revising
from sources.capture import capture_excerpt
from sources.marking import add_passage
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


def speaker(shelf: Shelf, item: Item) -> None:
    row = Speaker(**item.told)
    there = Speaker.objects.filter(name__iexact=row.name, note__iexact=row.note)
    shelf.put_unless_there(item.key, row, there)


def publisher(shelf: Shelf, item: Item) -> None:
    told = dict(item.told)
    row = Publisher(slug=item.key, speaker=shelf.get(Speaker, told.pop("speaker")), **told)
    shelf.put_unless_there(item.key, row, Publisher.objects.filter(speaker=row.speaker))


def source(shelf: Shelf, item: Item) -> None:
    told = dict(item.told)
    name = told.pop("publisher", None)
    publisher = shelf.get(Publisher, name) if name else None
    row = Source(publisher=publisher, **interval("published", told), **told)
    there = Source.objects.filter(title=row.title, publisher=publisher)
    shelf.put_unless_there(item.key, row, there)


def same_root(shelf: Shelf, item: Item) -> None:
    one, other = (shelf.get(Source, item.told[name]) for name in ("one", "other"))
    row = SameRoot(one=one, other=other, reason=item.told["reason"])
    shelf.put_unless_there(item.key, row, SameRoot.objects.filter(one=one, other=other))


def topic(shelf: Shelf, item: Item) -> None:
    row = Topic(slug=item.key, **item.told)
    shelf.put_unless_there(item.key, row, Topic.objects.filter(slug=item.key))


def excerpt(shelf: Shelf, item: Item) -> None:
    """Freeze the quoted pieces of a text that is not kept here whole."""
    told, of = dict(item.told), shelf.get(Source, item.key)
    standing = of.snapshots.filter(full_text_sha256=told["full_text_sha256"]).first()
    snapshot = standing or capture_excerpt(of, by=shelf.people.editor, **told)
    shelf.put(item.key, snapshot, new=standing is None)


def statement(shelf: Shelf, item: Item) -> None:
    """Enter a statement with its passages and relays, unless its first passage is marked."""
    told = dict(item.told)
    marks, relays = told.pop("passages"), told.pop("relays", [])
    snapshot = shelf.get(Snapshot, told.pop("source"))
    told["speaker"] = shelf.get(Speaker, told["speaker"])
    if "on_behalf_of" in told:
        told["on_behalf_of"] = shelf.get(Speaker, told["on_behalf_of"])
    row = Statement(source=snapshot.source, **interval("said", told), **told)
    standing = _marked(row, snapshot, marks[0])
    if standing is None:
        _enter(shelf, row, snapshot, marks, relays)
    shelf.put(item.key, standing or row, new=standing is None)


def interval(name: str, told: dict[str, Any]) -> dict[str, Any]:
    """Take an interval out of what is told, as the columns that keep it."""
    return {f"{name}_{part}": value for part, value in told.pop(name, {}).items()}


def place_in(snapshot: Snapshot, start: int, end: int) -> tuple[int, int]:
    """Where a stretch of the full text stands in the excerpt; raises ValueError if it does not."""
    for piece in snapshot.pieces:
        shift = piece["start"] - piece["original_start"]
        if piece["start"] <= start + shift and end + shift <= piece["end"]:
            return start + shift, end + shift
    raise ValueError(f"No piece of the excerpt holds [{start}, {end}).")


def passage_at(snapshot: Snapshot, place: list[int], **told: Any) -> Passage:
    """The passage that was marked at a place of the full text."""
    start, end = place_in(snapshot, *place)
    found = snapshot.passages.filter(start=start, end=end, **told).order_by("pk").first()
    if found is None:
        raise LookupError(f"No passage is marked at {place}.")
    return found


def _marked(row: Statement, snapshot: Snapshot, mark: dict[str, Any]) -> Statement | None:
    start, end = place_in(snapshot, *mark["at"])
    marks = Passage.objects.filter(snapshot=snapshot, part=mark["part"], start=start, end=end)
    return Statement.objects.filter(speaker=row.speaker, passages__in=marks).first()


def _enter(
    shelf: Shelf, row: Statement, snapshot: Snapshot, marks: list[dict], relays: list[dict]
) -> None:
    with revising(row, by=shelf.people.editor):
        row.full_clean()
        row.save(force_insert=True)
        for mark in marks:
            _mark(row, snapshot, **mark)
        for relay in relays:
            _relay(shelf, row, snapshot, **relay)


def _mark(row: Statement, snapshot: Snapshot, part: str, at: list[int], begins: str) -> None:
    start, end = place_in(snapshot, *at)
    passage = add_passage(row, snapshot, part=part, start=start, end=end)
    if not passage.exact.startswith(begins):
        raise ValueError(f"At {at} stands “{passage.exact[:40]}”, not “{begins}”.")


def _relay(
    shelf: Shelf,
    row: Statement,
    snapshot: Snapshot,
    source: str,
    through: str = "",
    shown_by: list[int] | None = None,
) -> None:
    relay = Relay(
        statement=row,
        source=shelf.get(Source, source),
        through=shelf.get(Source, through) if through else None,
        passage=passage_at(snapshot, shown_by) if shown_by else None,
    )
    relay.full_clean()
    relay.save()
