"""The two people of the demo: one writes, the other reviews and publishes."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.auth.models import Group

from core.models import User


class People(NamedTuple):
    editor: User
    reviewer: User


def people() -> People:
    """The demo's accounts, made where they are missing, with no password that anybody could use."""
    return People(
        editor=_account("editor", "Demo editor", "Editor"),
        reviewer=_account("reviewer", "Demo reviewer", "Reviewer", "Publisher"),
    )


def _account(name: str, byline: str, *groups: str) -> User:
    standing = User.objects.filter(username=name).first()
    if standing:
        return standing
    account = User(username=name, byline=byline, is_staff=True)
    account.set_unusable_password()
    account.save(force_insert=True)
    account.groups.set(Group.objects.filter(name__in=groups))
    return account
