"""ETag and Last-Modified of every address change when the bytes do; to compare costs one query."""

import datetime as dt
from email.utils import parsedate_to_datetime

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date

import pytest

from claims import workflow
from record import freshness
from record.models import Entry, Subject
from tests import factories as make
from tests.public_addresses import FOR_MACHINES, PAGES, make_everything, visit
from tests.published import address_of, listing_of, next_edition, supersede

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once):
    return once(make_everything)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def moment_of(claim) -> dt.datetime:
    """When the log last changed a claim's page."""
    return Entry.objects.get(index=listing_of(claim).touched).published_at


def test_every_address_says_what_it_is_and_when_it_changed(client, claim):
    for address, response in visit(client, claim, PAGES + FOR_MACHINES):
        assert response["ETag"].startswith('"'), address
        changed = parsedate_to_datetime(response["Last-Modified"])
        assert changed <= dt.datetime.now(dt.UTC), address


def test_what_is_known_is_not_sent_again(client, claim):
    for address, response in visit(client, claim, PAGES + FOR_MACHINES):
        for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            again = client.get(address, headers={name: response[header]})
            assert (again.status_code, again.content) == (304, b""), (address, name)
            assert again[header] == response[header]


def test_to_know_it_again_takes_one_query(client, claim):
    for address, response in visit(client, claim, PAGES + FOR_MACHINES):
        if response["Content-Type"].startswith("text/html") or address.endswith(SMALL):
            with CaptureQueriesContext(connection) as captured:
                client.get(address, headers={"If-None-Match": response["ETag"]})
            most = 2 if any(part in address for part in LOOKED_UP) else 1
            assert len(captured) <= most, address


SMALL = (".json", ".jsonld", ".xml", ".atom", ".txt")
# Looked up first: a number that was never given is no page.
LOOKED_UP = ("/editions/",)


def test_it_is_sent_again_where_only_an_older_one_is_known(client, claim):
    long_ago = http_date(0)

    assert client.get(address_of(claim), headers={"If-Modified-Since": long_ago}).status_code == 200


def test_a_claim_s_pages_change_with_the_entry_that_touched_them(client, claim):
    for change in (lambda: next_edition(claim, "update", "News."), lambda: supersede(claim)):
        before = client.get(address_of(claim))
        change()
        after = client.get(address_of(claim))
        assert after["ETag"] != before["ETag"]
        assert after.content != before.content
        assert after["Last-Modified"] == http_date(moment_of(claim).timestamp())


def test_what_is_published_elsewhere_leaves_a_claim_as_it_was(client, claim):
    base = f"/claims/{claim.public_id}"
    addresses = [address_of(claim), f"{base}.json", f"{base}/embed/", f"{base}/annotations.json"]
    before = [client.get(address) for address in addresses]
    make.make_published_claim()

    for old, address in zip(before, addresses, strict=True):
        new = client.get(address)
        assert (new["ETag"], new.content) == (old["ETag"], old.content)
        assert new["Last-Modified"] == old["Last-Modified"]


@pytest.mark.parametrize("address", ["/about/", "/method/"])
def test_what_we_say_of_ourselves_changes_with_no_claim(client, claim, address):
    before = client.get(address)
    make.make_published_claim()

    after = client.get(address)
    assert (after["ETag"], after.content) == (before["ETag"], before.content)


def subject_pages(client):
    return {
        subject.get_absolute_url(): client.get(subject.get_absolute_url())
        for subject in Subject.objects.exclude(kind="verdict")
    }


def told_apart(before, after):
    """The addresses whose ETags differ: those whose bytes do, and no other."""
    changed = {address for address in before if before[address]["ETag"] != after[address]["ETag"]}
    other = {address for address in before if before[address].content != after[address].content}
    assert other == changed
    stay = set(before) - changed
    assert all(before[one]["Last-Modified"] == after[one]["Last-Modified"] for one in stay)
    return changed


def test_what_is_published_elsewhere_leaves_the_pages_of_subjects_as_they_were(client, claim):
    before = subject_pages(client)
    make.make_published_claim()

    assert told_apart(before, subject_pages(client)) == set()


