"""The history of the desk: one append-only row for each change, with before and after."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction

from core.bulk import new
from core.canonical import canonical
from core.models import Revision, User

# So many revisions are written with one statement.
ROWS = 500
# What enters new rows of one model: `in_batches`, or `bulk.enter` where there are very many.
Enter = Callable[[list[models.Model]], object]


def plain(value: Any) -> Any:
    """A column's value as canonical JSON holds it."""
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return value


def columns(row: models.Model, *leave_out: str) -> dict[str, Any]:
    """The row's own columns, by name, as plain values."""
    return {
        field.attname: plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.attname not in leave_out
    }


def state_of(row: models.Model) -> dict[str, Any]:
    """What a revision keeps of a row: its `revision_state()` where it has one, else its columns.

    Never its version, which counts the changes and is none.
    """
    describe = getattr(row, "revision_state", None)
    return describe() if describe else columns(row, "version")


def record(
    row: models.Model, *, by: User, before: dict | None, after: dict | None, reason: str = ""
) -> Revision | None:
    """Keep one change; None where nothing has changed."""
    if before == after:
        return None
    kept = Revision(**_told(row, by=by, before=before, after=after, reason=reason))
    kept.save(force_insert=True)
    return kept


def in_batches(rows: list[models.Model]) -> None:
    """Enter new rows of one model, in a few statements for all."""
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=ROWS)


def record_new(
    entered: Iterable[tuple[models.Model, dict]], *, by: User, enter: Enter = in_batches
) -> None:
    """Keep that rows were entered, each with what it is; in a few statements for all."""
    enter([new(Revision, **_told(row, by=by, before=None, after=after)) for row, after in entered])


def _told(
    row: models.Model, *, by: User, before: dict | None, after: dict | None, reason: str = ""
) -> dict[str, Any]:
    """The columns of the revision."""
    created, deleted = before is None, after is None
    action = Revision.Action.CREATED if created else Revision.Action.CHANGED
    return {
        "model": row._meta.label_lower,
        "key": str(row.pk),
        "label": str(row),
        "action": Revision.Action.DELETED if deleted else action,
        "before": "" if created else canonical(before).decode(),
        "after": "" if deleted else canonical(after).decode(),
        "actor": by,
        "actor_name": by.get_username(),
        "reason": reason,
    }


class Overtaken(Exception):
    """Somebody else saved the row since it was read; `revision` is that change, where known."""

    def __init__(self, row: models.Model):
        self.revision = Revision.objects.of(row).last()
        who = f"{self.revision.actor_name} " if self.revision else "Somebody "
        when = f" at {self.revision.at:%H:%M} UTC" if self.revision else ""
        super().__init__(
            f"{who}saved this{when}, after you had opened it: {self._told(row)} changed. "
            "Nothing of yours was saved. Open it again beside this page."
        )

    def _told(self, row: models.Model) -> str:
        labels = {field.attname: str(field.verbose_name) for field in row._meta.concrete_fields}
        return ", ".join(labels.get(name, name) for name in self.changed) or "it"

    @property
    def changed(self) -> list[str]:
        """The names of what that change touched."""
        if not self.revision:
            return []
        return changed_names(as_state(self.revision.before), as_state(self.revision.after))


@contextmanager
def revising(
    row: models.Model, *, by: User, version: int | None = None, reason: str = ""
) -> Iterator[None]:
    """Keep what the block changes of this row; one transaction with the change itself.

    Each change takes the row's next version. Give the one that was read: raises Overtaken where
    somebody was faster, before anything of the block is written.
    """
    with transaction.atomic():
        stored = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
        before = state_of(stored) if stored else None
        read = getattr(stored, "version", None)
        if read is not None:
            read = read if version is None else version
            _move_version(row, read, read + 1)
        yield
        fresh = type(row)._default_manager.get(pk=row.pk)
        kept = record(row, by=by, before=before, after=state_of(fresh), reason=reason)
        if read is not None and not kept:
            _move_version(row, read + 1, read)


def _move_version(row: models.Model, read: int, to: int) -> None:
    same = type(row)._default_manager.filter(pk=row.pk, version=read)
    if not same.update(version=to):
        raise Overtaken(row)
    row.version = to


def changed_names(before: dict | None, after: dict | None) -> list[str]:
    """The names of the columns and parts in which two states differ, without the version."""
    before, after = before or {}, after or {}
    names = dict.fromkeys([*before, *after])
    return [name for name in names if name != "version" and before.get(name) != after.get(name)]


def delete(row: models.Model, *, by: User, reason: str = "") -> None:
    """Remove a row and keep what it was."""
    with transaction.atomic():
        record(row, by=by, before=state_of(row), after=None, reason=reason)
        row.delete()


def as_state(text: str) -> dict[str, Any] | None:
    """The stored state of a revision as a value again."""
    return json.loads(text) if text else None
