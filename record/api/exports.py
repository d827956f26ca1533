"""Everything that was published, to be downloaded; it is written as it is read."""

from __future__ import annotations

import datetime as dt
import re

from django import forms
from django.http import FileResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from record import freshness
from record.api import downloads, ranges
from record.api.asking import refuse_beyond, refuse_nowhere
from record.api.views import PublicMixin
from record.exporting import bundling, files, writing
from record.exporting.scope import Scope, head
from record.exporting.tables import ALL, TABLES
from record.filters import LARGEST_INDEX, ClaimFilter, OnceEach
from record.models import Listing

WITH_WORDS = "Words are looked for in what stands now: leave out q, or as_of."
ONLY_NOW = "Words are looked for in what stands now, and {} tells of earlier editions too."
SQUEEZED = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
BEHIND_AS_OF = "What stood then has nothing behind that: after has to be lower than as_of, {}."
NOT_YET = "The log has {} entries: as_of is at most that."


class Stretch(OnceEach):
    """Behind which place in the log an export begins, and how long the log was."""

    after = forms.IntegerField(min_value=-1, max_value=LARGEST_INDEX, required=False)
    as_of = forms.IntegerField(min_value=0, max_value=LARGEST_INDEX, required=False)


def scope_of(parameters, *, filtered: bool = True) -> Scope:
    """What was asked for, with the head fixed; raises ValidationError by the parameter's name."""
    stretch = Stretch(parameters)
    filters = ClaimFilter(parameters, Listing.objects.all())
    if not stretch.is_valid() or not filters.is_valid():
        raise ValidationError({**stretch.errors, **filters.errors})
    size, root = head()
    given = filters.given
    retracted = given.pop("retracted", "") == "include"
    as_of, after = stretch.cleaned_data["as_of"], stretch.cleaned_data["after"]
    if as_of is not None and as_of > size:
        raise ValidationError({"as_of": [NOT_YET.format(size)]})
    refuse_beyond(after, size)
    if as_of is not None and after is not None and after >= as_of:
        raise ValidationError({"after": [BEHIND_AS_OF.format(as_of)]})
    if as_of is not None and "q" in given:
        raise ValidationError({"q": [WITH_WORDS]})
    return Scope(
        size=size if as_of is None else as_of,
        root=root if as_of in (None, size) else "",
        after=-1 if after is None else after,
        filters=filters if given else None,
        retracted=retracted,
        past=as_of is not None,
        given=given,
    )


def refuse_unkept(name: str, form: str, scope: Scope) -> None:
    """Refuse what this export could not keep; raises ValidationError by the parameter's name."""
    table = TABLES.get(name)
    if "q" in scope.given and table and table.every is not None:
        raise ValidationError({"q": [ONLY_NOW.format(name)]})
    if scope.past and form == files.FEED:
        raise ValidationError({"as_of": ["The feed of reviews tells where claims stand now."]})
    # What was, earlier editions may have had.
    if not scope.past and not (table and table.every is not None):
        refuse_nowhere(scope.given)


class ExportListView(PublicMixin, APIView):
    """What can be downloaded, with every column of every table."""

    @downloads.the_list
    def get(self, request):
        return self.answer("exports", self.listed)

    def listed(self):
        bundle = reverse("api_bundle", request=self.request)
        return Response({"exports": [*map(self.table, ALL), *self.whole()], "bundle": bundle})

    def table(self, table):
        columns = [{"name": c.name, "type": c.type, "about": c.about} for c in table.columns]
        told = {"name": table.name, "about": table.about, "key": table.key, "columns": columns}
        return told | {"urls": self.urls(table.name)}

    def whole(self):
        about = {
            files.DOCUMENTS: "Current editions, whole.",
            files.LOG: "Every entry of the log, with the bytes that were hashed.",
        }
        return [{"name": n, "about": told, "urls": self.urls(n)} for n, told in about.items()]

    def urls(self, name):
        return {
            form: reverse("api_export", args=[name, form], request=self.request)
            for form in files.FORMS[name]
        }


