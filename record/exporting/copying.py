"""Rows that PostgreSQL writes down by itself, with COPY: no row passes through Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connection

from psycopg import Copy

# So much is handed on at once.
PIECE = 1 << 18
# As the database holds them: it looks at no character of what it writes.
BINARY = "WITH (FORMAT binary)"
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
