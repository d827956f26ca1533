"""What holds for every address that programs read: scripts of any origin, and errors that they
understand.
"""

from __future__ import annotations

import io

from django.test import override_settings

import pytest

from config.wsgi import application
from tests import factories as make
from tests.claims_search import OURS, SEARCH
from tests.public_addresses import FOR_PROGRAMS, concrete, make_everything
from tests.published import address_of

pytestmark = pytest.mark.django_db
PROBLEM, GOOGLES = "application/problem+json", "application/json; charset=UTF-8"
ALSO = ["/oembed", f"{SEARCH}?{OURS}", "/v1alpha1/claims:imageSearch", "/api/nothing"]
ASKS = {"Origin": "https://reader.example", "Access-Control-Request-Method": "GET"}


@pytest.fixture(scope="module")
def made(once):
    return once(make_everything)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


@pytest.fixture
def addresses(claim):
    """One of each kind."""
    return [*(concrete(pattern, claim)[0] for pattern in FOR_PROGRAMS), *ALSO]


def names(told: str) -> set[str]:
    return set(told.split(", "))


def test_a_script_may_ask_again_for_what_has_changed(client, addresses):
    for address in addresses:
        allowed = client.options(address, headers=ASKS)
        assert (allowed.status_code, allowed.content) == (204, b""), address
        assert allowed["Access-Control-Allow-Origin"] == "*"
        assert names(allowed["Access-Control-Allow-Methods"]) == {"GET", "HEAD", "OPTIONS"}
        headers = names(allowed["Access-Control-Allow-Headers"])
        assert {"If-None-Match", "If-Modified-Since", "Accept"} <= headers
        assert int(allowed["Access-Control-Max-Age"]) > 0


def test_a_claim_s_address_lets_a_script_ask_too(client, claim):
    for address in (address_of(claim), f"/claims/{claim.public_id}/"):
        assert client.options(address, headers=ASKS).status_code == 204
        assert client.options(address).status_code == 405
    given = client.get(address_of(claim), headers={"Accept": "application/json"})
    assert "On-Record-Leaf" in given["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Origin" not in client.get(address_of(claim))


def test_a_script_sees_each_header_that_is_ours(client, addresses):
    for address in addresses:
        given = client.get(address)
        assert given["Access-Control-Allow-Origin"] == "*", address
        assert given.get("Allow", "GET, HEAD, OPTIONS") == "GET, HEAD, OPTIONS"
        ours = {name for name in given.headers if name.startswith("On-Record-")}
        assert ours | {"ETag"} <= names(given["Access-Control-Expose-Headers"]), address


def told(response) -> int:
    """The status that the body of an error tells."""
    if response["Content-Type"] == GOOGLES:
        return response.json()["error"]["code"]
    assert response["Content-Type"] == PROBLEM
    assert response.json()["detail"]
    return response.json()["status"]


def test_what_stands_here_is_no_other_and_that_is_a_problem(client, addresses):
    for address in set(addresses) - set(ALSO):
        refused = client.get(address, headers={"If-Match": '"x"'})
        assert (refused.status_code, told(refused)) == (412, 412), address


def test_another_method_is_a_problem(client, addresses):
    for address in addresses:
        refused = client.post(address)
        if refused.status_code == 405:
            assert refused["Allow"] == "GET, HEAD, OPTIONS"
        else:
            assert address in ("/v1alpha1/claims:imageSearch", "/api/nothing")
        assert told(refused) == refused.status_code


@pytest.mark.parametrize(
    "path",
    [
        "/claims/{id}/editions/77.json",
        "/claims/bbbbbbbbbb.json",
        "/claims/bbbbbbbbbb.jsonld",
        "/claims/{id}/editions/1/cite.xyz",
        "/sources/bbbbbbbbbb/annotations.json",
        "/topics/bbbbbbbbbb/feed.atom",
        "/feeds/none.atom",
        "/sitemap-claims-99.xml",
        "/oembed?url=https://example.org/",
        "/v1alpha1/pages",
        "/v1alpha1/",
    ],
)
def test_what_is_not_there_is_a_problem(client, claim, path):
    response = client.get(path.format(id=claim.public_id))

    assert (response.status_code, told(response)) == (404, 404)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert (response["Content-Type"] == GOOGLES) == path.startswith("/v1alpha1/")


@pytest.mark.parametrize("redirected", [False, True])
def test_so_is_a_host_that_is_not_ours(client, claim, redirected):
    with override_settings(SECURE_SSL_REDIRECT=redirected):
        for address in ("/api/v1/claims/", SEARCH, f"/claims/{claim.public_id}.json"):
            refused = client.get(address, headers={"Host": "evil.example"})
            assert (refused.status_code, told(refused)) == (400, 400), address
            assert "host" in refused.content.decode()


def test_so_is_a_fault_of_ours(client, claim, monkeypatch):
    def fail(*args):
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("record.freshness.log_mark", fail)
    client.raise_request_exception = False

    for address in ("/api/v1/claims/", f"{SEARCH}?{OURS}"):
        broken = client.get(address)
        assert (broken.status_code, told(broken)) == (500, 500), address


def test_no_script_reads_the_desk(client, db):
    for address in ("/desk/", "/desk/claims.json", "/desk/api/v1/claims.json"):
        assert "Access-Control-Allow-Origin" not in client.get(address)
        allowed = client.options(address, headers=ASKS)
        assert "Access-Control-Allow-Origin" not in allowed


def test_readers_are_told_in_a_page(client, claim):
    for response in (client.get("/nothing/"), client.get("/", headers={"Host": "evil.example"})):
        assert response["Content-Type"].startswith("text/html")
        assert "Access-Control-Allow-Origin" not in response


def asked(path: str, method: str) -> tuple[str, dict[str, str], bytes]:
    """What the server is given to send, to the byte."""
    told: list = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    answer = application(environ, lambda status, headers: told.extend((status, dict(headers))))
    body = b"".join(answer)
    return told[0], told[1], body


@pytest.mark.parametrize(
    "path", ["/api/v1/claims/", SEARCH, "/claims/", "/api/v1/export/log.ndjson"]
)
def test_head_gives_the_server_no_body(claim, connection_kept, path):
    (status, headers, content), get = asked(path, "HEAD"), asked(path, "GET")

    assert (status, content) == (get[0], b"")
    assert headers.get("Content-Length") == get[1].get("Content-Length")
    assert headers["Content-Type"] == get[1]["Content-Type"]
