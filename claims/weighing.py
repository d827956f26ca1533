"""The rules of evidence: which pieces count towards a verdict, why not, and what it rests on.

Never counted: context; the claimant's own words, or those of one speaking for it, in support of
the claim (against it they count: nobody contradicts himself by collusion); unnamed speakers;
readers' comments and text that is not the publisher's; and second-hand reports, which hand on
something that is not itself a primary source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from claims.models import Claim, Evidence, Verdict
from sources import provenance
from sources.models import Passage, Source

PRIMARY, INDEPENDENT, SINGLE, WAIVED, NONE = "primary", "independent", "single", "waived", "none"

BECAUSE = {
    "context": "Given as context.",
    "claimant": "The claimant’s own words, or those of one speaking for it.",
    provenance.UNNAMED: "The speaker is not named.",
    provenance.USER_COMMENT: "A reader’s comment.",
    provenance.OUTSIDE_TEXT: "Not part of the publisher’s own text.",
    provenance.SECOND_HAND: "Second-hand: it hands on a report that is not a primary source.",
    "no_words": "No words or report of it are marked.",
}
SOURCED = (Verdict.Rule.FOR, Verdict.Rule.AGAINST, Verdict.Rule.EITHER)
SIDES = {
    Verdict.Rule.FOR: {Evidence.Stance.SUPPORTS},
    Verdict.Rule.ATTRIBUTED: {Evidence.Stance.SUPPORTS},
    Verdict.Rule.AGAINST: {Evidence.Stance.CONTRADICTS},
    Verdict.Rule.EITHER: {Evidence.Stance.SUPPORTS, Evidence.Stance.CONTRADICTS},
}


@dataclass(frozen=True)
class Piece:
    """One piece of evidence with its number and, where it does not count, the reasons."""

    number: int
    evidence: Evidence
    passages: list[Passage]
    by_claimant: bool
    because: tuple[str, ...]

    @property
    def counted(self) -> bool:
        return not self.because


@dataclass(frozen=True)
class Weighed:
    """All evidence of a claim, weighed: what counts, on what basis the verdict rests."""

    pieces: list[Piece]
    deciding: list[Piece] = field(default_factory=list)
    roots: int = 0
    basis: str = NONE

    def counted(self, stance: str) -> list[Piece]:
        return [p for p in self.pieces if p.counted and p.evidence.stance == stance]


def weigh(claim: Claim, same: dict[int, int] | None = None) -> Weighed:
    """Weigh a claim that was read `whole`; adds at most one query, for the same roots."""
    claimants = _claimants(claim)
    pieces = [
        _piece(number, evidence, claimants)
        for number, evidence in enumerate(claim.evidence.all(), start=1)
    ]
    sides = SIDES.get(claim.verdict.rule, set()) if claim.verdict else set()
    deciding = [p for p in pieces if p.counted and p.evidence.stance in sides]
    roots = provenance.independent([p.evidence.statement for p in deciding], same)
    return Weighed(pieces, deciding, roots, _basis(claim, deciding, roots))


def is_sourced(weighed: Weighed) -> bool:
    """The sourcing line: one held primary source, or two independent roots."""
    return weighed.basis in (PRIMARY, INDEPENDENT)


def has_primary(deciding: list[Piece]) -> bool:
    """Whether a held primary source itself stands on the deciding side."""
    sources = [piece.evidence.statement.source for piece in deciding]
    return any(source.held and source.grade == Source.Grade.PRIMARY for source in sources)


def _basis(claim: Claim, deciding: list[Piece], roots: int) -> str:
    if has_primary(deciding):
        return PRIMARY
    if roots >= 2 and claim.verdict.rule in SOURCED:
        return INDEPENDENT
    if claim.waiver and claim.verdict and claim.verdict.rule in SOURCED:
        return WAIVED
    return SINGLE if deciding else NONE


def _claimants(claim: Claim) -> set[int]:
    """Whoever made the claim, and whoever they spoke for."""
    found = set()
    for appearance in claim.appearances.all():
        statement = appearance.statement
        found |= {statement.speaker_id, statement.on_behalf_of_id or statement.speaker_id}
    return found


def _piece(number: int, evidence: Evidence, claimants: set[int]) -> Piece:
    statement = evidence.statement
    bearing = {row.passage_id for row in evidence.bearing.all()}
    passages = [passage for passage in statement.passages.all() if passage.pk in bearing]
    by_claimant = bool({statement.speaker_id, statement.on_behalf_of_id} & claimants)
    because = tuple(_because(evidence, passages, by_claimant))
    return Piece(number, evidence, passages, by_claimant, because)


def _because(evidence: Evidence, passages: list[Passage], by_claimant: bool) -> Iterator[str]:
    statement = evidence.statement
    if evidence.stance == Evidence.Stance.CONTEXT:
        yield "context"
    if evidence.stance == Evidence.Stance.SUPPORTS and by_claimant:
        yield "claimant"
    yield from provenance.labels(statement)
    if all(passage.part == Passage.Part.CUE for passage in passages):
        yield "no_words"
