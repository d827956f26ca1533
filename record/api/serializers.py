"""The public shapes. Every field is named; a change is a new version of the API."""

from __future__ import annotations

import json

from django.urls import reverse

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from record.api.openapi import published

# What is given only where it is asked for.
EXPANDED = {"document", "relations"}
STATES = ["current", "superseded", "fulfilled", "moot", "retracted"]


class AddressField(serializers.Field):
    """The whole address of what it is given, as the request reached us."""

    def __init__(self, **kwargs):
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value):
        return self.context["request"].build_absolute_uri(value.get_absolute_url())


Address = extend_schema_field({"type": "string", "format": "uri"})(AddressField)


class Sparse(serializers.Serializer):
    """Leaves out the fields that were not asked for."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        wanted = self.context.get("fields")
        if wanted is not None:
            for name in set(self.fields) - set(wanted):
                self.fields.pop(name)


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


@extend_schema_field({"oneOf": [published("Edition"), published("Scale")]})
class EntryField(serializers.Field):
    """What was published, value for value."""

    def to_representation(self, value):
        return json.loads(value)


@extend_schema_field(published("Edition"))
class DocumentField(EntryField):
    """The same, of an edition."""


class PartField(serializers.Field):
    """A part of what was published, value for value."""

    def to_representation(self, value):
        return value


def part(name: str, **kwargs) -> serializers.Field:
    """A field of the shape that `record.schema` has under this name."""
    described = extend_schema_field(published(name))
    return described(type(f"{name}Field", (PartField,), {}))(**kwargs)


@extend_schema_field({"type": "string", "format": "uri"})
class WholeField(serializers.SerializerMethodField):
    """A whole address that a method makes."""


class RelationSerializer(serializers.Serializer):
    """What this claim does to another, or another to this one (`incoming`)."""

    type = serializers.CharField(source="bond.type")
    incoming = serializers.BooleanField(source="bond.incoming")
    on = serializers.DateField(source="bond.on", allow_null=True)
    reason = serializers.CharField(source="bond.reason")
    claim = NeighbourSerializer(source="bond.other")
    standing = StandingSerializer(help_text="Of the other claim, now.")


class ListingSerializer(Sparse):
    """One claim, as lists give it; `document` and `relations` where they were asked for."""

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
    document = DocumentField(source="entry.data", required=False)
    relations = RelationSerializer(many=True, source="related", required=False)


class EntrySerializer(Sparse):
    """One edition with its place in the log; `bytes_url` has the exact bytes under the leaf."""

    index = serializers.IntegerField()
    leaf = serializers.CharField(help_text="SHA-256(0x00 ‖ bytes), hexadecimal.")
    bytes_url = WholeField()
    document = DocumentField(source="data")

    def get_bytes_url(self, entry):
        path = reverse("edition_json", args=[entry.claim, entry.number])
        return self.context["request"].build_absolute_uri(path)


class ClaimSerializer(EntrySerializer):
    """A claim: its current edition, and where it stands now."""

    id = serializers.CharField(source="claim")
    url = WholeField()
    standing = StandingSerializer()
    relations = RelationSerializer(many=True, source="related")

    def get_url(self, entry):
        return self.context["request"].build_absolute_uri(entry.listing.get_absolute_url())


class NoteSerializer(Sparse):
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


class ChangeSerializer(serializers.Serializer):
    """One entry of the log, whole. A notice belongs to no claim."""

    index = serializers.IntegerField()
    leaf = serializers.CharField(help_text="SHA-256(0x00 ‖ bytes), hexadecimal.")
    kind = serializers.ChoiceField(choices=["edition", "notice"])
    claim = serializers.CharField(help_text="Empty for a notice.")
    number = serializers.IntegerField(allow_null=True)
    edition_kind = serializers.CharField(help_text="Empty for a notice.")
    published_at = serializers.DateTimeField()
    document = EntryField(source="data")


class ChangesSerializer(serializers.Serializer):
    """Entries behind a place in the log; `after` is the place to go on behind, now or later."""

    changes = ChangeSerializer(many=True)
    after = serializers.IntegerField()
    next = serializers.URLField(allow_null=True, help_text="Null where no more is there yet.")
    size = serializers.IntegerField(help_text="How many entries the log has.")
    root = serializers.CharField(help_text="The root of the tree over all of them (RFC 9162).")


class EditionSerializer(Sparse):
    """One edition of any claim; whole at `api_url`, its exact bytes at `bytes_url`."""

    index = serializers.IntegerField()
    claim = serializers.CharField()
    number = serializers.IntegerField()
    edition_kind = serializers.CharField()
    notice = serializers.CharField(source="told.notice")
    verdict = serializers.CharField(source="told.content.verdict.label")
    verdict_changed = serializers.BooleanField(source="told.verdict_changed")
    published_at = serializers.DateTimeField()
    leaf = serializers.CharField()
    standing = StandingSerializer(help_text="Of the claim, now.")
    url = Address()
    api_url = WholeField()
    bytes_url = WholeField()

    def get_api_url(self, entry):
        return _whole(self, "api_edition", entry.claim, entry.number)

    def get_bytes_url(self, entry):
        return _whole(self, "edition_json", entry.claim, entry.number)


def _whole(serializer: serializers.Serializer, name: str, *args) -> str:
    return serializer.context["request"].build_absolute_uri(reverse(name, args=args))


class SubjectSerializer(Sparse):
    """What editions mention, as the newest that does says."""

    id = serializers.CharField(source="public_id")
    url = Address(help_text="Its page.")
    claims_url = WholeField(help_text="The claims that mention it.")
    index = serializers.IntegerField(help_text="The entry of the log that says so.")

    def get_claims_url(self, subject):
        return f"{_whole(self, 'api_claims')}?{subject.kind}={subject.public_id}"


class SpeakerSerializer(SubjectSerializer):
    name = serializers.CharField(source="data.name")
    kind = serializers.CharField(source="data.kind")
    note = serializers.CharField(source="data.note", help_text="Tells two of a name apart.")


class NamedSerializer(SubjectSerializer):
    name = serializers.CharField(source="data.name")
    slug = serializers.CharField(source="data.slug")


class PublisherSerializer(NamedSerializer):
    pass


class TopicSerializer(NamedSerializer):
    pass


class ScaleSerializer(SubjectSerializer):
    """One verdict; without value it has only words."""

    label = serializers.CharField(source="data.label")
    meaning = serializers.CharField(source="data.meaning")
    value = serializers.IntegerField(source="data.value", allow_null=True)
    best = serializers.IntegerField(source="data.best", allow_null=True)
    worst = serializers.IntegerField(source="data.worst", allow_null=True)


class SourceSerializer(SubjectSerializer):
    title = serializers.CharField(source="data.title")
    kind = serializers.CharField(source="data.kind")
    grade = serializers.CharField(source="data.grade")
    grade_reason = serializers.CharField(source="data.grade_reason")
    address = serializers.CharField(source="data.url", help_text="Of the work itself, if any.")
    archive_url = serializers.CharField(source="data.archive_url")
    author = serializers.CharField(source="data.author")
    publisher = part("Publisher", source="data.publisher", allow_null=True)
    published = part("Interval", source="data.published")
    language = serializers.CharField(source="data.language")
    held = serializers.BooleanField(source="data.held", help_text="Whether a capture is kept.")
    annotations_url = WholeField(help_text="All that is cited from it.")

    def get_annotations_url(self, subject):
        return _whole(self, "source_annotations", subject.public_id)


class CitedBySerializer(Sparse):
    """A claim that cites a statement: as evidence, or as where it was made."""

    use = serializers.ChoiceField(choices=["appearance", "evidence"])
    stance = serializers.CharField(help_text="Empty for an appearance.")
    counted = serializers.BooleanField()
    claim = serializers.CharField()
    short = serializers.CharField()
    url = Address()
    standing = StandingSerializer()


class StatementSerializer(Sparse):
    """What a speaker said, as the newest edition that cites it has it, and who cites it."""

    id = serializers.CharField()
    speaker = part("Speaker")
    role = serializers.CharField()
    on_behalf_of = part("Speaker", allow_null=True)
    setting = serializers.CharField()
    manner = serializers.CharField()
    said = part("Interval")
    language = serializers.CharField()
    translation = serializers.CharField()
    labels = serializers.ListField(child=serializers.CharField())
    source = part("Source")
    passages = serializers.ListField(child=part("Passage"))
    chain = serializers.ListField(child=part("Step"))
    roots = serializers.ListField(child=part("Root"), help_text="Where the chain ends.")
    steps_to_primary = serializers.IntegerField(allow_null=True)
    index = serializers.IntegerField(help_text="The entry of the log that says so.")
    cited_by = CitedBySerializer(many=True, help_text="The first hundred of them.")
    cited_by_count = serializers.IntegerField(help_text="How many they are.")
    citations_url = WholeField(help_text="All of them, in pages.")

    def get_citations_url(self, statement):
        return _whole(self, "api_citations", statement["id"])
