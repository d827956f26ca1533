"""The verbs as pages: a button where nothing is to be said, a page of its own where a reason is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import Truncator

from claims import workflow
from claims.checklist import checklist
from claims.errors import Refused
from claims.models import Claim, EditionKind, Event, Status, Verb
from core.fields import HOW_DAYS_ARE_WRITTEN
from core.models import User

# What a change does to a claim that others have in hand, told before and after.
WARNINGS = {
    Status.IN_REVIEW: "A reviewer may be reading this. Saving makes it a draft again, to be "
    "submitted anew.",
    Status.APPROVED: "This is approved. Saving makes it a draft again and voids the approval.",
}
TOLD_AFTERWARDS = {
    Status.IN_REVIEW: " It was in review and is a draft again: submit it anew.",
    Status.APPROVED: " It was approved and is a draft again, without approval: submit it anew.",
}


class ActForm(forms.Form):
    """What every act carries: the version of the claim as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(ActForm):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}), help_text="For the desk; readers do not see it."
    )


class WaiverForm(ReasonForm):
    reason = forms.CharField(
        label="Why we rest on less",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Printed on the public page.",
    )


class ReopenForm(ReasonForm):
    kind = forms.ChoiceField(
        label="Kind of the coming edition",
        choices=[("", "Choose")] + [c for c in EditionKind.choices if c[0] != EditionKind.FIRST],
        help_text="What readers are told of it, and how loudly, follows from this.",
    )
    field_order = ["version", "kind", "reason"]


class AssignForm(ActForm):
    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Hand to",
        required=False,
        empty_label="Nobody",
        help_text="Whoever may write or review claims.",
    )
    wanted_by = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": HOW_DAYS_ARE_WRITTEN},
        help_text="The day by which they are to be done with it; blank where it can wait.",
    )

    def clean_wanted_by(self):
        day = self.cleaned_data["wanted_by"]
        if day and day < timezone.now().date() and day != self.initial.get("wanted_by"):
            raise forms.ValidationError("That day has passed: give a later one, or none.")
        return day

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        editors = User.objects.with_perm(workflow.EDIT)
        reviewers = User.objects.with_perm(workflow.REVIEW)
        self.fields["to"].queryset = (editors | reviewers).distinct().order_by("username")


@dataclass(frozen=True)
class Act:
    """One verb as the desk offers it."""

    verb: Verb
    label: str
    told: str
    done: str
    run: Callable[..., Event]
    form: type[ActForm] = ActForm
    main: bool = False
    permission: str = ""
    asks: str = ""

    @property
    def at_once(self) -> bool:
        return self.form is ActForm

    def question(self, claim: Claim) -> str:
        """What is asked before what cannot be taken back."""
        return self.asks.format(Truncator(claim.text).chars(300))

    def may_ever(self, user: User) -> bool:
        """Whether this person may do it to any claim at all."""
        granted = not self.permission or user.has_perm(self.permission)
        return granted and workflow.may_ever(self.verb, user)

    def offered(self, claim: Claim, user: User) -> bool:
        return self.may_ever(user) and workflow.may(self.verb, claim, user)


def waive(claim: Claim, *, by: User, reason: str) -> Event:
    """Waive the sourcing line of the checklist, with the reason that readers will see."""
    with workflow.revising(claim, by=by, reason=reason) as event:
        claim.waiver = reason
        claim.save(update_fields=["waiver", "changed_at"])
    return event


