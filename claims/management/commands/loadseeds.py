from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from claims.seeding.files import SeedError
from claims.seeding.loading import FOLDER, load, summary


class Command(BaseCommand):
    help = (
        "Load the demo's story from seeds/ through the verbs of the desk, as two people: “editor” "
        "and “reviewer”. Accounts that it makes get no password. What stands already is left "
        "alone, so it can be run again; if anything fails, nothing is loaded."
    )

    def add_arguments(self, parser):
        parser.add_argument("--folder", type=Path, default=FOLDER, help="Another folder of seeds.")

    def handle(self, *args, folder, **options):
        try:
            self.stdout.write(summary(load(folder)))
        except SeedError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
