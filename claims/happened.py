"""What has happened to a claim: who did what, when, why, with what it said before and after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import Truncator

from claims.errors import Stale
from claims.models import Claim, Event
from claims.states import states_in_words
from core import histories
from core.differing import REMOVED
from core.fields import with_plain_line_ends
from core.histories import Beside
from core.models import Revision
from core.revisions import as_state
from record.difference import Change, compare, label

TEXTS = ("text", "short", "place", "state", "finding", "explanation", "waiver", "notice")


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
        return "; ".join(where[:1].lower() + where[1:] for where in places)


def acts(claim: Claim, *, after_version: int = 0) -> list[Act]:
    """All acts on a claim since a version, newest first; seven queries at the most."""
    events = list(claim.events.filter(version__gt=after_version).order_by("pk"))
    found = [Act(event) for event in events]
    revisions = list(Revision.objects.of(claim).filter(at__gte=events[0].at)) if events else []
    states = [[as_state(each.before) or {}, as_state(each.after) or {}] for each in revisions]
    told = states_in_words([state for pair in states for state in pair])
    pairs = zip(told[::2], told[1::2], strict=True)
    for revision, pair in zip(revisions, pairs, strict=True):
        # A revision is written in its event's transaction, after the event.
        act = [one for one in found if one.event.at <= revision.at][-1]
        act.changes.extend(compare(*pair))
        act.revisions.append(revision)
    return found[::-1]


def between(before: dict, after: dict) -> list[Change]:
    """What differs between two states of a claim, in an editor's words."""
    return compare(*states_in_words([before, after]))


def since(claim: Claim, version: int) -> list[str]:
    """Why a form read at this version cannot be saved: who did what, and to which fields."""
    others = acts(claim, after_version=version)
    return [_told(act) for act in others] or [Stale(Claim(pk=claim.pk, version=version)).who]


def beside(claim: Claim, version: int, typed: Callable[[str], str]) -> list[Beside]:
    """The texts in which others saved one thing since a version, and another was typed."""
    since = acts(claim, after_version=version)
    by = ", ".join(dict.fromkeys(act.event.actor_name for act in since))
    read, found = _read_then(since), []
    for name in TEXTS:
        theirs, mine = with_plain_line_ends(getattr(claim, name)), with_plain_line_ends(typed(name))
        if len({with_plain_line_ends(read.get(name, theirs)), theirs, mine}) == 3:
            verbose = str(Claim._meta.get_field(name).verbose_name)
            change = histories.Change(verbose.capitalize(), theirs, mine)
            found.append(Beside(name, change, theirs, mine, by))
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
    told = f"{event.actor_name}: {verb}{why} at {event.at:%H:%M} UTC{touched}"
    return told if told.endswith((".”", "!”", "?”")) else f"{told}."


def _now(change: Change) -> str:
    """What stands there now, for somebody whose own text was not saved."""
    text = "".join(run.text for run in change.runs if run.kind != REMOVED).strip()
    return f"“{Truncator(text).chars(300)}”" if text else "nothing any more"
