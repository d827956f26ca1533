"""What axe finds wrong with a page: the rules of WCAG 2.2 AA, and what it counts as good style."""

from axe_playwright_python.sync_playwright import Axe

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passed is not described, and no style sheet or sound is fetched once more.
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False}
# Colours change in a fifth of a second, during which nothing can be said of contrast.
ALL_AT_REST = "Promise.all(document.getAnimations().map(each => each.finished))"


def faults(page) -> str:
    """The violations on the page as it is shown now, described; empty where there is none."""
    page.evaluate(ALL_AT_REST)
    found = Axe().run(page, options=OPTIONS)
    return found.generate_report() if found.violations_count else ""
