"""The page on which an earlier state of a row is looked at and brought back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from core import histories
from core.canonical import digest
from core.models import Revision, User
from core.revisions import Overtaken, as_state
from sources import restoring
from sources.admin.refusals import why_refused
from sources.marking import CannotMark

REFUSED = (
    Overtaken,
    CannotMark,
    restoring.CannotRestore,
    IntegrityError,
    ValidationError,
)


class ReadForm(forms.Form):
    """Names the state that was read, so that nothing newer is overwritten unseen."""

    read = forms.CharField(widget=forms.HiddenInput, max_length=64)


def restore_view(desk, request, row, revision_id: int) -> HttpResponse:
    """Show what would change, and change it when asked to; a refusal is told on the same page."""
    if not desk.may_restore(request, row):
        raise PermissionDenied
    revision = get_object_or_404(Revision.objects.of(row), pk=revision_id)
    refused, newest = "", Revision.objects.of(row).last()
    if request.method == "POST":
        form = ReadForm(request.POST)
        read = form.cleaned_data["read"] if form.is_valid() else ""
        refused = _restore(desk, row, revision, request.user, read=read)
        if not refused:
            messages.success(request, _told(desk, row, revision, newest))
            return redirect(reverse(_name(desk, "change"), args=[row.pk]))
        row.refresh_from_db()
    now, then = desk.state(row), as_state(revision.after)
    context = {
        **desk.page(request, row),
        "title": "Bring back",
        "subtitle": str(row),
        "revision": revision,
        "changes": histories.changes(row, now, then),
        "gone": then is None,
        "read": digest(now),
        "refused": refused,
        "history": reverse(_name(desk, "history"), args=[row.pk]),
    }
    return TemplateResponse(request, "desk/restore.html", context, status=409 if refused else 200)


def _restore(desk, row, revision: Revision, by: User, *, read: str) -> str:
    """Bring it back as it was read; what refused that, or nothing."""
    try:
        with transaction.atomic():
            _hold(row)
            if read != digest(desk.state(row)):
                raise Overtaken(row)
            restoring.restore(row, revision, by=by, version=getattr(row, "version", None))
    except REFUSED as error:
        return why_refused(error)
    return ""


def _hold(row) -> None:
    """Let nobody else change the row until the transaction ends, and read what it is now."""
    type(row)._default_manager.select_for_update().only("pk").get(pk=row.pk)
    row.refresh_from_db()


def _told(desk, row, revision: Revision, newest: Revision) -> str:
    return format_html(
        '“{}” is again as it was on {} UTC. <a href="{}">Undo</a>',
        row,
        f"{revision.at:%d %B %Y at %H:%M}",
        reverse(_name(desk, "restore"), args=[row.pk, newest.pk]),
    )


def _name(desk, page: str) -> str:
    return f"admin:{desk.opts.app_label}_{desk.opts.model_name}_{page}"
