"""What two people made of one row: what only one of them touched is theirs, the rest is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms
from django.db import models

from core import histories
from core.histories import Beside, Change
from core.models import Revision
from core.revisions import as_state, changed_names, plain


@dataclass
class Meeting:
    """A form that was read at `version`, and what others have saved since."""

    form: forms.ModelForm
    version: int
    row: models.Model = field(init=False)

    def __post_init__(self):
        self.row = type(self.form.instance)._default_manager.get(pk=self.form.instance.pk)

    @cached_property
    def revisions(self) -> list[Revision]:
        """What others saved since it was read, oldest first; each change makes one version."""
        missed = max(self.row.version - self.version, 0)
        return list(Revision.objects.of(self.row).order_by("-pk")[:missed])[::-1]

    @cached_property
    def before(self) -> dict[str, Any]:
        """What the row was when it was read."""
        return (as_state(self.revisions[0].before) if self.revisions else None) or {}

    @cached_property
    def now(self) -> dict[str, Any]:
        return (as_state(self.revisions[-1].after) if self.revisions else None) or {}

    @cached_property
    def changed(self) -> set[str]:
        """The columns and parts that others changed."""
        return set(changed_names(self.before, self.now))

    @property
    def only_fields(self) -> bool:
        """Whether all of that stands in this form, so that it can be decided here."""
        columns = {self._column(name) for name in self._names()}
        return bool(self.revisions) and self.changed <= columns

    def untouched(self) -> dict[str, str]:
        """What others saved in fields that this person left as they were, by their names."""
        return {
            name: self._shown(name, self.now)
            for name in self._theirs()
            if not self._differs(name, self.before)
        }

    def beside(self) -> list[Beside]:
        """The fields that both changed, and not to the same."""
        both = [
            name
            for name in self._theirs()
            if self._differs(name, self.before) and self._differs(name, self.now)
        ]
        who = ", ".join(dict.fromkeys(each.actor_name for each in self.revisions))
        return [
            Beside(name, change, self._shown(name, self.now), self.form[name].value() or "", who)
            for name in both
            for change in self._from_theirs_to_mine(name)
        ]

    def _from_theirs_to_mine(self, name: str) -> list[Change]:
        column = self._column(name)
        theirs, mine = {column: self.now.get(column)}, {column: self._typed(name)}
        return histories.changes(self.row, theirs, mine)

    def _names(self) -> list[str]:
        """The fields of the form that are columns of the row."""
        columns = {each.name for each in self.row._meta.concrete_fields}
        return [name for name in self.form.fields if name in columns]

    def _theirs(self) -> list[str]:
        return [name for name in self._names() if self._column(name) in self.changed]

    def _column(self, name: str) -> str:
        return self.row._meta.get_field(name).attname

    def _value(self, name: str, state: dict) -> Any:
        column = self.row._meta.get_field(name)
        value = state.get(column.attname)
        return value if column.is_relation or value is None else column.to_python(value)

    def _shown(self, name: str, state: dict) -> Any:
        """A value as a form sends it."""
        value = self._value(name, state)
        return "" if value is None else plain(value)

    def _differs(self, name: str, state: dict) -> bool:
        """Whether what was typed is something else than this state says."""
        return self.form.fields[name].has_changed(self._value(name, state), self.form[name].data)

    def _typed(self, name: str) -> Any:
        """What was typed, as a revision would keep it; where it makes no sense as it is, and of
        another row nothing.
        """
        is_relation = self.row._meta.get_field(name).is_relation
        typed = None if is_relation else self.form[name].data
        value = self.form.cleaned_data.get(name, typed)
        return value.pk if isinstance(value, models.Model) else plain(value)
