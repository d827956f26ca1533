"""The words that claims rest on, as W3C Web Annotations: where each stands, and what it does.

One annotation for each cited statement, one target for each passage. Places count Unicode code
points in the text of the source, as the model has it; what UTF-16, and so a browser, counts is told
beside them as far as the record knows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse

from record import schema, wording
from record.addresses import page_of, web, whole
from record.claimreview import newsroom
from record.models import Citation, Entry, Subject
from record.models.listing import claim_address

Node = dict[str, Any]
MODEL = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{MODEL}"'
# The terms mean the same wherever this runs, so they have no newsroom's address.
TERMS = "urn:uuid:fca2793e-a735-4e7c-84dc-f3d5ebb86a2a#"
CONTEXT = [
    MODEL,
    {
        "onrecord": TERMS,
        "utf16Start": "onrecord:utf16Start",
        "utf16End": "onrecord:utf16End",
        "utf16Offset": "onrecord:utf16Offset",
        "utf16Length": "onrecord:utf16Length",
    },
]
# Statements on one page of a source's collection.
PAGE_LENGTH = 100


@dataclass(frozen=True)
class Use:
    """A cited statement as one edition uses it; `name` tells it from the others of its claim."""

    edition: schema.Edition
    name: str
    cited: schema.Evidence | schema.Appearance

    @property
    def statement(self) -> schema.Statement:
        return self.cited.statement

    @property
    def id(self) -> str:
        """The annotation that it is in the collection of its claim."""
        return f"{of_claim(self.edition.claim)}#{self.name}"

    @property
    def passages(self) -> list[schema.Passage]:
        return [passage for passage in self.statement.passages if passage.part != "cue"]

    @property
    def told(self) -> str:
        """What the statement does to the claim, and the claim."""
        return f"{_does(self.cited)}: {self.edition.content.text}"


def of_claim(claim: str) -> str:
    """The address of a claim's collection."""
    return whole(reverse("annotations", args=[claim]))


def of_source(source: str) -> str:
    """The address of a source's collection."""
    return whole(reverse("source_annotations", args=[source]))


def collection(edition: schema.Edition) -> Node:
    """All annotations of an edition.

    A retracted claim has none: what was withdrawn is not handed on.
    """
    url, content = of_claim(edition.claim), edition.content
    uses = [] if edition.is_retraction else list(_uses(edition))
    label = content.short if edition.is_retraction else f"{content.verdict.label}: {content.short}"
    found = _collection(url, label, edition.published_at, len(uses))
    if uses:
        items = [_annotation(use.id, [use], _bodies(use)) for use in uses]
        found["first"] = _page(f"{url}#page", url, 0, items)
        found["last"] = f"{url}#page"
    return found


def source_pages(source: Subject) -> Paginator:
    """The ids of the statements that current editions cite of a source, a hundred to a page."""
    ids = _cited_from(source).order_by("statement").values_list("statement", flat=True)
    return Paginator(ids.distinct(), PAGE_LENGTH, allow_empty_first_page=False)


def source_collection(source: Subject, pages: Paginator) -> Node:
    """The collection of a source, with its first page; three queries."""
    url = of_source(source.public_id)
    found = _collection(url, source.name, schema.instant(source.touched_at), pages.count)
    if pages.count:
        found["first"] = _source_page(source, pages.page(1))
        found["last"] = f"{url}?page={pages.num_pages}"
    return found


def source_page(source: Subject, page: Page) -> Node:
    """One page of it, by itself; two queries besides the one that counts."""
    return {"@context": CONTEXT, **_source_page(source, page)}


def _source_page(source: Subject, page: Page) -> Node:
    url = of_source(source.public_id)
    items = list(_statements(source, list(page)))
    found = _page(f"{url}?page={page.number}", url, page.start_index() - 1, items)
    if page.has_next():
        found["next"] = f"{url}?page={page.next_page_number()}"
    if page.has_previous():
        found["prev"] = f"{url}?page={page.previous_page_number()}"
    return found


def _statements(source: Subject, ids: list[str]) -> Iterator[Node]:
    """An annotation for each of these statements, with a body for each claim that cites it.

    Each body names the claim's own annotation, which has the passages that bear on that claim.
    """
    url, uses = of_source(source.public_id), _uses_of(source, ids)
    for id in ids:
        if theirs := uses[id]:
            bodies = (body | {"via": use.id} for use in theirs for body in _bodies(use))
            yield _annotation(f"{url}#{id}", theirs, bodies)


def _uses_of(source: Subject, ids: list[str]) -> dict[str, list[Use]]:
    """How current editions use these statements, the newest edition first; one query."""
    found: dict[str, list[Use]] = {id: [] for id in ids}
    citing = _cited_from(source).filter(statement__in=ids).order_by().values("listing__entry")
    for entry in Entry.objects.filter(index__in=citing).order_by("-index"):
        for use in _uses(entry.published):
            if use.statement.id in found:
                found[use.statement.id].append(use)
    return found


