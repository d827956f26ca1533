from django.contrib import admin

from claims.models import Event
from core.paging import BoundedPaginator


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """The log of decisions: to be read only."""

    list_display = ["at", "claim", "verb", "by", "then", "overriding", "reason"]
    list_display_links = ["at"]
    list_filter = ["verb", "overrides", "at"]
    list_select_related = ["claim"]
    search_fields = ["claim__short", "claim__public_id", "actor_name", "reason", "digest"]
    ordering = ["-pk"]
    show_full_result_count = False
    paginator = BoundedPaginator

    @admin.display(description="by", ordering="actor_name")
    def by(self, event):
        return event.actor_name

    @admin.display(description="status then", ordering="to_status")
    def then(self, event):
        return event.get_to_status_display()

    @admin.display(description="overriding", empty_value="")
    def overriding(self, event):
        return "The rule of two people" if event.overrides else ""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
