"""Print how well pasted texts find the claim that answers them: python -m bench.retrieval FOLDER

FOLDER holds a public collection of checked claims, with questions and the right answers, as
CheckThat! Task 2 gives them (`ct2020` or `ct2022-2a`); none of it is part of this project. MAP@5
is the share of right answers among the first five, weighted by place.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench import rows
from record.models import Listing
from record.search import search

DEPTH = 5


def table(path: Path) -> Iterator[list[str]]:
    """The rows of a table; only in one of the collections do quotation marks enclose a cell."""
    quoting = csv.QUOTE_NONE if path.name.startswith("CT2022") else csv.QUOTE_MINIMAL
    with path.open(encoding="utf-8") as file:
        yield from csv.reader(file, delimiter="\t", quoting=quoting)


def claims(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(id, claim, title) of every checked claim."""
    if (folder / "vclaims.jsonl").exists():
        for line in (folder / "vclaims.jsonl").open(encoding="utf-8"):
            told = json.loads(line)
            yield told["vclaim_id"], told["vclaim"] or "", told["title"] or ""
        return
    for row in list(table(folder / "verified_claims.docs.tsv"))[1:]:
        yield tuple(row)


def questions(folder: Path) -> tuple[dict[str, str], dict[str, set[str]]]:
    """What was pasted, and the claims that answer it."""
    if (folder / "dev").exists():
        asked, right = folder / "dev/tweets.queries.tsv", folder / "dev/tweet-vclaim-pairs.qrels"
    else:
        asked, right = (
            folder / f"CT2022-Task2A-EN-Dev-Test_{name}.tsv" for name in ("Queries", "QRELs")
        )
    answers: dict[str, set[str]] = {}
    for row in table(right):
        if len(row) >= 4 and row[3].strip() == "1":
            answers.setdefault(row[0].strip(), set()).add(row[2].strip())
    return {row[0]: row[1] for row in table(asked)}, answers


def average_precision(found: list[str], right: set[str]) -> float:
    hits, total = 0, 0.0
    for place, key in enumerate(found[:DEPTH], start=1):
        if key in right:
            hits += 1
            total += hits / place
    return total / len(right)


def measure(folder: Path) -> None:
    # Some claims stand there twice: of equals the newest comes first, here the collection's first.
    keys = dict(enumerate(reversed(list(claims(folder)))))
    rows.save(rows.listing(n, claim, title) for n, (_, claim, title) in keys.items())
    asked, answers = questions(folder)
    total, started = 0.0, time.perf_counter()
    for question, right in answers.items():
        found = search(Listing.objects.only("pk", "entry_id"), asked[question])
        total += average_precision([keys[row.entry_id][0] for row in found[:DEPTH]], right)
    spent = (time.perf_counter() - started) * 1000 / len(answers)
    print(f"{folder.name}: {len(keys):,} claims, {len(answers)} questions")
    print(f"MAP@{DEPTH} {total / len(answers):.4f}, {spent:.1f} ms a question")


if __name__ == "__main__":
    with rows.database():
        measure(Path(sys.argv[1]))
