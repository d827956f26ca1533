"""What a newcomer does at the desk takes little over two minutes, by the keystroke-level model.

Every act of hand and head is done in the browser and given the time that Card, Moran and Newell
measured for it (The Keystroke-Level Model for User Performance Time, 1980); a second is added for
each page that is waited for.
"""

import pytest
from playwright.sync_api import Locator, Page

from claims.models import Claim, Status
from sources.models import Passage
from tests import factories as make
from tests.browser.mouse import click_into, draw
from tests.cast import person

TEXT = """Court takes Acme off the list

“We are pleased that the court vacated the listing,” said Mara Lind, chair of Acme.

“The listing was a mistake from the first day,” said Mara Lind, chair of Acme.

The department will not appeal, said Jon Berg, a spokesman.
"""
# Seconds: a key of an average typist, to point at something, to press a button of the mouse or let
# it go, to move the hand between mouse and keys, to make up one's mind; and a page.
KEY, POINT, BUTTON, HAND, MIND, PAGE = 0.28, 1.1, 0.1, 0.4, 1.35, 1.0
ALLOWED = 135


class Newcomer:
    """Somebody with a mouse and a keyboard, and how many seconds their acts took."""

    def __init__(self, page: Page):
        self.page, self.seconds, self.at_keys = page, 0.0, False

    def _reach(self, *, keys: bool) -> None:
        self.seconds += HAND * (self.at_keys != keys)
        self.at_keys = keys

    def click(self, what: Locator) -> None:
        self._reach(keys=False)
        what.click()
        self.seconds += MIND + POINT + 2 * BUTTON

    def follow(self, what: Locator) -> None:
        with self.page.expect_navigation():
            self.click(what)
        self.seconds += PAGE

    def type(self, text: str) -> None:
        self._reach(keys=True)
        self.page.keyboard.type(text)
        self.seconds += MIND + KEY * len(text)

    def fill(self, name: str, text: str) -> None:
        self.click(self.page.locator(f"#id_{name}"))
        self.type(text)

    def choose(self, name: str, begins: str) -> None:
        """One of a list that the browser opens: by pointing twice."""
        listed = self.page.locator(f"#id_{name}")
        words = next(one for one in listed.locator("option").all_inner_texts() if begins in one)
        listed.select_option(label=words)
        self._reach(keys=False)
        self.seconds += 2 * (MIND + POINT + 2 * BUTTON)

    def select(self, begins: str, ends: str) -> None:
        """Draw the mouse over words of the captured text."""
        self._reach(keys=False)
        draw(self.page, begins, ends)
        self.seconds += MIND + 2 * (POINT + BUTTON)

    def point_into(self, words: str) -> None:
        """Click into these words of the captured text."""
        self._reach(keys=False)
        click_into(self.page, words)
        self.seconds += MIND + POINT + 2 * BUTTON

    def mark(self, words: str, cue: tuple[str, str], button: str, speaker: str) -> None:
        """One statement, where it is read."""
        self.page.wait_for_selector("[data-marking]:not([hidden])")
        self.point_into(words)
        self._say(button)
        self.select(*cue)
        self._say("Who said it")
        self.click(self.page.get_by_role("radio", name=speaker))
        self.follow(self.page.get_by_role("button", name="Mark it"))

    def _say(self, what: str) -> None:
        with self.page.expect_response("**/speakers/**"):
            self.click(self.page.get_by_role("button", name=what, exact=True))


@pytest.fixture
def newcomer(transactional_db, sign_in):
    source = make.make_source("Court takes Acme off the list", grade="primary", grade_reason="Own.")
    snapshot = make.make_snapshot(TEXT, source=source)
    page = sign_in(person("ada", "Editor"))
    page.goto(f"/desk/sources/snapshot/{snapshot.pk}/change/")
    return Newcomer(page)


def write(newcomer):
    page = newcomer.page
    newcomer.follow(page.get_by_role("link", name="New claim from what is marked here"))
    newcomer.fill("text", "A court took Acme off the list.")
    for number in (0, 2):
        newcomer.click(page.locator(f"#evidence-{number}").get_by_label("Supports"))
    newcomer.choose("verdict", "True")
    newcomer.fill("finding", "Its chair says so, and nobody appealed.")
    newcomer.fill("explanation", "The chair says so [1], and the department does not appeal [2].")
    newcomer.follow(page.get_by_role("button", name="Save and submit"))


def test_from_a_captured_article_to_a_submitted_claim_in_little_more_than_two_minutes(newcomer):
    lind, berg = ("said Mara", "Lind"), ("said Jon", "Berg")
    newcomer.mark("We are pleased", lind, "Own words", "Mara Lind")
    newcomer.mark("The listing was", lind, "Own words", "Mara Lind")
    newcomer.mark("The department", berg, "Report", "Jon Berg")
    write(newcomer)

    claim = Claim.objects.get()
    words = Passage.objects.exclude(part="cue").order_by("start")
    assert [one.exact for one in words] == [
        "We are pleased that the court vacated the listing",
        "The listing was a mistake from the first day",
        "The department will not appeal, said Jon Berg, a spokesman.",
    ]
    assert (claim.status, claim.evidence.count()) == (Status.IN_REVIEW, 2)
    assert newcomer.seconds < ALLOWED, newcomer.seconds
    print(f"{newcomer.seconds:.0f} seconds")
