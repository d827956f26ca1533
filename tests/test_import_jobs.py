"""The course of an import: steps that survive, who may go on, all or nothing."""

from io import StringIO

from django.core.management import call_command
from django.core.management.base import CommandError

import pytest

from claims import workflow
from claims.errors import NotPermitted
from claims.importing import jobs
from claims.importing.jobs import CannotGoOn
from claims.models import Claim, Import, ImportRow
from tests import factories as make
from tests.imports import brought_in, checked, outcomes, sheet, to_the_end

pytestmark = pytest.mark.django_db


def rows(count, **cells):
    return [{"text": f"Claim {n} holds.", "short": f"Claim {n}"} | cells for n in range(count)]


@pytest.fixture
def ada(cast):
    return cast.editor


def test_a_step_takes_no_longer_than_it_may_and_the_next_goes_on(ada):
    work = jobs.begin(sheet(*rows(60)), "claims.csv", "claims", by=ada)

    done = []
    while work.is_under_way:
        work = jobs.carry_on(work.pk, by=ada, seconds=0)
        done.append(work.count("unread"))

    assert done == [35, 10, 0]
    assert (work.stage, work.tally) == ("checked", {"new": 60})


def test_nothing_is_entered_before_somebody_has_decided(ada):
    checked(sheet(*rows(3)), ada)

    assert not Claim.objects.exists()


def test_what_breaks_off_in_the_middle_is_taken_up_without_a_second_of_anything(ada, monkeypatch):
    work = checked(sheet(*rows(60)), ada)
    work = jobs.enter_those_that_are_right(work.pk, by=ada)
    jobs.carry_on(work.pk, by=ada, seconds=0)
    entered, real = [], workflow.creating

    def broken(claim, *, by):
        entered.append(claim)
        if len(entered) == 10:
            raise KeyboardInterrupt
        return real(claim, by=by)

    with monkeypatch.context() as patched:
        patched.setattr(workflow, "creating", broken)
        with pytest.raises(KeyboardInterrupt):
            jobs.carry_on(work.pk, by=ada, seconds=0)
    assert Claim.objects.count() == 25

    work = to_the_end(Import.objects.get(), ada)

    assert sorted(Claim.objects.values_list("text", flat=True)) == sorted(
        row["text"] for row in rows(60)
    )
    assert (work.stage, work.tally) == ("done", {"entered": 60})
    assert work.ended_at >= work.started_at


def test_a_wrong_row_stays_out(ada):
    work = brought_in(sheet(rows(1, kind="")[0], {**rows(2)[1], "kind": "rumour"}), ada)

    assert outcomes(work) == ["entered", "wrong"]
    assert Claim.objects.get().text == "Claim 0 holds."


def test_all_or_nothing_enters_all(ada):
    work = checked(sheet(*rows(3)), ada)

    work = jobs.enter_all_or_nothing(work.pk, by=ada)

    assert (work.stage, work.tally) == ("done", {"entered": 3})
    assert Claim.objects.count() == 3


def test_all_or_nothing_refuses_while_a_row_is_wrong(ada):
    work = checked(sheet(rows(1, kind="")[0], {**rows(2)[1], "kind": "rumour"}), ada)

    with pytest.raises(CannotGoOn, match="One row is to be mended first"):
        jobs.enter_all_or_nothing(work.pk, by=ada)

    assert not Claim.objects.exists()


def test_all_or_nothing_enters_nothing_where_a_row_became_wrong_since(ada):
    said = make.make_statement()
    work = checked(
        sheet(rows(1, evidence="")[0], {**rows(2)[1], "evidence": f"supports {said.public_id}"}),
        ada,
    )
    ImportRow.objects.filter(work=work, line=3).update(
        cells={**rows(2)[1], "evidence": "supports bbbbbbbbbb"}
    )

    with pytest.raises(CannotGoOn, match="Nothing was entered: line 3 is refused. There is no st"):
        jobs.enter_all_or_nothing(work.pk, by=ada)

    assert not Claim.objects.exists()
    assert outcomes(work) == ["new", "wrong"]
    assert Import.objects.get(pk=work.pk).tally == {"new": 1, "wrong": 1}


