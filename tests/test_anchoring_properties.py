"""What must hold for every text: found means found, to the character, and in good time."""

import random
import unicodedata
from time import perf_counter, process_time

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from sources import folding
from sources.anchoring import CONTEXT, describe, match, matches, nearest, segments
from sources.folding import fold, prepare

TYPOGRAPHY = "ab.,-…—–\"'“”’«´` \u00a0\n\r\t\u2028\u3000\u00ad\u200b\u200d\u200f\u202e\ufeff"
LETTERS = "eoEéÅ\u212b\u2126\u0958한\u1112\u1161\u11ab가か\u3099אבا中=\u0301\u0323\u0338\u20e3"
OTHERS = "\0\ud800\udc00😀👍\U0001f3fd❤\ufe0f👩👧"
texts = st.text(st.sampled_from(TYPOGRAPHY + LETTERS + OTHERS), max_size=60)
any_texts = texts | st.text(max_size=60) | st.text(st.characters(), max_size=20)
words = st.text("abcdeé한ж中א😀", min_size=1, max_size=12)
typographies = st.sampled_from(["plain", "NFD", "curly", "spaced", "soft"])


def retyped(text, how):
    """Write the same words in another typography."""
    return {
        "plain": text,
        "NFD": unicodedata.normalize("NFD", text),
        "curly": text.replace("'", "’").replace("...", "…").replace("-", "—"),
        "spaced": text.replace(" ", "\u00a0\r\n "),
        "soft": text.replace("b", "b\u00ad").replace("d", "\u200bd"),
    }[how]


