"""One review of others, however dirty, as what it says; what could not be understood is told."""

from __future__ import annotations

import datetime as dt
import json
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from claims.importing.claim_rows import LONGEST_SHORT
from claims.importing.reviews import days, ratings
from claims.importing.reviews.days import Days
from claims.importing.reviews.ratings import Rating
from claims.importing.reviews.remarks import SEVERAL, LeftOut, Remark, first_of
from claims.importing.reviews.texts import SURROGATE, clean, clean_text, cut, raw_text, raw_texts
from claims.importing.rows import LANGUAGE, folded
from record import addresses
from sources.addresses import canonical_url
from sources.models import Source, Speaker

LONGEST_CLAIM, LONGEST_NAME, LONGEST_TITLE, LONGEST_ADDRESS = 5_000, 200, 300, 2_000
MOST_APPEARANCES, MOST_SAME_AS = 10, 5
BEFORE_AN_ADDRESS = re.compile(r"[\s,;|]+(?=(?:https?:)?//|www\.)", re.I)
POSTED_AT = re.compile(
    r"(^|\.)(bsky\.app|facebook\.com|fb\.com|fb\.watch|instagram\.com|reddit\.com|t\.me|"
    r"threads\.net|tiktok\.com|twitter\.com|vk\.com|weibo\.com|x\.com|youtu\.be|youtube\.com)$"
)
ORGANISATIONS = re.compile(
    r"(Organization|Corporation|Association|Airline|Business|Cooperative|Consortium|Institution|"
    r"Library|NGO|Party|Group|Project|Team)$"
)
# Claimants who are nobody in particular.
NOBODY = re.compile(
    r"^(anonymous|blogg?ers?|chain (e-?mail|message)s?|facebook|instagram|internet|multiple|"
    r"(various|several|different|many|some|unknown|viral|fake|social|online)\b.*|n/?a|none|"
    r"people|public|rumou?rs?|telegram|tik ?tok|twitter|users?|whats ?app|youtube|"
    r".*\b(posts?|tweets?|messages?|users|websites|outlets|media pages|pages|sources)|"
    r"réseaux sociaux|internautes|redes sociales|redes sociais|soziale (medien|netzwerke)|"
    r"social media)\b[\w\s]{0,30}$",
    re.I,
)
LANGUAGES = {
    name.lower(): code
    for code, told in LANG_INFO.items()
    if len(code) <= 3 and "name" in told
    for name in (told["name"], told["name_local"])
}
# Where the day has begun that is tomorrow in UTC.
A_DAY = dt.timedelta(days=1)
is_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Party:
    """Whoever made the claim, as the review names them; `raw` is how that stands in it."""

    name: str
    kind: str
    raw: str = ""
    role: str = ""
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True)
class Work:
    """Where the claim was made."""

    url: str
    title: str
    kind: str = Source.Kind.ARTICLE


@dataclass
class Review:
    """What one review says, as far as it could be understood."""

    url: str
    text: str
    short: str
    raw_text: str
    title: str
    language: str
    outlet: str
    website: str
    author: str
    published: Days
    claimant: Party | None
    said: Days
    appearances: list[Work]
    rating: Rating
    kept: str
    remarks: list[Remark] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        """Equal for two reviews that are one: the address of the page, and what is claimed."""
        return self.url, folded(self.text)


def read(told: dict, language: str) -> Review:
    """What a review says, in the given language where it names none; raises LeftOut without
    a claim or an address, and where the address is of a claim of ours.
    """
    kept = as_kept(told)
    told = from_search(told)
    remarks: list[Remark] = []
    raw, text = _claim(told, remarks)
    url = _own_address(told, remarks)
    item = _item(told, remarks)
    outlet, website, author = _newsroom(told, url, remarks)
    return Review(
        url=url,
        text=text,
        short=cut(text, LONGEST_SHORT),
        raw_text=raw,
        title=_title(told, text),
        language=_language(told.get("inLanguage"), language, remarks),
        outlet=outlet,
        website=website,
        author=author,
        published=_days("datePublished", told.get("datePublished"), "source", remarks),
        claimant=_claimant(item, remarks),
        said=_days("itemReviewed.datePublished", item.get("datePublished"), "claim", remarks),
        appearances=_appearances(item, url, remarks),
        rating=_rating(told.get("reviewRating"), remarks),
        kept=kept,
        remarks=remarks,
    )


def as_kept(told: dict) -> str:
    """The review as JSON on one line: what is captured of it."""
    try:
        return well_formed(json.dumps(told, ensure_ascii=False))
    except RecursionError:
        raise LeftOut("", "is nested too deep; left out") from None


def in_kept(raw: str) -> str:
    """A text of a review as it stands in what is captured of it."""
    return well_formed(json.dumps(raw.strip(), ensure_ascii=False)[1:-1])


def well_formed(text: str) -> str:
    return SURROGATE.sub("\ufffd", text)


def claim_in(kept: str) -> str:
    """The claim in a review as it was captured; empty where it is no review."""
    try:
        return _claim(from_search(json.loads(kept)), [])[1]
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""


