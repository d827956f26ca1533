from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import path

from sources.admin.base import DeskAdmin
from sources.admin.regions import regions_view
from sources.models import Snapshot
from sources.reading import blocks


@admin.register(Snapshot)
class SnapshotAdmin(DeskAdmin):
    """Frozen: a page to read, and to mark from; captured from the page of its source."""

    list_display = ("source", "characters", "method", "received_at", "captured_by_name")
    list_filter = ("method",)
    search_fields = ("source__title", "source__public_id", "text_sha256", "bytes_sha256")
    search_help_text = "The title or public id of a source or a hash"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        """Without the texts, which a list does not show and which are long."""
        rows = super().get_queryset(request).select_related("source__publisher__speaker")
        return rows.defer("text")

    def get_urls(self):
        regions = path(
            "<int:snapshot_id>/regions/",
            self.admin_site.admin_view(self.regions),
            name="sources_snapshot_regions",
        )
        return [regions, *super().get_urls()]

    def regions(self, request, snapshot_id):
        return regions_view(self, request, self.row(request, snapshot_id))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The captured text, to be read."""
        snapshot = self.row(request, object_id)
        passages = list(snapshot.passages.select_related("statement__speaker"))
        context = {
            **self.page(request, snapshot),
            "title": snapshot.source.title,
            "snapshot": snapshot,
            "blocks": blocks(snapshot, passages),
            "marked": len(passages),
            "may_mark": request.user.has_perm("sources.add_statement"),
            "may_divide": request.user.has_perm("sources.change_region"),
        }
        return TemplateResponse(request, "admin/sources/snapshot/text.html", context)
