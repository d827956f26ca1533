"""compose(claim): the one description of a claim.

The same value is previewed, compared with the last edition, hashed for the approval, published,
shown, served and exported. It reads the desk's tables and nothing else; a constant number of
queries, whatever the claim cites.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from copy import copy

from claims import weighing
from claims.models import Claim, Verdict
from core.canonical import digest
from core.dates import Interval
from record import schema
from sources import provenance
from sources.anchoring import CONTEXT
from sources.editing_marks import source_edits
from sources.models import Passage, Publisher, Region, Snapshot, Source, Speaker, Statement

READERS_CONTEXT = 240


def compose(claim: Claim) -> schema.Content:
    """The claim with all that it rests on, as it stands at the desk now."""
    return content_of(Claim.objects.whole(claim))


def compose_all(keys: Iterable[int]) -> dict[int, schema.Content]:
    """The same for many claims, by their keys, in as many queries as for one."""
    return {whole.pk: content for whole, content in _composed(keys)}


def _composed(keys: Iterable[int]) -> Iterator[tuple[Claim, schema.Content]]:
    verdicts, same = scale(), provenance.same_roots()
    for whole in Claim.objects.wholes(list(keys)).values():
        yield whole, content_of(whole, verdicts, same)


def content_of(
    claim: Claim, verdicts: list[Verdict] | None = None, same: dict[int, int] | None = None
) -> schema.Content:
    """The same for a claim that was read whole; asks for little more, and for nothing where the
    scale and the pairs of sources with the same root are given.
    """
    weighed = weighing.weigh(claim, same)
    appearances = [_appearance(row) for row in claim.appearances.all()]
    return schema.Content(
        id=claim.public_id,
        kind=claim.kind,
        text=claim.text,
        short=claim.short,
        slug=claim.slug,
        language=claim.language,
        topics=[schema.Topic(id=t.public_id, name=t.name, slug=t.slug) for t in claim.topics.all()],
        place=claim.place,
        holds=_interval(claim.holds),
        state=claim.state,
        verdict=verdict_of(claim.verdict, verdicts or scale()) if claim.verdict else None,
        finding=claim.finding,
        explanation=claim.explanation,
        basis=weighed.basis,
        independent_roots=weighed.roots,
        waiver=claim.waiver if weighed.basis == weighing.WAIVED else "",
        claimant=_claimant(claim),
        appearances=appearances,
        evidence=[_evidence(piece) for piece in weighed.pieces],
        relations=[_relation(row) for row in claim.relations.all()],
        last_checked=_day(claim.last_checked),
        check_again=_day(claim.check_again),
    )


def digest_of(claim: Claim, content: schema.Content) -> str:
    """What an approval is bound to: the content, the kind of the coming edition, its notice."""
    coming = Claim.objects.values_list("edition_kind", "notice").get(pk=claim.pk)
    return approved_digest(*coming, content)


def digests_of(keys: Iterable[int]) -> dict[int, str]:
    """What an approval of each of these claims, by their keys, would be bound to now."""
    return {
        whole.pk: approved_digest(whole.edition_kind, whole.notice, content)
        for whole, content in _composed(keys)
    }


def approved_digest(edition_kind: str, notice: str, content: schema.Content) -> str:
    """SHA-256 of the canonical form of {edition_kind, notice, content}."""
    value = {
        "edition_kind": edition_kind,
        "notice": notice,
        "content": schema.as_value(content),
    }
    return digest(value)


def scale() -> list[Verdict]:
    """The newsroom's rating scale, in order."""
    return list(Verdict.objects.all())


def verdict_of(verdict: Verdict, steps: list[Verdict]) -> schema.Verdict:
    """One verdict with the ends of its scale: the values of the verdicts for the same kinds."""
    values = [
        step.value
        for step in steps
        if step.value is not None and set(step.kinds) & set(verdict.kinds)
    ]
    rated = verdict.value is not None
    return schema.Verdict(
        key=verdict.key,
        label=verdict.label,
        meaning=verdict.meaning,
        value=verdict.value,
        best=max(values) if rated else None,
        worst=min(values) if rated else None,
        colour=verdict.colour,
    )


def _claimant(claim: Claim) -> schema.Claimant | None:
    first = next(iter(claim.appearances.all()), None)
    if first is None:
        return None
    statement = first.statement
    return schema.Claimant(
        speaker=_speaker(statement.speaker),
        role=statement.role,
        on_behalf_of=_speaker(statement.on_behalf_of) if statement.on_behalf_of else None,
        made=_interval(statement.said),
    )


def _appearance(row) -> schema.Appearance:
    return schema.Appearance(
        note=row.note, statement=_statement(row.statement, list(row.statement.passages.all()))
    )


def _evidence(piece: weighing.Piece) -> schema.Evidence:
    evidence = piece.evidence
    return schema.Evidence(
        number=piece.number,
        stance=evidence.stance,
        note=evidence.note,
        counted=piece.counted,
        not_counted_because=list(piece.because),
        statement=_statement(evidence.statement, piece.passages),
    )


def _relation(row) -> schema.Relation:
    return schema.Relation(
        type=row.type, claim=row.other.public_id, on=_day(row.on), reason=row.reason
    )


