"""Enter very many new rows of one table at once, in a fraction of the time of `bulk_create`.

What the model says of its columns holds, and so do constraints and guards: PostgreSQL takes them by
COPY, SQLite many with each statement. Their keys are given out before.
"""

from __future__ import annotations

import functools
import secrets
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from core.ids import ALPHABET, LENGTH

# Columns that take a value as it stands on the row.
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)
# So many values SQLite gets with one statement. After each it writes its indexes of words out: with
# a statement for each row it would write six times as much.
VALUES = 2_000
# Of bytes, as many mean one letter as another; the last few, which would not come out even, none.
EVEN = 256 - 256 % len(ALPHABET)
LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
UNEVEN = bytes(range(EVEN, 256))


def learn_sizes(*filled: type[models.Model]) -> None:
    """Let PostgreSQL see how far the tables of these models have grown, or all: it counts late by
    itself, and guards, who look at each row, keep to plans for tables as they were.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(each._meta.db_table) for each in filled)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def enter(rows: Sequence[models.Model]) -> None:
    """Enter new rows of one model, all or none; those that they refer to were entered before.

    Each then has its key, and a public id where that was left blank.
    """
    if not rows:
        return
    table, connection = _table(type(rows[0])), connections[DEFAULT_DB_ALIAS]
    with transaction.atomic(savepoint=False):
        table.fill_in(rows, connection)
        table.write(rows, connection)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def public_ids(count: int) -> Iterator[str]:
    """So many new public ids, as `core.ids` makes each; drawn at once."""
    letters = b""
    while len(letters) < count * LENGTH:
        letters += secrets.token_bytes(count * LENGTH).translate(LETTERS, UNEVEN)
    starts = range(0, count * LENGTH, LENGTH)
    return (letters[start : start + LENGTH].decode() for start in starts)


class _Table:
    """How the rows of one model become what its table takes."""

    def __init__(self, model: type[models.Model]):
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        self.name, self.key = model._meta.db_table, model._meta.pk.column
        self.columns = [field.column for field in fields]
        self.told = attrgetter(*(field.attname for field in fields))
        self.is_public = "public_id" in self.columns
        self.moments = [field.attname for field in fields if _is_moment(field)]
        self.prepared = [
            (place, field.get_db_prep_save)
            for place, field in enumerate(fields)
            if not isinstance(field, PLAIN)
        ]

    def fill_in(self, rows: Sequence[models.Model], connection: BaseDatabaseWrapper) -> None:
        """What each row is to be told: its key, its public id, the moment."""
        moments = dict.fromkeys(self.moments, timezone.now())
        for row, key in zip(rows, self._next_keys(len(rows), connection), strict=True):
            row.pk = key
            row.__dict__.update(moments)
        nameless = [row for row in rows if self.is_public and not row.public_id]
        for row, name in zip(nameless, public_ids(len(nameless)), strict=True):
            row.public_id = name

    def write(self, rows: Sequence[models.Model], connection: BaseDatabaseWrapper) -> None:
        quote = connection.ops.quote_name
        into = f"{quote(self.name)} ({', '.join(map(quote, self.columns))})"
        values = (self._values(row, connection) for row in rows)
        with connection.cursor() as cursor, connection.wrap_database_errors:
            if connection.vendor == "postgresql":
                _copy(cursor, into, values)
            else:
                _insert(cursor, into, values, len(self.columns))

    def _values(self, row: models.Model, connection: BaseDatabaseWrapper) -> list[Any]:
        values = list(self.told(row))
        for place, prepare in self.prepared:
            if values[place] is not None:
                values[place] = prepare(values[place], connection)
        return values

    def _next_keys(self, count: int, connection: BaseDatabaseWrapper) -> Iterable[int]:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                # This transaction holds the write lock: nobody takes the keys meanwhile.
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self.name])
                (last,) = cursor.fetchone() or (0,)
                return range(last + 1, last + 1 + count)
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(self.name), self.key, count],
            )
            return [key for (key,) in cursor.fetchall()]


def _copy(cursor: CursorWrapper, into: str, rows: Iterable[list[Any]]) -> None:
    with cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _insert(cursor: CursorWrapper, into: str, rows: Iterator[list[Any]], width: int) -> None:
    places = f"({', '.join(['%s'] * width)})"
    while some := list(islice(rows, VALUES // width)):
        told = ", ".join([places] * len(some))
        cursor.execute(f"INSERT INTO {into} VALUES {told}", list(chain(*some)))


def _is_moment(field: models.Field) -> bool:
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)


_table = functools.cache(_Table)
