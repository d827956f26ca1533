#!/usr/bin/env python3
"""Check this bundle with nothing but Python's standard library (3.8 or newer).

    python3 verify.py                      every hash, the tree head, every cell of every table
    python3 verify.py --text FILE ...      also the quoted words, in your own copy of a source

Without a copy of the sources nobody can tell from a bundle that the words stand in them: it holds
the words, where they begin and end, and the hash of the text that they were cut from. A copy has to
be the captured text to the character; only line ends may be those of another system.
"""

import argparse
import csv
import hashlib
import json
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).resolve().parent
LOG, SUMS = "log.ndjson", "SHA256SUMS"
# What a relation makes of the other claim; the first that is found counts.
STATES = {"fulfils": "fulfilled", "replaces": "superseded", "supersedes": "superseded"}
STATES.update(makes_moot="moot", contradicts="current")
MOST_TOLD = 40
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
        "--text", nargs="+", default=[], metavar="FILE", help="your copy of a source, as text"
    )
    # Not every terminal has every letter.
    sys.stdout.reconfigure(errors="backslashreplace")
    options = parser.parse_args()
    check_files()
    before, head = len(wrong), read_head()
    log = check_log(head)
    if len(wrong) > before:
        say("Tables: not compared with the log, which is not whole itself.")
    else:
        check_tables(log, head["url"])
    for name in options.text:
        check_text(Path(name))
    if not options.text:
        say(
            "Not checked: whether the quoted words stand in the sources. "
            "Give your copy of one: --text FILE"
        )
    sys.exit(conclude())


def conclude():
    if not wrong:
        say("\nAll that can be checked here is as it was published.")
        say(f"Not compared: {NOT_COMPARED}.")
        return 0
    say(f"\n{sum(told_of.values())} things are wrong:")
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
    """Every file has the SHA-256 that the manifest names, and none is missing or added."""
    manifest, found = {}, {}
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
    for name in sorted(found.keys() - manifest.keys() - {SUMS}):
        tell(name, f"it is not named in {SUMS}")
    say(f"Files: {len(manifest)}, each compared with its SHA-256.")


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


class Log:
    """What is kept of the log while the tables are compared: an index and a moment a claim, and the
    relations; for a million claims some 300 MB.
    """

    def __init__(self):
        self.newest = {}
        self.retracted = set()
        self.first_published = {}
        self.relations = {}

    def take(self, index, document):
        claim = getattr(document, "claim", "")
        if not claim:
            return
        self.newest[claim] = index
        self.first_published.setdefault(claim, document.published_at)
        told = document.content.relations
        relations = [(str(one.type), str(one.claim), one.on) for one in told]
        self.relations.pop(claim, None)
        self.retracted.discard(claim)
        if document.edition_kind == "retraction":
            self.retracted.add(claim)
        elif relations:
            self.relations[claim] = relations

    def standings(self):
        """What became of claims: (state, by which claim, since when), by claim."""
        found = {}
        for claim in sorted(self.relations, key=self.newest.get):
            for kind, other, on in self.relations[claim]:
                found.setdefault(other, []).append((kind, claim, on))
        return {claim: weightiest(bonds) for claim, bonds in found.items()}


def weightiest(bonds):
    for kind, state in STATES.items():
        for one, by, on in bonds:
            if one == kind:
                return ("current", "", None) if state == "current" else (state, by, on)
    return "current", "", None


def check_log(head):
    """Each entry's leaf, the order, the last line, and the root of the tree over the entries
    (RFC 9162, section 2.1).
    """
    log, frontier, size, seen, end = Log(), [], 0, hashlib.sha256(), None
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
            log.take(told.index, told.document)
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
    return log


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


# The tables: what each row has to say follows from the log


COLUMNS = {
    "claims": "id url kind text short language place holds_earliest holds_latest holds_words "
    "holds_basis state verdict verdict_label finding basis independent_roots claimant "
    "claimant_name made_earliest made_latest standing superseded_by standing_since edition "
    "first_published_at published_at index",
    "editions": "claim number edition_kind notice verdict_changed verdict reviewer override "
    "authors digest leaf published_at index",
    "corrections": "claim number edition_kind notice verdict verdict_changed published_at index",
    "appearances": "claim order statement note index",
    "evidence": "claim number passage statement text_sha256 start end stance counted "
    "not_counted_because note index",
    "relations": "claim type other on reason index",
    "claim_topics": "claim topic index",
    "passages": "claim statement part exact prefix suffix start end original_start original_end "
    "region source text_sha256 bytes_sha256 captured_at index",
    "statements": "id speaker role on_behalf_of source setting manner said_earliest said_latest "
    "said_words said_basis language translation labels steps_to_primary index",
    "relays": "statement order source through shown_by index",
    "sources": "id title kind grade url archive_url author publisher published_earliest "
    "published_latest published_words published_basis language held index",
    "speakers": "id name kind note index",
    "publishers": "id name slug index",
    "topics": "id name slug index",
    "verdicts": "id label meaning value best worst index",
}


