"""The log itself as NDJSON: an entry a line, with the very bytes that were hashed.

On PostgreSQL the entries are streamed by the database (COPY).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from psycopg import Copy

from record.exporting.copying import BINARY, copied
from record.exporting.scope import COPIED, FEW, Scope
from record.models import Entry

LINE = '{"index":%d,"leaf":"%s","document":%s}\n'
STRETCH = (
    'SELECT "index", leaf, data FROM record_entry '
    'WHERE "index" > %s AND "index" <= %s ORDER BY "index"'
)


def whole(scope: Scope) -> Iterator[bytes]:
    """Every entry up to the head, earlier editions and notices too."""
    copies = connection.vendor == "postgresql"
    for above, up_to in scope.pages(COPIED if copies else FEW):
        if copies:
            yield from copied(STRETCH, [above, up_to], BINARY, _copied_lines)
        else:
            entries = Entry.objects.filter(index__gt=above, index__lte=up_to).order_by("index")
            yield _lines(entries.values_list("index", "leaf", "data"))


def _copied_lines(copy: Copy) -> Iterator[bytes]:
    """The text is taken as bytes: what is handed on need not be read."""
    copy.set_types(["int8", "bytea", "bytea"])
    line = LINE.encode()
    return (line % row for row in copy.rows())


def documents(scope: Scope) -> Iterator[bytes]:
    """The editions of a scope, whole."""
    for batch in scope.batches():
        yield _lines((entry.index, entry.leaf, entry.data) for entry in batch)


def _lines(rows) -> bytes:
    return "".join(LINE % row for row in rows).encode()
