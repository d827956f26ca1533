"""The history of a row as a person reads it: each name in words, before and after."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from core.dates import in_full
from core.differing import ADDED, REMOVED, Run, runs
from core.models import Revision
from core.revisions import as_state, changed_names

# What says nothing to a reader.
SILENT = {"id", "version", "created_at", "public_id"}


@dataclass(frozen=True)
class Step:
    """One change in a history: the revision, and what it changed."""

    revision: Revision
    changes: list[Change]


@dataclass(frozen=True)
class Change:
    """One name that changed, with what it said before and after."""

    label: str
    before: str
    after: str

    @property
    def runs_before(self) -> list[Run]:
        """What it said before, with the words marked that went."""
        return [run for run in self.runs if run.kind != ADDED]

    @property
    def runs_after(self) -> list[Run]:
        """What it said after, with the words marked that came."""
        return [run for run in self.runs if run.kind != REMOVED]

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """From what it said before to what it said after."""
        return runs(self.before, self.after)


@dataclass(frozen=True)
class Beside:
    """One field in which somebody else saved one thing while another was typed.

    `change` leads from theirs to what was typed, in words; `theirs` and `mine` are as a form sends
    them.
    """

    name: str
    change: Change
    theirs: str
    mine: str
    by: str

    @property
    def label(self) -> str:
        return self.change.label


def changes(row: models.Model, before: dict | None, after: dict | None) -> list[Change]:
    """What differs between two states of a row, as a person reads it."""
    names = _Names()
    for state in (before, after):
        names.note(type(row), state or {})
    names.look_up()
    return _changes(type(row), before, after, names)


def steps(revisions: list[Revision]) -> list[Step]:
    """Describe revisions, in a number of queries that does not grow with them."""
    states = [(as_state(each.before), as_state(each.after)) for each in revisions]
    kinds = [_model(each) for each in revisions]
    names = _Names()
    for model, pair in zip(kinds, states, strict=True):
        for state in pair:
            names.note(model, state or {})
    names.look_up()
    return [
        Step(revision, _changes(model, *pair, names))
        for revision, model, pair in zip(revisions, kinds, states, strict=True)
    ]


def value_in_words(field: models.Field | None, value: Any) -> str:
    """A column's plain value as people write it: a choice by its label, a day in full.

    What was typed for a day and is none, or for a choice that there is not, is told as it is.
    """
    if isinstance(field, models.DateField):
        try:
            moment = dt.datetime.fromisoformat(value)
        except (TypeError, ValueError):
            return str(value)
        at = f", {moment:%H:%M} UTC" if isinstance(field, models.DateTimeField) else ""
        return f"{in_full(moment.date())}{at}"
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))


def kind_of(revision: Revision) -> str:
    """What it is a change of: "Source", "Claim"."""
    model = _model(revision)
    return str(model._meta.verbose_name).capitalize() if model else revision.model


def _model(revision: Revision):
    try:
        return apps.get_model(revision.model)
    except LookupError:
        return None


def _changes(model, before: dict | None, after: dict | None, names: _Names) -> list[Change]:
    found = []
    for name in sorted(changed_names(before, after), key=_order(model)):
        told = [names.told(model, name, (state or {}).get(name)) for state in (before, after)]
        if name not in SILENT and any(told):
            found.append(Change(_label(model, name), *told))
    return found


def _order(model):
    """The order of a model's own columns; its parts come after them."""
    columns = [field.attname for field in model._meta.concrete_fields] if model else []
    return lambda name: columns.index(name) if name in columns else len(columns)


def field_of(model, name: str) -> models.Field | None:
    """The column that a state names; None where it is none of the model's."""
    try:
        field = model._meta.get_field(name.removesuffix("_id")) if model else None
    except FieldDoesNotExist:
        return None
    return field if getattr(field, "concrete", False) else None


def _label(model, name: str) -> str:
    """The field's label; where several intervals share a label, the name itself tells more."""
    field = field_of(model, name)
    if field is None or name.endswith(("_earliest", "_latest", "_words", "_basis", "_source")):
        return name.replace("_", " ").capitalize()
    return str(field.verbose_name).capitalize()


class _Names:
    """What rows are called that a state names by key."""

    def __init__(self):
        self.keys: dict[type, set] = defaultdict(set)
        self.rows: dict[type, dict] = {}

    def note(self, model, state: dict) -> None:
        for name, value in state.items():
            if value is not None and (related := self._related(model, name)):
                self.keys[related].add(value)

    def look_up(self) -> None:
        for model, keys in self.keys.items():
            related = [f.name for f in model._meta.fields if f.is_relation]
            self.rows[model] = model.objects.select_related(*related).in_bulk(keys)

    def told(self, model, name: str, value: Any) -> str:
        """A value in words; empty for nothing."""
        if value in (None, "", []):
            return ""
        if related := self._related(model, name):
            return str(self.rows[related].get(value) or f"#{value}")
        if isinstance(value, list):
            return "\n".join(_part(part) for part in value)
        if isinstance(value, dict):
            return _part(value)
        return value_in_words(field_of(model, name), value)

    def _related(self, model, name: str):
        field = field_of(model, name) if name.endswith("_id") else None
        return field.related_model if field is not None else None


def _part(part: Any) -> str:
    """A part of a row, such as a passage, on one line."""
    if isinstance(part, list):
        return f"{part[0]} [{part[1]}, {part[2]})" if len(part) == 3 else ", ".join(map(str, part))
    if not isinstance(part, dict):
        return str(part)
    if "exact" in part:
        return f"{part['part'].capitalize()} [{part['start']}, {part['end']}): “{part['exact']}”"
    told = {name: value for name, value in part.items() if name != "id" and value is not None}
    return ", ".join(f"{_plainly(name)} {value}" for name, value in told.items())


def _plainly(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")
