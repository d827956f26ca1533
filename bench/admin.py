"""Print how long pages of the desk take at two sizes, beside the stock admin: python -m bench.admin

Claims are generated at the desk of an installation of its own, first so many, then on to more; or
installations that `manage.py generate --at-desk` filled are named, by their folder (what
`ON_RECORD_VAR` names) or their database (`DATABASE_URL`). Each page is asked for as a colleague's
browser would, whole, in one process. Of every page the middle of seven rounds in milliseconds, and
what the larger size costs over the smaller, put against a page that does not depend on it; of lists
also how many rows they have at each size, as a rare word finds few where there are few. SQLite
works in this process, so its times are the processor's, which other programs disturb less. The
stock admin (list, five filters, date hierarchy, search) answers in the same rounds.

    python -m bench.admin 10000 100000
    python -m bench.admin /srv/small /srv/large
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
from collections.abc import Iterator
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

ROUNDS = 7
STOCK = "/desk/stock/claims/claim/"
# A page that no claim bears on: how busy the machine was is in its times as in all others.
YARDSTICK = "yardstick: a form"
SIZE = "claims"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("places", nargs="*", default=["10000", "100000"])
    parser.add_argument("--here", action="store_true", help="tell of the database of the settings")
    chosen = parser.parse_args()
    if chosen.here:
        print(json.dumps(measured()))
    elif all(place.isdecimal() for place in chosen.places):
        report(grown(sorted(map(int, chosen.places))))
    else:
        report([told_of(place) for place in chosen.places])


def grown(sizes: list[int]) -> list[dict]:
    """What the pages take in one installation, at each of the sizes in turn."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ON_RECORD_VAR"] = folder
        manage("migrate", "--verbosity=0")
        found, held = [], 0
        for size in sizes:
            manage("generate", f"--claims={size - held}", "--at-desk", "--through-verbs=5")
            found.append(told_of(folder))
            held = size
        return found


def told_of(place: str) -> dict:
    """What the pages take in an installation that stands; a process of its own asks them."""
    named = "DATABASE_URL" if "://" in place else "ON_RECORD_VAR"
    command = [sys.executable, "-m", "bench.admin", "--here"]
    environment = {**os.environ, named: place}
    told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(told.stdout.splitlines()[-1])


def measured() -> dict:
    setup_test_environment(debug=False)
    settings.ROOT_URLCONF = "bench.stock_admin"
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": plain}}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked = dict(pages())
    return {SIZE: generated(), "ms": timed(asked), "rows": rows_of(asked)}


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


def timed(asked: dict[str, tuple[Client, str]]) -> dict[str, float]:
    """The middle of the rounds for each page, in milliseconds; all of one round, then the next."""
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    took: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(ROUNDS + 1):
        for name, (client, address) in asked.items():
            started = clock()
            response = client.get(address)
            assert response.status_code == 200, (name, address, response.status_code)
            if turn:  # the first fills what is kept
                took[name].append((clock() - started) * 1000)
    return {name: median(found) for name, found in took.items()}


def rows_of(asked: dict[str, tuple[Client, str]]) -> dict[str, int]:
    """How many rows each list has on its page."""
    lists = {name: client.get(address).context for name, (client, address) in asked.items()}
    return {
        name: len(told["cl"].result_list) for name, told in lists.items() if told and "cl" in told
    }


def report(found: list[dict]) -> None:
    small, large = (each["ms"] for each in (found[0], found[-1]))
    pace = large[YARDSTICK] / small[YARDSTICK]
    sizes = "".join(f"{each[SIZE]:>12,}" for each in found)
    print(f"\n{'ms at':<30}{sizes}{'ratio':>9}   rows on the page")
    for name in small:
        told = "".join(f"{each['ms'][name]:12.1f}" for each in found)
        rows = [str(each["rows"][name]) for each in found if name in each["rows"]]
        print(
            f"{name:<30}{told}{large[name] / small[name] / pace:9.2f}   {' → '.join(rows)}".rstrip()
        )
    print(f"\nratios are over that of the yardstick, {pace:.2f}")
    print(f"stock list / list, at {found[-1][SIZE]:,}: {large['stock: list'] / large['list']:.1f}")


if __name__ == "__main__":
    main()
