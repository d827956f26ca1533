"""No row of the desk is overwritten by a form that was read before somebody else saved it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.admin import site
from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse

import pytest

from claims.models import Topic, Verdict
from core.models import Revision, User
from core.revisions import revising
from sources import marking
from sources.forms.rows import VersionedForm
from sources.models import SameRoot
from tests import factories as make
from tests.cast import person
from tests.desk import posted
from tests.source_pages import shown

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Kind:
    """A kind of row: how one is made, and the field over which two people meet."""

    make: Callable[[], Model]
    field: str


def a_pair() -> SameRoot:
    one, other = make.make_source(), make.make_source()
    return SameRoot.objects.create(one=one, other=other, reason="first")


KINDS = {
    "speaker": Kind(lambda: make.make_speaker("first"), "name"),
    "publisher": Kind(make.make_publisher, "slug"),
    "source": Kind(make.make_source, "title"),
    "same root": Kind(a_pair, "reason"),
    "topic": Kind(lambda: Topic.objects.create(name="first", slug="first"), "name"),
    "verdict": Kind(lambda: Verdict.objects.get(key="true"), "meaning"),
}


class Page:
    """The page of one row, as Cleo opened it; Dora comes by her own browser."""

    def __init__(self, kind: Kind, client: Client, cast):
        self.row, self.field, self.client = kind.make(), kind.field, client
        self.before = self.told()
        self.colleague = Client()
        self.colleague.force_login(person("dora", is_superuser=True))
        client.force_login(cast.superuser)
        self.opened = self.read(client)

    def told(self) -> str:
        """What the row says where the two of them meet."""
        return getattr(type(self.row).objects.get(pk=self.row.pk), self.field)

    @property
    def version(self) -> int:
        return type(self.row).objects.get(pk=self.row.pk).version

    @property
    def revisions(self):
        return Revision.objects.of(self.row)

    def address(self, act: str) -> str:
        opts = self.row._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_{act}", args=[self.row.pk])

    def read(self, client: Client) -> dict:
        """What a browser would send back, with the version that stands in the page."""
        response = client.get(self.address("change"))
        (version,) = re.findall(r'name="version" value="(\d+)"', shown(response))
        return posted(response) | {"version": version}

    def send(self, words: str, **changed):
        """Save the page as it was opened, with these words."""
        sent = self.opened | {self.field: words, **changed}
        return self.client.post(self.address("change"), sent)

    def colleague_saves(self, words: str) -> None:
        sent = self.read(self.colleague) | {self.field: words}
        assert self.colleague.post(self.address("change"), sent).status_code == 302


@pytest.fixture(params=KINDS.values(), ids=KINDS.keys())
def page(request, client, cast) -> Page:
    return Page(request.param, client, cast)


def test_the_second_save_is_refused(page):
    page.colleague_saves("theirs")

    page.send("mine")

    assert page.told() == "theirs"
    assert page.revisions.last().actor_name == "dora"


def test_it_tells_who_changed_what_and_where_to_look(page):
    page.colleague_saves("theirs")

    text = shown(page.send("mine"))

    assert "dora saved this on" in text
    assert f"“{page.before}” became “theirs”" in text
    assert f"href='{page.address('change')}'" in text
    assert f"href='{page.address('history')}'" in text


def test_what_was_typed_is_kept_and_refused_until_the_page_is_opened_again(page):
    page.colleague_saves("theirs")

    refused = page.send("mine")
    again = page.client.post(page.address("change"), posted(refused))

    assert refused.context["adminform"].form[page.field].value() == "mine"
    assert "mine" in shown(again)
    assert page.told() == "theirs"


def test_a_race_lost_at_the_last_moment_is_told_in_the_form(page, monkeypatch):
    page.colleague_saves("theirs")
    monkeypatch.setattr(VersionedForm, "_refuse_overtaken", lambda form, version: None)

    response = page.send("mine")

    label = page.row._meta.get_field(page.field).verbose_name
    assert "dora saved this at" in shown(response)
    assert f"{label} changed" in shown(response)
    assert response.context["adminform"].form[page.field].value() == "mine"
    assert page.told() == "theirs"


def test_a_save_with_the_version_that_was_read_is_taken(page):
    page.colleague_saves("theirs")
    page.opened = page.read(page.client)

    response = page.send("mine")

    assert response.status_code == 302
    assert (page.told(), page.version) == ("mine", 2)
    assert [each.actor_name for each in page.revisions][-2:] == ["dora", "cleo"]


def test_a_form_without_its_version_saves_nothing(page):
    text = shown(page.send("mine", version=""))

    assert "does not say which version was read" in text
    assert page.told() == page.before


def test_saving_what_stands_is_in_nobodys_way(page):
    page.colleague_saves(page.before)

    page.send("mine")

    assert page.told() == "mine"
    assert not page.revisions.filter(actor_name="dora").exists()


def test_the_history_shows_both_and_no_version(page):
    page.colleague_saves("theirs")

    text = shown(page.client.get(page.address("history")))

    assert "Changed by dora" in text
    assert "theirs" in text
    assert "Version" not in text


def test_every_row_that_the_desk_changes_has_a_version(rf, cast):
    request = rf.get("/")
    request.user = cast.superuser
    changed = {
        model: desk.get_form(request).base_fields
        for model, desk in site._registry.items()
        if desk.has_change_permission(request)
    }

    # Accounts and groups are Django's own, and few people change them.
    assert {model for model in changed if "version" not in changed[model]} == {User, Group}


def test_both_stand_side_by_side_with_who_saved(page):
    page.colleague_saves("theirs")

    response = page.send("mine")
    (one,) = response.context["adminform"].form.beside

    assert (one.name, one.theirs, one.mine, one.by) == (page.field, "theirs", "mine", "dora")
    assert (one.change.before, one.change.after) == ("theirs", "mine")
    assert "Saved by dora" in shown(response) and "I have looked at both" in shown(response)


def test_what_was_typed_is_saved_once_both_were_seen(page):
    page.colleague_saves("theirs")
    refused = page.send("mine")

    saved = page.send("mine", seen=refused.context["adminform"].form.instance.version)

    assert saved.status_code == 302
    assert page.told() == "mine"
    assert [each.actor_name for each in page.revisions][-2:] == ["dora", "cleo"]


def test_both_have_to_be_seen_again_when_a_third_was_faster(page):
    page.colleague_saves("theirs")
    seen = page.send("mine").context["adminform"].form.instance.version
    page.colleague_saves("theirs-again")

    refused = page.send("mine", seen=seen)

    assert page.told() == "theirs-again"
    assert refused.context["adminform"].form.beside[0].theirs == "theirs-again"


def test_a_field_that_was_left_alone_is_theirs(client, cast):
    page = Page(KINDS["source"], client, cast)
    colleague = page.read(page.colleague) | {"author": "Jane Roe", "kind": "data"}
    assert page.colleague.post(page.address("change"), colleague).status_code == 302

    refused = page.send("mine")
    form = refused.context["adminform"].form
    page.client.post(page.address("change"), posted(refused) | {"seen": page.version})

    assert set(form.taken_over) == {"Author", "Kind"}
    assert form.beside == [] and form["author"].value() == "Jane Roe"
    row = type(page.row).objects.get(pk=page.row.pk)
    assert (row.title, row.author, row.kind) == ("mine", "Jane Roe", "data")


@pytest.mark.parametrize("stored", ["One line.\nAnother.", "One line.\r\nAnother."])
def test_a_text_left_alone_is_theirs_whichever_line_ends_it_has(client, cast, stored):
    page = Page(KINDS["source"], client, cast)
    type(page.row).objects.filter(pk=page.row.pk).update(note=stored)
    data = page.read(page.client) | {"note": stored.replace("\r\n", "\n").replace("\n", "\r\n")}
    colleague = page.read(page.colleague) | {"note": "Theirs."}
    assert page.colleague.post(page.address("change"), colleague).status_code == 302

    form = page.client.post(page.address("change"), data).context["adminform"].form

    assert form.beside == [] and form.taken_over == ["Note"]


def test_a_choice_and_a_row_that_is_named_are_told_in_words(client, cast):
    page = Page(KINDS["source"], client, cast)
    theirs, mine = make.make_publisher("The Herald"), make.make_publisher("The Courier")
    sent = page.read(page.colleague) | {"publisher": theirs.pk, "grade": "primary"}
    assert page.colleague.post(page.address("change"), sent).status_code == 302

    refused = page.send(page.before, publisher=mine.pk, grade="tertiary")
    told = {one.name: one.change for one in refused.context["adminform"].form.beside}

    assert set(told) == {"publisher", "grade"}
    assert (told["publisher"].before, told["publisher"].after) == ("The Herald", "The Courier")
    assert told["grade"].before.startswith("Primary")


def test_a_day_is_told_in_full_and_what_is_none_as_it_was_typed(client, cast):
    page = Page(KINDS["source"], client, cast)
    known = {"published_earliest": "2021-05-25", "published_basis": "stated"}
    sent = page.read(page.colleague) | known
    assert page.colleague.post(page.address("change"), sent).status_code == 302

    refused = page.send(page.before, published_earliest="last May")
    (told,) = [one for one in refused.context["adminform"].form.beside if one.change]

    assert told.name == "published_earliest"
    assert (told.change.before, told.change.after) == ("25 May 2021", "last May")


def test_a_passage_marked_meanwhile_is_not_decided_beside_the_form(client, cast):
    """It is no field of the form: the statement has to be opened again."""
    snapshot = make.make_snapshot(by=cast.editor)
    statement = make.make_statement(snapshot=snapshot, by=cast.editor)
    client.force_login(cast.superuser)
    address = reverse("admin:sources_statement_change", args=[statement.pk])
    opened = client.get(address)
    (version,) = re.findall(r'name="version" value="(\d+)"', shown(opened))
    with revising(statement, by=cast.editor):
        marking.add_passage(statement, snapshot, part="cue", start=0, end=3)

    statement.refresh_from_db()
    sent = posted(opened) | {"version": version, "role": "Mayor", "seen": statement.version}
    refused = client.post(address, sent)

    assert "More than what stands in this form was changed meanwhile." in shown(refused)
    assert not refused.context["adminform"].form.may_go_on
    statement.refresh_from_db()
    assert statement.role == ""


def test_a_row_that_is_not_there_is_told_at_its_field(client, cast):
    page = Page(KINDS["source"], client, cast)
    sent = page.read(page.colleague) | {"publisher": make.make_publisher("The Herald").pk}
    data = page.read(page.client)
    assert page.colleague.post(page.address("change"), sent).status_code == 302

    refused = page.client.post(page.address("change"), data | {"publisher": "999999999"})

    assert refused.status_code == 200
    assert refused.context["adminform"].form.errors["publisher"]
