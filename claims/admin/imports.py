"""Bringing in a file: choose it, see what each row will become, decide, watch it being entered."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims import sheets
from claims.errors import NotPermitted
from claims.importing import jobs
from claims.importing.columns import OF_THE_ERROR_FILE, columns_of
from claims.importing.files import MOST_ROWS, NotATable, read
from claims.importing.jobs import CannotGoOn, may_bring_in
from claims.models import Import, ImportRow
from sources.admin.base import DeskAdmin

ROWS = 100
Outcome = ImportRow.Outcome
# What a row shows of itself: the first of these that is filled in.
SHOWN = {
    Import.Kind.CLAIMS: ("short", "text"),
    Import.Kind.STATEMENTS: ("words", "report", "cue", "source"),
}
ENTRIES = {Import.Kind.CLAIMS: "claims_claim", Import.Kind.STATEMENTS: "sources_statement"}


class FileForm(forms.Form):
    """Which file, and what it holds."""

    kind = forms.ChoiceField(
        label="It holds",
        choices=Import.Kind.choices,
        widget=forms.RadioSelect,
        help_text="What every row of the file becomes.",
    )
    file = forms.FileField(
        label="The file",
        allow_empty_file=True,
        help_text=f"CSV, as spreadsheets save it, or JSON; at most 10 MB and {MOST_ROWS:,} rows.",
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["kind"].initial = kinds[0] if kinds else None

    def clean(self):
        """Read the file once here, so that what is wrong with it stands beside it."""
        cleaned = super().clean()
        file, kind = cleaned.get("file"), cleaned.get("kind")
        if file and kind:
            try:
                self.given = file.read()
                read(self.given, file.name, kind)
            except NotATable as error:
                self.add_error("file", str(error))
        return cleaned


@admin.register(Import)
class ImportAdmin(DeskAdmin):
    """The imports of everybody who may bring in; each goes on only with what is their own."""

    restorable = False
    list_display = ["file_name", "kind_told", "by_name", "standing", "result", "started", "ended"]
    list_filter = ["stage"]
    search_fields = ["file_name", "by_name"]
    search_help_text = "The name of a file, or who brought it in"

    def has_module_permission(self, request):
        return any(may_bring_in(kind, request.user) for kind in Import.Kind)

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    has_add_permission = has_view_permission

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description="holds", ordering="kind")
    def kind_told(self, work):
        return work.get_kind_display()

    @admin.display(description="stands", ordering="stage")
    def standing(self, work):
        return work.get_stage_display()

    @admin.display(description="result")
    def result(self, work):
        return jobs.in_words(work)

    @admin.display(description="begun", ordering="pk")
    def started(self, work):
        return f"{work.started_at:%d %b %Y, %H:%M} UTC"

    @admin.display(description="ended")
    def ended(self, work):
        return f"{work.ended_at:%d %b %Y, %H:%M} UTC" if work.ended_at else ""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{name}/", wrap(view), name=f"claims_import_{name}")
            for name, view in (
                ("go-on", self.go_on),
                ("enter", self.enter),
                ("stop", self.stop),
                ("errors", self.errors_file),
                ("result", self.result_file),
            )
        ]
        template = path(
            "template/<str:kind>.csv", wrap(self.template_file), name="claims_import_template"
        )
        return [template, *own, *super().get_urls()]

    def add_view(self, request, form_url="", extra_context=None):
        """Ask for the file; refuse it whole where it is no table; else begin to check."""
        kinds = [kind for kind in Import.Kind if may_bring_in(kind, request.user)]
        if not kinds:
            raise PermissionDenied
        form = FileForm(request.POST or None, request.FILES or None, kinds=kinds)
        if request.method == "POST" and form.is_valid():
            name, kind = form.cleaned_data["file"].name, form.cleaned_data["kind"]
            work = jobs.begin(form.given, name, kind, by=request.user)
            jobs.carry_on(work.pk, by=request.user)
            return redirect("admin:claims_import_change", work.pk)
        context = {
            **self.page(request),
            "title": "Bring in a file",
            "form": form,
            "tables": [(kind, columns_of(kind)) for kind in kinds],
        }
        return TemplateResponse(request, "admin/claims/import/add.html", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """How far it has come, what each row becomes, and what to do next."""
        work = self.row(request, object_id)
        shown = request.GET.get("show", "")
        rows = work.rows.filter(outcome=shown) if shown in Outcome.values else work.rows.all()
        after = request.GET.get("after", "")
        if after.isascii() and after.isdigit() and len(after) < 10:
            rows = rows.filter(line__gt=int(after))
        found = list(rows[: ROWS + 1])
        context = {
            **self.page(request, work),
            "title": str(work),
            "work": work,
            "told": jobs.in_words(work),
            "own": work.by_id == request.user.pk,
            "done": _done(work),
            "outcomes": [(o.value, o.label, work.count(o)) for o in Outcome if work.count(o)],
            "shown": shown,
            "rows": [RowShown(work, row) for row in found[:ROWS]],
            "more": found[ROWS - 1].line if len(found) > ROWS else None,
            "new": work.count(Outcome.NEW),
            "wrong": work.count(Outcome.WRONG),
            "most_as_one": jobs.MOST_AS_ONE,
        }
        return TemplateResponse(request, "admin/claims/import/work.html", context)

    def go_on(self, request, pk):
        """One step; for the script, how far it has come; else back to the page."""
        return self._act(request, pk, jobs.carry_on)

    def enter(self, request, pk):
        whole = request.POST.get("how") == "whole"
        act = jobs.enter_all_or_nothing if whole else jobs.enter_those_that_are_right
        return self._act(request, pk, act)

    def stop(self, request, pk):
        return self._act(request, pk, jobs.stop)

    def _act(self, request, pk, act):
        work, refused = self.row(request, pk), ""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            work = act(work.pk, by=request.user)
        except (CannotGoOn, NotPermitted) as error:
            refused = str(error)
        if request.headers.get("Accept") == "application/json":
            return JsonResponse(_progress(work, refused), status=409 if refused else 200)
        if refused:
            messages.error(request, refused)
        return redirect("admin:claims_import_change", pk)

    def errors_file(self, request, pk):
        """The rows to be mended, with why: mend them there and bring that file in."""
        work = self.row(request, pk)
        return self._file(work, work.rows.filter(outcome=Outcome.WRONG), "to-mend")

    def result_file(self, request, pk):
        """Every row with what became of it."""
        work = self.row(request, pk)
        return self._file(work, work.rows.all(), "result")

    def _file(self, work, rows, name):
        names = [*OF_THE_ERROR_FILE, "public_id", *work.columns]
        lines = sheets.as_csv(names, (_told_of(row) for row in rows.iterator(500)))
        return _download(lines, f"{name}-{work.pk}.csv")

    def template_file(self, request, kind):
        """A file with the names of the columns and nothing else."""
        if kind not in Import.Kind.values:
            raise Http404
        if not may_bring_in(kind, request.user):
            raise PermissionDenied
        names = [column.name for column in columns_of(kind)]
        return _download(sheets.as_csv(names, []), f"{kind}.csv")


class RowShown:
    """A row of the file, as the page shows it."""

    def __init__(self, work: Import, row: ImportRow):
        self.line, self.outcome, self.note = row.line, row.outcome, row.note
        self.label, self.problems = row.get_outcome_display(), row.problems
        names = SHOWN[work.kind]
        self.words = next((row.cells[name] for name in names if row.cells.get(name)), "")
        entries = reverse(f"admin:{ENTRIES[work.kind]}_changelist")
        self.address = f"{entries}?q={row.made}" if row.made else ""


def _done(work: Import) -> int:
    """How many rows this stage has been through."""
    waiting = {Import.Stage.CHECKING: Outcome.UNREAD, Import.Stage.ENTERING: Outcome.NEW}
    left = work.count(waiting[work.stage]) if work.is_under_way else 0
    return work.total - left


def _progress(work: Import, refused: str) -> dict:
    done = _done(work)
    told = refused or f"{done} of {work.total}: {jobs.in_words(work)}"
    return {"done": done, "total": work.total, "told": told, "going": work.is_under_way}


def _told_of(row: ImportRow) -> dict[str, str]:
    told = "\n".join(f"{column}: {what}" if column else what for column, what in row.problems)
    return {
        **row.cells,
        "line": row.line,
        "outcome": row.get_outcome_display(),
        "to_mend": told or row.note,
        "public_id": row.made,
    }


def _download(lines, name: str) -> HttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