ACTS = {
    "submit": Act(
        Verb.SUBMIT,
        "Submit for review",
        "A reviewer who had no hand in it reads it next.",
        "“{}” is with the reviewers now.",
        workflow.submit,
        main=True,
    ),
    "submit-again": Act(
        Verb.REVISE,
        "Submit again",
        "The approval is void. A reviewer reads what stands here now, and approves that.",
        "“{}” is with the reviewers again.",
        workflow.submit_again,
        main=True,
    ),
    "take-back": Act(
        Verb.TAKE_BACK,
        "Take back from review",
        "It is a draft again, as it stands, and leaves the reviewers’ queue.",
        "“{}” is a draft again. Submit it when it is ready.",
        workflow.take_back,
    ),
    "publish": Act(
        Verb.PUBLISH,
        "Publish",
        "What was approved becomes the next edition, for good.",
        "“{}” is published.",
        workflow.publish,
        main=True,
        asks="Publish “{}” now, as it was approved? The edition never changes.",
    ),
    "request-changes": Act(
        Verb.REQUEST_CHANGES,
        "Return with a reason",
        "The claim goes back to its editors, who see the reason.",
        "“{}” was returned to its editors.",
        workflow.request_changes,
        ReasonForm,
    ),
    "reopen": Act(
        Verb.REOPEN,
        "Reopen",
        "You begin the next edition. The live page stays as it is until that is published.",
        "“{}” is open again; its live page is unchanged.",
        workflow.reopen,
        ReopenForm,
    ),
    "waive": Act(
        Verb.REVISE,
        "Waive sourcing",
        "The claim may then rest on less than one held primary source or two independent roots.",
        "The sourcing line of “{}” is waived.",
        waive,
        WaiverForm,
        permission="claims.waive_sourcing",
    ),
    "assign": Act(
        Verb.ASSIGN,
        "Hand to somebody",
        "It appears in that person’s queue.",
        "“{}” is with {} now.",
        workflow.assign,
        AssignForm,
    ),
    "discard": Act(
        Verb.DISCARD,
        "Discard",
        "The working copy is given up. Where an edition stands, the desk goes back to it.",
        "The working copy of “{}” was discarded.",
        workflow.discard,
        ReasonForm,
    ),
}


def act_view(model_admin, request, pk: int, name: str) -> HttpResponse:
    """Ask what the act needs, do it, and say so; a refusal is shown with what was typed."""
    act = ACTS[name]
    if not (model_admin.has_view_permission(request) and act.may_ever(request.user)):
        raise PermissionDenied
    claim = get_object_or_404(Claim, pk=pk)
    sent = request.method == "POST"
    form = act.form(request.POST if sent else None, initial=_initial(claim))
    before, refused = claim.status, ""
    if sent and form.is_valid():
        refused = run(act, claim, request.user, **form.cleaned_data)
        if not refused:
            whom = claim.assignee or "nobody in particular"
            messages.success(request, act.done.format(claim, whom) + _told_of(act, before))
            warn_of_what_is_open(request, act, claim)
            if request.POST.get("back") == "queue":
                return redirect("admin:index")
            return redirect("admin:claims_claim_change", pk)
    if sent and act.at_once:
        messages.error(request, refused or "Open the claim again, then decide.")
        return redirect("admin:claims_claim_change", pk)
    return _ask(model_admin, request, claim, act, form, refused)


def run(act: Act, claim: Claim, user: User, *, version: int, **given) -> str:
    """Do it to the claim as it was read; what refused it, in a sentence, or nothing."""
    claim.version = version
    try:
        act.run(claim, by=user, **given)
    except Refused as refusal:
        return str(refusal)
    return ""


def warn_of_what_is_open(request, act: Act, claim: Claim) -> None:
    """Whoever submits is told what a reviewer will miss."""
    if act.verb == Verb.SUBMIT and (open_still := _open_still(claim)):
        messages.warning(request, open_still)


def _open_still(claim: Claim) -> str:
    """What a reviewer cannot approve the claim without, though it may be read before."""
    todo = [line.todo or line.text for line in checklist(claim) if not line.met]
    return f"It cannot be approved yet. {' '.join(todo)}" if todo else ""


def _told_of(act: Act, before: str) -> str:
    """What else a change of the claim has done; the other acts say it themselves."""
    return TOLD_AFTERWARDS.get(before, "") if act.run is waive else ""


def _initial(claim: Claim) -> dict:
    return {"version": claim.version, "to": claim.assignee_id, "wanted_by": claim.wanted_by}


def _ask(model_admin, request, claim: Claim, act: Act, form: ActForm, refused: str):
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": act.label,
        "claim": claim,
        "original": claim,
        "act": act,
        "form": form,
        "refused": refused,
        "offered": act.offered(claim, request.user),
        "warning": WARNINGS.get(claim.status, "") if act.run is waive else "",
        "open_still": _open_still(claim) if act.verb == Verb.SUBMIT else "",
    }
    status = 409 if refused else 200
    return TemplateResponse(request, "admin/claims/claim/act.html", context, status=status)
