"""The seeds as they stand in their folder: TOML tables, each known by its file and its key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError

from claims.errors import Refused
from core.revisions import Overtaken
from record.ledger import CannotAppend

# ValueError: CannotMark, CannotCapture, text that is not TOML. TypeError: a column that is unknown.
PROBLEMS = (
    Refused,
    Overtaken,
    CannotAppend,
    ObjectDoesNotExist,
    DatabaseError,
    ValueError,
    TypeError,
    LookupError,
)


class SeedError(Exception):
    """Something in the seeds cannot be loaded; names the file, the item and what is wrong."""


class Item(NamedTuple):
    """One table of a seed file. A claim is a whole file, and its key the file's name."""

    file: str
    key: str
    told: dict[str, Any]


@dataclass(frozen=True)
class Seeds:
    """All that the folder holds, in the order in which it is loaded."""

    speakers: list[Item]
    publishers: list[Item]
    sources: list[Item]
    same_roots: list[Item]
    topics: list[Item]
    excerpts: list[Item]
    statements: list[Item]
    claims: list[Item]
    acts: list[Item]


def read(folder: Path) -> Seeds:
    """Read the seeds; raises SeedError for a file that is missing or is not TOML."""
    return Seeds(
        speakers=_tables(folder, "speakers.toml"),
        publishers=_tables(folder, "publishers.toml"),
        sources=_tables(folder, "sources.toml"),
        same_roots=_tables(folder, "same-roots.toml"),
        topics=_tables(folder, "topics.toml"),
        excerpts=_whole_files(folder, "excerpts"),
        statements=_tables_of_each(folder, "statements"),
        claims=[_prose(item) for item in _whole_files(folder, "claims")],
        acts=[_prose(item) for item in _acts(folder)],
    )


@contextmanager
def telling(item: Item) -> Iterator[None]:
    """Whatever goes wrong inside, say in which file and item."""
    try:
        yield
    except ValidationError as error:
        raise SeedError(f"{item.file}, {item.key}: {' '.join(_messages(error))}") from error
    except PROBLEMS as error:
        raise SeedError(f"{item.file}, {item.key}: {_in_words(error)}") from error


def _messages(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    return [f"{name}: {' '.join(told)}" for name, told in error.message_dict.items()]


def _in_words(error: Exception) -> str:
    return f"{error} is missing." if isinstance(error, KeyError) else str(error)


def _tables(folder: Path, name: str) -> list[Item]:
    return [Item(name, key, told) for key, told in _read(folder, name).items()]


def _tables_of_each(folder: Path, name: str) -> list[Item]:
    """The tables of every file of a folder; each is told its file's name as its `source`."""
    return [
        item._replace(told={"source": path.stem, **item.told})
        for path in sorted((folder / name).glob("*.toml"))
        for item in _tables(folder, f"{name}/{path.name}")
    ]


def _whole_files(folder: Path, name: str) -> list[Item]:
    return [
        Item(f"{name}/{path.name}", path.stem, _read(folder, f"{name}/{path.name}"))
        for path in sorted((folder / name).glob("*.toml"))
    ]


def _acts(folder: Path) -> list[Item]:
    acts = _read(folder, "story.toml").get("acts", [])
    return [Item("story.toml", f"act {number}", told) for number, told in enumerate(acts, start=1)]


def _read(folder: Path, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SeedError(f"{name}: {error}") from error


def _prose(item: Item) -> Item:
    return item._replace(told=_unwrapped(item.told))


def _unwrapped(value: Any) -> Any:
    """Our own prose as it is meant: a line end is a space, an empty line begins a paragraph."""
    if isinstance(value, dict):
        return {key: _unwrapped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_unwrapped(each) for each in value]
    if isinstance(value, str):
        return re.sub(r"(?<!\n)\n(?!\n)", " ", value.strip("\n"))
    return value
