"""`manage.py verify`: forgeries that leave hashes, copies or single rows in order."""

import json

from django.db import connection

import pytest

from claims import workflow
from claims.models import Claim, Event
from core import triggers, verifying
from core.canonical import canonical
from record import ledger, merkle
from record.models import Entry, Head
from sources.models import Passage, Region, Relay, Snapshot, Statement
from tests import contents
from tests import factories as make
from tests.published import next_edition
from tests.test_verify import change, verify

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


def rewrite(change_value, index=-1):
    """Change what an entry says, with its leaf and the head, as a forger would."""
    entry = list(Entry.objects.order_by("index"))[index]
    value = json.loads(entry.data)
    change_value(value)
    data = canonical(value)
    Entry.objects.filter(pk=entry.pk).update(data=data.decode(), leaf=merkle.leaf_hash(data))
    frontier = []
    for size, leaf in enumerate(Entry.objects.order_by("index").values_list("leaf", flat=True)):
        frontier = merkle.grow(size, frontier, leaf)
    Head.objects.update(frontier=frontier, root=merkle.root_of(frontier))


def forge(**fields):
    return lambda: rewrite(lambda value: value.update(fields))


def forge_content(**fields):
    return lambda: rewrite(lambda value: value["content"].update(fields))


def forge_approval(**fields):
    return lambda: rewrite(lambda value: value["approval"].update(fields))


def append_without_a_desk():
    ledger.append([contents.draft(contents.content("zzzzzzzzzz"))])


def append_a_further_edition():
    content = ledger.current(Claim.objects.get().public_id).content
    ledger.append([contents.draft(content, "update", "Nobody approved this.")])


def space_out():
    entry = Entry.objects.last()
    data = entry.data.replace('{"', '{ "', 1)
    leaf = merkle.leaf_hash(data.encode())
    Entry.objects.filter(pk=entry.pk).update(data=data, leaf=leaf)


def move_a_passage():
    """Its words stand there, and in two regions."""
    snapshot = Snapshot.objects.get()
    end = snapshot.text.index("on Monday")
    Passage.objects.update(start=0, end=end, exact=snapshot.text[:end])


def move_a_statement():
    Statement.objects.update(source=make.make_source())


def run_in_a_circle():
    statement = Statement.objects.get()
    Relay.objects.create(statement=statement, source=statement.source)


def divide_an_excerpt():
    Snapshot.objects.update(method="excerpt", full_characters=10**6, pieces=[])


CASES = [
    ("publications", append_without_a_desk, "the desk knows no claim zzzzzzzzzz"),
    ("publications", append_a_further_edition, "1 editions were published, the log has 2"),
    ("publications", lambda: Event.objects.filter(verb="approve").delete(), "not approved before"),
    (
        "publications",
        lambda: Event.objects.filter(verb="approve").update(digest="0" * 64),
        "not approved before",
    ),
    (
        "publications",
        lambda: Event.objects.exclude(digest="").update(digest="0" * 64),
        "is not what it published",
    ),
    ("publications", forge_approval(override="I was in a hurry."), "tells of another approval"),
    (
        "publications",
        forge_approval(at="2001-01-01T00:00:00.000000Z"),
        "tells of another approval",
    ),
    ("editions", forge(verdict_changed=True), "whether the verdict changed"),
    ("editions", lambda: Entry.objects.filter(number=1).update(number=2), "follows none"),
    ("entries", forge(published_at="yesterday"), "its bytes are not an entry"),
    ("entries", forge(schema="on-record/entry/99"), "its bytes are not an entry"),
    ("entries", forge_content(verdict=None), ""),
    ("entries", forge(claim="zzzzzzzzzz"), ""),
    ("entries", space_out, "not canonical"),
    ("head", lambda: Head.objects.update(frontier=["0" * 64]), "its root"),
    (
        "head",
        lambda: Head.objects.update(last_published_at="2001-01-01T00:00:00Z"),
        "the last entry is not of",
    ),
    ("bytes", lambda: change(Snapshot, byte_count=1), "not as many"),
    ("bytes", lambda: change(Snapshot, text="Other.", text_sha256="0" * 64), "kept bytes give"),
    ("texts", lambda: change(Snapshot, pieces=[{}]), "its pieces"),
    ("texts", divide_an_excerpt, "its pieces"),
    ("passages", move_a_passage, "no single region"),
    ("passages", move_a_statement, "another source"),
    ("regions", lambda: Region.objects.filter(start__gt=150).update(end=10_000), "after the text"),
    ("relays", run_in_a_circle, "comes from itself"),
    ("statuses", lambda: change(Claim, version=1), "not where its events lead"),
]


@pytest.mark.parametrize("kind, tamper, told", CASES)
def test_it_names_what_was_forged(kind, tamper, told, tampering):
    tamper()

    well, printed = verify()

    line = next(line for line in printed.splitlines() if line.split("  ")[0] == kind)
    assert not well
    assert told in line and " ok" not in line


def test_what_cannot_be_read_ends_one_check_alone(tampering, monkeypatch):
    def broken():
        raise RuntimeError("no such thing")
        yield

    monkeypatch.setattr(verifying, "guards_stand", broken)

    well, printed = verify()

    assert not well
    assert "some row: cannot be read: RuntimeError: no such thing" in printed
    assert "publications       ok" in printed


def test_whoever_worked_on_an_earlier_edition_may_approve_the_next(cast, db):
    claim = make.make_sourced_claim(cast.contributor)
    with workflow.revising(claim, by=cast.editor):
        claim.finding = "It was inspected, twice."
        claim.save()
    make.publish(claim, cast.contributor, cast.reviewer)
    workflow.reopen(claim, by=cast.superuser, kind="update", reason="News.")
    with workflow.revising(claim, by=cast.superuser):
        claim.notice = "It said less before."
        claim.save()
    workflow.submit(claim, by=cast.superuser)
    cast.editor.groups.set(cast.reviewer.groups.all())
    editor = type(cast.editor).objects.get(pk=cast.editor.pk)
    make.approve(claim, editor)
    workflow.publish(claim, by=editor)

    well, printed = verify()

    assert well, printed


def test_two_editions_pass(db):
    claim = make.make_published_claim()
    next_edition(claim, "update", "It was so before.", verdict="not-enough-evidence")

    well, printed = verify()

    assert well, printed
