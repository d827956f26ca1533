"""What the site says of itself, to readers and to robots."""

from __future__ import annotations

from django.http import HttpResponse

from record import freshness, ledger
from record.views.page import Page, ReadOnly

ROBOTS = "User-agent: *\nDisallow: /*?\n"


class Method(Page):
    """What the verdicts mean, from the scale as it was last published, and how this works."""

    template_name = "record/method.html"

    def get(self, request):
        return self.answer(freshness.log_mark())

    def context(self):
        return {"verdicts": ledger.current_scale()}


class Robots(ReadOnly):
    def get(self, request):
        return HttpResponse(ROBOTS, content_type="text/plain")
