from django.db import migrations

from core.words import WordIndex

# PostgreSQL took what a sign joins, as in covid-19 or 9/11, for one word, and ü for another than u.


def renew(apps, schema_editor):
    columns = ("short", "text", "finding")
    WordIndex(apps.get_model("claims", "Claim"), columns, "in_work").renew(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("claims", "0014_hands")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop, elidable=False)]
