"""A file as rows: whatever a spreadsheet makes of CSV, and JSON. Refused whole where not a table.

Every cell becomes a text that both engines can keep; what could not be kept is said at its row.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from claims.importing.columns import OF_THE_ERROR_FILE, known, told_of
from core.cells import plain

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
LONGEST_CELL = 20_000
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
NO_TEXT = "This holds a character that is no text and cannot be kept: take it out."
BEYOND = ""

csv.field_size_limit(MOST_BYTES)


class NotATable(ValueError):
    """The file cannot be taken apart into rows; says where and what to do."""


@dataclass
class Row:
    """One row of the file, before anybody asks what it means."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Table:
    """The rows of a file, in the columns that it names, with what was remarked on the way."""

    columns: list[str]
    rows: list[Row]
    remarks: list[str] = field(default_factory=list)


def read(data: bytes, name: str, kind: str) -> Table:
    """The rows of a file; raises NotATable, with the place, where it holds none."""
    if len(data) > MOST_BYTES:
        raise NotATable(f"The file has more than {MOST_BYTES // 2**20} MB: split it in parts.")
    text, remarks = _text(data)
    if not text.strip():
        raise NotATable("The file is empty.")
    is_json = name.lower().endswith((".json", ".jsonl")) or text.lstrip()[:1] in ("[", "{")
    table = _from_json(text) if is_json else _from_csv(text, kind)
    table.remarks[:0] = remarks
    _know_columns(table, kind)
    if not table.rows:
        raise NotATable("The file has no rows below its column names.")
    for row in table.rows:
        _make_fit(row)
    return table


def _text(data: bytes) -> tuple[str, list[str]]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16"), ["Read as UTF-16, as its first characters say."]
        except UnicodeDecodeError:
            raise NotATable("The file is broken UTF-16: save it anew, as CSV UTF-8.") from None
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        place = data[: error.start].count(b"\n") + 1
    try:
        told = "This is not UTF-8, and was read as Windows-1252: look at accents and dashes below."
        return data.decode("cp1252"), [told]
    except UnicodeDecodeError:
        raise NotATable(
            f"Line {place} holds characters of an unknown encoding: save the file as CSV UTF-8."
        ) from None


def _from_csv(text: str, kind: str) -> Table:
    head = text.lstrip("\r\n").splitlines()[0]
    delimiter = max(DELIMITERS, key=lambda each: _columns_in(head, each, kind))
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True
    )
    lines = _lines(reader)
    _, names = next(lines)
    names = [plain(name).strip().lower().replace(" ", "_") for name in names]
    while names and not names[-1]:
        names.pop()
    _refuse_repeated(names)
    table = Table(names, [])
    for line, cells in lines:
        _refuse_too_many(len(table.rows))
        table.rows.append(_row(names, line, cells))
    if delimiter != ",":
        table.remarks.append(f"Read with {DELIMITERS[delimiter]} between the columns.")
    return table


def _columns_in(head: str, delimiter: str, kind: str) -> tuple[int, int]:
    names = [name.strip(" \"'").lower().replace(" ", "_") for name in head.split(delimiter)]
    return sum(name in known(kind) for name in names), len(names)


