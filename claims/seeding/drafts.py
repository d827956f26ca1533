"""Enter the claims as drafts, and change them for a next edition, as an editor would."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from claims import workflow
from claims.models import Appearance, Bearing, Claim, Evidence, Relation, Topic, Verdict
from claims.models.claim import slug_of
from claims.seeding.archive import interval, passage_at
from claims.seeding.files import Item
from claims.seeding.shelf import Shelf
from sources.models import Statement

PARTS = ("topics", "appearances", "evidence", "relations", "editions", "reason")


def claim(shelf: Shelf, item: Item) -> None:
    """Enter a draft, unless a claim of that slug stands; its parts follow in `parts`."""
    columns = _columns({name: told for name, told in item.told.items() if name not in PARTS})
    standing = Claim.objects.filter(slug=slug_of(columns["short"])).order_by("pk").first()
    row = standing or Claim(**columns)
    if standing is None:
        row.full_clean()
        workflow.create(row, by=shelf.people.editor)
    shelf.put(item.key, row, new=standing is None)


def parts(shelf: Shelf, item: Item) -> None:
    """Give a new draft its topics, appearances, evidence and relations."""
    if not shelf.is_new(Claim, item.key):
        return
    row = shelf.get(Claim, item.key)
    with workflow.revising(row, by=shelf.people.editor, reason=item.told.get("reason", "")):
        row.topics.set([shelf.get(Topic, key) for key in item.told.get("topics", [])])
        for order, told in enumerate(item.told.get("appearances", []), start=1):
            _appearance(shelf, row, order, **told)
        _add_evidence(shelf, row, item.told.get("evidence", []))
        for told in item.told.get("relations", []):
            _relation(shelf, row, **told)


def change(shelf: Shelf, row: Claim, edition: dict[str, Any]) -> None:
    """Change a reopened claim to what its next edition says."""
    told = {name: value for name, value in edition.items() if name not in ("kind", *PARTS)}
    columns = _columns(told)
    with workflow.revising(row, by=shelf.people.editor):
        for name, value in columns.items():
            setattr(row, name, value)
        row.full_clean()
        row.save(update_fields=[*columns, "changed_at"])
        _add_evidence(shelf, row, edition.get("evidence", []))


def _columns(told: dict[str, Any]) -> dict[str, Any]:
    """What is told as columns; a claim with a verdict was checked today."""
    if key := told.pop("verdict", None):
        told["verdict"] = Verdict.objects.get(key=key)
        told["last_checked"] = timezone.now().date()
    return {**interval("holds", told), **told}


def _appearance(shelf: Shelf, row: Claim, order: int, statement: str, note: str = "") -> None:
    statement = shelf.get(Statement, statement)
    Appearance.objects.create(claim=row, statement=statement, order=order, note=note)


def _add_evidence(shelf: Shelf, row: Claim, pieces: list[dict[str, Any]]) -> None:
    for number, told in enumerate(pieces, start=row.evidence.count() + 1):
        _evidence(shelf, row, number, **told)


def _evidence(
    shelf: Shelf,
    row: Claim,
    number: int,
    statement: str,
    stance: str,
    note: str = "",
    passages: list[list[int]] | None = None,
) -> None:
    """One piece of evidence; all passages of the statement bear on it unless some are named."""
    said = shelf.get(Statement, statement)
    piece = Evidence(claim=row, statement=said, stance=stance, note=note, order=number)
    piece.full_clean()
    piece.save()
    bearing = list(said.passages.all())
    if passages:
        snapshot = bearing[0].snapshot
        bearing = [passage_at(snapshot, place, statement=said) for place in passages]
    Bearing.objects.bulk_create(Bearing(evidence=piece, passage=passage) for passage in bearing)


def _relation(shelf: Shelf, row: Claim, type: str, other: str, reason: str, on=None) -> None:
    relation = Relation(claim=row, type=type, other=shelf.get(Claim, other), reason=reason, on=on)
    relation.full_clean()
    relation.save()
