from django.conf import settings


def newsroom(request):
    """The newsroom's own names, for every template."""
    return {
        "newsroom": {
            "name": settings.NEWSROOM_NAME,
            "url": settings.NEWSROOM_URL,
            "note": settings.NEWSROOM_NOTE,
            "contact": settings.NEWSROOM_CONTACT,
        }
    }
