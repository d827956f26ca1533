from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import F, prefetch_related_objects
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.timezone import template_localtime

from claims import finding, happened, queue, workflow
from claims.admin.acts import ACTS, TOLD_AFTERWARDS, act_view, run, warn_of_what_is_open
from claims.admin.discussing import answer_view, take_view
from claims.admin.filters import (
    DueFilter,
    HandedFilter,
    MineFilter,
    PublicFilter,
    TopicFilter,
    WantedFilter,
)
from claims.admin.many import ManyAtOnce
from claims.admin.panel import panel
from claims.admin.parts import INLINES, offered, renumber, source_of
from claims.admin.preview import preview_view
from claims.admin.restoring import restore_view
from claims.admin.review import review_view, tick_view
from claims.admin.similar import similar_view
from claims.admin.views import forget_view, keep_view
from claims.errors import Refused
from claims.forms import ClaimForm
from claims.models import Claim, Event, Evidence, Verb
from core.paging import BoundedPaginator, FoundByWords
from core.stored import CalledAsStored
from record.models import Listing

# What a row of the list is made of.
SHOWN = ("public_id", "short", "kind", "status", "verdict", "changed_at")
ROW = (
    '<td class="action-checkbox">{}</td><th class="field-short"><a href="{}"{}>{}</a></th>'
    '<td class="field-standing">{}</td><td class="field-kind_in_short">{}</td>'
    '<td class="field-verdict nowrap">{}</td><td class="field-last_act">{}</td>'
    '<td class="field-changed_at nowrap">{}</td>'
)
# The button that saves and submits.
AND_SUBMIT = "_submit"
# Of fields with these classes the first stand behind what the claim rests on, the second are folded
# where nothing is in them.
AFTERWARDS, FOLDS = "afterwards", "folds"
INTERVAL = (("holds_earliest", "holds_latest"), "holds_words", ("holds_basis", "holds_source"))
FIELDSETS = [
    (
        "The claim",
        {
            "description": "One assertion that can be checked, in our own words.",
            "fields": ["text", "short", ("kind", "language"), "topics"],
        },
    ),
    (
        "Where and when it holds",
        {
            "description": "As precisely as the sources say, and no more. An end may stay open.",
            "fields": ["place", *INTERVAL, "state"],
            "classes": ["interval", FOLDS],
        },
    ),
    (
        "What we found",
        {
            "description": "The verdict in a word, the finding in a sentence, and why.",
            "fields": ["verdict", "finding", "explanation"],
            "classes": [AFTERWARDS],
        },
    ),
    (
        "Sourcing waiver",
        {
            "description": "Only where we rest on less than one held primary source or two "
            "independent roots. Readers see the reason.",
            "fields": ["waiver"],
            "classes": [AFTERWARDS, FOLDS],
        },
    ),
    (
        "Coming edition",
        {
            "description": "What kind of edition this will be, and what readers are told about it.",
            "fields": ["edition_kind", "notice"],
            "classes": [AFTERWARDS, FOLDS],
        },
    ),
    ("Checking", {"fields": [("last_checked", "check_again")], "classes": [AFTERWARDS]}),
]


def _is_as_entered_first(claim: Claim | None, options: dict) -> bool:
    """Whether these fields may be folded, and hold what those of a new claim do."""
    if FOLDS not in options.get("classes", ()):
        return False
    new = Claim()
    names = flatten(options["fields"])
    return all(getattr(claim or new, name) == getattr(new, name) for name in names)


def _folded(options: dict) -> dict:
    return options | {"classes": [*options["classes"], "collapse"]}


