"""Find the reviews in a file: a page, JSON in the forms that are met, or JSON a line.

JSON a line is read line by line, however long the file is, and so is what of a list with an item a
line is longer than may be read whole; all else is read whole, up to a size.
"""

from __future__ import annotations

import codecs
import html
import io
import itertools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, BinaryIO

from claims.importing.reviews.remarks import Remark

MOST_MB, LONGEST_LINE_MB = 64, 8
OPEN = (b"[", b"{", b",", b":")
MOST_BYTES, LONGEST_LINE = MOST_MB * 2**20, LONGEST_LINE_MB * 2**20
WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,40})", re.I)
SCRIPT = re.compile(r"^\s*(?:<!--|<!\[CDATA\[|/\*.{0,40}?\*/|//[^\n]{0,40}\n)+|(?:-->|\]\]>|;)\s*$")
LISTS = ("dataFeedElement", "claims", "itemListElement")
REFERRING = ("itemReviewed", "author", "publisher", "reviewRating", "appearance", "firstAppearance")
# In a broken document so many beginnings of objects are tried.
MOST_TRIES = 20_000
TOO_LONG = (
    f"This is one document of more than {MOST_MB} MB. Give it as JSON a line (NDJSON), one "
    "review on each: that is read line by line, however long it is."
)
WINDOWS = Remark("", "is not UTF-8; read as Windows-1252")


class CannotRead(Exception):
    """The file holds nothing that could be read; says why and what to do."""


@dataclass(frozen=True)
class Found:
    """A review as it came, with its place in the file; or what stands there instead."""

    place: str
    review: dict | None = None
    remark: Remark | None = None


def read(stream: BinaryIO) -> Iterator[Found]:
    """Every review in a stream of bytes; raises CannotRead where there is no sense in it."""
    lines = _beginning(stream)
    filled = [line for line in lines if line.strip()]
    if not filled:
        raise CannotRead("The file is empty.")
    is_page = filled[0].lstrip().startswith(b"<")
    if not is_page and _is_by_line(filled):
        return _of_lines(itertools.chain(lines, _lines(stream, lines[-1])))
    data = b"".join(lines) + stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES and _is_list_by_line(filled):
        return _of_list(_lines_of_both(data + stream.readline(LONGEST_LINE + 1), stream))
    if len(data) > MOST_BYTES:
        raise CannotRead(TOO_LONG)
    return _of_page(data) if is_page else _of_document(data)


def _beginning(stream: BinaryIO) -> list[bytes]:
    """The lines up to the second that holds anything, without a mark of their order."""
    lines: list[bytes] = []
    filled = 0
    while filled < 2 and (line := stream.readline(LONGEST_LINE + 1)):
        lines.append(line if lines else line.removeprefix(codecs.BOM_UTF8))
        filled += bool(lines[-1].strip())
        if len(line) > LONGEST_LINE or line.startswith(WIDE):
            break
    return lines


def _is_by_line(filled: list[bytes]) -> bool:
    """Whether one of the first lines is JSON by itself, or each begins like it; not where the first
    leaves a list or an object open, as the first of a document does.
    """
    if len(filled[0]) > LONGEST_LINE or filled[0].startswith(WIDE):
        return False
    if filled[0].rstrip().endswith(OPEN):
        return False
    is_object = [line.startswith(b"{") for line in filled]
    return any(map(_is_json, filled)) or (len(filled) > 1 and all(is_object))


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(_loads(_decoded(line)[0]), dict | list)
    except (ValueError, RecursionError):
        return False


def _is_list_by_line(filled: list[bytes]) -> bool:
    """Whether the first line opens a list, or the list of a feed, and the next one is an item."""
    opened, item = filled[0].rstrip(), filled[-1].strip().removesuffix(b",")
    closed = (opened + end for end in (b"]", b"]}"))
    return opened.endswith(b"[") and _is_json(item) and any(map(_is_json, closed))


def _decoded(data: bytes) -> tuple[str, Remark | None]:
    """The text, and a remark where its encoding was guessed."""
    if data.startswith(WIDE):
        wide = "utf-32" if data.startswith(WIDE[:2]) else "utf-16"
        return data.decode(wide, "replace"), None
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), WINDOWS


