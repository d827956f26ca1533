"""The review: the claim, all it rests on, what changes, and the decision, on one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html

from claims import contributors, discussion, happened, queue, workflow
from claims.admin.acts import ACTS
from claims.admin.discussing import for_those_who
from claims.admin.preview import policy
from claims.admin.reading import Reading, read_numbers
from claims.checklist import checklist
from claims.document import compose, digest_of
from claims.errors import Refused
from claims.models import Claim, EditionKind, Status, Tick, Verb
from core.models import User
from record import ledger
from record.difference import difference
from record.models import Listing

APPROVE, APPROVE_AND_PUBLISH, RETURN = "approve", "approve_and_publish", "return"
SUGGEST, ASK = "suggest", "ask"
DONE = {
    APPROVE: "“{}” is approved.",
    APPROVE_AND_PUBLISH: "“{}” is approved and published.",
    RETURN: "“{}” was returned to its editors.",
    SUGGEST: "“{}” was returned with your wording, which its author can take.",
    ASK: "Your question on “{}” is asked; the claim waits here for the answer.",
}


class Decision(forms.Form):
    """What was read, and what was decided."""

    digest = forms.CharField(max_length=64)
    version = forms.IntegerField()
    decision = forms.ChoiceField(choices=[(each, each) for each in DONE])
    reason = forms.CharField(required=False, strip=True)
    question = forms.CharField(required=False, strip=True)
    override = forms.CharField(required=False, strip=True)


def review_view(model_admin, request, pk: int) -> HttpResponse:
    """Show a claim to whoever may see it; take the decision of whoever may decide, and go on to
    the next claim that waits for this person.
    """
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    claim = get_object_or_404(Claim, pk=pk)
    refused = ""
    if request.method == "POST":
        refused = decide(claim, request.user, request.POST)
        if not refused:
            return _go_on(request, claim, request.POST["decision"])
        claim = Claim.objects.get(pk=pk)
    return _page(model_admin, request, claim, refused)


@for_those_who(workflow.REVIEW)
def tick_view(request, pk: int) -> HttpResponse:
    """Keep one tick as soon as it is set, or taken back."""
    claim = get_object_or_404(Claim, pk=pk)
    piece, what = request.POST.get("piece", ""), request.POST.get("what", "")
    if piece not in {each.tick for each in Reading(compose(claim)).pieces}:
        told = "This piece says something else now. Open the page again."
        return JsonResponse({"refused": told}, status=409)
    if what not in Tick.What.values:
        return JsonResponse({"refused": "There is no such tick."}, status=400)
    try:
        holds = request.POST.get("holds") == "yes"
        discussion.tick(claim, by=request.user, piece=piece, what=what, holds=holds)
    except Refused as refusal:
        return JsonResponse({"refused": str(refusal)}, status=403)
    return JsonResponse({"kept": True})


def decide(claim: Claim, user: User, sent) -> str:
    """Carry the decision out; what refused it, in a sentence, or nothing."""
    form = Decision(sent)
    if not form.is_valid():
        return "The form came incomplete. Read the claim again, then decide."
    given = form.cleaned_data
    claim.version = given["version"]
    try:
        _keep_ticks(claim, user, sent)
        DECISIONS[given["decision"]](claim, user, given, sent)
    except Refused as refusal:
        return str(refusal)
    return ""


def _keep_ticks(claim: Claim, user: User, sent) -> None:
    """What the page's boxes say, for those pieces that it showed."""
    if "pieces" not in sent or not user.has_perm(workflow.REVIEW):
        return
    now = {each.tick for each in Reading(compose(claim)).pieces}
    for piece in now.intersection(sent.getlist("pieces")):
        for what in Tick.What.values:
            holds = f"{piece} {what}" in sent.getlist("ticks")
            discussion.tick(claim, by=user, piece=piece, what=what, holds=holds)


def _consent(verb: Callable) -> Callable:
    def consent(claim: Claim, user: User, given: dict, sent) -> None:
        read = read_numbers(compose(claim), discussion.ticked(claim, user))
        verb(claim, by=user, digest=given["digest"], read=read, override=given["override"])

    return consent


def _return(claim: Claim, user: User, given: dict, sent) -> None:
    workflow.request_changes(claim, by=user, reason=given["reason"])


def _suggest(claim: Claim, user: User, given: dict, sent) -> None:
    wordings = {part: sent.get(f"wording-{part}", "") for part in discussion.WORDED}
    discussion.suggest(claim, by=user, wordings=wordings, reason=given["reason"])


