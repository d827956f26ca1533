"""Take a work into the archive: keep its bytes, take its text, propose its regions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import groupby
from operator import attrgetter

from django.conf import settings
from django.db import transaction
from django.template.defaultfilters import pluralize
from django.utils import timezone

from core.bulk import new
from core.canonical import sha256
from core.models import User
from core.revisions import Enter, in_batches, record_new
from sources import vault
from sources.extraction import EXTRACTOR, Extraction, NotText, Stretch, extract, propose_regions
from sources.models import Region, Snapshot, Source

MOST_REGIONS = 2000
# What a browser or an office saves, by how it begins.
OTHER_FORMATS = {
    "a PDF": b"%PDF-",
    "a PNG image": b"\x89PNG",
    "a JPEG image": b"\xff\xd8\xff",
    "a GIF image": b"GIF8",
    "a ZIP archive or an office document": b"PK\x03\x04",
    "a compressed file": b"\x1f\x8b",
    "a UTF-16 file": b"\xff\xfe",
    "a UTF-16 file in the other byte order": b"\xfe\xff",
}


class CannotCapture(ValueError):
    """What was given cannot be captured; says why and what to do."""


def capture(
    source: Source,
    data: bytes,
    *,
    by: User,
    method: str,
    file_name: str = "",
    captured_at: dt.datetime | None = None,
) -> Snapshot:
    """Freeze one file as a snapshot of a source, divided into proposed regions.

    Raises CannotCapture for a file that is empty, too large or no text, and for a moment to come;
    then nothing is kept.
    """
    refuse_future(captured_at)
    snapshot, regions = _read(source, data, by=by, method=method)
    snapshot.file_name, snapshot.captured_at = file_name[-255:], captured_at
    return _freeze(snapshot, data, regions, by=by)


def capture_many(
    works: Iterable[tuple[Source, bytes]],
    *,
    by: User,
    method: str,
    keep: Callable[[bytes], str] = vault.keep,
    enter: Enter = in_batches,
) -> list[Snapshot]:
    """Freeze one file for each of many sources, as `capture` does; in a few statements for all.

    Raises CannotCapture as that does; then none is frozen. A `keep` of the caller's own may keep
    the bytes later, but before the transaction is committed.
    """
    taken = [(*_read(source, data, by=by, method=method), data) for source, data in works]
    return _freeze_all(taken, by=by, keep=keep, enter=enter)


def capture_excerpt(
    source: Source,
    pieces: list[dict],
    *,
    by: User,
    full_text_sha256: str,
    full_characters: int,
) -> Snapshot:
    """Freeze pieces of a text that is not kept whole here.

    Each piece is {text, start, kind, prefix, suffix}: its words, where they begin in the full
    text, what region they are of, and what stands either side of them there.
    """
    texts = [piece["text"] for piece in pieces]
    extraction = Extraction("\n\n".join(texts), ["An excerpt: the full text is not kept here."])
    snapshot = _snapshot(source, extraction, by=by, method=Snapshot.Method.EXCERPT)
    snapshot.full_text_sha256, snapshot.full_characters = full_text_sha256, full_characters
    regions, place = [], 0
    for piece in pieces:
        end = place + len(piece["text"])
        regions.append(Stretch(piece["kind"], place, end))
        snapshot.pieces.append(
            {
                "start": place,
                "end": end,
                "original_start": piece["start"],
                "prefix": piece["prefix"],
                "suffix": piece["suffix"],
            }
        )
        place = end + 2
    return _freeze(snapshot, extraction.text.encode(), regions, by=by)


def refuse_size(size: int) -> None:
    """Raise CannotCapture for a file that is empty or too large; cheap, before it is read."""
    most = settings.CAPTURE_MAX_BYTES
    if size == 0:
        raise CannotCapture("This file is empty. Choose the file that was captured.")
    if size > most:
        raise CannotCapture(
            f"This has {size / 2**20:.0f} MB; at most {most // 2**20} MB can be captured. "
            "Save the page as text, without pictures and data; or split what is longer."
        )


def refuse_future(captured_at: dt.datetime | None) -> None:
    """Raise CannotCapture for a moment that has not come: it would be frozen with the text."""
    now = timezone.now()
    if captured_at and captured_at > now:
        raise CannotCapture(
            f"It is now {now:%Y-%m-%d %H:%M} UTC: nothing was captured later than that. Give the "
            "moment in UTC, or leave it out where it is not known."
        )


def read_text(data: bytes) -> Extraction:
    """The text of a file; raises CannotCapture where there is none to be had."""
    refuse_size(len(data))
    for name, beginning in OTHER_FORMATS.items():
        if data.startswith(beginning):
            raise CannotCapture(
                f"This is {name}, not a text. Save its text as a UTF-8 file, or paste it."
            )
    try:
        return extract(data)
    except NotText as error:
        raise CannotCapture(str(error)) from None


def in_words(snapshot: Snapshot) -> str:
    """What was kept, in one sentence for whoever captured it."""
    count = snapshot.regions.count()
    remarks = " ".join(snapshot.remarks)
    return (
        f"Captured: {snapshot.characters:,} characters, in {count} region{pluralize(count)} "
        f"proposed by rules. Check them before you mark a statement. {remarks}"
    ).strip()


def _proposed(extraction: Extraction, title: str) -> list[Stretch]:
    """The regions that the rules propose, as many as a person can look through."""
    regions = propose_regions(extraction.text, title)
    if len(regions) > MOST_REGIONS:
        extraction.remarks.append(f"{len(regions)} blocks: neighbours of one kind were joined.")
        regions = _joined(regions)
    if len(regions) > MOST_REGIONS:
        extraction.remarks.append("Too many blocks to propose regions: divide the text by hand.")
        return []
    return regions


def _joined(regions: list[Stretch]) -> list[Stretch]:
    runs = (list(run) for _, run in groupby(regions, key=attrgetter("kind")))
    return [Stretch(run[0].kind, run[0].start, run[-1].end) for run in runs]


def _snapshot(source: Source, extraction: Extraction, *, by: User, method: str) -> Snapshot:
    return new(
        Snapshot,
        source=source,
        text=extraction.text,
        characters=len(extraction.text),
        text_sha256=sha256(extraction.text.encode()),
        method=method,
        extractor=EXTRACTOR,
        remarks=extraction.remarks,
        received_at=timezone.now(),
        captured_by=by,
        captured_by_name=by.get_username(),
    )


def _read(source: Source, data: bytes, *, by: User, method: str) -> tuple[Snapshot, list[Stretch]]:
    extraction = read_text(data)
    regions = _proposed(extraction, source.title)
    return _snapshot(source, extraction, by=by, method=method), regions


def _freeze(snapshot: Snapshot, data: bytes, regions: list[Stretch], *, by: User) -> Snapshot:
    return _freeze_all([(snapshot, regions, data)], by=by)[0]


def _freeze_all(
    taken: list[tuple[Snapshot, list[Stretch], bytes]],
    *,
    by: User,
    keep: Callable[[bytes], str] = vault.keep,
    enter: Enter = in_batches,
) -> list[Snapshot]:
    """Bytes first: should the rows then fail, a file too many is harmless, one too few is not."""
    for snapshot, _, data in taken:
        snapshot.bytes_sha256, snapshot.byte_count = keep(data), len(data)
    snapshots = [snapshot for snapshot, *_ in taken]
    with transaction.atomic(savepoint=False):
        enter(snapshots)
        enter(
            [
                new(Region, snapshot=snapshot, kind=r.kind, start=r.start, end=r.end)
                for snapshot, regions, _ in taken
                for r in regions
            ]
        )
        states = ((row, _state(row, regions)) for row, regions, _ in taken)
        record_new(states, by=by, enter=enter)
    return snapshots


def state(snapshot: Snapshot) -> dict:
    """What a revision keeps of a snapshot: which text it is, and its regions."""
    return _state(snapshot, snapshot.regions.order_by("start"))


def _state(snapshot: Snapshot, regions: Iterable[Region | Stretch]) -> dict:
    places = [[r.kind, r.start, r.end] for r in regions]
    return {"text_sha256": snapshot.text_sha256, "regions": places}
