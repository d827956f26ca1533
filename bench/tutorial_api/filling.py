"""Fill the tutorial's tables from the record, so that both lists tell the same."""

from __future__ import annotations

from django.db import connection, transaction

from bench.tutorial_api.models import Claim, Speaker, Verdict

VERDICTS = """
INSERT INTO tutorial_api_verdict (key, label)
SELECT verdict, max(verdict_label) FROM record_listing GROUP BY verdict
"""
SPEAKERS = """
INSERT INTO tutorial_api_speaker (public_id, name)
SELECT claimant, max(claimant_name) FROM record_listing WHERE claimant <> '' GROUP BY claimant
"""
CLAIMS = """
INSERT INTO tutorial_api_claim (
    id, public_id, short, text, language, kind, verdict_id, claimant_id, basis,
    state, by_id, since, number, published_at, "index"
)
SELECT
    told.id, told.claim, told.short, told.text, told.language, told.kind, verdict.id, speaker.id,
    told.basis, told.standing_state, other.id, told.standing_since, told.number,
    told.published_at, told.entry_id
FROM record_listing told
JOIN tutorial_api_verdict verdict ON verdict.key = told.verdict
LEFT JOIN tutorial_api_speaker speaker ON speaker.public_id = told.claimant
LEFT JOIN record_listing other ON other.claim = told.standing_by AND NOT other.retracted
WHERE NOT told.retracted
"""


def fill() -> None:
    """Make all rows anew, from what is listed now."""
    with transaction.atomic(), connection.cursor() as cursor:
        for model in (Claim, Speaker, Verdict):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        for insert in (VERDICTS, SPEAKERS, CLAIMS):
            cursor.execute(insert)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
