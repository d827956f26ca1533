"""The API's description as a page."""

from __future__ import annotations

from record import freshness, reading
from record.api import describing
from record.models import Citation, Listing, Subject
from record.views.page import ByBytesMixin, Page


class ApiPage(ByBytesMixin, Page):
    """Every address of the API, its parameters and fields: from the description itself."""

    template_name = "record/api.html"

    def get(self, request):
        return self.answer(freshness.log_mark())

    def context(self):
        known = examples()
        addresses = [(told, told.example(known)) for told in describing.addresses()]
        return {"addresses": addresses, "shapes": describing.shapes()}


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
