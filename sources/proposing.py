"""Who may be speaking: whom a text names near selected words. Proposed, never taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from core.words import words_in
from sources.models import Region, Snapshot, Speaker

# How far around the words a name is looked for, in characters, and how many are proposed.
AROUND, MOST, CANDIDATES = 400, 6, 200
MOST_WORDS = 60
# How far before them somebody may have been introduced by the whole name, and how many such names
# are proposed.
BEFORE, MOST_NAMES = 20_000, 3
# A word, or an initial with its point; and what may stand between the words of a name.
WORD = re.compile(r"[^\W\d_](?:\.|[\w’'-]*)")
PARTICLES = {"al", "bin", "da", "de", "del", "der", "di", "du", "el", "la", "le", "van", "von"}


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


def names(snapshot: Snapshot, start: int, end: int, *, inside: bool) -> list[str]:
    """Whom the text names near a place, by the whole name or the last part of one that it gave
    before, and whom nobody has entered; the nearest first.

    What stands in the words themselves counts where `inside`: a cue names who speaks, the words
    of a speaker name others.
    """
    first = max(start - BEFORE, 0)
    text = _without_bylines(snapshot)[first : end + AROUND]
    known = [one.speaker.name.lower() for one in speakers(snapshot, start, end)]
    found = {}
    for name in dict.fromkeys(_names_in(text)):
        distances = _distances(text, name.split()[-1], start - first, end - first, inside=inside)
        nearest = min(distances, default=AROUND)
        if nearest < AROUND and not name.lower().endswith(tuple(known)):
            found[name] = nearest
    likeliest = sorted(found, key=found.get)[:MOST_NAMES]
    return [name for name in likeliest if not Speaker.objects.named(name).exists()]


def _without_bylines(snapshot: Snapshot) -> str:
    """The text with nothing at the places of its bylines: who wrote it is not who speaks."""
    text = snapshot.text
    for byline in snapshot.regions.filter(kind=Region.Kind.BYLINE):
        blank = "\n" * (byline.end - byline.start)
        text = text[: byline.start] + blank + text[byline.end :]
    return text


def _names_in(text: str) -> Iterator[str]:
    """Two words or more that stand together and begin as a name does."""
    run: list[re.Match] = []
    for word in WORD.finditer(text):
        if run and text[run[-1].end() : word.start()] != " ":
            yield from _name_of(run)
            run = []
        if word[0][0].isupper() or (run and word[0] in PARTICLES):
            run.append(word)
        else:
            yield from _name_of(run)
            run = []
    yield from _name_of(run)


def _name_of(run: list[re.Match]) -> Iterator[str]:
    words = [re.sub("[’']s?$", "", word[0]) for word in run]
    while words and words[-1] in PARTICLES:
        words.pop()
    if len(words) > 1 and all(len(word) > 1 for word in words):
        yield " ".join(words)


def _distances(text: str, word: str, start: int, end: int, *, inside: bool) -> Iterator[int]:
    """How far from the words between two places another word stands, each time that it does."""
    for found in re.finditer(rf"\b{re.escape(word)}\b", text):
        away = max(start - found.end(), found.start() - end, 0)
        if away or inside:
            yield away


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
