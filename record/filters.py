"""One FilterSet for the page of claims and for the API; docs/api.md tells of each filter."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from urllib.parse import unquote_to_bytes

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict

from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet, NumberFilter

from core.ids import ALPHABET, LENGTH
from record import mentioned
from record.models import Entry, Listing, Mention
from record.wording import BASES, KINDS

LONGEST_SEARCH = 20_000
FIRST_YEAR, LAST_YEAR = 1900, 2200
LARGEST_INDEX = 2**63 - 1
ORDERS = ("relevance", "date")
Role = Mention.Role

is_public_id = RegexValidator(rf"\A[{ALPHABET}]{{{LENGTH}}}\Z", "This is no id of ours.")
is_verdict = RegexValidator(r"\A[-a-zA-Z0-9_]{1,40}\Z", "This is no verdict's key.")
is_language = RegexValidator(
    r"\A[a-zA-Z0-9-]{1,35}\Z", "Give a language tag, such as en or zh-Hans."
)


def one_of(names: Iterable[str]) -> dict[str, str]:
    """What a choice says of a value that is none, with those that are."""
    return {"invalid_choice": f"There is no %(value)s. There are: {', '.join(names)}."}


def is_plausible(day: dt.date) -> None:
    """Refuse a day so far away that a database would choke on it."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.")


class OnceEach(forms.Form):
    """A form whose fields are given once each: of two verdicts, neither is guessed."""

    def clean(self):
        for name in self.fields:
            if len(self.data.getlist(name)) > 1:
                self.add_error(name, "Give this once.")
        return super().clean()


class Filters(OnceEach):
    """What the filters are, one by one and together."""

    def clean_language(self) -> str:
        """As claims have it: in the tag of a language case means nothing."""
        given = self.cleaned_data["language"]
        known = Listing.objects.known("language") if given else []
        same = [one for one in known if one.lower() == given.lower()]
        return given if given in same or not same else same[0]

    def clean(self):
        told = super().clean()
        since, until = told.get("published_after"), told.get("published_before")
        if since and until and since > until:
            self.add_error("published_after", "This is later than published_before.")
            self.add_error("published_before", "This is earlier than published_after.")
        return told


def _id_filter(*roles: str, label: str, help_text: str) -> CharFilter:
    def mentioning(queryset: QuerySet, name: str, value: str) -> QuerySet:
        return mentioned.mentioning(queryset, value, *roles)

    return CharFilter(
        method=mentioning, validators=[is_public_id], label=label, help_text=help_text
    )


def _day_filter(method: str, label: str, help_text: str) -> DateFilter:
    return DateFilter(
        method=method,
        input_formats=["%Y-%m-%d"],
        validators=[is_plausible],
        error_messages={"invalid": "Give a day that there is, such as 2021-05-25."},
        widget=forms.DateInput(attrs={"type": "date"}),
        label=label,
        help_text=help_text,
    )


