"""Canonical bytes and hashes: the same value gives the same bytes, everywhere and for ever.

JSON Canonicalization Scheme, RFC 8785. The record narrows what a value may hold, so that no
reader in any language can read it differently: text, integers below 2**53, booleans, null, lists
and objects with ASCII keys. No floats; dates are text.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import Any

import msgspec
import rfc8785

LARGEST_INTEGER = 2**53 - 1


class NotCanonical(ValueError):
    """The value holds something that has no place in the record; says where."""


def canonical(value: Any) -> bytes:
    """The RFC 8785 bytes of a value; raises NotCanonical on what the record does not hold."""
    if _is_plain(value):
        # Of such values msgspec writes the same bytes as rfc8785, and much faster.
        with suppress(UnicodeEncodeError):
            return msgspec.json.encode(value, order="deterministic")
    _refuse_foreign(value, "$")
    return rfc8785.dumps(value)


def sha256(data: bytes) -> str:
    """SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes of a value."""
    return sha256(canonical(value))


def _is_plain(value: Any) -> bool:
    """Whether it is made of nothing but what the record holds, of exactly these types."""
    left = [value]
    while left:
        item = left.pop()
        kind = type(item)
        if kind is list:
            left += item
        elif kind is dict:
            for key in item:
                if not (type(key) is str and key.isascii()):
                    return False
            left += item.values()
        elif kind is int:
            if not -LARGEST_INTEGER <= item <= LARGEST_INTEGER:
                return False
        elif not (kind is str or kind is bool or item is None):
            return False
    return True


def _refuse_foreign(value: Any, path: str) -> None:
    match value:
        case None | bool():
            return
        case str():
            _refuse_surrogates(value, path)
        case int():
            if abs(value) > LARGEST_INTEGER:
                raise NotCanonical(f"{path}: {value} is beyond 2**53 - 1.")
        case list():
            for number, item in enumerate(value):
                _refuse_foreign(item, f"{path}[{number}]")
        case dict():
            for key, item in value.items():
                if not (isinstance(key, str) and key.isascii()):
                    raise NotCanonical(f"{path}: the key {key!r} is not ASCII text.")
                _refuse_foreign(item, f"{path}.{key}")
        case _:
            raise NotCanonical(f"{path}: {type(value).__name__} has no place in the record.")


def _refuse_surrogates(text: str, path: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical(f"{path}: a lone surrogate at {error.start} is not text.") from None
