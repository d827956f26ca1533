"""Captured bytes, kept under their SHA-256 and never served.

A file is written beside its place, synced and renamed, so that it is whole or not there; what is
there already is not written again.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from core.canonical import sha256

# A file that nobody has, and that nobody is to change.
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


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
    """In few calls: very many are written by an import, and each call counts."""
    beside = f"{place}.{secrets.token_hex(8)}"
    try:
        file = os.open(beside, NEW, 0o600)
    except FileNotFoundError:
        place.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(beside, NEW, 0o600)
    with open(file, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(file)
    os.chmod(beside, 0o440)  # whatever the process leaves out of new files
    os.replace(beside, place)
