"""Who and what reviews name: speakers, newsrooms, pages and works, as they stand at the desk.

What stands there is used and not changed; what is missing is entered. Each kind costs one query
and one statement for many reviews.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Lower
from django.utils.text import slugify

from claims.importing.reviews.cleaning import Party, Review, Work
from claims.importing.reviews.days import Days
from claims.importing.reviews.rows import add
from core import bulk
from core.among import among
from core.dates import Basis
from core.models import User
from sources.models import Publisher, Source, Speaker

NOBODY = Party("Somebody unnamed", Speaker.Kind.UNNAMED)
EACH = {
    "sqlite": "json_each(%s)",
    "postgresql": "jsonb_array_elements_text(%s::jsonb) AS each (value)",
}
GRADE_REASON = "Named in a review of others; nobody here has looked at it."


@dataclass(frozen=True)
class Named:
    """What some reviews name: speakers by name, sources by address."""

    speakers: dict[str, Speaker]
    sources: dict[str, Source]

    def claimant(self, review: Review) -> Speaker:
        return self.speakers[same_name(claimant(review).name)]


def named(reviews: Sequence[Review], *, by: User) -> Named:
    """All that these reviews name, entered where it is missing.

    All of it is looked up first: what is asked once rows are entered waits for them.
    """
    speakers = _speakers(reviews)
    publishers = _publishers(reviews, speakers)
    sources = _sources(reviews, publishers)
    for rows in (speakers, publishers, sources):
        missing = {id(row): row for row in rows.values() if row._state.adding}
        add(missing.values(), by=by)
    return Named(speakers, sources)


def claimant(review: Review) -> Party:
    return review.claimant or NOBODY


def same_name(name: str) -> str:
    return " ".join(name.split()).lower()


def interval(name: str, days: Days) -> dict:
    """The columns of an interval of this name."""
    return {
        f"{name}_earliest": days.earliest,
        f"{name}_latest": days.latest,
        f"{name}_words": days.words,
        f"{name}_basis": Basis.STATED.value if days.known else "",
    }


def _speakers(reviews: Sequence[Review]) -> dict[str, Speaker]:
    """Everybody who is named, by their name; who is missing is new."""
    wanted: dict[str, Party] = {}
    for review in reviews:
        wanted[same_name(review.outlet)] = Party(review.outlet, Speaker.Kind.OUTLET.value)
    for party in map(claimant, reviews):
        wanted.setdefault(same_name(party.name), party)
    # Of names that are one to the database only the first is new, and stands for all.
    small = _made_small({name: " ".join(party.name.split()) for name, party in wanted.items()})
    found = _standing_speakers(small.values())
    missing: dict[str, Speaker] = {}
    for name, party in wanted.items():
        if small[name] not in found and small[name] not in missing:
            missing[small[name]] = bulk.new(
                Speaker,
                name=party.name,
                kind=str(party.kind),
                same_as="\n".join(party.same_as),
            )
    found |= missing
    return {name: found[small[name]] for name in wanted}


def _made_small(names: dict[str, str]) -> dict[str, str]:
    """Each name as the database compares it: each engine makes letters beyond A to Z small in its
    own way, or not at all.
    """
    small = {key: name.lower() for key, name in names.items() if name.isascii()}
    others = {key: name for key, name in names.items() if key not in small}
    if others:
        told = json.dumps(list(others.values()))
        with connection.cursor() as cursor:
            each = EACH[connection.vendor]
            cursor.execute(f"SELECT value, lower(value) FROM {each}", [told])
            made = dict(cursor.fetchall())
        small |= {key: made[name] for key, name in others.items()}
    return small


def _standing_speakers(names: Iterable[str]) -> dict[str, Speaker]:
    """Who of them is at the desk, as `Speaker.objects.named` finds each; by one query.

    Of several with one name it is the one without a note; where each has one, it is none of them.
    """
    rows = Speaker.objects.annotate(small=Lower("name")).order_by("pk")
    found: dict[str, list[Speaker]] = {}
    for one in rows.filter(small__in=among(set(names), kind="text")):
        found.setdefault(one.small, []).append(one)
    meant = {name: [each for each in same if not each.note] for name, same in found.items()}
    return {
        name: (meant[name] or same)[0]
        for name, same in found.items()
        if meant[name] or len(same) == 1
    }


def _publishers(reviews: Sequence[Review], speakers: dict[str, Speaker]) -> dict[str, Publisher]:
    """The newsrooms, by name; those that are no publishers yet are new."""
    wanted = {same_name(review.outlet): review.website for review in reviews}
    keys = {speakers[name].pk for name in wanted} - {None}
    rows = Publisher.objects.filter(speaker__in=keys).select_related("speaker")
    standing = {publisher.speaker_id: publisher for publisher in rows}
    missing: dict[int, Publisher] = {}
    for name, site in wanted.items():
        speaker = speakers[name]
        if speaker.pk not in standing and id(speaker) not in missing:
            missing[id(speaker)] = Publisher(
                speaker=speaker, website=site if len(site) <= 200 else ""
            )
    _give_slugs(missing.values())
    return {name: standing.get(speakers[name].pk) or missing[id(speakers[name])] for name in wanted}


def _give_slugs(publishers: Collection[Publisher]) -> None:
    """A short name for each that no other publisher has."""
    for publisher in publishers:
        publisher.slug = slugify(publisher.speaker.name)[:60] or f"outlet-{publisher.public_id}"
    wanted = {publisher.slug for publisher in publishers}
    taken = set(Publisher.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    for publisher in publishers:
        if publisher.slug in taken:
            publisher.slug = f"{publisher.slug}-{publisher.public_id}"
        taken.add(publisher.slug)


def _sources(reviews: Sequence[Review], publishers: dict[str, Publisher]) -> dict[str, Source]:
    """The pages of the reviews and the works they name, by address; what is missing is new."""
    wanted = {review.url for review in reviews}
    wanted.update(work.url for review in reviews for work in review.appearances)
    rows = Source.objects.filter(url__in=wanted).select_related("publisher__speaker")
    standing = {source.url: source for source in rows}
    missing: dict[str, Source] = {}
    for review in reviews:
        if review.url not in standing and review.url not in missing:
            missing[review.url] = _page(review, publishers[same_name(review.outlet)])
    for review in reviews:
        for work in review.appearances:
            if work.url not in standing and work.url not in missing:
                missing[work.url] = _cited(work, review.language)
    return standing | missing


def _page(review: Review, publisher: Publisher) -> Source:
    return bulk.new(
        Source,
        title=review.title,
        publisher=publisher,
        author=review.author,
        url=review.url,
        language=review.language,
        **interval("published", review.published),
    )


def _cited(work: Work, language: str) -> Source:
    return bulk.new(
        Source,
        title=work.title,
        kind=str(work.kind),
        url=work.url,
        language=language,
        grade_reason=GRADE_REASON,
    )
