"""The page on which a work is taken into the archive."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from sources.capture import capture, in_words
from sources.forms.capture import CaptureForm
from sources.models import Snapshot


def capture_view(desk, request, source):
    """Ask for a file or a text; freeze it; go to what was kept."""
    if not request.user.has_perm("sources.add_snapshot"):
        raise PermissionDenied
    form = CaptureForm(request.POST or None, request.FILES or None, source=source)
    if request.method == "POST" and form.is_valid():
        snapshot = keep(form, request.user)
        messages.success(request, in_words(snapshot))
        return redirect("admin:sources_snapshot_change", snapshot.pk)
    context = {
        **desk.page(request, source),
        "title": "Capture",
        "subtitle": str(source),
        "form": form,
        "asks_about": form.asks_about,
    }
    return TemplateResponse(request, "admin/sources/source/capture.html", context)


def keep(form: CaptureForm, by) -> Snapshot:
    """Freeze what was given in a form that is valid."""
    file = form.cleaned_data["file"]
    return capture(
        form.source,
        form.data_given,
        by=by,
        method=Snapshot.Method.UPLOAD if file else Snapshot.Method.PASTE,
        file_name=file.name if file else "",
        captured_at=form.cleaned_data["captured_at"],
    )
