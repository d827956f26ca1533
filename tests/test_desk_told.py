"""The page on which everybody chooses what they are told, and when."""

from django.urls import reverse

import pytest

from claims.models import Preference
from core.models import User
from tests.desk import words_of

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:told")


def offered(client, user):
    client.force_login(user)
    return set(client.get(PAGE).context["form"].fields)


def test_each_is_offered_what_concerns_their_part(client, cast):
    of_editors = {
        "assigned",
        "returned",
        "asked",
        "approved",
        "published",
        "differs",
        "late",
        "due",
    }
    of_editors |= {"answered", "differs", "late", "due"}

    assert offered(client, cast.editor) == of_editors
    assert offered(client, cast.reviewer) == {"assigned", "answered", "to_review", "to_publish"}
    assert offered(client, cast.publisher) == {"to_publish"}
    assert offered(client, cast.superuser) == of_editors | {"to_review", "to_publish"}


def test_a_choice_is_kept(client, cast):
    client.force_login(cast.editor)
    sent = dict.fromkeys(offered(client, cast.editor), "daily")

    page = words_of(client.post(PAGE, sent | {"returned": "never"}, follow=True))

    assert "Kept. It holds from now on." in page
    kept = dict(Preference.objects.values_list("about", "when"))
    assert kept == sent | {"returned": "never"}
    assert client.get(PAGE).context["form"]["returned"].initial == "never"


def test_what_the_look_round_finds_cannot_come_at_once(client, cast):
    sent = dict.fromkeys(offered(client, cast.editor), "at_once")

    response = client.post(PAGE, sent)

    assert set(response.context["form"].errors) == {"differs", "due", "late"}
    assert not Preference.objects.exists()


def test_whoever_has_no_address_is_told_so(client, cast):
    client.force_login(cast.editor)
    assert "Your account has no mail address" in words_of(client.get(PAGE))
    User.objects.filter(username="ada").update(email="ada@example.org")

    assert "Mails go to ada@example.org." in words_of(client.get(PAGE))


def test_every_page_of_the_desk_leads_there(client, cast):
    client.force_login(cast.reviewer)

    assert f'href="{PAGE}"' in client.get(reverse("admin:index")).content.decode()


def test_a_stranger_has_no_such_page(client, cast):
    client.force_login(cast.stranger)

    assert client.get(PAGE).status_code == 302
