"""The verbs: each checks who and from where, changes, and writes an Event, in one transaction.

Nothing else assigns a status. Every verb takes the claim as its caller read it; the event that it
writes takes the next version of the claim, which the database gives out once, and the status moves
by one compare-and-swap. So of two people who decide at the same moment exactly one succeeds, and
the other is told who was first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum

from django.db import IntegrityError, transaction
from django.db.models import Max

from claims import contributors, telling
from claims.checklist import Line, lines_of
from claims.document import approved_digest, compose, content_of, scale, verdict_of
from claims.errors import (
    Incomplete,
    NothingToPublish,
    NotPermitted,
    NotRead,
    ReasonNeeded,
    Stale,
    StepNotAllowed,
    TwoPeopleNeeded,
    Unapproved,
)
from claims.models import Claim, EditionKind, Event, Status, Verb
from claims.restoring import OF_THE_EDITION, restore, state_at
from claims.steps import EDIT, PUBLISH, REVIEW, STEPS
from core.dates import in_full
from core.models import Revision, User
from core.revisions import as_state, record, state_of
from record import ledger, schema


class Kept(Enum):
    """For what stays as it is where nothing is given."""

    KEPT = "kept"


KEPT = Kept.KEPT


@contextmanager
def creating(claim: Claim, *, by: User) -> Iterator[Event]:
    """Enter a new claim as a draft of this person's; its parts are added inside the block."""
    _permit(by, "claims.add_claim", "enter a claim")
    with transaction.atomic():
        claim.save(force_insert=True)
        yield _step(claim, Verb.CREATE, by=by)
        after = state_of(Claim.objects.get(pk=claim.pk))
        _refuse_unpermitted_waiver(by, "", after["waiver"])
        record(claim, by=by, before=None, after=after)


def create(claim: Claim, *, by: User) -> Event:
    """Enter a new claim that has no parts yet."""
    with creating(claim, by=by) as event:
        return event


@contextmanager
def revising(claim: Claim, *, by: User, reason: str = "") -> Iterator[Event]:
    """Change a claim or its parts inside the block; whatever was approved is approved no more.

    `claim.version` is the version that was read: raises Stale where somebody was faster.
    """
    _begin(claim, Verb.REVISE, by=by, permission=EDIT, act="change a claim")
    with transaction.atomic():
        before = state_of(Claim.objects.get(pk=claim.pk))
        event = _step(claim, Verb.REVISE, by=by, reason=reason)
        yield event
        after = state_of(Claim.objects.get(pk=claim.pk))
        _refuse_unpermitted_waiver(by, before["waiver"], after["waiver"])
        record(claim, by=by, before=before, after=after, reason=reason)


def bring_back(claim: Claim, *, by: User, to: Revision) -> Event:
    """Make an open claim what it was after one of its revisions; its coming edition stays."""
    state = as_state(to.after)
    if state is None:
        raise StepNotAllowed("There is nothing to bring back from there.")
    reason = f"Brought back as it was on {to.at:%d %B %Y at %H:%M} UTC."
    with revising(claim, by=by, reason=reason) as event:
        _restore(claim, state | {name: getattr(claim, name) for name in OF_THE_EDITION})
    return event


def submit(claim: Claim, *, by: User) -> Event:
    """Ask for review; raises Incomplete with the lines of the checklist that block that."""
    _begin(claim, Verb.SUBMIT, by=by, permission=EDIT, act="submit a claim")
    whole = Claim.objects.whole(claim)
    _refuse_incomplete(line for line in lines_of(whole) if line.blocks_submit)
    content = content_of(whole)
    _refuse_more_than_an_edit(whole, content)
    return _step(claim, Verb.SUBMIT, by=by, digest=_digest(whole, content))


@transaction.atomic
def submit_again(claim: Claim, *, by: User) -> Event:
    """Ask for review anew where an approval is void, though the claim's own words are unchanged.

    Whoever asks vouches for what it rests on now, and so has a hand in it.
    """
    with revising(claim, by=by, reason="What it rests on has changed since it was approved."):
        pass
    return submit(claim, by=by)


