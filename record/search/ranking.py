"""Which claims answer best: BM25 over the postings, words that few claims hold first."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, F, Max, Sum

from record.models import Head, Posting, Word
from record.search import spelling
from record.search.language import Term, stem
from record.search.postings import BITS, unpack

# The most postings that a search reads, and a quick one, and the most claims that it goes on with.
MOST_READ, READ_QUICKLY = 40_000, 5_000
MOST_RANKED = 10_000
# Of a word that stands alone the newest are read, so many for each claim that is wanted.
OF_ONE_WORD = 32
# Of more stretches than that some are counted, about as many; a word that fewer than so many of
# these hold is counted whole.
SEVERAL, LEAST_ASKED = 16, 4
# Where only a few words were read, others are looked up for the claims that hold one of these, in
# so many postings; a word of more claims than that tells little.
LOOKED_UP = 300_000
# Of what a word is worth so small a part tells two claims apart.
EXACTLY = 1 << 20
# A claim that holds less than this share of what the best one holds is no answer. Where some words
# were read, so many at least, and others were not, the best one holds more than is known, and the
# share of what is known is greater.
LEAST, LEAST_OF_SOME, SOME = 0.3, 0.5, 4
MOST_BEGUN = 40


@dataclass
class Group:
    """The known words that stand for one that was looked for, as (key, claims, postings)."""

    name: str
    words: list[tuple[int, int, int]]

    @property
    def claims(self) -> int:
        return sum(claims for _, claims, _ in self.words)


@dataclass
class Ranking:
    """How well each claim answers, by the key of its listing; `size` is that of the log."""

    size: int = 0
    scores: dict[int, int] = field(default_factory=dict)
    least: float = LEAST
    instead: dict[str, list[str]] = field(default_factory=dict)
    stems: set[str] = field(default_factory=set)
    rarity: dict[str, float] = field(default_factory=dict)

    def best(self, most: int) -> list[int]:
        """Keys of the best, all that answer nearly as well as the very best, in order."""
        highest = heapq.nlargest(most, self.scores.values())
        if not highest:
            return []
        least = max(self.least * highest[0], highest[-1])
        good = [(score, key) for key, score in self.scores.items() if score >= least]
        return [key for _, key in sorted(good, reverse=True)[:most]]


def ranking(
    terms: list[Term], using: str, most: int = MOST_RANKED, *, quickly: bool = False
) -> Ranking:
    """Rank all claims by the words of these terms, in four queries; in a great log, and for words
    that are misspelt or only begun, in a few more. Quickly, fewer postings are read, and none are
    looked up.
    """
    most_read = READ_QUICKLY if quickly else MOST_READ
    wanted = [term for term in terms if not term.excluded]
    size = Head.objects.using(using).values_list("size", flat=True).first() or 0
    found = Ranking(size=size)
    begun = {term.words[-1] for term in wanted if term.begun}
    whole = {word for term in wanted for word in term.words} - begun
    found.stems = {stem(word) for word in whole}
    groups = _groups(found, whole, begun, [term for term in wanted if not term.binding], using)
    found.rarity = {group.name: _rarity(group, size) for group in groups}
    read = _affordable(groups, most_read)
    if len(groups) == 1:
        most_read = min(most_read, max(OF_ONE_WORD * most, READ_QUICKLY))
    found.scores = scored(read, found.rarity, using, most_read)
    if not quickly and len(read) >= SOME:
        found.least = _least(found.rarity, read)
    elif not quickly:
        rest = [group for group in groups if group not in read and group.claims <= LOOKED_UP]
        _look_up(found.scores, _affordable(rest, LOOKED_UP), found.rarity, using)
    return found


def _groups(found, whole, begun, plain, using) -> list[Group]:
    known = _by_stem(found.stems, found.size, using)
    wished = {word for term in plain for word in term.words}
    unknown = {word for word in whole & wished if stem(word) not in known}
    if unknown:
        found.instead = spelling.nearest(unknown, using)
        instead = {stem(word) for words in found.instead.values() for word in words}
        found.stems |= instead
        known |= _by_stem(instead - known.keys(), found.size, using)
    groups = [Group(name, words) for name, words in known.items()]
    return groups + [group for word in sorted(begun) if (group := _beginning(word, using))]


def _by_stem(stems: Iterable[str], size: int, using: str) -> dict[str, list[tuple[int, int, int]]]:
    """The words of these stems, each with how many claims have it, in how many stretches.

    In two steps: in one, PostgreSQL reads all words there are to count for a few of them at once.
    """
    words = Word.objects.using(using).filter(stem__in=stems)
    stem_of = dict(words.values_list("pk", "stem")) if stems else {}
    known = defaultdict(list)
    for key, claims, stretches in counted(stem_of, size, using):
        known[stem_of[key]].append((key, claims, stretches))
    return dict(known)


def counted(words: Collection[int], size: int, using: str) -> Iterator[tuple[int, int, int]]:
    """Of each word how many claims have it, and in how many stretches.

    In a great log, `size` being that of the log, some stretches are asked, evenly spread, and stand
    for the others: how rare a word is needs no more, and to read them all takes longer than all the
    rest. A word that few of these hold, or mostly one, is counted whole.
    """
    postings = Posting.objects.using(using).filter(word_id__in=words)
    told = postings.order_by("word_id").values_list("word_id").annotate(Sum("size"), Count("chunk"))
    if size <= SEVERAL << BITS:
        yield from told
        return
    there = _stretches(using)
    some = there[:: max(1, -(-len(there) // SEVERAL))]
    often = told.filter(chunk__in=some, chunk__count__gte=LEAST_ASKED)
    spread = often.annotate(largest=Max("size")).filter(size__sum__gt=2 * F("largest"))
    found = list(spread.values_list("word_id", "size__sum", "chunk__count"))
    for key, claims, asked in found:
        yield key, round(claims * len(there) / len(some)), round(asked * len(there) / len(some))
    yield from told.filter(word_id__in=set(words).difference(key for key, _, _ in found))


def _stretches(using: str) -> range:
    """From the first that there is to the last: a rebuild gives listings new keys."""
    chunks = Posting.objects.using(using).values_list("chunk", flat=True)
    first, last = chunks.order_by("chunk").first(), chunks.order_by("-chunk").first()
    return range(0) if first is None else range(first, last + 1)


def _beginning(begin: str, using: str) -> Group | None:
    """The commonest words that begin so."""
    words = Word.objects.using(using).filter(text__startswith=begin)
    if len(begin) >= 3:
        words = words.filter(head=begin[:3])
    summed = words.annotate(claims=Sum("postings__size"), stretches=Count("postings"))
    commonest = summed.order_by("-claims", "pk").values_list("pk", "claims", "stretches")
    found = list(commonest[:MOST_BEGUN])
    return Group(f"{begin}*", found) if found else None


def scored(
    groups: list[Group], rarity: dict[str, float], using: str, most_read: int
) -> dict[int, int]:
    """The sum over the words of how rare each is and how much it weighs in the claim.

    The largest posting of a stretch finds no claim of it that has a score yet, so it is taken at
    once; of the others each claim is looked up. They are whole numbers: in whatever order words are
    added, claims that hold the same come out even, and the newer one first.
    """
    scores: dict[int, int] = {}
    worth = _worth(groups, rarity)
    begun: set[int] = set()
    rows = sorted(_postings(groups, using, most_read), key=lambda row: -len(row[2]))
    for word, chunk, data in rows:
        worth_of, start, values = worth[word], chunk << BITS, unpack(data)
        if chunk not in begun:
            begun.add(chunk)
            scores.update([(start + (value >> 8), worth_of[value & 255]) for value in values])
            continue
        for value in values:
            key = start + (value >> 8)
            scores[key] = scores.get(key, 0) + worth_of[value & 255]
    return scores


def _look_up(
    scores: dict[int, int], groups: list[Group], rarity: dict[str, float], using: str
) -> None:
    """Add what further words are worth to the claims that have a score."""
    worth = _worth(groups, rarity)
    for word, chunk, data in _postings(groups, using, LOOKED_UP) if scores else ():
        worth_of, start = worth[word], chunk << BITS
        for value in unpack(data):
            key = start + (value >> 8)
            if key in scores:
                scores[key] += worth_of[value & 255]


def _worth(groups: list[Group], rarity: dict[str, float]) -> dict[int, list[int]]:
    """What each word is worth by how much it weighs."""
    return {
        key: [round(rarity[group.name] * weight * EXACTLY) for weight in range(256)]
        for group in groups
        for key, _, _ in group.words
    }


def _rarity(group: Group, size: int) -> float:
    others = max(size - group.claims, 0)
    return math.log(1 + (others + 0.5) / (group.claims + 0.5))


def _least(rarity: dict[str, float], read: list[Group]) -> float:
    """The share of the best that a claim holds at least, of the words that were read."""
    known = sum(rarity[group.name] for group in read)
    return min(LEAST * sum(rarity.values()) / known, LEAST_OF_SOME)


def _affordable(groups: list[Group], most_read: int) -> list[Group]:
    """The rarest words, until they have too many postings; the rarest of all in any case."""
    found, read = [], 0
    for group in sorted(groups, key=lambda group: group.claims):
        read += group.claims
        if found and read > most_read:
            break
        found.append(group)
    return found


def _postings(groups: list[Group], using: str, most_read: int):
    keys = [key for group in groups for key, _, _ in group.words]
    rows = Posting.objects.using(using).filter(word_id__in=keys).order_by()
    claims = sum(group.claims for group in groups)
    if claims > most_read:
        # One word of a very great record: its newest claims.
        stretches = sum(count for group in groups for _, _, count in group.words)
        rows = rows.order_by("-chunk")[: max(1, most_read * stretches // claims)]
    return rows.values_list("word_id", "chunk", "data")
