"""What follows from a statement's own marks: its manner, its labels, its chain and its roots.

All of it is derived, never typed in. Only the statement's own relays are followed: another
statement of the same article may come from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from sources.models import Passage, Region, SameRoot, Source, Statement

USER_COMMENT, UNNAMED, SECOND_HAND = "user_comment", "unnamed", "second_hand"
OUTSIDE_TEXT = "outside_text"


def manner(statement: Statement) -> str:
    """How the source gives it: direct, indirect, mixed, own_voice; unmarked without passages."""
    if is_own_voice(statement):
        return "own_voice"
    parts = {passage.part for passage in statement.passages.all()} - {Passage.Part.CUE}
    if not parts:
        return "unmarked"
    if len(parts) == 2:
        return "mixed"
    return "direct" if Passage.Part.WORDS in parts else "indirect"


def is_own_voice(statement: Statement) -> bool:
    """Whether the speaker is the outlet that publishes the source."""
    publisher = statement.source.publisher
    return publisher is not None and publisher.speaker_id == statement.speaker_id


def labels(statement: Statement) -> list[str]:
    """Why a statement may be shown but never counts; empty for one that may count."""
    found = []
    kinds = {region.kind for region in _regions_under(statement)}
    if kinds & set(Region.COMMENTS):
        found.append(USER_COMMENT)
    if kinds - set(Region.PUBLISHERS_TEXT) - set(Region.COMMENTS) or _stands_in_none(statement):
        found.append(OUTSIDE_TEXT)
    if statement.speaker.is_unnamed:
        found.append(UNNAMED)
    if any(source.grade != Source.Grade.PRIMARY for source in _straight(statement)):
        found.append(SECOND_HAND)
    return found


def region_of(passage: Passage) -> Region | None:
    """The region in which a passage lies whole; None where it lies in none, or across two."""
    regions = passage.snapshot.regions.all()
    return next((r for r in regions if r.holds(passage.start, passage.end)), None)


def _regions_under(statement: Statement) -> list[Region]:
    return [
        region
        for passage in statement.passages.all()
        for region in passage.snapshot.regions.all()
        if region.overlaps(passage.start, passage.end)
    ]


def _stands_in_none(statement: Statement) -> bool:
    """Whether words or a report of it lie in no single region: then nobody vouches for them."""
    carrying = [p for p in statement.passages.all() if p.part != Passage.Part.CUE]
    return any(region_of(passage) is None for passage in carrying)


def _straight(statement: Statement) -> list[Source]:
    """The sources that the statement hands on itself.

    A source in between that no other relay of it leads to is one of them: it was named, and
    something must have handed it on.
    """
    relays = statement.relays.all()
    given = {relay.source_id for relay in relays}
    found = [relay.source for relay in relays if relay.through_id is None]
    return found + [r.through for r in relays if r.through_id and r.through_id not in given]


@dataclass(frozen=True)
class Chain:
    """Where a statement comes from: its roots, and how many steps lie before a primary source."""

    roots: list[Source]
    steps_to_primary: int | None


def chain(statement: Statement) -> Chain:
    """Follow the statement's relays; one that hands on nothing is rooted in its own source."""
    onward: dict[int, list[Source]] = {statement.source_id: _straight(statement)}
    for relay in statement.relays.all():
        if relay.through_id:
            onward.setdefault(relay.through_id, []).append(relay.source)
    if not onward[statement.source_id]:
        del onward[statement.source_id]
    roots: dict[int, Source] = {}
    to_primary = None
    reached, level, steps = {statement.source_id}, [statement.source], 0
    while level:
        if to_primary is None and any(s.grade == Source.Grade.PRIMARY for s in level):
            to_primary = steps
        roots |= {source.pk: source for source in level if source.pk not in onward}
        nearer = [source for one in level for source in onward.get(one.pk, [])]
        level = [source for source in nearer if source.pk not in reached]
        reached |= {source.pk for source in level}
        steps += 1
    return Chain(list(roots.values()), to_primary)


def independent(statements: list[Statement], same: dict[int, int] | None = None) -> int:
    """How many independent roots stand behind these statements.

    Statements that share a root, or whose roots an editor holds to be probably the same, count
    once; one statement counts once however many roots it has. `same` is `same_roots()`, where it
    was read already.
    """
    if same is None:
        same = same_roots() if len(statements) > 1 else {}
    groups: list[set[int]] = []
    for statement in statements:
        roots = {_first(root.pk, same) for root in chain(statement).roots}
        apart = [group for group in groups if not group & roots]
        together = [group for group in groups if group & roots]
        groups = [*apart, roots.union(*together)]
    return len(groups)


def same_roots() -> dict[int, int]:
    """Each source that was said to be the same as another, and the one it stands for."""
    first: dict[int, int] = {}
    for one, other in SameRoot.objects.values_list("one_id", "other_id"):
        low, high = sorted((_first(one, first), _first(other, first)))
        if low != high:
            first[high] = low
    return first


def _first(root: int, same: dict[int, int]) -> int:
    while root in same:
        root = same[root]
    return root
