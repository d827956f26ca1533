"""Bring in ClaimReviews, and beside it with django-import-export: python -m bench.importing

So many reviews are generated, no two alike and the same each time, as JSON a line. In turn, each in
a process of its own and into a fresh database with every guard in place, they are brought in by
`manage.py importreviews` and by django-import-export in its bulk mode (`bench.stock_importing`
says how, and what it is spared), once with its validation and once without. Told are reviews a
second, from the file's first byte to the last row, and the highest memory of the process, with
that of the helper that ours has. The floor is against its bulk mode with validation, which at
100,000 takes long: with --patience it is stopped once it took so many times as long as ours.

It is installed apart (`pip install django-import-export`); without it only ours is measured.

    python -m bench.importing --reviews 2000 20000
    python -m tests.postgres -- python -m bench.importing --reviews 2000 20000
    python -m bench.importing --reviews 100000 --patience 6
    python -m bench.importing --reviews 100000 --only-ours
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from random import Random
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench.pages import manage
from claims.generating import words

FLOOR, FLAT = 5.0, 1.1
ACCOUNT = "bench"
OURS, VALIDATED, BARE = "importreviews", "django-import-export", "… without validation"
# So many newsrooms there are, and so many reviews for each claimant.
OUTLETS, REVIEWS_OF_ONE = 300, 8
LABELS = ["False", "Mostly false", "Misleading", "Half true", "Mostly true", "True", "Unproven"]
FIRST_DAY, DAYS = dt.date(2010, 1, 1), 5_500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reviews", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--only-ours", action="store_true", help="measure nothing beside it")
    parser.add_argument(
        "--patience", type=float, metavar="TIMES", help="stop what takes so many times ours"
    )
    parser.add_argument("--bring-in", nargs=2, metavar=("WAY", "FILE"), help=argparse.SUPPRESS)
    parser.add_argument("--at-most", type=float, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.bring_in:
        print(json.dumps(measured(*chosen.bring_in, at_most=chosen.at_most)))
        return
    ways = [OURS] if chosen.only_ours else [OURS, VALIDATED, BARE]
    if not find_spec("import_export"):
        print("django-import-export is not installed: only ours is measured.")
        ways = [OURS]
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder)) as clean:
        sizes = sorted(chosen.reviews)
        found = {size: compared(size, ways, clean, chosen.patience or 0) for size in sizes}
    tell_memory(found, ways)


def compared(size: int, ways: list[str], clean: Path, patience: float = 0) -> dict[str, dict]:
    """What came of each way to bring in so many reviews; ours comes first."""
    file = clean / f"{size}.ndjson"
    with file.open("w", encoding="utf-8") as out:
        out.writelines(
            json.dumps(review(number, size), ensure_ascii=False) + "\n" for number in range(size)
        )
    print(f"\n{size:,} reviews{'a second':>30}{'seconds':>12}{'MB':>9}", flush=True)
    found: dict[str, dict] = {}
    for way in ways:
        at_most = patience * found[OURS]["seconds"] if found else 0
        found[way] = in_a_process(way, file, clean, at_most)
        took, memory = found[way]["seconds"], found[way]["memory"]
        rate = f"{size / took:,.1f}" if found[way]["rows"] else "stopped"
        print(f"{way:25}{rate:>20}{took:12.1f}{memory:9.1f}", flush=True)
    tell_ratios(found)
    return found


def tell_ratios(found: dict[str, dict]) -> None:
    own = found[OURS]
    for way, other in found.items():
        if way != OURS:
            times = other["seconds"] / own["seconds"]
            against = f"the floor is {FLOOR:g}" if way == VALIDATED else "no floor"
            more = "" if other["rows"] else "more than "
            print(f"{more}{times:.1f} times as fast as {way} ({against})", flush=True)
            if not other["rows"]:
                continue
            differ = {t: (n, other["rows"][t]) for t, n in own["rows"].items()}
            differ = {table: both for table, both in differ.items() if both[0] != both[1]}
            print(f"rows that differ: {differ or 'none'}", flush=True)


def tell_memory(found: dict[int, dict[str, dict]], ways: list[str]) -> None:
    small, large = min(found), max(found)
    whole = [way for way in ways if found[small][way]["rows"] and found[large][way]["rows"]]
    for way in whole if small < large else []:
        times = found[large][way]["memory"] / found[small][way]["memory"]
        flat = f", flat is at most {FLAT:g}" if way == OURS else ""
        print(f"memory at {large:,} over that at {small:,}: {way} {times:.2f}{flat}")


# The databases


@contextmanager
def prepared(folder: Path) -> Iterator[Path]:
    """A folder with an empty database, on SQLite; on PostgreSQL the one of DATABASE_URL is that."""
    clean = Path(os.environ.get("ON_RECORD_VAR", folder), "bench-importing")
    shutil.rmtree(clean, ignore_errors=True)
    clean.mkdir(parents=True)
    os.environ["ON_RECORD_VAR"] = str(clean / "empty")
    os.environ["DJANGO_SUPERUSER_PASSWORD"] = "a-long-password"
    manage("migrate", "--verbosity=0")
    account = ("--username", ACCOUNT, "--email", "bench@check.example")
    manage("createsuperuser", "--noinput", "--verbosity=0", *account)
    try:
        yield clean
    finally:
        shutil.rmtree(clean)


@contextmanager
def fresh(clean: Path) -> Iterator[dict[str, str]]:
    """The environment in which a copy of the empty database is the project's own. It stays until
    all is measured: a file system makes new files slowly after very many were removed.
    """
    var = Path(tempfile.mkdtemp(dir=clean)) / "filled"
    shutil.copytree(clean / "empty", var)
    with database() as url:
        yield {**os.environ, "ON_RECORD_VAR": str(var), **url}


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """On PostgreSQL a copy of the empty database, for the time being."""
    if not (url := os.environ.get("DATABASE_URL")):
        yield {}
        return
    parts = urlsplit(url)
    empty, filled = parts.path.lstrip("/"), "bench_importing"
    server = urlunsplit(parts._replace(scheme="postgresql", path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{filled}"')
        connection.execute(f'CREATE DATABASE "{filled}" TEMPLATE "{empty}"')
        try:
            yield {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{filled}"))}
        finally:
            connection.execute(f'DROP DATABASE "{filled}" WITH (FORCE)')


# One way, in a process of its own


class Stopped(BaseException):
    """It took longer than there is patience for; no way catches it with the errors of a row."""


def in_a_process(way: str, file: Path, clean: Path, at_most: float = 0) -> dict:
    command = [sys.executable, "-m", "bench.importing", f"--at-most={at_most}"]
    command += ["--bring-in", way, str(file)]
    with fresh(clean) as environment:
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def measured(way: str, file: str, at_most: float = 0) -> dict:
    """Bring a file in; how long it took, the memory at its highest, and how many rows there are.

    It is stopped after `at_most` seconds, if that is not 0, and then tells of no rows.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from core.models import User

    by = User.objects.get(username=ACCOUNT)
    if way == OURS:
        bring_in = functools.partial(call_command, "importreviews", file, by=ACCOUNT)
    else:
        from bench import stock_importing

        stock, validated = stock_importing.bring_in, way == VALIDATED
        bring_in = functools.partial(stock, Path(file), by, validated=validated)
    signal.signal(signal.SIGALRM, stop)
    done, started = False, time.perf_counter()
    with suppress(Stopped):
        signal.setitimer(signal.ITIMER_REAL, at_most)
        bring_in()
        signal.setitimer(signal.ITIMER_REAL, 0)
        done = True
    took = time.perf_counter() - started if done else at_most
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    memory = sum(resource.getrusage(each).ru_maxrss for each in whose) / 1024
    return {"seconds": took, "memory": memory, "rows": counted() if done else {}}


