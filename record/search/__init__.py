"""Search over the current editions: one function, one implementation for each engine.

The language is small: words must all stand there, "a phrase" stands in that order, -word must not,
and word* is a beginning. Typography, accents and case do not matter. An empty search finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connections
from django.db.models import QuerySet

from record.folding import folded
from record.models import Listing
from record.search import postgres, sqlite

ENGINES = {"postgresql": postgres, "sqlite": sqlite}
TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 40


@dataclass(frozen=True)
class Term:
    """One thing looked for: words in a row, the last of them perhaps only begun, or excluded."""

    words: tuple[str, ...]
    excluded: bool = False
    begun: bool = False


def search(listings: QuerySet, text: str) -> QuerySet:
    """Those of the listings in which the text is found, in the order they had."""
    terms = parse(text)
    if not any(not term.excluded for term in terms):
        return listings.none()
    return ENGINES[connections[listings.db].vendor].search(listings, terms)


def parse(text: str) -> list[Term]:
    """What a reader typed, as terms; at most 40 of them."""
    found = []
    for minus, phrase, word in TERM.findall(folded(text)):
        words = tuple(WORD.findall(phrase or word))
        if words:
            found.append(Term(words, bool(minus), word.endswith("*")))
    return found[:MOST_WORDS]


def index(listings: Sequence[Listing]) -> None:
    """Make listings, all of one database, findable by their present words."""
    if listings:
        ENGINES[connections[listings[0]._state.db].vendor].index(listings)


def clear(using: str = "default") -> None:
    """Forget every listing; only a rebuild has a reason to."""
    ENGINES[connections[using].vendor].clear(using)


def unindexed(using: str = "default") -> list[str]:
    """Public ids of listings that the index does not hold as they are."""
    return ENGINES[connections[using].vendor].unindexed(using)


def words_of(text: str) -> str:
    """Text as both engines index it: folded words with single spaces between."""
    return " ".join(WORD.findall(folded(text)))
