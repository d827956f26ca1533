"""Whole addresses on the site's own origin, and the claim that one of them leads to."""

from __future__ import annotations

import functools
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.text import slugify


def whole(path: str) -> str:
    """The address that the world knows a page by, whatever name a request reached us under."""
    return f"{settings.NEWSROOM_URL}{path}"


def web(url: str) -> str:
    """An address of the web, or nothing: a source may have one of another kind."""
    return url if url.startswith(("https://", "http://")) else ""


def page_of(subject, kind: str) -> str:
    """The page of a speaker, source, topic or publisher that an edition names."""
    name = getattr(subject, "title", None) or subject.name
    slug = getattr(subject, "slug", "") or slugify(name)[:100] or kind
    return _address(kind, subject.id, slug)


@functools.lru_cache(maxsize=4096)
def _address(kind: str, public_id: str, slug: str) -> str:
    return reverse(kind, args=[public_id, slug])


def host() -> str:
    """The name of the site's origin, without port."""
    return urlsplit(settings.NEWSROOM_URL).hostname or "localhost"


def claim_at(url: str) -> str | None:
    """The id of the claim whose page stands at this whole address of ours; None at any other."""
    try:
        asked, ours = urlsplit(url), urlsplit(settings.NEWSROOM_URL)
        match = resolve(asked.path)
    except (ValueError, Resolver404):
        return None
    if asked.scheme not in ("https", "http") or asked.netloc != ours.netloc:
        return None
    return match.kwargs["claim"] if match.url_name in SHOWING_A_CLAIM else None


SHOWING_A_CLAIM = ("claim", "claim_permalink", "embed")
