"""Rows for tests, made through the real verbs. Each fills in only what the test left out."""

from __future__ import annotations

import copy
import itertools

from claims import workflow
from claims.document import compose, digest_of
from claims.models import Appearance, Bearing, Claim, Evidence, Relation, Verdict
from core.models import User
from core.revisions import revising
from sources import marking
from sources.capture import capture
from sources.models import Passage, Publisher, Snapshot, Source, Speaker, Statement
from tests.cast import person

TEXT = """Harbour bridge opens after repairs

The harbour bridge opened to traffic on Monday, the city said.

“The bridge is safe,” said Mara Lind, the city engineer. “It will carry lorries from June.”

Traders had asked for an earlier date.
"""
counter = itertools.count(1)


def a_copy_of(made):
    """What was made for a whole module, for one test to do with as it likes."""
    return copy.deepcopy(made)


def someone(name: str = "writer") -> User:
    """An editor; the same one for the same name."""
    return User.objects.filter(username=name).first() or person(name, "Editor")


def make_speaker(name: str = "", kind: str = Speaker.Kind.PERSON, **fields) -> Speaker:
    return Speaker.objects.create(name=name or f"Speaker {next(counter)}", kind=kind, **fields)


def make_publisher(name: str = "") -> Publisher:
    speaker = make_speaker(name or f"Outlet {next(counter)}", Speaker.Kind.OUTLET)
    return Publisher.objects.create(speaker=speaker, slug=f"outlet-{speaker.pk}")


def make_source(title: str = "", by: User | None = None, **fields) -> Source:
    fields.setdefault("publisher", make_publisher())
    source = Source(title=title or f"Article {next(counter)}", **fields)
    with revising(source, by=by or someone()):
        source.save()
    return source


def make_snapshot(
    text: str = TEXT, source: Source | None = None, by: User | None = None
) -> Snapshot:
    by = by or someone()
    source = source or make_source(by=by)
    return capture(source, text.encode(), by=by, method=Snapshot.Method.UPLOAD)


def make_statement(
    words: str = "The bridge is safe",
    *,
    snapshot: Snapshot | None = None,
    cue: str = "",
    part: str = Passage.Part.WORDS,
    by: User | None = None,
    **fields,
) -> Statement:
    """A statement whose words stand in the snapshot; `cue` marks who said it."""
    by = by or someone()
    snapshot = snapshot or make_snapshot(by=by)
    speaker = fields.pop("speaker", None) or make_speaker()
    statement = Statement(source=snapshot.source, speaker=speaker, **fields)
    with revising(statement, by=by):
        statement.save()
        mark(statement, snapshot, words, part)
        if cue:
            mark(statement, snapshot, cue, Passage.Part.CUE)
    return statement


def mark(statement: Statement, snapshot: Snapshot, words: str, part: str) -> Passage:
    start = snapshot.text.index(words)
    return marking.add_passage(statement, snapshot, part=part, start=start, end=start + len(words))


def make_claim(by: User | None = None, *, verdict: str | None = "true", **fields) -> Claim:
    """A draft, entered by `by`, without evidence."""
    number = next(counter)
    fields.setdefault("text", f"The harbour bridge is safe, says claim {number}.")
    fields.setdefault("short", f"Bridge safe ({number})")
    fields.setdefault("finding", "It was inspected.")
    fields.setdefault("explanation", "The engineer’s report says so.")
    claim = Claim(verdict=Verdict.objects.get(key=verdict) if verdict else None, **fields)
    workflow.create(claim, by=by or someone())
    return claim


def add_evidence(
    claim: Claim,
    statement: Statement | None = None,
    stance: str = Evidence.Stance.SUPPORTS,
    by: User | None = None,
    **fields,
) -> Evidence:
    statement = statement or make_statement()
    with workflow.revising(claim, by=by or someone()):
        fields.setdefault("order", claim.evidence.count() + 1)
        return put_evidence(claim, statement, stance, **fields)


def put_evidence(
    claim: Claim,
    statement: Statement | None = None,
    stance: str = Evidence.Stance.SUPPORTS,
    **fields,
) -> Evidence:
    """The rows of a piece of evidence, without the verb that revises the claim."""
    statement = statement or make_statement()
    piece = Evidence.objects.create(claim=claim, statement=statement, stance=stance, **fields)
    Bearing.objects.bulk_create(
        Bearing(evidence=piece, passage=passage) for passage in statement.passages.all()
    )
    return piece


def add_appearance(claim: Claim, statement: Statement, by: User | None = None) -> Appearance:
    with workflow.revising(claim, by=by or someone()):
        return Appearance.objects.create(claim=claim, statement=statement)


def relate(claim: Claim, type: str, other: Claim, by: User | None = None, **fields) -> Relation:
    with workflow.revising(claim, by=by or someone()):
        return Relation.objects.create(claim=claim, type=type, other=other, **fields)


def primary_snapshot(by: User | None = None) -> Snapshot:
    source = make_source(grade=Source.Grade.PRIMARY, kind=Source.Kind.COURT_ORDER, by=by)
    return make_snapshot(source=source, by=by)


def make_sourced_claim(
    by: User | None = None, statement: Statement | None = None, **fields
) -> Claim:
    """A draft that lacks nothing: true, on one held primary source."""
    claim = make_claim(by, **fields)
    statement = statement or make_statement(snapshot=primary_snapshot(by), by=by)
    add_evidence(claim, statement, by=by)
    return claim


def approve(claim: Claim, by: User, **options):
    """Approve what stands, every piece of evidence read."""
    content = compose(claim)
    options.setdefault("read", [piece.number for piece in content.evidence])
    return workflow.approve(claim, by=by, digest=digest_of(claim, content), **options)


def make_published_claim(by: User | None = None, reviewer: User | None = None, **fields) -> Claim:
    """A claim with its first edition, through every verb."""
    by = by or someone()
    claim = make_sourced_claim(by, **fields)
    publish(claim, by, reviewer)
    return claim


def publish(claim: Claim, by: User | None = None, reviewer: User | None = None) -> None:
    """Submit, approve and publish a draft that lacks nothing."""
    reviewer = reviewer or second_person()
    digest = workflow.submit(claim, by=by or someone()).digest
    read = range(1, claim.evidence.count() + 1)
    workflow.approve(claim, by=reviewer, digest=digest, read=read)
    workflow.publish(claim, by=reviewer)


def second_person() -> User:
    found = User.objects.filter(username="second").first()
    return found or person("second", "Reviewer", "Publisher")
