"""What is missing before a claim may be published, in an editor's words.

Each line is a small function of one claim and its weighed evidence; what a verdict needs is data,
the `rule` of its row. A line that is not met blocks approval and publication, and all but one block
submission too: whether the sources suffice, the reviewer says, or the waiver.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims import weighing
from claims.models import Claim, EditionKind, Verdict
from claims.weighing import BECAUSE, Weighed


@dataclass(frozen=True)
class Line:
    """One line of the checklist: what is asked, whether it is met, and what to do if not."""

    key: str
    met: bool
    text: str
    todo: str = ""
    blocks_submit: bool = True


def checklist(claim: Claim) -> list[Line]:
    """Every line that concerns this claim as it stands at the desk now."""
    return lines_of(Claim.objects.whole(claim))


def lines_of(claim: Claim) -> list[Line]:
    """The same for a claim that was read whole; asks for little more."""
    weighed = weighing.weigh(claim)
    return [line for check in CHECKS for line in check(claim, weighed)]


def blocking(claim: Claim) -> list[Line]:
    """The lines that are not met: with any of them a claim cannot be approved or published."""
    return [line for line in checklist(claim) if not line.met]


def _verdict(claim: Claim, weighed: Weighed) -> Iterator[Line]:
    yield Line("verdict", claim.verdict is not None, "A verdict", "Choose a verdict.")
    if claim.verdict is not None:
        yield Line(
            "verdict_kind",
            claim.kind in claim.verdict.kinds,
            f"“{claim.verdict}” is a verdict for a {claim.kind}",
            f"“{claim.verdict}” is not for a {claim.kind}: choose another verdict or kind.",
        )


def _counting(claim: Claim, weighed: Weighed) -> Iterator[Line]:
    """Before there is a verdict: whether any of the evidence could ever count."""
    if claim.verdict is None and weighed.pieces:
        reasons = {reason for piece in weighed.pieces for reason in piece.because}
        yield Line(
            "counting",
            any(piece.counted for piece in weighed.pieces),
            "Evidence that counts",
            " ".join(["Nothing here counts.", *(BECAUSE[reason] for reason in sorted(reasons))]),
        )


def _texts(claim: Claim, weighed: Weighed) -> Iterator[Line]:
    yield Line(
        "finding", bool(claim.finding.strip()), "A finding", "Write one sentence: what we found."
    )
    yield Line(
        "explanation", bool(claim.explanation.strip()), "An explanation", "Write why we say so."
    )
    cited = {int(number) for number in re.findall(r"\[(\d{1,3})\]", claim.explanation)}
    unknown = sorted(cited - {piece.number for piece in weighed.pieces})
    if cited:
        yield Line(
            "citations",
            not unknown,
            "The explanation cites evidence that is there",
            f"There is no evidence number {', '.join(map(str, unknown))}: mend the explanation.",
        )


def _anchored(claim: Claim, weighed: Weighed) -> Iterator[Line]:
    statements = [row.statement for row in claim.appearances.all()]
    statements += [piece.evidence.statement for piece in weighed.pieces]
    yield Line(
        "passage",
        any(statement.passages.all() for statement in statements),
        "At least one anchored passage",
        "Mark the words in a captured source, and add them as evidence or where it was said.",
    )
    for piece in weighed.pieces:
        if not piece.passages:
            yield Line(
                f"passages_{piece.number}",
                False,
                f"Evidence [{piece.number}] names its passages",
                f"Choose which passages of evidence [{piece.number}] bear on the claim.",
            )


def _in_keeping(claim: Claim, weighed: Weighed) -> Iterator[Line]:
    against = _other_side(claim, weighed)
    if against is not None:
        yield Line(
            "in_keeping",
            not against or bool(weighed.deciding),
            "The verdict is in keeping with the evidence",
            f"All evidence that counts {against}: choose another verdict, or add evidence.",
        )


def _other_side(claim: Claim, weighed: Weighed) -> str | None:
    """What the counted evidence of the other side does; empty where there is none."""
    rule = claim.verdict.rule if claim.verdict else ""
    others = {
        Verdict.Rule.FOR: "contradicts",
        Verdict.Rule.ATTRIBUTED: "contradicts",
        Verdict.Rule.AGAINST: "supports",
    }
    if rule not in others or not any(piece.counted for piece in weighed.pieces):
        return None
    return others[rule] if weighed.counted(others[rule]) else ""


def _sourcing(claim: Claim, weighed: Weighed) -> Iterator[Line]:
    rule = claim.verdict.rule if claim.verdict else None
    if rule in weighing.SOURCED:
        yield _sourced(claim, weighed)
    elif rule == Verdict.Rule.ATTRIBUTED:
        yield _attributed(weighed)
    elif rule == Verdict.Rule.BOTH:
        both = weighed.counted("supports") and weighed.counted("contradicts")
        yield Line(
            "both_sides",
            bool(both),
            "Evidence that counts on both sides",
            "Add evidence that counts for the claim and against it, or choose another verdict.",
        )
    elif rule == Verdict.Rule.SOUGHT:
        told = bool(weighed.pieces or claim.appearances.all()) and bool(claim.explanation.strip())
        yield Line(
            "sought",
            told,
            "There is evidence, or where the claim was made, and an explanation",
            "Add evidence, or where the claim was made; explain what you looked for.",
        )


def _sourced(claim: Claim, weighed: Weighed) -> Line:
    text = "One held primary source, or two independent roots"
    if weighing.is_sourced(weighed):
        return Line("sourcing", True, f"{text}: {_roots(weighed.roots)}")
    if weighed.basis == weighing.WAIVED:
        return Line("sourcing", True, f"{text}: waived, with the reason printed on the page")
    return Line("sourcing", False, text, _what_is_missing(weighed), blocks_submit=False)


def _what_is_missing(weighed: Weighed) -> str:
    ways = "Capture a primary source, add an independent one, or choose Not enough evidence."
    if weighed.deciding:
        roots = _roots(weighed.roots)
        return f"What the verdict rests on comes from {roots} in the end: too few. {ways}"
    if weighed.pieces and all(piece.by_claimant for piece in weighed.pieces):
        return f"Only the claimant says so. {ways}"
    reasons = {reason for piece in weighed.pieces for reason in piece.because} - {"context"}
    told = [BECAUSE[reason] for reason in sorted(reasons)]
    return " ".join(["Nothing here counts towards the verdict.", *told, ways])


def _attributed(weighed: Weighed) -> Line:
    held = [p for p in weighed.deciding if p.evidence.statement.source.held]
    parts = [{passage.part for passage in piece.passages} for piece in held]
    return Line(
        "attribution",
        any(part & {"words", "report"} and "cue" in part for part in parts),
        "A held source with the words or a report of them, and the cue that says whose they are",
        "Mark the words and, as a cue, who said them (“said Lei Jun …”), and choose both.",
    )


def _roots(number: int) -> str:
    return "one root" if number == 1 else f"{number} independent roots"


def _edition(claim: Claim, weighed: Weighed) -> Iterator[Line]:
    if claim.edition_kind not in (EditionKind.FIRST, EditionKind.EDIT):
        yield Line(
            "notice",
            bool(claim.notice.strip()),
            "A notice for readers",
            "Say in the notice what changes, and what the page said before.",
        )


CHECKS = (_verdict, _counting, _texts, _anchored, _in_keeping, _sourcing, _edition)
