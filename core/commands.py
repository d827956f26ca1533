"""What several commands of `manage.py` have to say."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db import connection

from core.models import Revision


def refuse_without_tables() -> None:
    """Raise CommandError where nothing was ever migrated: likely this is another database."""
    if Revision._meta.db_table not in connection.introspection.table_names():
        raise CommandError(
            f"The database has no tables yet ({connection.settings_dict['NAME']}). Is it the one "
            "you meant? ON_RECORD_VAR or DATABASE_URL says which. A new one: run "
            "`manage.py migrate` first."
        )
