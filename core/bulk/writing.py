"""Rows are entered: at once, or by a thread beside while others are made."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from core.bulk.tables import Table, table_of


def enter(rows: Sequence[models.Model]) -> None:
    """Enter new rows of one model, all or none; those that they refer to were entered before.

    Each then has its key, and a public id where that was left blank.
    """
    if not rows:
        return
    table, connection = table_of(type(rows[0])), connections[DEFAULT_DB_ALIAS]
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


class _Here:
    """Writes rows at once."""

    def __init__(self, connection: BaseDatabaseWrapper):
        self.connection = connection

    def next_keys(self, table: Table, count: int) -> Sequence[int]:
        return table.next_keys(count, self.connection)

    def write(self, table: Table, rows: list[list[Any]]) -> None:
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
        self.used: Counter[Table] = Counter()
        self.keys = {
            table: table.next_keys(count + count // 8, connection)
            for table, count in _usual.items()
        }

    def next_keys(self, table: Table, count: int) -> Sequence[int]:
        keys = self.keys.get(table, ())
        if len(keys) < count:
            keys = table.next_keys(count, self.connection)
        self.keys[table] = keys[count:]
        self.used[table] += count
        return keys[:count]

    def write(self, table: Table, rows: list[list[Any]]) -> None:
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


_beside: ContextVar[_Beside | None] = ContextVar("beside", default=None)
# How many rows of a table were entered in the last block of `beside`.
_usual: dict[Table, int] = {}
