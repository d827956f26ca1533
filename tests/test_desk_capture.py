from django.core.files.uploadedfile import SimpleUploadedFile

import pytest

from sources import vault
from sources.models import Snapshot
from tests import factories as make
from tests.source_pages import page, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(cast):
    return make.make_source("Bridge opens", by=cast.contributor)


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.editor)
    return client


def give(desk, source, **given):
    return desk.post(page("source_capture", source.pk), given)


def a_file(data: bytes, name: str = "page.txt"):
    return SimpleUploadedFile(name, data)


def test_an_editor_captures_a_file_and_reads_what_was_kept(desk, source):
    response = desk.post(
        page("source_capture", source.pk), {"file": a_file(make.TEXT.encode())}, follow=True
    )

    snapshot = Snapshot.objects.get()
    assert snapshot.text == make.TEXT
    assert snapshot.method == Snapshot.Method.UPLOAD
    assert f"Captured: {len(make.TEXT)} characters, in 4 regions" in shown(response)


def test_a_pasted_text_keeps_its_white_space_and_loses_the_browsers_line_ends(desk, source):
    give(desk, source, text="  A headline\r\n\r\nA sentence stands here. \r\n")

    snapshot = Snapshot.objects.get()
    assert snapshot.text == "  A headline\n\nA sentence stands here. \n"
    assert vault.read(snapshot.bytes_sha256) == snapshot.text.encode()
    assert snapshot.remarks == []


def test_a_moment_to_come_is_refused_at_its_field(desk, source):
    response = give(desk, source, text=make.TEXT, captured_at="2999-01-01T00:00")

    assert "nothing was captured later than that" in shown(response)
    assert make.TEXT.splitlines()[0] in shown(response)
    assert not Snapshot.objects.exists()


def test_more_than_is_taken_at_once_is_refused_in_words(desk, source):
    response = give(desk, source, text="x" * 13_000_000)

    assert response.status_code == 400
    assert "What was sent is larger than is taken at once" in response.content.decode()
    assert not Snapshot.objects.exists()


def test_the_moment_of_capture_is_kept_in_utc(desk, source):
    give(desk, source, text=make.TEXT, captured_at="2021-05-26T09:30")

    assert Snapshot.objects.get().captured_at.isoformat() == "2021-05-26T09:30:00+00:00"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "This file is empty"),
        (b"  \n \n", "only white space"),
        (b"\x89PNG\r\n\x1a\n\x00", "This is a PNG image, not a text"),
        (b"%PDF-1.7 text", "This is a PDF"),
        (b"First line\nS\xe9cond", "line 2 has a byte that is not (0xe9, byte 13 of the file)"),
        (b"x" * 50_000_000, "This has 48 MB; at most 10 MB"),
    ],
)
def test_a_file_that_cannot_be_captured_is_refused_with_a_reason(desk, source, data, told):
    response = give(desk, source, file=a_file(data))

    assert told in shown(response)
    assert "file" in response.context["form"].errors
    assert not Snapshot.objects.exists()


def test_a_file_that_is_too_large_is_never_read(desk, source, settings, monkeypatch):
    settings.CAPTURE_MAX_BYTES = 10
    monkeypatch.setattr("sources.forms.capture.read_text", lambda data: pytest.fail("It was read."))

    response = give(desk, source, file=a_file(b"more than ten bytes"))

    assert "at most" in shown(response)


def test_neither_file_nor_text_is_an_error_at_the_file(desk, source):
    response = give(desk, source, text="")

    assert "Give the file that was captured" in response.context["form"].errors["file"][0]


def test_file_and_text_together_are_an_error_at_the_file(desk, source):
    response = give(desk, source, text=make.TEXT, file=a_file(b"Another text."))

    assert "not both" in response.context["form"].errors["file"][0]


def test_the_same_text_is_captured_again_only_after_a_tick(desk, source):
    earlier = make.make_snapshot()

    response = give(desk, source, text=make.TEXT)

    assert "captured already on" in shown(response)
    assert page("snapshot_change", earlier.pk) in shown(response)
    assert earlier.source.title in shown(response)
    assert Snapshot.objects.count() == 1

    give(desk, source, text=make.TEXT, again="on")

    assert Snapshot.objects.count() == 2


def test_markup_is_captured_only_after_a_tick(desk, source):
    page_of_html = f"<!DOCTYPE html>\n<p>{make.TEXT}</p>"

    response = give(desk, source, file=a_file(page_of_html.encode(), "page.html"))

    assert "paste it as its text" in shown(response)
    assert 'name="markup"' in shown(response) and 'name="again"' not in shown(response)
    assert not Snapshot.objects.exists()

    give(desk, source, file=a_file(page_of_html.encode(), "page.html"), markup="on")

    assert Snapshot.objects.get().text == page_of_html


def test_markup_that_comes_with_a_new_source_is_refused_there(desk):
    sent = {"title": "A page", "kind": "article", "grade": "secondary", "language": "en"}

    response = desk.post(page("source_add"), sent | {"text": f"<html><p>{make.TEXT}</p>"})

    assert "leave this blank, and capture it afterwards" in shown(response)
    assert "tick this" not in shown(response)


def test_what_was_pasted_is_still_there_after_an_error(desk, source):
    response = give(desk, source, text=make.TEXT, captured_at="yesterday")

    assert "Traders had asked for an earlier date." in shown(response)


def test_a_reviewer_may_not_capture(client, cast, source):
    client.force_login(cast.reviewer)

    assert give(client, source, text=make.TEXT).status_code == 403
    assert "Capture it" not in shown(client.get(page("source_change", source.pk)))


def test_a_stranger_is_sent_to_the_door(client, cast, source):
    client.force_login(cast.stranger)

    response = give(client, source, text=make.TEXT)

    assert response.status_code == 302
    assert "/desk/login/" in response["Location"]
    assert not Snapshot.objects.exists()


def test_the_page_of_a_source_shows_its_captures_and_statements(desk):
    statement = make.make_statement()

    text = shown(desk.get(page("source_change", statement.source_id)))

    assert page("snapshot_change", statement.passages.get().snapshot_id) in text
    assert page("statement_change", statement.pk) in text
    assert page("source_capture", statement.source_id) in text
