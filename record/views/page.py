"""What all public pages share: they read the record alone, and answer GET and HEAD only."""

from __future__ import annotations

import datetime as dt

from django.http import Http404
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


class Fresh(ReadOnly):
    """What is sent again only when what it depends on has changed."""

    def answer(self, mark: object):
        etag, modified = freshness.mark_of(mark), freshness.last_modified(self.changed(mark))
        response = freshness.unchanged(self.request, etag, modified) or self.body()
        return freshness.keep(response, etag, modified)

    def changed(self, mark: object) -> dt.datetime | None:
        """The moment at which what it depends on last changed."""
        return getattr(mark, "moment", None)

    def body(self):
        raise NotImplementedError


class ByBytesMixin:
    """For what may stay the same when its mark moves on: sent again only where its bytes differ.

    While the mark stands, a conditional request takes the one query that tells the mark. After a
    publication it is made once more, and not sent where it is the same.
    """

    def answer(self, mark: object):
        known, mark_now = freshness.recall(self.request), freshness.mark_of(mark)
        if known and known.mark == mark_now:
            response = freshness.unchanged(self.request, known.etag, known.modified)
            if response:
                return freshness.keep(response, known.etag, known.modified)
        made = self.made()
        etag = freshness.etag_of(made.content)
        modified = freshness.last_modified(self.changed(mark))
        if known and known.etag == etag:
            modified = known.modified
        freshness.remember(self.request, freshness.Bytes(mark_now, etag, modified))
        response = freshness.unchanged(self.request, etag, modified) or made
        return freshness.keep(response, etag, modified)

    def made(self):
        """The whole response, its template filled in."""
        response = self.body()
        return response.render() if hasattr(response, "render") else response


class Page(TemplateResponseMixin, Fresh):
    """A page of HTML."""

    def body(self):
        return self.render_to_response(self.context())

    def context(self) -> dict:
        return {}


def listing_or_404(claim: str) -> Listing:
    """What a claim's page begins with; one query."""
    listing = Listing.objects.of_page(claim)
    if listing is None:
        raise Http404
    return listing


class ClaimMixin:
    """Pages of one listed claim; any other id is as unknown as one that was never given."""

    def look_up(self, claim: str) -> Listing:
        self.listing = listing_or_404(claim)
        return self.listing

    def changed(self, mark: object) -> dt.datetime:
        return self.listing.touched_at
