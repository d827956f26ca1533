"""Canonical bytes: the same for the same value, and nothing in them that could be read twice."""

import json

from django.utils.safestring import SafeString

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from core.canonical import NotCanonical, canonical, digest

text = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(max_codepoint=127), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_the_bytes_are_those_of_the_standard_library_sorted_and_close(value):
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    assert canonical(value) == plain.encode()


@given(values)
def test_the_bytes_are_those_of_the_reference(value):
    assert canonical(value) == rfc8785.dumps(value)


def test_a_text_of_a_kind_of_its_own_is_text():
    assert canonical({"a": SafeString("<b>")}) == b'{"a":"<b>"}'


@given(values)
def test_reading_and_writing_again_changes_nothing(value):
    assert canonical(json.loads(canonical(value))) == canonical(value)


def test_the_order_of_keys_does_not_matter():
    assert digest({"a": 1, "b": [True, None]}) == digest({"b": [True, None], "a": 1})


@pytest.mark.parametrize(
    "value, told",
    [
        ({"a": 1.0}, "$.a: float"),
        ([2**53], r"$[0]: 9007199254740992"),
        ({"é": 1}, "not ASCII"),
        ({1: 1}, "not ASCII"),
        ({"a": ["\ud800"]}, "$.a[0]: a lone surrogate"),
        ({"a": (1,)}, "tuple"),
        ({"a": b"x"}, "bytes"),
    ],
)
def test_what_has_no_place_in_the_record_is_named(value, told):
    with pytest.raises(NotCanonical) as refusal:
        canonical(value)

    assert told in str(refusal.value)
