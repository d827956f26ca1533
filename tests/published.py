"""Published claims of the kinds that the tests of public pages look at, and what they look with."""

from __future__ import annotations

import json

from django.db import connection
from django.test.utils import CaptureQueriesContext

import html5lib
import msgspec

from claims import workflow
from claims.models import Claim, Verdict
from core.ids import public_id
from record import ledger
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


def copies(claim: Claim, count: int, **changes) -> list[Listing]:
    """As many more published claims with the content of this one, by the log alone.

    For tests of pages that read the record: they need no desk, which takes ten times as long.
    """
    edition = ledger.current(claim.public_id).published
    contents = [
        msgspec.structs.replace(edition.content, id=public_id(), **changes) for _ in range(count)
    ]
    ledger.append(
        ledger.NewEdition(content, "first", "", edition.approval, tuple(edition.authors))
        for content in contents
    )
    ids = [content.id for content in contents]
    return list(Listing.objects.filter(claim__in=ids).order_by("entry_id"))


def copy_with_evidence(claim: Claim, count: int) -> Listing:
    """A published claim that cites this many pieces of evidence: those of another, repeated."""
    piece = ledger.current(claim.public_id).content.evidence[0]
    pieces = [msgspec.structs.replace(piece, number=number) for number in range(1, count + 1)]
    for number, one in enumerate(pieces):
        statement = msgspec.structs.replace(one.statement, id=f"{one.statement.id[:-2]}{number:02}")
        pieces[number] = msgspec.structs.replace(one, statement=statement)
    return copies(claim, 1, evidence=pieces)[0]


def parsed(response):
    """The page as a tree; raises where it is no valid HTML."""
    return html5lib.HTMLParser(strict=True).parse(response.content)


def text_of(response) -> str:
    """The words of a page, single-spaced."""
    return " ".join("".join(parsed(response).itertext()).split())


def links_of(response) -> list[str]:
    return [link.get("href") for link in parsed(response).iter(f"{TAG}a")]


def scripts_of(tree) -> list:
    """What a browser would run, but for the one script of ours, which no page needs.

    JSON-LD is data, and is not run.
    """
    ours = [("application/ld+json", None), ("module", "/static/copy.js")]
    scripts = tree.iter(f"{TAG}script")
    return [script for script in scripts if (script.get("type"), script.get("src")) not in ours]


def json_ld(response) -> list[dict]:
    """The structured data of a page."""
    scripts = parsed(response).iter(f"{TAG}script")
    data = [one for one in scripts if one.get("type") == "application/ld+json"]
    return [json.loads("".join(one.itertext())) for one in data]


def queries(client, address: str) -> int:
    """How many queries a page takes; it has to be there."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)
