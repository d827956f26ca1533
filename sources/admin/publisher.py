from django.contrib import admin

from core.revisions import revising
from sources.admin.base import DeskAdmin
from sources.forms.rows import PublisherForm
from sources.models import Publisher


@admin.register(Publisher)
class PublisherAdmin(DeskAdmin):
    form = PublisherForm
    list_display = ("speaker", "slug", "website")
    list_select_related = ("speaker",)
    search_fields = ("speaker__name", "slug", "public_id")
    search_help_text = "A name, a slug or a public id"
    autocomplete_fields = ("speaker",)
    description = (
        "Who publishes sources. It is also a speaker, so that its own voice can be told from the "
        "voices it reports."
    )

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form, told whether this person may enter the speaker that a new publisher is."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.may_add_speaker = request.user.has_perm("sources.add_speaker")
        return form

    def get_fieldsets(self, request, obj=None):
        """A new one is entered by its name; after that the speaker has it."""
        named = ("name", "slug", "website", "speaker")
        fields = named if obj is None else ("speaker", "slug", "website")
        return [(None, {"fields": fields, "description": self.description})]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    def save_model(self, request, obj, form, change):
        if form.new_speaker:
            with revising(form.new_speaker, by=request.user):
                form.new_speaker.save()
            obj.speaker = form.new_speaker
        super().save_model(request, obj, form, change)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("speaker")