def from_search(told: dict) -> dict:
    """The review in one entry of an answer to claims:search, as ClaimReview has it; another as it
    is, with the properties that were put one level too deep.
    """
    if not isinstance(told.get("claimReview"), list) or not told["claimReview"]:
        return _with_nested(told)
    review = told["claimReview"][0]
    review = review if isinstance(review, dict) else {}
    by = review.get("publisher")
    by = by if isinstance(by, dict) else {"name": by}
    return {
        "claimReviewed": told.get("text"),
        "url": review.get("url"),
        "name": review.get("title"),
        "datePublished": review.get("reviewDate"),
        "inLanguage": review.get("languageCode"),
        "author": {"@type": "Organization", "name": by.get("name"), "url": by.get("site")},
        "reviewRating": review.get("textualRating"),
        "itemReviewed": {"author": told.get("claimant"), "datePublished": told.get("claimDate")},
    }


def _with_nested(value: Any) -> dict:
    if not isinstance(value, dict):
        return {}
    nested = value.get("properties")
    return {**nested, **value} if isinstance(nested, dict) else value


def _claim(told: dict, remarks: list[Remark]) -> tuple[str, str]:
    """The claim as it stands, and clean."""
    given = raw_texts(told.get("claimReviewed"))
    text = first_of("claimReviewed", map(clean, given), remarks)
    if not text:
        raise LeftOut("claimReviewed", "is missing; left out")
    if len(text) > LONGEST_CLAIM:
        remarks.append(Remark("claimReviewed", f"was cut at {LONGEST_CLAIM} characters", text))
        text = cut(text, LONGEST_CLAIM)
    return next(filter(clean, given)), text


def _own_address(told: dict, remarks: list[Remark]) -> str:
    for name in ("url", "mainEntityOfPage", "@id"):
        given = raw_texts(told.get(name), ("url", "@id", "@value"))
        if found := first_of(name, map(address, given), remarks):
            if addresses.host() in found and addresses.claim_at(found):
                raise LeftOut("url", "is a page of ours; left out", found)
            return found
    said = raw_text(told.get("url"), ("url", "@id", "@value"))
    raise LeftOut("url", "is no web address; left out" if said else "is missing; left out", said)


def address(said: str) -> str:
    """The canonical form of a web address; empty for what is none."""
    said = clean(said)
    if said.startswith("//"):
        said = f"https:{said}"
    elif said.lower().startswith("www."):
        said = f"https://{said}"
    with suppress(ValueError, ValidationError):
        found = canonical_url(said.replace(" ", "%20"))
        if len(found) <= LONGEST_ADDRESS:
            is_address(found)
            return found
    return ""


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _title(told: dict, text: str) -> str:
    said = clean_text(told.get("name")) or clean_text(told.get("headline"))
    return cut(said or text, LONGEST_TITLE)


def _language(value: Any, default: str, remarks: list[Remark]) -> str:
    given = raw_texts(value, ("alternateName", "identifier", "name", "@value", "@id"))
    for said in map(clean, given):
        code = LANGUAGES.get(said.lower(), said.replace("_", "-"))
        if LANGUAGE.fullmatch(code) and len(code.partition("-")[0]) <= 3 and len(code) <= 35:
            return code
    if given:
        told = f"is no code of a language; {default} is taken"
        remarks.append(Remark("inLanguage", told, clean(given[0])))
    return default


def _newsroom(told: dict, url: str, remarks: list[Remark]) -> tuple[str, str, str]:
    """Who reviewed the claim, their site, and who wrote it; without a name the site is the name."""
    parties = [*_nodes(told.get("author")), *_nodes(told.get("publisher"))]
    persons = [one for one in parties if "Person" in _types(one)]
    outlets = [one for one in parties if "Person" not in _types(one)]
    author = first_of("author", map(_name, persons), remarks)
    sites = [address(raw_text(one.get("url"), ("url", "@id"))) for one in outlets]
    names = [_name(one) or _site(site) for one, site in zip(outlets, sites, strict=True)]
    if name := first_of("author, publisher", names, remarks):
        site = sites[names.index(name)]
        return name, site if urlsplit(site).path in ("", "/") else "", author
    return cut(_site(url), LONGEST_NAME), "", author


def _nodes(value: Any) -> list[dict]:
    """The parties in a value, each as an object; a bare text is a name."""
    given = value if isinstance(value, list) else [value]
    return [
        _with_nested(each) if isinstance(each, dict) else {"name": each}
        for each in given[:20]
        if isinstance(each, dict) or (isinstance(each, str) and each.strip())
    ]


def _types(node: dict) -> list[str]:
    return [re.split(r"[/:#]", said)[-1] for said in raw_texts(node.get("@type"))]


def _name(node: dict) -> str:
    """The name of a party; an address is the name of its site."""
    said = clean_text(node.get("name"))
    return cut(_site(address(said)) or said if "/" in said else said, LONGEST_NAME)


