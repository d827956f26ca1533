"""What a newsroom sees and can do before anything was entered."""

from django.core.management import call_command

import pytest

from claims.models import Claim
from record.models import Entry
from tests.feed_rules import faults, read
from tests.public_addresses import PAGES
from tests.published import parsed, text_of
from tests.sitemap_rules import places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing(db):
    assert not Claim.objects.exists() and not Entry.objects.exists()


def test_verify_finds_nothing_amiss():
    call_command("verify")


@pytest.mark.parametrize("pattern", [pattern for pattern in PAGES if "<" not in pattern])
def test_every_page_that_needs_no_claim_is_there(client, pattern):
    response = client.get(f"/{pattern}")

    assert response.status_code == 200
    parsed(response)


def test_feeds_and_the_sitemap_are_valid_before_anything_is_published(client):
    for address in ("/feeds/all.atom", "/feeds/corrections.atom"):
        assert read(client, address).entries == []
        assert faults(client.get(address), address) == []
    assert places(client, "/sitemap.xml") == ["/sitemap-pages.xml"]
    assert "/method/" in places(client, "/sitemap-pages.xml")


def test_the_corrections_log_says_that_it_is_empty(client):
    assert "Nothing was corrected or retracted yet." in text_of(client.get("/corrections/"))