def take_back(claim: Claim, *, by: User) -> Event:
    """Make a claim that is in review a draft again, as it stands: it was submitted too early."""
    _begin(claim, Verb.TAKE_BACK, by=by, permission=EDIT, act="take a claim back")
    return _step(claim, Verb.TAKE_BACK, by=by)


def request_changes(claim: Claim, *, by: User, reason: str) -> Event:
    """Return a claim to its editor, with the reason."""
    _begin(claim, Verb.REQUEST_CHANGES, by=by, permission=REVIEW, act="ask for changes")
    return _step(claim, Verb.REQUEST_CHANGES, by=by, reason=_reason(reason))


def approve(
    claim: Claim, *, by: User, digest: str, read: Iterable[int], override: str = ""
) -> Event:
    """Consent to exactly what was read: `digest` names it, `read` the evidence seen in context.

    Nobody approves what they contributed to; an override needs its own permission, granted by
    name, and a reason, which the log and the edition show.
    """
    _begin(claim, Verb.APPROVE, by=by, permission=REVIEW, act="approve a claim")
    whole = Claim.objects.whole(claim)
    _refuse_incomplete(lines_of(whole))
    content = content_of(whole)
    if _digest(whole, content) != digest:
        raise Unapproved("The claim changed while you read it. Read it again, then decide.")
    read = sorted(set(read))
    if unread := _to_be_read(content) - set(read):
        raise NotRead(unread)
    overrides = _needs_override(claim, by, override)
    told = {"reason": override.strip(), "overrides": True} if overrides else {}
    return _step(claim, Verb.APPROVE, by=by, digest=digest, read=read, **told)


def publish(claim: Claim, *, by: User) -> Event:
    """Publish what was approved, to the letter: recomposed here and compared with the digest."""
    _begin(claim, Verb.PUBLISH, by=by, permission=PUBLISH, act="publish a claim")
    with transaction.atomic():
        ledger.locked_head()
        whole = Claim.objects.whole(claim)
        consent, content = approval_of(claim), content_of(whole)
        if consent is None or consent.digest != _digest(whole, content):
            raise Unapproved("What stands here now is not what was approved. Submit it again.")
        _refuse_incomplete(lines_of(whole))
        authors = contributors.bylines(claim)
        retracting = whole.edition_kind == EditionKind.RETRACTION
        event = _step(
            claim,
            Verb.PUBLISH,
            by=by,
            to=Status.RETRACTED if retracting else Status.PUBLISHED,
            digest=consent.digest,
            edition_kind=whole.edition_kind,
        )
        _append(whole, content, consent, authors)
        return event


@transaction.atomic
def approve_and_publish(
    claim: Claim, *, by: User, digest: str, read: Iterable[int], override: str = ""
) -> Event:
    """Both as one act, for a reviewer who is a publisher too."""
    ledger.locked_head()  # first, as in publish: two orders of locks would deadlock
    approve(claim, by=by, digest=digest, read=read, override=override)
    return publish(claim, by=by)


def reopen(claim: Claim, *, by: User, kind: str, reason: str) -> Event:
    """Begin the next edition; the live page is unchanged until that is published."""
    _begin(claim, Verb.REOPEN, by=by, permission=EDIT, act="reopen a claim")
    if kind not in EditionKind.values or kind == EditionKind.FIRST:
        raise StepNotAllowed("Choose what kind of edition this will be.")
    with transaction.atomic():
        before = state_of(claim)
        event = _step(claim, Verb.REOPEN, by=by, reason=_reason(reason), edition_kind=kind)
        claim.edition_kind, claim.notice = kind, ""
        claim.assignee, claim.wanted_by = None, None
        fields = ["edition_kind", "notice", "assignee", "wanted_by", "changed_at"]
        claim.save(update_fields=fields)
        record(claim, by=by, before=before, after=state_of(claim), reason=reason)
        return event


