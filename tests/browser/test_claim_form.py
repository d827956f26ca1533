"""The claim's form in a browser: nothing typed is lost, evidence is moved, doubles are shown."""

import pytest
from playwright.sync_api import expect

from claims.models import Claim
from tests import factories as make
from tests.browser.axe import faults
from tests.cast import person


@pytest.fixture
def ada(transactional_db):
    return person("ada", "Editor")


@pytest.fixture
def claim(ada):
    claim = make.make_claim(ada, short="Bridge safe")
    for words in ("The bridge is safe", "It will carry lorries", "Traders had asked"):
        make.add_evidence(claim, make.make_statement(words), by=ada)
    return claim


@pytest.fixture
def editor(ada, claim, sign_in):
    page = sign_in(ada)
    page.goto(address(claim))
    page.wait_for_load_state("load")
    return page


def address(claim):
    return f"/desk/claims/claim/{claim.pk}/change/"


def save(page):
    with page.expect_navigation():
        page.locator("[name=_save]").first.click()


def order(claim):
    return [one.statement.opening for one in claim.evidence.order_by("order")]


def test_what_was_typed_before_a_tab_was_closed_can_be_brought_back(editor, claim):
    editor.fill("#id_finding", "It was inspected twice.")
    editor.wait_for_timeout(500)
    second = editor.context.new_page()
    editor.close()

    second.goto(address(claim))
    kept = second.locator(".kept")
    assert "Finding" in kept.inner_text() and "did not save it" in kept.inner_text()
    second.get_by_role("button", name="Bring it back").click()
    assert second.input_value("#id_finding") == "It was inspected twice."
    save(second)

    claim.refresh_from_db()
    assert claim.finding == "It was inspected twice."
    assert second.locator(".kept").count() == 0


def test_it_is_told_where_somebody_saved_meanwhile(editor, claim, ada):
    editor.fill("#id_finding", "It was inspected twice.")
    editor.wait_for_timeout(500)
    with make.workflow.revising(claim, by=ada):
        claim.explanation = "More."
        claim.save()
    second = editor.context.new_page()
    editor.close()

    second.goto(address(claim))

    assert "has moved on since" in second.locator(".kept").inner_text()


def test_what_is_forgotten_stays_forgotten(editor, claim):
    editor.fill("#id_finding", "It was inspected twice.")
    editor.wait_for_timeout(500)
    second = editor.context.new_page()
    editor.close()
    second.goto(address(claim))
    second.get_by_role("button", name="Forget it").click()

    second.reload()
    second.wait_for_load_state("load")

    assert second.locator(".kept").count() == 0
    assert second.input_value("#id_finding") == claim.finding


def test_signing_out_takes_what_was_typed_along(editor, claim):
    editor.fill("#id_finding", "It was inspected twice.")
    editor.wait_for_timeout(500)
    editor.on("dialog", lambda dialog: dialog.accept())

    with editor.expect_navigation():
        editor.click("#logout-form button")

    assert editor.evaluate("Object.keys(localStorage).filter((k) => k.includes('draft'))") == []


def test_leaving_with_something_unsaved_asks(editor, claim):
    asked = []
    editor.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    editor.fill("#id_finding", "It was inspected twice.")

    editor.get_by_role("link", name="Home").click()
    editor.wait_for_timeout(300)

    assert asked == ["beforeunload"]
    assert editor.input_value("#id_finding") == "It was inspected twice."


def test_leaving_a_form_as_it_was_asks_nothing(editor, claim):
    with editor.expect_navigation():
        editor.get_by_role("link", name="Home").click()

    assert editor.url.endswith("/desk/")


def test_evidence_is_moved_with_buttons(editor, claim):
    first, second, third = order(claim)

    editor.get_by_role("button", name="Move up").nth(2).press("Enter")
    save(editor)

    assert order(claim) == [first, third, second]


