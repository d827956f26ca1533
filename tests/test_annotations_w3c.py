"""The W3C's own assertions about Web Annotations, held against every address that gives some.

A `.test` of its suite names assertions, each a JSON Schema that says whether it is a MUST, a SHOULD
or a MAY. The suite has none for pages, but definitions of all that a page may have.
"""

import datetime as dt
import json
from urllib.parse import urlsplit

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from record import annotations
from record.models import Subject
from tests import factories as make
from tests.claim_review_rules import STANDARDS
from tests.machine_claims import Everything
from tests.published import copy_with_evidence

SUITE = STANDARDS / "web-annotation-tests"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not SUITE.exists(), reason="the W3C's tests are not beside this folder"),
]
ANNOTATION_MUSTS = "annotations/annotationMusts.test"
COLLECTION_MUSTS = "collections/collectionMusts.test"
OPTIONAL_OF_ANNOTATIONS = [
    "annotations/annotationOptionals.test",
    "annotations/annotationsAgentOptionals.test",
]
OPTIONAL_OF_COLLECTIONS = "collections/collectionOptionals.test"
# What a page has to have, and what else it may have, by the names of the definitions.
PAGE = [
    "annotationPageTypeValueFound",
    "partOfFound",
    "startIndexFound",
    "itemsFound",
    "nextValidIfPresent",
    "prevValidIfPresent",
]

ONE_MAKER = "who made the annotation made its bodies, and is told once"
NOT_OURS = "the source is somebody else's: its page here tells of it, not the target"
NO_FRAGMENTS = "there is no FragmentSelector that could conform to anything"
NO_NICKNAME = "an organisation has a name and no account"
NO_GENERATOR = "what generates the file is nobody's business"
# The SHOULDs that are not met, with the reason.
NOT_MET = {
    "annotations/bodiesTargets/3.3.1-bodySingleCreator.json": ONE_MAKER,
    "annotations/bodiesTargets/3.2.1-targSingleFormat.json": NOT_OURS,
    "annotations/bodiesTargets/3.2.1-targSingleLanguage.json": NOT_OURS,
    "annotations/bodiesTargets/3.3.1-targSingleCreator.json": NOT_OURS,
    "annotations/bodiesTargets/3.3.1-targCreated.json": NOT_OURS,
    "annotations/specificResource/4.2.1-conformsTo.json": NO_FRAGMENTS,
    "annotations/3.3.2-annotationCreatorAgentNicknameImplemented.json": NO_NICKNAME,
    "annotations/3.3.2-annotationGeneratorAgentIdImplemented.json": NO_GENERATOR,
    "annotations/3.3.2-annotationGeneratorAgentTypeImplemented.json": NO_GENERATOR,
    "annotations/3.3.2-annotationGeneratorAgentNicknameImplemented.json": NO_GENERATOR,
    "annotations/3.3.2-annotationGeneratorAgentSingleNameImplemented.json": NO_GENERATOR,
    "annotations/bodiesTargets/3.3.2-bodyCreatorAgentIdImplemented.json": ONE_MAKER,
    "annotations/bodiesTargets/3.3.2-bodyCreatorAgentTypeImplemented.json": ONE_MAKER,
    "annotations/bodiesTargets/3.3.2-bodyCreatorAgentNicknameImplemented.json": ONE_MAKER,
    "annotations/bodiesTargets/3.3.2-bodyCreatorAgentSingleNameImplemented.json": ONE_MAKER,
    "annotations/bodiesTargets/3.3.2-targCreatorAgentIdImplemented.json": NOT_OURS,
    "annotations/bodiesTargets/3.3.2-targCreatorAgentTypeImplemented.json": NOT_OURS,
    "annotations/bodiesTargets/3.3.2-targCreatorAgentNicknameImplemented.json": NOT_OURS,
    "annotations/bodiesTargets/3.3.2-targCreatorAgentSingleNameImplemented.json": NOT_OURS,
}

# An empty collection has no last page.
WITHOUT_PAGES = {"collections/5.1-collectionLastImplemented.json"}
formats = jsonschema.FormatChecker(formats=())


@formats.checks("uri")
def is_an_address(value) -> bool:
    """An absolute IRI, as the model has it: letters beyond ASCII may stand in it."""
    return not isinstance(value, str) or bool(urlsplit(value).scheme and value.split() == [value])


@formats.checks("date-time", raises=ValueError)
def is_a_moment(value) -> bool:
    return not isinstance(value, str) or bool(dt.datetime.fromisoformat(value).tzinfo)


