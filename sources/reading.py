"""A captured text as a page: divided into regions, passages marked, the unseen made visible.

The text is hostile until shown otherwise: it is escaped whole, and the only mark-up that `shown`
adds is its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core.cutting import first_word, last_word
from sources.models import Passage, Region, Snapshot

CONTEXT = 240
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
SHORT = {
    "\xa0": "NBSP",
    "\xad": "SHY",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u202f": "NNBSP",
    "\u2060": "WJ",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\ufeff": "BOM",
}


def shown(text: str) -> SafeString:
    """A text as HTML: escaped, and each character that is not seen by itself as a mark.

    Of unseen characters only spaces stay in the page, so that copied words stay apart; a control
    character that stayed could turn the page around.
    """
    return mark_safe(UNSEEN.sub(_mark, escape(text)))


def _mark(unseen: re.Match) -> str:
    character = unseen.group()
    code = f"U+{ord(character):04X}"
    name = f"{unicodedata.name(character, 'control character').lower()} ({code})"
    return format_html(
        '<span class="unseen" role="img" aria-label="{}" title="{}" data-mark="{}">{}</span>',
        name,
        name,
        SHORT.get(character, code),
        " " if unicodedata.category(character) == "Zs" else "",
    )


@dataclass(frozen=True)
class Run:
    """A stretch of text as HTML, and the passages that mark all of it."""

    start: int
    shown: SafeString
    passages: list[Passage]

    @property
    def parts(self) -> str:
        return " ".join(sorted({passage.part for passage in self.passages}))


@dataclass(frozen=True)
class Block:
    """A region, or what stands between two of them."""

    region: Region | None
    start: int
    end: int
    runs: list[Run]
    passages: list[Passage]


def blocks(snapshot: Snapshot, passages: Iterable[Passage] = ()) -> list[Block]:
    """The whole text in order; white space between regions is left out, other text is not."""
    passages, found, place = sorted(passages, key=lambda p: (p.start, p.end)), [], 0
    for region in snapshot.regions.all():
        found.append(_block(snapshot.text, None, place, region.start, passages))
        found.append(_block(snapshot.text, region, region.start, region.end, passages))
        place = region.end
    found.append(_block(snapshot.text, None, place, len(snapshot.text), passages))
    return [block for block in found if block is not None]


def _block(text, region, start, end, passages) -> Block | None:
    if region is None and not text[start:end].strip():
        return None
    inside = [p for p in passages if p.start < end and start < p.end]
    cuts = {start, end, *(p.start for p in inside), *(p.end for p in inside)}
    places = sorted(cut for cut in cuts if start <= cut <= end)
    runs = [
        Run(one, shown(text[one:other]), [p for p in inside if p.start <= one and other <= p.end])
        for one, other in zip(places, places[1:], strict=False)
    ]
    beginning_here = [p for p in inside if start <= p.start]
    return Block(region, start, end, runs, beginning_here)


@dataclass(frozen=True)
class Context:
    """Words where they stand, with what stands either side of them."""

    start: int
    end: int
    before: SafeString
    exact: SafeString
    after: SafeString
    region: Region | None = None

    @property
    def value(self) -> str:
        """How a form names this place."""
        return f"{self.start}-{self.end}"

    @property
    def counts_for_nothing(self) -> bool:
        return self.region is not None and self.region.kind not in Region.PUBLISHERS_TEXT


def in_context(snapshot: Snapshot, start: int, end: int) -> Context:
    """The words at a place with up to 240 characters either side, in whole words."""
    text = snapshot.text
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if start > CONTEXT:
        before = "…" + before[first_word(before) :]
    if end + CONTEXT < len(text):
        after = after[: last_word(after)] + "…"
    return Context(
        start,
        end,
        shown(before),
        shown(text[start:end]),
        shown(after),
        next((r for r in snapshot.regions.all() if r.holds(start, end)), None),
    )
