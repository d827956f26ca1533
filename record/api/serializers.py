"""The public shapes. Every field is named; a change is a new version of the API."""

from __future__ import annotations

import json

from django.urls import reverse

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

STATES = ["current", "superseded", "fulfilled", "moot", "retracted"]


class AddressField(serializers.Field):
    """The whole address of what it is given, as the request reached us."""

    def __init__(self, **kwargs):
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value):
        return self.context["request"].build_absolute_uri(value.get_absolute_url())


Address = extend_schema_field({"type": "string", "format": "uri"})(AddressField)


class NeighbourSerializer(serializers.Serializer):
    id = serializers.CharField()
    url = Address()
    short = serializers.CharField()


class StandingSerializer(serializers.Serializer):
    """What became of the claim since: never part of the edition, never a verdict."""

    state = serializers.ChoiceField(choices=STATES)
    by = NeighbourSerializer(allow_null=True)
    since = serializers.DateField(allow_null=True)


class VerdictSerializer(serializers.Serializer):
    key = serializers.CharField(source="verdict")
    label = serializers.CharField(source="verdict_label")


class ListingSerializer(serializers.Serializer):
    """One claim, as lists give it."""

    id = serializers.CharField(source="claim")
    url = Address()
    short = serializers.CharField()
    text = serializers.CharField()
    language = serializers.CharField()
    kind = serializers.CharField()
    verdict = VerdictSerializer(source="*")
    claimant = serializers.CharField(source="claimant_name", help_text="Empty where nobody claims.")
    basis = serializers.CharField()
    standing = StandingSerializer()
    number = serializers.IntegerField(help_text="Of the current edition.")
    published_at = serializers.DateTimeField(help_text="Of the current edition.")
    index = serializers.IntegerField(source="entry_id", help_text="Its place in the log.")


@extend_schema_field({"type": "object", "description": "An entry, as docs/api.md describes it."})
class DocumentField(serializers.Field):
    """The document that was published, value for value."""

    def to_representation(self, value):
        return json.loads(value)


class EntrySerializer(serializers.Serializer):
    """One edition with its place in the log; `bytes_url` has the exact bytes under the leaf."""

    index = serializers.IntegerField()
    leaf = serializers.CharField(help_text="SHA-256(0x00 ‖ bytes), hexadecimal.")
    bytes_url = serializers.SerializerMethodField()
    document = DocumentField(source="data")

    def get_bytes_url(self, entry) -> str:
        path = reverse("edition_json", args=[entry.claim, entry.number])
        return self.context["request"].build_absolute_uri(path)


class ClaimSerializer(EntrySerializer):
    """A claim: its current edition, and where it stands now."""

    id = serializers.CharField(source="claim")
    url = serializers.SerializerMethodField()
    standing = StandingSerializer()

    def get_url(self, entry) -> str:
        path = self.context["listing"].get_absolute_url()
        return self.context["request"].build_absolute_uri(path)


class NoteSerializer(serializers.Serializer):
    """One line in the history of a claim."""

    number = serializers.IntegerField(source="entry.number")
    url = Address()
    edition_kind = serializers.CharField(source="entry.edition_kind")
    notice = serializers.CharField(source="told.notice")
    verdict = serializers.CharField()
    verdict_changed = serializers.BooleanField(source="told.verdict_changed")
    published_at = serializers.DateTimeField(source="entry.published_at")
    index = serializers.IntegerField(source="entry.index")
    leaf = serializers.CharField(source="entry.leaf")


class HistorySerializer(serializers.Serializer):
    editions = NoteSerializer(many=True)


class ChangeSerializer(serializers.Serializer):
    """One entry of the log, whole. A notice belongs to no claim."""

    index = serializers.IntegerField()
    leaf = serializers.CharField(help_text="SHA-256(0x00 ‖ bytes), hexadecimal.")
    kind = serializers.ChoiceField(choices=["edition", "notice"])
    claim = serializers.CharField(help_text="Empty for a notice.")
    number = serializers.IntegerField(allow_null=True)
    edition_kind = serializers.CharField(help_text="Empty for a notice.")
    published_at = serializers.DateTimeField()
    document = DocumentField(source="data")


class ChangesSerializer(serializers.Serializer):
    """Entries behind a place in the log; `after` is the place to go on behind, now or later."""

    changes = ChangeSerializer(many=True)
    after = serializers.IntegerField()
    next = serializers.URLField(allow_null=True, help_text="Null where no more is there yet.")
    size = serializers.IntegerField(help_text="How many entries the log has.")
    root = serializers.CharField(help_text="The root of the tree over all of them (RFC 9162).")
