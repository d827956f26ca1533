import datetime as dt

from django.template.loader import render_to_string

import pytest

from claims import workflow
from claims.document import compose
from sources.models import Passage, Relay, Speaker
from tests import factories as make
from tests.published import (
    TAG,
    address_of,
    copy_with_evidence,
    links_of,
    listing_of,
    parsed,
    queries,
    supersede,
    text_of,
)

pytestmark = pytest.mark.django_db
THE_DAY = dt.date(2021, 5, 25)


@pytest.fixture(scope="module")
def made(once):
    return once(make.make_published_claim)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def test_it_leads_from_the_verdict_to_the_exact_words(client):
    claim = make.make_published_claim(finding="It was inspected in May.")

    page = client.get(address_of(claim))

    assert "It was inspected in May." in text_of(page)
    assert '<mark class="words">The bridge is safe</mark>' in page.content.decode()


def test_it_shows_the_words_in_their_context(client, claim):
    page = client.get(address_of(claim))

    assert "“The bridge is safe,” said Mara Lind, the city engineer." in text_of(page)


def test_it_says_what_the_verdict_means_on_our_scale(client, claim):
    page = text_of(client.get(address_of(claim)))

    assert "The evidence supports the claim. 5 on a scale from 1 to 5." in page


def test_the_explanation_leads_to_the_evidence_by_its_number(client):
    claim = make.make_published_claim(explanation="The engineer says so [1].\n\nShe was there.")

    page = client.get(address_of(claim))

    assert "#evidence-1" in links_of(page)
    assert 'id="evidence-1"' in page.content.decode()


def test_it_names_the_claimant_the_role_and_for_whom(client):
    claim = make.make_sourced_claim()
    city = make.make_speaker("The city", Speaker.Kind.ORGANISATION)
    mara = make.make_speaker("Mara Lind")
    statement = make.make_statement(speaker=mara, role="city engineer", on_behalf_of=city)
    make.add_appearance(claim, statement)
    make.publish(claim)

    page = text_of(client.get(address_of(claim)))

    assert "Claimed by Mara Lind, city engineer, on behalf of The city, in" in page
    assert "Said: date unknown." in page


def test_a_claim_that_nobody_made_is_a_fact_that_we_record(client, claim):
    page = text_of(client.get(address_of(claim)))

    assert "In this newsroom’s own words; nobody is named as having said it." in page


def test_a_date_is_shown_as_precisely_as_it_is_known(client):
    claim = make.make_published_claim(
        holds_earliest=THE_DAY, holds_latest=None, holds_basis="stated"
    )

    assert "Holds from 25 May 2021." in text_of(client.get(address_of(claim)))


def test_a_comment_is_labelled_and_not_counted(client):
    claim = make.make_sourced_claim()
    unnamed = make.make_speaker("a commenter", Speaker.Kind.UNNAMED)
    make.add_evidence(claim, make.make_statement(speaker=unnamed))
    make.publish(claim)

    page = text_of(client.get(address_of(claim)))

    assert page.index("Shown, and not counted") < page.index("The speaker is not named.")
    assert "Not counted because the speaker is not named." in page


def test_it_tells_the_steps_to_the_primary_source(client):
    claim = make.make_sourced_claim()
    statement = make.make_statement()
    filing = make.make_source("The filing", grade="primary", publisher=None)
    order = make.make_source("The order", grade="primary", publisher=None)
    Relay.objects.create(statement=statement, source=filing)
    Relay.objects.create(statement=statement, source=order, through=filing)
    make.add_evidence(claim, statement)
    make.publish(claim)

    page = text_of(client.get(address_of(claim)))

    steps = [
        f"{statement.source.title} {statement.source.publisher.speaker.name}, article, secondary",
        "The filing article, primary; cited, not held",
        "The order article, primary; cited, not held",
    ]
    places = [page.index(step) for step in steps]
    assert places == sorted(places)


def test_the_source_s_own_editing_is_told_apart(client):
    text = "She said: “It is … safe [for lorries].” That was all.\n"
    snapshot = make.make_snapshot(text, make.make_source(grade="primary"))
    claim = make.make_claim()
    make.add_evidence(claim, make.make_statement("It is … safe [for lorries]", snapshot=snapshot))
    make.publish(claim)

    page = client.get(address_of(claim))

    assert '<span class="edit">[for lorries]</span>' in page.content.decode()
    assert "“[for lorries]” was put in by the source" in text_of(page)


