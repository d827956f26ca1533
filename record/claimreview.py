"""ClaimReview (schema.org): a claim and its verdict for search engines and fact-check explorers.

It says what the page says and never more. There is none where nobody is known to have made the
claim, and none once the claim is retracted.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format

from record import schema
from record.addresses import page_of, web, whole
from record.models import Entry
from record.reading import Note, Standing
from record.wording import BECAME

Node = dict[str, Any]
MEDIA_TYPE = "application/ld+json"
WORKS = {"article": "NewsArticle", "post": "SocialMediaPosting", "data": "Dataset"}
# What would end a script element, or begin a comment in it.
ESCAPES = {ord(c): f"\\u{ord(c):04X}" for c in "<>&\u2028\u2029"}


def claim_review(
    edition: schema.Edition,
    *,
    path: str,
    first_published: dt.datetime,
    standing: Standing,
    history: Iterable[Note],
) -> Node | None:
    """The ClaimReview of a claim's own page; None for a claim that has none."""
    content = edition.content
    made = content.claimant is not None or content.appearances
    if standing.state == "retracted" or not made:
        return None
    url, lasting = whole(path), whole(reverse("claim_permalink", args=[content.id]))
    return _filled(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "@id": f"{lasting}#review",
            "url": url,
            "inLanguage": content.language,
            "claimReviewed": content.short,
            "reviewRating": _rating(content, standing),
            "reviewBody": content.explanation,
            "author": newsroom(),
            "datePublished": schema.instant(first_published),
            "dateModified": edition.published_at,
            "itemReviewed": _claim(content, f"{lasting}#claim"),
            "citation": _citations(content),
            "correction": [_correction(note) for note in history if _corrects(note)],
        }
    )


def as_script(node: Node) -> str:
    """The node as JSON that can stand inside a script element."""
    return json.dumps(node, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


def newsroom() -> Node:
    """Who checked the claim."""
    return {
        "@type": "Organization",
        "@id": whole("/#newsroom"),
        "name": settings.NEWSROOM_NAME,
        "url": whole("/"),
    }


def rating_in_words(label: str, standing: Standing) -> str:
    """The verdict, and what became of the claim: "True (superseded 25 May 2021)"."""
    if standing.state not in BECAME:
        return label
    since = f" {date_format(standing.since, 'j F Y')}" if standing.since else ""
    return f"{label} ({BECAME[standing.state]}{since})"


def _rating(content: schema.Content, standing: Standing) -> Node:
    verdict = content.verdict
    told = rating_in_words(verdict.label, standing)
    rating = {"@type": "Rating", "alternateName": told, "name": told}
    if verdict.value is not None:
        rating["ratingValue"] = verdict.value
        rating["bestRating"], rating["worstRating"] = verdict.best, verdict.worst
    return rating | {"ratingExplanation": content.finding}


def _claim(content: schema.Content, id: str) -> Node:
    claimant = content.claimant
    works = [work(one.statement.source) for one in content.appearances]
    return {
        "@type": "Claim",
        "@id": id,
        "text": content.text,
        "inLanguage": content.language,
        "author": _claimant(claimant) if claimant else None,
        "datePublished": _day(claimant.made) if claimant else None,
        "firstAppearance": works[0] if works else None,
        "appearance": works,
    }


def _claimant(claimant: schema.Claimant) -> Node | None:
    """Who made the claim; an unnamed party is no author that anybody could look up."""
    if claimant.speaker.kind == "unnamed":
        return None
    speaker, page = claimant.speaker, whole(page_of(claimant.speaker, "speaker"))
    party = {"@type": "Organization", "@id": page, "name": speaker.name, "url": page}
    if speaker.kind == "person":
        party |= {"@type": "Person", "jobTitle": claimant.role}
    return party


def _citations(content: schema.Content) -> list[Node]:
    """The works that counted evidence stands in, and those that it hands on, once each."""
    works: dict[str, schema.Source] = {}
    for piece in content.evidence:
        if piece.counted:
            passed_on = (step.source for step in piece.statement.chain)
            works |= {source.id: source for source in (piece.statement.source, *passed_on)}
    return [work(source) for source in works.values()]


def work(source: schema.Source) -> Node:
    """A source as schema.org has it; `@id` is its page here."""
    page = page_of(source, "source")
    publisher = source.publisher
    return {
        "@type": WORKS.get(source.kind, "CreativeWork"),
        "@id": whole(page),
        "name": source.title,
        "url": web(source.url),
        "archivedAt": web(source.archive_url),
        "author": {"@type": "Person", "name": source.author} if source.author else None,
        "publisher": {"@type": "Organization", "name": publisher.name} if publisher else None,
        "datePublished": _day(source.published),
        "inLanguage": source.language,
    }


def _corrects(note: Note) -> bool:
    return note.entry.edition_kind == Entry.EditionKind.CORRECTION


def _correction(note: Note) -> Node:
    return {
        "@type": "CorrectionComment",
        "text": note.told.notice,
        "datePublished": schema.instant(note.entry.published_at),
        "url": whole(note.get_absolute_url()),
    }


def _day(interval: schema.Interval) -> str | None:
    """The day, where it is known to the day; a wider date would be read as its first."""
    return interval.earliest if interval.earliest == interval.latest else None


def _filled(value: Any) -> Any:
    """The same without what is not known: no empty text, list or null."""
    if isinstance(value, dict):
        return {key: kept for key, one in value.items() if _is_told(kept := _filled(one))}
    if isinstance(value, list):
        return [_filled(one) for one in value]
    return value


def _is_told(value: Any) -> bool:
    return value not in (None, "", [], {})
