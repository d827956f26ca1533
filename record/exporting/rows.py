"""The rows of a table in an export, one after another, in memory that does not grow with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.db.models import Exists, Max, Min, OuterRef

import msgspec

from record import reading
from record.exporting import tables
from record.exporting.past import PastStandings
from record.exporting.scope import MANY, Scope, listing_of
from record.exporting.tables import CLAIMS, Table, claim_row, claim_url
from record.exporting.told import Row, statements_in
from record.models import Citation, Entry, Listing, Mention
from record.models import Subject as Named
from record.projection import named_in, standing_columns

URL = tables.TABLES["claims"].names.index("url")
LISTED = [column.listing or "claim" for column in CLAIMS]


def rows(table: Table, scope: Scope) -> Iterator[Row]:
    """Every row of a table that this scope holds, in the order of the log; what one edition tells
    of several statements, sources and the like, in the order of their ids.
    """
    if table.name == "claims":
        return _past_claims(scope) if scope.past else _claims(scope)
    if table.subject and scope.past:
        return _gathered(
            scope.after, (_subjects_of(table, entry) for entry in scope.from_the_start())
        )
    if table.subject:
        return _subjects(table, scope)
    if table.once:
        return _statements(table, scope)
    editions = scope.entries() if table.every is None else scope.every_edition(*table.every)
    return (row for entry in editions for row in table.rows(entry))


def _claims(scope: Scope) -> Iterator[Row]:
    for above, up_to in scope.pages(MANY):
        yield from claims_between(scope, above, up_to)


def claims_between(scope: Scope, above: int, up_to: int) -> list[Row]:
    """The claims whose editions lie in one stretch of the log."""
    listed = scope.listings().filter(entry_id__gt=above, entry_id__lte=up_to)
    found = [_with_url(row) for row in listed.order_by("entry_id").values_list(*LISTED)]
    told = {row[-1] for row in found}
    moved = [entry for entry in scope.moved_between(above, up_to) if entry.index not in told]
    return sorted([*found, *moved_rows(moved)], key=lambda row: row[-1]) if moved else found


def _with_url(row: Row) -> Row:
    return (*row[:URL], claim_url(row[0]), *row[URL + 1 :])


def moved_rows(entries: list[Entry]) -> list[Row]:
    """Rows of claims that have a newer edition; where they stand is told as of now."""
    listings = Listing.objects.in_bulk([entry.claim for entry in entries], field_name="claim")
    return [
        claim_row(
            listing_of(
                entry,
                listings[entry.claim].first_published_at,
                standing_columns_of(listings[entry.claim]),
            )
        )
        for entry in entries
    ]


def standing_columns_of(listing: Listing) -> dict:
    return {name: getattr(listing, name) for name in standing_columns(reading.Standing())}


def _past_claims(scope: Scope) -> Iterator[Row]:
    standings = PastStandings(scope.size)
    for entries in scope.batches():
        first = _first_published([entry.claim for entry in entries])
        for entry in entries:
            yield claim_row(listing_of(entry, first[entry.claim], standings.of(entry)))


def _first_published(claims: list[str]) -> dict:
    editions = Entry.objects.editions().filter(claim__in=claims).order_by()
    return dict(editions.values_list("claim").annotate(Min("published_at")))


def _subjects(table: Table, scope: Scope) -> Iterator[Row]:
    """What many editions name, as the newest of them says."""
    mentions = Mention.objects.filter(subject=OuterRef("pk"))
    if scope.filters is not None:
        mentions = mentions.filter(listing__in=scope.listings())
    elif not scope.retracted:
        mentions = mentions.filter(listing__retracted=False)
    named = Named.objects.filter(Exists(mentions), kind=table.subject.kind)
    named = named.filter(index__gt=scope.after).order_by("index", "pk")
    found = named.values_list("index", "public_id", "data").iterator(MANY)
    for _, together in groupby(found, itemgetter(0)):
        # Each database sorts letters and signs in its own way.
        for index, _, data in sorted(together, key=itemgetter(1)):
            yield table.subject.row(msgspec.convert(data, table.subject.shape), index)


def _subjects_of(table: Table, entry: Entry) -> dict[str, tuple[int, list[Row]]]:
    """The rows of what one edition names, by the id of each."""
    shape, row = table.subject.shape, table.subject.row
    return {
        public_id: (entry.index, [row(msgspec.convert(data, shape), entry.index)])
        for (kind, public_id), (_, _, data) in named_in(entry.content).items()
        if kind == table.subject.kind
    }


def _statements(table: Table, scope: Scope) -> Iterator[Row]:
    """Rows of statements, each as the newest edition that cites it has it."""
    if scope.past:
        yield from _gathered(
            scope.after, (_rows_of(table, entry) for entry in scope.from_the_start())
        )
        return
    for entries in scope.batches():
        newest = _newest({one for e in entries for one in statements_in(e.content)}, scope)
        for entry in entries:
            for statement, (index, found) in sorted(_rows_of(table, entry).items()):
                if newest[statement] == index:
                    yield from found


def _newest(statements: set[str], scope: Scope) -> dict[str, int]:
    """The newest edition of the scope that cites each of these statements: of those that stand
    still by the citations, of those that were followed since by what they say themselves.
    """
    cited = Citation.objects.filter(statement__in=statements, listing__entry_id__lt=scope.size)
    if scope.filters is not None:
        cited = cited.filter(listing__in=scope.listings())
    elif not scope.retracted:
        cited = cited.filter(listing__retracted=False)
    newest = dict(cited.order_by().values_list("statement").annotate(Max("listing__entry_id")))
    for entry in scope.moved_between(-1, scope.size - 1):
        for statement in statements & statements_in(entry.content).keys():
            newest[statement] = max(newest.get(statement, -1), entry.index)
    return newest


def _rows_of(table: Table, entry: Entry) -> dict[str, tuple[int, list[Row]]]:
    """The rows of each statement that an edition cites, by its id."""
    found: dict[str, tuple[int, list[Row]]] = {}
    for row in table.rows(entry):
        found.setdefault(row[0], (entry.index, []))[1].append(row)
    return found


def _gathered(after: int, told: Iterator[dict[str, tuple[int, list[Row]]]]) -> Iterator[Row]:
    """Of all that was told of each id the last, in the order of the log; kept on disk meanwhile."""
    behind = "SELECT rows FROM told WHERE place > ? ORDER BY place, id"
    kept = sqlite3.connect("")
    try:
        kept.execute("CREATE TABLE told (id TEXT PRIMARY KEY, place INTEGER, rows BLOB)")
        for each in told:
            new = ((id, index, msgspec.json.encode(found)) for id, (index, found) in each.items())
            kept.executemany("INSERT OR REPLACE INTO told VALUES (?, ?, ?)", new)
        for (found,) in kept.execute(behind, [after]):
            yield from map(tuple, msgspec.json.decode(found))
    finally:
        kept.close()
