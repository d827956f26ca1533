"""Fold typography so that retyped words can be found, search, and lead back to what is stored.

Folding serves finding only. What is stored, shown and hashed is always the text as it was captured.
All offsets are Unicode code points, half-open [start, end), as in the W3C Web Annotation
TextPositionSelector (https://www.w3.org/TR/annotation-model/#text-position-selector).

A long text is folded in pieces, cut where no fold can reach across, with string operations only.
The map back is sparse: one pair of offsets per piece, and a trace of each character only for the
pieces that a range touches.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

SPACES = "".join(c for c in map(chr, range(0x3001)) if c.isspace())
DOUBLE_MARKS = "“”„‟«»″‶〝〞〟❝❞❠⹂״"
# With the characters that are canonically the same as one of them.
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

# Letters of scripts that do not set words apart.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_TOKEN = re.compile(
    rf"{UNSPACED.pattern}"
    r"|(?:[^\W_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff]|(?<=\w)['-](?=\w))+"
    r"|\S"
)

_NOTABLE = re.compile(f"[{re.escape(''.join(SAME_LENGTH.keys() - {' '}))}{SOFT}{SELECTORS}]")
_SOFT = re.compile(f"[{SOFT}{SELECTORS}]+")
_SELECTED = re.compile(f"[^{SELECTORS}][{SELECTORS}]+")
_DOTS = r"(?:\.\.\.|[.…])"
_SPACED_DOTS = re.compile(f"{_DOTS}(?: {_DOTS}){{2,}}")
# No fold reaches back across the beginning of a letter, a figure, a sign or a pictograph.
_CUT = re.compile(
    r"[^\W\u1160-\u11ff\ud7b0-\ud7fb]|[\x00-\x08!-,/:-@\[-`{-~]|(?<=…)…"
    r"|[\U0001f300-\U0001f3fa\U0001f400-\U0001faff]"
)
# The reporter's words between two parts of a quote.
LONGEST_INTERRUPTION = 240
NEWLINE = re.compile("[\n\v\f\r\x85\u2028\u2029]")
_SENTENCE_END = re.compile(rf"(?:{NEWLINE.pattern}|[.?!…])\s*$")
_LEVEL = str.maketrans({mark: SAME_LENGTH[mark] for mark in DOUBLE_MARKS + SINGLE_MARKS})
_PASTED_MARKS = {
    '"': re.compile(r'(?P<opening>(?:^|(?<=[\s(\[-]))"(?=\S))|(?<=\S)"(?=$|[\s,.;:)\]-])'),
    "'": re.compile(r"(?P<opening>(?:^|(?<=[\s(\[-]))'(?=\S))|(?<=[,.?!])'(?=\s)|(?<=\S)'(?=$|,)"),
}


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
            start, end = [*self._stored_at[piece : piece + 2], None][:2]
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


def places(words: str, needle: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Yield the offsets of a string in a folded text, overlapping ones too."""
    at = words.find(needle, start, end)
    while at >= 0:
        yield at
        at = words.find(needle, at + 1, end)


def places_before(words: str, needle: str, end: int, start: int = 0) -> Iterator[int]:
    """Yield backwards the offsets of a string that ends at or before an offset."""
    at = words.rfind(needle, start, end)
    while at >= 0:
        yield at
        at = words.rfind(needle, start, at + len(needle) - 1)


def tokens(words: str, start: int = 0, end: int | None = None) -> list[re.Match]:
    """Split a folded text into words and single signs; scripts without spaces into characters."""
    return list(_TOKEN.finditer(words, start, len(words) if end is None else end))


def in_word(words: str, at: int) -> bool:
    """Tell whether an offset is inside a word, in a script that sets words apart."""
    around = words[max(at - 1, 0) : at + 1]
    return len(around) == 2 and around.isalnum() and not UNSPACED.search(around)


def spoken(pasted: str) -> list[str]:
    """Return what stands between the marks of a pasted quote; all of it where they are unclear.

    A comma before a closing mark is left out: it belongs to the reporter's sentence.
    """
    text = pasted.strip().translate(_LEVEL)
    mark = "'" if text.startswith("'") else '"'
    marks = list(_PASTED_MARKS[mark].finditer(text))
    if not marks:
        return [text.strip(mark) if text.startswith(mark) else text]
    parts, start, inside = [], 0, marks[0].start() == 0 or not marks[0]["opening"]
    for found in marks:
        at, opening = found.start(), bool(found["opening"])
        if not _continues(text, start, at, inside, opening):
            return [text]
        if inside:
            parts.append(text[start:at] if opening else text[start:at].rstrip().removesuffix(","))
        start, inside = at + 1, opening
    after = text[start:]
    return [*parts, after] if inside else [text] if after.strip(" ,.;:") else parts


def _continues(text: str, start: int, at: int, inside: bool, opening: bool) -> bool:
    """Tell whether a mark is where a quote would have it: broken, closed or at a new paragraph."""
    if not opening:
        return inside
    if inside:
        return at == 0 or bool(_SENTENCE_END.search(text, max(at - 40, start), at))
    return bool(start) and at - start <= LONGEST_INTERRUPTION


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
    """Fold a piece like `_fold_piece`, step by step, with where each character comes from."""
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
    twins = "".join(c for c in present if unicodedata.normalize("NFC", c) != c)
    patterns = [f"[^{marks}]?[{marks}]+"] * bool(marks) + [f"[{twins}]"] * bool(twins)
    for cluster in re.finditer("|".join(patterns), words) if patterns else ():
        yield *cluster.span(), unicodedata.normalize("NFC", cluster[0])


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or bool(_JOINED.match(character))
