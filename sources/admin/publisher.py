from django.contrib import admin

from sources.admin.base import DeskAdmin
from sources.forms.rows import PublisherForm
from sources.models import Publisher


@admin.register(Publisher)
class PublisherAdmin(DeskAdmin):
    form = PublisherForm
    list_display = ("speaker", "slug", "website", "public_id")
    list_select_related = ("speaker",)
    search_fields = ("speaker__name", "slug", "public_id")
    search_help_text = "A name, a slug or a public id"
    autocomplete_fields = ("speaker",)
    fieldsets = (
        (
            None,
            {
                "fields": ("speaker", "slug", "website"),
                "description": "Who publishes sources. It is also a speaker, so that its own voice "
                "can be told from the voices it reports: enter the outlet, court or exchange as a "
                "speaker first.",
            },
        ),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("speaker")
