"""People and history at the desk. Accounts are deactivated, never deleted; history is read-only."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.template.response import TemplateResponse

from core import histories
from core.models import Revision, User
from core.paging import BoundedPaginator


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ("username", "byline", "first_name", "last_name", "is_active", "is_superuser")
    list_filter = ("is_active", "is_superuser", "is_staff")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Who it is", {"fields": ("first_name", "last_name", "email", "byline")}),
        (
            "What they may do",
            {
                "fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions"),
                "description": "An account is never deleted: untick “Active” to close it. What "
                "its owner did stays in the log.",
            },
        ),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Revision)
class RevisionAdmin(admin.ModelAdmin):
    list_display = ("at", "actor_name", "action", "model", "label", "reason")
    list_display_links = ("label",)
    list_filter = ("action",)
    search_fields = ("label", "actor_name", "reason", "model")
    ordering = ("-pk",)
    show_full_result_count = False
    paginator = BoundedPaginator

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        """Without the states: a list does not read them, and they are long."""
        return super().get_queryset(request).defer("before", "after")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        revision = self.get_object(request, object_id)
        if revision is None or not self.has_view_permission(request, revision):
            return super().change_view(request, object_id, form_url, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "title": str(revision),
            "opts": self.opts,
            "steps": histories.steps([revision]),
        }
        return TemplateResponse(request, "desk/history.html", context)
