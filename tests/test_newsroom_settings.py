"""What a newsroom sets of its own: names, texts, addresses, templates, language."""

import re
import struct
import subprocess
import sys

from django.core.exceptions import ImproperlyConfigured
from django.template.base import Lexer, TokenType
from django.utils import timezone, translation

import pytest

from config import env
from config.context import address
from record import freshness
from record.models import Subject
from tests import factories as make
from tests.public_addresses import PAGES, make_everything, visit
from tests.published import TAG, links_of, next_edition, parsed, text_of

pytestmark = pytest.mark.django_db
LETTERS = re.compile(r"[^\W\d_]{2,}")
MARKED = [
    "base.html",
    "_colophon.html",
    "404.html",
    "500.html",
    *(
        f"record/{name}.html"
        for name in (
            "about",
            "corrections",
            "front",
            "method",
            "publisher_detail",
            "source_detail",
            "speaker_detail",
            "subject_list",
            "topic_detail",
            "_about_source",
            "_bar",
            "_change",
            "_cited",
            "_claims",
            "_copies",
            "_method",
            "_moment",
            "_roles",
            "_timeline",
        )
    ),
]


@pytest.fixture(scope="module")
def made(once):
    return once(make_everything)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


@pytest.fixture
def newsroom(settings):
    settings.NEWSROOM_NAME = "The Harbour Post"
    settings.NEWSROOM_URL = "https://post.example"
    settings.NEWSROOM_CONTACT = settings.NEWSROOM_REPORT = "desk@post.example"
    settings.NEWSROOM_LICENCE = "CC BY 4.0"
    settings.NEWSROOM_LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
    settings.NEWSROOM_CORRECTIONS = "We correct within a day."
    settings.NEWSROOM_ABOUT = "We are six people.\n\nWe live at the harbour."
    return settings


def links_to(page, start: str) -> list[str]:
    return [link for link in links_of(page) if link.startswith(start)]


def test_every_page_bears_name_licence_and_a_way_to_report_an_error(client, claim, newsroom):
    for where, page in visit(client, claim, PAGES):
        text = text_of(page)
        assert text.startswith("The Harbour Post") or "· The Harbour Post" in text, where
        assert "Licence: CC BY 4.0" in text, where
        assert newsroom.NEWSROOM_LICENCE_URL in links_of(page), where
        letter = links_to(page, "mailto:desk@post.example?subject=")
        assert where.replace("/", "%2F") in letter[0], where


def test_a_page_of_the_web_takes_reports_too(client, settings):
    settings.NEWSROOM_REPORT = "https://post.example/errors/"

    assert settings.NEWSROOM_REPORT in links_of(client.get("/"))


def test_without_settings_there_is_no_link_and_no_licence(client, claim, settings):
    settings.NEWSROOM_REPORT = settings.NEWSROOM_CONTACT = settings.NEWSROOM_LICENCE = ""

    for where, page in visit(client, claim, PAGES):
        assert "Report an error" not in text_of(page), where
        assert "Licence" not in text_of(page), where
        assert not links_to(page, "mailto:"), where


@pytest.mark.parametrize(
    ("contact", "leads_to"),
    [
        ("desk@post.example", "mailto:desk@post.example"),
        ("https://post.example/", "https://post.example/"),
        ("mailto:desk@post.example", "mailto:desk@post.example"),
        ("Harbour Street 1", ""),
        ("write to desk@post.example", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_contact_leads_to_a_letter_or_a_page_or_nowhere(contact, leads_to):
    assert address(contact) == leads_to


def test_about_says_who_we_are(client, newsroom):
    page = client.get("/about/")

    assert "About The Harbour Post We are six people. We live at the harbour." in text_of(page)
    assert "mailto:desk@post.example" in links_of(page)


def test_a_newsroom_s_text_is_no_markup(client, settings):
    settings.NEWSROOM_ABOUT = settings.NEWSROOM_CORRECTIONS = "<b>We</b> & you"

    for where in ("/about/", "/method/"):
        assert "<b>We</b> & you" in text_of(client.get(where))


def test_the_corrections_policy_stands_with_the_method(client, newsroom):
    assert "We correct within a day." in text_of(client.get("/method/"))


def test_a_logo_stands_for_the_name_and_says_it(client, settings):
    settings.NEWSROOM_LOGO = "favicon.svg"

    logo = next(parsed(client.get("/")).iter(f"{TAG}img"))

    assert (logo.get("src"), logo.get("alt")) == ("/static/favicon.svg", settings.NEWSROOM_NAME)


@pytest.mark.parametrize(
    "name", ["NEWSROOM_NAME", "NEWSROOM_LICENCE", "NEWSROOM_ABOUT", "LANGUAGE_CODE"]
)
def test_a_changed_setting_is_seen_by_who_kept_a_page(settings, name):
    freshness.site_mark.cache_clear()
    before = freshness.site_mark()
    setattr(settings, name, "de")
    freshness.site_mark.cache_clear()

    try:
        assert freshness.site_mark() != before
    finally:
        freshness.site_mark.cache_clear()


def test_a_source_s_page_quotes_only_so_much(client, settings):
    snapshot = make.make_snapshot()
    source = snapshot.source
    claim = make.make_sourced_claim()
    for words in ("The bridge is safe", "It will carry lorries from June"):
        make.add_evidence(claim, make.make_statement(words, snapshot=snapshot))
    make.publish(claim)
    where = Subject.objects.get(kind="source", public_id=source.public_id).get_absolute_url()

    shown = {}
    for limit in (49, 48, 0):
        settings.NEWSROOM_LONGEST_QUOTE = limit
        shown[limit] = client.get(where)

    assert "The bridge is safe" in text_of(shown[49])
    assert "lorries" in text_of(shown[49])
    assert "We quote only so much" not in text_of(shown[49])
    assert "lorries" not in text_of(shown[48])
    assert "We quote only so much of one source on one page." in text_of(shown[48])
    assert "<mark>" not in shown[0].content.decode()
    for page in shown.values():
        assert links_of(page).count(f"/claims/{claim.public_id}/{claim.slug}/") == 2


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8123"}, "http://127.0.0.1:8123"),
        ({"PORT": "8123", "NEWSROOM_URL": "https://example.org/"}, "https://example.org"),
    ],
)
def test_addresses_are_those_at_which_the_site_is_served(tmp_path, given, url):
    command = [sys.executable, "-c", "from config import settings; print(settings.NEWSROOM_URL)"]

    told = subprocess.run(
        command, env={"ON_RECORD_VAR": str(tmp_path), **given}, capture_output=True, check=True
    )

    assert told.stdout.decode().strip() == url


def test_a_database_of_another_kind_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://u:secret@host/news")

    with pytest.raises(ImproperlyConfigured, match="postgres://") as refused:
        env.engine("DATABASE_URL")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "engine"),
    [("", ""), ("postgres://h/n", "postgresql"), ("sqlite:////x.sqlite3", "sqlite")],
)
def test_the_address_of_a_database_names_its_engine(monkeypatch, url, engine):
    monkeypatch.setenv("DATABASE_URL", url)

    assert env.engine("DATABASE_URL") == engine


