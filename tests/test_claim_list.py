import datetime as dt

import pytest

from claims import workflow
from claims.models import Topic
from record.views import finding
from tests import factories as make
from tests.published import (
    address_of,
    links_of,
    listing_of,
    next_edition,
    queries,
    retract,
    supersede,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once):
    return once(make.make_published_claim)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def found(client, query: str) -> str:
    response = client.get(f"/claims/?{query}")
    assert response.status_code == 200
    return text_of(response)


def test_the_front_page_lists_what_is_published(client, claim):
    page = client.get("/")

    assert claim.short in text_of(page)
    assert address_of(claim) in links_of(page)


def test_the_front_page_says_what_the_newsroom_has_to_say(client, settings):
    settings.NEWSROOM_NOTE = "Only two articles."

    assert "Only two articles." in text_of(client.get("/"))
    assert "Only two articles." not in found(client, "")


def test_a_row_tells_verdict_claimant_and_date(client):
    claim = make.make_sourced_claim()
    make.add_appearance(claim, make.make_statement(speaker=make.make_speaker("Mara Lind")))
    make.publish(claim)
    listing = listing_of(claim)

    page = found(client, "")

    published = f"{listing.published_at:%-d %B %Y}"
    assert f"{claim.short} True Mara Lind · {published}" in page


def test_a_row_tells_what_superseded_the_claim(client, claim):
    supersede(claim, on=dt.date(2021, 5, 25))

    assert "Superseded 25 May 2021: What holds since" in found(client, "")


def test_a_row_tells_that_the_claim_was_corrected(client, claim):
    next_edition(claim, "correction", "We erred.")

    assert "Corrected" in found(client, "")


def test_a_retracted_claim_is_listed_only_for_who_asks(client, claim):
    retract(claim)

    assert claim.short not in found(client, "")
    assert f"{claim.short} True Recorded by us" in found(client, "retracted=include")


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("kind=fact", True),
        ("kind=promise", False),
        ("verdict=true", True),
        ("verdict=false", False),
        ("language=en", True),
        ("language=ar", False),
        ("basis=primary", True),
        ("basis=waived", False),
        ("published_after=2000-01-01", True),
        ("published_after=2199-01-01", False),
        ("published_before=2199-01-01", True),
        ("published_before=2000-01-01", False),
        ("q=harbour", True),
        ("q=zebra", False),
        ("q=harbour&verdict=true&kind=fact", True),
        ("q=harbour&verdict=false", False),
    ],
)
def test_a_filter_keeps_what_fits(client, claim, query, kept):
    assert (address_of(claim) in links_of(client.get(f"/claims/?{query}"))) is kept


@pytest.mark.parametrize("name", ["topic", "speaker", "publisher", "source"])
def test_a_filter_keeps_what_mentions_its_subject(client, name):
    claim, other = make.make_claim(), make.make_published_claim()
    statement = make.make_statement(snapshot=make.primary_snapshot())
    topic = Topic.objects.create(name="The bridge", slug="bridge")
    with workflow.revising(claim, by=make.someone()):
        claim.topics.add(topic)
    make.add_evidence(claim, statement)
    make.publish(claim)
    source = statement.source
    subjects = {
        "topic": topic,
        "speaker": statement.speaker,
        "publisher": source.publisher,
        "source": source,
    }

    links = links_of(client.get(f"/claims/?{name}={subjects[name].public_id}"))

    assert address_of(claim) in links
    assert address_of(other) not in links


def test_the_day_of_publication_counts_on_both_ends(client, claim):
    day = listing_of(claim).published_at.date()

    assert claim.short in found(client, f"published_after={day}&published_before={day}")


def test_each_filter_in_force_can_be_taken_away(client, claim):
    page = client.get("/claims/?q=harbour&verdict=true")

    assert {"?q=harbour", "?verdict=true"} <= set(links_of(page))
    assert "Remove the filter Verdict: True" in text_of(page)


def test_the_form_keeps_what_was_chosen(client, claim):
    page = client.get("/claims/?q=harbour&verdict=true").content.decode()

    assert 'value="harbour"' in page
    assert '<option value="true" selected>' in page


def test_nothing_found_suggests_what_to_do(client, claim):
    assert "No published claim fits." in found(client, "q=zebra")
    assert "Say what to look for." in found(client, "q=-harbour")
    assert "Say what to look for." in found(client, "q=%22%22")


def test_an_unknown_parameter_is_named_and_left_out_of_account(client, claim):
    page = found(client, "utm_source=paper")

    assert "Not understood, and left out of account: utm_source." in page
    assert claim.short in page


def test_older_claims_follow_without_gap_or_repetition(client, claim, monkeypatch):
    monkeypatch.setattr(finding, "PAGE_LENGTH", 2)
    claims = [claim, *(make.make_published_claim() for _ in range(4))]
    seen, address = [], "/claims/"

    while address:
        page = client.get(address)
        seen += [link for link in links_of(page) if link.startswith("/claims/") and len(link) > 8]
        following = [link for link in links_of(page) if link.startswith("?before=")]
        address = f"/claims/{following[0]}" if following else None

    assert seen == [address_of(claim) for claim in reversed(claims)]


def test_it_needs_as_many_queries_for_one_claim_as_for_eleven(client):
    make.make_published_claim()
    before = queries(client, "/claims/")
    older = [make.make_published_claim() for _ in range(9)]
    supersede(older[0])

    assert queries(client, "/claims/") == before
    assert before <= 4


def test_it_never_counts(client, claim, django_assert_num_queries):
    with django_assert_num_queries(4) as captured:
        client.get("/claims/?q=harbour")

    assert not any("COUNT(" in query["sql"] for query in captured.captured_queries)


def test_a_draft_leaves_the_list_as_it_was(client, claim):
    before = client.get("/claims/")
    make.make_sourced_claim()
    after = client.get("/claims/")

    assert (after.content, after["ETag"]) == (before.content, before["ETag"])


def test_what_has_not_changed_is_not_sent_again(client, claim):
    etag = client.get("/claims/")["ETag"]

    assert client.get("/claims/", headers={"If-None-Match": etag}).status_code == 304
