"""Regions corrected from the captured text: what is selected there becomes a region of its own."""

import pytest

from core.models import Revision
from sources import marking
from sources.models import Region
from tests import factories as make
from tests.source_pages import page, shown

pytestmark = pytest.mark.django_db
TEXT = "The bridge opens\n\n“It is safe,” said Mara Lind. Share this article. She signed it.\n"


@pytest.fixture
def snapshot(cast):
    return make.make_snapshot(TEXT, by=cast.editor)


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.editor)
    return client


def regions(snapshot) -> list[tuple[str, str]]:
    return [
        (r.kind, snapshot.text[r.start : r.end]) for r in Region.objects.filter(snapshot=snapshot)
    ]


def carve(desk, snapshot, words, as_kind, **changed):
    read = desk.get(page("snapshot_change", snapshot.pk)).context["read"]
    start = snapshot.text.index(words)
    sent = {
        "read": read,
        "kind": as_kind,
        "start": start,
        "end": start + len(words),
        "exact": words,
    }
    return desk.post(page("snapshot_carve", snapshot.pk), sent | changed, follow=True)


def test_a_stretch_becomes_a_region_and_the_rest_keeps_its_kind(desk, snapshot):
    headline, body = regions(snapshot)

    told = shown(carve(desk, snapshot, "Share this article.", "boilerplate"))

    assert regions(snapshot) == [
        headline,
        (body[0], "“It is safe,” said Mara Lind."),
        ("boilerplate", "Share this article."),
        (body[0], "She signed it."),
    ]
    assert "is boilerplate" in told.lower()


def test_it_can_be_undone(desk, snapshot):
    before = regions(snapshot)
    last = Revision.objects.of(snapshot).last()

    told = shown(carve(desk, snapshot, "Share this article.", "boilerplate"))
    undo = page("snapshot_restore", snapshot.pk, last.pk)
    read = desk.get(undo).context["read"]
    desk.post(undo, {"read": read})

    assert f'<a href="{undo}">Undo</a>' in told
    assert regions(snapshot) == before


def test_a_whole_region_changes_its_kind(desk, snapshot):
    _, (kind, words) = regions(snapshot)

    carve(desk, snapshot, words, "caption")

    assert kind != "caption" and regions(snapshot)[1] == ("caption", words)


def test_what_is_in_no_region_leaves_a_gap(desk, snapshot):
    carve(desk, snapshot, "Share this article.", "")

    assert "Share this article." not in [words for _, words in regions(snapshot)]
    assert len(regions(snapshot)) == 3


def test_white_space_at_its_ends_is_no_part_of_it(desk, snapshot):
    carve(desk, snapshot, " Share this article. ", "boilerplate")

    assert ("boilerplate", "Share this article.") in regions(snapshot)


def test_words_that_are_marked_stay_in_one_region(desk, snapshot, cast):
    make.make_statement("It is safe", snapshot=snapshot, by=cast.editor)
    before = regions(snapshot)

    told = shown(carve(desk, snapshot, "safe,” said", "boilerplate"))

    assert "is marked already and would lie in no single region" in told
    assert regions(snapshot) == before


def test_other_words_than_those_at_the_place_are_refused(desk, snapshot):
    before = regions(snapshot)

    told = shown(carve(desk, snapshot, "Share this article.", "boilerplate", exact="Share that"))

    assert "are not those that were selected" in told
    assert regions(snapshot) == before


@pytest.mark.parametrize("changed", [{"start": ""}, {"end": "x"}, {"kind": "poem"}, {"exact": ""}])
def test_what_makes_no_sense_is_refused_in_words(desk, snapshot, changed):
    before = regions(snapshot)

    told = shown(carve(desk, snapshot, "Share this article.", "boilerplate", **changed))

    assert "Select words, or put the cursor into the text, first." in told
    assert regions(snapshot) == before


def test_regions_that_somebody_else_divided_meanwhile_are_not_overwritten(desk, snapshot, cast):
    read = desk.get(page("snapshot_change", snapshot.pk)).context["read"]
    start = snapshot.text.index("She signed")
    marking.carve(snapshot, kind="caption", start=start, end=start + 14, by=cast.reviewer)
    assert Revision.objects.of(snapshot).last().actor == cast.reviewer

    told = shown(carve(desk, snapshot, "Share this article.", "boilerplate", read=read))

    assert f"{cast.reviewer.username.capitalize()} saved this" in told
    assert "boilerplate" not in [kind for kind, _ in regions(snapshot)]


def test_who_does_not_divide_is_refused(client, cast, snapshot):
    client.force_login(cast.reviewer)

    assert "data-carve" not in shown(client.get(page("snapshot_change", snapshot.pk)))
    assert client.post(page("snapshot_carve", snapshot.pk)).status_code == 403


def test_white_space_alone_is_no_stretch(desk, snapshot):
    before = regions(snapshot)

    told = shown(carve(desk, snapshot, "\n\n", "boilerplate"))

    assert "There are no words in this stretch" in told
    assert regions(snapshot) == before
