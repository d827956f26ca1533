from django.core.management.base import BaseCommand

from record import projection


class Command(BaseCommand):
    help = "Make the read models (lists, facets, links, search) anew from the log, in one step."

    def handle(self, *args, **options):
        entries = projection.rebuild()
        self.stdout.write(self.style.SUCCESS(f"Read {entries} entries; the read models are new."))
