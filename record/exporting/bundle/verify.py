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
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).resolve().parent
LOG = HERE / "log.ndjson"
# What a relation makes of the other claim; the first that is found counts.
STATES = {"fulfils": "fulfilled", "replaces": "superseded", "supersedes": "superseded"}
STATES.update(makes_moot="moot", contradicts="current")
MOST_TOLD = 40
# Where bytes were changed, what they say can be of any shape.
DAMAGED = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, csv.Error)
csv.field_size_limit(1 << 30)
wrong = []


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--text", nargs="+", default=[], metavar="FILE", help="your copy of a source, as text"
    )
    options = parser.parse_args()
    check_files()
    before, head = len(wrong), read_head()
    log = check_log(head)
    if len(wrong) > before:
        say("Tables: not compared with the log, which is not whole itself.")
    else:
        check_tables(log, head["newsroom"]["url"])
    for name in options.text:
        check_text(Path(name))
    if not options.text:
        say(
            "Not checked: whether the quoted words stand in the sources. "
            "Give your copy of one: --text FILE"
        )
    if wrong:
        print(f"\n{len(wrong)} things are wrong:")
        for one in wrong[:100]:
            print("  " + one)
        sys.exit(1)
    print("\nAll that can be checked here is as it was published.")


def say(text):
    print(text, flush=True)


# The files


def check_files():
    """Every file has the SHA-256 that the manifest names, and none is missing or added."""
    manifest = {}
    for line in read("SHA256SUMS").decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        manifest[name] = digest
    for name, digest in manifest.items():
        if not (HERE / name).is_file():
            wrong.append(f"{name} is missing")
        elif sha256_of(HERE / name) != digest:
            wrong.append(f"{name} has another SHA-256 than the manifest names")
    found = {
        str(path.relative_to(HERE)).replace("\\", "/") for path in HERE.rglob("*") if path.is_file()
    }
    for name in sorted(found - set(manifest) - {"SHA256SUMS"}):
        if not name.startswith("__pycache__"):
            wrong.append(f"{name} is in no manifest")
    say(f"Files: {len(manifest)}, each compared with its SHA-256.")


def read(name):
    try:
        return (HERE / name).read_bytes()
    except OSError as error:
        wrong.append(f"{name} cannot be read: {error.strerror}")
        return b""


def sha256_of(path):
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
    except (OSError, ValueError):
        return ""
    return digest.hexdigest()


def read_head():
    try:
        head = json.loads(read("head.json").decode())
        return {"size": head["size"], "root": head["root"], "newsroom": head["newsroom"]}
    except DAMAGED as error:
        wrong.append(f"head.json cannot be read: {error}")
        return {"size": None, "root": None, "newsroom": {"url": ""}}


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
        relations = [(one.type, one.claim, one.on) for one in document.content.relations]
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
    for number, line, told in lines_of_the_log():
        if told is None or hasattr(told, "end"):
            end = getattr(told, "end", None)
            continue
        try:
            leaf = hashlib.sha256(b"\0" + document_of(line, told)).digest()
            if told.index != size:
                wrong.append(f"log.ndjson, line {number}: entry {told.index} where {size} follows")
            if leaf.hex() != told.leaf:
                wrong.append(
                    f"log.ndjson, line {number}: its bytes have another leaf than it names"
                )
            log.take(told.index, told.document)
        except DAMAGED as error:
            wrong.append(f"log.ndjson, line {number} is no entry: {error}")
            leaf = b""
        grow(frontier, size, leaf)
        seen.update(line)
        size += 1
    check_end(end, size, seen.hexdigest())
    if size != head["size"]:
        wrong.append(f"the log has {size} entries, the head tells of {head['size']}")
    if root_of(frontier) != head["root"]:
        wrong.append(f"the root over the log is {root_of(frontier)}, the head says {head['root']}")
    say(f"Log: {size} entries, root {root_of(frontier)}")
    return log


