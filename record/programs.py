"""What all addresses that programs read share: they answer scripts of any origin, and tell what
went wrong as a problem document (RFC 9457), or in Google's shape where Google's programs ask.
"""

from __future__ import annotations

import json
import re

from django.http import HttpResponse

from core.ids import ALPHABET, LENGTH
from record.api.errors import ANOTHER, CONTENT_TYPE, NOTHING, ONLY_READ, body_of
from record.claims_search.shape import MEDIA_TYPE, error

OURS = re.compile(
    r"/api/|/v1alpha1/|/oembed$|/feeds/|(?!/desk/).*(/cite\.\w+|\.(json|jsonld|atom|xml|txt))$",
    re.DOTALL,
)
GOOGLES = "/v1alpha1/"
# A claim's page, at which programs that say so get something else.
NEGOTIATED = re.compile(rf"/claims/[{ALPHABET}]{{{LENGTH}}}/([^/]+/)?$")
ORIGIN, METHODS = "Access-Control-Allow-Origin", "GET, HEAD, OPTIONS"
SHOWN = (
    "Accept-Ranges, Content-Disposition, Content-Range, ETag, Link, Retry-After, "
    "On-Record-Index, On-Record-Leaf, On-Record-Root, On-Record-Size"
)
PREFLIGHT = {
    ORIGIN: "*",
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, If-Match, If-Modified-Since, If-None-Match, "
    "If-Range, If-Unmodified-Since, Range, X-Goog-Api-Key, X-Goog-FieldMask, "
    "X-HTTP-Method-Override",
    "Access-Control-Max-Age": "86400",
    "Allow": METHODS,
}
DETAILS = {
    400: "This request could not be read, or the host that it names is not ours.",
    404: NOTHING,
    405: ONLY_READ,
    412: ANOTHER,
    500: "Something went wrong here; your request was not at fault.",
}
STATUSES = {
    400: "INVALID_ARGUMENT",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    412: "FAILED_PRECONDITION",
    500: "INTERNAL",
}


class ProgramsMiddleware:
    """The first of all, so that it sees what the others refuse."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        ours = OURS.match(request.path_info)
        if request.method == "OPTIONS" and (ours or _is_preflight(request)):
            return _preflight()
        response = self.get_response(request)
        if ours or response.has_header(ORIGIN):
            response[ORIGIN] = "*"
            response["Access-Control-Expose-Headers"] = SHOWN
            _tell(request, response)
        return response


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204, headers=PREFLIGHT)
    del response["Content-Type"]
    return response


def _is_preflight(request) -> bool:
    asks = "Access-Control-Request-Method" in request.headers
    return asks and bool(NEGOTIATED.match(request.path_info))


def _tell(request, response) -> None:
    """Say what is wrong in the form that programs read, where a page or nothing says it."""
    code = response.status_code
    if response.has_header("Allow"):
        response["Allow"] = METHODS
    if code not in DETAILS or "json" in response.get("Content-Type", ""):
        return
    if request.path_info.startswith(GOOGLES):
        told, media_type = error(code, STATUSES[code], DETAILS[code]), MEDIA_TYPE
    else:
        told, media_type = body_of(code, DETAILS[code]), CONTENT_TYPE
    response.content = json.dumps(told).encode()
    response["Content-Type"], response["Cache-Control"] = media_type, "no-store"
    response["Content-Length"] = str(len(response.content))