def check_tables(log, url):
    """Every table, row by row and cell by cell, against what the log makes of it."""
    tables = {name: Compared(name) for name in COLUMNS}
    with closing(sqlite3.connect("")) as kept:
        kept.execute("CREATE TABLE told (name, id, place, rows, PRIMARY KEY (name, id))")
        if not check_editions(tables, kept, log, url):
            return
        for name in NAMED:
            newest = "SELECT rows FROM told WHERE name = ? ORDER BY place, id"
            for (rows,) in kept.execute(newest, [name]):
                tables[name].expect(json.loads(rows))
    for table in tables.values():
        table.end()
    cells = sum(table.cells for table in tables.values())
    say(f"Tables: {len(tables)}, {cells} cells compared with what the log says.")


def check_editions(tables, kept, log, url):
    """What each edition says; whether all of them could be understood."""
    standings = log.standings()
    for number, _line, entry in lines_of_the_log():
        try:
            if getattr(getattr(entry, "document", None), "claim", ""):
                check_edition(entry, tables, kept, log, standings, url)
        except DAMAGED as error:
            tell(LOG, f"an edition of another shape: {error}", f"line {number}")
            say("Tables: not compared to their end, for want of what an edition says.")
            return False
    return True


def check_edition(entry, tables, kept, log, standings, url):
    """The rows that one edition makes; what many name waits for the newest of them."""
    document = entry.document
    gone = document.claim in log.retracted
    for name, rows in EDITIONS.items():
        if not gone or name == "corrections":
            tables[name].expect(rows(entry, document))
    if log.newest[document.claim] == entry.index and not gone:
        tables["claims"].expect([claim_row(entry, document, log, standings, url)])
        for name, rows in CURRENT.items():
            tables[name].expect(rows(entry, document.content))
        keep(kept, entry, document.content)


class Compared:
    """One table, of which row after row is compared with the one that is expected."""

    def __init__(self, name):
        self.name, self.columns = f"tables/{name}.csv", COLUMNS[name].split()
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
                said = f"{column} is “{one[:60]}”, and the log says “{other[:60]}”"
                tell(self.name, said, f"line {line}, {wanted[0]}")

    def end(self):
        line, _row = next(self.rows, (0, [])) if not self.lost else (0, [])
        if line:
            tell(self.name, "it has more rows than follow from the log", f"line {line}")


