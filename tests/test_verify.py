"""`manage.py verify`: whole data pass; whatever was tampered with is named."""

import io
import shutil
from datetime import timedelta

from django.core.management import CommandError, call_command
from django.db import connection

import pytest

from claims.models import Claim, Event
from core import triggers
from core.models import Revision
from record import search
from record.merkle import leaf_hash
from record.models import Citation, Entry, Head, Link, Listing, Mention, Posting, Subject, Word
from sources import vault
from sources.models import Passage, Region, Snapshot
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once):
    once(make.make_published_claim)


@pytest.fixture
def tampering(made, db):
    """The database as somebody with full rights would get at it: without guards."""
    triggers.drop(connection)
    yield
    triggers.install(connection)


def verify() -> tuple[bool, str]:
    """Whether all is well, and what was printed."""
    out = io.StringIO()
    try:
        call_command("verify", stdout=out, no_color=True)
    except CommandError as error:
        return False, f"{out.getvalue()}{error}"
    return True, out.getvalue()


def change(model, **fields):
    """Change the first row past every rule."""
    assert model.objects.filter(pk=model.objects.order_by("pk").first().pk).update(**fields)


def test_it_passes_what_is_as_it_was_written(made):
    well, told = verify()

    assert well, told
    assert "Everything is as it was written." in told


CASES = [
    ("guards", lambda: None, "does not stand"),
    ("texts", lambda: change(Snapshot, text="Other."), "another SHA-256"),
    ("texts", lambda: change(Snapshot, characters=7), "another length"),
    ("bytes", lambda: change(Snapshot, bytes_sha256="0" * 64), "not kept"),
    ("passages", lambda: change(Passage, exact="Other"), "do not stand"),
    ("passages", lambda: change(Passage, start=3), "do not stand"),
    ("regions", lambda: change(Region, end=40), "overlaps"),
    ("statements", lambda: drop_passages(), "no passage"),
    ("statuses", lambda: change(Claim, status="draft"), "not where its events lead"),
    ("two people", lambda: change(Event, actor_id=approver()), "their own work"),
    ("entries", lambda: change(Entry, data="{}"), "another leaf"),
    ("entries", lambda: reword(), "not what its approval names"),
    ("entries", lambda: change(Entry, digest="0" * 64), "columns digest"),
    ("entries", lambda: garble(), "another leaf"),
    ("read models", lambda: garble(), "cannot be read"),
    ("subjects", lambda: garble(), "not called"),
    ("entries", lambda: Entry.objects.filter(index=0).delete(), "no entry 0"),
    ("head", lambda: change(Head, root="0" * 64), "its root"),
    ("head", lambda: change(Head, size=1), "counts 1"),
    ("read models", lambda: change(Listing, verdict="false"), "columns verdict"),
    ("read models", lambda: change(Citation, exact="Other"), "citations"),
    ("read models", lambda: Mention.objects.all().delete(), "mentions"),
    ("read models", lambda: add_link(), "links"),
    ("read models", lambda: Listing.objects.all().delete(), "another number"),
    ("read models", lambda: change(Listing, touched=0), "changed with entry 1, not with 0"),
    ("read models", lambda: change(Listing, touched=9), "changed with entry 1, not with 9"),
    ("read models", lambda: forget_a_neighbour(), "changed with entry 2, not with 1"),
    ("read models", lambda: date_back(), "first published on"),
    ("search", lambda: change(Posting, size=9), "does not lead"),
    ("search", lambda: change(Word, stem="other"), "does not lead"),
    ("search", lambda: Posting.objects.all().delete(), "does not lead"),
    ("subjects", lambda: change(Subject, public_id="zzzzzzzzzz"), "not called"),
    ("subjects", lambda: change(Subject, name="Forged"), "not called"),
    ("subjects", lambda: change(Subject, data={"name": "Forged"}), "not called"),
    ("pages of subjects", lambda: change(Subject, touched=-1), "changed with entry 1, not with -1"),
    ("revisions", lambda: change(Revision, after='{"b":1, "a":2}'), "canonical"),
]


def drop_passages():
    connection.cursor().execute("DELETE FROM claims_bearing")
    connection.cursor().execute("DELETE FROM sources_passage")


def approver():
    return Event.objects.get(verb="approve").actor_id


def reword():
    """Change a word of an edition, and its leaf with it."""
    entry = Entry.objects.last()
    data = entry.data.replace("It was inspected.", "It was not inspected.")
    Entry.objects.filter(pk=entry.pk).update(data=data, leaf=leaf_hash(data.encode()))


def garble():
    Entry.objects.filter(kind="edition").update(data="{}")


def forget_a_neighbour():
    """Publish a claim that is linked with the first one, and deny that this changed its page."""
    other = make.make_sourced_claim()
    make.relate(other, "repeats", Claim.objects.earliest("pk"))
    make.publish(other)
    change(Listing, touched=1)


def date_back():
    first = Listing.objects.first().first_published_at
    change(Listing, first_published_at=first - timedelta(days=1))


def add_link():
    listing = Listing.objects.get()
    Link.objects.create(listing=listing, claim=listing.claim, other="x", type="repeats")


@pytest.mark.parametrize("kind, tamper, told", CASES)
def test_it_names_what_was_tampered_with(kind, tamper, told, tampering):
    tamper()

    well, printed = verify()

    line = next(line for line in printed.splitlines() if line.startswith(kind))
    assert not well
    assert told in line
    assert kind in printed.splitlines()[-1]


def test_it_names_bytes_that_changed_on_disk(made, settings, tmp_path):
    settings.CAPTURES = shutil.copytree(settings.CAPTURES, tmp_path / "captures")
    place = vault.path_of(Snapshot.objects.get().bytes_sha256)
    place.chmod(0o640)
    place.write_bytes(b"Other.")

    well, printed = verify()

    assert not well
    assert "the kept bytes have another SHA-256" in printed


@pytest.mark.engine("sqlite")
def test_it_names_a_listing_that_search_does_not_find(made):
    search.clear()

    assert "search does not find it" in verify()[1]


def test_it_shows_the_first_of_many_and_counts_the_rest(tampering):
    Region.objects.update(end=100_000)

    printed = verify()[1]

    assert "(and " in next(line for line in printed.splitlines() if line.startswith("regions"))
