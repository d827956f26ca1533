"""Views: what somebody asks of the list of claims again and again, kept under a name."""

from django.urls import reverse

import pytest

from claims.models import View
from tests import factories as make
from tests.desk import told, words_of

pytestmark = pytest.mark.django_db
LIST = reverse("admin:claims_claim_changelist")
KEEP = reverse("admin:claims_claim_keep_view")
INDEX = reverse("admin:index")


@pytest.fixture
def editor(client, cast):
    client.force_login(cast.editor)
    return client


def keep(client, name="Drafts on bridges", asked="status__exact=draft&q=bridge&p=3"):
    return client.post(KEEP, {"name": name, "asked": asked}, follow=True)


def test_a_view_is_kept_and_found_with_the_queue(editor):
    make.make_claim(short="Bridge safe")
    assert "Keep this view as" not in words_of(editor.get(LIST))
    assert "Keep this view as" in words_of(editor.get(f"{LIST}?status__exact=draft&q=bridge"))

    response = keep(editor)

    assert told(response) == ["“Drafts on bridges” is kept: you find it with your queue."]
    page = editor.get(INDEX).content.decode()
    address = f"{LIST}?status__exact=draft&q=bridge"
    assert f'href="{address.replace("&", "&amp;")}">Drafts on bridges</a>' in page
    assert editor.get(address).context["cl"].result_count == 1


def test_the_same_name_replaces_it(editor):
    keep(editor)

    keep(editor, asked="kind__exact=promise")

    assert View.objects.get().asked == "kind__exact=promise"


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_a_view_has_a_name_that_fits(editor, name):
    response = keep(editor, name=name)

    assert "The view was not kept." in told(response)[0]
    assert not View.objects.exists()


def test_a_view_is_one_person_s_and_only_theirs_to_forget(client, cast):
    client.force_login(cast.editor)
    keep(client)
    view = View.objects.get()
    client.force_login(cast.contributor)
    assert "Drafts on bridges" not in words_of(client.get(INDEX))

    client.post(reverse("admin:claims_claim_forget_view", args=[view.pk]))
    assert View.objects.exists()

    client.force_login(cast.editor)
    client.post(reverse("admin:claims_claim_forget_view", args=[view.pk]))
    assert not View.objects.exists()
