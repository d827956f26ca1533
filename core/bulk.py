"""Make and enter very many new rows of one table, in a fraction of the time of `bulk_create`.

What the model says of its columns holds, and so do constraints and guards: PostgreSQL takes them by
COPY, SQLite many with each statement. Their keys are given out before, so rows that refer to others
can be made while these are still being written.
"""

from __future__ import annotations

import functools
import secrets
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from copy import deepcopy
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, Error, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState
from django.utils import timezone

from core.ids import ALPHABET, LENGTH

Row = TypeVar("Row", bound=models.Model)

# Columns that take a value as it stands on the row.
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)
# So many values SQLite gets with one statement. After each it writes its indexes of words out: with
# a statement for each row it would write six times as much.
VALUES = 2_000
# So much of its file SQLite keeps (negative: in kB), and so many pages are written before they go
# to where they belong.
ROOM = {"cache_size": -16_000, "wal_autocheckpoint": 10_000}
# The sequence is looked up once, not for each key.
NEXT_KEYS = """
WITH one AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS sequence)
SELECT nextval(sequence) FROM one, generate_series(1, %s)
"""
# Of bytes, as many mean one letter as another; the last few, which would not come out even, none.
EVEN = 256 - 256 % len(ALPHABET)
LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
UNEVEN = bytes(range(EVEN, 256))


def learn_sizes(*filled: type[models.Model]) -> None:
    """Let PostgreSQL see how far the tables of these models have grown: it counts late by itself,
    and guards, who look at each row, keep to plans for tables as they were.

    Of these it looks at keys alone: what it knows of other columns, and when it looks at them,
    stays. Without any model it looks at all that there is.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        told = ", ".join(f"{_quoted(each._meta.db_table)} ({_keys(each)})" for each in filled)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {told}")


@contextmanager
def roomy() -> Iterator[None]:
    """In this block SQLite keeps more of its file in memory and writes it back in larger parts:
    random keys lie all over a large index. PostgreSQL has room of its own.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ROOM}
    _set_pragmas(connection, ROOM)
    try:
        yield
    finally:
        with suppress(Error):  # a connection that broke is followed by one that has its own again
            _set_pragmas(connection, before)


