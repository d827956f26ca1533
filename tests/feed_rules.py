"""A feed as a reader has it, and what RFC 4287 demands of it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as xml

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
ORIGIN = "http://127.0.0.1:8000"


def read(client, address):
    """The feed as a reader has it; it is well-formed, and the reader finds nothing odd."""
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    headers = {"content-type": response["Content-Type"]}
    found = feedparser.parse(response.content, response_headers=headers)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


def faults(response, address: str) -> list[str]:
    """What RFC 4287 demands, and this feed does not keep."""
    root = xml.fromstring(response.content)
    found = [f"the feed has no single {n}" for n in SINGLE if len(root.findall(ATOM + n)) != 1]
    if [one.get("href") for one in links(root, "self")] != [ORIGIN + address]:
        found.append("it does not lead to itself")
    if root.find(f"{ATOM}author/{ATOM}name") is None:
        found.append("it has no author")
    for entry in root.findall(f"{ATOM}entry"):
        found += [f"an entry lacks {n}" for n in SINGLE if len(entry.findall(ATOM + n)) != 1]
        if len(links(entry, "alternate")) != 1 or entry.find(f"{ATOM}content") is None:
            found.append("an entry has no content or leads nowhere")
    for moment in moments(root):
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", moment):
            found.append(f"{moment} is no date")
    ids = [one.text for one in root.iter(f"{ATOM}id")]
    return found + [one for one in ids if ids.count(one) > 1 or ":" not in one]


SINGLE = ("id", "title", "updated")


def links(element, rel: str):
    return [one for one in element.findall(f"{ATOM}link") if one.get("rel") == rel]


def moments(root) -> list[str]:
    return [one.text for name in ("updated", "published") for one in root.iter(ATOM + name)]
