"""What the W3C's checker of HTML finds beyond syntax, for the parts of it that our pages use."""

from __future__ import annotations

import re

from tests.published import TAG

# https://html.spec.whatwg.org/multipage/text-level-semantics.html#datetime-value, without the
# forms that no page has.
MOMENT = re.compile(
    r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?)?)?\Z"
)
NAMING = ("aria-describedby", "aria-labelledby", "aria-controls", "for")
HEADINGS = tuple(f"{TAG}h{level}" for level in range(1, 7))


def faults(tree) -> list[str]:
    """Each fault of a page in a few words; none for a page without fault."""
    return [*_moments(tree), *_names(tree), *_headings(tree), *_descriptions(tree)]


def _moments(tree):
    for time in tree.iter(f"{TAG}time"):
        if not MOMENT.match(time.get("datetime")):
            yield f"no date or time: {time.get('datetime')}"


def _names(tree):
    """What is said to name or to tell of another element leads to one."""
    ids = {element.get("id") for element in tree.iter()}
    for element in tree.iter():
        for attribute in NAMING:
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"{attribute} leads nowhere: {name}"


def _headings(tree):
    for article in tree.iter(f"{TAG}article"):
        if not any(one.tag in HEADINGS for one in article.iter()):
            yield f"an article without a heading: {article.get('class')}"
    levels = [int(one.tag[-1]) for one in tree.iter() if one.tag in HEADINGS]
    for before, level in zip(levels, levels[1:], strict=False):
        if level > before + 1:
            yield f"a heading h{level} beneath h{before}"


def _descriptions(tree):
    told = [
        one.get("content") for one in tree.iter(f"{TAG}meta") if one.get("name") == "description"
    ]
    if len(told) != 1 or len(told[0]) < 20:
        yield f"described as {told}"
