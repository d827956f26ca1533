import json

import pytest

from sources.extraction import NotText, extract, propose_regions
from sources.models import Region
from tests.source_pages import SEEDS, seed

ARTICLE = """A headline without a full stop

By Mara Lind

The bridge opened on Monday.
It had been shut for a year.

A picture of the bridge

(Image credit: The city)

Traders had asked for an earlier date.

Subscribe to our letter

Enter your e-mail address

3 comments on “A headline”

1. It is shut.

   Still shut, says a second paragraph.

2. It is not.

Comments are closed.
"""


def kinds(text: str) -> list[str]:
    return [stretch.kind for stretch in propose_regions(text)]


def words(text: str) -> list[str]:
    return [text[stretch.start : stretch.end] for stretch in propose_regions(text)]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_become_lf_with_a_remark(end):
    extraction = extract(f"One{end}two".encode())

    assert extraction.text == "One\ntwo"
    assert extraction.remarks == ["Line ends were made LF."]


def test_nothing_else_is_normalised():
    text = " Cafe\u0301\u00a0…\u200b\ufeff \U0001f309\t\n\n\n"

    assert extract(text.encode()).text == text
    assert extract(text.encode()).remarks == []


def test_a_nul_is_replaced_with_a_remark():
    extraction = extract(b"a\0b")

    assert extraction.text == "a\N{REPLACEMENT CHARACTER}b"
    assert "1 NUL" in extraction.remarks[0]


@pytest.mark.parametrize(
    ("text", "remarked"),
    [
        ("<!DOCTYPE html><p>Hello</p>", True),
        ("\n <html lang='en'>", True),
        ("\ufeff<body>", True),
        ("The <html> element stands first.", False),
        ("<htmlish>", False),
    ],
)
def test_markup_is_kept_and_remarked_on(text, remarked):
    extraction = extract(text.encode())

    assert extraction.text == text
    assert any("looks like HTML" in remark for remark in extraction.remarks) == remarked


def test_a_byte_that_is_no_utf8_is_named_with_its_line():
    with pytest.raises(NotText, match=r"line 3 .*0xff, byte 9 of the file"):
        extract(b"one\ntwo\n\xff")


@pytest.mark.parametrize("data", [b"", b" \n\t\n"])
def test_a_file_without_text_is_refused(data):
    with pytest.raises(NotText):
        extract(data)


def test_an_article_is_divided_into_what_its_blocks_probably_are():
    assert kinds(ARTICLE) == [
        Region.Kind.HEADLINE,
        Region.Kind.BYLINE,
        Region.Kind.BODY,
        Region.Kind.CAPTION,
        Region.Kind.CREDIT,
        Region.Kind.BODY,
        Region.Kind.BOILERPLATE,
        Region.Kind.COMMENTS_HEADER,
        Region.Kind.COMMENT,
        Region.Kind.COMMENT,
        Region.Kind.BOILERPLATE,
    ]


def test_a_comment_holds_all_its_paragraphs():
    assert "Still shut, says a second paragraph." in words(ARTICLE)[8]


def test_regions_are_in_order_apart_and_leave_out_white_space_only():
    found, place = propose_regions(ARTICLE), 0

    for stretch in found:
        assert not ARTICLE[place : stretch.start].strip()
        assert stretch.start < stretch.end
        place = stretch.end
    assert not ARTICLE[place:].strip()


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("techradar", "000_ca3e3a61182a1d2b.txt"),
        ("liliputing", "004_0d65f973fdd24c6e.txt"),
    ],
)
def test_the_articles_of_the_running_example_are_divided_as_a_person_would(key, name):
    text = seed(name)
    regions = json.loads((SEEDS / "offsets.json").read_text())[key]["regions"]

    found = [(stretch.kind, stretch.start, stretch.end) for stretch in propose_regions(text)]

    assert found == [(region["kind"], region["start"], region["end"]) for region in regions]


PASTED = """The Harbour Gazette
Bridge to be shut for a year
By Jane Doe
The bridge will be shut from May, the city said.
It was built in 1911.
Comments
Bo Lindqvist: The company never asked.
I cross it every day.
"""


def test_a_text_that_was_pasted_without_blank_lines_falls_into_its_lines():
    found = propose_regions(PASTED, "Bridge to be shut  for a Year")

    assert [(region.kind, PASTED[region.start : region.end][:10]) for region in found] == [
        ("boilerplate", "The Harbou"),
        ("headline", "Bridge to "),
        ("byline", "By Jane Do"),
        ("body", "The bridge"),
        ("body", "It was bui"),
        ("comments_header", "Comments"),
        ("comment", "Bo Lindqvi"),
    ]
    assert PASTED[found[-1].start : found[-1].end].endswith("every day.")


def test_without_the_title_in_it_the_first_line_is_the_headline():
    (first, *_) = propose_regions(PASTED, "Another title")

    assert (first.kind, first.start) == ("headline", 0)


def test_a_paragraph_with_hard_line_ends_is_one_region():
    text = "A headline\n\nA sentence that goes on\nin the next line, and ends\nthere.\n"

    assert [(r.kind, text[r.start : r.end][:10]) for r in propose_regions(text)] == [
        ("headline", "A headline"),
        ("body", "A sentence"),
    ]


@pytest.mark.parametrize(
    "paragraph",
    [
        "नगर अभियंता ने सोमवार को कहा, “पुल सुरक्षित है”।",
        "هل الجسر آمن؟",
        "یہ پل محفوظ ہے۔",
        "大橋已經重新開放。",
        "«Le pont est sûr.»",
    ],
)
def test_a_paragraph_ends_as_its_script_ends_sentences(paragraph):
    regions = propose_regions(f"Title\n\n{paragraph}\n")

    assert [region.kind for region in regions] == [Region.Kind.HEADLINE, Region.Kind.BODY]
