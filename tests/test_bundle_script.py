"""What the bundle's own script says: of a bundle that is whole, and of one that was altered."""

from __future__ import annotations

import csv
import hashlib
import json
import random
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

from django.db import transaction

import pytest

from claims.seeding.loading import load
from record.exporting.tables import ALL
from record.merkle import leaf_hash, root_over
from record.models import Head
from sources.models import Snapshot, Source
from tests import factories as make
from tests.exported import unpacked_bundle
from tests.published import next_edition, retract, supersede

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once):
    return once(make.make_published_claim)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.BUNDLES = tmp_path / "bundles"
    return tmp_path


@pytest.fixture
def bundle(claim, place) -> Path:
    """A bundle of several editions, unpacked."""
    supersede(claim)
    next_edition(claim, "correction", "It was wrong.", finding="=Another finding.")
    retract(make.make_published_claim())
    return unpacked_bundle(place)


def verified(bundle: Path, *more) -> tuple[int, str]:
    """What its own script says, in a Python that knows nothing of us."""
    command = [sys.executable, "-I", "-S", str(bundle / "verify.py"), *map(str, more)]
    told = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    return told.returncode, told.stdout + told.stderr


def test_a_bundle_proves_itself(bundle):
    status, told = verified(bundle)

    head = Head.objects.get()
    assert status == 0, told
    assert f"Log: {head.size} entries, root {head.root}" in told
    assert "Not checked: whether the quoted words stand in the sources." in told


@pytest.mark.parametrize(
    ("name", "before", "after", "wrong"),
    [
        ("log.ndjson", "It was wrong.", "It was right.", "its bytes have another leaf"),
        ("head.json", '"size": ', '"size": 1', "head.json tells of 1"),
        ("tables/claims.csv", "is safe", "is unsafe", "text is “The harbour bridge is unsafe"),
        ("datapackage.json", "integer", "string", "another SHA-256"),
    ],
)
def test_what_was_altered_is_named(bundle, name, before, after, wrong):
    path = bundle / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))

    status, told = verified(bundle)
    assert status == 1 and wrong in told
    assert f"{name}: it has another SHA-256" in told


def test_each_copy_that_is_named_is_looked_at(bundle):
    status, told = verified(bundle, "--text", bundle / "one", "--text", bundle / "two")

    assert status == 1 and "one: it cannot be read" in told and "two: it cannot be read" in told


def falsified(bundle: Path, name: str, data: bytes) -> tuple[int, str]:
    """What the script says of other bytes in a file, where the manifest was written anew to fit."""
    (bundle / name).write_bytes(data)
    sums = (bundle / "SHA256SUMS").read_text().splitlines()
    fitting = [
        f"{hashlib.sha256((bundle / line[66:]).read_bytes()).hexdigest()}  {line[66:]}"
        for line in sums
    ]
    (bundle / "SHA256SUMS").write_text("".join(f"{line}\n" for line in fitting))
    return verified(bundle)


