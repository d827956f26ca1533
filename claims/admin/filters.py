"""Questions about many claims that the list can be narrowed by."""

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Exists, OuterRef, Q

from claims import hands, queue
from claims.models import Claim, Topic
from core.among import among


class PublicFilter(admin.SimpleListFilter):
    title = "what is public"
    parameter_name = "public"

    def lookups(self, request, model_admin):
        return [
            ("live", "An edition stands"),
            ("differs", "An edition stands, and the desk says something else"),
            ("never", "Never published"),
        ]

    def queryset(self, request, queryset):
        if self.value() == "live":
            return queryset.filter(Q(in_work=0) | queue.worked_on())
        if self.value() == "differs":
            return queryset.filter(queue.differing())
        if self.value() == "never":
            return queryset.filter(in_work=1).exclude(queue.live())
        return queryset


class DueFilter(admin.SimpleListFilter):
    title = "re-check"
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [("yes", "Due")]

    def queryset(self, request, queryset):
        return queryset.filter(pk__in=queue.due().values("pk")) if self.value() else queryset


class WantedFilter(admin.SimpleListFilter):
    title = "wanted by a day"
    parameter_name = "wanted"

    def lookups(self, request, model_admin):
        return [
            ("late", "Overdue"),
            ("week", "Within a week, or overdue"),
            ("dated", "By any day"),
        ]

    def queryset(self, request, queryset):
        return queryset.filter(queue.wanted(self.value())) if self.value() else queryset


class TopicFilter(admin.SimpleListFilter):
    """By one topic, of which a claim has no two: there is nothing to make distinct. The claims of a
    rare topic are read by their keys, where the database would walk through all that were changed.
    """

    title = "topic"
    parameter_name = "topics__id__exact"
    NONE, FEW = "none", 5_000

    def lookups(self, request, model_admin):
        topics = [(str(key), name) for key, name in Topic.objects.values_list("pk", "name")]
        return [*topics, (self.NONE, "None yet")] if topics else []

    def queryset(self, request, queryset):
        tagged = Claim.topics.through.objects.order_by()
        if not self.value():
            return queryset
        if self.value() == self.NONE:
            return queryset.exclude(Exists(tagged.filter(claim=OuterRef("pk"))))
        if self.value() not in dict(self.lookup_choices):
            raise IncorrectLookupParameters(f"There is no topic “{self.value()}”.")
        keys = tagged.filter(topic=self.value()).values_list("claim", flat=True)
        few = list(keys[: self.FEW + 1])
        if len(few) > self.FEW:
            return queryset.filter(topics=self.value())
        return queryset.filter(pk__in=among(few, queryset.db))


class HandedFilter(admin.SimpleListFilter):
    title = "handed to"
    parameter_name = "handed"

    def lookups(self, request, model_admin):
        return [("me", "Me"), ("nobody", "Nobody yet")]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        assignee = request.user if self.value() == "me" else None
        return queryset.filter(assignee=assignee)


class MineFilter(admin.SimpleListFilter):
    title = "whose"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "Mine: entered, changed or handed to me")]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(hands.with_hand(request.user), in_work=1)
