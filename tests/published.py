"""Published claims of the kinds that the tests of public pages look at, and what they look with."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

import html5lib

from claims import workflow
from claims.models import Claim, Verdict
from record.models import Listing
from tests import factories as make

TAG = "{http://www.w3.org/1999/xhtml}"


def listing_of(claim: Claim) -> Listing:
    return Listing.objects.get(claim=claim.public_id)


def address_of(claim: Claim) -> str:
    return listing_of(claim).get_absolute_url()


def next_edition(claim: Claim, kind: str, notice: str, verdict: str = "", **changes) -> None:
    """Reopen a published claim, change it and publish it again."""
    by = make.someone()
    workflow.reopen(claim, by=by, kind=kind, reason="There is a reason.")
    with workflow.revising(claim, by=by):
        if verdict:
            claim.verdict = Verdict.objects.get(key=verdict)
        for name, value in {"notice": notice, **changes}.items():
            setattr(claim, name, value)
        claim.save()
    make.publish(claim)


def retract(claim: Claim, notice: str = "We withdraw it.") -> None:
    next_edition(claim, "retraction", notice)


def supersede(older: Claim, type: str = "supersedes", **fields) -> Claim:
    """Publish a claim that does this to an older one."""
    newer = make.make_sourced_claim(short="What holds since")
    make.relate(newer, type, older, **fields)
    make.publish(newer)
    return newer


def claim_with_evidence(count: int) -> Claim:
    """A published claim that cites this many statements."""
    claim = make.make_sourced_claim()
    for order in range(2, count + 1):
        make.put_evidence(claim, order=order)
    make.publish(claim)
    return claim


def parsed(response):
    """The page as a tree; raises where it is no valid HTML."""
    return html5lib.HTMLParser(strict=True).parse(response.content)


def text_of(response) -> str:
    """The words of a page, single-spaced."""
    return " ".join("".join(parsed(response).itertext()).split())


def links_of(response) -> list[str]:
    return [link.get("href") for link in parsed(response).iter(f"{TAG}a")]


def queries(client, address: str) -> int:
    """How many queries a page takes; it has to be there."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)