def test_evidence_is_moved_by_dragging(editor, claim):
    first, second, third = order(claim)
    editor.set_viewport_size({"width": 1280, "height": 6000})  # a drag does not scroll
    editor.locator("#evidence-0 .handle").drag_to(editor.locator("#evidence-2"))
    save(editor)

    assert order(claim) == [second, third, first]


def test_claims_that_may_say_the_same_are_shown_while_it_is_typed(editor, claim):
    editor.goto("/desk/claims/claim/add/")
    editor.wait_for_load_state("load")

    editor.type("#id_text", "Safe is the harbour bridge")

    shown = editor.locator(".similar a")
    shown.first.wait_for()
    assert shown.first.inner_text() == "Bridge safe"
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_in_the_form_is_out_of_reach(editor, claim, new_page, scheme):
    page = new_page(colour_scheme=scheme, storage_state=editor.context.storage_state())
    page.goto(address(claim))
    page.wait_for_load_state("load")

    assert faults(page) == ""


def test_what_was_sent_after_the_sign_in_had_expired_comes_back(editor, claim):
    editor.fill("#id_finding", "It was inspected twice.")
    editor.context.clear_cookies(name="sessionid")
    save(editor)
    editor.fill("#id_username", "ada")
    editor.fill("#id_password", "a-long-password")
    with editor.expect_navigation():
        editor.click("[type=submit]")

    editor.get_by_role("button", name="Bring it back").click()
    save(editor)

    claim.refresh_from_db()
    assert claim.finding == "It was inspected twice."


def test_a_row_that_was_not_saved_is_called_by_its_label(editor, claim):
    editor.locator("#evidence-group .add-row a").click()
    editor.fill("#id_evidence-3-note", "From the archive.")
    editor.wait_for_timeout(500)
    second = editor.context.new_page()
    editor.close()

    second.goto(address(claim))

    assert "Evidence: Note" in second.inner_text(".kept")
    assert "evidence-3" not in second.inner_text(".kept")


def test_a_text_that_was_pasted_outlives_the_sign_in(editor, claim):
    source = make.make_source("An article")
    editor.goto(f"/desk/sources/source/{source.pk}/capture/")
    editor.fill("#id_text", "The harbour bridge is safe, said Ada Adams.")
    editor.context.clear_cookies(name="sessionid")
    with editor.expect_navigation():
        editor.get_by_role("button", name="Capture").click()
    editor.fill("#id_username", "ada")
    editor.fill("#id_password", "a-long-password")
    with editor.expect_navigation():
        editor.click("[type=submit]")

    editor.get_by_role("button", name="Bring it back").click()
    with editor.expect_navigation():
        editor.get_by_role("button", name="Capture").click()

    assert source.snapshots.get().text.startswith("The harbour bridge is safe")
    editor.goto(f"/desk/sources/source/{source.pk}/capture/")
    editor.wait_for_load_state("load")
    assert editor.locator(".kept").count() == 0


def test_what_a_colleague_saved_is_taken_or_kept(editor, claim, new_page):
    # The browser complains of an answer that tells of a conflict.
    page = new_page(storage_state=editor.context.storage_state())
    page.goto(address(claim))
    page.wait_for_load_state("load")
    page.fill("#id_finding", "It was inspected twice.")
    with make.workflow.revising(claim, by=make.someone("ben")):
        claim.finding = "It was inspected in May."
        claim.save()
    with page.expect_navigation():
        page.locator("[name=_save]").first.click()

    beside = page.locator(".beside")
    assert "Saved by ben" in beside.inner_text()
    page.get_by_role("button", name="Take theirs").click()
    assert page.input_value("#id_finding") == "It was inspected in May."
    page.get_by_role("button", name="Keep yours").click()
    page.locator("[name=_save]").first.click()
    assert page.evaluate("document.activeElement.id") == "seen"
    assert page.get_by_text("Tick this first.").is_visible()
    page.get_by_label("I have looked at both.").check()
    save(page)

    claim.refresh_from_db()
    assert claim.finding == "It was inspected twice."


