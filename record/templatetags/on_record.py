"""How the record's codes, dates and passages are written out for a reader."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.dates import holding_in_words, in_full, in_words
from record import excerpts, schema, wording
from record.addresses import page_of

register = template.Library()

CUT_BEFORE = mark_safe('<span class="cut">… </span>')
CUT_AFTER = mark_safe('<span class="cut"> …</span>')
BLANK_LINES = re.compile(r"\s*\n\s*")
CITED = re.compile(r"\[(\d{1,3})\]")
TABLES = {
    "kind": wording.KINDS,
    "basis": wording.BASES,
    "stance": wording.STANCES,
    "label": wording.LABELS,
    "because": wording.BECAUSE,
    "source_kind": wording.SOURCE_KINDS,
    "grade": wording.GRADES,
    "grade_word": wording.GRADE_WORDS,
    "speaker_kind": wording.SPEAKER_KINDS,
    "edit": wording.EDITS,
    "group": wording.GROUPS,
    "edition_kind": wording.EDITION_KINDS,
    "standing": wording.STANDINGS,
    "outgoing": wording.OUTGOING,
    "incoming": wording.INCOMING,
    "manner": wording.MANNERS,
    "filter": wording.FILTERS,
}


@register.filter
def worded(code: str, table: str) -> str:
    """A code in a reader's words."""
    return str(TABLES[table].get(code, str(code).replace("_", " ")))


@register.filter
def manner(statement: schema.Statement) -> str:
    """How it was said and how the source gives it: "written, in a filing; quoted directly"."""
    given = wording.MANNERS[statement.manner]
    if statement.setting == "unknown":
        return given
    return f"{wording.SETTINGS[statement.setting]}; {given}"


@register.filter
def when(interval: schema.Interval) -> SafeString | str:
    """An interval with the precision that it has; one day is marked up as that day."""
    return _marked_up(interval, in_words)


@register.filter
def holding(interval: schema.Interval) -> SafeString | str:
    """How long something holds: "from 25 May 2021"."""
    return _marked_up(interval, holding_in_words)


def _marked_up(interval: schema.Interval, words) -> SafeString | str:
    earliest, latest = _day(interval.earliest), _day(interval.latest)
    text = words(earliest, latest, interval.words)
    if earliest and earliest == latest:
        return format_html('<time datetime="{}">{}</time>', interval.earliest, text)
    return text


@register.filter
def is_known(interval: schema.Interval) -> bool:
    return bool(interval.earliest or interval.latest or interval.words)


@register.filter
def day(moment: str | dt.date | dt.datetime | None) -> SafeString | str:
    """A day, from a text of the record or a date: "25 May 2021"."""
    if not moment:
        return ""
    if isinstance(moment, str):
        moment = (dt.datetime if "T" in moment else dt.date).fromisoformat(moment)
    return format_html('<time datetime="{}">{}</time>', _for_html(moment), in_full(moment))


def _for_html(moment: dt.date | dt.datetime) -> str:
    """As HTML wants it: of a second it knows thousandths at most."""
    if isinstance(moment, dt.datetime):
        return moment.isoformat(timespec="milliseconds")
    return moment.isoformat()


@register.filter
def explained(explanation: str, content: schema.Content) -> SafeString:
    """Plain paragraphs, in which [2] leads to the second piece of evidence."""
    numbers = {str(piece.number) for piece in content.evidence}
    paragraphs = [part for part in re.split(r"\n\s*\n", explanation.strip()) if part.strip()]
    return format_html_join("", "<p>{}</p>", ((_linked(part, numbers),) for part in paragraphs))


def _linked(text: str, numbers: set[str]) -> SafeString:
    pieces = CITED.split(text)
    return format_html_join(
        "",
        "{}",
        ((_cite(piece, numbers) if place % 2 else piece,) for place, piece in enumerate(pieces)),
    )


def _cite(number: str, numbers: set[str]) -> SafeString | str:
    if number not in numbers:
        return f"[{number}]"
    return format_html(
        '<a class="cite" href="#evidence-{}" aria-label="evidence {}">[{}]</a>',
        number,
        number,
        number,
    )


