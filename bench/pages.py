"""Compare the claim page with one built as the tutorial does it: python -m bench.pages

Both are served by gunicorn as `make run` serves, one after the other in each round, from the same
database and for the same claims. On SQLite this runs by itself, in a folder that goes afterwards;
with DATABASE_URL, in that database, which then holds generated claims. Only ratios say much: how
busy the machine was is in both figures.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

CLIENTS = 4
SERVED = ["--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=1_000)
    parser.add_argument("--pages", type=int, default=200, help="how many of them are asked for")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("ON_RECORD_VAR", folder)
        pages = prepare(chosen.claims, chosen.pages)
        with served("config.wsgi") as ours, served("bench.tutorial.wsgi") as theirs:
            report(ours, theirs, pages, chosen.rounds, chosen.seconds)


def prepare(claims: int, pages: int) -> list[tuple[str, str]]:
    """Generate claims and fill both sites' tables; the addresses of each claim on both."""
    manage("migrate", "--verbosity=0")
    manage("generate", f"--claims={claims}", "--through-verbs=0")
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.conf import settings

    settings.INSTALLED_APPS += ["bench.tutorial"]
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, run_syncdb=True)
    from bench.tutorial.filling import fill
    from record.models import Listing

    listings = list(Listing.objects.current().select_related("entry").order_by("pk")[:pages])
    fill(listings)
    tell_queries(listings[0])
    return [(listing.get_absolute_url(), f"/claims/{listing.claim}/") for listing in listings]


def manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], check=True)


def tell_queries(listing) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1")
    for told, headers in (("full page", {}), ("conditional", {"If-None-Match": ""})):
        if headers:
            headers["If-None-Match"] = client.get(listing.get_absolute_url())["ETag"]
        with CaptureQueriesContext(connection) as captured:
            response = client.get(listing.get_absolute_url(), headers=headers)
        print(f"{told}: {response.status_code} with {len(captured)} queries")
    connection.close()


@dataclass(frozen=True)
class Site:
    """A site that is being served: where, and by which process and its children."""

    port: int
    process: int

    def cpu(self) -> float:
        """Seconds of processor time that it has taken so far; 0 where the system does not tell."""
        found = 0.0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if self.process in (int(stat.parent.name), int(fields[1])):
                    found += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return found


@contextmanager
def served(application: str) -> Iterator[Site]:
    """One gunicorn as `make run` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", application, *SERVED, "--no-control-socket"]
    server = subprocess.Popen([*command, "--bind", f"127.0.0.1:{port}"])
    try:
        wait_for(port)
        yield Site(port, server.pid)
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    for _ in range(200):
        time.sleep(0.1)
        try:
            return answer(http.client.HTTPConnection("127.0.0.1", port), "/nothing", {})
        except OSError:
            continue
    raise TimeoutError(f"Nothing answers on port {port}.")


def answer(connection: http.client.HTTPConnection, address: str, headers: dict):
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    return response.status, len(response.read()), response.getheader("ETag")


def report(
    ours: Site, theirs: Site, pages: list[tuple[str, str]], rounds: int, seconds: float
) -> None:
    """Each kind of request in turn, round after round; then the middle of the rounds."""
    own = [(page, {}) for page, _ in pages]
    other = [(page, {}) for _, page in pages]
    tags, size = seen(ours, own)
    _, other_size = seen(theirs, other)
    known = [(page, {"If-None-Match": tag}) for (page, _), tag in zip(own, tags, strict=True)]
    kinds = {"page": (ours, own, 200), "tutorial": (theirs, other, 200), "304": (ours, known, 304)}
    rates: dict[str, list[float]] = {name: [] for name in kinds}
    costs: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(rounds):
        for name, kind in kinds.items():
            a_second, cost = rate(*kind, seconds)
            rates[name].append(a_second)
            costs[name].append(1 / max(cost, 1e-6))
    print(f"a page has {size / 1000:.1f} kB, the tutorial's {other_size / 1000:.1f} kB")
    tell("requests a second, clients and all", rates)
    tell("requests for each second of the server's processor", costs)


def tell(what: str, rates: dict[str, list[float]]) -> None:
    print(f"\n{what}")
    for name, found in rates.items():
        print(f"{name:16}{spread(found, 0)}")
    for one, than in (("page", "tutorial"), ("304", "page")):
        ratios = [a / b for a, b in zip(rates[one], rates[than], strict=True)]
        print(f"{one + ' / ' + than:16}{spread(ratios, 2)}")


def seen(site: Site, asked: list) -> tuple[list[str | None], float]:
    """The ETags of pages, all of which have to be there, and how large the middle one is."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    got = [answer(connection, *each) for each in asked]
    connection.close()
    assert all(status == 200 for status, *_ in got)
    return [tag for *_, tag in got], median(size for _, size, _ in got)


def spread(values: list[float], digits: int) -> str:
    low, middle, high = min(values), median(values), max(values)
    return f"{middle:8.{digits}f} (from {low:.{digits}f} to {high:.{digits}f})"


def rate(site: Site, asked: list, status: int, seconds: float) -> tuple[float, float]:
    """Answers a second to several clients that keep their connections; processor time for each."""
    before, end = site.cpu(), time.monotonic() + seconds

    def ask(offset: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", site.port)
        rotated = itertools.cycle(asked[offset:] + asked[:offset])
        for count, (address, headers) in enumerate(rotated):
            if time.monotonic() > end:
                connection.close()
                return count
            assert answer(connection, address, headers)[0] == status

    with ThreadPoolExecutor(CLIENTS) as pool:
        starts = [len(asked) * client // CLIENTS for client in range(CLIENTS)]
        answers = sum(pool.map(ask, starts))
    return answers / seconds, (site.cpu() - before) / answers


if __name__ == "__main__":
    main()
