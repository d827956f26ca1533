"""Pasted words, and where they stand in a snapshot. A near match is shown, never taken."""

from __future__ import annotations

from dataclasses import dataclass, field

from sources import anchoring
from sources.models import Passage, Snapshot
from sources.reading import Context, in_context

# More places than a person would choose from.
MOST_PLACES = 20


@dataclass(frozen=True)
class Nearest:
    """The passage that comes nearest, and what differs."""

    context: Context
    changes: list[anchoring.Change]


@dataclass(frozen=True)
class Finding:
    """What came of looking for the words of one part.

    found: the stretches that would be marked, in order; empty where that is not decided.
    places: where the words stand, when that is at several places.
    near: the nearest passage, when they stand nowhere.
    """

    part: str
    found: list[Context] = field(default_factory=list)
    places: list[Context] = field(default_factory=list)
    near: Nearest | None = None
    chosen: str = ""

    @property
    def is_nowhere(self) -> bool:
        return not self.found and not self.places


def look_up(snapshot: Snapshot, part: str, pasted: str, chosen: str = "") -> Finding:
    """Find pasted words; `chosen` names one of several places, as a form sends it."""
    text = anchoring.prepare(snapshot.text)
    ranges = _ranges(text, part, pasted)
    if not ranges:
        return Finding(part, near=_nearest(snapshot, pasted))
    places = _places(text, ranges)
    if len(places) == 1:
        return Finding(part, [in_context(snapshot, *each) for each in ranges])
    contexts = [in_context(snapshot, *place) for place in places]
    taken = [context for context in contexts if context.value == chosen]
    return Finding(part, taken, contexts, chosen=chosen)


def _ranges(text, part: str, pasted: str) -> list[tuple[int, int]]:
    """The stretches of a quote; a report or a cue is first tried as it stands, marks and all."""
    whole = [] if part == Passage.Part.WORDS else anchoring.matches(text, pasted)
    return [(each.start, each.end) for each in whole[:1] or anchoring.segments(text, pasted)]


def _places(text, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Everywhere that words in one stretch stand; the parts of a broken quote hold each other."""
    if len(ranges) > 1:
        return ranges[:1]
    start, end = ranges[0]
    everywhere = anchoring.matches(text, text.text[start:end])
    return [(each.start, each.end) for each in everywhere[:MOST_PLACES]] or ranges


def _nearest(snapshot: Snapshot, pasted: str) -> Nearest | None:
    near = anchoring.nearest(snapshot.text, pasted)
    if near is None:
        return None
    return Nearest(in_context(snapshot, near.start, near.end), near.changes)
