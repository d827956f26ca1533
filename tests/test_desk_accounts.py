"""Accounts and parts: what an administrator gives, and what stays a superuser's."""

from django.contrib.auth.models import Group
from django.urls import reverse

import pytest

from claims.models import Verdict
from core.models import User
from tests.desk import posted, words_of
from tests.test_desk_scale import sent, the_scale

pytestmark = pytest.mark.django_db
ADD = reverse("admin:core_user_add")


def page(user):
    return reverse("admin:core_user_change", args=[user.pk])


@pytest.fixture
def administrator(client, cast):
    client.force_login(cast.administrator)
    return client


def change(client, user, **fields):
    response = client.get(page(user))
    data = posted(response) | {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    data |= {"groups": list(user.groups.values_list("pk", flat=True))}
    return client.post(page(user), data | fields)


def test_an_administrator_makes_an_account_and_gives_it_a_part(administrator):
    password = "a-rather-long-password-7"
    administrator.post(
        ADD,
        {
            "username": "nora",
            "usable_password": "true",
            "password1": password,
            "password2": password,
        },
    )
    nora = User.objects.get(username="nora")
    assert nora.is_staff and not nora.is_superuser

    change(administrator, nora, groups=[Group.objects.get(name="Editor").pk], email="n@example.org")

    nora = User.objects.get(username="nora")
    assert nora.has_perm("claims.add_claim")
    assert nora.email == "n@example.org"


def test_nobody_but_a_superuser_makes_one_or_grants_by_name(administrator, cast):
    fields = administrator.get(page(cast.contributor)).context["adminform"].form.fields
    assert not {"is_superuser", "user_permissions"} & set(fields)

    change(administrator, cast.contributor, is_superuser="on", user_permissions=["1"])

    ben = User.objects.get(username="ben")
    assert not ben.is_superuser
    assert not ben.user_permissions.exists()


def test_an_administrator_gives_no_part_to_themselves(administrator, cast):
    editor = Group.objects.get(name="Editor")

    change(administrator, cast.administrator, groups=[editor.pk], first_name="Aidan")

    aidan = User.objects.get(username="aidan")
    assert aidan.first_name == "Aidan"
    assert [group.name for group in aidan.groups.all()] == ["Administrator"]


@pytest.mark.parametrize("name", ["core_user_change", "auth_user_password_change"])
def test_an_administrator_cannot_touch_a_superuser(administrator, cast, name):
    address = reverse(f"admin:{name}", args=[cast.superuser.pk])

    response = administrator.post(address, {"password1": "x" * 20, "password2": "x" * 20})

    assert response.status_code == 403
    assert User.objects.get(username="cleo").check_password("a-long-password")


@pytest.mark.parametrize(
    ("password", "said"),
    [("a-long-password", "There is one."), (None, "There is none: nobody signs in as they.")],
)
def test_of_a_password_only_whether_there_is_one_is_shown(administrator, cast, password, said):
    cast.editor.set_password(password)
    cast.editor.save()

    shown = administrator.get(page(cast.editor))

    assert said in words_of(shown)
    assert cast.editor.password not in shown.content.decode()


def test_what_is_in_a_part_only_a_superuser_changes(administrator, cast):
    group = Group.objects.get(name="Administrator")
    address = reverse("admin:auth_group_change", args=[group.pk])

    assert administrator.post(address, {"name": "Administrator"}).status_code == 403


def test_an_administrator_words_the_scale(administrator, cast):
    verdict = Verdict.objects.get(key="true")

    administrator.post(the_scale(verdict), sent(verdict, meaning="It is so."))

    assert Verdict.objects.get(key="true").meaning == "It is so."


def test_an_account_is_never_deleted(administrator, client, cast):
    address = reverse("admin:core_user_delete", args=[cast.contributor.pk])
    assert administrator.post(address, {"post": "yes"}).status_code == 403
    client.force_login(cast.superuser)

    assert client.post(address, {"post": "yes"}).status_code == 403


def test_whoever_may_not_enter_a_page_is_told_so_and_led_back(client, cast):
    client.force_login(cast.editor)

    response = client.get(ADD)

    assert response.status_code == 403
    assert "Your account may not do this" in response.content.decode()
    assert f'href="{reverse("admin:index")}"' in response.content.decode()
