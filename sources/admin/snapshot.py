from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import path

from sources import capture
from sources.admin import carving, reader
from sources.admin.base import DeskAdmin
from sources.admin.regions import regions_view
from sources.forms.regions import digest
from sources.models import Region, Snapshot, Speaker
from sources.reading import blocks


@admin.register(Snapshot)
class SnapshotAdmin(DeskAdmin):
    """Frozen: a page to read, and to mark from; captured from the page of its source."""

    list_display = ("source", "characters", "method", "received_at", "by")
    list_filter = ("method",)
    search_fields = ("source__title", "source__public_id", "text_sha256", "bytes_sha256")
    search_help_text = "The title or public id of a source or a hash"

    @admin.display(description="captured by", ordering="captured_by_name")
    def by(self, snapshot):
        return snapshot.captured_by_name

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
        speakers = path(
            "<int:snapshot_id>/speakers/",
            self.admin_site.admin_view(self.speakers),
            name="sources_snapshot_speakers",
        )
        carve = path(
            "<int:snapshot_id>/carve/",
            self.admin_site.admin_view(self.carve),
            name="sources_snapshot_carve",
        )
        return [regions, speakers, carve, *super().get_urls()]

    def may_restore(self, request, row):
        """Of a capture only the regions change."""
        return request.user.has_perm("sources.change_region")

    def state(self, row):
        return capture.state(row)

    def regions(self, request, snapshot_id):
        return regions_view(self, request, self.row(request, snapshot_id))

    def carve(self, request, snapshot_id):
        return carving.carve_view(request, self.row(request, snapshot_id))

    def speakers(self, request, snapshot_id):
        return reader.proposals(request, self.row(request, snapshot_id))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The captured text, to be read and marked in."""
        snapshot, form = self.row(request, object_id), None
        if request.method == "POST":
            done, form = reader.mark(request, snapshot)
            if done:
                return done
        passages = list(snapshot.passages.select_related("statement__speaker"))
        context = {
            **self.page(request, snapshot),
            "title": snapshot.source.title,
            "snapshot": snapshot,
            "blocks": blocks(snapshot, passages),
            "marked": len(passages),
            "statements": len({passage.statement_id for passage in passages}),
            "may_mark": request.user.has_perm("sources.add_statement"),
            "form": form,
            "draft": form.stretches() if form else [],
            "chosen": form.cleaned_data.get("speaker") if form else None,
            "last": self._just_marked(request, snapshot),
            "may_divide": request.user.has_perm("sources.change_region"),
            "kinds": Region.Kind.choices,
            "speaker_kinds": Speaker.Kind.choices,
            "may_claim": request.user.has_perm("claims.add_claim"),
            "read": digest(snapshot),
        }
        template = "admin/sources/snapshot/text.html"
        return TemplateResponse(request, template, context)

    def _just_marked(self, request, snapshot):
        """The statement that was marked last, to which further words can be added."""
        key = request.GET.get("marked", "")
        known = key.isascii() and key.isdigit() and len(key) < 10
        return snapshot.source.statements.filter(pk=key).first() if known else None
