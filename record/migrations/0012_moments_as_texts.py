from django.db import migrations, models

# As `record.schema.instant` writes a moment.
TEXT = {
    "postgresql": "to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
    "sqlite": "replace(substr({column} || '.000000', 1, 26), ' ', 'T') || 'Z'",
}


def fill(apps, schema_editor):
    text = TEXT[schema_editor.connection.vendor]
    first, last = text.format(column="first_published_at"), text.format(column="published_at")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE record_listing SET first_published_text = {first}, published_text = {last}"
        )


class Migration(migrations.Migration):
    dependencies = [("record", "0011_tame_rows")]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="first_published_text",
            field=models.CharField(default="", max_length=27),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="listing",
            name="published_text",
            field=models.CharField(default="", max_length=27),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
