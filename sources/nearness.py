"""The passage nearest to words that do not stand in a text, and how the two differ.

A few stretches of the folded text (see `sources.folding`) that share the longest of the words are
compared with them, word by word, then letter by letter; two neighbours that changed places are one
difference. What is found so is never taken for the words themselves: `sources.anchoring` sees to
that, and is what others call.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, takewhile
from string import punctuation
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein, Opcode

from sources.folding import Folded, in_word, places, prepare, tokens

# A longer quote is not compared with passages that are only near.
LONGEST_COMPARED = 10_000
NEAR, NEAR_SPELLING, ALMOST = 0.5, 0.75, 0.99
# A word that is found so often says little about a place.
COMMON = 300
# Fewer seeds than this are helped by pieces of words, and by words that are spelt alike.
FEW_SEEDS = 4
# So many other words at an end still stand there in the place of the wanted ones.
FEW_WORDS = 3
# Longer words, of which not one stands in a stretch as it is wanted, are not near it.
LONGEST_MISSPELT = 128
_Range = tuple[int, int]
_HELD = re.compile(r"(?<=[^\W_])[.'-](?=[^\W_])|(?<=[^\W_][.'-])(?=[^\W_])")


class Change(NamedTuple):
    """A run of words: op is equal, replace, insert (stored only) or delete (pasted only)."""

    op: str
    pasted: str
    stored: str


@dataclass(frozen=True, slots=True)
class Near:
    """The passage nearest to words that do not stand in the text, and what differs, in order."""

    start: int
    end: int
    score: float
    changes: list[Change]
    text: str = field(default="", repr=False, compare=False)

    @property
    def quoted(self) -> str:
        """The stored characters of the passage."""
        return self.text[self.start : self.end]


class Passage(NamedTuple):
    """A stretch of a folded text that is near some words; likeness is 1 for the same letters."""

    start: int
    end: int
    likeness: float


def nearest_to(folded: Folded, words: str, pasted: str) -> Near | None:
    """Return the passage nearest to folded words, with what differs from the pasted ones."""
    found = passages(folded.words, words)
    if not found:
        return None
    best = max(found, key=lambda passage: passage.likeness)
    stored = folded.covering(*_whole_words(folded.words, best.start, best.end))
    changes = _changes(prepare(pasted), prepare(folded.text[slice(*stored)]))
    return Near(*stored, best.likeness, changes, folded.text)


def _whole_words(words: str, start: int, end: int) -> _Range:
    """Widen a range so that it begins and ends where a word does; words are shown whole."""
    while _is_inside(words, start):
        start -= 1
    while _is_inside(words, end):
        end += 1
    return start, end


def _is_inside(words: str, at: int) -> bool:
    """Tell whether an offset is inside a word, or what a sign holds together, as in “U.S”."""
    return in_word(words, at) or _HELD.match(words, at) is not None


def _changes(pasted: Folded, stored: Folded) -> list[Change]:
    """Compare word by word, each side in its own characters."""
    ours, theirs = tokens(pasted.words), tokens(stored.words)
    return [
        Change(
            step.tag,
            _written(pasted, ours[step.src_start : step.src_end]),
            _written(stored, theirs[step.dest_start : step.dest_end]),
        )
        for step in _steps(ours, theirs)
    ]


def _written(folded: Folded, run: list[re.Match]) -> str:
    return folded.text[slice(*folded.covering(run[0].start(), run[-1].end()))] if run else ""


def passages(words: str, wanted: str) -> list[Passage]:
    """Return a few passages near the wanted words, from stretches that share the longest of them.

    Near is: half of the words in order and half of the letters, or three quarters of the letters,
    but for case. A passage reaches as far as words stand in the place of those at its ends.
    """
    if len(wanted) > LONGEST_COMPARED:
        return []
    plain, sought = _lower(words), _lower(wanted)
    found = (_passage(plain, sought, *window) for window in _windows(plain, sought))
    return [Passage(*each, _likeness(words, wanted, *each)) for each in found if each]


def _likeness(words: str, wanted: str, start: int, end: int) -> float:
    """Compare letter by letter; a letter of another case is half a difference."""
    found = words[start:end]
    cased, plain = _alike(wanted, found), _alike(_lower(wanted), _lower(found))
    return min((cased + plain) / 2, ALMOST)


_alike = OSA.normalized_similarity


def _lower(words: str) -> str:
    # The one letter whose lower case is longer than itself.
    return words.replace("İ", "i").lower()


def _windows(words: str, wanted: str) -> list[_Range]:
    """Return the stretches for which most of the wanted words' seeds speak."""
    width, votes, common = max(len(wanted) // 2, 32), Counter(), Counter()
    for seed, offset, everywhere in _seeds(words, wanted):
        found = list(islice(everywhere, COMMON))
        ballot = common if len(found) == COMMON else votes
        spots = {(at - offset) // width for at in found}
        ballot.update(dict.fromkeys(spots | {spot + 1 for spot in spots}, len(seed)))
    spots = [spot for spot, _ in (votes or common).most_common(4)]
    return [(max((s - 2) * width, 0), (s + 2) * width + len(wanted)) for s in sorted(spots)]


def _seeds(words: str, wanted: str) -> Iterator[tuple[str, int, Iterator[int]]]:
    """Yield the longest words with their offsets and where they stand; where they are few, also
    pieces of them, and for those that stand nowhere the words that are spelt most like them.
    """
    ours = {m[0]: m.start() for m in tokens(wanted) if len(m[0]) > 3}
    seeds = dict(sorted(ours.items(), key=lambda seed: -len(seed[0]))[:24])
    pieces = {wanted[at : at + 4]: at for at in range(0, min(len(wanted), LONGEST_MISSPELT), 4)}
    few = len(seeds) < FEW_SEEDS
    for seed, at in (seeds | pieces if few else seeds).items():
        yield seed, at, places(words, seed)
    lacking = {word: at for word, at in seeds.items() if word not in words}
    for other, at in _spelt_like(lacking if few else {}, words).items():
        whole = re.compile(rf"{re.escape(other)}(?<!\w{re.escape(other)})(?!\w)")
        yield other, at, (found.start() for found in whole.finditer(words))


def _spelt_like(lacking: dict[str, int], words: str) -> dict[str, int]:
    """Return the words of a text that are spelt most like the given ones, with their offsets."""
    if not lacking or max(map(len, lacking)) > LONGEST_MISSPELT:
        return {}
    longest, found = 2 * max(map(len, lacking)), {}
    chunks = [chunk for chunk in dict.fromkeys(words.split(" ")) if len(chunk) <= longest]
    known = list(dict.fromkeys(chunk.strip(punctuation) for chunk in chunks))
    for word, at in lacking.items():
        alike = process.extract(word, known, scorer=_alike, score_cutoff=NEAR_SPELLING)
        found |= {other: at for other, score, _ in alike if score == alike[0][1]}
    return found


def _passage(words: str, wanted: str, low: int, high: int) -> _Range | None:
    """Return the part of a window that is nearest to the wanted words, if it is near at all."""
    for offered in _stretches(words, wanted, low, high):
        near = [each for each in offered if _is_near(wanted, words[slice(*each)])]
        if near:
            return max(near, key=lambda each: _worth(wanted, words[slice(*each)]))
    return None


def _stretches(words: str, wanted: str, low: int, high: int) -> Iterator[list[_Range]]:
    """Yield lists of stretches to choose from, the better list first."""
    ours, found = tokens(wanted), tokens(words, low, high)
    # What the ends of the window cut is no word.
    found = found[in_word(words, low) : len(found) - in_word(words, high)]
    run = _densest(ours, found)
    if run:
        start, end = found[run[0].dest_start].start(), found[run[-1].dest_end - 1].end()
        head, tail = ours[: run[0].src_start], ours[run[-1].src_end :]
        yield [(a, b) for a in _starts(words, start, head) for b in _ends(words, end, tail)]
        yield [(start, end)]
    elif len(wanted) <= LONGEST_MISSPELT:
        yield _as_long_as(len(wanted), found)


def _as_long_as(length: int, found: list[re.Match]) -> list[_Range]:
    """Offer the stretches that are about so many letters long."""
    starts, ends = [m.start() for m in found], [m.end() for m in found]
    fitting = ((at, bisect_right(ends, start + length)) for at, start in enumerate(starts))
    spans = ((at, end) for at, after in fitting for end in (after - 1, after))
    return [(starts[at], ends[end]) for at, end in spans if at <= end < len(ends)]


def _is_near(wanted: str, found: str) -> bool:
    spelling = _alike(wanted, found)
    return spelling >= NEAR_SPELLING or (spelling >= NEAR and _kept(wanted, found) >= NEAR)


def _densest(ours: list[re.Match], found: list[re.Match]) -> list[Opcode]:
    """Return the run of steps with the most equal letters and the fewest words put between."""
    best, total, start, run, steps = 0, 0, 0, [], list(_steps(ours, found))
    for at, step in enumerate(steps):
        if step.tag == "insert":
            total -= 2 * (step.dest_end - step.dest_start)
        elif step.tag == "equal":
            start, total = (at, 0) if total <= 0 else (start, total)
            total += sum(len(m[0]) for m in found[step.dest_start : step.dest_end])
        if total > best:
            best, run = total, steps[start : at + 1]
    return run


def _steps(ours: list[re.Match], theirs: list[re.Match]) -> Iterable[Opcode]:
    """Compare word by word."""
    return Levenshtein.opcodes([m[0] for m in ours], [m[0] for m in theirs])


def _starts(words: str, start: int, head: list[re.Match]) -> set[int]:
    """Tell where a passage may begin, if these wanted words stand before what it shares."""
    before = tokens(words, max(start - _room(head), 0), start)
    taken = _counterparts(_mirrored(head), _mirrored(before))
    return {before[-n].start() if n else start for n in taken}


def _ends(words: str, end: int, tail: list[re.Match]) -> set[int]:
    """Tell where a passage may end, if these wanted words stand after what it shares."""
    after = tokens(words, end, end + _room(tail))
    taken = _counterparts([m[0] for m in tail], [m[0] for m in after])
    return {after[n - 1].end() if n else end for n in taken}


def _room(run: list[re.Match]) -> int:
    """Return within how many letters to look for what stands in the place of some words."""
    return 2 * (run[-1].end() - run[0].start()) + 60 if run else 0


def _mirrored(run: list[re.Match]) -> list[str]:
    return [m[0][::-1] for m in reversed(run)]


def _counterparts(pasted: list[str], stored: list[str]) -> set[int]:
    """Tell how many of the stored tokens stand for the pasted ones, counted from the first.

    First what is the same, then as many words as were pasted, or one fewer or more where a word was
    split or two were joined. A few up to the end of a sentence always belong to the passage; of
    more, those that make it more alike.
    """
    pairs = zip(pasted, stored, strict=False)
    same = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
    pasted, stored = pasted[same:], stored[same:]
    count = sum(token[0].isalnum() for token in pasted)
    offered = [stored[: _reach(stored, n)] for n in (count, count - 1, count + 1) if n >= 0]
    alike = [_alike("".join(pasted), "".join(tokens)) for tokens in offered]
    chosen = offered[alike.index(max(alike)) if max(alike) >= NEAR_SPELLING else 0]
    within = next((at for at, token in enumerate(chosen) if token in ".?!"), len(chosen))
    return {same + len(chosen), same + within if within <= FEW_WORDS else same}


def _reach(tokens: list[str], count: int) -> int:
    """Return how many tokens it takes to hold so many words."""
    words = (at for at, token in enumerate(tokens, start=1) if token[0].isalnum())
    return next(islice(words, count - 1, None), len(tokens)) if count else 0


def _worth(wanted: str, found: str) -> float:
    """Weigh likeness against length, so that unlike words at the ends stay out."""
    return _alike(wanted, found) - 0.4 * len(found) / len(wanted)


def _kept(wanted: str, found: str) -> float:
    """Return the share of the wanted words that stand in a passage, in order."""
    ours = tokens(wanted)
    equal = (s for s in _steps(ours, tokens(found)) if s.tag == "equal")
    kept = [m for step in equal for m in ours[step.src_start : step.src_end]]
    kept, count = (sum(m[0][0].isalnum() for m in words) for words in (kept, ours))
    return kept / count if count else 0
