from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ObjectDoesNotExist
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from core.paging import FoundByWords
from core.revisions import revising
from sources import words
from sources.admin.base import DeskAdmin, interval
from sources.admin.preview import preview
from sources.admin.taking_back import take_back_view
from sources.forms.relays import RelayForm, RelayFormSet
from sources.forms.statement import PARTS, StatementForm, existing
from sources.models import Passage, Relay, Snapshot, Source, Statement


class RelayInline(admin.StackedInline):
    model = Relay
    form = RelayForm
    formset = RelayFormSet
    fields = ("source", "through", "shown_by")
    autocomplete_fields = ("source", "through")
    extra = 1
    verbose_name = "relay"
    verbose_name_plural = "What it hands on"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source", "through", "statement")


@admin.register(Statement)
class StatementAdmin(FoundByWords, DeskAdmin):
    form = StatementForm
    inlines = (RelayInline,)
    list_display = ("opening", "speaker", "source", "said_on")
    list_filter = ("setting",)
    search_fields = ("passages__exact", "speaker__name", "source__title", "public_id")
    search_help_text = "Words of it, a speaker, the title of a source or a public id"
    autocomplete_fields = ("source", "speaker", "on_behalf_of")
    fieldsets = (
        ("Where it stands", {"fields": ("source", "snapshot")}),
        ("What was said", {"fields": tuple(PARTS), "classes": ("pasting",)}),
        (
            "Who said it",
            {
                "fields": ("speaker", "role", "on_behalf_of", "setting"),
                "description": "A party that the source leaves unnamed is a speaker too, of the "
                "kind “unnamed”: it may be shown, and never counts towards a verdict.",
            },
        ),
        (
            "When it was said",
            {
                "fields": (interval("said"),),
                "classes": ("interval",),
                "description": "The days between which it was said; blank where not known.",
            },
        ),
        ("Language and notes", {"fields": ("language", "translation", "note")}),
    )

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("speaker", "source__publisher__speaker").prefetch_related(
            "passages"
        )

    def get_urls(self):
        take_back = path(
            "<int:statement_id>/take-back/",
            self.admin_site.admin_view(self.take_back),
            name="sources_statement_take_back",
        )
        return [take_back, *super().get_urls()]

    def take_back(self, request, statement_id):
        return take_back_view(self, request, self.row(request, statement_id))

    def found(self, text, most):
        return words.statements(text, most)

    @admin.display(description="statement")
    def opening(self, statement):
        return Truncator(statement.opening).chars(100) or "Nothing marked"

    @admin.display(description="said", ordering="said_earliest")
    def said_on(self, statement):
        return statement.said

    def get_readonly_fields(self, request, obj=None):
        """A statement with passages or relays stays in its source."""
        stays = obj and (obj.passages.exists() or obj.relays.exists())
        return ("source",) if stays else ()

    def get_changeform_initial_data(self, request):
        """From a captured text: its source, and the words that were selected there."""
        initial = super().get_changeform_initial_data(request)
        initial["source"] = existing(Source, initial.get("source"))
        try:
            snapshot = Snapshot.objects.only("source").get(pk=initial["snapshot"])
        except (KeyError, ValueError, ObjectDoesNotExist):
            return initial
        return {**initial, "source": snapshot.source_id}

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = self.get_object(request, object_id)
        statement = found and Statement.objects.with_everything().get(pk=found.pk)
        shown = {"preview": preview(statement), "text": _place(statement)} if statement else {}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def response_add(self, request, obj, post_url_continue=None):
        """A new statement is shown as it was marked; from there leads the way to the next."""
        if IS_POPUP_VAR in request.POST or "_save" not in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(
            request,
            f"“{obj}” is marked. Look below at what follows from it; a claim can be made "
            "in it now, or rest on it.",
        )
        return redirect("admin:sources_statement_change", obj.pk)

    def response_change(self, request, obj):
        """It stays open, with a way back to the text in which it is marked."""
        if IS_POPUP_VAR in request.POST or "_save" not in request.POST:
            return super().response_change(request, obj)
        text = _place(obj)
        back = format_html(' <a href="{}">Back to the text</a>', text) if text else ""
        messages.success(request, format_html("“{}” is saved.{}", obj, back))
        return redirect("admin:sources_statement_change", obj.pk)

    def save_model(self, request, obj, form, change):
        """Saved with its parts, below: together they are one revision."""

    def save_related(self, request, form, formsets, change):
        statement = form.instance
        with revising(statement, by=request.user, version=form.cleaned_data.get("version")):
            statement.save()
            added = form.mark()
            for formset in formsets:
                self._save_relays(formset, added)
            form.unmark()

    def _save_relays(self, formset, added):
        for form in formset.forms:
            if form.has_changed() and form not in formset.deleted_forms:
                form.attach(added)
        formset.save()


def _place(statement: Statement) -> str:
    """The address at which its first words are read; none where nothing is marked."""
    first = Passage.objects.filter(statement=statement).order_by("start", "pk").first()
    if first is None:
        return ""
    text = reverse("admin:sources_snapshot_change", args=[first.snapshot_id])
    return f"{text}#passage-{first.start}"
