"""From the queue to a published edition, with the mouse and with the keyboard alone."""

import pytest

from claims import discussion, workflow
from claims.models import Claim
from record.models import Listing
from tests import factories as make
from tests.browser.axe import faults
from tests.cast import person


@pytest.fixture
def waiting(transactional_db):
    """Two claims of Ada's in review, the older first."""
    ada = person("ada", "Editor")
    claims = [make.make_sourced_claim(ada, short=short) for short in ("Bridge safe", "Dam safe")]
    for claim in claims:
        workflow.submit(claim, by=ada)
    return claims


@pytest.fixture
def reviewer(waiting, sign_in):
    return sign_in(person("rana", "Reviewer", "Publisher"))


def status(claim):
    return Claim.objects.get(pk=claim.pk).status


def tab_to(page, text):
    """Press Tab until a link or button of this name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(text):
            return
    raise AssertionError(f"Tab never reached “{text}”.")


def test_the_mouse_leads_from_the_queue_to_an_edition_and_to_the_next_claim(reviewer, waiting):
    reviewer.get_by_role("link", name="Bridge safe", exact=True).click()
    for label in ("The words say this", "This speaker said it"):
        with reviewer.expect_response("**/tick/") as kept:
            reviewer.get_by_label(label).first.check()
        assert kept.value.json() == {"kept": True}
    frame = reviewer.frame_locator("iframe.preview")
    assert "The harbour bridge is safe" in frame.locator("main").inner_text()

    reviewer.get_by_role("button", name="Approve and publish").click()
    dialog = reviewer.get_by_role("dialog")
    assert "Its first edition goes live, and never changes." in dialog.inner_text()
    with reviewer.expect_navigation():
        dialog.get_by_role("button", name="Approve and publish").click()

    assert Listing.objects.get().short == "Bridge safe"
    assert "“Bridge safe” is approved and published. This is the next one." in reviewer.inner_text(
        ".messagelist"
    )
    assert "Dam safe" in reviewer.title()


def test_the_keyboard_alone_does_the_same(reviewer, waiting):
    tab_to(reviewer, "Bridge safe")
    with reviewer.expect_navigation():
        reviewer.keyboard.press("Enter")
    reviewer.keyboard.press("j")
    assert reviewer.evaluate("document.activeElement.id") == "evidence-1"
    for key in "ws":
        with reviewer.expect_response("**/tick/"):
            reviewer.keyboard.press(key)
    reviewer.keyboard.press("p")
    with reviewer.expect_navigation():
        reviewer.keyboard.press("Enter")
    assert Listing.objects.get().short == "Bridge safe"

    reviewer.keyboard.press("r")
    reviewer.keyboard.type("Who says so? Approve nothing.")
    assert reviewer.locator("dialog").count() == 0
    reviewer.keyboard.press("Tab")
    with reviewer.expect_navigation():
        reviewer.keyboard.press("Enter")

    assert status(waiting[1]) == "changes_requested"
    assert "No other claim waits for your review." in reviewer.inner_text(".messagelist")


def ticked(page, claim):
    """The review, with all that has to be ticked."""
    page.goto(f"/desk/claims/claim/{claim.pk}/review/")
    for label in ("The words say this", "This speaker said it"):
        with page.expect_response("**/tick/"):
            page.get_by_label(label).first.check()
    return page


def test_nothing_is_asked_before_all_is_ticked(reviewer, waiting):
    reviewer.goto(f"/desk/claims/claim/{waiting[0].pk}/review/")

    reviewer.keyboard.press("a")

    assert reviewer.locator("dialog").count() == 0
    assert reviewer.evaluate("document.activeElement.id") == "tick-1-words"
    assert reviewer.locator("#evidence-1 .needed").inner_text() == "Read this first, and tick both."
    reviewer.keyboard.press("Space")
    assert reviewer.locator(".needed").count() == 0
    reviewer.keyboard.press("a")
    assert reviewer.evaluate("document.activeElement.id") == "tick-1-speaker"


def test_a_key_of_a_piece_leads_to_the_first_that_is_open(reviewer, waiting):
    reviewer.goto(f"/desk/claims/claim/{waiting[0].pk}/review/")

    reviewer.keyboard.press("s")
    assert reviewer.evaluate("document.activeElement.id") == "tick-1-speaker"
    assert not reviewer.locator("#tick-1-speaker").is_checked()
    with reviewer.expect_response("**/tick/"):
        reviewer.keyboard.press("s")

    assert reviewer.locator("#tick-1-speaker").is_checked()


def test_a_wording_is_suggested_with_the_keyboard(reviewer, waiting):
    reviewer.goto(f"/desk/claims/claim/{waiting[0].pk}/review/")

    reviewer.keyboard.press("e")

    assert reviewer.evaluate("document.activeElement.name") == "wording-text"


def test_a_reason_outlives_the_sign_in(reviewer, waiting):
    reviewer.goto(f"/desk/claims/claim/{waiting[0].pk}/review/")
    reviewer.fill("#reason", "Say which bridge.")
    reviewer.context.clear_cookies(name="sessionid")
    with reviewer.expect_navigation():
        reviewer.get_by_role("button", name="Return with this reason").click()
    assert "what you typed is kept in this browser" in reviewer.inner_text(".ended")
    reviewer.fill("#id_username", "rana")
    reviewer.fill("#id_password", "a-long-password")
    with reviewer.expect_navigation():
        reviewer.click("[type=submit]")

    assert "What has to change" in reviewer.inner_text(".kept")
    reviewer.get_by_role("button", name="Bring it back").click()
    with reviewer.expect_navigation():
        reviewer.get_by_role("button", name="Return with this reason").click()

    assert status(waiting[0]) == "changes_requested"
    assert reviewer.evaluate("Object.keys(localStorage).filter((k) => k.includes('draft'))") == []


def test_a_wording_that_was_begun_outlives_a_question(reviewer, waiting):
    reviewer.goto(f"/desk/claims/claim/{waiting[0].pk}/review/")
    reviewer.wait_for_load_state("load")
    reviewer.get_by_text("Suggest a wording").click()
    reviewer.fill("#wording-finding", "It holds, in May.")
    reviewer.fill("#question", "Since when?")
    with reviewer.expect_navigation():
        reviewer.get_by_role("button", name="Ask").click()

    assert waiting[0].remarks.get().text == "Since when?"
    reviewer.goto(f"/desk/claims/claim/{waiting[0].pk}/review/")
    reviewer.get_by_role("button", name="Bring it back").click()
    assert reviewer.input_value("#wording-finding") == "It holds, in May."
    assert reviewer.input_value("#question") == ""


def test_ticks_are_kept_and_leaving_asks_nothing(reviewer, waiting):
    asked = []
    reviewer.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    ticked(reviewer, waiting[0]).goto("/desk/")

    assert asked == []


def test_to_publish_is_asked_first(reviewer, waiting):
    claim = waiting[0]
    make.approve(claim, workflow.User.objects.get(username="rana"))
    reviewer.goto(f"/desk/claims/claim/{claim.pk}/change/")
    reviewer.locator(".panel").get_by_role("button", name="Publish").click()
    dialog = reviewer.get_by_role("dialog")
    assert "The harbour bridge is safe" in dialog.inner_text()
    assert "never changes" in dialog.inner_text() and not Listing.objects.exists()

    with reviewer.expect_navigation():
        dialog.get_by_role("button", name="Publish").click()

    assert Listing.objects.get().short == "Bridge safe"


def test_not_now_decides_nothing_and_gives_the_focus_back(reviewer, waiting):
    ticked(reviewer, waiting[0])
    reviewer.keyboard.press("a")

    reviewer.get_by_role("button", name="Not now").click()

    reviewer.locator("dialog").wait_for(state="detached")
    assert reviewer.evaluate("document.activeElement.value") == "approve"
    assert status(waiting[0]) == "in_review"


def test_keys_are_listed_and_can_be_switched_off(reviewer, waiting):
    ticked(reviewer, waiting[0])
    reviewer.keyboard.press("?")
    listed = reviewer.get_by_role("dialog").inner_text()
    assert "Ask a question" in listed and "Approve and publish" in listed
    reviewer.get_by_label("Single keys act on this browser").uncheck()
    reviewer.get_by_role("button", name="Close").click()
    reviewer.locator("dialog").wait_for(state="detached")

    for key in "a?j":
        reviewer.keyboard.press(key)
    assert reviewer.locator("dialog").count() == 0
    assert reviewer.locator("kbd.key").count() == 0

    reviewer.get_by_role("button", name="Keys").click()
    reviewer.get_by_label("Single keys act on this browser").check()
    reviewer.get_by_role("button", name="Close").click()
    reviewer.locator("dialog").wait_for(state="detached")
    reviewer.keyboard.press("a")
    assert reviewer.get_by_role("dialog").count() == 1


def test_the_buttons_of_a_dialog_are_those_of_the_desk(reviewer, waiting):
    reviewer.goto(f"/desk/claims/claim/{waiting[0].pk}/review/")
    reviewer.keyboard.press("?")
    close = reviewer.get_by_role("dialog").get_by_role("button", name="Close")

    assert close.bounding_box()["height"] >= 36


def test_a_wording_is_taken_with_one_key(reviewer, waiting, sign_in):
    claim = waiting[0]
    rana = workflow.User.objects.get(username="rana")
    discussion.suggest(claim, by=rana, wordings={"finding": "It holds."})
    editor = sign_in(workflow.User.objects.get(username="ada"))
    editor.goto(f"/desk/claims/claim/{claim.pk}/change/")

    with editor.expect_navigation():
        editor.keyboard.press("t")

    claim.refresh_from_db()
    assert (claim.finding, claim.status) == ("It holds.", "in_review")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_the_review_is_out_of_reach(reviewer, waiting, new_page, scheme):
    claim = waiting[0]
    discussion.ask(claim, by=workflow.User.objects.get(username="rana"), text="Which bridge?")
    # The tool sets styles of its own, of which the browser complains.
    page = new_page(colour_scheme=scheme, storage_state=reviewer.context.storage_state())
    page.goto(f"/desk/claims/claim/{claim.pk}/review/")
    page.get_by_text("Suggest a wording").first.click()

    assert faults(page) == ""
