"""Reviews are found in each kind of file: pages, JSON in its forms, JSON a line."""

import io
import json

import pytest

from claims.importing.reviews import reading
from claims.models import Claim
from tests.exported import bytes_of
from tests.machine_claims import published
from tests.published import copies
from tests.reviews import ONE, TWO, URL, bring, cleaned, lines, review

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(cast):
    return cast.editor


def found_in(data: bytes) -> list[tuple[str, str]]:
    """Each place with the claim that was found there, or with what is told instead."""
    return [
        (one.place, one.review["claimReviewed"] if one.review else str(one.remark))
        for one in reading.read(io.BytesIO(data))
    ]


def test_a_page_is_read():
    page = f"""<!DOCTYPE html><html><head><title>x &amp; y</title>
    <script>var x = "<script type='application/ld+json'>";</script>
    <script type="application/ld+json">{json.dumps(review(claimReviewed="One"))}</script>
    <SCRIPT TYPE='application/ld+json; charset=utf-8'><!-- {
        json.dumps([review(claimReviewed="Two"), review(claimReviewed="Three")])
    } --></SCRIPT>
    <script type="application/ld+json">{{"@type": "WebPage"}}</script>
    <script type="application/ld+json">{{"@type": "ClaimReview", </script>
    </head><body><script type="application/ld+json">
    {json.dumps(review(claimReviewed="Four")).replace('"', "&quot;")}"""

    found = found_in(page.encode())

    assert found[:3] == [
        ("script at line 3", "One"),
        ("script at line 4, review 1", "Two"),
        ("script at line 4, review 2", "Three"),
    ]
    assert found[3][0] == "script at line 6" and found[3][1].startswith("is not JSON; left out")
    assert found[4:] == [("script at line 7", "Four")]


def test_a_page_without_any_is_told():
    with pytest.raises(reading.CannotRead, match="no ClaimReview in this page"):
        found_in(b"<html><body>Nothing")


def test_a_page_is_read_in_the_encoding_that_it_names():
    told = json.dumps(review(claimReviewed="Мост закрыт"), ensure_ascii=False)
    page = f'<meta charset="windows-1251"><script type="application/ld+json">{told}</script>'

    assert found_in(page.encode("cp1251")) == [("script at line 1", "Мост закрыт")]


def test_what_a_graph_refers_to_is_put_in_its_place():
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "@id": URL},
            review(itemReviewed={"@id": "#claim"}, author={"@id": "#us"}),
            {"@type": "Organization", "@id": "#us", "name": "Example Check"},
            {"@type": "Claim", "@id": "#claim", "author": {"@id": "#mara"}},
            {"@type": "Person", "@id": "#mara", "name": "Mara Lind"},
        ],
    }
    (found,) = reading.read(io.BytesIO(json.dumps(graph, indent=1).encode()))

    read = cleaned(found.review)
    assert (read.outlet, read.claimant.name) == ("Example Check", "Mara Lind")


@pytest.mark.parametrize(
    "value, places",
    [
        (ONE, ["element 1"]),
        ([ONE, TWO], ["element 1", "element 2"]),
        (
            {"@graph": [ONE, {"@type": "WebPage"}, TWO]},
            ["element 1, review 1", "element 1, review 2"],
        ),
        (
            {"@type": "DataFeed", "dataFeedElement": [{"item": [ONE]}, {"item": TWO}]},
            ["element 1", "element 2"],
        ),
        (
            {"@type": "WebPage", "mainEntity": {"review": [ONE, TWO]}},
            ["element 1, review 1", "element 1, review 2"],
        ),
    ],
)
def test_json_is_read_in_each_of_its_forms(value, places):
    found = found_in(json.dumps(value, indent=2).encode())
    assert found == list(zip(places, ("One", "Two"), strict=False))


def test_an_answer_to_a_search_is_read(ada):
    answer = {
        "claims": [
            {
                "text": "The harbour bridge is closed.",
                "claimant": "Mara Lind",
                "claimDate": "2021-05-20T00:00:00Z",
                "claimReview": [
                    {
                        "publisher": {"name": "Example Check", "site": "check.example"},
                        "url": f"{URL}/{number}",
                        "title": "No",
                        "reviewDate": "2021-05-25T00:00:00Z",
                        "textualRating": "Faux",
                        "languageCode": "fr",
                    }
                    for number in (1, 2)
                ],
            },
            {"text": "Nobody reviewed this."},
        ],
        "nextPageToken": "x",
    }
    report = bring(ada, data=json.dumps(answer).encode())

    assert report.came_in == 2
    assert report.problems == ["line 1, element 2: holds no ClaimReview; left out"]
    claim = Claim.objects.first()
    assert (claim.language, claim.finding) == ("fr", "Example Check rated this “Faux”.")
    statement = claim.appearances.get().statement
    assert (statement.speaker.name, str(statement.said)) == ("Mara Lind", "20 May 2021")


def test_json_a_line_is_read_with_what_is_broken_told(ada):
    data = lines(
        ONE,
        "",
        '{"@type": "ClaimReview", "claimRev',
        {"@type": ["ClaimReview"], "url": URL},
        {"@type": "Recipe"},
        "[1, 2",
        "null",
        [TWO, review(claimReviewed="Three")],
    )

    report = bring(ada, data=data)

    assert report.came_in == 3
    assert report.problems == [
        "line 3: is not JSON; left out (Unterminated string starting at, character 26)",
        "line 4: claimReviewed: is missing; left out",
        "line 5: holds no ClaimReview; left out",
        "line 6: is not JSON; left out (Expecting ',' delimiter, character 6)",
        "line 7: holds no ClaimReview; left out",
    ]
    assert report.left_out.total() == 5


