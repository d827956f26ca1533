"""A sitemap as the protocol has it, read strictly."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as xml

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ORIGIN = "http://127.0.0.1:8000"
ELEMENTS = {"sitemapindex": "sitemap", "urlset": "url"}


def dated(client, address: str) -> dict[str, dt.datetime | None]:
    """The paths that a file of the sitemap lists, with their `lastmod`; it keeps the protocol."""
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    root = xml.fromstring(response.content)
    wanted = ELEMENTS[root.tag.removeprefix(NAMESPACE)]
    assert 1 <= len(root) <= 50_000
    assert {element.tag for element in root} == {NAMESPACE + wanted}
    return dict(_place(element) for element in root)


def _place(element) -> tuple[str, dt.datetime | None]:
    address = element.findtext(f"{NAMESPACE}loc")
    assert address.startswith(f"{ORIGIN}/")
    assert len(address) < 2048
    moment = element.findtext(f"{NAMESPACE}lastmod")
    assert [one.tag.removeprefix(NAMESPACE) for one in element] == ["loc", "lastmod"][
        : len(element)
    ]
    return address.removeprefix(ORIGIN), dt.datetime.fromisoformat(moment) if moment else None


def places(client, address: str) -> list[str]:
    return list(dated(client, address))
