"""What a statement hands on, as rows below it."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.forms.models import BaseInlineFormSet

from sources.forms.rows import RowForm
from sources.models import Passage, Relay

CIRCLE = (
    "This runs in a circle: a source cannot hand on what comes from it. Take the relay out, or "
    "turn it round."
)
PASTED = [
    ("words", "the words pasted above"),
    ("report", "the report pasted above"),
    ("cue", "the cue pasted above"),
]


class RelayForm(RowForm):
    shown_by = forms.ChoiceField(
        label="Shown by", required=False, help_text="The passage that says so."
    )

    class Meta:
        model = Relay
        fields = ["source", "through"]

    def __init__(self, *args, marked: list[Passage] = (), **kwargs):
        super().__init__(*args, **kwargs)
        standing = [(str(p.pk), f"“{p.exact[:60]}” [{p.start}, {p.end})") for p in marked]
        self.fields["shown_by"].choices = [("", "—"), *PASTED, *standing]
        self.initial["shown_by"] = str(self.instance.passage_id or "")

    def attach(self, added: dict[str, Passage]) -> None:
        """Point to the passage that shows it, one that was only just marked too."""
        shown_by = self.cleaned_data.get("shown_by")
        passage = added.get(shown_by)
        self.instance.passage_id = int(shown_by) if (shown_by or "").isdigit() else None
        if passage:
            self.instance.passage = passage


class RelayFormSet(BaseInlineFormSet):
    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "marked": self.marked}

    @property
    def marked(self) -> list[Passage]:
        if not hasattr(self, "_marked"):
            self._marked = list(self.instance.passages.all()) if self.instance.pk else []
        return self._marked

    def clean(self):
        """Refuse, at its row, a relay that is said twice or that closes a circle."""
        super().clean()
        steps: list[tuple[int, int]] = []
        for form in self._standing():
            row = form.cleaned_data
            taker = row["through"].pk if row.get("through") else self.instance.source_id
            step = (row["source"].pk, taker)
            if step in steps:
                form.add_error("source", "This is said already, in a row above.")
            elif leads_back(*step, steps, self.instance):
                form.add_error("source", CIRCLE)
            steps.append(step)

    def _standing(self):
        return [
            form
            for form in self.forms
            if not form.errors
            and form.cleaned_data.get("source")
            and not form.cleaned_data.get("DELETE")
        ]


def leads_back(giver: int, taker: int | None, steps: list[tuple[int, int]], statement) -> bool:
    """Whether what `giver` itself hands on comes from `taker`.

    Follows the relays of all other statements, and these steps (giver, taker) of this one.
    """
    reached, level = {giver}, {giver}
    while level and taker not in reached:
        others = Relay.objects.exclude(statement=statement.pk).filter(
            Q(through__in=level) | Q(through=None, statement__source__in=level)
        )
        found = set(others.values_list("source", flat=True))
        found |= {one for one, other in steps if other in level}
        level = found - reached
        reached |= level
    return taker in reached
