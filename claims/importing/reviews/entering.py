"""Reviews as rows at the desk: many in one transaction, with the history that each row has.

What is held of a review is its own markup, captured as it came. The claimant's statement is marked
there, and hands on the works in which the review says that the claim was made. So it is known which
reviews have come in: their captures stay, whatever becomes of the drafts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from claims import telling
from claims.importing.reviews import ratings
from claims.importing.reviews.cleaning import Review, claim_in, in_kept
from claims.importing.reviews.naming import Named, claimant, interval, named
from claims.importing.reviews.rows import columns, record
from claims.importing.rows import folded
from claims.models import Appearance, Claim, Event, Status, Verb, Verdict
from claims.models.claim import OF_THE_DESK, slug_of
from core import bulk
from core.canonical import sha256
from core.models import User
from sources import vault
from sources.capture import capture_many
from sources.models import Passage, Relay, Snapshot, Source, Speaker, Statement

# So many threads write files, and so many files each takes at a time.
AT_ONCE, FILES = 4, 32
# What grows as reviews come in.
FILLED = (Claim, Event, Relay, Snapshot, Source, Speaker, Statement)


def known(reviews: Iterable[Review]) -> set[tuple[str, str]]:
    """The keys of those that came in before, by what is captured of their pages; one query."""
    captured = Snapshot.objects.filter(
        source__url__in={review.url for review in reviews},
        method=Snapshot.Method.COMMAND,
        text__startswith="{",
    ).order_by()
    texts = captured.values_list("source__url", "text")
    return {(url, folded(claim)) for url, text in texts if (claim := claim_in(text))}


@transaction.atomic
def enter(reviews: Sequence[Review], scale: Sequence[Verdict], *, by: User) -> None:
    """Enter reviews that are not known, each as a draft with what it rests on; all or none."""
    with _kept_beside() as files, bulk.beside():
        theirs = named(reviews, by=by)
        claims = [_claim(review, scale) for review in reviews]
        events = _begin(claims, reviews, by)
        works = [(theirs.sources[review.url], review.kept.encode()) for review in reviews]
        captures = capture_many(
            works,
            by=by,
            method=Snapshot.Method.COMMAND.value,
            keep=files.keep,
            enter=bulk.enter,
        )
        rows = [
            _Row(review, claim, event, _statement(review, theirs), capture)
            for review, claim, event, capture in zip(reviews, claims, events, captures, strict=True)
        ]
        _enter_statements(rows, theirs, by)
        _enter_appearances(rows, by)


class _Files:
    """Files on their way to the disk; each waits for it, so rows are entered meanwhile."""

    def __init__(self, writers: ThreadPoolExecutor):
        self.writers = writers
        self.waiting: list[bytes] = []
        self.under_way: list[Future] = []

    def keep(self, data: bytes) -> str:
        self.waiting.append(data)
        if len(self.waiting) == FILES:
            self.send()
        return sha256(data)

    def send(self) -> None:
        files, self.waiting = self.waiting, []
        self.under_way.append(self.writers.submit(lambda: [vault.keep(each) for each in files]))


@contextmanager
def _kept_beside() -> Iterator[_Files]:
    """What is given to keep in the block is kept when it ends, so before the rows are committed."""
    with ThreadPoolExecutor(AT_ONCE) as writers:
        files = _Files(writers)
        yield files
        files.send()
        for each in files.under_way:
            each.result()


@dataclass
class _Row:
    """One review with the rows that it becomes."""

    review: Review
    claim: Claim
    event: Event
    statement: Statement
    capture: Snapshot
    passages: list[Passage] = field(default_factory=list)
    relays: list[Relay] = field(default_factory=list)


def _statement(review: Review, theirs: Named) -> Statement:
    first = theirs.sources[review.appearances[0].url] if review.appearances else None
    is_post = first is not None and first.kind == Source.Kind.POST
    setting = Statement.Setting.POST if is_post else Statement.Setting.UNKNOWN
    return bulk.new(
        Statement,
        source=theirs.sources[review.url],
        speaker=theirs.claimant(review),
        role=claimant(review).role,
        setting=setting.value,
        language=review.language,
        **interval("said", review.said),
    )


def _enter_statements(rows: list[_Row], theirs: Named, by: User) -> None:
    """The statements, with their words marked in what was captured, and what they hand on."""
    bulk.enter([row.statement for row in rows])
    for row in rows:
        row.passages = list(_passages(row))
        cited = (theirs.sources[work.url] for work in row.review.appearances)
        row.relays = [bulk.new(Relay, statement=row.statement, source=one) for one in cited]
    bulk.enter([each for row in rows for each in row.passages])
    bulk.enter([each for row in rows for each in row.relays])
    record(((row.statement, _state_of_statement(row)) for row in rows), by=by)


def _passages(row: _Row) -> Iterator[Passage]:
    """Where the claim stands in the markup, and the claimant's name."""
    told = {"report": row.review.raw_text, "cue": claimant(row.review).raw}
    for part, raw in told.items():
        words = in_kept(raw)
        start = row.capture.text.find(words)
        if words and start >= 0:
            yield bulk.new(
                Passage,
                statement_id=row.statement.pk,
                snapshot_id=row.capture.pk,
                part=part,
                start=start,
                end=start + len(words),
                exact=words,
            )