def _instead_of(name: str, form: str) -> str:
    """What there is where an export is not."""
    if name in files.FORMS:
        return f"There is no {name}.{form}. Of {name} there are: {', '.join(files.FORMS[name])}."
    names = ", ".join([*files.FORMS, "bundle.zip"])
    return f"There is no export of {name}. There are: {names}; /api/v1/export/ tells their forms."


class ExportView(PublicMixin, APIView):
    """One export. `after` goes on behind a place in the log, `as_of` tells what stood then."""

    parameters = (*ClaimFilter.base_filters, "after", "as_of")
    # For the description alone.
    queryset, filterset_class = Listing.objects.all(), ClaimFilter
    filter_backends, told_headers = [DjangoFilterBackend], downloads.HEADERS

    @downloads.one_of_them
    def get(self, request, name, form):
        if form not in files.FORMS.get(name, ()):
            raise NotFound(_instead_of(name, form))
        if name == files.LOG:
            self.refuse_filters()
        response = self.answer(freshness.log_mark(), lambda: self.written(name, form))
        response["Accept-Ranges"] = "none"
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    @property
    def squeezes(self):
        return bool(SQUEEZED.search(self.request.headers.get("Accept-Encoding", "")))

    def etag(self, mark):
        """Of the bytes as they are sent; whoever has them in the other coding has them too."""
        plain = freshness.mark_of(mark)
        squeezed = f'{plain[:-1]}-gzip"'
        sent, other = (squeezed, plain) if self.squeezes else (plain, squeezed)
        held = self.request.headers.get("If-None-Match", "")
        return other if other in held and sent not in held else sent

    def refuse_filters(self):
        """Of the log nothing is left out: who has all of it can hash it."""
        if given := sorted(set(self.request.query_params) - {"after", "as_of"}):
            raise ValidationError({one: ["The log has no filters."] for one in given})

    def written(self, name, form):
        scope = scope_of(self.request.query_params)
        refuse_unkept(name, form, scope)
        content = files.content(name, form, scope)
        response = StreamingHttpResponse(writing.compressed(content) if self.squeezes else content)
        response["Content-Type"] = files.TYPES[form]
        response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
        response["On-Record-Size"] = str(scope.size)
        if scope.root:
            response["On-Record-Root"] = scope.root
        if self.squeezes:
            response["Content-Encoding"] = "gzip"
        return response


class BundleView(PublicMixin, APIView):
    """The newest bundle that was made: the log, the tables, and what checks them."""

    told_headers = downloads.SIZE

    @downloads.the_bundle
    def get(self, request):
        place = bundling.newest()
        if place is None:
            raise NotFound(downloads.NO_BUNDLE)
        self.place = place
        return self.answer(f"bundle{place.stem}", lambda: self.sent(place))

    def changed(self, mark):
        return dt.datetime.fromtimestamp(self.place.stat().st_mtime, dt.UTC)

    def sent(self, place):
        size = place.stat().st_size
        try:
            part = ranges.part_in(self.wanted(place), size)
        except ranges.Unsatisfiable:
            return ranges.beyond(size)
        response = ranges.part_of(place, *part) if part else FileResponse(place.open("rb"))
        response["Content-Type"] = "application/zip"
        response["Content-Disposition"] = f'attachment; filename="{place.name}"'
        response["Accept-Ranges"] = "bytes"
        response["On-Record-Size"] = str(bundling.size_of(place))
        return response

    def wanted(self, place):
        """The range that is asked for; none where what was begun is another file by now."""
        begun = self.request.headers.get("If-Range", "")
        same = begun in ("", self.etag(f"bundle{place.stem}"))
        asks = same and self.request.method == "GET"
        return self.request.headers.get("Range", "") if asks else ""
