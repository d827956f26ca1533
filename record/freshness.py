"""Conditional requests: what a page depends on is one index of the log, so that is its ETag."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from django.conf import settings
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from record.models import Head

A_DAY = 24 * 60 * 60


def mark_of(mark: object) -> str:
    """The ETag of what depends on this mark alone, in this build of the site."""
    return quote_etag(f"{mark}-{site_mark()}")


def log_mark() -> str:
    """What every list depends on: the size of the log."""
    size = Head.objects.values_list("size", flat=True).first() or 0
    return f"log{size}"


@functools.cache
def site_mark() -> str:
    """Changes with the code, the templates, the style and the names that pages are made of."""
    names = f"{settings.NEWSROOM_NAME}\n{settings.NEWSROOM_URL}\n{settings.NEWSROOM_NOTE}"
    found = hashlib.sha256(names.encode())
    code = [settings.BASE_DIR / name for name in ("record", "core")]
    files = [path for folder in code for path in folder.rglob("*.py")]
    for folder in (*_template_folders(), settings.BASE_DIR / "static"):
        files += [path for path in folder.rglob("*.*") if path.is_file()]
    for path in sorted(files):
        found.update(path.read_bytes())
    return found.hexdigest()[:8]


def unchanged(request, etag: str):
    """The 304 (or 412) that a conditional request asks for; None where it wants the page."""
    return get_conditional_response(request, etag=etag)


def keep(response, etag: str, *, seconds: int = 0):
    """Say how long a response may be kept; without seconds it is asked for again each time."""
    response["ETag"] = etag
    if seconds:
        patch_cache_control(response, public=True, max_age=seconds)
    else:
        patch_cache_control(response, public=True, no_cache=True)
    return response


def _template_folders() -> list[Path]:
    return [Path(folder) for engine in settings.TEMPLATES for folder in engine["DIRS"]]
