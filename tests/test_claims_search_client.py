"""claims:search, read by Google's own client for Python, which is told another address."""

import httplib2
import pytest
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from tests.claims_search import paths_of
from tests.machine_claims import published
from tests.published import copies, listing_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def google(live_server):
    """Google's own client, told of another address and of nothing else."""
    at = {"api_endpoint": live_server.url}
    with build(
        "factchecktools", "v1alpha1", http=httplib2.Http(), developerKey="any", client_options=at
    ) as service:
        yield service.claims()


def test_google_s_client_reads_it_page_by_page(google):
    claim = published()
    listings = [listing_of(claim), *copies(claim, 6)]
    request, found = google.search(query="harbour bridge", languageCode="en-US", pageSize=3), []

    while request is not None:
        told = request.execute()
        found.append(paths_of(told))
        request = google.search_next(request, told)

    assert [len(page) for page in found] == [3, 3, 1]
    assert {one.get_absolute_url() for one in listings} == set(sum(found, []))


def test_google_s_client_raises_what_we_say(google):
    with pytest.raises(HttpError) as raised:
        google.search(query="bridge", pageToken="mistyped").execute()

    assert raised.value.status_code == 400
    assert "It was not given for this request" in raised.value.reason
    assert raised.value.error_details[0]["fieldViolations"][0]["field"] == "page_token"


def test_google_s_client_asks_for_a_whole_paragraph(google):
    claim = published()
    paragraph = "The harbour bridge is safe, says the claim. " * 60

    told = google.search(query=paragraph).execute()

    assert len(paragraph) > 2_048
    assert paths_of(told) == [listing_of(claim).get_absolute_url()]


def test_google_s_client_asks_for_some_fields(google):
    published()

    told = google.search(query="harbour bridge", fields="claims(claimReview/textualRating)")

    assert told.execute() == {"claims": [{"claimReview": [{"textualRating": "True"}]}]}


@pytest.mark.parametrize("long", [0, 1_000])
def test_google_s_client_hears_that_images_are_not_searched(google, long):
    with pytest.raises(HttpError) as raised:
        google.imageSearch(imageUri=f"https://example.org/{'long/' * long}a.png").execute()

    assert raised.value.status_code == 501
    assert raised.value.reason == "Claims are not searched by an image here."
