"""What the desk's own pages share: every change kept, nobody's work overwritten, history shown."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path

from core import histories
from core.models import Revision
from core.paging import BoundedPaginator
from core.revisions import Overtaken, revising, state_of
from core.stored import CalledAsStored
from sources.admin.refusals import why_refused
from sources.admin.restoring import restore_view
from sources.marking import CannotMark

PARTS_OF_AN_INTERVAL = ("earliest", "latest", "words", "basis", "source")


def interval(name: str) -> tuple[str, ...]:
    """The fields of an interval, as one row of a form."""
    return tuple(f"{name}_{part}" for part in PARTS_OF_AN_INTERVAL)


class DeskAdmin(CalledAsStored, admin.ModelAdmin):
    """A page of the desk that keeps each change as a revision and never deletes evidence."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_max_show_all = 0
    paginator = BoundedPaginator
    save_on_top = False
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget({"rows": 4})}}
    restorable = True

    def get_urls(self):
        if not self.restorable:
            return super().get_urls()
        restore = path(
            "<int:object_id>/history/<int:revision_id>/",
            self.admin_site.admin_view(self.restore),
            name=f"{self.opts.app_label}_{self.opts.model_name}_restore",
        )
        return [restore, *super().get_urls()]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form, told what was refused when it was last sent."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"refusal": getattr(request, "refusal", "")})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Where saving is refused below, show the form again as it was sent, and say why."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (Overtaken, CannotMark, IntegrityError) as error:
            request.refusal = why_refused(error)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        with revising(obj, by=request.user, version=form.cleaned_data.get("version")):
            obj.save()

    def log_addition(self, request, obj, message):
        """Revisions are the only history."""

    log_change = log_addition

    def history_view(self, request, object_id, extra_context=None):
        row = self.row(request, object_id)
        context = {
            **self.page(request, row),
            "title": "History",
            "subtitle": str(row),
            "steps": histories.steps(list(reversed(Revision.objects.of(row)))),
            "may_restore": self.restorable and self.may_restore(request, row),
        }
        return TemplateResponse(request, "desk/history.html", context)

    def may_restore(self, request, row) -> bool:
        return self.has_change_permission(request, row)

    def restore(self, request, object_id, revision_id):
        return restore_view(self, request, self.row(request, object_id), revision_id)

    def state(self, row) -> dict:
        """What a revision would keep of the row now."""
        return state_of(row)

    def row(self, request, object_id):
        """The row of that key for somebody who may see it; 404 and 403 otherwise."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        row = self.get_object(request, str(object_id))
        if row is None:
            raise Http404
        return row

    def page(self, request, row=None) -> dict:
        """What every page of the desk shows around its content."""
        return {**self.admin_site.each_context(request), "opts": self.opts, "original": row}
