import pytest

from record.merkle import leaf_hash
from record.models import Entry
from tests import factories as make
from tests.published import address_of, links_of, next_edition, queries, supersede, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once):
    return once(make_corrected)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def make_corrected():
    """A claim with a first edition and a correction of it."""
    claim = make.make_published_claim(finding="It was built in 1931.")
    next_edition(claim, "correction", "We gave the wrong year.", finding="It was built in 1932.")
    return claim


def edition(claim, number, ending="/"):
    return f"/claims/{claim.public_id}/editions/{number}{ending}"


def test_the_history_names_every_edition_and_leads_to_it(client, claim):
    page = client.get(f"/claims/{claim.public_id}/editions/")

    text = text_of(page)
    assert text.index("Edition 2 Correction") < text.index("Edition 1 First edition")
    assert {edition(claim, 1), edition(claim, 2)} <= set(links_of(page))


def test_the_claim_s_own_page_has_the_history_too(client, claim):
    page = client.get(address_of(claim))

    assert {edition(claim, 1), edition(claim, 2)} <= set(links_of(page))


def test_an_earlier_edition_stands_as_it_was(client, claim):
    page = text_of(client.get(edition(claim, 1)))

    assert "It was built in 1931." in page
    assert "built in 1932" not in page
    assert "It no longer stands" in page


def test_an_earlier_edition_leads_to_what_we_say_now(client, claim):
    page = client.get(edition(claim, 1))

    assert address_of(claim) in links_of(page)
    assert f'rel="canonical" href="http://127.0.0.1:8000{address_of(claim)}"' in (
        page.content.decode()
    )


def test_the_current_edition_says_that_it_is(client, claim):
    page = text_of(client.get(edition(claim, 2)))

    assert "It is the current one" in page
    assert "We gave the wrong year." in page


def test_an_edition_is_no_business_of_search_engines(client, claim):
    for address in (edition(claim, 1), f"/claims/{claim.public_id}/editions/"):
        assert 'name="robots" content="noindex"' in client.get(address).content.decode()


def test_what_other_claims_did_since_is_not_part_of_an_edition(client, claim):
    supersede(claim)

    assert "What holds since" not in text_of(client.get(edition(claim, 1)))


def test_the_bytes_are_those_that_were_hashed(client, claim):
    entry = Entry.objects.of(claim.public_id).first()

    response = client.get(edition(claim, 1, ".json"))

    assert response.content == entry.data.encode()
    assert response["On-Record-Leaf"] == leaf_hash(response.content) == entry.leaf
    assert response["On-Record-Index"] == str(entry.index)


def test_the_bytes_may_be_kept_for_a_day(client, claim):
    response = client.get(edition(claim, 1, ".json"))

    assert "max-age=86400" in response["Cache-Control"]
    etag = response["ETag"]
    again = client.get(edition(claim, 1, ".json"), headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_the_plain_json_of_a_claim_is_its_current_edition(client, claim):
    response = client.get(f"/claims/{claim.public_id}.json")

    assert response.content == Entry.objects.of(claim.public_id).last().data.encode()
    assert "max-age" not in response["Cache-Control"]


@pytest.mark.parametrize("ending", ["/", ".json"])
@pytest.mark.parametrize("number", [0, 3, 10**30])
def test_an_edition_that_never_was_is_not_found(client, claim, number, ending):
    assert client.get(edition(claim, number, ending)).status_code == 404


def test_a_draft_has_no_editions(client):
    draft = make.make_sourced_claim()

    assert client.get(f"/claims/{draft.public_id}/editions/").status_code == 404


def test_the_coming_edition_shows_nowhere_before_it_is_published(client, claim):
    make.workflow.reopen(claim, by=make.someone(), kind="update", reason="News.")
    with make.workflow.revising(claim, by=make.someone()):
        claim.finding = "It was built in 1933."
        claim.save()

    for address in (address_of(claim), f"/claims/{claim.public_id}.json"):
        assert "built in 1933" not in client.get(address).content.decode()
    assert client.get(edition(claim, 3)).status_code == 404


def test_the_history_needs_two_queries_and_an_edition_two(client, claim):
    assert queries(client, f"/claims/{claim.public_id}/editions/") == 2
    assert queries(client, edition(claim, 1)) == 2


def test_the_hash_and_the_place_in_the_log_stand_on_the_page(client, claim):
    entry = Entry.objects.of(claim.public_id).last()

    page = text_of(client.get(address_of(claim)))

    assert f"entry {entry.index} of our log" in page
    assert entry.leaf in page


def test_who_approved_it_stands_on_the_page(client):
    reviewer = make.person("account-of-rana", "Reviewer", "Publisher", byline="Rana Ray")
    claim = make.make_published_claim(reviewer=reviewer)

    page = text_of(client.get(address_of(claim)))

    assert "Written by Editor. Approved by Rana Ray" in page
    assert "account-of" not in page
