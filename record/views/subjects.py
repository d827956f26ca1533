"""Pages of what editions mention: speakers, sources, topics, publishers."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from record import filters, freshness, reading, subjects
from record.models import Subject
from record.views.page import ByBytesMixin, Page, ReadOnly

PAGE_LENGTH = 200


class SubjectPage(ByBytesMixin, Page):
    """The page of something that editions mention."""

    kind = ""

    def get(self, request, public_id, slug=""):
        found = Subject.objects.for_its_page()
        self.subject = get_object_or_404(found, kind=self.kind, public_id=public_id)
        if request.path != self.subject.get_absolute_url():
            return redirect(self.subject, permanent=True)
        return self.answer(f"{self.subject.pk}at{self.subject.touched}")

    def changed(self, mark):
        return self.subject.touched_at


class SpeakerDetail(SubjectPage):
    kind = Subject.Kind.SPEAKER
    template_name = "record/speaker_detail.html"

    def context(self):
        cited = subjects.statements(speaker=self.subject.public_id)
        made, others = subjects.claims_of(self.subject)
        verdicts = subjects.judged(self.subject)
        return {
            "subject": self.subject,
            "roles": subjects.roles(cited),
            "claimed": [one for one in cited if one.makes_a_claim],
            "more_is_cited": cited.more,
            "evidence": [one for one in cited if not one.makes_a_claim],
            "verdicts": verdicts,
            "made_in_all": sum(verdict["count"] for verdict in verdicts),
            "made": made,
            "others": others,
        }


class SourceDetail(SubjectPage):
    kind = Subject.Kind.SOURCE
    template_name = "record/source_detail.html"

    def context(self):
        cited = subjects.statements(source=self.subject.public_id)
        shown = subjects.within(cited, settings.NEWSROOM_LONGEST_QUOTE)
        return {
            "subject": self.subject,
            "source": subjects.source_of(self.subject),
            "statements": shown,
            "more_is_cited": cited.more,
            "withheld": any(one.withheld for one in shown),
            "snapshots": subjects.snapshots(cited),
            "handed_on": subjects.handed_on(cited),
            "claims": subjects.claims_mentioning(self.subject, "chain"),
        }


class TopicDetail(SubjectPage):
    kind = Subject.Kind.TOPIC
    template_name = "record/topic_detail.html"

    def context(self):
        claims = subjects.claims_by_date(self.subject)
        return {
            "subject": self.subject,
            "claims": claims,
            "course": subjects.course(claims),
            "state": reading.state_of(claims),
        }


class PublisherDetail(SubjectPage):
    kind = Subject.Kind.PUBLISHER
    template_name = "record/publisher_detail.html"

    def context(self):
        return {
            "subject": self.subject,
            "sources": subjects.sources_of(self.subject),
            "claims": subjects.claims_mentioning(self.subject),
        }


class SubjectList(ByBytesMixin, Page):
    """All subjects of one kind that a listed claim mentions, by name."""

    template_name = "record/subject_list.html"
    kind = ""
    heading = {
        Subject.Kind.SPEAKER: _("Speakers"),
        Subject.Kind.SOURCE: _("Sources"),
        Subject.Kind.TOPIC: _("Topics"),
        Subject.Kind.PUBLISHER: _("Publishers"),
    }

    def get(self, request):
        after = filters.readable(request.GET).get("after", "")
        self.before = after and Subject.objects.filter(kind=self.kind, public_id=after).first()
        if self.before is None:
            return self.render_to_response(self.context() | {"subjects": []}, status=400)
        return self.answer(freshness.log_mark())

    def context(self):
        rows = reading.subjects(self.kind)
        if self.before:
            rows = reading.subjects_after(self.kind, self.before.name, self.before.pk)
        found = subjects.first(rows, PAGE_LENGTH)
        return {
            "subjects": found,
            "following": found[-1].public_id if found.more else "",
            "is_first": self.before == "",
            "is_no_page": self.before is None,
            "heading": self.heading[self.kind],
        }


class VerdictRedirect(ReadOnly):
    def get(self, request, public_id, slug=""):
        return HttpResponseRedirect(f"{reverse('claims')}?verdict={public_id}")
