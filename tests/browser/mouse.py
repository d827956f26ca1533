"""A mouse in a captured text: where words stand in the window, drawn over or clicked into."""

from playwright.sync_api import Page

PLACES = """([begins, ends]) => {
    const blocks = [...document.querySelectorAll(".stored")];
    const block = blocks.find((one) => one.textContent.includes(begins));
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const at = (words, whole) => {
        walker.currentNode = block;
        while (walker.nextNode()) {
            const index = walker.currentNode.data.indexOf(words);
            if (index < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, index + (whole ? words.length : 0));
            const box = range.getBoundingClientRect();
            return [box.x, box.y + box.height / 2];
        }
    };
    return [at(begins, false), at(ends, true)];
}"""


def places(page: Page, begins: str, ends: str) -> tuple[list[float], list[float]]:
    """Where some words of one stretch begin in the window, and where others end."""
    page.locator(".stored", has_text=begins).first.scroll_into_view_if_needed()
    return page.evaluate(PLACES, [begins, ends])


def draw(page: Page, begins: str, ends: str) -> None:
    """Draw the mouse from where some words begin to where others end."""
    first, last = places(page, begins, ends)
    page.mouse.move(*first)
    page.mouse.down()
    page.mouse.move(*last, steps=5)
    page.mouse.up()


def click_into(page: Page, words: str) -> None:
    """Put the cursor behind the first letter of these words."""
    place, _ = places(page, words[1:], words)
    page.mouse.click(*place)
