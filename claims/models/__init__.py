"""One module per noun; import from this package."""

from claims.models.claim import IN_WORK, OPEN, Claim, EditionKind, Status
from claims.models.event import Event, Verb
from claims.models.hand import Hand
from claims.models.imports import Import, ImportRow
from claims.models.memos import Memo, Preference, When
from claims.models.parts import Appearance, Bearing, Evidence, Relation
from claims.models.remark import Remark, Tick
from claims.models.topic import Topic
from claims.models.verdict import Verdict
from claims.models.view import View

__all__ = [
    "IN_WORK",
    "OPEN",
    "Appearance",
    "Bearing",
    "Claim",
    "EditionKind",
    "Event",
    "Evidence",
    "Hand",
    "Import",
    "ImportRow",
    "Memo",
    "Preference",
    "Relation",
    "Remark",
    "Status",
    "Tick",
    "Topic",
    "Verb",
    "Verdict",
    "View",
    "When",
]
