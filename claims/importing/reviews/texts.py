"""Texts as they come in markup of others: in lists and objects, with tags, entities, controls."""

from __future__ import annotations

import html
import re
from itertools import islice
from typing import Any

# So much of one text is looked at, and so many texts of one value.
LONGEST, MOST = 20_000, 50
NAMES = ("@value", "name", "text", "alternateName", "@id")
UNKEPT = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
UNSEEN = re.compile(r"<!--.*?-->|<(script|style)\b[^<>]*>.*?</\1\s*>", re.I | re.S)
WITHIN_WORDS = re.compile(r"</?(?:a|b|em|font|i|mark|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.I)
TAG = re.compile(r"</?[a-z][^<>]*>", re.I)


def raw_texts(value: Any, names: tuple[str, ...] = NAMES) -> list[str]:
    """The texts in a value that should have been one, in their order, as they stand.

    Lists are gone through, and objects under the first of these names that they have.
    """
    left, found = [value], []
    while left and len(found) < MOST:
        item = left.pop()
        if isinstance(item, str):
            found += [item] if item.strip() else []
        elif isinstance(item, int | float) and not isinstance(item, bool):
            found.append(str(item))
        elif isinstance(item, list):
            left += reversed(item[:MOST])
        elif isinstance(item, dict):
            left += list(islice((item[name] for name in names if item.get(name)), 1))
    return found


def raw_text(value: Any, names: tuple[str, ...] = NAMES) -> str:
    """The first of them; empty where there is none."""
    return next(iter(raw_texts(value, names)), "")


def clean(text: str) -> str:
    """A text on one line, without tags, entities and control characters; else as it was."""
    text = SURROGATE.sub("\ufffd", text[:LONGEST])
    for _ in range(3):  # what was escaped twice is met in earnest
        before = text
        if "<" in text:
            text = TAG.sub(" ", WITHIN_WORDS.sub("", UNSEEN.sub(" ", text)))
        if "&" in text:
            text = html.unescape(text)
        if text == before:
            break
    return " ".join(UNKEPT.sub("", text).split())


def clean_text(value: Any, names: tuple[str, ...] = NAMES) -> str:
    """The first text of a value that says anything once it is clean."""
    return next(filter(None, map(clean, raw_texts(value, names))), "")


def cut(text: str, most: int) -> str:
    """At most so many characters of it, cut at a word."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    if not text[most - 1].isspace() and (at := kept.rfind(" ")) > most // 2:
        kept = kept[:at]
    return f"{kept.rstrip(' ,;:–—-')}…"
