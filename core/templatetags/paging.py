"""Tags for long lists of the desk."""

from django import template
from django.contrib.admin.views.main import PAGE_VAR

register = template.Library()


@register.filter
def address_of_page(changelist, number: int) -> str:
    """Where a page of this list is, with the filters and the search that are in force."""
    return changelist.get_query_string({PAGE_VAR: number})
