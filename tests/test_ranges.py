"""A part of the bundle: a download that was cut is gone on with."""

from __future__ import annotations

import pytest

from record.exporting import bundling
from tests import factories as make
from tests.public_addresses import whole

pytestmark = pytest.mark.django_db
BUNDLE = "/api/v1/export/bundle.zip"


@pytest.fixture(scope="module")
def made(once):
    return once(make.make_published_claim)


@pytest.fixture
def content(made, db, settings, tmp_path) -> bytes:
    """The bundle, to the byte."""
    settings.BUNDLES = tmp_path
    bundling.build(place := bundling.default_place())
    return place.read_bytes()


def ask(client, **headers):
    return whole(client.get(BUNDLE, headers=headers))


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=100-", 100, None),
        ("bytes=-7", -7, None),
        ("bytes=5-999999999", 5, None),
        ("bytes=-999999999", 0, None),
    ],
)
def test_the_part_that_is_asked_for_is_given(client, content, asked, first, end):
    part = ask(client, Range=asked)

    expected = content[first:end]
    begin = first % len(content)
    assert (part.status_code, part.content) == (206, expected)
    last = begin + len(expected) - 1
    assert part["Content-Range"] == f"bytes {begin}-{last}/{len(content)}"
    assert part["Content-Length"] == str(len(expected))
    assert part["Content-Type"] == "application/zip"
    assert part["ETag"] == ask(client)["ETag"]


@pytest.mark.parametrize(
    "asked",
    ["", "bytes=", "bytes=-", "bytes=9-3", "bytes=0-1,3-4", "rows=0-1", f"bytes={'9' * 50}-"],
)
def test_what_is_no_range_is_answered_with_the_whole(client, content, asked):
    given = ask(client, Range=asked)

    assert (given.status_code, given.content) == (200, content)
    assert given["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=-0"])
def test_beyond_the_end_is_a_problem(client, content, asked):
    refused = ask(client, Range=asked)

    assert (refused.status_code, refused["Content-Type"]) == (416, "application/problem+json")
    assert refused["Content-Range"] == f"bytes */{len(content)}"
    assert b"bytes" in refused.content


def test_it_is_gone_on_with_only_while_it_is_the_same_file(client, content):
    etag = ask(client)["ETag"]

    same, other = (ask(client, Range="bytes=9-", **{"If-Range": e}) for e in (etag, '"other"'))

    assert (same.status_code, same.content) == (206, content[9:])
    assert (other.status_code, other.content) == (200, content)
    assert whole(client.head(BUNDLE, headers={"Range": "bytes=9-"})).status_code == 200
    assert ask(client, Range="bytes=9-", **{"If-None-Match": etag}).status_code == 304
    assert ask(client, Range="bytes=9-", **{"If-Match": '"other"'}).status_code == 412