def discard(claim: Claim, *, by: User, reason: str) -> Event:
    """Give the working copy up. Where an edition stands, the desk goes back to what it says."""
    _begin(claim, Verb.DISCARD, by=by, permission=EDIT, act="discard a claim")
    last = claim.events.filter(verb=Verb.PUBLISH).last()
    with transaction.atomic():
        before = state_of(claim)
        to = Status(last.to_status) if last else Status.DISCARDED
        event = _step(claim, Verb.DISCARD, by=by, to=to, reason=_reason(reason))
        if last and (state := state_at(claim, last)):
            _restore(claim, state)
            record(claim, by=by, before=before, after=state_of(claim), reason=reason)
        return event


def assign(
    claim: Claim, *, by: User, to: User | None, wanted_by: dt.date | None | Kept = KEPT
) -> Event:
    """Hand an open claim to somebody, or to nobody; they are to be done with it by that day."""
    permission = EDIT if by.has_perm(EDIT) else REVIEW
    _begin(claim, Verb.ASSIGN, by=by, permission=permission, act="assign a claim")
    with transaction.atomic():
        claim.wanted_by = claim.wanted_by if wanted_by is KEPT else wanted_by
        told = [f"to {to.get_username()}" if to else ""]
        told += [f"wanted by {in_full(claim.wanted_by)}" if claim.wanted_by else ""]
        event = _step(claim, Verb.ASSIGN, by=by, reason=", ".join(filter(None, told)))
        claim.assignee = to
        claim.save(update_fields=["assignee", "wanted_by"])
        return event


def approval_of(claim: Claim) -> Event | None:
    """The approval that stands: the last act, but for assignments; None where it was another."""
    return approvals_of([claim.pk]).get(claim.pk)


def approvals_of(claims: Iterable[int]) -> dict[int, Event]:
    """The approvals that stand, by the keys of their claims; of those that have one."""
    acts = Event.objects.filter(claim__in=list(claims)).exclude(verb=Verb.ASSIGN).order_by()
    last = acts.values("claim").annotate(last=Max("pk")).values("last")
    standing = Event.objects.filter(pk__in=last, verb=Verb.APPROVE)
    return {event.claim_id: event for event in standing}


def differs_from_live(claim: Claim) -> bool:
    """Whether the live page says something else than the desk would now."""
    live = ledger.current(claim.public_id)
    return live is not None and live.content != compose(claim)


# Any one of these is enough for the act; for pages, which ask before they offer it.
NEEDED = {
    Verb.CREATE: ["claims.add_claim"],
    Verb.REVISE: [EDIT],
    Verb.SUBMIT: [EDIT],
    Verb.TAKE_BACK: [EDIT],
    Verb.REOPEN: [EDIT],
    Verb.DISCARD: [EDIT],
    Verb.REQUEST_CHANGES: [REVIEW],
    Verb.APPROVE: [REVIEW],
    Verb.PUBLISH: [PUBLISH],
    Verb.ASSIGN: [EDIT, REVIEW],
}


def may_ever(verb: Verb, by: User) -> bool:
    """Whether a person may do this to any claim at all."""
    return by.is_active and any(by.has_perm(permission) for permission in NEEDED[verb])


def may(verb: Verb, claim: Claim, by: User) -> bool:
    """Whether a person may do this to the claim now; for pages, which then offer it or not."""
    return claim.status in STEPS[verb] and may_ever(verb, by)


def _step(claim: Claim, verb: Verb, *, by: User, to: Status | None = None, **told) -> Event:
    """Move a claim one step: the event takes the next version, then the status follows.

    Raises StepNotAllowed where no step leads on from the status that was read, Stale where the
    claim has moved since. Afterwards `claim` is as it stands.
    """
    _refuse_out_of_step(claim, verb, to)
    before = Status(claim.status)
    to = to or STEPS[verb][before][0]
    version = claim.version + 1
    try:
        with transaction.atomic():
            event = Event.objects.create(
                claim=claim,
                version=version,
                verb=verb,
                from_status=before,
                to_status=to,
                actor=by,
                actor_name=by.get_username(),
                **told,
            )
            moved = Claim.objects.filter(pk=claim.pk, version=claim.version, status=before)
            if not moved.update(status=to, version=version):
                raise Stale(claim)
    except IntegrityError:
        if Claim.objects.filter(pk=claim.pk, version=claim.version, status=before).exists():
            raise  # not a race: a guard has refused this act
        raise Stale(claim) from None
    claim.status, claim.version = to, version
    telling.after(event)
    return event


