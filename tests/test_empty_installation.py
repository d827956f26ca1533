"""What a newsroom sees and can do before anything was entered."""

from django.core.management import call_command

import pytest

from claims.models import Claim
from record.models import Entry
from tests.public_addresses import PAGES
from tests.published import parsed

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
