"""The public page of a claim as it would be published now, to be framed by the review."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from claims import contributors
from claims.document import compose, digest_of
from claims.models import Claim
from record import coming, ledger, schema


def preview_view(model_admin, request, pk: int) -> HttpResponse:
    """The page from the public template, with what stands at the desk; nobody else can frame it."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    claim = get_object_or_404(Claim, pk=pk)
    try:
        response = TemplateResponse(request, coming.TEMPLATE, coming.context(draft_of(claim)))
    except ledger.CannotAppend as error:
        context = {"claim": claim, "why": error}
        response = TemplateResponse(request, "desk/review/no_preview.html", context)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = policy(frame_ancestors="'self'")
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


def draft_of(claim: Claim) -> ledger.NewEdition:
    """What would be published, as though it were approved this moment."""
    content = compose(claim)
    approval = schema.Approval(
        digest=digest_of(claim, content),
        at=schema.instant(timezone.now()),
        byline="Reviewer",
        override="",
    )
    authors = contributors.bylines(claim)
    return ledger.NewEdition(content, claim.edition_kind, claim.notice, approval, authors)


def policy(**changed: str) -> str:
    """The site's Content-Security-Policy with other sources for these directives."""
    directives = settings.SECURE_CSP | {
        name.replace("_", "-"): [source] for name, source in changed.items()
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
