from django.db import migrations

from core.words import WordIndex

# PostgreSQL went to each row with a middling word before it took the newest.


def renew(apps, schema_editor):
    WordIndex(apps.get_model("sources", "Passage"), ("exact",)).renew(schema_editor)
    WordIndex(apps.get_model("sources", "Source"), ("title", "author")).renew(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("sources", "0009_words_without_signs")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop, elidable=False)]
