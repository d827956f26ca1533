"""Downloads of the record: whole, in every form, as it stood at one head of the log."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import hashlib
import io
import json
from contextlib import contextmanager

import pytest

from claims import workflow
from core.cells import plain
from record import ledger, verify
from record.exporting import files, scope
from record.exporting.tables import ALL, TABLES
from record.merkle import leaf_hash
from record.models import Entry, Head, Listing
from tests import contents
from tests import factories as make
from tests.exported import address, bytes_of, column, lines, table
from tests.published import copies, next_edition, retract, supersede

pytestmark = pytest.mark.django_db
THE_DAY = dt.date(2021, 5, 25)


@pytest.fixture(scope="module")
def made(once):
    return once(make.make_published_claim)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


@pytest.mark.parametrize("name", list(TABLES))
def test_all_forms_of_a_table_tell_the_same(client, claim, name):
    rows, end = lines(client, name)
    listed = json.loads(bytes_of(client, name, "json"))
    cells = table(client, name)

    assert rows == listed and end["lines"] == len(rows)
    assert [list(row) for row in rows] == [TABLES[name].names] * len(rows)
    assert [{k: _cell(v) for k, v in row.items()} for row in rows] == [
        {k: plain(v) for k, v in row.items()} for row in cells
    ]


def _cell(value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def test_tables_join_by_their_keys(client, claim):
    supersede(claim, on=THE_DAY)
    held = {told.name: table(client, told.name) for told in ALL}

    for told in ALL:
        keys = [tuple(row[name] for name in told.key) for row in held[told.name]]
        assert len(set(keys)) == len(keys), told.name
        for name, other in told.foreign.items():
            there = set(column(held[other])) | {""}
            assert {row[name] for row in held[told.name]} <= there, (told.name, name)
    assert held["evidence"] and held["passages"] and held["statements"] and held["sources"]
    place = ("claim", "statement", "text_sha256", "start", "end")
    passages = {tuple(row[name] for name in place) for row in held["passages"]}
    assert {tuple(row[name] for name in place) for row in held["evidence"]} <= passages


def test_a_claim_says_what_superseded_it_and_keeps_its_verdict(client, claim):
    newer = supersede(claim, on=THE_DAY)

    older, new = table(client, "claims")

    assert older["verdict"] == "true" and older["standing"] == "superseded"
    assert (older["superseded_by"], older["standing_since"]) == (newer.public_id, "2021-05-25")
    assert new["standing"] == "current" and new["superseded_by"] == ""


def test_retracted_claims_are_left_out_counted_and_there_when_asked_for(client, claim):
    retract(claim)
    other = make.make_published_claim()

    rows, end = lines(client, "claims")
    assert column(rows) == [other.public_id] and end["retracted_left_out"] == 1
    for name in ("evidence", "statements", "sources", "editions", "documents"):
        assert claim.public_id not in bytes_of(client, name, "ndjson").decode(), name

    rows, end = lines(client, "claims", retracted="include")
    assert {row["id"]: row["standing"] for row in rows}[claim.public_id] == "retracted"
    assert end["retracted_left_out"] == 0
    assert column(table(client, "corrections"), "edition_kind") == ["retraction"]


def test_a_whole_ndjson_ends_with_its_count_and_hash(client, claim):
    content = bytes_of(client, "claims", "ndjson")
    *told, last = content.splitlines(keepends=True)

    end = json.loads(last)["end"]
    head = Head.objects.get()
    assert end["lines"] == len(told) == 1
    assert end["sha256"] == hashlib.sha256(b"".join(told)).hexdigest()
    assert (end["size"], end["root"], end["after"]) == (head.size, head.root, head.size - 1)


def test_the_log_has_the_very_bytes_that_were_hashed(client, claim):
    next_edition(claim, "update", "There is news.")
    content = bytes_of(client, "log", "ndjson")

    told = content.splitlines()[:-1]
    assert len(told) == Entry.objects.count() == Head.objects.get().size
    for line, entry in zip(told, Entry.objects.order_by("index"), strict=True):
        begin = b'{"index":%d,"leaf":"%s","document":' % (entry.index, entry.leaf.encode())
        data = line.removeprefix(begin).removesuffix(b"}")
        assert data.decode() == entry.data and leaf_hash(data) == entry.leaf


def test_going_on_behind_an_index_gives_the_rest_each_once(client, claim):
    copies(claim, 7)
    whole, _ = lines(client, "claims")

    for cut in (0, 3, len(whole)):
        after = whole[cut - 1]["index"] if cut else -1
        rest, end = lines(client, "claims", after=after)
        assert whole[:cut] + rest == whole and end["lines"] == len(rest)


def test_what_is_published_meanwhile_changes_nothing_and_comes_behind(client, claim):
    """Each of the claims once: as it stood at the head that was fixed first."""
    many = [claim.public_id, *(one.claim for one in copies(claim, 2 * scope.FIRST))]
    for name, form in (("claims", "csv"), ("claims", "ndjson"), ("documents", "ndjson")):
        content = iter(client.get(address(name, form)).streaming_content)
        head, begun = Head.objects.get().size, [next(content), next(content)]
        text = ledger.current(many[-1]).content
        drafted = contents.draft(text, "update", "There is news.")
        ledger.append([drafted])
        told = b"".join([*begun, *content]).decode()
        found = _indices(name, form, told)
        assert found == sorted(set(found)) and len(found) == len(many), (name, form)
        assert max(found) < head
        behind, _ = lines(client, "claims", after=head - 1)
        assert column(behind) == [many[-1]]


def _indices(name, form, told):
    if form == "csv":
        return [int(row["index"]) for row in csv.DictReader(io.StringIO(told, newline=""))]
    return [json.loads(line)["index"] for line in told.splitlines()[:-1]]


def test_as_it_stood_when_the_log_was_shorter(client, claim):
    then = Head.objects.get().size
    before = {
        told.name: bytes_of(client, told.name, "csv") for told in ALL if told.name != "verdicts"
    }
    supersede(claim, on=THE_DAY)
    next_edition(claim, "correction", "It was wrong.", finding="Another finding.")
    after = Head.objects.get().size
    retract(claim)

    for name, content in before.items():
        assert bytes_of(client, name, "csv", as_of=then) == content, name
    (row,) = [r for r in table(client, "claims", as_of=after) if r["id"] == claim.public_id]
    assert (row["finding"], row["edition"]) == ("Another finding.", "2")
    assert row["standing"] == "superseded" and row["standing_since"] == "2021-05-25"
    (gone,) = [
        r
        for r in table(client, "claims", as_of=after + 1, retracted="include")
        if r["id"] == claim.public_id
    ]
    assert gone["standing"] == "retracted"


def test_what_stood_then_is_told_with_the_root_of_then(client, claim):
    then = Head.objects.get()
    supersede(claim)

    _, end = lines(client, "claims", as_of=then.size)

    assert (end["size"], end["root"]) == (then.size, then.root)


def test_corrections_leave_out_nothing_and_say_so(client, claim):
    retract(claim)

    rows, end = lines(client, "corrections")

    assert column(rows, "edition_kind") == ["retraction"] and end["retracted_left_out"] == 0


@pytest.mark.parametrize("name", ["claims", "sources", "statements", "evidence", "documents"])
def test_as_of_now_is_what_stands(client, claim, name):
    supersede(claim, on=THE_DAY)
    size = Head.objects.get().size

    told, end = lines(client, name)
    past, ended = lines(client, name, as_of=size)
    assert (past, ended) == (told, end) or sorted(map(str, past)) == sorted(map(str, told))


def test_it_is_compressed_when_asked(client, claim):
    plain_bytes = bytes_of(client, "claims", "ndjson")
    response = client.get(address("claims", "ndjson"), headers={"Accept-Encoding": "gzip"})

    assert response["Content-Encoding"] == "gzip" and "Accept-Encoding" in response["Vary"]
    assert gzip.decompress(b"".join(response.streaming_content)) == plain_bytes


def test_what_has_not_changed_is_not_sent_again(client, claim):
    etag = client.get(address("claims", "csv"))["ETag"]
    assert client.get(address("claims", "csv"), headers={"If-None-Match": etag}).status_code == 304

    make.make_published_claim()
    again = client.get(address("claims", "csv"), headers={"If-None-Match": etag})
    assert again.status_code == 200 and again["Access-Control-Allow-Origin"] == "*"


def test_each_coding_has_a_mark_of_its_own_and_either_is_known_again(client, claim):
    codings = ("identity", "gzip", "gzip;q=0, br")
    marks = {}
    for coding in codings:
        given = client.get(address("claims", "csv"), headers={"Accept-Encoding": coding})
        assert given.get("Content-Encoding") == ("gzip" if coding == "gzip" else None)
        marks[coding] = given["ETag"]

    assert marks["identity"] == marks["gzip;q=0, br"] != marks["gzip"]
    for coding in codings:
        for mark in (*marks.values(), f"W/{marks['gzip']}", ", ".join(marks.values())):
            headers = {"Accept-Encoding": coding, "If-None-Match": mark}
            again = client.get(address("claims", "csv"), headers=headers)
            assert again.status_code == 304 and again["ETag"] in mark
            assert again["Vary"] == "Accept-Encoding"
    make.make_published_claim()
    headers = {"Accept-Encoding": "gzip", "If-None-Match": marks["identity"]}
    assert client.get(address("claims", "csv"), headers=headers).status_code == 200


def test_what_is_written_as_it_is_read_is_not_given_in_parts(client, claim):
    given = client.get(address("claims", "csv"), headers={"Range": "bytes=0-3"})

    assert (given.status_code, given["Accept-Ranges"]) == (200, "none")


def test_a_question_about_an_export_reads_nothing(client, claim, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        response = client.head(address("claims", "csv"))
    assert response["On-Record-Size"] == str(Head.objects.get().size)
    assert "claims.csv" in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("name", "form", "asked", "wrong"),
    [
        ("claims", "csv", {"verdit": "true"}, "verdit"),
        ("claims", "csv", {"after": "x"}, "after"),
        ("claims", "csv", {"after": "9" * 40}, "after"),
        ("claims", "csv", {"as_of": "99999"}, "as_of"),
        ("claims", "csv", {"as_of": "1", "q": "harbour"}, "q"),
        ("claims", "csv", {"as_of": "1", "after": "1"}, "after"),
        ("claims", "csv", {"as_of": "0", "after": "0"}, "after"),
        ("claims", "csv", {"year": "0"}, "year"),
        ("log", "ndjson", {"verdict": "true"}, "verdict"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(client, claim, name, form, asked, wrong):
    response = client.get(address(name, form, **asked))

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert wrong in response.json()["errors"]


@pytest.mark.parametrize("path", ["claims.xml", "drafts.csv", "log.csv", "claims.csv.gz", "claims"])
def test_there_is_no_other_export(client, db, path):
    assert client.get(f"/api/v1/export/{path}").status_code == 404


def test_every_export_is_named_with_its_columns(client, db):
    told = {each["name"]: each for each in client.get("/api/v1/export/").json()["exports"]}

    assert set(told) == set(files.FORMS)
    for table_ in ALL:
        assert [c["name"] for c in told[table_.name]["columns"]] == table_.names
    for each in told.values():
        for url in each["urls"].values():
            assert client.head(url).status_code == 200


def test_reviews_are_those_of_the_pages(client, db):
    said = make.make_published_claim()
    listing = Listing.objects.get(claim=said.public_id)
    feed = json.loads(bytes_of(client, "claims", "jsonld"))
    page = client.get(f"/claims/{said.public_id}.jsonld")

    items = [item for element in feed["dataFeedElement"] for item in element["item"]]
    assert items == ([page.json()] if page.status_code == 200 else [])
    assert feed["@type"] == "DataFeed" and listing


def test_a_claim_stands_again_once_nobody_says_what_was_done_to_it(client, claim):
    newer = supersede(claim, on=THE_DAY)
    assert table(client, "claims")[0]["standing"] == "superseded"

    with workflow_of(newer):
        newer.relations.all().delete()

    assert {row["standing"] for row in table(client, "claims")} == {"current"}
    assert list(verify.standings_are_current()) == []


@contextmanager
def workflow_of(claim):
    """Change a published claim inside, and publish it again."""
    by = make.someone()
    workflow.reopen(claim, by=by, kind="correction", reason="It was wrong.")
    with workflow.revising(claim, by=by):
        yield
        claim.notice = "We said something else before."
        claim.save()
    make.publish(claim)


def test_a_claim_that_was_retracted_and_taken_up_again_has_all_its_editions(client, claim):
    retract(claim)
    assert not [row for row in table(client, "editions") if row["claim"] == claim.public_id]

    next_edition(claim, "correction", "We were right after all.")

    told = [row["number"] for row in table(client, "editions") if row["claim"] == claim.public_id]
    assert told == ["1", "2", "3"]


@pytest.mark.parametrize("cites", [True, False])
def test_a_statement_is_told_once_though_who_cites_it_moves_on(client, db, monkeypatch, cites):
    monkeypatch.setattr(scope, "FIRST", 1)
    monkeypatch.setattr(scope, "FEW", 1)
    said = contents.evidence(1, contents.statement(7))
    for claim in ("claim00001", "claim00002", "claim00003"):
        ledger.append([contents.draft(contents.content(claim, evidence=[said]))])
    content = iter(client.get(address("statements", "ndjson")).streaming_content)

    again = contents.content("claim00003", evidence=[said] if cites else [])
    ledger.append([contents.draft(again, "update", "News.")])
    told = [json.loads(line) for line in b"".join(content).splitlines()[:-1]]

    assert [row["id"] for row in told if row["id"] == said.statement.id] == [said.statement.id]


@pytest.mark.parametrize(
    ("name", "form", "asked", "wrong"),
    [
        ("editions", "csv", {"q": "harbour"}, "q"),
        ("corrections", "ndjson", {"q": "harbour"}, "q"),
        ("claims", "jsonld", {"as_of": "1"}, "as_of"),
    ],
)
def test_what_could_not_be_kept_is_refused(client, claim, name, form, asked, wrong):
    response = client.get(address(name, form, **asked))
    assert response.status_code == 400 and wrong in response.json()["errors"]
