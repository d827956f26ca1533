"""Find quoted words: what is found, where, and how plainly it is said when they are not there."""

import unicodedata

import pytest

from sources.anchoring import match, matches, nearest, segments
from sources.folding import fold

STATEMENT = (
    "The firm replied.\n\n“We are pleased that on May 25 … the court’s order\u00a0stands,” said "
    "Lei Jun, chairman.\n\n“It lifts all limits.\n\n“We thank our users.”\n\nThe end."
)
WORDS = [
    "We are pleased that on May 25 … the court’s order\u00a0stands",
    "It lifts all limits.",
    "We thank our users.",
]


def found_in(text, quote):
    return [part.quoted for part in segments(text, quote)]


@pytest.mark.parametrize(
    ("stored", "pasted"),
    [
        ("“Yes,” she said", '"Yes," she said'),
        ("„Ja“ and «oui»", '"Ja" and "oui"'),
        ("the court’s ‘order’", "the court's 'order'"),
        ("5′ 10″", "5' 10\""),
        ("by\u00a0November", "by November"),
        ("one\r\n\r\n two\tthree", "one two three"),
        ("2020–2021 — at last", "2020-2021 - at last"),
        ("at last -- he won", "at last — he won"),
        ("so … it goes", "so ... it goes"),
        ("so . . . it goes", "so … it goes"),
        ("so .\u00a0.\u00a0. it goes", "so ... it goes"),
        ("designa\u00adtion", "designation"),
        ("zero\u200bwidth \u200fmark\ufeff", "zerowidth mark"),
        ("café", "cafe\u0301"),
        ("한국", unicodedata.normalize("NFD", "한국")),
        ("100 \u212b", "100 Å"),
    ],
)
def test_it_finds_words_up_to_typography(stored, pasted):
    text = f"Before {stored} after."

    found = match(text, pasted)

    assert found.exact
    assert found.score == 1.0
    assert found.quoted == stored.strip("\ufeff")
    assert match(text.replace(stored, pasted), stored).quoted == pasted


@pytest.mark.parametrize(
    ("stored", "pasted"),
    [("Yes", "yes"), ("Ｘ", "X"), ("ﬁnd", "find"), ("m²", "m2"), ("a b", "ab")],
)
def test_it_tells_other_differences_from_typography(stored, pasted):
    assert matches(f"Before {stored} after.", pasted) == []
    assert not match(f"Before {stored} after.", pasted)


def test_it_leaves_white_space_at_the_ends_out():
    found = match("One\n\n two \u00a0 three", "  two\n")

    assert (found.start, found.end) == (6, 9)


def test_it_never_cuts_a_letter_from_its_marks():
    text = "cafe\u0301 x\u0301 \u1112\u1161\u11ab"

    assert matches(text, "cafe") == matches(text, "x") == matches(text, "\u1112\u1161") == []
    assert match(text, "x\u0301").quoted == "x\u0301"


def test_it_finds_a_full_stop_that_begins_an_ellipsis():
    assert match("Wait... what", "Wait.").quoted == "Wait."
    assert matches("Wait… what", "Wait.") == []
    assert match("The end. . . . Next", "end.").quoted == "end."


def test_it_lists_every_place_overlapping_ones_too():
    assert [(found.start, found.end) for found in matches("bananas", "ana")] == [(1, 4), (3, 6)]


def test_it_prefers_the_place_with_the_right_context():
    text = "the ban, the order, the ban"

    assert match(text, "ban", prefix="order, the ").start == 24
    assert match(text, "the", suffix=" order").start == 9
    assert match(text, "ban", prefix="order, the ").score == 1.0


def test_it_still_finds_the_words_where_the_context_differs():
    found = match("the ban was lifted", "ban", prefix="an order", suffix="!")

    assert found.exact
    assert 0.5 < found.score < 1


def test_it_prefers_the_place_nearest_to_the_hint():
    text = "ban " * 100

    assert match(text, "ban", hint=200).start == 200
    assert match(text, "ban", hint=203).start == 204
    assert match(text, "ban", hint=10**9).start == 396
    assert match(text, "ban", hint=-5).start == 0


