"""A list of values as a query of its own: however long it is, it is one parameter of the statement.

`pk__in=[…]` of hundreds of keys takes longer to write out than the database takes to answer it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connections
from django.db.models.expressions import RawSQL


def among(values: Iterable, using: str = "default", kind: str = "bigint") -> RawSQL:
    """For `field__in`; the values are of one kind, text or bigint."""
    if connections[using].vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(values))])
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [list(values)])
