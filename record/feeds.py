"""Atom feeds (RFC 4287): every edition is one entry, under an id that is its for ever.

Of a retracted claim only the retraction is told. An entry leads to what we say of the claim now.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as xml

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

import msgspec

from record import schema, wording
from record.addresses import host, page_of, whole
from record.models import Entry, Listing, Mention, Subject
from record.models.listing import claim_address

MOST = 50
ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
CORRECTING = (Entry.EditionKind.CORRECTION, Entry.EditionKind.RETRACTION)
# XML 1.0 has no way to write these.
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

xml.register_namespace("", ATOM)


class _Content(msgspec.Struct):
    short: str
    slug: str
    language: str
    finding: str
    verdict: schema.Verdict
    topics: list[schema.Topic]


class _Told(msgspec.Struct):
    """The little of an edition that a feed tells."""

    notice: str
    published_at: str
    content: _Content


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself: its own address, the page that it follows, and its name."""

    path: str
    page: str
    title: str


def editions(claims: list[str] | None = None) -> QuerySet:
    """What a feed tells, the newest first: all editions, or those of these claims."""
    listed = Listing.objects.filter(claim=OuterRef("claim"))
    told = Q(Exists(listed.filter(retracted=False))) | Q(edition_kind=CORRECTING[1])
    # By number and not by kind: for that SQLite would read and sort an index of all editions.
    found = Entry.objects.filter(told, number__gte=1)
    if claims is not None:
        found = found.filter(claim__in=claims)
    return found.order_by("-index")


def claims_of(subject: Subject, *roles: str) -> list[str]:
    """The claims whose editions can be among the newest of all that mention a subject so.

    Any other claim has only editions that are older than the current ones of all of these.
    """
    mentions = Mention.objects.filter(subject=subject, role__in=roles)
    newest = mentions.order_by("-listing__entry_id").values_list("listing__claim", flat=True)
    return list(dict.fromkeys(newest[: MOST * len(roles)]))


def corrections() -> QuerySet:
    """The editions that say that we erred."""
    return editions().filter(edition_kind__in=CORRECTING)


def newest(entries: QuerySet) -> tuple[int, dt.datetime | None]:
    """Index and moment of the newest of these: what a feed of them depends on; one query."""
    return entries.values_list("index", "published_at").first() or (-1, None)


def atom(feed: Feed, entries: QuerySet) -> bytes:
    """The feed with its newest entries; one query."""
    slugs = Listing.objects.filter(claim=OuterRef("claim")).values("slug")
    rows = list(entries.annotate(slug_now=Subquery(slugs))[:MOST])
    root = xml.Element(f"{{{ATOM}}}feed", {"xml:lang": settings.LANGUAGE_CODE})
    _tell(root, "id", whole(feed.path))
    _tell(root, "title", f"{feed.title} · {settings.NEWSROOM_NAME}")
    _tell(root, "updated", _instant(rows))
    _tell(root, "link", rel="self", type="application/atom+xml", href=whole(feed.path))
    _tell(root, "link", rel="alternate", type="text/html", href=whole(feed.page))
    author = _tell(root, "author")
    _tell(author, "name", settings.NEWSROOM_NAME)
    _tell(author, "uri", whole("/"))
    for row in rows:
        _entry(root, row)
    return xml.tostring(root, encoding="utf-8", xml_declaration=True)


def _instant(rows: Iterable[Entry]) -> str:
    """When the newest was published; a feed that has none yet is as old as computing."""
    newest = next(iter(rows), None)
    return schema.instant(newest.published_at) if newest else "1970-01-01T00:00:00Z"


def _entry(root: xml.Element, row: Entry) -> None:
    told = msgspec.json.decode(row.data, type=_Told)
    content, page = told.content, whole(claim_address(row.claim, row.slug_now))
    entry = _tell(root, "entry", **{"xml:lang": content.language})
    day = row.published_at.date().isoformat()
    _tell(entry, "id", f"tag:{host()},{day}:/claims/{row.claim}/editions/{row.number}")
    _tell(entry, "title", _title(row, content))
    _tell(entry, "updated", told.published_at)
    _tell(entry, "published", told.published_at)
    _tell(entry, "link", rel="alternate", type="text/html", href=page)
    verdict = content.verdict
    _tell(entry, "category", term=verdict.key, label=verdict.label, scheme=whole(reverse("method")))
    for topic in content.topics:
        about = {"term": topic.id, "label": topic.name, "scheme": whole(page_of(topic, "topic"))}
        _tell(entry, "category", **about)
    _tell(entry, "content", _content(row, told, page), type="html")


def _title(row: Entry, content: _Content) -> str:
    if row.is_retraction:
        return f"{_('Retracted')}: {content.short}"
    if row.edition_kind == Entry.EditionKind.FIRST:
        return f"{content.verdict.label}: {content.short}"
    return f"{wording.EDITION_KINDS[row.edition_kind]}: {content.verdict.label}: {content.short}"


def _content(row: Entry, told: _Told, page: str) -> str:
    notice = format_html("<p><strong>{}</strong></p>", told.notice) if told.notice else ""
    finding = "" if row.is_retraction else format_html("<p>{}</p>", told.content.finding)
    link = format_html('<p><a href="{}">{}</a></p>', page, _("The claim with its evidence"))
    return f"{notice}{finding}{link}"


def _tell(parent: xml.Element, name: str, text: str = "", **attributes: str) -> xml.Element:
    written = {key: UNWRITABLE.sub("\ufffd", str(value)) for key, value in attributes.items()}
    element = xml.SubElement(parent, f"{{{ATOM}}}{name}", written)
    element.text = UNWRITABLE.sub("\ufffd", text) or None
    return element
