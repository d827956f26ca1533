"""The generated claims at the desk, in bulk: what they rest on, and the acts on each.

The guards stand: a claim begins as a draft, and each step has its event. What an edition tells of
captures and chains was made up for the record, so the desk would not compose it to the letter.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator

from django.db.models import F

from claims.document import approved_digest
from claims.generating import verbs
from claims.generating.contents import Writer
from claims.generating.world import CLAIM, STATEMENTS, STATEMENTS_PER_CLAIM, id_of
from claims.models import (
    Appearance,
    Bearing,
    Claim,
    EditionKind,
    Event,
    Evidence,
    Relation,
    Status,
    Verb,
    Verdict,
)
from core.models import User
from core.revisions import record_new, state_of
from record import ledger, schema
from sources.capture import capture_many
from sources.models import Passage, Publisher, Snapshot, Source, Statement

# One claim in so many is worked on: a draft, in review, returned, approved, in turn.
WORKED_ON = 100
ROWS = 500

# A claim, and what is known of the acts on it.
Row = tuple[Claim, dict[str, object]]
AFTER = {
    Verb.CREATE: Status.DRAFT,
    Verb.REOPEN: Status.DRAFT,
    Verb.REVISE: Status.DRAFT,
    Verb.SUBMIT: Status.IN_REVIEW,
    Verb.REQUEST_CHANGES: Status.CHANGES_REQUESTED,
    Verb.APPROVE: Status.APPROVED,
    Verb.PUBLISH: Status.PUBLISHED,
}
# What an event of each verb tells, of what is known of the act.
TOLD = {
    Verb.SUBMIT: {"digest"},
    Verb.APPROVE: {"digest", "read"},
    Verb.PUBLISH: {"digest", "edition_kind"},
    Verb.REOPEN: {"edition_kind", "reason"},
    Verb.REQUEST_CHANGES: {"reason"},
}


class Desk:
    """Enters stretches of a world's claims, each after those before it."""

    def __init__(self, writer: Writer):
        self.writer = writer
        self.editor = verbs.account("generator", "Editor")
        self.reviewer = verbs.account("generator-reviewer", "Reviewer")
        self.verdicts = dict(Verdict.objects.values_list("key", "pk"))
        self.publishers: dict[str, Publisher] = {}
        self.speakers: dict[str, int] = {}
        self.topics: dict[str, int] = {}

    def enter(self, first: int, end: int, drafts: list[ledger.NewEdition]) -> None:
        """The claims numbered so and the editions published meanwhile; call it in a transaction."""
        self._enter_statements(first, end)
        self._enter_claims([draft for draft in drafts if draft.edition_kind == "first"])
        for round in _rounds(draft for draft in drafts if draft.edition_kind != "first"):
            self._publish_again(round)
        self._work_on(range(first, end))

    def _enter_statements(self, first: int, end: int) -> None:
        numbers = range(first * STATEMENTS_PER_CLAIM, end * STATEMENTS_PER_CLAIM)
        places = {number // STATEMENTS for number in numbers}
        captures = self._captures(places)
        told = {number: self.writer.world.statement(number) for number in numbers}
        rows = [
            Statement(
                public_id=one.id,
                source_id=captures[number // STATEMENTS].source_id,
                speaker_id=self._speaker(one.speaker),
                setting=one.setting,
                language=one.language,
                version=1,
                **verbs.interval("said", one.said),
            )
            for number, one in told.items()
        ]
        Statement.objects.bulk_create(rows, ROWS)
        passages = [
            _passage(row, captures[number // STATEMENTS], passage)
            for row, (number, one) in zip(rows, told.items(), strict=True)
            for passage in one.passages
        ]
        Passage.objects.bulk_create(passages, ROWS)

    def _captures(self, places: set[int]) -> dict[int, Snapshot]:
        """The capture of each source of these numbers; those that are missing are entered."""
        works = {number: self.writer.world.work(number) for number in sorted(places)}
        numbers = {work.told.id: number for number, work in works.items()}
        standing = Snapshot.objects.filter(source__public_id__in=numbers).select_related("source")
        found = {numbers[each.source.public_id]: each for each in standing.defer("text")}
        missing = {number: work for number, work in works.items() if number not in found}
        rows = [self._source(work.told) for work in missing.values()]
        Source.objects.bulk_create(rows, ROWS)
        record_new(((row, state_of(row)) for row in rows), by=self.editor)
        texts = (work.text.encode() for work in missing.values())
        taken = capture_many(
            zip(rows, texts, strict=True), by=self.editor, method=Snapshot.Method.COMMAND
        )
        return found | dict(zip(missing, taken, strict=True))

    def _source(self, told: schema.Source) -> Source:
        if told.publisher.id not in self.publishers:
            self.publishers[told.publisher.id] = verbs.publisher(told.publisher)
        return verbs.source(told, self.publishers[told.publisher.id])

    def _enter_claims(self, drafts: list[ledger.NewEdition]) -> None:
        claims = [self._claim(draft.content) for draft in drafts]
        Claim.objects.bulk_create(claims, ROWS)
        self._add_parts(
            [(claim, draft.content) for claim, draft in zip(claims, drafts, strict=True)]
        )
        acts = [_act(draft) for draft in drafts]
        self._decide(list(zip(claims, acts, strict=True)), Verb.CREATE)

    def _claim(self, content: schema.Content) -> Claim:
        return Claim(
            public_id=content.id,
            kind=content.kind,
            text=content.text,
            short=content.short,
            slug=content.slug,
            language=content.language,
            state=content.state,
            verdict_id=self.verdicts[content.verdict.key],
            finding=content.finding,
            explanation=content.explanation,
            waiver=content.waiver,
            last_checked=content.last_checked,
            **verbs.interval("holds", content.holds),
        )

    def _add_parts(self, told: list[tuple[Claim, schema.Content]]) -> None:
        passages = _words_of({piece for _, content in told for piece in _statements_in(content)})
        about = Claim.topics.through
        topics = (
            about(claim_id=claim.pk, topic_id=self._topic(topic))
            for claim, content in told
            for topic in content.topics
        )
        about.objects.bulk_create(topics, ROWS)
        appearances = (
            Appearance(claim=claim, statement_id=passages[one.statement.id].statement_id)
            for claim, content in told
            for one in content.appearances
        )
        Appearance.objects.bulk_create(appearances, ROWS)
        bearing = []
        for claim, content in told:
            for piece in content.evidence:
                words = passages[piece.statement.id]
                evidence = Evidence(
                    claim=claim,
                    statement_id=words.statement_id,
                    stance=piece.stance,
                    order=piece.number,
                )
                bearing.append(Bearing(evidence=evidence, passage=words))
        Evidence.objects.bulk_create((one.evidence for one in bearing), ROWS)
        for one in bearing:
            one.evidence_id = one.evidence.pk
        Bearing.objects.bulk_create(bearing, ROWS)
        Relation.objects.bulk_create(_relations(told), ROWS)

    def _publish_again(self, drafts: list[ledger.NewEdition]) -> None:
        """Reopen the claims of these editions, change them, and publish what they say then."""
        claims = _claims(draft.content.id for draft in drafts)
        rows = list(zip(claims, map(_act, drafts), strict=True))
        self._step(rows, Verb.REOPEN, self.editor)
        for claim, draft in zip(claims, drafts, strict=True):
            claim.edition_kind, claim.notice = draft.edition_kind, draft.notice
            claim.finding, claim.explanation = draft.content.finding, draft.content.explanation
            claim.verdict_id = self.verdicts[draft.content.verdict.key]
        changed = ["edition_kind", "notice", "finding", "explanation", "verdict"]
        Claim.objects.bulk_update(claims, changed, ROWS)
        self._decide(rows, Verb.REVISE)

    def _decide(self, rows: list[Row], first: Verb) -> None:
        """Make it so, submit, approve and publish it."""
        self._step(rows, first, self.editor)
        self._step(rows, Verb.SUBMIT, self.editor)
        self._step(rows, Verb.APPROVE, self.reviewer)
        self._step(rows, Verb.PUBLISH, self.reviewer)

    def _work_on(self, numbers: Iterable[int]) -> None:
        """Reopen every hundredth claim, unless an edition is to come, and leave it half done."""
        chosen = [n for n in numbers if n % WORKED_ON == 0 and self.writer.later(n, 2) is None]
        claims = _claims(id_of(CLAIM, number) for number in chosen)
        coming = [approved_digest("update", "", self.writer.content(n)) for n in chosen]
        rows = [
            (claim, {"digest": digest, "edition_kind": "update", "reason": "There is news."})
            for claim, digest in zip(claims, coming, strict=True)
        ]
        self._step(rows, Verb.REOPEN, self.editor)
        Claim.objects.filter(pk__in=[c.pk for c in claims]).update(edition_kind="update")
        left = {part: [] for part in range(4)}
        for number, row in zip(chosen, rows, strict=True):
            left[number // WORKED_ON % 4].append(row)
        self._step(left[1] + left[2] + left[3], Verb.SUBMIT, self.editor)
        self._step(left[2], Verb.REQUEST_CHANGES, self.reviewer)
        self._step(left[3], Verb.APPROVE, self.reviewer)

    def _step(self, rows: list[Row], verb: Verb, by: User) -> None:
        """Move claims one step on: the events first, then the statuses that follow from them."""
        events = [
            Event(
                claim=claim,
                version=claim.version + 1,
                verb=verb,
                from_status=claim.status,
                to_status=_after(verb, act),
                actor=by,
                actor_name=by.username,
                **{name: act[name] for name in {"at", *TOLD.get(verb, ())} if name in act},
            )
            for claim, act in rows
        ]
        Event.objects.bulk_create(events, ROWS)
        for status in {event.to_status for event in events}:
            moving = [event.claim_id for event in events if event.to_status == status]
            standing = Claim.objects.filter(pk__in=moving)
            standing.update(status=status, version=F("version") + 1)
        for event in events:
            event.claim.status, event.claim.version = event.to_status, event.version

    def _speaker(self, told: schema.Speaker) -> int:
        if told.id not in self.speakers:
            self.speakers[told.id] = verbs.speaker(told).pk
        return self.speakers[told.id]

    def _topic(self, told: schema.Topic) -> int:
        if told.id not in self.topics:
            self.topics[told.id] = verbs.topic(told).pk
        return self.topics[told.id]


def _act(draft: ledger.NewEdition) -> dict[str, object]:
    """What is known of the acts that led to this edition."""
    return {
        "digest": draft.approval.digest,
        "read": [piece.number for piece in draft.content.evidence],
        "edition_kind": draft.edition_kind,
        "reason": "Looked at again.",
        "at": dt.datetime.fromisoformat(draft.approval.at),
    }


def _after(verb: Verb, act: dict[str, object]) -> Status:
    if verb == Verb.PUBLISH and act["edition_kind"] == EditionKind.RETRACTION:
        return Status.RETRACTED
    return AFTER[verb]


def _rounds(drafts: Iterable[ledger.NewEdition]) -> Iterator[list[ledger.NewEdition]]:
    """The drafts in their order, in groups that hold each claim once."""
    editions: dict[str, list[ledger.NewEdition]] = {}
    for draft in drafts:
        editions.setdefault(draft.content.id, []).append(draft)
    for round in itertools.zip_longest(*editions.values()):
        yield [draft for draft in round if draft]


def _claims(ids: Iterable[str]) -> list[Claim]:
    """The claims of these public ids, in their order."""
    ids = list(ids)
    found = {claim.public_id: claim for claim in Claim.objects.filter(public_id__in=ids)}
    return [found[one] for one in ids]


def _statements_in(content: schema.Content) -> Iterator[str]:
    for row in itertools.chain(content.appearances, content.evidence):
        yield row.statement.id


def _words_of(statements: Iterable[str]) -> dict[str, Passage]:
    """The passage with the words of each of these statements, by the statements' public ids."""
    words = Passage.objects.filter(statement__public_id__in=statements, part=Passage.Part.WORDS)
    return {passage.statement.public_id: passage for passage in words.select_related("statement")}


def _passage(statement: Statement, capture: Snapshot, told: schema.Passage) -> Passage:
    return Passage(
        statement=statement,
        snapshot=capture,
        part=told.part,
        start=told.start,
        end=told.end,
        exact=told.exact,
    )


def _relations(told: list[tuple[Claim, schema.Content]]) -> list[Relation]:
    wanted = {one.claim for _, content in told for one in content.relations}
    others = dict(Claim.objects.filter(public_id__in=wanted).values_list("public_id", "pk"))
    return [
        Relation(
            claim=claim,
            other_id=others[one.claim],
            type=one.type,
            on=one.on,
            reason=one.reason,
        )
        for claim, content in told
        for one in content.relations
    ]
