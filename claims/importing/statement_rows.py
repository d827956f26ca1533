"""A row that becomes a statement: its words are looked for in the capture, and cut there."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from claims.importing.columns import STATEMENTS
from claims.importing.rows import Cells, fingerprint, folded, quoted
from core.revisions import revising
from sources import marking
from sources.addresses import canonical_url
from sources.folding import fold
from sources.models import Passage, Snapshot, Source, Speaker, Statement
from sources.quoting import Finding, look_up

PARTS = tuple(Passage.Part.values)
CARRIES = (Passage.Part.WORDS, Passage.Part.REPORT)
CLEANED_ELSEWHERE = ("source", "speaker", "on_behalf_of")


class StatementRow(Cells):
    """Checks the row when it is made; reads the capture in which its words should stand."""

    def __init__(self, cells, by):
        super().__init__(cells, by)
        self.new_speaker: Speaker | None = None
        self.source = self._source()
        self.speaker = self._speaker("speaker")
        self.statement = Statement(
            source=self.source,
            role=self.text("role"),
            on_behalf_of=self._on_behalf_of(),
            setting=self.choice("setting", Statement.Setting, Statement.Setting.UNKNOWN),
            language=self.language(),
            translation=self.text("translation"),
            note=self.text("note"),
            **self.interval("said"),
        )
        self.snapshot = self._snapshot()
        self.marks = self._marks()
        names = [c.name for c in STATEMENTS if c.name not in CLEANED_ELSEWHERE]
        self.clean(self.statement, names)
        if not self.problems:
            self.same = self._same()

    @property
    def fingerprint(self):
        source = self.source.public_id if self.source else self.text("source")
        return fingerprint(
            "statement",
            source,
            folded(self.text("speaker")),
            *(folded(self.text(part)) for part in (*PARTS, "before")),
        )

    def enter(self):
        if self.new_speaker:
            self._enter_speaker()
        self.statement.speaker = self.speaker
        with revising(self.statement, by=self.by):
            self.statement.save(force_insert=True)
            for part, start, end in self.marks:
                marking.add_passage(self.statement, self.snapshot, part=part, start=start, end=end)
        return self.statement.public_id

    def _enter_speaker(self) -> None:
        """The new speaker, unless a row before this one has entered them."""
        there = _speakers(self.text("speaker"))
        self.speaker = there[0] if there else self.new_speaker
        if not there:
            with revising(self.new_speaker, by=self.by):
                self.new_speaker.save(force_insert=True)

    def _source(self) -> Source | None:
        said = self.text("source")
        if not said:
            self.wrong("source", "Name the source: its public id, its address or its title.")
            return None
        found = list(_sources(said))
        if not found:
            told = "is not at the desk. Enter it under Sources and capture it, then try again."
            self.wrong("source", f"{quoted([said])} {told}")
        elif len(found) > 1:
            told = "is the title of several sources: give the public id of the one you mean."
            self.wrong("source", f"{quoted([said])} {told}")
        return found[0] if len(found) == 1 else None

    def _snapshot(self) -> Snapshot | None:
        if self.source is None:
            return None
        latest = self.source.snapshots.order_by("-received_at", "-pk").prefetch_related("regions")
        snapshot = latest.first()
        if snapshot is None:
            told = "Nothing of this source is captured: capture it from its page, then try again."
            self.wrong("source", told)
        return snapshot

    def _speaker(self, column: str) -> Speaker | None:
        name = self.text(column)
        if not name:
            self.wrong(column, "Name the speaker.")
            return None
        found = _speakers(name)
        if len(found) == 1:
            return found[0]
        if found:
            told = (
                f"Several are called {quoted([name])}: write {quoted(map(str, found))} or the id."
            )
            self.wrong(column, told)
        else:
            self._begin_speaker(column, name)
        return None

    def _begin_speaker(self, column: str, name: str) -> None:
        kind = self.choice("speaker_kind", Speaker.Kind)
        if not kind:
            told = "Say in “speaker_kind” what a new speaker is, or mend the name."
            self.wrong(column, f"There is no speaker {quoted([name])}. {told}")
        elif not self.by.has_perm("sources.add_speaker"):
            self.wrong(column, "Your account does not allow you to enter a new speaker.")
        else:
            self.new_speaker = Speaker(name=name, kind=kind)
            self.note = f"{quoted([name])} will be a new speaker"
            try:
                self.new_speaker.clean_fields()
                self.new_speaker.clean()
            except ValidationError as error:
                self.wrong(column, " ".join(error.messages))

    def _on_behalf_of(self) -> Speaker | None:
        name = self.text("on_behalf_of")
        found = _speakers(name) if name else []
        if name and len(found) != 1:
            self.wrong("on_behalf_of", f"Not one speaker is called {quoted([name])}, or several.")
        return found[0] if len(found) == 1 else None

    def _marks(self) -> list[tuple[str, int, int]]:
        """The stretches that will be marked, each with its part."""
        if not any(self.text(part) for part in CARRIES):
            self.wrong("words", "Give the speaker’s words, or in “report” the source’s for them.")
        marks = []
        for part in PARTS if self.snapshot else ():
            if pasted := self.text(part):
                marks += [(part, *stretch) for stretch in self._stretches(part, pasted)]
        return marks

    def _stretches(self, part: str, pasted: str) -> list[tuple[int, int]]:
        finding = look_up(self.snapshot, part, pasted)
        if len(finding.places) > 1 and part in CARRIES and self.text("before"):
            finding = self._the_one_meant(part, pasted, finding)
        if finding.is_nowhere:
            self.wrong(part, self._nowhere(finding))
        elif not finding.found:
            told = "Copy a few words that stand just before into “before”."
            if part not in CARRIES:
                told = "Take a longer stretch."
            self.wrong(part, f"These words stand at {len(finding.places)} places. {told}")
        stretches = [(context.start, context.end) for context in finding.found]
        for start, end in stretches:
            try:
                marking.refuse_stretch(self.snapshot, part=part, start=start, end=end)
            except marking.CannotMark as error:
                self.wrong(part, str(error))
        return stretches

    def _nowhere(self, finding: Finding) -> str:
        told = "These words do not stand in the captured text."
        if finding.near is None:
            return f"{told} Copy them from the page of the capture."
        near = finding.near.context
        words = self.snapshot.text[near.start : near.end]
        return f"{told} The nearest is {quoted([words])}: copy that if you mean it."

    def _the_one_meant(self, part: str, pasted: str, finding: Finding) -> Finding:
        before = fold(self.text("before")).strip()
        text = self.snapshot.text
        meant = [
            place
            for place in finding.places
            if fold(text[max(place.start - 2 * len(before) - 40, 0) : place.start])
            .strip(" \"'")
            .endswith(before)
        ]
        if len(meant) != 1:
            self.wrong("before", f"These words stand before {len(meant)} of the places.")
            return finding
        return look_up(self.snapshot, part, pasted, meant[0].value)

    def _same(self) -> str:
        """The statement of this speaker whose words are marked there already."""
        if self.speaker is None:
            return ""
        part, start, end = next(mark for mark in self.marks if mark[0] in CARRIES)
        standing = Passage.objects.filter(
            snapshot=self.snapshot,
            part=part,
            start=start,
            end=end,
            statement__speaker=self.speaker,
        )
        return standing.values_list("statement__public_id", flat=True).first() or ""


def _sources(said: str):
    sources = Source.objects.order_by("pk")
    if found := sources.filter(public_id=said):
        return found
    try:
        address = canonical_url(said)
    except ValueError:
        return Source.objects.titled(said).order_by("pk")[:2]
    return sources.filter(url=address)


def _speakers(name: str) -> list[Speaker]:
    """The speaker of this id or name; “name (note)” tells apart two who share a name."""
    if found := list(Speaker.objects.filter(public_id=name)):
        return found
    found = list(Speaker.objects.named(name)[:20])
    bare, _, note = name.removesuffix(")").rpartition(" (")
    if not found and bare and name.endswith(")"):
        found = list(Speaker.objects.named(bare).filter(note__iexact=note)[:2])
    # Of several with one name, the name alone means the one that has no note.
    return [each for each in found if not each.note] or found
