"""What divides the claims that were found, with how many of them are of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Max, Q
from django.http import QueryDict
from django.utils.translation import get_language_info, gettext_lazy

from record.chips import address
from record.finding import Finding
from record.models import Mention, Subject
from record.search import those_of

MOST_OPTIONS = 8
Role = Mention.Role
KIND_OF = {
    Role.VERDICT: "verdict",
    Role.TOPIC: "topic",
    Role.CLAIMANT: "speaker",
    Role.SPEAKER: "speaker",
    Role.PUBLISHER: "publisher",
}
LABELS = {
    "verdict": gettext_lazy("Verdict"),
    "topic": gettext_lazy("Topic"),
    "speaker": gettext_lazy("Speaker"),
    "publisher": gettext_lazy("Publisher"),
    "language": gettext_lazy("Language"),
    "year": gettext_lazy("Year of publication"),
}


@dataclass(frozen=True)
class Option:
    """One value of a facet, and the address of the list with or without it."""

    name: str
    count: str
    address: str
    language: str = ""


@dataclass(frozen=True)
class Facet:
    label: str
    options: list[Option]


def facets(finding: Finding, query: QueryDict) -> tuple[list[Facet], dict[str, Subject]]:
    """The facets by which the list is not narrowed yet, and the subjects of those by which it is;
    two queries.
    """
    counted = _counted(finding)
    best = {kind: counts.most_common(MOST_OPTIONS) for kind, counts in counted.items()}
    keys = [key for kind, pairs in best.items() if kind in KIND_OF.values() for key, _ in pairs]
    named_by = {*KIND_OF.values(), "source"} & set(finding.chosen)
    chosen = [finding.chosen[kind] for kind in named_by]
    known = Subject.objects.filter(Q(pk__in=keys) | Q(public_id__in=chosen)).defer("data")
    subjects = {subject.pk: subject for subject in known}
    found = [
        Facet(LABELS[kind], [_option(kind, *pair, subjects, finding, query) for pair in best[kind]])
        for kind in LABELS
        if kind not in finding.chosen and _divides(best.get(kind, []), finding)
    ]
    named = {subject.kind: subject for subject in subjects.values() if subject.public_id in chosen}
    return found, named


def _divides(pairs: list[tuple], finding: Finding) -> bool:
    """Whether choosing one of these leaves another list than the one that stands there."""
    return any(count < len(finding.matches) for _, count in pairs)


def _counted(finding: Finding) -> dict[str, Counter]:
    matches = finding.matches
    counted: dict[str, Counter] = {
        "language": Counter(match.language for match in matches),
        "year": Counter(match.year for match in matches),
    }
    mentions = Mention.objects.filter(role__in=list(KIND_OF)).order_by()
    mentions = those_of(mentions, [match.key for match in matches], "listing_id")
    rows = mentions.values("subject_id").annotate(
        claims=Count("listing_id", distinct=True), as_what=Max("role")
    )
    for subject, claims, role in rows.values_list("subject_id", "claims", "as_what"):
        counted.setdefault(KIND_OF[role], Counter())[subject] = claims
    return counted


def _option(kind, value, count, subjects, finding, query) -> Option:
    subject = subjects.get(value) if kind in KIND_OF.values() else None
    name = subject.name if subject else _language(value) if kind == "language" else str(value)
    return Option(
        name=name,
        count=told(count, finding.is_more),
        address=address(query, **{kind: subject.public_id if subject else str(value)}),
        language=value if kind == "language" else "",
    )


def told(count: int, is_more: bool = False) -> str:
    """A number as readers are told it; with a plus where it was not counted to the end."""
    return f"{count:,}{'+' if is_more else ''}"


def _language(tag: str) -> str:
    try:
        return get_language_info(tag)["name_local"].capitalize()
    except KeyError:
        return tag