def test_all_or_nothing_has_a_limit_at_the_desk(ada, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_AS_ONE", 2)
    work = checked(sheet(*rows(3)), ada)

    with pytest.raises(CannotGoOn, match="at most 2 rows"):
        jobs.enter_all_or_nothing(work.pk, by=ada, most=2)


def test_it_can_be_stopped_and_then_nothing_more_is_entered(ada):
    work = checked(sheet(*rows(60)), ada)
    jobs.enter_those_that_are_right(work.pk, by=ada)
    jobs.carry_on(work.pk, by=ada, seconds=0)

    work = jobs.stop(work.pk, by=ada)
    work = jobs.carry_on(work.pk, by=ada)

    assert (work.stage, Claim.objects.count()) == ("stopped", 25)
    with pytest.raises(CannotGoOn):
        jobs.stop(work.pk, by=ada)


@pytest.mark.parametrize("who", ["reviewer", "publisher", "stranger"])
def test_who_may_not_enter_a_claim_cannot_bring_one_in(cast, who):
    with pytest.raises(NotPermitted, match="bring in claims"):
        jobs.begin(sheet(*rows(1)), "claims.csv", "claims", by=getattr(cast, who))


def test_nobody_goes_on_with_what_another_brings_in(cast):
    work = checked(sheet(*rows(1)), cast.editor)

    with pytest.raises(NotPermitted, match="go on with what ada brings in"):
        jobs.enter_those_that_are_right(work.pk, by=cast.contributor)


def test_who_lost_the_permission_meanwhile_cannot_go_on(cast):
    work = checked(sheet(*rows(1)), cast.editor)
    cast.editor.groups.clear()
    editor = type(cast.editor).objects.get(pk=cast.editor.pk)

    with pytest.raises(NotPermitted):
        jobs.enter_all_or_nothing(work.pk, by=editor)


def test_checking_asks_for_about_as_much_for_each_row(ada, django_assert_max_num_queries):
    work = jobs.begin(sheet(*rows(25)), "claims.csv", "claims", by=ada)

    with django_assert_max_num_queries(25 * 5 + 20):
        jobs.carry_on(work.pk, by=ada)


def run(tmp_path, data, *args, by="ada"):
    file, out = tmp_path / "claims.csv", StringIO()
    file.write_bytes(data)
    quiet = {"stdout": out, "stderr": StringIO()}
    call_command("importfile", "claims", str(file), *args, by=by, **quiet)
    return out.getvalue()


def test_the_command_does_the_same(ada, tmp_path):
    told = run(tmp_path, sheet(*rows(2)))

    assert told == "Checked: 2 new.\nDone: 2 entered.\n"
    assert "nothing new to enter" in run(tmp_path, sheet(*rows(2)))
    assert Claim.objects.count() == 2


def test_the_command_tells_line_and_column_and_enters_nothing(ada, tmp_path):
    data = sheet(rows(1, kind="")[0], {**rows(2)[1], "kind": "rumour"})

    with pytest.raises(CommandError, match="One row is to be mended first"):
        run(tmp_path, data)
    assert "  line 3, kind: “rumour” is none of" in run(tmp_path, data, "--check")
    assert not Claim.objects.exists()
    assert "Done: 1 to be mended, 1 entered." in run(tmp_path, data, "--all-that-are-right")


def test_the_command_says_what_it_cannot_read(ada, tmp_path):
    with pytest.raises(CommandError, match="There is no column “zebra”"):
        run(tmp_path, b"text,zebra\n1,2\n")
    with pytest.raises(CommandError, match="There is no account “eve”"):
        run(tmp_path, sheet(*rows(1)), by="eve")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("importfile", "claims", str(tmp_path / "none.csv"), by="ada")
