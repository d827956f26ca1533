from django.views.generic import DetailView

from bench.tutorial.models import Claim


class ClaimDetail(DetailView):
    queryset = Claim.objects.select_related("verdict").prefetch_related(
        "topics",
        "editions",
        "relations__other__verdict",
        "related_by__claim__verdict",
        "appearances__statement__speaker",
        "appearances__statement__source__publisher",
        "appearances__statement__passages__snapshot",
        "appearances__statement__chain",
        "evidence__statement__speaker",
        "evidence__statement__source__publisher",
        "evidence__statement__passages__snapshot",
        "evidence__statement__chain",
    )
    slug_field = slug_url_kwarg = "public_id"
    template_name = "tutorial/claim_detail.html"