def _days(field: str, value: Any, of: str, remarks: list[Remark]) -> Days:
    said = first_of(field, map(clean, raw_texts(value, ("@value", "name"))), remarks)
    found = days.read(said) if said else Days()
    if said and not found.known:
        remarks.append(Remark(field, f"is no day; left out of the {of}", said))
    if found.known and found.earliest > timezone.now().date() + A_DAY:
        remarks.append(Remark(field, "lies in the future; taken as it stands", said))
    return found


def _item(told: dict, remarks: list[Remark]) -> dict:
    """What was reviewed, as one object; a bare address is where the claim was made."""
    value = told.get("itemReviewed")
    if isinstance(value, list):
        objects = [each for each in value if isinstance(each, dict)]
        if len(objects) > 1:
            remarks.append(Remark("itemReviewed", SEVERAL))
        value = objects[0] if objects else raw_text(value)
    if isinstance(value, str) and value.strip():
        if address(value):
            return {"appearance": value}
        remarks.append(Remark("itemReviewed", "is a bare text; left out of the claim", value))
    return _with_nested(value)


def _claimant(item: dict, remarks: list[Remark]) -> Party | None:
    value = item.get("author") or item.get("creator")
    named = [(name, node) for node in _nodes(value) if (name := _name(node))]
    if not named:
        if value:
            remarks.append(Remark("itemReviewed.author", "has no name; left out of the claim"))
        return None
    name, node = named[0]
    if len(named) > 1:
        remarks.append(Remark("itemReviewed.author", SEVERAL, name))
    first_of("itemReviewed.author.name", map(clean, raw_texts(node.get("name"))), remarks)
    raw = raw_text(node.get("name"))
    if len(clean(raw)) > LONGEST_NAME:
        remarks.append(Remark("itemReviewed.author", f"was cut at {LONGEST_NAME} characters", name))
    same_as = filter(None, map(address, raw_texts(node.get("sameAs"), ("url", "@id"))))
    return Party(
        name=name,
        kind=_kind(name, _types(node)),
        raw=raw,
        role=cut(clean_text(node.get("jobTitle")), LONGEST_NAME),
        same_as=tuple(dict.fromkeys(same_as))[:MOST_SAME_AS],
    )


def _kind(name: str, types: list[str]) -> str:
    """What a claimant is; a person where the review does not say."""
    if NOBODY.search(name[:100]):
        return Speaker.Kind.UNNAMED
    if any(ORGANISATIONS.search(one) for one in types):
        return Speaker.Kind.ORGANISATION
    return Speaker.Kind.PERSON


def _appearances(item: dict, own: str, remarks: list[Remark]) -> list[Work]:
    """Where the claim was made, the first one first; never the review itself."""
    given = [
        ("firstAppearance", item.get("firstAppearance")),
        ("appearance", item.get("appearance")),
    ]
    if "Claim" not in _types(item):
        # As it was before there was a type for claims: the work itself is what was reviewed.
        given += [
            ("url", {"url": item.get("url"), "name": item.get("name"), "@type": item.get("@type")})
        ]
        given += [("isPartOf", item.get("isPartOf"))]
    found: dict[str, Work] = {}
    for name, value in given:
        for work in _works(f"itemReviewed.{name}", value, remarks):
            found.setdefault(work.url, work)
    found.pop(own, None)
    if len(found) > MOST_APPEARANCES:
        told = f"names more than {MOST_APPEARANCES}; the first of them are taken"
        remarks.append(Remark("itemReviewed.appearance", told, str(len(found))))
    return list(found.values())[:MOST_APPEARANCES]


def _works(field: str, value: Any, remarks: list[Remark]) -> list[Work]:
    works = []
    for node in value[:50] if isinstance(value, list) else [value]:
        node = _with_nested(node) if isinstance(node, dict) else {"url": node}
        said = raw_texts(node.get("url") or node.get("@id"), ("url", "@id", "@value"))
        title = clean_text(node.get("headline")) or clean_text(node.get("name"))
        for text in (part for each in said for part in BEFORE_AN_ADDRESS.split(each.strip(" ,;|"))):
            if url := address(text):
                works.append(_work(url, title, _types(node)))
            else:
                told = "is no web address; left out of the claim"
                remarks.append(Remark(field, told, clean(text)))
    return works


def _work(url: str, title: str, types: list[str]) -> Work:
    parts = urlsplit(url)
    is_post = "SocialMediaPosting" in types or POSTED_AT.search(parts.hostname or "")
    without_scheme = url.partition("//")[2].rstrip("/")
    title = without_scheme if not title or title.startswith("http") else title
    kind = Source.Kind.POST if is_post else Source.Kind.ARTICLE
    return Work(url, cut(title, LONGEST_TITLE), kind)


def _rating(value: Any, remarks: list[Remark]) -> Rating:
    rating = ratings.read(value, remarks)
    if value and not rating.known:
        remarks.append(Remark("reviewRating", "says neither a word nor a number; left out"))
    return rating
