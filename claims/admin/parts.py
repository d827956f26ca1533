"""The parts of a claim, on its page: where it was made, what it rests on, its relations."""

from django.contrib import admin
from django.utils.html import format_html_join

from claims.forms import AppearanceForm, EvidenceForm, RelationForm
from claims.models import Appearance, Claim, Evidence, Relation
from sources.models import Statement

# Related rows are chosen here, and entered on pages of their own.
LINKS = ("can_add_related", "can_change_related", "can_delete_related")


class PartInline(admin.StackedInline):
    """Rows of a claim. Those that come afterwards stand behind what we found."""

    extra = 0
    comes_afterwards = False

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        for name in self.autocomplete_fields:
            if name in formset.form.base_fields:
                for link in LINKS:
                    setattr(formset.form.base_fields[name].widget, link, False)
        return formset


class AppearanceInline(PartInline):
    model = Appearance
    form = AppearanceForm
    template = "desk/appearances.html"
    fields = [("statement", "order"), "note"]
    autocomplete_fields = ["statement"]
    verbose_name = "appearance"
    verbose_name_plural = "where the claim was made"

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related(*RELATED)
        return rows.prefetch_related("statement__passages")


class EvidenceInline(PartInline):
    """Begun from a captured text, it offers the statements that were marked there."""

    model = Evidence
    form = EvidenceForm
    template = "desk/evidence.html"
    fields = ["statement", ("stance", "order"), "bearing", "note"]
    radio_fields = {"stance": admin.HORIZONTAL}
    autocomplete_fields = ["statement"]
    verbose_name_plural = "evidence"

    def get_extra(self, request, obj=None, **kwargs):
        return len(offered(request, obj))

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related(*RELATED)
        return rows.prefetch_related("statement__passages", "bearing__passage")

    @admin.display(description="passages")
    def bearing(self, piece):
        """The words that bear on the claim, for those who only read."""
        passages = [row.passage for row in piece.bearing.all()]
        return format_html_join("", "<p><q>{}</q></p>", [[p.exact] for p in passages])


class RelationInline(PartInline):
    model = Relation
    form = RelationForm
    fk_name = "claim"
    comes_afterwards = True
    fields = [("type", "other"), ("on", "reason")]
    autocomplete_fields = ["other"]
    verbose_name_plural = "what this claim does to other claims"

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("other", "claim")


RELATED = ("statement__speaker", "statement__source", "claim")
# So many of what was marked last are offered as evidence of a claim that is begun there.
MARKED = 6
INLINES = [AppearanceInline, EvidenceInline, RelationInline]


def offered(request, claim: Claim | None = None) -> list[int]:
    """Keys of the statements that a claim begun from a source is offered: those that were marked
    there last and that it does not rest on, in their order; of a form that was sent, those that it
    showed.
    """
    if request.method == "POST":
        return [int(key) for key in request.POST.getlist("offered")[:MARKED] if _is_key(key)]
    source = source_of(request)
    if not source or not (claim is None or claim.is_open):
        return []
    newest = Statement.objects.filter(source=source).order_by("-pk")
    if claim:
        newest = newest.exclude(pk__in=claim.evidence.values("statement"))
    return sorted(newest.values_list("pk", flat=True)[:MARKED])


def source_of(request) -> str:
    """The key of the source from whose text a claim is begun; empty where it is begun from none."""
    source = request.GET.get("source", "")
    return source if _is_key(source) else ""


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def renumber(claim: Claim) -> None:
    """Number evidence and appearances 1, 2, 3 … in the order that was asked for."""
    for rows in (claim.evidence.order_by("order", "pk"), claim.appearances.order_by("order", "pk")):
        for number, row in enumerate(rows, start=1):
            if row.order != number:
                row.order = number
                row.save(update_fields=["order"])
