"""Play the story: what the editor and the reviewer do with the claims, in its order.

Every act concerns only what this run has made: a claim that stood already is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from claims import workflow
from claims.models import Claim, Verb
from claims.seeding import drafts
from claims.seeding.archive import interval
from claims.seeding.files import Item, telling
from claims.seeding.shelf import Shelf
from core.revisions import revising
from record import ledger
from sources.models import Statement

UNKNOWN = {"earliest": None, "latest": None, "words": "", "basis": "", "source": ""}


def play(shelf: Shelf, act: Item, claims: dict[str, Item]) -> None:
    """One act of the story, on each of the claims that it names."""
    told = dict(act.told)
    name = told.pop("act")
    if name == "correct-statement":
        correct_statement(shelf, **told)
        return
    if name not in ACTS:
        raise LookupError(f"There is no act “{name}”.")
    for key in told.pop("claims"):
        row = shelf.get(Claim, key)
        if shelf.is_new(Claim, key):
            with telling(claims[key]):
                ACTS[name](shelf, row, {**claims[key].told, **told})


def correct_statement(shelf: Shelf, statement: str, reason: str, said: dict[str, Any]) -> None:
    """Correct when a statement was made."""
    if not shelf.is_new(Statement, statement):
        return
    row = shelf.get(Statement, statement)
    with revising(row, by=shelf.people.editor, version=row.version, reason=reason):
        for name, value in interval("said", {"said": UNKNOWN | said}).items():
            setattr(row, name, value)
        row.full_clean()
        row.save()


def submit(shelf: Shelf, claim: Claim, told: dict[str, Any]) -> None:
    workflow.submit(claim, by=shelf.people.editor)


def approve(shelf: Shelf, claim: Claim, told: dict[str, Any]) -> None:
    """Approve what was submitted, every piece of its evidence read."""
    digest = claim.events.filter(verb=Verb.SUBMIT).last().digest
    read = range(1, claim.evidence.count() + 1)
    workflow.approve(claim, by=shelf.people.reviewer, digest=digest, read=read)


def request_changes(shelf: Shelf, claim: Claim, told: dict[str, Any]) -> None:
    workflow.request_changes(claim, by=shelf.people.reviewer, reason=told["reason"])


def first_edition(shelf: Shelf, claim: Claim, told: dict[str, Any]) -> None:
    """Submit, approve and publish what stands."""
    submit(shelf, claim, told)
    approve(shelf, claim, told)
    workflow.publish(claim, by=shelf.people.reviewer)
    shelf.editions += 1


def next_edition(shelf: Shelf, claim: Claim, told: dict[str, Any]) -> None:
    """Reopen, change and publish anew, by the table that follows the edition that stands."""
    edition = told["editions"][ledger.current(claim.public_id).number - 1]
    workflow.reopen(claim, by=shelf.people.editor, kind=edition["kind"], reason=edition["reason"])
    drafts.change(shelf, claim, edition)
    first_edition(shelf, claim, told)


ACTS: dict[str, Callable[[Shelf, Claim, dict[str, Any]], None]] = {
    "submit": submit,
    "approve": approve,
    "request-changes": request_changes,
    "first-edition": first_edition,
    "next-edition": next_edition,
}
