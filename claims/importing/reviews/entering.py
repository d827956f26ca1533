"""Reviews as rows at the desk: many in one transaction, with the history that each row has.

What is held of a review is its own markup, captured as it came. The claimant's statement is marked
there, and hands on the works in which the review says that the claim was made. So it is known which
reviews have come in: their captures stay, whatever becomes of the drafts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Model, Value
from django.db.models.functions import Lower
from django.utils.text import slugify

from claims import telling
from claims.importing.reviews import ratings
from claims.importing.reviews.cleaning import Party, Review, claim_in, in_kept
from claims.importing.reviews.days import Days
from claims.importing.rows import folded
from claims.models import Appearance, Claim, Event, Status, Verb, Verdict
from claims.models.claim import OF_THE_DESK
from core.dates import Basis
from core.models import User
from core.revisions import ROWS, columns, record_new
from sources import vault
from sources.capture import capture_many
from sources.models import (
    Passage,
    Publisher,
    Region,
    Relay,
    Snapshot,
    Source,
    Speaker,
    Statement,
)

# So many files are written at the same time.
AT_ONCE = 8
NOBODY = Party("Somebody unnamed", Speaker.Kind.UNNAMED)
GRADE_REASON = "Named in a review of others; nobody here has looked at it."


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
    with ThreadPoolExecutor(AT_ONCE) as writers:
        # Each file waits for the disk; rows that do not name it are entered meanwhile.
        kept = [writers.submit(vault.keep, review.kept.encode()) for review in reviews]
        speakers = _speakers(reviews, by)
        sources = _sources(reviews, _publishers(reviews, speakers, by), by)
        wait(kept)
    works = [(sources[review.url], review.kept.encode()) for review in reviews]
    captures = capture_many(works, by=by, method=Snapshot.Method.COMMAND)
    rows = [
        _Row(review, _claim(review, scale), _statement(review, sources, speakers), capture)
        for review, capture in zip(reviews, captures, strict=True)
    ]
    _enter_statements(rows, sources, by)
    _enter_claims(rows, by)


def learn_sizes() -> None:
    """Let PostgreSQL see how far its tables have grown: the guards look into them at each row, and
    their plans are those for the tables as it knew them last.
    """
    if connection.vendor == "postgresql":
        filled = (Claim, Event, Relay, Snapshot, Source, Speaker, Statement)
        tables = ", ".join(connection.ops.quote_name(each._meta.db_table) for each in filled)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


@dataclass
class _Row:
    """One review with the rows that it becomes."""

    review: Review
    claim: Claim
    statement: Statement
    capture: Snapshot
    passages: list[Passage] = ()
    relays: list[Relay] = ()


def _claimant(review: Review) -> Party:
    return review.claimant or NOBODY


def _same_name(name: str) -> str:
    return " ".join(name.split()).lower()


def _speakers(reviews: Iterable[Review], by: User) -> dict[str, Speaker]:
    """Everybody who is named, by their name; those who are missing are entered."""
    wanted: dict[str, Speaker] = {}
    for review in reviews:
        outlet = Speaker(name=review.outlet, kind=Speaker.Kind.OUTLET)
        wanted[_same_name(review.outlet)] = outlet
    for party in map(_claimant, reviews):
        same_as = "\n".join(party.same_as)
        one = Speaker(name=party.name, kind=party.kind, same_as=same_as)
        wanted.setdefault(_same_name(party.name), one)
    standing = _standing_speakers(wanted)
    missing = {name: one for name, one in wanted.items() if name not in standing}
    _add(Speaker, missing.values(), by)
    return standing | missing


def _standing_speakers(names: Iterable[str]) -> dict[str, Speaker]:
    """Who of them is at the desk, as `Speaker.objects.named` finds each; by one query.

    Of several with one name it is the one without a note; where each has one, it is none of them.
    """
    asked = [Lower(Value(name)) for name in names]
    found: dict[str, list[Speaker]] = {}
    for one in Speaker.objects.alias(lower=Lower("name")).filter(lower__in=asked).order_by("pk"):
        found.setdefault(_same_name(one.name), []).append(one)
    meant = {name: [each for each in same if not each.note] for name, same in found.items()}
    return {
        name: (meant[name] or same)[0]
        for name, same in found.items()
        if meant[name] or len(same) == 1
    }


def _publishers(
    reviews: Iterable[Review], speakers: dict[str, Speaker], by: User
) -> dict[str, Publisher]:
    """The newsrooms, by name; those that are no publishers yet are entered."""
    wanted = {_same_name(review.outlet): review.website for review in reviews}
    keys = {speakers[name].pk for name in wanted}
    rows = Publisher.objects.filter(speaker__in=keys).select_related("speaker")
    standing = {publisher.speaker_id: publisher for publisher in rows}
    missing = [
        Publisher(speaker=speakers[name], website=site if len(site) <= 200 else "")
        for name, site in wanted.items()
        if speakers[name].pk not in standing
    ]
    _give_slugs(missing)
    _add(Publisher, missing, by)
    standing |= {publisher.speaker_id: publisher for publisher in missing}
    return {name: standing[speakers[name].pk] for name in wanted}


def _give_slugs(publishers: Iterable[Publisher]) -> None:
    """A short name for each that no other publisher has."""
    given: set[str] = set()
    for publisher in publishers:
        slug = slugify(publisher.speaker.name)[:60] or f"outlet-{publisher.public_id}"
        if slug in given or Publisher.objects.filter(slug=slug).exists():
            slug = f"{slug}-{publisher.public_id}"
        publisher.slug = slug
        given.add(slug)


def _sources(
    reviews: Sequence[Review], publishers: dict[str, Publisher], by: User
) -> dict[str, Source]:
    """The pages of the reviews and the works they name, by address; what is missing is entered."""
    wanted: dict[str, Source] = {}
    for review in reviews:
        wanted.setdefault(review.url, _page(review, publishers[_same_name(review.outlet)]))
    for review in reviews:
        for work in review.appearances:
            cited = Source(
                title=work.title,
                kind=work.kind,
                url=work.url,
                language=review.language,
                grade_reason=GRADE_REASON,
            )
            wanted.setdefault(work.url, cited)
    rows = Source.objects.filter(url__in=wanted).select_related("publisher__speaker")
    standing = {source.url: source for source in rows}
    missing = {url: source for url, source in wanted.items() if url not in standing}
    _add(Source, missing.values(), by)
    return standing | missing


def _page(review: Review, publisher: Publisher) -> Source:
    return Source(
        title=review.title,
        publisher=publisher,
        author=review.author,
        url=review.url,
        language=review.language,
        **_interval("published", review.published),
    )


def _interval(name: str, days: Days) -> dict:
    return {
        f"{name}_earliest": days.earliest,
        f"{name}_latest": days.latest,
        f"{name}_words": days.words,
        f"{name}_basis": Basis.STATED if days.known else "",
    }


def _add(model: type, rows: Iterable, by: User) -> None:
    rows = list(rows)
    model.objects.bulk_create(rows, ROWS)
    record_new(((row, _columns(row, "version")) for row in rows), by=by)


def _columns(row: Model, *leave_out: str) -> dict[str, Any]:
    """The row's columns as revisions keep them; a choice as the bare text that it is."""
    told = columns(row, *leave_out)
    return {name: str(value) if isinstance(value, str) else value for name, value in told.items()}


