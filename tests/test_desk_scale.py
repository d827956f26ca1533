"""Topics, the rating scale and the log of decisions at the desk."""

from django.urls import reverse

import pytest

from claims.models import Event, Topic, Verdict
from core.models import Revision
from tests import factories as make

pytestmark = pytest.mark.django_db


def the_scale(verdict):
    return reverse("admin:claims_verdict_change", args=[verdict.pk])


@pytest.fixture
def verdict(db):
    return Verdict.objects.get(key="true")


def sent(verdict, **fields):
    names = ("label", "meaning", "value", "colour", "kinds", "rule", "order", "version")
    return {name: getattr(verdict, name) for name in names} | fields


@pytest.mark.parametrize(
    "who, status, changed",
    [
        ("editor", 403, False),
        ("reviewer", 403, False),
        ("publisher", 403, False),
        ("administrator", 302, True),
        ("superuser", 302, True),
        ("stranger", 302, False),
    ],
)
def test_who_changes_the_scale(client, cast, verdict, who, status, changed):
    client.force_login(getattr(cast, who))

    response = client.post(the_scale(verdict), sent(verdict, meaning="It is so."))

    verdict.refresh_from_db()
    assert response.status_code == status
    assert (verdict.meaning == "It is so.") == changed


@pytest.mark.parametrize("who", ["editor", "reviewer", "publisher"])
def test_everybody_at_the_desk_sees_the_scale(client, cast, verdict, who):
    client.force_login(getattr(cast, who))

    assert "The evidence supports the claim." in client.get(the_scale(verdict)).content.decode()


def test_kinds_are_check_boxes(client, cast, verdict):
    client.force_login(cast.superuser)

    client.post(the_scale(verdict), sent(verdict, kinds=["fact", "promise"]))

    verdict.refresh_from_db()
    assert verdict.kinds == ["fact", "promise"]


def test_a_change_of_the_scale_is_kept(client, cast, verdict):
    client.force_login(cast.superuser)

    client.post(the_scale(verdict), sent(verdict, meaning="It is so."))

    assert Revision.objects.of(verdict).get().actor == cast.superuser


def test_an_editor_enters_a_topic(client, cast):
    client.force_login(cast.editor)

    client.post(reverse("admin:claims_topic_add"), {"name": "Bridges", "slug": "bridges"})

    assert Revision.objects.of(Topic.objects.get()).get().actor == cast.editor


@pytest.mark.parametrize("who", ["reviewer", "publisher", "stranger"])
def test_others_enter_no_topic(client, cast, who):
    client.force_login(getattr(cast, who))

    client.post(reverse("admin:claims_topic_add"), {"name": "Bridges", "slug": "bridges"})

    assert not Topic.objects.exists()


@pytest.mark.parametrize("act", ["change", "delete"])
def test_nobody_changes_the_log_of_decisions(client, cast, act):
    make.make_claim(cast.editor)
    event = Event.objects.get()
    client.force_login(cast.superuser)

    address = reverse(f"admin:claims_event_{act}", args=[event.pk])

    assert client.post(address, {"reason": "Mine."}).status_code == 403


def test_the_log_of_decisions_can_be_read(client, cast):
    make.make_claim(cast.editor, short="The bridge")
    client.force_login(cast.reviewer)

    shown = client.get(reverse("admin:claims_event_changelist")).content.decode()

    assert "The bridge" in shown
    assert "ada" in shown
