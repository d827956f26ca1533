"""The words that a claim rests on, as W3C Web Annotations: where each stands, and what it does.

One annotation for each cited statement, one target for each passage. Places count Unicode code
points in the text of the source, as the model has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from record import schema, wording
from record.addresses import page_of, web, whole
from record.claimreview import newsroom

Node = dict[str, Any]
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'


def collection(edition: schema.Edition, *, path: str, claim: str) -> Node:
    """All annotations of an edition, which stands at `path`; `claim` is its page.

    A retracted claim has none: what was withdrawn is not handed on.
    """
    url, content = whole(path), edition.content
    retracted = edition.edition_kind == "retraction"
    items = [] if retracted else list(_annotations(edition, url, whole(claim)))
    found = {
        "@context": CONTEXT,
        "id": url,
        "type": "AnnotationCollection",
        "label": f"{content.verdict.label}: {content.short}" if not retracted else content.short,
        "creator": _newsroom(),
        "modified": _instant(edition.published_at),
        "total": len(items),
    }
    if items:
        found["first"] = _page(url, items)
        found["last"] = f"{url}#page"
    return found


def _page(url: str, items: list[Node]) -> Node:
    return {
        "id": f"{url}#page",
        "type": "AnnotationPage",
        "partOf": url,
        "startIndex": 0,
        "items": items,
    }


def _annotations(edition: schema.Edition, url: str, claim: str) -> Iterator[Node]:
    content = edition.content
    for piece in content.evidence:
        told = [wording.STANCES[piece.stance]]
        told += [wording.BECAUSE.get(because, because) for because in piece.not_counted_because]
        stance = told[0] if piece.counted else f"{told[0]}; not counted: {', '.join(told[1:])}"
        name = f"{url}#evidence-{piece.number}"
        yield from _annotation(edition, name, claim, piece, f"{stance}: {content.text}")
    for number, appearance in enumerate(content.appearances, start=1):
        name, told = f"{url}#said-{number}", f"{wording.WHERE_SAID}: {content.text}"
        yield from _annotation(edition, name, claim, appearance, told)


def _annotation(edition, name: str, claim: str, cited, told: str) -> Iterator[Node]:
    """The annotation of one cited statement; none where no words of it are marked."""
    statement = cited.statement
    targets = [_target(statement.source, p) for p in statement.passages if p.part != "cue"]
    if not targets:
        return
    language = edition.content.language
    yield {
        "@context": CONTEXT,
        "id": name,
        "type": "Annotation",
        "motivation": "assessing" if isinstance(cited, schema.Evidence) else "linking",
        "creator": _newsroom(),
        "created": _instant(edition.published_at),
        "body": [
            {"type": "SpecificResource", "source": claim, "purpose": "linking"},
            *(_text(text, language) for text in (told, cited.note) if text),
        ],
        "target": targets,
    }


def _text(text: str, language: str) -> Node:
    return {
        "type": "TextualBody",
        "value": text,
        "format": "text/plain",
        "language": language,
        "textDirection": "auto",
        "purpose": "describing",
    }


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
    return {
        "type": "TextQuoteSelector",
        "exact": passage.exact,
        "prefix": passage.prefix,
        "suffix": passage.suffix,
    }


def _position(passage: schema.Passage) -> Node:
    return {
        "type": "TextPositionSelector",
        "start": passage.original_start,
        "end": passage.original_end,
    }


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
