"""How to cite an edition: as a line of text, and in the formats that reference managers read.

What is cited is one edition, at its own address for ever. `accessed` is the day on which the
reader took it. BibTeX is written for biblatex (`@online`); CSL-JSON as the Citation Style
Language's schema 1.0.2 says; RIS as reference managers exchange it.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "{}%&$#_"},
}


@dataclass(frozen=True)
class Cited:
    """What a citation of one edition says."""

    newsroom: str
    claim: str
    number: int
    title: str
    judged: str
    language: str
    published: dt.date
    url: str

    @property
    def key(self) -> str:
        return f"onrecord-{self.claim}-{self.number}"

    @property
    def version(self) -> str:
        return f"Edition {self.number}. {self.judged}"


def as_text(cited: Cited, accessed: dt.date | None = None) -> str:
    """One line: newsroom, claim, verdict, edition, day, address."""
    line = (
        f"{cited.newsroom}: “{cited.title.rstrip('.')}.” {cited.judged} "
        f"Edition {cited.number}, {_day(cited.published)}. {cited.url}"
    )
    return f"{line} (accessed {_day(accessed)})\n" if accessed else line


def as_bibtex(cited: Cited, accessed: dt.date) -> str:
    fields = {
        "author": f"{{{_escaped(cited.newsroom)}}}",
        "title": f"{{{_escaped(cited.title)}}}",
        "note": _escaped(cited.version),
        "version": str(cited.number),
        "date": cited.published.isoformat(),
        "language": _escaped(cited.language),
        "url": cited.url,
        "urldate": accessed.isoformat(),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@online{{{cited.key},", *lines, "}", ""])


def as_csl(cited: Cited, accessed: dt.date) -> str:
    item = {
        "id": cited.key,
        "type": "webpage",
        "title": cited.title,
        "author": [{"literal": cited.newsroom}],
        "container-title": cited.newsroom,
        "genre": "Claim review",
        "note": cited.version,
        "version": str(cited.number),
        "language": cited.language,
        "issued": _parts(cited.published),
        "accessed": _parts(accessed),
        "URL": cited.url,
    }
    return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


def as_ris(cited: Cited, accessed: dt.date) -> str:
    fields = [
        ("TY", "ELEC"),
        ("ID", cited.key),
        ("AU", cited.newsroom),
        ("TI", cited.title),
        ("PB", cited.newsroom),
        ("ET", str(cited.number)),
        ("N1", cited.version),
        ("LA", cited.language),
        ("DA", f"{cited.published:%Y/%m/%d}"),
        ("UR", cited.url),
        ("Y2", f"{accessed:%Y/%m/%d}"),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in fields)


FORMATS: dict[str, tuple[str, Callable[[Cited, dt.date], str]]] = {
    "txt": ("text/plain; charset=utf-8", as_text),
    "bib": ("application/x-bibtex; charset=utf-8", as_bibtex),
    "json": ("application/vnd.citationstyles.csl+json", as_csl),
    "ris": ("application/x-research-info-systems; charset=utf-8", as_ris),
}


def _escaped(text: str) -> str:
    return "".join(SPECIAL.get(character, character) for character in " ".join(text.split()))


def _parts(day: dt.date) -> dict:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
