"""What a page says of a row beside a form that was refused: the row as it is stored."""

from __future__ import annotations


class CalledAsStored:
    """For the admin of a model: a refused form leaves in its row what was typed, so the page is
    about the row read anew, and one whose name was emptied is still called by it.
    """

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if obj and obj.pk and context.get("errors"):
            stored = type(obj)._default_manager.get(pk=obj.pk)
            response.context_data |= {"original": stored, "subtitle": str(stored)}
        return response
