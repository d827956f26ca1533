"""New rows of the desk, very many at once, each with the history that it would have alone."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from django.db.models import Model

from core import bulk
from core.models import User
from core.revisions import record_new


def add(rows: Iterable[Model], *, by: User) -> None:
    """Enter rows of one model, and keep that they were entered."""
    rows = list(rows)
    bulk.enter(rows)
    record(((row, columns(row, "version")) for row in rows), by=by)


def record(entered: Iterable[tuple[Model, dict]], *, by: User) -> None:
    """Keep that rows were entered, each with what it is."""
    record_new(entered, by=by, enter=bulk.enter)


def columns(row: Model, *leave_out: str) -> dict[str, Any]:
    """The row's columns as revisions keep them."""
    names, values = _columns_of(type(row), leave_out)
    return dict(zip(names, map(_plain, values(row)), strict=True))


@functools.cache
def _columns_of(model: type[Model], leave_out: tuple[str, ...]) -> tuple[list[str], attrgetter]:
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields if field.attname not in leave_out]
    return names, attrgetter(*names)


def _plain(value: Any) -> Any:
    """A value as canonical JSON holds it; a choice as the bare text that it is."""
    kind = type(value)
    if kind is str or kind is int or value is None:
        return value
    if isinstance(value, str):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else value
