"""A claim's content in a reviewer's words: every code of the content, spelled out."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from claims import weighing
from claims.models import Claim, Evidence, Relation, Tick
from core.canonical import digest
from core.dates import holding_in_words, in_full, in_words
from record import excerpts, schema
from sources.models import Passage, Region, Snapshot, Source, Statement

MANNERS = {
    "direct": "In the speaker’s own words",
    "indirect": "In the source’s words",
    "mixed": "Partly in the speaker’s own words, partly in the source’s",
    "own_voice": "The outlet in its own voice",
    "unmarked": "No words are marked",
}
BASES = {
    "primary": "One held primary source",
    "independent": "Independent roots",
    "single": "One root only",
    "waived": "Waived: rests on less, and says why",
    "none": "Nothing that counts towards the verdict",
}
CITATION = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True)
class Mark:
    """One passage among those of its stretch."""

    passage: schema.Passage
    beside: list[schema.Passage]

    @property
    def label(self) -> str:
        return Passage.Part(self.passage.part).label

    @property
    def words(self) -> str:
        """The exact words where the mark of another passage hides this one’s; else none."""
        start, end = self.passage.original_start, self.passage.original_end
        strength = excerpts.STRENGTH[self.passage.part]
        hidden = any(
            other.original_start < end
            and start < other.original_end
            and excerpts.STRENGTH[other.part] >= strength
            for other in self.beside
            if other is not self.passage
        )
        return self.passage.exact if hidden else ""

    @property
    def place(self) -> str:
        region = Region.Kind(self.passage.region).label if self.passage.region else "outside"
        passage = self.passage
        whole = " of the full text" if passage.snapshot.full_text_sha256 else ""
        place = f"{passage.original_start}–{passage.original_end}"
        return f"characters {place}{whole}, {region.lower()}"


@dataclass(frozen=True)
class Stretch:
    """An unbroken stretch of a capture, with the passages in it marked."""

    run: excerpts.Run

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(part, text): cut where marks begin and end; no part is what stands around them."""
        parts = [(part, "".join(text for _, text in bits)) for part, bits in self.run.parts()]
        before = [("", "…")] if self.run.more_before else []
        after = [("", "…")] if self.run.more_after else []
        return [*before, *parts, *after]

    @property
    def marks(self) -> list[Mark]:
        """The passages in it, in the order of the text."""
        return [Mark(p, self.run.passages) for p in self.run.passages]

    @property
    def captures(self) -> list[str]:
        """How and when the text came; one text may have been captured twice."""
        return list(dict.fromkeys(_capture(p.snapshot) for p in self.run.passages))


@dataclass(frozen=True)
class Said:
    """One statement, as a reviewer has to know it."""

    statement: schema.Statement

    @property
    def speaker(self) -> str:
        told = self.statement
        role = f", {told.role}" if told.role else ""
        behalf = f", on behalf of {told.on_behalf_of.name}" if told.on_behalf_of else ""
        return f"{_name(told.speaker)}{role}{behalf}"

    @property
    def manner(self) -> str:
        return MANNERS[self.statement.manner]

    @property
    def setting(self) -> str:
        return Statement.Setting(self.statement.setting).label

    @property
    def said(self) -> str:
        return interval(self.statement.said)

    @property
    def source(self) -> str:
        return source(self.statement.source)

    @property
    def chain(self) -> list[str]:
        return [_step(step) for step in self.statement.chain]

    @property
    def roots(self) -> str:
        return "; ".join(f"{r.title} ({_held(r.held)})" for r in self.statement.roots)

    @property
    def to_primary(self) -> str:
        steps = self.statement.steps_to_primary
        if steps is None:
            return "No primary source is known behind it"
        ways = {0: "It is itself a primary source", 1: "One step from a primary source"}
        return ways.get(steps, f"{steps} steps from a primary source")

    @property
    def stretches(self) -> list[Stretch]:
        return [Stretch(run) for run in excerpts.runs(self.statement.passages)]


@dataclass(frozen=True)
class Numbered:
    """One piece of evidence. Its `tick` names it together with all that it says."""

    evidence: schema.Evidence

    @property
    def stance(self) -> str:
        return Evidence.Stance(self.evidence.stance).label

    @property
    def because(self) -> list[str]:
        return [weighing.BECAUSE[reason] for reason in self.evidence.not_counted_because]

    @property
    def said(self) -> Said:
        return Said(self.evidence.statement)

    @property
    def to_tick(self) -> list[tuple[str, str, str]]:
        """What a reviewer sees to hold of it: its key, in words, and as the box sends it."""
        return [(what, label, f"{self.tick} {what}") for what, label in Tick.What.choices]

    @property
    def tick(self) -> str:
        return f"{self.evidence.number}-{digest(schema.as_value(self.evidence))[:16]}"


