"""Search over the current editions: which claims answer, best first, on both engines alike.

What is binding is looked up in the engine's own index (`sqlite`, `postgres`); how well a claim
answers comes from our postings, and so does the spelling of words that nobody used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import connections
from django.db.models import QuerySet

from core.among import among
from record.models import Listing
from record.search import postgres, postings, sqlite
from record.search.language import MOST_WORDS, Term, parse, stands_amid_others, words_of
from record.search.ranking import MOST_RANKED, Ranking, ranking

__all__ = [
    "MOST_WORDS",
    "Asked",
    "clear",
    "index",
    "parse",
    "search",
    "stands_amid_others",
    "those_of",
    "words_of",
]
ENGINES = {"postgresql": postgres, "sqlite": sqlite}
BATCH = 5_000


@dataclass
class Asked:
    """What was looked for, and how well each claim answers it."""

    terms: list[Term]
    ranking: Ranking = field(default_factory=Ranking)

    @classmethod
    def of(
        cls,
        text: str,
        using: str = "default",
        *,
        most: int = MOST_RANKED,
        quickly: bool = False,
    ) -> Asked:
        """Of a text, where so many claims are wanted at most; quickly, for a field in which one
        searches, fewer postings are read.
        """
        terms = parse(text)
        if all(term.excluded for term in terms):
            return cls(terms)
        return cls(terms, ranking(terms, using, most, quickly=quickly))

    @property
    def only_excludes(self) -> bool:
        """Whether it says only what is not wanted, or holds no word at all."""
        return all(term.excluded for term in self.terms)

    @property
    def cut(self) -> bool:
        """Whether the text had more words than were looked for."""
        return len(self.terms) >= MOST_WORDS

    @property
    def exacts(self) -> list[Term]:
        return [term for term in self.terms if term.binding]

    def among(self, listings: QuerySet, most: int = MOST_RANKED) -> QuerySet:
        """Those of the listings that answer; of very many the best, or where bound, all."""
        engine = _engine(listings.db)
        if self.only_excludes:
            return listings.none()
        if exacts := self.exacts:
            listings = listings.filter(pk__in=engine.matching(exacts, every=True))
        else:
            listings = listings.filter(pk__in=among(self.ranking.best(most), listings.db))
        if excluded := [term for term in self.terms if term.excluded]:
            listings = listings.exclude(pk__in=engine.matching(excluded, every=False))
        return listings

    def score(self, key: int) -> int:
        return self.ranking.scores.get(key, 0)


def search(listings: QuerySet, text: str) -> list[Listing]:
    """The listings that answer, the best first."""
    asked = Asked.of(text, listings.db)
    found = asked.among(listings)
    return sorted(found, key=lambda row: (-asked.score(row.pk), -row.entry_id))


def those_of(listings: QuerySet, keys: list[int], name: str = "pk") -> QuerySet:
    """Rows of these keys, however many they are."""
    return listings.filter(**{f"{name}__in": among(keys, listings.db)})


def index(listings: Iterable[Listing], using: str = "default") -> None:
    """Make listings findable by their present words, in few queries for many."""
    rest = iter(listings)
    while some := list(islice(rest, BATCH)):
        engine = _engine(using)
        gone = engine.held([listing.pk for listing in some], using)
        postings.put(some, gone, engine, using)
        engine.index([(listing.pk, listing.words) for listing in some], using)


def clear(using: str = "default") -> None:
    """Forget every listing; only a rebuild has a reason to."""
    postings.clear(using)
    _engine(using).clear(using)


def unindexed(using: str = "default") -> Iterator[str]:
    """Public ids of listings that the engine's index does not hold as they are."""
    rest = Listing.objects.using(using).order_by("pk").values_list("pk", "words", "claim")
    rest = rest.iterator(chunk_size=BATCH)
    while some := list(islice(rest, BATCH)):
        claims = {key: claim for key, _, claim in some}
        for key in _engine(using).unindexed([row[:2] for row in some], using):
            yield claims[key]


def misplaced(using: str = "default") -> Iterator[str]:
    """Words whose postings are not those of the listings."""
    return postings.misplaced(using)


def _engine(using: str):
    return ENGINES[connections[using].vendor]
