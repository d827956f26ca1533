"""Take over the record of another installation, whole, into an empty one."""

from __future__ import annotations

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.commands import refuse_without_tables
from record import taking_over
from record.management.commands.export import Progress


class Command(BaseCommand):
    help = (
        "Take over a whole record: a bundle, or the log as `export log.ndjson` writes it. Every "
        "line is checked, and the record here then has the same bytes and the same head. It has to "
        "be empty; nothing is taken over unless all is."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a bundle (.zip), or log.ndjson")
        parser.add_argument("--check", action="store_true", help="only say whether it is whole")

    def handle(self, *args, file, check, **options):
        refuse_without_tables()
        started, progress = time.monotonic(), Progress(self.stderr)
        try:
            with taking_over.opened(file) as (lines, head):
                taken = taking_over.take_over(
                    lines,
                    expected=head,
                    check=check,
                    tell=lambda done: progress(file.name, done),
                )
        except taking_over.CannotTakeOver as refused:
            progress.end()
            raise CommandError(str(refused)) from None
        progress.end()
        done = "It is whole" if check else "Taken over"
        seconds = time.monotonic() - started
        self.stdout.write(
            f"{done}: {taken.size} entries in {seconds:.0f} s. The root is {taken.root}."
        )
        if not check:
            self.stdout.write(
                "Its pages and its API answer as soon as the server runs; NEWSROOM_NAME and "
                "NEWSROOM_URL say whose they are. The desk stays empty: the log holds what was "
                "published, not how it came about."
            )
