from django.urls import reverse

import pytest

from core.models import Revision
from core.revisions import revising
from sources.models import SameRoot, Snapshot, Source, Speaker, Statement
from tests import factories as make
from tests.source_pages import page, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.editor)
    return client


def source_fields(**given):
    names = ("publisher", "author", "url", "archive_url", "grade_reason", "note")
    return {
        **dict.fromkeys(names, ""),
        "title": "An order",
        "kind": "court_order",
        "grade": "primary",
        "language": "en",
        **given,
    }


def test_an_editor_enters_a_source_with_its_revision(desk, cast):
    desk.post(page("source_add"), source_fields(url="https://Court.example/order?utm_source=x"))

    source = Source.objects.get()
    assert source.url == "https://court.example/order"
    assert Revision.objects.of(source).get().actor == cast.editor


def test_a_source_is_entered_with_its_text_and_leads_on_to_it(desk):
    given = source_fields(text="A headline\r\n\r\nA sentence stands here.", _save="Save")

    response = desk.post(page("source_add"), given)

    snapshot = Source.objects.get().snapshots.get()
    assert response["Location"] == page("snapshot_change", snapshot.pk)
    assert snapshot.text == "A headline\n\nA sentence stands here."
    assert snapshot.method == Snapshot.Method.PASTE


@pytest.mark.parametrize("text", [" \n ", make.TEXT], ids=["white space", "captured already"])
def test_where_its_text_cannot_be_captured_no_source_is_entered(desk, text):
    held = make.make_snapshot(text=make.TEXT)

    response = desk.post(page("source_add"), source_fields(text=text, _save="Save"))

    assert list(response.context["adminform"].form.errors) == ["text"]
    assert list(Source.objects.all()) == [held.source]


def test_a_small_window_asks_for_no_text(desk):
    assert 'name="text"' in shown(desk.get(page("source_add")))
    assert 'name="text"' not in shown(desk.get(page("source_add"), {"_popup": "1"}))


def test_an_address_that_is_entered_already_leads_to_its_source(desk):
    source = make.make_source(url="https://court.example/order")

    response = desk.post(page("source_add"), source_fields(url="https://court.example/order#end"))

    assert page("source_change", source.pk) in shown(response)
    assert "entered already" in response.context["adminform"].form.errors["url"][0]
    assert Source.objects.count() == 1


def test_a_name_that_is_taken_asks_whether_it_is_the_same_one(desk):
    speaker = make.make_speaker("Lei Jun")

    response = desk.post(page("speaker_add"), {"name": "lei jun", "kind": "person"})

    told = response.context["adminform"].form.errors["name"][0]
    assert "The same one?" in told
    assert "distinguishing note" in told
    assert page("speaker_change", speaker.pk) in shown(response)
    assert Speaker.objects.filter(name__iexact="lei jun").count() == 1


def test_a_note_tells_two_of_one_name_apart(desk):
    make.make_speaker("Lei Jun")

    desk.post(page("speaker_add"), {"name": "Lei Jun", "kind": "person", "note": "the poet"})

    assert Speaker.objects.filter(name="Lei Jun").count() == 2


def test_a_date_that_rests_on_nothing_is_refused_at_its_field(desk):
    response = desk.post(page("source_add"), source_fields(published_earliest="2021-05-25"))

    assert response.context["adminform"].form.errors.keys() == {"published_basis"}


def test_a_save_that_came_second_is_refused_and_kept_in_the_form(desk, cast):
    source = make.make_source("First title", by=cast.contributor)
    with revising(source, by=cast.contributor, version=0):
        source.title = "Ben’s title"
        source.save()

    response = desk.post(
        page("source_change", source.pk), source_fields(title="Ada’s title", version="0")
    )

    text = shown(response)
    assert "ben saved this on" in text
    assert "“First title” became “Ben’s title”" in text
    assert 'value="Ada’s title"' in text
    assert Source.objects.get(pk=source.pk).title == "Ben’s title"


def test_a_save_with_the_version_that_was_read_is_taken(desk):
    source = make.make_source("First title")

    desk.post(page("source_change", source.pk), source_fields(title="Second", version="0"))

    source.refresh_from_db()
    assert (source.title, source.version) == ("Second", 1)


def test_a_form_without_its_version_saves_nothing(desk):
    source = make.make_source("First title")

    desk.post(page("source_change", source.pk), source_fields(title="Second"))

    assert Source.objects.get(pk=source.pk).title == "First title"


