"""Passages as a reader sees them: exact words marked in their context, neighbours in one run.

Passages of one snapshot whose contexts meet are shown as one stretch of text, so that nothing is
read twice. Places are those in the full text; nothing is shown that the edition does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from core.cutting import first_word, last_word
from record.schema import Passage

STRENGTH = {"words": 3, "report": 2, "cue": 1}


@dataclass
class Run:
    """One unbroken stretch of a text; `passages` lie in it."""

    snapshot: str
    start: int
    text: str
    length: int
    passages: list[Passage] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def more_before(self) -> bool:
        return self.start > 0

    @property
    def more_after(self) -> bool:
        return self.end < self.length

    def extend(self, start: int, text: str) -> None:
        self.text += text[max(self.end - start, 0) :]

    def parts(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(part, [(kind of edit, text)]): the run cut where marks begin and end."""
        low, high = self._whole_words()
        cuts = {low, high}
        for start, end, _ in (*self._spans(), *self._edits()):
            cuts |= {start, end}
        parts: list[tuple[str, list[tuple[str, str]]]] = []
        places = sorted(cut for cut in cuts if low <= cut <= high)
        for start, end in zip(places, places[1:], strict=False):
            part = max(self._at(start, self._spans()), key=_strength, default="")
            edit = next(iter(self._at(start, self._edits())), "")
            if not parts or parts[-1][0] != part:
                parts.append((part, []))
            parts[-1][1].append((edit, self.text[start:end]))
        return parts

    def _spans(self) -> list[tuple[int, int, str]]:
        return [
            (p.original_start - self.start, p.original_end - self.start, p.part)
            for p in self.passages
        ]

    def _edits(self) -> list[tuple[int, int, str]]:
        return [
            (offset + edit.start, offset + edit.end, edit.kind)
            for p in self.passages
            for offset in [p.original_start - self.start]
            for edit in p.edits
        ]

    @staticmethod
    def _at(place: int, spans: Iterable[tuple[int, int, str]]) -> list[str]:
        return [name for start, end, name in spans if start <= place < end]

    def _whole_words(self) -> tuple[int, int]:
        """Where the shown text begins and ends: no half words, and never inside a passage."""
        first = min(start for start, _, _ in self._spans())
        last = max(end for _, end, _ in self._spans())
        low, high = 0, len(self.text)
        if self.more_before:
            low = first_word(self.text[:first])
        if self.more_after:
            high = last + last_word(self.text[last:])
        return low, high


def runs(passages: Iterable[Passage]) -> list[Run]:
    """The passages in the order of the text, those that meet in one run."""
    found: list[Run] = []
    for passage in sorted(passages, key=lambda p: (p.snapshot.text_sha256, p.original_start)):
        start = passage.original_start - len(passage.before)
        text = passage.before + passage.exact + passage.after
        snapshot = passage.snapshot
        last = found[-1] if found else None
        if last and last.snapshot == snapshot.text_sha256 and last.start <= start <= last.end:
            last.extend(start, text)
        else:
            length = snapshot.full_characters or snapshot.characters
            found.append(Run(snapshot.text_sha256, start, text, length))
        found[-1].passages.append(passage)
    return found


def edits_in(passages: Iterable[Passage]) -> Iterator[tuple[str, str]]:
    """(kind, text) of each mark of the source's own editing inside the words, once each."""
    seen = {}
    for passage in passages:
        for edit in passage.edits:
            seen[passage.exact[edit.start : edit.end]] = edit.kind
    return ((kind, text) for text, kind in seen.items())


def _strength(part: str) -> int:
    return STRENGTH[part]
