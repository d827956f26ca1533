"""The read models, made from entries alone. They can be rebuilt from the log at any time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection, transaction
from django.db.models import BigIntegerField, Case, Q, Value, When
from django.utils.text import slugify

from core.bulk import enter
from core.cells import is_harmless
from record import reading, schema, search
from record.models import Citation, Entry, Head, Link, Listing, Mention, Subject
from record.models.listing import IN_OWN_WORDS
from record.neighbours import Beside

BATCH = 5000
ROWS = 500
# What a listing keeps from its first edition on.
LASTING = ("claim", "first_published_at", "first_published_text")
# Where the claim stands, as it is kept with its listing.
STANDING = ("standing_state", "standing_by", "standing_since")


def apply(entries: Sequence[Entry]) -> None:
    """Bring the read models up to date with entries, the newest of the log, in their order."""
    for start in range(0, len(entries), BATCH):
        editions = [entry for entry in entries[start : start + BATCH] if entry.claim]
        if editions:
            _apply(editions)


def _apply(editions: list[Entry]) -> None:
    """One batch. A claim that occurs in it several times ends as its last edition says."""
    last = {edition.claim: edition for edition in editions}
    beside = _beside(editions)
    listings = _list(editions, last, beside.newest)
    contents = [(listing, last[listing.claim].content) for listing in listings]
    changed = _forget_parts(listings, _first_further(editions))
    enter([row for told in contents for row in _citations(*told)])
    enter([row for told in contents for row in _links(*told)])
    named = _name(editions)
    enter(_mentions(contents, {key: subject.pk for key, subject in named.items()}))
    search.index(listings)
    _touch({claim: index for claim, index in beside.newest.items() if claim not in last})
    _stand({*last, *beside.newest})
    _touch_subjects(changed | _mentioned_beside(beside.newest, changed), named.values())


@transaction.atomic
def rebuild() -> int:
    """Make all read models anew from the log; returns how many entries were read."""
    Head.objects.select_for_update().first()  # whoever publishes waits
    _forget()
    count = 0
    entries = Entry.objects.order_by("index").iterator(chunk_size=BATCH)
    while batch := list(islice(entries, BATCH)):
        apply(batch)
        count += len(batch)
    return count


def _forget() -> None:
    """Empty the read models; Django would fetch every listing first to look for what cites it."""
    search.clear()
    with connection.cursor() as cursor:
        for model in (Citation, Mention, Link, Listing, Subject):
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')


def expected(listing: Listing, content: schema.Content) -> dict[type, list[tuple]]:
    """What should stand in the read models for an edition, comparable with `standing`."""
    return {
        Citation: sorted(_told(row) for row in _citations(listing, content)),
        Link: sorted(_told(row) for row in _links(listing, content)),
        Mention: sorted(roles_of(content)),
    }


def named_in(content: schema.Content) -> dict[tuple[str, str], tuple[str, str, dict]]:
    """(name, slug, data) of every subject that a content names, by kind and id."""
    found: dict[tuple[str, str], tuple[str, str, dict]] = {}
    for kind, public_id, shape, _role in _mentioned(content):
        if (kind, public_id) not in found:
            found[kind, public_id] = (*NAMES[kind](shape), schema.as_value(shape))
    return found


def standing(listing: Listing) -> dict[type, list[tuple]]:
    """What stands in the read models for an edition."""
    mentions = listing.mentions.values_list("subject__kind", "subject__public_id", "role")
    return {
        Citation: sorted(_told(row) for row in listing.citations.all()),
        Link: sorted(_told(row) for row in listing.links.all()),
        Mention: sorted(mentions),
    }


def _told(row: Citation | Link) -> tuple:
    """A row without its own key; days as text, so that an open one sorts too."""
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return tuple(str(getattr(row, name)) for name in names)


def _beside(editions: list[Entry]) -> Beside:
    """Which other claims' pages these editions change: those they are, or were, linked with."""
    standing = Link.objects.touching({edition.claim for edition in editions})
    beside = Beside(standing.values_list("claim", "other"))
    for edition in editions:
        named = {relation.claim for relation in edition.content.relations}
        beside.take(edition.index, edition.claim, named)
    return beside


def _list(editions: list[Entry], last: dict[str, Entry], touched: dict[str, int]) -> list[Listing]:
    """The listings of these editions' claims, each as the claim's last edition says."""
    first: dict[str, Entry] = {}
    for edition in editions:
        first.setdefault(edition.claim, edition)
    listings = [
        Listing(
            claim=claim,
            first_published_at=first[claim].published_at,
            first_published_text=schema.instant(first[claim].published_at),
            touched=max(edition.index, touched.get(claim, -1)),
            **listing_columns(edition, edition.content),
        )
        for claim, edition in last.items()
    ]
    columns = [field.name for field in Listing._meta.concrete_fields if not field.primary_key]
    return Listing.objects.bulk_create(
        listings,
        update_conflicts=True,
        unique_fields=["claim"],
        update_fields=[name for name in columns if name not in LASTING],
    )


