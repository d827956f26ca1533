"""What is exported: a table, the documents or the log, in one of the forms that it has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from record.exporting import cells, feed, log, writing
from record.exporting.rows import moved_rows, rows
from record.exporting.scope import COPIED, Scope, root_at
from record.exporting.tables import ALL, TABLES, Table

CSV, LINES, JSON, FEED = "csv", "ndjson", "json", "jsonld"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    LINES: "application/x-ndjson",
    JSON: "application/json",
    FEED: "application/ld+json",
}
# What is exported beside the tables.
DOCUMENTS, LOG = "documents", "log"
FORMS = {
    **{table.name: (CSV, LINES, JSON) for table in ALL},
    "claims": (CSV, LINES, JSON, FEED),
    DOCUMENTS: (LINES,),
    LOG: (LINES,),
}


def content(name: str, form: str, scope: Scope) -> Iterator[bytes]:
    """The bytes of an export, as they are made; raises KeyError for one that there is not."""
    if form not in FORMS[name]:
        raise KeyError(form)
    if name == LOG:
        return _ended(log.whole(scope), scope, counts_retracted=False)
    if name == DOCUMENTS:
        return _ended(log.documents(scope), scope)
    table = TABLES[name]
    if form == FEED:
        return feed.of_reviews(scope)
    if form == CSV:
        return _csv(table, scope)
    told = rows(table, scope)
    if form == JSON:
        return writing.as_json(table, told)
    # A table of certain kinds of editions tells of retractions too.
    return _ended(writing.as_lines(table, told), scope, counts_retracted=not table.every)


def _ended(
    lines: Iterator[bytes], scope: Scope, *, counts_retracted: bool = True
) -> Iterator[bytes]:
    def tell() -> dict[str, Any]:
        return {
            "size": scope.size,
            "root": scope.root or root_at(scope.size),
            "after": scope.size - 1,
            "retracted_left_out": scope.left_out() if counts_retracted else 0,
        }

    return writing.ended(lines, tell)


def _csv(table: Table, scope: Scope) -> Iterator[bytes]:
    if table.name != "claims" or scope.past:
        yield from writing.as_csv(table, rows(table, scope))
        return
    yield from writing.as_csv(table, ())
    for above, up_to in scope.pages(COPIED):
        yield from _claims_in_cells(table, scope, above, up_to)


def _claims_in_cells(table: Table, scope: Scope, above: int, up_to: int) -> Iterator[bytes]:
    """One stretch of the log; between what the database writes, the claims that moved on."""
    with cells.one_view():
        for entry in [*scope.moved_between(above, up_to), None]:
            end = up_to if entry is None else entry.index - 1
            listed = scope.listings().filter(entry_id__gt=above, entry_id__lte=end)
            yield from cells.claims_as_csv(listed)
            if entry is not None:
                yield from writing.as_csv(table, moved_rows([entry]), header=False)
                above = entry.index
