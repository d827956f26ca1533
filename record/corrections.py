"""The corrections log: what was corrected or retracted, from the log itself, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from record import ledger, schema
from record.models import Entry, Listing

KINDS = (Entry.EditionKind.CORRECTION, Entry.EditionKind.RETRACTION)


@dataclass(frozen=True)
class Change:
    """One correction or retraction: the edition before it, and the one that it made."""

    entry: Entry
    before: schema.Content
    edition: schema.Edition
    listing: Listing

    @property
    def parts(self) -> list[str]:
        """What the two editions differ in, in an editor's words."""
        return ledger.changed_substance(self.before, self.edition.content)

    @property
    def before_number(self) -> int:
        return self.entry.number - 1

    @property
    def before_url(self) -> str:
        return reverse("edition", args=[self.entry.claim, self.before_number])

    @property
    def after_url(self) -> str:
        return reverse("edition", args=[self.entry.claim, self.entry.number])


def log(limit: int, before: int | None = None) -> tuple[list[Change], int | None]:
    """One page, and the index before which the next one begins; four queries, and no counting."""
    found = indices(limit + 1, before)
    shown = found[:limit]
    entries = Entry.objects.filter(index__in=shown).order_by("-index")
    rows = list(entries.annotate(before=Subquery(_edition_before().values("data")[:1])))
    listings = Listing.objects.filter(claim__in={row.claim for row in rows})
    named = {row.claim: row for row in listings.only("claim", "slug", "short", "language")}
    changes = [_change(row, named[row.claim]) for row in rows]
    return changes, shown[-1] if len(found) > limit else None


def indices(limit: int, before: int | None) -> list[int]:
    """The newest entries of these kinds. One query a kind: then its index gives them in order."""
    found: list[int] = []
    for kind in KINDS:
        entries = Entry.objects.filter(edition_kind=kind).order_by("-index")
        if before is not None:
            entries = entries.filter(index__lt=before)
        found += entries.values_list("index", flat=True)[:limit]
    return sorted(found, reverse=True)[:limit]


def _edition_before() -> QuerySet[Entry]:
    return Entry.objects.of(OuterRef("claim")).filter(number=OuterRef("number") - 1)


def _change(entry: Entry, listing: Listing) -> Change:
    return Change(entry, schema.read_entry(entry.before).content, entry.published, listing)
