"""One act on many claims: each through its verb, each refused by itself, and some of it undone.

Publishing is not among them: an edition is decided one at a time, by who has read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from claims import telling, workflow
from claims.errors import Refused
from claims.models import Claim, Status, Topic, Verb
from core.models import User

MOST = 200
OTHERS_HAVE_IT = {
    Status.IN_REVIEW: "It is in review: a change would take it back from the reviewer.",
    Status.APPROVED: "It is approved: a change would void the approval.",
}


class LeftAlone(Refused):
    """Nothing would change, or something would that nobody asked for."""


@dataclass(frozen=True)
class Many:
    """An act as it is offered for many claims: what it needs, does, says and takes back."""

    verb: Verb
    label: str
    told: str
    run: Callable[..., Any]
    undo: Callable[..., Any] | None = None
    needs: str = ""
    keeps: tuple[str, ...] = ()

    def offered(self, user: User) -> bool:
        return workflow.may_ever(self.verb, user)

    def refusal(self, claim: Claim, user: User) -> str:
        """Why it will be left alone as it stands now; empty where it will be tried."""
        if claim.status in self.keeps:
            return OTHERS_HAVE_IT[Status(claim.status)]
        if not workflow.may(self.verb, claim, user):
            return f"It is “{claim.get_status_display()}”: this cannot be done to it now."
        return ""


@dataclass
class Result:
    """What was done to which claims, why the others were left alone, and what stood before."""

    done: list[Claim] = field(default_factory=list)
    skipped: list[tuple[Claim, str]] = field(default_factory=list)
    before: list[tuple[int, int, Any]] = field(default_factory=list)

    def __str__(self):
        skipped = f", {len(self.skipped)} skipped" if self.skipped else ""
        return f"{len(self.done)} done{skipped}"


def do(act: Many, claims: Iterable[Claim], *, by: User, **given) -> Result:
    """Do it to each claim as it was read: `claim.version` says which state that was."""
    with telling.together():
        return _do(act, claims, by, given)


def _do(act: Many, claims: Iterable[Claim], by: User, given: dict[str, Any]) -> Result:
    result = Result()
    for claim in claims:
        try:
            if refusal := act.refusal(claim, by):
                raise LeftAlone(refusal)
            before = act.run(claim, by=by, **given)
        except Refused as refused:
            result.skipped.append((claim, str(refused)))
        else:
            result.done.append(claim)
            result.before.append((claim.pk, claim.version, before))
    return result


def undo(act: Many, before: Iterable[tuple[int, int, Any]], *, by: User) -> Result:
    """Give each claim back what stood before, unless somebody has touched it since."""
    rows = {key: (version, value) for key, version, value in before}
    result = Result()
    with telling.together():
        for claim in Claim.objects.filter(pk__in=rows).order_by("pk"):
            claim.version, value = rows[claim.pk]
            _take_back(act, claim, by, value, result)
    return result


def _take_back(act: Many, claim: Claim, by: User, value: Any, result: Result) -> None:
    try:
        act.undo(claim, by=by, value=value)
    except Refused as refused:
        result.skipped.append((claim, str(refused)))
    else:
        result.done.append(claim)


def add_topic(claim: Claim, *, by: User, topic: Topic) -> list[int]:
    keys = _topics(claim)
    if topic.pk in keys:
        raise LeftAlone(f"It has the topic “{topic}” already.")
    return _change_topics(claim, by=by, value=[*keys, topic.pk])


def remove_topic(claim: Claim, *, by: User, topic: Topic) -> list[int]:
    keys = _topics(claim)
    if topic.pk not in keys:
        raise LeftAlone(f"It does not have the topic “{topic}”.")
    return _change_topics(claim, by=by, value=[key for key in keys if key != topic.pk])


def set_topic(claim: Claim, *, by: User, topic: Topic) -> list[int]:
    if _topics(claim) == [topic.pk]:
        raise LeftAlone(f"“{topic}” is its only topic already.")
    return _change_topics(claim, by=by, value=[topic.pk])


def assign(claim: Claim, *, by: User, to: User | None) -> int | None:
    before = claim.assignee_id
    if before == (to.pk if to else None):
        raise LeftAlone(f"It is {to}’s already." if to else "It is nobody’s already.")
    workflow.assign(claim, by=by, to=to)
    return before


def submit(claim: Claim, *, by: User) -> None:
    workflow.submit(claim, by=by)


def _topics(claim: Claim) -> list[int]:
    return list(claim.topics.order_by("pk").values_list("pk", flat=True))


def _change_topics(claim: Claim, *, by: User, value: list[int]) -> list[int]:
    before = _topics(claim)
    with workflow.revising(claim, by=by):
        claim.topics.set(Topic.objects.filter(pk__in=value))
        claim.save(update_fields=["changed_at"])
    return before


def _assign_again(claim: Claim, *, by: User, value: int | None) -> None:
    workflow.assign(claim, by=by, to=User.objects.filter(pk=value).first() if value else None)


KEPT = tuple(OTHERS_HAVE_IT)
ACTS = {
    "add-topic": Many(
        Verb.REVISE,
        "Add a topic",
        "Each claim gets this topic beside those that it has.",
        add_topic,
        _change_topics,
        "topic",
        KEPT,
    ),
    "remove-topic": Many(
        Verb.REVISE,
        "Remove a topic",
        "Each claim loses this topic and keeps its others.",
        remove_topic,
        _change_topics,
        "topic",
        KEPT,
    ),
    "set-topic": Many(
        Verb.REVISE,
        "Set the topic",
        "Each claim gets this topic instead of those that it has.",
        set_topic,
        _change_topics,
        "topic",
        KEPT,
    ),
    "hand-on": Many(
        Verb.ASSIGN,
        "Hand to somebody",
        "They appear in that person’s queue.",
        assign,
        _assign_again,
        "to",
    ),
    "submit": Many(
        Verb.SUBMIT,
        "Submit for review",
        "Each claim of which nothing is missing goes to the reviewers.",
        submit,
    ),
}
