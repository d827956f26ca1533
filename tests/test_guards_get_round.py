"""Ways round a guard that somebody with a connection of their own could try, on both engines."""

from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction

import pytest

from claims import workflow
from claims.models import Claim, Event, Status, Verb
from core import triggers
from record.models import Head
from sources.models import Passage, Relay
from tests import factories as make

pytestmark = pytest.mark.django_db


def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


@contextmanager
def without_recursive_triggers():
    """As a connection that does not ask triggers when a REPLACE deletes."""
    run("PRAGMA recursive_triggers=OFF")
    try:
        yield
    finally:
        run("PRAGMA recursive_triggers=ON")


def refused(told: str, act):
    with pytest.raises(IntegrityError, match=told), transaction.atomic():
        act()


@pytest.mark.engine("postgresql")
def test_a_temporary_snapshot_is_not_the_snapshot(cast):
    passage = make.make_statement().passages.get()
    run(
        "CREATE TEMP TABLE sources_snapshot ON COMMIT DROP AS "
        "SELECT id, 'Forged words' AS text, source_id FROM public.sources_snapshot"
    )

    refused(
        "exactly the words",
        lambda: run(
            'INSERT INTO public.sources_passage (statement_id, snapshot_id, part, start, "end", '
            "exact) VALUES (%s, %s, 'words', 0, 6, 'Forged')",
            passage.statement_id,
            passage.snapshot_id,
        ),
    )


@pytest.mark.engine("postgresql")
def test_an_empty_temporary_log_hides_no_hand(cast):
    claim = make.make_sourced_claim(cast.editor)
    workflow.submit(claim, by=cast.editor)
    run("CREATE TEMP TABLE claims_event (LIKE public.claims_event) ON COMMIT DROP")

    refused(
        "Two people",
        lambda: run(
            "INSERT INTO public.claims_event (claim_id, version, verb, from_status, to_status, "
            "actor_id, actor_name, digest, reason, read, overrides, edition_kind, at) "
            "VALUES (%s, %s, 'approve', 'in_review', 'approved', %s, 'ada', %s, '', '[1]', "
            "false, '', now())",
            claim.pk,
            claim.version + 1,
            cast.editor.pk,
            "d" * 64,
        ),
    )


def test_a_claim_does_not_go_back_to_an_approval_that_is_void(cast):
    claim = make.make_sourced_claim(cast.editor)
    workflow.submit(claim, by=cast.editor)
    consent = make.approve(claim, cast.reviewer)
    with workflow.revising(claim, by=cast.editor):
        Claim.objects.filter(pk=claim.pk).update(finding="Other.")
    held = Claim.objects.filter(pk=claim.pk)

    refused(
        "only by a verb",
        lambda: held.update(status=Status.APPROVED, version=consent.version),
    )
    refused("only by a verb", lambda: held.update(version=consent.version))
    assert held.get().status == Status.DRAFT


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_a_claim_is_not_replaced_by_a_draft(cast, recursive):
    claim = make.make_published_claim(cast.editor)
    names = [field.column for field in Claim._meta.local_fields if not field.generated]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join({"status": "'draft'", "version": "0"}.get(n, f'"{n}"') for n in names)
    run(f"PRAGMA recursive_triggers={recursive}")
    try:
        replace = f"REPLACE INTO claims_claim ({columns}) SELECT {values} FROM claims_claim"
        refused("never re", lambda: run(replace))
    finally:
        run("PRAGMA recursive_triggers=ON")

    assert Claim.objects.get(pk=claim.pk).status == Status.PUBLISHED


@pytest.mark.engine("sqlite")
def test_the_head_is_not_replaced():
    make.make_published_claim()
    size = Head.objects.get().size

    with without_recursive_triggers():
        refused(
            "only moves forward",
            lambda: run(
                "REPLACE INTO record_head (id, size, frontier, root) VALUES (1, 0, '[]', '')"
            ),
        )

    assert Head.objects.get().size == size


