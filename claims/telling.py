"""Tell people what concerns them: which act of which verb, whom, and in which words.

An act is told of once it is committed, so that nobody hears of what did not happen; and a mail
server that fails breaks nothing: what it would not take goes out with the next digest.

A new verb is told of by one more `Occasion` in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from claims import mails
from claims.models import Claim, Event, Memo, Preference, Remark, Verb, When
from claims.steps import CONTRIBUTING, EDIT, PUBLISH, REVIEW
from core.dates import in_full
from core.models import User

SEEN_BY = "claims.view_claim"
# The memos of an act on many claims, which go out as one mail to each person.
_together: ContextVar[list[Memo] | None] = ContextVar("together", default=None)


@dataclass(frozen=True)
class Occasion:
    """One thing that people are told of.

    verb: the act that is told of; None for what the daily look round finds, and for a remark.
    remark: the kind of remark that is told of.
    people: whom it concerns. The person who acted is never told.
    told: the sentence, of {actor}, {claim} and {why}. needs: who is offered to be told at all.
    """

    about: str
    label: str
    told: str
    people: Callable[[Claim, Event | None], Iterable[User]]
    verb: Verb | None = None
    when: When = When.DAILY
    needs: tuple[str, ...] = (EDIT,)
    page: str = "change"
    remark: str = ""

    def concerned(self, people: Iterable[int]) -> set[int]:
        """Those of the people who may see claims, and have the part in which it matters."""
        seeing, *parts = (_holding(each, people) for each in (SEEN_BY, *self.needs))
        return seeing & set().union(*parts)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What the look round finds, it finds once a day."""
        return [
            each for each in When.choices if self.verb or self.remark or each[0] != When.AT_ONCE
        ]


def assignee(claim: Claim, event: Event | None) -> list[User]:
    return [claim.assignee] if claim.assignee else []


def authors(claim: Claim, event: Event | None) -> list[User]:
    """Whoever worked on the edition that this act was about, and whom the claim was handed to."""
    editions = claim.events.filter(verb=Verb.PUBLISH).order_by("pk")
    about = event or editions.last()
    before = editions.filter(pk__lt=about.pk).last() if about else None
    hands = claim.events.filter(verb__in=CONTRIBUTING, pk__gt=before.pk if before else 0)
    hands = hands.filter(pk__lte=about.pk) if about else hands
    return [*User.objects.filter(pk__in=hands.values("actor")), *assignee(claim, event)]


def everybody_who(permission: str) -> Callable[[Claim, Event | None], Iterable[User]]:
    def people(claim: Claim, event: Event | None) -> Iterable[User]:
        own = {person.pk for person in authors(claim, event)}
        return [each for each in User.objects.with_perm(permission) if each.pk not in own]

    return people


OCCASIONS = (
    Occasion(
        "assigned",
        "A claim is handed to you",
        "{actor} handed you “{claim}”{wanted}.",
        assignee,
        Verb.ASSIGN,
        When.AT_ONCE,
        needs=(EDIT, REVIEW),
    ),
    Occasion(
        "returned",
        "A claim of yours is returned",
        "{actor} returned “{claim}”: {why}",
        authors,
        Verb.REQUEST_CHANGES,
        When.AT_ONCE,
    ),
    Occasion(
        "asked",
        "A question on a claim of yours",
        "{actor} asks about “{claim}”: {why}",
        authors,
        remark=Remark.Kind.QUESTION,
        when=When.AT_ONCE,
    ),
    Occasion(
        "answered",
        "An answer to a question of yours",
        "{actor} answers about “{claim}”: {why}",
        assignee,
        remark=Remark.Kind.ANSWER,
        when=When.AT_ONCE,
        needs=(EDIT, REVIEW),
        page="review",
    ),
    Occasion(
        "approved",
        "A claim of yours is approved",
        "{actor} approved “{claim}”.",
        authors,
        Verb.APPROVE,
    ),
    Occasion(
        "published",
        "A claim of yours is published",
        "{actor} published “{claim}”.",
        authors,
        Verb.PUBLISH,
    ),
    Occasion(
        "to_review",
        "A claim waits for a reviewer",
        "{actor} submitted “{claim}” for review.",
        everybody_who(REVIEW),
        Verb.SUBMIT,
        needs=(REVIEW,),
        page="review",
    ),
    Occasion(
        "to_publish",
        "A claim waits to be published",
        "{actor} approved “{claim}”; it can be published.",
        everybody_who(PUBLISH),
        Verb.APPROVE,
        needs=(PUBLISH,),
    ),
    Occasion(
        "differs",
        "A live page of yours says something else than the desk",
        "The live page of “{claim}” differs from the desk. {why}",
        authors,
    ),
    Occasion(
        "late",
        "A claim of yours is overdue",
        "“{claim}” was wanted by {why}.",
        authors,
    ),
    Occasion(
        "due",
        "A claim of yours is due to be checked again",
        "“{claim}” was to be checked again on {why}.",
        authors,
    ),
)
BY_NAME = {occasion.about: occasion for occasion in OCCASIONS}


