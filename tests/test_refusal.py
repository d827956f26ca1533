"""A form of the desk that was refused: what is wrong is named at its top, with a link to it."""

from django.urls import reverse

import pytest

from tests import factories as make
from tests.desk import address, opened


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.editor)
    return client


def test_each_field_is_named_with_a_link_to_it(desk, cast):
    claim = make.make_sourced_claim(cast.editor)
    data = opened(desk, claim) | {"text": "", "short": "", "last_checked": "soon"}

    page = desk.post(address(claim), data).content.decode()

    assert "Nothing was saved." in page
    assert '<a href="#id_text">Claim</a>; <a href="#id_last_checked">Last checked</a>.' in page


def test_a_row_is_named_with_its_number(desk, cast):
    claim = make.make_sourced_claim(cast.editor)
    data = opened(desk, claim) | {"evidence-0-stance": "sideways"}

    page = desk.post(address(claim), data).content.decode()

    assert '<a href="#id_evidence-0-stance">Evidence 1, stance</a>' in page


def test_a_row_that_is_taken_out_is_not_named(desk, cast):
    claim = make.make_sourced_claim(cast.editor)
    data = opened(desk, claim) | {"text": "", "evidence-0-stance": "x", "evidence-0-DELETE": "on"}

    shown = desk.post(address(claim), data).content.decode()

    assert '<a href="#id_text">Claim</a>.' in shown


def test_a_claim_whose_text_was_emptied_is_called_as_it_is(desk, cast):
    claim = make.make_sourced_claim(cast.editor, short="Bridge safe")
    data = opened(desk, claim) | {"text": "", "short": ""}

    response = desk.post(address(claim), data)

    assert '<h1 dir="auto">Bridge safe</h1>' in response.content.decode()
    assert response.context["panel"]["claim"].short == "Bridge safe"


def test_a_source_whose_new_title_was_not_saved_is_called_as_it_is(desk, cast):
    source = make.make_source("Order on the bridge", by=cast.editor)
    page = reverse("admin:sources_source_change", args=[source.pk])
    form = desk.get(page).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields} | {
        "title": "Another",
        "published_earliest": "soon",
    }

    response = desk.post(page, data)

    assert '<a href="#id_published_earliest">' in response.content.decode()
    assert response.context["original"].title == "Order on the bridge"
    assert "Order on the bridge" in response.context["subtitle"]


def test_a_form_that_was_not_sent_tells_of_no_refusal(desk, cast):
    claim = make.make_sourced_claim(cast.editor)

    assert "Nothing was saved." not in desk.get(address(claim)).content.decode()


def test_before_submitting_it_is_told_what_is_open(desk, cast):
    claim = make.make_claim(cast.editor)
    page = reverse("admin:claims_claim_submit", args=[claim.pk])

    assert "It cannot be approved yet." in desk.get(page).content.decode()
