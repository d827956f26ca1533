"""Contents of claims for tests of the log alone: no desk stands behind them."""

from __future__ import annotations

from core.canonical import digest
from record import ledger, schema

UNKNOWN = schema.Interval(earliest=None, latest=None, words="", basis="", source="")
VERDICTS = {
    "true": schema.Verdict(
        key="true", label="True", meaning="It is so.", value=5, best=5, worst=1, colour="positive"
    ),
    "false": schema.Verdict(
        key="false", label="False", meaning="Not so.", value=1, best=5, worst=1, colour="negative"
    ),
}


def speaker(key: int, name: str) -> schema.Speaker:
    return schema.Speaker(id=f"speaker{key}", name=name, kind="person", note="")


def source(key: int, title: str) -> schema.Source:
    return schema.Source(
        id=f"source{key}",
        title=title,
        kind="article",
        grade="secondary",
        grade_reason="",
        url="",
        archive_url="",
        author="",
        publisher=schema.Publisher(id=f"outlet{key % 2}", name="The Outlet", slug="the-outlet"),
        published=UNKNOWN,
        language="en",
        held=False,
    )


def statement(key: int, name: str = "Mara Lind", title: str = "An article") -> schema.Statement:
    return schema.Statement(
        id=f"statement{key}"[:10],
        speaker=speaker(key, name),
        role="",
        on_behalf_of=None,
        setting="speech",
        manner="direct",
        said=UNKNOWN,
        language="en",
        translation="",
        labels=[],
        source=source(key, title),
        passages=[],
        chain=[],
        roots=[],
        steps_to_primary=None,
    )


def content(claim: str, **told) -> schema.Content:
    """A claim that says what is told; the rest is as plain as can be."""
    plain = {
        "kind": "fact",
        "text": f"The bridge of {claim} is safe.",
        "short": f"Bridge of {claim} safe",
        "slug": "bridge-safe",
        "language": "en",
        "topics": [],
        "place": "",
        "holds": UNKNOWN,
        "state": "",
        "verdict": VERDICTS["true"],
        "finding": "It was inspected.",
        "explanation": "",
        "basis": "none",
        "independent_roots": 0,
        "waiver": "",
        "claimant": None,
        "appearances": [],
        "evidence": [],
        "relations": [],
        "last_checked": None,
        "check_again": None,
    }
    return schema.Content(id=claim, **{**plain, **told})


def relation(type: str, claim: str) -> schema.Relation:
    return schema.Relation(type=type, claim=claim, on=None, reason="")


def evidence(number: int, statement: schema.Statement) -> schema.Evidence:
    return schema.Evidence(
        number=number,
        stance="supports",
        note="",
        counted=True,
        not_counted_because=[],
        statement=statement,
    )


def draft(content: schema.Content, kind: str = "first", notice: str = "") -> ledger.NewEdition:
    """A content with the approval that names it."""
    approved = {"edition_kind": kind, "notice": notice, "content": schema.as_value(content)}
    approval = schema.Approval(
        digest=digest(approved), at="2026-01-01T00:00:00.000000Z", byline="Reviewer", override=""
    )
    return ledger.NewEdition(content, kind, notice, approval)