def after(event: Event) -> None:
    """Tell of this act when it is committed; whatever fails then does not touch the act."""
    if any(occasion.verb == event.verb for occasion in OCCASIONS):
        transaction.on_commit(partial(tell, event.pk), robust=True)


def after_remark(remark: Remark) -> None:
    """The same for what was said about a claim."""
    if any(occasion.remark == remark.kind for occasion in OCCASIONS):
        transaction.on_commit(partial(tell_remark, remark.pk), robust=True)


def tell_remark(key: int) -> list[Memo]:
    """Write a memo to whom a remark concerns: an answer concerns whoever asked."""
    remark = Remark.objects.select_related("claim__assignee", "about__actor").get(pk=key)
    memos = []
    for occasion in OCCASIONS:
        if occasion.remark == remark.kind:
            people = [remark.about.actor] if remark.about else occasion.people(remark.claim, None)
            told = occasion.told.format(
                actor=remark.actor_name, claim=remark.claim, why=remark.text
            )
            others = [each for each in people if each.pk != remark.actor_id]
            memos += write(occasion, remark.claim, others, told, occasion_of=f"remark {key}")
    _mail_at_once(memos)
    return memos


def tell(key: int) -> list[Memo]:
    """Write a memo to everybody whom an act concerns; mail those who want it at once."""
    event = Event.objects.select_related("claim__assignee", "actor").get(pk=key)
    memos = []
    for occasion in OCCASIONS:
        if occasion.verb == event.verb:
            memos += _of_an_act(occasion, event)
    _mail_at_once(memos)
    return memos


def _of_an_act(occasion: Occasion, event: Event) -> list[Memo]:
    claim = event.claim
    day = f", wanted by {in_full(claim.wanted_by)}" if claim.wanted_by else ""
    told = occasion.told.format(actor=event.actor_name, claim=claim, why=event.reason, wanted=day)
    people = [each for each in occasion.people(claim, event) if each.pk != event.actor_id]
    return write(occasion, claim, people, told, occasion_of=f"event {event.pk}", event=event)


def write(
    occasion: Occasion,
    claim: Claim,
    people: Iterable[User],
    told: str,
    *,
    occasion_of: str,
    event: Event | None = None,
) -> list[Memo]:
    """One memo to each of these who may see the claim, has an address and wants to be told."""
    reached = {person.pk: person for person in people if person.email}
    concerned = occasion.concerned(reached) if reached else set()
    whens = when_of(occasion, concerned)
    memos = []
    for key, person in reached.items():
        if whens.get(key, When.NEVER) == When.NEVER:
            continue
        memo, is_new = Memo.objects.get_or_create(
            to=person,
            about=occasion.about,
            claim=claim,
            occasion=occasion_of,
            defaults={"told": told, "event": event},
        )
        if is_new:
            memo.when = whens[key]
            memos.append(memo)
    return memos


def when_of(occasion: Occasion, people: Iterable[int]) -> dict[int, str]:
    """When each of these wants to be told of it."""
    people = list(people)
    chosen = Preference.objects.filter(person__in=people, about=occasion.about)
    return dict.fromkeys(people, occasion.when) | dict(chosen.values_list("person", "when"))


def still_wanted(memo: Memo) -> bool:
    """Whether whom it is written to may still see the claim, and still wants to be told."""
    occasion = BY_NAME.get(memo.about)
    if occasion is None or not occasion.concerned([memo.to_id]):
        return False
    return when_of(occasion, [memo.to_id])[memo.to_id] != When.NEVER


def _holding(permission: str, people: Iterable[int]) -> set[int]:
    found = User.objects.with_perm(permission).filter(pk__in=list(people), is_staff=True)
    return set(found.values_list("pk", flat=True))


@contextmanager
def together() -> Iterator[None]:
    """Send what is told at once inside the block as one mail to each person, at its end."""
    memos: list[Memo] = []
    token = _together.set(memos)
    try:
        yield
    finally:
        _together.reset(token)
        _mail(memos)


def _mail_at_once(memos: list[Memo]) -> None:
    at_once = [memo for memo in memos if memo.when == When.AT_ONCE]
    waiting = _together.get()
    if waiting is None:
        _mail(at_once)
    else:
        waiting.extend(at_once)


def _mail(memos: list[Memo]) -> None:
    for person in dict.fromkeys(memo.to for memo in memos):
        mails.send(person, [memo for memo in memos if memo.to == person])