@pytest.mark.parametrize(("width", "is_open"), [(1280, True), (390, False)])
def test_what_happened_is_folded_on_a_phone(editor, claim, width, is_open):
    editor.set_viewport_size({"width": width, "height": 800})
    editor.goto(address(claim))
    editor.wait_for_load_state("load")

    assert editor.evaluate("document.querySelector('.folds').open") == is_open


def test_the_letters_of_the_short_form_are_counted(editor, claim):
    editor.goto(address(claim))
    editor.wait_for_load_state("load")

    editor.fill("#id_short", "The bridge is safe")

    assert editor.locator("#id_short_helptext").inner_text().endswith(" 18 of 75")
    editor.fill("#id_short", "")
    assert " of 75" not in editor.locator("#id_short_helptext").inner_text()


def test_what_is_offered_has_a_number_once_it_has_a_stance_and_a_note_when_asked(editor):
    snapshot = make.make_snapshot()
    for role in ("first", "second", "third"):
        make.make_statement(snapshot=snapshot, role=role)
    editor.goto(f"/desk/claims/claim/add/?source={snapshot.source_id}")
    editor.wait_for_load_state("load")
    labels = editor.locator("#evidence-group .inline-related:not(.empty-form) .inline_label")
    expect(labels).to_have_text(["offered, not taken yet"] * 3)

    editor.locator("#evidence-1").get_by_label("Supports").check()
    expect(labels.nth(1)).to_have_text("[1]")
    editor.locator("#evidence-0").get_by_label("Supports").check()
    expect(labels.nth(1)).to_have_text("[2]")

    assert labels.all_inner_texts() == ["[1]", "[2]", "offered, not taken yet"]
    notes = [editor.locator(f"#id_evidence-{index}-note") for index in range(3)]
    assert [note.is_visible() for note in notes] == [False, False, False]
    editor.locator("#evidence-1").get_by_role("button", name="Add a note").click()
    assert [note.is_visible() for note in notes] == [False, True, False]
    expect(notes[1]).to_be_focused()
    editor.fill("#id_short", "")
    editor.fill("#id_text", "A bridge. " * 9)
    told = editor.locator(".field-text .wanted")
    expect(told).to_have_text("89 characters: lists need a short form too, of at most 75.")
    editor.fill("#id_short", "A bridge")
    expect(told).to_have_text("")


def test_an_offered_row_in_which_another_statement_is_chosen_is_offered_no_longer(editor):
    snapshot, other = make.make_snapshot(), make.make_snapshot(source=make.make_source("Elsewhere"))
    make.make_statement(snapshot=snapshot)
    make.make_statement("It will carry lorries", snapshot=other)
    editor.goto(f"/desk/claims/claim/add/?source={snapshot.source_id}")
    editor.wait_for_load_state("load")
    assert not editor.locator("#id_evidence-0-note").is_visible()

    editor.locator("#evidence-0 .field-statement .select2-selection").click()
    editor.locator(".select2-search__field").last.fill("lorries")
    editor.locator(".select2-results__option", has_text="Elsewhere").click()

    expect(editor.locator("#evidence-0 .inline_label")).to_have_text("[1]")
    assert editor.locator("#id_evidence-0-note").is_visible()


def test_what_the_claim_rests_on_stands_before_what_we_found(editor, claim):
    """The explanation cites the evidence by number, and the keyboard comes to it in this order."""
    editor.goto(address(claim))
    editor.wait_for_load_state("load")

    headings = editor.locator("#claim_form h2").all_inner_texts()

    order = ["The claim", "Where the claim was made", "Evidence", "What we found", "Checking"]
    assert [heading for heading in headings if heading in order] == order
    assert headings[-1].startswith("What this claim does")


def test_nothing_is_decided_over_words_that_are_not_saved(editor, claim):
    editor.goto(address(claim))
    editor.wait_for_load_state("load")
    editor.fill("#id_finding", "Typed a moment ago.")

    editor.locator(".panel").get_by_role("button", name="Submit for review").click()

    assert "Save it first, then do this." in editor.inner_text(".panel .unsaved")
    assert Claim.objects.get(pk=claim.pk).status == "draft"
    save(editor)
    with editor.expect_navigation():
        editor.locator(".panel").get_by_role("button", name="Submit for review").click()
    claim.refresh_from_db()
    assert (claim.status, claim.finding) == ("in_review", "Typed a moment ago.")


