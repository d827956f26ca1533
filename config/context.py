from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext


def newsroom(request):
    """The newsroom's own names, for every template."""
    return {
        "newsroom": {
            "name": settings.NEWSROOM_NAME,
            "url": settings.NEWSROOM_URL,
            "note": settings.NEWSROOM_NOTE,
            "contact": settings.NEWSROOM_CONTACT,
            "contact_url": address(settings.NEWSROOM_CONTACT),
            "report_url": _about_a_page(address(settings.NEWSROOM_REPORT), request.path),
            "logo": settings.NEWSROOM_LOGO,
            "picture": settings.NEWSROOM_PICTURE,
            "about": settings.NEWSROOM_ABOUT,
            "corrections": settings.NEWSROOM_CORRECTIONS,
            "licence": settings.NEWSROOM_LICENCE,
            "licence_url": address(settings.NEWSROOM_LICENCE_URL),
        }
    }


def address(contact: str) -> str:
    """Where a link to it leads: a page of the web, or a letter; nowhere for any other text."""
    if contact.startswith(("https://", "http://", "mailto:")):
        return contact
    named, at, host = contact.partition("@")
    is_mail = named and at and "." in host and not any(mark.isspace() for mark in contact)
    return f"mailto:{quote(contact, safe='@+')}" if is_mail else ""


def _about_a_page(url: str, path: str) -> str:
    """A letter says on its own which page it is about."""
    if not url.startswith("mailto:") or "?" in url:
        return url
    subject = gettext("An error on %(page)s") % {"page": settings.NEWSROOM_URL + path}
    return f"{url}?subject={quote(subject, safe='')}"
