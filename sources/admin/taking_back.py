"""The page on which a mark made by mistake is taken back, and the way to it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from core.models import Revision
from sources import taking_back
from sources.marking import CannotMark
from sources.models import Statement


def undo_of(statement: Statement, before: Revision | None) -> str:
    """The way back from what was just marked: to what stood before, or to nothing."""
    if before:
        address = reverse("admin:sources_statement_restore", args=[statement.pk, before.pk])
    else:
        address = reverse("admin:sources_statement_take_back", args=[statement.pk])
    return format_html('<a href="{}">Undo</a>', address)


def take_back_view(desk, request, statement: Statement) -> HttpResponse:
    """Show what would go, and take it away when asked to; a refusal is told on the same page."""
    if not request.user.has_perm("sources.add_statement"):
        raise PermissionDenied
    passages = list(statement.passages.order_by("start"))
    text = (
        reverse("admin:sources_snapshot_change", args=[passages[0].snapshot_id])
        if passages
        else reverse("admin:sources_source_change", args=[statement.source_id])
    )
    refused = "" if taking_back.is_fresh(statement, request.user) else taking_back.NOT_FRESH
    if request.method == "POST" and not refused:
        told = str(statement)
        try:
            taking_back.take_back(statement, by=request.user)
        except CannotMark as error:
            refused = str(error)
        else:
            messages.success(request, f"Taken back: {told} is not marked any more.")
            return redirect(text)
    context = {
        **desk.page(request, statement),
        "title": "Take back what was marked",
        "subtitle": str(statement),
        "statement": statement,
        "passages": passages,
        "refused": refused,
        "text": text,
    }
    status = 409 if refused and request.method == "POST" else 200
    return TemplateResponse(
        request, "admin/sources/statement/take_back.html", context, status=status
    )
