"""`fields`, which all of Google's APIs take: the parts of an answer that are wanted.

`a,b` is both, `a/b` or `a.b` the b in a, `a(b,c)` both in a, and `*` whatever is there.
"""

from __future__ import annotations

import re
from typing import Any

Path = tuple[str, ...]
# All that an answer can hold; lists are passed through.
REVIEW = {
    "publisher": {"name": {}, "site": {}},
    **dict.fromkeys(("url", "title", "reviewDate", "textualRating", "languageCode"), {}),
}
CLAIM = {"text": {}, "claimant": {}, "claimDate": {}, "claimReview": REVIEW}
ANSWER = {"claims": CLAIM, "nextPageToken": {}}
# A group within which none is; nothing in an answer lies deeper than so many of them.
GROUP = re.compile(r"(?:^|(?<=[,(]))([\w*/]+)\(([^()]+)\)(?=[,)]|$)")
DEEPEST = 3


class NoSuchField(ValueError):
    """Nothing in an answer is there."""


def paths_of(mask: str) -> set[Path]:
    """The places that a mask names, all of an answer where it is empty; raises NoSuchField."""
    if not mask:
        return {()}
    flat = re.sub(r"\s*([,/.()])\s*", r"\1", mask.strip()).replace(".", "/")
    for _ in range(DEEPEST):
        flat = GROUP.sub(_without_group, flat)
    return {path for one in flat.split(",") for path in _places_of(one)}


def narrowed(value: Any, paths: set[Path]) -> Any:
    """What lies at these places of a value."""
    if () in paths:
        return value
    if isinstance(value, list):
        return [narrowed(one, paths) for one in value]
    wanted = {name: {path[1:] for path in paths if path[0] == name} for name in value}
    return {name: narrowed(value[name], within) for name, within in wanted.items() if within}


def _without_group(group: re.Match) -> str:
    return ",".join(f"{group[1]}/{one}" for one in group[2].split(","))


def _places_of(told: str) -> list[Path]:
    places = _expanded(tuple(told.split("/")), ANSWER)
    if not places:
        raise NoSuchField(told)
    return places


def _expanded(path: Path, shape: dict[str, Any]) -> list[Path]:
    """A path as it is, or those that its wildcards stand for; none where it leads nowhere."""
    if not path:
        return [()]
    first, *rest = path
    names = shape if first == "*" else shape.keys() & {first}
    return [(name, *more) for name in names for more in _expanded(tuple(rest), shape[name])]