@admin.register(Claim)
class ClaimAdmin(ManyAtOnce, FoundByWords, CalledAsStored, admin.ModelAdmin):
    """The page of a claim: its form, its checklist, and the verbs that this person may use."""

    form = ClaimForm
    fieldsets = FIELDSETS
    inlines = INLINES
    autocomplete_fields = ["topics"]
    list_display = ["short", "standing", "kind_in_short", "verdict", "last_act", "changed_at"]
    list_filter = [
        "status",
        PublicFilter,
        MineFilter,
        HandedFilter,
        WantedFilter,
        DueFilter,
        "kind",
        "verdict",
        TopicFilter,
    ]
    list_select_related = []  # a page has few verdicts: they are read once, not for each row
    list_per_page = 50
    list_max_show_all = 0
    paginator = BoundedPaginator
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ["changed_at"]
    search_fields = ["short", "text", "finding", "public_id"]
    search_help_text = "Words of the claim, its finding or what it rests on, or its public id"
    show_full_result_count = False
    empty_value_display = "None"

    def found(self, text, most):
        return finding.matching(text, most)

    def get_paginator(self, request, *args, **kwargs):
        """Pages of what a row tells, without the long texts."""
        paginator = super().get_paginator(request, *args, **kwargs)
        paginator.rows = self.get_queryset(request).only(*SHOWN)
        return paginator

    def get_changelist_instance(self, request):
        """With what each row tells besides: of the rows of this page, and a query for each kind."""
        changelist = super().get_changelist_instance(request)
        claims = changelist.result_list = list(changelist.result_list)
        listings = Listing.objects.filter(claim__in=[claim.public_id for claim in claims])
        told = listings.order_by().values_list("claim", "number", "retracted", named=True)
        editions = {edition.claim: edition for edition in told}
        newest = Event.objects.filter(claim__in=claims, version=F("claim__version")).order_by()
        told = newest.values_list("claim_id", "verb", "actor_name", named=True)
        acts = {act.claim_id: act for act in told}
        for claim in claims:
            claim.edition_that_stands = editions.get(claim.public_id)
            claim.newest_event = acts.get(claim.pk)
        prefetch_related_objects(claims, "verdict")
        return changelist

    def row(self, changelist, claim):
        """The cells of a row as HTML, all at once; the framework goes from one to the next."""
        return format_html(
            ROW,
            self.action_checkbox(claim),
            changelist.url_for_result(claim),
            format_html(' data-popup-opener="{}"', claim.pk) if changelist.is_popup else "",
            claim.short if claim.short.strip() else self.empty_value_display,
            self.standing(claim),
            self.kind_in_short(claim),
            claim.verdict or self.empty_value_display,
            self.last_act(claim) or self.empty_value_display,
            localize(template_localtime(claim.changed_at)),
        )

    @admin.display(description="status", ordering="status")
    def standing(self, claim):
        return queue.status_in_words(claim, claim.edition_that_stands)

    @admin.display(description="kind", ordering="kind")
    def kind_in_short(self, claim):
        return claim.kind.capitalize()

    @admin.display(description="last act")
    def last_act(self, claim):
        act = claim.newest_event
        return f"{Verb(act.verb).label} by {act.actor_name}" if act else ""

    def get_urls(self):
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/review/", wrap(partial(review_view, self)), name="claims_claim_review"),
            path(
                "<int:pk>/preview/", wrap(partial(preview_view, self)), name="claims_claim_preview"
            ),
            path(
                "<int:pk>/history/<int:revision_id>/",
                wrap(partial(restore_view, self)),
                name="claims_claim_restore",
            ),
            path("keep-view/", wrap(keep_view), name="claims_claim_keep_view"),
            path("forget-view/<int:pk>/", wrap(forget_view), name="claims_claim_forget_view"),
            path("similar/", wrap(partial(similar_view, self)), name="claims_claim_similar"),
            path("<int:pk>/tick/", wrap(tick_view), name="claims_claim_tick"),
            path("<int:pk>/answer/", wrap(answer_view), name="claims_claim_answer"),
            path("<int:pk>/wordings/", wrap(take_view), name="claims_claim_wordings"),
        ]
        own += [
            path(
                f"<int:pk>/{name}/",
                wrap(partial(act_view, self, name=name)),
                name=f"claims_claim_{name}",
            )
            for name in ACTS
        ]
        return own + super().get_urls()

    def has_change_permission(self, request, obj=None):
        """What is published, retracted or discarded is read only. A form sent just as that happened
        is still taken in, so that its text can be shown again with the reason why it was refused.
        """
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.is_open or request.method == "POST")

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        """What most claims leave as it is, is folded where it is so, and nothing was typed."""
        if request.method == "POST":
            return super().get_fieldsets(request, obj)
        return [
            (name, _folded(options) if _is_as_entered_first(obj, options) else options)
            for name, options in super().get_fieldsets(request, obj)
        ]

    def get_readonly_fields(self, request, obj=None):
        return [] if request.user.has_perm("claims.waive_sourcing") else ["waiver"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refused = getattr(request, "refused", None)
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Where saving is refused, nothing is saved and the form comes back as it was sent."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (Refused, IntegrityError) as refused:
            request.refused = refused
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        may_submit = workflow.may_ever(Verb.SUBMIT, request.user)
        context["may_submit"] = may_submit and IS_POPUP_VAR not in request.GET
        response = super().render_change_form(request, context, add, change, form_url, obj)
        shown = response.context_data
        shown["offered"] = offered(request, obj)
        if obj and not shown["is_popup"]:
            shown["panel"] = panel(shown["original"], request.user)
        if context["adminform"].form.non_field_errors():
            response.status_code = 409
        return response

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """A claim that is begun from a captured text is offered what was marked there last."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.model is Evidence and (keys := offered(request, obj if obj.pk else None)):
            kwargs["form_kwargs"] = {"offered": keys}
            if request.method == "GET":
                kwargs["initial"] = [{"statement": key} for key in keys]
        return kwargs

    def save_model(self, request, obj, form, change):
        """A claim is saved with its parts, as one act."""

    def save_related(self, request, form, formsets, change):
        claim = form.instance
        if not change:
            with workflow.creating(claim, by=request.user):
                self._save_parts(request, form, formsets, change)
            return
        claim.untouched = not any(each.has_changed() for each in (form, *formsets))
        claim.was = claim.status
        if not claim.untouched:
            with workflow.revising(claim, by=request.user):
                claim.save()
                self._save_parts(request, form, formsets, change)

    def _save_parts(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        renumber(form.instance)

    def response_add(self, request, obj, post_url_continue=None):
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        return self._onward(request, obj, f"“{obj}” is entered")

    def response_change(self, request, obj):
        saved = "" if obj.untouched else f"“{obj}” is saved"
        return self._onward(request, obj, saved, TOLD_AFTERWARDS.get(obj.was, ""))

    def _onward(self, request, claim, saved, undone=""):
        """To the claim with what was done, after it was submitted where that was asked for too."""
        is_asked, submit, refused = AND_SUBMIT in request.POST, ACTS["submit"], ""
        status = claim.get_status_display().lower()
        if is_asked:
            refused = run(submit, claim, request.user, version=claim.version)
        if is_asked and not refused:
            entered = f"{saved}, and" if saved else f"“{claim}”"
            messages.success(request, f"{entered} is with the reviewers now.")
            warn_of_what_is_open(request, submit, claim)
        elif saved:
            messages.success(request, f"{saved}, as a {status}.{'' if is_asked else undone}")
        elif not is_asked:
            messages.info(request, "Nothing had changed, so nothing was saved.")
        if refused:
            messages.error(request, f"It was not submitted. {refused}")
        address = reverse("admin:claims_claim_change", args=[claim.pk])
        # What the text offers besides is offered until the claim is submitted.
        source = "" if is_asked and not refused else source_of(request)
        return redirect(f"{address}?source={source}" if source else address)

    def construct_change_message(self, request, form, formsets, add=False):
        return ""

    def log_addition(self, request, obj, message):
        """The claim's own events and revisions are its log."""

    log_change = log_addition

    def history_view(self, request, object_id, extra_context=None):
        claim = self.get_object(request, object_id)
        if not self.has_view_permission(request, claim):
            raise PermissionDenied
        if claim is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "History",
            "claim": claim,
            "original": claim,
            "acts": (acts := happened.acts(claim)),
            "stands": next((act.left.pk for act in acts if act.left), None),
            "may_restore": workflow.may(Verb.REVISE, claim, request.user),
        }
        return TemplateResponse(request, "admin/claims/claim/history.html", context)
