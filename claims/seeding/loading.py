"""Load the whole story, or nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from claims.models import Claim, Topic
from claims.models.claim import slug_of
from claims.seeding import archive, drafts, files, story
from claims.seeding.files import Item, Seeds
from claims.seeding.people import people
from claims.seeding.shelf import Shelf
from record.models import Entry
from sources.models import Publisher, SameRoot, Snapshot, Source, Speaker, Statement

FOLDER = settings.BASE_DIR / "seeds"
# What the summary counts, and what it calls one and many.
COUNTED = {
    Speaker: ("speaker", "speakers"),
    Publisher: ("publisher", "publishers"),
    Source: ("source", "sources"),
    SameRoot: ("pair with one root", "pairs with one root"),
    Snapshot: ("excerpt", "excerpts"),
    Statement: ("statement", "statements"),
    Topic: ("topic", "topics"),
    Claim: ("claim", "claims"),
}


@transaction.atomic
def load(folder: Path = FOLDER) -> Shelf:
    """Load what is missing; raises SeedError, and has then changed nothing."""
    seeds = files.read(folder)
    shelf = Shelf(people())
    for step, items in _steps(seeds):
        for item in items:
            with files.telling(item):
                step(shelf, item)
    claims = {item.key: item for item in seeds.claims}
    for act in seeds.acts:
        with files.telling(act):
            story.play(shelf, act, claims)
    return shelf


def others_stand(folder: Path = FOLDER) -> bool:
    """Whether anything stands here that is not of the story. Raises SeedError.

    Beside the whole story anything may stand: then there is nothing to load.
    """
    slugs = {slug_of(item.told.get("short", "")) for item in files.read(folder).claims}
    ours = Claim.objects.filter(slug__in=slugs)
    found = set(ours.values_list("slug", flat=True))
    if found == slugs:
        return False
    published = Entry.objects.exclude(claim="").exclude(claim__in=ours.values("public_id"))
    if Claim.objects.exclude(slug__in=slugs).exists() or published.exists():
        return True
    return not found and any(model.objects.exists() for model in (Source, Statement, Speaker))


def _steps(seeds: Seeds) -> list[tuple[Callable[[Shelf, Item], None], list[Item]]]:
    return [
        (archive.speaker, seeds.speakers),
        (archive.publisher, seeds.publishers),
        (archive.source, seeds.sources),
        (archive.same_root, seeds.same_roots),
        (archive.topic, seeds.topics),
        (archive.excerpt, seeds.excerpts),
        (archive.statement, seeds.statements),
        (drafts.claim, seeds.claims),
        (drafts.parts, seeds.claims),
    ]


def summary(shelf: Shelf) -> str:
    """What was loaded and what was there already, in one or two lines."""
    made = _counts(shelf.made)
    found = _counts(shelf.found)
    lines = []
    if made:
        lines.append(f"Loaded: {made}; {shelf.editions} editions published.")
    if found:
        lines.append(f"There already, and left alone: {found}.")
    return "\n".join(lines)


def _counts(count: Callable) -> str:
    counted = {names: count(model) for model, names in COUNTED.items()}
    return ", ".join(f"{number} {names[number > 1]}" for names, number in counted.items() if number)
