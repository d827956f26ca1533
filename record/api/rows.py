"""The rows of the list of claims, from the database's columns to JSON.

`ListingSerializer` describes them. To make a model and a serializer's fields of each took ten times
as long as to read it, and lists are what programs ask for most.
"""

from __future__ import annotations

import datetime as dt
import functools
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

import msgspec
from rest_framework.renderers import JSONRenderer

from record.filters import LARGEST_INDEX
from record.models import Listing
from record.models.listing import claim_address

# Written out, as other queries that are asked for each page: to build it takes longer than to
# answer it. Which claims they are is left to the queryset that found them.
ROWS = """
SELECT
    told.id, told.claim, told.slug, told.short, told.text, told.language, told.kind,
    told.verdict, told.verdict_label, told.claimant_name, told.basis,
    told.standing_state, told.standing_since, other.claim, other.slug, other.short,
    told.number, told.published_at, told.entry_id
FROM record_listing told LEFT JOIN record_listing other ON other.claim = told.standing_by
WHERE told.id IN ({keys})
ORDER BY told.entry_id DESC
"""


class Verdict(msgspec.Struct, gc=False):
    key: str
    label: str


class Neighbour(msgspec.Struct, gc=False):
    id: str
    url: str
    short: str


class Standing(msgspec.Struct, gc=False):
    state: str
    by: Neighbour | None
    since: dt.date | None


class Row(msgspec.Struct, gc=False):
    """One claim; its document and its relations where they were asked for."""

    id: str
    url: str
    short: str
    text: str
    language: str
    kind: str
    verdict: Verdict
    claimant: str
    basis: str
    standing: Standing
    number: int
    published_at: dt.datetime
    index: int
    document: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    relations: list | msgspec.UnsetType = msgspec.UNSET

    def only(self, fields: list[str]) -> dict:
        """These fields of it, in the order of all."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if name in fields}


class Keys(NamedTuple):
    """The query that finds the keys of some listings, and its values."""

    query: str
    values: tuple

    @classmethod
    def of(cls, listings: QuerySet[Listing]) -> Keys:
        compiler = listings.values("pk").query.get_compiler(listings.db, elide_empty=False)
        return cls(*compiler.as_sql())


def newest(listings: QuerySet[Listing], before: int, most: int) -> Keys:
    """So many of the listings before a place in the log, the newest."""
    return Keys.of(listings.filter(entry_id__lt=before).order_by("-entry_id")[:most])


def newest_of_all(before: int, most: int) -> Keys:
    """The same of all that are current: what is asked most, and compiled once."""
    query, values = _newest_of_all(most)
    return Keys(query, tuple(before if one == LARGEST_INDEX else one for one in values))


@functools.lru_cache(maxsize=256)
def _newest_of_all(most: int) -> Keys:
    return newest(Listing.objects.current(), LARGEST_INDEX, most)


def rows(keys: Keys, site: str) -> dict[int, Row]:
    """The rows by their keys, newest first, with addresses on this site; one query."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(keys=keys.query), keys.values)
        return {key: _row(site, *told) for key, *told in cursor.fetchall()}


def _row(site, claim, slug, short, text, language, kind, verdict, label, claimant, basis, *rest):
    state, since, other, other_slug, other_short, number, published_at, index = rest
    by = Neighbour(other, site + claim_address(other, other_slug), other_short) if other else None
    return Row(
        id=claim,
        url=site + claim_address(claim, slug),
        short=short,
        text=text,
        language=language,
        kind=kind,
        verdict=Verdict(verdict, label),
        claimant=claimant,
        basis=basis,
        standing=Standing(state, by, since),
        number=number,
        # SQLite gives moments in UTC without saying so.
        published_at=published_at.replace(tzinfo=dt.UTC),
        index=index,
    )


class RowRenderer(JSONRenderer):
    """The same JSON in a tenth of the time, and of rows without making dictionaries of them."""

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return msgspec.json.encode(data, enc_hook=self.encoder_class().default)
