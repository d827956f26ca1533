"""Print how fast the list of claims answers beside Datasette: python -m bench.datasette PROGRAM

PROGRAM is Datasette's own, installed anywhere (`pip install datasette`). Both serve the database of
ON_RECORD_VAR, which `manage.py generate` filled: ours as `make run` serves it, Datasette with its
full-text search over the same index and three facets, as its documentation shows. Whole answers
over loopback, one after the other in each round; the middle of the rounds in milliseconds.

    ON_RECORD_VAR=/tmp/claims python manage.py migrate
    ON_RECORD_VAR=/tmp/claims python manage.py generate --claims 100000
    ON_RECORD_VAR=/tmp/claims python -m bench.datasette datasette
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import quote

from bench.pages import served, wait_for

ROUNDS = 7
ASKED = {
    "rare": "zqrare",
    "medium": "zqmedium",
    "common": "zqcommon",
    "phrase": '"zqmedium zqcommon"',
}
FACETS = ("verdict", "language", "kind")


@contextmanager
def datasette(program: str, database: Path) -> Iterator[int]:
    """The port at which Datasette serves the database."""
    tables = {"record_listing": {"fts_table": "record_listing_words", "fts_pk": "id"}}
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        told = Path(folder, "metadata.json")
        told.write_text(json.dumps({"databases": {database.stem: {"tables": tables}}}))
        limits = [
            "--setting",
            "sql_time_limit_ms",
            "60000",
            "--setting",
            "facet_time_limit_ms",
            "60000",
        ]
        command = [program, "serve", str(database), "--port", str(port), "--metadata", str(told)]
        server = subprocess.Popen(
            [*command, *limits], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_for(port)
            yield port
        finally:
            server.terminate()
            server.wait()


def milliseconds(url: str) -> float:
    started = time.perf_counter()
    with urllib.request.urlopen(url) as answer:
        assert answer.status == 200 and answer.read()
    return (time.perf_counter() - started) * 1000


def main(program: str) -> None:
    database = Path(os.environ["ON_RECORD_VAR"], "on-record.sqlite3")
    facets = "".join(f"&_facet={name}" for name in FACETS)
    worst = [0.0, 0.0]
    with served("config.wsgi") as ours, datasette(program, database) as theirs:
        print(f"{'asked':10}{'ours':>9}{'Datasette':>12}{'ratio':>8}")
        for name, words in ASKED.items():
            pages = (
                f"http://127.0.0.1:{ours.port}/claims/?q={quote(words)}",
                f"http://127.0.0.1:{theirs}/{database.stem}/record_listing.json"
                f"?_search={quote(words)}{facets}",
            )
            rounds = [[milliseconds(page) for page in pages] for _ in range(ROUNDS)]
            own, other = (median(times) for times in zip(*rounds, strict=True))
            worst = [max(pair) for pair in zip(worst, (own, other), strict=True)]
            print(f"{name:10}{own:9.1f}{other:12.1f}{other / own:8.1f}", flush=True)
    print(f"{'worst':10}{worst[0]:9.1f}{worst[1]:12.1f}{worst[1] / worst[0]:8.1f}")


if __name__ == "__main__":
    main(sys.argv[1])
