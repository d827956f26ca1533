"""One act on many claims of the list: what will happen, what happened, and back."""

import csv
import io
import json

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest

from claims import many, workflow
from claims.models import Claim, Event, Status, Topic, Verb
from tests import factories as make
from tests.desk import words_of
from tests.imports import checked, outcomes

pytestmark = pytest.mark.django_db
LIST = reverse("admin:claims_claim_changelist")


@pytest.fixture
def editor(client, cast):
    client.force_login(cast.editor)
    return client


@pytest.fixture
def bridges(db):
    return Topic.objects.create(name="Bridges", slug="bridges")


def tick(client, name, *claims, **more):
    keys = [claim.pk for claim in claims]
    return client.post(LIST, {"action": name, "_selected_action": keys} | more)


def do(client, name, *claims, **given):
    address = reverse("admin:claims_claim_many", args=[name])
    pairs = [f"{claim.pk}-{claim.version}" for claim in claims]
    return client.post(address, {"claim": pairs} | given)


def undo(client, response):
    return client.post(
        reverse("admin:claims_claim_many_undo"), {"token": response.context["token"]}
    )


def topics(claim):
    return [topic.name for topic in Claim.objects.get(pk=claim.pk).topics.all()]


def test_a_page_says_what_will_happen_and_to_which(editor, cast, bridges):
    draft = make.make_claim(cast.editor, short="A draft")
    waiting = make.make_sourced_claim(cast.editor, short="With a reviewer")
    workflow.submit(waiting, by=cast.editor)

    page = words_of(tick(editor, "add-topic", draft, waiting))

    assert "Add a topic: 1 claim" in page
    assert "Left alone: 1 With a reviewer It is in review: a change would take it back" in page
    assert not topics(draft)


def test_topics_are_added_removed_and_set(editor, cast, bridges):
    ports = Topic.objects.create(name="Ports", slug="ports")
    claims = [make.make_claim(cast.editor) for _ in range(2)]

    do(editor, "add-topic", *claims, topic=bridges.pk)
    claims = list(Claim.objects.order_by("pk"))
    do(editor, "add-topic", *claims, topic=ports.pk)
    assert topics(claims[0]) == topics(claims[1]) == ["Bridges", "Ports"]
    do(editor, "remove-topic", Claim.objects.get(pk=claims[0].pk), topic=ports.pk)
    do(editor, "set-topic", Claim.objects.get(pk=claims[1].pk), topic=ports.pk)

    assert (topics(claims[0]), topics(claims[1])) == (["Bridges"], ["Ports"])
    assert Event.objects.filter(verb=Verb.REVISE, actor=cast.editor).count() == 6


def test_the_result_says_how_many_and_why_the_others_were_skipped(editor, cast, bridges):
    claims = [make.make_claim(cast.editor) for _ in range(3)]
    has_it = make.make_claim(cast.editor, short="Has it")
    do(editor, "add-topic", has_it, topic=bridges.pk)
    with workflow.revising(Claim.objects.get(pk=claims[0].pk), by=cast.contributor):
        pass

    response = do(editor, "add-topic", *claims, Claim.objects.get(pk=has_it.pk), topic=bridges.pk)

    page = words_of(response)
    assert "2 done, 2 skipped." in page
    assert "Has it It has the topic “Bridges” already." in page
    assert "ben was first: “revised”" in page
    assert [topics(claim) for claim in claims] == [[], ["Bridges"], ["Bridges"]]


def test_what_was_done_is_taken_back_where_nobody_has_touched_it_since(editor, cast, bridges):
    one, other = (make.make_claim(cast.editor) for _ in range(2))
    response = do(editor, "set-topic", one, other, topic=bridges.pk)
    with workflow.revising(Claim.objects.get(pk=other.pk), by=cast.contributor):
        pass

    page = words_of(undo(editor, response))

    assert "1 done, 1 skipped." in page
    assert (topics(one), topics(other)) == ([], ["Bridges"])


def test_claims_are_handed_on_and_back(editor, cast):
    claim = make.make_claim(cast.editor)
    response = do(editor, "hand-on", claim, to=cast.reviewer.pk)
    assert Claim.objects.get().assignee == cast.reviewer

    undo(editor, response)

    assert Claim.objects.get().assignee is None


def test_nobody_takes_back_what_another_did(client, editor, cast, bridges):
    response = do(editor, "set-topic", make.make_claim(cast.editor), topic=bridges.pk)
    client.force_login(cast.contributor)

    assert undo(client, response).status_code == 403


@pytest.mark.parametrize("token", ["", "x", "e30:1:2"])
def test_a_token_that_is_none_takes_nothing_back(editor, token):
    response = editor.post(reverse("admin:claims_claim_many_undo"), {"token": token}, follow=True)

    assert "It is too late to undo this here" in words_of(response)


