"""Where a newsroom's own claims stand, `manage.py demo` publishes nothing beside them."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command

import pytest

from claims.models import Claim, Event, Tick
from core.models import User
from record.models import Entry, Head
from tests import factories as make
from tests.conftest import without_guards

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bundles(settings, tmp_path):
    settings.BUNDLES = tmp_path / "bundles"


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out, no_color=True)
    return out.getvalue()


def clear_the_desk() -> None:
    for model in (Tick, Event, Claim):
        model.objects.all().delete()


@pytest.mark.parametrize("make_claim", [make.make_claim, make.make_published_claim])
def test_nothing_is_loaded_beside_claims_of_others(make_claim):
    make_claim()
    before = (list(Head.objects.values()), Claim.objects.count(), User.objects.count())

    told = demo()

    assert (list(Head.objects.values()), Claim.objects.count(), User.objects.count()) == before
    assert "the demo was not loaded" in told and "createsuperuser" in told
    assert "/desk/" in told and "demo-editor-password" not in told


def test_nothing_is_loaded_over_a_record_without_a_desk():
    """It was taken over: its claims are in the log, and in no room of the desk."""
    make.make_published_claim()
    without_guards(clear_the_desk)
    size = Entry.objects.count()

    demo()

    assert Entry.objects.count() == size


def test_nothing_is_loaded_where_a_claim_is_only_called_as_one_of_the_story():
    make.make_claim(short="A US court vacated Xiaomi’s designation on 25 May 2021")
    make.make_claim(short="Another")

    assert "the demo was not loaded" in demo()
    assert not Entry.objects.exclude(claim="").exists()


def test_nothing_is_loaded_where_a_newsroom_has_begun_with_its_sources():
    make.make_source()

    assert "the demo was not loaded" in demo()
    assert not Claim.objects.exists()


def test_beside_the_whole_story_there_is_nothing_to_load():
    """Whoever tries the desk with the demo enters claims beside it."""
    demo()
    make.make_published_claim()
    size = Entry.objects.count()

    told = demo()

    assert "are there already" in told and "not loaded" not in told
    assert Entry.objects.count() == size


def test_the_demo_is_loaded_where_only_the_scale_stands():
    assert "14 claims" in demo()
