from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from claims.models import Claim
from claims.seeding.files import SeedError
from claims.seeding.loading import load, others_stand, summary
from claims.seeding.shelf import Shelf
from core import triggers
from core.models import User
from record import projection
from record.models import Listing, Subject, Word

# Known to everybody who can read this file, so only for a machine that answers itself alone.
PASSWORDS = {"editor": "demo-editor-password", "reviewer": "demo-reviewer-password"}
MAY = {"editor": "writes claims", "reviewer": "approves and publishes them"}
SHOWN = "04-vacated"
NOT_LOADED = (
    "Something else than the demo stands here, so the demo was not loaded: what is published stays "
    "for ever. For the demo, start with a database of its own: {}"
)
ELSEWHERE = {
    "sqlite": "ON_RECORD_VAR=/some/empty/folder make run",
    "postgresql": "name an empty one in DATABASE_URL",
}
ACCOUNTS = [
    "with an account of this database; none was made or changed. To make the first:",
    ".venv/bin/python manage.py createsuperuser   (with the same environment)",
]


class Command(BaseCommand):
    help = (
        "Prepare the demo: bring the database up to date, load the story from seeds/, and say what "
        "to open. On an unconfigured machine (none of SECRET_KEY, DATABASE_URL, ALLOWED_HOSTS is "
        "set: it answers on loopback only) the accounts “editor” and “reviewer” get the passwords "
        "that are printed. They are the same everywhere and no secret. On a configured machine no "
        "password is ever set, and one that still works is reported: change it before others "
        "can reach the desk. Where anything else stands, and not the whole story, nothing is "
        "loaded: what is published stays for ever. “make run” runs this before the server starts."
    )

    # Neither checks nor addresses are looked up here: both read every page's code, which takes
    # longer than all the rest, and the server does so right afterwards.
    requires_system_checks = []

    def handle(self, *args, **options):
        self.bring_up_to_date()
        try:
            shelf = None if others_stand() else load()
        except SeedError as error:
            raise CommandError(f"The demo was not loaded. {error}") from error
        self.make_bundle()
        heading = "On Record: the demo" if shelf else "On Record"
        self.stdout.write(self.style.MIGRATE_HEADING(heading))
        self.stdout.write(self.loaded(shelf))
        self.stdout.write("\nOpen")
        for address, what in self.addresses(shelf):
            self.stdout.write(f"  {address}\n      {what}")
        self.stdout.write("\nSign in at the desk")
        for line in self.accounts(shelf) if shelf else ACCOUNTS:
            self.stdout.write(f"  {line}")
        self.stdout.write(f"\n{self.whereabouts(shelf)}\n")

    def bring_up_to_date(self) -> None:
        """Migrate where something is to be migrated, or a guard is missing; else cost nothing."""
        executor = MigrationExecutor(connection)
        leaves = executor.loader.graph.leaf_nodes()
        if executor.migration_plan(leaves) or triggers.missing(connection):
            self.stdout.write("Preparing the database …")
            self.stdout.flush()
            call_command("migrate", verbosity=0, interactive=False)
            if _is_of_an_older_release():
                projection.rebuild()

    def make_bundle(self) -> None:
        """The bundle that readers download; once, for it costs more than all that follows."""
        if settings.UNCONFIGURED and not any(Path(settings.BUNDLES).glob("*.zip")):
            from record.exporting import bundling

            bundling.build(bundling.default_place())

    def loaded(self, shelf: Shelf | None) -> str:
        if shelf is None:
            return NOT_LOADED.format(ELSEWHERE[connection.vendor])
        if shelf.made(Claim):
            return summary(shelf)
        return f"The {shelf.found(Claim)} claims of the story are there already."

    def addresses(self, shelf: Shelf | None) -> list[tuple[str, str]]:
        """What to look at first, and why."""
        root = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
        told = [
            (root + "/", "the claims, as readers find them"),
            (root + "/desk/", "the desk: what waits for whom"),
            (root + "/api/v1/", "the same record for machines"),
        ]
        if shelf is None:
            return told
        claim = shelf.get(Claim, SHOWN)
        page = f"/claims/{claim.public_id}/{claim.slug}/"
        return [(root + page, "a claim: its words, its evidence, its correction"), *told]

    def accounts(self, shelf: Shelf) -> list[str]:
        """How to sign in; on an unconfigured machine the accounts get their passwords first."""
        people = shelf.people
        if settings.UNCONFIGURED:
            return [self.way_in(account) for account in people]
        told = ["This machine is configured by its environment: the accounts are left alone."]
        return told + [
            self.style.WARNING(
                f"“{account}” can be opened with the demo's password, which is no secret. "
                f"Change it: manage.py changepassword {account}"
            )
            for account in people
            if account.check_password(PASSWORDS[account.get_username()])
        ]

    def way_in(self, account: User) -> str:
        name = account.get_username()
        password = PASSWORDS[name]
        if not account.has_usable_password():
            account.set_password(password)
            account.save(update_fields=["password"])
        elif not account.check_password(password):
            password = "(as you changed it)"
        return f"{name:9} {password:23} {MAY[name]}"

    def whereabouts(self, shelf: Shelf | None) -> str:
        if connection.vendor != "sqlite":
            return f"Claims are kept in the database {connection.settings_dict['NAME']}."
        folder = os.path.relpath(settings.VAR, settings.BASE_DIR)
        where = settings.VAR if folder.startswith("..") else folder
        again = ": remove it to begin again" if shelf else ""
        return f"All data are kept in {where}/{again}."


def _is_of_an_older_release() -> bool:
    """Whether read models lack what an older release did not keep: words, or changes of pages."""
    wordless = Listing.objects.exists() and not Word.objects.exists()
    return wordless or Subject.objects.filter(touched=-1).exists()
