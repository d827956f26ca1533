"""Take over a whole record from its log or from a bundle, byte for byte."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from itertools import islice
from pathlib import Path

from django.db import transaction

import msgspec

from core.canonical import NotCanonical, canonical
from record import ledger, projection, schema
from record.merkle import grow, leaf_hash, root_of
from record.models import Entry, Head

BATCH = 1_000
LOG, HEAD, SUMS = "log.ndjson", "head.json", "SHA256SUMS"
# What is raised of a file whose bytes were changed; a method of packing that there is not, too.
BROKEN = (KeyError, TypeError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


class CannotTakeOver(Exception):
    """The file is no whole log, or there is a record here already; says which line, and why."""


@dataclass(frozen=True)
class Taken:
    """What was taken over: how many entries, and the root of the tree over them."""

    size: int
    root: str


class _Line(msgspec.Struct):
    """One line of the log; the last one tells how many there are."""

    index: int = -1
    leaf: str = ""
    document: msgspec.Raw = msgspec.Raw(b"")
    end: dict | None = None


def take_over(
    lines: Iterable[bytes],
    *,
    expected: dict | None = None,
    check: bool = False,
    tell: Callable[[int], None] = lambda done: None,
) -> Taken:
    """Read a log into this empty record, or only check it; all of it, or nothing.

    `expected` is the head that the log should have. Raises CannotTakeOver, naming the line.
    """
    with transaction.atomic():
        head = ledger.locked_head()
        if head.size:
            raise CannotTakeOver(
                f"There are {head.size} entries here already, and what is published stays. Take "
                "the record over into an empty database."
            )
        entries, numbers = _entries(lines, head), {}
        while batch := list(islice(entries, BATCH)):
            _refuse_out_of_order(batch, numbers)
            if not check:
                Entry.objects.bulk_create(batch)
                projection.apply(batch)
            tell(head.size)
        _refuse_another_head(head, expected)
        if check:
            transaction.set_rollback(True)
        else:
            head.save()
    return Taken(head.size, head.root)


def _entries(lines: Iterable[bytes], head: Head) -> Iterator[Entry]:
    """The entries of a log as rows; the head moves on by each. It has to end with its last line."""
    for number, line in enumerate(lines, start=1):
        told = _read(number, line)
        if told.end is not None:
            _refuse_cut(number, told.end, head)
            return
        yield _entry(number, told, head)
    raise CannotTakeOver(
        f"The file ends after {head.size} entries without the line that closes it: it was cut. "
        "Download it again."
    )


def _read(number: int, line: bytes) -> _Line:
    try:
        return msgspec.json.decode(line, type=_Line)
    except msgspec.MsgspecError as error:
        raise CannotTakeOver(f"Line {number} is no line of a log: {error}") from None


def _refuse_cut(number: int, end: dict, head: Head) -> None:
    if end.get("lines") != number - 1 or end.get("size") != head.size:
        raise CannotTakeOver(
            f"Line {number}: the log is said to have {end.get('size')} entries, and here are "
            f"{head.size}. Was it exported behind a place in the log? The whole log is needed."
        )


def _entry(number: int, told: _Line, head: Head) -> Entry:
    data = bytes(told.document)
    if told.index != head.size:
        raise CannotTakeOver(f"Line {number} has entry {told.index}, where {head.size} follows.")
    if leaf_hash(data) != told.leaf:
        raise CannotTakeOver(f"Line {number}: its bytes have another leaf than it names.")
    try:
        published = schema.read_entry(data)
        moment = schema.moment(published.published_at)
        if canonical(schema.as_value(published)) != data:
            raise NotCanonical("its bytes are not canonical")
    except (msgspec.MsgspecError, NotCanonical, ValueError) as error:
        raise CannotTakeOver(f"Line {number}: this is no entry: {error}") from None
    if head.last_published_at is not None and moment <= head.last_published_at:
        raise CannotTakeOver(f"Line {number} was published before the line above it.")
    entry = ledger.entry_of(told.index, moment, published, data)
    head.frontier = grow(head.size, head.frontier, entry.leaf)
    head.root = root_of(head.frontier)
    head.size, head.last_published_at = head.size + 1, moment
    return entry


def _refuse_out_of_order(batch: list[Entry], numbers: dict[str, int]) -> None:
    """Editions of a claim are numbered from 1, without gaps; `numbers` has the last of each."""
    for entry in batch:
        if entry.claim:
            follows = numbers.get(entry.claim, 0) + 1
            if entry.number != follows:
                raise CannotTakeOver(
                    f"Line {entry.index + 1} has edition {entry.number} of claim {entry.claim}, "
                    f"where edition {follows} follows."
                )
            numbers[entry.claim] = entry.number


def _refuse_another_head(head: Head, expected: dict | None) -> None:
    if expected and (head.size, head.root) != (expected.get("size"), expected.get("root")):
        raise CannotTakeOver(
            f"The log has {head.size} entries with the root {head.root}; the head of the bundle "
            f"tells of {expected.get('size')} with {expected.get('root')}."
        )


def _refuse_another_file(archive: zipfile.ZipFile) -> None:
    """Each file of a bundle has the SHA-256 that the bundle names, and none is there beside."""
    named = {SUMS}
    for line in archive.read(SUMS).decode().splitlines():
        digest, _, name = line.partition("  ")
        with archive.open(name) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                raise CannotTakeOver(
                    f"{name} in the bundle has another SHA-256 than the bundle names: it was "
                    "altered, or broke on its way. Download it again."
                )
        named.add(name)
    if beside := sorted(set(archive.namelist()) - named):
        raise CannotTakeOver(f"{beside[0]} in the bundle is not named in its {SUMS}.")


def _head_of(archive: zipfile.ZipFile) -> dict:
    """The head of a bundle, of which every file is as it was made; raises CannotTakeOver."""
    try:
        _refuse_another_file(archive)
        archive.getinfo(LOG)
        return dict(json.loads(archive.read(HEAD)))
    except BROKEN as error:
        raise CannotTakeOver(f"This is no bundle of ours, or a broken one ({error}).") from None


def _refuse_what_is_no_text(file: BufferedReader) -> None:
    """Say what became of a file that would be a broken line of a log else."""
    begin = file.peek(4)
    if begin.startswith(b"PK\x03\x04"):
        raise CannotTakeOver("This bundle was cut on its way: its end is missing. Get it again.")
    if begin.startswith(b"\x1f\x8b"):
        raise CannotTakeOver("This file is compressed: uncompress it first (gunzip).")


@contextmanager
def opened(path: Path) -> Iterator[tuple[Iterable[bytes], dict | None]]:
    """The lines of a log, and the head that it should have: from a bundle, or from NDJSON alone.

    Raises CannotTakeOver for a file that is neither.
    """
    try:
        if not zipfile.is_zipfile(path):
            with open(path, "rb") as file:
                _refuse_what_is_no_text(file)
                yield file, None
            return
        with zipfile.ZipFile(path) as archive:
            head = _head_of(archive)
            with archive.open(LOG) as file:
                yield BufferedReader(file), head
    except OSError as error:
        raise CannotTakeOver(f"{path}: it cannot be read ({error.strerror or error}).") from None
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise CannotTakeOver(f"{path}: this is no bundle of ours ({error}).") from None
