from django.contrib import admin

from sources.admin.base import DeskAdmin
from sources.forms.rows import SpeakerForm
from sources.models import Speaker


@admin.register(Speaker)
class SpeakerAdmin(DeskAdmin):
    form = SpeakerForm
    list_display = ("name", "note", "kind")
    list_filter = ("kind",)
    search_fields = ("name", "note", "public_id")
    search_help_text = "A name, a note or a public id"
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "kind", "note"),
                "description": "Whoever speaks: a person, an organisation, a court, an outlet in "
                "its own voice, or a party that the source leaves unnamed.",
            },
        ),
        ("Elsewhere", {"fields": ("same_as",)}),
    )