def _lines(reader) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds anything, with the line on which it begins."""
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        told = str(error)
        if "end of data" in told:
            raise NotATable(
                f"A quotation mark that opens on line {begins} is never closed: close it, or "
                "double it where it belongs to the text."
            ) from None
        raise NotATable(
            f"Line {reader.line_num}: a quotation mark stands inside a cell. Put the whole cell in "
            "quotation marks, and double those that belong to the text."
        ) from None


def _row(names: list[str], line: int, cells: list[str]) -> Row:
    row = Row(line, {name: plain(cell) for name, cell in zip(names, cells, strict=False) if name})
    if any(cell.strip() for cell in cells[len(names) :]):
        told = (
            f"This row has {len(cells)} cells and there are {len(names)} columns: put a text that "
            "holds the character between columns in quotation marks."
        )
        row.problems.append((BEYOND, told))
    elif any(cell.strip() for name, cell in zip(names, cells, strict=False) if not name):
        row.problems.append((BEYOND, "A cell stands in a column that has no name."))
    return row


def _from_json(text: str) -> Table:
    items = _items(text)
    rows = []
    for line, item in items:
        _refuse_too_many(len(rows))
        if not isinstance(item, dict):
            raise NotATable(f"Entry {line} is not an object with names and values.")
        cells = {name.strip().lower(): _cell(value, line, name) for name, value in item.items()}
        rows.append(Row(line, cells))
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    return Table(names, rows, ["Lines are counted as entries of the JSON, from 1."])


def _items(text: str) -> list[tuple[int, object]]:
    """The entries of a list, of an object that holds one list, or of JSON a line."""
    try:
        found = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        if "Extra data" not in error.msg:
            raise NotATable(_where(error)) from None
        found = [_loads(line) for line in text.splitlines() if line.strip()]
    except RecursionError:
        raise NotATable("The JSON is nested too deep for rows.") from None
    if isinstance(found, dict):
        lists = [value for value in found.values() if isinstance(value, list)]
        found = lists[0] if len(found) == 1 and lists else [found]
    if not isinstance(found, list):
        raise NotATable("The JSON has to be a list of objects, one a row.")
    return list(enumerate(found, start=1))


def _loads(line: str):
    try:
        return json.loads(line, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise NotATable(_where(error)) from None


def _where(error: json.JSONDecodeError) -> str:
    return f"This is not JSON: {error.msg} at line {error.lineno}, character {error.colno}."


def _object(pairs: list[tuple[str, object]]) -> dict:
    repeated = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
    if repeated:
        raise NotATable(f"An entry names “{repeated[0]}” twice: keep one of them.")
    return dict(pairs)


def _cell(value, line: int, name: str) -> str:
    if isinstance(value, list):
        return "; ".join(_cell(each, line, name) for each in value)
    if isinstance(value, dict):
        raise NotATable(f"Entry {line}: “{name}” has to be a text, a number or a list of texts.")
    return "" if value is None else str(value)


def _know_columns(table: Table, kind: str) -> None:
    """Refuse names that mean nothing to us; pass over what an export of ours says beside."""
    passed_over = [*told_of(kind), *OF_THE_ERROR_FILE]
    unknown = [name for name in table.columns if name not in (*known(kind), *passed_over, "")]
    if unknown:
        raise NotATable(" ".join(_unknown(name, kind) for name in unknown[:5]))
    missing = [c.name for c in known(kind).values() if c.needed and c.name not in table.columns]
    if missing:
        names = " and ".join(f"“{name}”" for name in missing)
        raise NotATable(f"The column {names} is missing. The first line has to name the columns.")
    table.columns = [name for name in table.columns if name in known(kind)]


def _unknown(name: str, kind: str) -> str:
    near = difflib.get_close_matches(name, known(kind), n=1, cutoff=0.6)
    meant = f" Did you mean “{near[0]}”?" if near else " Rename it or take it out."
    return f"There is no column “{name[:60]}” for {kind}.{meant}"


def _refuse_repeated(names: list[str]) -> None:
    repeated = [name for name, count in Counter(names).items() if name and count > 1]
    if repeated:
        raise NotATable(f"The column “{repeated[0]}” stands twice: keep one of them.")


def _refuse_too_many(count: int) -> None:
    if count >= MOST_ROWS:
        raise NotATable(f"The file has more than {MOST_ROWS:,} rows: split it in parts.")


def _make_fit(row: Row) -> None:
    """Every cell as a text that can be kept, shortened where it is longer than any of ours."""
    for name, text in row.cells.items():
        kept = text.replace("\r\n", "\n").replace("\0", "\ufffd")
        kept = kept.encode("utf-8", "replace").decode()
        if "\0" in text or kept.count("?") > text.count("?"):
            row.problems.append((name, NO_TEXT))
        if len(kept) > LONGEST_CELL:
            told = f"This has {len(kept):,} characters; at most {LONGEST_CELL:,} are taken."
            row.problems.append((name, told))
            kept = kept[:200] + " …"
        row.cells[name] = kept
