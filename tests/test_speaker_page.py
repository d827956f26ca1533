"""The page of a speaker: in which roles, what they said, how it was judged; never a score."""

import datetime as dt

from django.urls import reverse

import pytest

from claims import workflow
from claims.models import Topic
from record import subjects
from record.models import Subject
from sources.models import Relay, Speaker
from tests import factories as make
from tests.published import TAG, address_of, links_of, parsed, queries, retract, text_of

pytestmark = pytest.mark.django_db
MAY = dt.date(2021, 5, 25)
JANUARY = dt.date(2021, 1, 14)


def address(speaker: Speaker) -> str:
    return Subject.objects.get(kind="speaker", public_id=speaker.public_id).get_absolute_url()


def said_on(day: dt.date) -> dict:
    return {"said_earliest": day, "said_latest": day, "said_basis": "stated"}


def claim_made_in(statement, **fields):
    """A published claim that was first made in this statement."""
    claim = make.make_sourced_claim(**fields)
    make.add_appearance(claim, statement)
    make.publish(claim)
    return claim


def make_career() -> dict:
    """Somebody who spoke in two roles, and made three claims of which one is partly true."""
    mara, city = make.make_speaker("Mara Lind"), make.make_speaker("The city", "organisation")
    late = make.make_statement(speaker=mara, role="Minister", **said_on(MAY))
    early = make.make_statement(
        speaker=mara, role="City engineer", on_behalf_of=city, **said_on(JANUARY)
    )
    undated = make.make_statement(speaker=mara, role="Citizen")
    claims = [
        claim_made_in(late, short="Made late"),
        claim_made_in(early, short="Made early"),
        claim_made_in(undated, short="Made some day", verdict="partly-true"),
    ]
    cited = make.make_sourced_claim(short="Made by others")
    words = make.make_statement("It will carry lorries from June", speaker=mara)
    make.add_evidence(cited, words)
    make.publish(cited)
    return {"mara": mara, "city": city, "claims": claims, "cited": cited}


@pytest.fixture(scope="module")
def career(once):
    return once(make_career)


@pytest.fixture
def page(client, career, db):
    return client.get(address(career["mara"]))


def section(page, name: str):
    """The part of a page under the heading with this id."""
    for one in parsed(page).iter(f"{TAG}section"):
        if one.get("aria-labelledby") == name:
            return one
    raise AssertionError(f"The page has no part {name}.")


def words_of(element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_roles_stand_in_the_order_in_which_they_were_spoken_in(page):
    roles = [words_of(item) for item in section(page, "roles").iter(f"{TAG}li")]

    assert [role.split(",")[0].split(" said")[0] for role in roles[:2]] == [
        "City engineer",
        "Minister",
    ]
    assert "City engineer, on behalf of The city said: 14 January 2021; so given in" in roles[0]
    assert roles[2].startswith("Citizen date unknown;")


def test_what_was_said_comes_with_words_source_date_and_manner(page):
    said = words_of(section(page, "said"))

    assert "The bridge is safe" in said
    assert "Said: 25 May 2021." in said
    assert "quoted directly" in said or "reported" in said or "marked" in said
    assert "Makes the claim: Made late (True)" in said


def test_verdicts_are_counted_and_nothing_else_is_made_of_them(page):
    judged = words_of(section(page, "judged"))

    assert "3 claims made 1 Partly true 2 True Counted, and no more" in judged
    assert "%" not in text_of(page)
    for word in ("score", "ranking", "average", "rating"):
        assert word not in text_of(page).lower()


def test_a_statement_that_is_only_evidence_stands_apart(page, career):
    evidence, judged = section(page, "evidence"), section(page, "judged")

    assert "It will carry lorries from June" in words_of(evidence)
    assert "Made by others" in words_of(evidence)
    assert "Made by others" not in words_of(judged)
    assert "Made by others" in words_of(section(page, "claims"))


def test_whoever_was_spoken_for_made_the_claim_too(client, career):
    page = client.get(address(career["city"]))

    assert "1 claim made" in text_of(page)
    assert address_of(career["claims"][1]) in links_of(page)


def test_the_unnamed_are_shown_as_such(client):
    unnamed = make.make_speaker("Officials", Speaker.Kind.UNNAMED, note="in a report")
    claim_made_in(make.make_statement(speaker=unnamed))

    page = text_of(client.get(address(unnamed)))

    assert "Unnamed party Officials in a report We do not know who this is." in page
    assert "The speaker is not named." in page


def test_a_retracted_claim_is_no_longer_counted(client):
    mara = make.make_speaker()
    kept = claim_made_in(make.make_statement(speaker=mara))
    retract(claim_made_in(make.make_statement(speaker=mara), short="Withdrawn"))

    page = client.get(address(mara))

    assert "1 claim made 1 True" in text_of(page)
    assert "Withdrawn" not in text_of(page)
    assert address_of(kept) in links_of(page)


@pytest.mark.parametrize(
    ("language", "text"),
    [("ar", "الجسر آمن تماما"), ("hi", "पुल पूरी तरह सुरक्षित है")],
)
def test_words_in_another_script_say_their_language_and_find_their_direction(
    client, language, text
):
    mara = make.make_speaker("مارا" if language == "ar" else "मारा")
    snapshot = make.make_snapshot(f"{text}\n\n{text} — 2021\n")
    statement = make.make_statement(text, snapshot=snapshot, speaker=mara, language=language)
    claim_made_in(statement, text=text, short=text, language=language)

    page = client.get(address(mara))

    quote = next(parsed(page).iter(f"{TAG}blockquote"))
    assert (quote.get("lang"), quote.get("dir"), words_of(quote)) == (language, "auto", text)
    heading = next(parsed(page).iter(f"{TAG}h1"))
    assert (words_of(heading), heading.get("dir")) == (mara.name, "auto")
    links = [e for e in parsed(page).iter(f"{TAG}a") if words_of(e) == text]
    assert links and all((e.get("lang"), e.get("dir")) == (language, "auto") for e in links)


def test_a_page_shows_only_the_newest_statements_of_many(client, monkeypatch, career):
    monkeypatch.setattr(subjects, "MOST_CITATIONS", 1)
    monkeypatch.setattr(subjects, "MOST_CLAIMS", 1)

    page = client.get(address(career["mara"]))

    assert len(list(parsed(page).iter(f"{TAG}blockquote"))) == 1
    assert "3 claims made" in text_of(page)
    assert "More of theirs is cited than is shown here" in text_of(page)
    assert f"{reverse('claims')}?speaker={career['mara'].public_id}" in links_of(page)


def test_every_link_of_every_subject_leads_somewhere(client):
    statement = make.make_statement(speaker=make.make_speaker("Ada Voss"), role="Engineer")
    order = make.make_source("The order")
    Relay.objects.create(statement=statement, source=order)
    claim = make.make_sourced_claim(statement=None)
    make.add_appearance(claim, statement)
    with workflow.revising(claim, by=make.someone()):
        claim.topics.add(Topic.objects.create(name="Roads", slug="roads"))
    make.publish(claim)

    for subject in Subject.objects.exclude(kind="verdict"):
        page = client.get(subject.get_absolute_url())
        for link in {link for link in links_of(page) if link.startswith("/")}:
            assert client.get(link).status_code == 200, (subject, link)


def test_it_needs_as_many_queries_for_eleven_claims_as_for_one(client):
    mara = make.make_speaker()
    claim_made_in(make.make_statement(speaker=mara))
    one = queries(client, address(mara))
    for _ in range(10):
        claim_made_in(make.make_statement(speaker=mara, role="Engineer"))

    assert queries(client, address(mara)) == one
