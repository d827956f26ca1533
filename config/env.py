"""Read settings from the environment, and fail loudly on a value that is not understood."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def flag(name: str, default: bool = False) -> bool:
    """A yes-or-no variable; raises ImproperlyConfigured on any other word."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def words(name: str, default: list[str]) -> list[str]:
    """A comma-separated variable as a list."""
    value = os.environ.get(name, "")
    return [word.strip() for word in value.split(",") if word.strip()] or default


def number(name: str, default: int) -> int:
    """A variable that counts something; raises ImproperlyConfigured where it does not."""
    value = os.environ.get(name, "") or str(default)
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a number from 0, not {value!r}.")
    return int(value)


def engine(name: str) -> str:
    """Which of our two engines an address of a database is for; empty where none is given."""
    scheme = os.environ.get(name, "").partition(":")[0].lower()
    known = {"": "", "postgres": "postgresql", "postgresql": "postgresql", "sqlite": "sqlite"}
    if scheme not in known:
        raise ImproperlyConfigured(
            f"{name} must be postgres://… or sqlite:///…, not {scheme}://…: no other engine can "
            "hold the guards."
        )
    return known[scheme]


def folders(parent: str, name: str) -> list[Path]:
    """The folder of this name inside a parent, if both are there."""
    folder = Path(parent) / name
    return [folder] if parent and folder.is_dir() else []


def secret_key(keep_in: Path, *, required: bool) -> str:
    """SECRET_KEY, or on an unconfigured machine one made once and kept in a private file."""
    if value := os.environ.get("SECRET_KEY"):
        return value
    if required:
        raise ImproperlyConfigured("Set SECRET_KEY: this machine is configured by environment.")
    return keep_in.read_text() if keep_in.exists() else _make_key(keep_in)


def _make_key(keep_in: Path) -> str:
    keep_in.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(50)
    descriptor = os.open(keep_in, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key
