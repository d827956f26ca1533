"""The passage nearest to words that do not stand in a text, and how the two differ.

A few stretches of the folded text (see `sources.folding`) that share the longest of the words are
compared with them, word by word, then letter by letter. What is found so is never taken for the
words themselves: `sources.anchoring` sees to that, and is what others call.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein, Opcode

from sources.folding import Folded, in_word, places, prepare, tokens

# A longer quote is not compared with passages that are only near.
LONGEST_COMPARED = 10_000
NEAR, NEAR_SPELLING, ALMOST = 0.5, 0.75, 0.99
# A word that is found so often says little about a place.
COMMON = 300


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


def _whole_words(words: str, start: int, end: int) -> tuple[int, int]:
    """Widen a range so that it begins and ends where a word does; words are shown whole."""
    while in_word(words, start):
        start -= 1
    while in_word(words, end):
        end += 1
    return start, end


def _changes(pasted: Folded, stored: Folded) -> list[Change]:
    """Compare word by word, each side in its own characters."""
    ours, theirs = tokens(pasted.words), tokens(stored.words)
    steps = Levenshtein.opcodes([token[0] for token in ours], [token[0] for token in theirs])
    return [
        Change(
            step.tag,
            _written(pasted, ours[step.src_start : step.src_end]),
            _written(stored, theirs[step.dest_start : step.dest_end]),
        )
        for step in steps
    ]


def _written(folded: Folded, run: list[re.Match]) -> str:
    return folded.text[slice(*folded.covering(run[0].start(), run[-1].end()))] if run else ""


def passages(words: str, wanted: str) -> list[Passage]:
    """Return a few passages near the wanted words, from stretches that share the longest of them.

    Near is: half of the words in order and half of the letters, or three quarters of the letters,
    but for case.
    """
    if len(wanted) > LONGEST_COMPARED:
        return []
    plain, sought = _lower(words), _lower(wanted)
    found = (_passage(plain, sought, *window) for window in _windows(plain, sought))
    return [Passage(*each, _likeness(words, wanted, *each)) for each in found if each]


def _likeness(words: str, wanted: str, start: int, end: int) -> float:
    """Compare letter by letter; a letter of another case is half a difference."""
    found = words[start:end]
    cased = Levenshtein.normalized_similarity(wanted, found)
    plain = Levenshtein.normalized_similarity(_lower(wanted), _lower(found))
    return min((cased + plain) / 2, ALMOST)


def _lower(words: str) -> str:
    # The one letter whose lower case is longer than itself.
    return words.replace("İ", "i").lower()


def _windows(words: str, wanted: str) -> list[tuple[int, int]]:
    """Return the stretches for which most of the wanted words' seeds speak."""
    width, votes, common = max(len(wanted) // 2, 32), Counter(), Counter()
    for seed, offset in _seeds(wanted).items():
        found = list(islice(places(words, seed), COMMON))
        ballot = common if len(found) == COMMON else votes
        spots = {(at - offset) // width for at in found}
        ballot.update(dict.fromkeys(spots | {spot + 1 for spot in spots}, len(seed)))
    spots = [spot for spot, _ in (votes or common).most_common(4)]
    return [(max((s - 2) * width, 0), (s + 1) * width + len(wanted)) for s in sorted(spots)]


def _seeds(wanted: str) -> dict[str, int]:
    """Return the longest words with their offsets; where they are few, pieces of words as well."""
    words = {m[0]: m.start() for m in tokens(wanted) if len(m[0]) > 3}
    seeds = dict(sorted(words.items(), key=lambda seed: -len(seed[0]))[:24])
    if len(seeds) < 4:
        seeds |= {wanted[at : at + 4]: at for at in range(0, min(len(wanted), 128), 4)}
    return seeds


def _passage(words: str, wanted: str, low: int, high: int) -> tuple[int, int] | None:
    """Return the part of a window that is nearest to the wanted words, if it is near at all."""
    ours, found = [m[0] for m in tokens(wanted)], tokens(words[low:high])
    theirs = [m[0] for m in found]
    run = _densest(Levenshtein.opcodes(ours, theirs), theirs)
    slices = [(at, at + len(ours)) for at in range(len(theirs) - len(ours) + 1)]
    stretches = _with_edges(run, ours, theirs) if run else slices
    ranges = [(low + found[a].start(), low + found[b - 1].end()) for a, b in stretches]
    near = [each for each in ranges if _is_near(ours, wanted, words[slice(*each)])]
    return max(near, key=lambda each: _worth(wanted, words[slice(*each)]), default=None)


def _is_near(ours: list[str], wanted: str, found: str) -> bool:
    spelling = Levenshtein.normalized_similarity(wanted, found)
    return spelling >= NEAR_SPELLING or (spelling >= NEAR and _kept(ours, found) >= NEAR)


def _densest(steps: Iterable[Opcode], theirs: list[str]) -> list[Opcode]:
    """Return the run of steps with the most equal letters and the fewest words put between."""
    steps, best, total, start, run = list(steps), 0, 0, 0, []
    for at, step in enumerate(steps):
        if step.tag == "insert":
            total -= 2 * (step.dest_end - step.dest_start)
        elif step.tag == "equal":
            start, total = (at, 0) if total <= 0 else (start, total)
            total += sum(map(len, theirs[step.dest_start : step.dest_end]))
        if total > best:
            best, run = total, steps[start : at + 1]
    return run


def _with_edges(run: list[Opcode], ours: list[str], theirs: list[str]) -> list[tuple[int, int]]:
    """Offer the run with and without as many words at its ends as the wanted words have there."""
    head, first = run[0].src_start, run[0].dest_start
    tail, last = run[-1].src_end, run[-1].dest_end
    while head and first and ours[head - 1] == theirs[first - 1]:
        head, first = head - 1, first - 1
    while ours[tail : tail + 1] == theirs[last : last + 1] != []:
        tail, last = tail + 1, last + 1
    left = len(ours) - tail
    heads, tails = {max(first - head, 0)}, {min(last + left, len(theirs))}
    # One word in place of another belongs to the passage; of more, those that make it more alike.
    if head != 1 or not "".join(theirs[first - 1 : first]).isalnum():
        heads.add(first)
    if left != 1 or not "".join(theirs[last : last + 1]).isalnum():
        tails.add(last)
    return [(first, last) for first in heads for last in tails]


def _worth(wanted: str, found: str) -> float:
    """Weigh likeness against length, so that unlike words at the ends stay out."""
    return Levenshtein.normalized_similarity(wanted, found) - 0.4 * len(found) / len(wanted)


def _kept(ours: list[str], passage: str) -> float:
    """Return the share of the wanted words that stand in a passage, in order."""
    steps = Levenshtein.opcodes(ours, [m[0] for m in tokens(passage)])
    equal = [word for s in steps if s.tag == "equal" for word in ours[s.src_start : s.src_end]]
    kept, count = (sum(word[0].isalnum() for word in words) for words in (equal, ours))
    return kept / count if count else 0
