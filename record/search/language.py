"""The small language of searches, and what counts as a word.

Plain words are wished for, the more of them the better. "A phrase" has to stand there in that
order, +word has to stand there, -word must not, and word* is a beginning. Typography, accents and
case do not matter. A long text was pasted, not composed: its marks mean nothing.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

import snowballstemmer

from record.folding import folded

TERM = re.compile(r'([-+]?)(?:"([^"]*)"?|(\S+))')
ADDRESS = re.compile(r"https?://\S+|pic\.twitter\.com/\S+")
# Vowel signs belong to the words of India and its neighbours; Han and kana have no spaces.
SIGNS = "\u0900-\u0963\u0966-\u0df3\u0e31\u0e34-\u0e4e\u0eb1-\u0ecd\u0f71-\u0f84\u102b-\u103e"
ALONE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
# Thai, Lao, Burmese and Khmer are written without spaces too.
UNSPACED = re.compile(rf"[{ALONE}\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
WORD = re.compile(rf"[{ALONE}]|(?:(?![{ALONE}])[^\W_]|[{SIGNS}])+")
MOST_WORDS = 64
LONGEST_WORD = 100
# Of a longer text the operators are taken for punctuation.
COMPOSED = 12
STEMMERS = {
    "LATIN": "english",
    "CYRILLIC": "russian",
    "GREEK": "greek",
    "ARABIC": "arabic",
    "DEVANAGARI": "hindi",
    "ARMENIAN": "armenian",
    "TAMIL": "tamil",
}


@dataclass(frozen=True)
class Term:
    """One thing looked for: words in a row, the last of them perhaps only begun.

    What is binding has to stand there; what is excluded must not.
    """

    words: tuple[str, ...]
    excluded: bool = False
    begun: bool = False
    binding: bool = False


def parse(text: str) -> list[Term]:
    """What a reader typed, as terms; at most 64 words of it."""
    plain = folded(ADDRESS.sub(" ", text))
    words = words_in(plain)
    if len(words) > COMPOSED:
        return [Term((word,)) for word in list(dict.fromkeys(words))[:MOST_WORDS]]
    return [term for found in TERM.findall(plain) for term in _terms(*found)]


def _terms(sign: str, phrase: str, word: str) -> list[Term]:
    words = tuple(words_in(phrase or word))
    if not words:
        return []
    begun = word.endswith("*")
    if sign or phrase:
        return [Term(words, sign == "-", begun, sign != "-")]
    *whole, last = words
    return [*(Term((one,)) for one in whole), Term((last,), begun=begun)]


def words_in(plain: str) -> list[str]:
    """The words of a folded text; what is longer than any word is none."""
    return [word for word in WORD.findall(plain) if len(word) <= LONGEST_WORD]


def stands_amid_others(word: str) -> bool:
    """Whether a word is of a script that puts no spaces between words."""
    return bool(UNSPACED.search(word))


def words_of(text: str) -> str:
    """Text as both engines index it: folded words with single spaces between."""
    return " ".join(words_in(folded(text)))


@functools.lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """What is common to the forms of a word, by its script: whose language it is, nobody says."""
    script = unicodedata.name(word[0], "").partition(" ")[0]
    stemmer = _stemmer(STEMMERS.get(script, ""))
    return (stemmer.stemWord(word)[:LONGEST_WORD] if stemmer else "") or word


@functools.cache
def _stemmer(language: str):
    return snowballstemmer.stemmer(language) if language else None
