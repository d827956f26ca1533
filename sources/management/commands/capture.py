"""Capture a file from the command line, as the desk does from its page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils.dateparse import parse_date, parse_datetime

from core.models import User
from core.revisions import revising
from sources.capture import CannotCapture, capture, read_text, refuse_size
from sources.models import Publisher, Region, Snapshot, Source


class Command(BaseCommand):
    help = "Capture a text file as a snapshot of a source that exists, or of a new one."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="A text file in UTF-8.")
        parser.add_argument("--source", metavar="ID", help="Public id of the source it is of.")
        parser.add_argument("--title", help="Enter a new source with this title instead.")
        parser.add_argument("--url", default="", help="Address of the new source.")
        parser.add_argument("--publisher", metavar="SLUG", help="Publisher of the new source.")
        parser.add_argument("--by", metavar="USERNAME", help="Who captures it.")
        parser.add_argument(
            "--captured-at", metavar="ISO", help="When the page was saved, UTC: 2021-05-26T09:00."
        )

    def handle(self, *args, **options):
        file, by = options["file"], _person(options["by"])
        captured_at = _moment(options["captured_at"])
        if bool(options["source"]) == bool(options["title"]):
            raise CommandError("Give either --source ID or, for a new source, --title “…”.")
        try:
            data = _read(file)
            with transaction.atomic():
                source = _source(options["source"]) if options["source"] else _enter(options, by)
                snapshot = capture(
                    source,
                    data,
                    by=by,
                    method=Snapshot.Method.COMMAND,
                    file_name=file.name,
                    captured_at=captured_at,
                )
        except CannotCapture as error:
            raise CommandError(f"{file}: {error} Nothing was saved.") from None
        self.stdout.write(_told(snapshot))


def _read(file: Path) -> bytes:
    """The bytes of a file that can be captured; its size is looked at before it is read."""
    try:
        if not file.is_file():
            raise CommandError(
                f"{file}: there is no such file. Check the path; a folder cannot be captured."
            )
        refuse_size(file.stat().st_size)
        data = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: it cannot be read ({error.strerror}).") from None
    read_text(data)
    return data


def _person(username: str | None) -> User:
    people = User.objects.filter(is_active=True)
    if not username:
        found = list(people.filter(is_superuser=True)[:2])
        if len(found) != 1:
            raise CommandError("Say who captures it: --by USERNAME.")
        return found[0]
    person = people.filter(username=username).first()
    if person is None:
        names = ", ".join(people.order_by("username").values_list("username", flat=True)[:10])
        raise CommandError(f"There is no active account {username}. Accounts: {names or 'none'}.")
    return person


def _source(public_id: str) -> Source:
    source = Source.objects.filter(public_id=public_id).first()
    if source is None:
        newest = Source.objects.order_by("-pk")[:10]
        known = "\n".join(f"  {each.public_id}  {each.title}" for each in newest)
        known = known or "  none yet: enter one with --title"
        raise CommandError(f"There is no source {public_id}. The newest ones:\n{known}")
    return source


def _enter(options: dict, by: User) -> Source:
    """A new source, checked like one that is entered at the desk."""
    source = Source(
        title=options["title"], url=options["url"], publisher=_publisher(options["publisher"])
    )
    try:
        source.full_clean()
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from None
    with revising(source, by=by):
        source.save()
    return source


def _publisher(slug: str | None) -> Publisher | None:
    if not slug:
        return None
    publisher = Publisher.objects.filter(slug=slug).first()
    if publisher is None:
        known = ", ".join(Publisher.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise CommandError(f"There is no publisher {slug}. Publishers: {known or 'none yet'}.")
    return publisher


def _moment(iso: str | None) -> dt.datetime | None:
    if not iso:
        return None
    try:
        moment = parse_datetime(iso) or parse_date(iso)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"“{iso}” is no date and time: write 2021-05-26T09:00.")
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time())
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _told(snapshot: Snapshot) -> str:
    """What was kept, for somebody who sees it for the first time."""
    source = snapshot.source
    kinds = Counter(snapshot.regions.values_list("kind", flat=True))
    regions = ", ".join(f"{n} {Region.Kind(kind).label.lower()}" for kind, n in kinds.items())
    page = reverse("admin:sources_snapshot_change", args=[snapshot.pk])
    lines = [
        f"Captured {snapshot.file_name} for “{source.title}” ({source.public_id}).",
        f"Text: {snapshot.characters:,} characters, SHA-256 {snapshot.text_sha256}",
        f"File: {snapshot.byte_count:,} bytes, SHA-256 {snapshot.bytes_sha256}",
        f"Regions, proposed by rules: {regions}",
        *snapshot.remarks,
        f"Read it, and correct the regions: {settings.NEWSROOM_URL}{page}",
    ]
    return "\n".join(lines)
