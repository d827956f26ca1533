"""The page on which an earlier state of a claim is looked at and brought back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from claims import happened, workflow
from claims.admin.acts import TOLD_AFTERWARDS, WARNINGS, ActForm
from claims.errors import Refused
from claims.models import Claim, Verb
from claims.restoring import OF_THE_EDITION
from core.models import Revision
from core.revisions import as_state, state_of
from record.difference import Change


def restore_view(model_admin, request, pk: int, revision_id: int) -> HttpResponse:
    """Show what would change, and change it when asked to; a refusal is told on the same page."""
    if not workflow.may_ever(Verb.REVISE, request.user):
        raise PermissionDenied
    claim = get_object_or_404(Claim, pk=pk)
    revision = get_object_or_404(Revision.objects.of(claim), pk=revision_id)
    newest, was, refused = Revision.objects.of(claim).last(), claim.status, ""
    form = ActForm(request.POST or None, initial={"version": claim.version})
    if form.is_valid():
        refused = _bring_back(claim, revision, request.user, form.cleaned_data["version"])
        if not refused:
            messages.success(request, _told(claim, revision, newest, was))
            return redirect("admin:claims_claim_change", pk)
        claim.refresh_from_db()
        form = ActForm(initial={"version": claim.version})
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": "Bring back",
        "claim": claim,
        "original": claim,
        "revision": revision,
        "changes": _changes(claim, as_state(revision.after) or {}),
        "form": form,
        "refused": refused,
        "offered": workflow.may(Verb.REVISE, claim, request.user),
        "warning": WARNINGS.get(claim.status, ""),
    }
    template = "admin/claims/claim/restore.html"
    return TemplateResponse(request, template, context, status=409 if refused else 200)


def _bring_back(claim: Claim, revision: Revision, by, version: int) -> str:
    """Do it to the claim as it was read; what refused it, in a sentence, or nothing."""
    claim.version = version
    try:
        workflow.bring_back(claim, by=by, to=revision)
    except Refused as refusal:
        return str(refusal)
    return ""


def _changes(claim: Claim, then: dict) -> list[Change]:
    return happened.between(_comparable(state_of(claim)), _comparable(then))


def _comparable(state: dict) -> dict:
    return {name: value for name, value in state.items() if name not in OF_THE_EDITION}


def _told(claim: Claim, revision: Revision, newest: Revision, was: str) -> str:
    return format_html(
        '“{}” is again as it was on {} UTC.{} <a href="{}">Undo</a>',
        claim,
        f"{revision.at:%d %B %Y at %H:%M}",
        TOLD_AFTERWARDS.get(was, ""),
        reverse("admin:claims_claim_restore", args=[claim.pk, newest.pk]),
    )
