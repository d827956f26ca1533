"""A part of a file (RFC 9110), so that a download that was cut is gone on with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import StreamingHttpResponse

from rest_framework.response import Response

from record.api.errors import CONTENT_TYPE, body_of

FORM = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
CHUNK = 1 << 16
BEYOND = "The file has {} bytes: none of them is in the range that was asked for."


class Unsatisfiable(Exception):
    """Nothing of the file lies in the range."""


def part_in(asked: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte of the part; None where the whole is to be sent instead."""
    match = FORM.fullmatch(asked.strip())
    begin, end = match.groups() if match else ("", "")
    if not begin and not end:
        return None
    if not begin:
        first, last = max(size - int(end), 0), size - 1
        if int(end) == 0:
            raise Unsatisfiable
    else:
        first, last = int(begin), int(end) if end else size - 1
    if last < first and end:
        return None
    if first >= size:
        raise Unsatisfiable
    return first, min(last, size - 1)


def part_of(place: Path, first: int, last: int) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_bytes(place, first, last - first + 1), status=206)
    response["Content-Range"] = f"bytes {first}-{last}/{place.stat().st_size}"
    response["Content-Length"] = str(last - first + 1)
    return response


def beyond(size: int) -> Response:
    told = {"Content-Range": f"bytes */{size}", "Cache-Control": "no-store"}
    body = body_of(416, BEYOND.format(size))
    return Response(body, status=416, content_type=CONTENT_TYPE, headers=told)


def _bytes(place: Path, first: int, count: int) -> Iterator[bytes]:
    with place.open("rb") as file:
        file.seek(first)
        while some := file.read(min(CHUNK, count)):
            yield some
            count -= len(some)
