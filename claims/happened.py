"""What has happened to a claim: who did what, when, why, with what it said before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import Truncator

from claims.errors import Stale
from claims.models import Claim, Event, Topic, Verdict
from core.differing import REMOVED, Run, runs
from core.fields import with_plain_line_ends
from core.models import Revision
from core.revisions import as_state
from record.difference import Change, compare, label
from sources.models import Passage, Statement

TEXTS = ("text", "short", "place", "state", "finding", "explanation", "waiver", "notice")
PARTS = ("appearances", "evidence", "relations")
NAMED = {"verdict_id": Verdict, "statement_id": Statement, "other_id": Claim}
LISTED = {"topics": Topic, "passages": Passage}


LOOK_AT_BOTH = (
    "Nothing is saved yet. Put into the form what is to stand, tick “I have looked at both” above, "
    "and save again."
)
COPY_FROM_IT = (
    "Nothing of yours is saved. What you typed still stands below: open the claim in another tab, "
    "and put there what you need of it."
)


@dataclass(frozen=True)
class Act:
    """One event, with what its revisions changed."""

    event: Event
    changes: list[Change] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)

    @property
    def left(self) -> Revision | None:
        """The revision that says what the claim was after it, where it changed the claim."""
        return self.revisions[-1] if self.revisions else None

    @property
    def labels(self) -> str:
        places = dict.fromkeys(change.where for change in self.changes)
        return ", ".join(where[:1].lower() + where[1:] for where in places)


def acts(claim: Claim, *, after_version: int = 0) -> list[Act]:
    """All acts on a claim since a version, newest first; seven queries at the most."""
    events = list(claim.events.filter(version__gt=after_version).order_by("pk"))
    found = [Act(event) for event in events]
    revisions = list(Revision.objects.of(claim).filter(at__gte=events[0].at)) if events else []
    states = [[as_state(each.before) or {}, as_state(each.after) or {}] for each in revisions]
    names = _names([state for pair in states for state in pair])
    for revision, pair in zip(revisions, states, strict=True):
        # A revision is written in its event's transaction, after the event.
        act = [one for one in found if one.event.at <= revision.at][-1]
        act.changes.extend(compare(*(_of_claim(state, names) for state in pair)))
        act.revisions.append(revision)
    return found[::-1]


def between(before: dict, after: dict) -> list[Change]:
    """What differs between two states of a claim, with names for keys."""
    names = _names([before, after])
    return compare(_of_claim(before, names), _of_claim(after, names))


def since(claim: Claim, version: int, *, may_go_on: bool) -> list[str]:
    """Why a form read at this version cannot be saved: who did what, and to which fields; and what
    to do, which depends on whether it can be saved over once both were looked at.
    """
    others = acts(claim, after_version=version)
    what_to_do = LOOK_AT_BOTH if may_go_on else COPY_FROM_IT
    return [Stale(Claim(pk=claim.pk, version=version)).who, *map(_told, others), what_to_do]


@dataclass(frozen=True)
class Beside:
    """One text of a claim as a colleague saved it, beside what somebody else typed meanwhile."""

    name: str
    label: str
    theirs: str
    mine: str
    by: str

    @property
    def runs(self) -> tuple[Run, ...]:
        """From what the colleague saved to what was typed."""
        return runs(self.theirs, self.mine)


def beside(claim: Claim, version: int, typed: Callable[[str], str]) -> list[Beside]:
    """The texts in which others saved one thing since a version, and another was typed."""
    since = acts(claim, after_version=version)
    by = ", ".join(dict.fromkeys(act.event.actor_name for act in since))
    read, found = _read_then(since), []
    for name in TEXTS:
        theirs, mine = with_plain_line_ends(getattr(claim, name)), with_plain_line_ends(typed(name))
        if len({with_plain_line_ends(read.get(name, theirs)), theirs, mine}) == 3:
            verbose = str(Claim._meta.get_field(name).verbose_name)
            found.append(Beside(name, verbose.capitalize(), theirs, mine, by))
    return found


def untouched(claim: Claim, version: int, typed: Callable[[str], str]) -> dict[str, str]:
    """What others saved since a version in texts that were left as they were read, by name."""
    read = _read_then(acts(claim, after_version=version))
    return {
        name: getattr(claim, name)
        for name in TEXTS
        if name in read
        and with_plain_line_ends(typed(name))
        == with_plain_line_ends(read[name])
        != with_plain_line_ends(getattr(claim, name))
    }


def _read_then(since: list[Act]) -> dict[str, Any]:
    """What the claim was before these acts, the newest first; nothing where none changed it."""
    revisions = [revision for act in reversed(since) for revision in act.revisions]
    return (as_state(revisions[0].before) if revisions else None) or {}


def only_texts(claim: Claim, version: int) -> bool:
    """Whether the claim is open, and others changed nothing since a version but texts."""
    shown = {label(name).capitalize() for name in TEXTS}
    since = acts(claim, after_version=version)
    return claim.is_open and all(change.where in shown for act in since for change in act.changes)


def _told(act: Act) -> str:
    event = act.event
    touched = f", and changed: {act.labels}" if act.changes else ""
    touched += "".join(f". {change.where}: {_now(change)}" for change in act.changes)
    why = f" (“{event.reason}”)" if event.reason else ""
    verb = event.get_verb_display().lower()
    return f"{event.actor_name}: {verb}{why} at {event.at:%H:%M} UTC{touched}."


def _now(change: Change) -> str:
    """What stands there now, for somebody whose own text was not saved."""
    text = "".join(run.text for run in change.runs if run.kind != REMOVED).strip()
    return f"“{Truncator(text).chars(300)}”" if text else "nothing any more"


def _names(states: list[dict]) -> Callable[[type, int], str]:
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


def _of_claim(state: dict, names: Callable[[type, int], str]) -> dict[str, Any]:
    return _named({k: v for k, v in state.items() if k not in ("id", "public_id")}, names)


def _named(state: dict, names: Callable[[type, int], str]) -> dict[str, Any]:
    """A state with names for keys, and without what is empty."""
    return {
        name: _told_value(name, value, names)
        for name, value in state.items()
        if value not in (None, "", [])
    }


def _told_value(name: str, value: Any, names: Callable[[type, int], str]) -> Any:
    if name in PARTS:
        return [_named(row, names) for row in value]
    if name in NAMED:
        return names(NAMED[name], value)
    if name in LISTED:
        return [names(LISTED[name], key) for key in value]
    return value
