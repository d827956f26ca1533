"""Which claims answer best: BM25 over the postings, words that few claims hold first."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q, Sum

from record.models import Head, Posting, Word
from record.search import spelling
from record.search.language import Term, stem
from record.search.postings import BITS, unpack

# The most postings that a search reads, and a quick one, and the most claims that it goes on with.
MOST_READ, READ_QUICKLY = 40_000, 5_000
MOST_RANKED = 10_000
# Of a word so many stretches are asked how many claims have it.
ASKED = 16
# A claim that holds less than this share of what the best one holds is no answer.
LEAST = 0.3
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
    """How well each claim answers, by the key of its listing."""

    scores: dict[int, float] = field(default_factory=dict)
    instead: dict[str, list[str]] = field(default_factory=dict)
    stems: set[str] = field(default_factory=set)
    rarity: dict[str, float] = field(default_factory=dict)

    def best(self, most: int) -> list[int]:
        """Keys of the best, all that answer nearly as well as the very best, in order."""
        least = LEAST * max(self.scores.values(), default=0)
        good = ((score, key) for key, score in self.scores.items() if score >= least)
        return [key for _, key in heapq.nlargest(most, good)]


def ranking(terms: list[Term], using: str, most_read: int = MOST_READ) -> Ranking:
    """Rank all claims by the words of these terms, in four queries, or six for a misspelt one."""
    wanted = [term for term in terms if not term.excluded]
    found = Ranking()
    begun = {term.words[-1] for term in wanted if term.begun}
    whole = {word for term in wanted for word in term.words} - begun
    found.stems = {stem(word) for word in whole}
    groups = _groups(found, whole, begun, [term for term in wanted if not term.binding], using)
    size = Head.objects.using(using).values_list("size", flat=True).first() or 0
    found.rarity = {group.name: _rarity(group, size) for group in groups}
    found.scores = _scores(groups, found.rarity, using, most_read)
    return found


def _groups(found, whole, begun, plain, using) -> list[Group]:
    known = _by_stem(found.stems, using)
    wished = {word for term in plain for word in term.words}
    unknown = {word for word in whole & wished if stem(word) not in known}
    if unknown:
        found.instead = spelling.nearest(unknown, using)
        instead = {stem(word) for words in found.instead.values() for word in words}
        found.stems |= instead
        known |= _by_stem(instead - known.keys(), using)
    groups = [Group(name, words) for name, words in known.items()]
    return groups + [group for word in sorted(begun) if (group := _beginning(word, using))]


def _by_stem(stems: Iterable[str], using: str) -> dict[str, list[tuple[int, int, int]]]:
    """The words of these stems, each with how many claims have it, in how many stretches.

    In two steps: in one, PostgreSQL reads all words there are to count for a few of them at once.
    """
    words = Word.objects.using(using).filter(stem__in=stems)
    stem_of = dict(words.values_list("pk", "stem")) if stems else {}
    known = defaultdict(list)
    for key, claims, stretches in counted(stem_of, using):
        known[stem_of[key]].append((key, claims, stretches))
    return dict(known)


def counted(words: Iterable[int], using: str) -> Iterator[tuple[int, int, int]]:
    """Of each word how many claims have it, and in how many stretches.

    Of a word of very many stretches a few are asked, evenly spread, and stand for the others: how
    rare it is needs no more, and to read all of them takes longer than the rest of a search.
    """
    postings = Posting.objects.using(using).filter(word_id__in=words).order_by("word_id")
    rows = postings.values_list("word_id").annotate(Count("chunk"), Max("chunk"))
    stretches = {key: (count, last) for key, count, last in rows}
    many = [key for key, (count, _) in stretches.items() if count > ASKED]
    asked = Q(word_id__in=stretches.keys() - set(many))
    if many:
        last = max(last for _, last in stretches.values())
        asked |= Q(word_id__in=many, chunk__in=range(last, -1, -(last // ASKED)))
    found = postings.filter(asked).values_list("word_id").annotate(Sum("size"), Count("chunk"))
    sizes = {key: size / count for key, size, count in found}
    for key, (count, _) in stretches.items():
        yield key, round(count * sizes.get(key, 1)), count


def _beginning(begin: str, using: str) -> Group | None:
    """The commonest words that begin so."""
    words = Word.objects.using(using).filter(text__startswith=begin)
    if len(begin) >= 3:
        words = words.filter(head=begin[:3])
    counted = words.annotate(claims=Sum("postings__size"), stretches=Count("postings"))
    commonest = counted.order_by("-claims", "pk").values_list("pk", "claims", "stretches")
    found = list(commonest[:MOST_BEGUN])
    return Group(f"{begin}*", found) if found else None


def _scores(
    groups: list[Group], rarity: dict[str, float], using: str, most_read: int
) -> dict[int, float]:
    """The sum over the words of how rare each is and how much it weighs in the claim."""
    scores: dict[int, float] = defaultdict(float)
    read = _affordable(groups, most_read)
    rare_is = {key: rarity[group.name] for group in read for key, _, _ in group.words}
    for word, chunk, data in _postings(read, using, most_read):
        rare, start = rare_is[word], chunk << BITS
        for value in unpack(data):
            scores[start + (value >> 8)] += rare * (value & 255)
    return scores


def _rarity(group: Group, size: int) -> float:
    others = max(size - group.claims, 0)
    return math.log(1 + (others + 0.5) / (group.claims + 0.5))


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
    rows = Posting.objects.using(using).filter(word_id__in=keys)
    claims = sum(group.claims for group in groups)
    if claims > most_read:
        # One word of a very great record: its newest claims.
        stretches = sum(count for group in groups for _, _, count in group.words)
        rows = rows.order_by("-chunk")[: max(1, most_read * stretches // claims)]
    else:
        rows = rows.order_by()
    return rows.values_list("word_id", "chunk", "data")
