"""Our claims for programs that read Google's Fact Check Tools API."""

from __future__ import annotations

import json

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from record import freshness
from record.api.throttling import ByAddress
from record.claims_search import pages, shape
from record.claims_search.fields import narrowed
from record.claims_search.parameters import Asked, Refused, refuse_unreadable
from record.views.page import ByBytesMixin, Fresh, ReadOnly

# The other place for `fields`.
MASK = "X-Goog-FieldMask"
NO_IMAGES = "Claims are not searched by an image here."


@method_decorator(csrf_exempt, name="dispatch")
class AsGoogles(ReadOnly):
    """What refuses as Google's APIs do. Who asks is counted with what they ask of `/api/`."""

    def dispatch(self, request, *args, **kwargs):
        counted = ByAddress()
        if counted.allow_request(request, self):
            return super().dispatch(request, *args, **kwargs)
        seconds = counted.wait()
        response = self.refuse(shape.asked_too_often(seconds))
        response["Retry-After"] = str(seconds)
        return response

    def refuse(self, told: dict):
        response = as_json(told, status=told["error"]["code"])
        response["Cache-Control"] = "no-store"
        return response


class ClaimsSearch(ByBytesMixin, AsGoogles, Fresh):
    """`GET /v1alpha1/claims:search`: the claims that have a ClaimReview, as Google would list them.

    A fact that the newsroom records itself is left out, as nobody is known to have claimed it, and
    so is a retracted claim.
    """

    http_method_names = ["get", "head", "post"]

    def get(self, request):
        try:
            refuse_unreadable(request.META["QUERY_STRING"].encode("latin-1"))
            self.asked = Asked.of(with_mask(request.GET, request))
        except Refused as refused:
            return self.refuse(shape.refusal(refused))
        response = self.answer(self.mark())
        patch_vary_headers(response, [MASK])
        return response

    def post(self, request):
        """What is too long for an address, which Google's client sends so; never kept."""
        if request.headers.get("X-HTTP-Method-Override", "").upper() != "GET":
            return self.http_method_not_allowed(request)
        try:
            refuse_unreadable(request.body)
            self.asked = Asked.of(with_mask(request.POST, request))
        except Refused as refused:
            return self.refuse(shape.refusal(refused))
        response = self.body()
        response["Cache-Control"] = "no-store"
        return response

    def mark(self) -> freshness.Mark:
        """The log and the mask of the header; of what is not too old, the day too."""
        log, since = freshness.log_mark(), self.asked.since
        mark = freshness.Mark(f"{log}{self.request.headers.get(MASK, '')}", log.moment)
        if since is None:
            return mark
        midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return freshness.Mark(f"{mark}-{since}", max(mark.moment or midnight, midnight))

    def body(self):
        listings, place = pages.page(self.asked)
        token = None if place is None else self.asked.token(place)
        told = narrowed(shape.answer(listings, token), self.asked.wanted)
        return as_json(told, indent=2 if self.asked.pretty else None)


class ImageSearch(AsGoogles):
    """`GET /v1alpha1/claims:imageSearch`: not done here, and said so as Google would."""

    http_method_names = ["get", "head", "post"]

    def get(self, request):
        return self.refuse(shape.error(501, "UNIMPLEMENTED", NO_IMAGES))

    post = get


def with_mask(data: QueryDict, request) -> QueryDict:
    """The parameters; `fields` as a header has it, where it is not among them."""
    mask = request.headers.get(MASK, "")
    if not mask or data.get("fields") or data.get("$fields"):
        return data
    data = data.copy()
    data["$fields" if "$fields" in data else "fields"] = mask
    return data


def as_json(told: dict, *, indent: int | None = 2, status: int = 200) -> HttpResponse:
    """The value as Google writes it, with line breaks or without."""
    separators = None if indent else (",", ":")
    text = json.dumps(told, ensure_ascii=False, indent=indent, separators=separators)
    return HttpResponse(f"{text}\n", status=status, content_type=shape.MEDIA_TYPE)