def test_the_history_shows_who_changed_what(desk, cast):
    source = make.make_source("First title", by=cast.contributor, publisher=None)
    publisher = make.make_publisher("The Courier")
    sent = source_fields(title="Second", version="0", publisher=publisher.pk)
    desk.post(page("source_change", source.pk), sent)

    text = shown(desk.get(page("source_history", source.pk)))

    assert "Changed by ada" in text
    assert "Created by ben" in text
    assert "First title" in text
    assert "The Courier" in text


def test_a_long_history_is_read_in_few_queries(desk, django_assert_max_num_queries):
    source = make.make_source("Title 0")
    for version in range(12):
        with revising(source, by=make.someone(), version=version):
            source.title = f"Title {version + 1}"
            source.save()

    with django_assert_max_num_queries(8):
        desk.get(page("source_history", source.pk))


@pytest.mark.parametrize("name", ["speaker", "publisher", "source", "snapshot", "statement"])
def test_a_list_asks_the_same_of_the_database_for_one_row_and_for_eleven(
    desk, name, django_assert_max_num_queries
):
    make.make_statement()
    desk.get(page(f"{name}_changelist"))
    with django_assert_max_num_queries(12) as one:
        desk.get(page(f"{name}_changelist"))
    for _ in range(10):
        make.make_statement()

    with django_assert_max_num_queries(len(one)):
        response = desk.get(page(f"{name}_changelist"))

    assert response.context["cl"].result_count >= 11


@pytest.mark.parametrize("name", ["speaker", "publisher", "source", "snapshot", "statement"])
def test_nothing_that_is_evidence_can_be_deleted(client, cast, name):
    make.make_statement()
    client.force_login(cast.superuser)
    row = Statement.objects.select_related("source").get()
    keys = {
        "speaker": row.speaker_id,
        "publisher": row.source.publisher_id,
        "source": row.source_id,
        "snapshot": row.passages.get().snapshot_id,
        "statement": row.pk,
    }

    response = client.post(page(f"{name}_delete", keys[name]), {"post": "yes"})

    assert response.status_code == 403


def test_a_reviewer_reads_a_source_and_cannot_change_it(client, cast):
    source = make.make_source("First title")
    client.force_login(cast.reviewer)

    assert "First title" in shown(client.get(page("source_change", source.pk)))
    response = client.post(page("source_change", source.pk), source_fields(version="0"))

    assert response.status_code == 403


def test_two_sources_are_said_to_have_one_root(desk, cast):
    one, other = make.make_source(), make.make_source()

    desk.post(
        page("sameroot_add"), {"one": one.pk, "other": other.pk, "reason": "One unnamed official."}
    )

    assert Revision.objects.of(SameRoot.objects.get()).get().actor == cast.editor
    assert "One unnamed official." in shown(desk.get(page("source_change", one.pk)))


def test_sources_are_found_by_typing_a_part_of_their_title(desk):
    make.make_source("Bridge opens")
    asked = {"app_label": "sources", "model_name": "statement", "field_name": "source"}

    response = desk.get(reverse("admin:autocomplete"), {**asked, "term": "bridge"})

    assert response.json()["results"][0]["text"].startswith("Bridge opens")


def test_an_account_is_never_deleted(client, cast):
    client.force_login(cast.superuser)

    response = client.post(reverse("admin:core_user_delete", args=[cast.editor.pk]), {"post": "y"})

    assert response.status_code == 403


def test_the_log_of_changes_is_read_only(client, cast):
    source = make.make_source("First title")
    revision = Revision.objects.of(source).get()
    client.force_login(cast.superuser)

    address = reverse("admin:core_revision_change", args=[revision.pk])

    assert "First title" in shown(client.get(address))
    assert client.post(reverse("admin:core_revision_add"), {}).status_code == 403


def test_the_desk_names_the_newsroom(desk, settings):
    settings.NEWSROOM_NAME = "The Harbour Desk"

    text = shown(desk.get(page("source_changelist")))

    assert "On Record" in text
    assert "The Harbour Desk" in text


@pytest.mark.parametrize("key", ["abc", "9" * 30, "²", "0"])
@pytest.mark.parametrize("noun", ["source", "statement"])
def test_a_page_of_nothing_is_no_error(key, noun, client, cast):
    client.force_login(cast.editor)

    assert client.get(f"/desk/sources/{noun}/{key}/change/").status_code in (302, 404)
    assert client.get(f"/desk/sources/statement/add/?source={key}").status_code == 200
