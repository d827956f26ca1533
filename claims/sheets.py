"""Rows as files: CSV for spreadsheets, JSON exact.

A spreadsheet takes a cell that begins with one of a few characters for a formula, and runs it. In
CSV such a cell gets an apostrophe before it, and so does one that begins with an apostrophe and
such a character, so that `plain` gives back what there was.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text of a cell, so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.lstrip(" '").startswith(FORMULA) else text


def plain(text: str) -> str:
    """What `harmless` was given."""
    return text[1:] if text.startswith("'") and harmless(text[1:]) == text else text


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
