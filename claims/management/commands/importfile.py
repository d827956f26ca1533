"""Bring in a file of claims or statements from the command line, as the desk does from its page."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from claims.errors import NotPermitted
from claims.importing import jobs
from claims.importing.files import NotATable
from claims.importing.jobs import CannotGoOn
from claims.models import Import, ImportRow
from core.models import User

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Bring in a file of claims (as drafts) or of statements, CSV or JSON. Every row is checked "
        "before any is entered, and what is at the desk already is not entered again. The columns "
        "are told at the desk, under “Imports”."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=Import.Kind.values, help="What the file holds.")
        parser.add_argument("file", type=Path, help="A file in CSV or JSON.")
        parser.add_argument("--by", metavar="USERNAME", required=True, help="Whose work it is.")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--check", action="store_true", help="Say what would come of it.")
        how.add_argument("--all-or-nothing", action="store_true", help="The default.")
        how.add_argument("--all-that-are-right", action="store_true", help="Leave out the others.")

    def handle(self, *args, kind, file, by, **options):
        person = User.objects.filter(username=by, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no account “{by}”.")
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: it cannot be read ({error.strerror}).") from None
        try:
            self.bring_in(jobs.begin(data, file.name, kind, by=person), person, options)
        except (NotATable, NotPermitted, CannotGoOn) as error:
            raise CommandError(str(error)) from None

    def bring_in(self, work: Import, by: User, options: dict) -> None:
        work = self.to_the_end(work, by)
        self.tell(work)
        if options["check"]:
            jobs.stop(work.pk, by=by)
        elif not work.count(ImportRow.Outcome.NEW, ImportRow.Outcome.WRONG):
            jobs.stop(work.pk, by=by)
            self.stdout.write("There was nothing new to enter.")
        elif options["all_that_are_right"]:
            work = jobs.enter_those_that_are_right(work.pk, by=by)
            self.stdout.write(f"Done: {jobs.in_words(self.to_the_end(work, by))}.")
        else:
            work = jobs.enter_all_or_nothing(work.pk, by=by, most=None)
            self.stdout.write(f"Done: {jobs.in_words(work)}.")

    def to_the_end(self, work: Import, by: User) -> Import:
        """Step by step, as long as there is something to be done."""
        while work.is_under_way:
            work = jobs.carry_on(work.pk, by=by, seconds=5)
            self.stderr.write(f"{jobs.in_words(work)} …")
        return work

    def tell(self, work: Import) -> None:
        for remark in work.remarks:
            self.stdout.write(remark)
        wrong = work.rows.filter(outcome=ImportRow.Outcome.WRONG)
        for row in wrong[:SHOWN]:
            for column, told in row.problems:
                where = f"line {row.line}, {column}" if column else f"line {row.line}"
                self.stdout.write(f"  {where}: {told}")
        if work.count(ImportRow.Outcome.WRONG) > SHOWN:
            self.stdout.write("  … and further rows; all of them stand at the desk.")
        self.stdout.write(f"Checked: {jobs.in_words(work)}.")