def cell(value):
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def plain(cell):
    """A cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    bare = cell[1:].lstrip(" '")
    return cell[1:] if cell.startswith("'") and bare[:1] in tuple("=+-@\t\r\n＝＋－＠") else cell


def claim_row(entry, document, log, standings, url):
    content, claim = document.content, document.claim
    made, holds = content.claimant, content.holds
    return [
        claim,
        f"{url}/claims/{claim}/",
        content.kind,
        content.text,
        content.short,
        content.language,
        content.place,
        *interval(holds),
        content.state,
        content.verdict.key,
        content.verdict.label,
        content.finding,
        content.basis,
        content.independent_roots,
        made.speaker.id if made else "",
        made.speaker.name if made else "",
        made.made.earliest if made else None,
        made.made.latest if made else None,
        *standings.get(claim, ("current", "", None)),
        document.number,
        log.first_published[claim],
        document.published_at,
        entry.index,
    ]


def interval(told):
    return told.earliest, told.latest, told.words, told.basis


def editions(entry, document):
    yield [
        document.claim,
        document.number,
        document.edition_kind,
        document.notice,
        document.verdict_changed,
        document.content.verdict.key,
        document.approval.byline,
        document.approval.override,
        "; ".join(getattr(document, "authors", [])),
        document.approval.digest,
        entry.leaf,
        document.published_at,
        entry.index,
    ]


def corrections(entry, document):
    if document.edition_kind in ("correction", "retraction"):
        claim, number, kind, notice, changed, verdict, *_rest = next(editions(entry, document))
        yield [claim, number, kind, notice, verdict, changed, document.published_at, entry.index]


def appearances(entry, content):
    for number, one in enumerate(content.appearances, start=1):
        yield [content.id, number, one.statement.id, one.note, entry.index]


def evidence(entry, content):
    for piece in content.evidence:
        said = piece.statement
        told = [piece.stance, piece.counted, "; ".join(piece.not_counted_because), piece.note]
        places = [(one.snapshot.text_sha256, one.start, one.end) for one in said.passages]
        for order, place in enumerate(places, start=1) if places else [(0, ("", None, None))]:
            yield [content.id, piece.number, order, said.id, *place, *told, entry.index]


def relations(entry, content):
    for one in content.relations:
        yield [content.id, one.type, one.claim, one.on, one.reason, entry.index]


def claim_topics(entry, content):
    for topic in content.topics:
        yield [content.id, topic.id, entry.index]


def passages(entry, content):
    found = {}
    for said in statements_of(content):
        for one in said.passages:
            found[said.id, one.snapshot.text_sha256, one.start, one.end, one.part] = said, one
    for said, one in found.values():
        words = [one.part, one.exact, one.prefix, one.suffix]
        places = [one.start, one.end, one.original_start, one.original_end, one.region]
        snapshot = one.snapshot
        captured = [snapshot.text_sha256, snapshot.bytes_sha256, snapshot.captured_at]
        yield [content.id, said.id, *words, *places, said.source.id, *captured, entry.index]


EDITIONS = {"editions": editions, "corrections": corrections}
CURRENT = {
    "appearances": appearances,
    "evidence": evidence,
    "relations": relations,
    "claim_topics": claim_topics,
    "passages": passages,
}


def statements_of(content):
    return [one.statement for one in (*content.appearances, *content.evidence)]


# What many editions name: as the newest of them says, in the order of those


def keep(kept, entry, content):
    for name, rows_of in NAMED.items():
        found = {}
        for row in rows_of(content):
            found.setdefault(row[0], []).append([*row, entry.index])
        told = ((name, key, entry.index, json.dumps(rows)) for key, rows in found.items())
        kept.executemany("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?)", told)


def once(rows):
    """The first row of each id: a content says the same of it wherever it names it."""
    found = {}
    for row in rows:
        found.setdefault(row[0], row)
    return found.values()


def statements(content):
    return once(
        [
            said.id,
            said.speaker.id,
            said.role,
            said.on_behalf_of.id if said.on_behalf_of else "",
            said.source.id,
            said.setting,
            said.manner,
            *interval(said.said),
            said.language,
            said.translation,
            "; ".join(said.labels),
            said.steps_to_primary,
        ]
        for said in statements_of(content)
    )


def relays(content):
    for said in {said.id: said for said in statements_of(content)}.values():
        for order, step in enumerate(said.chain, start=1):
            yield [said.id, order, step.source.id, step.through, step.shown_by]


def named_sources(content):
    for said in statements_of(content):
        yield said.source
        yield from (step.source for step in said.chain)


def sources(content):
    return once(
        [
            one.id,
            one.title,
            one.kind,
            one.grade,
            one.url,
            one.archive_url,
            one.author,
            one.publisher.id if one.publisher else "",
            *interval(one.published),
            one.language,
            one.held,
        ]
        for one in named_sources(content)
    )


def speakers(content):
    told = [content.claimant] if content.claimant else []
    who = [(one.speaker, one.on_behalf_of) for one in (*told, *statements_of(content))]
    named = [one for pair in who for one in pair if one]
    return once([one.id, one.name, one.kind, one.note] for one in named)


def publishers(content):
    named = [one.publisher for one in named_sources(content) if one.publisher]
    return once([one.id, one.name, one.slug] for one in named)


def topics(content):
    return [[one.id, one.name, one.slug] for one in content.topics]


def verdicts(content):
    one = content.verdict
    return [[one.key, one.label, one.meaning, one.value, one.best, one.worst]]


NAMED = {
    "statements": statements,
    "relays": relays,
    "sources": sources,
    "speakers": speakers,
    "publishers": publishers,
    "topics": topics,
    "verdicts": verdicts,
}


# Your own copy of a source


def check_text(path):
    """The quoted words of every passage that was cut from this text."""
    try:
        data = path.read_bytes()
    except OSError as error:
        tell(path, f"it cannot be read: {error.strerror}")
        return
    texts = as_captured(data)
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
            "text_sha256 in tables/passages.csv. Of the words that are quoted anywhere, "
            f"{loose} stand in it.",
        )


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
            yield from (one for said in statements_of(content) for one in said.passages)
        except DAMAGED:
            continue  # a notice, or what was told of with the log


if __name__ == "__main__":
    main()
