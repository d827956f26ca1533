"""Compare the API's list of claims with the tutorial's ModelViewSet: python -m bench.api

Both are served by gunicorn as `make run` serves, asked in turn, round after round, and answer the
same fifty claims with the same fields from the same database; that they do is checked first.

`bench/tutorial_api` is what the tutorial of Django REST framework makes of them: a table for each
noun, a HyperlinkedModelSerializer with a nested one for the verdict, for where a claim stands and
for the claim that made it so, a ModelViewSet behind a router, numbered pages of fifty, and the
backends for filters and for search of its guide. Once as the tutorial writes it, with
`objects.all()`, so that each row fetches what it refers to (tutorial); and once with the
`select_related` of the guide's chapter on relations (joined). It has no ETag, as the tutorial has
none: a conditional request gets its whole page.

Told is the processor time that an answer takes the server, and on PostgreSQL the database as well,
if it runs on this machine; the middle of the rounds. Of two sizes each time is put against that of
the answer that nothing has changed, on which no claim bears.

    python -m bench.api --claims 10000 100000
    python -m tests.postgres -- python -m bench.api --claims 2000 10000
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.export import fill
from bench.pages import Site, manage, rate, seen, served, spread

LIST = "/api/v1/claims/"
TUTORIAL = {"tutorial": "/claims/", "joined": "/joined/"}
PER_PAGE = 50
FLOOR = 4
# No claim bears on it: one row of the database is read, and nothing is sent.
YARDSTICK = "not changed"
# What is asked of both, by name: pairs of what stands behind our address and behind theirs.
Pages = dict[str, list[tuple[str, str]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    chosen = parser.parse_args()
    # Also where a newsroom's settings apply, as on PostgreSQL: plain HTTP, as often as one likes.
    os.environ.update(SECURE_SSL_REDIRECT="off", API_RATE="")
    found: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("ON_RECORD_VAR", folder)
        manage("migrate", "--verbosity=0")
        for claims in sorted(chosen.claims):
            fill(claims)
            pages, database = prepare()
            with served("config.wsgi") as ours, served("bench.tutorial_api.wsgi") as theirs:
                compare(ours, theirs, pages)
                asked = questions(Server.of(ours, database), Server.of(theirs, database), pages)
                found[claims] = report(claims, *measured(asked, chosen.rounds, chosen.seconds))
    if len(found) > 1:
        growth(found)


def prepare() -> tuple[Pages, int | None]:
    """Fill the tutorial's tables anew; which pages are asked for, and the database's process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.apps import apps
    from django.conf import settings

    if not apps.ready:
        settings.INSTALLED_APPS += ["bench.tutorial_api"]
        django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.models import Count

    call_command("migrate", verbosity=0, run_syncdb=True)
    from bench.tutorial_api import filling
    from bench.tutorial_api.models import Claim, Verdict

    filling.fill()
    verdict = Verdict.objects.annotate(held=Count("claims")).latest("held").key
    pages = {
        "first page": [("", "")],
        "later pages": list(later(list(Claim.objects.values_list("index", flat=True)))),
        "one verdict": [(f"?verdict={verdict}", f"?verdict__key={verdict}")],
    }
    database = process_of(connection)
    connection.close()
    return pages, database


