"""`manage.py verify` on what only the whole log tells: which entry changed whose page last."""

from django.core.management import call_command

import pytest

from claims import workflow
from record import projection, verify
from record.models import Entry, Listing
from record.neighbours import Reached
from tests import factories as make

pytestmark = pytest.mark.django_db


def update(claim, **fields):
    """Publish a next edition, with other relations where they are given."""
    workflow.reopen(claim, by=make.someone(), kind="update", reason="It changed.")
    with workflow.revising(claim, by=make.someone()):
        claim.notice = "It changed."
        claim.finding = f"{claim.finding} Again."
        claim.save()
        if "relations" in fields:
            claim.relations.all().delete()
    for other in fields.get("relations", []):
        make.relate(claim, "repeats", other)
    make.publish(claim)


def related_pair():
    one, two = make.make_published_claim(), make.make_sourced_claim()
    make.relate(two, "repeats", one)
    make.publish(two)
    return one, two


def touched(claim):
    return Listing.objects.get(claim=claim.public_id).touched


def last():
    return Entry.objects.last().index


def test_it_follows_links_as_they_come_and_go():
    one, two = related_pair()
    assert touched(one) == touched(two) == last()
    call_command("verify")

    update(one)
    assert touched(two) == last()
    call_command("verify")

    update(two, relations=[])
    assert touched(one) == last()
    call_command("verify")

    update(one)
    assert touched(two) == last() - 1
    call_command("verify")


def test_it_agrees_with_read_models_that_are_made_anew():
    one, two = related_pair()
    three = make.make_published_claim()
    update(two, relations=[three])
    update(three)

    projection.rebuild()

    assert list(verify.listings_are_current()) == []
    assert {touched(two), touched(three)} == {last()}
    assert touched(one) == last() - 1


def test_it_bears_with_what_is_published_meanwhile():
    one, two = related_pair()
    reached = Reached()
    reached.read_on()
    listings = list(verify._listings())

    update(one)
    update(make.make_published_claim(), relations=[two])

    assert [
        fault for each in listings for fault in verify._wrong_with_its_past(each, reached)
    ] == []


def test_it_fetches_only_the_bytes_of_editions_with_relations(django_assert_num_queries):
    one, two = related_pair()
    make.make_published_claim(finding='They said “relations”: "relations":[] it was.')

    reached = Reached()
    with django_assert_num_queries(1):
        reached.read_on()

    assert reached.newest == {one.public_id: touched(two)}
