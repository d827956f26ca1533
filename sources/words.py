"""Find statements and sources by their words, and by the names of whoever said or showed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from core.words import MOST, Found, WordIndex, words_in
from sources.addresses import canonical_url
from sources.models import Passage, Source, Speaker, Statement

# Of the speakers and sources that a text may name so many are gone through, and of what each said.
NAMED, SAID = 20, 1_000


PASSAGES, TITLES = WordIndex(Passage, ("exact",)), WordIndex(Source, ("title", "author"))
INDEXES = (PASSAGES, TITLES)


def statements(text: str, most: int = MOST) -> Found:
    """Statements with all the words: in what was said, or partly in the name of speaker or
    source. Of each word the beginning is enough; the newest come first.
    """
    words = words_in(text)
    if not words:
        return Found([])
    named = Statement.objects.filter(public_id=text.strip().lower()).values_list("pk", flat=True)
    said = Passage.objects.filter(pk__in=PASSAGES.keys(words, every=True, most=min(most, MOST)))
    found = [*said.order_by("-pk").values_list("statement", flat=True)]
    found += _of("speaker", _speakers(words), words)
    found += _of("source", _sources(words), words)
    return _without_repeats([*named, *found])


def sources(text: str, most: int = MOST) -> Found:
    """Sources with all the words in title or author, or partly in the publisher's name; of
    an address or a public id the one source that has it. The newest come first.
    """
    words = words_in(text)
    if not words:
        return Found([])
    same = Q(public_id=text.strip().lower()) | Q(url=_address(text))
    found = [*Source.objects.filter(same).values_list("pk", flat=True)]
    found += [key for key, _ in _titles(words, every=True, most=min(most, MOST))]
    for rest, outlets in _rests(_speakers(words), words):
        theirs = Source.objects.filter(publisher__speaker__in=outlets).order_by("-pk")
        if rest:
            theirs = theirs.filter(pk__in=TITLES.keys(list(rest), every=True))
        found += theirs.values_list("pk", flat=True)[:MOST]
    return _without_repeats(found)


def _without_repeats(keys: list[int]) -> Found:
    """Each of them once. Where words may stand in several places, each gave MOST rows at most."""
    return Found(list(dict.fromkeys(keys)), more=len(keys) >= MOST)


def _address(text: str) -> str | None:
    """The address as sources have theirs; None for what is none."""
    try:
        return canonical_url(text.strip())
    except ValueError:
        return None


def _speakers(words: list[str]) -> Iterable[tuple[int, str]]:
    """Speakers in whose name one of the words stands, with the name."""
    anywhere = reduce(or_, (Q(name__icontains=word) for word in words))
    return Speaker.objects.filter(anywhere).values_list("pk", "name")[:NAMED]


def _sources(words: list[str]) -> Iterable[tuple[int, str]]:
    return _titles(words, every=False, most=NAMED)


def _titles(words: list[str], *, every: bool, most: int) -> Iterable[tuple[int, str]]:
    found = Source.objects.filter(pk__in=TITLES.keys(words, every=every, most=most))
    return found.order_by("-pk").values_list("pk", "title")


def _rests(
    named: Iterable[tuple[int, str]], words: list[str]
) -> list[tuple[tuple[str, ...], list[int]]]:
    """The words that names leave, each with the keys of those so named; the fullest match first."""
    rests: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key, told in named:
        rests[tuple(word for word in words if word not in told.lower())].append(key)
    return sorted(rests.items(), key=lambda one: len(one[0]))


def _of(name: str, named: Iterable[tuple[int, str]], words: list[str]) -> list[int]:
    """Statements of these in which the words stand that their names leave; one query a rest."""
    found: list[int] = []
    for rest, keys in _rests(named, words):
        theirs = Statement.objects.filter(**{f"{name}__in": keys}).order_by("-pk")
        if rest:
            newest = list(theirs.values_list("pk", flat=True)[:SAID])
            holds = (_told(word) for word in rest)
            said = Passage.objects.filter(reduce(and_, holds), statement__in=newest)
            found += said.order_by("-pk").values_list("statement", flat=True)[:MOST]
        else:
            found += theirs.values_list("pk", flat=True)[:MOST]
    return found


def _told(word: str) -> Q:
    """Passages in which a word stands, or whose speaker or source is called so."""
    places = ("exact", "statement__speaker__name", "statement__source__title")
    return reduce(or_, (Q(**{f"{place}__icontains": word}) for place in places))
