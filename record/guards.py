"""What the database itself refuses about the record, on both engines."""

from core.triggers import DELETE, INSERT, TRUNCATE, UPDATE, Guard, append_only, never_replaced
from record.models import Entry, Head

ENTRY, HEAD = Entry._meta.db_table, Head._meta.db_table

GUARDS = [
    *append_only(Entry),
    Guard(
        "entries_are_numbered_without_gaps",
        ENTRY,
        (INSERT,),
        "An entry takes the next index of the log.",
        f'NEW."index" <> (SELECT COALESCE(MAX("index") + 1, 0) FROM "{ENTRY}")',
    ),
    Guard(
        "entries_never_go_back_in_time",
        ENTRY,
        (INSERT,),
        "An entry is never older than the one before it.",
        f'NEW.published_at < (SELECT MAX(published_at) FROM "{ENTRY}" '
        f'WHERE "index" = NEW."index" - 1)',
    ),
    Guard(
        "the_log_only_grows",
        HEAD,
        (UPDATE,),
        "The head of the log only moves forward.",
        "NEW.size <= OLD.size",
    ),
    never_replaced(Head, "The head of the log only moves forward."),
    Guard(
        "the_head_stays",
        HEAD,
        (DELETE, TRUNCATE),
        "The head of the log is never removed.",
    ),
]