@pytest.fixture(scope="module")
def registry():
    """The definitions that the assertions refer to by the names of their files."""
    found = Registry()
    for path in (SUITE / "definitions").glob("*.json"):
        contents = json.loads(path.read_text())
        found = found.with_resource(path.name, Resource(contents, specification=DRAFT4))
    return found


@pytest.fixture(scope="module")
def everything(once):
    made = once(Everything)
    once(copy_with_evidence, make.a_copy_of(made).plain, 5)
    return made


@pytest.fixture
def given(client, everything, db, monkeypatch):
    """All that the addresses give: of each claim, and of each source in pages of two."""
    monkeypatch.setattr(annotations, "PAGE_LENGTH", 2)
    addresses = [f"/claims/{claim.public_id}" for claim in everything.all().values()]
    sources = Subject.objects.filter(kind="source").values_list("public_id", flat=True)
    addresses += [f"/sources/{source}" for source in sources]
    collections = [client.get(f"{address}/annotations.json").json() for address in addresses]
    return Given(client, collections)


class Given:
    def __init__(self, client, collections: list[dict]):
        self.collections = collections
        self.pages = [page for one in collections for page in pages_of(client, one)]
        self.annotations = [item for page in self.pages for item in page["items"]]


def pages_of(client, collection: dict):
    """The pages of a collection: the first stands in it, each leads to the next."""
    page = collection.get("first")
    while page:
        yield page
        following = page.get("next")
        page = following and client.get(following.removeprefix("http://127.0.0.1:8000")).json()


def holds(registry, value: dict, schema: dict) -> bool:
    checker = jsonschema.Draft4Validator(schema, registry=registry, format_checker=formats)
    # "must" be invalid is how the suite says that a key is not to be there.
    return checker.is_valid(value) == (schema.get("expectedResult", "valid") == "valid")


def faults(registry, value: dict, test: str, kind: str = "must") -> set[str]:
    """Which assertions of one kind in one test of the suite do not hold."""
    names = json.loads((SUITE / test).read_text())["assertions"]
    schemas = {name: json.loads((SUITE / name).read_text()) for name in names}
    return {
        name
        for name, schema in schemas.items()
        if schema["assertionType"] == kind and not holds(registry, value, schema)
    }


def faults_of_page(registry, page: dict) -> set[str]:
    schemas = {name: {"$ref": f"collections.json#/definitions/{name}"} for name in PAGE}
    schemas["id"] = {"$ref": "id.json#/definitions/idValueFound"}
    return {name for name, schema in schemas.items() if not holds(registry, page, schema)}


def test_every_must_holds_of_every_annotation(given, registry):
    assert len(given.annotations) > 40
    for annotation in given.annotations:
        assert faults(registry, annotation, ANNOTATION_MUSTS) == set(), annotation["id"]


def test_every_must_holds_of_every_collection(given, registry):
    for collection in given.collections:
        assert faults(registry, collection, COLLECTION_MUSTS) == set(), collection["id"]


def test_every_page_is_as_the_suite_defines_it(given, registry):
    assert any("prev" in page for page in given.pages)
    for page in given.pages:
        assert faults_of_page(registry, page) == set(), page["id"]


def test_a_page_by_itself_has_the_context(client, given, registry):
    for page in given.pages:
        if "?page=" in page["id"]:
            alone = client.get(page["id"].removeprefix("http://127.0.0.1:8000")).json()
            assert alone == {"@context": annotations.CONTEXT, **page}


def test_every_should_holds_but_those_with_a_reason(given, registry):
    failed = set()
    for annotation in given.annotations:
        for test in OPTIONAL_OF_ANNOTATIONS:
            failed |= faults(registry, annotation, test, "should")
    for collection in given.collections:
        missing = faults(registry, collection, OPTIONAL_OF_COLLECTIONS, "should")
        failed |= missing if collection["total"] else missing - WITHOUT_PAGES
    assert failed == set(NOT_MET)


def test_the_assertions_find_what_is_wrong(given, registry):
    annotation = given.annotations[0]
    without = {key: value for key, value in annotation.items() if key != "target"}
    elsewhere = annotation | {"id": "not an address"}
    once_said = annotation | {"created": "yesterday"}

    for wrong in (without, elsewhere, once_said):
        assert faults(registry, wrong, ANNOTATION_MUSTS)
    annotation["target"][0]["selector"][1]["start"] = "0"
    assert faults(registry, annotation, ANNOTATION_MUSTS)
    assert faults(registry, given.collections[0] | {"total": "0"}, COLLECTION_MUSTS)
    assert faults_of_page(registry, given.pages[0] | {"startIndex": -1}) == {"startIndexFound"}
