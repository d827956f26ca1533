"""The rows that an edition gives to each table, and the row of what many editions name.

Plain functions, in the order of the table's columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from record import schema
from record.models import Entry

Row = tuple[Any, ...]


def editions(entry: Entry) -> Iterator[Row]:
    told = entry.published
    yield (
        entry.claim,
        entry.number,
        entry.edition_kind,
        told.notice,
        told.verdict_changed,
        told.content.verdict.key,
        told.approval.byline,
        told.approval.override,
        "; ".join(told.authors),
        entry.digest,
        entry.leaf,
        entry.published_at,
        entry.index,
    )


def corrections(entry: Entry) -> Iterator[Row]:
    told = entry.published
    yield (
        entry.claim,
        entry.number,
        entry.edition_kind,
        told.notice,
        told.content.verdict.key,
        told.verdict_changed,
        entry.published_at,
        entry.index,
    )


def appearances(entry: Entry) -> Iterator[Row]:
    for number, one in enumerate(entry.content.appearances, start=1):
        yield entry.claim, number, one.statement.id, one.note, entry.index


def evidence(entry: Entry) -> Iterator[Row]:
    for piece in entry.content.evidence:
        told = piece.stance, piece.counted, "; ".join(piece.not_counted_because), piece.note
        for order, passage in enumerate(piece.statement.passages, start=1):
            place = passage.snapshot.text_sha256, passage.start, passage.end
            yield (entry.claim, piece.number, order, piece.statement.id, *place, *told, entry.index)
        if not piece.statement.passages:
            yield (
                entry.claim,
                piece.number,
                0,
                piece.statement.id,
                "",
                None,
                None,
                *told,
                entry.index,
            )


def relations(entry: Entry) -> Iterator[Row]:
    for one in entry.content.relations:
        yield entry.claim, one.type, one.claim, one.on, one.reason, entry.index


def claim_topics(entry: Entry) -> Iterator[Row]:
    for topic in entry.content.topics:
        yield entry.claim, topic.id, entry.index


def statements_in(content: schema.Content) -> dict[str, schema.Statement]:
    """The statements that a content cites, by id, each with all its passages that it cites."""
    found: dict[str, schema.Statement] = {}
    for row in (*content.appearances, *content.evidence):
        held = found.get(row.statement.id)
        if held is None or len(row.statement.passages) > len(held.passages):
            found[row.statement.id] = row.statement
    return found


def statements(entry: Entry) -> Iterator[Row]:
    for one in statements_in(entry.content).values():
        yield (
            one.id,
            one.speaker.id,
            one.role,
            one.on_behalf_of.id if one.on_behalf_of else "",
            one.source.id,
            one.setting,
            one.manner,
            *_days(one.said),
            one.language,
            one.translation,
            "; ".join(one.labels),
            one.steps_to_primary,
            entry.index,
        )


def passages(entry: Entry) -> Iterator[Row]:
    """Once each, though a statement may be both where the claim was made and evidence."""
    found = {}
    for row in (*entry.content.appearances, *entry.content.evidence):
        for passage in row.statement.passages:
            place = passage.snapshot.text_sha256, passage.start, passage.end, passage.part
            found[row.statement.id, *place] = row.statement, passage
    for one, passage in found.values():
        yield (
            entry.claim,
            one.id,
            passage.part,
            passage.exact,
            passage.prefix,
            passage.suffix,
            passage.start,
            passage.end,
            passage.original_start,
            passage.original_end,
            passage.region,
            one.source.id,
            passage.snapshot.text_sha256,
            passage.snapshot.bytes_sha256,
            passage.snapshot.captured_at,
            passage.snapshot.full_text_sha256,
            entry.index,
        )


def relays(entry: Entry) -> Iterator[Row]:
    for one in statements_in(entry.content).values():
        for order, step in enumerate(one.chain, start=1):
            yield one.id, order, step.source.id, step.through or "", step.shown_by, entry.index


def speaker(one: schema.Speaker, index: int) -> Row:
    return one.id, one.name, one.kind, one.note, index


def source(one: schema.Source, index: int) -> Row:
    return (
        one.id,
        one.title,
        one.kind,
        one.grade,
        one.url,
        one.archive_url,
        one.author,
        one.publisher.id if one.publisher else "",
        *_days(one.published),
        one.language,
        one.held,
        index,
    )


def named(one: schema.Publisher | schema.Topic, index: int) -> Row:
    return one.id, one.name, one.slug, index


def verdict(one: schema.Verdict, index: int) -> Row:
    return one.key, one.label, one.meaning, one.value, one.best, one.worst, index


def _days(interval: schema.Interval) -> Row:
    return interval.earliest, interval.latest, interval.words, interval.basis
