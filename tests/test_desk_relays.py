"""What a statement hands on, and what follows from its marks."""

from django.db import IntegrityError

import pytest

from sources.models import Passage, Relay, Source, Statement
from tests import factories as make
from tests.desk import posted
from tests.source_pages import fields, page, relays, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.editor)
    return client


def save(desk, snapshot, *rows, **given):
    given = {"words": "The bridge is safe", **given, **relays(*rows)}
    speaker = given.pop("speaker", None) or make.make_speaker()
    sent = fields(source=snapshot.source_id, speaker=speaker.pk, **given)
    return desk.post(page("statement_add"), sent)


def row_errors(response):
    return response.context["inline_admin_formsets"][0].formset.errors[0]


def test_a_relay_points_to_the_passage_that_was_only_just_marked(desk):
    order = make.make_source(grade=Source.Grade.PRIMARY)

    save(desk, make.make_snapshot(), {"source": order.pk, "shown_by": "words"})

    relay = Relay.objects.get()
    assert relay.source == order
    assert relay.passage == Passage.objects.get()


def test_a_statement_that_hands_on_its_own_source_runs_in_a_circle(desk):
    snapshot = make.make_snapshot()

    response = save(desk, snapshot, {"source": snapshot.source_id})

    assert "runs in a circle" in row_errors(response)["source"][0]
    assert not Statement.objects.exists()


def test_a_circle_through_another_source_is_refused_at_its_row(desk):
    one, other = make.make_snapshot(), make.make_snapshot()
    save(desk, one, {"source": other.source_id})

    response = save(desk, other, {"source": one.source_id})

    assert "runs in a circle" in row_errors(response)["source"][0]
    assert Relay.objects.count() == 1


def test_a_circle_that_only_the_database_sees_is_told_in_the_same_words(desk, monkeypatch):
    monkeypatch.setattr("sources.forms.relays.leads_back", lambda *seen: False)
    snapshot = make.make_snapshot()

    response = save(desk, snapshot, {"source": snapshot.source_id})

    assert "runs in a circle" in shown(response)
    assert not Statement.objects.exists()


def test_any_other_refusal_of_the_database_is_told_too(desk, monkeypatch):
    def broken(*args, **kwargs):
        raise IntegrityError("something else")

    monkeypatch.setattr("sources.marking.add_passage", broken)

    response = save(desk, make.make_snapshot())

    assert "Nothing was saved. something else" in shown(response)
    assert not Statement.objects.exists()


def test_the_same_relay_twice_is_refused(desk):
    order = make.make_source()

    response = save(desk, make.make_snapshot(), {"source": order.pk}, {"source": order.pk})

    assert not Statement.objects.exists()
    assert "said already" in shown(response)


def test_the_page_says_what_follows_from_the_marks(desk):
    statement = make.make_statement()

    text = shown(desk.get(page("statement_change", statement.pk)))

    assert "Direct: the speaker’s own words." in text
    assert "No primary source stands behind it." in text
    assert page("source_change", statement.source_id) in text


def test_a_readers_comment_is_labelled_when_it_is_found_and_afterwards(desk):
    text = "Title\n\nThe bridge opened.\n\n2 comments on “Title”\n\n1. Nonsense, it is shut.\n"
    snapshot = make.make_snapshot(text)

    found = save(desk, snapshot, words="it is shut", _find="Find")
    save(desk, snapshot, words="it is shut")

    told = "A reader’s comment"
    assert f"{told}: will never count" in shown(found)
    assert told in shown(desk.get(page("statement_change", Statement.objects.get().pk)))


def test_an_unnamed_party_is_labelled(desk):
    statement = make.make_statement(speaker=make.make_speaker("US officials", "unnamed"))

    assert "An unnamed party" in shown(desk.get(page("statement_change", statement.pk)))


def test_the_list_of_statements_opens_with_their_words(desk):
    make.make_statement(cue="said Mara Lind")

    assert "The bridge is safe" in shown(desk.get(page("statement_changelist"), {"q": "bridge is"}))


@pytest.fixture
def relay(db):
    return Relay.objects.create(statement=make.make_statement(), source=make.make_source())


@pytest.mark.parametrize("taken_out", [True, False])
def test_a_relay_changed_meanwhile_is_not_overwritten(client, cast, relay, taken_out):
    address = page("statement_change", relay.statement_id)
    theirs, mine = make.make_source().pk, make.make_source().pk
    act = {"relays-0-DELETE": "on"} if taken_out else {"relays-0-source": theirs}
    client.force_login(cast.editor)
    opened = posted(client.get(address))
    client.force_login(cast.contributor)
    client.post(address, opened | act)
    client.force_login(cast.editor)

    response = client.post(address, opened | {"relays-0-source": mine})

    row = response.context["inline_admin_formsets"][0].formset[0]
    assert "ben saved this on" in shown(response)
    assert row["source"].value() == str(mine)
    assert list(Relay.objects.values_list("source", flat=True)) == [theirs][taken_out:]
