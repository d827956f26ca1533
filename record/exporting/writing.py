"""Rows as CSV, NDJSON and JSON. A whole NDJSON ends with a line that counts and hashes it."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import msgspec

from core.cells import harmless
from record.exporting.tables import Table
from record.exporting.told import Row
from record.schema import instant

# Rows that are written together, and how much is handed on at once.
TOGETHER = 200
encode = msgspec.json.encode


def as_csv(table: Table, rows: Iterable[Row], *, header: bool = True) -> Iterator[bytes]:
    """RFC 4180 in UTF-8, its lines ended by one character; no cell is a formula."""
    if header:
        yield ",".join(table.names).encode() + b"\n"
    free = [place for place, column in enumerate(table.columns) if column.free]
    yield from in_lines(_cells(row, free) for row in rows)


def in_lines(rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Rows of cells as the lines of CSV."""
    for some in _together(rows):
        lines = Lines()
        csv.writer(lines).writerows(some)
        yield "".join(lines).encode()


class Lines(list):
    """What `csv.writer` writes to. It quotes what holds a sign that may end a line, so both stand
    in its line ends; here a line ends with one of them.
    """

    def write(self, line: str) -> None:
        self.append(line[:-2] + "\n")


def _cells(row: Row, free: list[int]) -> list[Any]:
    cells = [_cell(value) for value in row]
    for place in free:
        cells[place] = harmless(cells[place] or "")
    return cells


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return plainly(value)


def as_lines(table: Table, rows: Iterable[Row]) -> Iterator[bytes]:
    """Each row as a JSON object on a line of its own."""
    names = table.names
    for some in _together(rows):
        yield b"".join(encode(_record(names, row)) + b"\n" for row in some)


def as_json(table: Table, rows: Iterable[Row]) -> Iterator[bytes]:
    """One list of objects; where it was cut, its end is missing."""
    names, before = table.names, b"[\n"
    for some in _together(rows):
        yield before + b",\n".join(encode(_record(names, row)) for row in some)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def ended(lines: Iterable[bytes], tell: Callable[[], dict[str, Any]]) -> Iterator[bytes]:
    """The lines, and behind them one that tells how many there are and their SHA-256, with what
    `tell` says once all of them are written.
    """
    seen, count = hashlib.sha256(), 0
    for some in lines:
        seen.update(some)
        count += some.count(b"\n")
        yield some
    yield encode({"end": {"lines": count, "sha256": seen.hexdigest(), **tell()}}) + b"\n"


def compressed(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same with gzip, handed on as it comes."""
    press = zlib.compressobj(level=5, wbits=31)
    for some in content:
        if squeezed := press.compress(some) + press.flush(zlib.Z_SYNC_FLUSH):
            yield squeezed
    yield press.flush()


def plainly(value: Any) -> Any:
    """A value as all forms write it."""
    if isinstance(value, dt.datetime):
        return instant(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _record(names: list[str], row: Row) -> dict[str, Any]:
    return dict(zip(names, map(plainly, row), strict=True))


def _together(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while some := list(islice(waiting, TOGETHER)):
        yield some
