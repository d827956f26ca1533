"""How the tests of claims:search ask, and what they see."""

from __future__ import annotations

SEARCH = "/v1alpha1/claims:search"
ORIGIN = "http://127.0.0.1:8000"
OURS = "reviewPublisherSiteFilter=127.0.0.1"


def answer(client, query: str) -> dict:
    """What is answered; it has to be an answer."""
    response = client.get(f"{SEARCH}?{query}")
    assert response.status_code == 200, response.content
    return response.json()


def texts(client, query: str) -> list[str]:
    """The claims that are listed, in their words."""
    return [claim["text"] for claim in answer(client, query).get("claims", [])]


def paths_of(told: dict) -> list[str]:
    """The pages that an answer leads to."""
    urls = [claim["claimReview"][0]["url"] for claim in told.get("claims", [])]
    assert all(url.startswith(ORIGIN) for url in urls)
    return [url.removeprefix(ORIGIN) for url in urls]


def refused(client, query: str) -> dict:
    """The error that this is answered with."""
    response = client.get(f"{SEARCH}?{query}")
    assert response.status_code == 400, response.content
    error = response.json()["error"]
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    return error
