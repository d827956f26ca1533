"""A list of the desk that is empty says what to do; an address that leads nowhere leads back."""

import pytest


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.editor)
    return client


def page(desk, address):
    return desk.get(f"/desk/{address}").content.decode()


def test_where_nothing_is_yet_it_says_how_to_begin(desk):
    shown = page(desk, "claims/claim/")

    assert "There are no claims yet. The button above adds the first." in shown


def test_where_nothing_can_be_added_no_button_is_promised(desk):
    assert "There are no snapshots yet.</p>" in page(desk, "sources/snapshot/")


def test_where_nothing_fits_it_leads_to_all(desk):
    shown = page(desk, "claims/claim/?q=zebra")

    assert 'None fits. Ask for fewer words or filters, or <a href="?">show all claims</a>.' in shown


def test_an_address_of_the_desk_that_leads_nowhere_leads_back_to_the_queue(desk):
    answer = desk.get("/desk/claims/claim/12/review/")

    assert answer.status_code == 404
    assert 'Back to <a href="/desk/">the queue</a>' in answer.content.decode()


def test_a_reader_is_not_sent_to_the_desk(client, db):
    answer = client.get("/claims/nothing-here/at-all/")

    assert answer.status_code == 404
    assert "/desk/" not in answer.content.decode()
