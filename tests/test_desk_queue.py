"""The queue: what waits for whom, on the first page of the desk."""

from django.contrib.auth.models import Permission
from django.db import connection
from django.urls import reverse
from django.utils import timezone

import pytest

from claims import contributors, discussion, hands, queue, verify, workflow
from claims.models import Claim, Hand, Status
from core import triggers
from core.revisions import revising
from sources.models import Snapshot
from tests import factories as make
from tests.desk import words_of

pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")


def pile(user, key):
    found = {section.key: section for section in queue.sections(user)}
    return [row.claim for row in found[key].rows] if key in found else None


def page(client, user):
    client.force_login(user)
    return client.get(INDEX).content.decode()


def submitted(by, **fields):
    claim = make.make_sourced_claim(by, **fields)
    workflow.submit(claim, by=by)
    return claim


def test_a_reviewer_sees_what_others_submitted(cast):
    claim = submitted(cast.editor)

    assert pile(cast.reviewer, "review") == [claim]


def test_a_draft_is_not_offered_for_review(cast):
    make.make_sourced_claim(cast.editor)

    assert pile(cast.reviewer, "review") == []


def test_what_i_wrote_waits_for_somebody_else(cast):
    claim = submitted(cast.superuser)

    assert pile(cast.superuser, "review") == []
    assert pile(cast.superuser, "somebody-else") == [claim]


def test_a_claim_whose_source_i_entered_waits_for_somebody_else(cast):
    source = make.make_source(by=cast.superuser)
    claim = make.make_claim(cast.editor)
    make.add_evidence(
        claim, make.make_statement(snapshot=make.make_snapshot(source=source), by=cast.editor)
    )

    assert hands.contributed(cast.superuser, [claim]) == {claim.pk}


@pytest.mark.parametrize("who", ["editor", "contributor", "reviewer", "publisher", "superuser"])
def test_the_queue_and_the_workflow_agree_on_who_contributed(cast, who):
    person = getattr(cast, who)
    claims = [
        make.make_sourced_claim(cast.editor),
        make.make_published_claim(cast.editor),
        make.make_sourced_claim(cast.superuser),
    ]
    with workflow.revising(claims[0], by=cast.contributor):
        claims[0].save()

    expected = {claim.pk for claim in claims if person.pk in contributors.of(claim)}

    assert hands.contributed(person, claims) == expected


def test_the_database_keeps_whose_hand_is_in_what_is_worked_on(cast):
    claim = make.make_sourced_claim(cast.editor)
    for _ in range(2):
        with workflow.revising(claim, by=cast.contributor):
            claim.save()
    assert held() == {(claim.pk, cast.editor.pk), (claim.pk, cast.contributor.pk)}

    make.publish(claim)
    assert held() == set()

    workflow.reopen(claim, by=cast.contributor, reason="There is news.", kind="update")
    assert held() == {(claim.pk, cast.contributor.pk)}


def test_hands_come_back_with_what_keeps_them(cast):
    make.make_published_claim(cast.editor)
    claim = make.make_claim(cast.contributor)
    Hand.objects.all().delete()

    triggers.install(connection, [hands.keeper()])

    assert held() == {(claim.pk, cast.contributor.pk)}
    assert [fault.row for fault in verify.hands_follow_events()] == []


@pytest.mark.parametrize("wrong", ["missing", "made up"])
def test_a_hand_that_no_event_tells_of_is_found(cast, wrong):
    claim = make.make_claim(cast.editor)
    if wrong == "missing":
        Hand.objects.all().delete()
    else:
        Hand.objects.create(claim=claim, person=cast.reviewer)

    assert [fault.row for fault in verify.hands_follow_events()] == [f"claim {claim.public_id}"]