@pytest.mark.parametrize("value", ["-1", "many", "1.5", "１"])
def test_a_number_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv("NEWSROOM_LONGEST_QUOTE", value)

    with pytest.raises(ImproperlyConfigured):
        env.number("NEWSROOM_LONGEST_QUOTE", 1)


def test_a_folder_that_is_not_there_is_no_folder(tmp_path):
    (tmp_path / "templates").mkdir()

    assert env.folders(str(tmp_path), "templates") == [tmp_path / "templates"]
    assert env.folders(str(tmp_path), "static") == []
    assert env.folders("", "templates") == []


def test_a_newsroom_s_template_takes_the_place_of_a_block(client, settings, tmp_path):
    (tmp_path / "base.html").write_text(
        '{% extends "base.html" %}{% block brand %}The Post{% endblock %}'
        "{% block colophon %}<footer>Printed at the harbour</footer>{% endblock %}"
    )
    (tmp_path / "record").mkdir()
    (tmp_path / "record" / "about.html").write_text(
        '{% extends "record/about.html" %}{% block who %}<p>Six people</p>{% endblock %}'
    )
    engine = {**settings.TEMPLATES[0]}
    settings.TEMPLATES = [engine | {"DIRS": [tmp_path, *engine["DIRS"]]}]

    page = text_of(client.get("/about/"))

    assert "Printed at the harbour" in page
    assert "The Post" in page and "Six people" in page


def compiled(messages: dict[str, str]) -> bytes:
    """A catalogue of translations as gettext reads it, without the tools that make one."""
    told = {"": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n"}
    pairs = [(a.encode(), b.encode()) for a, b in sorted((told | messages).items())]
    start = 28 + 16 * len(pairs)
    tables, texts = [b"", b""], b""
    for column in (0, 1):
        for pair in pairs:
            tables[column] += struct.pack("<II", len(pair[column]), start + len(texts))
            texts += pair[column] + b"\0"
    head = (0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return struct.pack("<7I", *head) + b"".join(tables) + texts


@pytest.fixture
def translated(settings, monkeypatch, tmp_path):
    """The site in Arabic, as far as a very small catalogue goes."""
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    messages = {
        "Corrections": "تصحيحات",
        "Nothing is published at this address": "لا شيء هنا",
        "Something went wrong": "حدث خطأ",
        "An error on %(page)s": "خطأ في %(page)s",
    }
    (folder / "django.mo").write_bytes(compiled(messages))
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGE_CODE = "ar"
    # As the settings decide for any language but English; Django remembers what it read first.
    settings.USE_I18N = True
    monkeypatch.setattr(translation, "_trans", type(translation._trans)())
    return messages


def test_a_page_can_be_translated(client, translated):
    next_edition(make.make_published_claim(), "correction", "We erred.")

    page = client.get("/corrections/")

    html = next(parsed(page).iter(f"{TAG}html"))
    assert (html.get("lang"), html.get("dir")) == ("ar", "rtl")
    heading = next(html.iter(f"{TAG}h1"))
    assert heading.text == translated["Corrections"]
    month = translation.gettext(timezone.now().strftime("%B"))
    assert month in next(html.iter(f"{TAG}time")).text
    assert "لا شيء هنا" in text_of(client.get("/nothing/"))


def test_english_reads_from_left_to_right(client):
    html = next(parsed(client.get("/")).iter(f"{TAG}html"))

    assert (html.get("lang"), html.get("dir")) == ("en-gb", None)


@pytest.mark.parametrize("name", MARKED)
def test_every_text_of_a_template_is_marked_for_translation(settings, name):
    source = (settings.BASE_DIR / "templates" / name).read_text()
    inside, bare = False, []
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            word = token.contents.split()[0]
            inside = {"blocktranslate": True, "endblocktranslate": False}.get(word, inside)
        elif token.token_type == TokenType.TEXT and not inside:
            bare.append(token.contents)
    text = re.sub(r"<[^>]*>", " ", "".join(bare)).replace("<!doctype html>", "")

    assert LETTERS.findall(text) == []