@pytest.fixture(scope="module")
def of_the_story(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """The bundle of the running example, which has rows in every table; no more is left of it."""
    place = tmp_path_factory.mktemp("story")
    with django_db_blocker.unblock(), transaction.atomic():
        load()
        bundle = unpacked_bundle(place)
        transaction.set_rollback(True)
    return bundle


@pytest.fixture
def whole(of_the_story, place) -> Path:
    return Path(shutil.copytree(of_the_story, place / "unpacked"))


def as_csv(rows: list[list[str]]) -> bytes:
    lines = StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue().encode()


def test_where_a_long_cell_differs_is_shown(whole):
    path = whole / "tables/passages.csv"
    head, *rows = csv.reader(StringIO(path.read_text(), newline=""))
    at = head.index("exact")
    long = next(row for row in rows if len(row[at]) > 100)
    long[at] = f"{long[at][:80]}WXYZ{long[at][80:]}"
    path.write_bytes(as_csv([head, *rows]))

    assert "WXYZ" in verified(whole)[1].partition("and the log says")[0]


def test_no_cell_of_a_table_can_say_something_else_than_the_log(whole):
    assert verified(whole)[0] == 0
    for table in ALL:
        name = f"tables/{table.name}.csv"
        before = (whole / name).read_bytes()
        head, *rows, last = csv.reader(StringIO(before.decode(), newline=""))
        lines = before.count(b"\n") - ",".join(last).count("\n")

        altered = [last[0], *(f"{cell}9" for cell in last[1:])]
        status, said = falsified(whole, name, as_csv([head, *rows, altered]))
        assert status == 1 and "SHA-256 than" not in said
        for column in head[1:]:
            assert f"{name}, line {lines}, {last[0]}: {column} is “" in said, (table.name, column)

        another = [f"{last[0]}9", *last[1:]]
        for wrong in ([*rows, another], rows, [*rows, last, last]):
            status, said = falsified(whole, name, as_csv([head, *wrong]))
            assert status == 1 and name in said, said
        falsified(whole, name, before)
    assert verified(whole)[0] == 0


def test_no_cell_can_hide_behind_another_line_of_names(whole):
    for table in ALL:
        name = f"tables/{table.name}.csv"
        before = (whole / name).read_bytes()
        head, *rows = csv.reader(StringIO(before.decode(), newline=""))

        status, said = falsified(whole, name, as_csv([[head[1], head[0], *head[2:]], *rows]))
        assert status == 1 and f"{name}, line 1: its columns are not" in said

        altered = [[row[0], *(f"{cell}9" for cell in row[1:])] for row in rows]
        status, said = falsified(whole, name, as_csv([head[:1], *altered]))
        assert status == 1 and f"{head[-1]} is “" in said
        falsified(whole, name, before)


def test_it_says_what_it_cannot_compare(whole):
    description = (whole / "datapackage.json").read_bytes()

    status, said = falsified(whole, "datapackage.json", description.replace(b"integer", b"string"))

    last = said.strip().splitlines()[-1]
    assert status == 0 and last.startswith("Not compared: what README.md and datapackage.json say")


@pytest.mark.parametrize(
    ("before", "after"), [(b'"root":"', b'"root":"f'), (b'"after":', b'"after":1')]
)
def test_the_last_line_of_the_log_has_to_tell_of_it(bundle, before, after):
    *lines, end = (bundle / "log.ndjson").read_bytes().splitlines(keepends=True)

    data = b"".join([*lines, end.replace(before, after)])
    status, said = falsified(bundle, "log.ndjson", data)
    assert status == 1 and "log.ndjson: its last line tells of other lines" in said

    status, said = falsified(bundle, "log.ndjson", b"".join([*lines[:2], end, *lines[2:]]))
    assert status == 1 and "it was cut" in said


def test_editions_of_another_shape_are_told_of_though_all_hashes_were_made_again(bundle):
    lines, leaves = (bundle / "log.ndjson").read_bytes().splitlines()[:-1], []
    for index, line in enumerate(lines):
        document = line.partition(b'"document":')[2][:-1].replace(b'"counted":', b'"count":')
        leaves.append(leaf_hash(document))
        head = b'{"index":%d,"leaf":"%s","document":' % (index, leaves[-1].encode())
        lines[index] = head + document + b"}\n"
    size, root, seen = len(lines), root_over(leaves), hashlib.sha256(b"".join(lines)).hexdigest()
    end = {"lines": size, "sha256": seen, "size": size, "root": root, "after": size - 1}
    lines.append(json.dumps({"end": {**end, "retracted_left_out": 0}}).encode() + b"\n")
    told = json.loads((bundle / "head.json").read_bytes()) | {"root": root}
    (bundle / "head.json").write_text(json.dumps(told))

    status, said = falsified(bundle, "log.ndjson", b"".join(lines))

    assert status == 1 and "Traceback" not in said
    assert ": an edition of another shape: " in said


def test_a_terminal_without_its_letters_is_told_all_the_same(bundle):
    path = bundle / "tables/claims.csv"
    path.write_text(path.read_text().replace("bridge", "橋"))

    said = subprocess.run(
        [sys.executable, str(bundle / "verify.py")],
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )

    assert said.returncode == 1 and rb"\u6a4b" in said.stdout and not said.stderr


def test_of_a_file_with_very_many_mistakes_the_first_are_told_and_the_rest_counted(bundle):
    path = bundle / "SHA256SUMS"
    path.write_text(path.read_text() + "nonsense\n" * 100 + f"{'0' * 64}  {'x' * 3000}\n")

    status, said = verified(bundle)

    assert status == 1 and "101 things are wrong" in said and said.count(": no hash") == 40
    assert "… and 61 more in SHA256SUMS" in said


def run_here(script, bundle: Path) -> tuple[int, str]:
    """What the script says when it is run in this process; what it raises is raised here."""
    told = TextIOWrapper(BytesIO(), encoding="utf-8", write_through=True)
    with redirect_stdout(told), patch("sys.argv", ["verify.py"]), pytest.raises(SystemExit) as end:
        exec(script, {"__name__": "__main__", "__file__": str(bundle / "verify.py")})
    return end.value.code, told.buffer.getvalue().decode()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """With a byte flipped, lost, or all behind it gone."""
    place = chance.randrange(len(data))
    flipped = bytes([data[place] ^ chance.choice([1, 2, 32, 0x91, 0xFF])])
    rest = chance.choice([flipped + data[place + 1 :]] * 4 + [data[place + 1 :], b""])
    return data[:place] + rest


def test_whatever_byte_is_altered_its_file_is_named(bundle):
    """In one process: a new Python for each of them would take minutes."""
    chance = random.Random(1)
    script = compile((bundle / "verify.py").read_text(), str(bundle / "verify.py"), "exec")
    for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
        data, name = path.read_bytes(), path.relative_to(bundle).as_posix()
        if name == "verify.py":
            continue
        for _ in range(25):
            path.write_bytes(damaged(data, chance))

            status, said = run_here(script, bundle)

            assert status == 1 and name in said.partition(" wrong:")[2], said
        path.write_bytes(data)


@pytest.mark.parametrize("name", ["head.json", "log.ndjson", "SHA256SUMS", "tables/claims.csv"])
def test_a_file_that_is_missing_or_empty_is_named(bundle, name):
    (bundle / name).write_bytes(b"")
    status, said = verified(bundle)
    assert status == 1 and name in said
    (bundle / name).unlink()

    status, said = verified(bundle)
    assert status == 1 and name in said and "Traceback" not in said


def test_what_a_missing_table_says_is_not_asked_and_the_others_are(bundle):
    (bundle / "tables/topics.csv").unlink()
    path = bundle / "tables/speakers.csv"
    path.write_bytes(path.read_bytes().replace(b"person", b"court", 1))

    status, said = verified(bundle)

    assert status == 1 and ", each compared with its SHA-256, 1 missing." in said
    assert "SHA256SUMS: it names tables/topics.csv, which is missing" in said
    assert "and the log says “person”" in said


def test_one_thing_that_is_wrong_is_one(bundle):
    (bundle / "datapackage.json").write_bytes(b"{}")

    status, said = verified(bundle)

    assert status == 1 and "\n1 thing is wrong:\n" in said


def test_an_entry_that_is_missing_is_seen_though_all_hashes_were_made_again(bundle):
    path = bundle / "log.ndjson"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], *lines[3:]]))

    status, told = verified(bundle)
    assert status == 1 and "line 3: entry 3 where 2 follows" in told


