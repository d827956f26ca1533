"""The sitemap: an index of files, each with the pages of one stretch of keys.

A file holds the rows whose keys lie in one stretch of 10,000. What is published later goes into
the last file, so a file's `lastmod` moves only when one of its own pages does.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from record import schema
from record.addresses import whole
from record.freshness import Mark
from record.models import Entry, Head, Listing, Mention, Subject
from record.models.listing import claim_address

LENGTH = 10_000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
KINDS = (
    Subject.Kind.TOPIC,
    Subject.Kind.SPEAKER,
    Subject.Kind.SOURCE,
    Subject.Kind.PUBLISHER,
)


@dataclass(frozen=True)
class Place:
    """One address of a sitemap, and when what stands there last changed."""

    path: str
    moment: dt.datetime | None


def log_mark() -> Mark:
    """What the index depends on: the log, and the keys, which a rebuild gives anew; one query."""
    first = Subquery(Listing.objects.order_by("pk").values("pk")[:1])
    head = Head.objects.values_list("size", "last_published_at", first).first()
    size, moment, first_key = head or (0, None, None)
    return Mark(f"log{size}from{first_key}", moment)


@functools.lru_cache(maxsize=1)
def index_at(mark: Mark) -> bytes:
    """The index; whoever asks again before anything is published waits for no count."""
    return _written("sitemapindex", "sitemap", files())


def files() -> list[Place]:
    """The files of the sitemap; three queries at any size."""
    claims, subjects = _claim_files(), _subject_files()
    moments = dict(
        Entry.objects.filter(index__in={*claims.values(), *subjects.values()}).values_list(
            "index", "published_at"
        )
    )
    newest = max(moments.values(), default=None)
    found = [Place(reverse("sitemap_pages"), newest)]
    for name, indices in (("sitemap_claims", claims), ("sitemap_subjects", subjects)):
        found += [Place(reverse(name, args=[n]), moments[i]) for n, i in indices.items()]
    return found


def _claim_files() -> dict[int, int]:
    """The newest entry that changed a page of each file, by the number of the file."""
    rows = Listing.objects.order_by().values(file=F("pk") / LENGTH)
    rows = rows.annotate(newest=Max("touched"), shown=Count("pk", filter=Q(retracted=False)))
    return dict(rows.filter(shown__gt=0).order_by("file").values_list("file", "newest"))


def _subject_files() -> dict[int, int]:
    rows = _subjects().order_by().values(file=F("pk") / LENGTH).annotate(newest=Max("touched"))
    return dict(rows.order_by("file").values_list("file", "newest"))


def pages(names: Iterable[str], moment: dt.datetime | None) -> list[Place]:
    """The pages that there is one of, by the names of their addresses."""
    return [Place(reverse(name), moment) for name in names]


def claims(file: int) -> Iterator[Place]:
    """The listed claims of a file; one query."""
    moment = Entry.objects.filter(index=OuterRef("touched")).values("published_at")
    rows = _stretch(Listing.objects.current(), file).annotate(moment=Subquery(moment))
    for claim, slug, moment in rows.values_list("claim", "slug", "moment"):
        yield Place(claim_address(claim, slug), moment)


def subjects(file: int) -> Iterator[Place]:
    """The subjects of a file that a listed claim mentions; one query."""
    moment = Entry.objects.filter(index=OuterRef("touched")).values("published_at")
    rows = _stretch(_subjects(), file).annotate(moment=Subquery(moment))
    for kind, public_id, slug, moment in rows.values_list("kind", "public_id", "slug", "moment"):
        yield Place(reverse(kind, args=[public_id, slug]), moment)


def newest_claim(file: int) -> tuple[int, dt.datetime] | None:
    """The newest entry that changed a page of this file of claims, or took it away; one query."""
    rows = _stretch(Listing.objects.for_its_page(), file).order_by("-touched")
    return rows.values_list("touched", "touched_at").first()


def file_xml(places: Iterable[Place]) -> bytes:
    return _written("urlset", "url", places)


def _written(root: str, element: str, places: Iterable[Place]) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{NAMESPACE}">']
    for place in places:
        moment = place.moment
        told = f"<lastmod>{schema.instant(moment)}</lastmod>" if moment else ""
        lines.append(f"<{element}><loc>{escape(whole(place.path))}</loc>{told}</{element}>")
    return "\n".join([*lines, f"</{root}>", ""]).encode()


def _subjects() -> QuerySet:
    mentions = Mention.objects.filter(subject=OuterRef("pk"), listing__retracted=False)
    return Subject.objects.filter(Exists(mentions), kind__in=KINDS)


def _stretch(rows: QuerySet, file: int) -> QuerySet:
    return rows.filter(pk__gte=file * LENGTH, pk__lt=(file + 1) * LENGTH).order_by("pk")
