"""The public pages. They read the record and nothing else, and answer GET and HEAD only."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from django.views.generic.base import TemplateResponseMixin

from record import filters, freshness, ledger, reading
from record.models import Entry, Listing, Subject

PAGE_LENGTH = 30
ROBOTS = "User-agent: *\nDisallow: /*?\n"


@method_decorator(csrf_exempt, name="dispatch")
class ReadOnly(View):
    """Nothing public changes anything: every other method is refused, OPTIONS and TRACE too."""

    http_method_names = ["get", "head"]


class Page(TemplateResponseMixin, ReadOnly):
    """A page that is sent again only when what it depends on has changed."""

    def answer(self, mark: object):
        etag = freshness.mark_of(mark)
        response = freshness.unchanged(self.request, etag)
        if response is None:
            response = self.render_to_response(self.context())
        return freshness.keep(response, etag)

    def context(self) -> dict:
        return {}


class ClaimMixin:
    """Pages of one listed claim; any other id is as unknown as one that was never given."""

    def look_up(self, claim: str) -> Listing:
        self.listing = get_object_or_404(Listing.objects.defer("words"), claim=claim)
        return self.listing


class ClaimDetail(ClaimMixin, Page):
    template_name = "record/claim_detail.html"

    def get(self, request, claim, slug=""):
        listing = self.look_up(claim)
        if request.path != listing.get_absolute_url():
            return redirect(listing, permanent=True)
        return self.answer(listing.touched)

    def context(self):
        listing = self.listing
        notes = reading.history(listing.claim)
        entry = notes[0].entry
        bonds = reading.bonds([listing.claim])[listing.claim]
        return {
            "listing": listing,
            "entry": entry,
            "edition": entry.published,
            "content": entry.content,
            "history": notes,
            "notices": [note for note in notes if note.on_top],
            "standing": reading.standing(listing, bonds),
            "bonds": bonds,
        }


class EditionList(ClaimMixin, Page):
    template_name = "record/edition_list.html"

    def get(self, request, claim):
        return self.answer(self.look_up(claim).touched)

    def context(self):
        return {"listing": self.listing, "history": reading.history(self.listing.claim)}


class EditionDetail(ClaimMixin, Page):
    template_name = "record/edition_detail.html"

    def get(self, request, claim, number):
        self.look_up(claim)
        self.entry = get_object_or_404(Entry.objects.of(claim), number=number)
        return self.answer(f"{self.entry.index}of{self.listing.touched}")

    def context(self):
        return {
            "listing": self.listing,
            "entry": self.entry,
            "edition": self.entry.published,
            "content": self.entry.content,
            "is_current": self.entry.number == self.listing.number,
        }


class EditionJson(ReadOnly):
    """The exact bytes of one edition: hash them, and you have the leaf of the log."""

    def get(self, request, claim, number):
        get_object_or_404(Listing.objects.only("pk"), claim=claim)
        entry = get_object_or_404(Entry.objects.of(claim), number=number)
        return as_published(request, entry, seconds=freshness.A_DAY)


class ClaimJson(ReadOnly):
    """The exact bytes of the current edition."""

    def get(self, request, claim):
        listing = get_object_or_404(
            Listing.objects.select_related("entry").only("entry"), claim=claim
        )
        return as_published(request, listing.entry)


def as_published(request, entry: Entry, *, seconds: int = 0) -> HttpResponse:
    """An entry's bytes as they were hashed, with their place in the log and their leaf."""
    etag = f'"{entry.leaf}"'
    response = freshness.unchanged(request, etag)
    if response is None:
        response = HttpResponse(entry.data.encode(), content_type="application/json")
    response["On-Record-Index"] = entry.index
    response["On-Record-Leaf"] = entry.leaf
    response["Access-Control-Allow-Origin"] = "*"
    return freshness.keep(response, etag, seconds=seconds)


