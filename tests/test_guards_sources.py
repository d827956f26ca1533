"""What the database itself refuses about passages, regions and relays, on both engines."""

from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

import pytest

from sources.models import Passage, Region, Relay, Snapshot, Source
from tests import factories as make

pytestmark = pytest.mark.django_db

# An emoji outside the BMP, a family joined by ZWJ, combining marks, right-to-left, Devanagari.
TEXT = "A 😀 said “naïve” e\u0301te\u0301 👨‍👩‍👧 שלום עולם नमस्ते end.\n\nSecond."


@pytest.fixture
def snapshot():
    return make.make_snapshot(TEXT)


@pytest.fixture
def statement(snapshot):
    return make.make_statement("Second.", snapshot=snapshot)


def insert(statement, snapshot, start, end, exact):
    with transaction.atomic():
        return Passage.objects.create(
            statement=statement, snapshot=snapshot, part="cue", start=start, end=end, exact=exact
        )


@pytest.mark.parametrize(
    "words", ["😀", "e\u0301te\u0301", "👨‍👩‍👧 שלום", "עולם", "नमस्ते", "“naïve”", "A", "Second."]
)
def test_the_snapshots_own_words_are_taken(words, snapshot, statement):
    start = TEXT.index(words)

    assert insert(statement, snapshot, start, start + len(words), words).pk


@pytest.mark.parametrize(
    "start, end, exact",
    [
        (2, 3, "😁"),
        (3, 4, "😀"),
        (10, 15, "naive"),
        (17, 21, "été"),
        (0, 1, "a"),
        (0, 3, "A \ud83d"[:2]),
        (-4, -1, "ond"),
        (-7, 7, "Second."),
        (5, 2, ""),
        (3, 3, ""),
        (0, 5000, TEXT),
        (len(TEXT), len(TEXT) + 4, "more"),
        (0, 1, ""),
    ],
)
def test_any_other_words_are_refused(start, end, exact, snapshot, statement):
    with pytest.raises(IntegrityError):
        insert(statement, snapshot, start, end, exact)


def test_a_passage_cannot_be_moved_off_its_words(statement):
    with pytest.raises(IntegrityError, match="exactly the words"), transaction.atomic():
        statement.passages.update(start=0, end=7)


def test_words_cannot_be_changed_under_a_passage(statement):
    with pytest.raises(IntegrityError, match="exactly the words"), transaction.atomic():
        statement.passages.update(exact="Seconds")


def test_many_passages_at_once_are_looked_at_one_by_one(snapshot, statement):
    good = Passage(statement=statement, snapshot=snapshot, part="cue", start=0, end=1, exact="A")
    bad = Passage(statement=statement, snapshot=snapshot, part="cue", start=2, end=3, exact="B")

    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.bulk_create([good, bad])

    assert statement.passages.count() == 1


def test_a_passage_of_another_source_is_refused(statement):
    elsewhere = make.make_snapshot(TEXT)

    with pytest.raises(IntegrityError, match="source in which"):
        insert(statement, elsewhere, 0, 1, "A")


def test_a_statement_with_passages_stays_in_its_source(statement):
    with pytest.raises(IntegrityError, match="stays in its source"), transaction.atomic():
        type(statement).objects.filter(pk=statement.pk).update(source=make.make_source())


@pytest.mark.parametrize("start, end", [(0, 10), (3, 4), (0, 1), (5, 5000), (49, 62)])
def test_regions_that_overlap_or_leave_the_text_are_refused(start, end, snapshot):
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.create(snapshot=snapshot, kind="body", start=start, end=end)


def test_regions_are_not_changed_one_by_one(snapshot):
    with pytest.raises(IntegrityError, match="as a set"), transaction.atomic():
        snapshot.regions.update(kind="comment")


def relay(statement, source, through=None):
    with transaction.atomic():
        return Relay.objects.create(statement=statement, source=source, through=through)


def test_a_source_cannot_relay_itself(statement):
    with pytest.raises(IntegrityError, match="circle"):
        relay(statement, statement.source)


def test_two_sources_cannot_relay_each_other(statement):
    other = make.make_statement()
    relay(statement, other.source)

    with pytest.raises(IntegrityError, match="circle"):
        relay(other, statement.source)


def test_a_circle_through_a_source_in_between_is_refused(statement):
    filing, order = make.make_source(), make.make_source()
    relay(statement, filing)
    relay(statement, order, through=filing)

    with pytest.raises(IntegrityError, match="circle"):
        relay(make.make_statement(), filing, through=order)


def test_two_ways_to_one_root_are_no_circle(statement):
    one, other, root = (make.make_source(grade=Source.Grade.PRIMARY) for _ in range(3))
    for source in (one, other):
        relay(statement, source)
        relay(statement, root, through=source)

    assert statement.relays.count() == 4


def test_a_passage_that_shows_a_relay_cannot_be_removed(statement):
    passage = statement.passages.get()
    Relay.objects.create(statement=statement, source=make.make_source(), passage=passage)

    with pytest.raises(RestrictedError):
        passage.delete()


def test_a_snapshot_of_several_megabytes_can_be_marked_at_its_end():
    text = "Many words. " * 100_000 + "\n\nThe end 😀."
    snapshot = make.make_snapshot(text)

    statement = make.make_statement("The end 😀", snapshot=snapshot)

    assert statement.passages.get().start == len(text) - 10
    assert Snapshot.objects.count() == 1
