"""What `manage.py verify` is made of: each app declares its checks in its module `verify`.

A check is a function without arguments that yields one Fault for each row that is wrong, in order;
the command shows the first of each check and counts the rest. Reading goes by primary key in
batches, so that memory stays the same however much there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.utils.module_loading import module_has_submodule

from core import triggers
from core.canonical import NotCanonical, canonical
from core.models import Revision
from core.revisions import as_state

BATCH = 500


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was written: which row, and what is wrong with it."""

    row: str
    told: str


@dataclass(frozen=True)
class Check:
    """One kind of thing that is recomputed."""

    name: str
    faults: Callable[[], Iterator[Fault]]


def every_check() -> list[Check]:
    """The checks of all apps, the floor's first."""
    found = [Check("guards", guards_stand), Check("revisions", revisions_are_whole)]
    for app_config in apps.get_app_configs():
        if module_has_submodule(app_config.module, "verify"):
            found += getattr(import_module(f"{app_config.name}.verify"), "CHECKS", [])
    return found


def guards_stand() -> Iterator[Fault]:
    for name in triggers.missing(connection):
        yield Fault(name, "this guard does not stand in the database; run `manage.py migrate`")


def revisions_are_whole() -> Iterator[Fault]:
    for revision in Revision.objects.order_by("pk").iterator(chunk_size=BATCH):
        for text in (revision.before, revision.after):
            if text and not _is_canonical(text):
                yield Fault(f"revision {revision.pk}", "its state is not canonical JSON")


def _is_canonical(text: str) -> bool:
    try:
        return canonical(as_state(text)).decode() == text
    except (ValueError, NotCanonical):
        return False