def test_json_a_line_may_begin_with_a_broken_one(ada):
    report = bring(ada, data=lines('{"broken', ONE, TWO))

    assert (report.came_in, report.left_out.total()) == (2, 1)


@pytest.mark.parametrize("many", [1, 2, 5])
def test_a_feed_with_an_item_a_line_is_read_as_a_whole(many):
    items = ",\n".join(json.dumps(review(url=f"https://a.example/{n}")) for n in range(many))
    feed = f'{{"@type":"DataFeed","dataFeedElement":[\n{items}\n]}}\n'

    found = list(reading.read(io.BytesIO(feed.encode())))

    assert [one.remark for one in found] == [None] * many
    assert [one.review["url"] for one in found] == [f"https://a.example/{n}" for n in range(many)]


@pytest.mark.parametrize("opened, closed", [("[", "]"), ('{"dataFeedElement":[', '],"url":"x"}')])
def test_a_list_that_is_too_long_to_be_read_whole_is_read_by_its_lines(
    ada, monkeypatch, opened, closed
):
    monkeypatch.setattr(reading, "MOST_BYTES", 2_500)
    texts = [json.dumps(review(url=f"https://a.example/{n}")) for n in range(30)]
    texts[20] = texts[20][:40]
    data = "\n".join([opened, ",\n".join(texts), closed]).encode()

    report = bring(ada, data=data, check=True)
    assert (report.came_in, report.left_out.total()) == (29, 1)
    assert report.problems[0].startswith("line 22: is not JSON; left out")

    report = bring(ada, data=data.removesuffix(closed.encode()), check=True)
    assert (report.came_in, report.left_out.total()) == (29, 2)
    assert "line 31: is the last, and closes no list: the file was cut" in report.problems


def test_our_own_feed_is_read_whole(client, ada, monkeypatch, settings):
    """By another newsroom; where it was written, all of it is there already."""
    copies(published(), 3)
    feed = bytes_of(client, "claims", "jsonld")

    at_home = bring(ada, data=feed, check=True)
    assert (at_home.came_in, dict(at_home.left_out)) == (0, {"url is a page of ours; left out": 4})
    settings.NEWSROOM_URL = "https://other.example"
    assert bring(ada, data=feed, check=True).came_in == 4
    monkeypatch.setattr(reading, "MOST_BYTES", len(feed) - 1)
    assert bring(ada, data=feed, check=True).came_in == 4


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_marks_of_their_order_do_not_matter(end):
    data = ("\ufeff" + end + json.dumps(ONE) + end + json.dumps(TWO) + end).encode()
    assert found_in(data) == [("line 2", "One"), ("line 3", "Two")]


def test_bare_line_ends_in_a_text_are_taken():
    data = json.dumps(ONE, indent=1).replace("One", "One\n\tand a half").encode()
    assert found_in(data) == [("element 1", "One\n\tand a half")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_wide_encodings_are_read(encoding):
    data = json.dumps([review(claimReviewed="Größe")], ensure_ascii=False).encode(encoding)
    assert [text for _, text in found_in(data)] == ["Größe"]


def test_what_is_not_utf8_is_read_as_windows_1252_and_told(ada):
    data = json.dumps(review(claimReviewed="Größe"), ensure_ascii=False).encode("cp1252")

    report = bring(ada, data=data)

    assert Claim.objects.get().text == "Größe"
    assert report.problems == ["line 1: is not UTF-8; read as Windows-1252"]


def test_of_a_broken_document_what_stands_whole_is_read(ada):
    data = json.dumps({"dataFeedElement": [{"item": ONE}, {"item": TWO}]}, indent=1)
    broken = data.replace('"Two"', '"Two').encode()

    report = bring(ada, data=broken)

    assert [claim.text for claim in Claim.objects.all()] == ["One"]
    assert "is not JSON; only what stands whole around it is read" in report.problems[0]


@pytest.mark.parametrize("data", [b"", b" \n\n", b"{", b"words", b"[1, 2\n3", b"\x00\xff"])
def test_a_file_without_sense_is_refused(data):
    with pytest.raises(reading.CannotRead):
        found_in(data)


def test_a_document_that_is_too_long_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 2_000)
    with pytest.raises(reading.CannotRead, match="Give it as JSON a line"):
        found_in(json.dumps([ONE, TWO, ONE], indent=1).encode())


def test_a_line_that_is_too_long_is_left_out(monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_LINE", 2_000)
    data = lines(ONE, review(claimReviewed="x" * 5_000), TWO)

    told = "is longer than 8 MB; left out"
    assert found_in(data) == [("line 1", "One"), ("line 2", told), ("line 3", "Two")]


def test_lines_are_read_one_after_another():
    class Endless(io.RawIOBase):
        """Lines without an end, as from another program."""

        def readable(self):
            return True

        def readinto(self, into):
            into[: len(line)] = line
            return len(line)

    line = lines(ONE) + b"\n"
    found = reading.read(io.BufferedReader(Endless(), len(line)))

    assert [next(found).place for _ in range(3)] == ["line 1", "line 2", "line 3"]
