"""System checks that look at the database itself."""

from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connections

from core import triggers


@register(Tags.database)
def guards_stand(app_configs, databases, **kwargs):
    """Warn where a guard is missing, as after a migration that was broken off."""
    found = []
    for alias in databases or []:
        names = triggers.missing(connections[alias])
        if names:
            found.append(
                Warning(
                    f"{len(names)} guards do not stand in the database: {', '.join(names[:5])}.",
                    hint="Run `manage.py migrate`: it puts them back when it ends.",
                    id="core.W001",
                )
            )
    return found


@register(Tags.database)
def text_is_utf8(app_configs, databases, **kwargs):
    """Refuse a PostgreSQL database that counts anything but Unicode code points."""
    found = []
    for alias in databases or []:
        encoding = _encoding(connections[alias])
        if encoding not in (None, "UTF8"):
            found.append(
                Error(
                    f"The database is encoded in {encoding}; On Record needs UTF8.",
                    hint="Create it with ENCODING 'UTF8'.",
                    id="core.E001",
                )
            )
    return found


def _encoding(connection):
    if connection.vendor != "postgresql":
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            return cursor.fetchone()[0]
    except DatabaseError:
        return None
