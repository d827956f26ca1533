"""What a page says of a row beside a form that was refused: the row as it is stored."""

from __future__ import annotations

from django.db import models


def as_stored(row: models.Model, *, refused: bool) -> models.Model:
    """The row itself; after a refusal, which left in it what was typed, the row read anew."""
    return type(row)._default_manager.get(pk=row.pk) if refused and row.pk else row


class CalledAsStored:
    """For the admin of a model: whose name was emptied in a form is still called by it."""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if obj and context.get("errors"):
            stored = as_stored(obj, refused=True)
            response.context_data |= {"original": stored, "subtitle": str(stored)}
        return response
