"""What the database itself refuses about sources, on both engines."""

from core.triggers import INSERT, UPDATE, Guard, append_only
from sources import words
from sources.models import Passage, Region, Relay, Snapshot, Source, Statement

SNAPSHOT, REGION = Snapshot._meta.db_table, Region._meta.db_table
STATEMENT, PASSAGE = Statement._meta.db_table, Passage._meta.db_table
RELAY, SOURCE = Relay._meta.db_table, Source._meta.db_table

# At READ COMMITTED two writers each see only what the other has committed. Both therefore queue:
# for regions at the snapshot's own row, for relays at one advisory lock.
LOCK_SNAPSHOT = f'PERFORM 1 FROM "{SNAPSHOT}" WHERE id = NEW.snapshot_id FOR NO KEY UPDATE;'
LOCK_RELAYS = "PERFORM pg_advisory_xact_lock(hashtext('sources_relay'));"

# SQLite counts a negative start from the end, and both cut what reaches beyond the text: so the
# range is looked at before the words are.
NOT_THE_TEXT = (
    'CASE WHEN NEW."start" < 0 OR length(NEW.exact) <> NEW."end" - NEW."start" THEN 1 = 1 '
    f'ELSE (SELECT substr(text, NEW."start" + 1, NEW."end" - NEW."start") FROM "{SNAPSHOT}" '
    "WHERE id = NEW.snapshot_id) {differs} NEW.exact END"
)
ANOTHER_SOURCE = (
    f'(SELECT source_id FROM "{SNAPSHOT}" WHERE id = NEW.snapshot_id) '
    f'{{differs}} (SELECT source_id FROM "{STATEMENT}" WHERE id = NEW.statement_id)'
)
# The regions that stand are apart, so only the last one that begins before the new one's end can
# reach into it: one look into an index, however many there are.
OVERLAP = (
    f'NEW."start" < (SELECT held."end" FROM "{REGION}" AS held '
    'WHERE held.snapshot_id = NEW.snapshot_id AND held."start" < NEW."end" '
    'ORDER BY held."start" DESC LIMIT 1) '
    f'OR NEW."end" > (SELECT characters FROM "{SNAPSHOT}" WHERE id = NEW.snapshot_id)'
)
# Whether the source handed on leads back, over any statement's relays, to the one handing it on.
# Only what somebody hands on already can be led back to: that is asked first, of an index.
TAKER = (
    f'COALESCE(NEW.through_id, (SELECT source_id FROM "{STATEMENT}" WHERE id = NEW.statement_id))'
)
CIRCLE = f"""
CASE
WHEN NEW.source_id = {TAKER} THEN 1 = 1
WHEN NOT EXISTS (SELECT 1 FROM "{RELAY}" WHERE source_id = {TAKER}) THEN 1 = 0
ELSE EXISTS (
  WITH RECURSIVE step(giver, taker) AS (
    SELECT relay.source_id, COALESCE(relay.through_id, statement.source_id)
    FROM "{RELAY}" AS relay JOIN "{STATEMENT}" AS statement ON statement.id = relay.statement_id
  ), reached(id) AS (
    SELECT NEW.source_id
    UNION
    SELECT step.giver FROM step JOIN reached ON step.taker = reached.id
  )
  SELECT 1 FROM reached WHERE reached.id = {TAKER}
) END
"""

GUARDS = [
    *append_only(Snapshot),
    Guard(
        "passage_quotes_its_snapshot",
        PASSAGE,
        (INSERT, UPDATE),
        "A passage must hold exactly the words of its snapshot at its place.",
        NOT_THE_TEXT,
        reads=(SNAPSHOT,),
    ),
    Guard(
        "passage_lies_in_the_source_of_its_statement",
        PASSAGE,
        (INSERT, UPDATE),
        "A passage must lie in a snapshot of the source in which its statement stands.",
        ANOTHER_SOURCE,
        reads=(SNAPSHOT, STATEMENT),
    ),
    Guard(
        "statement_stays_in_its_source",
        STATEMENT,
        (UPDATE,),
        "A statement with passages or relays stays in its source: mark it anew in the other one.",
        "NEW.source_id <> OLD.source_id AND ("
        f'EXISTS (SELECT 1 FROM "{PASSAGE}" WHERE statement_id = NEW.id) '
        f'OR EXISTS (SELECT 1 FROM "{RELAY}" WHERE statement_id = NEW.id))',
        reads=(PASSAGE, RELAY),
    ),
    Guard(
        "regions_do_not_overlap",
        REGION,
        (INSERT,),
        "Regions of a snapshot must lie inside its text and must not overlap.",
        OVERLAP,
        reads=(SNAPSHOT,),
        lock=LOCK_SNAPSHOT,
    ),
    Guard(
        "regions_are_replaced_as_a_set",
        REGION,
        (UPDATE,),
        "Regions are replaced as a set, not changed one by one.",
    ),
    Guard(
        "relays_run_in_no_circle",
        RELAY,
        (INSERT, UPDATE),
        "Relays must not run in a circle: a source cannot hand on what comes from it.",
        CIRCLE,
        reads=(STATEMENT,),
        lock=LOCK_RELAYS,
    ),
    *(index.keeper() for index in words.INDEXES),
]
