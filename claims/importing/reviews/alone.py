"""One run at a time: two that read the same file would each enter what the other has not yet.

PostgreSQL keeps a lock for it, SQLite a second file beside the database. Both let go of it when
the run ends, however it ends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from django.db import InterfaceError, OperationalError, connection

LOCK = "hashtext('claims_importing_reviews')"


class Busy(Exception):
    """Reviews are being brought in already."""

    def __init__(self):
        super().__init__(
            "Reviews are being brought in already, by another run. Begin again when it has ended: "
            "what came in by then is known."
        )


@contextmanager
def alone() -> Iterator[None]:
    """Bring reviews in inside this block; raises Busy while another run does."""
    with _in_postgresql() if connection.vendor == "postgresql" else _in_a_file():
        yield


@contextmanager
def _in_postgresql() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({LOCK})")
        if not cursor.fetchone()[0]:
            raise Busy
    try:
        yield
    finally:
        # A connection that broke has let go of it.
        with suppress(InterfaceError, OperationalError), connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_unlock({LOCK})")


@contextmanager
def _in_a_file() -> Iterator[None]:
    """The write lock of an empty database, which goes when its process does."""
    place = f"{connection.settings_dict['NAME']}-importing"
    with closing(sqlite3.connect(place, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise Busy from None
        yield