class ClaimFilter(FilterSet):
    """Which claims to list. Filters are joined by "and"; `Finding` looks for the words of `q`."""

    q = CharFilter(
        method="as_it_is",
        max_length=LONGEST_SEARCH,
        label="Words",
        help_text='Words, best match first; "a phrase", +must, -without, begin*; or a pasted text.',
    )
    verdict = CharFilter(
        validators=[is_verdict], label="Verdict", help_text="Key of a verdict, such as `true`."
    )
    kind = ChoiceFilter(
        choices=list(KINDS.items()),
        error_messages=one_of(KINDS),
        empty_label="Any",
        label="Kind",
        help_text="A fact, that somebody said something, or a promise.",
    )
    language = CharFilter(
        validators=[is_language],
        label="Language",
        help_text="BCP 47 tag of the claim's text; case means nothing.",
    )
    topic = _id_filter(Role.TOPIC, label="Topic", help_text="Id of a topic.")
    speaker = _id_filter(
        Role.CLAIMANT,
        Role.SPEAKER,
        label="Speaker",
        help_text="Id of a speaker who made the claim, is cited on it, or was spoken for.",
    )
    publisher = _id_filter(
        Role.PUBLISHER,
        Role.CHAIN,
        label="Publisher",
        help_text="Id of the publisher of a source that is cited, or that a cited statement "
        "hands on.",
    )
    source = _id_filter(
        Role.SOURCE,
        Role.CHAIN,
        label="Source",
        help_text="Id of a source that is cited, or that a cited statement hands on.",
    )
    basis = ChoiceFilter(
        choices=list(BASES.items()),
        error_messages=one_of(BASES),
        empty_label="Any",
        label="Basis",
        help_text="What the verdict rests on.",
    )
    published_after = _day_filter(
        "since", "Published on or after", "Current edition published on this day (UTC) or later."
    )
    published_before = _day_filter(
        "until", "Published on or before", "Current edition published on this day (UTC) or earlier."
    )
    year = NumberFilter(
        method="of_year",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        decimal_places=0,
        label="Year",
        help_text="Current edition published in this year (UTC).",
    )
    retracted = ChoiceFilter(
        method="as_it_is",
        choices=[("include", "Show them too")],
        error_messages=one_of(["include"]),
        empty_label="Left out",
        label="Retracted claims",
        help_text="`include` lists retracted claims too; they are left out otherwise.",
    )

    class Meta:
        model = Listing
        fields: list[str] = []
        form = Filters

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """All filters, and retracted claims only for who asks for them."""
        if self.form.cleaned_data["retracted"] != "include":
            queryset = queryset.current()
        return super().filter_queryset(queryset)

    def as_it_is(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset

    def of_year(self, queryset: QuerySet, name: str, value: Decimal) -> QuerySet:
        begin, end = (dt.date(int(value) + more, 1, 1) for more in (0, 1))
        return _published_before(_published_from(queryset, begin), end)

    def since(self, queryset: QuerySet, name: str, value: dt.date) -> QuerySet:
        return _published_from(queryset, value)

    def until(self, queryset: QuerySet, name: str, value: dt.date) -> QuerySet:
        return _published_before(queryset, value + dt.timedelta(days=1))

    @property
    def given(self) -> dict[str, object]:
        """The filters that were given and understood, by name."""
        cleaned = getattr(self.form, "cleaned_data", {}) if self.form.is_bound else {}
        return {name: value for name, value in cleaned.items() if value not in ("", None)}


class Place(OnceEach):
    """In which order the list is, where a page of it begins, and how long it is."""

    before = forms.IntegerField(
        min_value=0,
        max_value=LARGEST_INDEX,
        required=False,
        error_messages={"max_value": "No log is as long as that."},
    )
    page = forms.IntegerField(min_value=1, max_value=LARGEST_INDEX, required=False)
    limit = forms.IntegerField(min_value=1, max_value=200, required=False)
    order = forms.ChoiceField(
        choices=[(name, name) for name in ORDERS], required=False, error_messages=one_of(ORDERS)
    )

    def clean(self):
        told = super().clean()
        if told.get("before") is not None and told.get("page") is not None:
            self.add_error("page", "Give either page or before.")
        if told.get("before") is not None and told.get("order") == "relevance":
            self.add_error(
                "before", "By relevance pages are numbered: leave out order, or give page instead."
            )
        if told.get("page") is not None and told.get("order") == "date":
            self.add_error("page", "By date, a page begins before an index: give before instead.")
        return told


def readable(data: QueryDict) -> QueryDict:
    """What was asked, without characters that no page may hold: a form repeats what it is given."""
    clean = QueryDict(mutable=True)
    for name, values in data.lists():
        clean.setlist(_readable(name), [_readable(value) for value in values])
    return clean


def _readable(text: str) -> str:
    return "".join("\ufffd" if _unwritable(mark) else mark for mark in text)


def _unwritable(mark: str) -> bool:
    """Control characters, and the code points that are no characters."""
    place = ord(mark)
    control = unicodedata.category(mark) == "Cc" and mark not in "\t\n\r"
    return control or place & 0xFFFE == 0xFFFE or 0xFDD0 <= place <= 0xFDEF


def unreadable(query: bytes) -> list[str]:
    """Names of the parameters whose bytes are no UTF-8: other characters would be looked for."""
    pairs = (unquote_to_bytes(pair) for pair in query.split(b"&"))
    wrong = (pair.partition(b"=")[0] for pair in pairs if not _is_utf8(pair))
    return sorted({name.decode(errors="replace") for name in wrong})


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def unknown(data, *, also: tuple[str, ...] = ()) -> list[str]:
    """Names of parameters that mean nothing here."""
    return sorted(set(data) - set(ClaimFilter.base_filters) - set(also))


def page_of(queryset: QuerySet, before: int | None, limit: int) -> tuple[list[int], int | None]:
    """Keys of one page, newest first, and the index before which the next begins; never counts."""
    if before is not None:
        queryset = queryset.filter(entry_id__lt=before)
    rows = list(queryset.order_by("-entry_id").values_list("pk", "entry_id")[: limit + 1])
    keys = [key for key, _ in rows[:limit]]
    return keys, rows[limit - 1][1] if len(rows) > limit else None


def _published_from(queryset: QuerySet, day: dt.date) -> QuerySet:
    """By place in the log, whose moments never go back: its order is the lists' order too."""
    return queryset.filter(entry_id__gte=_first_entry_of(day))


def _published_before(queryset: QuerySet, day: dt.date) -> QuerySet:
    return queryset.filter(entry_id__lt=Coalesce(_first_entry_of(day), Value(LARGEST_INDEX)))


def _first_entry_of(day: dt.date) -> Subquery:
    """The index of the first entry of this day or later; null where there is none yet."""
    later = Entry.objects.filter(published_at__gte=_midnight(day)).order_by("published_at")
    return Subquery(later.values("index")[:1])


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