def _loads(text: str) -> Any:
    """JSON with bare line ends in its texts too; raises ValueError or RecursionError."""
    return json.loads(text, strict=False)


def _broken(error: Exception, reason: str = "is not JSON; left out") -> Remark:
    if isinstance(error, json.JSONDecodeError):
        return Remark("", reason, detail=f"{error.msg}, character {error.colno}")
    return Remark("", reason, detail="a number too long, or nested too deep")


# JSON a line


def _lines(stream: BinaryIO, line: bytes) -> Iterator[bytes]:
    """Each line after this one; of one that is too long only the beginning, too long as well."""
    while line:
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE + 1)
        if line := stream.readline(LONGEST_LINE + 1):
            yield line


def _lines_of_both(data: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """Each line of what was read already, up to the end of one, and each that follows."""
    yield from io.BytesIO(data)
    yield from _lines(stream, data[data.rfind(b"\n", 0, -1) + 1 :])


def _of_lines(lines: Iterable[bytes]) -> Iterator[Found]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield from _of_line(line, f"line {number}")


def _of_list(lines: Iterable[bytes]) -> Iterator[Found]:
    """The items of a list that stand on a line each, up to the line that closes it."""
    place, opened = "", False
    for number, line in enumerate(map(bytes.strip, lines), start=1):
        place = f"line {number}"
        if opened and line.startswith(b"]"):
            return
        if opened and line:
            yield from _of_line(line.removesuffix(b","), place)
        opened = opened or bool(line)
    yield Found(place, remark=Remark("", "is the last, and closes no list: the file was cut"))


def _of_line(line: bytes, place: str) -> Iterator[Found]:
    if len(line) > LONGEST_LINE:
        told = f"is longer than {LONGEST_LINE_MB} MB; left out"
        yield Found(place, remark=Remark("", told))
        return
    text, remark = _decoded(line.rstrip())
    try:
        value = _loads(text)
    except (ValueError, RecursionError) as error:
        yield Found(place, remark=_broken(error))
    else:
        yield from _in_value(value, place, remark)


# One document


def _of_document(data: bytes) -> Iterator[Found]:
    text, remark = _decoded(data)
    try:
        value = _loads(text)
    except (ValueError, RecursionError) as error:
        return _saved(text, error)
    return _in_value(value, "", remark)


def _saved(text: str, error: Exception) -> Iterator[Found]:
    """What can be read of a broken document: the reviews that stand whole in it."""
    where = getattr(error, "lineno", 1)
    found = list(_whole_reviews(text))
    if not found:
        told = f"{error.msg} at line {where}" if hasattr(error, "msg") else "it is nested too deep"
        raise CannotRead(f"This is neither a page nor JSON: {told}.")
    broken = _broken(error, "is not JSON; only what stands whole around it is read")
    return itertools.chain([Found(f"line {where}", remark=broken)], found)


def _whole_reviews(text: str) -> Iterator[Found]:
    decoder = json.JSONDecoder(strict=False)
    at, line, counted, tries = text.find("{"), 1, 0, 0
    while at >= 0 and tries < MOST_TRIES:
        line, counted = line + text.count("\n", counted, at), at
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            tries, end = tries + 1, at + 1
        else:
            place = f"line {line}"
            yield from (Found(place, review) for review in _reviews_in(value))
        at = text.find("{", end)


# A page


def _of_page(data: bytes) -> Iterator[Found]:
    text, remark = _decoded_page(data)
    page = _Scripts()
    page.feed(f"{text}</script>")  # of a page that was cut off too
    page.close()
    read = [(line, *_read_script(script)) for line, script in page.found]
    nodes = _named_nodes([value for _, value, _ in read])
    found = []
    for line, value, broken in read:
        place = f"script at line {line}"
        if broken:
            found.append(Found(place, remark=broken))
        else:
            reviews = [_joined(review, nodes) for review in _reviews_in(value)]
            found += _numbered(reviews, place, remark)
    if not found:
        raise CannotRead("There is no ClaimReview in this page.")
    return iter(found)


def _decoded_page(data: bytes) -> tuple[str, Remark | None]:
    if declared := CHARSET.search(data[:4096]):
        try:
            return data.decode(declared[1].decode()), None
        except (LookupError, UnicodeDecodeError):
            pass
    return _decoded(data)


def _read_script(script: str) -> tuple[Any, Remark | None]:
    """The value of a script: as it stands, or without what was put around or into it."""
    wrong: Exception | None = None
    bare = SCRIPT.sub("", SCRIPT.sub("", script))
    for text in dict.fromkeys((script, bare, html.unescape(bare))):
        try:
            return _loads(text), None
        except (ValueError, RecursionError) as error:
            wrong = wrong or error
    return None, _broken(wrong)


class _Scripts(HTMLParser):
    """The scripts of a page that hold linked data, each with the line on which it begins."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._line, self._parts = 0, None

    def handle_starttag(self, tag, attrs):
        type = next((value or "" for name, value in attrs if name == "type"), "")
        if tag == "script" and type.partition(";")[0].strip().lower() == "application/ld+json":
            self._line, self._parts = self.getpos()[0], []

    def handle_data(self, data):
        if self._parts is not None:
            self._parts.append(data)

    def handle_endtag(self, tag):
        if tag == "script" and self._parts is not None:
            if (script := "".join(self._parts)).strip():
                self.found.append((self._line, script))
            self._parts = None


# Reviews in a value


def _in_value(value: Any, place: str, remark: Remark | None) -> Iterator[Found]:
    """The reviews in each element of a value; an element without one is told."""
    nodes = _named_nodes([value]) if isinstance(value, dict) and "@graph" in value else {}
    for number, element in _elements(value):
        here = ", ".join(filter(None, (place, f"element {number}" if number else "")))
        here = here or "element 1"
        reviews = [_joined(review, nodes) for review in _reviews_in(element)]
        if reviews:
            yield from _numbered(reviews, here, remark)
        else:
            yield Found(here, remark=Remark("", "holds no ClaimReview; left out"))


def _elements(value: Any) -> Iterator[tuple[int, Any]]:
    """The elements of a list, a feed or an answer, counted from 1; else the value itself, as 0."""
    if isinstance(value, dict) and not _is_review(value):
        lists = (value[name] for name in LISTS if isinstance(value.get(name), list))
        value = next(lists, value)
    is_many = isinstance(value, list) and value
    return enumerate(value, start=1) if is_many else iter([(0, value)])


def _numbered(reviews: list[dict], place: str, remark: Remark | None) -> Iterator[Found]:
    for number, review in enumerate(reviews, start=1):
        here = f"{place}, review {number}" if len(reviews) > 1 else place
        yield Found(here, review, remark)


def _reviews_in(value: Any) -> Iterator[dict]:
    """The reviews anywhere in a value, in their order; of an answer to claims:search each one."""
    left = [value]
    while left:
        item = left.pop()
        if isinstance(item, list):
            left += reversed(item)
        elif isinstance(item, dict) and isinstance(item.get("claimReview"), list):
            yield from ({**item, "claimReview": [one]} for one in item["claimReview"])
        elif isinstance(item, dict) and _is_review(item):
            yield item
        elif isinstance(item, dict):
            left += reversed(item.values())


def _is_review(item: dict) -> bool:
    types = item.get("@type")
    types = types if isinstance(types, list) else [types]
    named = any(isinstance(one, str) and one.endswith("ClaimReview") for one in types)
    return "claimReviewed" in item or (named and bool(item.keys() - {"@type", "@id"}))


def _named_nodes(values: list[Any]) -> dict[str, dict]:
    """The objects that others refer to by their `@id`."""
    nodes: dict[str, dict] = {}
    left = list(values)
    while left:
        item = left.pop()
        if isinstance(item, list):
            left += item
        elif isinstance(item, dict):
            id = item.get("@id")
            if isinstance(id, str) and len(item) > 1:
                nodes.setdefault(id, item)
            left += item.values()
    return nodes


def _joined(review: dict, nodes: dict[str, dict], depth: int = 2) -> dict:
    """A review with the objects it refers to in their place."""
    if not nodes:
        return review
    joined = dict(review)
    for name in REFERRING:
        value = joined.get(name)
        if isinstance(value, dict) and depth:
            if len(value) == 1 and isinstance(value.get("@id"), str):
                value = nodes.get(value["@id"], value)
            joined[name] = _joined(value, nodes, depth - 1)
    return joined
