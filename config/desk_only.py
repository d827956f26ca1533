"""Middleware that only the desk needs: a public page has no session, no account and no messages.

Each passes by what is asked for anywhere else, so that nothing of it can be set or read there, and
a page that is only confirmed as unchanged does not wait for it.
"""

from __future__ import annotations

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware

DESK = "/desk/"


class AtTheDesk:
    """Before a middleware of Django's: it acts at the desk alone."""

    def __call__(self, request):
        if request.path_info.startswith(DESK):
            return super().__call__(request)
        return self.get_response(request)


class DeskSessionMiddleware(AtTheDesk, SessionMiddleware):
    """Sessions, whose cookie has the desk's path."""


class DeskAuthenticationMiddleware(AtTheDesk, AuthenticationMiddleware):
    """Whoever is signed in."""


class DeskMessageMiddleware(AtTheDesk, MessageMiddleware):
    """What was done, told on the next page."""
