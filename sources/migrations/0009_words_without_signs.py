from django.db import migrations

from core.words import WordIndex

# PostgreSQL took what a sign joins, as in covid-19 or 9/11, for one word, and ü for another than u.


def renew(apps, schema_editor):
    WordIndex(apps.get_model("sources", "Passage"), ("exact",)).renew(schema_editor)
    WordIndex(apps.get_model("sources", "Source"), ("title", "author")).renew(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("sources", "0008_order_of_sources")]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop, elidable=False)]