def test_hands_are_mended_with_what_keeps_them(cast):
    claim, other = make.make_claim(cast.editor), make.make_claim(cast.contributor)
    Hand.objects.filter(claim=claim).delete()
    Hand.objects.create(claim=other, person=cast.reviewer)

    triggers.install(connection, [hands.keeper()])

    assert held() == {(claim.pk, cast.editor.pk), (other.pk, cast.contributor.pk)}


def held() -> set[tuple[int, int]]:
    return set(Hand.objects.values_list("claim", "person"))


def test_of_a_long_pile_so_many_are_counted_and_no_more(client, cast, monkeypatch):
    monkeypatch.setattr(queue, "ROWS", 2)
    monkeypatch.setattr(queue, "COUNTED", 4)
    drafts = [make.make_claim(cast.editor) for _ in range(4)]
    [own] = [one for one in queue.sections(cast.editor) if one.key == "drafts"]
    assert (own.counted, own.left_off) == ("4", "2")

    drafts.append(make.make_claim(cast.editor))
    shown = page(client, cast.editor)

    assert "Your drafts <b>over 4</b>" in shown
    assert "Over 2 more in the list" in shown


def test_of_many_in_review_so_many_are_looked_through(client, cast, monkeypatch):
    monkeypatch.setattr(queue, "LOOKED_THROUGH", 2)
    submitted(cast.editor), submitted(cast.editor)
    [review] = [one for one in queue.sections(cast.reviewer) if one.key == "review"]
    assert (review.counted, review.left_off) == ("2", "")

    submitted(cast.editor)

    assert "To review <b>over 2</b>" in page(client, cast.reviewer)


def test_an_editor_sees_own_drafts_and_not_those_of_others(cast):
    claim = make.make_claim(cast.editor)

    assert pile(cast.editor, "drafts") == [claim]
    assert pile(cast.contributor, "drafts") == []


def test_an_editor_sees_what_was_handed_over(cast):
    claim = make.make_claim(cast.editor)
    workflow.assign(claim, by=cast.editor, to=cast.contributor)

    assert pile(cast.contributor, "drafts") == [claim]


def test_an_editor_sees_what_was_returned_with_its_reason(client, cast):
    claim = submitted(cast.editor)
    workflow.request_changes(claim, by=cast.reviewer, reason="Capture the order itself.")

    assert pile(cast.editor, "returned") == [claim]
    assert "Capture the order itself." in page(client, cast.editor)


def test_an_editor_sees_what_is_with_a_reviewer(cast):
    claim = submitted(cast.editor)

    assert pile(cast.editor, "submitted") == [claim]


def test_a_publisher_sees_what_is_approved(cast):
    claim = submitted(cast.editor)
    make.approve(claim, cast.reviewer)

    assert pile(cast.publisher, "publish") == [claim]


def test_a_void_approval_is_noted(client, cast):
    claim, other = submitted(cast.editor), submitted(cast.editor)
    make.approve(claim, cast.reviewer)
    make.approve(other, cast.reviewer)
    assert queue.VOID not in page(client, cast.publisher)

    statement = claim.evidence.get().statement
    with revising(statement, by=cast.editor):
        statement.role = "City engineer"
        statement.save()

    assert page(client, cast.publisher).count(queue.VOID) == 1
    assert queue.approval_is_void(claim) and not queue.approval_is_void(other)


def test_a_reopened_claim_is_a_live_page_that_differs(client, cast):
    claim = make.make_published_claim(cast.editor)
    assert pile(cast.editor, "differing") == []

    workflow.reopen(claim, by=cast.editor, kind="update", reason="New order.")

    assert pile(cast.editor, "differing") == [claim]
    assert "Draft · live as edition 1" in page(client, cast.editor)


def test_a_claim_is_due_on_its_day(cast):
    today = timezone.now().date()
    claim = make.make_claim(cast.editor, check_again=today)
    make.make_claim(cast.editor, check_again=today + timezone.timedelta(days=1))

    assert pile(cast.editor, "due") == [claim]


