"""A row that becomes a claim: a draft of whoever brings it in."""

from __future__ import annotations

import difflib

from claims import workflow
from claims.importing.columns import CLAIMS
from claims.importing.rows import Cells, fingerprint, folded, quoted
from claims.models import Appearance, Bearing, Claim, Evidence, Topic, Verdict
from claims.models.claim import slug_of
from sources.models import Statement

LONGEST_SHORT = 75
ASK = "supports, contradicts or context, then the id of a statement"


class ClaimRow(Cells):
    """Checks the row when it is made; asks for a handful of rows by their keys."""

    def __init__(self, cells, by):
        super().__init__(cells, by)
        text, kind = self.text("text"), self.choice("kind", Claim.Kind, Claim.Kind.FACT)
        self.claim = Claim(
            text=text,
            short=self.text("short") or text,
            kind=kind,
            language=self.language(),
            place=self.text("place"),
            state=self.text("state"),
            finding=self.text("finding"),
            explanation=self.text("explanation"),
            last_checked=self.day("last_checked"),
            check_again=self.day("check_again"),
            verdict=self._verdict(kind),
            **self.interval("holds"),
        )
        self.topics = self._topics()
        self.appearances = self._statements("made_in", self.many("made_in"))
        self.evidence = self._evidence()
        self._check()

    @property
    def fingerprint(self):
        return fingerprint("claim", self.claim.language.lower(), folded(self.claim.text))

    def enter(self):
        with workflow.creating(self.claim, by=self.by):
            self.claim.topics.set(self.topics)
            for order, statement in enumerate(self.appearances, start=1):
                Appearance.objects.create(claim=self.claim, statement=statement, order=order)
            for order, (stance, statement) in enumerate(self.evidence, start=1):
                piece = Evidence.objects.create(
                    claim=self.claim, statement=statement, stance=stance, order=order
                )
                Bearing.objects.bulk_create(
                    Bearing(evidence=piece, passage=passage) for passage in statement.passages.all()
                )
        return self.claim.public_id

    def _check(self) -> None:
        if not self.claim.text:
            self.wrong("text", "Write the claim: one sentence that can be checked.")
        elif not self.text("short") and len(self.claim.text) > LONGEST_SHORT:
            self.wrong("short", f"Write a short form of at most {LONGEST_SHORT} characters.")
        self.clean(self.claim, [column.name for column in CLAIMS if column.name != "verdict"])
        if self.claim.text:
            self.same = self._same()

    def _same(self) -> str:
        """The claim that says so already: by its id, or by its words under the same short form."""
        told = self.text("public_id")
        if told and Claim.objects.filter(public_id=told).exists():
            return told
        slug = slug_of(self.claim.short)
        wanted = folded(self.claim.text)
        standing = Claim.objects.filter(slug=slug, language__iexact=self.claim.language)
        standing = standing.order_by("pk").only("public_id", "text")
        return next((c.public_id for c in standing[:200] if folded(c.text) == wanted), "")

    def _verdict(self, kind: str) -> Verdict | None:
        """The verdict that is named, told where none of this kind of claim has it."""
        said = self.text("verdict").lower()
        if not said:
            return None
        scale = list(Verdict.objects.all())
        found = next((v for v in scale if said in (v.key, v.label.lower())), None)
        fitting = quoted(v.label for v in scale if kind in v.kinds)
        if found is None:
            self.wrong(
                "verdict", f"There is no such verdict. For a {kind} choose one of {fitting}."
            )
        elif kind not in found.kinds and not self.is_wrong("kind"):
            told = f"“{found}” is not a verdict for a {kind}: choose one of {fitting}."
            self.wrong("verdict", told)
        return found

    def _topics(self) -> list[Topic]:
        found = []
        for name in self.many("topics"):
            topic = Topic.objects.filter(name__iexact=name).first()
            topic = topic or Topic.objects.filter(slug=name.lower()).first()
            if topic is None:
                self.wrong("topics", self._no_topic(name))
            else:
                found.append(topic)
        return found

    @staticmethod
    def _no_topic(name: str) -> str:
        names = Topic.objects.values_list("name", flat=True)[:5000]
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
        meant = f"Did you mean {quoted(near)}?" if near else "Enter it under Topics first."
        return f"There is no topic {quoted([name])}. {meant}"

    def _statements(self, column: str, ids: list[str]) -> list[Statement]:
        rows = Statement.objects.filter(public_id__in=ids).prefetch_related("passages")
        standing = {statement.public_id: statement for statement in (rows if ids else [])}
        unknown = [each for each in ids if each not in standing]
        if unknown:
            self.wrong(column, f"There is no statement with the id {quoted(unknown)}.")
        if len(set(ids)) < len(ids):
            self.wrong(column, "A statement is named twice: name it once.")
        return [standing[each] for each in ids if each in standing]

    def _evidence(self) -> list[tuple[str, Statement]]:
        pieces, ids = [], []
        for said in self.many("evidence"):
            stance, _, id = said.partition(" ")
            if stance.lower() not in Evidence.Stance.values or not id.strip():
                self.wrong("evidence", f"{quoted([said])} cannot be read: write {ASK}.")
                continue
            pieces.append((stance.lower(), id.strip()))
            ids.append(id.strip())
        standing = {s.public_id: s for s in self._statements("evidence", ids)}
        return [(stance, standing[id]) for stance, id in pieces if id in standing]
