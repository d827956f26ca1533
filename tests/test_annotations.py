import pytest

from core.revisions import revising
from record import annotations
from record.models import Listing, Subject
from sources.models import Passage
from tests import factories as make
from tests.machine_claims import Everything
from tests.published import (
    TAG,
    address_of,
    copies,
    copy_with_evidence,
    parsed,
    queries,
    retract,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once):
    return once(Everything)


@pytest.fixture
def claims(made, db):
    return make.a_copy_of(made)


def collection_of(client, claim) -> dict:
    return client.get(f"/claims/{claim.public_id}/annotations.json").json()


def items_of(client, claim) -> list[dict]:
    return collection_of(client, claim).get("first", {}).get("items", [])


def test_each_cited_statement_is_an_annotation(client, claims):
    found = collection_of(client, claims.chained)

    names = [item["id"].partition("#")[2] for item in found["first"]["items"]]
    assert names == ["evidence-1", "evidence-2", "said-1"]
    assert found["total"] == 3


def test_it_selects_the_words_by_themselves_and_by_their_place(client, claims):
    (target,) = items_of(client, claims.plain)[0]["target"]

    quote, place = target["selector"]
    assert (quote["exact"], quote["prefix"][-1], quote["suffix"][0]) == (
        "The bridge is safe",
        "“",
        ",",
    )
    assert make.TEXT[place["start"] : place["end"]] == quote["exact"]


def test_places_count_code_points(client):
    text = "😀😀 She said: “It is safe.” 😀\n"
    claim = make.make_claim()
    snapshot = make.make_snapshot(text, make.make_source(grade="primary"))
    make.add_evidence(claim, make.make_statement("It is safe", snapshot=snapshot))
    make.publish(claim)

    place = items_of(client, claim)[0]["target"][0]["selector"][1]

    assert text[place["start"] : place["end"]] == "It is safe"


def test_utf_16_is_told_where_all_that_stands_before_is_known(client):
    text = "😀😀 She said: “It is 😀 safe.” 😀\n"

    quote, place = selectors_in(client, text, "It is 😀 safe")

    assert utf16(text, place["utf16Start"], place["utf16End"]) == "It is 😀 safe"
    assert place["utf16Start"] == place["start"] + 2
    assert in_the_quote(quote) == "It is 😀 safe"


@pytest.mark.parametrize("far", ["😀", "x"])
def test_it_is_not_told_where_what_stands_before_is_not(client, far):
    text = far * 300 + " She said: “It is 😀 safe.” 😀\n"

    quote, place = selectors_in(client, text, "It is 😀 safe")

    assert set(place) == {"type", "start", "end"}
    assert text[place["start"] : place["end"]] == "It is 😀 safe"
    assert in_the_quote(quote) == "It is 😀 safe"


def test_the_last_place_where_utf_16_is_known(client):
    for length, known in ((240, True), (241, False)):
        _, place = selectors_in(client, "😀" * length + "It is safe", "It is safe")
        assert ("utf16Start" in place) == known
        assert place.get("utf16Start", 480) == 480


def test_what_the_model_has_not_stands_in_the_context(client, claims):
    annotation = items_of(client, claims.plain)[0]

    model, ours = annotation["@context"]
    assert model == "http://www.w3.org/ns/anno.jsonld"
    selectors = annotation["target"][0]["selector"]
    used = {key for one in selectors for key in one if key.startswith("utf16")}
    assert used == set(ours) - {"onrecord"}
    assert all(ours[key] == f"onrecord:{key}" for key in used)


def selectors_in(client, text: str, words: str) -> list[dict]:
    """The quote and the place of words in the text of a source that a claim cites."""
    claim = make.make_claim()
    snapshot = make.make_snapshot(text, make.make_source(grade="primary"))
    make.add_evidence(claim, make.make_statement(words, snapshot=snapshot))
    make.publish(claim)
    return items_of(client, claim)[0]["target"][0]["selector"]


