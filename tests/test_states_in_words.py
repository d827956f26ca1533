"""What a claim's history says: labels for choices, days as they are written, names for keys."""

import datetime as dt

import pytest

from claims import happened, workflow
from claims.models import Relation
from tests import factories as make


@pytest.fixture
def claim(cast):
    return make.make_sourced_claim(cast.editor, short="Bridge safe", kind="fact")


def told(claim):
    newest = happened.acts(claim)[0]
    return {
        change.where: (change.kind, "".join(run.text for run in change.runs))
        for change in newest.changes
    }


def test_a_choice_is_told_by_its_label_and_a_day_in_full(claim, cast):
    with workflow.revising(claim, by=cast.editor):
        claim.last_checked = dt.date(2026, 5, 25)
        claim.holds_earliest = dt.date(2026, 5, 1)
        claim.holds_basis = "stated"
        claim.save()

    assert told(claim)["When it holds, earliest"] == ("added", "1 May 2026")
    assert told(claim)["When it holds, rests on"] == ("added", "Stated in the source")
    assert "25 May 2026" in told(claim)["Last checked"][1]


def test_a_relation_is_told_by_its_label_with_the_other_claim(claim, cast):
    other = make.make_claim(cast.editor, short="Bridge closed")
    with workflow.revising(claim, by=cast.editor):
        make_relation(claim, other)

    kind, text = told(claim)["Relation"]
    assert kind == "added"
    assert "other claim: Bridge closed" in text
    assert "type: Supersedes" in text and "on: 25 May 2021" in text
    assert not text.lower().startswith("id")


def make_relation(claim, other):
    on = dt.date(2021, 5, 25)
    Relation.objects.create(claim=claim, other=other, type="supersedes", on=on)


def test_a_piece_that_changed_is_paired_with_itself(claim, cast):
    """One piece taken out of two: the other is not told as changed."""
    make.add_evidence(claim, make.make_statement("It will carry"), by=cast.editor)
    first = claim.evidence.order_by("order").first()
    with workflow.revising(claim, by=cast.editor):
        first.delete()

    removed = [change for change in happened.acts(claim)[0].changes if change.kind == "removed"]
    assert len(removed) == 1 == len(happened.acts(claim)[0].changes)


def test_a_stance_that_changed_is_told_from_label_to_label(claim, cast):
    piece = claim.evidence.get()
    with workflow.revising(claim, by=cast.editor):
        piece.stance = "context"
        piece.save()

    (change,) = happened.acts(claim)[0].changes
    assert "".join(run.text for run in change.runs if run.kind != "added").strip() == "Supports"
    assert "".join(run.text for run in change.runs if run.kind != "removed").strip() == "Context"
