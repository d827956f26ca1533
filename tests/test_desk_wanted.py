"""Claims that are wanted by a day, and the queue narrowed to what somebody looks for."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils import timezone

import pytest

from claims import digest, queue, workflow
from claims.models import Claim, Event, Memo, Status, Topic, View
from claims.narrowing import NarrowingForm
from tests import factories as make

pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")
KEEP = reverse("admin:claims_claim_keep_view")


def in_days(days: int) -> dt.date:
    return timezone.now().date() + dt.timedelta(days=days)


def hand_address(claim: Claim) -> str:
    return reverse("admin:claims_claim_assign", args=[claim.pk])


def hand(client, claim: Claim, **given):
    claim.refresh_from_db()
    return client.post(hand_address(claim), {"version": claim.version, **given}, follow=True)


def drafts(user) -> list[str]:
    found = {section.key: section for section in queue.sections(user)}
    return [row.claim.short for row in found["drafts"].rows]


def test_claim_is_handed_on_with_the_day_by_which_it_is_wanted(client, cast):
    client.force_login(cast.editor)
    claim = make.make_claim(cast.editor)
    day = in_days(8)
    told = hand(client, claim, to=cast.contributor.pk, wanted_by=day.isoformat())
    claim.refresh_from_db()
    assert (claim.assignee, claim.wanted_by) == (cast.contributor, day)
    in_full = f"{day.day} {day:%B %Y}"
    assert f"Wanted by {in_full}" in told.content.decode()
    last = Event.objects.filter(claim=claim).last()
    assert last.reason == f"to {cast.contributor.username}, wanted by {in_full}"
    client.force_login(cast.contributor)
    assert f"Wanted by {in_full}" in client.get(INDEX).content.decode()


def test_day_that_has_passed_is_refused_at_its_field(client, cast):
    client.force_login(cast.editor)
    claim = make.make_claim(cast.editor)
    told = hand(client, claim, to="", wanted_by=in_days(-1).isoformat()).content.decode()
    assert "That day has passed: give a later one, or none." in told
    claim.refresh_from_db()
    assert claim.wanted_by is None


def test_handing_an_overdue_claim_on_keeps_its_day(client, cast):
    client.force_login(cast.editor)
    claim = make.make_claim(cast.editor)
    workflow.assign(claim, by=cast.editor, to=None, wanted_by=in_days(-3))
    hand(client, claim, to=cast.contributor.pk, wanted_by=in_days(-3).isoformat())
    claim.refresh_from_db()
    assert (claim.assignee, claim.wanted_by) == (cast.contributor, in_days(-3))
    workflow.assign(claim, by=cast.editor, to=cast.editor)
    assert claim.wanted_by == in_days(-3)
    hand(client, claim, to=cast.editor.pk, wanted_by="")
    claim.refresh_from_db()
    assert claim.wanted_by is None


@pytest.mark.parametrize(
    ("days", "told"),
    [(0, "Wanted today"), (1, "Wanted tomorrow"), (-1, "Overdue since yesterday")],
)
def test_near_days_are_told_in_words(cast, days, told):
    claim = make.make_claim(cast.editor)
    workflow.assign(claim, by=cast.editor, to=None, wanted_by=in_days(days))
    assert queue.wanted_in_words(claim) == told
    assert queue.is_late(claim) == (days < 0)


def test_what_is_wanted_soonest_comes_first(cast):
    for short, days in (("No day", None), ("Later", 9), ("Overdue", -2), ("Soon", 1)):
        claim = make.make_claim(cast.editor, short=short)
        workflow.assign(claim, by=cast.editor, to=None, wanted_by=days and in_days(days))
    assert drafts(cast.editor) == ["Overdue", "Soon", "Later", "No day"]


def test_day_is_over_with_the_publication(cast):
    claim = make.make_claim(cast.editor)
    workflow.assign(claim, by=cast.editor, to=None, wanted_by=in_days(-2))
    make.add_evidence(
        claim, make.make_statement(snapshot=make.primary_snapshot(cast.editor), by=cast.editor)
    )
    make.publish(claim, cast.editor, cast.reviewer)
    claim.refresh_from_db()
    assert claim.status == Status.PUBLISHED and not queue.is_late(claim)
    workflow.reopen(claim, by=cast.editor, kind="update", reason="Looked at again.")
    claim.refresh_from_db()
    assert claim.wanted_by is None


def test_list_is_narrowed_to_what_is_overdue(client, cast):
    client.force_login(cast.editor)
    for short, days in (("No day", None), ("Later", 9), ("Overdue", -2)):
        claim = make.make_claim(cast.editor, short=short)
        workflow.assign(claim, by=cast.editor, to=None, wanted_by=days and in_days(days))
    address = reverse("admin:claims_claim_changelist")
    late = client.get(address, {"wanted": "late"}).content.decode()
    assert "Overdue</a>" in late and "Later</a>" not in late and "No day</a>" not in late
    dated = client.get(address, {"wanted": "dated"}).content.decode()
    assert "Overdue</a>" in dated and "Later</a>" in dated and "No day</a>" not in dated


def test_mail_says_by_when_and_that_it_is_overdue_once(cast):
    claim = make.make_claim(cast.editor, short="Bridge safe")
    cast.contributor.email = "contributor@example.org"
    cast.contributor.save()
    workflow.assign(claim, by=cast.editor, to=cast.contributor, wanted_by=in_days(-1))
    for _ in range(2):
        digest.look_round()
    memos = Memo.objects.filter(to=cast.contributor, about="late")
    day = in_days(-1)
    assert [memo.told for memo in memos] == [f"“Bridge safe” was wanted by {day.day} {day:%B %Y}."]


def test_mail_of_what_is_handed_over_says_by_when(
    cast, mailoutbox, django_capture_on_commit_callbacks
):
    claim = make.make_claim(cast.editor, short="Bridge safe")
    cast.contributor.email = "contributor@example.org"
    cast.contributor.save()
    day = in_days(5)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.assign(claim, by=cast.editor, to=cast.contributor, wanted_by=day)
    (sent,) = mailoutbox
    assert f"handed you “Bridge safe”, wanted by {day.day} {day:%B %Y}." in sent.body


@pytest.fixture
def four(cast) -> Topic:
    """Four drafts, of which one is what each test looks for."""
    topic = Topic.objects.create(name="Bridges", slug="bridges")
    about = make.make_claim(cast.editor, short="On bridges")
    with workflow.revising(about, by=cast.editor):
        about.topics.add(topic)
    make.make_claim(cast.editor, short="A promise", kind="promise", verdict=None)
    handed = make.make_claim(cast.editor, short="Handed on")
    workflow.assign(handed, by=cast.editor, to=cast.editor)
    late = make.make_claim(cast.editor, short="Late")
    workflow.assign(late, by=cast.editor, to=cast.contributor, wanted_by=in_days(-1))
    return topic


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"topic": "bridges"}, {"On bridges"}),
        ({"kind": "promise"}, {"A promise"}),
        ({"handed": "me"}, {"Handed on"}),
        ({"handed": "nobody"}, {"On bridges", "A promise"}),
        ({"wanted": "late"}, {"Late"}),
        ({"wanted": "week"}, {"Late"}),
        ({"wanted": "late", "handed": "me"}, set()),
    ],
)
def test_queue_is_narrowed(client, cast, four, asked, left):
    client.force_login(cast.editor)
    asked = {name: four.pk if name == "topic" else value for name, value in asked.items()}
    answer = client.get(INDEX, asked)
    (pile,) = [each for each in answer.context["sections"] if each.key == "drafts"]
    assert {row.claim.short for row in pile.rows} == left and pile.total == len(left)
    if not left:
        assert "Nothing of what the queue is narrowed to." in answer.content.decode()


@pytest.mark.parametrize("asked", [{"topic": "x"}, {"kind": "lie"}, {"handed": "\x00"}])
def test_what_makes_no_sense_narrows_nothing_and_is_told(client, cast, four, asked):
    client.force_login(cast.editor)
    answer = client.get(INDEX, asked)
    assert answer.status_code == 200
    (pile,) = [each for each in answer.context["sections"] if each.key == "drafts"]
    assert len(pile.rows) == 4
    assert answer.context["narrowing"].errors and "errornote" in answer.content.decode()


def test_narrowed_queue_is_kept_as_a_view_of_ones_own(client, cast, four):
    client.force_login(cast.editor)
    page = client.get(INDEX, {"handed": "me"}).content.decode()
    assert "Keep this view as" in page
    kept = client.post(KEEP, {"page": "queue", "asked": "handed=me", "name": "Mine to do"})
    assert kept.url == f"{INDEX}?handed=me"
    view = View.objects.get(person=cast.editor)
    assert view.of_queue
    assert f'<a href="{INDEX}?handed=me">Mine to do</a>' in client.get(INDEX).content.decode()
    client.post(KEEP, {"asked": "kind=fact", "name": "Mine to do"})
    view.refresh_from_db()
    assert not view.of_queue


def test_kept_view_of_a_topic_that_nobody_works_on_shows_nothing_rather_than_all(
    client, cast, four
):
    client.force_login(cast.editor)
    for claim in four.claims.all():
        workflow.discard(claim, by=cast.editor, reason="It was a double.")

    answer = client.get(INDEX, {"topic": four.pk})

    assert not answer.context["narrowing"].errors
    assert not [row for pile in answer.context["sections"] for row in pile.rows]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"handed": "me"}, {"Handed on"}),
        ({"wanted": "week"}, {"Late"}),
        ({"topic": "bridges"}, {"On bridges"}),
    ],
)
def test_the_rest_of_a_pile_is_narrowed_in_the_list_too(client, cast, four, asked, left):
    client.force_login(cast.editor)
    asked = {name: four.pk if name == "topic" else value for name, value in asked.items()}
    narrowing = NarrowingForm(asked, user=cast.editor)
    address = reverse("admin:claims_claim_changelist") + "?status__exact=draft"

    listed = client.get(address + narrowing.in_the_list).context["cl"].result_list

    assert {claim.short for claim in listed} == left


def test_the_rest_of_a_pile_is_reached_from_the_narrowed_queue(client, cast, monkeypatch):
    monkeypatch.setattr(queue, "ROWS", 1)
    client.force_login(cast.editor)
    for _ in range(3):
        make.make_claim(cast.editor)

    page = client.get(INDEX, {"handed": "nobody"}).content.decode()

    assert "?status__exact=draft&amp;whose=mine&amp;handed=nobody" in page


def test_what_was_handed_on_or_is_wanted_comes_first_of_very_many(cast, monkeypatch):
    monkeypatch.setattr(queue, "LOOKED_THROUGH", 2)
    claims = [make.make_sourced_claim(cast.contributor) for _ in range(5)]
    for claim in claims:
        workflow.submit(claim, by=cast.contributor)
    workflow.assign(claims[4], by=cast.reviewer, to=cast.reviewer)
    workflow.assign(claims[3], by=cast.reviewer, to=cast.editor, wanted_by=in_days(1))

    review = queue.sections(cast.reviewer)[0]

    assert [claim.pk for claim in review.claims] == [claims[4].pk, claims[3].pk]
