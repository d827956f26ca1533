"""What waits for whom: the first page of the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from claims import behind, discussion, workflow
from claims.document import digests_of
from claims.hands import contributed, with_hand
from claims.models import OPEN, Claim, Event, Remark, Status, Verb
from core.dates import in_full
from core.models import User
from record.models import Listing

ROWS = 20
# Of a longer pile it is told that there are more than so many.
COUNTED = 500
# Claims in review are looked through whole, to part one's own from the others'; up to this many.
LOOKED_THROUGH = 100
# The next to be reviewed is mostly among the first; only where it is not, the rest is looked at.
FIRST = 10
A_WEEK = dt.timedelta(days=7)
NOT_COMPARED = "Not compared: {} more, behind which the last change is older."
VOID = "The approval is void: what it was given for has changed since."

ASKED = "{} asks: {}"

ROLES = (
    (
        workflow.EDIT,
        "Editor",
        "You capture sources and mark in them what was said. You write claims, choose which of "
        "these statements they rest on, and submit them. The checklist on each claim says what is "
        "still missing.",
    ),
    (
        workflow.REVIEW,
        "Reviewer",
        "You read what others wrote, each piece of evidence in its context, and approve it or "
        "return it with a reason. Nobody approves what they had a hand in.",
    ),
    (
        workflow.PUBLISH,
        "Publisher",
        "You publish what was approved. Each publication is an edition that never changes.",
    ),
    (
        "core.change_user",
        "Administrator",
        "You look after accounts, which part each of them has, and the rating scale. Claims and "
        "sources are not among it: whoever needs them gets another part beside.",
    ),
)

OWN = (
    ("returned", Status.CHANGES_REQUESTED, "Returned to you", "Nothing was returned to you."),
    (
        "drafts",
        Status.DRAFT,
        "Your drafts",
        "You have no drafts. Begin with “New claim”, or capture the source first.",
    ),
    ("submitted", Status.IN_REVIEW, "With a reviewer", "None of your claims is in review."),
)


@dataclass(frozen=True)
class Row:
    """One claim in the queue, with who acted last."""

    claim: Claim
    status: str
    last: Event | None
    note: str = ""
    to_review: bool = False
    held_by: str = ""

    @property
    def wanted(self) -> str:
        return wanted_in_words(self.claim)

    @property
    def is_late(self) -> bool:
        return is_late(self.claim)


@dataclass(frozen=True)
class Section:
    """One pile of the queue; `filter` shows all of it in the list of claims. `more` are in it than
    were counted.
    """

    key: str
    title: str
    empty: str
    claims: list[Claim]
    total: int
    filter: str = ""
    note: str = ""
    more: bool = False
    notes: dict[int, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    @property
    def counted(self) -> str:
        return f"over {self.total}" if self.more else str(self.total)

    @property
    def is_somebody_else_s(self) -> bool:
        """Whether others decide on these, so that there is nothing to take."""
        return self.key in ("asked", "submitted", "somebody-else")

    @property
    def left_off(self) -> str:
        """How many more there are than are shown; nothing where these are all."""
        left = self.total - len(self.claims)
        return f"over {left}" if self.more else str(left or "")


def roles(user: User) -> list[tuple[str, str]]:
    """The parts that this person has, each in a sentence."""
    return [(name, told) for permission, name, told in ROLES if user.has_perm(permission)]


def sections(user: User, among: QuerySet[Claim] | None = None) -> list[Section]:
    """The piles that this person works on, of these claims or of all; the number of queries does
    not grow with the rows.
    """
    among = Claim.objects.all() if among is None else among
    piles = []
    if user.has_perm(workflow.REVIEW):
        piles += _to_review(user, among)
    if user.has_perm(workflow.EDIT):
        piles += _of_the_editor(user, among)
    if user.has_perm(workflow.PUBLISH):
        piles.append(_to_publish(among))
    if user.has_perm(workflow.EDIT):
        piles += [_differing(among), _due(among)]
    return _with_rows(piles)


def is_late(claim: Claim) -> bool:
    """Whether the day by which it was wanted has passed, and it is not done."""
    today = timezone.now().date()
    return claim.is_open and bool(claim.wanted_by) and claim.wanted_by < today


def wanted_in_words(claim: Claim) -> str:
    """By when it is wanted, or how long it is overdue; nothing where no day was given."""
    if not (claim.is_open and claim.wanted_by):
        return ""
    days = (timezone.now().date() - claim.wanted_by).days
    near = {0: "Wanted today", -1: "Wanted tomorrow", 1: "Overdue since yesterday"}
    day = in_full(claim.wanted_by)
    return near.get(days) or (f"Overdue since {day}" if days > 0 else f"Wanted by {day}")


def overdue() -> Q:
    """Open claims whose day has passed."""
    return Q(status__in=OPEN, wanted_by__lt=timezone.now().date())


def wanted(when: str) -> Q:
    """Open claims that are wanted by a day: “late”, within a “week” or late, or by any."""
    if when == "late":
        return overdue()
    if when == "week":
        return Q(status__in=OPEN, wanted_by__lte=timezone.now().date() + A_WEEK)
    return Q(status__in=OPEN, wanted_by__isnull=False)


class Live(Protocol):
    """What is told of the edition that stands."""

    number: int
    retracted: bool


def status_in_words(claim: Claim, live: Live | None) -> str:
    """Where the working copy stands, and which edition is public: “Draft · live as edition 2”."""
    status = Status(claim.status).label
    if live is None:
        return status
    if live.retracted:
        withdrawn = f"retracted with edition {live.number}"
        return (
            withdrawn.capitalize()
            if claim.status == Status.RETRACTED
            else f"{status} · {withdrawn}"
        )
    if claim.status == Status.PUBLISHED:
        return f"{status} · edition {live.number}"
    return f"{status} · live as edition {live.number}"


def approval_is_void(claim: Claim) -> bool:
    """Whether an approved claim says something else now than what was approved."""
    return claim.pk in voided([claim])


def voided(claims: Iterable[Claim]) -> set[int]:
    """The approved ones of these claims that say something else now than what was approved, by
    their keys; the number of queries does not grow with them.
    """
    approved = [claim.pk for claim in claims if claim.status == Status.APPROVED]
    if not approved:
        return set()
    consents, now = workflow.approvals_of(approved), digests_of(approved)
    return {key for key in approved if key not in consents or consents[key].digest != now[key]}


def live() -> Exists:
    """Claims of which an edition stands."""
    return Exists(Listing.objects.filter(claim=OuterRef("public_id")))


def worked_on() -> Q:
    """Claims of which an edition stands while somebody works on the next."""
    return Q(status__in=OPEN) & Q(live())


def differing() -> Q:
    """Claims of which the live page and the desk differ: worked on, or changed from behind."""
    return worked_on() | Q(pk__in=behind.differing().changes)


def due(among: QuerySet[Claim] | None = None) -> QuerySet[Claim]:
    """Claims whose day to be checked again has come."""
    now = timezone.now().date()
    found = Claim.objects.all() if among is None else among
    return found.filter(check_again__lte=now).exclude(status=Status.DISCARDED)


def _pile(key: str, title: str, empty: str, found: QuerySet[Claim], filter: str) -> Section:
    """What is wanted by a day comes first, the most urgent on top."""
    dated = found.filter(wanted_by__isnull=False, status__in=OPEN).order_by("wanted_by", "pk")
    claims = list(dated[: ROWS + 1])
    if len(claims) <= ROWS:
        known = {claim.pk for claim in claims}
        claims += [claim for claim in found[: ROWS + 1] if claim.pk not in known]
        claims = claims[: ROWS + 1]
    total = len(claims) if len(claims) <= ROWS else found.order_by()[: COUNTED + 1].count()
    more = total > COUNTED
    return Section(key, title, empty, claims[:ROWS], min(total, COUNTED), filter, more=more)


def next_to_review(user: User, after: Claim) -> Claim | None:
    """The claim that this person reads next: one that was handed to them, else the oldest; none on
    which a question still waits for its answer.
    """
    if not user.has_perm(workflow.REVIEW):
        return None
    waiting = _in_review(user, Claim.objects.all())
    for some in (waiting[:FIRST], waiting[FIRST:]):
        own = contributed(user, some)
        others = [claim for claim in some if claim.pk not in own]
        asked = discussion.open_questions(others)
        if found := [one for one in others if one.pk != after.pk and one.pk not in asked]:
            return found[0]
    return None


def _waiting(user: User, among: QuerySet[Claim]) -> tuple[list[Claim], list[Claim], bool]:
    """What is in review: what this person may decide on, what somebody else, and whether there is
    more. What was handed to them comes first, then what is wanted by a day, then the oldest.
    """
    waiting = _in_review(user, among)
    more, waiting = len(waiting) > LOOKED_THROUGH, waiting[:LOOKED_THROUGH]
    own = contributed(user, waiting)
    others = [claim for claim in waiting if claim.pk not in own]
    return others, [claim for claim in waiting if claim.pk in own], more


def _in_review(user: User, among: QuerySet[Claim]) -> list[Claim]:
    """Of each order as many as are looked through, and one more: each has an index of its own."""
    waiting = among.awaiting_review()
    orders = (
        waiting.filter(assignee=user).order_by("changed_at", "pk"),
        waiting.filter(wanted_by__isnull=False).order_by("wanted_by", "changed_at", "pk"),
        waiting.order_by("changed_at", "pk"),
    )
    found = {claim.pk: claim for order in orders for claim in order[: LOOKED_THROUGH + 1]}
    in_order = sorted(found.values(), key=lambda one: _urgency(one, user))
    return in_order[: LOOKED_THROUGH + 1]


def _urgency(claim: Claim, user: User) -> tuple:
    handed = claim.assignee_id == user.pk
    return not handed, claim.wanted_by or dt.date.max, claim.changed_at, claim.pk


def _to_review(user: User, among: QuerySet[Claim]) -> list[Section]:
    others, mine, more = _waiting(user, among)
    of_others = Section(
        "review",
        "To review",
        "Nothing waits for a reviewer. What editors submit appears here, the oldest first.",
        others[:ROWS],
        len(others),
        "status__exact=in_review",
        more=more,
    )
    of_mine = Section(
        "somebody-else",
        "Waits for somebody else",
        "",
        mine[:ROWS],
        len(mine),
        "status__exact=in_review",
        "You had a hand in these, so another person has to review them.",
        more,
    )
    return [of_others, *([of_mine] if mine else [])]


def _of_the_editor(user: User, among: QuerySet[Claim]) -> list[Section]:
    mine = among.filter(with_hand(user)).order_by("-changed_at", "-pk")
    # A reviewer's own claims in review stand under "Waits for somebody else".
    shown = OWN[:2] if user.has_perm(workflow.REVIEW) else OWN
    asked = Q(status=Status.IN_REVIEW, pk__in=discussion.unanswered().values("claim"))
    piles = [
        _pile(
            key,
            title,
            empty,
            mine.filter(status=status).exclude(asked),
            f"status__exact={status}&whose=mine",
        )
        for key, status, title, empty in shown
    ]
    in_list = f"status__exact={Status.IN_REVIEW}&whose=mine"
    of_them = _pile("asked", "Asked of you", "", mine.filter(asked), in_list)
    return [of_them, *piles] if of_them.claims else piles


def _to_publish(among: QuerySet[Claim]) -> Section:
    pile = _pile(
        "publish",
        "Approved, to publish",
        "Nothing waits to be published. What a reviewer approves appears here.",
        among.awaiting_publication().order_by("changed_at", "pk"),
        "status__exact=approved",
    )
    return replace(pile, notes=dict.fromkeys(voided(pile.claims), VOID))


def _differing(among: QuerySet[Claim]) -> Section:
    found = behind.differing()
    pile = _pile(
        "differing",
        "Live pages that differ from the desk",
        "No published claim is worked on, and nothing that one rests on was changed.",
        among.filter(worked_on() | Q(pk__in=found.changes)).order_by("changed_at", "pk"),
        "public=differs",
    )
    notes = {claim: behind.in_words(change) for claim, change in found.changes.items()}
    more = NOT_COMPARED.format(found.left_out) if found.left_out else ""
    return replace(pile, notes=notes, note=more)


def _due(among: QuerySet[Claim]) -> Section:
    return _pile(
        "due",
        "Due for a re-check",
        "No claim is due. Give a claim a day to “check again on”, and it appears here that day.",
        due(among).order_by("check_again", "pk"),
        "due=yes",
    )


def _with_rows(piles: list[Section]) -> list[Section]:
    asked = discussion.open_questions(claim for pile in piles for claim in pile.claims)
    claims = {claim.pk: claim for pile in piles for claim in pile.claims}
    acts = Event.objects.filter(claim__in=claims).exclude(verb=Verb.ASSIGN).order_by()
    last = acts.values("claim").annotate(Max("pk"))
    newest = {
        event.claim_id: event for event in Event.objects.filter(pk__in=last.values("pk__max"))
    }
    handed_to = {claim.assignee_id for claim in claims.values()} - {None}
    holders = dict(User.objects.filter(pk__in=handed_to).values_list("pk", "username"))
    listings = Listing.objects.filter(claim__in=[c.public_id for c in claims.values()])
    editions = {listing.claim: listing for listing in listings.defer("words", "finding")}
    for pile in piles:
        for claim in pile.claims:
            pile.rows.append(
                Row(
                    claim,
                    status_in_words(claim, editions.get(claim.public_id)),
                    newest.get(claim.pk),
                    _note(pile, claim) or _question(asked.get(claim.pk)),
                    pile.key == "review",
                    holders.get(claim.assignee_id, ""),
                )
            )
    return piles


def _question(asked: Remark | None) -> str:
    return ASKED.format(asked.actor_name, asked.text) if asked else ""


def _note(pile: Section, claim: Claim) -> str:
    if claim.pk in pile.notes:
        return pile.notes[claim.pk]
    if pile.key == "due":
        return f"Check again on {claim.check_again.day} {claim.check_again:%B %Y}"
    return ""