@register.filter
def grouped(evidence: list[schema.Evidence]) -> list[tuple[str, list[schema.Evidence]]]:
    """The evidence for the claim, against it, for context, and what is shown but not counted."""
    found: dict[str, list[schema.Evidence]] = {group: [] for group in wording.GROUPS}
    for piece in evidence:
        shown = piece.counted or piece.stance == "context"
        found[piece.stance if shown else "uncounted"].append(piece)
    return [(group, pieces) for group, pieces in found.items() if pieces]


@register.filter
def shared_roots(content: schema.Content) -> int:
    """In how many sources the counted evidence stands, where they go back to fewer roots."""
    sources = {piece.statement.source.id for piece in content.evidence if piece.counted}
    roots = content.independent_roots
    return len(sources) if 0 < roots < len(sources) else 0


@register.filter
def runs(statement: schema.Statement) -> list[excerpts.Run]:
    return excerpts.runs(statement.passages)


@register.filter
def edits(statement: schema.Statement) -> list[tuple[str, str]]:
    return list(excerpts.edits_in(statement.passages))


@register.filter
def marked(run: excerpts.Run) -> SafeString:
    """A run of text with the exact words in <mark>, between what stands around them."""
    parts = [_part(name, bits) for name, bits in run.parts()]
    begin = [CUT_BEFORE] if run.more_before else []
    end = [CUT_AFTER] if run.more_after else []
    return mark_safe("".join([*begin, *parts, *end]))


def _part(name: str, bits: list[tuple[str, str]]) -> SafeString:
    if not name:
        # Around the words, blank lines say nothing and push the words apart.
        return escape(BLANK_LINES.sub("\n", "".join(text for _, text in bits)))
    text = format_html_join("", "{}", ((_bit(edit, text),) for edit, text in bits))
    if name == "cue":
        return format_html('<span class="cue">{}</span>', text)
    return format_html('<mark class="{}">{}</mark>', name, text)


def _bit(edit: str, text: str) -> SafeString | str:
    return format_html('<span class="edit">{}</span>', text) if edit else text


@register.filter
def paths(statement: schema.Statement) -> list[list[schema.Source]]:
    """The ways from the statement's own source to where it comes from; none if it is the root."""
    onward: dict[str, list[schema.Source]] = {}
    for step in statement.chain:
        onward.setdefault(step.through or statement.source.id, []).append(step.source)
    return list(_ways(statement.source, onward, frozenset())) if onward else []


def _ways(source, onward, seen) -> Iterator[list[schema.Source]]:
    seen = seen | {source.id}
    further = [one for one in onward.get(source.id, []) if one.id not in seen]
    if not further:
        yield [source]
    for one in further:
        for way in _ways(one, onward, seen):
            yield [source, *way]


@register.filter
def address(subject, kind: str) -> str:
    """The page of a speaker, source, topic or publisher that an edition names."""
    return page_of(subject, kind)


@register.filter
def linked(url: str, text: str = "") -> SafeString | str:
    """A link out of the site, for addresses of the web alone; anything else is only shown."""
    if not url.startswith(("https://", "http://")):
        return url
    return format_html('<a href="{}" rel="noreferrer">{}</a>', url, text or url)


@register.filter
def speaker(told: schema.Claimant | schema.Statement) -> SafeString:
    """Who speaks, in which role then, and for whom."""
    role = format_html(", <bdi>{}</bdi>", told.role) if told.role else ""
    whose = format_html(", on behalf of {}", _party(told.on_behalf_of)) if told.on_behalf_of else ""
    return format_html("{}{}{}", _party(told.speaker), role, whose)


def _party(speaker: schema.Speaker) -> SafeString:
    name = f"{speaker.name} ({speaker.note})" if speaker.note else speaker.name
    return format_html('<a href="{}"><bdi>{}</bdi></a>', address(speaker, "speaker"), name)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
