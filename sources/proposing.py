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

# How far around the words a name is looked for, in characters; who is called by the last name
# alone, a body that is written small, and who stands in another paragraph count as so much farther
# away.
AROUND, LAST_NAME, BODY, ELSEWHERE = 400, 40, 40, 100
# How far before them somebody may have been introduced by the whole name, and how many characters
# of the words themselves are looked at.
BEFORE, LONGEST = 20_000, 5_000
# How many are proposed, how many of them are new, and how many speakers are looked at.
MOST, MOST_NEW, CANDIDATES = 6, 3, 200
MOST_WORDS = 60
# A word, or an initial with its point; and what may stand between the words of a name.
WORD = re.compile(r"[^\W\d_](?:\.|[\w’'-]*)")
# How English says who spoke, of a body that is written small: “according to the city”, “the board
# said”.
SAYS = (
    "said|says|told|tells|put|puts|announced|announces|reported|reports|estimated|estimates|wrote"
    "|writes|warned|warns|confirmed|confirms|denied|denies|stated|states|argued|argues|called|calls"
    "|found|finds|decided|decides|answered|answers"
)
BODIES = re.compile(
    rf"\baccording to (?:the |an? )?(?P<after>[^,.;:“”\n]{{3,60}}?)(?=[,.;:]|\n|$)"
    rf"|\bthe (?P<before>(?:[\w’'-]+ ){{1,5}}?)(?:has |have |had )?(?:{SAYS})\b",
    re.IGNORECASE,
)
PARTICLES = {"al", "bin", "da", "de", "del", "der", "di", "du", "el", "la", "le", "van", "von"}


@dataclass(frozen=True)
class Proposal:
    """Somebody who may have spoken, and the words by which the text seems to name them: none where
    it does not. Without a speaker it is a name that nobody has entered yet.
    """

    name: str
    by: str = ""
    speaker: Speaker | None = None


@dataclass(frozen=True)
class Words:
    """Words of a text, whose speaker is looked for. Names within them count where `inside`: a cue
    names who speaks, the words of a speaker name others.
    """

    text: str
    start: int
    end: int
    inside: bool

    @property
    def near(self) -> str:
        return self.text[max(self.start - AROUND, 0) : self.end + AROUND]

    def nearest(self, name: str) -> tuple[int, str] | None:
        """How far away, in characters, the text has this name, and how it is written there."""
        pattern = re.compile(re.escape(name), re.IGNORECASE)
        near = pattern.finditer(self.text, max(self.start - AROUND, 0), self.end + AROUND)
        whole = [one for one in near if not any(_cuts(self.text, at) for at in one.span())]
        found = [(self._away(one), one[0]) for one in whole]
        return min((one for one in found if one[0] or self.inside), default=None)

    def nearest_of(self, name: str, *, last_too: bool) -> tuple[int, str] | None:
        """The same of a whole name, or else of its last part."""
        last = name.split()[-1]
        if found := self.nearest(name):
            return found
        if last_too and len(last) > 2 and (found := self.nearest(last)):
            return found[0] + LAST_NAME, found[1]
        return None

    def _away(self, found: re.Match) -> int:
        away = max(self.start - found.end(), found.start() - self.end, 0)
        between = self.text[found.end() : self.start] + self.text[self.end : found.start()]
        return away + ELSEWHERE * ("\n" in between)


def proposals(snapshot: Snapshot, start: int, end: int, *, inside: bool = False) -> list[Proposal]:
    """The likeliest speakers of the words at a place: whom the text names near them, the nearest
    first; then those of whom something is marked in the same text.
    """
    end = min(end, start + LONGEST)
    first = max(start - BEFORE, 0)
    text = _without_bylines(snapshot)[first : end + AROUND]
    words = Words(text, start - first, end - first, inside)
    known = list(_known(words))
    here = [Proposal(str(speaker), speaker=speaker) for speaker in _known_here(snapshot)]
    speakers = [proposal.speaker.name for proposal in [*here, *(one for _, one in known)]]
    near = [*known, *_new(words, speakers)]
    named = [proposal for _, proposal in sorted(near, key=lambda one: one[0])]
    found: dict[str, Proposal] = {}
    for proposal in (*named, *here):
        found.setdefault(proposal.name, proposal)
    return list(found.values())[:MOST]


def _known(words: Words) -> Iterator[tuple[int, Proposal]]:
    """Speakers whom the text names there, with how far away."""
    for speaker in _candidates(words.near):
        is_person = speaker.kind == Speaker.Kind.PERSON
        if found := words.nearest_of(speaker.name, last_too=is_person):
            away, by = found
            yield away, Proposal(str(speaker), by, speaker)


def _new(words: Words, known: list[str]) -> list[tuple[int, Proposal]]:
    """Names there of whom nobody is known, the nearest first."""
    found = []
    named = dict.fromkeys(_names_in(words.text), 0)
    for name, costs in {**dict.fromkeys(_bodies_in(words.near), BODY), **named}.items():
        if any(_is_called(one, name, partly=bool(costs)) for one in known):
            continue
        if near := words.nearest_of(name, last_too=not costs):
            away, by = near
            found.append((costs + away, Proposal(name[0].upper() + name[1:], by)))
    nearest = sorted(found, key=lambda one: one[0])[:MOST_NEW]
    return [one for one in nearest if not Speaker.objects.named(one[1].name).exists()]


def _cuts(text: str, at: int) -> bool:
    """Whether a place stands within a word, in a script that puts spaces between words."""
    beside = text[max(at - 1, 0) : at + 1] if at else ""
    return len(beside) > 1 and all(one.isdigit() or one.lower() != one.upper() for one in beside)


def _is_called(known: str, name: str, *, partly: bool) -> bool:
    """Whether this is the name of somebody known, a title before it or not; of a body, a part of it
    is enough: “the board” of a harbour board.
    """
    known, name = known.lower().rstrip("."), name.lower().rstrip(".")
    return f" {name}".endswith(f" {known}") or (partly and f" {name} " in f" {known} ")


def _candidates(near: str) -> list[Speaker]:
    names = [word for word in near.split() if word[:1].isupper() or not word.isascii()]
    words = [word for name in dict.fromkeys(names) for word in words_in(name) if len(word) > 2]
    if not words:
        return []
    anywhere = reduce(or_, (Q(name__icontains=word) for word in words[:MOST_WORDS]))
    return list(Speaker.objects.filter(anywhere).order_by("pk")[:CANDIDATES])


def _known_here(snapshot: Snapshot) -> list[Speaker]:
    said = Speaker.objects.filter(statements__source=snapshot.source_id)
    return list(said.distinct().order_by("name")[:MOST])


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


def _bodies_in(text: str) -> Iterator[str]:
    """What English says of a body that it names with small letters."""
    for found in BODIES.finditer(text):
        if name := (found["after"] or found["before"]).strip():
            yield name


def _name_of(run: list[re.Match]) -> Iterator[str]:
    words = [re.sub("[’']s?$", "", word[0]) for word in run]
    while words and words[-1] in PARTICLES:
        words.pop()
    if len(words) > 1 and all(len(word) > 1 for word in words):
        yield " ".join(words)
