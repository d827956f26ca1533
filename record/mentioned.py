"""Claims that mention a subject, found soon whether few do or very many."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from record import search
from record.models import Listing, Mention

# To put so many in order takes some tens of milliseconds; of what more mention, some are near.
FEW = 5_000


def mentioning(listings: QuerySet[Listing], public_id: str, *roles: str) -> QuerySet[Listing]:
    """Those of the listings that mention a subject, in any of these roles; one small query.

    Where few do, they are looked up by their keys. Where many do, each listing is asked in its
    turn: the newest are then found after a few, and only for a rare subject would that take long.
    """
    mentions = Mention.objects.filter(subject__public_id=public_id).order_by()
    if roles:
        mentions = mentions.filter(role__in=roles)
    keys = set(mentions.values_list("listing_id", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        return search.those_of(listings, sorted(keys))
    return listings.filter(Exists(mentions.filter(listing=OuterRef("pk"))))