def _statement(
    review: Review, sources: dict[str, Source], speakers: dict[str, Speaker]
) -> Statement:
    party = _claimant(review)
    first = sources[review.appearances[0].url] if review.appearances else None
    is_post = first is not None and first.kind == Source.Kind.POST
    return Statement(
        source=sources[review.url],
        speaker=speakers[_same_name(party.name)],
        role=party.role,
        setting=Statement.Setting.POST if is_post else Statement.Setting.UNKNOWN,
        language=review.language,
        **_interval("said", review.said),
    )


def _enter_statements(rows: list[_Row], sources: dict[str, Source], by: User) -> None:
    """The statements, with their words marked in what was captured, and what they hand on."""
    Statement.objects.bulk_create((row.statement for row in rows), ROWS)
    regions = _regions(rows)
    for row in rows:
        row.passages = list(_passages(row, regions[row.capture.pk]))
        cited = (sources[work.url] for work in row.review.appearances)
        row.relays = [Relay(statement=row.statement, source=source) for source in cited]
    Passage.objects.bulk_create((each for row in rows for each in row.passages), ROWS)
    Relay.objects.bulk_create((each for row in rows for each in row.relays), ROWS)
    record_new(((row.statement, _state_of_statement(row)) for row in rows), by=by)


def _regions(rows: list[_Row]) -> dict[int, list[Region]]:
    found: dict[int, list[Region]] = {row.capture.pk: [] for row in rows}
    for region in Region.objects.filter(snapshot__in=found):
        found[region.snapshot_id].append(region)
    return found


def _passages(row: _Row, regions: list[Region]) -> Iterable[Passage]:
    """Where the claim stands in the markup, and the claimant's name."""
    told = {Passage.Part.REPORT: row.review.raw_text, Passage.Part.CUE: _claimant(row.review).raw}
    for part, raw in told.items():
        words = in_kept(raw)
        start = row.capture.text.find(words)
        if words and start >= 0:
            yield Passage(
                statement=row.statement,
                snapshot=row.capture,
                part=part,
                start=start,
                end=start + len(words),
                exact=words,
            )


def _state_of_statement(row: _Row) -> dict:
    state = _columns(row.statement, "version")
    state["passages"] = [_columns(each) for each in row.passages]
    state["relays"] = [_columns(each) for each in row.relays]
    return state


def _claim(review: Review, scale: Sequence[Verdict]) -> Claim:
    return Claim(
        kind=review.rating.kind,
        text=review.text,
        short=review.short,
        slug=slugify(review.short)[:100] or "claim",
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


def _enter_claims(rows: list[_Row], by: User) -> None:
    """The claims, each with its first event and the statement in which it was made."""
    claims = Claim.objects.bulk_create((row.claim for row in rows), ROWS)
    appearances = [Appearance(claim=row.claim, statement=row.statement) for row in rows]
    Appearance.objects.bulk_create(appearances, ROWS)
    events = Event.objects.bulk_create((_event(row, by) for row in rows), ROWS)
    Claim.objects.filter(pk__in=[claim.pk for claim in claims]).update(version=F("version") + 1)
    for claim, event in zip(claims, events, strict=True):
        claim.version = event.version
        telling.after(event)
    states = map(_state_of_claim, claims, appearances)
    record_new(zip(claims, states, strict=True), by=by)


def _event(row: _Row, by: User) -> Event:
    return Event(
        claim=row.claim,
        version=row.claim.version + 1,
        verb=Verb.CREATE,
        from_status=Status.DRAFT,
        to_status=Status.DRAFT,
        actor=by,
        actor_name=by.get_username(),
        reason=f"From a review by {row.review.outlet}.",
    )


def _state_of_claim(claim: Claim, appearance: Appearance) -> dict:
    state = _columns(claim, *OF_THE_DESK)
    state |= {"topics": [], "evidence": [], "relations": []}
    state["appearances"] = [_columns(appearance, "claim_id")]
    return state
