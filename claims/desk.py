"""The site of the desk: Django's admin, whose first page is the queue.

It stands beside the package `claims.admin`, not in it: that package registers with this site while
it is imported, so the site must be there before.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.urls import path

from claims import queue
from claims.forms import statement_line
from claims.models import Memo, View
from claims.narrowing import NarrowingForm
from claims.preferences import told_view
from sources.models import Snapshot, Statement

# So many captures are shown on the first page.
CAPTURES = 5


class StatementLines(AutocompleteJsonView):
    """The stock search for related rows; a statement shows its speaker, first words and source."""

    def get_queryset(self):
        found = super().get_queryset()
        if found.model is not Statement:
            return found
        return found.select_related("speaker", "source").prefetch_related("passages")

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        if isinstance(obj, Statement):
            result["text"] = statement_line(obj)
        return result


class DeskSite(AdminSite):
    """The desk."""

    site_header = "On Record"
    site_title = "On Record"
    index_title = "The queue"
    site_url = "/"
    enable_nav_sidebar = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")

    def get_urls(self):
        told = path("told/", self.admin_view(self.told), name="told")
        return [told, *super().get_urls()]

    def told(self, request):
        return told_view(self, request)

    def index(self, request, extra_context=None):
        """What waits for this person; the list of everything folded away below it."""
        narrowing = NarrowingForm(request.GET or None, user=request.user)
        sections = queue.sections(request.user, narrowing.among())
        waiting = {
            "title": self.index_title if sections else "The desk",
            "sections": sections,
            "narrowing": narrowing,
            "asked": request.GET.urlencode(),
            "roles": queue.roles(request.user),
            "views": View.objects.filter(person=request.user),
            "may_add_claim": request.user.has_perm("claims.add_claim"),
            "may_find": request.user.has_perm("claims.view_claim"),
            "may_hand": request.user.has_perm("claims.change_claim")
            or request.user.has_perm("claims.review_claim"),
            "captures": self._captures(request.user),
            "may_capture": request.user.has_perm("sources.add_snapshot"),
            "may_look_after_accounts": request.user.has_perm("core.change_user"),
            "may_bring_in": request.user.has_perm("claims.add_claim"),
            "undelivered": self._undelivered(request.user),
        }
        return super().index(request, {**waiting, **(extra_context or {})})

    @staticmethod
    def _captures(user) -> Iterable[Snapshot] | None:
        """What whoever marks statements can go on with; None for others."""
        may_mark = user.has_perm("sources.add_statement")
        return Snapshot.objects.newest(CAPTURES) if may_mark else None

    @staticmethod
    def _undelivered(user) -> int:
        """How many mails the server would not take; told to whoever looks after accounts."""
        return Memo.objects.not_delivered().count() if user.has_perm("core.change_user") else 0

    def autocomplete_view(self, request):
        return StatementLines.as_view(admin_site=self)(request)
