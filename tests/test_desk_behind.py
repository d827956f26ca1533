"""Live pages that differ because something behind a published claim was changed."""

from django.urls import reverse

import pytest

from claims import behind, queue, traces, workflow
from claims.admin.panel import DIFFERS
from claims.models import Topic, Verdict
from core import revisions
from core.revisions import revising
from sources import marking
from sources.extraction import Stretch
from sources.models import Relay, SameRoot
from tests import factories as make

pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")


def differing(user):
    (section,) = [each for each in queue.sections(user) if each.key == "differing"]
    return [row.claim for row in section.rows]


def change(row, by, **fields):
    """Change a row of the desk, as its form does."""
    with revising(row, by=by):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


@pytest.fixture
def statement(cast):
    """Of an article that hands on two other works, one of them through a third."""
    statement = make.make_statement()
    source = make.make_source("The report")
    with revising(statement, by=cast.contributor):
        statement.on_behalf_of = make.make_speaker("The city")
        statement.save()
        Relay.objects.create(statement=statement, source=make.make_source("The file"))
        Relay.objects.create(statement=statement, source=source, through=make.make_source("Wire"))
    return statement


@pytest.fixture
def published(cast, statement):
    topic = Topic.objects.create(name="Bridges", slug="bridges")
    claim = make.make_claim(cast.editor)
    with workflow.revising(claim, by=cast.editor):
        claim.topics.add(topic)
        make.put_evidence(claim, make.make_statement(snapshot=make.primary_snapshot()))
        make.put_evidence(claim, statement)
    make.publish(claim, by=cast.editor)
    return claim


def relay(statement, source):
    return statement.relays.get(source__title=source)


CHANGES = {
    "statement": lambda s, c: (s, {"role": "Engineer"}),
    "source": lambda s, c: (s.source, {"title": "Renamed"}),
    "speaker": lambda s, c: (s.speaker, {"name": "Renamed"}),
    "the party spoken for": lambda s, c: (s.on_behalf_of, {"name": "Renamed"}),
    "publisher": lambda s, c: (s.source.publisher, {"slug": "renamed"}),
    "publisher's name": lambda s, c: (s.source.publisher.speaker, {"name": "Renamed"}),
    "relayed source": lambda s, c: (relay(s, "The file").source, {"grade": "primary"}),
    "source in between": lambda s, c: (relay(s, "The report").through, {"grade": "primary"}),
    "publisher of a relayed one": lambda s, c: (
        relay(s, "The file").source.publisher.speaker,
        {"name": "Renamed"},
    ),
    "topic": lambda s, c: (c.topics.get(), {"name": "Renamed"}),
    "verdict": lambda s, c: (c.verdict, {"label": "So it is"}),
    "end of the scale": lambda s, c: (Verdict.objects.get(key="false"), {"value": 0}),
}


@pytest.mark.parametrize("row", CHANGES)
def test_a_change_behind_a_published_claim_makes_its_page_differ(row, cast, statement, published):
    assert differing(cast.editor) == []
    changed, fields = CHANGES[row](statement, published)

    change(changed, cast.contributor, **fields)

    assert workflow.differs_from_live(published)
    assert differing(cast.editor) == [published]


def test_a_new_division_of_a_text_makes_pages_differ(cast, statement, published):
    snapshot = statement.source.snapshots.get()

    regions = [Stretch("caption", 0, snapshot.characters)]
    marking.replace_regions(snapshot, regions, by=cast.contributor)

    assert differing(cast.editor) == [published]


def test_the_first_capture_of_a_cited_work_makes_pages_differ(cast, statement, published):
    source = relay(statement, "The file").source

    make.make_snapshot(source=source, by=cast.contributor)
    assert differing(cast.editor) == [published]

    assert "Snapshot “The file, received" in behind.in_words(
        behind.differing().changes[published.pk]
    )


