"""Loading the demo's story: all or nothing, and with accounts that nobody can use."""

from __future__ import annotations

import shutil

from django.core.management import CommandError, call_command

import pytest

from claims.models import Claim
from claims.seeding.loading import FOLDER
from claims.seeding.people import people
from core.models import Revision, User
from sources.models import Source, Speaker
from tests.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def spoilt(tmp_path):
    """A copy of the seeds in which one place reads otherwise: spoilt("topics.toml", old, new)."""

    def spoil(name, old, new):
        folder = shutil.copytree(FOLDER, tmp_path / "seeds")
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return spoil


def test_the_accounts_that_it_makes_can_be_used_by_nobody():
    assert [account.has_usable_password() for account in people()] == [False, False]


def test_the_accounts_that_it_makes_have_bylines_and_groups():
    told = [
        (account.username, account.byline, sorted(account.groups.values_list("name", flat=True)))
        for account in people()
    ]

    assert told == [
        ("editor", "Demo editor", ["Editor"]),
        ("reviewer", "Demo reviewer", ["Publisher", "Reviewer"]),
    ]


def test_an_account_that_stands_keeps_its_password():
    standing = person("editor", "Editor")

    assert people().editor == standing
    assert people().editor.has_usable_password()


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("speakers.toml", "[lei-jun]", "[lei-jun", "speakers.toml: "),
        ("sources.toml", 'kind = "article"', 'kind = "rumour"', "techradar: kind: "),
        ("sources.toml", 'publisher = "techradar"', 'publisher = "nobody"', "techradar: There is"),
        ("statements/techradar.toml", "[0, 32]", "[1, 32]", "headline: At [1, 32] stands"),
        ("statements/techradar.toml", "[0, 32]", "[0, 33]", "headline: No piece"),
        ("claims/04-vacated.toml", '"true"', '"perhaps"', "04-vacated: Verdict"),
        ("claims/07-unlawful.toml", "short =", "shorter =", "07-unlawful: "),
        ("claims/01-put-on-the-list.toml", "finding =", "place =", "01-put-on-the-list: "),
        ("story.toml", '"first-edition"', '"bless"', "act 1: There is no act “bless”"),
    ],
)
def test_a_seed_that_cannot_be_loaded_is_named_and_nothing_is_kept(spoilt, file, old, new, told):
    with pytest.raises(CommandError, match="Nothing was loaded") as refusal:
        call_command("loadseeds", folder=spoilt(file, old, new))

    assert f"{file}" in str(refusal.value)
    assert told in str(refusal.value)
    for model in (User, Speaker, Source, Claim, Revision):
        assert not model.objects.exists()
