"""What Google asks of a ClaimReview, and what schema.org says of each property, as checks.

The rules are those of developers.google.com/search/docs/appearance/structured-data/factcheck.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

STANDARDS = settings.BASE_DIR.parent / "shared" / "data" / "standards"
DATA_TYPES = {"Text", "URL", "Date", "DateTime", "Number", "Integer", "Boolean"}


def google_faults(review: dict, page: str) -> list[str]:
    """What Google's checker would not like about the markup of this page."""
    faults = [f"{name} is required" for name in REQUIRED if not review.get(name)]
    if faults:
        return faults
    rules = {
        "@context must be https://schema.org": review["@context"] == "https://schema.org",
        "@type must be ClaimReview": review["@type"] == "ClaimReview",
        "url must be the page's own": review["url"] == page,
        "claimReviewed should be shorter": len(review["claimReviewed"]) <= 75,
        "claimReviewed must not have the rating": (
            review["reviewRating"].get("alternateName", "?") not in review["claimReviewed"]
        ),
        "author needs a name or url": {"name", "url"} & set(review["author"]),
        "author must be an organisation or a person": _is_party(review["author"]),
        "datePublished is no date": _is_date(review["datePublished"]),
    }
    faults = [rule for rule, holds in rules.items() if not holds]
    return [*faults, *_rating_faults(review["reviewRating"]), *_claim_faults(review)]


REQUIRED = ("claimReviewed", "reviewRating", "url", "author", "itemReviewed", "datePublished")


def _rating_faults(rating: dict) -> list[str]:
    if not rating.get("alternateName") or rating.get("@type") != "Rating":
        return ["reviewRating needs an alternateName"]
    numbers = [rating.get(name) for name in ("worstRating", "ratingValue", "bestRating")]
    if numbers == [None, None, None]:
        return []
    whole = all(type(number) is int for number in numbers)
    fits = whole and 1 <= numbers[0] <= numbers[1] <= numbers[2] and numbers[0] < numbers[2]
    return [] if fits else [f"the numbers do not fit: {numbers}"]


def _claim_faults(review: dict) -> list[str]:
    claim = review["itemReviewed"]
    rules = {
        "itemReviewed must be a Claim": claim["@type"] == "Claim",
        "the claim has no origin": claim.get("author") or claim.get("appearance"),
        "its author has no name": "author" not in claim or claim["author"].get("name"),
        "its author is nobody": "author" not in claim or _is_party(claim["author"]),
        "its date is none": "datePublished" not in claim or _is_date(claim["datePublished"]),
        "an appearance is no work": all(
            one.get("url", one.get("name")) for one in claim.get("appearance", [])
        ),
    }
    return [rule for rule, holds in rules.items() if not holds]


def _is_party(node: dict) -> bool:
    return node.get("@type") in ("Organization", "Person")


def _is_date(text: str) -> bool:
    try:
        return bool(dt.datetime.fromisoformat(text))
    except ValueError:
        return False


def vocabulary_faults(node: dict) -> list[str]:
    """Properties that schema.org does not have there, and values of a type they do not take."""
    return list(_faults(node, node["@type"]))


def _faults(node: dict, where: str) -> Iterator[str]:
    kinds = ancestors(node["@type"])
    if not kinds:
        yield f"{where}: schema.org has no {node['@type']}"
    for name, value in node.items():
        if name.startswith("@"):
            continue
        domains, ranges = property_of(name)
        if not kinds & domains:
            yield f"{where}.{name} is no property of {node['@type']}"
        for one in value if isinstance(value, list) else [value]:
            yield from _value_faults(one, ranges, f"{where}.{name}")


def _value_faults(value, ranges: set[str], where: str) -> Iterator[str]:
    if isinstance(value, dict):
        if not ancestors(value["@type"]) & ranges:
            yield f"{where} takes {ranges}, not a {value['@type']}"
        yield from _faults(value, where)
    elif isinstance(value, int):
        if not ranges & {"Number", "Integer"}:
            yield f"{where} takes no number"
    elif not value or not ranges & DATA_TYPES:
        yield f"{where} takes no text, or is empty"
    elif "Text" not in ranges and "URL" in ranges and urlsplit(value).scheme not in SCHEMES:
        yield f"{where} is no address"


SCHEMES = ("http", "https")


@functools.cache
def vocabulary() -> dict[str, dict]:
    graph = json.loads((STANDARDS / "schemaorg-all-https.jsonld").read_text())["@graph"]
    return {node["@id"]: node for node in graph}


def ancestors(kind: str) -> set[str]:
    """A type with all that it is a kind of; empty for none that schema.org has."""
    node = vocabulary().get(f"schema:{kind}")
    if node is None:
        return set()
    return {kind}.union(*(ancestors(one) for one in _ids(node.get("rdfs:subClassOf"))))


def property_of(name: str) -> tuple[set[str], set[str]]:
    """The types that have a property, and those of its values."""
    node = vocabulary().get(f"schema:{name}", {})
    return tuple(
        set(_ids(node.get(f"schema:{key}"))) for key in ("domainIncludes", "rangeIncludes")
    )


def _ids(value) -> list[str]:
    nodes = value if isinstance(value, list) else [value] if value else []
    return [node["@id"].removeprefix("schema:") for node in nodes if node["@id"][:4] == "sche"]
