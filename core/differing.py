"""Two texts word by word: what both say, what only the first says, what only the second."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

SAME, REMOVED, ADDED = "same", "removed", "added"
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# Beyond this many comparisons the texts are shown whole: before, after.
LARGEST = 4_000_000
FEW = 3


@dataclass(frozen=True)
class Run:
    """Words that stand in both texts, or in one of them."""

    kind: str
    text: str


def runs(before: str, after: str) -> tuple[Run, ...]:
    """Two texts as runs of words: kept, removed, added. Together they give back both texts."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    if len(old) * len(new) > LARGEST:
        return tuple(run for run in (Run(REMOVED, before), Run(ADDED, after)) if run.text)
    found = []
    for same, low, high, start, end in _stretches(old, new):
        if same:
            found.append(Run(SAME, "".join(old[low:high])))
        else:
            found += [Run(REMOVED, "".join(old[low:high])), Run(ADDED, "".join(new[start:end]))]
    return tuple(run for run in found if run.text)


def _stretches(old: list[str], new: list[str]) -> list[list]:
    """Stretches of both texts, the same or not. A word or two that stayed by chance between two
    changes goes with them: a sentence that was written anew reads as one change, not as ten.
    """
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found: list[list] = []
    codes = matcher.get_opcodes()
    for place, (tag, low, high, start, end) in enumerate(codes):
        between = 0 < place < len(codes) - 1
        same = tag == "equal" and not (between and _are_few(old[low:high]))
        if found and not same and not found[-1][0]:
            found[-1][2], found[-1][4] = high, end
        else:
            found.append([same, low, high, start, end])
    return found


def _are_few(tokens: list[str]) -> bool:
    return sum(token[0].isalnum() for token in tokens) < FEW
