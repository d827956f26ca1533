"""Who is told of which act, by mail, at once or with the digest, and what a failing server does."""

from django.urls import reverse

import pytest

from claims import contributors, telling, workflow
from claims.models import Claim, Memo, Preference, Status, Verb
from core.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast):
    """The cast, each with an address."""
    for name in ("ada", "ben", "rana", "pavel", "cleo", "stan"):
        User.objects.filter(username=name).update(email=f"{name}@example.org")
    return cast


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is told when the block is committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def recipients(box):
    return [mail.to[0].partition("@")[0] for mail in box]


def told(about=""):
    memos = Memo.objects.filter(about=about) if about else Memo.objects.all()
    return sorted((memo.about, memo.to.username) for memo in memos)


def submitted(desk, **fields):
    claim = make.make_sourced_claim(desk.editor, **fields)
    workflow.submit(claim, by=desk.editor)
    return claim


def test_whom_a_claim_is_handed_to_hears_at_once(desk, committed, mailoutbox):
    claim = make.make_claim(desk.editor, short="The bridge")

    with committed():
        workflow.assign(claim, by=desk.editor, to=desk.contributor)

    (mail,) = mailoutbox
    assert mail.to == ["ben@example.org"]
    assert mail.subject == "[On Record] ada handed you “The bridge”."
    page = reverse("admin:claims_claim_change", args=[claim.pk])
    assert f"http://127.0.0.1:8000{page}\n" in mail.body
    assert "http://127.0.0.1:8000/desk/told/" in mail.body


def test_whoever_acts_is_not_told_of_it(desk, committed, mailoutbox):
    claim = make.make_claim(desk.editor)

    with committed():
        workflow.assign(claim, by=desk.editor, to=desk.editor)

    assert mailoutbox == []


def test_its_authors_hear_at_once_why_a_claim_is_returned(desk, committed, mailoutbox):
    claim = submitted(desk)
    with workflow.revising(claim, by=desk.contributor):
        pass
    workflow.submit(claim, by=desk.editor)

    with committed():
        workflow.request_changes(claim, by=desk.reviewer, reason="“Safe” for whom?")

    assert sorted(recipients(mailoutbox)) == ["ada", "ben"]
    assert "“Safe” for whom?" in mailoutbox[0].body


def test_what_waits_is_told_to_whoever_can_do_it_and_had_no_hand_in_it(desk, committed):
    make.make_published_claim(desk.contributor)
    claim = make.make_sourced_claim(desk.editor)
    with committed():
        workflow.submit(claim, by=desk.editor)
    assert told() == [("to_review", "cleo"), ("to_review", "rana")]

    with committed():
        make.approve(claim, desk.reviewer)

    assert told("approved") == [("approved", "ada")]
    assert told("to_publish") == [("to_publish", "cleo"), ("to_publish", "pavel")]


def test_only_the_authors_of_this_edition_hear_that_it_is_published(desk, committed):
    claim = make.make_published_claim(desk.editor)
    workflow.reopen(claim, by=desk.contributor, kind="update", reason="It changed.")
    with workflow.revising(claim, by=desk.contributor):
        claim.notice, claim.finding = "It changed.", "Now otherwise."
        claim.save()
    workflow.submit(claim, by=desk.contributor)
    make.approve(claim, desk.reviewer)
    assert contributors.of(claim) >= {desk.contributor.pk}

    with committed():
        workflow.publish(claim, by=desk.publisher)

    assert told("published") == [("published", "ben")]


def test_nobody_hears_of_what_was_not_committed(desk, committed, mailoutbox):
    claim = submitted(desk)

    with committed(), pytest.raises(workflow.ReasonNeeded):
        workflow.request_changes(claim, by=desk.reviewer, reason=" ")

    assert mailoutbox == []


@pytest.mark.parametrize("change", ["email", "is_active", "is_staff", "groups"])
def test_only_who_has_an_address_and_may_see_the_claim_is_told(desk, committed, change):
    claim = make.make_claim(desk.editor)
    ben = User.objects.get(username="ben")
    match change:
        case "email":
            ben.email = ""
        case "groups":
            ben.groups.clear()
        case name:
            setattr(ben, name, False)
    ben.save()

    with committed():
        workflow.assign(claim, by=desk.editor, to=ben)

    assert not Memo.objects.exists()


@pytest.mark.parametrize(
    "when, mails, memos", [("at_once", 1, 1), ("daily", 0, 1), ("never", 0, 0)]
)
def test_each_person_chooses_when(desk, committed, mailoutbox, when, mails, memos):
    Preference.objects.create(person=desk.contributor, about="assigned", when=when)
    claim = make.make_claim(desk.editor)

    with committed():
        workflow.assign(claim, by=desk.editor, to=desk.contributor)

    assert (len(mailoutbox), Memo.objects.count()) == (mails, memos)


def test_a_mail_server_that_fails_breaks_nothing(desk, committed, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    claim = make.make_claim(desk.editor)

    with committed():
        workflow.assign(claim, by=desk.editor, to=desk.contributor)

    assert Claim.objects.get().assignee == desk.contributor
    memo = Memo.objects.get()
    assert memo.mailed_at is None
    assert memo.failed.startswith("ConnectionRefusedError")
    assert "ben@example.org could not be sent" in caplog.text


def test_the_desk_says_that_mail_fails(client, desk, committed, settings):
    test_mail = Memo.objects.create(
        to=desk.contributor,
        about="assigned",
        claim=make.make_claim(desk.editor),
        occasion="x",
        told="ada handed you it.",
        failed="Refused",
    )
    client.force_login(desk.superuser)
    assert "1 mail of the desk could not be sent." in client.get("/desk/").content.decode()
    client.force_login(desk.contributor)

    page = client.get(reverse("admin:told")).content.decode()

    assert "1 mail could not be sent to you." in page
    assert test_mail.told in page


@pytest.mark.parametrize("short", ["A\nBcc: eve@example.org", "<b>Bold</b> & co"])
def test_a_claim_s_words_are_words_in_a_mail(desk, committed, mailoutbox, short):
    claim = make.make_claim(desk.editor, short=short)

    with committed():
        workflow.assign(claim, by=desk.editor, to=desk.contributor)

    (mail,) = mailoutbox
    assert mail.message()["Bcc"] is None
    assert short in mail.body


def test_every_occasion_of_an_act_is_of_a_verb_and_named_once():
    names = [occasion.about for occasion in telling.OCCASIONS]

    assert len(set(names)) == len(names)
    assert {o.verb for o in telling.OCCASIONS} <= {*Verb, None}
    assert all(len(name) <= 20 for name in names)


def test_an_act_without_an_occasion_costs_nothing_more(desk, committed):
    claim = make.make_claim(desk.editor)

    with committed() as callbacks, workflow.revising(claim, by=desk.editor):
        pass

    assert callbacks == []
    assert claim.status == Status.DRAFT