def _begin(claim: Claim, verb: Verb, *, by: User, permission: str, act: str) -> None:
    """Refuse at once whom, and from where, the verb does not serve; costs one small query."""
    _permit(by, permission, act)
    now = Claim.objects.only("version", "status").get(pk=claim.pk)
    if now.version != claim.version:
        raise Stale(claim)
    claim.status = now.status
    _refuse_out_of_step(claim, verb)


def _refuse_out_of_step(claim: Claim, verb: Verb, to: Status | None = None) -> None:
    before = Status(claim.status)
    if before not in STEPS[verb] or (to and to not in STEPS[verb][before]):
        raise StepNotAllowed(f"“{verb.label}” does not follow from “{before.label}”.")


def _permit(by: User, permission: str, act: str) -> None:
    if not (by.is_active and by.has_perm(permission)):
        raise NotPermitted(act)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeeded("Give a reason.")
    return reason.strip()


def _digest(whole: Claim, content: schema.Content) -> str:
    return approved_digest(whole.edition_kind, whole.notice, content)


def _to_be_read(content: schema.Content) -> set[int]:
    """The evidence that counts; where none does, all that is shown: the verdict rests on that."""
    counted = {piece.number for piece in content.evidence if piece.counted}
    return counted or {piece.number for piece in content.evidence}


def _refuse_incomplete(lines: Iterable[Line]) -> None:
    if unmet := [line for line in lines if not line.met]:
        raise Incomplete(unmet)


def _refuse_more_than_an_edit(whole: Claim, content: schema.Content) -> None:
    """Say early what the ledger would refuse: an edit that changes more than spelling and style."""
    live = ledger.current(whole.public_id)
    if live is None or whole.edition_kind != EditionKind.EDIT:
        return
    if changed := ledger.changed_substance(live.content, content):
        raise NothingToPublish(
            f"An edit is for spelling and style; this changes {', '.join(changed)}. "
            "Choose another kind of edition, or undo the change."
        )


def _refuse_unpermitted_waiver(by: User, before: str, after: str) -> None:
    if after and before != after and not by.has_perm("claims.waive_sourcing"):
        raise NotPermitted("waive the sourcing line")


def _needs_override(claim: Claim, by: User, override: str) -> bool:
    """Whether this approval overrides the rule of two people; raises where it may not."""
    if by.pk not in contributors.of(claim):
        return False
    if not override.strip():
        raise TwoPeopleNeeded("You contributed to this claim; somebody else has to approve it.")
    if not contributors.may_override(by):
        raise NotPermitted("approve a claim that they contributed to")
    return True


def _restore(claim: Claim, state: dict) -> None:
    try:
        with transaction.atomic():
            restore(claim, state)
    except IntegrityError as error:
        raise StepNotAllowed(
            "The claim cannot go back to that: something else has changed since. "
            f"{str(error).splitlines()[0]} Correct the claim by hand instead."
        ) from error


def _append(
    claim: Claim, content: schema.Content, consent: Event, authors: tuple[str, ...]
) -> None:
    verdicts = scale()
    now_stands = [verdict_of(verdict, verdicts) for verdict in verdicts]
    new = [] if ledger.current_scale() == now_stands else [ledger.NewScale(now_stands)]
    approval = schema.Approval(
        digest=consent.digest,
        at=schema.instant(consent.at),
        byline=consent.actor.byline or "Reviewer",
        override=consent.reason if consent.overrides else "",
    )
    edition = ledger.NewEdition(content, claim.edition_kind, claim.notice, approval, authors)
    try:
        ledger.append([*new, edition])
    except ledger.CannotAppend as error:
        raise NothingToPublish(str(error)) from error