@pytest.mark.parametrize(
    ("name", "values"),
    [
        (
            "exact",
            [
                "a final court order",
                "a finel court order",
                "a finel curt order",
                "finel curt ordre",
            ],
        ),
        ("prefix", ["Vacated by ", "Vacatet by ", "Wacatet by ", "nothing like"]),
        ("suffix", [" of May", " of Mai", " in Mai", "unlike"]),
        ("hint", [11, 10, 13, 40, 400, 40_000]),
    ],
)
def test_the_score_falls_with_every_difference(name, values):
    text = "Vacated by a final court order of May, it says."

    scores = [
        match(text, **{"exact": "a final court order", name: value}).score for value in values
    ]

    assert scores[0] == 1.0
    assert scores == sorted(set(scores), reverse=True)


def test_a_near_match_cannot_be_taken_for_a_found_one():
    near = match("The court lifted the ban.", "The court upheld the ban.")

    assert near is not None
    assert not near
    assert not near.exact
    assert near.score < 0.5
    assert matches("The court lifted the ban.", "The court upheld the ban.") == []


def test_nothing_is_near_when_fewer_than_half_of_the_words_stand():
    text = "The court lifted all restrictions on persons holding securities."

    assert match(text, "A judge dismissed each complaint of investors today.") is None
    assert nearest(text, "A judge dismissed each complaint of investors today.") is None


def test_nearest_marks_the_words_that_differ():
    near = nearest("It said the court’s order lifted the ban.", "the court's rule lifted a ban")

    assert near.quoted == "the court’s order lifted the ban"
    assert near.changes == [
        ("equal", "the court's", "the court’s"),
        ("replace", "rule", "order"),
        ("equal", "lifted", "lifted"),
        ("replace", "a", "the"),
        ("equal", "ban", "ban"),
    ]


def test_nearest_marks_words_left_out_and_put_in():
    near = nearest(
        "The court has finally lifted the ban.", "The court has now lifted the whole ban."
    )

    assert ("delete", "whole", "") in near.changes
    assert [change.op for change in near.changes if change.op != "equal"] == ["replace", "delete"]


def test_nearest_finds_words_in_another_case_and_misspelt_ones():
    assert nearest("It was unlawful and void.", "UNLAWFUL AND VOID").quoted == "unlawful and void"
    assert nearest("It was unlawful and void.", "unlawfull").quoted == "unlawful"


def test_a_quote_that_stands_with_its_ellipsis_is_one_range():
    assert found_in(STATEMENT, WORDS[0].replace("…", "...")) == [WORDS[0]]


@pytest.mark.parametrize("mark", ["…", "...", "[...]", "[…]", ". . .", "(…)", "…."])
def test_an_elided_quote_is_split_at_its_ellipses(mark):
    quote = f"“We are pleased {mark} the court's order stands {mark} our users.”"

    assert found_in(STATEMENT, quote) == [
        "We are pleased",
        "the court’s order\u00a0stands",
        "our users.",
    ]


@pytest.mark.parametrize(
    "quote",
    [
        "\n\n".join(WORDS),
        " ".join(WORDS),
        "\n\n".join(f"“{words}”" for words in WORDS),
        f"“{WORDS[0]},”\n\n“{WORDS[1]}\n\n“{WORDS[2]}”",
        STATEMENT[19:-10],
        STATEMENT[20:-11],
    ],
)
def test_the_reporters_words_in_a_quote_are_left_out(quote):
    retyped = fold(quote)

    assert found_in(STATEMENT, quote) == WORDS
    assert found_in(STATEMENT, retyped) == WORDS


def test_a_broken_sentence_is_found_with_or_without_the_break():
    text = "He began. “No,” she said, “never again.” End."

    assert found_in(text, "No, never again.") == ["No", "never again."]
    assert found_in(text, "‘No,’ she said, ‘never again.’") == ["No", "never again."]
    assert found_in("‘No,’ she said, ‘never.’", "No, never.") == ["No", "never."]


def test_marks_around_a_pasted_quote_are_trimmed():
    assert found_in("It was “void.” So", '"void"') == ["void"]
    assert found_in("It was « void », so", "« void »") == ["void"]
    assert found_in("It was void, so", "‘void,’") == ["void"]


@pytest.mark.parametrize(
    "quote",
    ["We are pleased … no such words", "our users … We are pleased", "No, never", "e … ord", "…?"],
)
def test_a_quote_with_a_part_missing_has_no_ranges(quote):
    assert segments(STATEMENT, quote) == []


def test_parts_stand_as_close_together_as_they_can():
    text = "The order. The order was void. A judge said so."

    assert [part.start for part in segments(text, "The order … void")] == [11, 25]


def test_a_mark_within_a_sentence_is_not_skipped():
    assert segments("a list of “military companies” here", "a list of military companies") == []
