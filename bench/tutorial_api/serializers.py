from rest_framework import serializers

from bench.tutorial_api.models import Claim, Verdict


class VerdictSerializer(serializers.ModelSerializer):
    class Meta:
        model = Verdict
        fields = ["key", "label"]


class NeighbourSerializer(serializers.HyperlinkedModelSerializer):
    id = serializers.ReadOnlyField(source="public_id")

    class Meta:
        model = Claim
        fields = ["id", "url", "short"]


class StandingSerializer(serializers.ModelSerializer):
    by = NeighbourSerializer(read_only=True)

    class Meta:
        model = Claim
        fields = ["state", "by", "since"]


class ClaimSerializer(serializers.HyperlinkedModelSerializer):
    id = serializers.ReadOnlyField(source="public_id")
    verdict = VerdictSerializer(read_only=True)
    claimant = serializers.StringRelatedField()
    standing = StandingSerializer(source="*", read_only=True)

    class Meta:
        model = Claim
        fields = [
            "id",
            "url",
            "short",
            "text",
            "language",
            "kind",
            "verdict",
            "claimant",
            "basis",
            "standing",
            "number",
            "published_at",
            "index",
        ]
