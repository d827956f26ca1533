"""Bringing in a file at the desk: the pages, the files to download, from each chair."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import pytest

from claims.importing import jobs
from claims.models import Claim, Import
from tests import factories as make
from tests.desk import words_of
from tests.imports import checked, sheet

pytestmark = pytest.mark.django_db
ADD = reverse("admin:claims_import_add")


def rows(count, **cells):
    return [{"text": f"Claim {n} holds.", "short": f"Claim {n}"} | cells for n in range(count)]


def page(work, name="change"):
    return reverse(f"admin:claims_import_{name}", args=[work.pk])


def upload(client, data, kind="claims", name="claims.csv"):
    return client.post(ADD, {"kind": kind, "file": SimpleUploadedFile(name, data)})


def downloaded(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def editor(client, cast):
    client.force_login(cast.editor)
    return client


def test_an_editor_brings_in_a_file_from_preview_to_drafts(editor):
    response = upload(editor, sheet(*rows(2)))
    work = Import.objects.get()
    assert response["Location"] == page(work)

    shown = words_of(editor.get(page(work)))
    assert "2 new" in shown
    assert "Nothing is entered yet." in shown
    editor.post(page(work, "enter"), {"how": "whole"})

    shown = words_of(editor.get(page(work)))
    assert "2 entered" in shown
    assert Claim.objects.count() == 2


def test_step_by_step_without_a_script(editor, cast, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    monkeypatch.setattr(jobs.carry_on, "__kwdefaults__", {"seconds": 0})
    work = jobs.begin(sheet(*rows(3)), "claims.csv", "claims", by=cast.editor)

    for _ in range(3):
        assert "Go on" in words_of(editor.get(page(work)))
        editor.post(page(work, "go-on"))
    editor.post(page(work, "enter"), {"how": "right"})
    for _ in range(3):
        editor.post(page(work, "go-on"))

    assert Claim.objects.count() == 3
    assert "Done" in words_of(editor.get(page(work)))


def test_the_script_is_told_how_far_it_has_come(editor, cast):
    work = jobs.begin(sheet(*rows(2)), "claims.csv", "claims", by=cast.editor)

    told = editor.post(page(work, "go-on"), headers={"Accept": "application/json"}).json()

    assert told == {"done": 2, "total": 2, "told": "2 of 2: 2 new", "going": False}


def test_a_file_that_is_no_table_is_refused_beside_its_field(editor):
    response = upload(editor, b"text,zebra\n1,2\n")

    assert "There is no column “zebra” for claims." in words_of(response)
    assert not Import.objects.exists()


def test_a_row_to_be_mended_is_shown_with_line_column_and_what_to_do(editor, cast):
    work = checked(sheet(rows(1, kind="")[0], {**rows(2)[1], "kind": "rumour"}), cast.editor)

    shown = words_of(editor.get(page(work), {"show": "wrong"}))

    assert "3 To be mended Claim 1 kind “rumour” is none of fact" in shown
    assert "Claim 0" not in shown
    assert "Enter the 1 that is right" in shown


def test_the_file_of_errors_can_be_mended_and_brought_in(editor, cast):
    bad = {"text": "=1+1 is two", "short": "Sum", "kind": "rumour"}
    work = checked(sheet(rows(1, kind="")[0], bad), cast.editor)

    response = editor.get(page(work, "errors"))
    (row,) = downloaded(response)
    assert (row["line"], row["text"]) == ("3", "'=1+1 is two")
    assert row["to_mend"].startswith("kind: “rumour”")

    work = checked(sheet({**row, "kind": "fact"}), cast.editor)
    jobs.enter_all_or_nothing(work.pk, by=cast.editor)
    assert Claim.objects.get().text == "=1+1 is two"


def test_the_result_names_what_was_made(editor, cast):
    work = checked(sheet(*rows(2)), cast.editor)
    jobs.enter_all_or_nothing(work.pk, by=cast.editor)

    told = downloaded(editor.get(page(work, "result")))

    assert [row["outcome"] for row in told] == ["Entered", "Entered"]
    assert {row["public_id"] for row in told} == {c.public_id for c in Claim.objects.all()}


@pytest.mark.parametrize("kind", ["claims", "statements"])
def test_the_template_has_every_column_that_the_page_tells_of(editor, kind):
    template = editor.get(reverse("admin:claims_import_template", args=[kind]))
    names = b"".join(template.streaming_content).decode("utf-8-sig").strip().split(",")

    shown = words_of(editor.get(ADD))

    assert all(name in shown for name in names)


def test_long_imports_have_pages_that_miss_no_row(editor, cast):
    work = checked(sheet(*rows(150)), cast.editor)

    first = editor.get(page(work))
    then = editor.get(page(work), {"after": first.context["more"]})

    lines = [row.line for response in (first, then) for row in response.context["rows"]]
    assert lines == list(range(2, 152))


def test_the_list_says_who_when_and_what_came_of_it(editor, cast):
    checked(sheet(*rows(2)), cast.editor, name="spring.csv")

    shown = words_of(editor.get(reverse("admin:claims_import_changelist")))

    assert "spring.csv Claims ada Checked, waits for you 2 new" in shown


@pytest.mark.parametrize(
    "who, status",
    [("contributor", 200), ("superuser", 200), ("reviewer", 403), ("publisher", 403)],
)
@pytest.mark.parametrize("name", ["change", "errors", "result"])
def test_who_may_read_an_import(client, cast, who, status, name):
    work = checked(sheet(*rows(1)), cast.editor)
    client.force_login(getattr(cast, who))

    assert client.get(page(work, name)).status_code == status


@pytest.mark.parametrize("who", ["contributor", "superuser", "reviewer", "stranger"])
@pytest.mark.parametrize("name", ["go-on", "enter", "stop"])
def test_nobody_else_goes_on_with_it(client, cast, who, name):
    work = checked(sheet(*rows(1)), cast.editor)
    client.force_login(getattr(cast, who))

    client.post(page(work, name), {"how": "whole"})

    assert Import.objects.get().stage == "checked"
    assert not Claim.objects.exists()


@pytest.mark.parametrize("name", ["go-on", "enter", "stop"])
def test_what_acts_takes_only_post(editor, cast, name):
    work = checked(sheet(*rows(1)), cast.editor)

    assert editor.get(page(work, name)).status_code == 405


@pytest.mark.parametrize("asked", ["after=x", "after=-1", "after=" + "9" * 30, "show=zebra"])
def test_an_address_that_was_tampered_with_answers(editor, cast, asked):
    work = checked(sheet(*rows(1)), cast.editor)

    assert editor.get(f"{page(work)}?{asked}").status_code == 200


def test_text_of_a_file_is_never_markup(editor, cast):
    canary = "<script>alert(1)</script>"
    work = checked(sheet({"text": canary, "short": canary, "kind": canary}), cast.editor)

    assert canary not in editor.get(page(work)).content.decode()


def test_an_import_costs_the_same_for_one_row_and_for_eleven(
    editor, cast, django_assert_num_queries, django_assert_max_num_queries
):
    one, eleven = (checked(sheet(*rows(n)), cast.editor) for n in (1, 11))
    make.make_claim(cast.editor)
    with django_assert_max_num_queries(20) as few:
        editor.get(page(one))

    with django_assert_num_queries(len(few)):
        editor.get(page(eleven))
