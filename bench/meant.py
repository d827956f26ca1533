"""Print how often a search finds the claim that was meant: python -m bench.meant [CLAIMS]

In a database that `manage.py generate` filled (`ON_RECORD_VAR` or `DATABASE_URL` names it) some
published claims are drawn, the same each time, and each is asked for by its own text: by all of
it, by every other word, by three words and by two that are drawn from it. Told is how often it
stands first, how often on the first page, how often it is not found at all, and the middle and the
longest time that the search itself takes, in milliseconds. Many claims hold two common words: that
another one stands first is no flaw by itself, so compare two versions of the search.

    ON_RECORD_VAR=/srv/large python -m bench.meant
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from random import Random
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from record.models import Listing  # noqa: E402 - only once Django is set up
from record.search import Asked, stands_amid_others  # noqa: E402 - likewise

CLAIMS, FIRST_PAGE, MOST = 60, 25, 1_000
WAYS: dict[str, Callable[[list[str], Random], list[str]]] = {
    "all words": lambda words, rng: words,
    "every other": lambda words, rng: words[::2],
    "three words": lambda words, rng: rng.sample(words, min(3, len(words))),
    "two words": lambda words, rng: rng.sample(words, min(2, len(words))),
}


def main() -> None:
    claims = drawn(int(sys.argv[1]) if sys.argv[1:] else CLAIMS)
    columns = ("first", "on page 1", "not found", "ms", "at most")
    print(f"{f'{len(claims)} claims by':14}{''.join(f'{column:>11}' for column in columns)}")
    for name, words_of in WAYS.items():
        rng = Random(name)
        asked = [(key, " ".join(words_of(text.split(), rng))) for key, text in claims]
        places, times = zip(*(found(key, text) for key, text in asked), strict=True)
        first = sum(place == 0 for place in places)
        near = sum(place is not None and place < FIRST_PAGE for place in places)
        told = f"{first:>11}{near:>11}{places.count(None):>11}"
        print(f"{name:14}{told}{median(times):>11.1f}{max(times):>11.1f}", flush=True)


def drawn(count: int) -> list[tuple[int, str]]:
    """So many listings of a script with spaces, by key, with their texts."""
    last = Listing.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rng, found = Random(1), []
    while len(found) < min(count, last // 2):
        listing = Listing.objects.only("text").filter(pk=rng.randrange(1, last + 1)).first()
        if listing and not stands_amid_others(listing.text):
            found.append((listing.pk, listing.text))
    return found


def found(key: int, text: str) -> tuple[int | None, float]:
    """At which place the claim stands, None for at none, and how long it took."""
    started = time.perf_counter()
    best = Asked.of(text).ranking.best(MOST)
    took = (time.perf_counter() - started) * 1000
    return (best.index(key) if key in best else None), took


if __name__ == "__main__":
    main()
