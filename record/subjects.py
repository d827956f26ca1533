"""What the pages of topics, speakers, sources and publishers read, in few queries each.

Roles, dates, hashes and chains stand in the entries themselves; they are read from the few whose
claims a page shows.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet

import msgspec

from record import mentioned, reading, schema, timeline
from record.models import Citation, Entry, Listing, Mention, Subject

# What one page shows; the list of claims has pages for the rest.
MOST_CITATIONS = 80
MOST_CLAIMS = 40
MOST_SOURCES = 100
NO_LONGER = ("superseded", "fulfilled", "moot")


class _Content(msgspec.Struct):
    holds: schema.Interval
    claimant: schema.Claimant | None
    appearances: list[schema.Appearance]
    evidence: list[schema.Evidence]


class _Edition(msgspec.Struct):
    content: _Content


class Some(list):
    """The first rows of what a page lists; `more` where there are further ones."""

    def __init__(self, rows: Iterable = (), more: bool = False):
        super().__init__(rows)
        self.more = more


@dataclass(frozen=True)
class Cited:
    """One statement as current editions cite it: the words, and by which claims as what."""

    statement: schema.Statement
    exact: str
    uses: list[Citation]
    withheld: bool = False

    @property
    def makes_a_claim(self) -> bool:
        return any(use.use == Citation.Use.APPEARANCE for use in self.uses)


@dataclass(frozen=True)
class Moment:
    """One claim on the timeline of a topic."""

    listing: Listing
    holds: schema.Interval
    made: schema.Interval | None
    span: timeline.Span

    @property
    def stands(self) -> bool:
        return self.listing.standing.state not in NO_LONGER

    @property
    def fulfilled(self) -> bool:
        return self.listing.standing.state == "fulfilled"


@dataclass(frozen=True)
class Course:
    """The dated claims of a topic, each with its bar, and apart from them those without a date."""

    ticks: list[timeline.Tick]
    dated: list[tuple[Moment, timeline.Bar]]
    undated: list[Moment]


def statements(**of) -> Some:
    """What a speaker said, or what is cited from a source, newest first; two queries."""
    cited: dict[str, list[Citation]] = {}
    rows = Citation.objects.filter(listing__retracted=False, **of).select_related("listing")
    rows = rows.defer("listing__words", "listing__finding")
    newest = first(rows.order_by("-listing__entry_id", "pk"), MOST_CITATIONS)
    for citation in newest:
        cited.setdefault(citation.statement, []).append(citation)
    told = _statements_in(use.listing.entry_id for uses in cited.values() for use in uses)
    found = [
        # Evidence may cite fewer passages than were marked: the longest says most.
        Cited(told[name], max((use.exact for use in uses), key=len), uses)
        for name, uses in cited.items()
    ]
    return Some(found, more=newest.more)


def within(cited: Iterable[Cited], limit: int) -> list[Cited]:
    """The statements, their words only as long as all together stay within the limit."""
    shown, left = [], limit
    for one in cited:
        withheld = len(one.exact) > left
        left -= 0 if withheld else len(one.exact)
        shown.append(replace(one, exact="", withheld=True) if withheld else one)
    return shown


def roles(cited: Iterable[Cited]) -> list[schema.Statement]:
    """One statement for each role in which somebody spoke, the earliest first, undated last."""
    told = [one.statement for one in cited if one.statement.role or one.statement.on_behalf_of]
    found = {(one.role, one.on_behalf_of, one.said, one.source.id): one for one in told}
    return sorted(found.values(), key=lambda one: _said(one) or "9999")


def judged(speaker: Subject) -> list[dict]:
    """How many of the claims that a speaker made have which verdict, by its name; one query."""
    made = Mention.objects.filter(
        subject=speaker, role=Mention.Role.CLAIMANT, listing__retracted=False
    )
    counted = made.values(key=F("listing__verdict")).annotate(
        label=Max("listing__verdict_label"),
        colour=Max("listing__verdict_colour"),
        count=Count("pk"),
    )
    return list(counted.order_by("label"))


def claims_of(speaker: Subject) -> tuple[list[Listing], list[Listing]]:
    """Claims that a speaker made, and others that cite them, newest first."""
    made = Mention.objects.filter(listing=OuterRef("pk"), subject=speaker, role="claimant")
    theirs = _newest(_mentioning(speaker, "claimant"), MOST_CLAIMS)
    others = _newest(_mentioning(speaker).filter(~Exists(made)), MOST_CLAIMS - len(theirs))
    rows = _rows([*theirs, *others])
    return rows[: len(theirs)], rows[len(theirs) :]


def claims_mentioning(subject: Subject, *roles: str) -> list[Listing]:
    """Listed claims that mention a subject, newest first, with their standing."""
    return _rows(_newest(_mentioning(subject, *roles), MOST_CLAIMS))


def claims_by_date(topic: Subject) -> Some:
    """A topic's claims, the latest date of the affair first, those without a date last."""
    latest_first = F("holds_from").desc(nulls_last=True)
    theirs = Mention.objects.filter(subject=topic, role="topic").values("listing")
    rows = Listing.objects.current().filter(pk__in=theirs).order_by(latest_first, "-entry_id")
    found = first(rows.values_list("pk", flat=True), MOST_CLAIMS)
    return Some(_rows(found), more=found.more)


