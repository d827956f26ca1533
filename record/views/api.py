"""The API's description as a page."""

from __future__ import annotations

from record.api import describing
from record.views.page import Page


class ApiPage(Page):
    """Every address of the API, its parameters and fields: from the description itself."""

    template_name = "record/api.html"

    def get(self, request):
        return self.answer("api")

    def context(self):
        return {"addresses": describing.addresses()}