def stop(*about: object) -> None:
    raise Stopped


def counted() -> dict[str, int]:
    """How many rows each table has that both ways fill."""
    from claims.models import Appearance, Claim
    from sources import models

    names = ("Speaker", "Publisher", "Source", "Snapshot", "Statement", "Passage", "Relay")
    tables = [Claim, Appearance, *(getattr(models, name) for name in names)]
    return {table.__name__: table.objects.count() for table in tables}


# The reviews


def review(number: int, count: int) -> dict:
    """The so-manieth of so many ClaimReviews."""
    rng = Random(f"review {number}")
    language = words.language_of(rng)
    outlet = outlet_of(rng.randrange(OUTLETS))
    day = FIRST_DAY + dt.timedelta(days=rng.randrange(DAYS))
    slug = "-".join(words.some(rng, "en", 4))
    value = rng.randrange(len(LABELS))
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"{outlet['url']}{day:%Y/%m}/{number}-{slug}",
        "claimReviewed": words.sentence(words.some(rng, language, rng.randint(8, 25)), language),
        "author": outlet,
        "datePublished": day.isoformat(),
        "name": words.sentence(words.some(rng, language, rng.randint(5, 12)), language),
        "inLanguage": language,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": value + 1,
            "worstRating": 1,
            "bestRating": len(LABELS),
            "alternateName": LABELS[value],
        },
        "itemReviewed": {
            "@type": "Claim",
            "author": claimant_of(rng.randrange(max(1, count // REVIEWS_OF_ONE))),
            "datePublished": (day - dt.timedelta(days=rng.randrange(1, 30))).isoformat(),
            "appearance": [work(rng, number) for _ in range(rng.choice([1, 1, 1, 2]))],
        },
    }


@functools.cache
def outlet_of(number: int) -> dict:
    name = words.name(Random(f"outlet {number}"), "en")
    site = f"https://outlet-{number}.example/"
    return {"@type": "Organization", "name": f"{name} {number}", "url": site}


def claimant_of(number: int) -> dict:
    """Somebody, whose office two in three name."""
    rng = Random(f"claimant {number}")
    told = {"@type": "Person", "name": words.name(rng, "en", 3)}
    return {**told, "jobTitle": words.name(rng, "en")} if number % 3 else told


def work(rng: Random, number: int) -> dict:
    """A post or an article; one in five is of those that were reviewed before."""
    site = rng.choice(["https://social.example/", "https://x.com/", "https://daily.example/"])
    chosen = rng.randrange(number + 1) if rng.random() < 0.2 else number
    return {"@type": "CreativeWork", "url": f"{site}{chosen}/{rng.randrange(3)}"}


if __name__ == "__main__":
    main()
