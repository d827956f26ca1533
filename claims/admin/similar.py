"""Already checked? Claims that may say the same as what is being typed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.urls import reverse

from claims import finding, queue
from claims.models import Claim
from record.models import Listing

LONGEST = 2_000


def similar_view(model_admin, request) -> HttpResponse:
    """The likeliest, as JSON: what each says, where it stands, and its page at the desk."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    but = request.GET.get("but", "")
    known = but.isascii() and but.isdigit() and len(but) < 10
    found = told(request.GET.get("text", "")[:LONGEST], but=int(but) if known else None)
    return JsonResponse({"claims": found})


def told(text: str, *, but: int | None = None) -> list[dict[str, str]]:
    """What a page says of each claim that may say the same."""
    claims = finding.similar(text, but=but)
    live = Listing.objects.filter(claim__in=[claim.public_id for claim in claims])
    listings = {one.claim: one for one in live.defer("words", "finding")}
    return [_told(claim, listings.get(claim.public_id)) for claim in claims]


def _told(claim: Claim, listing: Listing | None) -> dict[str, str]:
    verdict = f", {listing.verdict_label}" if listing and not listing.retracted else ""
    return {
        "short": claim.short,
        "stands": queue.status_in_words(claim, listing) + verdict,
        "address": reverse("admin:claims_claim_change", args=[claim.pk]),
    }