def lines_of_the_log():
    """Each line with its number and what it says; None for what is no JSON."""
    try:
        with open(LOG, "rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    told = json.loads(line.decode(), object_hook=lambda one: SimpleNamespace(**one))
                    if not isinstance(told, SimpleNamespace):
                        raise ValueError("it is no object")
                except DAMAGED as error:
                    wrong.append(f"log.ndjson, line {number} is no JSON: {error}")
                    told = None
                yield number, line, told
    except OSError as error:
        wrong.append(f"log.ndjson cannot be read: {error.strerror}")


def check_end(end, size, seen):
    """The last line counts the others and has their hash."""
    if end is None:
        wrong.append("log.ndjson: the line that closes it is missing or not the last: it was cut")
    elif (getattr(end, "lines", None), getattr(end, "sha256", None)) != (size, seen):
        wrong.append("log.ndjson: its last line tells of other lines than stand above it")


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


def check_tables(log, url):
    """Every table, row by row and cell by cell, against what the log makes of it."""
    tables = {name: Compared(name) for name in ("claims", *EDITIONS, *CURRENT, *NAMED)}
    standings, kept = log.standings(), sqlite3.connect("")
    kept.execute("CREATE TABLE told (name, id, place, rows, PRIMARY KEY (name, id))")
    for _number, _line, entry in lines_of_the_log():
        if getattr(getattr(entry, "document", None), "claim", ""):
            document = entry.document
            gone = document.claim in log.retracted
            for name, rows in EDITIONS.items():
                if not gone or name == "corrections":
                    tables[name].expect(rows(entry, document))
            if log.newest[document.claim] == entry.index and not gone:
                told = claim_row(entry, document, log, standings, url)
                tables["claims"].expect([told])
                for name, rows in CURRENT.items():
                    tables[name].expect(rows(entry, document.content))
                keep(kept, entry, document.content)
    for name in NAMED:
        newest = "SELECT rows FROM told WHERE name = ? ORDER BY place, id"
        for (rows,) in kept.execute(newest, [name]):
            tables[name].expect(json.loads(rows))
    for table in tables.values():
        table.end()
    cells = sum(table.cells for table in tables.values())
    say(f"Tables: {len(tables)}, {cells} cells compared with what the log says.")


class Compared:
    """One table, of which row after row is compared with the one that is expected."""

    def __init__(self, name):
        self.name, self.lost = f"tables/{name}.csv", False
        self.count = self.cells = self.told = 0
        self.rows = self._rows()
        self.columns = next(self.rows, [])

    def _rows(self):
        try:
            with open(HERE / self.name, encoding="utf-8", newline="") as file:
                yield from csv.reader(file)
        except (OSError, *DAMAGED) as error:
            self.tell(f"{self.name} cannot be read: {error}")

    def tell(self, what):
        self.told += 1
        if self.told <= MOST_TOLD:
            wrong.append(what)

    def expect(self, rows):
        for row in rows:
            if self.lost:
                return
            found, wanted = next(self.rows, []), [cell(value) for value in row]
            self.count += 1
            if found[:1] != wanted[:1] or len(found) != len(wanted):
                here = f"{self.name}, row {self.count}"
                self.tell(f"{here}: the row of {wanted[0]} has to stand here, as the log has it")
                self.lost = True
                return
            self.cells += len(wanted)
            for column, one, other in zip(self.columns, found, wanted):  # noqa: B905 - Python 3.8
                if one != other and plain(one) != other:
                    said = f"is “{one[:60]}”, and the log says “{other[:60]}”"
                    self.tell(f"{self.name}, {wanted[0]}: {column} {said}")

    def end(self):
        if not self.lost and next(self.rows, None) is not None:
            self.tell(f"{self.name} has more rows than follow from the log")


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
        wrong.append(f"{path} cannot be read: {error.strerror}")
        return
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    digests = {hashlib.sha256(data).hexdigest(), hashlib.sha256(text.encode()).hexdigest()}
    exact = loose = missing = 0
    for told in passages_of_the_log():
        snapshot, place = told.snapshot, None
        if snapshot.text_sha256 in digests:
            place = told.start, told.end
        elif snapshot.full_text_sha256 in digests:
            place = told.original_start, told.original_end
        if place:
            start, end = place
            if text[start:end] == told.exact:
                exact += 1
            else:
                missing += 1
                wrong.append(f"{path}: [{start}, {end}) is not “{told.exact[:60]}”")
        elif told.exact and told.exact in text:
            loose += 1
    say(f"{path}: {exact} quoted ranges stand exactly where they should, {missing} do not.")
    if not exact and not missing:
        wrong.append(
            f"{path}: no passage was cut from exactly this text, so nothing of it was checked. It "
            "has to be the captured text to the character: its SHA-256 is text_sha256 in "
            f"tables/passages.csv. Of the words that are quoted anywhere, {loose} stand in it."
        )


def passages_of_the_log():
    for _number, _line, told in lines_of_the_log():
        content = getattr(getattr(told, "document", None), "content", None)
        try:
            yield from (one for said in statements_of(content) for one in said.passages)
        except DAMAGED:
            continue  # a notice, or what was told of with the log


if __name__ == "__main__":
    main()
