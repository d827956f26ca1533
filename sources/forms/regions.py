"""The form that divides a snapshot into regions: one row each, a hundred rows a page."""

from __future__ import annotations

from django import forms
from django.utils.functional import cached_property

from core.canonical import canonical, sha256
from core.cutting import first_word, last_word
from sources.capture import state
from sources.extraction import Stretch
from sources.models import Region, Snapshot

# Five fields a row; Django takes a thousand fields at once.
ROWS = 100


class RegionRow(forms.Form):
    kind = forms.ChoiceField(choices=[("", "—"), *Region.Kind.choices])
    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    split = forms.IntegerField(required=False, min_value=1)

    def __init__(self, *args, snapshot: Snapshot, **kwargs):
        super().__init__(*args, **kwargs)
        self.snapshot = snapshot
        for name in self.fields:
            self.fields[name].widget.attrs["aria-label"] = f"{name.capitalize()} of this region"

    def clean(self):
        cleaned = super().clean()
        start, end, split = (cleaned.get(name) for name in ("start", "end", "split"))
        if self.errors or start is None or end is None:
            return cleaned
        if end <= start:
            self.add_error("end", f"A region ends after it begins: more than {start}.")
        elif end > self.snapshot.characters:
            self.add_error("end", f"The text has {self.snapshot.characters} characters.")
        elif split is not None and not start < split < end:
            self.add_error("split", f"Split it between {start} and {end}.")
        return cleaned

    @cached_property
    def words(self) -> tuple[str, str]:
        """The first and last words of the stretch, for the eye."""
        start, end = (self[name].value() for name in ("start", "end"))
        try:
            text = self.snapshot.text[max(int(start), 0) : int(end)]
        except (TypeError, ValueError):
            return "", ""
        if len(text) <= 100:
            return text, ""
        first, last = text[:70], text[-30:]
        return first[: last_word(first)], last[first_word(last) :]

    def stretches(self) -> list[Stretch]:
        """The row as one region, or as the two it is split into; none where it is taken out."""
        row = self.cleaned_data
        if not row or row.get("DELETE"):
            return []
        start, end, cut = row["start"], row["end"], row["split"]
        if cut is None:
            return [Stretch(row["kind"], start, end)]
        text = self.snapshot.text
        one = start + len(text[start:cut].rstrip())
        other = end - len(text[cut:end].lstrip())
        halves = [Stretch(row["kind"], start, one), Stretch(row["kind"], other, end)]
        return [half for half in halves if half.start < half.end]


class BaseRegions(forms.BaseFormSet):
    """All rows of one page, in the order in which they were sent."""

    def __init__(self, *args, snapshot: Snapshot, **kwargs):
        super().__init__(*args, form_kwargs={"snapshot": snapshot}, **kwargs)

    def clean(self):
        """Refuse regions that overlap, at the row that begins too early."""
        rows = [form for form in self.forms if self._stands(form)]
        rows.sort(key=lambda form: form.cleaned_data["start"])
        for one, other in zip(rows, rows[1:], strict=False):
            if other.cleaned_data["start"] < one.cleaned_data["end"]:
                kind = Region.Kind(one.cleaned_data["kind"]).label
                ends = one.cleaned_data["end"]
                other.add_error("start", f"This overlaps “{kind}”, which ends at {ends}.")

    @staticmethod
    def _stands(form) -> bool:
        row = getattr(form, "cleaned_data", None)
        return bool(row) and not form.errors and not row.get("DELETE")

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["DELETE"].widget.attrs["aria-label"] = "Take this region out"

    def stretches(self) -> list[Stretch]:
        found = [stretch for form in self.forms for stretch in form.stretches()]
        return sorted(found, key=lambda stretch: stretch.start)


RegionFormSet = forms.formset_factory(
    RegionRow, formset=BaseRegions, extra=1, can_delete=True, max_num=3 * ROWS
)


def digest(snapshot: Snapshot) -> str:
    """What the regions were when the form was made, to be compared when it is sent."""
    return sha256(canonical(state(snapshot)))
