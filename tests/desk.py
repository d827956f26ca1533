"""Help for tests of the desk: what a browser would send back from a claim's page."""

import re
from html import unescape

from django.urls import reverse

from claims.models import Claim

PARTS = ("appearances", "evidence", "relations")


def address(claim):
    return reverse("admin:claims_claim_change", args=[claim.pk])


def posted(response):
    """What a browser would send back from the page, untouched."""
    form = response.context["adminform"].form
    formsets = [inline.formset for inline in response.context["inline_admin_formsets"]]
    data = {}
    for each in [form, *(f.management_form for f in formsets), *(f for s in formsets for f in s)]:
        for field in each:
            value = field.value()
            if value is not None and field.name != "DELETE":
                data[field.html_name] = value() if callable(value) else value
    return data


def opened(client, claim):
    return posted(client.get(address(claim)))


def empty(**fields):
    data = {"language": "en", "kind": "fact", "edition_kind": "first"}
    for part in PARTS:
        data |= {f"{part}-TOTAL_FORMS": 0, f"{part}-INITIAL_FORMS": 0}
    return data | fields


def page(claim, name):
    return reverse(f"admin:claims_claim_{name}", args=[claim.pk])


def read(client, claim, *, ticked=True):
    """What the review page would send back, with both ticks on every piece or none."""
    context = client.get(page(claim, "review")).context
    pieces = context["reading"].pieces
    ticks = [value for piece in pieces for _, _, value in piece.to_tick]
    sent = {"digest": context["digest"], "version": context["claim"].version}
    return sent | {"pieces": [one.tick for one in pieces], "ticks": ticks if ticked else []}


def status_of(claim):
    return Claim.objects.get(pk=claim.pk).status


def told(response):
    return [str(message) for message in response.context["messages"]]


def act(client, claim, name, **given):
    version = Claim.objects.get(pk=claim.pk).version
    return client.post(page(claim, name), {"version": version} | given, follow=True)


def words_of(response):
    """What a page of the desk says, without its markup."""
    page = re.sub(r"(?s)<(script|style).*?</\1>|<!--.*?-->|<[^>]*>", " ", response.content.decode())
    return " ".join(unescape(page).split())
