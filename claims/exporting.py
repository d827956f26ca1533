"""Claims as rows: the columns in which they can be brought in, and what the desk says beside."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import QuerySet

from claims.importing.columns import CLAIMS, TOLD_OF_CLAIMS
from claims.models import Claim
from record.models import Listing

MOST = 5_000
SOME = 200
NAMES = [*TOLD_OF_CLAIMS, *(column.name for column in CLAIMS)]


def rows(claims: QuerySet[Claim]) -> Iterator[dict]:
    """Each claim by the names of the columns; lists where several values may stand."""
    whole = claims.select_related("verdict", "assignee").prefetch_related(
        "topics", "appearances__statement", "evidence__statement"
    )
    keys = list(claims.values_list("pk", flat=True)[:MOST])
    for first in range(0, len(keys), SOME):
        part = keys[first : first + SOME]
        found = {claim.pk: claim for claim in whole.filter(pk__in=part)}
        listings = Listing.objects.filter(claim__in=[c.public_id for c in found.values()])
        pages = {one.claim: one.get_absolute_url() for one in listings.defer("words")}
        for key in part:
            if key in found:
                yield _row(found[key], pages.get(found[key].public_id))


def flat(row: dict) -> dict[str, str]:
    """A row for CSV: several values with semicolons between."""
    return {
        name: "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
        for name, value in row.items()
    }


def _row(claim: Claim, page: str | None) -> dict:
    told = {
        "public_id": claim.public_id,
        "status": claim.status,
        "assigned_to": claim.assignee.get_username() if claim.assignee else "",
        "changed_at": claim.changed_at.isoformat(timespec="seconds"),
        "public_page": f"{settings.NEWSROOM_URL}{page}" if page else "",
        "topics": [topic.name for topic in claim.topics.all()],
        "made_in": [row.statement.public_id for row in claim.appearances.all()],
        "evidence": [f"{row.stance} {row.statement.public_id}" for row in claim.evidence.all()],
        "verdict": claim.verdict.label if claim.verdict else "",
    }
    return {name: told[name] if name in told else _plain(claim, name) for name in NAMES}


def _plain(claim: Claim, name: str) -> str | None:
    value = getattr(claim, name)
    return value.isoformat() if hasattr(value, "isoformat") else value
