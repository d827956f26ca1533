"""The API's description, and as a page; what is asked is answered as it says."""

import json
import re

import html5lib
import hypothesis
import jsonschema
import pytest
import schemathesis
from schemathesis.generation import GenerationMode

from config.wsgi import application
from record.api.describing import addresses
from record.exporting import bundling, files
from record.filters import ClaimFilter
from record.models import Entry
from record.views.api import examples
from tests import factories as make
from tests.public_addresses import make_everything, whole
from tests.published import copies, queries, text_of

pytestmark = pytest.mark.django_db
EXPORT, BUNDLE = "/api/v1/export/{name}.{form}", "/api/v1/export/bundle.zip"
DOWNLOADS = {EXPORT: [EXPORT.format(name="claims", form=form) for form in files.TYPES]}
DOWNLOADS[BUNDLE] = [BUNDLE]
FUZZING = hypothesis.settings(
    max_examples=15,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


@pytest.fixture(scope="module")
def made(once):
    return once(make_everything)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


@pytest.fixture
def bundle(claim, settings, tmp_path):
    settings.BUNDLES = tmp_path
    return bundling.build(bundling.default_place())


def page_of(client):
    response = client.get("/api/v1/docs/")
    assert response.status_code == 200
    return response, html5lib.HTMLParser(strict=True).parse(response.content.decode())


def test_the_page_tells_every_address_of_the_description(client, claim):
    described = client.get("/api/v1/schema/").json()["paths"]

    page, _ = page_of(client)

    told = text_of(page)
    for path, one in described.items():
        assert path in told
        for parameter in one["get"].get("parameters", []):
            assert parameter["name"] in told


def test_each_address_has_an_example_that_answers(client, claim):
    """But those of files, which nobody wants to keep who only looks."""
    told = {one.name: one.example(examples()) for one in addresses() if not one.downloaded}

    page, _ = page_of(client)

    assert {one.name for one in addresses()} - set(told) == set(DOWNLOADS)
    for path, example in told.items():
        assert f'href="{example}"' in page.content.decode(), path
        assert client.get(example).status_code == 200, path


def test_where_nothing_is_published_the_page_is_there_too(client, db):
    page, _ = page_of(client)

    assert 'href="/api/v1/claims/"' in page.content.decode()


def test_each_link_within_the_page_leads_somewhere(client, claim):
    page = page_of(client)[0].content.decode()

    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page, anchor


def test_it_runs_nothing_from_elsewhere_and_is_linked(client, claim):
    page, _ = page_of(client)

    assert "<script" not in page.content.decode().replace('<script src="/static/', "")
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert 'href="/api/v1/docs/"' in client.get("/about/").content.decode()
    assert client.get("/api/v1/").json()["docs"].endswith("/api/v1/docs/")


def test_the_page_costs_as_many_queries_whatever_there_is(client, claim):
    few = queries(client, "/api/v1/docs/")
    copies(claim, 5)

    assert queries(client, "/api/v1/docs/") == few


def test_a_document_is_described_by_the_shape_of_an_entry(client, claim):
    schema = client.get("/api/v1/schema/").json()
    one = {"$ref": "#/components/schemas/PublishedEdition", **schema}
    entry = Entry.objects.of(claim.public_id).last()

    jsonschema.validate(json.loads(entry.data), one)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(entry.data) | {"content": {}}, one)


def test_the_description_says_how_each_list_is_answered(client, claim):
    schema = client.get("/api/v1/schema/").json()

    for path in set(schema["paths"]) - set(DOWNLOADS):
        answers = schema["paths"][path]["get"]["responses"]
        name = answers["200"]["content"]["application/json"]["schema"]["$ref"].split("/")[-1]
        given = client.get(next(a.example(examples()) for a in addresses() if a.name == path))
        fields = schema["components"]["schemas"][name]["properties"]
        assert set(given.json()) == set(fields), path
        assert {"304", "400", "429"} <= set(answers)


def test_the_description_says_how_each_download_is_answered(client, claim, bundle):
    paths = client.get("/api/v1/schema/").json()["paths"]

    for path, urls in DOWNLOADS.items():
        answers = paths[path]["get"]["responses"]
        given = [whole(client.get(url)) for url in urls]
        media = {one["Content-Type"].partition(";")[0] for one in given}
        assert media == set(answers["200"]["content"])
        assert all(set(answers["200"]["headers"]) <= set(one.headers) for one in given)
        assert {"304", "400", "404", "429"} <= set(answers)


