"""The form that marks a statement: the words are pasted, the server finds and cuts them."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms

from sources import marking
from sources.forms.rows import VersionedForm
from sources.models import Passage, Snapshot, Source, Statement
from sources.quoting import Finding, look_up
from sources.reading import Context, in_context

PARTS = {
    "words": ("The speaker’s own words", "What stands between quotation marks, with or without."),
    "report": ("The source’s words for it", "Where it reports what was said: “X says that …”."),
    "cue": ("Who said it", "The words that name the speaker: “said Lei Jun, Chairman of Xiaomi”."),
}
NOWHERE = (
    "These words do not stand in this capture, so they cannot be marked. The nearest passage is "
    "shown below: look at the difference, and paste its words if you mean them."
)
NOTHING_NEAR = "These words do not stand in this capture, and nothing in it comes near them."
WHICH = "These words stand at several places: choose which one is meant."
NO_PASSAGE = (
    "Paste the speaker’s own words or the source’s report of them: a statement needs a passage "
    "that carries it."
)
NOT_HELD = "Nothing of this source is captured yet. Capture it first, from the page of the source."


@dataclass(frozen=True)
class Marked:
    """A passage that stands already, in context, with the claims that it bears on."""

    passage: Passage
    context: Context
    claims: list
    ticked: bool


def existing(model, key) -> int | None:
    """The key of a row that is there, from whatever an address or a form gave as one."""
    try:
        return model.objects.filter(pk=key).values_list("pk", flat=True).first() if key else None
    except (ValueError, OverflowError):
        return None


def pasting(part: str) -> forms.CharField:
    label, told = PARTS[part]
    rows = {"rows": 2 if part == "cue" else 4, "class": "vLargeTextField", "spellcheck": "false"}
    return forms.CharField(
        label=label,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs=rows),
        help_text=told,
    )


class StatementForm(VersionedForm):
    """Looks for pasted words whenever it is sent; marks them only when it is saved."""

    snapshot = forms.ModelChoiceField(
        Snapshot.objects.none(),
        required=False,
        label="Capture",
        empty_label="The latest capture of the source",
        help_text="In which the words below are looked for.",
    )
    words, report, cue = pasting("words"), pasting("report"), pasting("cue")
    words_at, report_at, cue_at = (forms.CharField(required=False) for _ in range(3))
    remove = forms.ModelMultipleChoiceField(Passage.objects.none(), required=False)

    class Meta:
        model = Statement
        fields = [
            "source",
            "speaker",
            "role",
            "on_behalf_of",
            "setting",
            "said_earliest",
            "said_latest",
            "said_words",
            "said_basis",
            "said_source",
            "language",
            "translation",
            "note",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.findings: dict[str, Finding] = {}
        self.only_looking = "_find" in self.data
        self.fields["snapshot"].queryset = self._captures()
        if self.instance.pk:
            self.fields["remove"].queryset = self.instance.passages.all()

    def _captures(self):
        source = self.data.get("source") or self.initial.get("source") or self.instance.source_id
        key = existing(Source, getattr(source, "pk", source))
        captures = Snapshot.objects.filter(source=key).select_related("source")
        return captures.defer("text").order_by("-received_at", "-pk")

    def full_clean(self):
        """While only looking, nothing but the looking is at fault."""
        super().full_clean()
        if self.is_bound and self.only_looking:
            for name in set(self._errors) - {*PARTS, "snapshot", "source"}:
                del self._errors[name]

    def is_valid(self):
        return super().is_valid() and not self.only_looking

    def clean(self):
        cleaned = super().clean()
        pasted = {part: cleaned.get(part) or "" for part in PARTS}
        if any(text.strip() for text in pasted.values()):
            self._look_for(pasted)
        if not self.errors.keys() & PARTS.keys() and not self._carries():
            self.add_error(None, NO_PASSAGE)
        return cleaned

    def _look_for(self, pasted: dict[str, str]) -> None:
        snapshot = self.capture()
        if snapshot is None and "snapshot" not in self.errors:
            self.add_error("snapshot", NOT_HELD if self._source_known() else "Choose the source.")
        if snapshot is None:
            return
        for part, text in pasted.items():
            if text.strip():
                self.findings[part] = look_up(snapshot, part, text, self._chosen(part))
                self._judge(part, snapshot)

    def _source_known(self) -> bool:
        return bool(self.cleaned_data.get("source") or self.instance.source_id)

    def _chosen(self, part: str) -> str:
        return self.cleaned_data.get(f"{part}_at") or ""

    def capture(self) -> Snapshot | None:
        """The capture in which to look, with text and regions; the latest where none is said."""
        chosen = self.cleaned_data.get("snapshot") or self.fields["snapshot"].queryset.first()
        if chosen is None:
            return None
        return Snapshot.objects.prefetch_related("regions").get(pk=chosen.pk)

    def _judge(self, part: str, snapshot: Snapshot) -> None:
        finding = self.findings[part]
        if finding.is_nowhere:
            self.add_error(part, NOWHERE if finding.near else NOTHING_NEAR)
        elif not finding.found and not self.only_looking:
            self.add_error(part, WHICH)
        for context in finding.found:
            try:
                marking.refuse_stretch(snapshot, part=part, start=context.start, end=context.end)
            except marking.CannotMark as error:
                self.add_error(part, str(error))

    def _carries(self) -> bool:
        """Whether a passage that is more than a cue stands, or is about to."""
        gone = {passage.pk for passage in self.cleaned_data.get("remove") or ()}
        standing = self.instance.passages.all() if self.instance.pk else []
        kept = any(p.pk not in gone and p.part != Passage.Part.CUE for p in standing)
        return kept or any(part in self.findings for part in ("words", "report"))

    def mark(self) -> dict[str, Passage]:
        """Add the passages that were found, inside `revising`; returns the first of each part."""
        added: dict[str, Passage] = {}
        snapshot = self.capture() if self.findings else None
        for part, finding in self.findings.items():
            for context in finding.found:
                passage = marking.add_passage(
                    self.instance, snapshot, part=part, start=context.start, end=context.end
                )
                added.setdefault(part, passage)
        return added

    def unmark(self) -> None:
        """Remove the ticked passages; raises ProtectedError for one that a claim rests on."""
        for passage in self.cleaned_data["remove"]:
            passage.delete()

    def marked(self) -> list[Marked]:
        """The passages that stand already, in context."""
        if not self.instance.pk:
            return []
        ticked = set(self.data.getlist("remove")) if self.is_bound else set()
        # `bears_on` is how a claim's evidence is reached from here; nothing of claims is imported.
        rows = self.instance.passages.prefetch_related(
            "snapshot__regions", "bears_on__evidence__claim"
        )
        return [
            Marked(
                row,
                in_context(row.snapshot, row.start, row.end),
                list(dict.fromkeys(bearing.evidence.claim for bearing in row.bears_on.all())),
                str(row.pk) in ticked,
            )
            for row in rows
        ]

    def rows(self) -> list[tuple]:
        """Each part for the page: its field, and what was found."""
        return [(part, self[part], self.findings.get(part)) for part in PARTS]
