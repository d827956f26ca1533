from __future__ import annotations

import sys
import time

from django.core.management.base import BaseCommand, CommandError

from claims.generating.running import all_at_desk, generate, holds_others
from record.models import Head


class Command(BaseCommand):
    help = (
        "Publish made-up claims for benches: nearly all in bulk, the last few through the verbs. "
        "The same seed gives the same claims, and a further run goes on where the last one ended."
    )

    def add_arguments(self, parser):
        parser.add_argument("--claims", type=int, required=True, help="how many to add")
        parser.add_argument("--seed", type=int, default=1, help="what they follow from (1)")
        parser.add_argument(
            "--batch", type=int, default=4000, help="claims in one transaction (4000)"
        )
        parser.add_argument(
            "--through-verbs", type=int, default=20, help="how many through the verbs (20)"
        )
        parser.add_argument(
            "--yes", action="store_true", help="add them beside claims that are real"
        )

        parser.add_argument(
            "--at-desk",
            action="store_true",
            help="enter them at the desk too, with sources, statements and events",
        )

    def handle(self, *args, claims, seed, batch, through_verbs, at_desk, yes, **options):
        if claims < 1 or batch < 1 or through_verbs < 0:
            raise CommandError("Numbers of claims are counted from 1.")
        if holds_others() and not yes:
            raise CommandError(
                "This database holds claims that were not generated, and what is published stays "
                "for ever. Generate into a database of its own; --yes does it here all the same."
            )
        if at_desk and not all_at_desk():
            raise CommandError(
                "The claims that were generated before are not at the desk. Generate all of them "
                "with --at-desk, into a database of its own."
            )
        progress = Progress(claims, self.stderr)
        generate(
            claims,
            seed=seed,
            batch=batch,
            through_verbs=through_verbs,
            at_desk=at_desk,
            tell=progress,
        )
        progress.end()
        head = Head.objects.get()
        took = progress.seconds
        self.stdout.write(
            f"{claims} claims in {took:.1f} s, {claims / took:.0f} a second. "
            f"The log has {head.size} entries, its root is {head.root}."
        )


class Progress:
    """One line on the terminal that says how far it is; nothing where nobody sees it."""

    def __init__(self, claims: int, out):
        self.claims, self.out, self.started = claims, out, time.monotonic()
        self.shown = sys.stderr.isatty()

    @property
    def seconds(self) -> float:
        return max(time.monotonic() - self.started, 0.001)

    def __call__(self, done: int) -> None:
        if self.shown:
            rate = done / self.seconds
            self.out.write(f"\r{done} of {self.claims} claims, {rate:.0f} a second ", ending="")
            self.out.flush()

    def end(self) -> None:
        if self.shown:
            self.out.write("")
