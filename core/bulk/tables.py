"""Rows of one model as what its table takes."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from copy import deepcopy
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from core.bulk.rows import public_ids, written

# Columns that take a value as it stands on the row.
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)
# So many values SQLite gets with one statement. After each it writes its indexes of words out: with
# a statement for each row it would write six times as much.
VALUES = 2_000
# The sequence is looked up once, not for each key.
NEXT_KEYS = """
WITH one AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence)
SELECT nextval(sequence) FROM one, generate_series(1, %s)
"""


class Table:
    """How the rows of one model become what its table takes."""

    def __init__(self, model: type[models.Model]):
        fields = written(model)
        self.name, self.key = model._meta.db_table, model._meta.pk.column
        self.columns = [field.column for field in fields]
        self.told = attrgetter(*(field.attname for field in fields))
        self.is_public = "public_id" in self.columns
        self.related = [(field.name, field.attname) for field in fields if field.is_relation]
        self.moments = [field.attname for field in fields if _is_moment(field)]
        places = [(place, field) for place, field in enumerate(fields) if not _is_plain(field)]
        self.days = [each for each in places if isinstance(each[1], models.DateField)]
        self.others = [each for each in places if each not in self.days]

    def fill_in(self, rows: Sequence[models.Model], keys: Iterable[int]) -> None:
        """What each row is to be told: its key, its public id, the moment; and the keys of rows
        that had none yet when it was made to refer to them.
        """
        moments = dict.fromkeys(self.moments, timezone.now())
        for row, key in zip(rows, keys, strict=True):
            row.pk = key
            row.__dict__.update(moments)
            known = row._state.fields_cache
            for name, column in self.related if known else ():
                if row.__dict__[column] is None and known.get(name) is not None:
                    row.__dict__[column] = known[name].pk  # and it goes on to be known
        nameless = [row for row in rows if self.is_public and not row.public_id]
        for row, name in zip(nameless, public_ids(len(nameless)), strict=True):
            row.public_id = name

    def values(
        self, rows: Sequence[models.Model], connection: BaseDatabaseWrapper
    ) -> list[list[Any]]:
        """What the database takes for each row, as the row is now."""
        every = [list(self.told(row)) for row in rows]
        for place, field in self.days:  # there are few, and each is told often
            days = {values[place] for values in every}
            taken = {day: field.get_db_prep_save(day, connection) for day in days}
            for values in every:
                values[place] = taken[values[place]]
        for place, field in self.others:
            for values in every:
                if values[place] is not None:
                    values[place] = field.get_db_prep_save(deepcopy(values[place]), connection)
        return every

    def write(self, rows: list[list[Any]], connection: BaseDatabaseWrapper) -> None:
        """By the driver itself, which is told of nothing else meanwhile."""
        into = f"{quoted(self.name)} ({', '.join(map(quoted, self.columns))})"
        if connection.vendor == "postgresql":
            cursor = connection.connection.cursor()
            with cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            width = len(self.columns)
            for start in range(0, len(rows), VALUES // width):
                if not connection.connection.in_transaction:
                    raise transaction.TransactionManagementError("It was rolled back meanwhile.")
                some = rows[start : start + VALUES // width]
                places = ", ".join([f"({', '.join('?' * width)})"] * len(some))
                insert = f"INSERT INTO {into} VALUES {places}"
                connection.connection.execute(insert, list(chain(*some)))

    def next_keys(self, count: int, connection: BaseDatabaseWrapper) -> Sequence[int]:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                # This transaction holds the write lock: nobody takes the keys meanwhile.
                cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self.name])
                (last,) = cursor.fetchone() or (0,)
                return range(last + 1, last + 1 + count)
            cursor.execute(NEXT_KEYS, [quoted(self.name), self.key, count])
            return [key for (key,) in cursor.fetchall()]


def quoted(name: str) -> str:
    """A name of ours, as both engines take it."""
    return f'"{name}"'


def _is_plain(field: models.Field) -> bool:
    return isinstance(field, PLAIN)


def _is_moment(field: models.Field) -> bool:
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)


table_of = functools.cache(Table)
