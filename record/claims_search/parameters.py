"""What may be asked, and what is refused; a value that is empty, or 0, is as good as none."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.http import QueryDict
from django.utils import timezone

from record.claims_search.fields import NoSuchField, Path, paths_of
from record.filters import LONGEST_SEARCH, is_language, unreadable

USUAL, MOST = 10, 100
# A hundred years: whatever we published is younger.
LONGEST_AGE = 36_525
# The parameters that all of Google's APIs have, where they change nothing here.
IGNORED = (
    "key",
    "quotaUser",
    "access_token",
    "oauth_token",
    "$.xgafv",
    "uploadType",
    "upload_protocol",
)
# They go by two names.
WITH_DOLLAR = ("$alt", "$callback", "$fields", "$key", "$prettyPrint")
UNKNOWN = (
    'Invalid JSON payload received. Unknown name "{0}": Cannot bind query parameter. '
    "Field '{0}' could not be found in request message."
)
REPEATED = (
    'Invalid JSON payload received. Unknown name "{0}": '
    "Proto field is not repeating, cannot start list."
)
NO_SUCH_FIELD = "Cannot find matching fields for path '{}'."


class Refused(Exception):
    """A request that cannot be answered, with each reason as Google's `fieldViolations` has it."""

    def __init__(self, violations: list[dict[str, str]]):
        super().__init__("\n".join(one["description"] for one in violations))
        self.violations = violations


class Int32(forms.IntegerField):
    """A number of 32 bits, and here never below 0."""

    def __init__(self):
        super().__init__(required=False, min_value=0, max_value=2**31 - 1)

    def clean(self, value):
        return super().clean(value) or 0


class OneOf(forms.ChoiceField):
    """One of a few words."""

    def __init__(self, *words: str):
        message = f"Here it is {' or '.join(words)}."
        choices = [(word, word) for word in words]
        super().__init__(
            required=False, choices=choices, error_messages={"invalid_choice": message}
        )


def no_script(value: str) -> None:
    raise ValidationError("No script is given. Any origin may read the JSON.")


class Parameters(forms.Form):
    query = forms.CharField(required=False, max_length=LONGEST_SEARCH)
    languageCode = forms.CharField(required=False, validators=[is_language])
    reviewPublisherSiteFilter = forms.CharField(required=False, max_length=2_000)
    maxAgeDays = Int32()
    pageSize = Int32()
    pageToken = forms.CharField(required=False, max_length=2_000)
    offset = Int32()
    alt = OneOf("json")
    fields = forms.CharField(required=False, max_length=2_000)
    prettyPrint = OneOf("true", "false")
    callback = forms.CharField(required=False, validators=[no_script])

    def clean_fields(self):
        try:
            return paths_of(self.cleaned_data["fields"])
        except NoSuchField as wrong:
            raise ValidationError(NO_SUCH_FIELD.format(wrong)) from None

    def clean(self):
        told = super().clean()
        if not self.errors and not (told["query"] or told["reviewPublisherSiteFilter"]):
            self.add_error("query", "Required unless reviewPublisherSiteFilter is given.")
        return told


@dataclass(frozen=True)
class Asked:
    """A request that was understood. `behind` is the place that its token leads to."""

    query: str
    language: str
    site: str
    max_age: int
    size: int
    offset: int
    pretty: bool
    wanted: set[Path]
    behind: int | None = None

    @classmethod
    def of(cls, data: QueryDict) -> Asked:
        """What these parameters ask for; raises Refused."""
        told = _understood(data)
        asked = {
            "query": told["query"],
            "language": told["languageCode"],
            "site": told["reviewPublisherSiteFilter"],
            "max_age": told["maxAgeDays"],
            "size": min(told["pageSize"] or USUAL, MOST),
            "offset": told["offset"],
            "pretty": told["prettyPrint"] != "false",
            "wanted": told["fields"],
        }
        token = told["pageToken"]
        return cls(**asked, behind=cls(**asked)._place_of(token) if token else None)

    @property
    def is_of_us(self) -> bool:
        """Whether our reviews are among those of the site that was asked for."""
        return not self.site or site_of(self.site) == site_of(settings.NEWSROOM_URL)

    @property
    def languages(self) -> str:
        """How the tags begin that fit: the language, and its script where one was given."""
        first, *rest = self.language.split("-")
        return "-".join([first, *(part for part in rest if not REGION.fullmatch(part))])

    @property
    def since(self) -> dt.date | None:
        """The first day (UTC) that is not too long ago."""
        age = dt.timedelta(days=min(self.max_age, LONGEST_AGE))
        return timezone.now().date() - age if age else None

    def token(self, place: int) -> str:
        """What leads to the results behind a place; it is good for this question alone."""
        return self._signer().sign_object(place)

    def _place_of(self, token: str) -> int:
        try:
            return self._signer().unsign_object(token)
        except BadSignature:
            reason = "It was not given for this request: all other fields have to stay the same."
            raise Refused([_invalid("pageToken", reason)]) from None

    def _signer(self) -> Signer:
        same = [self.query, self.language, self.site, self.max_age, self.size]
        return Signer(salt=f"claims:search {json.dumps(same)}")


REGION = re.compile(r"[A-Za-z]{2}|[0-9]{3}")


def site_of(address: str) -> str:
    """A host as Google names sites, without protocol and www; nothing for what is no host."""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:
        host = None
    return (host or "").removeprefix("www.")


def _understood(data: QueryDict) -> dict:
    """The values by name; raises Refused with all that is wrong."""
    data = _without_dollars(data)
    known = {*Parameters.base_fields, *IGNORED}
    wrong = [{"description": UNKNOWN.format(name)} for name in sorted(data.keys() - known)]
    repeated = sorted(name for name in data.keys() & known if len(data.getlist(name)) > 1)
    wrong += [{"description": REPEATED.format(name)} for name in repeated]
    form = Parameters(data)
    for name, reasons in form.errors.items():
        wrong += [_invalid(name, reason) for reason in reasons]
    if wrong:
        raise Refused(wrong)
    return form.cleaned_data


def _without_dollars(data: QueryDict) -> QueryDict:
    """The same, with each of Google's common parameters under the shorter of its two names."""
    told = QueryDict(mutable=True)
    for name, values in data.lists():
        for value in values:
            told.appendlist(name[1:] if name in WITH_DOLLAR else name, value)
    return told


def refuse_unreadable(query: bytes) -> None:
    """Raises Refused where what was sent is no UTF-8."""
    if wrong := unreadable(query):
        raise Refused([_invalid(name, "It is no UTF-8.") for name in wrong])


def _invalid(name: str, reason: str) -> dict[str, str]:
    """A violation; Google names fields as the protocol does, `page_size`."""
    field = re.sub("(?=[A-Z])", "_", name).lower()
    return {"field": field, "description": f"Invalid value at '{field}': {reason}"}
