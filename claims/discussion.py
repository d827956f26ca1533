"""What is said about a claim while it is decided: questions, wordings that a reviewer suggests, and
what the reviewer has seen to hold of each piece of evidence.

None of it is an act of the workflow and none makes a new version, so a question does not take a
claim out of the hands of whoever reads it. All of it is append-only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from claims import telling, workflow
from claims.errors import Incomplete, NotPermitted, Refused
from claims.models import Claim, Event, Remark, Tick
from claims.steps import EDIT, REVIEW
from core.differing import Run, runs
from core.models import User

# The texts of a claim for which a reviewer can suggest another wording.
WORDED = dict(Remark.Part.choices)


class NothingSaid(Refused):
    """A question, an answer or a suggestion has words."""


class Overtaken(Refused):
    """The text that a suggestion was made for stands there no more."""


@dataclass(frozen=True)
class Suggestion:
    """A wording that was suggested, with what it changes in what stands there now."""

    remark: Remark
    now: str

    @property
    def label(self) -> str:
        return WORDED[self.remark.part]

    @property
    def runs(self) -> list[Run]:
        return runs(self.now, self.remark.text)

    @property
    def overtaken(self) -> bool:
        return self.now != self.remark.before


def ask(claim: Claim, *, by: User, text: str) -> Remark:
    """Ask whoever wrote a claim; it stays where it is."""
    _permit(by, claim, "ask about a claim")
    return _say(claim, Remark.Kind.QUESTION, by, text)


def answer(question: Remark, *, by: User, text: str) -> Remark:
    """Answer a question; whoever asked is told."""
    _permit(by, question.claim, "answer a question")
    return _say(question.claim, Remark.Kind.ANSWER, by, text, about=question)


@transaction.atomic
def suggest(claim: Claim, *, by: User, wordings: dict[str, str], reason: str = "") -> Event:
    """Return a claim with other wordings for some of its texts, which its author can take."""
    standing = Claim.objects.get(pk=claim.pk)
    changed = {
        part: wording.strip().replace("\r\n", "\n")
        for part, wording in wordings.items()
        if part in WORDED and wording.strip()
    }
    changed = {part: text for part, text in changed.items() if text != getattr(standing, part)}
    if not changed:
        raise NothingSaid("Change a text to suggest another wording, or return it with a reason.")
    told = ", ".join(WORDED[part].lower() for part in changed)
    event = workflow.request_changes(
        claim, by=by, reason=f"Suggested wording: {told}.{' ' if reason else ''}{reason.strip()}"
    )
    for part, text in changed.items():
        before = getattr(standing, part)
        _say(claim, Remark.Kind.SUGGESTION, by, text, part=part, before=before)
    return event


@transaction.atomic
def take(claim: Claim, *, by: User, chosen: Iterable[int]) -> str:
    """Put the chosen wordings in place, leave the others, and send the claim back to whoever
    suggested them; what keeps it from going back is told, and then the wordings stand all the same.

    Raises Overtaken for a text that was changed meanwhile, and what `revising` raises.
    """
    open_ones = {one.remark.pk: one for one in suggestions(claim)}
    taken = [open_ones[key] for key in chosen if key in open_ones]
    if not open_ones:
        raise NothingSaid("No wording is suggested any more.")
    if late := [one.label.lower() for one in taken if one.overtaken]:
        raise Overtaken(f"Changed since it was suggested: {', '.join(late)}. Edit it by hand.")
    if taken:
        who = ", ".join(dict.fromkeys(one.remark.actor_name for one in taken))
        with workflow.revising(claim, by=by, reason=f"Took the wording of {who}."):
            worded = {one.remark.part for one in taken}
            lent = claim.short == claim.own_words and Remark.Part.SHORT not in worded
            for one in taken:
                setattr(claim, one.remark.part, one.remark.text)
            if lent and len(claim.own_words) <= Claim._meta.get_field("short").max_length:
                claim.short = claim.own_words
            claim.full_clean(exclude=["verdict"])
            claim.save()
    for key, one in open_ones.items():
        kind = Remark.Kind.TAKEN if one in taken else Remark.Kind.LEFT
        _note(claim, kind, by, about=Remark(pk=key))
    return _send_back(claim, by, to=next(iter(open_ones.values())).remark.actor)


def _send_back(claim: Claim, by: User, to: User) -> str:
    try:
        with transaction.atomic():
            workflow.submit(claim, by=by)
            if claim.assignee_id != to.pk:
                workflow.assign(claim, by=by, to=to)
    except Incomplete as lacking:
        return str(lacking)
    return ""


def suggestions(claim: Claim) -> list[Suggestion]:
    """The wordings that nobody has taken or left yet."""
    made = claim.remarks.filter(kind=Remark.Kind.SUGGESTION, replies=None)
    return [Suggestion(one, getattr(claim, one.part)) for one in made.select_related("actor")]


def remarks(claim: Claim) -> list[Remark]:
    """All that was said about a claim, each question with its answers as `said`; two queries."""
    told = list(claim.remarks.exclude(kind__in=[Remark.Kind.TAKEN, Remark.Kind.LEFT]))
    replies = claim.remarks.exclude(about=None)
    below: dict[int, list[Remark]] = {}
    for reply in replies:
        below.setdefault(reply.about_id, []).append(reply)
    for one in told:
        one.said = below.get(one.pk, [])
    return [one for one in told if one.about_id is None]


def unanswered() -> QuerySet[Remark]:
    """The questions that wait for their answer."""
    return Remark.objects.filter(kind=Remark.Kind.QUESTION, replies=None)


def open_questions(claims: Iterable[Claim]) -> dict[int, Remark]:
    """Of those of the claims on which one waits for its answer the last question, by the claim's
    key; one query.
    """
    asked = unanswered().filter(claim__in=list(claims)).order_by("pk")
    return {question.claim_id: question for question in asked}


def tick(claim: Claim, *, by: User, piece: str, what: str, holds: bool = True) -> None:
    """Keep that this person saw it hold of this piece, or takes it back; once is enough."""
    if not by.has_perm(REVIEW):
        raise NotPermitted("tick evidence as read")
    if ((piece, what) in ticked(claim, by)) != holds:
        Tick.objects.create(
            claim=claim, piece=piece, what=what, holds=holds, actor=by, actor_name=by.username
        )


def ticked(claim: Claim, by: User) -> set[tuple[str, str]]:
    """What this person has ticked, as (piece, what); one query."""
    rows = Tick.objects.filter(claim=claim, actor=by).values_list("piece", "what", "holds")
    in_force = {(piece, what): holds for piece, what, holds in rows.order_by("pk")}
    return {one for one, holds in in_force.items() if holds}


def _permit(by: User, claim: Claim, act: str) -> None:
    if not (by.has_perm(EDIT) or by.has_perm(REVIEW)):
        raise NotPermitted(act)
    if not claim.is_open:
        raise NothingSaid("Nobody has this claim in hand. Reopen it, with your reason.")


def _say(claim: Claim, kind: Remark.Kind, by: User, text: str, **told) -> Remark:
    if not text.strip():
        raise NothingSaid("Write what you want to know or say.")
    return _note(claim, kind, by, text=text.strip(), **told)


def _note(claim: Claim, kind: Remark.Kind, by: User, **told) -> Remark:
    remark = Remark.objects.create(
        claim=claim,
        kind=kind,
        version=claim.version,
        actor=by,
        actor_name=by.get_username(),
        **told,
    )
    telling.after_remark(remark)
    return remark