def test_quoted_words_are_looked_up_in_ones_own_copy(bundle, claim, place):
    snapshot = claim.evidence.get().statement.passages.get().snapshot
    copy, altered, other = place / "copy.txt", place / "altered.txt", place / "other.txt"
    copy.write_text(snapshot.text)
    altered.write_text(f"New first line\n{snapshot.text}")
    other.write_text("Nothing of it.")

    status, told = verified(bundle, "--text", copy)
    assert status == 0, told
    assert f"{copy}: " in told and "stand exactly where they should, 0 do not." in told
    status, told = verified(bundle, "--text", copy, altered, other, place / "none.txt")
    assert status == 1 and "3 things are wrong:" in told
    assert f"{altered}: it is no captured text that this bundle quotes" in told
    assert f"{place / 'none.txt'}: it cannot be read" in told


def test_it_says_of_which_texts_no_copy_was_given(claim, place):
    source = make.make_source(grade=Source.Grade.PRIMARY, kind=Source.Kind.COURT_ORDER)
    other = make.make_snapshot(f"{make.TEXT}\nAnd more.", source)
    make.publish(make.make_sourced_claim(statement=make.make_statement(snapshot=other)))
    bundle = unpacked_bundle(place)
    texts = set(Snapshot.objects.exclude(passages=None).values_list("text", flat=True))
    copies = [place / f"{number}.txt" for number in range(len(texts))]
    for copy, text in zip(copies, texts, strict=True):
        copy.write_text(text)

    _, of_one = verified(bundle, "--text", copies[0])
    status, of_all = verified(bundle, "--text", *copies)

    assert len(copies) == 2 and "Not checked: what is quoted from texts of which" in of_one
    assert f"text_sha256: {hashlib.sha256(copies[1].read_bytes()).hexdigest()[:12]}." in of_one
    assert status == 0 and "Not checked" not in of_all, of_all


def test_a_copy_may_have_other_line_ends_and_a_mark_of_its_bytes(bundle, claim, place):
    snapshot = claim.evidence.get().statement.passages.get().snapshot
    copy = place / "copy.txt"
    copy.write_bytes(b"\xef\xbb\xbf" + snapshot.text.replace("\n", "\r\n").encode())

    status, told = verified(bundle, "--text", copy)

    assert status == 0 and "stand exactly where they should, 0 do not." in told, told
