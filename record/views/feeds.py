"""Feeds of what is published: all of it, the corrections, and by topic and speaker."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from record import feeds, freshness
from record.models import Subject
from record.views.page import ByBytesMixin, Fresh


class AtomView(ByBytesMixin, Fresh):
    """One feed; each says which editions it tells, and what it is called."""

    def body(self):
        told = feeds.atom(self.feed(), self.entries())
        return HttpResponse(told, content_type=feeds.MEDIA_TYPE)

    def entries(self):
        return feeds.editions()

    def feed(self) -> feeds.Feed:
        raise NotImplementedError


class SiteFeed(AtomView):
    """A feed of the whole site: it changes with the newest entry that it tells."""

    title = gettext_lazy("What we published")
    page = "claims"

    def get(self, request):
        index, moment = feeds.newest(self.entries())
        return self.answer(freshness.Mark(f"feed{index}", moment))

    def feed(self):
        return feeds.Feed(self.request.path, reverse(self.page), str(self.title))


class Corrections(SiteFeed):
    title = gettext_lazy("Corrections and retractions")

    def entries(self):
        return feeds.corrections()


class SubjectFeed(AtomView):
    """The editions of the claims that a topic or a speaker has now."""

    kind = ""
    roles: tuple[str, ...] = ()

    def get(self, request, public_id):
        self.public_id = public_id
        return self.answer(freshness.log_mark())

    def body(self):
        self.subject = get_object_or_404(Subject, kind=self.kind, public_id=self.public_id)
        return super().body()

    def entries(self):
        return feeds.editions(feeds.claims_of(self.subject, *self.roles))

    def feed(self):
        page = self.subject.get_absolute_url()
        title = _("Claims about {name}") if self.kind == "topic" else _("Claims that cite {name}")
        return feeds.Feed(self.request.path, page, title.format(name=self.subject.name))
