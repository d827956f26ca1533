"""A text that was cut at a length is shown without the half words at its ends.

Where nothing parts the words, as in Chinese, it is shown as it was cut.
"""

import re

FIRST = re.compile(r"\S*\s+")
LAST = re.compile(r"\s+\S*$")


def first_word(text: str) -> int:
    """Where the first word begins that surely is whole."""
    cut = FIRST.match(text)
    return cut.end() if cut else 0


def last_word(text: str) -> int:
    """Where the last word ends that surely is whole."""
    cut = LAST.search(text)
    return cut.start() if cut else len(text)
