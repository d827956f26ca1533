"""What claims do to each other, with where the other one stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from record import reading
from record.freshness import Mark
from record.models import Entry, Link, Listing


@dataclass(frozen=True)
class Related:
    """A link as one of its two claims sees it."""

    bond: reading.Bond
    standing: reading.Standing


def related(bonds: dict[str, list[reading.Bond]]) -> dict[str, list[Related]]:
    """The links of each claim with the standing of the other; two queries for all."""
    others = {bond.other.id for linked in bonds.values() for bond in linked}
    listings = Listing.objects.filter(claim__in=others).only("claim", "retracted", "published_at")
    stands = {one.claim: one.standing for one in reading.with_standing(listings)}
    return {
        claim: [Related(bond, stands[bond.other.id]) for bond in linked]
        for claim, linked in bonds.items()
    }


def mark_around(claim: str) -> Mark:
    """What a claim with its links depends on: the newest entry that changed it or a neighbour.

    To be asked for before the claim is read: what is published in between is newer than its mark.
    """
    near = {claim, *_ends(claim)}
    touched = Listing.objects.filter(claim__in=near).values("touched")
    newest = Entry.objects.filter(index__in=touched).order_by("-index")
    index, moment = newest.values_list("index", "published_at").first() or (-1, None)
    return Mark(f"{claim}around{index}", moment)


def _ends(claim: str) -> Iterable[str]:
    rows = Link.objects.touching([claim]).order_by().values_list("claim", "other")
    return (end for row in rows for end in row)
