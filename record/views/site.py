"""What the site says of itself, to readers and to robots."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse

from record import freshness, ledger
from record.addresses import whole
from record.views.page import Fresh, Page, ReadOnly

ROBOTS = "User-agent: *\nDisallow: /*?\n"


class Method(Page):
    """What the verdicts mean, from the scale as it was last published, and how this works."""

    template_name = "record/method.html"

    def get(self, request):
        return self.answer(freshness.log_mark())

    def context(self):
        return {"verdicts": ledger.current_scale()}


class Robots(Fresh):
    def get(self, request):
        return self.answer("robots")

    def body(self):
        told = f"{ROBOTS}\nSitemap: {whole(reverse('sitemap'))}\n"
        return HttpResponse(told, content_type="text/plain; charset=utf-8")


class SecurityTxt(Fresh):
    """Whom to tell of a weakness (RFC 9116); nothing where the newsroom names nobody."""

    def get(self, request):
        if not settings.SECURITY_CONTACT:
            raise Http404
        self.until = expiry(dt.datetime.now(dt.UTC).date())
        return self.answer(f"security{self.until}{settings.SECURITY_CONTACT}")

    def body(self):
        lines = [f"Contact: {contact}" for contact in settings.SECURITY_CONTACT]
        lines += [f"Expires: {self.until}T00:00:00Z", f"Canonical: {whole(self.request.path)}"]
        lines += [f"Policy: {settings.SECURITY_POLICY}"] if settings.SECURITY_POLICY else []
        told = "\n".join([*lines, ""])
        return HttpResponse(told, content_type="text/plain; charset=utf-8")


def expiry(today: dt.date) -> dt.date:
    """The first day of a month half a year on: what we say holds as long as the site is run."""
    months = today.year * 12 + today.month - 1 + 6
    return dt.date(months // 12, months % 12 + 1, 1)


class Favicon(ReadOnly):
    """Where a program looks for it that does not read pages."""

    def get(self, request):
        return HttpResponseRedirect(static("favicon.svg"))
