"""A claim, its history and its editions: as pages, and as the bytes that were hashed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from record import freshness, reading
from record.models import Entry, Listing
from record.views.history import AsItStood, edition_context
from record.views.page import ClaimMixin, Page, ReadOnly


class ClaimDetail(ClaimMixin, Page):
    template_name = "record/claim_detail.html"

    def get(self, request, claim, slug=""):
        listing = self.look_up(claim)
        if request.path != listing.get_absolute_url():
            return redirect(listing, permanent=True)
        if "on" in request.GET:
            return AsItStood.as_view()(request, listing=listing)
        return self.answer(listing.touched)

    def context(self):
        listing = self.listing
        notes = reading.history(listing.claim)
        entry = notes[0].entry
        bonds = reading.bonds([listing.claim])[listing.claim]
        return edition_context(listing, entry) | {
            "history": notes,
            "notices": [note for note in notes if note.on_top],
            "standing": reading.standing(listing, bonds),
            "bonds": bonds,
        }


class EditionJson(ReadOnly):
    """The exact bytes of one edition: hash them, and you have the leaf of the log."""

    def get(self, request, claim, number):
        get_object_or_404(Listing.objects.only("pk"), claim=claim)
        entry = get_object_or_404(Entry.objects.of(claim), number=number)
        return as_published(request, entry, seconds=freshness.A_DAY)


class ClaimJson(ReadOnly):
    """The exact bytes of the current edition."""

    def get(self, request, claim):
        listing = get_object_or_404(
            Listing.objects.select_related("entry").only("entry"), claim=claim
        )
        return as_published(request, listing.entry)


def as_published(request, entry: Entry, *, seconds: int = 0) -> HttpResponse:
    """An entry's bytes as they were hashed, with their place in the log and their leaf."""
    etag, modified = f'"{entry.leaf}"', int(entry.published_at.timestamp())
    response = freshness.unchanged(request, etag, modified)
    if response is None:
        response = HttpResponse(entry.data.encode(), content_type="application/json")
    response["On-Record-Index"] = entry.index
    response["On-Record-Leaf"] = entry.leaf
    response["Access-Control-Allow-Origin"] = "*"
    return freshness.keep(response, etag, modified, seconds=seconds)
