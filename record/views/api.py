"""The API's description as a page."""

from __future__ import annotations

from record import freshness, reading
from record.addresses import host
from record.api import describing
from record.models import Citation, Listing, Subject
from record.views.page import ByBytesMixin, Page

# What `claims:search` takes; the description leaves it out, as it is Google's.
SEARCHED = [
    describing.Named(
        "query", "string", "Words; required unless `reviewPublisherSiteFilter` is given."
    ),
    describing.Named("languageCode", "string", "BCP 47 tag; its region does not count."),
    describing.Named(
        "reviewPublisherSiteFilter", "string", "Our host; of any other there is nothing."
    ),
    describing.Named("maxAgeDays", "integer", "Claimed or published so many days ago or less."),
    describing.Named(
        "pageSize", "integer", "The most claims.", bounds="at most 100, 10 without it"
    ),
    describing.Named("pageToken", "string", "`nextPageToken` of the page before."),
    describing.Named("offset", "integer", "How many to pass over; not with `pageToken`."),
    describing.Named("fields", "string", "The parts that are wanted, such as `claims/text`."),
]


class ApiPage(ByBytesMixin, Page):
    """Every address of the API, its parameters and fields: from the description itself."""

    template_name = "record/api.html"

    def get(self, request):
        return self.answer(freshness.log_mark())

    def context(self):
        known = examples()
        addresses = [(told, told.example(known)) for told in describing.addresses()]
        return {
            "addresses": addresses,
            "shapes": describing.shapes(),
            "searched": SEARCHED,
            "host": host(),
        }


def examples() -> dict[str, str]:
    """An id of each kind that addresses name, as far as there is one; a query for each."""
    cited = Citation.objects.filter(listing__retracted=False).order_by("pk")
    found = {
        "claim": Listing.objects.current().order_by("-entry_id").values_list("claim"),
        "statement": cited.values_list("statement"),
        **{k: reading.subjects(k).order_by("pk").values_list("public_id") for k in Subject.Kind},
    }
    rows = {kind: ids[:1] for kind, ids in found.items()}
    return {str(kind): row[0] for kind, ids in rows.items() for row in ids}
