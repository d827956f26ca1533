"""Recompute what `sources` holds: bytes, texts, passages, regions, relays."""

from __future__ import annotations

from collections.abc import Iterator

from core.canonical import sha256
from core.verifying import BATCH, Check, Fault
from sources import marking, vault
from sources.extraction import NotText, extract
from sources.models import Passage, Region, Relay, Snapshot, Statement


def bytes_are_kept() -> Iterator[Fault]:
    for snapshot in _snapshots():
        try:
            data = vault.read(snapshot.bytes_sha256)
        except OSError:
            yield Fault(_name(snapshot), f"the bytes {snapshot.bytes_sha256} are not kept")
            continue
        if sha256(data) != snapshot.bytes_sha256:
            yield Fault(_name(snapshot), "the kept bytes have another SHA-256 than was recorded")
        elif len(data) != snapshot.byte_count:
            yield Fault(_name(snapshot), "the kept bytes are not as many as was recorded")
        elif not _gives(data, snapshot):
            yield Fault(_name(snapshot), "the text is not what the kept bytes give")


def texts_are_whole() -> Iterator[Fault]:
    for snapshot in _snapshots():
        if sha256(snapshot.text.encode()) != snapshot.text_sha256:
            yield Fault(_name(snapshot), "the text has another SHA-256 than was recorded")
        elif len(snapshot.text) != snapshot.characters:
            yield Fault(_name(snapshot), "the text has another length than was recorded")
        elif not _pieces_fit(snapshot):
            yield Fault(_name(snapshot), "its pieces are not those of its text")


def passages_are_exact() -> Iterator[Fault]:
    passages = Passage.objects.select_related("snapshot", "statement").order_by("snapshot", "pk")
    for passage in passages.prefetch_related("snapshot__regions").iterator(chunk_size=BATCH):
        name = f"passage {passage.pk} [{passage.start}, {passage.end})"
        if passage.snapshot.text[passage.start : passage.end] != passage.exact:
            yield Fault(name, "its words do not stand in the snapshot at its place")
        elif marking.across_regions(passage, passage.snapshot.regions.all()):
            yield Fault(name, "its words lie in no single region")
        elif passage.snapshot.source_id != passage.statement.source_id:
            yield Fault(name, "it lies in another source than its statement")


def statements_have_passages() -> Iterator[Fault]:
    for statement in Statement.objects.filter(passages=None).order_by("pk"):
        yield Fault(f"statement {statement.public_id}", "it has no passage")


def regions_are_apart() -> Iterator[Fault]:
    last = None
    regions = Region.objects.order_by("snapshot", "start").select_related("snapshot")
    for region in regions.defer("snapshot__text").iterator(chunk_size=BATCH):
        name = f"region {region.pk} [{region.start}, {region.end})"
        if last and last.snapshot_id == region.snapshot_id and region.start < last.end:
            yield Fault(name, f"it overlaps [{last.start}, {last.end})")
        elif region.end > region.snapshot.characters:
            yield Fault(name, "it ends after the text")
        last = region


def relays_run_in_no_circle() -> Iterator[Fault]:
    onward: dict[int, set[int]] = {}
    relays = Relay.objects.values_list("statement__source_id", "through_id", "source_id")
    for stands_in, through, source in relays:
        onward.setdefault(through or stands_in, set()).add(source)
    for start in sorted(onward):
        if start in _reached(start, onward):
            yield Fault(f"source {start}", "what it hands on comes from itself")


def _reached(start: int, onward: dict[int, set[int]]) -> set[int]:
    found, level = set(), onward.get(start, set())
    while level:
        found |= level
        level = {far for near in level for far in onward.get(near, ())} - found
    return found


def _snapshots():
    return Snapshot.objects.order_by("pk").iterator(chunk_size=20)


def _gives(data: bytes, snapshot: Snapshot) -> bool:
    try:
        return extract(data).text == snapshot.text
    except NotText:
        return False


def _pieces_fit(snapshot: Snapshot) -> bool:
    """Whether the pieces of an excerpt make up its text, each at a place of the full one."""
    if not snapshot.is_excerpt:
        return not snapshot.pieces
    at, beyond = 0, 0
    for piece in snapshot.pieces:
        begins = piece["original_start"]
        if piece["start"] != at or begins < beyond:
            return False
        at, beyond = piece["end"] + 2, begins + piece["end"] - piece["start"]
    return at == snapshot.characters + 2 and beyond <= snapshot.full_characters


def _name(snapshot: Snapshot) -> str:
    return f"snapshot {snapshot.pk}"


CHECKS = [
    Check("bytes", bytes_are_kept),
    Check("texts", texts_are_whole),
    Check("passages", passages_are_exact),
    Check("statements", statements_have_passages),
    Check("regions", regions_are_apart),
    Check("relays", relays_run_in_no_circle),
]
