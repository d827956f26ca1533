"""A claim's past: every edition at its own address, what changed between two, how to cite one."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from record import citing, reading
from record.addresses import whole
from record.difference import difference
from record.filters import is_plausible
from record.models import Entry, Listing
from record.views.page import ClaimMixin, Fresh, Page


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
        return edition_context(self.listing, self.entry)


class EditionDifference(ClaimMixin, Page):
    """What changed from one edition to another, word by word."""

    template_name = "record/edition_difference.html"

    def get(self, request, claim, before, after):
        self.look_up(claim)
        if before > after:
            return redirect("edition_difference", claim, after, before, permanent=True)
        if not 1 <= before < after <= self.listing.number:
            raise Http404
        self.before, self.after = Entry.objects.of(claim).filter(number__in=(before, after))
        return self.answer(f"{self.before.index}to{self.after.index}of{self.listing.touched}")

    def context(self):
        return {
            "listing": self.listing,
            "before": self.before,
            "after": self.after,
            "numbers": range(1, self.listing.number + 1),
            "changes": difference(self.before.content, self.after.content),
        }


class DayForm(forms.Form):
    on = forms.DateField(
        input_formats=["%Y-%m-%d"],
        validators=[is_plausible],
        error_messages={"invalid": "Give a day as YEAR-MONTH-DAY, such as 2021-05-25."},
    )


class AsItStood(ClaimMixin, Page):
    """What we had published on a claim at the end of a day, by our own calendar (UTC)."""

    template_name = "record/as_it_stood.html"

    def get(self, request, listing: Listing):
        self.listing, self.entry, self.day, self.is_over = listing, None, None, False
        self.form = DayForm(request.GET)
        if not self.form.is_valid():
            return self.render_to_response(self.context(), status=400)
        self.day = self.form.cleaned_data["on"]
        midnight = dt.datetime.combine(self.day + dt.timedelta(days=1), dt.time(), dt.UTC)
        self.entry = Entry.objects.of(listing.claim).filter(published_at__lt=midnight).last()
        which = self.entry.index if self.entry else "nothing"
        self.is_over = self.day < timezone.now().date()
        still = "" if self.is_over else "still"
        return self.answer(f"{which}on{self.day}{still}of{listing.touched}")

    def context(self):
        context = edition_context(self.listing, self.entry) if self.entry else {}
        return context | {
            "listing": self.listing,
            "form": self.form,
            "day": self.day,
            "is_over": self.is_over,
        }


class EditionCitation(ClaimMixin, Fresh):
    """One edition, cited in a format that a reference manager reads, as accessed today."""

    def get(self, request, claim, number, form):
        if form not in citing.FORMATS:
            raise Http404
        self.look_up(claim)
        self.form, self.today = form, timezone.now().date()
        self.entry = get_object_or_404(Entry.objects.of(claim), number=number)
        return self.answer(f"{self.entry.index}{form}{self.today}of{self.listing.touched}")

    def changed(self, mark):
        midnight = dt.datetime.combine(self.today, dt.time(), dt.UTC)
        return max(self.listing.touched_at, midnight)

    def body(self):
        content_type, written = citing.FORMATS[self.form]
        text = written(cited(self.listing, self.entry), self.today)
        response = HttpResponse(text, content_type=content_type)
        name = f"{self.listing.slug[:60]}-edition-{self.entry.number}.{self.form}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def edition_context(listing: Listing, entry: Entry) -> dict:
    """What the page of one edition shows."""
    return {
        "listing": listing,
        "entry": entry,
        "edition": entry.published,
        "content": entry.content,
        "is_current": entry.number == listing.number,
        "citation": citing.as_text(cited(listing, entry)),
    }


def cited(listing: Listing, entry: Entry) -> citing.Cited:
    """An edition as a citation names it."""
    content = entry.content
    return citing.Cited(
        newsroom=settings.NEWSROOM_NAME,
        claim=listing.claim,
        number=entry.number,
        title=content.text,
        judged=judged(listing, entry),
        language=content.language,
        published=entry.published_at.date(),
        url=whole(entry.get_absolute_url()),
    )


def judged(listing: Listing, entry: Entry) -> str:
    """An edition's verdict; or that it is withdrawn, which whoever cites it has to say."""
    if entry.is_retraction:
        return "Retracted."
    verdict = entry.content.verdict.label
    return (
        f"Verdict then: {verdict}; retracted since."
        if listing.retracted
        else f"Verdict: {verdict}."
    )
