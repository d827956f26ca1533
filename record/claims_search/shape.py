"""Answers and errors in the shape of Google's API; what is not known is left out."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from record import schema
from record.api.errors import TOO_OFTEN
from record.claimreview import claim_review
from record.claims_search.parameters import Refused, site_of
from record.models import Listing

MEDIA_TYPE = "application/json; charset=UTF-8"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
RETRY_INFO = "type.googleapis.com/google.rpc.RetryInfo"


def answer(listings: list[Listing], token: str | None) -> dict[str, Any]:
    """A page of claims, and the token of the next one."""
    claims = [one for listing in listings if (one := _claim(listing))]
    return _told(claims=claims, nextPageToken=token)


def error(code: int, status: str, message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "status": status, **more}}


def refusal(refused: Refused) -> dict[str, Any]:
    details = [{"@type": BAD_REQUEST, "fieldViolations": refused.violations}]
    return error(400, "INVALID_ARGUMENT", str(refused), details=details)


def asked_too_often(seconds: int) -> dict[str, Any]:
    details = [{"@type": RETRY_INFO, "retryDelay": f"{seconds}s"}]
    return error(429, "RESOURCE_EXHAUSTED", TOO_OFTEN.format(seconds), details=details)


def _claim(listing: Listing) -> dict[str, Any] | None:
    """A claim with its review: what the ClaimReview of its page says; None where it has none."""
    review = claim_review(
        listing.entry.published,
        path=listing.get_absolute_url(),
        first_published=listing.first_published_at,
        standing=listing.standing,
        history=(),
    )
    if review is None:
        return None
    claim = review["itemReviewed"]
    day = claim.get("datePublished")
    return _told(
        text=claim["text"],
        claimant=claim.get("author", {}).get("name"),
        claimDate=f"{day}T00:00:00Z" if day else None,
        claimReview=[_review(review)],
    )


def _review(review: dict[str, Any]) -> dict[str, Any]:
    reviewed = schema.moment(review["datePublished"])
    return _told(
        publisher={"name": settings.NEWSROOM_NAME, "site": site_of(settings.NEWSROOM_URL)},
        url=review["url"],
        title=review["claimReviewed"],
        # Whole seconds, as Google has them: programs read no others.
        reviewDate=f"{reviewed:%Y-%m-%dT%H:%M:%SZ}",
        textualRating=review["reviewRating"]["alternateName"],
        languageCode=review["inLanguage"],
    )


def _told(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
