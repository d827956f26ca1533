"""Find claims at the desk by their words: those worked on, and those published."""

from __future__ import annotations

from functools import reduce
from operator import and_

from django.db.models import Q

from claims.models import IN_WORK, Claim
from record import search
from record.models import Listing

# Claims that are worked on are looked through, the newest of them; of the published the best.
LOOKED_THROUGH = 5_000
WORKED_ON = 200
PUBLISHED = 500
LOOKED_IN = ("short", "text", "finding")


def matching(text: str) -> list[int]:
    """Keys of the claims that answer, however many there are: the one of this public id, then
    those worked on that hold every word, the newest first, then published ones, the best first.
    """
    named = Claim.objects.filter(public_id=text.strip().lower()).values_list("pk", flat=True)
    return list(dict.fromkeys([*named, *_worked_on(text), *_published(text)]))


def _worked_on(text: str) -> list[int]:
    words = [_anywhere(word) for word in text.split()[: search.MOST_WORDS]]
    if not words:
        return []
    newest = Claim.objects.filter(status__in=IN_WORK).order_by("-changed_at", "-pk")
    looked_through = newest.values("pk")[:LOOKED_THROUGH]
    found = Claim.objects.filter(reduce(and_, words), pk__in=looked_through)
    newest = found.order_by("-changed_at", "-pk").values_list("pk", flat=True)
    return list(newest[:WORKED_ON])


def _anywhere(word: str) -> Q:
    return reduce(lambda one, name: one | Q(**{f"{name}__icontains": word}), LOOKED_IN, Q())


def _published(text: str) -> list[int]:
    asked = search.Asked.of(text)
    found = asked.among(Listing.objects.order_by(), PUBLISHED).values_list("pk", "claim")
    rows = sorted(found[:PUBLISHED], key=lambda row: -asked.score(row[0]))
    keys = dict(
        Claim.objects.filter(public_id__in=[claim for _, claim in rows]).values_list(
            "public_id", "pk"
        )
    )
    return [keys[claim] for _, claim in rows if claim in keys]
