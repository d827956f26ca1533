"""The table of claims as CSV whose cells the database makes: no row becomes an object."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import (
    Case,
    DateField,
    F,
    Func,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Expression
from django.db.models.functions import Cast, Coalesce

from core.cells import FORMULA
from record.exporting.copying import CSV, copied
from record.exporting.tables import CLAIMS, Column, claim_url
from record.exporting.writing import TOGETHER, in_lines
from record.models import Listing

NAMES = [f"cell{place}" for place in range(len(CLAIMS))]
# Moments are kept as texts too.
AS_TEXTS = {"first_published_at": "first_published_text", "published_at": "published_text"}
# As `core.cells.harmless`; only rows that are not tame are looked at, text by text.
SIGNS = ", ".join(str(ord(sign)) for sign in FORMULA)
FIRST_SIGN = {"postgresql": "ascii", "sqlite": "unicode"}
HARMLESS = {
    vendor: f"CASE WHEN {first}(ltrim(%(expressions)s, ' ''')) IN ({SIGNS}) "
    "THEN '''' || %(expressions)s ELSE %(expressions)s END"
    for vendor, first in FIRST_SIGN.items()
}


def claims_as_csv(listings: QuerySet[Listing]) -> Iterator[bytes]:
    """The rows of the table of claims, as `writing.as_csv` would write them.

    Nearly always all of them are tame: then no text is asked for it one by one.
    """
    tame = not listings.filter(tame=False).exists()
    cells = {name: _cell(column, tame) for name, column in zip(NAMES, CLAIMS, strict=True)}
    told = listings.order_by("entry_id").annotate(**cells)
    rows = told.values_list(*NAMES)
    if connection.vendor == "postgresql":
        sql, parameters = rows.query.sql_with_params()
        yield from copied(sql, list(parameters), CSV)
    else:
        yield from in_lines(rows.iterator(TOGETHER))


@contextmanager
def one_view():
    """What the queries inside see is the database at one moment; nobody who writes waits."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # A transaction of Django's would take the lock of those who write.
        _execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            _execute("ROLLBACK")


def _execute(command: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(command)


def _cell(column: Column, tame: bool) -> Expression:
    if column.name == "url":
        before, after = claim_url("\0").split("\0")
        ends = Value(before), F("claim"), Value(after)
        return Func(
            *ends, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField()
        )
    cell, field = F(column.listing), Listing._meta.get_field(column.listing)
    if column.listing in AS_TEXTS:
        return F(AS_TEXTS[column.listing])
    if isinstance(field, DateField):
        return Coalesce(Cast(cell, TextField()), Value(""), output_field=TextField())
    if tame or not column.free:
        return cell
    looked_at = Func(cell, template=HARMLESS[connection.vendor], output_field=TextField())
    return Case(When(tame=True, then=cell), default=looked_at, output_field=TextField())
