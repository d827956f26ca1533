"""What the queue can be narrowed by, from its address; a view of it is kept by that address."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.utils.http import urlencode

from claims import queue
from claims.models import Claim, Topic
from core.models import User

# What each answer is called among the filters of the list of claims.
IN_THE_LIST = {
    "topic": "topics__id__exact",
    "kind": "kind__exact",
    "handed": "handed",
    "wanted": "wanted",
}


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
        self.fields["topic"].queryset = Topic.objects.order_by("name")
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
            claims = claims.filter(queue.wanted(wanted))
        return claims

    @property
    def in_the_list(self) -> str:
        """The same for the list of claims, to be added to its address."""
        asked = self.cleaned_data if self.is_valid() else {}
        asked = {name: getattr(value, "pk", value) for name, value in asked.items() if value}
        told = urlencode({IN_THE_LIST[name]: value for name, value in asked.items()})
        return f"&{told}" if told else ""
