"""The page of an edition that is still to come, from the same template, for the desk alone."""

from __future__ import annotations

import datetime as dt

from record import ledger, reading
from record.models import Entry, Listing
from record.projection import listing_columns
from record.schema import Relation
from record.views.history import edition_context

TEMPLATE = "record/claim_detail.html"


def context(draft: ledger.NewEdition) -> dict:
    """What the claim's page would show; nothing is stored. Raises as `ledger.append` does."""
    entry = ledger.coming(draft)
    listing = _listing(entry)
    notes = reading.history(entry.claim, entry)
    bonds = _bonds(entry)
    return edition_context(listing, entry) | {
        "history": notes,
        "notices": [note for note in notes if note.on_top],
        "standing": reading.standing(listing, bonds),
        "bonds": bonds,
    }


def _listing(entry: Entry) -> Listing:
    first = Listing.objects.filter(claim=entry.claim).values_list("first_published_at", flat=True)
    return Listing(
        claim=entry.claim,
        first_published_at=first.first() or entry.published_at,
        touched=entry.index,
        **listing_columns(entry, entry.content),
    )


def _bonds(entry: Entry) -> list[reading.Bond]:
    """What others do to the claim, and what this edition does to those that are published."""
    standing = reading.bonds([entry.claim])[entry.claim]
    told = entry.content.relations
    others = Listing.objects.in_bulk([one.claim for one in told], field_name="claim")
    own = [_bond(one, others[one.claim]) for one in told if one.claim in others]
    return [*own, *(bond for bond in standing if bond.incoming)]


def _bond(told: Relation, other: Listing) -> reading.Bond:
    neighbour = reading.Neighbour(
        id=other.claim,
        short=other.short,
        verdict=other.verdict_label,
        language=other.language,
        retracted=other.retracted,
        slug=other.slug,
    )
    on = dt.date.fromisoformat(told.on) if told.on else None
    return reading.Bond(told.type, False, on, told.reason, neighbour)