def _ask(claim: Claim, user: User, given: dict, sent) -> None:
    discussion.ask(claim, by=user, text=given["question"])


DECISIONS = {
    APPROVE: _consent(workflow.approve),
    APPROVE_AND_PUBLISH: _consent(workflow.approve_and_publish),
    RETURN: _return,
    SUGGEST: _suggest,
    ASK: _ask,
}


def _go_on(request, claim: Claim, decision: str) -> HttpResponse:
    """To the next claim in this person's queue, with what was done to the last one."""
    following = queue.next_to_review(request.user, claim)
    told = f"{DONE[decision].format(claim)} "
    told += "This is the next one." if following else "No other claim waits for your review."
    live = Listing.objects.filter(claim=claim.public_id).first()
    if live and decision == APPROVE_AND_PUBLISH:
        told = format_html(
            "{} <a href='{}'>The live page of “{}”</a>", told, live.get_absolute_url(), claim
        )
    messages.success(request, told)
    if following is None:
        return redirect("admin:index")
    return redirect("admin:claims_claim_review", following.pk)


@dataclass(frozen=True)
class Wording:
    """One text of the claim, for which the reviewer can write another."""

    part: str
    label: str
    now: str
    typed: str

    @property
    def rows(self) -> int:
        return min(2 + len(self.now) // 90 + self.now.count("\n"), 14)


def _page(model_admin, request, claim: Claim, refused: str) -> HttpResponse:
    content, live = compose(claim), ledger.current(claim.public_id)
    listing = Listing.objects.filter(claim=claim.public_id).first()
    lines, void = checklist(claim), queue.approval_is_void(claim)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": "Review",
        "subtitle": str(claim),
        "claim": claim,
        "original": claim,
        "edition_kind": EditionKind(claim.edition_kind).label,
        "status": queue.status_in_words(claim, listing),
        "listing": listing,
        "digest": digest_of(claim, content),
        "live": live,
        "changes": difference(live.content, content) if live else [],
        "since": since_last_read(claim, request.user),
        "reading": Reading(content),
        "lines": lines,
        "void": queue.VOID if void else "",
        "remarks": discussion.remarks(claim),
        "wordings": _wordings(claim, request.POST),
        "refused": refused,
        "sent": request.POST,
        "ticks": {f"{piece} {what}" for piece, what in discussion.ticked(claim, request.user)},
        "following": queue.next_to_review(request.user, claim),
        **_decisions(claim, request.user),
    }
    context["may_approve"] &= all(line.met for line in lines)
    context["may_publish_now"] &= not void
    template = "admin/claims/claim/review.html"
    response = TemplateResponse(request, template, context, status=409 if refused else 200)
    response["Content-Security-Policy"] = policy(frame_src="'self'")
    return response


def since_last_read(claim: Claim, user: User) -> list[happened.Act]:
    """What was changed since this person last decided on the claim; nothing the first time."""
    decided = claim.events.filter(actor=user, verb__in=[Verb.REQUEST_CHANGES, Verb.APPROVE])
    last = decided.last()
    if last is None or claim.events.filter(verb=Verb.PUBLISH, pk__gt=last.pk).exists():
        return []
    return [act for act in happened.acts(claim, after_version=last.version) if act.changes]


def _wordings(claim: Claim, sent) -> list[Wording]:
    parts = [part for part in discussion.WORDED if part != "notice" or claim.notice]
    return [
        Wording(part, discussion.WORDED[part], now, sent.get(f"wording-{part}", now))
        for part in parts
        if (now := getattr(claim, part))
    ]


def _decisions(claim: Claim, user: User) -> dict:
    """What this person may decide, and why not."""
    hands = contributors.of(claim)
    may_approve = workflow.may(Verb.APPROVE, claim, user)
    own = user.pk in hands
    overrides = own and may_approve and contributors.may_override(user)
    return {
        "hands": contributors.names(claim),
        "own": own,
        "overrides": overrides,
        "may_approve": may_approve and (overrides or not own),
        "may_tick": may_approve,
        "may_publish": user.has_perm(workflow.PUBLISH),
        "may_return": workflow.may(Verb.REQUEST_CHANGES, claim, user),
        "may_answer": claim.is_open and user.has_perm(workflow.EDIT),
        "may_ask": claim.is_open and user.has_perm(workflow.REVIEW),
        "may_publish_now": workflow.may(Verb.PUBLISH, claim, user),
        "publish_asks": ACTS["publish"].question(claim),
        "waits": may_approve,
        "in_review": claim.status == Status.IN_REVIEW,
    }
