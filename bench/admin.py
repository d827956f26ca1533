"""Print how long pages of the desk take at two sizes, beside the stock admin: python -m bench.admin

Installations that `manage.py generate --at-desk` filled are named, by their folder (what
`ON_RECORD_VAR` names) or their database (`DATABASE_URL`): of each page one is asked and then the
other, so that both meet the machine as it is just then. Or claims are generated in an installation
of its own, first so many, then on to more. Each page is asked for as a colleague's browser would,
whole; each installation has a process of its own. Of every page the middle of the rounds in
milliseconds, and what the larger size costs over the smaller; of lists also how many rows they have
at each size, as a rare word finds few where there are few. A page that does not depend on the size
tells how far a ratio may be off. SQLite works in the process that asks, so its times are the
processor's, which other programs disturb less. The stock admin (list, five filters, date hierarchy,
search) answers in the same rounds.

    python -m bench.admin 10000 100000
    python -m bench.admin /srv/small /srv/large
    python -m bench.admin /srv/small /srv/large --only list search --rounds 25
    python -m tests.postgres -- python -m bench.admin 10000 100000
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from statistics import median
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("SECURE_SSL_REDIRECT", "off")
django.setup()

from django.conf import settings  # noqa: E402 - only once Django is set up
from django.contrib.auth.models import Group  # noqa: E402 - likewise
from django.db import connection  # noqa: E402 - likewise
from django.test import Client  # noqa: E402 - likewise
from django.test.utils import setup_test_environment  # noqa: E402 - likewise
from django.urls import reverse  # noqa: E402 - likewise

from bench.pages import manage  # noqa: E402 - likewise
from claims.generating.running import generated  # noqa: E402 - likewise
from claims.models import Claim  # noqa: E402 - likewise
from core.models import User  # noqa: E402 - likewise

ROUNDS = 9
STOCK = "/desk/stock/claims/claim/"
# A page that no claim bears on.
YARDSTICK = "yardstick: a form"
SIZE = "claims"
# How a line begins that answers; the framework may print others.
ANSWER = "= "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", nargs="*", default=["10000", "100000"])
    parser.add_argument("--only", nargs="+", metavar="PAGE", help="pages whose names begin so")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each is asked for")
    parser.add_argument("--here", action="store_true", help="tell of the database of the settings")
    chosen = parser.parse_args()
    only = tuple(chosen.only or [""])
    if chosen.here:
        answer()
    elif all(place.isdecimal() for place in chosen.places):
        report(grown(sorted(map(int, chosen.places)), only, chosen.rounds))
    else:
        report(in_turn(chosen.places, only, chosen.rounds))


def grown(sizes: list[int], only: tuple[str, ...], rounds: int) -> list[dict]:
    """What the pages take in one installation, at each of the sizes in turn."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ON_RECORD_VAR"] = folder
        manage("migrate", "--verbosity=0")
        found, held = [], 0
        for size in sizes:
            manage("generate", f"--claims={size - held}", "--at-desk", "--through-verbs=5")
            found += in_turn([folder], only, rounds)
            held = size
        return found


def in_turn(places: Sequence[str], only: tuple[str, ...], rounds: int) -> list[dict]:
    """What the pages take in installations that stand: the middles, and how many rows there are."""
    with ExitStack() as stack:
        all_of_them = [stack.enter_context(Asked(place)) for place in places]
        names = [name for name in all_of_them[0].told["pages"] if name.startswith(only)]
        for turn in range(rounds + 1):
            for name in names:
                # Neither is always the first.
                for one in all_of_them[:: 1 if turn % 2 else -1]:
                    one.ask(name, keep=turn > 0)  # the first round fills what is kept
        return [one.told | {"ms": one.middles} for one in all_of_them]


class Asked:
    """A process that asks one installation for a page whenever it is told to."""

    def __init__(self, place: str):
        named = "DATABASE_URL" if "://" in place else "ON_RECORD_VAR"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.admin", "--here"],
            env={**os.environ, named: place},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.told = self._answer()
        self.took: dict[str, list[float]] = {name: [] for name in self.told["pages"]}

    def __enter__(self) -> Asked:
        return self

    def __exit__(self, *_) -> None:
        self.process.communicate()

    @property
    def middles(self) -> dict[str, float]:
        return {name: median(took) for name, took in self.took.items() if took}

    def ask(self, name: str, *, keep: bool) -> None:
        print(name, file=self.process.stdin, flush=True)
        took = self._answer()
        if keep:
            self.took[name].append(took)

    def _answer(self):
        for line in self.process.stdout:
            if line.startswith(ANSWER):
                return json.loads(line.removeprefix(ANSWER))
        raise SystemExit(f"bench.admin: {self.process.args} ended before it had answered")


def answer() -> None:
    """Of the database of the settings: which pages there are, and then each as often as named."""
    setup_test_environment(debug=False)
    settings.ROOT_URLCONF = "bench.stock_admin"
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked = dict(pages())
    tell({SIZE: generated(), "pages": list(asked), "rows": rows_of(asked)})
    for line in sys.stdin:
        tell(milliseconds(*asked[line.strip()]))


