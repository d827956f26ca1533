"""Ratings of others: their words and numbers, and the verdict of ours that comes nearest.

Nothing here decides. What is proposed is told to the editor, who sets a verdict or does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from claims.importing.reviews.labels import LABELS
from claims.importing.reviews.remarks import Remark, first_of
from claims.importing.reviews.texts import clean, clean_text, cut, raw_text, raw_texts
from claims.models import Claim, Verdict

LONGEST_WORDS, LONGEST_EXPLANATION = 200, 2_000
# Of their words so many at the beginning can be a label, and so many clauses.
MOST_WORDS, MOST_CLAUSES = 5, 3
# The ends of a scale of which nobody says them (schema.org, Rating).
WORST, BEST = 1.0, 5.0
NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,6})?")
OF = re.compile(r"\s*(?:/|\bout of\b|\bof\b)\s*")
CLAUSE = re.compile(r"[.:;,!?()|/–—。：，！]|\s-\s")
ACCENTS = re.compile("[\u0300-\u036f]")

# How true each is, from 0 to 1; for a scale that has no verdict of this name.
PLACES = {"true": 1.0, "mostly-true": 0.75, "partly-true": 0.5, "misleading": 0.25, "false": 0.0}
OF_ATTRIBUTION = ("correctly-attributed", "misattributed")


@dataclass(frozen=True)
class Rating:
    """What the other newsroom found: in its words, or as a number on its scale, or both."""

    words: str = ""
    value: float | None = None
    worst: float = WORST
    best: float = BEST
    explanation: str = ""

    @property
    def known(self) -> bool:
        return bool(self.words) or self.value is not None

    @property
    def number(self) -> str:
        """“2 of 5”, or with both ends where it does not begin at 1; empty without a number."""
        if self.value is None:
            return ""
        if self.worst == WORST:
            return f"{self.value:g} of {self.best:g}"
        return f"{self.value:g} on a scale from {self.worst:g} to {self.best:g}"

    @property
    def place(self) -> float | None:
        """How true the number says it is, from 0 to 1."""
        if self.value is None:
            return None
        return (self.value - self.worst) / (self.best - self.worst)

    @cached_property
    def label(self) -> str:
        """The verdict of the shipped scale that its words mean; empty where they are not known."""
        return meaning_of(self.words)

    @property
    def kind(self) -> str:
        """What kind of claim it judges: one of who said something, or else a fact."""
        return Claim.Kind.ATTRIBUTION if self.label in OF_ATTRIBUTION else Claim.Kind.FACT


def read(value: Any, remarks: list[Remark]) -> Rating:
    """The rating in whatever was given as `reviewRating`; what is no number becomes a remark."""
    told = _fields(value)
    words = _words(told, remarks)
    value, worst, best = _numbers(told, words, remarks)
    explanation = cut(clean_text(told.get("ratingExplanation")), LONGEST_EXPLANATION)
    if NUMBER.fullmatch(words):
        words = ""
    value = _on_scale(value, worst, best, raw_text(told.get("ratingValue")), remarks)
    if value is None:
        worst, best = WORST, BEST
    rating = Rating(cut(words, LONGEST_WORDS), value, worst, best, explanation)
    if (
        rating.value is not None
        and abs(rating.place - PLACES.get(rating.label, rating.place)) > 0.6
    ):
        remarks.append(
            Remark("reviewRating", "contradicts its number; its words are taken", rating.words)
        )
    return rating


def proposed(rating: Rating, scale: Iterable[Verdict]) -> Verdict | None:
    """The verdict of ours that comes nearest: by their words, else by their number."""
    fitting = [verdict for verdict in scale if rating.kind in verdict.kinds]
    label = rating.label
    if same := next((verdict for verdict in fitting if verdict.key == label), None):
        return same
    place = PLACES.get(label) if label else rating.place
    placed = [verdict for verdict in fitting if verdict.value is not None]
    if place is None or not placed:
        return None
    low = min(verdict.value for verdict in placed)
    width = max(verdict.value for verdict in placed) - low or 1
    return min(placed, key=lambda verdict: abs((verdict.value - low) / width - place))


def meaning_of(words: str) -> str:
    """Which verdict of the shipped scale a label means; empty where that is not known.

    The whole of it decides, else two words or more at its beginning, else one of its clauses:
    “Mostly false because …”, “False. The video …”, “Fact check: misleading”.
    """
    plain = _plain(words).split()
    counts = range(min(len(plain), MOST_WORDS), 1, -1)
    beginnings = (" ".join(plain[:count]) for count in counts)
    clauses = map(_plain, CLAUSE.split(words[:LONGEST_WORDS])[:MOST_CLAUSES])
    told = (" ".join(plain), *beginnings, *clauses)
    return next((MEANINGS[each] for each in told if each in MEANINGS), "")


def _plain(text: str) -> str:
    """A label as labels are compared: letters and numbers, without case and Latin accents."""
    text = ACCENTS.sub("", unicodedata.normalize("NFKD", text[:LONGEST_WORDS].casefold()))
    text = unicodedata.normalize("NFC", text).replace("'", " ").replace("’", " ")
    kept = (c if unicodedata.category(c)[0] in "LNM" else " " for c in text)
    return " ".join("".join(kept).split())


MEANINGS = {
    _plain(label): verdict for verdict, labels in LABELS.items() for label in labels.split(";")
}


def _fields(value: Any) -> dict:
    """The properties of a rating, wherever they were put; a bare text is its words."""
    if isinstance(value, list):
        found = [_fields(each) for each in value[:10]]
        return next((each for each in found if each), {})
    if isinstance(value, dict):
        nested = value.get("properties")
        return {**(nested if isinstance(nested, dict) else {}), **value}
    return {"alternateName": value} if isinstance(value, str | int | float) else {}


def _words(told: dict, remarks: list[Remark]) -> str:
    for name in ("alternateName", "name", "textualRating", "text", "@value"):
        given = raw_texts(told.get(name), ("@value", "name", "text", "alternateName"))
        if words := first_of(f"reviewRating.{name}", map(clean, given), remarks):
            return words
    return ""


def _numbers(told: dict, words: str, remarks: list[Remark]) -> tuple[float | None, float, float]:
    """The number and the ends of its scale; of “3/5” both."""
    value, of = _number(told.get("ratingValue"))
    if value is None and told.get("ratingValue") is None:
        value, of = _number(words)
    worst = _end("worstRating", told, WORST, remarks)
    best = _end("bestRating", told, BEST if of is None else of, remarks)
    return value, worst, best


def _end(name: str, told: dict, usual: float, remarks: list[Remark]) -> float:
    """An end of the scale; the usual one, and a remark, where what was given is no number."""
    found, _ = _number(told.get(name))
    if found is None and (said := clean(raw_text(told.get(name)))):
        remarks.append(Remark(f"reviewRating.{name}", f"is no number; {usual:g} is taken", said))
    return usual if found is None else found


def _number(value: Any) -> tuple[float | None, float | None]:
    text, *rest = OF.split(clean(raw_text(value)))
    if not NUMBER.fullmatch(text) or any(not NUMBER.fullmatch(each) for each in rest):
        return None, None
    with suppress(ValueError, OverflowError):
        found = [float(each.replace(",", ".")) for each in (text, *rest[:1])]
        return found[0], found[1] if rest else None
    return None, None


def _on_scale(
    value: float | None, worst: float, best: float, said: str, remarks: list[Remark]
) -> float | None:
    """The number where it stands on its scale; else None, and a remark where one was given."""
    if value is None:
        if said:
            told = "is no number; left out of the rating"
            remarks.append(Remark("reviewRating.ratingValue", told, clean(said)))
        return None
    if best <= worst:
        told = "stands on a scale without length; left out of the rating"
    elif not worst <= value <= best:
        told = "lies outside of its scale; left out of the rating"
    else:
        return value
    shown = f"{value:g} of {worst:g} to {best:g}"
    remarks.append(Remark("reviewRating.ratingValue", told, shown))
    return None