def utf16(text: str, start: int, end: int) -> str:
    """What a browser's `text.slice(start, end)` gives."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def in_the_quote(quote: dict) -> str:
    start = quote["utf16Offset"]
    joined = quote["prefix"] + quote["exact"] + quote["suffix"]
    return utf16(joined, start, start + quote["utf16Length"])


def test_several_passages_are_several_targets_and_the_cue_is_none(client):
    claim = make.make_claim()
    snapshot = make.primary_snapshot()
    statement = make.make_statement(snapshot=snapshot, cue="said Mara Lind")
    make.mark(statement, snapshot, "It will carry lorries from June.", Passage.Part.WORDS)
    make.add_evidence(claim, statement)
    make.publish(claim)

    (annotation,) = items_of(client, claim)

    exact = [target["selector"][0]["exact"] for target in annotation["target"]]
    assert exact == ["The bridge is safe", "It will carry lorries from June."]


def test_it_leads_to_the_source_its_archive_and_the_claim(client, claims):
    said = items_of(client, claims.plain)[-1]

    id = claims.plain.public_id
    assert said["target"][0]["source"] == f"https://example.org/{id}"
    assert said["target"][0]["state"]["cached"] == f"https://archive.example.org/{id}"
    assert said["body"][0]["source"] == f"http://127.0.0.1:8000{address_of(claims.plain)}"


def test_a_source_without_address_is_named_by_its_page(client, claims):
    target = items_of(client, claims.plain)[0]["target"][0]

    assert "/sources/" in target["source"]
    assert client.get(target["source"].removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_what_was_withdrawn_is_not_handed_on(client, claims):
    found = collection_of(client, claims.retracted)

    assert found["total"] == 0
    assert "first" not in found


def test_it_takes_two_queries_and_any_page_may_read_it(client, claims):
    address = f"/claims/{claims.chained.public_id}/annotations.json"

    response = client.get(address)

    assert queries(client, address) == 2
    assert response["Content-Type"] == annotations.MEDIA_TYPE
    assert response["Access-Control-Allow-Origin"] == "*"


ASKED = [
    ("application/json", "application/json"),
    ("application/json;q=0.9, text/html;q=0.8", "application/json"),
    ("application/ld+json", "application/ld+json"),
    ('application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"', annotations.MEDIA_TYPE),
    ("application/ld+json, text/html;q=0.9", "application/ld+json"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
    ("*/*", "text/html; charset=utf-8"),
    ("", "text/html; charset=utf-8"),
    ("image/png", "text/html; charset=utf-8"),
    ("application/json;q=0", "text/html; charset=utf-8"),
    ("nonsense;;;q=x,,/", "text/html; charset=utf-8"),
    ('application/ld+json; profile="urn:other"', "text/html; charset=utf-8"),
]


@pytest.mark.parametrize(("accept", "given"), ASKED)
def test_a_claim_s_address_gives_what_is_asked_for(client, claims, accept, given):
    response = client.get(address_of(claims.plain), headers={"Accept": accept})

    assert (response.status_code, response["Content-Type"]) == (200, given)
    assert response["Vary"] == "Accept"


def test_what_a_claim_does_not_have_is_given_as_html(client, claims):
    for claim in (claims.recorded, claims.retracted):
        response = client.get(address_of(claim), headers={"Accept": "application/ld+json"})
        assert response["Content-Type"].startswith("text/html")


def test_each_form_has_its_own_mark_and_is_known_again(client, claims):
    marks = set()
    for accept, _ in ASKED[:5]:
        headers = {"Accept": accept}
        etag = client.get(address_of(claims.plain), headers=headers)["ETag"]
        again = client.get(address_of(claims.plain), headers={**headers, "If-None-Match": etag})
        assert (again.status_code, again["Vary"]) == (304, "Accept")
        marks.add(etag)

    assert len(marks) == 3


def test_every_form_that_the_page_announces_is_there(client, claims):
    for claim in (claims.plain, claims.recorded, claims.retracted):
        announced = alternates(client.get(address_of(claim)))
        for media_type, address in announced:
            response = client.get(address.removeprefix("http://127.0.0.1:8000"))
            assert response.status_code == 200
            assert response["Content-Type"].startswith(media_type.replace("+oembed", ""))
        assert len(announced) == (6 if claim == claims.plain else 5)


def source_of(statement) -> str:
    return f"/sources/{statement.source.public_id}/annotations.json"


def cited_by(claim, *statements):
    """Publish a claim with these statements as evidence."""
    for statement in statements:
        make.add_evidence(claim, statement, note=f"A note of {claim.short}")
    make.publish(claim)
    return claim


def whole(path: str) -> str:
    return f"http://127.0.0.1:8000{path}"


def test_a_source_has_each_statement_once_with_a_body_for_each_claim(client):
    statement = make.make_statement(snapshot=make.primary_snapshot())
    first, second = (cited_by(make.make_claim(short=name), statement) for name in ("One", "Two"))

    found = client.get(source_of(statement)).json()

    (annotation,) = found["first"]["items"]
    assert (found["total"], found["label"]) == (1, statement.source.title)
    assert annotation["id"] == f"{whole(source_of(statement))}#{statement.public_id}"
    links = [body["source"] for body in annotation["body"] if "source" in body]
    assert links == [whole(address_of(claim)) for claim in (second, first)]
    notes = [body["value"] for body in annotation["body"] if "A note" in body.get("value", "")]
    assert notes == ["A note of Two", "A note of One"]


def test_each_body_names_the_claim_s_own_annotation(client):
    statement = make.make_statement(snapshot=make.primary_snapshot())
    claim = cited_by(make.make_claim(), statement)

    (annotation,) = client.get(source_of(statement)).json()["first"]["items"]

    (own,) = items_of(client, claim)
    assert {body.pop("via") for body in annotation["body"]} == {own["id"]}
    assert annotation["body"] == own["body"]
    assert annotation["target"] == own["target"]


def test_a_statement_has_every_passage_that_some_claim_cites(client):
    snapshot = make.primary_snapshot()
    statement = make.make_statement(snapshot=snapshot)
    early = cited_by(make.make_claim(), statement)
    with revising(statement, by=make.someone()):
        make.mark(statement, snapshot, "It will carry lorries from June.", Passage.Part.WORDS)
    cited_by(make.make_claim(), statement)

    (annotation,) = client.get(source_of(statement)).json()["first"]["items"]

    exact = [target["selector"][0]["exact"] for target in annotation["target"]]
    assert exact == ["The bridge is safe", "It will carry lorries from June."]
    assert len(items_of(client, early)[0]["target"]) == 1


def test_a_source_leaves_out_what_is_withdrawn(client):
    statement = make.make_statement(snapshot=make.primary_snapshot())
    kept = cited_by(make.make_claim(), statement)
    withdrawn = cited_by(make.make_claim(), statement)
    before = client.get(source_of(statement))
    retract(withdrawn)

    after = client.get(source_of(statement), headers={"If-None-Match": before["ETag"]})

    (annotation,) = after.json()["first"]["items"]
    assert [body["source"] for body in annotation["body"] if "source" in body] == [
        whole(address_of(kept))
    ]
    retract(kept)
    found = client.get(source_of(statement)).json()
    assert found["total"] == 0
    assert not {"first", "last"} & set(found)


def test_a_statement_of_which_no_words_are_marked_is_none(client):
    snapshot = make.primary_snapshot()
    wordless = make.make_statement("said Mara Lind", snapshot=snapshot, part=Passage.Part.CUE)
    cited_by(make.make_claim(), wordless, make.make_statement(snapshot=snapshot))

    found = client.get(source_of(wordless)).json()

    assert (found["total"], len(found["first"]["items"])) == (1, 1)


@pytest.fixture
def paged(claims, monkeypatch):
    """The address of a source with five statements, two to a page."""
    monkeypatch.setattr(annotations, "PAGE_LENGTH", 2)
    listing = copy_with_evidence(claims.plain, 5)
    source = listing.entry.content.evidence[0].statement.source.id
    return f"/sources/{source}/annotations.json"


def test_the_pages_of_a_source_lead_through_all_of_it(client, paged):
    found = client.get(paged).json()
    pages = [client.get(f"{paged}?page={number}").json() for number in (1, 2, 3)]

    url = whole(paged)
    assert {key: pages[0][key] for key in found["first"]} == found["first"]
    assert found["last"] == f"{url}?page=3"
    assert [page["startIndex"] for page in pages] == [0, 2, 4]
    assert [page.get("next") for page in pages] == [f"{url}?page=2", f"{url}?page=3", None]
    assert [page.get("prev") for page in pages] == [None, f"{url}?page=1", f"{url}?page=2"]
    assert {page["partOf"] for page in pages} == {url}
    ids = [item["id"] for page in pages for item in page["items"]]
    assert len(set(ids)) == len(ids) == found["total"]


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "", "1" * 5000, "%00", "1.5"])
def test_there_is_no_other_page_of_a_source(client, paged, number):
    assert client.get(f"{paged}?page={number}").status_code == 404


def test_a_source_that_is_not_in_the_record_has_none(client, claims):
    assert client.get("/sources/zzzzzzzzzz/annotations.json").status_code == 404


def test_a_source_takes_as_many_queries_for_eleven_claims_as_for_one(client, claims):
    source = Listing.objects.get(claim=claims.plain.public_id).entry.content.evidence[0]
    address = f"/sources/{source.statement.source.id}/annotations.json"
    one = queries(client, address)
    copies(claims.plain, 5)
    copy_with_evidence(claims.plain, 5)

    assert queries(client, address) == one == 4
    assert queries(client, f"{address}?page=1") == 4


def test_any_page_may_read_a_source_and_knows_it_again(client, paged):
    for address in (paged, f"{paged}?page=2"):
        response = client.get(address)
        again = client.get(address, headers={"If-None-Match": response["ETag"]})

        assert response["Content-Type"] == annotations.MEDIA_TYPE
        assert response["Access-Control-Allow-Origin"] == "*"
        assert (again.status_code, again.content) == (304, b"")


def test_the_page_of_a_source_announces_them(client, paged):
    source = Subject.objects.get(public_id=paged.split("/")[2])

    announced = alternates(client.get(source.get_absolute_url()))

    assert (annotations.MEDIA_TYPE, paged) in announced


def alternates(page) -> list[tuple[str, str]]:
    links = parsed(page).iter(f"{TAG}link")
    return [(one.get("type"), one.get("href")) for one in links if one.get("rel") == "alternate"]
