"""The daily digest: one mail to a person, once a day, and none where nothing happened."""

import datetime as dt
from io import StringIO

from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

import pytest

from claims import digest, workflow
from claims.models import Claim, Memo, Preference
from core.models import User
from core.revisions import revising
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def desk(cast):
    User.objects.filter(username="ada").update(email="ada@example.org")
    cast.editor.refresh_from_db()
    return cast


def memo(person, about="approved", **fields):
    fields = {"told": "rana approved it.", "occasion": f"{Memo.objects.count()}"} | fields
    claim = fields.pop("claim", None) or make.make_claim(person, short=fields["told"][:70])
    return Memo.objects.create(to=person, about=about, claim=claim, **fields)


def test_what_happened_is_one_mail(desk, mailoutbox):
    memo(desk.editor, told="rana approved “A”.")
    memo(desk.editor, told="rana approved “B”.")
    memo(desk.editor, "published", told="pavel published “C”.")

    assert digest.send_all(TODAY) == (1, 0)

    (mail,) = mailoutbox
    assert mail.subject == "[On Record] Today: 3 for you"
    assert "A claim of yours is approved (2)" in mail.body
    assert mail.body.index("“A”") < mail.body.index("“B”") < mail.body.index("“C”")


def test_a_second_run_on_the_same_day_sends_nothing(desk, mailoutbox):
    memo(desk.editor)
    digest.send_all(TODAY)
    memo(desk.editor, told="Later that day.")

    assert digest.send_all(TODAY) == (0, 0)
    assert digest.send_all(TODAY + dt.timedelta(days=1)) == (1, 0)

    assert len(mailoutbox) == 2
    assert "Later that day." in mailoutbox[1].body
    assert "rana approved" not in mailoutbox[1].body


def test_nobody_is_told_that_nothing_happened(desk, mailoutbox):
    assert digest.send_all(TODAY) == (0, 0)
    assert mailoutbox == []


def test_what_could_not_be_sent_at_once_comes_with_the_digest(desk, mailoutbox):
    memo(desk.editor, "assigned", told="ben handed you it.", failed="Refused")

    digest.send_all(TODAY)

    assert "ben handed you it." in mailoutbox[0].body
    assert not Memo.objects.not_delivered().exists()


def test_a_digest_that_fails_is_sent_by_the_next_run(desk, settings, mailoutbox):
    memo(desk.editor)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    with pytest.raises(CommandError, match="1 could not be sent"):
        call_command("digest", stdout=StringIO())

    settings.EMAIL_BACKEND = working
    assert digest.send_all() == (1, 0)
    assert len(mailoutbox) == 1


def test_a_run_that_broke_off_before_sending_loses_nothing(desk, mailoutbox):
    memo(desk.editor, digest=TODAY - dt.timedelta(days=1))

    assert digest.send_all(TODAY) == (1, 0)


@pytest.mark.parametrize("change", ["never", "groups", "is_active", "email"])
def test_who_may_or_will_not_hear_of_it_any_more_does_not(desk, mailoutbox, change):
    memo(desk.editor)
    match change:
        case "never":
            Preference.objects.create(person=desk.editor, about="approved", when="never")
        case "groups":
            desk.editor.groups.clear()
        case name:
            User.objects.filter(username="ada").update(**{name: "" if name == "email" else False})

    assert digest.send_all(TODAY) == (0, 0)


def test_a_claim_that_is_due_is_told_to_its_authors_once(desk):
    claim = make.make_claim(desk.editor, short="The bridge", check_again=dt.date(2026, 1, 2))
    assert claim.check_again <= timezone.now().date()

    digest.look_round()
    digest.look_round()

    told = Memo.objects.get()
    assert (told.to, told.about) == (desk.editor, "due")
    assert told.told == "“The bridge” was to be checked again on 2 January 2026."


def test_a_live_page_that_differs_is_told_to_its_authors_once(desk):
    said = make.make_statement(snapshot=make.primary_snapshot())
    make.make_published_claim(desk.editor, statement=said, short="The bridge")
    source = said.source
    with revising(source, by=desk.contributor):
        source.title = "Another title"
        source.save()

    digest.look_round()
    digest.look_round()

    told = Memo.objects.get()
    assert (told.to, told.about) == (desk.editor, "differs")
    assert "The live page of “The bridge” differs from the desk." in told.told
    assert "was changed by ben." in told.told


def test_who_was_handed_a_published_claim_hears_that_it_is_due(desk):
    User.objects.filter(username="ben").update(email="ben@example.org")
    claim = make.make_sourced_claim(desk.editor, check_again=dt.date(2026, 1, 2))
    workflow.assign(claim, by=desk.editor, to=desk.contributor)
    make.publish(claim, desk.editor)

    digest.look_round()

    assert {memo.to.username for memo in Memo.objects.all()} == {"ada", "ben"}


def test_the_command_says_what_it_did(desk, mailoutbox):
    memo(desk.editor)
    out = StringIO()

    call_command("digest", stdout=out)

    assert out.getvalue() == "1 digest sent.\n"
    assert Claim.objects.count() == 1
