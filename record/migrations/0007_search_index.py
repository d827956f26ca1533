from django.db import migrations

# State is the same on both engines; only the database beneath differs. On both the table holds
# what `rebuild` puts there: run it once after this migration.
POSTGRESQL = [
    "DROP INDEX record_listing_words",
    "CREATE TABLE record_listing_words (listing_id bigint PRIMARY KEY, document tsvector NOT NULL)",
    "CREATE INDEX record_listing_documents ON record_listing_words"
    " USING gin (document) WITH (fastupdate = off)",
]
POSTGRESQL_BACK = [
    "DROP TABLE record_listing_words",
    "CREATE INDEX record_listing_words ON record_listing"
    " USING gin (to_tsvector('simple'::regconfig, COALESCE(words, '')))",
]
# Vowel signs of many scripts are marks: without these categories they would part a word.
SQLITE = [
    "DROP TABLE record_listing_words",
    "CREATE VIRTUAL TABLE record_listing_words"
    " USING fts5(words, tokenize = \"unicode61 categories 'L* N* Co Mn Mc'\")",
]
SQLITE_BACK = [
    "DROP TABLE record_listing_words",
    "CREATE VIRTUAL TABLE record_listing_words USING fts5(words, tokenize = 'unicode61')",
]


def create(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def remove(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


def _run(schema_editor, postgresql, sqlite):
    here = schema_editor.connection.vendor
    for statement in postgresql if here == "postgresql" else sqlite:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("record", "0006_words_and_postings")]

    operations = [migrations.RunPython(create, remove, elidable=False)]
