"""What has the focus at the desk is seen: above the bar that saves, and with its whole ring."""

import pytest

from sources.models import Source
from tests import factories as make
from tests.cast import person

BEHIND_THE_BAR = """() => {
    const bar = document.querySelector(".submit-row"), here = document.activeElement;
    if (here === document.body || bar.contains(here)) return null;
    const [a, b] = [here.getBoundingClientRect(), bar.getBoundingClientRect()];
    const beside = a.right < b.left || a.left > b.right;
    const seen = beside || (a.top >= 0 && a.bottom <= b.top);
    return seen ? null : here.id || here.className;
}"""
# A ring that reaches beyond something that is cut off at its edge is not whole.
CUT_OFF = """() => {
    const here = document.activeElement, box = here.getBoundingClientRect();
    for (let around = here.parentElement; around; around = around.parentElement) {
        const edge = around.getBoundingClientRect();
        const cuts = getComputedStyle(around).overflowX !== "visible";
        const beyond = box.left - 5 < edge.left || box.right + 5 > edge.right;
        if (cuts && beyond && around !== document.body) return around.className;
    }
    return document.documentElement.clientWidth < box.right + 5 ? "the window" : null;
}"""
RING = "getComputedStyle(document.querySelector('.field-topics .select2-selection')).outlineStyle"


@pytest.fixture
def desk(transactional_db, sign_in):
    return sign_in(person("ada", "Editor"))


@pytest.fixture
def forms(desk):
    claim = make.make_sourced_claim(make.someone("ada"), short="Bridge safe")
    statement = claim.evidence.get().statement
    return {
        "claim": f"/desk/claims/claim/{claim.pk}/change/",
        "source": f"/desk/sources/source/{statement.source_id}/change/",
        "statement": f"/desk/sources/statement/{statement.pk}/change/",
    }


@pytest.mark.parametrize("height", [800, 500])
@pytest.mark.parametrize("name", ["claim", "source", "statement"])
def test_what_is_tabbed_to_is_not_behind_the_bar_that_saves(desk, forms, name, height):
    desk.set_viewport_size({"width": 1280, "height": height})
    desk.goto(forms[name])
    behind = []

    for key in ("Tab", "Shift+Tab"):
        for _ in range(70):
            desk.keyboard.press(key)
            behind.append(desk.evaluate(BEHIND_THE_BAR))

    assert set(behind) == {None}


@pytest.mark.parametrize("width", [1280, 900, 320])
@pytest.mark.parametrize("field", ["finding", "evidence-0-note"])
def test_the_ring_around_a_field_is_whole(desk, forms, width, field):
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto(forms["claim"])

    desk.locator(f"#id_{field}").focus()

    assert desk.evaluate(CUT_OFF) is None


def test_a_field_in_which_one_types_to_search_has_a_ring(desk, forms):
    desk.goto(forms["claim"])
    desk.locator(".field-topics .select2-search__field").focus()

    assert desk.evaluate(RING) == "solid"


@pytest.mark.parametrize("width", [1280, 320])
def test_a_refused_save_leads_to_what_is_to_be_mended(desk, width):
    desk.set_viewport_size({"width": width, "height": 700})
    desk.goto("/desk/sources/source/add/")
    desk.fill("#id_title", "Order on the bridge")
    desk.fill("#id_published_earliest", "2021-05-25")
    with desk.expect_navigation():
        desk.click("[name=_save]")

    desk.wait_for_selector("#id_published_basis:focus")
    refused = desk.get_by_text("Say what this date rests on.").bounding_box()
    assert 0 < refused["y"] < 600
    assert refused["height"] < 30
    assert not Source.objects.exists()


@pytest.mark.parametrize("width", [390, 320])
def test_the_fields_of_a_date_stand_below_each_other_without_holes(desk, width):
    desk.set_viewport_size({"width": width, "height": 800})
    desk.goto("/desk/sources/source/add/")
    cells = desk.locator(".interval .form-multiline > div")

    for index in range(cells.count()):
        cell, help_text = cells.nth(index), cells.nth(index).locator(".help")
        end, told = cell.bounding_box(), help_text.bounding_box()
        assert end["y"] + end["height"] - told["y"] - told["height"] < 20
