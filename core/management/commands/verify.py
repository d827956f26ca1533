from collections.abc import Iterator

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from core.verifying import Check, Fault, every_check


class Command(BaseCommand):
    help = (
        "Recompute everything that is derived or hashed: captured bytes, texts, passages, entries, "
        "the head of the log, read models, guards. Names the first wrong row of each kind. Exit "
        "status 0 where all is as it was written, 1 where anything is not."
    )
    requires_migrations_checks = True

    def handle(self, *args, **options):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("This database is not up to date: run `manage.py migrate` first.")
        checks = every_check()
        width = max(len(check.name) for check in checks)
        wrong = [check.name for check in checks if not self._run(check, width)]
        if wrong:
            raise CommandError(f"Not as it was written: {', '.join(wrong)}.")
        self.stdout.write(self.style.SUCCESS("Everything is as it was written."))

    def _run(self, check: Check, width: int) -> bool:
        first, more = None, 0
        for fault in _all_faults(check):
            first, more = first or fault, more + bool(first)
        if first is None:
            self.stdout.write(f"{check.name:{width}}  ok")
            return True
        others = f" (and {more} more)" if more else ""
        self.stdout.write(
            self.style.ERROR(f"{check.name:{width}}  {first.row}: {first.told}{others}")
        )
        return False


def _all_faults(check: Check) -> Iterator[Fault]:
    """What a check finds; what it cannot even read is a fault too, and ends this check alone."""
    try:
        yield from check.faults()
    except Exception as error:
        yield Fault("some row", f"cannot be read: {type(error).__name__}: {error}")
