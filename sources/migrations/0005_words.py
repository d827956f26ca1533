from django.db import migrations

from core.words import WordIndex

# State is the same on both engines; only the database beneath differs. What fills and keeps the
# indexes on SQLite comes after every migration, with the guards.


def create(apps, schema_editor):
    _run(apps, schema_editor, "create")


def remove(apps, schema_editor):
    _run(apps, schema_editor, "remove")


def _run(apps, schema_editor, act):
    passages = WordIndex(apps.get_model("sources", "Passage"), ("exact",))
    titles = WordIndex(apps.get_model("sources", "Source"), ("title", "author"))
    for index in (passages, titles):
        for statement in getattr(index, act)(schema_editor.connection.vendor):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("sources", "0004_say_what_a_relay_is")]

    operations = [migrations.RunPython(create, remove, elidable=False)]
