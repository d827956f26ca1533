from django import forms
from django.contrib import admin

from claims.models import Claim, Verdict
from sources.admin.base import DeskAdmin
from sources.forms.rows import VersionedForm


class VerdictForm(VersionedForm):
    kinds = forms.MultipleChoiceField(
        choices=Claim.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="The kinds of claim that may get this verdict.",
    )


@admin.register(Verdict)
class VerdictAdmin(DeskAdmin):
    """The rating scale, which is published with the next edition: a setting, not a claim’s own."""

    form = VerdictForm
    list_display = ["label", "value", "meaning", "for_kinds", "order"]
    fields = ["label", "key", "meaning", "value", "colour", "kinds", "rule", "order"]
    search_fields = ["label", "meaning"]

    @admin.display(description="kinds")
    def for_kinds(self, verdict):
        return ", ".join(verdict.kinds)

    def get_readonly_fields(self, request, obj=None):
        """The key stands in published editions: it stays."""
        return ["key"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"key": ["label"]}
