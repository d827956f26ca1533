from django.contrib import admin
from django.db.models import Count

from claims.models import Topic
from sources.admin.base import DeskAdmin
from sources.forms.rows import VersionedForm


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    form = VersionedForm
    list_display = ["name", "slug", "number_of_claims"]
    fields = ["name", "slug"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(claims_about=Count("claims"))

    @admin.display(description="claims", ordering="claims_about")
    def number_of_claims(self, topic):
        return topic.claims_about
