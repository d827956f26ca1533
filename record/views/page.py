"""What all public pages share: they read the record alone, and answer GET and HEAD only."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from django.views.generic.base import TemplateResponseMixin

from record import freshness
from record.models import Listing


@method_decorator(csrf_exempt, name="dispatch")
class ReadOnly(View):
    """Nothing public changes anything: every other method is refused, OPTIONS and TRACE too."""

    http_method_names = ["get", "head"]


class Page(TemplateResponseMixin, ReadOnly):
    """A page that is sent again only when what it depends on has changed."""

    def answer(self, mark: object):
        etag = freshness.mark_of(mark)
        response = freshness.unchanged(self.request, etag)
        if response is None:
            response = self.render_to_response(self.context())
        return freshness.keep(response, etag)

    def context(self) -> dict:
        return {}


class ClaimMixin:
    """Pages of one listed claim; any other id is as unknown as one that was never given."""

    def look_up(self, claim: str) -> Listing:
        self.listing = get_object_or_404(Listing.objects.defer("words"), claim=claim)
        return self.listing
