"""What the head of a claim's page says to machines."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from record import claimreview

register = template.Library()


@register.simple_tag(takes_context=True)
def review_of(context) -> SafeString | str:
    """The ClaimReview of the claim whose page this is, safe inside a script; or nothing."""
    listing = context["listing"]
    review = claimreview.claim_review(
        context["edition"],
        path=listing.get_absolute_url(),
        first_published=listing.first_published_at,
        standing=context["standing"],
        history=context["history"],
    )
    # Everything that could end the element is escaped there.
    return mark_safe(claimreview.as_script(review)) if review else ""


@register.filter
def with_standing(label: str, standing) -> str:
    """A verdict, and what became of the claim: "True (superseded 25 May 2021)"."""
    return claimreview.rating_in_words(label, standing)


@register.filter
def locale(language: str) -> str:
    """A language as Open Graph writes it; without a region, the site's where it is the same."""
    ours = settings.LANGUAGE_CODE
    tag = ours if language == ours.partition("-")[0] else language
    name, _, region = tag.partition("-")
    return f"{name}_{region.upper()}" if len(region) == 2 else name