def _statement(statement: Statement, passages: list[Passage]) -> schema.Statement:
    chain = provenance.chain(statement)
    return schema.Statement(
        id=statement.public_id,
        speaker=_speaker(statement.speaker),
        role=statement.role,
        on_behalf_of=_speaker(statement.on_behalf_of) if statement.on_behalf_of else None,
        setting=statement.setting,
        manner=provenance.manner(statement),
        said=_interval(statement.said),
        language=statement.language,
        translation=statement.translation,
        labels=provenance.labels(statement),
        source=_source(statement.source),
        passages=[_passage(passage) for passage in passages],
        chain=[_step(relay) for relay in statement.relays.all()],
        roots=[schema.Root(id=r.public_id, title=r.title, held=r.held) for r in chain.roots],
        steps_to_primary=chain.steps_to_primary,
    )


def _step(relay) -> schema.Step:
    return schema.Step(
        source=_source(relay.source),
        through=relay.through.public_id if relay.through else None,
        shown_by=relay.passage.exact if relay.passage else "",
    )


def _source(source: Source) -> schema.Source:
    return schema.Source(
        id=source.public_id,
        title=source.title,
        kind=source.kind,
        grade=source.grade,
        grade_reason=source.grade_reason,
        url=source.url,
        archive_url=source.archive_url,
        author=source.author,
        publisher=_publisher(source.publisher) if source.publisher else None,
        published=_interval(source.published),
        language=source.language,
        held=source.held,
    )


def _passage(passage: Passage) -> schema.Passage:
    snapshot, start, end = passage.snapshot, passage.start, passage.end
    region = provenance.region_of(passage)
    around = Around(snapshot, start, end)
    told = around.within(region)
    return schema.Passage(
        part=passage.part,
        start=start,
        end=end,
        exact=passage.exact,
        prefix=around.before(CONTEXT),
        suffix=around.after(CONTEXT),
        before=told.before(READERS_CONTEXT),
        after=told.after(READERS_CONTEXT),
        region=region.kind if region else "",
        snapshot=_snapshot(snapshot),
        original_start=start + around.shift,
        original_end=end + around.shift,
        edits=[schema.Edit(start=s, end=e, kind=kind) for s, e, kind in source_edits(passage.exact)]
        if passage.part == Passage.Part.WORDS
        else [],
    )


class Around:
    """The text either side of a passage; in an excerpt, as far as its piece carries it."""

    def __init__(self, snapshot: Snapshot, start: int, end: int):
        self.snapshot, self.start, self.end = snapshot, start, end
        self.text, self.low, self.high = snapshot.text, 0, len(snapshot.text)
        self.prefix = self.suffix = ""
        self.shift = 0
        if piece := snapshot.piece_at(start, end):
            self.low, self.high = piece["start"], piece["end"]
            self.prefix, self.suffix = piece["prefix"], piece["suffix"]
            self.shift = piece["original_start"] - piece["start"]

    def within(self, region: Region | None) -> Around:
        """As far as a reader may take it for the same text: the publisher's own ends where what is
        not theirs begins, and of that, each region stands for itself.
        """
        if region is None:
            return self
        found, own = copy(self), Region.PUBLISHERS_TEXT
        for other in self.snapshot.regions.all():
            if other == region or (other.kind in own and region.kind in own):
                continue
            if found.low < other.end <= self.start:
                found.low, found.prefix = other.end, ""
            if self.end <= other.start < found.high:
                found.high, found.suffix = other.start, ""
        while found.low < self.start and self.text[found.low].isspace():
            found.low += 1
        while self.end < found.high and self.text[found.high - 1].isspace():
            found.high -= 1
        return found

    def before(self, length: int) -> str:
        """Up to `length` code points before the passage."""
        return (self.prefix + self.text[self.low : self.start])[-length:]

    def after(self, length: int) -> str:
        """Up to `length` code points after it."""
        return (self.text[self.end : self.high] + self.suffix)[:length]


def _snapshot(snapshot: Snapshot) -> schema.Snapshot:
    return schema.Snapshot(
        text_sha256=snapshot.text_sha256,
        bytes_sha256=snapshot.bytes_sha256,
        characters=snapshot.characters,
        captured_at=_instant(snapshot.captured_at),
        received_at=_instant(snapshot.received_at),
        method=snapshot.method,
        extractor=snapshot.extractor,
        full_text_sha256=snapshot.full_text_sha256,
        full_characters=snapshot.full_characters,
    )


def _speaker(speaker: Speaker) -> schema.Speaker:
    return schema.Speaker(
        id=speaker.public_id, name=speaker.name, kind=speaker.kind, note=speaker.note
    )


def _publisher(publisher: Publisher) -> schema.Publisher:
    return schema.Publisher(
        id=publisher.public_id, name=publisher.speaker.name, slug=publisher.slug
    )


def _interval(interval: Interval) -> schema.Interval:
    return schema.Interval(
        earliest=_day(interval.earliest),
        latest=_day(interval.latest),
        words=interval.words,
        basis=interval.basis,
        source=interval.source,
    )


def _day(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _instant(moment: dt.datetime | None) -> str | None:
    return schema.instant(moment) if moment else None