def _cited_from(source: Subject):
    """What current editions cite of a source, where words of it are marked."""
    rows = Citation.objects.filter(source=source.public_id, listing__retracted=False)
    return rows.exclude(exact="")


def _uses(edition: schema.Edition) -> Iterator[Use]:
    """What an edition cites; nothing of which no words are marked."""
    evidence = ((f"evidence-{piece.number}", piece) for piece in edition.content.evidence)
    said = ((f"said-{at}", row) for at, row in enumerate(edition.content.appearances, start=1))
    for name, cited in (*evidence, *said):
        use = Use(edition, name, cited)
        if use.passages:
            yield use


def _does(cited: schema.Evidence | schema.Appearance) -> str:
    if isinstance(cited, schema.Appearance):
        return str(wording.WHERE_SAID)
    stance = str(wording.STANCES[cited.stance])
    if cited.counted:
        return stance
    because = (str(wording.BECAUSE.get(one, one)) for one in cited.not_counted_because)
    return f"{stance}; not counted: {', '.join(because)}"


def _collection(url: str, label: str, modified: str, total: int) -> Node:
    return {
        "@context": CONTEXT,
        "id": url,
        "type": "AnnotationCollection",
        "label": label,
        "creator": _newsroom(),
        "modified": _instant(modified),
        "total": total,
    }


def _page(id: str, url: str, start: int, items: list[Node]) -> Node:
    return {
        "id": id,
        "type": "AnnotationPage",
        "partOf": url,
        "startIndex": start,
        "items": items,
    }


def _annotation(id: str, uses: list[Use], bodies: Iterable[Node]) -> Node:
    """One statement with all its targets, as these uses of it, the newest first, tell it."""
    assessed = any(isinstance(use.cited, schema.Evidence) for use in uses)
    moments = [use.edition.published_at for use in uses]
    return {
        "@context": CONTEXT,
        "id": id,
        "type": "Annotation",
        "motivation": "assessing" if assessed else "linking",
        "creator": _newsroom(),
        "created": _instant(min(moments)),
        "modified": _instant(max(moments)),
        "body": list(bodies),
        "target": _targets(uses),
    }


def _bodies(use: Use) -> Iterator[Node]:
    content = use.edition.content
    page = whole(claim_address(content.id, content.slug))
    yield {"type": "SpecificResource", "source": page, "purpose": "linking"}
    for text in (use.told, use.cited.note):
        if text:
            yield _text(text, use.edition)


def _text(text: str, edition: schema.Edition) -> Node:
    return {
        "type": "TextualBody",
        "value": text,
        "format": "text/plain",
        "language": edition.content.language,
        "textDirection": "auto",
        "purpose": "describing",
        "created": _instant(edition.published_at),
    }


def _targets(uses: list[Use]) -> list[Node]:
    """Every passage once: evidence may cite fewer than were marked."""
    found: dict[tuple, Node] = {}
    for use in uses:
        for passage in use.passages:
            place = (passage.snapshot.text_sha256, passage.start, passage.end)
            found.setdefault(place, _target(use.statement.source, passage))
    return list(found.values())


def _target(source: schema.Source, passage: schema.Passage) -> Node:
    """A passage in its source, as it was captured."""
    target = {
        "type": "SpecificResource",
        "source": web(source.url) or whole(page_of(source, "source")),
        "selector": [_quote(passage), _position(passage)],
    }
    # A state needs the moment of the capture, and of some texts it is not known.
    if captured := passage.snapshot.captured_at:
        target["state"] = {"type": "TimeState", "sourceDate": _instant(captured)}
        if archived := web(source.archive_url):
            target["state"]["cached"] = archived
    return target


def _quote(passage: schema.Passage) -> Node:
    """The words between those beside them, with their place in the three joined."""
    return {
        "type": "TextQuoteSelector",
        "exact": passage.exact,
        "prefix": passage.prefix,
        "suffix": passage.suffix,
        "utf16Offset": _utf16(passage.prefix),
        "utf16Length": _utf16(passage.exact),
    }


def _position(passage: schema.Passage) -> Node:
    """The place in the captured text; in UTF-16 only where all that stands before is known.

    The record has 240 characters before a passage. How many further back take two units, it cannot
    tell.
    """
    place = {
        "type": "TextPositionSelector",
        "start": passage.original_start,
        "end": passage.original_end,
    }
    if passage.original_start == len(passage.before):
        place["utf16Start"] = _utf16(passage.before)
        place["utf16End"] = _utf16(passage.before + passage.exact)
    return place


def _utf16(text: str) -> int:
    """How long a text is in code units of UTF-16: what browsers count."""
    return len(text) + sum(char > "\uffff" for char in text)


def _newsroom() -> Node:
    told = newsroom()
    return {
        "id": told["@id"],
        "type": "Organization",
        "name": told["name"],
        "homepage": told["url"],
    }


def _instant(text: str) -> str:
    """A moment of the record in whole seconds: the model's dates have no fractions of one."""
    return f"{text[:19]}Z"