@pytest.mark.engine("sqlite")
def test_an_event_is_not_replaced_by_its_other_key():
    """Only the guard that this is about stands: others would refuse the row too."""
    make.make_published_claim()
    only = [g for g in triggers.every_guard() if g.name == "claims_event_is_never_replaced"]
    triggers.drop(connection)
    triggers.install(connection, only)
    columns = ", ".join(f'"{f.column}"' for f in Event._meta.local_fields if not f.primary_key)
    replace = f"REPLACE INTO claims_event ({columns}) SELECT {columns} FROM claims_event"

    with without_recursive_triggers():
        refused("append-only", lambda: run(replace))


def test_a_claim_with_a_history_is_not_removed(cast):
    claim = make.make_claim(cast.editor)

    refused("never removed", lambda: run("DELETE FROM claims_claim WHERE id = %s", claim.pk))


def test_a_statement_does_not_move_into_what_it_relays(cast):
    statement = make.make_statement()
    origin = make.make_source("The order")
    Relay.objects.create(statement=statement, source=origin)
    Passage.objects.filter(statement=statement).delete()

    refused(
        "stays in its source",
        lambda: type(statement).objects.filter(pk=statement.pk).update(source=origin),
    )


@pytest.mark.parametrize("verb", [Verb.CREATE, Verb.REVISE, Verb.REOPEN])
def test_whoever_has_had_a_hand_by_any_verb_cannot_approve(cast, verb):
    claim = make.make_published_claim(cast.contributor)
    hand, other = cast.editor, cast.contributor
    if verb == Verb.CREATE:
        claim = make.make_sourced_claim(hand)
    else:
        opener = hand if verb == Verb.REOPEN else other
        workflow.reopen(claim, by=opener, kind="update", reason="News.")
        with workflow.revising(claim, by=hand if verb == Verb.REVISE else other):
            Claim.objects.filter(pk=claim.pk).update(notice="It was so before.")
        claim.refresh_from_db()
    workflow.submit(claim, by=other)
    event = {
        "claim": claim,
        "version": claim.version + 1,
        "verb": Verb.APPROVE,
        "from_status": Status.IN_REVIEW,
        "to_status": Status.APPROVED,
        "actor": hand,
        "actor_name": "ada",
        "digest": "d" * 64,
    }

    refused("Two people", lambda: Event.objects.create(**event))


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize(
    "weaken",
    [
        'ALTER TABLE "{table}" ENABLE REPLICA TRIGGER "{name}"',
        'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql '
        "AS $$ BEGIN RETURN NEW; END $$",
        'ALTER FUNCTION "{name}"() RESET search_path',
        'DROP TRIGGER "{name}" ON "{table}"; CREATE TRIGGER "{name}" BEFORE INSERT ON "{table}" '
        'FOR EACH ROW WHEN (false) EXECUTE FUNCTION "{name}"()',
    ],
)
def test_a_guard_that_was_weakened_counts_as_missing(weaken):
    guard = triggers.every_guard()[0]
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(weaken.format(table=guard.table, name=guard.name))

    assert triggers.missing(connection) == [guard.name]


@pytest.mark.engine("postgresql")
def test_a_guard_is_planned_once_and_not_for_each_row():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT 'plan_cache_mode=force_generic_plan' = ANY (proconfig) "
            "FROM pg_proc WHERE proname = ANY (%s)",
            [[guard.name for guard in triggers.every_guard()]],
        )
        assert cursor.fetchall() == [(True,)]


@pytest.mark.engine("sqlite")
def test_a_guard_that_does_nothing_counts_as_missing():
    guard = triggers.every_guard()[0]
    name = f"{guard.name}__update"
    run(f'DROP TRIGGER "{name}"')
    run(f'CREATE TRIGGER "{name}" BEFORE UPDATE ON "{guard.table}" BEGIN SELECT 1; END')

    assert triggers.missing(connection) == [name]
