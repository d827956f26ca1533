"""What the site says of itself, to readers and to robots."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse

from record import corrections, filters, freshness, ledger, reading
from record.addresses import whole
from record.models import Entry, Listing
from record.views.page import ByBytesMixin, Fresh, Page, ReadOnly

ROBOTS = "User-agent: *\nDisallow: /*?\n"
LATEST = 8
CORRECTED = 4
PAGE_LENGTH = 30


class OfTheLog(ByBytesMixin, Page):
    """A page that depends on the log alone."""

    def get(self, request):
        return self.answer(freshness.log_mark())


class Front(OfTheLog):
    """The latest claims and the latest corrections, after the way to all the others."""

    template_name = "record/front.html"

    def context(self):
        latest = Listing.objects.for_lists().current()[: LATEST + 1]
        corrected, _ = corrections.log(CORRECTED)
        rows = reading.with_standing(latest)
        return {"rows": rows[:LATEST], "more": len(rows) > LATEST, "corrected": corrected}


class Corrections(ByBytesMixin, Page):
    """Every correction and retraction, newest first."""

    template_name = "record/corrections.html"

    def get(self, request):
        self.place = filters.Place(filters.readable(request.GET))
        if self.place.is_valid():
            return self.answer(freshness.log_mark())
        return self.render_to_response({"errors": True}, status=400)

    def context(self):
        before = self.place.cleaned_data["before"]
        changes, following = corrections.log(PAGE_LENGTH, before)
        return {"changes": changes, "following": following, "is_first": before is None}


class Method(Page):
    """What the verdicts mean, from the scale as it was last published, and how this works."""

    template_name = "record/method.html"

    def get(self, request):
        notices = Entry.objects.filter(kind=Entry.Kind.NOTICE)
        index, moment = notices.values_list("index", "published_at").last() or (-1, None)
        return self.answer(freshness.Mark(f"scale{index}", moment))

    def context(self):
        return {"verdicts": ledger.current_scale()}


class About(Page):
    """Who we are, in the newsroom's own words."""

    template_name = "record/about.html"

    def get(self, request):
        return self.answer("about")


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
