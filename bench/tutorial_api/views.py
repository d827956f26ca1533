from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import permissions, viewsets
from rest_framework.filters import SearchFilter

from bench.tutorial_api.models import Claim
from bench.tutorial_api.serializers import ClaimSerializer


class ClaimViewSet(viewsets.ModelViewSet):
    """As the tutorial writes it: each row looks up its verdict, its claimant and its neighbour."""

    queryset = Claim.objects.all()
    serializer_class = ClaimSerializer
    permission_classes = [permissions.IsAuthenticatedOrReadOnly]
    filter_backends = [DjangoFilterBackend, SearchFilter]
    filterset_fields = ["verdict__key", "kind", "language", "basis"]
    search_fields = ["short", "text"]


class JoinedViewSet(ClaimViewSet):
    """The same by someone who read on, in the guide to relations: they come with the rows."""

    queryset = Claim.objects.select_related("verdict", "claimant", "by")
