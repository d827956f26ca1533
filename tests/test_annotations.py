import json

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from record import annotations
from sources.models import Passage
from tests import factories as make
from tests.claim_review_rules import STANDARDS
from tests.machine_claims import Everything
from tests.published import TAG, address_of, parsed, queries

pytestmark = pytest.mark.django_db
SUITE = STANDARDS / "web-annotation-tests"


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


@pytest.fixture(scope="module")
def registry():
    """The definitions that the W3C's assertions refer to by the names of their files."""
    found = Registry()
    for path in (SUITE / "definitions").glob("*.json"):
        contents = json.loads(path.read_text())
        found = found.with_resource(path.name, Resource(contents, specification=DRAFT4))
    return found


def faults(registry, value: dict, test: str) -> list[str]:
    """Which assertions of one test of the W3C's suite do not hold."""
    failed = []
    assertions = json.loads((SUITE / test).read_text())["assertions"]
    for name in assertions:
        schema = json.loads((SUITE / name).read_text())
        # "must" be invalid is how the suite says that a key is not to be there.
        wanted = schema.get("expectedResult", "valid") == "valid"
        checker = jsonschema.Draft4Validator(schema, registry=registry)
        if checker.is_valid(value) != wanted:
            failed.append(name)
    return failed


@pytest.mark.skipif(not SUITE.exists(), reason="the W3C's tests are not beside this folder")
def test_every_must_of_the_w3c_holds(client, claims, registry):
    checked = 0
    for name, claim in claims.all().items():
        found = collection_of(client, claim)
        assert faults(registry, found, "collections/collectionMusts.test") == [], name
        for item in found.get("first", {}).get("items", []):
            assert faults(registry, item, "annotations/annotationMusts.test") == [], name
            checked += 1

    assert checked > 20


@pytest.mark.skipif(not SUITE.exists(), reason="the W3C's tests are not beside this folder")
def test_the_w3c_s_tests_find_what_is_wrong(client, claims, registry):
    annotation = items_of(client, claims.plain)[0]
    without = {key: value for key, value in annotation.items() if key != "target"}

    assert faults(registry, without, "annotations/annotationMusts.test")
    annotation["target"][0]["selector"][1]["start"] = "0"
    assert faults(registry, annotation, "annotations/annotationMusts.test")


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


def alternates(page) -> list[tuple[str, str]]:
    links = parsed(page).iter(f"{TAG}link")
    return [(one.get("type"), one.get("href")) for one in links if one.get("rel") == "alternate"]
