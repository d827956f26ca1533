"""The reviews of `bench.importing` brought in with django-import-export, in its bulk mode.

A row of its files is a row of a table, so each table has a resource, after those that it refers to.
They are set as its chapter on bulk imports advises for speed: `use_bulk` with batches of 1,000,
`CachedForeignKeyWidget`, `force_init_instance`, `skip_diff`. That is faster than its widget that
creates what is missing, which asks and writes row by row. To validate is `clean_model_instances`,
so `full_clean` on each row; but not on captures, which have columns that no form fills. Whose work
it was is kept as its admin keeps it: a LogEntry for each row.

What it is spared: the files on disk, regions, events, and what each row was when it was entered;
dirty markup, for the generated one is clean; and reviews that are there already.
"""

from __future__ import annotations

import json
from pathlib import Path

from django.contrib.admin.models import ADDITION, LogEntry
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

import tablib
from import_export.fields import Field
from import_export.resources import ModelResource, modelresource_factory
from import_export.widgets import CachedForeignKeyWidget

from claims.models import Appearance, Claim
from core.canonical import sha256
from core.ids import public_id
from core.models import User
from sources.models import Passage, Publisher, Relay, Snapshot, Source, Speaker, Statement

# By which column a row finds each that it refers to.
KEYS = {
    "speaker": (Speaker, "name"),
    "publisher": (Publisher, "slug"),
    "source": (Source, "url"),
    "snapshot": (Snapshot, "text_sha256"),
    "statement": (Statement, "public_id"),
    "claim": (Claim, "public_id"),
    "captured_by": (User, "username"),
}
Rows = dict[type[Model], list[dict]]


def bring_in(path: Path, by: User, *, validated: bool) -> None:
    """The rows of every table, one table after the other."""
    tables = flat(path, by)
    for model in list(tables):
        rows = tables.pop(model)
        columns = list(rows[0])
        table = tablib.Dataset(*(list(row.values()) for row in rows), headers=columns)
        result = resource_of(model, columns, validated)().import_data(
            table, raise_errors=True, retain_instance_in_row_result=True
        )
        told = {"change_message": "new through import_export", "single_object": False}
        LogEntry.objects.log_actions(by.pk, [row.instance for row in result], ADDITION, **told)


def resource_of(model: type[Model], columns: list[str], validated: bool) -> type[ModelResource]:
    """As the chapters on bulk imports and on their performance show it."""
    options = {
        "fields": columns,
        "import_id_fields": columns[:1],
        "use_bulk": True,
        "batch_size": 1_000,
        "force_init_instance": True,
        "skip_diff": True,
        "clean_model_instances": validated and model is not Snapshot,
    }
    related = {
        name: Field(name, name, CachedForeignKeyWidget(*KEYS[name]))
        for name in columns
        if name in KEYS
    }
    return modelresource_factory(model, meta_options=options, custom_fields=related)


def flat(path: Path, by: User) -> Rows:
    """The rows of each table, in the order in which they refer to each other."""
    speakers: dict[str, dict] = {}
    publishers: dict[str, dict] = {}
    sources: dict[str, dict] = {}
    rest: Rows = {model: [] for model in (Snapshot, Statement, Passage, Relay, Claim, Appearance)}
    for line in path.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        outlet, person = told["author"], told["itemReviewed"]["author"]["name"]
        slug = slugify(outlet["name"])
        speakers.setdefault(outlet["name"], {"name": outlet["name"], "kind": "outlet"})
        speakers.setdefault(person, {"name": person, "kind": "person"})
        publishers[slug] = {"slug": slug, "speaker": outlet["name"], "website": outlet["url"]}
        sources[told["url"]] = page(told, slug)
        for work in told["itemReviewed"]["appearance"]:
            sources.setdefault(work["url"], cited(work["url"], told["inLanguage"]))
        for model, rows in of_review(told, line, by).items():
            rest[model] += rows
    named = {Speaker: speakers, Publisher: publishers, Source: sources}
    return {model: list(rows.values()) for model, rows in named.items()} | rest


def page(told: dict, slug: str) -> dict:
    return {
        "url": told["url"],
        "title": told["name"],
        "kind": "article",
        "language": told["inLanguage"],
        "publisher": slug,
        "published_earliest": told["datePublished"],
        "published_latest": told["datePublished"],
        "published_basis": "stated",
    }


def cited(url: str, language: str) -> dict:
    kind = "post" if "x.com" in url else "article"
    told = {"url": url, "title": url.partition("//")[2], "kind": kind, "language": language}
    blank = ("publisher", "published_earliest", "published_latest", "published_basis")
    return told | dict.fromkeys(blank, "")


def of_review(told: dict, text: str, by: User) -> Rows:
    """The rows that no other review has a part in."""
    item, digest = told["itemReviewed"], sha256(text.encode())
    claim, statement = public_id(), public_id()
    works = list(dict.fromkeys(work["url"] for work in item["appearance"]))
    return {
        Snapshot: [capture(told["url"], text, digest, by)],
        Statement: [
            {
                "public_id": statement,
                "source": told["url"],
                "speaker": item["author"]["name"],
                "role": item["author"].get("jobTitle", ""),
                "setting": "post" if "x.com" in works[0] else "unknown",
                "language": told["inLanguage"],
                "said_earliest": item["datePublished"],
                "said_latest": item["datePublished"],
                "said_basis": "stated",
            }
        ],
        Passage: [
            passage(statement, digest, "report", text, told["claimReviewed"]),
            passage(statement, digest, "cue", text, item["author"]["name"]),
        ],
        Relay: [{"statement": statement, "source": url} for url in works],
        Claim: [draft(told, claim)],
        Appearance: [{"claim": claim, "statement": statement}],
    }


def capture(url: str, text: str, digest: str, by: User) -> dict:
    return {
        "text_sha256": digest,
        "source": url,
        "text": text,
        "characters": len(text),
        "bytes_sha256": digest,
        "byte_count": len(text.encode()),
        "method": "command",
        "extractor": "plain text 1",
        "received_at": f"{timezone.now():%Y-%m-%d %H:%M:%S}",
        "captured_by": by.username,
        "captured_by_name": by.username,
    }


def passage(statement: str, digest: str, part: str, text: str, words: str) -> dict:
    start = text.index(words)
    place = {"start": start, "end": start + len(words), "exact": words}
    return {"statement": statement, "snapshot": digest, "part": part, **place}


def draft(told: dict, public_id: str) -> dict:
    text, outlet = told["claimReviewed"], told["author"]["name"]
    return {
        "public_id": public_id,
        "kind": "fact",
        "text": text,
        "short": text[:75],
        "slug": slugify(text)[:100] or "claim",
        "language": told["inLanguage"],
        "finding": f"{outlet} rated this “{told['reviewRating']['alternateName']}”.",
        "explanation": f"From a review by {outlet}: {told['url']}",
    }
