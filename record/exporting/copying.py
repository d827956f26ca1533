"""Rows that PostgreSQL writes down by itself, with COPY: no row passes through Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    F,
    Func,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Expression
from django.db.models.functions import Cast, Coalesce

from psycopg import Copy

from core.cells import FORMULA
from record.exporting.tables import CLAIMS, Column, claim_url
from record.models import Listing

# So much is handed on at once.
PIECE = 1 << 18
# As the database holds them: it looks at no character of what it writes.
BINARY = "WITH (FORMAT binary)"
MOMENT = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
# As `core.cells.harmless`; only rows that are not tame are looked at, text by text.
SIGNS = ", ".join(str(ord(sign)) for sign in FORMULA)
HARMLESS = (
    f"CASE WHEN ascii(ltrim(%(expressions)s, ' ''')) IN ({SIGNS}) "
    "THEN '''' || %(expressions)s ELSE %(expressions)s END"
)
# No cell is null, so an empty one is never quoted.
CSV = "WITH (FORMAT csv, NULL E'\\x01')"


def copied(
    sql: str,
    parameters: list[Any],
    how: str,
    lines: Callable[[Copy], Iterable[bytes]] = iter,
) -> Iterator[bytes]:
    """What COPY writes of a query, handed on while the database writes the rest; `lines` makes
    lines of it where they are not written as such.
    """
    connection.ensure_connection()
    command = f"COPY ({sql}) TO STDOUT {how}"
    with connection.connection.cursor() as cursor, cursor.copy(command, parameters) as copy:
        piece, size = [], 0
        for line in lines(copy):
            piece.append(line)
            size += len(line)
            if size > PIECE:
                yield b"".join(piece)
                piece, size = [], 0
    yield b"".join(piece)


def claims_as_csv(listings: QuerySet[Listing]) -> Iterator[bytes]:
    """The rows of the table of claims, as `writing.as_csv` would write them."""
    told = listings.order_by("entry_id").annotate(
        **{f"cell{place}": _cell(column) for place, column in enumerate(CLAIMS)}
    )
    names = [f"cell{place}" for place in range(len(CLAIMS))]
    sql, parameters = told.values_list(*names).query.sql_with_params()
    return copied(sql, list(parameters), CSV)


@contextmanager
def one_view():
    """What the queries inside see is the database at one moment."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _cell(column: Column) -> Expression:
    if column.name == "url":
        before, after = claim_url("\0").split("\0")
        ends = Value(before), F("claim"), Value(after)
        return Func(
            *ends, template="(%(expressions)s)", arg_joiner=" || ", output_field=TextField()
        )
    cell, field = F(column.listing), Listing._meta.get_field(column.listing)
    if isinstance(field, DateTimeField):
        return Func(cell, template=MOMENT, output_field=TextField())
    if isinstance(field, DateField):
        return Coalesce(Cast(cell, TextField()), Value(""), output_field=TextField())
    if not column.free:
        return cell
    looked_at = Func(cell, template=HARMLESS, output_field=TextField())
    return Case(When(tame=True, then=cell), default=looked_at, output_field=TextField())
