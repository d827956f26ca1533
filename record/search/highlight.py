"""Where the words that were looked for stand in a text, for a reader to see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from record.folding import folded
from record.search import Asked
from record.search.language import COMPOSED, SIGNS, WORD, stem

# As it stands in a text: a word may hold soft hyphens and accents of its own.
RAW = re.compile(rf"[^\W_](?:[^\W_]|[{SIGNS}\u00ad\u0300-\u036f])*")
LENGTH = 200
# Of a pasted text, words far commoner than its rarest are not worth a mark; of a sentence, those
# that are as short as "the" and "its" in scripts that write all sounds.
WORTH = 0.4
SENTENCE = 4
SHORT = 3


@dataclass(frozen=True)
class Hit:
    start: int
    end: int
    name: str


class Marker:
    """Marks in a text the words that a search looked for."""

    def __init__(self, asked: Asked):
        rarity = asked.ranking.rarity
        least = WORTH * max(rarity.values(), default=0) if len(asked.terms) > COMPOSED else 0
        short = SHORT if len(asked.terms) >= SENTENCE else 0
        self.rarity = {
            name: rare
            for name, rare in rarity.items()
            if rare >= least and not (len(name) <= short and name.isascii() and name.isalpha())
        }
        self.beginnings = [name[:-1] for name in self.rarity if name.endswith("*")]

    def excerpt(self, texts: Iterable[str]) -> SafeString | None:
        """The stretch of that text which holds most of the rare words; the first of equals."""
        best, chosen = 0.0, None
        for text in texts:
            hits = list(self.hits(text))
            start, worth = self._best_stretch(hits)
            if worth > best:
                best, chosen = worth, (text, hits, start)
        return self._cut_out(*chosen) if chosen else None

    def marked(self, text: str) -> SafeString:
        """The whole text with its hits."""
        return _between(text, list(self.hits(text)), 0, len(text))

    def hits(self, text: str) -> Iterator[Hit]:
        for found in RAW.finditer(text):
            for word in WORD.findall(folded(found[0])):
                if name := self._name_of(word):
                    yield Hit(*found.span(), name)
                    break

    def _name_of(self, word: str) -> str | None:
        if (name := stem(word)) in self.rarity:
            return name
        begun = (begin for begin in self.beginnings if word.startswith(begin))
        return next((f"{begin}*" for begin in begun), None)

    def _best_stretch(self, hits: list[Hit]) -> tuple[int, float]:
        best = (0, 0.0)
        for place, first in enumerate(hits):
            within = {hit.name for hit in hits[place:] if hit.end - first.start <= LENGTH}
            worth = sum(self.rarity[name] + 0.01 for name in within)
            best = max(best, (first.start, worth), key=lambda found: found[1])
        return best

    def _cut_out(self, text: str, hits: list[Hit], start: int) -> SafeString:
        start = 0 if start <= 60 or len(text) <= LENGTH + 60 else text.rfind(" ", 0, start - 40) + 1
        end = len(text)
        if end - start > LENGTH + 60:
            end = max(text.rfind(" ", start, start + LENGTH + 40), start + LENGTH)
        told = _between(text, hits, start, end)
        return format_html("{}{}{}", "… " if start else "", told, " …" if end < len(text) else "")


def _between(text: str, hits: list[Hit], start: int, end: int) -> SafeString:
    pieces, at = [], start
    for hit in hits:
        if hit.start >= at and hit.end <= end:
            pieces.append((text[at : hit.start], text[hit.start : hit.end]))
            at = hit.end
    marked = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", marked, text[at:end])
