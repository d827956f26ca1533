"""The read-only API. It reads the record and nothing else."""

from __future__ import annotations

import functools
import re
from difflib import get_close_matches

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import resolve

import msgspec
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema, inline_serializer
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from record import filters, freshness, reading
from record.api import serializers
from record.api.asking import chosen, fields_of, filters_in, named, names_of
from record.api.errors import NOTHING, problem
from record.api.openapi import PublicSchema
from record.api.paging import LogPagination
from record.api.related import mark_around, related
from record.api.rows import RowRenderer
from record.models import Entry, Listing
from record.views.page import listing_or_404

EXPAND = "With each claim its whole `document`, its `relations`, or both with a comma."
VERSION = re.compile(r"/api/v(\d{1,9})(?:/|$)")
KINDS = ("source", "speaker", "publisher", "topic", "verdict")


class AlwaysJson(BaseContentNegotiation):
    """There is one format, so whatever is asked for is answered in it."""

    def select_parser(self, request, parsers):
        return None

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class PublicMixin:
    """GET and HEAD, JSON, from any origin; every error is a problem document."""

    http_method_names = ["get", "head"]
    content_negotiation_class = AlwaysJson
    schema = PublicSchema()
    parameters: tuple[str, ...] = ()

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.refuse_unknown(request)

    def refuse_unknown(self, request):
        """A parameter that means nothing is a mistake, and a silent one would mislead."""
        if unknown := sorted(set(request.query_params) - set(self.parameters)):
            raise ValidationError({name: [self.not_known(name)] for name in unknown})
        if wrong := filters.unreadable(request.META["QUERY_STRING"].encode("latin-1")):
            raise ValidationError({name: ["This is no UTF-8."] for name in wrong})

    def not_known(self, name):
        """What is said of a parameter that means nothing here: the one it looks like, or all."""
        there = sorted(self.parameters)
        like = get_close_matches(name, there, n=1)
        if like:
            return f"Unknown parameter. Did you mean {like[0]}?"
        told = f"There are: {', '.join(there)}." if there else "There are none here."
        return f"Unknown parameter. {told}"

    def get_exception_handler(self):
        return problem

    def answer(self, mark, body):
        """The response of `body()`, or none where the client has it already."""
        etag, modified = self.etag(mark), freshness.last_modified(self.changed(mark))
        response = freshness.unchanged(self.request._request, etag, modified) or body()
        return freshness.keep(response, etag, modified)

    def etag(self, mark):
        return freshness.mark_of(mark)

    def changed(self, mark):
        """The moment at which what an answer depends on last changed."""
        return getattr(mark, "moment", None)


class SparseMixin(PublicMixin):
    """Gives the fields that were asked for."""

    parameters = ("fields",)

    @functools.cached_property
    def fields(self):
        return chosen(self.request, "fields", names_of(self.get_serializer_class()))

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.get_serializer_context()

    def get_serializer_context(self):
        return {**super().get_serializer_context(), "fields": self.fields}


class ClaimListView(SparseMixin, GenericAPIView):
    """The claims that are published now: the newest first, or those that answer best."""

    plural = "claims"
    queryset = Listing.objects.all()
    renderer_classes = [RowRenderer]
    serializer_class = serializers.ListingSerializer
    # Named to be described; `filters_in` makes those that were given.
    filter_backends = [DjangoFilterBackend]
    filterset_class = filters.ClaimFilter
    pagination_class = LogPagination
    parameters = (
        *filters.ClaimFilter.base_filters,
        *("before", "page", "order", "limit", "fields", "expand"),
    )

    @extend_schema(
        operation_id="claims_list",
        parameters=[
            fields_of(serializers.ListingSerializer),
            named("expand", sorted(serializers.EXPANDED), EXPAND),
        ],
        responses=serializers.ListingSerializer(many=True),
    )
    def get(self, request):
        return self.answer(freshness.log_mark(), self.listed)

    @functools.cached_property
    def expanded(self):
        return chosen(self.request, "expand", sorted(serializers.EXPANDED)) or []

    def get_serializer_context(self):
        context = super().get_serializer_context()
        asked = {*self.expanded, *(self.fields or ())}
        return context | {"expand": serializers.EXPANDED & asked}

    def listed(self):
        filterset = filters_in(self.request.query_params)
        rows = self.paginator.paginate(filterset, self.request)
        self.expand(rows)
        if self.fields is not None:
            rows = [row.only([*self.fields, *self.expanded]) for row in rows]
        return self.get_paginated_response(rows)

    def expand(self, rows):
        """Beside each claim what was asked for; a few queries for each kind."""
        context = self.get_serializer_context()
        if "document" in context["expand"]:
            entries = Entry.objects.filter(index__in=[row.index for row in rows])
            documents = dict(entries.values_list("index", "data"))
            for row in rows:
                row.document = msgspec.Raw(documents[row.index].encode())
        if "relations" in context["expand"]:
            linked = related(reading.bonds([row.id for row in rows]))
            serializer = serializers.RelationSerializer(many=True, context=context)
            for row in rows:
                row.relations = serializer.to_representation(linked[row.id])


