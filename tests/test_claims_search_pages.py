"""The pages of claims:search: tokens, offsets, and how many claims there are on one."""

import pytest

from tests.claims_search import OURS, answer, paths_of, refused
from tests.machine_claims import published
from tests.published import copies, listing_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def first(once):
    return once(published)


@pytest.fixture(scope="module")
def seven(once, first):
    """The pages of seven claims, the newest first."""
    listings = once(lambda: [listing_of(first), *copies(first, 6)])
    return [listing.get_absolute_url() for listing in reversed(listings)]


def pages(client, query: str) -> list[list[str]]:
    """The addresses on each page, from token to token."""
    found, token = [], ""
    while True:
        told = answer(client, f"{query}&pageToken={token}")
        found.append(paths_of(told))
        token = told.get("nextPageToken")
        if not token:
            return found


@pytest.mark.parametrize("asked", [OURS, "query=harbour", "query=%2Bharbour&languageCode=en"])
def test_pages_follow_each_other_without_gap_or_repetition(client, seven, asked):
    found = pages(client, f"{asked}&pageSize=3")

    assert [len(page) for page in found] == [3, 3, 1]
    assert sum(found, []) == seven


def test_the_last_page_may_be_full(client, seven):
    assert [len(page) for page in pages(client, f"{OURS}&pageSize=7")] == [7]


@pytest.mark.parametrize("asked", [OURS, "query=harbour"])
def test_an_offset_begins_later_and_counts_only_without_a_token(client, seven, asked):
    found = pages(client, f"{asked}&pageSize=3&offset=2")

    assert sum(found, []) == seven[2:]
    assert answer(client, f"{asked}&offset=7") == answer(client, f"{asked}&offset=2147483647") == {}


def test_what_is_published_meanwhile_repeats_nothing(client, first, seven):
    begun = answer(client, f"{OURS}&pageSize=3")
    copies(first, 2)

    rest = answer(client, f"{OURS}&pageSize=3&pageToken={begun['nextPageToken']}")

    assert paths_of(rest) == seven[3:6]


@pytest.mark.parametrize(
    "other",
    [
        "query=bridge&pageSize=3",
        "query=harbour&pageSize=2",
        "query=harbour&pageSize=3&languageCode=en",
        "query=harbour&pageSize=3&maxAgeDays=9",
        f"query=harbour&pageSize=3&{OURS}",
        f"{OURS}&pageSize=3",
    ],
)
def test_a_token_is_good_for_its_own_question_alone(client, seven, other):
    token = answer(client, "query=harbour&pageSize=3")["nextPageToken"]

    error = refused(client, f"{other}&pageToken={token}")

    assert error["details"][0]["fieldViolations"][0]["field"] == "page_token"
    assert "other fields have to stay the same" in error["message"]
