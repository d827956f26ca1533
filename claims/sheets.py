"""Rows as files: CSV for spreadsheets, JSON exact."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from core.cells import harmless


def as_csv(names: list[str], rows: Iterable[dict[str, str]]) -> Iterator[str]:
    """The lines of a CSV file, its names first; Excel sees that it is UTF-8."""
    yield "\ufeff" + _line(names)
    for row in rows:
        yield _line([harmless(str(row.get(name, ""))) for name in names])


def as_json(rows: Iterable[dict]) -> Iterator[str]:
    """The text of a JSON list, a row a line."""
    before = "[\n"
    for row in rows:
        yield before + json.dumps(row, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