def test_a_download_takes_the_filters_of_the_list(client):
    paths = client.get("/api/v1/schema/").json()["paths"]

    asked, of_the_list = (
        {one["name"]: one for one in paths[path]["get"]["parameters"]}
        for path in (EXPORT, "/api/v1/claims/")
    )

    assert set(asked) == {*ClaimFilter.base_filters, "after", "as_of", "name", "form"}
    for name in ClaimFilter.base_filters:
        assert asked[name] == of_the_list[name]
    assert set(asked["name"]["schema"]["enum"]) == set(files.FORMS)
    assert set(asked["form"]["schema"]["enum"]) == set(files.TYPES)


def test_where_no_bundle_was_made_that_is_told_as_a_problem(client, settings, tmp_path):
    settings.BUNDLES = tmp_path

    response = client.get("/api/v1/export/bundle.zip")

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["detail"].startswith("No bundle was made yet.")


@pytest.fixture
def described(claim, bundle, connection_kept):
    """The API as a fuzzer reads it."""
    return schemathesis.openapi.from_wsgi("/api/v1/schema/", application)


def there_is(case) -> dict:
    """What the address names, of what is published: most made up ids lead nowhere."""
    known = {"number": 1, **examples()}
    known["public_id"] = known.get(case.path.split("/")[3].removesuffix("s"))
    return {name: known.get(name, given) for name, given in case.path_parameters.items()}


def without_what_excludes_another(case) -> None:
    """Leave out of what is asked of a download what OpenAPI cannot say: what goes not together."""
    name, form = case.path_parameters["name"], case.path_parameters["form"]
    left_out = {"q"} if "as_of" in case.query or name in ("editions", "corrections") else set()
    left_out |= set(ClaimFilter.base_filters) if name == files.LOG else set()
    left_out |= {"as_of"} if form == files.FEED else set()
    case.query = {one: value for one, value in case.query.items() if one not in left_out}
    # Nor can it say how long the log is.
    case.query |= {n: v for n, v in (("as_of", 1), ("after", 0)) if n in case.query}


def of_what_there_is(case) -> None:
    """Nor which verdicts and languages stand on claims, that days have an order, or what pages of
    words are without words.
    """
    case.query |= {n: v for n, v in (("verdict", "true"), ("language", "EN")) if n in case.query}
    if {"published_after", "published_before"} <= set(case.query):
        del case.query["published_before"]
    if "page" in case.query and case.path == "/api/v1/claims/":
        case.query["q"] = "harbour"
    if case.path == "/api/v1/changes/" and "after" in case.query:
        case.query["after"] = 0


def can_be_asked(operation, mode) -> bool:
    """But the bundle, a file that the fuzzer leaves open; and without parameters none is wrong."""
    parameters = operation.definition.raw["parameters"]
    return operation.path != BUNDLE and bool(parameters or mode == GenerationMode.POSITIVE)


def ask(operation, mode):
    """Ask what the description allows, or what it does not, and hold the answers against it."""

    @FUZZING
    @hypothesis.given(operation.as_strategy(generation_mode=mode))
    def asked(case):
        # That these exclude each other, OpenAPI cannot say.
        hypothesis.assume(len({"before", "page", "order"} & set(case.query)) < 2)
        if mode == GenerationMode.POSITIVE and case.path_parameters:
            case.path_parameters = there_is(case)
        if mode == GenerationMode.POSITIVE:
            of_what_there_is(case)
        if mode == GenerationMode.POSITIVE and case.path == EXPORT:
            without_what_excludes_another(case)
        # What is compressed is not read.
        case.call_and_validate(headers={"Accept-Encoding": "identity"})

    asked()


@pytest.mark.slow
@pytest.mark.parametrize("mode", GenerationMode)
def test_whatever_is_asked_is_answered_as_the_description_says(described, mode):
    operations = [found.ok() for found in described.get_all_operations()]

    for operation in operations:
        if can_be_asked(operation, mode):
            ask(operation, mode)

    assert {one.path for one in operations} == {one.name for one in addresses()}
