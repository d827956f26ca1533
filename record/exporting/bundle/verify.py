#!/usr/bin/env python3
"""Check this bundle with nothing but Python's standard library (3.8 or newer).

    python3 verify.py                      every hash, the tree head, and that the tables agree
    python3 verify.py --text FILE ...      also the quoted words, in your own copy of a source

Without a copy of the sources nobody can tell from a bundle that the words stand in them: it holds
the words, where they begin and end, and the hash of the text that they were cut from.
"""

import argparse
import csv
import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOG = HERE / "log.ndjson"
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
    head = json.loads((HERE / "head.json").read_text(encoding="utf-8"))
    check_files()
    standing = check_log(head)
    check_tables(standing)
    for name in options.text:
        check_text(Path(name))
    if not options.text:
        say(
            "Not checked: whether the quoted words stand in the sources. "
            "Give your copy of one: --text FILE"
        )
    if wrong:
        print(f"\n{len(wrong)} things are wrong with this bundle:")
        for one in wrong[:100]:
            print("  " + one)
        sys.exit(1)
    print("\nAll that can be checked here is as it was published.")


def say(text):
    print(text, flush=True)


def check_files():
    """Every file has the SHA-256 that the manifest names, and none is missing or added."""
    manifest = {}
    for line in (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        manifest[name] = digest
    for name, digest in manifest.items():
        path = HERE / name
        if not path.is_file():
            wrong.append(f"{name} is missing")
        elif sha256_of(path) != digest:
            wrong.append(f"{name} has another SHA-256 than the manifest names")
    found = {
        str(path.relative_to(HERE)).replace("\\", "/") for path in HERE.rglob("*") if path.is_file()
    }
    for name in sorted(found - set(manifest) - {"SHA256SUMS"}):
        if not name.startswith("__pycache__"):
            wrong.append(f"{name} is in no manifest")
    say(f"Files: {len(manifest)}, each compared with its SHA-256.")


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def check_log(head):
    """Each entry's leaf, the order, and the root of the tree over them (RFC 9162, section 2.1).

    Gives back what the current edition of each claim says, by claim.
    """
    frontier, size, standing = [], 0, {}
    with open(LOG, "rb") as file:
        for line in file:
            told = json.loads(line)
            if "end" in told:
                break
            leaf = hashlib.sha256(b"\0" + document_of(line, told)).digest()
            if told["index"] != size:
                wrong.append(f"entry {told['index']} stands where entry {size} should")
            if leaf.hex() != told["leaf"]:
                wrong.append(f"entry {size}: its bytes have another leaf than it names")
            grow(frontier, size, leaf)
            size += 1
            document = told["document"]
            if document.get("claim"):
                content = document["content"]
                marks = str(told["index"]), mark(content["text"]), content["verdict"]["key"]
                if document["edition_kind"] == "retraction":
                    standing.pop(document["claim"], None)
                else:
                    standing[document["claim"]] = marks
    if size != head["size"]:
        wrong.append(f"the log has {size} entries, the head tells of {head['size']}")
    if root_of(frontier) != head["root"]:
        wrong.append(f"the root over the log is {root_of(frontier)}, the head says {head['root']}")
    say(f"Log: {size} entries, root {root_of(frontier)}")
    return standing


def mark(text):
    """A few bytes that stand for a text: a million texts would fill the memory."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def document_of(line, told):
    """The bytes of the document as they stand in the line: those that were hashed."""
    begin = b'{"index":%d,"leaf":"%s","document":' % (told["index"], told["leaf"].encode())
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


def check_tables(standing):
    """The table of claims says what the current editions in the log say, of all of them."""
    count = 0
    for row in rows_of("claims"):
        count += 1
        told = standing.pop(row["id"], None)
        if told is None:
            wrong.append(f"tables/claims.csv: {row['id']} stands in no current edition")
        elif (row["index"], mark(plain(row["text"])), row["verdict"]) != told:
            wrong.append(f"tables/claims.csv: {row['id']} differs from its edition")
    for claim in standing:
        wrong.append(f"tables/claims.csv: {claim} is missing")
    say(f"Tables: {count} claims compared with their editions.")


def rows_of(name):
    with open(HERE / "tables" / (name + ".csv"), encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def plain(cell):
    """A cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    bare = cell[1:].lstrip(" '")
    return cell[1:] if cell.startswith("'") and bare[:1] in tuple("=+-@\t\r\n＝＋－＠") else cell


def check_text(path):
    """The quoted words of every passage that was cut from this text, or that names its hash."""
    data = path.read_bytes()
    text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
    digests = {hashlib.sha256(data).hexdigest(), hashlib.sha256(text.encode()).hexdigest()}
    exact = loose = missing = 0
    for told in passages_of_the_log():
        snapshot = told["snapshot"]
        place = None
        if snapshot["text_sha256"] in digests:
            place = told["start"], told["end"]
        elif snapshot["full_text_sha256"] in digests:
            place = told["original_start"], told["original_end"]
        if place:
            start, end = place
            if text[start:end] == told["exact"]:
                exact += 1
            else:
                missing += 1
                wrong.append(f"{path}: [{start}, {end}) is not “{told['exact'][:60]}”")
        elif told["exact"] and told["exact"] in text:
            loose += 1
    say(f"{path}: {exact} quoted ranges stand exactly where they should, {missing} do not.")
    if not exact and not missing:
        say(
            "  No passage was cut from exactly this text. "
            f"Of the words that are quoted anywhere, {loose} stand in it."
        )


def passages_of_the_log():
    with open(LOG, "rb") as file:
        for line in file:
            content = json.loads(line).get("document", {}).get("content", {})
            for cited in content.get("appearances", []) + content.get("evidence", []):
                yield from cited["statement"]["passages"]


if __name__ == "__main__":
    main()