def test_a_row_tells_who_acted_last(client, cast):
    make.make_claim(cast.editor, short="The bridge")

    shown = page(client, cast.editor)

    assert "The bridge" in shown
    assert "Created by ada" in shown


def test_a_pile_shows_twenty_and_leads_to_the_rest(client, cast):
    for _ in range(22):
        make.make_claim(cast.editor)

    assert len(pile(cast.editor, "drafts")) == queue.ROWS
    assert "2 more in the list" in page(client, cast.editor)


def test_an_empty_pile_says_what_to_do_next(client, cast):
    assert "Begin with “New claim”" in page(client, cast.editor)


@pytest.mark.parametrize(
    "who, new_claim, capture",
    [
        ("editor", True, True),
        ("reviewer", False, False),
        ("publisher", False, False),
        ("superuser", True, True),
    ],
)
def test_buttons_follow_permissions(client, cast, who, new_claim, capture):
    shown = page(client, getattr(cast, who))

    assert ("New claim</a>" in shown) == new_claim
    assert ("Capture a source</a>" in shown) == capture


@pytest.mark.parametrize(
    "who, keys",
    [
        ("editor", ["returned", "drafts", "submitted", "differing", "due"]),
        ("reviewer", ["review", "publish"]),
        ("publisher", ["publish"]),
        ("superuser", ["review", "returned", "drafts", "publish", "differing", "due"]),
    ],
)
def test_each_chair_has_its_piles(cast, who, keys):
    assert [section.key for section in queue.sections(getattr(cast, who))] == keys


def test_somebody_without_a_part_is_told_so(client, cast):
    cast.stranger.is_staff = True
    cast.stranger.save()

    assert "Your account has no part" in page(client, cast.stranger)


def test_a_stranger_is_sent_to_sign_in(client, cast):
    client.force_login(cast.stranger)

    assert client.get(INDEX).status_code == 302


def test_the_queue_costs_the_same_for_one_row_and_for_eleven(
    client, cast, django_assert_num_queries, django_assert_max_num_queries
):
    cast.superuser.user_permissions.add(Permission.objects.get(codename="override_two_people"))
    client.force_login(cast.superuser)
    statement = make.make_statement(snapshot=make.primary_snapshot())
    _one_of_each(cast, statement)
    with django_assert_max_num_queries(60) as one:
        client.get(INDEX)

    for _ in range(10):
        _one_of_each(cast, statement)

    with django_assert_num_queries(len(one)):
        client.get(INDEX)
    assert Claim.objects.filter(status=Status.DRAFT).count() == 22


def _one_of_each(cast, statement):
    submitted(cast.editor, statement=statement)
    submitted(cast.superuser, statement=statement)
    make.make_claim(cast.superuser, check_again=timezone.now().date())
    reopened = make.make_published_claim(cast.editor, statement=statement)
    workflow.reopen(reopened, by=cast.editor, kind="update", reason="It changed.")
    make.approve(submitted(cast.editor, statement=statement), cast.reviewer)
    returned = submitted(cast.superuser, statement=statement)
    workflow.request_changes(returned, by=cast.reviewer, reason="Say more.")


def test_a_claim_is_taken_from_the_queue_with_one_press(client, cast):
    claim = make.make_sourced_claim(cast.editor)
    workflow.submit(claim, by=cast.editor)
    client.force_login(cast.reviewer)
    assert "Take" in words_of(client.get(reverse("admin:index")))

    sent = {"version": claim.version, "to": cast.reviewer.pk, "back": "queue"}
    response = client.post(reverse("admin:claims_claim_assign", args=[claim.pk]), sent, follow=True)

    claim.refresh_from_db()
    assert claim.assignee == cast.reviewer
    assert response.redirect_chain == [(reverse("admin:index"), 302)]
    assert "With rana." in words_of(response)


