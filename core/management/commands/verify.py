from django.core.management.base import BaseCommand, CommandError

from core.verifying import Check, every_check


class Command(BaseCommand):
    help = (
        "Recompute everything that is derived or hashed: captured bytes, texts, passages, entries, "
        "the head of the log, read models, guards. Names the first wrong row of each kind. Exit "
        "status 0 where all is as it was written, 1 where anything is not."
    )
    requires_migrations_checks = True

    def handle(self, *args, **options):
        checks = every_check()
        width = max(len(check.name) for check in checks)
        wrong = [check.name for check in checks if not self._run(check, width)]
        if wrong:
            raise CommandError(f"Not as it was written: {', '.join(wrong)}.")
        self.stdout.write(self.style.SUCCESS("Everything is as it was written."))

    def _run(self, check: Check, width: int) -> bool:
        first, more = None, 0
        for fault in check.faults():
            first, more = first or fault, more + bool(first)
        if first is None:
            self.stdout.write(f"{check.name:{width}}  ok")
            return True
        others = f" (and {more} more)" if more else ""
        self.stdout.write(
            self.style.ERROR(f"{check.name:{width}}  {first.row}: {first.told}{others}")
        )
        return False
