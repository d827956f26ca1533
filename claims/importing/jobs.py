"""The course of an import: begun, checked, decided, entered; in steps that can be taken up again.

A step is one transaction, in which each row is entered together with the note that it was. So
wherever it breaks off, nothing is entered twice, and a second window that goes on with the same
import waits for the first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from claims.errors import NotPermitted, Refused
from claims.importing import files
from claims.importing.claim_rows import ClaimRow
from claims.importing.rows import Cells
from claims.importing.statement_rows import StatementRow
from claims.models import Import, ImportRow
from core.models import User
from core.revisions import Overtaken
from sources.marking import CannotMark

Outcome, Stage = ImportRow.Outcome, Import.Stage
ROWS = {Import.Kind.CLAIMS: ClaimRow, Import.Kind.STATEMENTS: StatementRow}
NEEDED = {
    Import.Kind.CLAIMS: ("claims.add_claim", "bring in claims"),
    Import.Kind.STATEMENTS: ("sources.add_statement", "bring in statements"),
}
# How long one step may take, and how many rows are entered as one act at the desk.
SECONDS = 1.0
AT_ONCE = 25
MOST_AS_ONE = 500
REFUSALS = (Refused, CannotMark, Overtaken, IntegrityError)


class CannotGoOn(Exception):
    """The import does not stand where this could be done; says why."""


class _Undone(Exception):
    """A row was refused, so all of them are."""

    def __init__(self, row: ImportRow):
        self.row = row


def in_words(work: Import) -> str:
    """What came of it so far: “37 entered, 2 there already, 3 to be mended”."""
    told = [f"{work.count(o)} {o.label.lower()}" for o in Outcome if work.count(o)]
    return ", ".join(told)


def may_bring_in(kind: str, user: User) -> bool:
    return user.is_active and user.has_perm(NEEDED[kind][0])


def begin(data: bytes, name: str, kind: str, *, by: User) -> Import:
    """Keep the rows of a file, to be checked; raises files.NotATable where it holds none."""
    _permit(kind, by)
    table = files.read(data, name, kind)
    with transaction.atomic():
        work = Import.objects.create(
            kind=kind,
            file_name=PurePath(name).name[:255] or "file",
            by=by,
            by_name=by.get_username(),
            columns=table.columns,
            remarks=table.remarks,
            tally={Outcome.UNREAD: len(table.rows)},
        )
        ImportRow.objects.bulk_create(
            (
                ImportRow(work=work, line=row.line, cells=row.cells, problems=row.problems)
                for row in table.rows
            ),
            batch_size=500,
        )
    return work


def carry_on(key: int, *, by: User, seconds: float = SECONDS) -> Import:
    """Check or enter as many rows as the time allows; the import as it then stands."""
    with _held(key, by) as work:
        for rows in _portions(work, seconds):
            for row in rows:
                _check(work, row) if work.stage == Stage.CHECKING else _enter(work, row)
                # At once: the rows below are compared with it.
                row.save(update_fields=["outcome", "problems", "note", "fingerprint", "made"])
        _count(work)
        _move_on(work)
    return work


def enter_those_that_are_right(key: int, *, by: User) -> Import:
    """Begin to enter the rows that are new; those that are to be mended stay out."""
    with _held(key, by) as work:
        _refuse_unless_checked(work)
        work.stage = Stage.ENTERING
        work.save(update_fields=["stage"])
    return work


def enter_all_or_nothing(key: int, *, by: User, most: int | None = MOST_AS_ONE) -> Import:
    """Enter every row in one transaction; where one is refused enter none, and raise CannotGoOn."""
    try:
        with _held(key, by) as work:
            _refuse_unless_checked(work)
            _refuse_wrong(work, most)
            for row in work.rows.filter(outcome=Outcome.NEW):
                _enter(work, row)
                if row.outcome == Outcome.WRONG:
                    raise _Undone(row)
                row.save()
            _count(work)
            _end(work, Stage.DONE)
        return work
    except _Undone as undone:
        row = undone.row
        row.save()
        _count(Import.objects.get(pk=key))
        told = " ".join(told for _, told in row.problems)
        raise CannotGoOn(f"Nothing was entered: line {row.line} is refused. {told}") from None


def stop(key: int, *, by: User) -> Import:
    """Leave it at what is entered; what is not stays out."""
    with _held(key, by) as work:
        if work.is_over:
            raise CannotGoOn("This import has ended already.")
        _end(work, Stage.STOPPED)
    return work


@contextmanager
def _held(key: int, by: User) -> Iterator[Import]:
    """The import, held by this transaction alone; refuses whoever may not go on with it."""
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=key)
        _permit(work.kind, by)
        if work.by_id != by.pk:
            raise NotPermitted(f"go on with what {work.by_name} brings in")
        work.by = by
        yield work


def _permit(kind: str, by: User) -> None:
    if not may_bring_in(kind, by):
        raise NotPermitted(NEEDED[kind][1])


def _portions(work: Import, seconds: float) -> Iterator[list[ImportRow]]:
    """The rows that are next, some at a time, until there are none or the time is over."""
    wanted = {Stage.CHECKING: Outcome.UNREAD, Stage.ENTERING: Outcome.NEW}.get(work.stage)
    ends = time.monotonic() + seconds
    while wanted and (rows := list(work.rows.filter(outcome=wanted)[:AT_ONCE])):
        yield rows
        if time.monotonic() > ends:
            return


def _read(work: Import, row: ImportRow) -> Cells:
    return ROWS[work.kind](row.cells, work.by)


def _check(work: Import, row: ImportRow) -> Cells | None:
    """Say what the row will become; the reading that it rests on, where it can be entered."""
    faults_of_the_file = [tuple(problem) for problem in row.problems]
    read = _read(work, row)
    named = {column for column, _ in faults_of_the_file}
    later = [problem for problem in read.problems if problem[0] not in named]
    row.problems = [*faults_of_the_file, *later]
    row.fingerprint, row.note, row.made = read.fingerprint, read.note[:300], ""
    if row.problems:
        row.outcome, row.note = Outcome.WRONG, ""
        return None
    row.outcome = Outcome.NEW
    _look_for_the_same(work, row, read.same)
    return read if row.outcome == Outcome.NEW else None


def _look_for_the_same(work: Import, row: ImportRow, same: str) -> None:
    """Whether it is at the desk already, was brought in before, or stands further up."""
    rows = ImportRow.objects.filter(fingerprint=row.fingerprint).exclude(pk=row.pk)
    before = rows.exclude(made="").order_by("pk").first()
    above = rows.filter(work=work, line__lt=row.line).exclude(outcome=Outcome.WRONG).first()
    if same or before:
        row.outcome, row.made = Outcome.THERE, same or before.made
        row.note = "At the desk already." if same else f"Brought in before: {before.work}."[:300]
    elif above and above.outcome in (Outcome.NEW, Outcome.UNREAD):
        row.outcome, row.note = Outcome.THERE, f"The same as line {above.line}."


def _enter(work: Import, row: ImportRow) -> None:
    """Check it once more, for much may have changed since, and make it."""
    row.problems = []
    read = _check(work, row)
    if read is None:
        return
    try:
        with transaction.atomic():
            row.made = read.enter()
            row.outcome = Outcome.ENTERED
    except REFUSALS as error:
        row.outcome, row.made = Outcome.WRONG, ""
        row.problems = [("", str(error).partition("\n")[0])]


def _move_on(work: Import) -> None:
    if work.stage == Stage.CHECKING and not work.count(Outcome.UNREAD):
        work.stage = Stage.CHECKED
        work.save(update_fields=["stage"])
    elif work.stage == Stage.ENTERING and not work.count(Outcome.NEW):
        _end(work, Stage.DONE)


def _end(work: Import, stage: str) -> None:
    work.stage, work.ended_at = stage, timezone.now()
    work.save(update_fields=["stage", "ended_at"])


def _count(work: Import) -> None:
    counted = work.rows.order_by().values_list("outcome").annotate(Count("pk"))
    work.tally = dict(counted)
    work.save(update_fields=["tally"])


def _refuse_unless_checked(work: Import) -> None:
    if work.stage != Stage.CHECKED:
        raise CannotGoOn(f"This cannot be done now: the import is “{work.get_stage_display()}”.")
    if not work.count(Outcome.NEW):
        raise CannotGoOn("There is nothing new to enter.")


def _refuse_wrong(work: Import, most: int | None) -> None:
    if wrong := work.count(Outcome.WRONG):
        rows = "One row is" if wrong == 1 else f"{wrong} rows are"
        raise CannotGoOn(f"{rows} to be mended first; or take those that are right.")
    if most and work.count(Outcome.NEW) > most:
        raise CannotGoOn(
            f"As one act at most {most} rows can be entered here. Take those that are right, which "
            "goes step by step, or run “manage.py importfile --all-or-nothing”."
        )
