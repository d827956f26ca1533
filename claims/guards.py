"""What the database itself refuses about claims, on both engines."""

from claims import finding, hands
from claims.models import Bearing, Claim, Event, Evidence, Relation, Remark, Tick
from claims.steps import CONTRIBUTING, allowed
from core.triggers import DELETE, INSERT, TRUNCATE, UPDATE, Guard, append_only, never_replaced
from sources.models import Passage

CLAIM, EVENT, RELATION = Claim._meta.db_table, Event._meta.db_table, Relation._meta.db_table
EVIDENCE, BEARING, PASSAGE = (
    Evidence._meta.db_table,
    Bearing._meta.db_table,
    Passage._meta.db_table,
)
STEPS = ", ".join(f"'{verb} {before} {after}'" for verb, before, after in allowed())
HANDS = ", ".join(f"'{verb.value}'" for verb in CONTRIBUTING)

LAST_PUBLICATION = (
    f'COALESCE((SELECT MAX(edition.id) FROM "{EVENT}" AS edition '
    "WHERE edition.claim_id = NEW.claim_id AND edition.verb = 'publish'), 0)"
)
APPROVER_CONTRIBUTED = f"""
NEW.verb = 'approve' AND NOT NEW.overrides AND EXISTS (
  SELECT 1 FROM "{EVENT}" AS hand
  WHERE hand.claim_id = NEW.claim_id AND hand.actor_id = NEW.actor_id
    AND hand.verb IN ({HANDS}) AND hand.id > {LAST_PUBLICATION}
)
"""
# The approval that stands: the last decisive event, with the digest that is being published.
NOT_APPROVED = f"""
NEW.verb = 'publish' AND NOT EXISTS (
  SELECT 1 FROM "{EVENT}" AS consent
  WHERE consent.claim_id = NEW.claim_id AND consent.verb = 'approve'
    AND consent.digest = NEW.digest
    AND consent.id = (SELECT MAX(act.id) FROM "{EVENT}" AS act
                      WHERE act.claim_id = NEW.claim_id AND act.verb <> 'assign')
)
"""
OUT_OF_STEP = f"""
(NEW.verb || ' ' || NEW.from_status || ' ' || NEW.to_status) NOT IN ({STEPS})
OR NOT EXISTS (
  SELECT 1 FROM "{CLAIM}" AS held WHERE held.id = NEW.claim_id
    AND held.status = NEW.from_status AND held.version = NEW.version - 1
)
"""
# A step at a time, each with its event; the events of earlier steps lead nowhere any more.
NO_EVENT = f"""
(NEW.status <> OLD.status OR NEW.version <> OLD.version) AND (
  NEW.version <> OLD.version + 1 OR NOT EXISTS (
    SELECT 1 FROM "{EVENT}" AS act WHERE act.claim_id = NEW.id
      AND act.version = NEW.version
      AND act.from_status = OLD.status AND act.to_status = NEW.status
  )
)
"""
CIRCLE = f"""
NEW.type IN ('supersedes', 'replaces') AND EXISTS (
  WITH RECURSIVE reached(id) AS (
    SELECT NEW.other_id
    UNION
    SELECT held.other_id FROM "{RELATION}" AS held JOIN reached ON held.claim_id = reached.id
    WHERE held.type = NEW.type
  )
  SELECT 1 FROM reached WHERE reached.id = NEW.claim_id
)
"""

GUARDS = [
    *append_only(Event),
    *append_only(Remark),
    *append_only(Tick),
    Guard(
        "event_takes_an_allowed_step",
        EVENT,
        (INSERT,),
        "This step does not lead from where the claim stands.",
        OUT_OF_STEP,
        reads=(CLAIM,),
    ),
    Guard(
        "approver_is_no_contributor",
        EVENT,
        (INSERT,),
        "Two people: whoever contributed to a claim cannot approve it.",
        APPROVER_CONTRIBUTED,
    ),
    Guard(
        "publication_follows_its_approval",
        EVENT,
        (INSERT,),
        "Only what was approved, to the letter, can be published.",
        NOT_APPROVED,
    ),
    Guard(
        "claim_begins_as_a_draft",
        CLAIM,
        (INSERT,),
        "A claim begins as a draft.",
        "NEW.status <> 'draft'",
    ),
    never_replaced(Claim, "A claim is never replaced: revise it."),
    Guard(
        "claim_with_a_history_stays",
        CLAIM,
        (DELETE, TRUNCATE),
        "A claim with a history is never removed: discard it.",
        f'EXISTS (SELECT 1 FROM "{EVENT}" AS act WHERE act.claim_id = OLD.id)',
        reads=(EVENT,),
    ),
    Guard(
        "claim_moves_with_its_event",
        CLAIM,
        (UPDATE,),
        "The status of a claim changes only by a verb of the workflow.",
        NO_EVENT,
        reads=(EVENT,),
    ),
    Guard(
        "bearing_passage_is_of_the_statement",
        BEARING,
        (INSERT, UPDATE),
        "A passage that bears on the claim belongs to the statement in evidence.",
        f'(SELECT statement_id FROM "{EVIDENCE}" WHERE id = NEW.evidence_id) {{differs}} '
        f'(SELECT statement_id FROM "{PASSAGE}" WHERE id = NEW.passage_id)',
        reads=(EVIDENCE, PASSAGE),
    ),
    Guard(
        "evidence_keeps_its_statement",
        EVIDENCE,
        (UPDATE,),
        "Evidence keeps its statement: remove it and add the other one.",
        "NEW.statement_id <> OLD.statement_id "
        f'AND EXISTS (SELECT 1 FROM "{BEARING}" WHERE evidence_id = NEW.id)',
        reads=(BEARING,),
    ),
    Guard(
        "relations_run_in_no_circle",
        RELATION,
        (INSERT, UPDATE),
        "Claims must not supersede or replace each other in a circle.",
        CIRCLE,
        lock="PERFORM pg_advisory_xact_lock(hashtext('claims_relation'));",
    ),
    hands.keeper(),
    finding.IN_WORK.keeper(),
]
