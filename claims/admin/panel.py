"""What stands above a claim's form: where it stands, what is missing, what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from claims import discussion, queue, workflow
from claims.admin import similar
from claims.admin.acts import ACTS, WARNINGS
from claims.checklist import Line, checklist
from claims.happened import acts
from claims.models import Claim, Status, Verb
from core.models import User
from record.models import Listing

SHOWN = 5
DIFFERS = (
    "What this rests on has changed since it was published, and the live page says what it said "
    "then. Read it as a reviewer does to see what differs; reopen it to publish that."
)


@dataclass(frozen=True)
class Button:
    """One thing that this person may do now: at once, or after giving a reason on its own page.

    `asks` is what is asked before what cannot be taken back.
    """

    label: str
    address: str
    at_once: bool = False
    main: bool = False
    asks: str = ""


def panel(claim: Claim, user: User) -> dict:
    """The context of the panel."""
    live = Listing.objects.filter(claim=claim.public_id).first()
    lines = checklist(claim) if claim.is_open else []
    history = acts(claim)
    void, may_edit = queue.approval_is_void(claim), user.has_perm(workflow.EDIT)
    return {
        "claim": claim,
        "wanted": queue.wanted_in_words(claim),
        "is_late": queue.is_late(claim),
        "live": live,
        "status": queue.status_in_words(claim, live),
        "lines": lines,
        "open_lines": sum(not line.met for line in lines),
        "buttons": buttons(claim, user, lines, void),
        "similar": similar.told(claim.text, but=claim.pk) if claim.is_open else [],
        "suggestions": discussion.suggestions(claim) if may_edit and claim.is_open else [],
        "returned": next((a.event for a in history if a.event.verb == Verb.REQUEST_CHANGES), None),
        "remarks": discussion.remarks(claim),
        "may_answer": may_edit and claim.is_open,
        "warning": _warning(claim, user),
        "void": queue.VOID if void else "",
        "differs": DIFFERS if _is_changed_behind(claim) else "",
        "acts": history[:SHOWN],
        "more_acts": len(history) > SHOWN,
    }


def buttons(claim: Claim, user: User, lines: list[Line], void: bool) -> list[Button]:
    """What this person may do with the claim as it stands."""
    found = []
    poor = any(line.key == "sourcing" and not line.met for line in lines)
    held_back = {"waive": not poor, "publish": void, "submit-again": not void}
    if workflow.may(Verb.APPROVE, claim, user):
        found.append(
            Button("Review", reverse("admin:claims_claim_review", args=[claim.pk]), main=True)
        )
    for name, act in ACTS.items():
        if act.offered(claim, user) and not held_back.get(name):
            address = reverse(f"admin:claims_claim_{name}", args=[claim.pk])
            asks = act.question(claim)
            found.append(Button(act.label, address, act.at_once, act.main, asks))
    return found


def _is_changed_behind(claim: Claim) -> bool:
    return claim.status == Status.PUBLISHED and workflow.differs_from_live(claim)


def _warning(claim: Claim, user: User) -> str:
    return WARNINGS.get(claim.status, "") if workflow.may(Verb.REVISE, claim, user) else ""