def test_neighbouring_passages_are_read_once(client):
    claim = make.make_claim()
    snapshot = make.primary_snapshot()
    statement = make.make_statement(snapshot=snapshot, cue="said Mara Lind")
    make.mark(statement, snapshot, "It will carry lorries from June.", Passage.Part.WORDS)
    make.add_evidence(claim, statement)
    make.publish(claim)

    page = client.get(address_of(claim)).content.decode()

    assert page.count("<blockquote") == 1
    assert page.count("the city engineer") == 1


def test_it_says_how_to_check_the_words(client, claim):
    passage = listing_of(claim).entry.content.evidence[0].statement.passages[0]

    page = text_of(client.get(address_of(claim)))

    assert f"text[{passage.start}:{passage.end}] is what was said" in page
    assert passage.snapshot.text_sha256 in page


def test_it_prints_why_the_sourcing_line_was_waived(client):
    claim = make.make_claim()
    make.add_evidence(claim)
    chief = make.person("chief", is_superuser=True)
    with workflow.revising(claim, by=chief):
        claim.waiver = "We have not seen the order."
        claim.save()
    make.publish(claim)

    page = text_of(client.get(address_of(claim)))

    assert "Why we rest on a secondary source We have not seen the order." in page


@pytest.fixture(scope="module")
def much(once, made):
    """A claim with eleven pieces of evidence, and the address of its page."""
    return once(copy_with_evidence, made, 11).get_absolute_url()


def test_it_needs_three_queries_however_much_it_cites(client, claim, much):
    supersede(claim)

    assert queries(client, address_of(claim)) == 3
    assert queries(client, much) == 3


def test_a_page_with_much_evidence_stays_light(client, much, settings):
    page = client.get(much)
    ours = [settings.BASE_DIR / "static" / name for name in ("site.css", "copy.js", "favicon.svg")]
    around = sum(file.stat().st_size for file in ours)

    assert page.content.count(b"<blockquote") >= 11
    assert around < 24_000
    assert len(page.content) + around < 60_000


def test_texts_say_their_language_and_direction(client):
    claim = make.make_published_claim(text="الجسر آمن.", language="ar")

    heading = next(parsed(client.get(address_of(claim))).iter(f"{TAG}h1"))

    assert (heading.get("lang"), heading.get("dir")) == ("ar", "auto")


def test_another_slug_leads_to_the_right_one(client, claim):
    for slug in ("", "wrong/"):
        response = client.get(f"/claims/{claim.public_id}/{slug}")
        assert (response.status_code, response["Location"]) == (301, address_of(claim))


def test_the_desk_can_show_the_same_text_before_it_is_published():
    claim = make.make_claim(verdict=None, finding="", explanation="")
    make.add_evidence(claim)

    page = render_to_string("record/_claim.html", {"content": compose(claim), "preview": True})

    assert claim.text in page
    assert '<mark class="words">The bridge is safe</mark>' in page
    assert "<h1" not in page


def test_evidence_stands_under_what_it_says_of_the_claim(client):
    claim = make.make_sourced_claim()
    make.add_evidence(claim, stance="contradicts")
    make.add_evidence(claim, stance="context")
    make.publish(claim)

    page = text_of(client.get(address_of(claim)))

    groups = ["For the claim 1", "Against the claim 1", "For context 1"]
    places = [page.index(group) for group in groups]
    assert places == sorted(places)
    assert "Shown, and not counted" not in page


def test_two_articles_with_one_root_are_told_as_one(client):
    claim = make.make_claim(waiver="We have not seen the order.")
    order = make.make_source("The order", grade="primary")
    for _ in range(2):
        statement = make.make_statement()
        Relay.objects.create(statement=statement, source=order)
        make.add_evidence(claim, statement)
    make.publish(claim)

    page = text_of(client.get(address_of(claim)))

    assert "What counts stands in 2 sources that go back to 1 independent root." in page
