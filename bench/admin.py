"""Print how long pages of the desk take at two sizes, beside the stock admin: python -m bench.admin

Generated claims are entered at the desk of a test's database, first so many, then on to more; each
page is asked for as a colleague's browser would, whole, in this process. Of every page the middle
of seven rounds in milliseconds, and what the larger size costs over the smaller, put against a
page that does not depend on it. The stock admin (list, five filters, date hierarchy, search)
answers in the same rounds.

    python -m bench.admin 10000 100000
    python -m tests.postgres -- python -m bench.admin 10000 100000
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from statistics import median
from urllib.parse import urlencode

from bench import rows

from django.conf import settings  # isort: skip - once Django is set up
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from claims.generating.running import generated
from claims.models import Claim
from core.models import User

ROUNDS = 7
STOCK = "/desk/stock/claims/claim/"
# A page that no claim bears on: how busy the machine was is in its times as in all others.
YARDSTICK = "yardstick: a form"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 100_000])
    settings.ROOT_URLCONF = "bench.stock_admin"
    settings.ALLOWED_HOSTS = ["testserver"]
    found: dict[int, dict[str, float]] = {}
    with rows.database():
        for size in sorted(parser.parse_args().sizes):
            fill(size)
            found[size] = timed(dict(pages()))
        report(found)


def fill(size: int) -> None:
    missing = size - generated()
    call_command("generate", claims=missing, at_desk=True, through_verbs=5)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def pages() -> Iterator[tuple[str, tuple[Client, str]]]:
    """What is measured, by name: who asks, and for which address."""
    editor, reviewer, chief = (signed_in(name) for name in ("editor", "reviewer", "chief"))
    listed = reverse("admin:claims_claim_changelist")
    in_review = Claim.objects.filter(status="in_review").earliest("pk")
    draft = Claim.objects.filter(status="draft").earliest("pk")
    word = Claim.objects.get(pk=in_review.pk).text.split()[0]
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
        from django.contrib.auth.models import Group

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
    took: dict[str, list[float]] = {name: [] for name in asked}
    for turn in range(ROUNDS + 1):
        for name, (client, address) in asked.items():
            started = time.perf_counter()
            response = client.get(address)
            assert response.status_code == 200, (name, address, response.status_code)
            if turn:  # the first fills what is kept
                took[name].append((time.perf_counter() - started) * 1000)
    return {name: median(found) for name, found in took.items()}


def report(found: dict[int, dict[str, float]]) -> None:
    sizes = list(found)
    small, large = found[sizes[0]], found[sizes[-1]]
    pace = large[YARDSTICK] / small[YARDSTICK]
    print(f"\n{'ms at':<30}" + "".join(f"{size:>12,}" for size in sizes) + f"{'ratio':>9}")
    for name in found[sizes[0]]:
        values = [found[size][name] for size in sizes]
        told = "".join(f"{value:12.1f}" for value in values)
        print(f"{name:<30}{told}{values[-1] / values[0] / pace:9.2f}")
    print(f"\nratios are over that of the yardstick, {pace:.2f}")
    print(f"stock list / list, at {sizes[-1]:,}: {large['stock: list'] / large['list']:.1f}")


if __name__ == "__main__":
    main()
