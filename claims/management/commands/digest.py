from django.core.management.base import BaseCommand, CommandError

from claims import digest


class Command(BaseCommand):
    help = (
        "Mail everybody at the desk what happened to their claims, as one digest: what each chose "
        "to hear daily, and what could not be mailed at once. Run it once a day; run again on the "
        "same day, it sends nothing twice. Whoever has nothing to hear gets no mail."
    )

    def handle(self, *args, **options):
        digest.look_round()
        sent, failed = digest.send_all()
        self.stdout.write(f"{sent} digest{'' if sent == 1 else 's'} sent.")
        if failed:
            raise CommandError(f"{failed} could not be sent; the next run tries them again.")
