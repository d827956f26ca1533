"""The tables that are exported: the one list of their columns.

A row is made from an edition, as it was published, by a plain function; the columns name what that
function gives, in its order. Keys are the record's own ids, so that the tables join. All offsets
are code points, half-open; days are YYYY-MM-DD, moments UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from record import schema
from record.exporting import told
from record.exporting.told import Row
from record.models import Entry, Listing

TEXT, NUMBER, DAY, MOMENT, FLAG = "string", "integer", "date", "datetime", "boolean"


@dataclass(frozen=True)
class Column:
    """One column: its name, its type as Frictionless calls it, and what stands in it.

    `free` text is somebody's own words, which a spreadsheet might take for a formula. `listing` is
    the column of the read model that it is, in the table of claims.
    """

    name: str
    about: str
    type: str = TEXT
    free: bool = False
    listing: str = ""


@dataclass(frozen=True)
class Subject:
    """What a table tells of that many editions name: its kind, its shape, and the row of one."""

    kind: str
    shape: type[schema.Shape]
    row: Callable[[Any, int], Row]


@dataclass(frozen=True)
class Table:
    """One table. `rows` makes its rows of one edition, or `subject` the row of what many name;
    where several editions tell of one statement, `once` takes the newest. `every` tells of editions
    that do not stand any more too: of these kinds, or of all. `key` are the columns
    that tell rows apart; `foreign` names for a column the table whose `id` it holds.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[Entry], Iterator[Row]] | None
    foreign: dict[str, str]
    once: bool = False
    every: tuple[str, ...] | None = None
    subject: Subject | None = None

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


def _interval(name: str, of: str) -> tuple[Column, ...]:
    return (
        Column(f"{name}_earliest", f"The first day on which {of}; empty where open.", DAY),
        Column(f"{name}_latest", "The last such day; empty where open.", DAY),
        Column(f"{name}_words", "The same in the source’s words.", free=True),
        Column(f"{name}_basis", "How that is known."),
    )


CLAIMS = (
    Column("id", "The claim.", listing="claim"),
    Column("url", "Its page; lasting."),
    Column("kind", "fact, attribution or promise.", listing="kind"),
    Column("text", "The claim, in a sentence.", free=True, listing="text"),
    Column("short", "Its short form.", free=True, listing="short"),
    Column("language", "BCP 47 tag of the text.", listing="language"),
    Column("place", "Where it holds.", free=True, listing="place"),
    Column("holds_earliest", "The first day of which it is told.", DAY, listing="holds_from"),
    Column("holds_latest", "The last such day.", DAY, listing="holds_to"),
    Column("holds_words", "The same in words.", free=True, listing="holds_words"),
    Column("holds_basis", "How that is known.", listing="holds_basis"),
    Column("state", "What it makes the state of its topics.", free=True, listing="state"),
    Column("verdict", "Key of the verdict.", listing="verdict"),
    Column("verdict_label", "The verdict in words.", free=True, listing="verdict_label"),
    Column("finding", "What was found, in a sentence.", free=True, listing="finding"),
    Column("basis", "What the verdict rests on.", listing="basis"),
    Column(
        "independent_roots",
        "How many sources that do not hand each other on.",
        NUMBER,
        listing="independent_roots",
    ),
    Column("claimant", "The speaker who made it; empty where nobody did.", listing="claimant"),
    Column("claimant_name", "Their name.", free=True, listing="claimant_name"),
    Column(
        "made_earliest", "The first day on which they may have made it.", DAY, listing="made_from"
    ),
    Column("made_latest", "The last such day.", DAY, listing="made_to"),
    Column(
        "standing", "current, superseded, fulfilled, moot or retracted.", listing="standing_state"
    ),
    Column("superseded_by", "The claim that made it so.", listing="standing_by"),
    Column("standing_since", "Since which day, where known.", DAY, listing="standing_since"),
    Column("edition", "Number of the edition told here.", NUMBER, listing="number"),
    Column(
        "first_published_at",
        "When its first edition was published.",
        MOMENT,
        listing="first_published_at",
    ),
    Column("published_at", "When this edition was published.", MOMENT, listing="published_at"),
    Column("index", "Place of this edition in the log.", NUMBER, listing="entry_id"),
)


