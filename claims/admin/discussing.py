"""Answers to questions, and what becomes of suggested wordings."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from claims import discussion
from claims.errors import Refused
from claims.models import Claim, Remark
from claims.steps import EDIT, REVIEW


def for_those_who(*permissions: str) -> Callable:
    """An act of those who hold one of these permissions, sent by a form; refused to all others."""

    def decorator(view: Callable) -> Callable:
        acting = require_POST(view)

        @functools.wraps(view)
        def wrapped(request, *args, **kwargs):
            if not any(request.user.has_perm(permission) for permission in permissions):
                raise PermissionDenied
            return acting(request, *args, **kwargs)

        return wrapped

    return decorator


@for_those_who(EDIT, REVIEW)
def answer_view(request, pk: int) -> HttpResponse:
    """Answer a question, from whichever page of the claim it was read on."""
    asked = Remark.objects.filter(kind=Remark.Kind.QUESTION, claim=pk)
    question = get_object_or_404(asked, pk=_number(request.POST.get("question")))
    try:
        discussion.answer(question, by=request.user, text=request.POST.get("text", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Answered. {question.actor_name} is told.")
    return redirect("admin:claims_claim_change", pk)


@for_those_who(EDIT)
def take_view(request, pk: int) -> HttpResponse:
    """Take the ticked wordings, leave the others, and send the claim back."""
    claim = get_object_or_404(Claim, pk=pk)
    claim.version = _number(request.POST.get("version"))
    chosen = [_number(key) for key in request.POST.getlist("take")]
    try:
        lacking = discussion.take(claim, by=request.user, chosen=chosen)
    except (Refused, ValidationError) as refusal:
        messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
    else:
        what = "The wording is in place" if chosen else "Your own wording stays"
        if lacking:
            messages.warning(request, f"{what}. It could not go back yet: {lacking}")
        else:
            messages.success(request, f"{what}, and the claim is back with its reviewer.")
    return redirect("admin:claims_claim_change", pk)


def _number(sent: str | None) -> int:
    """A key or version from a form; one that no row has for anything else."""
    return int(sent) if sent and sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
