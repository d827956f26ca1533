from django.db import migrations

from sources.words import INDEXES

# State is the same on both engines; only the database beneath differs. What fills and keeps the
# indexes on SQLite comes after every migration, with the guards.


def create(apps, schema_editor):
    _run(schema_editor, "create")


def remove(apps, schema_editor):
    _run(schema_editor, "remove")


def _run(schema_editor, act):
    for index in INDEXES:
        for statement in getattr(index, act)(schema_editor.connection.vendor):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("sources", "0004_say_what_a_relay_is")]

    operations = [migrations.RunPython(create, remove, elidable=False)]
