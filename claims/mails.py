"""Mails of the desk: plain text, one to a person however much there is to tell."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from claims.models import Memo
from core.models import User

logger = logging.getLogger(__name__)
AT_ONCE, DIGEST = "desk/mail/at_once.txt", "desk/mail/digest.txt"


def send(person: User, memos: list[Memo], *, template: str = AT_ONCE, subject: str = "") -> bool:
    """Mail these memos to one person; False, told in the log and kept, where that fails."""
    from claims.telling import BY_NAME  # the two name each other

    context = {
        "person": person,
        "groups": _grouped(memos, BY_NAME),
        "newsroom": settings.NEWSROOM_NAME,
        "desk": address("admin:index"),
        "preferences": address("admin:told"),
    }
    message = EmailMessage(
        _one_line(f"[{settings.NEWSROOM_NAME}] {subject or _subject(memos)}"),
        render_to_string(template, context),
        to=[person.email],
    )
    return _hand_over(message, memos)


def address(name: str, *args) -> str:
    """A page of the desk, as a mail names it."""
    return f"{settings.NEWSROOM_URL}{reverse(name, args=args)}"


def _hand_over(message: EmailMessage, memos: list[Memo]) -> bool:
    keys = [memo.pk for memo in memos]
    try:
        message.send()
    except Exception as error:  # whatever a mail server does, the act stands
        logger.exception("A mail to %s could not be sent.", message.to[0])
        told = f"{type(error).__name__}: {error}"[:300]
        Memo.objects.filter(pk__in=keys).update(failed=told)
        return False
    Memo.objects.filter(pk__in=keys).update(mailed_at=timezone.now(), failed="")
    return True


def _grouped(memos: list[Memo], occasions: dict) -> list[tuple[str, list[tuple[Memo, str]]]]:
    """The memos under what they are about, in the order of the table, each with its page."""
    groups = []
    for about, occasion in occasions.items():
        page = f"admin:claims_claim_{occasion.page}"
        lines = [(memo, address(page, memo.claim_id)) for memo in memos if memo.about == about]
        if lines:
            groups.append((occasion.label, lines))
    return groups


def _subject(memos: list[Memo]) -> str:
    if len(memos) == 1:
        return Truncator(_one_line(memos[0].told)).chars(150)
    return f"{len(memos)} claims for you"


def _one_line(text: str) -> str:
    return " ".join(text.split())
