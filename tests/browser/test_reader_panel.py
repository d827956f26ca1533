"""The panel beside the captured text: never in the way of it, and the one place where one marks."""

import pytest
from playwright.sync_api import expect

from sources.models import Speaker, Statement
from tests import factories as make
from tests.browser.axe import faults
from tests.browser.test_reader import press_until, select
from tests.cast import person

TEXT = "A bridge opens\n\n" + "".join(
    f"“The pier {number} is safe 👍 now,” said Mara Lind, the engineer, on day {number}.\n\n"
    for number in range(1, 25)
)
SIZES = {390: 844, 320: 480, 640: 400}
PICKED = "[...CSS.highlights.get('picked-{}')].map((range) => range.toString())"
# What is seen at the middle of a thing: the thing itself, or what covers it.
SEEN = """(box) => {
    const { left, top, width, height } = box;
    const seen = document.elementFromPoint(left + width / 2, top + height / 2);
    return seen?.closest(".marking") ? "the panel" : seen?.closest(".stored, a") ? "the text" : "";
}"""
SELECTED = "document.getSelection().getRangeAt(0).getBoundingClientRect().toJSON()"
FOCUSED = "document.activeElement.getBoundingClientRect().toJSON()"


@pytest.fixture
def snapshot(transactional_db):
    make.make_speaker("Mara Lind")
    return make.make_snapshot(TEXT)


@pytest.fixture
def reader(snapshot, sign_in):
    page = sign_in(person("ada", "Editor"))

    def at(width=1280, height=800):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"/desk/sources/snapshot/{snapshot.pk}/change/")
        page.wait_for_selector("[data-marking]:not([hidden])")
        return page

    return at


def height_of(page):
    return page.locator("[data-marking]").bounding_box()["height"]


def in_view(page, name):
    box = page.get_by_role("button", name=name).bounding_box()
    return box and box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]


@pytest.mark.parametrize("width", SIZES)
def test_with_nothing_selected_the_panel_is_a_line(reader, width):
    page = reader(width, SIZES[width])

    assert height_of(page) < 60
    assert page.inner_text("[data-selected]") == "Select words in the text."


@pytest.mark.parametrize("width", SIZES)
def test_what_was_picked_can_be_marked_wherever_the_panel_is_scrolled(reader, width):
    page = reader(width, SIZES[width])
    page.evaluate("document.querySelector('#reading').scrollIntoView()")
    select(page, "The pier 2", "now")
    with page.expect_response("**/speakers/**"):
        page.get_by_role("button", name="Own words").click()

    assert height_of(page) <= SIZES[width] / 2
    assert in_view(page, "Mark it")
    page.evaluate("document.querySelector('[data-marking]').scrollTop = 9999")
    assert in_view(page, "Mark it")


def test_the_panel_is_opened_and_folded_up_by_hand(reader):
    page = reader(390, 844)

    page.get_by_role("button", name="Open", exact=True).click()
    assert page.get_by_label("Or by name").is_visible()
    page.get_by_role("button", name="Fold up").click()
    assert height_of(page) < 60


@pytest.mark.parametrize("width", SIZES)
def test_what_the_keyboard_selects_is_not_behind_the_panel(reader, width):
    page = reader(width, SIZES[width])
    page.locator("#reading").focus()

    for number in range(1, 9):
        press_until(page, "ArrowDown", f"pier {number}")
        assert page.evaluate(f"({SEEN})({SELECTED})") == "the text"
    press_until(page, "ArrowUp", "pier 1 ")
    assert page.evaluate(f"({SEEN})({SELECTED})") == "the text"


@pytest.mark.parametrize("opened", [True, False])
def test_what_has_the_focus_in_the_text_is_not_behind_the_panel(reader, snapshot, opened):
    for number in range(10, 24):
        make.make_statement(f"The pier {number} is safe", snapshot=snapshot)
    page = reader(320, 480)
    if opened:
        page.get_by_role("button", name="Open", exact=True).click()
    page.locator("#reading").focus()

    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(f"({SEEN})({FOCUSED})") == "the text"


