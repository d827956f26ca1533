"""A publisher is entered by its name alone; the speaker that it is comes with it."""

from django.contrib.auth.models import Permission
from django.urls import reverse

import pytest

from core.models import Revision
from sources.models import Publisher, Speaker
from tests import factories as make

pytestmark = pytest.mark.django_db
ADD = reverse("admin:sources_publisher_add")


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.editor)
    return client


def errors(response):
    return response.context["adminform"].form.errors


def test_a_name_is_enough(desk, cast):
    assert desk.post(ADD, {"name": "The Herald"}).status_code == 302

    publisher = Publisher.objects.get()
    assert (publisher.slug, publisher.speaker.name) == ("the-herald", "The Herald")
    assert publisher.speaker.kind == Speaker.Kind.OUTLET
    assert Revision.objects.of(publisher.speaker).get().actor == cast.editor
    assert Revision.objects.of(publisher).get().actor == cast.editor


def test_a_speaker_of_that_name_is_the_publisher(desk):
    court = make.make_speaker("High Court", "court")

    desk.post(ADD, {"name": "high court", "slug": "hc"})

    assert (Publisher.objects.get().speaker, Publisher.objects.get().slug) == (court, "hc")


def test_space_that_nobody_sees_makes_no_other_speaker(desk):
    court = make.make_speaker("High Court", "court")

    desk.post(ADD, {"name": " high\u00a0 court "})

    assert Publisher.objects.get().speaker == court


def test_whoever_may_enter_no_speakers_chooses_one(desk, cast):
    cast.editor.groups.clear()
    rights = Permission.objects.filter(codename__in=["add_publisher", "view_publisher"])
    cast.editor.user_permissions.set(rights)

    response = desk.post(ADD, {"name": "The Herald"})

    assert errors(response)["name"] == [
        "“The Herald” is not among the speakers. Ask who enters them."
    ]
    assert not Speaker.objects.exists()


def test_a_short_name_that_is_taken_gets_a_number(desk):
    make.make_publisher("The Herald")
    Publisher.objects.update(slug="the-herald")

    desk.post(ADD, {"name": "The Herald!"})

    assert Publisher.objects.get(speaker__name="The Herald!").slug == "the-herald-2"


@pytest.mark.parametrize(
    ("sent", "field", "told"),
    [
        ({}, "name", "Write its name, or choose the speaker that it is."),
        ({"name": "Known"}, "name", "“Known” is a publisher already."),
        ({"name": "Twice"}, "speaker", "Several are called “Twice”: choose the one you mean."),
        ({"name": "先驱报"}, "slug", "Write a short name in Latin letters."),
    ],
)
def test_what_is_missing_is_told_at_its_field_and_nothing_is_saved(desk, sent, field, told):
    make.make_publisher("Known")
    for note in ("one", "other"):
        Speaker.objects.create(name="Twice", note=note, kind="outlet")
    before = Speaker.objects.count()

    response = desk.post(ADD, sent)

    assert errors(response)[field] == [told]
    assert (Publisher.objects.count(), Speaker.objects.count()) == (1, before)


def test_once_entered_it_keeps_a_speaker(desk):
    publisher = make.make_publisher("The Herald")
    page = reverse("admin:sources_publisher_change", args=[publisher.pk])

    response = desk.post(page, {"speaker": "", "slug": "herald", "version": publisher.version})

    assert errors(response)["speaker"] == ["This field is required."]
