import datetime as dt

from django.urls import reverse

import pytest

from claims import workflow
from claims.models import Claim, Topic
from record import mentioned
from record.models import Listing, Subject
from record.views import subjects as views
from sources.models import Relay
from tests import factories as make
from tests.published import address_of, links_of, parsed, queries, retract, supersede, text_of

pytestmark = pytest.mark.django_db


def page_of(client, kind: str, row):
    subject = Subject.objects.get(kind=kind, public_id=row.public_id)
    response = client.get(subject.get_absolute_url())
    assert response.status_code == 200
    parsed(response)
    return response


@pytest.fixture(scope="module")
def statement(once):
    return once(make.make_statement)


@pytest.fixture(scope="module")
def made(once, statement):
    return once(claim_on, statement)


@pytest.fixture
def claim(made, db):
    """A published claim that was made in the statement."""
    return make.a_copy_of(made)


@pytest.fixture
def topic(db):
    return Topic.objects.create(name="The bridge", slug="the-bridge")


@pytest.fixture(scope="module")
def topical(once):
    """A published claim on a topic."""
    return once(make_topical_claim, once(Topic.objects.create, name="Roads", slug="roads"))


def make_topical_claim(topic: Topic, **fields) -> Claim:
    claim = make.make_sourced_claim(**fields)
    with workflow.revising(claim, by=make.someone()):
        claim.topics.add(topic)
    make.publish(claim)
    return claim


def claim_on(statement) -> Claim:
    """A published claim that was made in this statement and rests on another one."""
    claim = make.make_sourced_claim()
    make.add_appearance(claim, statement)
    make.publish(claim)
    return claim


def test_a_speaker_s_page_shows_what_they_said_and_for_which_claims(client, statement, claim):
    page = page_of(client, "speaker", statement.speaker)

    assert "<mark>The bridge is safe</mark>" in page.content.decode()
    assert f"Makes the claim: {claim.short} (True)" in text_of(page)
    assert address_of(claim) in links_of(page)


def test_a_speaker_s_page_counts_verdicts_and_scores_nobody(client, statement, claim):
    page = text_of(page_of(client, "speaker", statement.speaker))

    assert "1 claim made 1 True" in page
    assert "%" not in page


def test_one_statement_is_shown_once_with_all_its_claims(client, statement, claim):
    claims = [claim, claim_on(statement)]

    page = page_of(client, "speaker", statement.speaker)

    assert page.content.decode().count("<mark>") == 1
    assert {address_of(claim) for claim in claims} <= set(links_of(page))


def test_passages_stand_apart_without_marks_that_the_source_has_not(client):
    statement = make.make_statement()
    snapshot = statement.passages.get().snapshot
    make.mark(statement, snapshot, "It will carry lorries from June.", "words")
    claim_on(statement)

    page = page_of(client, "speaker", statement.speaker).content.decode()

    assert "<mark>The bridge is safe\nIt will carry lorries from June.</mark>" in page


def test_whoever_was_spoken_for_has_a_page_too(client):
    city = make.make_speaker("The city", "organisation")
    claim = claim_on(make.make_statement(on_behalf_of=city))

    assert claim.short in text_of(page_of(client, "speaker", city))


def test_a_source_s_page_tells_grade_publisher_and_addresses(client):
    source = make.make_source(
        "The report",
        grade_reason="A report, with quotes.",
        url="https://example.org/report",
        archive_url="https://example.com/kept",
    )
    claim_on(make.make_statement(snapshot=make.make_snapshot(source=source)))

    page = page_of(client, "source", source)

    assert "Secondary source: reports on it. A report, with quotes." in text_of(page)
    assert source.publisher.speaker.name in text_of(page)
    assert {"https://example.org/report", "https://example.com/kept"} <= set(links_of(page))
    assert "we keep a snapshot" in text_of(page)


def test_a_source_s_page_never_shows_the_full_text(client, statement, claim):
    page = text_of(page_of(client, "source", statement.source))

    assert "The bridge is safe" in page
    assert "Traders had asked" not in page


def test_a_source_that_is_only_cited_says_so(client):
    statement = make.make_statement()
    order = make.make_source("The order", publisher=None)
    Relay.objects.create(statement=statement, source=order)
    claim = claim_on(statement)

    page = text_of(page_of(client, "source", order))

    assert "No: cited, not held" in page
    assert claim.short in page


def test_a_topic_tells_how_things_stand(client, topic):
    fields = {"holds_basis": "stated", "state": "vacated, says the city"}
    day = dt.date(2021, 5, 25)
    make_topical_claim(topic, holds_earliest=day, holds_latest=day, **fields)

    page = text_of(page_of(client, "topic", topic))

    assert "As of 25 May 2021: vacated, says the city" in page


def test_a_superseded_claim_tells_no_state(client, topic):
    fields = {"holds_basis": "stated", "state": "listed"}
    supersede(make_topical_claim(topic, holds_earliest=dt.date(2021, 1, 2), **fields))

    assert "As of" not in text_of(page_of(client, "topic", topic))


