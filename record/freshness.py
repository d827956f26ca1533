"""Conditional requests: what a page depends on is one index of the log, its mark.

For a claim's pages the mark is the ETag. Lists and the pages of subjects may stay as they are while
their mark moves on: their ETag is of their bytes, and to which bytes a mark led is remembered.

Last-Modified is the moment of that entry, or of the newest file of this build where that is later.
It counts whole seconds, so of two editions within one second only the ETag tells.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag

from record.models import Head

A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Mark:
    """What a page depends on, and the moment at which that last changed."""

    text: str
    moment: dt.datetime | None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Bytes:
    """What an address answered while its mark was this one."""

    mark: str
    etag: str
    modified: int


def mark_of(mark: object) -> str:
    """The ETag of what depends on this mark alone, in this build of the site."""
    return quote_etag(f"{mark}-{site_mark()}")


def log_mark() -> Mark:
    """What every list depends on: the log, by its size and root."""
    head = Head.objects.values_list("size", "root", "last_published_at").first()
    size, root, moment = head or (0, "", None)
    return Mark(f"log{size}{root[:16]}", moment)


def recall(request) -> Bytes | None:
    """What this address answered last, as far as this process knows."""
    return cache.get(_place(request))


def remember(request, answered: Bytes) -> None:
    """Keep what an address answered: a few hundred bytes, and the oldest go when there are many."""
    cache.set(_place(request), answered, timeout=None)


def etag_of(content: bytes) -> str:
    """The ETag that changes with the bytes, and with nothing else."""
    return quote_etag(hashlib.sha256(content).hexdigest()[:32])


def _place(request) -> str:
    return "bytes:" + hashlib.sha256(request.get_full_path().encode()).hexdigest()


def last_modified(moment: dt.datetime | None) -> int:
    """When a page last changed: with the log, or with the site itself; seconds since 1970."""
    return max(int(moment.timestamp()) if moment else 0, site_time())


@functools.cache
def site_mark() -> str:
    """Changes with the code, the templates, the style and the names that pages are made of."""
    names = [name for name in dir(settings) if name.startswith("NEWSROOM_")]
    told = [f"{name}={getattr(settings, name)}" for name in ("LANGUAGE_CODE", *names)]
    found = hashlib.sha256("\n".join(told).encode())
    for path in _files_of_the_site():
        found.update(path.read_bytes())
    return found.hexdigest()[:8]


@functools.cache
def site_time() -> int:
    """When the newest file of the site was changed; seconds since 1970."""
    return int(max(path.stat().st_mtime for path in _files_of_the_site()))


def _files_of_the_site() -> list[Path]:
    code = [settings.BASE_DIR / name for name in ("record", "core")]
    files = [path for folder in code for path in folder.rglob("*.py")]
    for folder in (*_template_folders(), *settings.STATICFILES_DIRS, *settings.LOCALE_PATHS):
        files += [path for path in Path(folder).rglob("*.*") if path.is_file()]
    return sorted(files)


def unchanged(request, etag: str, modified: int | None = None):
    """The 304 (or 412) that a conditional request asks for; None where it wants the page."""
    return get_conditional_response(request, etag=etag, last_modified=modified)


def keep(response, etag: str, modified: int | None = None, *, seconds: int = 0):
    """Say how long a response may be kept; without seconds it is asked for again each time."""
    response["ETag"] = etag
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    if seconds:
        patch_cache_control(response, public=True, max_age=seconds)
    else:
        patch_cache_control(response, public=True, no_cache=True)
    return response


def _template_folders() -> list[Path]:
    return [Path(folder) for engine in settings.TEMPLATES for folder in engine["DIRS"]]
