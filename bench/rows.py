"""Rows for the measurements, in a database of their own that is removed afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - only once Django is set up
from django.db import connection, transaction  # noqa: E402 - only once Django is set up
from django.test.utils import setup_test_environment  # noqa: E402 - likewise
from django.utils import timezone  # noqa: E402 - likewise

from core import triggers  # noqa: E402 - likewise
from record import search  # noqa: E402 - likewise
from record.models import Entry, Head, Listing  # noqa: E402 - likewise

BATCH = 1_000


@contextmanager
def database() -> Iterator[None]:
    """A test's database without guards: rows are put in as they are."""
    setup_test_environment(debug=False)
    settings.SECURE_SSL_REDIRECT = False
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    triggers.drop(connection)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def public_id(number: int) -> str:
    """A number in the letters of our ids."""
    return f"{number:010d}".translate(str.maketrans("0123456789", "bcdfghjkmn"))


def listing(number: int, text: str, short: str, finding: str = "", rest: str = "", **more):
    """One listing and the entry beneath it, both unsaved."""
    moment = more.pop("published_at", None) or timezone.now()
    entry = Entry(
        index=number,
        kind="edition",
        claim=public_id(number),
        number=1,
        edition_kind="first",
        published_at=moment,
        data="{}",
    )
    told = {
        "slug": "claim",
        "kind": "fact",
        "language": "en",
        "verdict": "true",
        "verdict_label": "True",
        "verdict_colour": "positive",
        "basis": "primary",
        **more,
    }
    return Listing(
        claim=entry.claim,
        entry=entry,
        number=1,
        text=text,
        short=short[:75],
        finding=finding,
        first_published_at=moment,
        published_at=moment,
        touched=number,
        words=search.words_of(f"{text} \n{short} \n{finding} \n{rest}"),
        **told,
    )


@transaction.atomic
def save(listings: Iterable[Listing]) -> int:
    """Save listings with their entries, and make them findable."""
    listings = list(listings)
    Entry.objects.bulk_create([row.entry for row in listings], batch_size=BATCH)
    Listing.objects.bulk_create(listings, batch_size=BATCH)
    search.index(listings)
    Head.objects.bulk_create([Head()], ignore_conflicts=True)
    Head.objects.update(size=Listing.objects.count())
    return len(listings)
