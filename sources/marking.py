"""Mark what was said: passages of statements, and the regions they lie in."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from core.models import User
from core.revisions import record
from sources import capture
from sources.extraction import Stretch
from sources.models import Passage, Region, Snapshot, Statement


class CannotMark(ValueError):
    """These characters cannot be marked so; says why and what to do."""


def add_passage(
    statement: Statement, snapshot: Snapshot, *, part: str, start: int, end: int
) -> Passage:
    """Mark [start, end) of a snapshot as part of a statement; the words are cut here.

    Call it inside `core.revisions.revising(statement, …)`. Raises CannotMark for a range outside
    the text, words that lie across two regions, or a snapshot of another source.
    """
    if snapshot.source_id != statement.source_id:
        raise CannotMark("This snapshot is of another source than the statement.")
    _hold(snapshot)
    refuse_stretch(snapshot, part=part, start=start, end=end)
    passage, _ = Passage.objects.get_or_create(
        statement=statement,
        snapshot=snapshot,
        part=part,
        start=start,
        end=end,
        defaults={"exact": snapshot.text[start:end]},
    )
    return passage


def refuse_stretch(snapshot: Snapshot, *, part: str, start: int, end: int) -> None:
    """Raise CannotMark for a range outside the text, or words that lie in no single region."""
    if not 0 <= start < end <= snapshot.characters:
        raise CannotMark(
            f"The range {start} to {end} lies outside the text, which has "
            f"{snapshot.characters} characters."
        )
    if part != Passage.Part.CUE:
        _refuse_across_regions(snapshot, start, end)


def replace_regions(snapshot: Snapshot, regions: Iterable[Stretch], *, by: User) -> None:
    """Divide a snapshot anew. Raises CannotMark, and changes nothing, for a set that cannot be."""
    regions = sorted(regions, key=lambda region: region.start)
    with transaction.atomic():
        _hold(snapshot)
        _refuse_bad_regions(snapshot, regions)
        before = capture.state(snapshot)
        snapshot.regions.all().delete()
        Region.objects.bulk_create(
            Region(snapshot=snapshot, kind=r.kind, start=r.start, end=r.end) for r in regions
        )
        record(snapshot, by=by, before=before, after=capture.state(snapshot))


def carve(snapshot: Snapshot, *, kind: str, start: int, end: int, by: User) -> None:
    """Make [start, end) one region of this kind, or of none where it is empty.

    Regions that it cuts into keep what is left of them. Raises CannotMark, and changes nothing,
    where a passage would then lie in no single region.
    """
    with transaction.atomic():
        _hold(snapshot)
        start, end = _without_space(snapshot, start, end)
        if start >= end:
            raise CannotMark("There are no words in this stretch: select some first.")
        rest = [
            Stretch(region.kind, *_without_space(snapshot, one, other))
            for region in snapshot.regions.all()
            for one, other in _left_of(region, start, end)
        ]
        carved = [Stretch(kind, start, end)] if kind else []
        standing = [stretch for stretch in rest if stretch.start < stretch.end]
        replace_regions(snapshot, [*standing, *carved], by=by)


def _left_of(region: Region, start: int, end: int) -> list[tuple[int, int]]:
    """What is left of a region outside [start, end)."""
    if region.end <= start or end <= region.start:
        return [(region.start, region.end)]
    return [(region.start, start), (end, region.end)]


def _without_space(snapshot: Snapshot, start: int, end: int) -> tuple[int, int]:
    """The same stretch without white space at its ends."""
    text = snapshot.text[start:end] if start < end else ""
    return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())


def _hold(snapshot: Snapshot) -> None:
    """Let nobody else mark or divide this capture until the transaction ends."""
    Snapshot.objects.select_for_update().only("pk").get(pk=snapshot.pk)


def across_regions(passage: Passage, regions: Iterable[Region | Stretch]) -> bool:
    """Whether words or a report lie in no single one of these regions."""
    if passage.part == Passage.Part.CUE:
        return False
    return not any(r.start <= passage.start and passage.end <= r.end for r in regions)


def _refuse_across_regions(snapshot: Snapshot, start: int, end: int) -> None:
    if any(region.holds(start, end) for region in snapshot.regions.all()):
        return
    crossed = [str(r) for r in snapshot.regions.all() if r.overlaps(start, end)]
    raise CannotMark(
        f"These words lie across {', '.join(crossed)}: mark each stretch as a passage of its own."
        if crossed
        else "These words lie in no region of the snapshot: correct its regions first."
    )


def _refuse_bad_regions(snapshot: Snapshot, regions: list[Stretch]) -> None:
    for region in regions:
        if region.kind not in Region.Kind.values:
            raise CannotMark(f"“{region.kind}” is no kind of region.")
        if not 0 <= region.start < region.end <= snapshot.characters:
            raise CannotMark(f"{region.start} to {region.end} is no stretch of this text.")
    for one, other in zip(regions, regions[1:], strict=False):
        if other.start < one.end:
            raise CannotMark(
                f"Two regions overlap: {one.kind} to {one.end} and {other.kind} from {other.start}."
            )
    for passage in snapshot.passages.select_related("statement"):
        if across_regions(passage, regions):
            raise CannotMark(
                f"“{passage.exact[:60]}” is marked already and would lie in no single region."
            )
