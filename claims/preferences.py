"""Everybody's own page: what they are told by mail, and when."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from claims.models import Preference
from claims.telling import OCCASIONS, when_of
from core.models import User

SHOWN = 20


class PreferencesForm(forms.Form):
    """A choice for each occasion that concerns this person."""

    def __init__(self, *args, person: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        for occasion in OCCASIONS:
            if occasion.concerned([person.pk]):
                self.fields[occasion.about] = forms.ChoiceField(
                    label=occasion.label,
                    choices=occasion.choices,
                    initial=when_of(occasion, [person.pk])[person.pk],
                    widget=forms.RadioSelect,
                )

    @transaction.atomic
    def save(self) -> None:
        for about, when in self.cleaned_data.items():
            Preference.objects.update_or_create(
                person=self.person, about=about, defaults={"when": when}
            )


def told_view(site, request):
    """Show and keep what this person wants to be told; and what went out to them last."""
    person = request.user
    form = PreferencesForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Kept. It holds from now on.")
        return redirect("admin:told")
    context = {
        **site.each_context(request),
        "title": "Notifications by mail",
        "form": form,
        "memos": person.memos.select_related("claim").order_by("-pk")[:SHOWN],
        "undelivered": person.memos.not_delivered().count(),
    }
    return TemplateResponse(request, "admin/told.html", context)
