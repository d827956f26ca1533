"""Bytes to text, and a first division of the text into regions. Plain text only, so far.

The text is stored as it stands: line ends become LF and a NUL, which no database keeps, becomes
U+FFFD with a remark. Nothing else is changed. The regions are proposed by rules and always a
person's to correct.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sources.models import Region

EXTRACTOR = "plain text 1"
KIND = Region.Kind
MARKUP = re.compile(r"\ufeff?\s*(<!doctype html|<html|<head|<body)\b", re.IGNORECASE)


class NotText(ValueError):
    """The bytes are no text that can be captured; says where and what to do."""


@dataclass(frozen=True)
class Extraction:
    """The text taken from captured bytes, and what was met on the way."""

    text: str
    remarks: list[str] = field(default_factory=list)


def extract(data: bytes) -> Extraction:
    """The text of a UTF-8 file; raises NotText, naming the byte and line, for anything else."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotText(_where(data, error.start)) from None
    remarks = []
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        remarks.append("Line ends were made LF.")
    if nuls := text.count("\0"):
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
        remarks.append(f"{nuls} NUL characters were replaced by U+FFFD.")
    if looks_like_markup(text):
        remarks.append(
            "This looks like HTML, and its markup was kept as text. Capture the text of the page "
            "instead, unless the markup is what matters."
        )
    if not text.strip():
        raise NotText("There is no text in this file: it is empty, or only white space.")
    return Extraction(text, remarks)


def looks_like_markup(text: str) -> bool:
    """Whether a text begins as a page of HTML does."""
    return bool(MARKUP.match(text))


def _where(data: bytes, at: int) -> str:
    line = data.count(b"\n", 0, at) + 1
    return (
        f"This file is not UTF-8 text: line {line} has a byte that is not (0x{data[at]:02x}, "
        f"byte {at + 1} of the file). Open it with the encoding that it has, save it as UTF-8, and "
        "give that file."
    )


@dataclass(frozen=True)
class Stretch:
    """A stretch of text and what it is proposed to be."""

    kind: str
    start: int
    end: int


# Latin, Greek and Cyrillic; Arabic and Urdu; Devanagari; Chinese and Japanese; Ethiopic.
SENTENCE_END = re.compile(r"[.!?…:;؟۔؛।॥。！？：；።][”’»›\"')\]」』]*\s*$")
CREDIT = re.compile(r"^\(?(image|photo|picture)s? (credit|by)\b|^(©|photo:|image:)", re.I)
BYLINE = re.compile(r"^by\s+\S+(\s+\S+){0,6}$", re.I)
RELATED = re.compile(r"^(read more|related|more from|latest in|you may also like|see also)\b", re.I)
COMMENTS = re.compile(
    r"^\d+ (repl(y|ies)|comments?|responses?|thoughts?) (on|to)\b|^comments?$", re.I
)
COMMENTS_END = re.compile(r"^(comments are closed|leave a (reply|comment))", re.I)
NUMBERED = re.compile(r"^\s*\d+\.\s")
BIO = re.compile(
    r"\b(is|was) .{0,80}\b(reporter|editor|journalist|writer|correspondent|expert|contributor)\b"
)
BOILERPLATE = re.compile(
    r"^(support|subscribe|sign up|join [\d,]+|enter your e-?mail|contribute |donate|advertis|"
    r"follow us|share this|all rights reserved|copyright|©)|ad blocker|affiliate link",
    re.I,
)


def propose_regions(text: str, title: str = "") -> list[Stretch]:
    """What the blocks of a plain text probably are, in order and without overlap; where the title
    of the source stands in it as a line, that is the headline.
    """
    return _Reading(text, title).regions()


def _plain(line: str) -> str:
    return " ".join(line.split()).casefold()


class _Reading:
    """One pass over the blocks; what came before decides what a block can be."""

    def __init__(self, text: str, title: str = ""):
        self.text = text
        wanted = _plain(title)
        named = wanted and any(_plain(line) == wanted for line in text.split("\n"))
        self.title = wanted if named else ""
        self.found: list[Stretch] = []
        self.inside: str | None = None
        self.body_seen = False

    def regions(self) -> list[Stretch]:
        for start, end in self._blocks():
            self._block(start, end)
        return self.found

    def _blocks(self):
        """Runs of lines between blank lines, with their leading white space, without line ends."""
        start, last, place = None, 0, 0
        for line in self.text.split("\n"):
            end = place + len(line)
            if line.strip():
                start = place if start is None else start
                last = end
            elif start is not None:
                yield start, last
                start = None
            place = end + 1
        if start is not None:
            yield start, last

    def _block(self, start: int, end: int) -> None:
        block = self.text[start:end]
        kind = self._kind(block.strip())
        if kind is None:
            self._lines(start, block)
        elif self._goes_on(kind, block):
            last = self.found[-1]
            self.found[-1] = Stretch(last.kind, last.start, end)
        else:
            self.found.append(Stretch(kind, start, end))

    def _goes_on(self, kind: str, block: str) -> bool:
        """Whether this block is part of the region before it."""
        if not self.found or self.found[-1].kind != kind:
            return False
        if kind == KIND.COMMENT:
            return not NUMBERED.match(block)
        return kind in (KIND.RELATED, KIND.BOILERPLATE)

    def _kind(self, block: str) -> str | None:
        """What the block is; None where its lines have to be told apart."""
        if COMMENTS_END.search(block):
            self.inside = KIND.BOILERPLATE
        elif COMMENTS.search(block):
            self.inside = KIND.COMMENT
            return KIND.COMMENTS_HEADER
        elif RELATED.search(block):
            self.inside = KIND.RELATED
        elif self.inside is None and self.body_seen and BOILERPLATE.search(block):
            self.inside = KIND.BOILERPLATE
        if self.inside:
            return self.inside
        return self._in_the_article(block)

    def _in_the_article(self, block: str) -> str | None:
        if "\n" in block and self._falls_apart(block.split("\n")):
            return None
        if self.title and _plain(block) == self.title:
            self.title = ""  # what follows stands below its headline
            return KIND.HEADLINE
        if BYLINE.search(block):
            return KIND.BYLINE
        if CREDIT.search(block):
            return KIND.CREDIT
        if not SENTENCE_END.search(block) and len(block) <= 120:
            if self.title:
                return KIND.BOILERPLATE
            return KIND.CAPTION if self.found else KIND.HEADLINE
        if self.body_seen and BIO.search(block[:200]):
            return KIND.AUTHOR_BIO
        self.body_seen = True
        return KIND.BODY

    def _falls_apart(self, lines: list[str]) -> bool:
        """Whether lines stand for themselves, as a caption above a credit, and are no paragraph."""
        plain = [line.strip() for line in lines]
        marked = any(each.search(line) for each in (CREDIT, BYLINE, COMMENTS) for line in plain)
        titled = self.title and self.title in map(_plain, plain)
        return bool(marked or titled or not SENTENCE_END.search(lines[-1]))

    def _lines(self, start: int, block: str) -> None:
        for line in block.split("\n"):
            if line.strip():
                self._block(start, start + len(line))
            start += len(line) + 1
