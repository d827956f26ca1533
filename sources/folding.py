"""Fold typography so that retyped words can be found, and lead back to the stored characters.

Folding serves finding only. What is stored, shown and hashed is always the text as it was captured.
All offsets are Unicode code points, half-open [start, end), as in the W3C Web Annotation
TextPositionSelector (https://www.w3.org/TR/annotation-model/#text-position-selector).

A long text is folded in pieces of a few thousand characters, cut where no fold can reach across,
with string operations only. The map back is therefore sparse: one pair of offsets per piece, and a
character-by-character trace only of the pieces that a range touches.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

SPACES = "".join(c for c in map(chr, range(0x3001)) if c.isspace())
# Each with the characters that are canonically the same as one of them.
DOUBLE_MARKS = "“”„‟«»″‶〝〞〟❝❞❠⹂״"
SINGLE_MARKS = "‘’‚‛‹›′‵ʼʹʻ❛❜❟`´׳\u0374\u1fef\u1ffd"
# Every dash but the full-width one: full-width forms stay different.
DASHES = "‐‑‒–—―−⁃˗֊־᐀᠆⸗⸚⸺⸻⹀⹝〜〰゠︱︲﹘﹣"
SOFT = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
SELECTORS = "\u180b-\u180d\ufe00-\ufe0f"
# What clings to the character before it without being a mark: Hangul vowels, skin tones.
_JOINED = re.compile("[\u1160-\u11ff\ud7b0-\ud7fb\U0001f3fb-\U0001f3ff]")

SAME_LENGTH = {
    **dict.fromkeys(SPACES, " "),
    **dict.fromkeys(DOUBLE_MARKS, '"'),
    **dict.fromkeys(SINGLE_MARKS, "'"),
    **dict.fromkeys(DASHES, "-"),
}
_ASCII = str.maketrans({c: plain for c, plain in SAME_LENGTH.items() if c.isascii()})
PIECE = 4096

_VISIBLE = re.escape("".join(c for c in SAME_LENGTH if c != " "))
_NOTABLE = re.compile(f"[{_VISIBLE}{SOFT}{SELECTORS}]")
_SOFT = re.compile(f"[{SOFT}{SELECTORS}]+")
_SELECTED = re.compile(f"[^{SELECTORS}][{SELECTORS}]+")
_DOTS = r"(?:\.\.\.|[.…])"
_SPACED_DOTS = re.compile(f"{_DOTS}(?: {_DOTS}){{2,}}")
# No fold reaches back across the beginning of a letter, a figure or a pictograph.
_CUT = re.compile(r"[^\W\u1160-\u11ff\ud7b0-\ud7fb]|[\U0001f300-\U0001f3fa\U0001f400-\U0001faff]")


def fold(text: str) -> str:
    """Return the text with its typography levelled; folding twice changes nothing more.

    Two texts are the same *up to typography* when this gives the same string for both.
    """
    return "".join(_fold_piece(text[start:end]) for start, end in _pieces(text))


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made ready to be searched more than once; make one with `prepare`."""

    text: str
    words: str
    _stored_at: list[int] = field(repr=False, compare=False)
    _folded_at: list[int] = field(repr=False, compare=False)
    _traces: dict = field(default_factory=dict, repr=False, compare=False)

    def stored(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the stored range of the folded range; None where it cuts a character in two."""
        (first, head), (last, tail) = self._find(start), self._find(end - 1)
        if first.cuts(head) or last.cuts(tail + 1):
            return None
        stored = first.starts[head], last.ends[tail]
        # Part of a spaced ellipsis is not the dots alone.
        if "." in (self.words[start], self.words[end - 1]):
            return stored if fold(self.text[slice(*stored)]) == self.words[start:end] else None
        return stored

    def covering(self, start: int, end: int) -> tuple[int, int]:
        """Return the smallest stored range of whole characters around the folded range."""
        (first, head), (last, tail) = self._find(start), self._find(end - 1)
        return first.starts[head], last.ends[tail]

    def folded(self, offset: int) -> int:
        """Return the folded offset of the first character at or after the stored offset."""
        piece = max(bisect_right(self._stored_at, offset) - 1, 0)
        return self._folded_at[piece] + bisect_left(self._trace(piece).starts, offset)

    def _find(self, at: int) -> tuple["_Trace", int]:
        piece = bisect_right(self._folded_at, at) - 1
        return self._trace(piece), at - self._folded_at[piece]

    def _trace(self, piece: int) -> "_Trace":
        if piece not in self._traces:
            start, end = self._stored_at[piece], None
            if piece + 1 < len(self._stored_at):
                end = self._stored_at[piece + 1]
            self._traces[piece] = _trace(self.text[start:end], start)
        return self._traces[piece]


def prepare(text: "str | Folded") -> Folded:
    """Fold a text once for many searches; a text already prepared is returned as it is."""
    if isinstance(text, Folded):
        return text
    stored, folded, words, length = [], [], [], 0
    for start, end in _pieces(text):
        words.append(_fold_piece(text[start:end]))
        # A piece of nothing but invisible characters holds no folded offset.
        if words[-1] or not stored:
            stored.append(start)
            folded.append(length)
        length += len(words[-1])
    return Folded(text, "".join(words), stored or [0], folded or [0])


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        cut = _CUT.search(text, start + PIECE)
        end = cut.start() if cut else len(text)
        yield start, end
        start = end


def _fold_piece(piece: str) -> str:
    piece = piece.translate(_ASCII) if piece.isascii() else _fold_characters(piece)
    piece = _squeeze(_squeeze(piece, " "), "-")
    if any(pair in piece for pair in (". .", "… …", ". …", "… .")):
        piece = _SPACED_DOTS.sub(lambda dots: dots[0].replace(" ", ""), piece)
    return piece.replace("…", "...")


def _fold_characters(piece: str) -> str:
    for character in set(_NOTABLE.findall(piece)):
        piece = piece.replace(character, SAME_LENGTH.get(character, ""))
    return unicodedata.normalize("NFC", piece)


def _squeeze(piece: str, character: str) -> str:
    while character * 2 in piece:
        piece = piece.replace(character * 2, character)
    return piece


@dataclass(frozen=True, slots=True)
class _Trace:
    """A folded piece, and for each of its characters the stored range it comes from."""

    words: str
    starts: list[int]
    ends: list[int]

    def cuts(self, at: int) -> bool:
        """Tell whether the characters on both sides share a stored character."""
        return 0 < at < len(self.starts) and self.starts[at] < self.ends[at - 1]

    def edited(self, edits: Iterable[tuple[int, int, str]]) -> "_Trace":
        words, starts, ends, at = [], [], [], 0
        for start, end, new in edits:
            words += (self.words[at:start], new)
            starts += self.starts[at:start] + [self.starts[start]] * len(new)
            ends += self.ends[at:start] + [self.ends[end - 1]] * len(new)
            at = end
        return _Trace(
            "".join(words) + self.words[at:], starts + self.starts[at:], ends + self.ends[at:]
        )


def _trace(piece: str, offset: int) -> _Trace:
    """Fold a piece like `_fold_piece`, remembering where each character comes from."""
    starts = list(range(offset, offset + len(piece)))
    trace = _Trace(piece, starts, [start + 1 for start in starts])
    if not piece.isascii():
        trace = trace.edited((*m.span(), m[0][0]) for m in _SELECTED.finditer(trace.words))
        trace = trace.edited((*m.span(), "") for m in _SOFT.finditer(trace.words))
        trace = trace.edited(_compositions(trace.words))
    trace = _Trace(_level(trace.words), trace.starts, trace.ends)
    trace = trace.edited((*m.span(), m[0][0]) for m in re.finditer("  +|--+", trace.words))
    trace = trace.edited((at, at + 1, "") for at in _spaces_between_dots(trace.words))
    return trace.edited((*m.span(), "...") for m in re.finditer("…", trace.words))


def _level(words: str) -> str:
    for character in SAME_LENGTH.keys() & set(_NOTABLE.findall(words)):
        words = words.replace(character, SAME_LENGTH[character])
    return words


def _spaces_between_dots(words: str) -> Iterator[int]:
    for dots in _SPACED_DOTS.finditer(words):
        yield from (at for at in range(*dots.span()) if words[at] == " ")


def _compositions(words: str) -> Iterator[tuple[int, int, str]]:
    present = sorted(character for character in set(words) if character > "\x7f")
    marks = "".join(filter(_is_mark, present))
    twins = "".join(filter(_has_twin, present))
    patterns = [f"[^{marks}]?[{marks}]+"] * bool(marks) + [f"[{twins}]"] * bool(twins)
    for cluster in re.finditer("|".join(patterns), words) if patterns else ():
        yield *cluster.span(), unicodedata.normalize("NFC", cluster[0])


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or bool(_JOINED.match(character))


def _has_twin(character: str) -> bool:
    return unicodedata.normalize("NFC", character) != character