@given(any_texts)
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(any_texts)
def test_canonically_equal_texts_fold_alike(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold(unicodedata.normalize("NFC", text)) == fold(text)


@given(any_texts)
def test_the_way_back_leads_from_the_same_folded_text(text):
    trace = folding._trace(text, 0)

    assert trace.words == fold(text) == prepare(text).words
    assert len(trace.starts) == len(trace.ends) == len(trace.words)
    assert all(start < end for start, end in zip(trace.starts, trace.ends, strict=True))


@given(texts)
def test_pieces_of_any_size_fold_like_the_whole(text):
    whole, size = fold(text), folding.PIECE

    try:
        folding.PIECE = 1
        assert fold(text) == prepare(text).words == whole
    finally:
        folding.PIECE = size


@given(texts, texts, texts, texts, st.none() | st.integers(-5, 80))
def test_what_is_called_exact_reads_the_same(text, exact, prefix, suffix, hint):
    found = match(text, exact, prefix, suffix, hint)

    if found:
        assert found.score > 0.5
        assert fold(text[found.start : found.end]) == fold(exact).strip(" ")
    elif found is not None:
        assert found.score < 0.5


@given(texts, st.data())
@settings(max_examples=300)
def test_a_range_of_the_text_is_found_there_or_not_at_all(text, data):
    start = data.draw(st.integers(0, len(text)))
    exact = text[start : data.draw(st.integers(start, len(text)))]

    for found in matches(text, exact):
        assert found.exact
        assert fold(found.quoted) == fold(exact).strip(" ")
        assert not found.quoted[0].isspace()
        assert not found.quoted[-1].isspace()


@given(any_texts, words, any_texts, typographies)
def test_planted_words_are_found_to_the_character(before, quote, after, how):
    before, after = f"{before} ", f" {after}"
    text = before + retyped(quote, how) + after

    place = len(before), len(text) - len(after)

    ranges = [(found.start, found.end) for found in matches(text, quote)]
    # An invisible character before the first letter or after the last one stays outside.
    inner = (
        place[0] + text[place[0]].startswith("\u200b"),
        place[1] - text[: place[1]].endswith("\xad"),
    )
    assert inner in ranges


@given(st.lists(words, min_size=3, max_size=12), typographies, st.data())
def test_describe_leads_back_to_the_same_range(quoted, how, data):
    text = retyped(" - 'x'... ".join(quoted), how)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assume(prepare(text).words and whole_characters(text, start, end))

    selector = describe(text, start, end)

    found = match(text, **selector, hint=start)
    assert (found.start, found.end, found.score) == (start, end, 1.0)


def whole_characters(text, start, end):
    """Tell whether a range begins and ends with visible characters that it does not cut."""
    ranges = [(found.start, found.end) for found in matches(text, text[start:end])]
    return (start, end) in ranges


@given(any_texts, any_texts)
def test_segments_are_exact_in_order_and_apart(text, exact):
    found = segments(text, exact)

    assert all(part.exact and part.start < part.end for part in found)
    assert all(one.end <= two.start for one, two in zip(found, found[1:], strict=False))
    assert all(fold(part.quoted) in fold(exact) for part in found)


@given(st.lists(words, min_size=2, max_size=6, unique=True), st.sampled_from(["…", " [...] "]))
def test_words_planted_in_order_are_found_in_order(quoted, mark):
    text = "Z. " + " Q “Q” Q, ".join(quoted) + " Z."

    assert [part.quoted for part in segments(text, mark.join(quoted))] == quoted


@given(any_texts, any_texts)
@example("x\u0301y z", "x y z")
def test_the_nearest_passage_is_never_the_words_themselves(text, exact):
    near = nearest(text, exact)

    if near:
        assert not matches(text, exact)
        assert 0 < near.score < 1
        assert 0 <= near.start < near.end <= len(text)
        assert {change.op for change in near.changes} <= {"equal", "replace", "insert", "delete"}


@given(
    st.lists(st.text("abcdefgh", min_size=4, max_size=9), min_size=4, max_size=20),
    st.integers(0, 19),
)
def test_one_changed_word_leads_to_the_passage(quoted, at):
    text = "Z. " + " ".join(quoted) + " Z."
    changed = [*quoted]
    changed[at % len(quoted)] = "otherwise"

    near = nearest(text, " ".join(changed))

    assert near
    assert "otherwise" in " ".join(pasted for _, pasted, _ in near.changes)


def test_describe_gives_the_words_and_32_characters_of_context():
    text = "x" * 40 + "words" + "y" * 40

    selector = describe(text, 40, 45)

    assert dict(**selector) == {"exact": "words", "prefix": "x" * CONTEXT, "suffix": "y" * CONTEXT}


@pytest.mark.parametrize("words", [(-1, 2), (2, 2), (3, 2), (0, 5), (9, 12), (0, 0)])
def test_describe_refuses_what_is_not_a_range(words):
    with pytest.raises(ValueError, match="not a range"):
        describe("Text", *words)


def test_a_prepared_text_gives_the_same_answers():
    text = "“We thank our users,” it said."
    prepared = prepare(text)

    assert prepare(prepared) is prepared
    assert match(prepared, "our users") == match(text, "our users")
    assert segments(prepared, "We … users") == segments(text, "We … users")
    assert nearest(prepared, "our losers") == nearest(text, "our losers")


@pytest.mark.parametrize("quote", ["", " \n", "\u200b", "\u00ad "])
def test_it_finds_nothing_for_no_words(quote):
    assert match("Some text.", quote) is None
    assert matches("Some text.", quote) == segments("Some text.", quote) == []
    assert nearest("Some text.", quote) is None


LONG = "The court’s order {} stands; it was — “as asked” — vacated…\n"


def seconds_to_search(sentences):
    text, started = "".join(LONG.format(number) for number in range(sentences)), perf_counter()
    match(text, LONG.format(sentences - 1) * 5)
    segments(text, "absent words … are not there " * 9)
    nearest(text, f"The court’s order {sentences // 2} falls")
    return perf_counter() - started


def test_the_time_grows_with_the_text_and_no_faster():
    small, large = (min(seconds_to_search(n) for _ in range(3)) for n in (1_700, 17_000))

    assert large < max(30 * small, 1)
    assert large < 10


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("a" * 10**6, "a" * 300),
        ("a" * 10**6, "a" * 299 + "b"),
        ("ab" * 500_000, "ab" * 149 + "ba"),
        (" " * 10**6, "some words"),
        ("short", "a longer quote " * 10_000),
        ("\0" * 10**6, "\0" * 300),
        ("\ud800" * 10**6, "\ud800\udc00x"),
        ("e" + "\u0301" * 10**6, "e"),
        ("😀" * 10**6, "😀🎉" * 150),
        ('a" b "' * 160_000, "a b. a"),
        ("the " * 250_000, "the the other"),
        (". " * 100_000, ". . . ."),
        ('"Yes," he said. "Yes," she said. ' * 30_000, '"' + "Yes, " * 58 + 'no"'),
        ('"a b. "c ' * 110_000, '"a b. c a b. c a b. c zzz"'),
        ("'a b,' c 'd " * 80_000, "'a b, d a b, d x'"),
        ('a" "' * 250_000, '"a a a a a a a b"'),
        ('"a b.\n\n' * 140_000, '"a b. a b. a b. a b. z"'),
    ],
    ids=lambda value: repr(value[:8]),
)
def test_no_text_makes_it_slow(text, quote):
    started = process_time()

    match(text, quote, prefix="some", suffix="thing")
    segments(text, quote)
    nearest(text, quote)

    assert process_time() - started < 10


WORDS = ["court", "order", "of", "the", "company", "that", "was", "said", "to", "be", "on", "a"]


@pytest.mark.parametrize("absent", [False, True])
def test_a_quote_of_300_characters_is_looked_for_soon_in_a_megabyte(absent):
    chance = random.Random(1)
    text = " ".join(chance.choices(WORDS, k=250_000))
    quote = text[700_000:700_300] if not absent else " ".join(chance.choices(WORDS, k=68))
    started = process_time()

    found = match(text, quote), segments(text, quote)

    # A tenth of a second on a machine of its own; `bench.anchoring` tells the figures.
    assert process_time() - started < 1
    assert len(text) > 900_000
    assert bool(found[1]) != absent


def test_a_word_that_stands_100_000_times_is_told_by_its_context():
    text = "the " * 60_000 + "one the other " + "the " * 60_000

    assert match(text, "the", prefix="one ", suffix=" other").start == 240_004
    assert match(text, "the", prefix="unlike ", suffix=" anything").exact
