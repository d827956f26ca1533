"""The history of the desk: every change, with before and after, and no lost update."""

import json

import pytest

from core.models import Revision
from core.revisions import Overtaken, delete, revising
from sources import marking
from sources.extraction import Stretch
from sources.models import SameRoot, Source, Statement
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_new_row_has_no_before():
    source = make.make_source("Article")
    revision = Revision.objects.of(source).get()

    assert (revision.action, revision.before) == ("created", "")
    assert json.loads(revision.after)["title"] == "Article"


def test_a_change_keeps_both_sides_and_who():
    source = make.make_source("Before", by=make.someone("ada"))
    with revising(source, by=make.someone("ben"), reason="A slip."):
        source.title = "After"
        source.save()
    revision = Revision.objects.of(source).last()

    assert json.loads(revision.before)["title"] == "Before"
    assert json.loads(revision.after)["title"] == "After"
    assert (revision.actor_name, revision.reason) == ("ben", "A slip.")


def test_no_change_leaves_no_trace():
    source = make.make_source()
    with revising(source, by=make.someone()):
        source.save()

    assert Revision.objects.of(source).count() == 1


@pytest.mark.parametrize("row", [make.make_source, make.make_statement])
def test_a_save_that_changes_nothing_takes_no_version(row):
    row = row()
    with revising(row, by=make.someone("ada"), version=0):
        row.save()

    assert Revision.objects.of(row).count() == 1
    assert (row.version, type(row).objects.get(pk=row.pk).version) == (0, 0)


def test_a_change_takes_a_version_of_which_its_revision_says_nothing():
    source = make.make_source("Before")
    with revising(source, by=make.someone("ada"), version=0):
        source.title = "After"
        source.save()
    revision = Revision.objects.of(source).last()

    assert (source.version, Source.objects.get().version) == (1, 1)
    assert "version" not in json.loads(revision.before) | json.loads(revision.after)


def test_a_change_by_somebody_who_read_no_version_takes_one_too():
    source = make.make_source("Before")
    with revising(source, by=make.someone("ada")):
        source.title = "Ada’s"
        source.save()

    with pytest.raises(Overtaken), revising(source, by=make.someone("ben"), version=0):
        source.save()


def test_a_passage_added_is_a_change_of_its_statement():
    statement = make.make_statement()
    with revising(statement, by=make.someone()):
        make.mark(statement, statement.passages.get().snapshot, "said Mara Lind", "cue")
    after = json.loads(Revision.objects.of(statement).last().after)

    assert [passage["part"] for passage in after["passages"]] == ["words", "cue"]


def test_regions_replaced_are_a_change_of_their_snapshot():
    snapshot = make.make_snapshot("One block.")
    marking.replace_regions(snapshot, [Stretch("headline", 0, 10)], by=make.someone())
    after = json.loads(Revision.objects.of(snapshot).last().after)

    assert after["regions"] == [["headline", 0, 10]]


def test_a_deleted_row_leaves_what_it_was():
    pair = SameRoot.objects.create(
        one=make.make_source(), other=make.make_source(), reason="One text."
    )
    delete(pair, by=make.someone(), reason="Two texts.")

    assert Revision.objects.get(action="deleted").label
    assert not SameRoot.objects.exists()


def test_the_second_to_save_is_told_who_changed_what():
    source = make.make_source("Before")
    with revising(source, by=make.someone("ada"), version=0):
        Source.objects.filter(pk=source.pk).update(title="Ada’s")

    told = pytest.raises(Overtaken, match="ada saved this.*title changed")
    with told, revising(source, by=make.someone("ben"), version=0):
        Source.objects.filter(pk=source.pk).update(title="Ben’s")
    assert Source.objects.get().title == "Ada’s"


def test_a_change_that_fails_leaves_neither_change_nor_revision():
    statement = make.make_statement()
    before = Revision.objects.count()

    with pytest.raises(ZeroDivisionError), revising(statement, by=make.someone()):
        Statement.objects.filter(pk=statement.pk).update(role="Half")
        raise ZeroDivisionError
    assert Revision.objects.count() == before
    assert Statement.objects.get().role == ""
