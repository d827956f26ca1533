"""Export the record to a file or to standard output, as the addresses below /api/v1/export/ do."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from rest_framework.exceptions import ValidationError

from core.commands import refuse_without_tables
from record.api.exports import refuse_unkept, scope_of
from record.exporting import bundling, files, writing
from record.filters import ClaimFilter, unknown

ONE_OF = "Export one of: {}. For all of it in one file: --bundle."


class Command(BaseCommand):
    help = (
        "Export what was published: a table (claims.csv, evidence.ndjson …), the current editions "
        "whole (documents.ndjson), the log (log.ndjson), or with --bundle all of it in one ZIP "
        "file that checks itself. Written to standard output unless --output names a file."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "export", nargs="?", metavar="NAME.FORM", help="claims.csv, for example"
        )
        parser.add_argument("--output", "-o", type=Path, metavar="FILE", help="where to write it")
        parser.add_argument(
            "--where",
            action="append",
            default=[],
            metavar="FILTER=VALUE",
            help="a filter of the list of claims, such as verdict=true or retracted=include",
        )
        parser.add_argument("--after", type=int, help="only behind this index of the log")
        parser.add_argument(
            "--as-of", type=int, help="as it stood when the log had so many entries"
        )
        parser.add_argument("--gzip", action="store_true", help="compress it")
        parser.add_argument(
            "--bundle",
            action="store_true",
            help="log, tables, description, hashes and a script that checks them; without --output "
            "it is kept for download at /api/v1/export/bundle.zip",
        )

    def handle(self, *args, export, output, bundle, **options):
        refuse_without_tables()
        self.progress = Progress(self.stderr)
        if bundle:
            if export or options["where"] or options["after"] or options["as_of"]:
                raise CommandError("A bundle is of everything: it takes no name and no filter.")
            with _writable(output):
                self.bundle(output or bundling.default_place())
        elif export is None:
            raise CommandError(ONE_OF.format(", ".join(_all_names())))
        else:
            with _writable(output):
                self.export(export, output, options)

    def bundle(self, place: Path) -> None:
        started = time.monotonic()
        scope = bundling.build(place, tell=self.progress)
        self.progress.end()
        size = place.stat().st_size / 2**20
        self.stdout.write(
            f"{place}: {scope.size} entries, root {scope.root}, {size:.1f} MB, "
            f"in {time.monotonic() - started:.0f} s. The addresses in it begin with "
            f"{settings.NEWSROOM_URL} (NEWSROOM_URL)."
        )

    def export(self, export: str, output: Path | None, options: dict) -> None:
        name, _, form = export.rpartition(".")
        if form not in files.FORMS.get(name, ()):
            raise CommandError(f"There is no {export}. {ONE_OF.format(', '.join(_all_names()))}")
        scope = replace(_scope(name, form, options), tell=lambda done: self.progress(export, done))
        self.progress.of = scope.size
        content = files.content(name, form, scope)
        content = writing.compressed(content) if options["gzip"] else content
        if output is None:
            _write(content, sys.stdout.buffer)
        else:
            part = output.with_name(f"{output.name}.part")
            with open(part, "wb") as file:
                _write(content, file)
            os.replace(part, output)
        self.progress.end()


@contextmanager
def _writable(output: Path | None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if output is None:
            raise
        raise CommandError(f"{output} cannot be written: {error.strerror}.") from None


def _scope(name: str, form: str, options: dict):
    asked = QueryDict(mutable=True)
    for told in options["where"]:
        filter, equals, value = told.partition("=")
        if not equals:
            raise CommandError(f"--where {told}: write FILTER=VALUE.")
        asked.appendlist(filter, value)
    if wrong := unknown(asked):
        there = ", ".join(ClaimFilter.base_filters)
        raise CommandError(f"--where: there is no filter {', '.join(wrong)}. There are: {there}.")
    if name == files.LOG and asked:
        raise CommandError("The log has no filters.")
    for parameter in ("after", "as_of"):
        if options[parameter] is not None:
            asked[parameter] = str(options[parameter])
    try:
        scope = scope_of(asked)
        refuse_unkept(name, form, scope)
        return scope
    except ValidationError as error:
        told = (f"{name}: {' '.join(map(str, why))}" for name, why in error.detail.items())
        raise CommandError("; ".join(told)) from None


def _all_names() -> list[str]:
    return [f"{name}.{form}" for name, forms in files.FORMS.items() for form in forms]


def _write(content, file) -> None:
    try:
        for some in content:
            file.write(some)
        file.flush()
    except BrokenPipeError:
        # Whoever read it has closed the pipe: `export claims.csv | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Progress:
    """One line on the terminal that says how far it is; nothing where nobody sees it."""

    def __init__(self, out):
        self.out, self.of, self.shown = out, 0, sys.stderr.isatty()

    def __call__(self, name: str, done: int) -> None:
        if self.shown:
            of = f" of {self.of}" if self.of else ""
            self.out.write(f"\r{name}: {done}{of} entries of the log ", ending="")
            self.out.flush()

    def end(self) -> None:
        if self.shown:
            self.out.write("")
