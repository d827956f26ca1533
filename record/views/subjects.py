"""Pages of what editions mention: speakers, sources, topics, publishers."""

from __future__ import annotations

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from record import freshness, reading
from record.models import Subject
from record.views.page import Page, ReadOnly


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
