"""Correct a region from the captured text itself; what was selected there is compared here."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from core.models import Revision
from core.revisions import Overtaken
from sources import marking
from sources.admin.reader import ANOTHER_TEXT
from sources.forms.regions import digest
from sources.models import Region, Snapshot

NONE = ("", "in no region")


class CarveForm(forms.Form):
    """A stretch of the text, the region that it is, and the regions as they were read."""

    read = forms.CharField(max_length=64)
    kind = forms.ChoiceField(choices=[NONE, *Region.Kind.choices], required=False)
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    exact = forms.CharField(strip=False)

    def __init__(self, data, snapshot: Snapshot):
        super().__init__(data)
        self.snapshot = snapshot

    def clean(self):
        cleaned = super().clean()
        start, end, exact = (cleaned.get(name) for name in ("start", "end", "exact"))
        if self.errors or start >= end:
            raise forms.ValidationError("Select words, or put the cursor into the text, first.")
        if self.snapshot.text[start:end] != exact.replace("\r\n", "\n"):
            raise forms.ValidationError(ANOTHER_TEXT)
        return cleaned

    def save(self, by) -> None:
        """Raises CannotMark where words are marked across its ends, Overtaken where others were
        faster.
        """
        told = self.cleaned_data
        Snapshot.objects.select_for_update(of=("self",)).defer("text").get(pk=self.snapshot.pk)
        if told["read"] != digest(self.snapshot):
            raise Overtaken(self.snapshot)
        marking.carve(self.snapshot, kind=told["kind"], start=told["start"], end=told["end"], by=by)


def carve_view(request, snapshot: Snapshot) -> HttpResponse:
    """Correct the region, and come back to it; a refusal is told above the text."""
    if not request.user.has_perm("sources.change_region"):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    before, form = Revision.objects.of(snapshot).last(), CarveForm(request.POST, snapshot)
    address = reverse("admin:sources_snapshot_change", args=[snapshot.pk])
    try:
        if form.is_valid():
            with transaction.atomic():
                form.save(request.user)
            messages.success(request, _told(snapshot, form, before))
            return redirect(f"{address}#at-{form.cleaned_data['start']}")
        refused = form.non_field_errors()[0]
    except (marking.CannotMark, Overtaken) as error:
        refused = str(error)
    messages.error(request, refused)
    return redirect(address)


def _told(snapshot: Snapshot, form: CarveForm, before: Revision | None) -> str:
    told = form.cleaned_data
    kind = dict(form.fields["kind"].choices)[told["kind"]].lower()
    undo = before and reverse("admin:sources_snapshot_restore", args=[snapshot.pk, before.pk])
    link = format_html(' <a href="{}">Undo</a>', undo) if undo else ""
    return format_html("{}–{} is {} now.{}", told["start"], told["end"], kind, link)