class ClaimList(Page):
    """The claims, filtered and searched; the front page is this list with a few words before it."""

    template_name = "record/claim_list.html"
    is_front = False

    def get(self, request):
        queryset = Listing.objects.for_lists()
        self.asked = filters.readable(request.GET)
        self.filterset = filters.ClaimFilter(self.asked, queryset=queryset)
        self.place = filters.Place(self.asked)
        if self.filterset.is_valid() and self.place.is_valid():
            return self.answer(freshness.log_mark())
        return self.render_to_response(self.context(), status=400)

    def context(self):
        rows, following = self.rows()
        chosen = self.filterset.given
        facets = reading.facets(chosen)
        return {
            "is_front": self.is_front,
            "filterset": self.filterset,
            "place": self.place,
            "rows": rows,
            "following": following,
            "is_first": self.asked.get("before") is None,
            "facets": facets,
            "chips": reading.chips(chosen, self.asked, facets),
            "only_excluded": reading.only_excludes(chosen.get("q", "")),
            "ignored": filters.unknown(self.asked, also=("before",)),
        }

    def rows(self):
        if not (self.filterset.is_valid() and self.place.is_valid()):
            return [], None
        before = self.place.cleaned_data["before"]
        rows, following = filters.page_of(self.filterset.qs, before, PAGE_LENGTH)
        return reading.with_standing(rows), following


class SubjectPage(Page):
    """The page of something that editions mention."""

    kind = ""

    def get(self, request, public_id, slug=""):
        self.subject = get_object_or_404(Subject, kind=self.kind, public_id=public_id)
        if request.path != self.subject.get_absolute_url():
            return redirect(self.subject, permanent=True)
        return self.answer(freshness.log_mark())


class SpeakerDetail(SubjectPage):
    kind = Subject.Kind.SPEAKER
    template_name = "record/speaker_detail.html"

    def context(self):
        return {
            "subject": self.subject,
            "statements": reading.statements(speaker=self.subject.public_id),
            "claims": reading.claims_mentioning(self.subject),
        }


class SourceDetail(SubjectPage):
    kind = Subject.Kind.SOURCE
    template_name = "record/source_detail.html"

    def context(self):
        return {
            "subject": self.subject,
            "source": reading.source_of(self.subject),
            "statements": reading.statements(source=self.subject.public_id),
            "claims": reading.claims_mentioning(self.subject, "chain"),
        }


class TopicDetail(SubjectPage):
    kind = Subject.Kind.TOPIC
    template_name = "record/topic_detail.html"

    def context(self):
        claims = reading.claims_by_date(self.subject)
        state = reading.state_of(claims)
        return {"subject": self.subject, "claims": claims, "state": state}


class PublisherDetail(SubjectPage):
    kind = Subject.Kind.PUBLISHER
    template_name = "record/publisher_detail.html"

    def context(self):
        return {
            "subject": self.subject,
            "sources": reading.sources_of(self.subject),
            "claims": reading.claims_mentioning(self.subject),
        }


class SubjectList(Page):
    """All subjects of one kind that a listed claim mentions, by name."""

    template_name = "record/subject_list.html"
    kind = ""

    def get(self, request):
        return self.answer(freshness.log_mark())

    def context(self):
        subjects = reading.subjects(self.kind)[: reading.MOST]
        return {"subjects": subjects, "kind": self.kind}


class VerdictRedirect(ReadOnly):
    def get(self, request, public_id, slug=""):
        return HttpResponseRedirect(f"{reverse('claims')}?verdict={public_id}")


class Method(Page):
    """What the verdicts mean, from the scale as it was last published, and how this works."""

    template_name = "record/method.html"

    def get(self, request):
        return self.answer(freshness.log_mark())

    def context(self):
        return {"verdicts": ledger.current_scale()}


class Robots(ReadOnly):
    def get(self, request):
        return HttpResponse(ROBOTS, content_type="text/plain")
