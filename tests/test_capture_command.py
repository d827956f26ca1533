from django.core.management import CommandError, call_command

import pytest

from core.models import Revision
from sources.models import Snapshot, Source
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "bridge.txt"
    path.write_text(make.TEXT, encoding="utf-8")
    return path


def run(capsys, *args, **options) -> str:
    call_command("capture", *args, **{"by": "ada", **options})
    return capsys.readouterr().out


def refused(*args, **options) -> str:
    with pytest.raises(CommandError) as error:
        call_command("capture", *args, **{"by": "ada", **options})
    assert not Snapshot.objects.exists()
    assert error.value.returncode == 1
    return str(error.value)


def test_it_says_what_it_kept_and_where_to_read_it(cast, capsys, article):
    source = make.make_source("Bridge opens")

    told = run(capsys, article, source=source.public_id, captured_at="2021-05-26T09:00")

    snapshot = Snapshot.objects.get()
    assert f"Captured bridge.txt for “Bridge opens” ({source.public_id})" in told
    assert f"{len(make.TEXT)} characters, SHA-256 {snapshot.text_sha256}" in told
    assert "1 headline, 3 body" in told
    assert f"/desk/sources/snapshot/{snapshot.pk}/change/" in told
    assert snapshot.captured_at.isoformat() == "2021-05-26T09:00:00+00:00"
    assert snapshot.captured_by == cast.editor


def test_it_refuses_a_moment_to_come(cast, article):
    source = make.make_source(by=cast.editor)

    told = refused(article, source=source.public_id, captured_at="2999-01-01T00:00")

    assert "nothing was captured later than that" in told


def test_it_enters_a_source_with_its_revision(cast, capsys, article):
    publisher = make.make_publisher()

    run(capsys, article, title="Bridge opens", publisher=publisher.slug, url="https://a.example/b")

    source = Source.objects.get(title="Bridge opens")
    assert source.publisher == publisher
    assert Revision.objects.of(source).get().actor == cast.editor


def test_the_only_superuser_captures_where_nobody_is_named(cast, capsys, article):
    run(capsys, article, title="Bridge opens", by=None)

    assert Snapshot.objects.get().captured_by == cast.superuser


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "This file is empty"),
        (b"line\nb\xe4d", "line 2 has a byte that is not"),
        (b"%PDF-1.4", "This is a PDF"),
    ],
)
def test_a_file_that_cannot_be_captured_is_named_with_what_to_do(cast, tmp_path, data, told):
    path = tmp_path / "page.txt"
    path.write_bytes(data)

    message = refused(path, title="Bridge opens")

    assert message.startswith(str(path))
    assert told in message
    assert "Nothing was saved" in message
    assert not Source.objects.exists()


def test_a_missing_file_is_named(cast, tmp_path):
    assert "there is no such file" in refused(tmp_path / "gone.txt", title="Bridge opens")


def test_a_folder_is_no_file(cast, tmp_path):
    assert "a folder cannot be captured" in refused(tmp_path, title="Bridge opens")


def test_a_large_file_is_refused_before_it_is_read(cast, tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    path.chmod(0o200)

    assert "48 MB; at most 10 MB" in refused(path, title="Bridge opens")


def test_an_unknown_source_is_answered_with_those_there_are(cast, article):
    source = make.make_source("Bridge opens")

    message = refused(article, source="zzzzzzzzzz")

    assert "There is no source zzzzzzzzzz" in message
    assert f"{source.public_id}  Bridge opens" in message


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "either --source ID or"),
        ({"title": "A", "source": "b"}, "either --source ID or"),
        ({"title": "A", "publisher": "nobody"}, "There is no publisher nobody"),
        ({"title": "A", "url": "ftp://a.example/"}, "A web address begins with http"),
        ({"title": "A", "captured_at": "May"}, "is no date and time"),
        ({"title": "A", "captured_at": "2021-02-31"}, "is no date and time"),
        ({"title": "A", "by": "nobody"}, "There is no active account nobody"),
    ],
)
def test_what_is_asked_wrongly_is_answered_plainly(cast, article, options, told):
    message = refused(article, **options)

    assert told in message
    assert not Source.objects.exists()
