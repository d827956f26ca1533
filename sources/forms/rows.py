"""Forms of single rows: told in an editor's words what is wrong, with a way to the row meant."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify

from core import histories
from core.fields import tell_how_days_are_written
from core.histories import Beside
from core.revisions import Overtaken
from sources.addresses import canonical_url
from sources.forms.beside import Meeting
from sources.models import Publisher, SameRoot, Source, Speaker


def desk_url(row) -> str:
    """The page of a row at the desk."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def overtaken_in_words(row: models.Model, error: Overtaken) -> str:
    """Who saved what meanwhile, with before and after, and where the rest of it stands."""
    revision, opts = error.revision, row._meta
    changes = histories.steps([revision])[0].changes if revision else []
    who = "Somebody saved this"
    if revision:
        who = f"{revision.actor_name} saved this on {revision.at:%d %B at %H:%M} UTC"
    return format_html(
        "{}, after you had opened it. Nothing of yours is saved yet; what you typed is kept below. "
        "<a href='{}'>Open it as it is now</a>, or <a href='{}'>see its history</a>. {}",
        who,
        desk_url(row),
        reverse(f"admin:{opts.app_label}_{opts.model_name}_history", args=[row.pk]),
        format_html_join(
            " ", "<br>{}: “{}” became “{}”.", ((c.label, c.before, c.after) for c in changes)
        ),
    )


class RowForm(forms.ModelForm):
    """A form that shows what was refused when it was last sent."""

    refusal = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tell_how_days_are_written(self)

    def clean(self):
        cleaned = super().clean()
        if self.refusal:
            self.add_error(None, self.refusal)
        return cleaned


class VersionedForm(RowForm):
    """A form that knows which version of its row was read, and overwrites no later one unseen.

    What others saved in fields that this person left alone is taken over; what both changed stands
    side by side, and is saved once both were looked at.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    beside: list[Beside] = []
    taken_over: list[str] = []
    may_go_on = overtaken = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version if self.instance.pk else None

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and not self.refusal and not self.errors.get("version"):
            self._refuse_overtaken(cleaned.get("version"))
        return cleaned

    def _refuse_overtaken(self, version: int | None) -> None:
        if version is None:
            self.add_error(None, "This form does not say which version was read: open it again.")
        elif version != self.instance.version:
            self._meet(Meeting(self, version))

    def _meet(self, met: Meeting) -> None:
        """Take over what is theirs alone, and show the rest beside what was typed."""
        self.overtaken = True
        taken = met.untouched()
        self.taken_over = [str(self.fields[name].label) for name in taken]
        self.data = self.data.copy()
        for name, value in taken.items():
            self.data.setlist(self.add_prefix(name), value if isinstance(value, list) else [value])
        self.beside, self.may_go_on = met.beside(), met.only_fields
        if self.may_go_on and self.data.get("seen") == str(met.row.version):
            self.cleaned_data["version"] = met.row.version
        else:
            self.add_error(None, overtaken_in_words(met.row, Overtaken(met.row)))


class SpeakerForm(VersionedForm):
    class Meta:
        model = Speaker
        fields = ["name", "kind", "note", "same_as"]

    def clean(self):
        cleaned = super().clean()
        name, note = cleaned.get("name"), cleaned.get("note") or ""
        others = Speaker.objects.exclude(pk=self.instance.pk)
        same = name and others.filter(name__iexact=name, note__iexact=note).first()
        if same:
            self.add_error("name", self._the_same_one(same))
        return cleaned

    @staticmethod
    def _the_same_one(same: Speaker) -> ValidationError:
        told = format_html(
            "There is a speaker of this name already: <a href='{}'>{}</a> ({}). The same one? Then "
            "use that one. If not, add a distinguishing note below.",
            desk_url(same),
            same,
            same.get_kind_display(),
        )
        return ValidationError(told, code="unique")


class PublisherForm(VersionedForm):
    """A publisher, by the speaker that it is or, where it is new, by its name."""

    name = forms.CharField(
        required=False,
        max_length=200,
        help_text="“The Herald”. One that is not known becomes a speaker of the kind outlet.",
    )
    new_speaker: Speaker | None = None
    may_add_speaker = False

    class Meta:
        model = Publisher
        fields = ["speaker", "slug", "website"]
        help_texts = {
            "speaker": "Where it is a speaker already: the outlet, court or exchange.",
            "slug": "Short and lasting, for addresses and commands: “techradar”.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields["speaker"].required = False
            self.fields["slug"].required = False

    def clean(self):
        cleaned = super().clean()
        name = " ".join((cleaned.get("name") or "").split())
        if not self.instance.pk and not cleaned.get("speaker") and "speaker" not in self.errors:
            cleaned["speaker"] = self._speaker_of(name)
        if not cleaned.get("slug") and "slug" not in self.errors:
            cleaned["slug"] = self._free_slug(str(cleaned.get("speaker") or name))
        return cleaned

    def _speaker_of(self, name: str) -> Speaker | None:
        """The speaker of that name; None where it is `new_speaker`, or there is none."""
        known = list(Speaker.objects.named(name)[:2]) if name else []
        if not name:
            self.add_error("name", "Write its name, or choose the speaker that it is.")
        elif len(known) > 1:
            self.add_error("speaker", f"Several are called “{name}”: choose the one you mean.")
        elif known and Publisher.objects.filter(speaker=known[0]).exists():
            self.add_error("name", f"“{known[0]}” is a publisher already.")
        elif known:
            return known[0]
        elif self.may_add_speaker:
            self.new_speaker = Speaker(name=name, kind=Speaker.Kind.OUTLET)
        else:
            self.add_error("name", f"“{name}” is not among the speakers. Ask who enters them.")
        return None

    def _free_slug(self, name: str) -> str:
        slug = slugify(name)[:70]
        if not slug and name:
            self.add_error("slug", "Write a short name in Latin letters.")
        taken = set(Publisher.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
        numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
        return slug if slug not in taken else next(one for one in numbered if one not in taken)


class SourceForm(VersionedForm):
    class Meta:
        model = Source
        fields = [
            "title",
            "publisher",
            "author",
            "kind",
            "language",
            "url",
            "archive_url",
            "grade",
            "grade_reason",
            "published_earliest",
            "published_latest",
            "published_words",
            "published_basis",
            "published_source",
            "note",
        ]

    def clean_url(self):
        """Refuse an address that is entered already, with a link to its source."""
        url = self.cleaned_data["url"]
        try:
            address = canonical_url(url) if url else ""
        except ValueError:
            return url
        others = Source.objects.select_related("publisher__speaker").exclude(pk=self.instance.pk)
        if address and (same := others.filter(url=address).first()):
            told = format_html(
                "This address is entered already, as <a href='{}'>{}</a> ({}). Use that source.",
                desk_url(same),
                same,
                same.public_id,
            )
            raise ValidationError(told, code="unique")
        return url


class SameRootForm(VersionedForm):
    class Meta:
        model = SameRoot
        fields = ["one", "other", "reason"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("one") and cleaned.get("one") == cleaned.get("other"):
            self.add_error("other", "Choose another source: this is the same one.")
        return cleaned
