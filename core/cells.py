"""Cells of a table that spreadsheets open.

A spreadsheet takes a cell that begins with one of a few characters for a formula, and runs it. Such
a cell gets an apostrophe before it, and so does one that begins with an apostrophe and such a
character, so that `plain` gives back what there was.
"""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text of a cell, so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.lstrip(" '").startswith(FORMULA) else text


def is_harmless(text: str) -> bool:
    """Whether a cell may hold this text as it is."""
    return harmless(text) is text


def plain(text: str) -> str:
    """What `harmless` was given."""
    return text[1:] if text.startswith("'") and harmless(text[1:]) == text else text
