"""The difference of two contents, field by field and word by word, for a reviewer to read.

Pure functions over plain values. Whatever differs is told: what has no wording of its own here is
named by its key. Items of a list are paired by what they are, not by where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.differing import ADDED, REMOVED, Run, runs
from record import schema

IDENTITY = ("id", "key")
LABELS = {
    "text": _("claim"),
    "short": _("short form"),
    "topics": _("topic"),
    "holds": _("when it holds"),
    "state": _("state of the topic"),
    "independent_roots": _("independent roots"),
    "waiver": _("why we rest on less"),
    "claimant": _("claimant"),
    "made": _("made"),
    "appearances": _("where it was said"),
    "evidence": _("evidence"),
    "relations": _("relation"),
    "last_checked": _("last checked"),
    "check_again": _("check again on"),
    "not_counted_because": _("not counted because"),
    "on_behalf_of": _("on behalf of"),
    "archive_url": _("archive address"),
    "url": _("address"),
    "passages": _("passage"),
    "chain": _("hands on"),
    "roots": _("root"),
    "statement": "",
    "order": _("number"),
    "words": _("in the source’s words"),
    "basis": _("rests on"),
    "kind": _("kind"),
    "language": _("language"),
    "place": _("place"),
    "verdict": _("verdict"),
    "finding": _("finding"),
    "explanation": _("explanation"),
    "earliest": _("earliest"),
    "latest": _("latest"),
    "source": _("source"),
    "publisher": _("publisher"),
    "speaker": _("speaker"),
    "role": _("role"),
    "setting": _("setting"),
    "said": _("said"),
    "published": _("published"),
    "author": _("author"),
    "title": _("title"),
    "name": _("name"),
    "note": _("note"),
    "grade": _("grade"),
    "grade_reason": _("why this grade"),
    "held": _("held"),
    "manner": _("manner"),
    "translation": _("translation"),
    "labels": _("labels"),
    "stance": _("stance"),
    "counted": _("counted"),
    "number": _("number"),
    "on": _("on"),
    "reason": _("reason"),
    "type": _("type"),
    "label": _("label"),
    "meaning": _("meaning"),
    "value": _("value"),
    "snapshot": _("copy"),
    "slug": _("address"),
    "exact": _("words"),
    "context": _("context"),
    "steps_to_primary": _("steps to a primary source"),
}


@dataclass(frozen=True)
class Change:
    """One place in which two contents differ, with the words of both."""

    where: str
    kind: str
    runs: tuple[Run, ...]

    @property
    def in_words(self) -> str:
        return {ADDED: gettext("Added"), REMOVED: gettext("Removed")}.get(
            self.kind, gettext("Changed")
        )


def difference(before: schema.Content, after: schema.Content) -> list[Change]:
    """Every difference of two contents; empty exactly where they are equal."""
    return compare(schema.as_value(before), schema.as_value(after))


def compare(before: Any, after: Any) -> list[Change]:
    """Every difference of two plain values."""
    return list(_differ((), before, after))


def _differ(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict) and _same_thing(before, after):
        for key in dict.fromkeys([*before, *after]):
            yield from _differ((*path, label(key)), before.get(key), after.get(key))
    elif _are_items(before) and _are_items(after):
        yield from _items(path, before or [], after or [])
    else:
        yield _change(path, before, after)


def _same_thing(before: dict, after: dict) -> bool:
    return all(before.get(key) == after.get(key) for key in IDENTITY)


def _are_items(value: Any) -> bool:
    """Whether this is a list of things; one that is not there is an empty one."""
    items = [] if value is None else value
    return isinstance(items, list) and all(isinstance(item, dict) for item in items)


def _items(path: tuple[str, ...], before: list[dict], after: list[dict]) -> Iterator[Change]:
    old, new = _by_identity(before), _by_identity(after)
    for key in dict.fromkeys([*old, *new]):
        where = (*path[:-1], _named(path[-1] if path else "", new.get(key) or old[key]))
        yield from _differ(where, old.get(key), new.get(key))
    stayed = [key for key in new if key in old]
    if stayed != [key for key in old if key in new]:
        yield _change((*path, "order"), before, after)


def _by_identity(items: list[dict]) -> dict[tuple, dict]:
    found: dict[tuple, dict] = {}
    for item in items:
        key = (*_identity(item), 0)
        while key in found:
            key = (*key[:-1], key[-1] + 1)
        found[key] = item
    return found


def _identity(item: dict) -> tuple:
    if isinstance(item.get("statement"), dict):
        return (item["statement"]["id"],)
    if "exact" in item:
        return (item["part"], item["start"], item["end"], item["snapshot"]["text_sha256"])
    if isinstance(item.get("source"), dict):
        return (item["source"]["id"], item.get("through"))
    if "claim" in item:
        return (item["type"], item["claim"])
    return tuple(str(item.get(key)) for key in IDENTITY)


def _named(noun: str, item: dict) -> str:
    return f"{noun} [{item['number']}]" if "number" in item else noun


def _change(path: tuple[str, ...], before: Any, after: Any) -> Change:
    old, new = told(before), told(after)
    if old == new:
        old, new = repr(before), repr(after)
    kind = ADDED if not old else REMOVED if not new else "changed"
    where = ", ".join(part for part in path if part)
    return Change(where[:1].upper() + where[1:], kind, runs(old, new))


def label(key: str) -> str:
    """A key in an editor's words, in the language of the site."""
    return str(LABELS.get(key, key.removesuffix("_id").replace("_", " ")))


def told(value: Any) -> str:
    """A plain value as a line of text."""
    match value:
        case None:
            return ""
        case bool():
            return gettext("yes") if value else gettext("no")
        case list():
            return ", ".join(told(item) for item in value)
        case dict():
            return _told_thing(value)
        case _:
            return str(value)


def _told_thing(thing: dict) -> str:
    if "exact" in thing:
        return f"“{thing['exact']}” [{thing['start']}, {thing['end']})"
    if isinstance(thing.get("statement"), dict):
        parts = (thing.get("stance", ""), _told_thing(thing["statement"]), thing.get("note", ""))
        return ": ".join(part for part in parts if part)
    if "passages" in thing and "speaker" in thing:
        words = " … ".join(passage["exact"] for passage in thing["passages"])
        return f"{thing['speaker']['name']}: “{words}” ({thing['source']['title']})"
    for name in ("label", "name", "title"):
        if name in thing:
            return str(thing[name])
    parts = {label(key): told(value) for key, value in thing.items() if key not in IDENTITY}
    return "; ".join(f"{key}: {text}" for key, text in parts.items() if text)
