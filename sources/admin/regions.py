"""The page on which a snapshot is divided into regions."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from core.revisions import Overtaken
from sources import marking
from sources.extraction import Stretch
from sources.forms.regions import ROWS, RegionFormSet, digest
from sources.models import Snapshot


def regions_view(desk, request, snapshot):
    """Show the regions as rows; look at a new division, or save it."""
    if not request.user.has_perm("sources.change_region"):
        raise PermissionDenied
    page = Paginator(list(snapshot.regions.all()), ROWS, allow_empty_first_page=True).get_page(
        request.GET.get("page")
    )
    formset, refusal = RegionFormSet(snapshot=snapshot, initial=_rows(page)), ""
    if request.method == "POST":
        formset = RegionFormSet(request.POST, snapshot=snapshot)
        refusal = _act(request, snapshot, page, formset) if formset.is_valid() else ""
        if refusal is None:
            messages.success(request, "The regions were saved.")
            return redirect("admin:sources_snapshot_change", snapshot.pk)
        if formset.is_valid() and "_save" not in request.POST:
            formset = RegionFormSet(snapshot=snapshot, initial=_rows(formset.stretches()))
    context = {
        **desk.page(request, snapshot),
        "title": "Regions",
        "subtitle": str(snapshot),
        "snapshot": snapshot,
        "formset": formset,
        "refusal": refusal,
        "page": page,
        "read": request.POST.get("read") or digest(snapshot),
    }
    return TemplateResponse(request, "admin/sources/snapshot/regions.html", context)


def _rows(regions) -> list[dict]:
    return [{"kind": r.kind, "start": r.start, "end": r.end} for r in regions]


def _act(request, snapshot, page, formset) -> str | None:
    """Save the division; None when that is done, else why it was not."""
    if "_save" not in request.POST:
        return ""
    try:
        with transaction.atomic():
            Snapshot.objects.select_for_update(of=("self",)).defer("text").get(pk=snapshot.pk)
            if request.POST.get("read") != digest(snapshot):
                return str(Overtaken(snapshot))
            regions = [*_on_other_pages(snapshot, page), *formset.stretches()]
            marking.replace_regions(snapshot, regions, by=request.user)
    except marking.CannotMark as error:
        return str(error)
    return None


def _on_other_pages(snapshot, page) -> list[Stretch]:
    here = {region.pk for region in page}
    rest = (region for region in snapshot.regions.all() if region.pk not in here)
    return [Stretch(region.kind, region.start, region.end) for region in rest]