def test_a_finger_is_told_nothing_of_mouse_and_tab(reader, new_page, snapshot):
    signed_in = reader().context.storage_state()
    phone = new_page(width=1180, storage_state=signed_in, has_touch=True, is_mobile=True)
    phone.goto(f"/desk/sources/snapshot/{snapshot.pk}/change/")

    assert phone.inner_text("[data-selected]") == "Select words in the text."
    assert not phone.get_by_role("button", name="Keys").is_visible()


def test_what_was_picked_stays_highlighted_while_further_words_are_selected(reader):
    page = reader()
    select(page, "The pier 2", "now")
    page.keyboard.press("w")
    select(page, "said Mara", "Lind")
    page.keyboard.press("c")
    select(page, "The pier 4", "now")

    assert page.evaluate(PICKED.format("words")) == ["The pier 2 is safe 👍 now"]
    assert page.evaluate(PICKED.format("cue")) == ["said Mara Lind"]
    page.get_by_role("button", name="Begin again").click()
    page.wait_for_function(f"{PICKED.format('words')}.length === 0")


def test_what_was_refused_is_highlighted_again(reader):
    page = reader()
    select(page, "The pier 3", "now")
    page.keyboard.press("r")
    with page.expect_navigation():
        page.keyboard.press("m")

    assert page.evaluate(PICKED.format("report")) == ["The pier 3 is safe 👍 now"]


def test_the_long_form_takes_what_was_picked_as_what_it_is(reader):
    page = reader()
    select(page, "The pier 5", "now")
    page.keyboard.press("r")
    select(page, "said Mara", "Lind")
    page.keyboard.press("c")
    with page.expect_navigation():
        page.get_by_role("link", name="Open the long form").click()

    assert page.input_value("#id_report") == "The pier 5 is safe 👍 now"
    assert page.input_value("#id_cue") == "said Mara Lind"
    assert page.input_value("#id_words") == ""


def test_the_long_form_takes_what_is_selected_as_own_words(reader):
    page = reader()
    select(page, "The pier 5", "now")
    with page.expect_navigation():
        page.get_by_role("link", name="Open the long form").click()

    assert page.input_value("#id_words") == "The pier 5 is safe 👍 now"


def test_without_scripts_the_form_is_the_one_way_to_mark(reader, new_page, snapshot):
    signed_in = reader().context.storage_state()
    page = new_page(storage_state=signed_in, java_script_enabled=False)
    page.goto(f"/desk/sources/snapshot/{snapshot.pk}/change/")

    assert page.get_by_role("link", name="Mark a statement").is_visible()
    assert not page.locator("[data-marking]").is_visible()


# What has the focus is whole: neither cut off by the panel’s edge nor behind the bar to mark with.
WHOLE = """(() => {
    const { left, top, width, height } = document.activeElement.getBoundingClientRect();
    const ends = [top + 1, top + height - 1];
    const seen = (y) => document.elementFromPoint(left + width / 2, y);
    return ends.every((y) => document.activeElement.contains(seen(y)));
})()"""


