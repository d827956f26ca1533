"""Every field at the desk says in an editor's words what belongs in it."""

import re

import pytest

from tests import factories as make
from tests.desk_addresses import address, make_rows, table

pytestmark = pytest.mark.django_db
# Words of those who build it, not of those who work with it.
TECHNICAL = re.compile(
    r"\b(slug|bcp|null|boolean|foreign key|primary key|queryset|model|backends?|ldap|sha"
    r"|url|uri|database|instance|authenticat\w*)\b",
    re.IGNORECASE,
)
# What is told where it stands: boxes beside the words or the refusal that they are about.
BESIDE = {"DELETE", "words_at", "report_at", "cue_at", "remove", "again", "markup", "old_password"}
# A page of questions, each of which is its own sentence.
QUESTIONS = "told"


@pytest.fixture(scope="module")
def made(once, people):
    def rows(cast):
        return make_rows(cast) | {"claims_claim": make.make_sourced_claim(cast.editor)}

    return once(rows, people)


def forms_of(response):
    """The forms on a page, with one for each kind of part that can be added."""
    context = response.context
    if "adminform" in context:
        yield context["adminform"].form
    elif hasattr(context.get("form"), "fields"):
        yield context["form"]
    for inline in context.get("inline_admin_formsets", ()):
        yield inline.formset.empty_form


def fields_of_the_desk(client, rows):
    """Every field in which somebody can write, by the page and its own name."""
    for name, (_, answer) in table().items():
        if answer != 200 or name == QUESTIONS:
            continue
        response = client.get(address(name, rows))
        if response.context is None:
            continue
        for form in forms_of(response):
            for field in form.visible_fields():
                if field.name not in BESIDE:
                    yield f"{name}: {field.name}", field


def test_every_field_has_help_in_an_editor_s_words(client, cast, made):
    client.force_login(cast.superuser)

    fields = dict(fields_of_the_desk(client, make.a_copy_of(made)))

    assert {
        "claims_claim_change: kind",
        "claims_claim_add: stance",
        "core_user_change: groups",
        "sources_source_add: grade",
        "sources_source_capture: file",
        "claims_import_add: file",
        "claims_claim_assign: to",
    } <= set(fields)
    missing = [name for name, field in fields.items() if not field.help_text]
    assert not missing, "\n".join(missing)
    technical = {
        name: found[0]
        for name, field in fields.items()
        if (found := TECHNICAL.search(f"{field.label} {field.help_text}"))
    }
    assert technical == {}


def test_help_stands_beside_its_field(client, cast):
    client.force_login(cast.editor)

    page = client.get(address("claims_claim_add", {})).content.decode()

    assert "Which verdicts it can get depends on it." in page
