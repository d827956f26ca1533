"""Print how fast the list of claims answers: python -m bench.search [CLAIMS]

On PostgreSQL beside the way of Django's documentation (contrib.postgres: a stored vector with a
GIN index, `SearchRank`, a count and GROUP BYs), and beside its first example, which has no stored
vector; the pages take turns in one run. Median of several requests in milliseconds, whole pages
through the test client against a plain view that renders the same rows.

    python -m tests.postgres -- python -m bench.search 100000
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import sys
import time
from collections.abc import Callable
from statistics import median

from django.db import connection
from django.test import Client

from bench import (
    rows,  # first: it sets Django up
    stock,
)
from record.models import Mention, Subject

ROUNDS = 7
BATCH = 2_000
VOCABULARY = 50_000
SYLLABLES = "bacedifoguhajekilomunaperisotuvawexiyoza"
# How many claims hold each: one of so many.
PROBES = {"zqrare": 10_000, "zqmedium": 200, "zqcommon": 10}
ASKED = {
    "rare": "zqrare",
    "medium": "zqmedium",
    "common": "zqcommon",
    "phrase": '"zqphrase one"',
    "common, narrowed": "zqcommon&verdict=false",
}
VERDICTS = ["true", "false", "misleading", "unproven"]


def word(number: int) -> str:
    """A word of the made-up language, the same each time."""
    found = ""
    number += 20
    while number:
        number, rest = divmod(number, 20)
        found += SYLLABLES[2 * rest : 2 * rest + 2]
    return found


class Writer:
    """Writes made-up claims whose words are as unevenly common as those of a language."""

    def __init__(self):
        self.chance = random.Random(1)
        self.words = [word(number) for number in range(VOCABULARY)]
        shares = (1 / (rank + 2.7) for rank in range(VOCABULARY))
        self.shares = list(itertools.accumulate(shares))

    def words_of(self, count: int) -> str:
        return " ".join(self.chance.choices(self.words, cum_weights=self.shares, k=count))

    def listing(self, number: int):
        probes = [probe for probe, share in PROBES.items() if number % share == share // 2]
        probes += ["zqphrase one"] if number % 100 == 7 else []
        probes += ["zqphrase", "one"][::-1] if number % 100 == 57 else []
        text = f"{self.words_of(16)} {' '.join(probes)}"
        verdict = self.chance.choice(VERDICTS)
        return rows.listing(
            number,
            text,
            text[:75],
            self.words_of(25),
            self.words_of(60),
            verdict=verdict,
            verdict_label=verdict.title(),
            language=self.chance.choice(["en", "en", "en", "de", "ar"]),
            published_at=dt.datetime(2018, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=number),
        )


def _id(name: str | int) -> str:
    return name if isinstance(name, str) else rows.public_id(name)


def fill(claims: int) -> None:
    """Claims with a verdict, two topics, two speakers and two publishers each."""
    writer, chance = Writer(), random.Random(2)
    subjects = {"verdict": VERDICTS}
    subjects |= {"topic": range(300), "speaker": range(3_000), "publisher": range(200)}
    kinds = {}
    for kind, names in subjects.items():
        told = {"kind": kind, "data": {}, "index": 0}
        made = [
            Subject(public_id=_id(name), name=f"{kind} {name}", slug="x", **told) for name in names
        ]
        kinds[kind] = Subject.objects.bulk_create(made)
    for start in range(0, claims, BATCH):
        listings = [writer.listing(number) for number in range(start, min(claims, start + BATCH))]
        rows.save(listings)
        mentions = []
        for row in listings:
            mentions.append((row, kinds["verdict"][VERDICTS.index(row.verdict)], "verdict"))
            for kind in ("topic", "speaker", "publisher"):
                weights = chance.random() ** 3, chance.random() ** 3
                some = {int(one * len(kinds[kind])) for one in weights}
                mentions += [(row, kinds[kind][place], kind) for place in some]
        Mention.objects.bulk_create(
            [Mention(listing=row, subject=subject, role=role) for row, subject, role in mentions],
            batch_size=BATCH,
        )


def milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def page(query: str) -> Callable[[], object]:
    """A request for the whole page, uncached."""
    client = Client()

    def ask():
        response = client.get(f"/claims/?{query}", headers={"host": "localhost"})
        assert response.status_code == 200, response.status_code
        return response

    return ask


def measure(claims: int) -> None:
    postgresql = connection.vendor == "postgresql"
    print(f"{claims:,} claims, {connection.vendor}; filled in", end=" ", flush=True)
    print(f"{milliseconds(lambda: fill(claims)) / 1000:.0f} s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    if postgresql:
        stock.prepare()
    print(f"{'asked':18}{'ours':>9}{'as documented':>16}{'ratio':>8}")
    worst = [0.0, 0.0]
    for name, query in ASKED.items():
        ways = [page(f"q={query.replace(' ', '+').replace(chr(34), '%22')}")]
        if postgresql and "&" not in query:
            ways.append(stock.page(query))
        times = [[] for _ in ways]
        for _ in range(ROUNDS):
            for way, taken in zip(ways, times, strict=True):
                taken.append(milliseconds(way))
        told = [median(taken) for taken in times]
        ratio = f"{told[1]:16.1f}{told[1] / told[0]:8.1f}" if len(told) > 1 else ""
        print(f"{name:18}{told[0]:9.1f}{ratio}", flush=True)
        if len(told) > 1:
            worst = [max(pair) for pair in zip(worst, told, strict=True)]
    if postgresql:
        print(f"{'worst of these':18}{worst[0]:9.1f}{worst[1]:16.1f}{worst[1] / worst[0]:8.1f}")
        first = milliseconds(stock.first_example("zqrare"))
        print(f"the documentation's first example, without a stored vector: {first:,.0f}")
    for name, query in {
        "no words": "",
        "one topic": f"topic={rows.public_id(1)}",
        "pasted": SENTENCE,
    }.items():
        taken = [milliseconds(page(query)) for _ in range(ROUNDS)]
        print(f"{name:18}{median(taken):9.1f}")


SENTENCE = "q=" + "+".join(
    word(number) for number in (0, 1, 2, 3, 5, 8, 40, 90, 400, 900, 3000) * 2
)

if __name__ == "__main__":
    with rows.database():
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