def _first_further(editions: list[Entry]) -> dict[str, int]:
    """Of each claim that had an edition before these, by which of them that one is followed."""
    found: dict[str, int] = {}
    for edition in editions:
        if edition.number > 1:
            found.setdefault(edition.claim, edition.index)
    return found


def _forget_parts(listings: list[Listing], followed: dict[str, int]) -> dict[int, int]:
    """Remove what earlier editions cite, mention and link.

    Which entry so changed the page of a subject, by its key.
    """
    keys = {
        listing.pk: followed[listing.claim] for listing in listings if listing.claim in followed
    }
    if not keys:
        return {}
    left: dict[int, int] = {}
    mentions = Mention.objects.filter(listing__in=keys).order_by()
    for listing, subject in mentions.values_list("listing_id", "subject_id"):
        left[subject] = max(left.get(subject, -1), keys[listing])
    for model in (Citation, Mention, Link):
        model.objects.filter(listing__in=keys).delete()
    return left


def listing_columns(entry: Entry, content: schema.Content) -> dict:
    """What a listing says of an edition, by column."""
    told = shown_columns(entry, content)
    tame = all(is_harmless(told[name]) for name in IN_OWN_WORDS)
    published = schema.instant(entry.published_at)
    return told | {"words": _words(content), "tame": tame, "published_text": published}


def shown_columns(entry: Entry, content: schema.Content) -> dict:
    """The same, without what only search and exports read."""
    return {
        "entry_id": entry.index,
        "number": entry.number,
        "slug": content.slug,
        "kind": content.kind,
        "text": content.text,
        "short": content.short,
        "language": content.language,
        "verdict": content.verdict.key,
        "verdict_label": content.verdict.label,
        "verdict_colour": content.verdict.colour,
        "basis": content.basis,
        "finding": content.finding,
        **_claimant_columns(content.claimant),
        "place": content.place,
        "holds_from": _date(content.holds.earliest),
        "holds_to": _date(content.holds.latest),
        "holds_words": content.holds.words,
        "holds_basis": content.holds.basis,
        "state": content.state,
        "independent_roots": content.independent_roots,
        "retracted": entry.is_retraction,
        "published_at": entry.published_at,
    }


def _claimant_columns(claimant: schema.Claimant | None) -> dict:
    if claimant is None:
        return {"claimant": "", "claimant_name": "", "made_from": None, "made_to": None}
    return {
        "claimant": claimant.speaker.id,
        "claimant_name": claimant.speaker.name,
        "made_from": _date(claimant.made.earliest),
        "made_to": _date(claimant.made.latest),
    }


def _words(content: schema.Content) -> str:
    """Everything of a claim that a reader may look for, folded."""
    texts = [content.text, content.short, content.finding, content.explanation, content.place]
    texts += [topic.name for topic in content.topics]
    for statement in _statements(content):
        texts += [statement.speaker.name, statement.source.title]
        texts += [passage.exact for passage in statement.passages]
        if statement.source.publisher:
            texts.append(statement.source.publisher.name)
    return search.words_of(" \n".join(dict.fromkeys(texts)))


def _statements(content: schema.Content) -> list[schema.Statement]:
    return [row.statement for row in (*content.appearances, *content.evidence)]


def _citations(listing: Listing, content: schema.Content) -> list[Citation]:
    rows = [
        _citation(listing, Citation.Use.APPEARANCE, number, row.statement)
        for number, row in enumerate(content.appearances, start=1)
    ]
    for piece in content.evidence:
        row = _citation(listing, Citation.Use.EVIDENCE, piece.number, piece.statement)
        row.stance, row.counted = piece.stance, piece.counted
        rows.append(row)
    return rows


def _citation(listing: Listing, use: str, order: int, statement: schema.Statement) -> Citation:
    return Citation(
        listing_id=listing.pk,
        use=use,
        order=order,
        statement=statement.id,
        speaker=statement.speaker.id,
        source=statement.source.id,
        manner=statement.manner,
        # A line for each passage: an ellipsis between them would pass for the source's own.
        exact="\n".join(p.exact for p in statement.passages if p.part != "cue"),
    )


def _links(listing: Listing, content: schema.Content) -> list[Link]:
    return [
        Link(
            listing_id=listing.pk,
            claim=content.id,
            other=relation.claim,
            type=relation.type,
            on=_date(relation.on),
            reason=relation.reason,
        )
        for relation in content.relations
    ]


def _touch(newest: dict[str, int]) -> None:
    """Note at neighbours, by their claims, which entry changed their pages."""
    told = [When(claim=claim, then=Value(index)) for claim, index in newest.items()]
    if told:
        touched = Case(*told, output_field=BigIntegerField())
        Listing.objects.filter(claim__in=newest).update(touched=touched)


def _stand(claims: set[str]) -> None:
    """Keep with each of these claims what became of it, where that has changed."""
    links = Link.objects.touching(claims).values_list("claim", "other")
    linked = claims & {claim for ends in links for claim in ends}
    # One that is linked no more stands anew too.
    kept = Q(retracted=True) | ~Q(standing_state="current")
    concerned = Q(claim__in=linked) | Q(claim__in=claims) & kept
    rows = Listing.objects.filter(concerned).defer("text", "words", "finding")
    changed = [row for row in reading.with_standing(rows) if _stands_anew(row)]
    Listing.objects.bulk_update(changed, STANDING, batch_size=ROWS)


