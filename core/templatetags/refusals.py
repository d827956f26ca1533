"""What was wrong with a form of the desk, at its top: each field by name, with a link to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.template import Library

register = Library()


@dataclass(frozen=True)
class Place:
    """A field that was refused: what it is called, and its address on the page."""

    label: str
    anchor: str


@register.inclusion_tag("desk/_refusal.html", takes_context=True)
def refusal(context):
    """Takes what Django's admin gives to a form: `errors`, `adminform`, `inline_admin_formsets`."""
    if not context.get("errors"):
        return {}
    form = context["adminform"].form
    formsets = [each.formset for each in context["inline_admin_formsets"]]
    told = [*form.non_field_errors()]
    for formset in formsets:
        told += formset.non_form_errors()
    return {"refused": True, "told": told, "places": [*_in(form), *_in_rows(formsets)]}


def _in(form: forms.BaseForm) -> Iterator[Place]:
    for name in form.fields:
        if name in form.errors:
            yield Place(str(form[name].label), form[name].auto_id)


def _in_rows(formsets: list[forms.BaseFormSet]) -> Iterator[Place]:
    for formset in formsets:
        noun = str(formset.model._meta.verbose_name).capitalize()
        for number, form in enumerate(formset.forms, 1):
            if form.errors and not form.cleaned_data.get("DELETE"):
                row = f"{noun} {number}"
                inside = [Place(f"{row}, {p.label.lower()}", p.anchor) for p in _in(form)]
                yield from inside or [Place(row, form.prefix)]