def later(indices: list[int]) -> Iterator[tuple[str, str]]:
    """At most a hundred pages, spread over the list, so that addresses are not always the same."""
    ends = indices[PER_PAGE - 1 :: PER_PAGE]
    for number in range(2, len(ends) + 1, len(ends) // 100 + 1):
        yield f"?before={ends[number - 2]}", f"?page={number}"


def process_of(connection) -> int | None:
    """The process that started this connection's; None where the database runs in the server."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists() or "postgres" not in stat.read_text():
        return None
    return int(stat.read_text().rpartition(")")[2].split()[1])


@dataclass(frozen=True)
class Server(Site):
    """A site together with the database that it asks, if that has processes of its own."""

    database: int | None
    took: dict[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Site, database: int | None) -> Server:
        return cls(site.port, site.process, database)

    def cpu(self) -> float:
        """With what the database's connections took, those that have gone meanwhile too."""
        if self.database:
            self.took.update(connections(self.database))
        return super().cpu() + sum(self.took.values())


def connections(database: int) -> dict[int, float]:
    """Seconds of processor time by process; without those that tidy up unasked."""
    found: dict[int, float] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if (
                int(fields[1]) == database
                and b"autovacuum" not in (folder / "cmdline").read_bytes()
            ):
                ticks = int(fields[11]) + int(fields[12])
                found[int(folder.name)] = ticks / os.sysconf("SC_CLK_TCK")
    return found


def compare(ours: Site, theirs: Site, pages: Pages) -> None:
    """Both have to answer the same."""
    for own, other in itertools.chain(*pages.values()):
        told = [comparable(row) for row in body(ours, LIST + own)["claims"]]
        assert len(told) == PER_PAGE, (own, len(told))
        for path in TUTORIAL.values():
            found = [comparable(row) for row in body(theirs, path + other)["results"]]
            assert found == told, (own, path)


def body(site: Site, address: str) -> dict:
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    connection.request("GET", address)
    told = json.load(connection.getresponse())
    connection.close()
    return told


def comparable(row: dict) -> dict:
    """A row without addresses, which differ, and with one way to say that nobody claims it."""
    by = row["standing"]["by"]
    standing = row["standing"] | {"by": by and by | {"url": ""}}
    return row | {"url": "", "claimant": row["claimant"] or "", "standing": standing}


def questions(ours: Server, theirs: Server, pages: Pages) -> dict:
    """What is asked, by its name: where, the address, and with which status it is answered."""
    asked = {}
    for name, each in pages.items():
        asked[name] = (ours, [(LIST + own, {}) for own, _ in each], 200)
        for which, path in TUTORIAL.items():
            asked[f"{name}, {which}"] = (theirs, [(path + other, {}) for _, other in each], 200)
    (tag,), _ = seen(ours, [(LIST, {})])
    asked[YARDSTICK] = (ours, [(LIST, {"If-None-Match": tag})], 304)
    return asked


def measured(asked: dict, rounds: int, seconds: float) -> tuple[dict, dict]:
    """Answers a second, and milliseconds of the processor for one, in each of the rounds."""
    rates: dict[str, list[float]] = {name: [] for name in asked}
    costs: dict[str, list[float]] = {name: [] for name in asked}
    for kind in asked.values():
        rate(*kind, seconds / 4)
    for _ in range(rounds):
        for name, kind in asked.items():
            a_second, cost = rate(*kind, seconds)
            rates[name].append(a_second)
            costs[name].append(cost * 1000)
    return rates, costs


def report(claims: int, rates: dict, costs: dict) -> dict[str, float]:
    """Print one size; the middle times."""
    print(f"\n{claims:,} claims")
    print(f"{'':<30}{'ms of the processor':>32}{'answers a second':>32}")
    for name, times in costs.items():
        print(f"{name:<30}{spread(times, 2):>32}{spread(rates[name], 0):>32}")
    print("\ntimes as fast")
    for name in costs:
        own, _, which = name.partition(", ")
        if which:
            floor = FLOOR if name == "first page, tutorial" else 0
            told(f"{own} / {which}", costs[name], costs[own], floor)
    told(f"{YARDSTICK} / first page", costs["first page"], costs[YARDSTICK])
    return {name: median(times) for name, times in costs.items()}


def told(what: str, theirs: list[float], ours: list[float], floor: float = 0) -> None:
    ratios = [other / own for other, own in zip(theirs, ours, strict=True)]
    print(f"{what:<30}{spread(ratios, 2):>32}" + (f"   the floor is {floor}" if floor else ""))


def growth(found: dict[int, dict[str, float]]) -> None:
    """What the largest size costs over the smallest, with how busy the machine was taken out."""
    sizes = list(found)
    small, large = found[sizes[0]], found[sizes[-1]]
    pace = large[YARDSTICK] / small[YARDSTICK]
    print(f"\n{'ms at':<30}" + "".join(f"{size:>12,}" for size in sizes) + f"{'ratio':>9}")
    for name in small:
        values = [found[size][name] for size in sizes]
        line = "".join(f"{value:12.2f}" for value in values)
        print(f"{name:<30}{line}{values[-1] / values[0] / pace:9.2f}")
    print(f"ratios are over that of “{YARDSTICK}”, {pace:.2f}; 1 is flat")


if __name__ == "__main__":
    main()
