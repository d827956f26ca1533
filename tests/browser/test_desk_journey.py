"""From a captured article to a claim page, in a real browser, under the strict policy."""

import json
import urllib.request

from django.contrib.auth.models import Group

import pytest

from record.models import Entry, Listing
from sources.models import Passage, Speaker
from tests import factories as make
from tests.cast import person

TEXT = """Court vacates the listing

Regulators had put the company on a list.

“We are pleased to announce that on May 25 … the court issued an order vacating the
[listing],” said Mara Lind, chair of Acme.
"""
PASTED = (
    '"We are pleased to announce that on May 25 ... the court issued an order '
    'vacating the [listing]"'
)


@pytest.fixture
def editor(sign_in):
    return sign_in(person("ada", "Editor"))


@pytest.fixture
def reviewer(sign_in):
    return sign_in(person("rana", "Reviewer", "Publisher"))


def choose(page, field, text):
    """Choose the first that an autocomplete finds."""
    page.locator(f"#{field} + .select2 .select2-selection").click()
    # What was listed before anything was typed goes when the answer comes.
    with page.expect_response(lambda answer: "term=" in answer.url and "term=&" not in answer.url):
        page.locator(".select2-search__field").last.fill(text)
    page.locator(".select2-results__option:not(.loading-results)", has_text=text).first.click()
    chosen = page.locator(f"#{field} + .select2 .select2-selection__rendered")
    assert text in chosen.inner_text()


def press(page, name):
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def send(page):
    """Press the last button of the form, whatever it is called."""
    with page.expect_navigation():
        page.locator("#content [type=submit]").last.click()


def save(page):
    with page.expect_navigation():
        page.locator("[name=_save]").first.click()
    assert not page.locator(".errornote").count(), page.inner_text("#content")


def capture(page):
    page.goto("/desk/sources/source/add/")
    page.fill("#id_title", "Court vacates the listing")
    with page.expect_navigation():
        page.click("[name=_continue]")
    page.get_by_role("link", name="Capture it").first.click()
    page.fill("#id_text", TEXT)
    press(page, "Capture")


def mark(page):
    page.get_by_role("link", name="Open the long form").click()
    page.fill("#id_words", PASTED)
    page.fill("#id_cue", "said Mara Lind, chair of Acme")
    press(page, "Find")
    assert page.locator("mark").first.inner_text().startswith("We are pleased")
    choose(page, "id_speaker", "Mara Lind")
    press(page, "Save")


def write(page):
    page.goto("/desk/claims/claim/add/")
    page.fill("#id_text", "A court vacated the listing of Acme on 25 May.")
    page.fill("#id_short", "Court vacated the listing")
    label = next(t for t in page.locator("#id_verdict option").all_inner_texts() if "True" in t)
    page.select_option("#id_verdict", label=label)
    page.fill("#id_finding", "Acme says so.")
    page.fill("#id_explanation", "As its chair says [1].")
    page.get_by_role("button", name="Add another Appearance").click()
    choose(page, "id_appearances-0-statement", "Mara Lind")
    page.get_by_role("button", name="Add another Evidence").click()
    choose(page, "id_evidence-0-statement", "Mara Lind")
    page.locator("#evidence-0").get_by_label("Supports").check()
    save(page)
    return page.url


def waive(page, claim):
    page.goto(claim)
    assert "Only the claimant says so." in page.inner_text("#content")
    page.get_by_role("link", name="Waive sourcing").click()
    page.fill("[name=reason]", "We have not seen the order.")
    send(page)


def test_from_a_captured_article_to_a_claim_page(editor, reviewer, live_server):
    make.make_speaker("Mara Lind", Speaker.Kind.PERSON)
    capture(editor)
    mark(editor)
    claim = write(editor)
    waive(editor, claim)
    editor.goto(claim)
    press(editor, "Submit for review")
    review = claim.replace("/change/", "/review/")
    editor.goto(review)
    assert editor.get_by_role("button", name="Approve", exact=True).count() == 0

    reviewer.goto(review)
    for box in reviewer.locator("input[type=checkbox]").all():
        box.check()
    reviewer.get_by_role("button", name="Approve and publish").click()
    with reviewer.expect_navigation():
        reviewer.locator("dialog button", has_text="Approve and publish").click()

    listing = Listing.objects.get()
    editor.goto(listing.get_absolute_url())
    assert "We have not seen the order." in editor.inner_text("main")
    with urllib.request.urlopen(f"{live_server.url}/api/v1/claims/{listing.claim}/") as answer:
        assert json.load(answer)["document"]["content"]["basis"] == "waived"
    words = Passage.objects.get(part="words")
    start = TEXT.index("We are")
    assert (words.start, words.end) == (start, TEXT.index(",” said"))


def test_a_changed_word_voids_the_approval_and_leaves_the_page(editor, reviewer):
    author = make.someone("ada")
    author.groups.set(Group.objects.filter(name="Editor"))
    claim = make.make_published_claim(author, make.second_person())
    before = Entry.objects.count()
    address = f"/desk/claims/claim/{claim.pk}/"
    editor.goto(f"{address}reopen/")
    editor.select_option("[name=kind]", "update")
    editor.fill("[name=reason]", "A word.")
    send(editor)
    editor.goto(f"{address}change/")
    editor.fill("#id_finding", "It was inspected twice.")
    editor.fill("#id_notice", "It said once.")
    save(editor)

    editor.goto(Listing.objects.get().get_absolute_url())

    assert "It was inspected." in editor.inner_text("main")
    assert Entry.objects.count() == before