def _state_of_statement(row: _Row) -> dict:
    state = columns(row.statement, "version")
    state["passages"] = [columns(each) for each in row.passages]
    state["relays"] = [columns(each) for each in row.relays]
    return state


def _claim(review: Review, scale: Sequence[Verdict]) -> Claim:
    return bulk.new(
        Claim,
        kind=str(review.rating.kind),
        text=review.text,
        short=review.short,
        slug=slug_of(review.short),
        language=review.language,
        finding=_finding(review),
        explanation=_explanation(review, ratings.proposed(review.rating, scale)),
    )


def _finding(review: Review) -> str:
    """What the other newsroom found, as theirs: “Example Check rated this “Mostly false”.”"""
    rating = review.rating
    if not rating.known:
        return ""
    words = f"“{rating.words}”" if rating.words else ""
    number = f"({rating.number})" if words and rating.number else rating.number
    return f"{review.outlet} rated this {' '.join(filter(None, (words, number)))}."


def _explanation(review: Review, verdict: Verdict | None) -> str:
    """For the editor: where it comes from, which verdict is proposed, and what they explain."""
    told = [f"From a review by {review.outlet}: {review.url}"]
    if verdict:
        told.append(f"Proposed verdict: {verdict}. It is set by nobody yet; check the claim first.")
    else:
        told.append("Their rating proposes no verdict of ours.")
    if review.rating.explanation:
        told.append(f"They explain: “{review.rating.explanation}”")
    return "\n\n".join(told)


def _begin(claims: list[Claim], reviews: Sequence[Review], by: User) -> list[Event]:
    """Enter the claims, each with its first event."""
    bulk.enter(claims)
    events = [_event(*each, by) for each in zip(claims, reviews, strict=True)]
    bulk.enter(events)
    return events


def _event(claim: Claim, review: Review, by: User) -> Event:
    return bulk.new(
        Event,
        claim=claim,
        version=claim.version + 1,
        verb=Verb.CREATE.value,
        from_status=Status.DRAFT.value,
        to_status=Status.DRAFT.value,
        actor=by,
        actor_name=by.get_username(),
        reason=f"From a review by {review.outlet}.",
    )


def _enter_appearances(rows: list[_Row], by: User) -> None:
    """Each claim appears in its statement, and is as its first event left it."""
    appearances = [bulk.new(Appearance, claim=row.claim, statement=row.statement) for row in rows]
    bulk.enter(appearances)
    for row in rows:
        row.claim.version = row.event.version
        telling.after(row.event)
    claims = [row.claim for row in rows]
    states = map(_state_of_claim, claims, appearances)
    record(zip(claims, states, strict=True), by=by)
    Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(version=F("version") + 1)


def _state_of_claim(claim: Claim, appearance: Appearance) -> dict:
    state = columns(claim, *OF_THE_DESK)
    state |= {"topics": [], "evidence": [], "relations": []}
    state["appearances"] = [columns(appearance, "claim_id")]
    return state
