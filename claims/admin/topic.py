from django.contrib import admin
from django.db.models import Count

from claims.models import Topic
from core.revisions import revising


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "number_of_claims"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(claims_about=Count("claims"))

    @admin.display(description="claims", ordering="claims_about")
    def number_of_claims(self, topic):
        return topic.claims_about

    def save_model(self, request, obj, form, change):
        with revising(obj, by=request.user):
            super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False