def claim_row(listing: Listing) -> Row:
    """The row of a claim, from its listing or from one that was made of an earlier edition."""
    return tuple(
        claim_url(listing.claim) if column.name == "url" else getattr(listing, column.listing)
        for column in CLAIMS
    )


def claim_url(claim: str) -> str:
    return f"{settings.NEWSROOM_URL}/claims/{claim}/"


CLAIM = Column("claim", "The claim.")
STATEMENT = Column("statement", "The statement.")
INDEX = Column("index", "Place in the log of the edition that says so.", NUMBER)
NAME = Column("name", "As readers know them.", free=True)
EDITION = Column("number", "Number of the edition.", NUMBER)
NOTICE = Column("notice", "What readers are told about it.", free=True)
EDITION_KIND = Column("edition_kind", "What it is to readers after the one before.")
VERDICT = Column("verdict", "Key of the verdict.")
CHANGED = Column("verdict_changed", "Whether it had another verdict before.", FLAG)
PUBLISHED = Column("published_at", "When it was published.", MOMENT)
SHA = "SHA-256 of the captured text, in UTF-8."

ALL = (
    Table(
        "claims",
        "Claims as their current editions tell them.",
        CLAIMS,
        ("id",),
        None,
        {"claimant": "speakers", "verdict": "verdicts"},
    ),
    Table(
        "editions",
        "Every edition, those that do not stand any more too.",
        (
            CLAIM,
            EDITION,
            EDITION_KIND,
            NOTICE,
            CHANGED,
            VERDICT,
            Column("reviewer", "Byline of who approved it.", free=True),
            Column("override", "Why one who had contributed approved it.", free=True),
            Column("authors", "Bylines of who worked on it.", free=True),
            Column("digest", "SHA-256 of what was approved."),
            Column("leaf", "SHA-256(0x00 ‖ bytes) of the entry (RFC 9162)."),
            PUBLISHED,
            INDEX,
        ),
        ("claim", "number"),
        told.editions,
        {},
        every=(),
    ),
    Table(
        "corrections",
        "Editions that correct or retract; those of retracted claims are told too.",
        (CLAIM, EDITION, EDITION_KIND, NOTICE, VERDICT, CHANGED, PUBLISHED, INDEX),
        ("claim", "number"),
        told.corrections,
        {},
        every=("correction", "retraction"),
    ),
    Table(
        "appearances",
        "Where claims were made.",
        (
            CLAIM,
            Column("order", "1 came first.", NUMBER),
            STATEMENT,
            Column("note", "For readers.", free=True),
            INDEX,
        ),
        ("claim", "order"),
        told.appearances,
        {"claim": "claims", "statement": "statements"},
    ),
    Table(
        "evidence",
        "What claims rest on: a row for each passage of each piece.",
        (
            CLAIM,
            Column("number", "By which the explanation cites it.", NUMBER),
            Column("passage", "The passage of this piece, counted from 1; 0 for none.", NUMBER),
            STATEMENT,
            Column("text_sha256", SHA),
            Column("start", "Where the passage begins in that text.", NUMBER),
            Column("end", "Where it ends.", NUMBER),
            Column("stance", "supports, contradicts or context."),
            Column("counted", "Whether it counts towards the verdict.", FLAG),
            Column("not_counted_because", "Why not; several with semicolons."),
            Column("note", "For readers.", free=True),
            INDEX,
        ),
        ("claim", "number", "passage"),
        told.evidence,
        {"claim": "claims", "statement": "statements"},
    ),
    Table(
        "relations",
        "What claims do to other claims.",
        (
            CLAIM,
            Column("type", "What it does."),
            Column("other", "To which claim; it may be retracted, or not be published."),
            Column("on", "Since which day.", DAY),
            Column("reason", "For readers.", free=True),
            INDEX,
        ),
        ("claim", "type", "other"),
        told.relations,
        {"claim": "claims"},
    ),
    Table(
        "claim_topics",
        "What claims are about.",
        (CLAIM, Column("topic", "The topic."), INDEX),
        ("claim", "topic"),
        told.claim_topics,
        {"claim": "claims", "topic": "topics"},
    ),
    Table(
        "statements",
        "Statements that current editions cite.",
        (
            Column("id", "The statement."),
            Column("speaker", "Who said it."),
            Column("role", "As what.", free=True),
            Column("on_behalf_of", "For whom."),
            Column("source", "Where it stands."),
            Column("setting", "Where it was said."),
            Column("manner", "direct, indirect, mixed, own_voice or unmarked."),
            *_interval("said", "it was said"),
            Column("language", "BCP 47 tag."),
            Column("translation", "Where the words need one.", free=True),
            Column("labels", "What is remarkable about it; several with semicolons."),
            Column("steps_to_primary", "How far it is from a primary source.", NUMBER),
            INDEX,
        ),
        ("id",),
        told.statements,
        {"speaker": "speakers", "source": "sources"},
        once=True,
    ),
    Table(
        "passages",
        "The exact characters that claims cite, in captured texts.",
        (
            CLAIM,
            STATEMENT,
            Column("part", "words, report or cue."),
            Column("exact", "The characters.", free=True),
            Column("prefix", "The 32 characters before, in the full text.", free=True),
            Column("suffix", "The 32 characters after, there.", free=True),
            Column("start", "In the captured text, which may be an excerpt.", NUMBER),
            Column("end", "There.", NUMBER),
            Column("original_start", "In the full text, where only an excerpt is kept.", NUMBER),
            Column("original_end", "There.", NUMBER),
            Column("region", "What kind of text it is in."),
            Column("source", "The source."),
            Column("text_sha256", SHA),
            Column("bytes_sha256", "SHA-256 of the captured file."),
            Column("captured_at", "When it was captured, where known.", MOMENT),
            Column("full_text_sha256", "The same of the full text, where an excerpt is kept."),
            INDEX,
        ),
        ("claim", "statement", "part", "text_sha256", "start", "end"),
        told.passages,
        {"claim": "claims", "statement": "statements", "source": "sources"},
    ),
    Table(
        "relays",
        "The sources that statements hand on.",
        (
            STATEMENT,
            Column("order", "From 1.", NUMBER),
            Column("source", "Handed on."),
            Column("through", "The source in between."),
            Column("shown_by", "Words that show it.", free=True),
            INDEX,
        ),
        ("statement", "order"),
        told.relays,
        {"statement": "statements", "source": "sources"},
        once=True,
    ),
    Table(
        "sources",
        "Sources that current editions cite, or that are handed on there.",
        (
            Column("id", "The source."),
            Column("title", "As the work has it.", free=True),
            Column("kind", "What a reader would call it."),
            Column("grade", "How near it is."),
            Column("url", "Its address."),
            Column("archive_url", "An archived copy."),
            Column("author", "Who wrote it.", free=True),
            Column("publisher", "Who published it."),
            *_interval("published", "it was published"),
            Column("language", "BCP 47 tag."),
            Column("held", "Whether a capture is kept.", FLAG),
            INDEX,
        ),
        ("id",),
        None,
        {"publisher": "publishers"},
        subject=Subject("source", schema.Source, told.source),
    ),
    Table(
        "speakers",
        "Parties that speak on current editions.",
        (
            Column("id", "The speaker."),
            NAME,
            Column("kind", "Person, organisation and so on."),
            Column("note", "What tells two of a name apart.", free=True),
            INDEX,
        ),
        ("id",),
        None,
        {},
        subject=Subject("speaker", schema.Speaker, told.speaker),
    ),
    Table(
        "publishers",
        "Who published the sources.",
        (Column("id", "The publisher."), NAME, Column("slug", "Short name."), INDEX),
        ("id",),
        None,
        {},
        subject=Subject("publisher", schema.Publisher, told.named),
    ),
    Table(
        "topics",
        "What claims are about.",
        (Column("id", "The topic."), NAME, Column("slug", "Short name."), INDEX),
        ("id",),
        None,
        {},
        subject=Subject("topic", schema.Topic, told.named),
    ),
    Table(
        "verdicts",
        "Verdicts that current editions give.",
        (
            Column("id", "Its key."),
            Column("label", "In words.", free=True),
            Column("meaning", "What it means.", free=True),
            Column("value", "On the scale.", NUMBER),
            Column("best", "The best value there.", NUMBER),
            Column("worst", "The worst.", NUMBER),
            INDEX,
        ),
        ("id",),
        None,
        {},
        subject=Subject("verdict", schema.Verdict, told.verdict),
    ),
)
TABLES = {table.name: table for table in ALL}
