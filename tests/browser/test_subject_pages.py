"""Pages of topics, speakers, sources and corrections as a reader's browser shows them."""

import datetime as dt

import pytest

from claims import workflow
from claims.models import Topic
from record.models import Subject
from tests import factories as make
from tests.browser.axe import faults
from tests.browser.test_public_pages import visit
from tests.published import next_edition, supersede

MAY = {"holds_earliest": dt.date(2021, 5, 25), "holds_basis": "stated"}
KINDS = ["topic", "speaker", "source", "publisher"]


@pytest.fixture(scope="module")
def affair(site):
    """A topic with claims that stand and do not, dated and undated, in three scripts."""
    topic = Topic.objects.create(name="إصلاح الجسر", slug="bridge")
    texts = {"en": "The bridge was closed", "ar": "أُغلق الجسر القديم", "hi": "पुल बंद था"}
    for language, text in texts.items():
        dates = MAY if language != "hi" else {"holds_words": "last winter"}
        claim = make.make_sourced_claim(short=text, text=text, language=language, **dates)
        make.add_appearance(claim, make.make_statement(role="Engineer"))
        with workflow.revising(claim, by=make.someone()):
            claim.topics.add(topic)
        make.publish(claim)
    next_edition(claim, "correction", "We gave the wrong winter.", verdict="partly-true")
    supersede(claim, on=dt.date(2021, 6, 20))
    return topic


def addresses() -> list[str]:
    found = [Subject.objects.filter(kind=kind).first().get_absolute_url() for kind in KINDS]
    return [*found, "/corrections/", "/about/", "/topics/"]


def test_each_page_is_for_everyone(new_page, affair):
    page = new_page(width=1280, colour_scheme="light")

    for address in addresses():
        visit(page, address)
        for width, colours in ((1280, "light"), (320, "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=colours)
            assert faults(page) == "", address
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_labels_of_the_axis_stand_apart_on_a_phone(new_page, affair):
    page = new_page(width=390)
    visit(page, addresses()[0])

    boxes = [label.bounding_box() for label in page.locator(".axis text").all()]

    assert len(boxes) >= 2
    for left, right in zip(boxes, boxes[1:], strict=False):
        assert left["x"] + left["width"] < right["x"]


def test_a_bar_begins_and_ends_where_its_dates_are(new_page, affair):
    page = new_page(width=1280)
    visit(page, addresses()[0])

    first, last = (page.locator(".axis text").nth(i).bounding_box() for i in (0, -1))
    bar = page.locator(".timeline rect.body").first.bounding_box()

    assert first["x"] < bar["x"] < bar["x"] + bar["width"] <= last["x"] + last["width"] + 3


def test_a_screen_reader_hears_a_list(page, affair):
    visit(page, addresses()[0])

    told = page.get_by_role("region", name="Timeline").aria_snapshot()

    assert told.count("listitem") == 3
    assert 'link "The bridge was closed"' in told
    assert "img" not in told and "stands" not in told
