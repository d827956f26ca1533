"""The read models, made from entries alone. They can be rebuilt from the log at any time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.text import slugify

from record import schema, search
from record.models import Citation, Entry, Head, Link, Listing, Mention, Subject


def apply(entry: Entry) -> None:
    """Bring the read models up to date with one entry, the newest."""
    if entry.kind == Entry.Kind.NOTICE:
        return
    listing = _listing(entry)
    neighbours = _neighbours(listing)
    listing.citations.all().delete()
    listing.mentions.all().delete()
    listing.links.all().delete()
    content = entry.content
    Citation.objects.bulk_create(_citations(listing, content))
    Link.objects.bulk_create(_links(listing, content))
    _mention(listing, content, entry.index)
    search.index(listing)
    neighbours |= _neighbours(listing)
    Listing.objects.filter(claim__in=neighbours).update(touched=entry.index)


@transaction.atomic
def rebuild() -> int:
    """Make all read models anew from the log; returns how many entries were read."""
    Head.objects.select_for_update().first()  # whoever publishes waits
    for model in (Citation, Mention, Link, Listing, Subject):
        model.objects.all().delete()
    search.clear()
    count = 0
    for entry in Entry.objects.order_by("index").iterator(chunk_size=500):
        apply(entry)
        count += 1
    return count


def expected(listing: Listing, content: schema.Content) -> dict[type, list[tuple]]:
    """What should stand in the read models for an edition, comparable with `standing`."""
    return {
        Citation: sorted(_told(row) for row in _citations(listing, content)),
        Link: sorted(_told(row) for row in _links(listing, content)),
        Mention: sorted({(str(row[0]), row[1], str(row[-1])) for row in _mentioned(content)}),
    }


def named_in(content: schema.Content) -> dict[tuple[str, str], tuple[str, str, dict]]:
    """(name, slug, data) of every subject that a content names, by kind and id."""
    found: dict[tuple[str, str], tuple[str, str, dict]] = {}
    for kind, public_id, name, slug, data, _role in _mentioned(content):
        found.setdefault((str(kind), public_id), (name, slug, data))
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


def _listing(entry: Entry) -> Listing:
    content = entry.content
    listing = Listing.objects.filter(claim=entry.claim).first() or Listing(
        claim=entry.claim, first_published_at=entry.published_at
    )
    for name, value in listing_columns(entry, content).items():
        setattr(listing, name, value)
    listing.touched = entry.index
    listing.save()
    return listing


def listing_columns(entry: Entry, content: schema.Content) -> dict:
    """What a listing says of an edition, by column."""
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
        "claimant_name": content.claimant.speaker.name if content.claimant else "",
        "holds_from": _date(content.holds.earliest),
        "state": content.state,
        "retracted": entry.is_retraction,
        "published_at": entry.published_at,
        "words": _words(content),
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
        listing=listing,
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
            listing=listing,
            claim=content.id,
            other=relation.claim,
            type=relation.type,
            on=_date(relation.on),
            reason=relation.reason,
        )
        for relation in content.relations
    ]


def _neighbours(listing: Listing) -> set[str]:
    """The claims whose pages show a link with this one."""
    pairs = Link.objects.touching([listing.claim]).values_list("claim", "other")
    return {claim for pair in pairs for claim in pair} - {listing.claim}


def _mention(listing: Listing, content: schema.Content, index: int) -> None:
    mentioned = list(_mentioned(content))
    subjects = {}
    for kind, public_id, name, slug, data, _role in mentioned:
        if (kind, public_id) not in subjects:
            subjects[kind, public_id] = _subject(kind, public_id, name, slug, data, index)
    rows = {(subjects[kind, public_id], role) for kind, public_id, *_, role in mentioned}
    Mention.objects.bulk_create(
        Mention(listing=listing, subject=subject, role=role)
        for subject, role in sorted(rows, key=lambda row: (row[0].pk, row[1]))
    )


def _subject(kind: str, public_id: str, name: str, slug: str, data: dict, index: int) -> Subject:
    told = {"name": name, "slug": slug, "data": data, "index": index}
    subject, _ = Subject.objects.update_or_create(
        kind=kind, public_id=public_id, defaults=told, create_defaults=told
    )
    return subject


def _mentioned(content: schema.Content):
    """(kind, id, name, slug, data, role) of every subject that a content mentions."""
    role, kind = Mention.Role, Subject.Kind
    verdict = content.verdict
    yield (kind.VERDICT, verdict.key, verdict.label, verdict.key, _plain(verdict), role.VERDICT)
    for topic in content.topics:
        yield (kind.TOPIC, topic.id, topic.name, topic.slug, _plain(topic), role.TOPIC)
    if content.claimant:
        yield from _speakers(content.claimant, role.CLAIMANT)
    for statement in _statements(content):
        yield from _speakers(statement, role.SPEAKER)
        yield from _sources(statement.source, role.SOURCE)
        for step in statement.chain:
            yield from _sources(step.source, role.CHAIN)


def _speakers(told: schema.Claimant | schema.Statement, role: str):
    for speaker in (told.speaker, told.on_behalf_of):
        if speaker:
            name = f"{speaker.name} ({speaker.note})" if speaker.note else speaker.name
            slug = slugify(speaker.name)[:100] or "speaker"
            yield (Subject.Kind.SPEAKER, speaker.id, name, slug, _plain(speaker), role)


def _sources(source: schema.Source, role: str):
    slug = slugify(source.title)[:100] or "source"
    yield (Subject.Kind.SOURCE, source.id, source.title, slug, _plain(source), role)
    if (publisher := source.publisher) and role == Mention.Role.SOURCE:
        told = _plain(publisher)
        yield (
            Subject.Kind.PUBLISHER,
            publisher.id,
            publisher.name,
            publisher.slug,
            told,
            Mention.Role.PUBLISHER,
        )


def _plain(shape: schema.Shape) -> dict:
    return schema.as_value(shape)


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
