"""The review: the claim, all it rests on, what changes, and the decision, on one page."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from claims import contributors, queue, workflow
from claims.admin.reading import Reading, read_numbers
from claims.checklist import checklist
from claims.document import compose, digest_of
from claims.errors import Refused
from claims.models import Claim, EditionKind, Event, Status, Verb
from core.models import User
from record import ledger
from record.difference import difference
from record.models import Listing

APPROVE, APPROVE_AND_PUBLISH, RETURN = "approve", "approve_and_publish", "return"
DONE = {
    APPROVE: "“{}” is approved.",
    APPROVE_AND_PUBLISH: "“{}” is approved and published.",
    RETURN: "“{}” was returned to its editors.",
}


class Decision(forms.Form):
    """What was read, which of it was ticked, and what was decided."""

    digest = forms.CharField(max_length=64)
    version = forms.IntegerField()
    decision = forms.ChoiceField(choices=[(each, each) for each in DONE])
    reason = forms.CharField(required=False, strip=True)
    override = forms.CharField(required=False, strip=True)


def review_view(model_admin, request, pk: int) -> HttpResponse:
    """Show a claim to whoever may see it; take the decision of whoever may decide."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    claim = get_object_or_404(Claim, pk=pk)
    refused = ""
    if request.method == "POST":
        refused = decide(claim, request.user, request.POST)
        if not refused:
            messages.success(request, DONE[request.POST["decision"]].format(claim))
            return redirect("admin:index")
        claim = Claim.objects.get(pk=pk)
    return _page(model_admin, request, claim, refused)


def decide(claim: Claim, user: User, sent) -> str:
    """Carry the decision out; what refused it, in a sentence, or nothing."""
    form = Decision(sent)
    if not form.is_valid():
        return "The form came incomplete. Read the claim again, then decide."
    given = form.cleaned_data
    claim.version = given["version"]
    try:
        DECISIONS[given["decision"]](claim, user, given, sent.getlist("read"))
    except Refused as refusal:
        return str(refusal)
    return ""


def _consent(verb: Callable[..., Event]) -> Callable[..., Event]:
    def consent(claim: Claim, user: User, given: dict, ticks: list[str]) -> Event:
        read = read_numbers(compose(claim), ticks)
        override = given["override"]
        return verb(claim, by=user, digest=given["digest"], read=read, override=override)

    return consent


def _return(claim: Claim, user: User, given: dict, ticks: list[str]) -> Event:
    return workflow.request_changes(claim, by=user, reason=given["reason"])


DECISIONS = {
    APPROVE: _consent(workflow.approve),
    APPROVE_AND_PUBLISH: _consent(workflow.approve_and_publish),
    RETURN: _return,
}


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
        "reading": Reading(content),
        "lines": lines,
        "void": queue.VOID if void else "",
        "refused": refused,
        "sent": request.POST,
        "ticks": request.POST.getlist("read"),
        **_decisions(claim, request.user),
    }
    context["may_approve"] &= all(line.met for line in lines)
    context["may_publish_now"] &= not void
    template = "admin/claims/claim/review.html"
    return TemplateResponse(request, template, context, status=409 if refused else 200)


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
        "may_publish": user.has_perm(workflow.PUBLISH),
        "may_return": workflow.may(Verb.REQUEST_CHANGES, claim, user),
        "may_publish_now": workflow.may(Verb.PUBLISH, claim, user),
        "waits": may_approve,
        "in_review": claim.status == Status.IN_REVIEW,
    }