def test_only_what_lacks_nothing_is_submitted(editor, cast):
    whole, poor = make.make_sourced_claim(cast.editor), make.make_claim(cast.editor, verdict=None)

    page = words_of(do(editor, "submit", whole, poor))

    assert "1 done, 1 skipped." in page
    assert "Choose a verdict." in page
    assert Claim.objects.get(pk=whole.pk).status == Status.IN_REVIEW
    assert Claim.objects.get(pk=poor.pk).status == Status.DRAFT


def test_nothing_is_published_or_approved_in_bulk():
    assert {act.verb for act in many.ACTS.values()} == {Verb.REVISE, Verb.ASSIGN, Verb.SUBMIT}


@pytest.mark.parametrize(
    "who, offered",
    [
        ("editor", {"add-topic", "remove-topic", "set-topic", "hand-on", "submit"}),
        ("reviewer", {"hand-on"}),
        ("publisher", set()),
    ],
)
def test_the_list_offers_what_this_person_may_do(client, cast, who, offered):
    make.make_claim(cast.editor)
    client.force_login(getattr(cast, who))

    form = client.get(LIST).context["action_form"]

    names = {name for name, _ in form.fields["action"].choices if name}
    assert names == offered | {"export-csv", "export-json"}


@pytest.mark.parametrize("who", ["reviewer", "publisher", "stranger"])
@pytest.mark.parametrize("name", ["add-topic", "submit"])
def test_who_may_not_write_changes_nothing_by_the_address(client, cast, bridges, who, name):
    claim = make.make_sourced_claim(cast.editor)
    client.force_login(getattr(cast, who))

    response = do(client, name, claim, topic=bridges.pk)

    assert response.status_code == (302 if who == "stranger" else 403)
    assert (Claim.objects.get().status, topics(claim)) == (Status.DRAFT, [])


def test_an_act_that_needs_a_topic_asks_again_without_one(editor, cast, bridges):
    claim = make.make_claim(cast.editor)

    response = do(editor, "add-topic", claim, topic="")

    assert "This field is required." in words_of(response)
    assert f'value="{claim.pk}-{claim.version}"' in response.content.decode()


def test_at_most_so_many_at_once(editor, cast, monkeypatch):
    monkeypatch.setattr("claims.admin.many.MOST", 1)
    claims = [make.make_claim(cast.editor) for _ in range(2)]

    tick(editor, "submit", *claims)

    assert "At most 1 claims can be changed at once" in words_of(editor.get(LIST))


def test_the_way_back_keeps_the_filters(editor, cast):
    claim = make.make_claim(cast.editor)
    asked = f"{LIST}?status__exact=draft"

    response = editor.post(asked, {"action": "submit", "_selected_action": [claim.pk]})

    assert response.context["back"] == asked
    assert do(editor, "submit", claim, back="https://evil.example/").context["back"] == LIST


def exported(client, kind, *claims):
    response = tick(client, f"export-{kind}", *claims)
    assert response["Content-Disposition"].startswith('attachment; filename="claims-')
    return b"".join(response.streaming_content)


def full_claim(cast, **fields):
    said = make.make_statement(snapshot=make.primary_snapshot())
    claim = make.make_sourced_claim(cast.editor, said, **fields)
    make.add_appearance(claim, said, cast.editor)
    return claim


def test_a_selection_is_exported_as_csv_and_as_json(editor, cast):
    claim = full_claim(cast, short="=2+2", text="=2+2 is four.")
    other = make.make_claim(cast.editor)

    table = exported(editor, "csv", claim, other).decode("utf-8-sig")
    rows = {row["public_id"]: row for row in csv.DictReader(io.StringIO(table))}
    told = {row["public_id"]: row for row in json.loads(exported(editor, "json", claim, other))}

    assert set(rows) == set(told) == {claim.public_id, other.public_id}
    assert rows[claim.public_id]["text"] == "'=2+2 is four."
    assert told[claim.public_id]["text"] == "=2+2 is four."
    evidence = f"supports {claim.evidence.get().statement.public_id}"
    assert (rows[claim.public_id]["evidence"], told[claim.public_id]["evidence"]) == (
        evidence,
        [evidence],
    )


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_what_was_exported_is_there_already_when_it_is_brought_in(editor, cast, kind):
    full_claim(cast)
    data = exported(editor, kind, *Claim.objects.all())

    work = checked(data, cast.editor, name=f"claims.{kind}")

    assert outcomes(work) == ["there"]


def test_a_published_claim_names_its_public_page(editor, cast):
    claim = make.make_published_claim(cast.editor)

    (row,) = json.loads(exported(editor, "json", claim))

    assert row["public_page"].startswith(f"http://127.0.0.1:8000/claims/{claim.public_id}/")


def test_an_export_costs_the_same_for_one_and_for_eleven(editor, cast, django_assert_num_queries):
    claims = [full_claim(cast) for _ in range(11)]
    with CaptureQueriesContext(connection) as one:
        exported(editor, "csv", claims[0])

    with django_assert_num_queries(len(one)):
        exported(editor, "csv", *claims)
