"""Compare the downloads with the database's own: python -m bench.export

On PostgreSQL the table of claims and the whole log are downloaded from our server, and beside it
`psql` copies the same columns and the same documents to nowhere; in turn, round after round. On
SQLite Datasette streams the read model of claims as CSV beside our table of them, where its program
is named. Told are the middles of the rounds, their ratios, how soon the first byte came, and how
much more memory the server's worker took at its highest than after the first small answers.

    python -m tests.postgres -- python -m bench.export --claims 10000 100000
    python -m bench.export --claims 100000 --datasette datasette
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median

from bench.pages import Site, manage, served, wait_for

BLOCK = 1 << 16
OURS = ("claims.csv", "claims.ndjson", "log.ndjson", "evidence.csv")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--downloads", nargs="+", default=list(OURS), choices=OURS)
    parser.add_argument("--datasette", metavar="PROGRAM", help="Datasette's own, on SQLite")
    chosen = parser.parse_args()
    os.environ.setdefault("SECURE_SSL_REDIRECT", "off")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("ON_RECORD_VAR", folder)
        manage("migrate", "--verbosity=0")
        for claims in sorted(chosen.claims):
            fill(claims)
            compare(claims, chosen.rounds, chosen.downloads, chosen.datasette)


def fill(claims: int) -> None:
    """Generate as many claims as are missing."""
    command = [sys.executable, "-c", COUNT]
    held = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if claims > held:
        manage("generate", f"--claims={claims - held}", "--through-verbs=0")


COUNT = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
from record.models import Listing
print(Listing.objects.count())
"""


def compare(claims: int, rounds: int, downloads: list[str], datasette: str | None) -> None:
    """Every way in turn, each round; then what came of it."""
    with served("config.wsgi") as ours, beside(datasette) as ways:
        for path in ("/api/v1/export/", "/api/v1/claims/"):
            download(ours, path)
        before = highest(ours)
        own = {
            name: lambda name=name: download(ours, f"/api/v1/export/{name}") for name in downloads
        }
        ways = own | ways
        took: dict[str, list[tuple[float, float, int]]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                took[name].append(way())
        report(claims, took, highest(ours) - before)


@contextmanager
def beside(datasette: str | None) -> Iterator[dict[str, Callable]]:
    """What the same is compared with, on this engine."""
    if url := os.environ.get("DATABASE_URL"):
        columns, documents = subprocess.run(
            [sys.executable, "-c", QUERIES], check=True, capture_output=True, text=True
        ).stdout.splitlines()
        yield {
            "psql, claims": lambda: psql(url, columns, "csv header"),
            "psql, documents": lambda: psql(url, documents, ""),
        }
    elif datasette:
        with datasette_of(datasette) as site:
            table = "/on-record/record_listing.csv?_stream=1&_size=max&_sort=entry_id"
            yield {"datasette": lambda: download(site, table)}
    else:
        yield {}


QUERIES = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
from record.exporting.tables import CLAIMS
names = ", ".join(f'"{column.listing or "claim"}"' for column in CLAIMS)
print(f"SELECT {names} FROM record_listing WHERE NOT retracted ORDER BY entry_id")
print('SELECT data FROM record_entry ORDER BY "index"')
"""


def psql(url: str, query: str, how: str) -> tuple[float, float, int]:
    started = time.perf_counter()
    command = ["psql", "-X", "-q", url, "-c", f"\\copy ({query}) to '/dev/null' {how}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    took = time.perf_counter() - started
    return took, took, 0


@contextmanager
def datasette_of(program: str) -> Iterator[Site]:
    """Datasette over the same database, as its documentation starts it."""
    port = 8901
    database = Path(os.environ["ON_RECORD_VAR"]) / "on-record.sqlite3"
    options = ["--port", str(port), "--setting", "max_csv_mb", "0"]
    server = subprocess.Popen([program, "serve", str(database), *options])
    try:
        wait_for(port)
        yield Site(port, server.pid)
    finally:
        server.terminate()
        server.wait()


def download(site: Site, path: str) -> tuple[float, float, int]:
    """Seconds until the last byte and until the first, and how many there were."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=3600)
    started = time.perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    assert response.status == 200, (path, response.status)
    size = len(response.read(1))
    first = time.perf_counter() - started
    while block := response.read(BLOCK):
        size += len(block)
    connection.close()
    return time.perf_counter() - started, first, size


def highest(site: Site) -> float:
    """The most memory that a worker of this server held so far, in MB; 0 where it is not told."""
    found = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == site.process:
                told = (folder / "status").read_text().partition("VmHWM:")[2].split()[0]
                found = max(found, int(told) / 1024)
    return found


RATIOS = {
    ("psql, claims", "claims.csv"): 0.7,
    ("psql, documents", "log.ndjson"): 0.85,
    ("datasette", "claims.csv"): 3.0,
}


def report(claims: int, took: dict[str, list[tuple[float, float, int]]], memory: float) -> None:
    print(
        f"\n{claims:,} claims{'seconds':>20}{'first byte, ms':>18}{'MB':>10}{'claims a second':>18}"
    )
    for name, rounds in took.items():
        seconds = median(one[0] for one in rounds)
        first, size = median(one[1] for one in rounds) * 1000, rounds[0][2] / 1e6
        print(f"{name:22}{seconds:15.2f}{first:18.1f}{size:10.1f}{claims / seconds:18,.0f}")
    for (other, own), floor in RATIOS.items():
        if other in took and own in took:
            pairs = zip(took[other], took[own], strict=True)
            ratios = sorted(theirs[0] / mine[0] for theirs, mine in pairs)
            told = f"{median(ratios):.2f} (from {ratios[0]:.2f} to {ratios[-1]:.2f})"
            print(f"{own} is {told} times as fast as {other}; the floor is {floor}")
    print(f"the worker took {memory:.1f} MB more than after the first small answers")
    print(json.dumps({"claims": claims, "memory": round(memory, 1)}))


if __name__ == "__main__":
    main()
