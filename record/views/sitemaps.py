"""The sitemap and its files."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from record import freshness, sitemaps
from record.views.page import ByBytesMixin, Fresh

# The pages that there is one of, by the names of their addresses.
PAGES = (
    "front",
    "claims",
    "topics",
    "speakers",
    "sources",
    "publishers",
    "corrections",
    "method",
    "about",
)


class Sitemap(ByBytesMixin, Fresh):
    """One XML file; each says which places it lists."""

    def body(self):
        places = list(self.places())
        if not places:
            raise Http404
        return HttpResponse(sitemaps.file_xml(places), content_type="application/xml")

    def places(self):
        raise NotImplementedError


class Index(ByBytesMixin, Fresh):
    def get(self, request):
        self.mark = sitemaps.log_mark()
        return self.answer(self.mark)

    def body(self):
        return HttpResponse(sitemaps.index_at(self.mark), content_type="application/xml")


class Pages(Sitemap):
    def get(self, request):
        self.mark = freshness.log_mark()
        return self.answer(self.mark)

    def places(self):
        return sitemaps.pages(PAGES, self.mark.moment)


class Claims(Sitemap):
    def get(self, request, file):
        self.file = file
        newest = sitemaps.newest_claim(file)
        if newest is None:
            raise Http404
        return self.answer(freshness.Mark(f"sitemap{newest[0]}", newest[1]))

    def places(self):
        return sitemaps.claims(self.file)


class Subjects(Sitemap):
    def get(self, request, file):
        self.file = file
        return self.answer(freshness.log_mark())

    def places(self):
        return sitemaps.subjects(self.file)
