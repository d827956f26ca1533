"""What the engines are told about tables that are about to grow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DEFAULT_DB_ALIAS, Error, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from core.bulk.tables import quoted

# So much of its file SQLite keeps (negative: in kB), and so many pages are written before they go
# to where they belong.
ROOM = {"cache_size": -16_000, "wal_autocheckpoint": 10_000}


def learn_sizes(*filled: type[models.Model]) -> None:
    """Let PostgreSQL see how far the tables of these models have grown: it counts late by itself,
    and guards, who look at each row, keep to plans for tables as they were.

    Of these it looks at keys alone: what it knows of other columns, and when it looks at them,
    stays. Without any model it looks at all that there is.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        told = ", ".join(f"{quoted(each._meta.db_table)} ({_keys(each)})" for each in filled)
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
    return ", ".join(quoted(each.column) for each in fields if each.primary_key or each.is_relation)
