from django.db import migrations, models

from core.cells import is_harmless

IN_OWN_WORDS = (
    "text",
    "short",
    "place",
    "holds_words",
    "state",
    "verdict_label",
    "finding",
    "claimant_name",
)
BATCH = 1000


def find_the_others(apps, schema_editor):
    """All are taken for tame; the few that are not are found here."""
    using = schema_editor.connection.alias
    listings = apps.get_model("record", "Listing").objects.using(using).order_by()
    rows = listings.values_list("pk", *IN_OWN_WORDS).iterator(BATCH)
    wild = [key for key, *texts in rows if not all(map(is_harmless, texts))]
    for start in range(0, len(wild), BATCH):
        listings.filter(pk__in=wild[start : start + BATCH]).update(tame=False)


class Migration(migrations.Migration):
    dependencies = [("record", "0010_flat_columns")]

    operations = [
        migrations.AddField(
            model_name="listing", name="tame", field=models.BooleanField(default=True)
        ),
        migrations.RunPython(find_the_others, migrations.RunPython.noop, elidable=True),
        migrations.AlterField(
            model_name="listing",
            name="tame",
            field=models.BooleanField(
                default=False,
                help_text="Whether no spreadsheet would take any text of it for a formula.",
            ),
        ),
    ]