@pytest.mark.parametrize(("who", "finds"), [("editor", True), ("administrator", False)])
def test_claims_are_found_from_the_first_page(client, cast, who, finds):
    client.force_login(getattr(cast, who))

    shown = client.get(INDEX).content.decode()

    search = f'role="search" action="{reverse("admin:claims_claim_changelist")}"'
    assert (search in shown) == finds


def test_what_somebody_is_asked_stands_first_until_it_is_answered(client, cast):
    claim = submitted(cast.editor)
    discussion.ask(claim, by=cast.reviewer, text="Which bridge?")
    client.force_login(cast.editor)

    shown = words_of(client.get(INDEX))
    assert "Asked of you 1 " in shown and "With a reviewer 0" in shown
    assert "rana asks: Which bridge?" in shown
    assert shown.index("Asked of you") < shown.index("Returned to you")

    question = claim.remarks.get()
    discussion.answer(question, by=cast.editor, text="The old one.")
    shown = words_of(client.get(INDEX))
    assert "Asked of you" not in shown and "With a reviewer 1" in shown


def test_why_a_claim_was_returned_stays_where_it_is_taken(client, cast):
    claim = make.make_sourced_claim(cast.editor)
    workflow.submit(claim, by=cast.editor)
    workflow.request_changes(claim, by=cast.reviewer, reason="Say more.")
    client.force_login(cast.editor)

    sent = {"version": claim.version, "to": cast.editor.pk, "back": "queue"}
    response = client.post(reverse("admin:claims_claim_assign", args=[claim.pk]), sent, follow=True)

    assert f"“{claim}” is with ada now." in words_of(response)
    assert "Say more." in words_of(response)


@pytest.mark.parametrize(
    ("who", "pile"), [("editor", "With a reviewer 1"), ("superuser", "Waits for somebody else 1")]
)
def test_whoever_submitted_a_claim_does_not_take_its_review(client, cast, who, pile):
    submitted(getattr(cast, who))
    client.force_login(getattr(cast, who))

    shown = words_of(client.get(INDEX))

    assert pile in shown and "Hand to …" in shown
    assert "Take" not in shown


def test_a_publisher_takes_nothing(client, cast):
    claim = make.make_sourced_claim(cast.editor)
    workflow.submit(claim, by=cast.editor)
    make.approve(claim, cast.reviewer)
    client.force_login(cast.publisher)

    assert "Hand to" not in words_of(client.get(reverse("admin:index")))


def test_the_first_page_leads_to_what_was_captured_last(client, cast):
    first, second = make.make_snapshot(), make.make_snapshot(source=make.make_source("Elsewhere"))
    make.make_statement("The bridge is safe", snapshot=first)

    shown = page(client, cast.editor)

    rows = shown[shown.index('id="captures"') :]
    assert rows.index("Elsewhere") < rows.index(first.source.title)
    assert reverse("admin:sources_snapshot_change", args=[second.pk]) in rows
    assert rows.index("Nothing marked yet") < rows.index("1 statement")


def test_whoever_marks_is_told_where_to_begin(client, cast):
    assert "Nothing is captured yet. Begin with “Capture a source”" in page(client, cast.editor)


def test_who_marks_nothing_is_not_led_to_captures(client, cast):
    make.make_snapshot()

    for who in (cast.reviewer, cast.publisher):
        assert 'id="captures"' not in page(client, who)


def test_what_was_captured_last_costs_two_queries(cast, django_assert_num_queries):
    for _ in range(8):
        make.make_statement(snapshot=make.make_snapshot(source=make.make_source("A source")))

    with django_assert_num_queries(2):
        newest = list(Snapshot.objects.newest(5))
        assert [(one.source.title, one.statements) for one in newest] == [("A source", 1)] * 5
    assert len({one.pk for one in newest}) == 5


def test_who_signs_out_is_told_so_and_led_back(client, cast):
    client.force_login(cast.editor)

    told = words_of(client.post(reverse("admin:logout")))

    assert "You are signed out" in told
    assert "Sign in again" in told
