"""A list of values as a query of its own: however long it is, it is one parameter of the statement.

`pk__in=[…]` of hundreds of keys takes longer to write out than the database takes to answer it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connections
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL


def among(values: Iterable, using: str = "default", kind: str = "bigint") -> RawSQL:
    """For `field__in`; the values are of one kind, text or bigint."""
    if connections[using].vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(values))])
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [list(values)])


def one_of(column: str, values: Iterable, using: str = "default", kind: str = "bigint") -> RawSQL:
    """For `filter`, where there may be as many values as rows: whether a column holds one of them.

    Joined with so many, PostgreSQL goes by what it last counted; of rows that are newer than that
    it takes there to be none, and compares each with every value.
    """
    if connections[using].vendor == "sqlite":
        told, given = f"{column} IN (SELECT value FROM json_each(%s))", json.dumps(list(values))
    else:
        told, given = f"{column} = ANY(%s::{kind}[])", list(values)
    return RawSQL(told, [given], output_field=BooleanField())
