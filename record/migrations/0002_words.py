from django.db import migrations

# State is the same on both engines; only the database beneath differs. The PostgreSQL index
# serves exactly the expression that record.search.postgres emits.
POSTGRESQL = """
CREATE INDEX record_listing_words ON record_listing
USING gin (to_tsvector('simple'::regconfig, COALESCE(words, '')))
"""
SQLITE = "CREATE VIRTUAL TABLE record_listing_words USING fts5(words, tokenize = 'unicode61')"


def create(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if postgresql else SQLITE)


def remove(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(f"DROP {'INDEX' if postgresql else 'TABLE'} record_listing_words")


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]

    operations = [migrations.RunPython(create, remove, elidable=False)]
