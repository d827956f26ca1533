"""The source's own editing inside quoted words: elisions and insertions."""

from __future__ import annotations

import re

ELISION = r"…|\.\.\.|\. \. \."
MARKS = re.compile(rf"\[(?:{ELISION})\]|{ELISION}|\[[^\[\]]+\]")


def source_edits(words: str) -> list[tuple[int, int, str]]:
    """(start, end, kind) of each mark in the words; kind is "elision" or "insertion"."""
    return [(*found.span(), _kind(found.group())) for found in MARKS.finditer(words)]


def _kind(mark: str) -> str:
    return "elision" if re.fullmatch(ELISION, mark.strip("[]")) else "insertion"
