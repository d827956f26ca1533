"""What nobody means to send: no answer to it is a server error, and none repeats it unescaped."""

import pytest

from tests import factories as make
from tests.published import TAG, address_of, parsed, scripts_of, text_of

pytestmark = pytest.mark.django_db
CANARY = "\"><canary>'&lt;canary&gt;<script>alert(1)</script>"


@pytest.fixture(scope="module")
def made(once):
    return once(make.make_published_claim)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "b" * 20_001,
        "year=1899",
        "year=2021.5",
        "year=x",
        "page=0",
        "page=x",
        "page=1&before=1",
        "order=best",
        "q=bridge&order=relevance&before=1",
        "q=bridge&order=date&page=2",
        "kind=rumour",
        "verdict=%22%3E",
        "verdict=true&verdict=false",
        "topic=1",
        "language=%27%27",
        "published_after=0001-01-01",
        "published_after=2199-02-30",
        "published_before=9999-12-31",
        "published_before=01/02/2021",
        "before=x",
        "before=-1",
        "before=1&before=2",
        "before=" + "9" * 5000,
    ],
)
def test_the_list_says_what_it_does_not_understand(client, claim, query):
    response = client.get(f"/claims/?{query}")

    assert response.status_code == 400
    assert "We cannot look for this:" in text_of(response)
    assert client.get(f"/?{query}").status_code == 200, "The front page asks nothing."


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%01%EF%BF%BF",
        "%00=%00",
        "q=%ff",
        "q=%ED%A0%80",
        "q=" + "%28" * 200,
        "q=" + "the+bridge+is+closed+" * 500,
        "q=" + "b" * 10_000,
        "q=" + "%22+-+" * 2_000,
        "q=bridge&page=99999",
        "q=bridge&order=date&before=0",
        "page=99999",
        "year=2199",
        "before=0",
        "x" * 3000,
        "&&==",
        "q=*%22",
    ],
)
def test_odd_queries_are_harmless(client, claim, query):
    assert client.get(f"/claims/?{query}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/claims/%00/",
        "/claims/bbbbbbbbbb/",
        "/claims/BBBBBBBBBB/",
        "/claims/bbbbbbbbbbb/",
        "/claims/1/",
        "/claims/bbbbbbbbbb/editions/",
        "/claims/bbbbbbbbbb/editions/-1/",
        "/claims/bbbbbbbbbb/editions/" + "9" * 5000 + "/",
        "/speakers/bbbbbbbbbb/",
        "/speakers/%00/x/",
        "/topics/..%2f..%2fetc/",
        "/sources/bbbbbbbbbb/%F0%28%8C%28/",
        "/verdicts/%00/x/",
        "/nothing/",
        "/%00",
    ],
)
def test_an_address_that_was_never_given_is_not_found(client, claim, path):
    response = client.get(path)

    assert response.status_code == 404
    parsed(response)


def test_an_odd_slug_leads_to_the_claim(client, claim):
    for slug in ("%00", "%0d%0aX: y", "%F0%9F%98%80", "<b>", "a" * 3000):
        response = client.get(f"/claims/{claim.public_id}/{slug}/")
        assert (response.status_code, response["Location"]) == (301, address_of(claim))


@pytest.mark.parametrize(
    "name", ["q", "verdict", "language", "topic", "published_after", "x", "<i>"]
)
def test_what_was_asked_is_repeated_escaped(client, claim, name):
    page = client.get("/claims/", {name: CANARY})

    assert not list(parsed(page).iter(f"{TAG}canary"))
    assert not list(parsed(page).iter(f"{TAG}script"))


def hostile_claim():
    """A published claim with markup in whatever an editor or a source can write."""
    snapshot = make.make_snapshot(
        f"They wrote {CANARY} there.",
        make.make_source(CANARY, grade="primary", grade_reason=CANARY),
    )
    statement = make.make_statement(
        CANARY, snapshot=snapshot, speaker=make.make_speaker(CANARY), role=CANARY
    )
    texts = dict.fromkeys(("text", "finding", "place", "state"), CANARY)
    claim = make.make_claim(short=CANARY[:75], explanation=f"{CANARY} [1]", **texts)
    make.add_appearance(claim, statement)
    make.add_evidence(claim, make.make_statement(CANARY, snapshot=snapshot), note=CANARY)
    make.publish(claim)
    return claim


def test_markup_in_a_claim_is_shown_as_text_on_every_page(client):
    address = address_of(hostile_claim())
    todo, seen = [address], set()

    while todo:
        path = todo.pop()
        seen.add(path)
        page = client.get(path)
        if not page["Content-Type"].startswith("text/html"):
            continue
        tree = parsed(page)
        assert not list(tree.iter(f"{TAG}canary"))
        assert not scripts_of(tree)
        links = {link.get("href").partition("#")[0] for link in tree.iter(f"{TAG}a")}
        todo += [link for link in links - seen - set(todo) if link.startswith("/")]

    assert len(seen) > 15


def test_a_script_is_no_address_of_a_source(client):
    claim = make.make_sourced_claim()
    source = claim.evidence.get().statement.source
    type(source).objects.filter(pk=source.pk).update(url="javascript:alert(1)")
    make.publish(claim)

    assert 'href="javascript:' not in client.get(address_of(claim)).content.decode()