def _stands_anew(listing: Listing) -> bool:
    """Whether a listing's standing is another than was kept; it is set on the row."""
    before = [getattr(listing, name) for name in STANDING]
    told = standing_columns(listing.standing)
    for name, value in told.items():
        setattr(listing, name, value)
    return before != list(told.values())


def standing_columns(told: reading.Standing) -> dict:
    """What a listing keeps of where a claim stands, by column."""
    by = told.by.id if told.by else ""
    return dict(zip(STANDING, (told.state, by, told.since), strict=True))


def _mentioned_beside(newest: dict[str, int], changed: dict[int, int]) -> dict[int, int]:
    """The subjects that neighbours mention, by key, with the entry that changed their pages."""
    found: dict[int, int] = {}
    if not newest:
        return found
    mentions = Mention.objects.filter(listing__claim__in=newest).order_by()
    for claim, subject in mentions.values_list("listing__claim", "subject_id"):
        found[subject] = max(found.get(subject, -1), changed.get(subject, -1), newest[claim])
    return found


def _touch_subjects(newest: dict[int, int], named: Iterable[Subject]) -> None:
    """Note at subjects, by key, which entry changed their pages, where that is later than the one
    that named them.
    """
    told = {subject.pk: subject.touched for subject in named}
    later = [Subject(pk=key, touched=at) for key, at in newest.items() if at > told.get(key, -1)]
    Subject.objects.bulk_update(later, ["touched"], batch_size=BATCH // 2)


def _name(editions: list[Entry]) -> dict[tuple[str, str], Subject]:
    """Name the subjects of these editions as the last of them says; by kind and id.

    The page of a subject changes with the edition that names it, and with the next one of its
    claim, which may not.
    """
    rows: dict[tuple[str, str], dict] = {}
    before: dict[str, list[tuple[str, str]]] = {}
    for edition in editions:
        told = named_in(edition.content)
        for key in before.get(edition.claim, ()):
            rows[key]["touched"] = edition.index
        before[edition.claim] = list(told)
        for key, (name, slug, data) in told.items():
            at = {"index": edition.index, "touched": edition.index}
            rows[key] = {"name": name, "slug": slug, "data": data, **at}
    subjects = {
        (kind, public_id): Subject(kind=kind, public_id=public_id, **row)
        for (kind, public_id), row in rows.items()
    }
    Subject.objects.bulk_create(
        subjects.values(),
        update_conflicts=True,
        unique_fields=["kind", "public_id"],
        update_fields=["name", "slug", "data", "index", "touched"],
    )
    return subjects


def _mentions(
    contents: list[tuple[Listing, schema.Content]], subjects: dict[tuple[str, str], int]
) -> list[Mention]:
    """A dozen rows for each claim."""
    return [
        Mention(listing_id=listing.pk, subject_id=subjects[kind, public_id], role=role)
        for listing, content in contents
        for kind, public_id, role in sorted(roles_of(content))
    ]


def roles_of(content: schema.Content) -> set[tuple[str, str, str]]:
    """(kind, id, role) of every subject that a content mentions."""
    return {(kind, public_id, role) for kind, public_id, _shape, role in _mentioned(content)}


def _mentioned(content: schema.Content) -> Iterator[tuple[str, str, schema.Shape, str]]:
    """(kind, id, what the edition says of it, role) of every subject that a content mentions."""
    yield "verdict", content.verdict.key, content.verdict, "verdict"
    for topic in content.topics:
        yield "topic", topic.id, topic, "topic"
    if content.claimant:
        yield from _speakers(content.claimant, "claimant")
    for statement in _statements(content):
        yield from _speakers(statement, "speaker")
        source = statement.source
        yield "source", source.id, source, "source"
        if source.publisher:
            yield "publisher", source.publisher.id, source.publisher, "publisher"
        for step in statement.chain:
            source = step.source
            yield "source", source.id, source, "chain"
            if source.publisher:
                yield "publisher", source.publisher.id, source.publisher, "chain"


def _speakers(told: schema.Claimant | schema.Statement, role: str):
    for speaker in (told.speaker, told.on_behalf_of):
        if speaker:
            yield "speaker", speaker.id, speaker, role


def _name_of_speaker(speaker: schema.Speaker) -> tuple[str, str]:
    name = f"{speaker.name} ({speaker.note})" if speaker.note else speaker.name
    return name, slugify(speaker.name)[:100] or "speaker"


# The name and the slug of a subject, by its kind.
NAMES = {
    "verdict": lambda verdict: (verdict.label, verdict.key),
    "topic": lambda topic: (topic.name, topic.slug),
    "speaker": _name_of_speaker,
    "source": lambda source: (source.title, slugify(source.title)[:100] or "source"),
    "publisher": lambda publisher: (publisher.name, publisher.slug),
}


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
