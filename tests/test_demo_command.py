"""`manage.py demo`: what a stranger sees first, and whom it lets in."""

from __future__ import annotations

import json
import re
from io import StringIO

from django.apps import apps
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.urls import Resolver404, resolve

import pytest

from claims.management.commands.demo import PASSWORDS
from claims.models import Claim
from claims.seeding import loading
from core.models import User
from record.exporting import bundling

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def story(once):
    return once(loading.load)


@pytest.fixture(autouse=True)
def bundles(settings, tmp_path):
    settings.BUNDLES = tmp_path / "bundles"


@pytest.fixture
def unconfigured(settings):
    settings.UNCONFIGURED = True


@pytest.fixture
def configured(settings):
    settings.UNCONFIGURED = False


def counts() -> dict[str, int]:
    """How many rows every table of ours holds."""
    labels = ("core", "sources", "claims", "record")
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return {model._meta.label: model.objects.count() for model in models}


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out, no_color=True)
    return out.getvalue()


def editor() -> User:
    return User.objects.get(username="editor")


@pytest.mark.parametrize("name", PASSWORDS)
def test_it_gives_an_account_the_password_that_it_prints(name, unconfigured):
    told = demo()

    password = re.search(rf"^  {name} +(\S+)", told, re.M).group(1)
    assert User.objects.get(username=name).check_password(password)


def test_it_makes_the_bundle_that_readers_download_once(client, unconfigured):
    demo()
    made = bundling.newest()
    before = made.stat().st_mtime_ns

    demo()

    assert b"".join(client.get("/api/v1/export/bundle.zip").streaming_content) == made.read_bytes()
    assert bundling.newest().stat().st_mtime_ns == before


@pytest.mark.parametrize("name", PASSWORDS)
def test_a_configured_machine_gets_no_password(name, configured):
    told = demo()

    assert not User.objects.get(username=name).has_usable_password()
    assert "left alone" in told
    assert PASSWORDS[name] not in told


def test_a_configured_machine_is_warned_of_a_password_that_still_works(configured):
    account = editor()
    account.set_password(PASSWORDS["editor"])
    account.save()

    told = demo()

    assert "changepassword editor" in told
    assert "changepassword reviewer" not in told


def test_a_password_that_somebody_chose_stays(unconfigured):
    account = editor()
    account.set_password("my own long words")
    account.save()

    told = demo()

    assert editor().check_password("my own long words")
    assert "as you changed it" in told


@pytest.mark.parametrize("name", PASSWORDS)
def test_its_passwords_pass_the_rules_of_the_desk(name):
    validate_password(PASSWORDS[name], User.objects.get(username=name))


def test_it_prints_addresses_that_there_are(unconfigured, monkeypatch):
    monkeypatch.setenv("PORT", "8123")

    paths = re.findall(r"^  http://127\.0\.0\.1:8123(/\S*)", demo(), re.M)

    assert len(paths) == 4
    for path in paths:
        try:
            resolve(path)
        except Resolver404:
            pytest.fail(f"There is no {path}.")


def test_it_shows_the_claim_with_the_correction_first(unconfigured, story, monkeypatch):
    monkeypatch.delenv("PORT", raising=False)
    claim = story.get(Claim, "04-vacated")

    assert f"http://127.0.0.1:8000/claims/{claim.public_id}/{claim.slug}/" in demo()


def test_it_says_where_the_data_are(unconfigured, settings):
    told = demo().splitlines()[-1]

    assert settings.VAR.name in told or "database" in told


@pytest.mark.parametrize("command", ["demo", "loadseeds"])
def test_running_it_again_changes_nothing(command, unconfigured):
    demo()
    before = (counts(), editor().password)

    call_command(command, stdout=StringIO())

    assert (counts(), editor().password) == before


@pytest.mark.parametrize("command", ["demo", "loadseeds"])
def test_it_tells_that_there_was_nothing_to_do(command):
    out = StringIO()

    call_command(command, stdout=out)

    assert "14 claims" in out.getvalue()
    assert "already" in out.getvalue()
    assert "Loaded" not in out.getvalue()


def test_a_claim_that_stands_already_is_left_alone(story):
    draft = story.get(Claim, "14-licence-fees")
    Claim.objects.filter(pk=draft.pk).update(finding="Somebody has gone on with it.")

    loading.load()

    assert Claim.objects.get(pk=draft.pk).finding == "Somebody has gone on with it."


def test_it_tells_what_it_loaded_the_first_time(story):
    assert loading.summary(story).endswith("14 claims; 14 editions published.")


def test_a_seed_that_cannot_be_loaded_ends_it_with_its_name(unconfigured, monkeypatch, tmp_path):
    monkeypatch.setattr(
        "claims.management.commands.demo.load", lambda: loading.load(folder=tmp_path)
    )

    with pytest.raises(CommandError, match=r"The demo was not loaded\. speakers\.toml"):
        demo()


def test_the_example_of_the_list_is_what_the_demo_answers(client, settings):
    """But for ids, hosts and moments, which differ from one installation to the next."""
    told = (settings.BASE_DIR / "docs" / "api.md").read_text()
    address = re.search(r"^GET (/api/v1/claims/\S+)$", told, re.M)[1]
    example = json.loads(re.search(r"```json\n(\{\s+\"claims\".*?)```", told, re.S)[1])

    answer = client.get(address).json()

    assert without_chance(answer) == without_chance(example)


def without_chance(answer: dict) -> dict:
    (row,) = answer["claims"]
    row = {name: value for name, value in row.items() if name not in ("id", "published_at")}
    slug = row["url"].rsplit("/", 2)[1]
    return {"claims": [row | {"url": slug}], "next": answer["next"].partition("/api/")[2]}