def test_sources_that_are_held_to_be_one_make_pages_differ(cast):
    one, other = (
        make.make_statement(snapshot=make.make_snapshot(source=make.make_source(by=cast.editor)))
        for _ in range(2)
    )
    claim = make.make_claim(cast.editor)
    with workflow.revising(claim, by=cast.editor):
        make.put_evidence(claim, one)
        make.put_evidence(claim, other)
    make.publish(claim, by=cast.editor)
    pair = SameRoot(one=one.source, other=other.source, reason="One wire.")

    with revising(pair, by=cast.contributor):
        pair.save()
    assert differing(cast.editor) == [claim]

    revisions.delete(pair, by=cast.contributor)
    assert differing(cast.editor) == []


def test_what_no_page_tells_makes_none_differ(cast, statement, published):
    change(statement, cast.contributor, note="Ask again.")
    change(statement.source, cast.contributor, note="Ask again.")
    change(statement.speaker, cast.contributor, same_as="https://example.org/she")

    assert behind._changed_since_published() == {}
    assert differing(cast.editor) == []


def test_what_was_changed_back_makes_none_differ(cast, statement, published):
    was = statement.source.title
    change(statement.source, cast.contributor, title="Renamed")
    change(statement.source, cast.contributor, title=was)

    assert differing(cast.editor) == []


def test_the_next_edition_says_it(cast, statement, published):
    change(statement.source, cast.contributor, title="Renamed")
    workflow.reopen(published, by=cast.editor, kind="update", reason="Renamed.")
    with workflow.revising(published, by=cast.editor):
        published.notice = "The source was renamed."
        published.save()

    make.publish(published, by=cast.editor)

    assert differing(cast.editor) == []


def test_a_change_before_the_first_edition_is_in_it(cast):
    claim = make.make_sourced_claim(cast.editor)
    change(claim.evidence.get().statement.source, cast.contributor, title="Renamed")
    make.publish(claim, by=cast.editor)

    assert differing(cast.editor) == []


def test_the_row_tells_who_changed_what(client, cast, statement, published):
    change(statement.source, cast.contributor, title="Renamed")
    client.force_login(cast.editor)

    shown = client.get(INDEX).content.decode()

    assert f"Source “{statement.source}” was changed by ben." in shown


def test_the_list_can_be_narrowed_to_it(client, cast, statement, published):
    make.make_published_claim(cast.editor)
    change(statement.source, cast.contributor, title="Renamed")
    client.force_login(cast.editor)

    response = client.get(reverse("admin:claims_claim_changelist"), {"public": "differs"})

    assert list(response.context["cl"].queryset) == [published]


def test_the_claims_own_page_says_so(client, cast, statement, published):
    client.force_login(cast.editor)
    page = reverse("admin:claims_claim_change", args=[published.pk])
    assert DIFFERS not in client.get(page).content.decode()

    change(statement.source, cast.contributor, title="Renamed")

    assert DIFFERS in client.get(page).content.decode()


def test_it_costs_as_many_queries_for_eleven_as_for_one(
    cast, django_assert_num_queries, django_assert_max_num_queries
):
    def publish_and_rename():
        claim = make.make_published_claim(cast.editor)
        change(claim.evidence.get().statement.source, cast.contributor, title="Renamed")

    publish_and_rename()
    with django_assert_max_num_queries(25) as one:
        assert len(behind.differing().changes) == 1

    for _ in range(10):
        publish_and_rename()

    with django_assert_num_queries(len(one)):
        assert len(behind.differing().changes) == 11


def test_it_compares_the_newest_and_counts_the_rest(client, cast, monkeypatch):
    monkeypatch.setattr(behind, "COMPARED", 2)
    claims = [make.make_published_claim(cast.editor) for _ in range(3)]
    for claim in claims:
        change(claim.evidence.get().statement.source, cast.contributor, title=f"New {claim.pk}")

    found = behind.differing()

    assert list(found.changes) == [claims[2].pk, claims[1].pk]
    assert found.left_out == 1
    client.force_login(cast.editor)
    assert queue.NOT_COMPARED.format(1) in client.get(INDEX).content.decode()


def test_it_looks_through_the_newest_changes_only(cast, statement, published, monkeypatch):
    change(statement.source, cast.contributor, title="Renamed")
    assert differing(cast.editor) == [published]

    monkeypatch.setattr(traces, "LOOKED_THROUGH", 1)
    make.make_claim(cast.editor)

    assert differing(cast.editor) == []
