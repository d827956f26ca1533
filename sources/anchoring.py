"""Find quoted words in a stored text, and say plainly when they are not there.

Offsets are Unicode code points, half-open [start, end), as in the W3C Web Annotation
TextPositionSelector; `exact`, `prefix` and `suffix` are those of its TextQuoteSelector
(https://www.w3.org/TR/annotation-model/#text-quote-selector). Nothing here touches a database.

Words *stand* in a text when both read the same up to typography (see `sources.folding`). All else
is at most *near*, and says so in four ways: `Match.exact` is false, the score is below one half,
the match itself is false in a condition, and `matches` and `segments` never return it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from sources.folding import (
    LONGEST_INTERRUPTION,
    NEWLINE,
    Folded,
    fold,
    in_word,
    places,
    places_before,
    prepare,
    spoken,
)
from sources.nearness import Change, Near, nearest_to, passages

__all__ = [
    "Change",
    "Folded",
    "Match",
    "Near",
    "Selector",
    "describe",
    "match",
    "matches",
    "nearest",
    "prepare",
    "segments",
]

CONTEXT = 32
# Weights of a disagreement in the score, out of 92 in all.
WORDS, PREFIX, SUFFIX, PLACE = 50, 20, 20, 2
WHOLE = WORDS + PREFIX + SUFFIX + PLACE
_Range = tuple[int, int]
# At most so many places are weighed by their context: the nearest to the hint, or the first.
PLACES = 100_000


@dataclass(frozen=True, slots=True)
class Match:
    """One range of a stored text, and how well it answers what was looked for.

    `exact` says that the words stand there up to typography, whatever the context. `score` is 1.0
    only where the prefix, suffix and hint agree as well; it is above one half where the words stand
    and below where they are only near. A near match is false in a condition.
    """

    start: int
    end: int
    score: float
    exact: bool = True
    text: str = field(default="", repr=False, compare=False)

    def __bool__(self) -> bool:
        return self.exact

    @property
    def quoted(self) -> str:
        """The stored characters of the range, never the pasted ones."""
        return self.text[self.start : self.end]


@dataclass(frozen=True)
class Selector:
    """A W3C TextQuoteSelector; unpacks into `match(text, **selector)`."""

    exact: str
    prefix: str
    suffix: str

    def keys(self) -> tuple[str, ...]:
        return ("exact", "prefix", "suffix")

    def __getitem__(self, key: str) -> str:
        return getattr(self, key)


def describe(text: str, start: int, end: int) -> Selector:
    """Return the words of a range with 32 code points of context on either side.

    Raises ValueError unless 0 <= start < end <= len(text). `match` leads back to the same range
    where the words and their context stand only once, or with the start as hint; white space at
    the ends is left out then.
    """
    if not 0 <= start < end <= len(text):
        raise ValueError(f"[{start}, {end}) is not a range of a text of {len(text)} characters")
    return Selector(
        text[start:end], text[max(start - CONTEXT, 0) : start], text[end : end + CONTEXT]
    )


def match(
    text: str | Folded, exact: str, prefix: str = "", suffix: str = "", hint: int | None = None
) -> Match | None:
    """Return the best range for a quote: where the words stand, else the nearest one, else None.

    Of several places the one whose context agrees best is taken, then the one closest to the hint,
    then one that agrees character by character, then the first. Ask `Match.exact`, or the match
    itself, whether the words stand there. None means that nothing is near (see `nearest`).
    """
    folded, wanted = prepare(text), _wanted(exact, prefix, suffix)
    if not wanted.words:
        return None
    return _standing(folded, wanted, hint) or _closest(folded, wanted, hint)


def matches(
    text: str | Folded, exact: str, prefix: str = "", suffix: str = "", hint: int | None = None
) -> list[Match]:
    """Return every place where the words stand, overlapping ones too, in text order, scored."""
    folded, wanted = prepare(text), _wanted(exact, prefix, suffix)
    if not wanted.words:
        return []
    spots = list(places(folded.words, wanted.words))
    scored = zip(spots, _agreements(folded.words, wanted, spots), strict=True)
    return [found for at, cost in scored if (found := _found(folded, wanted, at, cost, hint))]


class _Wanted(NamedTuple):
    words: str
    prefix: str
    suffix: str
    raw: Selector


def _wanted(exact: str, prefix: str, suffix: str) -> _Wanted:
    """Fold what is looked for; white space at the ends of the words goes to the context."""
    raw, words = Selector(exact, prefix, suffix), fold(exact)
    before = fold(prefix + " " * words.startswith(" ")) if prefix else ""
    after = fold(" " * words.endswith(" ") + suffix) if suffix else ""
    return _Wanted(words.strip(" "), before, after, raw)


def _around(folded: Folded, needle: str, at: int | None, limit: int) -> list[int]:
    """Return the places of the needle nearest to an offset, or the first ones."""
    if at is None:
        return list(islice(places(folded.words, needle), limit))
    back = islice(places_before(folded.words, needle, at + len(needle) - 1), limit // 2)
    return [*back, *islice(places(folded.words, needle, at), limit // 2)]


def _standing(folded: Folded, wanted: _Wanted, hint: int | None) -> Match | None:
    """Return the best place where the words stand; those with all their context come first."""
    near = None if hint is None else folded.folded(hint)
    whole = wanted.prefix + wanted.words + wanted.suffix
    shift = len(wanted.prefix)
    spots = [at + shift for at in _around(folded, whole, near, 200)]
    return _best(folded, wanted, spots, hint, near) or _best(
        folded, wanted, _around(folded, wanted.words, near, PLACES), hint, near
    )


def _best(
    folded: Folded, wanted: _Wanted, spots: list[int], hint: int | None, near: int | None
) -> Match | None:
    costs = _agreements(folded.words, wanted, spots)
    ranked = sorted(zip(costs, (abs(at - (near or 0)) for at in spots), spots, strict=True))
    found = (_found(folded, wanted, at, cost, hint) for cost, _, at in ranked)
    # Literal agreement decides between places that agree up to typography.
    best = islice((place for place in found if place), 32)
    return max(best, key=lambda place: (place.score, _literal(place, wanted.raw)), default=None)


def _agreements(words: str, wanted: _Wanted, spots: list[int]) -> list[float]:
    """Return for each place how much its context differs, 0 where it agrees."""
    length, before, after = len(wanted.words), len(wanted.prefix), len(wanted.suffix)
    heads = _unlike(wanted.prefix, [words[max(at - before, 0) : at] for at in spots])
    tails = _unlike(wanted.suffix, [words[at + length : at + length + after] for at in spots])
    return [PREFIX * head + SUFFIX * tail for head, tail in zip(heads, tails, strict=True)]


def _unlike(wanted: str, found: list[str]) -> Iterable[float]:
    distances = {each: Levenshtein.normalized_distance(wanted, each) for each in set(found)}
    return (distances[each] for each in found)


def _found(folded: Folded, wanted: _Wanted, at: int, cost: float, hint: int | None) -> Match | None:
    """Return the match at a folded place; None where it would cut a character in two."""
    stored = folded.stored(at, at + len(wanted.words))
    if stored is None:
        return None
    if cost and _literal(Match(*stored, 0, text=folded.text), wanted.raw):
        cost = 0
    cost += PLACE * _remoteness(stored[0], hint, folded.text)
    return Match(*stored, 1 - cost / WHOLE, True, folded.text)


def _literal(place: Match, raw: Selector) -> bool:
    before = place.text[max(place.start - len(raw.prefix), 0) : place.start]
    after = place.text[place.end : place.end + len(raw.suffix)]
    return (before, place.quoted, after) == (raw.prefix, raw.exact, raw.suffix)


def _remoteness(start: int, hint: int | None, text: str) -> float:
    distance = 0 if hint is None else abs(start - hint)
    return distance / (distance + len(text))


def nearest(text: str | Folded, exact: str) -> Near | None:
    """Return the passage nearest to words that do not stand in the text, with what differs.

    Near means that half of the pasted words stand in the passage, in order and but for case, and
    half of its letters agree; or that three quarters of the letters do. Marks around the words are
    left out. None where nothing is near, for more than 10,000 characters, and where the words do
    stand: then there is nothing to choose.
    """
    pasted = _unquoted(exact)
    folded, wanted = prepare(text), _wanted(pasted, "", "")
    if not wanted.words or _standing(folded, wanted, None):
        return None
    return nearest_to(folded, wanted.words, pasted)


def _unquoted(pasted: str) -> str:
    """Leave out the marks around pasted words, and a comma before the closing one."""
    bare = pasted.strip()
    if len(bare) < 3 or fold(bare[0] + bare[-1]) not in ('""', "''"):
        return pasted
    return bare[1:-1].strip().removesuffix(",")


def _closest(folded: Folded, wanted: _Wanted, hint: int | None) -> Match | None:
    """Return the near passage that agrees best with words, context and hint; never exact."""
    found = []
    for passage in passages(folded.words, wanted.words):
        start, end = folded.covering(passage.start, passage.end)
        heads = _unlike(wanted.prefix, [folded.words[: passage.start][-len(wanted.prefix) :]])
        tails = _unlike(wanted.suffix, [folded.words[passage.end :][: len(wanted.suffix)]])
        cost = WORDS * (1 - passage.likeness) + PREFIX * next(heads) + SUFFIX * next(tails)
        cost += PLACE * _remoteness(start, hint, folded.text)
        found.append(Match(start, end, (1 - cost / WHOLE) / 2, False, folded.text))
    return max(found, key=lambda place: place.score, default=None)


def segments(text: str | Folded, exact: str) -> list[Match]:
    """Return the ranges of a quote in order, one or more; an empty list if any part is not there.

    The whole is tried first, ellipses included, then the whole with the reporter's words in
    between skipped, then its parts between ellipses. Quotation marks around the pasted words, and
    what the pasted text itself has between a closing and an opening mark, are left out, and so is
    a comma before a closing mark: they belong to the reporter's sentence.
    """
    folded, whole = prepare(text), fold(exact).strip(" ")
    words = [part for part in (fold(part).strip(" ") for part in spoken(exact)) if part]
    split = [part for each in words for part in _ELLIPSIS.split(each) if part]
    start = max(folded.words.find(whole), 0)
    for parts in dict.fromkeys((tuple(words), (whole,) * bool(whole), tuple(split))):
        if found := _in_order(folded, parts, start):
            return [Match(*folded.covering(*each), 1.0, True, folded.text) for each in found]
    return []


# Of a text that is all breaks every one could be tried with every word of the quote; an article
# takes some dozen tries.
MOST_TRIES = 10_000
_ELLIPSIS = re.compile(r" ?(?:\[ ?\.{3,} ?\]|\( ?\.{3,} ?\)|\.{3,}) ?")
# A closing mark, the reporter's words and an opening mark; or the opening mark of a new paragraph.
_BREAK = re.compile(
    rf"""["'](?:(?<=\S")(?=[ ,;:.)-])[^"]{{0,{LONGEST_INTERRUPTION}}}+"(?<= .)|"""
    rf"""(?:(?<=[,.?!]')(?= )|(?<=\S')(?=,))[^"]{{0,{LONGEST_INTERRUPTION}}}? '|"""
    r"""(?<=\S ["']))(?=\S)"""
)


def _in_order(folded: Folded, parts: tuple[str, ...], start: int) -> list[_Range]:
    """Return the folded ranges of the parts in order, as close together as they stand."""
    found = []
    for part in parts:
        ranges = _part(folded, part, start, len(parts) > 1) or _skipping(folded, part, start)
        if not ranges:
            return []
        found.append(ranges)
        start = ranges[-1][1]
    for at in reversed(range(len(found) - 1)):
        found[at] = _closer(folded, parts[at], found[at], found[at + 1][0][0])
    return [each for ranges in found for each in ranges]


def _part(folded: Folded, part: str, start: int, apart: bool) -> list[_Range]:
    for at in places(folded.words, part, start):
        if _fits(folded, at, at + len(part), apart):
            return [(at, at + len(part))]
    return []


def _closer(folded: Folded, part: str, ranges: list[_Range], end: int) -> list[_Range]:
    """Move a part that stands in one piece as near as it stands to the part after it."""
    if len(ranges) > 1:
        return ranges
    spots = places_before(folded.words, part, end, ranges[0][0])
    last = next(at for at in spots if _fits(folded, at, at + len(part), True))
    return [(last, last + len(part))]


def _fits(folded: Folded, start: int, end: int, apart: bool) -> bool:
    """Tell whether a range is of whole characters, and of whole words if it stands apart."""
    inside = apart and (in_word(folded.words, start) or in_word(folded.words, end))
    return not inside and folded.stored(start, end) is not None


def _skipping(folded: Folded, part: str, start: int) -> list[_Range]:
    """Return the ranges of a quote that the source breaks off and takes up again."""
    words, tries = folded.words, iter(range(MOST_TRIES))
    joints = {joint[0] + joint[-1] for joint in re.findall("(?s)(?=(.,? .))", part)}
    for end, again, found in _breaks(words, start):
        if words[end - 1] + words[again] not in joints:
            continue
        last = words[max(end - 16, start) : end].rpartition(" ")[2].lstrip("\"'([")
        for joint in (" ", ", "):
            for at in places(part, last + joint + words[again]) if last else ():
                if next(tries, None) is None:
                    return []
                cut = at + len(last)
                if not (words.endswith(part[:cut], start, end) and _is_break(folded, found)):
                    continue
                rest = _following(folded, part[cut + len(joint) :], again, tries)
                if rest and folded.stored(end - cut, end):
                    return [(end - cut, end), *rest]
    return []


def _breaks(words: str, start: int) -> Iterator[tuple[int, int, re.Match]]:
    """Yield where a quote may break off, before a comma and a mark, and where it may go on."""
    for found in _BREAK.finditer(words, start):
        end = found.start() - (len(found[0]) == 1)
        yield end - (words[end - 1] == ","), found.end(), found


def _is_break(folded: Folded, found: re.Match) -> bool:
    """Tell a mark that opens a paragraph from one that opens within a sentence."""
    if len(found[0]) > 1:
        return True
    start, end = folded.covering(found.start() - 1, found.end())
    return bool(NEWLINE.search(folded.text, start, end))


def _following(folded: Folded, part: str, start: int, tries: Iterator[int]) -> list[_Range]:
    """Return the ranges of a part from a given place on, break after break; empty if it ends."""
    words, ranges = folded.words, []
    while not words.startswith(part, start):
        for end, again, found in _breaks(words, start):
            if next(tries, None) is None or end <= start:
                return []
            if not part.startswith(words[start:end]):
                return []
            joint = re.compile(", | ").match(part, end - start)
            if joint and part.startswith(words[again], joint.end()) and _is_break(folded, found):
                break
        else:
            return []
        ranges.append((start, end))
        part, start = part[joint.end() :], again
    return [*ranges, (start, start + len(part))]
