"""What pages of the desk show again and again."""

from __future__ import annotations

import datetime as dt

from django.contrib.admin.templatetags.admin_list import ResultList, result_headers
from django.template import Library
from django.utils import timezone
from django.utils.timesince import timesince

from claims.models import Claim
from record.models import Listing

register = Library()


@register.inclusion_tag("desk/_public_page.html")
def public_page(row):
    """Where readers see the claim; nothing for a row of another kind."""
    claim = row if isinstance(row, Claim) and row.pk else None
    listings = Listing.objects.defer("words", "finding")
    live = listings.filter(claim=claim.public_id).first() if claim else None
    return {"claim": claim, "live": live}


@register.filter
def roughly_since(moment):
    """How long ago, in the one unit that counts: "3 hours", not "3 hours, 12 minutes"."""
    if timezone.now() - moment < dt.timedelta(minutes=1):
        return "less than a minute"
    return timesince(moment, depth=1)


@register.inclusion_tag("admin/change_list_results.html")
def claim_rows(cl):
    """The list of claims, with rows that are made at once and not cell by cell."""
    headers = list(result_headers(cl))
    return {
        "cl": cl,
        "result_headers": headers,
        "num_sorted_fields": sum(header["sortable"] and header["sorted"] for header in headers),
        "results": [ResultList(None, [cl.model_admin.row(cl, claim)]) for claim in cl.result_list],
    }
