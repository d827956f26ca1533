"""Bring in ClaimReviews of other newsrooms, as drafts."""

from __future__ import annotations

import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from claims.errors import NotPermitted
from claims.importing.reviews import reading
from claims.importing.reviews.alone import Busy
from claims.importing.reviews.reading import CannotRead
from claims.importing.reviews.running import Report, bring_in
from claims.importing.rows import LANGUAGE
from core.models import User


class Command(BaseCommand):
    help = (
        "Bring in ClaimReviews of others as drafts, with their sources and claimants. Their rating "
        "becomes words; a verdict is only proposed. What came in before does not come in again."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "file", help="A page, JSON or JSON a line (NDJSON); - for standard input."
        )
        parser.add_argument("--by", metavar="USERNAME", required=True, help="Whose work it is.")
        parser.add_argument("--check", action="store_true", help="Say what would come of it.")
        parser.add_argument(
            "--language", default="en", help="Of reviews that name none: a code (en)."
        )

    def handle(self, *args, file, by, check, language, **options):
        person = User.objects.filter(username=by, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no account “{by}”.")
        if not LANGUAGE.fullmatch(language) or len(language) > 35:
            raise CommandError(f"“{language}” is no code of a language: write en, ar, fr.")
        progress = Progress(self.stderr)
        try:
            with opened(file) as stream:
                found = reading.read(stream)
                report = bring_in(found, by=person, language=language, check=check, tell=progress)
        except (Busy, CannotRead, NotPermitted) as error:
            raise CommandError(str(error)) from None
        except (InterfaceError, OperationalError, sqlite3.OperationalError) as error:
            refused = str(error).partition("\n")[0]
            raise CommandError(
                f"The database does not answer ({refused}). What came in before stays: run the "
                "same command again, and it goes on from there."
            ) from None
        progress.end()
        self.tell(report, check)

    def tell(self, report: Report, check: bool) -> None:
        for problem in report.problems:
            self.stdout.write(f"  {problem}")
        if report.not_shown:
            self.stdout.write(f"  … and {report.not_shown} more.")
        self.tell_counted("Left out:", report.left_out)
        self.tell_counted("Remarks on what comes in:", report.remarks)
        said = "Would come in" if check else "Came in"
        self.stdout.write(
            f"{said}: {report.came_in}. At the desk already, or further up in the file: "
            f"{report.there}. Left out: {report.left_out.total()}."
        )

    def tell_counted(self, heading: str, counted: Counter[str]) -> None:
        if counted:
            self.stdout.write(heading)
        for told, count in counted.most_common():
            self.stdout.write(f"  {count} × {told}")


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    """The bytes of a file, or of standard input."""
    if file == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(open(file, "rb"))
        except OSError as error:
            raise CommandError(f"{file}: it cannot be read ({error.strerror}).") from None
        yield stream


class Progress:
    """One line on the terminal that says how far it is; nothing where nobody sees it."""

    def __init__(self, out):
        self.out, self.started = out, time.monotonic()
        self.shown = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        if self.shown:
            rate = done / max(time.monotonic() - self.started, 0.001)
            self.out.write(f"\r{done} reviews, {rate:.0f} a second ", ending="")
            self.out.flush()

    def end(self) -> None:
        if self.shown:
            self.out.write("")
