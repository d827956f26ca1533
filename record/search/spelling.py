"""The known words nearest to one that no claim holds: a slip leaves the beginning or the end."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from rapidfuzz.distance import OSA

from record.models import Word

SHORTEST = 4
LONG = 8
MOST_WORDS = 6
MOST_INSTEAD = 2
MOST_READ = 6_000


def nearest(words: Iterable[str], using: str) -> dict[str, list[str]]:
    """Known words one slip away, or two of a long word, for those that have any; one query."""
    asked = sorted((word for word in words if _may_be_misspelt(word)), key=len)[-MOST_WORDS:]
    if not asked:
        return {}
    near = Q(head__in={word[:3] for word in asked}) | Q(tail__in={word[-3:] for word in asked})
    rows = Word.objects.using(using).filter(near).order_by("pk")
    known = list(rows.values_list("text", flat=True)[:MOST_READ])
    found = {word: _nearest(word, known) for word in asked}
    return {word: texts for word, texts in found.items() if texts}


def _may_be_misspelt(word: str) -> bool:
    return len(word) >= SHORTEST and not any(mark.isdigit() for mark in word)


def _nearest(word: str, known: list[str]) -> list[str]:
    slips = 2 if len(word) >= LONG else 1
    found = []
    for text in known:
        distance = OSA.distance(word, text, score_cutoff=slips)
        if distance <= slips and text.isalpha():
            found.append((distance, text[0] != word[0], text))
    best = min(found, default=(0,))[0]
    return [text for distance, _, text in sorted(found) if distance == best][:MOST_INSTEAD]
