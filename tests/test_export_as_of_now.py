"""As of the newest head a table is what it is without one, to the byte."""

from __future__ import annotations

import pytest

from claims.seeding.loading import load
from record.exporting.tables import ALL
from record.models import Head
from tests.exported import bytes_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def story(once):
    return once(load)


@pytest.mark.parametrize("name", [table.name for table in ALL if table.name != "verdicts"])
def test_as_of_now_it_is_the_same_to_the_byte(client, name):
    """So it is what the bundle has, whose tables are told as of its head. In the story a retraction
    is the last that names a verdict, which is told as of now.
    """
    size = Head.objects.get().size

    assert bytes_of(client, name, "csv") == bytes_of(client, name, "csv", as_of=size)
