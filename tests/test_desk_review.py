"""The review page: the claim with all it rests on, and what changes, on one screen."""

import datetime as dt
import re

from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

import pytest

from claims import workflow
from claims.weighing import BECAUSE
from tests import factories as make

pytestmark = pytest.mark.django_db
NASTY = "<script>alert(1)</script>"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


def address(claim):
    return reverse("admin:claims_claim_review", args=[claim.pk])


@pytest.fixture(scope="module")
def made(once, people):
    return once(make_submitted, people.editor)


@pytest.fixture
def claim(made, cast):
    return make.a_copy_of(made)


def make_submitted(editor):
    """A claim in review, with one piece that counts and one that does not."""
    claim = make.make_sourced_claim(editor, explanation="The engineer says so [1].")
    unnamed = make.make_statement(speaker=make.make_speaker("Traders", "unnamed"), by=editor)
    make.add_evidence(claim, unnamed, by=editor, note="Heard in passing.")
    workflow.submit(claim, by=editor)
    return claim


@pytest.fixture(scope="module")
def shown(once, made, people):
    client = Client()
    once(client.force_login, people.reviewer)
    return once(client.get, address(made)).content.decode()


def test_it_shows_the_claim_with_its_verdict_and_why(shown, claim):
    assert claim.text in shown
    assert "<b>True</b> The evidence supports the claim." in shown
    assert "It was inspected." in shown
    assert '<a href="#evidence-1">[1]</a>' in shown


def test_it_shows_the_exact_words_in_their_context(shown, claim):
    passage = claim.evidence.first().statement.passages.get()
    assert '<mark class="words">The bridge is safe</mark>' in shown
    assert "said Mara Lind, the city engineer." in shown
    assert f"characters {passage.start}–{passage.end}, body" in shown


def test_it_says_what_counts_and_why_not(shown):
    assert '<span class="counted">Counts</span>' in shown
    assert '<span class="counted">Does not count</span>' in shown
    assert BECAUSE["unnamed"] in shown
    assert "Heard in passing." in shown


def test_where_nobody_is_named_it_asks_whether_who_speaks_for_it_made_it(client, cast):
    claim = make.make_sourced_claim(cast.editor)
    statement = claim.evidence.get().statement
    client.force_login(cast.reviewer)

    asked = f"Was it made by {statement.speaker}? Then those words do not count in support"
    assert asked in client.get(address(claim)).content.decode()
    make.add_appearance(claim, statement)
    assert asked not in client.get(address(claim)).content.decode()


@pytest.mark.parametrize(
    ("stances", "told"),
    [
        (["supports"], "1 is for the claim and none against it"),
        (["supports", "contradicts"], "1 is for the claim and 1 against it"),
    ],
)
def test_a_verdict_that_decides_nothing_says_what_counts(client, cast, stances, told):
    said = {"verdict": "not-enough-evidence", "explanation": "We looked [1]."}
    claim = make.make_claim(cast.editor, **said)
    for number, stance in enumerate(stances):
        statement = make.make_statement(snapshot=make.primary_snapshot(), role=f"{number}")
        make.add_evidence(claim, statement, by=cast.editor, stance=stance)
    workflow.submit(claim, by=cast.editor)
    client.force_login(cast.reviewer)

    assert told in client.get(address(claim)).content.decode()


def test_it_names_the_source_with_kind_grade_and_root(shown):
    assert "(court order, primary, held)" in shown
    assert "It is itself a primary source" in shown


def test_it_names_who_had_a_hand_in_it(shown):
    assert "Had a hand in it: ada" in shown


def test_it_shows_the_checklist(shown):
    assert "One held primary source, or two independent roots" in shown


def test_a_first_edition_says_so(shown):
    assert ">First edition</h2>" in shown


def test_where_a_statement_comes_from_is_told_in_words(client, cast):
    claim = make.make_sourced_claim(cast.editor)
    statement = claim.evidence.get().statement
    filing = make.make_source("The filing", by=cast.editor, kind="filing", grade="primary")
    statement.relays.create(source=filing)
    client.force_login(cast.reviewer)

    shown = client.get(address(claim)).content.decode()

    assert "<dt>Hands on</dt>" in shown
    assert "The filing (cited, not held)" in shown


def test_the_difference_from_the_last_edition_is_marked(client, cast):
    claim = make.make_published_claim(cast.editor)
    workflow.reopen(claim, by=cast.editor, kind="update", reason="More is known.")
    with workflow.revising(claim, by=cast.editor):
        claim.finding = "It was inspected twice."
        claim.save()
    client.force_login(cast.reviewer)

    shown = client.get(address(claim)).content.decode()

    assert "What changes from edition 1" in shown
    assert '<ins><span class="visually-hidden">added: </span> twice</ins>' in shown


