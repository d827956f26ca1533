"""The form that takes a work into the archive: a file, or the text of one."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from core.canonical import sha256
from sources.capture import CannotCapture, read_text, refuse_future, refuse_size
from sources.extraction import looks_like_markup
from sources.forms.rows import SourceForm
from sources.models import Snapshot, Source

MARKUP_IS_NO_TEXT = (
    "This looks like HTML: its markup would stand in the text, and words could hardly be marked in "
    "it. Select the whole page in your browser, and paste it as its text. Where the markup itself "
    "is what matters, {}."
)
VERBATIM = {"spellcheck": "false", "autocomplete": "off", "autocapitalize": "off"}


class CaptureForm(forms.Form):
    file = forms.FileField(
        label="The file",
        required=False,
        allow_empty_file=True,
        help_text="A text file in UTF-8, as it was captured.",
    )
    text = forms.CharField(
        label="or its text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField", **VERBATIM}),
        help_text="Pasted as it stands, with all that stands around the article.",
    )
    captured_at = forms.DateTimeField(
        label="Captured at",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="UTC. Leave blank where it is not known when the page was saved.",
    )
    again = forms.BooleanField(label="Capture it all the same", required=False)
    markup = forms.BooleanField(label="Capture the markup", required=False)

    def __init__(self, *args, source: Source, **kwargs):
        super().__init__(*args, **kwargs)
        self.source = source
        self.data_given = b""
        self.extraction = None
        self.captured_before: list[Snapshot] = []
        self.asks_about: set[str] = set()

    def clean_captured_at(self):
        moment = self.cleaned_data["captured_at"]
        try:
            refuse_future(moment)
        except CannotCapture as error:
            raise ValidationError(str(error)) from None
        return moment

    def clean(self):
        """Read what was given, once; each fault at the field that it came in."""
        file, text = self.cleaned_data.get("file"), self.cleaned_data.get("text")
        if self.errors:
            return self.cleaned_data
        if bool(file) == bool(text):
            both = "Give a file or its text, not both: which of the two was captured?"
            raise ValidationError(
                {"file": both if file else "Give the file that was captured, or paste its text."}
            )
        self._read("file" if file else "text")
        return self.cleaned_data

    def _read(self, field: str) -> None:
        try:
            self.data_given = self._bytes(field)
            self.extraction = read_text(self.data_given)
        except CannotCapture as error:
            self.add_error(field, str(error))
            return
        self._ask_about_markup()
        self._ask_about_the_same_text()

    def _bytes(self, field: str) -> bytes:
        given = self.cleaned_data[field]
        if field == "text":
            # A browser sends line ends as CRLF, whatever they were.
            return given.replace("\r\n", "\n").encode()
        refuse_size(given.size)
        return given.read()

    def _ask_about_markup(self) -> None:
        """What is captured stays for ever: a page’s tags are hardly what was meant."""
        if looks_like_markup(self.extraction.text):
            self.asks_about.add("markup")
            if not self.cleaned_data["markup"]:
                self.add_error("markup", MARKUP_IS_NO_TEXT.format("tick this"))

    def _ask_about_the_same_text(self) -> None:
        digest = sha256(self.extraction.text.encode())
        same = Snapshot.objects.filter(text_sha256=digest).defer("text")
        self.captured_before = list(same.select_related("source__publisher__speaker")[:5])
        if self.captured_before:
            self.asks_about.add("again")
            if not self.cleaned_data["again"]:
                self.add_error("again", self._captured_already())

    def _captured_already(self) -> ValidationError:
        told = "This very text was {}. Tick this to capture it once more."
        return ValidationError(format_html(told, self.captured_in_words()))

    def captured_in_words(self) -> str:
        """When the very text was captured already, and for what, with links."""
        return format_html_join(
            "; ",
            "<a href='{}'>captured already on {}</a>, for {}",
            (
                (
                    reverse("admin:sources_snapshot_change", args=[each.pk]),
                    f"{each.received_at.day} {each.received_at:%B %Y}",
                    "this source" if each.source_id == self.source.pk else each.source,
                )
                for each in self.captured_before
            ),
        )


class NewSourceForm(SourceForm):
    """A work as it is entered, with its text where that is at hand."""

    text = forms.CharField(
        label="Its text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField", **VERBATIM}),
        help_text="Pasted as it stands, with all that stands around the article. Left blank, the "
        "next page asks for its file or its text.",
    )
    capture: CaptureForm | None = None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("text"):
            self.capture = CaptureForm({"text": cleaned["text"]}, source=self.instance)
            self._refuse_what_cannot_be_captured()
        return cleaned

    def _refuse_what_cannot_be_captured(self) -> None:
        if self.capture.is_valid():
            return
        if "markup" in self.capture.asks_about:
            told = MARKUP_IS_NO_TEXT.format("leave this blank, and capture it afterwards")
            self.add_error("text", told)
            return
        if self.capture.captured_before:
            told = "This very text was {}. Leave it blank here to capture it once more afterwards."
            self.add_error("text", format_html(told, self.capture.captured_in_words()))
            return
        for errors in self.capture.errors.as_data().values():
            self.add_error("text", errors)