def tell(value: object) -> None:
    print(f"{ANSWER}{json.dumps(value)}", flush=True)


def pages() -> Iterator[tuple[str, tuple[Client, str]]]:
    """What is measured, by name: who asks, and for which address."""
    editor, reviewer, chief = (signed_in(name) for name in ("editor", "reviewer", "chief"))
    listed = reverse("admin:claims_claim_changelist")
    in_review = Claim.objects.filter(status="in_review").earliest("pk")
    draft = Claim.objects.filter(status="draft").earliest("pk")
    text = in_review.text
    word = text.split()[0]
    yield "queue, editor", (editor, "/desk/")
    yield "queue, reviewer", (reviewer, "/desk/")
    yield "list", (editor, listed)
    yield "list, page 20", (editor, f"{listed}?p=20")
    yield "list, last page", (editor, f"{listed}?p={last_page(editor, listed)}")
    yield "list, in review", (editor, f"{listed}?status__exact=in_review")
    yield "list, promises", (editor, f"{listed}?kind__exact=promise")
    yield "list, one verdict", (editor, f"{listed}?verdict__id__exact={draft.verdict_id}")
    yield "list, a topic", (editor, f"{listed}?topics__id__exact={draft.topics.first().pk}")
    yield "list, what differs", (editor, f"{listed}?public=differs")
    yield "list, never published", (editor, f"{listed}?public=never")
    yield "list, mine", (editor, f"{listed}?whose=mine")
    yield "list, due", (editor, f"{listed}?due=yes")
    for name in ("rare", "medium", "common"):
        yield f"search, {name} word", (editor, f"{listed}?q=zq{name}")
    yield "search, a common word", (editor, f"{listed}?q={word}")
    for name, asked in (("a sentence", text), ("a quoted one", f'"{text}"')):
        yield f"search, {name}", (editor, f"{listed}?{urlencode({'q': asked})}")
    for model, field in (("claim.topics", "lorem"), ("evidence.statement", word)):
        yield f"autocomplete, {model}", (editor, autocomplete(*model.split("."), field))
    yield "autocomplete, relation.other", (editor, autocomplete("relation", "other", word))
    yield "statements", (editor, reverse("admin:sources_statement_changelist"))
    yield "sources", (editor, reverse("admin:sources_source_changelist"))
    yield "speakers", (editor, reverse("admin:sources_speaker_changelist"))
    yield "log of decisions", (editor, reverse("admin:claims_event_changelist"))
    yield "change form", (editor, reverse("admin:claims_claim_change", args=[draft.pk]))
    yield "history", (editor, reverse("admin:claims_claim_history", args=[draft.pk]))
    yield "review", (reviewer, reverse("admin:claims_claim_review", args=[in_review.pk]))
    yield YARDSTICK, (chief, reverse("admin:password_change"))
    yield "stock: list", (chief, STOCK)
    yield "stock: last page", (chief, f"{STOCK}?p={-(-Claim.objects.count() // 100)}")
    yield "stock: search, rare word", (chief, f"{STOCK}?q=zqrare")


def signed_in(name: str) -> Client:
    """Somebody who is new at the desk: generated claims are nobody's of these."""
    chief = {"is_staff": True, "is_superuser": True}
    group = {"editor": ["Editor"], "reviewer": ["Reviewer", "Publisher"], "chief": []}[name]
    person, made = User.objects.get_or_create(
        username=f"bench-{name}", defaults=chief if name == "chief" else {"is_staff": True}
    )
    if made:
        person.groups.set(Group.objects.filter(name__in=group))
    client = Client()
    client.force_login(person)
    return client


def last_page(client: Client, listed: str) -> int:
    return client.get(listed).context["cl"].paginator.last


def autocomplete(model: str, field: str, text: str) -> str:
    told = {"app_label": "claims", "model_name": model, "field_name": field, "term": text}
    return f"{reverse('admin:autocomplete')}?{urlencode(told)}"


def milliseconds(client: Client, address: str) -> float:
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    started = clock()
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return (clock() - started) * 1000


def rows_of(asked: dict[str, tuple[Client, str]]) -> dict[str, int]:
    """How many rows each list has on its page."""
    lists = {name: client.get(address).context for name, (client, address) in asked.items()}
    return {
        name: len(told["cl"].result_list) for name, told in lists.items() if told and "cl" in told
    }


def report(found: list[dict]) -> None:
    small, large = (each["ms"] for each in (found[0], found[-1]))
    sizes = "".join(f"{each[SIZE]:>12,}" for each in found)
    print(f"\n{'ms at':<30}{sizes}{'ratio':>9}   rows on the page")
    for name in small:
        told = "".join(f"{each['ms'][name]:12.1f}" for each in found)
        rows = [str(each["rows"][name]) for each in found if name in each["rows"]]
        print(f"{name:<30}{told}{large[name] / small[name]:9.2f}   {' → '.join(rows)}".rstrip())
    if {"stock: list", "list"} <= large.keys():
        times = large["stock: list"] / large["list"]
        print(f"\nstock list / list, at {found[-1][SIZE]:,}: {times:.1f}")


if __name__ == "__main__":
    main()
