"""Marking from the captured text itself: what was selected there is cut here, and only here."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from core.models import Revision, User
from core.revisions import Overtaken, revising
from sources import marking, proposing
from sources.admin.taking_back import undo_of
from sources.models import Passage, Snapshot, Speaker, Statement

NOTHING = "Select the words of the statement first, then say what they are: words, report or cue."
ONLY_A_CUE = (
    "Mark the speaker’s own words or the source’s report as well: a cue alone says nothing."
)
ANOTHER_TEXT = "The words at this place are not those that were selected: select them again."


@dataclass(frozen=True)
class Stretch:
    """One passage about to be marked, as the reader sent it."""

    part: str
    start: int
    end: int
    exact: str

    @property
    def value(self) -> str:
        return f"{self.part}:{self.start}-{self.end}"

    @property
    def label(self) -> str:
        return Passage.Part(self.part).label


class MarkForm(forms.Form):
    """Stretches of the text, and who said it; or the statement that they are added to."""

    speaker = forms.ModelChoiceField(Speaker.objects.all(), required=False)
    name = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(choices=Speaker.Kind.choices, required=False)
    statement = forms.ModelChoiceField(Statement.objects.none(), required=False)

    def __init__(self, data, snapshot: Snapshot, *, may_add: bool = False):
        super().__init__(data)
        self.snapshot, self.may_add = snapshot, may_add
        self.fields["statement"].queryset = snapshot.source.statements.all()

    def clean(self):
        cleaned = super().clean()
        cleaned["stretches"] = stretches = self.stretches()
        standing = cleaned.get("statement")
        if not stretches:
            raise forms.ValidationError(NOTHING)
        if any(self._is_other(stretch) for stretch in stretches):
            raise forms.ValidationError(ANOTHER_TEXT)
        if standing is None and all(one.part == Passage.Part.CUE for one in stretches):
            raise forms.ValidationError(ONLY_A_CUE)
        if standing is None and cleaned.get("speaker") is None and not self.errors:
            self._name_speaker(cleaned)
        return cleaned

    def _name_speaker(self, cleaned: dict) -> None:
        """Somebody who was not proposed: the one of that name, or a new one to be entered."""
        name = " ".join((cleaned.get("name") or "").split())
        known = list(Speaker.objects.named(name)[:2]) if name else []
        if not name:
            self.add_error("speaker", "Choose who said it, or name them below.")
        elif len(known) > 1:
            told = f"Several are called “{name}”. Mark it, then choose the right one on its page."
            self.add_error("speaker", told)
        elif known:
            cleaned["speaker"] = known[0]
        elif not self.may_add:
            self.add_error("speaker", f"“{name}” is not among the speakers.")
        else:
            cleaned["speaker"] = Speaker(name=name, kind=cleaned.get("kind") or "person")

    def stretches(self) -> list[Stretch]:
        """What was sent, as far as it can be read as stretches of a text."""
        sent = zip(self.data.getlist("passage"), self.data.getlist("exact"), strict=False)
        return [one for place, exact in sent if (one := _stretch(place, exact))]

    def _is_other(self, stretch: Stretch) -> bool:
        return self.snapshot.text[stretch.start : stretch.end] != stretch.exact.replace(
            "\r\n", "\n"
        )

    def save(self, by: User) -> Statement:
        """Mark them; raises CannotMark where a stretch lies in no single region."""
        told = self.cleaned_data
        if told["statement"] is None and told["speaker"].pk is None:
            with revising(told["speaker"], by=by):
                told["speaker"].save()
        statement = told["statement"] or Statement(
            source=self.snapshot.source,
            speaker=told["speaker"],
            language=self.snapshot.source.language,
        )
        with revising(statement, by=by, version=statement.version if statement.pk else None):
            statement.save()
            for one in told["stretches"]:
                marking.add_passage(
                    statement, self.snapshot, part=one.part, start=one.start, end=one.end
                )
        return statement


def mark(request, snapshot: Snapshot) -> tuple[HttpResponse | None, MarkForm]:
    """Mark what was selected and come back to it; or the form with why it was refused."""
    if not request.user.has_perm("sources.add_statement"):
        raise PermissionDenied
    may_add = request.user.has_perm("sources.add_speaker")
    form = MarkForm(request.POST, snapshot, may_add=may_add)
    if form.is_valid():
        standing = form.cleaned_data["statement"]
        before = Revision.objects.of(standing).last() if standing else None
        try:
            with transaction.atomic():
                statement = form.save(request.user)
        except (marking.CannotMark, Overtaken) as refused:
            form.add_error(None, str(refused))
        else:
            told = "Marked: {}. Select the next words. {}"
            undo = undo_of(statement, before)
            messages.success(request, format_html(told, statement, undo))
            if crossed := _crossed(snapshot, statement):
                messages.warning(request, crossed)
            address = reverse("admin:sources_snapshot_change", args=[snapshot.pk])
            first = min(one.start for one in form.cleaned_data["stretches"])
            return redirect(f"{address}?marked={statement.pk}#passage-{first}"), form
    return None, form


def _crossed(snapshot: Snapshot, statement: Statement) -> str:
    """What to look at where somebody's own words overlap what another statement marks."""
    passages = list(snapshot.passages.select_related("statement__speaker"))
    own = [one for one in passages if one.statement_id == statement.pk and one.part == "words"]
    others = [one for one in passages if one.statement_id != statement.pk]
    for one in own:
        for other in others:
            if one.start < other.end and other.start < one.end:
                return (
                    f"Look again: these words overlap “{other.exact[:60]}”, which is marked as "
                    f"{other.get_part_display().lower()} of {other.statement.speaker}."
                )
    return ""


def proposals(request, snapshot: Snapshot) -> HttpResponse:
    """Who may have said the words of a stretch, such as `words:14-32`, the likeliest first; without
    an id where nobody has entered them yet.
    """
    if not request.user.has_perm("sources.add_statement"):
        raise PermissionDenied
    stretch = _stretch(request.GET.get("at", ""), "")
    if stretch is None:
        return JsonResponse({"speakers": []})
    inside = stretch.part != Passage.Part.WORDS
    found = proposing.proposals(snapshot, stretch.start, stretch.end, inside=inside)
    told = [{"id": one.speaker and one.speaker.pk, "name": one.name, "by": one.by} for one in found]
    return JsonResponse({"speakers": told})


def _stretch(place: str, exact: str) -> Stretch | None:
    part, _, ends = place.partition(":")
    start, _, end = ends.partition("-")
    whole = all(each.isascii() and each.isdigit() and len(each) < 10 for each in (start, end))
    if part not in Passage.Part.values or not whole or int(start) >= int(end):
        return None
    return Stretch(part, int(start), int(end), exact)
