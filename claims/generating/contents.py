"""The claims themselves: what each says in its first edition, and in later ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from django.utils.text import slugify

import msgspec

from claims.document import approved_digest
from claims.generating import words
from claims.generating.world import (
    CLAIM,
    STATEMENTS_PER_CLAIM,
    TOPICS,
    World,
    day_of,
    id_of,
)
from record import ledger, schema

KINDS = {"fact": 80, "attribution": 10, "promise": 10}
FACTS = {"true": 30, "mostly-true": 15, "partly-true": 15, "misleading": 15, "false": 20}
VERDICTS = {
    "fact": {**FACTS, "not-enough-evidence": 5},
    "attribution": {"correctly-attributed": 70, "misattributed": 30},
    "promise": {"pending": 50, "came-about": 30, "did-not-come-about": 20},
}
AGAINST = ("misleading", "false", "misattributed")
UNDECIDED = ("not-enough-evidence", "pending", "came-about", "did-not-come-about")
# How many pieces of evidence: 2.2 of them in the middle.
PIECES = {1: 28, 2: 36, 3: 25, 4: 8, 5: 3}
# One claim in twenty says nearly what an earlier one says.
NEAR_DUPLICATES = (20, 13)
RELATIONS = ["supersedes", "fulfils", "makes_moot", "contradicts", "repeats", "narrows", "replaces"]
# After how many further claims the second and third editions of a claim follow.
LATER = (10, 25)
CORRECTION = "This page said something else before: its finding was {}"
FIRST_APPROVAL = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Writer:
    """Writes the claims of a world on a rating scale, by the keys of its verdicts."""

    world: World
    scale: dict[str, schema.Verdict]

    def drafts(self, first: int, end: int) -> Iterator[ledger.NewEdition]:
        """First editions of the claims numbered so, with the later editions that fall between."""
        for number in range(first, end):
            yield self.draft(number, self.content(number))
            for order, after in enumerate(LATER, start=2):
                if number >= after and (later := self.later(number - after, order)):
                    yield later

    def draft(
        self, number: int, content: schema.Content, kind: str = "first", notice: str = ""
    ) -> ledger.NewEdition:
        at = schema.instant(FIRST_APPROVAL + dt.timedelta(seconds=number))
        digest = approved_digest(kind, notice, content)
        approval = schema.Approval(digest=digest, at=at, byline="Generator", override="")
        return ledger.NewEdition(content, kind, notice, approval)

    def content(self, number: int) -> schema.Content:
        """What a claim says first."""
        rng = self.world.rng("claim", number)
        language, told = self.text(number)
        kind = rng.choices(list(KINDS), KINDS.values())[0]
        verdict = rng.choices(list(VERDICTS[kind]), VERDICTS[kind].values())[0]
        pieces = self._evidence(rng, number, verdict)
        roots = len({root.id for piece in pieces for root in self._deciding(piece, verdict)})
        basis = self._basis(pieces, verdict, roots)
        appearances = self._appearances(rng, number)
        return schema.Content(
            id=id_of(CLAIM, number),
            kind=kind,
            text=words.sentence([*told, *words.probes(number)], language),
            short=" ".join(told)[:75].strip(),
            slug=slugify(" ".join(told)[:75])[:100] or "claim",
            language=language,
            topics=[self.world.topic(topic) for topic in self._topics(rng)],
            place="",
            holds=day_of(rng),
            state=" ".join(words.some(rng, language, 2)) if rng.random() < 0.1 else "",
            verdict=self.scale[verdict],
            finding=words.sentence(words.some(rng, language, 10), language),
            explanation=self._explanation(rng, language, len(pieces)),
            basis=basis,
            independent_roots=roots,
            waiver=words.sentence(words.some(rng, language, 9), language)
            if basis == "waived"
            else "",
            claimant=_claimant(appearances),
            appearances=appearances,
            evidence=pieces,
            relations=self._relations(rng, language, number),
            last_checked="2026-01-01",
            check_again=None,
        )

    def text(self, number: int) -> tuple[str, list[str]]:
        """A claim's language and words; a near-duplicate changes one word of an earlier claim."""
        rng = self.world.rng("text", number)
        every, at = NEAR_DUPLICATES
        if number % every == at:
            language, told = self.text(number - rng.randint(1, at - 1))
            told[rng.randrange(len(told))] = words.some(rng, language, 1)[0]
            return language, told
        language = words.language_of(rng)
        return language, words.some(rng, language, rng.randint(8, 16))

    def later(self, number: int, order: int) -> ledger.NewEdition | None:
        """The second or third edition of a claim; None where there is none."""
        rng = self.world.rng("editions", number)
        if rng.random() >= 0.08 or (order == 3 and rng.random() >= 0.15):
            return None
        rng = self.world.rng("edition", number, order)
        kinds = ["correction", "update", "clarification", "edit", "retraction"]
        kind = rng.choices(kinds, [40, 25, 15, 15, 5])[0]
        content = self._changed(rng, number, kind, order)
        notice = "" if kind == "edit" else CORRECTION.format(self.content(number).finding)
        return self.draft(number + order, content, kind, notice)

    def _changed(self, rng: Random, number: int, kind: str, order: int) -> schema.Content:
        content = self.content(number) if order == 2 else self.later(number, 2).content
        language = content.language
        explanation = self._explanation(rng, language, len(content.evidence))
        if kind == "edit":
            return msgspec.structs.replace(content, explanation=explanation)
        finding = words.sentence(words.some(rng, language, 10), language)
        changes = {"finding": finding, "explanation": explanation}
        if kind == "correction" and content.verdict.key in ("true", "mostly-true", "partly-true"):
            changes["verdict"] = self.scale[rng.choice(["true", "mostly-true", "partly-true"])]
        return msgspec.structs.replace(content, **changes)

    def _explanation(self, rng: Random, language: str, pieces: int) -> str:
        """Two paragraphs that cite each piece of evidence."""
        told = [words.sentence(words.some(rng, language, 12), language) for _ in range(4)]
        cited = [f"{told[0]} [{number}]" for number in range(1, pieces + 1)][:1]
        cited += [f"[{number}]" for number in range(2, pieces + 1)]
        return f"{' '.join(cited)} {told[1]}\n\n{told[2]} {told[3]}"

    def _topics(self, rng: Random) -> list[int]:
        found = [int(TOPICS * rng.random() ** 2) for _ in range(rng.choice([1, 1, 2]))]
        return list(dict.fromkeys(found))

    def _evidence(self, rng: Random, number: int, verdict: str) -> list[schema.Evidence]:
        """Its own statement first, then such as stand in this source and those before it."""
        own = number * STATEMENTS_PER_CLAIM
        count = rng.choices(list(PIECES), PIECES.values())[0]
        cited = [own, *(max(own - rng.randint(1, 200), 0) for _ in range(count - 1))]
        stances = [_side(verdict), *(_stance(rng, verdict) for _ in cited[1:])]
        told = dict(zip(cited, stances, strict=True))
        return [
            _piece(order, self.world.statement(one), stance)
            for order, (one, stance) in enumerate(told.items(), start=1)
        ]

    def _deciding(self, piece: schema.Evidence, verdict: str) -> list[schema.Root]:
        if verdict in UNDECIDED or not piece.counted:
            return []
        return piece.statement.roots if piece.stance == _side(verdict) else []

    def _basis(self, pieces: list[schema.Evidence], verdict: str, roots: int) -> str:
        deciding = [piece for piece in pieces if self._deciding(piece, verdict)]
        if any(piece.statement.source.grade == "primary" for piece in deciding):
            return "primary"
        if roots > 1:
            return "independent"
        return "waived" if deciding else "none"

    def _appearances(self, rng: Random, number: int) -> list[schema.Appearance]:
        if rng.random() < 0.3:
            return []
        statement = self.world.statement(number * STATEMENTS_PER_CLAIM + 1)
        return [schema.Appearance(note="", statement=statement)]

    def _relations(self, rng: Random, language: str, number: int) -> list[schema.Relation]:
        """One claim in six does something to an earlier one."""
        if number == 0 or rng.random() >= 1 / 6:
            return []
        other = number - rng.randint(1, min(number, 2_000))
        return [
            schema.Relation(
                type=rng.choice(RELATIONS),
                claim=id_of(CLAIM, other),
                on=day_of(rng).earliest,
                reason=words.sentence(words.some(rng, language, 6), language),
            )
        ]


def _side(verdict: str) -> str:
    """The stance of evidence that leads to this verdict."""
    return "contradicts" if verdict in AGAINST else "supports"


def _stance(rng: Random, verdict: str) -> str:
    sides = ["contradicts", "supports"] if verdict in AGAINST else ["supports", "contradicts"]
    return rng.choices([*sides, "context"], [60, 10, 30])[0]


def _piece(order: int, statement: schema.Statement, stance: str) -> schema.Evidence:
    """Evidence cites the words alone; where it was said, the cue is shown too."""
    because = (["context"] if stance == "context" else []) + statement.labels
    return schema.Evidence(
        number=order,
        stance=stance,
        note="",
        counted=not because,
        not_counted_because=because,
        statement=msgspec.structs.replace(statement, passages=statement.passages[:1]),
    )


def _claimant(appearances: list[schema.Appearance]) -> schema.Claimant | None:
    if not appearances:
        return None
    said = appearances[0].statement
    return schema.Claimant(speaker=said.speaker, role=said.role, on_behalf_of=None, made=said.said)
