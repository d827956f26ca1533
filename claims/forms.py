"""The forms of the desk's claim page: the claim, and the parts that it is entered with."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.text import Truncator

from claims import happened
from claims.models import Appearance, Bearing, Claim, EditionKind, Evidence, Relation, Verdict
from core.fields import tell_how_days_are_written
from core.histories import Beside
from record.models import Entry
from sources.models import Passage, Statement

# New parts go behind the others; saving then numbers them 1, 2, 3 …
LAST = 32_767
WITHOUT_CIRCLES = (Relation.Type.SUPERSEDES, Relation.Type.REPLACES)


def statement_line(statement: Statement) -> str:
    """A statement on one line: the speaker, the first words, the source."""
    words = Truncator(statement.opening).chars(70) or "no words marked"
    return f"{statement.speaker}: “{words}” – {statement.source.title}"


def circle(claim: Claim, type: str, other: Claim) -> list[Claim]:
    """The claims by which `other` already leads back to this claim; empty where it does not."""
    ways = {other.pk: [other]}
    level = [other.pk]
    while level:
        found = Relation.objects.filter(type=type, claim__in=level).select_related("other")
        level = []
        for relation in found:
            way = [*ways[relation.claim_id], relation.other]
            if relation.other_id == claim.pk:
                return way
            if relation.other_id not in ways:
                ways[relation.other_id] = way
                level.append(relation.other_id)
    return []


def _scale() -> dict[str, list[tuple]]:
    """The verdicts for each kind of claim, as a list offers them."""
    verdicts = list(Verdict.objects.all())
    return {
        kind: [(v.pk, f"{v.label} – {v.meaning}") for v in verdicts if kind in v.kinds]
        for kind in Claim.Kind.values
    }


class ClaimForm(forms.ModelForm):
    """A claim as it was read: `version` names what was read, `refused` why it was not saved."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    verdict = forms.ModelChoiceField(
        Verdict.objects.all(),
        required=False,
        help_text="Those for this kind of claim.",
    )
    refused = None
    beside: list[Beside] = []
    taken_over: list[str] = []
    may_go_on = overtaken = False

    class Meta:
        model = Claim
        fields = [
            "text",
            "short",
            "kind",
            "language",
            "topics",
            "place",
            "holds_earliest",
            "holds_latest",
            "holds_words",
            "holds_basis",
            "holds_source",
            "state",
            "verdict",
            "finding",
            "explanation",
            "waiver",
            "edition_kind",
            "notice",
            "last_checked",
            "check_again",
        ]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "finding": forms.Textarea(attrs={"rows": 2}),
            "explanation": forms.Textarea(attrs={"rows": 8}),
            "waiver": forms.Textarea(attrs={"rows": 3}),
            "notice": forms.Textarea(attrs={"rows": 3}),
            "short": forms.TextInput(attrs={"size": 75}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tell_how_days_are_written(self)
        if "short" in self.fields:
            self.fields["short"].required = False
            self.fields["short"].help_text += " Not needed where the claim itself is that short."
        self.fields["version"].initial = self.instance.version
        scale = _scale()
        self.fields["verdict"].choices = list(self._verdicts(scale))
        self.fields["verdict"].widget.attrs["data-scale"] = json.dumps(scale)
        if "edition_kind" in self.fields:
            self._limit_editions()

    def _verdicts(self, scale: dict[str, list[tuple]]) -> Iterator[tuple]:
        """The verdicts of the claim's kind; for a new claim, those of each kind under its name."""
        yield "", "No verdict yet"
        kind = self["kind"].value() if self.is_bound and "kind" in self.fields else None
        known = kind or (self.instance.kind if self.instance.pk else None)
        for value, label in Claim.Kind.choices:
            if known == value:
                yield from scale[value]
            elif known is None:
                yield label.partition(":")[0], scale[value]

    def _limit_editions(self):
        stands = self.instance.pk and Entry.objects.of(self.instance.public_id).exists()
        self.fields["edition_kind"].choices = [
            (value, label)
            for value, label in EditionKind.choices
            if (value == EditionKind.FIRST) != bool(stands)
        ]

    def clean_short(self):
        """What was typed; where nothing was, the text of a claim that is short itself. Where the
        short form was the text, it follows that as long as it is short.
        """
        short, text = self.cleaned_data["short"], self.cleaned_data.get("text", "")
        own_words, most = Claim(text=text).own_words, Claim._meta.get_field("short").max_length
        if not short or (short == self.instance.own_words and len(own_words) <= most):
            short = own_words
        if text and len(short) > most:
            raise ValidationError(f"Write a short form, of at most {most} characters.")
        return short

    def clean(self):
        cleaned = super().clean()
        self._refuse_what_others_changed(cleaned.get("version"))
        verdict, kind = cleaned.get("verdict"), cleaned.get("kind")
        if verdict and kind and kind not in verdict.kinds:
            fitting = ", ".join(map(str, Verdict.objects.for_kind(kind)))
            told = f"“{verdict}” is not a verdict for a {kind}. Choose one of: {fitting}."
            self.add_error("verdict", told)
        return cleaned

    def _refuse_what_others_changed(self, version: int | None):
        if self.instance.pk and version != self.instance.version:
            self.overtaken = True
            self._show_beside(version or 0)
            if not self.may_go_on or self.data.get("seen") != str(self.instance.version):
                raise ValidationError(happened.since(self.instance, version or 0))
        if self.refused:
            # PostgreSQL adds on further lines where in its function the guard stands.
            raise ValidationError(str(self.refused).partition("\n")[0])

    def _show_beside(self, version: int):
        """Take over what others saved in texts that were left alone; show the rest beside what was
        typed. Where only texts differ, it can be saved over once both were seen.
        """
        claim = self.instance
        typed = {name: self.data.get(name, getattr(claim, name)) for name in happened.TEXTS}
        taken = happened.untouched(claim, version, typed.__getitem__)
        self.beside = happened.beside(claim, version, typed.__getitem__)
        self.taken_over = [str(self.fields[name].label) for name in taken if name in self.fields]
        self.data = self.data.copy()
        for name, text in taken.items():
            self.data[name] = text
        self.may_go_on = happened.only_texts(claim, version)


class PartForm(forms.ModelForm):
    """A part of a claim that names a statement; it keeps that statement once it is saved."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        statement, order = self.fields["statement"], self.fields["order"]
        statement.label_from_instance = statement_line
        statement.disabled = bool(self.instance.pk)
        order.required = False
        if not self.instance.pk:
            self.initial["order"] = None

    def clean_order(self):
        return self.cleaned_data["order"] or LAST


class AppearanceForm(PartForm):
    class Meta:
        model = Appearance
        fields = ["statement", "order", "note"]


class Stances(forms.RadioSelect):
    """All stances side by side, as one group with a name: each is one press away."""

    def render(self, name, value, attrs=None, renderer=None):
        choices = super().render(name, value, attrs, renderer)
        return format_html('<div role="radiogroup" aria-label="Stance">{}</div>', choices)


class EvidenceForm(PartForm):
    """Evidence with its passages as check boxes. When it is added, all of them are taken."""

    bearing = forms.TypedMultipleChoiceField(
        label="Passages",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="All passages of the statement are taken when you save; then leave some out.",
    )

    class Meta:
        model = Evidence
        fields = ["order", "statement", "stance", "bearing", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2}), "stance": Stances}

    def __init__(self, *args, offered: Collection[int] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {str(key) for key in offered}
        if not self.instance.pk:
            return
        bearing = self.fields["bearing"]
        bearing.choices = [
            (passage.pk, _passage_line(passage))
            for passage in self.instance.statement.passages.all()
        ]
        bearing.help_text = "Tick those that bear on the claim."
        self.initial["bearing"] = [row.passage_id for row in self.instance.bearing.all()]

    def has_changed(self):
        """A statement that was offered, and that nothing was said of, is not taken."""
        said = any(self[name].data for name in ("stance", "note"))
        was_left = not said and self["statement"].data in self.offered
        return super().has_changed() and not was_left

    def _save_m2m(self):
        super()._save_m2m()
        piece = self.instance
        everything = {passage.pk for passage in piece.statement.passages.all()}
        added = "bearing" not in self.initial
        chosen = everything if added else set(self.cleaned_data["bearing"])
        standing = set(piece.bearing.values_list("passage_id", flat=True))
        piece.bearing.filter(passage__in=standing - chosen).delete()
        Bearing.objects.bulk_create(
            Bearing(evidence=piece, passage_id=pk) for pk in sorted(chosen - standing)
        )


class RelationForm(forms.ModelForm):
    class Meta:
        model = Relation
        fields = ["type", "other", "on", "reason"]

    def clean(self):
        cleaned = super().clean()
        type, other = cleaned.get("type"), cleaned.get("other")
        if self.instance.claim_id and other and type in WITHOUT_CIRCLES:
            self._refuse_circle(type, other)
        return cleaned

    def _refuse_circle(self, type: str, other: Claim):
        way = circle(self.instance.claim, type, other)
        if way:
            verb = Relation.Type(type).label.lower()
            steps = f" {verb} ".join(f"“{claim}”" for claim in way)
            self.add_error("other", f"This would run in a circle: {steps} already.")


def _passage_line(passage: Passage) -> str:
    return format_html(
        "<b>{}</b> <q>{}</q>",
        passage.get_part_display(),
        passage.exact,
    )
