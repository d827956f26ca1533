"""What comes with the installation: the four groups and the rating scale.

In a migration the permissions do not exist yet, so this runs after each. Only what is missing is
made: a newsroom's own changes stay.
"""

from __future__ import annotations

from django.apps import apps as today
from django.contrib.auth.models import Group, Permission
from django.db.models import QuerySet

EDITED = (
    "speaker",
    "publisher",
    "source",
    "statement",
    "passage",
    "relay",
    "sameroot",
    "topic",
    "claim",
)
PARTS = (
    "region",
    "passage",
    "relay",
    "sameroot",
    "appearance",
    "evidence",
    "bearing",
    "relation",
)
LOOKED_AT = ("snapshot", "verdict", "event", "revision", "entry")

READING = [f"view_{name}" for name in (*EDITED, *PARTS, *LOOKED_AT)]
EDITING = [
    *(f"{act}_{name}" for act in ("add", "change") for name in (*EDITED, *PARTS)),
    *(f"delete_{name}" for name in PARTS),
    "add_snapshot",
]
GROUPS = {
    "Editor": [*READING, *EDITING, "waive_sourcing"],
    "Reviewer": [*READING, "review_claim"],
    "Publisher": [*READING, "publish_claim"],
    # Accounts and settings; nothing that was said, and nothing of what we hold.
    "Administrator": [
        *(f"{act}_{name}" for act in ("view", "add", "change") for name in ("user", "verdict")),
        "view_group",
    ],
}

SCALE = [
    # key, label, meaning, value, colour, kinds, rule
    ("true", "True", "The evidence supports the claim.", 5, "positive", ["fact"], "for"),
    (
        "mostly-true",
        "Mostly true",
        "The claim holds; a detail does not, or needs adding.",
        4,
        "positive",
        ["fact"],
        "for",
    ),
    (
        "partly-true",
        "Partly true",
        "Part of the claim holds and part does not.",
        3,
        "mixed",
        ["fact"],
        "either",
    ),
    (
        "misleading",
        "Misleading",
        "The words may stand, but they lead to a wrong conclusion.",
        2,
        "negative",
        ["fact"],
        "against",
    ),
    ("false", "False", "The evidence contradicts the claim.", 1, "negative", ["fact"], "against"),
    (
        "conflicting-evidence",
        "Conflicting evidence",
        "Evidence that counts stands on both sides.",
        None,
        "mixed",
        ["fact"],
        "both",
    ),
    (
        "not-enough-evidence",
        "Not enough evidence",
        "We looked, and what we found decides neither way.",
        None,
        "neutral",
        ["fact", "attribution"],
        "sought",
    ),
    (
        "correctly-attributed",
        "Correctly attributed",
        "They did say it. Whether it is so is another claim.",
        5,
        "positive",
        ["attribution"],
        "attributed",
    ),
    (
        "misattributed",
        "Misattributed",
        "They did not say it, or somebody else did.",
        1,
        "negative",
        ["attribution"],
        "against",
    ),
    (
        "pending",
        "Pending",
        "It lies ahead; nothing has decided it yet.",
        None,
        "neutral",
        ["promise"],
        "open",
    ),
    (
        "came-about",
        "Came about",
        "What was announced has happened.",
        None,
        "positive",
        ["promise"],
        "open",
    ),
    (
        "did-not-come-about",
        "Did not come about",
        "What was announced has not happened in its time.",
        None,
        "negative",
        ["promise"],
        "open",
    ),
]


def install(using="default", apps=today, **kwargs) -> None:
    """post_migrate: make the groups and verdicts that are missing, in the tables as they now are.

    After a migration backwards these have fewer columns than today's models.
    """
    for name, codenames in GROUPS.items():
        _group(name, codenames, using)
    verdicts = apps.get_model("claims", "Verdict").objects.using(using)
    for order, row in enumerate(SCALE, start=1):
        _verdict(order, row, verdicts)


def _group(name: str, codenames: list[str], using: str) -> None:
    group, is_new = Group.objects.using(using).get_or_create(name=name)
    if is_new:
        held = Permission.objects.using(using).filter(
            codename__in=codenames,
            content_type__app_label__in=("core", "auth", "sources", "claims", "record"),
        )
        group.permissions.set(held)


def _verdict(order: int, row: tuple, verdicts: QuerySet) -> None:
    key, label, meaning, value, colour, kinds, rule = row
    told = {
        "label": label,
        "meaning": meaning,
        "value": value,
        "colour": colour,
        "kinds": kinds,
        "rule": rule,
        "order": order,
    }
    verdicts.get_or_create(key=key, defaults=told)
