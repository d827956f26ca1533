#!/usr/bin/env python3
"""Check this bundle with nothing but Python's standard library (3.8 or newer).

    python3 verify.py                      every hash, the tree head, every cell of every table
    python3 verify.py --text FILE ...      also the quoted words, in your own copy of a source

Without a copy of the sources nobody can tell from a bundle that the words stand in them: it holds
the words, where they begin and end, and the hash of the text that they were cut from. A copy has to
be the captured text to the character, or the full text where an excerpt was captured; only line
ends may be those of another system.
"""

import argparse
import csv
import hashlib
import json
import os
import runpy
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).resolve().parent
LOG, SUMS, ROWS = "log.ndjson", "SHA256SUMS", "rows.py"
MOST_TOLD = 40
# So many of the texts that no copy was given of are named.
MOST_NAMED = 8
# Where bytes were changed, what they say can be of any shape.
DAMAGED = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)
DAMAGED += (RecursionError, csv.Error, sqlite3.Error)
NOT_COMPARED = (
    "what README.md and datapackage.json say, and the newsroom's name and address, in head.json "
    "and at the beginning of each url in tables/claims.csv. The log does not tell of them"
)
csv.field_size_limit(1 << 30)
wrong, told_of = [], Counter()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--text",
        nargs="+",
        action="extend",
        default=[],
        metavar="FILE",
        help="your copy of a source, as text",
    )
    # Not every terminal has every letter.
    sys.stdout.reconfigure(errors="backslashreplace")
    options = parser.parse_args()
    rows = rows_of_the_log(intact=check_files())
    before, head = len(wrong), read_head()
    log = rows.Log(head["url"]) if rows else None
    check_log(head, log.take if log else lambda *entry: None)
    if not rows:
        say(f"Tables: not compared with the log, for want of a {ROWS} that {SUMS} vouches for.")
    elif len(wrong) > before:
        say("Tables: not compared with the log, which is not as head.json and its last line say.")
    else:
        check_tables(rows, log)
    looked_at = {text for name in options.text for text in check_text(Path(name))}
    if not options.text:
        say(
            "Not checked: whether the quoted words stand in the sources. "
            "Give your copy of one: --text FILE"
        )
    elif left := sorted(quoted_texts() - looked_at):
        named = ", ".join(digest[:12] for digest in left[:MOST_NAMED])
        more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
        say(
            "Not checked: what is quoted from texts of which no copy was given, by the beginning "
            f"of their text_sha256: {named}{more}."
        )
    sys.exit(conclude())


def conclude():
    if not wrong:
        say("\nAll that can be checked here is as it was published.")
        say(f"Not compared: {NOT_COMPARED}.")
        return 0
    count = sum(told_of.values())
    say(f"\n{count} thing{'s are' if count > 1 else ' is'} wrong:")
    for one in wrong:
        say(f"  {one}")
    for name, count in told_of.items():
        if count > MOST_TOLD:
            say(f"  … and {count - MOST_TOLD} more in {name}")
    return 1


def say(text):
    print(text, flush=True)


def tell(name, what, at=""):
    """Note what is wrong with a file, and where; the first forty of each are listed."""
    told_of[name] += 1
    if told_of[name] <= MOST_TOLD:
        wrong.append(f"{name}, {at}: {what}" if at else f"{name}: {what}")


# The files


def check_files():
    """Every file has the SHA-256 that the manifest names, and none is missing or added. Returns
    the names of those that are as the manifest says.
    """
    manifest, found, intact = {}, {}, set()
    for number, line in enumerate(read(SUMS).decode("utf-8", "replace").split("\n"), start=1):
        digest, _, name = line.partition("  ")
        if name:
            manifest[name] = digest
        elif line:
            tell(SUMS, "no hash with the name of a file", f"line {number}")
    for path in HERE.rglob("*"):
        if path.is_file() and path.parent.name != "__pycache__":
            found[path.relative_to(HERE).as_posix()] = path
    for name, digest in manifest.items():
        if name not in found:
            tell(SUMS, f"it names {name}, which is missing")
        elif sha256_of(found[name]) != digest:
            tell(name, f"it has another SHA-256 than {SUMS} names")
        else:
            intact.add(name)
    for name in sorted(found.keys() - manifest.keys() - {SUMS}):
        tell(name, f"it is not named in {SUMS}")
    here = sum(name in found for name in manifest)
    missing = f", {len(manifest) - here} missing" if here < len(manifest) else ""
    say(f"Files: {here}, each compared with its SHA-256{missing}.")
    return intact


def read(name):
    try:
        return (HERE / name).read_bytes()
    except OSError as error:
        tell(name, f"it cannot be read: {error.strerror}")
        return b""


def sha256_of(path):
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def read_head():
    try:
        head = json.loads(read("head.json").decode())
        return {"size": head["size"], "root": head["root"], "url": head["newsroom"]["url"]}
    except DAMAGED as error:
        tell("head.json", f"it cannot be read: {error}")
        return {"size": None, "root": None, "url": ""}


# The log


