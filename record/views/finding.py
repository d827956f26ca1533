"""The list of claims, filtered and searched."""

from __future__ import annotations

from record import filters, freshness, reading
from record.models import Listing
from record.views.page import Page

PAGE_LENGTH = 30


class ClaimList(Page):
    """The claims, filtered and searched; the front page is this list with a few words before it."""

    template_name = "record/claim_list.html"
    is_front = False

    def get(self, request):
        queryset = Listing.objects.for_lists()
        self.asked = filters.readable(request.GET)
        self.filterset = filters.ClaimFilter(self.asked, queryset=queryset)
        self.place = filters.Place(self.asked)
        if self.filterset.is_valid() and self.place.is_valid():
            return self.answer(freshness.log_mark())
        return self.render_to_response(self.context(), status=400)

    def context(self):
        rows, following = self.rows()
        chosen = self.filterset.given
        facets = reading.facets(chosen)
        return {
            "is_front": self.is_front,
            "filterset": self.filterset,
            "place": self.place,
            "rows": rows,
            "following": following,
            "is_first": self.asked.get("before") is None,
            "facets": facets,
            "chips": reading.chips(chosen, self.asked, facets),
            "only_excluded": reading.only_excludes(chosen.get("q", "")),
            "ignored": filters.unknown(self.asked, also=("before",)),
        }

    def rows(self):
        if not (self.filterset.is_valid() and self.place.is_valid()):
            return [], None
        before = self.place.cleaned_data["before"]
        rows, following = filters.page_of(self.filterset.qs, before, PAGE_LENGTH)
        return reading.with_standing(rows), following
