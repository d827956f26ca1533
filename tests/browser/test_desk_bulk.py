"""Many at once in a real browser: the file that enters itself, the ticked claims, the mails."""

import pytest

from claims.importing import jobs
from claims.models import Claim, Import, Preference, Topic
from tests import factories as make
from tests.browser.axe import faults
from tests.cast import person
from tests.imports import checked, sheet


@pytest.fixture
def ada(transactional_db):
    return person("ada", "Editor", email="ada@example.org")


def rows(count, **cells):
    return [{"text": f"Claim {n} holds.", "short": f"Claim {n}"} | cells for n in range(count)]


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


@pytest.fixture
def slow(monkeypatch):
    """Steps so short that a small file takes several."""
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    monkeypatch.setattr(jobs.carry_on, "__kwdefaults__", {"seconds": 0})


def test_a_file_goes_on_by_itself_from_the_first_row_to_the_last(ada, sign_in, slow):
    page = sign_in(ada)
    page.goto("/desk/")
    page.get_by_role("link", name="Bring in a file").click()
    data = sheet(*rows(9))
    page.set_input_files("#id_file", {"name": "a.csv", "mimeType": "text/csv", "buffer": data})

    press(page, "Check the file")
    page.get_by_role("heading", name="9 new").wait_for()
    press(page, "Enter 9, step by step")
    page.get_by_role("heading", name="9 entered").wait_for()

    assert Claim.objects.count() == 9


def test_a_closed_window_costs_nothing(ada, sign_in, slow):
    work = jobs.begin(sheet(*rows(9)), "a.csv", "claims", by=ada)
    page = sign_in(ada, java_script_enabled=False)
    page.goto(f"/desk/claims/import/{work.pk}/change/")
    press(page, "Go on")
    assert "2 of 9" in page.inner_text("#told")
    page.close()

    again = sign_in(ada)
    again.goto(f"/desk/claims/import/{work.pk}/change/")
    again.get_by_role("heading", name="9 new").wait_for()

    assert Import.objects.get().stage == "checked"


def test_a_topic_is_added_to_what_is_ticked_and_taken_back(ada, sign_in):
    Topic.objects.create(name="Bridges", slug="bridges")
    for _ in range(3):
        make.make_claim(ada)
    page = sign_in(ada)
    page.goto("/desk/claims/claim/")
    page.check("#action-toggle")
    page.select_option("[name=action]", "add-topic")
    press(page, "Go")
    page.select_option("#id_topic", label="Bridges")

    press(page, "Add a topic: 3 claims")
    assert "3 done." in page.inner_text("#content")
    assert Claim.objects.filter(topics__slug="bridges").count() == 3
    press(page, "Undo")

    assert "3 done." in page.inner_text("#content")
    assert not Claim.objects.filter(topics__slug="bridges").exists()


def test_what_one_is_told_is_chosen_by_keyboard(ada, sign_in):
    page = sign_in(ada)
    page.goto("/desk/told/")
    page.locator("[name=returned]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Keep this").focus()

    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert Preference.objects.get(about="returned").when == "never"


def test_every_screen_is_accessible_in_light_and_dark(ada, sign_in):
    work = checked(sheet(rows(1, kind="")[0], {**rows(2)[1], "kind": "rumour"}), ada)
    done = checked(sheet(*rows(2, language="fr")), ada)
    jobs.enter_all_or_nothing(done.pk, by=ada)
    addresses = [
        "/desk/claims/import/add/",
        f"/desk/claims/import/{work.pk}/change/",
        f"/desk/claims/import/{done.pk}/change/",
        "/desk/claims/import/",
        "/desk/told/",
    ]
    page = sign_in(ada)
    for address in addresses:
        page.goto(address)
        looks_well(page, address)
    page.goto("/desk/claims/claim/")
    page.check("#action-toggle")
    page.select_option("[name=action]", "submit")
    press(page, "Go")
    looks_well(page, "what will happen")
    press(page, "Submit for review: 2 claims")
    looks_well(page, "what happened")


def looks_well(page, where):
    for width, colours in ((1280, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=colours)
        assert faults(page) == "", (where, colours)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
    page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("width", [390, 320])
def test_what_to_do_with_a_row_is_in_view_in_a_narrow_window(ada, sign_in, width):
    page = sign_in(ada, width=width)
    work = checked(sheet({"text": "It holds.", "kind": "nonsense"}), ada)
    page.goto(f"/desk/claims/import/{work.pk}/change/")

    reason = page.get_by_text("is none of fact").bounding_box()
    assert reason["x"] >= 0
    assert reason["x"] + reason["width"] <= width
    assert page.get_by_role("columnheader", name="What to do").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == width
