"""Captured bytes, kept under their SHA-256 and never served.

A file is written beside its place, synced and renamed, so that it is whole or not there; what is
there already is not written again.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from django.conf import settings

from core.canonical import sha256


def path_of(digest: str) -> Path:
    """Where the bytes of that hash are kept."""
    return Path(settings.CAPTURES) / digest[:2] / digest


def keep(data: bytes) -> str:
    """Keep bytes; returns their SHA-256."""
    digest = sha256(data)
    place = path_of(digest)
    if not place.exists():
        _write(place, data)
    return digest


def read(digest: str) -> bytes:
    """The bytes of that hash; raises FileNotFoundError where they are not kept."""
    return path_of(digest).read_bytes()


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(file.name, 0o440)
    os.replace(file.name, place)
