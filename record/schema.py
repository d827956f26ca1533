"""The shape of an entry, version 2: what `claims` composes and everybody else reads.

Plain frozen structures; `as_value` turns one into the value whose canonical bytes are hashed, and
`read_entry` reads those bytes back, strictly. `json_schema()` is the same shape for other people's
tools; it is kept in `docs/entry-2.schema.json`. All text is Unicode; offsets are code points,
half-open [start, end) (W3C Web Annotation); days are `YYYY-MM-DD`; instants are UTC with
microseconds. A change of shape is a new version: entries already written keep theirs, and are read
and written back to the same bytes. Version 2 added `authors`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import msgspec

VERSION = "on-record/entry/2"
Version = Literal["on-record/entry/1", "on-record/entry/2"]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every structure here: written out in full, and nothing in it that is not declared."""


class Interval(Shape):
    """Some time between two days, both included; an open end is null."""

    earliest: str | None
    latest: str | None
    words: str
    basis: str
    source: str


class Speaker(Shape):
    id: str
    name: str
    kind: str
    note: str


class Publisher(Shape):
    id: str
    name: str
    slug: str


class Source(Shape):
    """One citable work. `held` says whether a snapshot of it is kept."""

    id: str
    title: str
    kind: str
    grade: str
    grade_reason: str
    url: str
    archive_url: str
    author: str
    publisher: Publisher | None
    published: Interval
    language: str
    held: bool


class Snapshot(Shape):
    """The capture that a passage was cut from. For an excerpt, `full` tells of the whole text."""

    text_sha256: str
    bytes_sha256: str
    characters: int
    captured_at: str | None
    received_at: str
    method: str
    extractor: str
    full_text_sha256: str
    full_characters: int | None


class Edit(Shape):
    """A stretch inside the words that is the source's editing: an elision or an insertion."""

    start: int
    end: int
    kind: Literal["elision", "insertion"]


class Passage(Shape):
    """Exact characters of a snapshot. `original_start` is its place in the full text.

    `prefix` and `suffix` are the 32 code points either side (TextQuoteSelector); `before` and
    `after` are up to 240, for a reader.
    """

    part: Literal["words", "report", "cue"]
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    before: str
    after: str
    region: str
    snapshot: Snapshot
    original_start: int
    original_end: int
    edits: list[Edit]


class Step(Shape):
    """One source that the statement hands on; `through` is the source in between, if any."""

    source: Source
    through: str | None
    shown_by: str


class Root(Shape):
    """A source where the chain ends."""

    id: str
    title: str
    held: bool


class Statement(Shape):
    """What a speaker said, where it stands, where it came from. Manner and labels are derived."""

    id: str
    speaker: Speaker
    role: str
    on_behalf_of: Speaker | None
    setting: str
    manner: Literal["direct", "indirect", "mixed", "own_voice", "unmarked"]
    said: Interval
    language: str
    translation: str
    labels: list[str]
    source: Source
    passages: list[Passage]
    chain: list[Step]
    roots: list[Root]
    steps_to_primary: int | None


class Claimant(Shape):
    """Who made the claim first, in which role, and when; read from its first appearance."""

    speaker: Speaker
    role: str
    on_behalf_of: Speaker | None
    made: Interval


class Appearance(Shape):
    """A statement in which the claim was made; the first one in the list was made first."""

    note: str
    statement: Statement


class Evidence(Shape):
    """One piece of evidence. `statement.passages` are those that bear on the claim."""

    number: int
    stance: Literal["supports", "contradicts", "context"]
    note: str
    counted: bool
    not_counted_because: list[str]
    statement: Statement


class Relation(Shape):
    """What this claim does to another one; never the other's words."""

    type: str
    claim: str
    on: str | None
    reason: str


class Topic(Shape):
    id: str
    name: str
    slug: str


class Verdict(Shape):
    """One step of the newsroom's scale as it stood then. A verdict without value has only words."""

    key: str
    label: str
    meaning: str
    value: int | None
    best: int | None
    worst: int | None
    colour: str


class Content(Shape):
    """A claim with all that it rests on: the one description of it, everywhere."""

    id: str
    kind: Literal["fact", "attribution", "promise"]
    text: str
    short: str
    slug: str
    language: str
    topics: list[Topic]
    place: str
    holds: Interval
    state: str
    verdict: Verdict | None
    finding: str
    explanation: str
    basis: Literal["primary", "independent", "single", "waived", "none"]
    independent_roots: int
    waiver: str
    claimant: Claimant | None
    appearances: list[Appearance]
    evidence: list[Evidence]
    relations: list[Relation]
    last_checked: str | None
    check_again: str | None


class Approval(Shape):
    """The second person's consent. `digest` is the hash of {edition_kind, notice, content}."""

    digest: str
    at: str
    byline: str
    override: str


class Edition(Shape, tag_field="entry_kind", tag="edition", omit_defaults=True):
    """One published state of a claim.

    `authors` are the bylines, or roles, of those who worked on it; version 1 did not tell them.
    """

    schema: Version
    claim: str
    number: int
    edition_kind: Literal["first", "edit", "clarification", "update", "correction", "retraction"]
    notice: str
    verdict_changed: bool
    published_at: str
    approval: Approval
    content: Content
    authors: list[str] = []

    @property
    def is_retraction(self) -> bool:
        return self.edition_kind == "retraction"


class Scale(Shape, tag_field="entry_kind", tag="notice"):
    """The rating scale as it stands from now on."""

    schema: Version
    subject: Literal["rating-scale"]
    published_at: str
    verdicts: list[Verdict]


Entry = Edition | Scale


def instant(moment: dt.datetime) -> str:
    """An aware moment as the record writes it: UTC, with microseconds."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> dt.datetime:
    """The aware moment that the record's text names."""
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=dt.UTC)


def as_value(shape: Shape) -> Any:
    """The structure as text, numbers, lists and objects: what canonical bytes are made of."""
    return msgspec.to_builtins(shape)


def read_entry(data: bytes | str) -> Edition | Scale:
    """An entry from its bytes; raises msgspec.ValidationError, naming the place."""
    return msgspec.json.decode(data, type=Entry)


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of an entry."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": VERSION,
        **msgspec.json.schema(Entry),
    }
