from django.contrib import admin
from django.db.models import Count

from claims.models import Claim, Topic
from sources.admin.base import DeskAdmin
from sources.forms.rows import VersionedForm


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    form = VersionedForm
    list_display = ["name", "slug", "number_of_claims"]
    fields = ["name", "slug"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}

    def get_changelist_instance(self, request):
        """Claims are counted for the topics of this page only."""
        changelist = super().get_changelist_instance(request)
        shown = [topic.pk for topic in changelist.result_list]
        about = Claim.topics.through.objects.filter(topic__in=shown).values_list("topic")
        counts = dict(about.annotate(Count("pk")).order_by())
        for topic in changelist.result_list:
            topic.claims_about = counts.get(topic.pk, 0)
        return changelist

    @admin.display(description="claims")
    def number_of_claims(self, topic):
        return topic.claims_about
