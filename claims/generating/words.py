"""A vocabulary of 50,000 words that nobody uses, in three scripts, drawn as in real text (Zipf)."""

from __future__ import annotations

import functools
from itertools import accumulate
from random import Random

VOCABULARY = 50_000
CONSONANTS = {
    "Latn": ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "h"],
    "Arab": ["ب", "د", "ف", "ج", "ك", "ل", "م", "ن", "ع", "ر", "س", "ت", "ش", "ه"],
    "Deva": ["ब", "द", "फ", "ग", "क", "ल", "म", "न", "प", "र", "स", "त", "व", "ह"],
}
VOWELS = {
    "Latn": ["a", "e", "i", "o", "u"],
    "Arab": ["ا", "", "ي", "و", "ى"],
    "Deva": ["ा", "े", "ि", "ो", "ु"],
}
SYLLABLES = 14 * 5
# Words are given out in an order in which neighbours do not begin alike.
STRIDE = 30_011
# How often each language occurs, and how it is written.
LANGUAGES = {"en": 50, "de": 12, "fr": 10, "es": 8, "ar": 10, "hi": 10}
SCRIPTS = {"ar": "Arab", "hi": "Deva"}
STOPS = {"hi": "।"}
# Chances as in text: the second word half as often as the first, the third a third, and so on.
CHANCES = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
# Probe words: each stands in one claim of so many, whatever the seed.
PROBES = {"zqrare": (10_000, 7), "zqmedium": (200, 3), "zqcommon": (10, 1)}


@functools.cache
def vocabulary(language: str) -> list[str]:
    """The words of a language, the most frequent first; those of one script share them."""
    return _vocabulary(SCRIPTS.get(language, "Latn"))


@functools.cache
def _vocabulary(script: str) -> list[str]:
    return [_word(script, rank * STRIDE % VOCABULARY) for rank in range(VOCABULARY)]


def _word(script: str, number: int) -> str:
    """Two syllables, or three where two would not tell it from the others."""
    length = 2 if number < SYLLABLES**2 else 3
    word = ""
    for _ in range(length):
        number, syllable = divmod(number, SYLLABLES)
        consonant, vowel = divmod(syllable, 5)
        word = CONSONANTS[script][consonant] + VOWELS[script][vowel] + word
    return word


def language_of(rng: Random) -> str:
    return rng.choices(list(LANGUAGES), LANGUAGES.values())[0]


def some(rng: Random, language: str, count: int) -> list[str]:
    """So many words, frequent ones often."""
    return rng.choices(vocabulary(language), cum_weights=CHANCES, k=count)


def sentence(words: list[str], language: str) -> str:
    """The words as one sentence."""
    told = " ".join(words)
    return f"{told[:1].upper()}{told[1:]}{STOPS.get(language, '.')}"


def name(rng: Random, language: str, count: int = 2) -> str:
    """A name of rare words, so that names differ."""
    return " ".join(word.capitalize() for word in rng.choices(vocabulary(language), k=count))


def probes(number: int) -> list[str]:
    """The probe words of the claim of this number."""
    return [word for word, (every, at) in PROBES.items() if number % every == at]
