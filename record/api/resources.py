"""Editions, corrections, statements, and what editions mention, as lists and one by one.

Pages begin behind a key: nothing is counted, and a page costs the same wherever it lies.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404

import msgspec
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from record import corrections, freshness, reading
from record.api import serializers
from record.api.asking import AFTER, BEFORE, LIMIT, USUAL, fields_of, place_in
from record.api.openapi import matching, page_of
from record.api.views import SparseMixin
from record.exporting.told import statements_in
from record.filters import OnceEach, is_public_id, one_of
from record.models import Citation, Entry, Listing


class KeysetList(SparseMixin, GenericAPIView):
    """A list under `plural`, page by page; `further` names the parameter that leads on."""

    plural = ""
    further = "after"
    parameters = ("after", "limit", "fields")

    def get(self, request):
        place = place_in(request).cleaned_data
        self.look()
        return self.answer(freshness.log_mark(), lambda: self.listed(place))

    def look(self) -> None:
        """Read what else was asked for; raises ValidationError."""

    def listed(self, place: dict[str, Any]) -> Response:
        limit = place["limit"] or USUAL
        rows = self.rows(place[self.further], limit + 1)
        shown, following = rows[:limit], None
        if len(rows) > limit:
            address = self.request.build_absolute_uri()
            following = replace_query_param(address, self.further, self.key(shown[-1]))
        told = self.get_serializer(self.told(shown), many=True).data
        response = Response({self.plural: told, "next": following})
        if following:
            response["Link"] = f'<{following}>; rel="next"'
        return response

    def rows(self, place: int | None, most: int) -> list:
        raise NotImplementedError

    def told(self, rows: list) -> list:
        """The rows with what is told beside them."""
        return rows

    def key(self, row) -> int:
        return row.pk


class Chosen(OnceEach):
    claim = forms.CharField(required=False, validators=[is_public_id])
    edition_kind = forms.ChoiceField(
        required=False,
        choices=[(one, one) for one in Entry.EditionKind.values],
        error_messages=one_of(Entry.EditionKind.values),
    )


def with_notes(entries: list[Entry]) -> list[Entry]:
    """Entries with what their history tells, and where their claims stand; two queries."""
    listings = Listing.objects.filter(claim__in={entry.claim for entry in entries})
    stands = {one.claim: one.standing for one in reading.with_standing(listings.defer("words"))}
    for entry in entries:
        entry.told, entry.standing = reading.note_of(entry).told, stands[entry.claim]
    return entries


class EditionsView(KeysetList):
    """All editions of all claims, the newest first."""

    plural, further = "editions", "before"
    serializer_class = serializers.EditionSerializer
    parameters = ("before", "limit", "fields", "claim", "edition_kind")

    @extend_schema(
        operation_id="all_editions_list",
        parameters=[
            BEFORE,
            LIMIT,
            fields_of(serializers.EditionSerializer),
            OpenApiParameter(
                "claim",
                {"type": "string", **matching(is_public_id)},
                description="Id of a claim: its editions alone.",
            ),
            OpenApiParameter(
                "edition_kind",
                enum=Entry.EditionKind.values,
                description="Editions of this kind alone.",
            ),
        ],
        responses=page_of("editions", serializers.EditionSerializer),
    )
    def get(self, request):
        return super().get(request)

    def look(self):
        asked = Chosen(self.request.query_params)
        if not asked.is_valid():
            raise ValidationError(asked.errors)
        self.asked = {name: value for name, value in asked.cleaned_data.items() if value}

    def rows(self, place, most):
        found = Entry.objects.editions().filter(**self.asked)
        if place is not None:
            found = found.filter(index__lt=place)
        return list(found.order_by("-index")[:most])

    def told(self, rows):
        return with_notes(rows)


class CorrectionsView(KeysetList):
    """What was corrected or retracted, the newest first: the corrections log."""

    plural, further = "corrections", "before"
    serializer_class = serializers.EditionSerializer
    parameters = ("before", "limit", "fields")

    @extend_schema(
        operation_id="corrections_list",
        parameters=[BEFORE, LIMIT, fields_of(serializers.EditionSerializer)],
        responses=page_of("corrections", serializers.EditionSerializer),
    )
    def get(self, request):
        return super().get(request)

    def rows(self, place, most):
        found = Entry.objects.filter(index__in=corrections.indices(most, place))
        return list(found.order_by("-index"))

    def told(self, rows):
        return with_notes(rows)


class SubjectsView(KeysetList):
    """Those of one kind that a listed claim mentions, in the order in which they first were."""

    kind = ""

    @property
    def plural(self):
        return f"{self.kind}s"

    def rows(self, place, most):
        found = reading.subjects(self.kind).filter(pk__gt=place or 0)
        return list(found.order_by("pk")[:most])


class SubjectView(SparseMixin, GenericAPIView):
    """One of them, by its id."""

    kind = ""

    def get(self, request, public_id):
        found = reading.subjects(self.kind).filter(public_id=public_id)
        self.subject = found.with_its_moment().first()
        if self.subject is None:
            raise Http404
        mark = f"{self.kind}{self.subject.pk}at{self.subject.index}"
        return self.answer(mark, lambda: Response(self.get_serializer(self.subject).data))

    def changed(self, mark):
        return self.subject.named_at


def _pair(kind: str, serializer) -> tuple[type[SubjectsView], type[SubjectView]]:
    """The views of one kind of subject, each with its own description."""
    plural = f"{kind}s"
    listed = type(f"{plural.title()}View", (SubjectsView,), {"kind": kind, "plural": plural})
    one = type(f"{kind.title()}View", (SubjectView,), {"kind": kind})
    listed.__doc__ = (
        f"The {plural} that listed claims mention, in the order in which they first were."
    )
    one.__doc__ = f"One {kind}, by its {'key' if kind == 'verdict' else 'id'}."
    listed.serializer_class = one.serializer_class = serializer
    fields = fields_of(serializer)
    described = extend_schema(
        operation_id=f"{plural}_list",
        parameters=[AFTER, LIMIT, fields],
        responses=page_of(plural, serializer),
    )
    listed.get = described(lambda self, request: SubjectsView.get(self, request))
    described = extend_schema(operation_id=f"{plural}_retrieve", parameters=[fields])
    one.get = described(lambda self, request, public_id: SubjectView.get(self, request, public_id))
    return listed, one


SUBJECTS = {
    "speaker": _pair("speaker", serializers.SpeakerSerializer),
    "publisher": _pair("publisher", serializers.PublisherSerializer),
    "source": _pair("source", serializers.SourceSerializer),
    "topic": _pair("topic", serializers.TopicSerializer),
    "verdict": _pair("verdict", serializers.ScaleSerializer),
}


@dataclass(frozen=True)
class Cited:
    """One claim that cites a statement."""

    use: str
    stance: str
    counted: bool
    listing: Listing

    @property
    def claim(self) -> str:
        return self.listing.claim

    @property
    def short(self) -> str:
        return self.listing.short

    @property
    def standing(self):
        return self.listing.standing

    def get_absolute_url(self) -> str:
        return self.listing.get_absolute_url()


# How many of those that cite a statement are told beside it; all have a list of their own.
BESIDE = 100


def _standing_citations() -> QuerySet[Citation]:
    return Citation.objects.filter(listing__retracted=False)


def statements(ids: list[str]) -> list[dict[str, Any]]:
    """These statements, each as the newest edition that cites it has it; four queries for all.

    One that was cited no more when they were counted is left out.
    """
    citations = _standing_citations().filter(statement__in=ids)
    sums = citations.order_by().values("statement")
    sums = sums.annotate(count=Count("pk"), newest=Max("listing__entry_id"))
    counted = {row["statement"]: row for row in sums}
    entries = Entry.objects.in_bulk({row["newest"] for row in counted.values()})
    by, told = _beside(citations), []
    for one in filter(counted.__contains__, ids):
        entry, count = entries[counted[one]["newest"]], counted[one]["count"]
        shape = msgspec.to_builtins(statements_in(entry.content)[one])
        cited = {"cited_by": by[one], "cited_by_count": count}
        told.append(shape | {"index": entry.index} | cited)
    return told


def _beside(citations: QuerySet[Citation]) -> dict[str, list[Cited]]:
    """Those that are told beside each statement: the first that were listed."""
    number = Window(RowNumber(), partition_by="statement", order_by="pk")
    first = citations.annotate(number=number).filter(number__lte=BESIDE).values("pk")
    found = defaultdict(list)
    for row in _with_listings(Citation.objects.filter(pk__in=first).order_by("pk")):
        found[row.statement].append(_cited(row))
    return found


def _with_listings(citations: QuerySet[Citation]) -> list[Citation]:
    """Each with the claim that cites, and where it stands; two queries."""
    rows = list(citations.select_related("listing").defer("listing__words", "listing__text"))
    reading.with_standing(row.listing for row in rows)
    return rows


def _cited(row: Citation) -> Cited:
    return Cited(row.use, row.stance, row.counted, row.listing)


class StatementsView(KeysetList):
    """The statements that current editions cite, in the order in which they first were listed."""

    plural = "statements"
    serializer_class = serializers.StatementSerializer

    @extend_schema(
        operation_id="statements_list",
        parameters=[AFTER, LIMIT, fields_of(serializers.StatementSerializer)],
        responses=page_of("statements", serializers.StatementSerializer),
    )
    def get(self, request):
        return super().get(request)

    def rows(self, place, most):
        cited = _standing_citations()
        earlier = cited.filter(statement=OuterRef("statement"), pk__lt=OuterRef("pk"))
        first = cited.filter(pk__gt=place or 0).exclude(Exists(earlier))
        return list(first.order_by("pk").only("statement")[:most])

    def told(self, rows):
        return statements([row.statement for row in rows])


class StatementView(SparseMixin, GenericAPIView):
    """One statement, and the claims that cite it."""

    serializer_class = serializers.StatementSerializer

    @extend_schema(
        operation_id="statements_retrieve",
        parameters=[fields_of(serializers.StatementSerializer)],
    )
    def get(self, request, public_id):
        if not _standing_citations().filter(statement=public_id).exists():
            raise Http404
        return self.answer(freshness.log_mark(), lambda: self.shown(public_id))

    def shown(self, public_id):
        for told in statements([public_id]):
            return Response(self.get_serializer(told).data)
        raise Http404  # retracted this very moment


class CitationsView(KeysetList):
    """Every claim that cites one statement, in the order in which they were listed."""

    plural = "citations"
    serializer_class = serializers.CitedBySerializer

    @extend_schema(
        operation_id="citations_list",
        parameters=[AFTER, LIMIT, fields_of(serializers.CitedBySerializer)],
        responses=page_of("citations", serializers.CitedBySerializer),
    )
    def get(self, request, public_id):
        self.citations = _standing_citations().filter(statement=public_id)
        if not self.citations.exists():
            raise Http404
        return super().get(request)

    def rows(self, place, most):
        found = self.citations.filter(pk__gt=place or 0)
        return _with_listings(found.order_by("pk")[:most])

    def told(self, rows):
        return [_cited(row) for row in rows]
