import pytest

from claims import workflow
from claims.models import Status
from record.models import Entry, Head, Listing
from record.search import search
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_whole():
    claim = make.make_published_claim()
    assert claim.status == Status.PUBLISHED
    assert Entry.objects.count() == 2
    assert Head.objects.get().size == 2
    assert search(Listing.objects.all(), '"harbour bridge" saf* -zebra').count() == 1
    assert search(Listing.objects.all(), "bridge -safe").count() == 0
    workflow.reopen(claim, by=make.someone(), kind="correction", reason="We erred.")
    with workflow.revising(claim, by=make.someone()):
        claim.notice = "It said that."
        claim.save()
    make.publish(claim)
    assert Listing.objects.get().number == 2
