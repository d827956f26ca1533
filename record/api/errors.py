"""Errors as application/problem+json (RFC 9457), whatever went wrong."""

from __future__ import annotations

import math
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

CONTENT_TYPE = "application/problem+json"
NOTHING = "Nothing is published at this address."
TOO_OFTEN = "Asked too often; wait {} seconds."
ANOTHER = "What stands here is not what If-Match or If-Unmodified-Since asks for."
ONLY_READ = "Only GET, HEAD and OPTIONS are answered here."


def body_of(code: int, detail: str) -> dict:
    """A problem document."""
    status = HTTPStatus(code)
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
    }


def problem(error: Exception, context: dict) -> Response | None:
    """DRF's exception handler: an error of the request as a problem; None for one of ours."""
    if isinstance(error, Http404):
        error = exceptions.NotFound(NOTHING)
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, exceptions.MethodNotAllowed):
        error.detail = ONLY_READ
    if isinstance(error, exceptions.Throttled):
        error.detail = TOO_OFTEN.format(math.ceil(error.wait or 0))
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    body = body_of(error.status_code, "") | _told(error.detail)
    response = Response(body, status=error.status_code, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(math.ceil(wait))
    return response


def _told(detail) -> dict:
    if not isinstance(detail, dict):
        return {"detail": " ".join(detail) if isinstance(detail, list) else str(detail)}
    errors = {name: " ".join(map(str, messages)) for name, messages in detail.items()}
    told = " ".join(f"{name}: {message}" for name, message in errors.items())
    return {"detail": told, "errors": errors}
