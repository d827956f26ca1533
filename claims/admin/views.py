"""Views that people keep: filters of the queue or the list of claims, under names of their own."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from claims.admin.discussing import for_those_who
from claims.models import View

SEEN_BY = "claims.view_claim"
# Where in the list one was is no part of the view.
PASSING = ("p", "e", "all", "_popup", "_to_field")

LEADS_TO = {True: "admin:index", False: "admin:claims_claim_changelist"}


class ViewForm(forms.ModelForm):
    class Meta:
        model = View
        fields = ["name", "asked"]


@for_those_who(SEEN_BY)
def keep_view(request) -> HttpResponse:
    """Keep what the page was asked for; a view of the same name is replaced by it."""
    asked = QueryDict(request.POST.get("asked", ""), mutable=True)
    for name in PASSING:
        asked.pop(name, None)
    name = request.POST.get("name", "").strip()
    of_queue = request.POST.get("page") == "queue"
    standing = View.objects.filter(person=request.user, name=name).first()
    kept = standing or View(person=request.user)
    kept.of_queue = of_queue
    form = ViewForm({"name": name, "asked": asked.urlencode()}, instance=kept)
    if form.is_valid():
        form.save()
        messages.success(request, f"“{name}” is kept: you find it with your queue.")
    else:
        told = "; ".join(why for whys in form.errors.values() for why in whys)
        messages.error(request, f"The view was not kept. {told}")
    return redirect(f"{reverse(LEADS_TO[of_queue])}?{asked.urlencode()}")


@for_those_who(SEEN_BY)
def forget_view(request, pk: int) -> HttpResponse:
    """Forget a view of one's own; nobody else's is touched."""
    found = View.objects.filter(pk=pk, person=request.user).first()
    if found:
        found.delete()
        messages.success(request, f"“{found}” is forgotten.")
    return redirect("admin:index")
