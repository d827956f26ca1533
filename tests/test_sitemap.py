from http import HTTPStatus

import pytest
from usp.tree import sitemap_tree_for_homepage
from usp.web_client.abstract_client import (
    AbstractWebClient,
    AbstractWebClientSuccessResponse,
    WebClientErrorResponse,
)

from record import projection, reading, sitemaps
from record.models import Entry
from tests import factories as make
from tests.machine_claims import Everything, published
from tests.published import address_of, listing_of, queries, retract, supersede
from tests.sitemap_rules import ORIGIN, dated, places

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once):
    return once(Everything)


@pytest.fixture
def claims(made, db):
    sitemaps.index_at.cache_clear()
    return make.a_copy_of(made)


def files(client, name: str) -> list[str]:
    return [path for path in places(client, "/sitemap.xml") if f"-{name}-" in path]


def listed(client, name: str) -> dict:
    found = {}
    for file in files(client, name):
        found |= dated(client, file)
    return found


class Answer(AbstractWebClientSuccessResponse):
    """What the site answers, as the parser's own client would hand it on."""

    def __init__(self, response):
        self.response = response

    def status_code(self):
        return self.response.status_code

    def status_message(self):
        return HTTPStatus(self.response.status_code).phrase

    def header(self, case_insensitive_name):
        return self.response.get(case_insensitive_name)

    def raw_data(self):
        return self.response.content

    def url(self):
        return ORIGIN + self.response.request["PATH_INFO"]


class Missing(WebClientErrorResponse):
    pass


class Crawler(AbstractWebClient):
    """Carries the parser's requests to the site under test."""

    def __init__(self, client):
        self.client = client

    def set_max_response_data_length(self, max_response_data_length):
        pass

    def get(self, url):
        response = self.client.get(url.removeprefix(ORIGIN))
        if response.status_code == 200:
            return Answer(response)
        return Missing(str(response.status_code), retryable=False)


def test_a_crawler_finds_every_page_from_robots_txt(client, claims):
    tree = sitemap_tree_for_homepage(f"{ORIGIN}/", Crawler(client), use_known_paths=False)

    found = {page.url.removeprefix(ORIGIN) for page in tree.all_pages()}
    assert address_of(claims.plain) in found
    assert {"/", "/claims/", "/method/"} <= found
    assert {one.get_absolute_url() for one in reading.subjects("speaker")} <= found


def test_every_listed_page_is_there_and_may_be_found(client, claims):
    for file in places(client, "/sitemap.xml"):
        for address in places(client, file):
            response = client.get(address)
            assert response.status_code == 200, address
            assert b'content="noindex"' not in response.content, address


def test_what_is_retracted_leaves_it_and_editions_never_enter(client, claims):
    assert address_of(claims.plain) in listed(client, "claims")
    retract(claims.plain)

    found = listed(client, "claims")
    assert address_of(claims.plain) not in found
    assert not [path for path in found if "editions" in path or "embed" in path]


def test_the_page_of_a_superseded_claim_changed_when_it_was(client, claims):
    before = listed(client, "claims")[address_of(claims.plain)]
    newer = supersede(claims.plain)

    after = listed(client, "claims")
    moment = Entry.objects.of(newer.public_id).get().published_at
    assert before < after[address_of(claims.plain)] == after[address_of(newer)] == moment


def test_a_file_changes_only_when_something_in_it_does(client, claims, monkeypatch):
    newest = listing_of(claims.chained).pk
    monkeypatch.setattr(sitemaps, "LENGTH", newest + 1)
    before, old = dated(client, "/sitemap.xml"), "/sitemap-claims-0.xml"
    old_file = client.get(old)
    while listing_of(claim := published()).pk <= newest:
        continue

    after = dated(client, "/sitemap.xml")

    assert address_of(claim) in places(client, "/sitemap-claims-1.xml")
    assert after[old] == before[old]
    assert client.get(old)["ETag"] == old_file["ETag"]
    assert client.get(old)["Last-Modified"] == old_file["Last-Modified"]


def test_a_file_is_as_new_as_its_newest_page(client, claims):
    retract(claims.plain)

    for file in files(client, "claims"):
        newest = Entry.objects.of(claims.plain.public_id).last().published_at
        assert dated(client, "/sitemap.xml")[file] == newest


def test_a_file_that_was_never_announced_is_not_there(client, claims):
    for kind in ("claims", "subjects"):
        for number in ("999999", "9" * 30):
            assert client.get(f"/sitemap-{kind}-{number}.xml").status_code == 404


def test_it_leads_to_files_that_are_there_after_a_rebuild(client, claims):
    before = client.get("/sitemap.xml")
    projection.rebuild()

    after = client.get("/sitemap.xml")
    assert (after["ETag"] == before["ETag"]) == (after.content == before.content)
    for file in places(client, "/sitemap.xml"):
        assert client.get(file).status_code == 200


def test_it_takes_few_queries_however_much_is_published(client, claims):
    (file, *_), (subjects, *_) = files(client, "claims"), files(client, "subjects")

    sitemaps.index_at.cache_clear()
    assert queries(client, "/sitemap.xml") == 4
    assert queries(client, "/sitemap.xml") == 1
    assert queries(client, file) == 2
    assert queries(client, subjects) == 2
