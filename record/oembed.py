"""oEmbed (version 1.0, rich): a claim as a small figure of text, without any script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from record.addresses import whole
from record.models import Listing
from record.reading import Standing

WIDTH, HEIGHT = 600, 240
# What somebody copied should learn of a correction soon.
AN_HOUR = 60 * 60


@dataclass(frozen=True)
class Room:
    """How large an embedded claim may be, in pixels."""

    width: int = WIDTH
    height: int = HEIGHT


def room(query: Mapping[str, str]) -> Room:
    """What `maxwidth` and `maxheight` leave; ValueError, in words, for what is no length."""
    return Room(_length(query, "maxwidth", WIDTH), _length(query, "maxheight", HEIGHT))


def _length(query: Mapping[str, str], name: str, most: int) -> int:
    text = query.get(name, str(most))
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text)):
        raise ValueError(f"{name} is a whole number of pixels.")
    return min(int(text), most)


def rich(listing: Listing, standing: Standing, room: Room) -> dict[str, Any]:
    """The answer of the endpoint."""
    shown = {
        "listing": listing,
        "standing": standing,
        "page": whole(listing.get_absolute_url()),
        "newsroom": {"name": settings.NEWSROOM_NAME},
    }
    return {
        "type": "rich",
        "version": "1.0",
        "title": listing.short,
        "provider_name": settings.NEWSROOM_NAME,
        "provider_url": whole("/"),
        "cache_age": AN_HOUR,
        "html": render_to_string("record/oembed.html", shown).strip(),
        "width": room.width,
        "height": room.height,
    }
