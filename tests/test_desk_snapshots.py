"""A captured text at the desk: read, and divided into regions."""

import pytest

from core.models import Revision
from core.revisions import as_state
from sources.models import Region
from tests import factories as make
from tests.source_pages import page, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.editor)
    return client


def rows_of(response) -> dict:
    """The regions form as it was shown, to be sent back."""
    formset = response.context["formset"]
    sent = {"read": response.context["read"], "form-TOTAL_FORMS": str(len(formset.forms))}
    sent["form-INITIAL_FORMS"] = str(formset.initial_form_count())
    for form in formset:
        for name in ("kind", "start", "end"):
            value = form[name].value()
            sent[f"{form.prefix}-{name}"] = "" if value is None else value
    return sent


def divide(desk, snapshot, act="_save", **changed):
    address = page("snapshot_regions", snapshot.pk)
    sent = {**rows_of(desk.get(address)), **changed, act: "1"}
    return desk.post(address, sent)


def stretches(snapshot) -> list:
    return list(snapshot.regions.values_list("kind", "start", "end"))


def test_the_page_shows_hashes_regions_and_marks(desk):
    statement = make.make_statement(cue="said Mara Lind")
    snapshot = statement.passages.first().snapshot

    text = shown(desk.get(page("snapshot_change", snapshot.pk)))

    assert snapshot.bytes_sha256 in text
    start = statement.passages.first().start
    assert f'<mark class="words" id="passage-{start}">The bridge is safe</mark>' in text
    assert f"{statement.speaker}: own words" in text
    assert page("statement_change", statement.pk) in text
    assert "Headline" in text


def test_a_captured_text_is_never_markup(desk):
    hostile = "Title\n\n<script>alert(1)</script> <b>bold</b> &amp; {{ settings }}.\n"

    text = shown(desk.get(page("snapshot_change", make.make_snapshot(hostile).pk)))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<b>bold</b>" not in text
    assert "&amp;amp; {{ settings }}" in text


def test_characters_that_are_not_seen_are_shown_as_marks(desk):
    snapshot = make.make_snapshot("Title\n\nPay\u202e lla \u00a0of\u200b it.\n")

    text = shown(desk.get(page("snapshot_change", snapshot.pk)))

    assert "\u202e" not in text
    assert 'data-mark="RLO"' in text
    assert 'aria-label="zero width space (U+200B)"' in text


def test_the_page_of_a_long_text_costs_no_more_queries(desk, django_assert_max_num_queries):
    snapshot = make.make_snapshot("Title\n\n" + "A sentence stands here.\n\n" * 12_000)

    with django_assert_max_num_queries(10):
        response = desk.get(page("snapshot_change", snapshot.pk))

    assert shown(response).count("A sentence stands here.") == 12_000


def test_more_blocks_than_a_person_can_look_through_are_joined():
    snapshot = make.make_snapshot("Title\n\n" + "A sentence stands here.\n\n" * 3000)

    assert [kind for kind, *_ in stretches(snapshot)] == ["headline", "body"]
    assert "3001 blocks" in snapshot.remarks[0]


def test_where_even_that_leaves_too_many_none_are_proposed():
    snapshot = make.make_snapshot("Caption\n\nA sentence stands here.\n\n" * 1500)

    assert stretches(snapshot) == []
    assert "by hand" in snapshot.remarks[1]


def test_a_kind_is_changed_and_the_change_kept(desk, cast):
    snapshot = make.make_snapshot()

    divide(desk, snapshot, **{"form-1-kind": "caption"})

    assert stretches(snapshot)[1][0] == "caption"
    change = Revision.objects.of(snapshot).last()
    assert change.actor == cast.editor
    assert as_state(change.after)["regions"][1][0] == "caption"


def test_a_region_is_split_and_the_white_space_between_left_out(desk):
    snapshot = make.make_snapshot()
    start, end = stretches(snapshot)[2][1:]

    divide(desk, snapshot, **{"form-2-split": snapshot.text.index(" said Mara")})

    one, other = stretches(snapshot)[2:4]
    assert one == ("body", start, snapshot.text.index(" said Mara"))
    assert other == ("body", snapshot.text.index("said Mara"), end)


def test_a_region_is_taken_out_and_another_entered(desk):
    snapshot = make.make_snapshot()
    new = {"form-4-kind": "byline", "form-4-start": "0", "form-4-end": "14"}

    divide(desk, snapshot, **{"form-0-DELETE": "on", **new})

    assert stretches(snapshot)[0] == ("byline", 0, 14)
    assert len(stretches(snapshot)) == 4


def test_looking_again_saves_nothing(desk):
    snapshot = make.make_snapshot()
    before = stretches(snapshot)

    response = divide(desk, snapshot, act="_look", **{"form-0-split": "8"})

    assert len(response.context["formset"].forms) == len(before) + 2
    assert stretches(snapshot) == before


@pytest.mark.parametrize(
    ("changed", "row", "told"),
    [
        ({"form-0-end": "60"}, 1, "This overlaps “Headline”"),
        ({"form-3-end": "9999"}, 3, "The text has"),
        ({"form-0-start": "40"}, 0, "ends after it begins"),
        ({"form-0-split": "300"}, 0, "Split it between"),
        ({"form-0-kind": "poem"}, 0, "not one of the available choices"),
    ],
)
def test_a_division_that_cannot_be_is_refused_at_its_row(desk, changed, row, told):
    snapshot = make.make_snapshot()
    before = stretches(snapshot)

    response = divide(desk, snapshot, **changed)

    assert told in str(response.context["formset"].forms[row].errors)
    assert stretches(snapshot) == before


def test_a_marked_passage_stays_in_one_region(desk):
    snapshot = make.make_statement().passages.get().snapshot

    response = divide(desk, snapshot, **{"form-2-split": snapshot.text.index("bridge is safe")})

    assert "“The bridge is safe” is marked already" in shown(response)


def test_a_division_made_meanwhile_is_not_overwritten(client, cast):
    snapshot = make.make_snapshot()
    client.force_login(cast.contributor)
    sent = rows_of(client.get(page("snapshot_regions", snapshot.pk)))
    divide(client, snapshot, **{"form-1-kind": "caption"})
    client.force_login(cast.editor)
    mine = {**sent, "form-1-kind": "credit", "_save": "1"}

    response = client.post(page("snapshot_regions", snapshot.pk), mine)

    told = response.context["refusal"]
    assert told.startswith("ben saved this at ")
    assert "after you had opened it: regions changed" in told
    assert response.context["formset"].forms[1]["kind"].value() == "credit"
    assert stretches(snapshot)[1][0] == "caption"


def test_many_regions_are_turned_over_page_by_page(desk):
    snapshot = make.make_snapshot("Title\n\n" + "A sentence stands here.\n\n" * 150)
    address = f"{page('snapshot_regions', snapshot.pk)}?page=2"
    sent = {**rows_of(desk.get(address)), "form-0-kind": "caption", "_save": "1"}

    desk.post(address, sent)

    kinds = [kind for kind, *_ in stretches(snapshot)]
    assert len(kinds) == 151
    assert [at for at, kind in enumerate(kinds) if kind == "caption"] == [100]


def test_a_reviewer_reads_and_does_not_divide(client, cast):
    snapshot = make.make_snapshot()
    client.force_login(cast.reviewer)

    text = shown(client.get(page("snapshot_change", snapshot.pk)))

    assert "Edit regions" not in text
    assert client.get(page("snapshot_regions", snapshot.pk)).status_code == 403
    assert Region.objects.exists()
