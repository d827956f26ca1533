"""The Merkle tree of RFC 9162, section 2.1, over the leaves of the log.

The frontier is the list of roots of the complete subtrees that the leaves so far fall into, the
largest first: with it a leaf is added, and the root computed, in logarithmic time and space.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

EMPTY_ROOT = hashlib.sha256(b"").hexdigest()


def leaf_hash(data: bytes) -> str:
    """SHA-256(0x00 ‖ data), hexadecimal."""
    return hashlib.sha256(b"\x00" + data).hexdigest()


def node_hash(left: str, right: str) -> str:
    """SHA-256(0x01 ‖ left ‖ right), hexadecimal."""
    return hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def grow(size: int, frontier: list[str], leaf: str) -> list[str]:
    """The frontier of the tree of `size` leaves after one more."""
    frontier = [*frontier, leaf]
    while size & 1:
        right, left = frontier.pop(), frontier.pop()
        frontier.append(node_hash(left, right))
        size >>= 1
    return frontier


def root_of(frontier: list[str]) -> str:
    """The tree head of a frontier; the hash of nothing for an empty tree."""
    if not frontier:
        return EMPTY_ROOT
    root = frontier[-1]
    for left in reversed(frontier[:-1]):
        root = node_hash(left, root)
    return root


def root_over(leaves: Iterable[str]) -> str:
    """The tree head over all leaves, from nothing."""
    frontier: list[str] = []
    for size, leaf in enumerate(leaves):
        frontier = grow(size, frontier, leaf)
    return root_of(frontier)
