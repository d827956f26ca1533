"""A file as rows: whatever spreadsheets make of CSV, JSON, and what is no table."""

import json

import pytest

from claims.importing.files import MOST_ROWS, NotATable, read
from core.cells import harmless, plain


def cells(data, name="claims.csv", kind="claims"):
    return [row.cells for row in read(data, name, kind).rows]


def refused(data, name="claims.csv"):
    with pytest.raises(NotATable) as error:
        read(data, name, "claims")
    return str(error.value)


@pytest.mark.parametrize(
    "data",
    [
        "text,short\nÄ claim,Short\n".encode(),
        "\ufefftext,short\nÄ claim,Short\n".encode(),
        "text,short\r\nÄ claim,Short\r\n".encode(),
        "text,short\rÄ claim,Short\r".encode(),
        "text;short\nÄ claim;Short\n".encode(),
        "text\tshort\nÄ claim\tShort\n".encode(),
        "text,short\nÄ claim,Short\n".encode("cp1252"),
        "text\tshort\nÄ claim\tShort\n".encode("utf-16"),
        'Text , "Short"\n"Ä claim","Short"\n\n,\n'.encode(),
        b"\n\ntext,short,,\n\xc3\x84 claim,Short,,\n",
    ],
)
def test_it_reads_what_spreadsheets_write(data):
    assert [{k: v for k, v in row.items() if v} for row in cells(data)] == [
        {"text": "Ä claim", "short": "Short"}
    ]


def test_it_says_how_it_read_what_is_not_plain_utf_8():
    windows = read("text;short\nÄ;B\n".encode("cp1252"), "a.csv", "claims")

    assert windows.remarks == [
        "This is not UTF-8, and was read as Windows-1252: look at accents and dashes below.",
        "Read with semicolons between the columns.",
    ]


def test_a_line_is_the_one_on_which_the_row_begins():
    table = read(b'text,short\n"one\ntwo",a\n\nthree,b\n', "a.csv", "claims")

    assert [(row.line, row.cells["text"]) for row in table.rows] == [(2, "one\ntwo"), (5, "three")]


@pytest.mark.parametrize(
    "data, told",
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf \n", "The file is empty."),
        (b"text,short\n", "no rows below its column names"),
        (b"short\nx\n", "The column “text” is missing."),
        (b"text,txt\nx,y\n", "There is no column “txt” for claims. Did you mean “text”?"),
        (b"text,zebra\nx,y\n", "“zebra” for claims. Rename it or take it out."),
        (b"text,short,text\nx,y,z\n", "The column “text” stands twice"),
        (b'text,short\nx,y\n"open,z\nmore\n', "opens on line 3 is never closed"),
        (b'text,short\nx,"a" b\n', "Line 2: a quotation mark stands inside a cell"),
        (b"text\n\x81\xff\n", "Line 2 holds characters of an unknown encoding"),
        (b"text\n" + b"x\n" * (MOST_ROWS + 1), "more than 20,000 rows"),
        (b"text\n" + b"x" * (10 * 2**20), "more than 10 MB"),
        (b"[1]", "Entry 1 is not an object"),
        (b"[", "This is not JSON: Expecting value at line 1, character 2."),
        (b"[" * 100_000, "The JSON is nested too deep"),
        (b'[{"text": "a", "text": "b"}]', "names “text” twice"),
        (b'[{"text": {"a": 1}}]', "Entry 1: “text” has to be a text"),
        (b'"text"', "no rows"),
    ],
)
def test_what_is_no_table_is_refused_with_the_place(data, told):
    assert told in refused(data)


def test_json_that_is_a_single_text_is_no_table():
    assert "has to be a list of objects" in refused(b'"text"', "a.json")


@pytest.mark.parametrize(
    "text",
    [
        '[{"text": "A", "topics": ["x", "y"], "place": null}]',
        '{"claims": [{"text": "A", "topics": ["x", "y"]}]}',
        '{"text": "A", "topics": ["x", "y"]}',
        '{"text": "A", "topics": "x; y"}\n{"text": "B"}\n',
    ],
)
def test_it_reads_json_in_its_usual_shapes(text):
    first = cells(text.encode(), "claims.json")[0]

    assert (first["text"], first["topics"]) == ("A", "x; y")


def test_a_row_with_more_cells_than_columns_is_told_of():
    row = read(b"text,short\na,b,c\n", "a.csv", "claims").rows[0]

    assert row.problems[0][1].startswith("This row has 3 cells and there are 2 columns")


@pytest.mark.parametrize("bad", ["a\0b", json.loads('"a\\ud800b"')])
def test_what_no_database_keeps_is_told_of_at_its_row(bad):
    row = read(json.dumps([{"text": bad}]).encode(), "a.json", "claims").rows[0]

    assert row.problems == [
        ("text", "This holds a character that is no text and cannot be kept: take it out.")
    ]
    row.cells["text"].encode()
    assert "\0" not in row.cells["text"]


def test_a_huge_cell_is_told_of_and_shortened():
    row = read(b"text,short\n" + b"x" * 500_000 + b",y\n", "a.csv", "claims").rows[0]

    assert "500,000 characters; at most 20,000" in row.problems[0][1]
    assert len(row.cells["text"]) < 300


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "＝1", "'=1", " =1", "''+1"])
def test_no_spreadsheet_takes_a_cell_for_a_formula_and_the_text_comes_back(text):
    assert harmless(text).startswith("'")
    assert plain(harmless(text)) == text


@pytest.mark.parametrize("text", ["", "a=1", "'tis", "’=1", "1-2"])
def test_other_cells_stay_as_they_are(text):
    assert harmless(text) == text == plain(text)