def test_a_neighbour_s_change_shows_on_the_pages_of_what_a_claim_mentions(client, claim):
    topic = Subject.objects.get(kind="topic").get_absolute_url()
    before = subject_pages(client)
    supersede(claim, type="replaces")

    after = subject_pages(client)
    assert topic in told_apart(before, after)
    assert after[topic].content != before[topic].content


def test_a_subject_that_a_claim_no_longer_mentions_has_another_page(client, claim):
    other = make.make_sourced_claim()
    other.topics.set(claim.topics.all())
    make.publish(other)
    topic = Subject.objects.get(kind="topic").get_absolute_url()
    before = subject_pages(client)
    workflow.reopen(other, by=make.someone(), kind="update", reason="Off topic.")
    with workflow.revising(other, by=make.someone()):
        other.notice = "It is on no topic."
        other.save()
        other.topics.clear()
    make.publish(other)

    assert topic in told_apart(before, subject_pages(client))


def test_a_list_changes_when_anything_is_published(client, claim):
    before = client.get("/claims/")
    newer = make.make_published_claim()

    after = client.get("/claims/")
    assert after["ETag"] != before["ETag"]
    assert after["Last-Modified"] == http_date(moment_of(newer).timestamp())


LISTS = [
    "/",
    "/claims/",
    "/claims/?q=bridge",
    "/claims/?q=nothing+answers+this",
    "/claims/?language=fr",
    "/corrections/",
    "/topics/",
    "/speakers/",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/feeds/all.atom",
    "/feeds/corrections.atom",
]


def of_its_topic():
    """The list of what is on the first claim's topic: further claims are on none."""
    return f"/claims/?topic={Subject.objects.get(kind='topic').public_id}"


def test_a_list_s_mark_moves_with_its_bytes_and_only_then(client, claim):
    addresses = [*LISTS, of_its_topic()]
    elsewhere = make.make_published_claim
    for publish in (elsewhere, lambda: next_edition(claim, "correction", "We erred.")):
        before = {address: client.get(address) for address in addresses}
        publish()
        after = {address: client.get(address) for address in addresses}

        changed = told_apart(before, after)
        assert "/" in changed and "/topics/" not in changed
        assert (of_its_topic() in changed) == (publish is not elsewhere)


def test_a_list_that_stayed_as_it_was_is_not_sent_again(client, claim):
    address = of_its_topic()
    known = client.get(address)["ETag"]
    make.make_published_claim()

    again = [client.get(address, headers={"If-None-Match": known}) for _ in range(2)]

    assert [response.status_code for response in again] == [304, 304]


def test_a_process_that_knows_nothing_yet_gives_the_same_etag(client, claim):
    for address in LISTS:
        etag = client.get(address)["ETag"]
        cache.clear()
        answer = client.get(address, headers={"If-None-Match": etag})
        assert (answer.status_code, answer["ETag"]) == (304, etag)


def test_an_edition_s_bytes_are_as_old_as_its_entry(client, claim):
    entry = Entry.objects.of(claim.public_id).first()

    response = client.get(f"/claims/{claim.public_id}/editions/1.json")

    assert response["Last-Modified"] == http_date(entry.published_at.timestamp())


def test_a_new_build_of_the_site_is_newer_than_the_log(monkeypatch):
    soon = 2_000_000_000
    monkeypatch.setattr(freshness, "site_time", lambda: soon)

    assert freshness.last_modified(dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) == soon
    assert freshness.last_modified(None) == soon


def test_only_the_desk_has_sessions_accounts_and_messages(client, cast, claim):
    client.force_login(cast.editor)

    public, desk = client.get(address_of(claim)), client.get("/desk/")

    assert not hasattr(public.wsgi_request, "session")
    assert not hasattr(public.wsgi_request, "user")
    assert desk.wsgi_request.user == cast.editor
    assert not public.cookies


def test_a_form_of_the_desk_is_refused_without_its_token(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.editor)

    assert strict.post("/desk/claims/topic/add/", {"name": "x"}).status_code == 403