def _set_pragmas(connection: BaseDatabaseWrapper, values: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        for name, value in values.items():
            cursor.execute(f"PRAGMA {name} = {value}")


def _keys(model: type[models.Model]) -> str:
    fields = model._meta.concrete_fields
    return ", ".join(
        _quoted(each.column) for each in fields if each.primary_key or each.is_relation
    )


def new(model: type[Row], /, **told: Any) -> Row:
    """A row that is to be entered: what `model(**told)` makes, in a tenth of the time. No signal
    tells of it, and its public id is left blank.

    Raises TypeError for a name that is neither a column of the model nor a relation that it has.
    """
    return _blank(model).filled(told)


def enter(rows: Sequence[models.Model]) -> None:
    """Enter new rows of one model, all or none; those that they refer to were entered before.

    Each then has its key, and a public id where that was left blank.
    """
    if not rows:
        return
    table, connection = _table(type(rows[0])), connections[DEFAULT_DB_ALIAS]
    with transaction.atomic(savepoint=False):
        writer = _beside.get() or _Here(connection)
        table.fill_in(rows, writer.next_keys(table, len(rows)))
        writer.write(table, table.values(rows, connection))
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@contextmanager
def beside() -> Iterator[None]:
    """What is entered in this block of a transaction is written while the block goes on, in order.

    Whatever else the block asks of the database waits until that is done, and so does its end. It
    is there, or at the end, that what is wrong with a row is raised. Rows of a model of which some
    are entered in this way are not entered in another one in the same block. Raises
    TransactionManagementError outside a transaction, and in a block of the same kind.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if not connection.in_atomic_block or _beside.get():
        raise transaction.TransactionManagementError("One block at a time, in a transaction.")
    with ThreadPoolExecutor(1) as thread:
        writer = _Beside(connection, thread)
        before = _beside.set(writer)
        try:
            with connection.execute_wrapper(writer.before):
                yield
                writer.settle()
        finally:
            _beside.reset(before)
            thread.shutdown(cancel_futures=True)
        _usual.update(writer.used)


def public_ids(count: int) -> Iterator[str]:
    """So many new public ids, as `core.ids` makes each; drawn at once."""
    letters = b""
    while len(letters) < count * LENGTH:
        letters += secrets.token_bytes(count * LENGTH).translate(LETTERS, UNEVEN)
    starts = range(0, count * LENGTH, LENGTH)
    return (letters[start : start + LENGTH].decode() for start in starts)


class _Blank:
    """What the rows of one model are before anything is told of them."""

    def __init__(self, model: type[models.Model]):
        fields = {field.attname: field for field in _written(model)}
        made = {name for name, field in fields.items() if _is_made(field)} - {"public_id"}
        self.model = model
        self.columns = {name: fields[name].get_default() for name in fields.keys() - made}
        self.made = [(name, fields[name].get_default) for name in made]
        self.related = {field.name: name for name, field in fields.items() if field.is_relation}
        if "public_id" in fields:
            self.columns["public_id"] = ""
        self.width = len(fields) + len(["_state"])

    def filled(self, told: dict[str, Any]) -> models.Model:
        row, state = self.model.__new__(self.model), ModelState()
        columns = row.__dict__
        columns["_state"] = state
        columns.update(self.columns)
        for name, make in self.made:
            columns[name] = make()
        for name in self.related.keys() & told.keys():
            other = state.fields_cache[name] = told.pop(name)
            told[self.related[name]] = other and other.pk
        columns.update(told)
        if len(columns) > self.width:
            unknown = columns.keys() - self.columns.keys() - dict(self.made).keys() - {"_state"}
            raise TypeError(f"{self.model.__name__} has no {', '.join(sorted(unknown))}.")
        return row


class _Table:
    """How the rows of one model become what its table takes."""

    def __init__(self, model: type[models.Model]):
        fields = _written(model)
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
        into = f"{_quoted(self.name)} ({', '.join(map(_quoted, self.columns))})"
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
            cursor.execute(NEXT_KEYS, [_quoted(self.name), self.key, count])
            return [key for (key,) in cursor.fetchall()]


class _Here:
    """Writes rows at once."""

    def __init__(self, connection: BaseDatabaseWrapper):
        self.connection = connection

    def next_keys(self, table: _Table, count: int) -> Sequence[int]:
        return table.next_keys(count, self.connection)

    def write(self, table: _Table, rows: list[list[Any]]) -> None:
        with self.connection.wrap_database_errors:
            table.write(rows, self.connection)


class _Beside:
    """Writes rows by a thread, one batch after the other.

    Keys come from the database, which would have to be waited for. So as many as were used in the
    block before are there from the beginning, and some more.
    """

    def __init__(self, connection: BaseDatabaseWrapper, thread: ThreadPoolExecutor):
        self.connection, self.thread = connection, thread
        self.under_way: deque[Future[None]] = deque()
        self.refused: Exception | None = None
        self.used: Counter[_Table] = Counter()
        self.keys = {
            table: table.next_keys(count + count // 8, connection)
            for table, count in _usual.items()
        }

    def next_keys(self, table: _Table, count: int) -> Sequence[int]:
        keys = self.keys.get(table, ())
        if len(keys) < count:
            keys = table.next_keys(count, self.connection)
        self.keys[table] = keys[count:]
        self.used[table] += count
        return keys[:count]

    def write(self, table: _Table, rows: list[list[Any]]) -> None:
        self.under_way.append(self.thread.submit(table.write, rows, self.connection))

    def before(self, execute: Callable, *told: Any) -> Any:
        """Let what was entered be written before anything else is asked."""
        self.settle()
        return execute(*told)

    def settle(self) -> None:
        """Wait until all is written. Raises what the database says to the first that it refuses,
        and from then on each time: the block cannot go on as though nothing were missing.
        """
        try:
            while self.under_way and not self.refused:
                with self.connection.wrap_database_errors:
                    self.under_way.popleft().result()
        except Exception as error:
            self.refused = error
        if self.refused:
            raise self.refused


def _quoted(name: str) -> str:
    """A name of ours, as both engines take it."""
    return f'"{name}"'


def _written(model: type[models.Model]) -> list[models.Field]:
    """All columns but those that the database fills in."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def _is_plain(field: models.Field) -> bool:
    return isinstance(field, PLAIN)


def _is_made(field: models.Field) -> bool:
    return field.has_default() and callable(field.default)


def _is_moment(field: models.Field) -> bool:
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)


_blank, _table = functools.cache(_Blank), functools.cache(_Table)
_beside: ContextVar[_Beside | None] = ContextVar("beside", default=None)
# How many rows of a table were entered in the last block of `beside`.
_usual: dict[_Table, int] = {}