def course(claims: Iterable[Listing]) -> Course | None:
    """The claims of a topic in time; none where there are no claims; one query."""
    claims = list(claims)
    contents = _contents(claim.entry_id for claim in claims)
    moments = [_moment(claim, contents[claim.entry_id]) for claim in claims]
    dated = [moment for moment in moments if moment.span.known]
    dated.sort(key=lambda moment: timeline.in_order(moment.span))
    undated = [moment for moment in moments if not moment.span.known]
    if not dated:
        return Course([], [], undated) if undated else None
    drawing = timeline.lay_out([moment.span for moment in dated])
    return Course(drawing.ticks, list(zip(dated, drawing.bars, strict=True)), undated)


def source_of(subject: Subject) -> schema.Source:
    """A source as the newest entry that names it describes it."""
    return msgspec.convert(subject.data, schema.Source)


def snapshots(cited: Iterable[Cited]) -> list[schema.Snapshot]:
    """The captures from which the words were cut, each once."""
    passages = (passage for one in cited for passage in one.statement.passages)
    return list({passage.snapshot.text_sha256: passage.snapshot for passage in passages}.values())


def handed_on(cited: Iterable[Cited]) -> list[schema.Source]:
    """The sources that these statements hand on, each once."""
    steps = (step.source for one in cited for step in one.statement.chain)
    return list({source.id: source for source in steps}.values())


def sources_of(publisher: Subject) -> Some:
    """A publisher's sources that listed claims cite, each with `cited`: how many statements."""
    sources = reading.subjects("source").filter(data__publisher__id=publisher.public_id)
    sources = first(sources, MOST_SOURCES)
    ids = [source.public_id for source in sources]
    cited = Citation.objects.filter(source__in=ids, listing__retracted=False).order_by()
    counts = cited.values("source").annotate(count=Count("statement", distinct=True))
    found = dict(counts.values_list("source", "count"))
    for source in sources:
        source.cited = found.get(source.public_id, 0)
        source.told = source_of(source)
    return sources


def first(rows: QuerySet, most: int) -> Some:
    """So many rows at most; one more is read, and none is counted."""
    found = list(rows[: most + 1])
    return Some(found[:most], more=len(found) > most)


def _mentioning(subject: Subject, *roles: str) -> QuerySet[Listing]:
    return mentioned.mentioning(Listing.objects.current(), subject.public_id, *roles)


def _newest(listings: QuerySet[Listing], most: int) -> list[int]:
    return list(listings.order_by("-entry_id").values_list("pk", flat=True)[:most])


def _rows(keys: list[int]) -> list[Listing]:
    """What a list shows, with its standing, in the order of the keys: to sort keys costs less."""
    rows = {row.pk: row for row in Listing.objects.for_lists().filter(pk__in=keys)}
    return reading.with_standing(rows[key] for key in keys if key in rows)


def _contents(entries: Iterable[int]) -> dict[int, _Content]:
    rows = Entry.objects.filter(index__in=set(entries)).values_list("index", "data")
    return {index: msgspec.json.decode(data, type=_Edition).content for index, data in rows}


def _statements_in(entries: Iterable[int]) -> dict[str, schema.Statement]:
    """Every statement of these entries, as the newest of them tells it."""
    found: dict[str, schema.Statement] = {}
    for _, content in sorted(_contents(entries).items()):
        for row in itertools.chain(content.appearances, content.evidence):
            found[row.statement.id] = row.statement
    return found


def _moment(listing: Listing, content: _Content) -> Moment:
    made = content.claimant.made if content.claimant else None
    dates = content.holds if _days(content.holds) != (None, None) else made or content.holds
    ended = listing.standing.since if listing.standing.state in NO_LONGER else None
    return Moment(listing, content.holds, made, timeline.Span(*_days(dates), ended))


def _days(interval: schema.Interval) -> tuple[dt.date | None, dt.date | None]:
    ends = (interval.earliest, interval.latest)
    return tuple(dt.date.fromisoformat(end) if end else None for end in ends)


def _said(told: schema.Statement) -> str | None:
    return told.said.earliest or told.said.latest or told.source.published.earliest
