"""The public pages as a reader's browser shows them: to everyone, on small and dark screens too."""

import pytest

from tests import factories as make
from tests.browser.axe import faults
from tests.published import address_of, next_edition, supersede


@pytest.fixture(scope="module")
def claim(site):
    """A claim with a correction, a successor, and evidence that counts and that does not."""
    claim = make.make_sourced_claim()
    make.add_evidence(claim, stance="context")
    make.add_appearance(claim, make.make_statement())
    make.publish(claim)
    next_edition(claim, "correction", "We gave the wrong day.")
    supersede(claim)
    return claim


def visit(page, address: str) -> list[str]:
    """Open a page with its details unfolded; returns what the browser complains of."""
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    return complaints


def the_claim(claim):
    return address_of(claim)


def an_edition(claim):
    return f"/claims/{claim.public_id}/editions/1/"


@pytest.mark.parametrize(
    "address",
    [
        the_claim,
        an_edition,
        "/",
        "/claims/?q=zebra&verdict=true",
        "/claims/?kind=x",
        "/method/",
        "/speakers/",
    ],
)
def test_a_page_is_for_everyone(new_page, claim, address):
    page = new_page(width=1280, colour_scheme="light")
    visit(page, address(claim) if callable(address) else address)

    for width, colours in ((1280, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=colours)
        assert faults(page) == ""


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways(new_page, claim, width):
    page = new_page(width=width)

    for address in (address_of(claim), "/", "/method/"):
        visit(page, address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_browser_has_nothing_to_complain_of(page, claim):
    for address in (address_of(claim), "/", "/claims/"):
        assert visit(page, address) == []


def test_nothing_is_fetched_but_what_is_ours(page, claim, site):
    fetched = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(address_of(claim))

    assert {url.rpartition("/")[2] for url in fetched} <= {
        "",
        "site.css",
        "copy.js",
        "favicon.svg",
    }
    assert all(url.startswith(site.url) for url in fetched)


def test_a_link_is_copied_with_one_click(new_page, claim, site):
    page = new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address_of(claim))

    page.get_by_role("button", name="Copy link").first.click()

    page.get_by_text("Copied", exact=True).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith(f"/claims/{claim.public_id}/")


def test_without_scripts_no_button_is_dead(new_page, claim):
    page = new_page(java_script_enabled=False)
    page.goto(address_of(claim))

    assert page.get_by_text("Cite and share").count() == 1
    assert not page.get_by_role("button", name="Copy").count()


def test_a_reader_without_scripts_finds_a_claim_and_its_words(new_page, claim):
    page = new_page(java_script_enabled=False)
    page.goto("/")

    page.get_by_label("Search the claims").fill("harbour")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=claim.short).first.click()

    assert page.locator("mark").first.inner_text() == "The bridge is safe"


def test_the_keyboard_goes_past_the_head_of_the_page(page, claim):
    page.goto("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
