"""Many drafts appended at once leave what they leave one by one, in a few queries."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.verifying import every_check
from record import ledger, merkle, projection, search
from record.ledger import CannotAppend
from record.models import Citation, Entry, Head, Link, Listing, Mention, Subject
from tests import contents as make

pytestmark = pytest.mark.django_db

CLAIMS = [f"claim{letter}" for letter in "abcde"]
KINDS = ["update", "correction", "retraction"]

editions = st.tuples(
    st.sampled_from(CLAIMS),
    st.sampled_from(KINDS),
    st.sampled_from(sorted(make.VERDICTS)),
    st.lists(st.sampled_from(CLAIMS), max_size=2, unique=True),
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(["Ada", "Bo"])), max_size=3),
)


def draft_of(edition, seen):
    """A draft as the last one of its claim allows it."""
    claim, kind, verdict, others, said = edition
    content = make.content(
        claim,
        verdict=make.VERDICTS[verdict],
        relations=[make.relation("repeats", other) for other in others if other != claim],
        evidence=[
            make.evidence(number, make.statement(key, name))
            for number, (key, name) in enumerate(said, start=1)
        ],
    )
    first = claim not in seen
    seen.add(claim)
    return make.draft(content, "first" if first else kind, "" if first else "We erred.")


def drafts_of(editions):
    seen = set()
    return [draft_of(edition, seen) for edition in editions]


def left_by(parts):
    """All that stands after these parts were appended, each by itself; then nothing of it does."""
    with transaction.atomic():
        # A clock that is behind moves on by one microsecond: the same times in each run.
        ahead = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
        Head.objects.create(last_published_at=ahead)
        for part in parts:
            ledger.append(part)
        found = told()
        transaction.set_rollback(True)
    return found


def told():
    """The log, its head and the read models, without keys that a database gives out."""
    of_listing = ("listing__claim",)
    return {
        Entry: list(Entry.objects.values()),
        Head: list(Head.objects.values()),
        Listing: list(Listing.objects.order_by("claim").values(*names_of(Listing))),
        Citation: rows_of(Citation, *of_listing),
        Link: rows_of(Link, *of_listing),
        Mention: rows_of(Mention, *of_listing, "subject__kind", "subject__public_id"),
        Subject: rows_of(Subject),
        "not found by search": list(search.unindexed()),
        "misplaced by search": list(search.misplaced()),
    }


def rows_of(model, *further):
    return sorted(map(str, model.objects.values_list(*names_of(model), *further)))


def names_of(model):
    keys = ("id", "listing_id", "subject_id")
    return [f.attname for f in model._meta.concrete_fields if f.attname not in keys]


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(editions, min_size=1, max_size=12), st.integers(1, 12))
def test_batches_leave_what_single_drafts_leave(editions, size):
    drafts = drafts_of(editions)

    singly = left_by([draft] for draft in drafts)
    together = left_by(drafts[at : at + size] for at in range(0, len(drafts), size))

    assert together == singly


def test_a_batch_within_one_call_changes_nothing(monkeypatch):
    drafts = drafts_of(
        (
            CLAIMS[n % 5],
            KINDS[n % 3],
            ["true", "false"][n % 2],
            CLAIMS[n % 4 :][:1],
            [(n % 3, "Ada")],
        )
        for n in range(20)
    )
    whole = left_by([drafts])
    monkeypatch.setattr(ledger, "BATCH", 7)
    monkeypatch.setattr(projection, "BATCH", 3)

    assert left_by([drafts]) == whole


def test_a_claim_ends_as_its_last_edition_in_the_batch():
    first, second = make.content("claima"), make.content("claima", finding="It was not.")

    ledger.append([make.draft(first), make.draft(second, "correction", "We erred.")])

    listing = Listing.objects.get()
    assert (listing.number, listing.finding, listing.touched) == (2, "It was not.", 1)
    assert listing.first_published_at == Entry.objects.first().published_at


def test_a_neighbour_outside_the_batch_is_touched():
    ledger.append([make.draft(make.content("claima")), make.draft(make.content("claimb"))])

    related = make.content("claimc", relations=[make.relation("repeats", "claima")])
    ledger.append([make.draft(related)])

    touched = dict(Listing.objects.values_list("claim", "touched"))
    assert touched == {"claima": 2, "claimb": 1, "claimc": 2}


def test_an_edition_follows_one_of_the_same_batch():
    draft = make.draft(make.content("claima"))

    with pytest.raises(CannotAppend, match="Edition 1 stands"):
        ledger.append([draft, draft])

    assert not Entry.objects.exists()


def test_all_or_none():
    good = make.draft(make.content("claima"))
    bad = make.draft(make.content("claimb"), "correction", "We erred.")

    with pytest.raises(CannotAppend, match="no edition yet"):
        ledger.append([good, bad])

    assert (Entry.objects.count(), Listing.objects.count()) == (0, 0)


def test_nothing_appended_leaves_the_head_alone():
    assert ledger.append([]) == []
    assert Head.objects.get().size == 0


def test_the_head_is_the_root_of_what_was_appended():
    ledger.append(make.draft(make.content(f"claim{n:05}")) for n in range(37))

    leaves = Entry.objects.order_by("index").values_list("leaf", flat=True)
    assert Head.objects.get().root == merkle.root_over(leaves)


def test_what_was_appended_in_bulk_verifies():
    ledger.append(drafts_of((c, "update", "true", CLAIMS[:1], [(1, "Ada")]) for c in CLAIMS * 2))

    assert [fault for check in every_check() for fault in check.faults()] == []


def test_time_does_not_stand_still_within_a_batch():
    before = timezone.now()
    entries = ledger.append(make.draft(make.content(claim)) for claim in CLAIMS)

    times = [before, *(entry.published_at for entry in entries), timezone.now()]
    assert times == sorted(set(times))


def queries(count, after=0):
    drafts = [
        make.draft(make.content(f"claim{n:05}", evidence=[make.evidence(1, make.statement(n % 9))]))
        for n in range(after, after + count)
    ]
    with CaptureQueriesContext(connection) as captured:
        ledger.append(drafts)
    return len(captured)


def test_one_entry_costs_few_queries():
    queries(1)

    assert queries(1, after=1) <= 24


def test_thirty_entries_cost_as_many_queries_as_ten():
    ten = queries(10)
    # On SQLite the words of each listing are one more row of a single statement.
    assert queries(30, after=10) <= ten + 1


def test_rebuilding_costs_queries_by_the_batch():
    queries(30)
    with CaptureQueriesContext(connection) as captured:
        projection.rebuild()

    assert len(captured) <= 31
