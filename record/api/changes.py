"""Follow the record: every entry of the log in order, from where one left off."""

from __future__ import annotations

from django import forms

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from record import freshness
from record.api.asking import refuse_beyond
from record.api.serializers import ChangesSerializer
from record.api.views import PublicMixin
from record.exporting.scope import head
from record.filters import LARGEST_INDEX, OnceEach
from record.models import Entry

MOST, USUAL = 500, 100
PARAMETERS = [
    OpenApiParameter(
        "after",
        {"type": "integer", "minimum": -1},
        description="Entries behind this index of the log; -1, or nothing, for all.",
    ),
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
        description="The most entries in one answer.",
    ),
]


class Following(OnceEach):
    after = forms.IntegerField(min_value=-1, max_value=LARGEST_INDEX, required=False)
    limit = forms.IntegerField(min_value=1, max_value=MOST, required=False)


class ChangesView(PublicMixin, APIView):
    """Every edition and notice since, oldest first. Ask again behind the `after` that was given.

    Entries get their indices one after another, each once the one before is there for everybody to
    see: whoever goes on behind the last one that they have misses none and gets none twice.
    """

    parameters = ("after", "limit")

    @extend_schema(operation_id="changes_list", parameters=PARAMETERS, responses=ChangesSerializer)
    def get(self, request):
        asked = Following(request.query_params)
        if not asked.is_valid():
            raise ValidationError(asked.errors)
        return self.answer(freshness.log_mark(), lambda: self.listed(**asked.cleaned_data))

    def listed(self, after, limit):
        after, limit = -1 if after is None else after, limit or USUAL
        found = Entry.objects.filter(index__gt=after).order_by("index")
        entries = list(found[: limit + 1])
        size, root = head()
        refuse_beyond(after, size)
        shown = entries[:limit]
        last = shown[-1].index if shown else after
        told = {
            "changes": shown,
            "after": last,
            "next": self.further(last) if len(entries) > limit else None,
            "size": size,
            "root": root,
        }
        return Response(ChangesSerializer(told, context={"request": self.request}).data)

    def further(self, after):
        return replace_query_param(self.request.build_absolute_uri(), "after", after)


@extend_schema(exclude=True)
class ChangesWithoutSlash(ChangesView):
    """The same, for whoever writes the address so."""