def test_a_topic_tells_its_claims_in_time_and_the_undated_apart(client, topic):
    unknown = make_topical_claim(topic)
    late = make_topical_claim(topic, holds_earliest=dt.date(2021, 5, 1), holds_basis="stated")
    early = make_topical_claim(topic, holds_earliest=dt.date(2020, 5, 1), holds_basis="stated")

    links = links_of(page_of(client, "topic", topic))

    order = [link for link in links if link.startswith("/claims/") and link.count("/") == 4]
    assert order == [address_of(early), address_of(late), address_of(unknown)]


def test_a_publisher_s_page_lists_sources_and_claims(client, statement, claim):
    page = text_of(page_of(client, "publisher", statement.source.publisher))

    assert statement.source.title in page
    assert claim.short in page


def test_a_retracted_claim_leaves_the_pages_of_its_subjects(client, topic):
    claim = make_topical_claim(topic)
    retract(claim)

    assert claim.short not in text_of(page_of(client, "topic", topic))


@pytest.mark.parametrize("kind", ["speaker", "source", "topic", "publisher"])
def test_another_slug_leads_to_the_right_one(client, topical, kind):
    subject = Subject.objects.filter(kind=kind).first()

    for slug in ("", "wrong/"):
        response = client.get(f"/{kind}s/{subject.public_id}/{slug}")
        expected = (301, subject.get_absolute_url())
        assert (response.status_code, response["Location"]) == expected


@pytest.mark.parametrize("kind", ["speaker", "source", "topic", "publisher"])
def test_all_that_listed_claims_mention_are_listed_by_name(client, topical, kind):
    page = client.get(f"/{kind}s/")

    for subject in Subject.objects.filter(kind=kind):
        assert subject.get_absolute_url() in links_of(page)


def test_the_pages_of_a_list_follow_one_another(client, claim, monkeypatch):
    whole = speakers_on(client.get("/speakers/"))
    monkeypatch.setattr(views, "PAGE_LENGTH", 1)
    found, address = [], "/speakers/"

    while address:
        page = client.get(address)
        found += speakers_on(page)
        following = [link for link in links_of(page) if link.startswith("?after=")]
        address = f"/speakers/{following[0]}" if following else ""

    assert len(whole) > 1
    assert found == whole


def speakers_on(page):
    return [
        link for link in links_of(page) if link.startswith("/speakers/") and link.count("/") > 2
    ]


@pytest.mark.parametrize("after", ["zzzzzzzzzz", "x", "%00", "%EF%BF%BE"])
def test_a_page_that_a_list_does_not_have_says_so(client, claim, after):
    page = client.get(f"/speakers/?after={after}")

    assert page.status_code == 400
    assert "There is no such page of this list." in text_of(page)
    assert "/speakers/" in links_of(page)


def test_after_the_last_name_a_list_says_that_it_ends(client, claim):
    last = Subject.objects.filter(kind="speaker").order_by("name", "pk").last()

    page = client.get(f"/speakers/?after={last.public_id}")

    assert (page.status_code, "The list ends before this page." in text_of(page)) == (200, True)


def test_a_verdict_leads_to_the_claims_that_have_it(client, claim):
    verdict = Subject.objects.get(kind="verdict")

    response = client.get(verdict.get_absolute_url())

    assert response["Location"] == f"{reverse('claims')}?verdict=true"


@pytest.fixture(scope="module")
def one_and_eleven(once):
    """What one claim mentions, and what eleven do."""
    return once(make_subjects, 1), once(make_subjects, 11)


def make_subjects(count: int) -> dict:
    """A row of each kind that this many published claims mention."""
    statement = make.make_statement()
    topic = Topic.objects.create(name=f"On {count}", slug=f"on-{count}")
    for _ in range(count):
        claim = make.make_sourced_claim()
        make.add_appearance(claim, statement)
        with workflow.revising(claim, by=make.someone()):
            claim.topics.add(topic)
        make.publish(claim)
    source = statement.source
    subjects = {"speaker": statement.speaker, "source": source, "topic": topic}
    return subjects | {"publisher": source.publisher}


@pytest.mark.parametrize("kind", ["speaker", "source", "topic", "publisher"])
def test_its_page_needs_as_many_queries_for_eleven_claims_as_for_one(client, one_and_eleven, kind):
    one, eleven = (
        queries(client, Subject.objects.get(public_id=rows[kind].public_id).get_absolute_url())
        for rows in one_and_eleven
    )

    assert eleven == one


@pytest.mark.parametrize("few", [0, 5_000])
@pytest.mark.parametrize("kind", ["speaker", "source", "topic", "publisher"])
def test_claims_are_found_by_what_they_mention_whether_few_or_many_do(
    client, one_and_eleven, monkeypatch, kind, few
):
    monkeypatch.setattr(mentioned, "FEW", few)
    _, eleven = one_and_eleven

    found = client.get(f"/api/v1/claims/?{kind}={eleven[kind].public_id}").json()["claims"]
    listings = Listing.objects.filter(mentions__subject__public_id=eleven[kind].public_id)
    newest_first = listings.distinct().order_by("-entry_id").values_list("claim", flat=True)
    assert [claim["id"] for claim in found] == list(newest_first)
    assert len(found) == 11