def test_evidence_taken_out_is_shown_as_removed(client, cast):
    claim = make.make_published_claim(cast.editor)
    workflow.reopen(claim, by=cast.editor, kind="correction", reason="We erred.")
    with workflow.revising(claim, by=cast.editor):
        claim.evidence.all().delete()
    client.force_login(cast.reviewer)

    shown = client.get(address(claim)).content.decode()

    assert 'Evidence [1] <span class="kind">Removed</span>' in shown


def test_a_claim_that_says_what_its_edition_says_differs_in_nothing(client, cast):
    claim = make.make_published_claim(cast.editor)
    client.force_login(cast.reviewer)

    shown = client.get(address(claim)).content.decode()

    assert "the content is what edition 1 says" in shown


@pytest.mark.parametrize(
    "who, status, approves, publishes, returns",
    [
        ("editor", 200, False, False, False),
        ("contributor", 200, False, False, False),
        ("reviewer", 200, True, True, True),
        ("publisher", 200, False, False, False),
        ("superuser", 200, True, True, True),
        ("stranger", 302, False, False, False),
    ],
)
def test_each_chair_sees_its_decisions(
    client, cast, claim, who, status, approves, publishes, returns
):
    client.force_login(getattr(cast, who))

    response = client.get(address(claim))

    assert response.status_code == status
    assert (b'value="approve"' in response.content) == approves
    assert (b'value="approve_and_publish"' in response.content) == publishes
    assert (b'value="return"' in response.content) == returns


def test_staff_without_a_part_see_nothing(client, cast, claim):
    cast.stranger.is_staff = True
    cast.stranger.save()
    client.force_login(cast.stranger)

    assert client.get(address(claim)).status_code == 403


def test_a_superuser_who_contributed_sees_why_not(client, cast):
    claim = make.make_sourced_claim(cast.superuser)
    workflow.submit(claim, by=cast.superuser)
    client.force_login(cast.superuser)

    shown = client.get(address(claim)).content.decode()

    assert "somebody else has to approve it" in shown
    assert 'value="approve"' not in shown
    assert 'name="override"' not in shown


def test_whoever_may_override_is_asked_for_the_reason(client, cast):
    claim = make.make_sourced_claim(cast.superuser)
    workflow.submit(claim, by=cast.superuser)
    override = Permission.objects.get(codename="override_two_people")
    cast.superuser.user_permissions.add(override)
    client.force_login(cast.superuser)

    shown = client.get(address(claim)).content.decode()

    assert 'name="override"' in shown
    assert 'value="approve"' in shown


def test_it_needs_no_script(shown):
    scripts = re.findall(r"<script[^>]*>", shown)
    assert scripts and all(" src=" in script for script in scripts)


@pytest.fixture(scope="module")
def hostile(once, people):
    return once(make_hostile, people.editor)


def make_hostile(editor):
    """A published claim, reopened, with a script in every text."""
    claim = make.make_published_claim(editor)
    source = make.make_source(f"{NASTY} title", by=editor, grade="primary", author=NASTY)
    speaker = make.make_speaker(f"{NASTY} speaker", note=NASTY)
    snapshot = make.make_snapshot(f"Said: {NASTY} and left.", source=source, by=editor)
    statement = make.make_statement(
        NASTY, snapshot=snapshot, by=editor, speaker=speaker, role=NASTY, translation=NASTY
    )
    workflow.reopen(claim, by=editor, kind="update", reason=NASTY)
    make.add_evidence(claim, statement, by=editor, note=NASTY)
    make.add_appearance(claim, statement, by=editor)
    with workflow.revising(claim, by=editor, reason=NASTY):
        for name in ("text", "finding", "explanation", "waiver", "place", "state", "notice"):
            setattr(claim, name, NASTY)
        claim.short = NASTY
        claim.save()
    return claim


@pytest.mark.parametrize("page", ["review", "change", "history", "reopen", "discard"])
def test_a_script_in_any_text_is_shown_as_text(client, cast, hostile, page):
    client.force_login(cast.superuser)

    shown = client.get(reverse(f"admin:claims_claim_{page}", args=[hostile.pk])).content.decode()

    assert NASTY not in shown
    assert ESCAPED in shown


def test_a_script_in_a_text_is_shown_as_text_in_the_queue(client, cast, hostile):
    client.force_login(cast.superuser)

    shown = client.get(reverse("admin:index")).content.decode()

    assert NASTY not in shown
    assert ESCAPED in shown


def test_days_stand_as_people_write_them(client, cast):
    days = {"last_checked": dt.date(2026, 5, 25), "check_again": dt.date(2027, 1, 1)}
    claim = make.make_sourced_claim(cast.editor, **days)
    workflow.submit(claim, by=cast.editor)
    client.force_login(cast.reviewer)

    page = client.get(address(claim)).content.decode()

    assert ">25 May 2026</time>" in page and ">1 January 2027</time>" in page