class ClaimMixin(SparseMixin):
    def look_up(self, claim):
        self.listing = listing_or_404(claim)
        return self.listing

    def changed(self, mark):
        return self.listing.touched_at


class ClaimView(ClaimMixin, GenericAPIView):
    """One claim: its current edition, and where it stands. Retracted ones too."""

    serializer_class = serializers.ClaimSerializer

    @extend_schema(
        operation_id="claims_retrieve", parameters=[fields_of(serializers.ClaimSerializer)]
    )
    def get(self, request, claim):
        mark, listing = mark_around(claim), self.look_up(claim)
        return self.answer(mark, lambda: self.shown(listing))

    def changed(self, mark):
        return mark.moment

    def shown(self, listing):
        entry, bonds = listing.entry, reading.bonds([listing.claim])
        entry.listing = listing
        entry.standing = reading.standing(listing, bonds[listing.claim])
        entry.related = related(bonds)[listing.claim]
        return Response(self.get_serializer(entry).data)


class EditionListView(ClaimMixin, GenericAPIView):
    """The history of one claim, newest first."""

    serializer_class = serializers.NoteSerializer

    @extend_schema(
        operation_id="editions_list",
        parameters=[fields_of(serializers.NoteSerializer)],
        responses=inline_serializer("History", {"editions": serializers.NoteSerializer(many=True)}),
    )
    def get(self, request, claim):
        listing = self.look_up(claim)
        return self.answer(listing.touched, lambda: self.listed(claim))

    def listed(self, claim):
        editions = self.get_serializer(reading.history(claim), many=True).data
        return Response({"editions": editions})


class EditionView(ClaimMixin, GenericAPIView):
    """One edition of a claim, the current or an earlier one."""

    serializer_class = serializers.EntrySerializer

    @extend_schema(
        operation_id="editions_retrieve", parameters=[fields_of(serializers.EntrySerializer)]
    )
    def get(self, request, claim, number):
        self.look_up(claim)
        self.entry = get_object_or_404(Entry.objects.of(claim), number=number)
        return self.answer(self.entry.leaf, lambda: Response(self.get_serializer(self.entry).data))

    def changed(self, mark):
        return self.entry.published_at


@extend_schema(exclude=True)
class RootView(PublicMixin, APIView):
    def get(self, request):
        return self.answer("root", self.listed)

    def listed(self):
        names = {
            "claims": "api_claims",
            "editions": "api_all_editions",
            "statements": "api_statements",
            **{f"{kind}s": f"api_{kind}s" for kind in KINDS},
            "corrections": "api_corrections",
            "changes": "api_changes",
            "exports": "api_exports",
            "schema": "api_schema",
            "docs": "api_docs",
        }
        return Response({key: reverse(name, request=self.request) for key, name in names.items()})


class SchemaView(PublicMixin, SpectacularJSONAPIView):
    """The description of this API, OpenAPI 3.1."""

    @extend_schema(exclude=True)
    def get(self, request, *args, **kwargs):
        return self.answer("schema", lambda: super(SchemaView, self).get(request))


@extend_schema(exclude=True)
class NothingHere(PublicMixin, APIView):
    """Any other address below /api/."""

    def initial(self, request, *args, **kwargs):
        raise NotFound(self.instead_of(request.path_info))

    def instead_of(self, path):
        version = VERSION.match(path)
        if version and version[1] != "1":
            return f"There is no version {version[1]}. This one begins at {reverse('api_root')}"
        if not path.endswith("/") and self.is_there(f"{path}/"):
            return f"{NOTHING} With a slash at its end it is one: {path}/"
        return f"{NOTHING} Those that there are: {reverse('api_docs')}"

    def is_there(self, path):
        return getattr(resolve(path).func, "cls", None) is not NothingHere

    def get(self, request, **kwargs):
        raise Http404
