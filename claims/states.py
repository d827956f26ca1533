"""The states of a claim that its revisions keep, in an editor's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claims.models import Appearance, Claim, Evidence, Relation, Topic, Verdict
from core.histories import field_of, value_in_words
from record.difference import LABELS
from sources.models import Passage, Statement

PARTS = {"appearances": Appearance, "evidence": Evidence, "relations": Relation}
NAMED = {"verdict_id": Verdict, "statement_id": Statement, "other_id": Claim}
LISTED = {"topics": Topic, "passages": Passage}
# What says nothing to a reader. The key of a part stays: it pairs the part with itself.
SILENT = ("id", "public_id")

Names = Callable[[type, int], str]


def states_in_words(states: list[dict]) -> list[dict[str, Any]]:
    """The states with names for keys, labels for choices and days as they are written, without
    what is empty; five queries at the most, however many there are.
    """
    names = _names(states)
    silenced = ({k: v for k, v in state.items() if k not in SILENT} for state in states)
    return [_told(Claim, state, names) for state in silenced]


def _names(states: list[dict]) -> Names:
    """What rows are called that the states name by their keys; one query for each model."""
    rows = [row for state in states for part in PARTS for row in state.get(part, [])]
    wanted = {
        Verdict: {state.get("verdict_id") for state in states},
        Topic: {key for state in states for key in state.get("topics", [])},
        Statement: {row.get("statement_id") for row in rows},
        Passage: {key for row in rows for key in row.get("passages", [])},
        Claim: {row.get("other_id") for row in rows},
    }
    found = {model: _look_up(model, keys - {None}) for model, keys in wanted.items()}
    return lambda model, key: found[model].get(key, f"#{key}")


def _look_up(model, keys: set[int]) -> dict[int, str]:
    rows = model.objects.filter(pk__in=keys) if keys else []
    if keys and model is Statement:
        rows = rows.select_related("speaker", "source")
    return {row.pk: f"“{row.exact}”" if model is Passage else str(row) for row in rows}


def _told(model, state: dict, names: Names) -> dict[str, Any]:
    return {
        _label(model, name): _told_value(model, name, value, names)
        for name, value in state.items()
        if value not in (None, "", [])
    }


def _told_value(model, name: str, value: Any, names: Names) -> Any:
    if name in PARTS:
        return [_told(PARTS[name], row, names) for row in value]
    if name in NAMED:
        return names(NAMED[name], value)
    if name in LISTED:
        return [names(LISTED[name], key) for key in value]
    return value_in_words(field_of(model, name), value) if isinstance(value, str) else value


def _label(model, name: str) -> str:
    """The name itself where the record has a label for it; else what the form calls it."""
    if name == "other_id":
        return "other claim"
    field = field_of(model, name)
    if name == "id" or name in LABELS or name in NAMED or field is None:
        return name
    whole = "When it holds, " if name.startswith("holds_") else ""
    return f"{whole}{field.verbose_name}"
