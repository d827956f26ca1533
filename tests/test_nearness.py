"""The nearest passage: where it begins and ends, what is near at all, and in what time."""

from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sources.anchoring import match, matches, nearest
from sources.folding import in_word

TEXT = (
    "The firm replied at noon. It said that Xiaomi was grateful for the trust and support of its "
    "users. The court vacated the designation of the U.S. department, and “lifted all limits”. "
    "Shares rose by 4.5 percent."
)


def passage(pasted, text=TEXT):
    near = nearest(text, pasted)
    return near.quoted if near else None


@pytest.mark.parametrize(
    ("pasted", "quoted"),
    [
        ("grateful for the trust and backing", "grateful for the trust and support"),
        ("grateful for the trust and a", "grateful for the trust and support"),
        ("grateful for the trust and suport of", "grateful for the trust and support of"),
        ("grateful for the trust andsupport", "grateful for the trust and support"),
        ("grateful for the trust and sup port", "grateful for the trust and support"),
        ("grateful for the trust and help from", "grateful for the trust and support of"),
        ("The court vacated the rule by an", "The court vacated the designation of the"),
        ("The court vacated the ruling", "The court vacated the designation"),
        ("the designation of the US", "the designation of the U.S"),
        ("the department, and “raised all rates”", "department, and “lifted all limits”"),
        ("Shares rose by 4.7", "Shares rose by 4.5"),
        ("Shares rose by a", "Shares rose by 4.5"),
    ],
)
def test_it_reaches_to_the_end_of_the_words_in_the_place_of_others(pasted, quoted):
    assert passage(pasted) == quoted


@pytest.mark.parametrize(
    ("pasted", "quoted"),
    [
        ("thankful for the trust and support", "grateful for the trust and support"),
        ("stayed thankful for the trust and support", "was grateful for the trust and support"),
        ("wasgrateful for the trust and support", "was grateful for the trust and support"),
        ("grate ful for the trust and support", "grateful for the trust and support"),
        ("A court vacated the designation", "The court vacated the designation"),
        ("U.K. department, and “lifted all limits”", "U.S. department, and “lifted all limits”"),
    ],
)
def test_it_begins_with_the_words_in_the_place_of_others(pasted, quoted):
    assert passage(pasted) == quoted


def test_it_stops_at_the_end_of_the_sentence_and_before_many_other_words():
    assert passage("and support of its owners and others") == "and support of its users"
    assert passage("and support of its users, a spokesman told us") == "and support of its users"


def test_a_passage_is_not_cut_off_where_the_stretch_that_is_looked_at_ends():
    for before in range(0, 130, 7):
        text = "x " * before + "It was removed from the blacklist that prevented American firms."
        assert passage("from the blacklist that of a", text).endswith("that prevented American")


@pytest.mark.parametrize(
    ("pasted", "quoted"),
    [
        ("Xioami", "Xiaomi"),
        ("xioami", "Xiaomi"),
        ("“Xioami”", "Xiaomi"),
        (" ‘Xioami,’\n", "Xiaomi"),
        ("Xaomi", "Xiaomi"),
        ("Xiaommi", "Xiaomi"),
        ("Ixaomi", "Xiaomi"),
        ("Xiaoim", "Xiaomi"),
        ("cuort", "court"),
        ("desigantion", "designation"),
        ("teh trust", "the trust"),
        ("teh cuort", "The court"),
        ("Xioami was", "Xiaomi was"),
        ("liftde lal", "lifted all"),
        ("trustand", "trust and"),
    ],
)
def test_it_finds_a_misspelt_word_and_a_short_quote(pasted, quoted):
    near = nearest(TEXT, pasted)

    assert near.quoted == quoted
    assert near.score >= 0.7
    assert not match(TEXT, pasted)


@pytest.mark.parametrize("pasted", ["Xoiaim", "Huawei", "cour of", "teh", "qz qz"])
def test_what_is_spelt_otherwise_is_not_near(pasted):
    assert passage(pasted) is None or matches(TEXT, pasted)


def test_it_takes_the_word_that_is_spelt_most_alike():
    text = "Some count on the courts. " * 9 + "The court, he said, and the coast. " + "A cot. " * 9

    assert passage("cuort", text) == "court"


def test_two_letters_that_changed_places_are_one_difference():
    assert nearest(TEXT, "Xioami").score == pytest.approx(1 - 1 / 6)


WORDS = st.lists(st.text("abcdefghij", min_size=4, max_size=9), min_size=1, max_size=12)


@given(WORDS, st.data())
def test_a_word_with_two_letters_exchanged_is_found_anywhere(words, data):
    at = data.draw(st.integers(0, len(words) - 1))
    word = words[at]
    cut = data.draw(st.integers(0, len(word) - 2))
    misspelt = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    text = "Zz. " * 40 + " ".join(words) + " Zz." * 40
    assume(misspelt not in text)

    near = nearest(text, misspelt)

    assert near
    assert near.score >= 0.75


@given(WORDS, WORDS, st.integers(0, 11), st.integers(1, 12))
def test_it_begins_and_ends_where_words_do(words, others, start, length):
    text = " ".join(words)
    near = nearest(text, " ".join(words[start : start + length] + others[:2]))

    if near:
        assert not in_word(text, near.start)
        assert not in_word(text, near.end)


NUMBERS = " ".join(f"number {n:x} of many" for n in range(60_000))
INSIDE = [f"{'abcdefgh'[n % 8]}{n * 7919:06d}" for n in range(2_000)]


@pytest.mark.parametrize(
    ("text", "pasted"),
    [
        (NUMBERS, "Xioami"),
        (NUMBERS, "nmuber fo mnay"),
        (" ".join(f"{n * 7919:07d}" for n in range(125_000)), "Xioami jduge cuort"),
        (" ".join(f"x{word}y" for word in INSIDE), " ".join(INSIDE)[:9_990]),
        ("a" * 10**6, "b" + "a" * 299),
        ("a" * 10**6, "b" + "a" * 9_999),
        ("a.b" * 300_000, "a.c" * 40),
        ("court order " * 80_000, "cuort odrer"),
        ("x" + "\u0301" * 10**6, "xioami"),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_nothing_makes_it_slow(text, pasted):
    started = process_time()

    nearest(text, pasted)
    match(text, pasted)

    assert process_time() - started < 6
