"""The list of claims, filtered and searched."""

from __future__ import annotations

from record import chips, facets, filters, freshness
from record.finding import MOST, Finding
from record.models import Listing
from record.views.page import ByBytesMixin, Page

PAGE_LENGTH = 30


class ClaimList(ByBytesMixin, Page):
    """The claims, filtered and searched; the front page is this list with a few words before it."""

    template_name = "record/claim_list.html"

    def get(self, request):
        self.asked = filters.readable(request.GET)
        self.filterset = filters.ClaimFilter(self.asked, queryset=Listing.objects.for_lists())
        self.place = filters.Place(self.asked)
        if self.filterset.is_valid() and self.place.is_valid():
            return self.answer(freshness.log_mark())
        return self.render_to_response(self.context(), status=400)

    def context(self):
        told = {
            "filterset": self.filterset,
            "place": self.place,
            "is_first": not {"before", "page"} & set(self.asked),
            "ignored": filters.unknown(self.asked, also=("before", "page", "order", "limit")),
            "kept": [pair for pair in self.asked.items() if pair[0] in KEPT],
        }
        if self.filterset.is_valid() and self.place.is_valid():
            told |= self.found()
        return told

    def found(self) -> dict:
        finding = Finding(self.filterset, self.place, PAGE_LENGTH)
        rows, following = finding.standing_page()
        divided, named = facets.facets(finding, self.asked)
        in_force = chips.in_force(finding.chosen, self.asked, named)
        if not rows:
            suggested = finding.counts
            for chip in in_force:
                chip["brings"] = facets.told(
                    min(count := suggested.get(chip["filter"], 0), MOST), count > MOST
                )
        return {
            "finding": finding,
            "rows": rows,
            "following": following,
            "facets": divided,
            "chips": in_force,
            "total": facets.told(len(finding.matches)),
            "orders": chips.orders(finding.by_relevance, self.asked) if finding.asked else [],
            "instead": chips.instead(finding.asked, self.asked) if finding.asked else [],
        }


# What the search form hands on, so that a new search keeps the facets that were chosen.
KEPT = ("verdict", "topic", "speaker", "publisher", "source", "language", "year", "retracted")
