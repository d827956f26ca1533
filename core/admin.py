"""People and history at the desk. Accounts are deactivated, never deleted; history is read-only."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.template.response import TemplateResponse

from core import histories
from core.models import Revision, User
from core.paging import BoundedPaginator

# What lets somebody do everything, or grants a single permission by name.
BEYOND_A_PART = ("is_superuser", "user_permissions")


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Accounts and their parts. Whoever is no superuser makes none, touches none, and gives
    nobody, themselves included, more than a part; their own parts somebody else changes.
    """

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

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (request.user.is_superuser or not (obj and obj.is_superuser))

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return fixed
        own = ("groups", "is_active", "is_staff") if obj and obj.pk == request.user.pk else ()
        return (*fixed, *BEYOND_A_PART, *own)

    def save_model(self, request, obj, form, change):
        """A new account is one for the desk."""
        obj.is_staff = obj.is_staff or not change
        super().save_model(request, obj, form, change)


admin.site.unregister(Group)


@admin.register(Group)
class PartAdmin(GroupAdmin):
    """The parts that an account can have: what is in them, a superuser changes."""

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser


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
