"""The table of steps: which verb leads from which status to which. Data, read by verb and guard."""

from claims.models.claim import OPEN, Status
from claims.models.event import Verb

EDIT, REVIEW, PUBLISH = "claims.change_claim", "claims.review_claim", "claims.publish_claim"
STEPS: dict[Verb, dict[Status, tuple[Status, ...]]] = {
    Verb.CREATE: {Status.DRAFT: (Status.DRAFT,)},
    Verb.REVISE: {
        Status.DRAFT: (Status.DRAFT,),
        Status.CHANGES_REQUESTED: (Status.CHANGES_REQUESTED,),
        Status.IN_REVIEW: (Status.DRAFT,),
        Status.APPROVED: (Status.DRAFT,),
    },
    Verb.SUBMIT: {
        Status.DRAFT: (Status.IN_REVIEW,),
        Status.CHANGES_REQUESTED: (Status.IN_REVIEW,),
    },
    Verb.TAKE_BACK: {Status.IN_REVIEW: (Status.DRAFT,)},
    Verb.REQUEST_CHANGES: {
        Status.IN_REVIEW: (Status.CHANGES_REQUESTED,),
        Status.APPROVED: (Status.CHANGES_REQUESTED,),
    },
    Verb.APPROVE: {Status.IN_REVIEW: (Status.APPROVED,)},
    Verb.PUBLISH: {Status.APPROVED: (Status.PUBLISHED, Status.RETRACTED)},
    Verb.REOPEN: {Status.PUBLISHED: (Status.DRAFT,), Status.RETRACTED: (Status.DRAFT,)},
    Verb.DISCARD: dict.fromkeys(OPEN, (Status.PUBLISHED, Status.RETRACTED, Status.DISCARDED)),
    Verb.ASSIGN: {status: (status,) for status in OPEN},
}

# Whoever does one of these has had a hand in the coming edition.
CONTRIBUTING = (Verb.CREATE, Verb.REVISE, Verb.REOPEN)


def allowed() -> list[tuple[str, str, str]]:
    """Every (verb, from, to) there is."""
    return [
        (verb.value, before.value, after.value)
        for verb, steps in STEPS.items()
        for before, afters in steps.items()
        for after in afters
    ]