def test_a_row_that_a_colleague_chose_is_taken_by_its_name(editor, new_page):
    herald, courier = make.make_publisher("The Herald"), make.make_publisher("The Courier")
    source = make.make_source("An article")
    page = new_page(storage_state=editor.context.storage_state())
    page.goto(f"/desk/sources/source/{source.pk}/change/")
    page.locator(".field-publisher .select2-selection").click()
    page.locator(".select2-search__field").fill("Courier")
    page.locator(".select2-results__option", has_text="The Courier").click()
    with make.revising(source, by=make.someone("ben")):
        source.publisher = herald
        source.save()
    with page.expect_navigation():
        page.locator("[name=_save]").first.click()

    chosen = page.locator(".field-publisher .select2-selection__rendered")
    assert "The Courier" in chosen.inner_text()
    page.get_by_role("button", name="Take theirs").click()
    assert "The Herald" in chosen.inner_text()
    page.get_by_role("button", name="Keep yours").click()
    page.get_by_label("I have looked at both.").check()
    save(page)

    source.refresh_from_db()
    assert source.publisher == courier


OFFERED = "[...document.querySelectorAll('#id_verdict option')].map((one) => one.text)"


def test_verdicts_follow_the_kind_before_it_is_saved(editor):
    editor.goto("/desk/claims/claim/add/")

    editor.select_option("#id_kind", "promise")
    offered = [one.split(" – ")[0] for one in editor.evaluate(OFFERED)]
    assert offered == ["No verdict yet", "Pending", "Came about", "Did not come about"]

    editor.select_option("#id_verdict", index=1)
    editor.select_option("#id_kind", "fact")
    assert not any(one.startswith("Pending") for one in editor.evaluate(OFFERED))
    assert editor.input_value("#id_verdict") == ""


def test_what_a_text_offers_besides_stands_below_what_a_draft_rests_on(editor):
    snapshot = make.make_snapshot()
    for role in ("first", "second"):
        make.make_statement(snapshot=snapshot, role=role)
    editor.goto(f"/desk/claims/claim/add/?source={snapshot.source_id}")
    editor.fill("#id_text", "The bridge is safe.")
    editor.locator("#evidence-0").get_by_label("Supports").check()
    with editor.expect_navigation():
        editor.click("[name=_save]")
    editor.wait_for_load_state("load")

    labels = editor.locator("#evidence-group .inline-related:not(.empty-form) .inline_label")
    expect(labels.nth(0)).to_contain_text("Supports")
    expect(labels.nth(1)).to_have_text("offered, not taken yet")
    editor.locator("#evidence-1").get_by_label("Context").check()
    expect(labels.nth(1)).to_have_text("[2]")


def test_what_it_rests_on_is_cited_with_a_press(editor):
    snapshot = make.make_snapshot()
    for name in ("Mara Lind", "Jon Berg", "Ann Roe"):
        make.make_statement(snapshot=snapshot, speaker=make.make_speaker(name))
    editor.goto(f"/desk/claims/claim/add/?source={snapshot.source_id}")
    editor.wait_for_load_state("load")
    citable = editor.locator(".citable button")
    expect(citable).to_have_count(0)

    for row, stance in ((2, "Contradicts"), (0, "Supports")):
        editor.locator(f"#evidence-{row}").get_by_label(stance).check()
    expect(citable).to_have_text(["[1] Mara Lind, supports", "[2] Ann Roe, contradicts"])
    editor.fill("#id_explanation", "She says so")
    citable.first.click()
    editor.keyboard.type(", he does not")
    citable.last.click()

    assert editor.input_value("#id_explanation") == "She says so [1], he does not [2]"
    editor.locator("#evidence-0 .inline-deletelink").click()
    expect(citable).to_have_text(["[1] Ann Roe, contradicts"])
