"""Two at once: exactly one wins, nothing is lost, and the other is told. A file on SQLite."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from django.db import IntegrityError, connection, connections, transaction

import pytest

from claims import workflow
from claims.document import compose, digest_of
from claims.errors import Refused, Stale
from claims.models import Claim, Event, Status, Verb
from record import merkle
from record.models import Entry, Head, Listing
from sources.models import Region, Relay
from tests import factories as make
from tests.cast import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

# 1,000 in CI, on so many claims that this file is among the first to be begun; fewer at a desk,
# where somebody waits for the suite.
CLAIMS, RACES = (25, 40) if os.environ.get("CI") else (1, 40)


@contextmanager
def racing(number):
    """Runs that many acts at the same moment, each in a thread and connection of its own."""
    barrier = threading.Barrier(number)

    def run(act):
        barrier.wait()
        try:
            return act()
        except (Refused, IntegrityError) as error:
            return error

    with ThreadPoolExecutor(number) as pool:
        yield lambda *acts: list(pool.map(run, acts))
        list(pool.map(run, [connections.close_all] * number))


def at_once(*acts):
    """The results of acts that were started together, or their errors."""
    with racing(len(acts)) as start:
        return start(*acts)


def won(results):
    return [result for result in results if not isinstance(result, Exception)]


def test_the_database_of_a_race_is_a_file():
    name = str(connection.settings_dict["NAME"])

    assert connection.vendor == "postgresql" or os.path.exists(name)


@pytest.mark.parametrize("number", range(CLAIMS))
def test_of_two_reviewers_exactly_one_wins(number):
    """Approve against approve or return, on one claim that is brought back each time."""
    editor, one, two = (
        person("ada", "Editor"),
        person("rana", "Reviewer"),
        person("rob", "Reviewer"),
    )
    claim = make.make_sourced_claim(editor)
    with racing(2) as start:
        for race in range(RACES):
            race_once(start, claim, race, editor, one, two)


def race_once(start, claim, race, editor, one, two):
    """One race of a submitted claim, approved against approved or returned; then a draft again."""
    workflow.submit(claim, by=editor)
    digest = digest_of(claim, compose(claim))
    second = partial(approve, two, digest) if race % 2 else partial(give_back, two)

    results = start(partial(approve, one, digest, read(claim)), partial(second, read(claim)))

    assert len(won(results)) == 1, results
    loser = next(result for result in results if isinstance(result, Exception))
    assert isinstance(loser, Stale)
    assert loser.event == won(results)[0]
    back_to_draft(claim, editor)


def approve(by, digest, claim):
    return workflow.approve(claim, by=by, digest=digest, read=[1])


def give_back(by, claim):
    return workflow.request_changes(claim, by=by, reason="Not yet.")


def read(claim):
    """The claim as both read it, before either acted."""
    return Claim(pk=claim.pk, version=claim.version, status=claim.status, public_id=claim.public_id)


def back_to_draft(claim, editor):
    claim.refresh_from_db()
    if claim.status == Status.APPROVED:
        with workflow.revising(claim, by=editor):
            pass


def test_two_publishers_of_one_claim_make_one_edition():
    editor, reviewer = person("ada", "Editor"), person("rana", "Reviewer", "Publisher")
    for _ in range(10):
        claim = make.make_sourced_claim(editor)
        workflow.submit(claim, by=editor)
        make.approve(claim, reviewer)

        results = at_once(*[publishing(claim, reviewer)] * 2)

        assert len(won(results)) == 1, results
        assert Entry.objects.of(claim.public_id).count() == 1


def test_publishers_of_different_claims_all_land_in_order():
    editor, reviewer = person("ada", "Editor"), person("rana", "Reviewer", "Publisher")
    claims = [make.make_sourced_claim(editor) for _ in range(8)]
    for claim in claims:
        workflow.submit(claim, by=editor)
        make.approve(claim, reviewer)

    results = at_once(*[publishing(claim, reviewer) for claim in claims])

    assert len(won(results)) == 8, results
    entries = list(Entry.objects.order_by("index"))
    assert [entry.index for entry in entries] == list(range(9))
    assert sorted({e.published_at for e in entries}) == [e.published_at for e in entries]
    head = Head.objects.get()
    assert (head.size, head.root) == (9, merkle.root_over(entry.leaf for entry in entries))
    assert Listing.objects.count() == 8


def publishing(claim, by):
    return lambda: workflow.publish(read(claim), by=by)


def test_two_editors_cannot_overwrite_each_other():
    editor, other = person("ada", "Editor"), person("ben", "Editor")
    claim = make.make_claim(editor)

    def revise(by, finding):
        with workflow.revising(read(claim), by=by) as event:
            Claim.objects.filter(pk=claim.pk).update(finding=finding)
        return event

    results = at_once(lambda: revise(editor, "Ada’s."), lambda: revise(other, "Ben’s."))

    assert len(won(results)) == 1
    assert Event.objects.filter(verb=Verb.REVISE).count() == 1


def test_two_writers_cannot_make_regions_overlap():
    for _ in range(10):
        snapshot = make.make_snapshot("One block.")
        snapshot.regions.all().delete()

        results = at_once(partial(divide, snapshot, 0, 6), partial(divide, snapshot, 4, 9))

        assert len(won(results)) == 1
        assert snapshot.regions.count() == 1


def divide(snapshot, start, end):
    return Region.objects.create(snapshot=snapshot, kind="body", start=start, end=end)


def test_two_writers_cannot_close_a_circle_of_relays():
    for _ in range(10):
        one, other = make.make_statement(), make.make_statement()

        results = at_once(partial(relay, one, other.source), partial(relay, other, one.source))

        assert len(won(results)) == 1
        assert Relay.objects.filter(statement__in=[one, other]).count() == 1


def relay(statement, source):
    with transaction.atomic():
        return Relay.objects.create(statement=statement, source=source)
