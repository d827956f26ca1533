"""The rows of the seeds by their keys, and which of them this run has made."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from claims.seeding.people import People
from core.revisions import revising

Row = TypeVar("Row", bound=Model)


class Shelf:
    """What has been loaded so far. Keys are those of the seeds, never the database's."""

    def __init__(self, people: People):
        self.people = people
        self.editions = 0
        self._rows: dict[tuple[type[Model], str], Model] = {}
        self._new: set[tuple[type[Model], str]] = set()

    def get(self, model: type[Row], key: str) -> Row:
        """The row of that key; raises LookupError where the seeds have none."""
        if (model, key) not in self._rows:
            raise LookupError(f"There is no {model._meta.verbose_name} “{key}”.")
        return self._rows[model, key]

    def is_new(self, model: type[Model], key: str) -> bool:
        """Whether this run has made it; what stood already is left as it is."""
        return (model, key) in self._new

    def put(self, key: str, row: Model, *, new: bool) -> None:
        self._rows[type(row), key] = row
        if new:
            self._new.add((type(row), key))

    def put_unless_there(self, key: str, row: Model, there: QuerySet) -> None:
        """Keep the row that stands already, else save this one, with its first revision."""
        standing = there.first()
        if standing is None:
            with revising(row, by=self.people.editor):
                row.full_clean()
                row.save(force_insert=True)
        self.put(key, standing or row, new=standing is None)

    def made(self, model: type[Model]) -> int:
        return sum(each is model for each, _ in self._new)

    def found(self, model: type[Model]) -> int:
        return sum(each is model for each, _ in self._rows) - self.made(model)
