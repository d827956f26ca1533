import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest

from claims import workflow
from claims.models import Claim, Topic, Verdict
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
    page = client.get("/claims/?q=harbour&verdict=true&kind=fact").content.decode()

    assert 'value="harbour"' in page
    assert '<input type="hidden" name="verdict" value="true">' in page
    assert '<option value="fact" selected>' in page


def test_nothing_found_suggests_what_to_do(client, claim):
    assert "No published claim fits." in found(client, "q=zebra")
    assert "Say what to look for." in found(client, "q=-harbour")
    assert "Say what to look for." in found(client, "q=%22%22")


def test_nothing_found_tells_what_taking_a_filter_away_would_bring(client, claim):
    make.make_published_claim()

    page = client.get("/claims/?q=harbour&verdict=false&kind=fact")

    assert "Without Verdict: false 2" in text_of(page)
    assert "?q=harbour&kind=fact" in links_of(page)
    assert "Without Kind" not in text_of(page)


def test_facets_count_what_was_found(client, claim):
    text = "A tower stands there."
    false = make.make_sourced_claim(text=text, short="A tower", language="fr")
    Claim.objects.filter(pk=false.pk).update(verdict=Verdict.objects.get(key="not-enough-evidence"))
    false.refresh_from_db()
    make.publish(false)
    make.make_published_claim(text=text, short="A tower")

    assert "Verdict True 2 Not enough evidence 1" in found(client, "")
    assert "Language English 2 Français 1" in found(client, "")
    assert "Verdict True 1 Not enough evidence 1" in found(client, "q=tower")
    assert "Not enough evidence 1" not in found(client, "q=tower&language=en")


def test_a_facet_leads_to_the_list_that_it_counted(client, claim):
    other = make.make_published_claim(language="fr")
    page = client.get("/claims/?q=harbour&page=1")
    [address] = [link for link in links_of(page) if "language=fr" in link]

    narrowed = client.get(f"/claims/{address}")

    assert address == "?q=harbour&language=fr"
    assert "1 claim Best match" in text_of(narrowed)
    assert address_of(other) in links_of(narrowed)


def test_what_divides_nothing_is_no_facet(client, claim):
    assert "Narrow the list" not in found(client, "")


def test_a_long_list_is_counted_to_a_limit(client, claim, monkeypatch):
    monkeypatch.setattr("record.finding.MOST", 2)
    make.make_published_claim(language="fr"), make.make_published_claim()

    page = found(client, "")

    assert "More than 2+ claims" not in page
    assert "More than 2 claims" in page
    assert "Français 1+" in page


def test_what_was_looked_for_is_marked(client, claim):
    finding = "Der <b>Zoll</b> blieb; no lorries crossed."
    make.make_published_claim(text="The bridge was shut.", short="Shut bridge", finding=finding)

    page = client.get("/claims/?q=lorry+bridges").content.decode()

    assert "Shut <mark>bridge</mark>" in page
    assert "no <mark>lorries</mark> crossed" in page
    assert "<b>Zoll" not in page


def test_the_words_of_a_quotation_are_shown_where_they_answer(client, claim):
    text = client.get("/claims/?q=%22bridge+is+safe%22").content.decode()

    assert "<mark>bridge</mark> <mark>is</mark> <mark>safe</mark>" in text


def test_a_misspelt_word_is_told(client, claim):
    page = client.get("/claims/?q=harbuor")

    assert "No claim has the word “harbuor”. Looked for instead: harbour." in text_of(page)
    assert address_of(claim) in links_of(page)


def test_a_pasted_text_is_answered_and_its_length_told(client, claim):
    words = "+".join(f"w{number}x" for number in range(100))

    page = found(client, f"q=harbour+{words}")

    assert claim.short in page
    assert "the first 64 different words" in page


def test_the_order_can_be_chosen(client, claim):
    newer = make.make_published_claim(text="A tower. A harbour. " * 9, short="Newer")
    by_date = links_of(client.get("/claims/?q=harbour&order=date"))
    by_match = links_of(client.get("/claims/?q=harbour"))

    assert by_date.index(address_of(newer)) < by_date.index(address_of(claim))
    assert "?q=harbour&order=date" in by_match
    assert "?q=harbour&order=relevance" in by_date


def test_a_page_beyond_the_end_leads_back(client, claim):
    page = client.get("/claims/?q=harbour&page=1000")

    assert "The list ends before this page." in text_of(page)
    assert "?q=harbour" in links_of(page)


def test_a_year_is_one_of_publication(client, claim):
    year = listing_of(claim).published_at.year

    assert claim.short in found(client, f"year={year}")
    assert claim.short not in found(client, f"year={year - 1}")


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
    assert before <= 7


def test_a_search_needs_as_many_queries_for_one_claim_as_for_eleven(client, claim):
    before = queries(client, "/claims/?q=harbour")
    for _ in range(10):
        make.make_published_claim()

    assert queries(client, "/claims/?q=harbour") == before <= 11


@pytest.mark.parametrize("query", ["", "q=harbour", "verdict=true"])
def test_it_counts_nothing_but_what_was_found(client, claim, query):
    with CaptureQueriesContext(connection) as captured:
        client.get(f"/claims/?{query}")

    counting = [query["sql"] for query in captured if "COUNT(*)" in query["sql"]]
    assert counting == []


def test_a_draft_leaves_the_list_as_it_was(client, claim):
    before = client.get("/claims/")
    make.make_sourced_claim()
    after = client.get("/claims/")

    assert (after.content, after["ETag"]) == (before.content, before["ETag"])


def test_what_has_not_changed_is_not_sent_again(client, claim):
    etag = client.get("/claims/")["ETag"]

    assert client.get("/claims/", headers={"If-None-Match": etag}).status_code == 304
