from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.shortcuts import redirect
from django.urls import path

from core.paging import FoundByWords
from sources import words
from sources.admin.base import DeskAdmin, interval
from sources.admin.capturing import capture_view, keep
from sources.capture import in_words
from sources.forms.capture import NewSourceForm
from sources.forms.rows import SameRootForm, SourceForm
from sources.models import SameRoot, Snapshot, Source, Statement


@admin.register(Source)
class SourceAdmin(FoundByWords, DeskAdmin):
    form = SourceForm
    list_display = ("title", "publisher", "kind", "grade", "held", "published_on")
    list_filter = ("kind", "grade")
    search_fields = ("title", "url", "author", "public_id", "publisher__speaker__name")
    search_help_text = "A title, an address, an author, a publisher or a public id"
    autocomplete_fields = ("publisher",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "title",
                    ("publisher", "author"),
                    ("kind", "language"),
                    "url",
                    "archive_url",
                ),
                "description": "One citable work. It may be cited without being held; capture it "
                "to mark what is said in it.",
            },
        ),
        (
            "How near it is to what happened",
            {
                "fields": ("grade", "grade_reason"),
                "description": "A court’s order is primary; an article on it is secondary.",
            },
        ),
        (
            "When it was published",
            {
                "fields": (interval("published"),),
                "classes": ("interval",),
                "description": "The days between which it was published; the same day twice where "
                "the day is known, blank where it is not. Never guess.",
            },
        ),
        ("For the desk", {"fields": ("note",)}),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("publisher__speaker").with_held()

    def found(self, text, most):
        return words.sources(text, most)

    @admin.display(description="held", ordering="is_held")
    def held(self, source):
        return "Captured" if source.is_held else "Cited only"

    @admin.display(description="published", ordering="published_earliest")
    def published_on(self, source):
        return source.published

    def get_urls(self):
        capture = path(
            "<int:source_id>/capture/",
            self.admin_site.admin_view(self.capture),
            name="sources_source_capture",
        )
        return [capture, *super().get_urls()]

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs |= {"form": NewSourceForm} if self._takes_a_text(request, obj) else {}
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fieldsets(self, request, obj=None):
        work, *rest = self.fieldsets
        text = [("What is captured of it", {"fields": ("text",)})]
        return [work, *(text if self._takes_a_text(request, obj) else []), *rest]

    def _takes_a_text(self, request, obj) -> bool:
        """Whether a new source can be captured at once; not where a small window asks for it."""
        small = IS_POPUP_VAR in request.GET or IS_POPUP_VAR in request.POST
        return obj is None and not small and request.user.has_perm("sources.add_snapshot")

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if given := getattr(form, "capture", None):
            given.source = obj
            obj.captured = keep(given, request.user)

    def response_add(self, request, obj, post_url_continue=None):
        """A new source leads on to its text, or to its capture, for whoever came to capture it."""
        on = request.user.has_perm("sources.add_snapshot") and "_save" in request.POST
        if not on or IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        if captured := getattr(obj, "captured", None):
            messages.success(request, f"“{obj}” is entered. {in_words(captured)}")
            return redirect("admin:sources_snapshot_change", captured.pk)
        messages.success(request, f"“{obj}” is entered. Capture it now, or later from its page.")
        return redirect("admin:sources_source_capture", obj.pk)

    def capture(self, request, source_id):
        return capture_view(self, request, self.row(request, source_id))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The source with what was captured of it and marked in it."""
        source = self.get_object(request, object_id)
        object_id = str(source.pk if source else 0)
        statements = Statement.objects.filter(source=object_id).select_related("speaker")
        snapshots = Snapshot.objects.filter(source=object_id).defer("text")
        same = SameRoot.objects.select_related("one__publisher", "other__publisher")
        shown = {
            "snapshots": snapshots.prefetch_related("regions"),
            "statements": statements.prefetch_related("passages"),
            "same_roots": [*same.filter(one=object_id), *same.filter(other=object_id)],
            "may_capture": request.user.has_perm("sources.add_snapshot"),
            "may_mark": request.user.has_perm("sources.add_statement"),
        }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})


@admin.register(SameRoot)
class SameRootAdmin(DeskAdmin):
    form = SameRootForm
    list_display = ("one", "other", "reason")
    search_fields = ("one__title", "other__title", "reason")
    autocomplete_fields = ("one", "other")
    fieldsets = (
        (
            None,
            {
                "fields": ("one", "other", "reason"),
                "description": "Two sources that probably go back to the same one, such as two "
                "reports on one unnamed official. As roots they then count once.",
            },
        ),
    )

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("one__publisher__speaker", "other__publisher__speaker")
