"""For machines: ClaimReview, Web Annotations, oEmbed and the card that others may frame."""

from __future__ import annotations

import functools

from django.conf import settings
from django.core.paginator import InvalidPage
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_exempt

from record import annotations, claimreview, oembed, reading
from record.addresses import claim_at
from record.api.errors import CONTENT_TYPE, body_of
from record.models import Subject
from record.views.claims import ClaimJson
from record.views.page import ClaimMixin, Fresh, Page

HTML, JSON = "text/html", "application/json"


def as_json(value: dict, media_type: str) -> HttpResponse:
    """What any page may read, wherever it is from."""
    told = {"ensure_ascii": False, "indent": 1}
    response = JsonResponse(value, json_dumps_params=told, content_type=media_type)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def problem_of(code: int, detail: str) -> HttpResponse:
    return JsonResponse(body_of(code, detail), status=code, content_type=CONTENT_TYPE)


class ClaimReviewJson(ClaimMixin, Fresh):
    """The ClaimReview that the claim's page has, for itself."""

    def get(self, request, claim):
        return self.answer(f"review{self.look_up(claim).touched}")

    def body(self):
        listing = self.listing
        notes = reading.history(listing.claim)
        bonds = reading.bonds([listing.claim])[listing.claim]
        review = claimreview.claim_review(
            notes[0].entry.published,
            path=listing.get_absolute_url(),
            first_published=listing.first_published_at,
            standing=reading.standing(listing, bonds),
            history=notes,
        )
        if review is None:
            raise Http404
        return as_json(review, claimreview.MEDIA_TYPE)


class Annotations(ClaimMixin, Fresh):
    """The words that a claim rests on, as a collection of annotations."""

    def get(self, request, claim):
        return self.answer(f"annotations{self.look_up(claim).touched}")

    def body(self):
        found = annotations.collection(self.listing.entry.published)
        return as_json(found, annotations.MEDIA_TYPE)


class SourceAnnotations(Fresh):
    """What current editions cite of a source, as a collection of annotations in pages."""

    def get(self, request, public_id):
        sources = Subject.objects.for_its_page().filter(kind=Subject.Kind.SOURCE)
        self.source = get_object_or_404(sources, public_id=public_id)
        return self.answer(f"annotations{self.source.touched}")

    def changed(self, mark):
        return self.source.touched_at

    def body(self):
        pages = annotations.source_pages(self.source)
        number = self.request.GET.get("page")
        if number is None:
            found = annotations.source_collection(self.source, pages)
            return as_json(found, annotations.MEDIA_TYPE)
        try:
            page = pages.page(number)
        except InvalidPage as error:
            raise Http404 from error
        return as_json(annotations.source_page(self.source, page), annotations.MEDIA_TYPE)


@method_decorator(xframe_options_exempt, name="dispatch")
class Embed(ClaimMixin, Page):
    """A small card with the verdict, and the one page that others may frame."""

    template_name = "record/embed.html"

    def get(self, request, claim):
        response = self.answer(f"embed{self.look_up(claim).touched}")
        policy = {**settings.SECURE_CSP, "frame-ancestors": ["*"]}
        response["Content-Security-Policy"] = "; ".join(
            f"{directive} {' '.join(sources)}" for directive, sources in policy.items()
        )
        return response

    def context(self):
        bonds = reading.bonds([self.listing.claim])[self.listing.claim]
        return {"listing": self.listing, "standing": reading.standing(self.listing, bonds)}


class OEmbed(ClaimMixin, Fresh):
    """The oEmbed endpoint: how a claim's page looks inside somebody else's."""

    def get(self, request):
        if request.GET.get("format", "json") != "json":
            return problem_of(501, "Only JSON is given.")
        if not request.GET.get("url"):
            return problem_of(400, "url is the address of a claim: /oembed?url=…")
        try:
            self.room = oembed.room(request.GET)
        except ValueError as error:
            return problem_of(400, str(error))
        claim = claim_at(request.GET["url"])
        if claim is None:
            raise Http404
        return self.answer(f"oembed{self.look_up(claim).touched}")

    def body(self):
        bonds = reading.bonds([self.listing.claim])[self.listing.claim]
        standing = reading.standing(self.listing, bonds)
        return as_json(oembed.rich(self.listing, standing, self.room), JSON)


VIEWS = {
    JSON: ClaimJson.as_view(),
    claimreview.MEDIA_TYPE: ClaimReviewJson.as_view(),
    annotations.MEDIA_TYPE: Annotations.as_view(),
}


def negotiated(page):
    """A claim's address gives what the Accept header prefers; HTML where it cannot."""

    @functools.wraps(page)
    def view(request, claim, **kwargs):
        response = _preferred(request, claim) or page(request, claim=claim, **kwargs)
        patch_vary_headers(response, ["Accept"])
        return response

    return view


def _preferred(request, claim: str) -> HttpResponse | None:
    view = VIEWS.get(request.get_preferred_type([HTML, *VIEWS]))
    if view is None or request.method not in ("GET", "HEAD"):
        return None
    try:
        return view(request, claim=claim)
    except Http404:
        return None