def pick_in_a_narrow_window(page):
    """The parts are offered, and their keys, once the browser has told of the selection."""
    select(page, "The pier 2", "now")
    page.wait_for_selector("[data-stage=selected]")
    page.keyboard.press("w")
    page.get_by_role("radio", name="Mara Lind").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_panel_is_in_reach_and_fits(reader, new_page, snapshot, scheme):
    signed_in = reader().context.storage_state()
    page = new_page(width=320, height=1200, colour_scheme=scheme, storage_state=signed_in)
    page.goto(f"/desk/sources/snapshot/{snapshot.pk}/change/")
    page.wait_for_selector("[data-marking]:not([hidden])")
    pick_in_a_narrow_window(page)

    assert faults(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_what_has_the_focus_in_a_low_panel_is_whole(reader):
    page = reader(320, 480)
    pick_in_a_narrow_window(page)
    page.get_by_role("button", name="Own words").focus()

    names = []
    while page.evaluate("Boolean(document.activeElement.closest('.marking'))"):
        names.append(
            page.evaluate("document.activeElement.name || document.activeElement.innerText")
        )
        assert page.evaluate(WHOLE), names[-1]
        page.keyboard.press("Tab")
    assert {"speaker", "name", "kind"} <= set(names)
    assert any(name.startswith("Begin again") for name in names)


def picked(page):
    return page.locator("[data-stretches] q").all_inner_texts()


def pick(page):
    select(page, "The pier 2", "now")
    with page.expect_response("**/speakers/**"):
        page.get_by_role("button", name="Own words").click()


def test_what_was_picked_outlives_the_sign_in(reader):
    page = reader()
    pick(page)
    page.get_by_label("Or by name").fill("Mara Lind")
    page.context.clear_cookies(name="sessionid")
    with page.expect_navigation():
        page.get_by_role("button", name="Mark it").click()
    page.fill("#id_username", "ada")
    page.fill("#id_password", "a-long-password")
    with page.expect_navigation():
        page.click("[type=submit]")
    page.wait_for_selector("[data-marking]:not([hidden])")

    assert picked(page) == ["The pier 2 is safe 👍 now"]
    assert page.get_by_label("Or by name").input_value() == "Mara Lind"
    assert "What you picked before is here again." in page.inner_text("[data-selected]")
    with page.expect_navigation():
        page.get_by_role("button", name="Mark it").click()
    page.wait_for_selector("[data-marking]:not([hidden])")

    assert Statement.objects.get().speaker.name == "Mara Lind"
    assert picked(page) == []
    page.reload()
    page.wait_for_selector("[data-marking]:not([hidden])")
    assert picked(page) == []


def test_somebody_new_whom_the_cue_names_is_proposed(reader, snapshot):
    page = reader()
    Speaker.objects.filter(name="Mara Lind").delete()
    select(page, "said Mara Lind, the engineer, on day 2", "day 2")
    with page.expect_response("**/speakers/**"):
        page.get_by_role("button", name="Who said it").click()
    page.get_by_label("Mara Lind (new)").check()

    assert page.get_by_label("Or by name").input_value() == "Mara Lind"


def test_somebody_known_is_not_proposed_as_new(reader):
    page = reader()
    select(page, "said Mara Lind, the engineer, on day 2", "day 2")
    with page.expect_response("**/speakers/**"):
        page.get_by_role("button", name="Who said it").click()
    expect(page.get_by_label("Mara Lind")).to_have_count(1)

    assert page.get_by_label("(new)").count() == 0


def test_what_was_picked_stays_while_a_region_is_corrected(reader):
    page = reader()
    pick(page)
    select(page, "A bridge", "opens")
    page.get_by_label("Correct the region: this is").select_option("caption")
    with page.expect_navigation():
        page.get_by_role("button", name="The whole stretch").click()
    page.wait_for_selector("[data-marking]:not([hidden])")

    assert picked(page) == ["The pier 2 is safe 👍 now"]


def test_words_of_which_it_is_not_said_what_they_are_stay_selected(reader):
    page = reader()
    page.get_by_label("Or by name").fill("Mara Lind")
    select(page, "The pier 2", "now")
    page.get_by_role("button", name="Mark it").click()

    assert "Say first what these words are" in page.inner_text("[data-selected]")
    assert page.evaluate("document.getSelection().toString()") == "The pier 2 is safe 👍 now"
    assert not Statement.objects.exists()


def test_the_keyboard_goes_on_behind_what_was_marked(reader):
    page = reader()
    pick(page)
    page.get_by_label("Or by name").fill("Mara Lind")
    with page.expect_navigation():
        page.get_by_role("button", name="Mark it").click()
    page.wait_for_selector("[data-marking]:not([hidden])")

    expect(page.locator("#reading")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")

    assert "said" in page.evaluate("document.getSelection().toString()")
