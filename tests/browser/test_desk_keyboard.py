"""From a capture to a submitted claim without a mouse: Tab, Enter, the arrows and single keys."""

import pytest

from claims.models import Claim, Status
from sources.models import Passage, Speaker, Statement
from tests import factories as make
from tests.cast import person

TEXT = (
    "Order on the Hanover bridge\n\n"
    "“It is safe for lorries of up to forty tonnes,” said Mara Lind, the city engineer.\n"
)
FURTHEST = 120


@pytest.fixture
def editor(transactional_db, sign_in):
    make.make_speaker("Mara Lind", Speaker.Kind.PERSON)
    page = sign_in(person("ada", "Editor"))
    assert page.url.endswith("/desk/")
    return page


def here(page, script):
    return page.evaluate(f"(() => {{ const here = document.activeElement; return {script}; }})()")


def tab(page, script):
    """Press Tab until this is true of what has the focus; it can be seen there."""
    for _ in range(FURTHEST):
        page.keyboard.press("Tab")
        if here(page, script):
            seen = (
                "getComputedStyle(here).outlineStyle !== 'none' || here.matches(':focus-visible')"
            )
            assert here(page, seen)
            return
    raise AssertionError(f"Tab never reached {script}.")


def follow(page, name):
    """Go to a link or a button of this name, press it and wait for the page."""
    tab(page, f"(here.value || here.textContent).trim().startsWith({name!r})")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def field(page, name, text):
    tab(page, f"here.id === 'id_{name}'")
    page.keyboard.insert_text(text)


def option(page, name, begins):
    tab(page, f"here.id === 'id_{name}'")
    page.keyboard.press("Home")
    for _ in range(20):
        if here(page, f"here.selectedOptions[0].text.startsWith({begins!r})"):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} offers nothing that begins with {begins}.")


def select_words(page, words):
    for _ in range(40):
        page.keyboard.press("ArrowRight")
        if page.evaluate("getSelection().toString().trim()") == words.split()[0]:
            break
    for _ in range(60):
        if page.evaluate("getSelection().toString().trim()") == words:
            return
        page.keyboard.press("Shift+ArrowRight")
    raise AssertionError(page.evaluate("getSelection().toString()"))


def capture(page):
    follow(page, "Capture a source")
    field(page, "title", "Order on the Hanover bridge")
    option(page, "kind", "Court order")
    option(page, "grade", "Primary")
    field(page, "grade_reason", "It is the order itself.")
    follow(page, "Save")
    field(page, "text", TEXT)
    follow(page, "Capture")


def mark(page):
    if not page.query_selector("#reading"):
        follow(page, "Read it, and mark statements")
    page.wait_for_selector("[data-marking]:not([hidden])")
    tab(page, "here.id === 'reading'")
    with page.expect_response("**/speakers/**"):
        select_words(page, "It is safe for lorries of up to forty tonnes")
        page.keyboard.press("w")
    select_words(page, "said Mara Lind")
    page.keyboard.press("c")
    page.keyboard.press("1")
    with page.expect_navigation():
        page.keyboard.press("m")


def write(page):
    follow(page, "Home")
    follow(page, "New claim")
    field(page, "text", "The Hanover bridge is safe for lorries of up to forty tonnes.")
    field(page, "short", "The bridge is safe for forty tonnes")
    option(page, "verdict", "True")
    field(page, "finding", "The city engineer says so in the order.")
    field(page, "explanation", "It was ordered on her word [1].")
    tab(page, "here.textContent.trim().startsWith('Add another Evidence')")
    page.keyboard.press("Enter")
    choose(page, "id_evidence-0-statement", "Mara Lind")
    tab(page, "here.name === 'evidence-0-stance' && here.value === 'supports'")
    page.keyboard.press("Space")
    follow(page, "Save")


def choose(page, name, text):
    """Open a field in which one searches, type, and take the first that is found."""
    tab(page, f"here.closest('.select2')?.previousElementSibling?.id === {name!r}")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(text)
    page.wait_for_selector(f".select2-results__option--highlighted:has-text({text!r})")
    page.keyboard.press("Enter")


def test_from_a_capture_to_a_submitted_claim_by_keyboard_alone(editor):
    capture(editor)
    mark(editor)
    write(editor)
    follow(editor, "Submit for review")

    claim, statement = Claim.objects.get(), Statement.objects.get()
    marked = {passage.part: passage.exact for passage in Passage.objects.all()}
    assert claim.status == Status.IN_REVIEW
    assert claim.evidence.get().statement == statement
    assert statement.speaker.name == "Mara Lind"
    assert marked == {
        "words": "It is safe for lorries of up to forty tonnes",
        "cue": "said Mara Lind",
    }
