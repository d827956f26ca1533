"""The claims as a schema.org DataFeed of ClaimReview."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import msgspec

from record import reading
from record.addresses import whole
from record.claimreview import claim_review, newsroom
from record.exporting.scope import Scope
from record.models import Entry, Listing
from record.schema import instant

encode = msgspec.json.encode


def of_reviews(scope: Scope) -> Iterator[bytes]:
    """One object; an item for each claim that has a ClaimReview, in the order of the log."""
    about = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "name": "Claims and verdicts",
        "url": whole("/api/v1/export/claims.jsonld"),
        "publisher": newsroom(),
    }
    yield encode(about)[:-1] + b',"dataFeedElement":['
    before = b"\n"
    for batch in scope.batches():
        items = [encode(item) for item in _items(batch)]
        if items:
            yield before + b",\n".join(items)
            before = b",\n"
    yield b"\n]}\n"


def _items(batch: list[Entry]) -> Iterator[dict[str, Any]]:
    claims = [entry.claim for entry in batch]
    listings = Listing.objects.defer("words").in_bulk(claims, field_name="claim")
    corrections = _corrections(claims)
    for listing in reading.with_standing(listings.values()):
        listings[listing.claim] = listing
    for entry in batch:
        listing = listings[entry.claim]
        review = claim_review(
            entry.published,
            path=listing.get_absolute_url(),
            first_published=listing.first_published_at,
            standing=listing.standing,
            history=[note for note in corrections[entry.claim] if note.entry.index <= entry.index],
        )
        if review:
            modified = instant(entry.published_at)
            yield {"@type": "DataFeedItem", "dateModified": modified, "item": [review]}


def _corrections(claims: list[str]) -> dict[str, list[reading.Note]]:
    """The editions by which these claims were corrected, the newest first."""
    kinds = Entry.EditionKind.CORRECTION
    found: dict[str, list[reading.Note]] = defaultdict(list)
    entries = Entry.objects.editions().filter(claim__in=claims, edition_kind=kinds)
    for entry in entries.order_by("-index"):
        found[entry.claim].append(reading.note_of(entry))
    return found
