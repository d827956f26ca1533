"""What the queue can be narrowed by, from its address; a view of it is kept by that address."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from claims import queue
from claims.models import OPEN, Claim, Topic
from core.models import User

A_WEEK = dt.timedelta(days=7)


class NarrowingForm(forms.Form):
    """Each field is a question; what is left blank narrows nothing."""

    topic = forms.ModelChoiceField(Topic.objects.none(), required=False, empty_label="Any")
    kind = forms.ChoiceField(required=False, label="Kind of claim")
    handed = forms.ChoiceField(
        required=False,
        label="Handed to",
        choices=[("", "Anybody"), ("me", "Me"), ("nobody", "Nobody yet")],
    )
    wanted = forms.ChoiceField(
        required=False,
        label="Wanted",
        choices=[("", "Any time"), ("late", "Overdue"), ("week", "Within a week, or overdue")],
    )

    def __init__(self, data, *, user: User):
        super().__init__(data, label_suffix="")
        self.user = user
        worked_on = Claim.topics.through.objects.filter(topic=OuterRef("pk"))
        self.fields["topic"].queryset = Topic.objects.filter(
            Exists(worked_on.filter(claim__status__in=OPEN))
        ).order_by("name")
        kinds = [(value, label.partition(":")[0]) for value, label in Claim.Kind.choices]
        self.fields["kind"].choices = [("", "Any"), *kinds]

    @property
    def narrows(self) -> bool:
        return bool(self.is_valid() and any(self.cleaned_data.values()))

    def among(self) -> QuerySet[Claim]:
        """The claims that are left; all of them where an answer makes no sense."""
        claims, asked = Claim.objects.all(), self.cleaned_data if self.is_valid() else {}
        if topic := asked.get("topic"):
            claims = claims.filter(topics=topic)
        if kind := asked.get("kind"):
            claims = claims.filter(kind=kind)
        if handed := asked.get("handed"):
            claims = claims.filter(assignee=self.user if handed == "me" else None)
        if wanted := asked.get("wanted"):
            claims = claims.filter(self._wanted(wanted))
        return claims

    @staticmethod
    def _wanted(when: str) -> Q:
        if when == "late":
            return queue.overdue()
        return Q(status__in=OPEN, wanted_by__lte=timezone.now().date() + A_WEEK)
