"""Who may be speaking: known speakers named near selected words. Proposed, never taken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from core.words import words_in
from sources.models import Snapshot, Speaker

# How far around the words a name is looked for, in characters, and how many are proposed.
AROUND, MOST, CANDIDATES = 400, 6, 200
MOST_WORDS = 60


@dataclass(frozen=True)
class Proposal:
    """A speaker, and the words by which the text seems to name them."""

    speaker: Speaker
    by: str


def speakers(snapshot: Snapshot, start: int, end: int) -> list[Proposal]:
    """The likeliest speakers of the words at a place: named near them, the nearest first; then
    those of whom something is marked in the same text.
    """
    first = max(start - AROUND, 0)
    near = snapshot.text[first : end + AROUND]
    middle = (start + end) // 2 - first
    found = sorted(_named(near, middle), key=lambda one: one[0])
    known = _known_here(snapshot)
    proposals = {speaker.pk: Proposal(speaker, by) for _, speaker, by in reversed(found)}
    ordered = [proposals[speaker.pk] for _, speaker, _ in found]
    ordered += [Proposal(speaker, "") for speaker in known if speaker.pk not in proposals]
    return list({one.speaker.pk: one for one in ordered}.values())[:MOST]


def _named(near: str, middle: int) -> list[tuple[int, Speaker, str]]:
    """Speakers of whom the whole name, or the last part of it, stands there, with the distance."""
    lower, found = near.lower(), []
    for speaker in _candidates(near):
        whole, last = speaker.name.lower(), speaker.name.lower().split()[-1]
        for by, costs in ((whole, 0), (last, AROUND)):
            place = _nearest(lower, by, middle)
            if place is not None and len(by) > 2:
                found.append((costs + abs(place - middle), speaker, near[place : place + len(by)]))
                break
    return found


def _candidates(near: str) -> list[Speaker]:
    names = [word for word in near.split() if word[:1].isupper() or not word.isascii()]
    words = [word for name in dict.fromkeys(names) for word in words_in(name) if len(word) > 2]
    if not words:
        return []
    anywhere = reduce(or_, (Q(name__icontains=word) for word in words[:MOST_WORDS]))
    return list(Speaker.objects.filter(anywhere).order_by("pk")[:CANDIDATES])


def _nearest(text: str, word: str, middle: int) -> int | None:
    places, at = [], text.find(word)
    while at >= 0:
        places.append(at)
        at = text.find(word, at + 1)
    return min(places, key=lambda place: abs(place - middle), default=None)


def _known_here(snapshot: Snapshot) -> list[Speaker]:
    said = Speaker.objects.filter(statements__source=snapshot.source_id)
    return list(said.distinct().order_by("name")[:MOST])
