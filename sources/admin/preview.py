"""What follows from a statement's marks, in an editor's words."""

from __future__ import annotations

from dataclasses import dataclass

from sources import provenance
from sources.models import Source, Statement

MANNERS = {
    "direct": "Direct: the speaker’s own words.",
    "indirect": "Indirect: the source’s report of what was said.",
    "mixed": "Mixed: the speaker’s own words, and the source’s report.",
    "own_voice": "Own voice: the outlet itself says so.",
    "unmarked": "Nothing but a cue is marked yet.",
}
LABELS = {
    provenance.USER_COMMENT: "A reader’s comment: may be shown, will never count.",
    provenance.OUTSIDE_TEXT: "Outside the publisher’s own text (a caption, a link, boilerplate): "
    "will never count.",
    provenance.UNNAMED: "An unnamed party: may be shown, will never count.",
    provenance.SECOND_HAND: "Second-hand: it hands on a source that is not primary.",
}


@dataclass(frozen=True)
class Preview:
    manner: str
    labels: list[str]
    roots: list[Source]
    distance: str


def preview(statement: Statement) -> Preview:
    """Manner, labels and roots; give it a statement read `with_everything`."""
    chain = provenance.chain(statement)
    return Preview(
        MANNERS[provenance.manner(statement)],
        [LABELS.get(label, label) for label in provenance.labels(statement)],
        chain.roots,
        _distance(chain.steps_to_primary),
    )


def _distance(steps: int | None) -> str:
    if steps is None:
        return "No primary source stands behind it."
    if steps == 0:
        return "It stands in a primary source."
    return f"The nearest primary source lies {steps} step{'' if steps == 1 else 's'} back."
