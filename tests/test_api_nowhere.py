"""A verdict or a language that nothing has is refused, rather than answered with nothing."""

from __future__ import annotations

import pytest

from record import ledger
from tests import contents
from tests import factories as make
from tests.exported import address, lines
from tests.published import next_edition, queries, retract

pytestmark = pytest.mark.django_db
CLAIMS = "/api/v1/claims/"


def published(**languages: str) -> None:
    """A claim in each of these languages, by its id."""
    for name, language in languages.items():
        content = contents.content(f"bbbbb{name * 5}", language=language)
        ledger.append([contents.draft(content)])


def listed(client, **asked) -> set[str]:
    return {one["id"][-1] for one in client.get(CLAIMS, asked).json()["claims"]}


def errors(client, path: str, **asked) -> dict[str, str]:
    response = client.get(path, asked)
    assert response.status_code == 400
    return response.json()["errors"]


@pytest.mark.parametrize("tag", ["zh-Hans", "ZH-HANS", "zh-hans"])
def test_in_the_tag_of_a_language_case_means_nothing(client, tag):
    published(b="zh-Hans", c="fr")

    assert listed(client, language=tag) == {"b"}
    rows, _ = lines(client, "claims", language=tag)
    assert [row["language"] for row in rows] == ["zh-Hans"]
    past, _ = lines(client, "claims", language=tag, as_of=2)
    assert past == rows
    page = client.get("/claims/", {"language": tag}).content.decode()
    assert "/claims/bbbbbbbbbb/" in page and "/claims/bbbbbccccc/" not in page


def test_a_language_that_no_claim_is_in_is_refused_with_those_there_are(client):
    published(b="fr", c="en")

    for path in (CLAIMS, address("claims", "csv")):
        told = errors(client, path, language="english")
        assert told == {"language": "There is no english. There are: en, fr."}
    assert client.get("/claims/?language=english").status_code == 200


def test_a_verdict_that_there_is_not_is_refused_with_those_there_are(client):
    make.make_published_claim()
    known = ", ".join(sorted(verdict.key for verdict in ledger.current_scale()))

    for path in (CLAIMS, address("claims", "csv")):
        told = errors(client, path, verdict="nope")
        assert told == {"verdict": f"There is no nope. There are: {known}."}
    assert client.get("/claims/?verdict=nope").status_code == 200


def test_a_verdict_of_the_scale_may_be_without_a_claim(client):
    make.make_published_claim()

    assert client.get(CLAIMS, {"verdict": "false"}).json()["claims"] == []


def test_one_that_stands_on_claims_alone_is_known(client):
    published(b="en")
    ledger.append([ledger.NewScale([contents.VERDICTS["false"]])])

    assert listed(client, verdict="true") == {"b"}


def test_what_retracted_claims_alone_have_is_known(client):
    claim = make.make_published_claim()
    retract(claim)

    assert client.get(CLAIMS, {"verdict": "true", "language": "en"}).json()["claims"] == []


def test_what_was_is_looked_for_in_what_was(client):
    """An earlier edition may have what no current one has."""
    claim = make.make_published_claim()
    next_edition(claim, "update", "News.")

    for asked in ({"as_of": 1, "language": "fr"}, {"as_of": 1, "verdict": "retired"}):
        assert lines(client, "claims", **asked)[0] == []
    assert lines(client, "editions", language="fr")[0] == []


def test_where_nothing_is_published_nothing_is_refused(client):
    assert client.get(CLAIMS, {"verdict": "true", "language": "en"}).status_code == 200


def test_to_know_it_takes_as_many_queries_however_many_there_are(client):
    published(b="en")
    asked = f"{CLAIMS}?language=EN&verdict=true"
    few = queries(client, asked)
    published(c="de", d="fr", f="it", g="en")

    assert queries(client, asked) == few
