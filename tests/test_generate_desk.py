"""`manage.py generate --at-desk`: the generated claims at the desk, each with its events."""

from __future__ import annotations

import pytest

from claims import workflow
from claims.generating.running import generated
from claims.generating.world import id_of
from claims.models import Claim, Event
from core.verifying import every_check
from record.models import Entry, Listing
from sources.models import Statement
from tests.test_generate import run

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def at_desk(once):
    """As many claims, all of them at the desk too."""
    return once(run, claims=405, batch=100, through_verbs=2, at_desk=True)


def test_at_the_desk_stand_the_same_claims_with_their_events(at_desk):
    published = Claim.objects.order_by("pk").values_list("public_id", flat=True)
    assert list(published) == [id_of("c", number) for number in range(405)]

    editions = Entry.objects.editions().count()
    assert Event.objects.filter(verb="publish").count() == editions > 405
    assert Statement.objects.count() >= 2 * 403
    claim = Claim.objects.get(public_id=id_of("c", 7))
    told = Entry.objects.of(claim.public_id).last().content
    cited = [piece.statement.public_id for piece in claim.evidence.select_related("statement")]
    assert cited == [piece.statement.id for piece in told.evidence]
    assert (claim.text, claim.finding) == (told.text, told.finding)


def test_at_the_desk_some_claims_are_worked_on(at_desk):
    order = ["draft", "in_review", "changes_requested", "approved", "draft"]
    numbers = {id_of("c", number): number for number in range(405)}

    found = Claim.objects.exclude(status__in=["published", "retracted"])

    left = {numbers[claim.public_id]: claim.status for claim in found}
    assert len(set(left.values())) >= 3
    assert all(number % 100 == 0 for number in left)
    assert all(order[number // 100] == status for number, status in left.items())
    retracted = Claim.objects.filter(status="retracted").count()
    assert retracted == Listing.objects.filter(retracted=True).count()


def test_what_it_leaves_at_the_desk_verifies(at_desk):
    assert [fault for check in every_check() for fault in check.faults()] == []


def test_a_further_run_at_the_desk_goes_on(at_desk):
    run(claims=30, through_verbs=0, at_desk=True)

    assert Claim.objects.count() == 435


def test_a_run_that_is_broken_off_among_the_verbs_can_be_gone_on_with(at_desk, monkeypatch):
    def stop(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(workflow, "publish", stop)
        with pytest.raises(KeyboardInterrupt):
            run(claims=2, through_verbs=2, at_desk=True)
    run(claims=2, through_verbs=2, at_desk=True)

    assert Claim.objects.count() == generated() == 407