@dataclass(frozen=True)
class Reading:
    """A whole content, for the page on which it is decided."""

    content: schema.Content

    @property
    def kind(self) -> str:
        return Claim.Kind(self.content.kind).label

    @property
    def counts(self) -> bool:
        """Whether any evidence counts towards the verdict."""
        return any(piece.counted for piece in self.content.evidence)

    @property
    def holds(self) -> str:
        told = self.content.holds
        return holding_in_words(_day(told.earliest), _day(told.latest), told.words)

    @property
    def basis(self) -> str:
        """What the verdict rests on, with the number of roots in all."""
        if self.content.basis == "none":
            return self._counted if self.counts else BASES["none"]
        roots = self.content.independent_roots
        return f"{BASES[self.content.basis]} ({roots} root{'' if roots == 1 else 's'} in all)"

    @property
    def _counted(self) -> str:
        """What counts for a verdict that rests on neither side."""
        sides = [piece.stance for piece in self.content.evidence if piece.counted]
        number = {side: sides.count(side) for side in ("supports", "contradicts")}
        for_it, against = (number[side] or "none" for side in ("supports", "contradicts"))
        told = f"Of what counts, {for_it} is for the claim and {against} against it"
        return f"{told}: it does not decide, says the verdict"

    @property
    def claimant(self) -> str:
        told = self.content.claimant
        if told is None:
            return f"Nobody is named.{self._may_be_claimant}"
        role = f", {told.role}" if told.role else ""
        behalf = f", on behalf of {told.on_behalf_of.name}" if told.on_behalf_of else ""
        return f"{_name(told.speaker)}{role}{behalf}; made: {interval(told.made)}"

    @property
    def _may_be_claimant(self) -> str:
        """Whom to think of where nobody is named as having made the claim: who speaks for it."""
        pieces = [one for one in self.content.evidence if one.counted and one.stance == "supports"]
        names = list(dict.fromkeys(_name(piece.statement.speaker) for piece in pieces))
        if not names:
            return ""
        told = f"Was it made by {' or '.join(names)}? Then those words do not count in support"
        return f" {told}: return it, to be named under “Where the claim was made”."

    @property
    def explanation(self) -> list[tuple[str, str]]:
        """The explanation in pieces of (text, number): where it cites, the number is given."""
        parts = CITATION.split(self.content.explanation)
        cited = [*parts[1::2], ""]
        return list(zip(parts[::2], cited, strict=True))

    @property
    def pieces(self) -> list[Numbered]:
        return [Numbered(evidence) for evidence in self.content.evidence]

    @property
    def appearances(self) -> list[tuple[str, Said]]:
        return [(each.note, Said(each.statement)) for each in self.content.appearances]

    @property
    def relations(self) -> list[tuple[str, schema.Relation, Claim | None]]:
        ids = [relation.claim for relation in self.content.relations]
        others = {claim.public_id: claim for claim in Claim.objects.filter(public_id__in=ids)}
        return [
            (Relation.Type(relation.type).label, relation, others.get(relation.claim))
            for relation in self.content.relations
        ]


def read_numbers(content: schema.Content, ticks: set[tuple[str, str]]) -> list[int]:
    """Numbers of the pieces of which all is ticked, and that still say what they said then."""
    return [
        piece.evidence.number
        for piece in Reading(content).pieces
        if all((piece.tick, what) in ticks for what in Tick.What.values)
    ]


def interval(told: schema.Interval) -> str:
    """An interval with the precision that is known."""
    return in_words(_day(told.earliest), _day(told.latest), told.words)


def source(told: schema.Source) -> str:
    """A source with its kind, grade and whether it is held."""
    kind = Source.Kind(told.kind).label
    grade = Source.Grade(told.grade).label.partition(":")[0].lower()
    by = f", {told.publisher.name}" if told.publisher else ""
    return f"{told.title}{by} ({kind.lower()}, {grade}, {_held(told.held)})"


def _capture(snapshot: schema.Snapshot) -> str:
    received = in_full(_day(snapshot.received_at[:10]))
    return f"{Snapshot.Method(snapshot.method).label}, received {received}"


def _step(step: schema.Step) -> str:
    through = " through a source in between" if step.through else ""
    shown = f", shown by “{step.shown_by}”" if step.shown_by else ""
    return f"{source(step.source)}{through}{shown}"


def _held(held: bool) -> str:
    return "held" if held else "cited, not held"


def _name(speaker: schema.Speaker) -> str:
    return f"{speaker.name} ({speaker.note})" if speaker.note else speaker.name


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
