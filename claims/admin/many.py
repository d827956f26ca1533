"""Acts on the claims that were ticked in the list: what will happen, what happened, and back."""

from __future__ import annotations

from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from claims import exporting, many, sheets, workflow
from claims.many import ACTS, MOST, Many, Result
from claims.models import Claim, Topic
from core.models import User

SALT = "claims.many"
# How long what was done can be taken back from the page that says so.
SECONDS = 60 * 60


def _topic() -> forms.Field:
    return forms.ModelChoiceField(Topic.objects.all(), empty_label="Choose a topic")


def _to() -> forms.Field:
    people = User.objects.with_perm(workflow.EDIT) | User.objects.with_perm(workflow.REVIEW)
    found = people.distinct().order_by("username")
    return forms.ModelChoiceField(found, label="Hand to", empty_label="Choose a person")


FIELDS = {"topic": _topic, "to": _to}


class ManyForm(forms.Form):
    """The claims as they were read, and what the act needs besides."""

    def __init__(self, *args, act: Many, **kwargs):
        super().__init__(*args, **kwargs)
        if act.needs:
            self.fields[act.needs] = FIELDS[act.needs]()

    def claims(self) -> list[Claim]:
        """In the order of the list, each with the version that was read."""
        pairs = [each.partition("-") for each in self.data.getlist("claim")[:MOST]]
        read = {int(key): int(version) for key, _, version in pairs if _digits(key, version)}
        found = Claim.objects.in_bulk(read)
        for key, claim in found.items():
            claim.version = read[key]
        return [found[key] for key in read if key in found]


def _digits(*texts: str) -> bool:
    return all(text.isascii() and text.isdigit() and len(text) < 19 for text in texts)


class ManyAtOnce:
    """What a list of claims offers for those that are ticked."""

    def get_actions(self, request):
        """Only what this person may do, in the order of the work."""
        found = super().get_actions(request)
        for name, act in ACTS.items():
            if act.offered(request.user):
                found[name] = (partial(_ask, name), name, f"{act.label} …")
        for kind in ("csv", "json"):
            found[f"export-{kind}"] = (partial(_export, kind), f"export-{kind}", EXPORTS[kind])
        return found

    def action_checkbox(self, claim):
        """The box of a row; a template for each would take a fifth of the page's time."""
        box = '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">'
        return format_html(box, ACTION_CHECKBOX_NAME, claim.pk, f"Select “{claim}”")

    def get_urls(self):
        wrap = self.admin_site.admin_view
        undo = path("many/undo/", wrap(self.undo_many), name="claims_claim_many_undo")
        do = path("many/<slug:name>/", wrap(self.do_many), name="claims_claim_many")
        return [undo, do, *super().get_urls()]

    def do_many(self, request, name):
        """Carry it out, and say what came of each claim."""
        act = self._act(request, name)
        if request.method != "POST":
            return redirect("admin:claims_claim_changelist")
        form = ManyForm(request.POST, act=act)
        if not form.is_valid():
            return self._ask_again(request, name, act, form)
        result = many.do(act, form.claims(), by=request.user, **form.cleaned_data)
        return self._tell(request, act, result, _token(name, request.user, act, result))

    def undo_many(self, request):
        """Give back what stood before, to those whom the signed token names."""
        if not any(act.offered(request.user) for act in ACTS.values()):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            kept = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=SECONDS)
        except signing.BadSignature:
            messages.error(request, "It is too late to undo this here: change the claims by hand.")
            return redirect("admin:claims_claim_changelist")
        act = self._act(request, kept["act"])
        if kept["by"] != request.user.pk:
            raise PermissionDenied
        result = many.undo(act, kept["before"], by=request.user)
        return self._tell(request, act, result, title=f"{act.label}: taken back")

    def _act(self, request, name: str) -> Many:
        if name not in ACTS:
            raise Http404
        if not (self.has_view_permission(request) and ACTS[name].offered(request.user)):
            raise PermissionDenied
        return ACTS[name]

    def _ask_again(self, request, name, act, form):
        return ask(self, request, name, act, form.claims(), form)

    def _tell(self, request, act, result: Result, token: str = "", title: str = ""):
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "back": _back(request),
            "title": title or act.label,
            "act": act,
            "result": result,
            "token": token,
        }
        return TemplateResponse(request, "admin/claims/claim/many_done.html", context)


def _back(request) -> str:
    """The list as it was narrowed when the claims were ticked."""
    here = reverse("admin:claims_claim_changelist")
    asked = request.POST.get("back") or request.get_full_path()
    return asked if asked.partition("?")[0] == here else here


def _token(name: str, user: User, act: Many, result: Result) -> str:
    """What the page that says what was done needs in order to take it back."""
    if not (act.undo and result.before):
        return ""
    kept = {"act": name, "by": user.pk, "before": result.before}
    return signing.dumps(kept, salt=SALT, compress=True)


def _ask(name: str, model_admin, request, queryset) -> HttpResponse | None:
    claims = list(queryset[: MOST + 1])
    if len(claims) > MOST:
        told = f"At most {MOST} claims can be changed at once: tick fewer, or narrow the list."
        messages.error(request, told)
        return None
    act = ACTS[name]
    return ask(model_admin, request, name, act, claims, ManyForm(act=act))


def ask(model_admin, request, name, act, claims, form) -> HttpResponse:
    """Say what will happen to which claims, and ask for what is needed."""
    judged = [(claim, act.refusal(claim, request.user)) for claim in claims]
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": act.label,
        "name": name,
        "back": _back(request),
        "act": act,
        "form": form,
        "tried": [claim for claim, refusal in judged if not refusal],
        "left": [(claim, refusal) for claim, refusal in judged if refusal],
    }
    return TemplateResponse(request, "admin/claims/claim/many.html", context)


EXPORTS = {"csv": "Export as CSV", "json": "Export as JSON"}


def _export(kind: str, model_admin, request, queryset) -> HttpResponse | None:
    """The ticked claims as a file, in the columns in which claims can be brought in."""
    if len(queryset.values_list("pk", flat=True)[: exporting.MOST + 1]) > exporting.MOST:
        told = f"At most {exporting.MOST:,} claims can be exported at once: narrow the list."
        messages.error(request, told)
        return None
    rows = exporting.rows(queryset)
    lines = sheets.as_json(rows)
    if kind == "csv":
        lines = sheets.as_csv(exporting.NAMES, map(exporting.flat, rows))
    told = {"csv": "text/csv; charset=utf-8", "json": "application/json"}[kind]
    response = StreamingHttpResponse(lines, content_type=told)
    name = f"claims-{timezone.now():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