def check_log(head, take):
    """Each entry's leaf, the order, the last line, and the root of the tree over the entries
    (RFC 9162, section 2.1).
    """
    frontier, size, seen, end = [], 0, hashlib.sha256(), None
    for number, line, told in lines_of_the_log(tell):
        end = getattr(told, "end", None)
        if told is None or end is not None:
            continue
        here, leaf = f"line {number}", b""
        try:
            leaf = hashlib.sha256(b"\0" + document_of(line, told)).digest()
            if told.index != size:
                tell(LOG, f"entry {told.index} where {size} follows", here)
            if leaf.hex() != told.leaf:
                tell(LOG, "its bytes have another leaf than it names", here)
            take(told.index, told.document)
        except DAMAGED as error:
            tell(LOG, f"it is no entry: {error}", here)
        grow(frontier, size, leaf)
        seen.update(line)
        size += 1
    root = root_of(frontier)
    check_end(end, size, root, seen.hexdigest())
    if size != head["size"]:
        tell(LOG, f"it has {size} entries, and head.json tells of {head['size']}")
    if root != head["root"]:
        tell(LOG, f"the root over it is {root}, and head.json says {head['root']}")
    say(f"Log: {size} entries, root {root}")


def lines_of_the_log(tell=lambda *wrong: None):
    """Each line with its number and what it says; None for what is no JSON."""
    try:
        with open(HERE / LOG, "rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    told = json.loads(line.decode(), object_hook=lambda one: SimpleNamespace(**one))
                    if not isinstance(told, SimpleNamespace):
                        raise ValueError("it is no object")
                except DAMAGED as error:
                    tell(LOG, f"it is no JSON: {error}", f"line {number}")
                    told = None
                yield number, line, told
    except OSError as error:
        tell(LOG, f"it cannot be read: {error.strerror}")


def check_end(end, size, root, seen):
    """The last line, and no other, counts the entries and has their hash and their root."""
    wanted = {"lines": size, "sha256": seen, "size": size, "root": root}
    wanted.update(after=size - 1, retracted_left_out=0)
    if end is None:
        tell(LOG, "the line that closes it is missing or not the last: it was cut")
    elif getattr(end, "__dict__", None) != wanted:
        tell(LOG, "its last line tells of other lines than stand above it")


def document_of(line, told):
    """The bytes of the document as they stand in the line: those that were hashed."""
    begin = b'{"index":%d,"leaf":"%s","document":' % (told.index, told.leaf.encode())
    return line.rstrip(b"\n")[len(begin) : -1]


def grow(frontier, size, leaf):
    while size & 1:
        leaf = hashlib.sha256(b"\1" + frontier.pop() + leaf).digest()
        size >>= 1
    frontier.append(leaf)


def root_of(frontier):
    if not frontier:
        return hashlib.sha256(b"").hexdigest()
    root = frontier[-1]
    for peak in reversed(frontier[:-1]):
        root = hashlib.sha256(b"\1" + peak + root).digest()
    return root.hex()


# The tables


def rows_of_the_log(intact):
    """What is in `rows.py`: what the tables have to say. It is run only as it was published."""
    if ROWS not in intact:
        return None
    return SimpleNamespace(**runpy.run_path(str(HERE / ROWS)))


def check_tables(rows, log):
    """Every table, row by row and cell by cell, against what the log makes of it."""
    tables = {name: Compared(name, columns.split()) for name, columns in rows.COLUMNS.items()}
    with closing(sqlite3.connect("")) as kept:
        kept.execute("CREATE TABLE told (name, id, place, rows, PRIMARY KEY (name, id))")
        if not check_editions(rows, tables, kept, log):
            return
        for name in rows.NAMED:
            newest = "SELECT rows FROM told WHERE name = ? ORDER BY place, id"
            for (told,) in kept.execute(newest, [name]):
                tables[name].expect(json.loads(told))
    for table in tables.values():
        table.end()
    cells = sum(table.cells for table in tables.values())
    say(f"Tables: {len(tables)}, {cells} cells compared with what the log says.")


def check_editions(rows, tables, kept, log):
    """What each edition says; whether all of them could be understood."""
    for number, _line, entry in lines_of_the_log():
        try:
            if getattr(getattr(entry, "document", None), "claim", ""):
                check_edition(rows, entry, tables, kept, log)
        except DAMAGED as error:
            tell(LOG, f"an edition of another shape: {error}", f"line {number}")
            say("Tables: not compared to their end, for want of what an edition says.")
            return False
    return True


def check_edition(rows, entry, tables, kept, log):
    """The rows that one edition makes; what many name waits for the newest of them."""
    document = entry.document
    for name, rows_of in rows.EDITIONS.items():
        if name == "corrections" or document.claim not in log.retracted:
            tables[name].expect(rows_of(entry, document))
    if log.stands(entry):
        tables["claims"].expect([rows.claim_row(entry, document, log)])
        for name, rows_of in rows.CURRENT.items():
            tables[name].expect(rows_of(entry, document.content))
        for name, rows_of in rows.NAMED.items():
            keep(kept, name, entry.index, rows_of(document.content))


def keep(kept, name, index, rows):
    """Rows by their ids, over those of an earlier edition."""
    found = {}
    for row in rows:
        found.setdefault(row[0], []).append([*row, index])
    told = ((name, key, index, json.dumps(rows)) for key, rows in found.items())
    kept.executemany("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?)", told)


class Compared:
    """One table, of which row after row is compared with the one that is expected."""

    def __init__(self, name, columns):
        self.name, self.columns = f"tables/{name}.csv", columns
        self.lost, self.cells, self.rows = False, 0, self._rows()
        line, found = next(self.rows, (1, []))
        if found != self.columns and not self.lost:
            tell(self.name, f"its columns are not {', '.join(self.columns)}", "line 1")

    def _rows(self):
        """Each row with the line on which it begins."""
        line = 1
        try:
            with open(HERE / self.name, encoding="utf-8", newline="") as file:
                reader = csv.reader(file, strict=True)
                for row in reader:
                    yield line, row
                    line = reader.line_num + 1
        except (OSError, *DAMAGED) as error:
            tell(self.name, f"it cannot be read: {error}", f"line {line}")
            self.lost = True

    def expect(self, rows):
        for row in rows:
            if self.lost:
                return
            wanted = [cell(value) for value in row]
            line, found = next(self.rows, (0, []))
            if found[:1] == wanted[:1] and len(found) == len(wanted):
                self._compare(line, found, wanted)
            elif not self.lost:
                at = f"line {line}" if line else "at its end"
                tell(self.name, f"the row of {wanted[0]} has to stand here, as the log has it", at)
                self.lost = True

    def _compare(self, line, found, wanted):
        self.cells += len(wanted)
        for column, one, other in zip(self.columns, found, wanted):  # noqa: B905 - Python 3.8
            if one != other and plain(one) != other:
                said = f"{column} is {near(one, other)}, and the log says {near(other, one)}"
                tell(self.name, said, f"line {line}, {wanted[0]}")

    def end(self):
        line, _row = next(self.rows, (0, [])) if not self.lost else (0, [])
        if line:
            tell(self.name, "it has more rows than follow from the log", f"line {line}")


def near(one, other):
    """Sixty characters of a cell, from a little before it differs from the other."""
    same = next((at for at, pair in enumerate(zip(one, other)) if pair[0] != pair[1]), 60)  # noqa: B905
    begin = max(same - 20, 0) if same > 40 else 0
    return f"“{'…' if begin else ''}{one[begin : begin + 60]}”"


def cell(value):
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def plain(cell):
    """A cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    bare = cell[1:].lstrip(" '")
    return cell[1:] if cell.startswith("'") and bare[:1] in tuple("=+-@\t\r\n＝＋－＠") else cell


# Your own copy of a source


def check_text(path):
    """The quoted words of every passage that was cut from this text; returns the texts' hashes."""
    try:
        data = path.read_bytes()
    except OSError as error:
        tell(path, f"it cannot be read: {error.strerror}")
        return set()
    texts, looked_at = as_captured(data), set()
    exact = loose = missing = 0
    for told in passages_of_the_log():
        snapshot = told.snapshot
        if snapshot.text_sha256 in texts:
            text, start, end = texts[snapshot.text_sha256], told.start, told.end
        elif snapshot.full_text_sha256 in texts:
            text = texts[snapshot.full_text_sha256]
            start, end = told.original_start, told.original_end
        else:
            loose += bool(told.exact) and any(told.exact in text for text in texts.values())
            continue
        looked_at.add(snapshot.text_sha256)
        if text[start:end] == told.exact:
            exact += 1
        else:
            missing += 1
            tell(path, f"[{start}, {end}) is not “{told.exact[:60]}”")
    say(f"{path}: {exact} quoted ranges stand exactly where they should, {missing} do not.")
    if not exact and not missing:
        tell(
            path,
            "it is no captured text that this bundle quotes, so nothing of it was checked. It has "
            "to be the captured text to the character, but for line ends: its SHA-256 is "
            "text_sha256 in tables/passages.csv, or, of the full text of an excerpt, "
            "full_text_sha256. Of the words that are quoted anywhere, "
            f"{loose} stand in it.",
        )
    return looked_at


def quoted_texts():
    """The texts that passages were cut from, by hash."""
    return {told.snapshot.text_sha256 for told in passages_of_the_log()}


def as_captured(data):
    """The text as a capture keeps it, with the mark of the order of bytes and without, by hash."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    whole = text.replace("\0", "\ufffd")
    bare = whole[1:] if whole.startswith("\ufeff") else whole
    return {hashlib.sha256(one.encode()).hexdigest(): one for one in (whole, bare)}


def passages_of_the_log():
    for _number, _line, told in lines_of_the_log():
        content = getattr(getattr(told, "document", None), "content", None)
        try:
            for one in (*content.appearances, *content.evidence):
                yield from one.statement.passages
        except DAMAGED:
            continue  # a notice, or what was told of with the log


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        # Whoever read it has seen enough: `verify.py | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
