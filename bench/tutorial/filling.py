"""Fill the tutorial's tables from the record, so that both pages tell the same."""

from __future__ import annotations

import functools

from bench.tutorial import models
from record import schema
from record.models import Entry, Link, Listing


def fill(listings: list[Listing]) -> None:
    """Make the claims of these listings anew, with all that they cite."""
    claims = {listing.claim: _claim(listing) for listing in listings}
    for link in Link.objects.filter(claim__in=claims, other__in=claims):
        models.Relation.objects.create(
            claim=claims[link.claim], other=claims[link.other], type=link.type, reason=link.reason
        )


def _claim(listing: Listing) -> models.Claim:
    content = listing.entry.content
    claim = models.Claim.objects.create(
        public_id=listing.claim,
        text=content.text,
        short=content.short,
        language=content.language,
        verdict=_verdict(content.verdict),
        finding=content.finding,
        explanation=content.explanation,
        basis=content.basis,
    )
    claim.topics.set([_topic(topic) for topic in content.topics])
    for appearance in content.appearances:
        claim.appearances.create(statement=_statement(appearance.statement))
    for piece in content.evidence:
        claim.evidence.create(
            statement=_statement(piece.statement),
            number=piece.number,
            stance=piece.stance,
            counted=piece.counted,
        )
    for entry in Entry.objects.of(listing.claim):
        claim.editions.create(
            number=entry.number,
            kind=entry.edition_kind,
            notice=entry.published.notice,
            published_at=entry.published_at,
            byline=entry.published.approval.byline,
        )
    return claim


def _statement(told: schema.Statement) -> models.Statement:
    statement = models.Statement.objects.create(
        speaker=_speaker(told.speaker),
        source=_source(told.source),
        setting=told.setting,
        said=told.said.earliest,
        language=told.language,
    )
    statement.chain.set([_source(step.source) for step in told.chain])
    for passage in told.passages:
        statement.passages.create(
            before=passage.before,
            exact=passage.exact,
            after=passage.after,
            part=passage.part,
            start=passage.start,
            end=passage.end,
            snapshot=_snapshot(passage.snapshot),
        )
    return statement


@functools.cache
def _topic(told: schema.Topic) -> models.Topic:
    return models.Topic.objects.create(name=told.name, slug=told.slug)


@functools.cache
def _speaker(told: schema.Speaker) -> models.Speaker:
    return models.Speaker.objects.create(name=told.name)


@functools.cache
def _publisher(told: schema.Publisher) -> models.Publisher:
    return models.Publisher.objects.create(name=told.name)


@functools.cache
def _verdict(told: schema.Verdict) -> models.Verdict:
    return models.Verdict.objects.create(label=told.label, meaning=told.meaning, colour=told.colour)


@functools.cache
def _snapshot(told: schema.Snapshot) -> models.Snapshot:
    return models.Snapshot.objects.create(
        sha256=told.text_sha256,
        characters=told.characters,
        extractor=told.extractor,
        received_at=schema.moment(told.received_at),
    )


@functools.cache
def _source(told: schema.Source) -> models.Source:
    return models.Source.objects.create(
        title=told.title,
        kind=told.kind,
        grade=told.grade,
        url=told.url,
        archive_url=told.archive_url,
        author=told.author,
        published=told.published.earliest,
        publisher=_publisher(told.publisher),
    )
