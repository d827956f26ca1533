"""What holds for every public address; an address that the table does not name fails."""

import datetime as dt
import struct

from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.utils.cache import get_max_age

import pytest

from record.models import Entry, Listing, Mention
from tests import factories as make
from tests import html_rules
from tests.public_addresses import (
    FOR_MACHINES,
    FOR_PROGRAMS,
    NOTHING,
    ON_REQUEST,
    PAGES,
    REDIRECTS,
    concrete,
    make_everything,
    patterns,
    visit,
    whole,
)
from tests.published import TAG, address_of, links_of, parsed, scripts_of, text_of

pytestmark = pytest.mark.django_db

# The list with hits, with none, with filters, with mistakes; the log beyond its end; nothing.
ASKED = [
    "/claims/?q=bridge&verdict=true&kind=fact",
    "/claims/?q=nobodysaidthis",
    "/claims/?published_after=yesterday&kind=rumour",
    "/claims/?page=9",
    "/corrections/?before=0",
    "/corrections/?before=x",
    "/nothing/",
]


@pytest.fixture(scope="module")
def made(once):
    return once(make_everything)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def test_the_table_names_every_public_address():
    assert set(patterns()) == {*PAGES, *FOR_MACHINES, *REDIRECTS, *NOTHING, *ON_REQUEST}


def test_every_address_answers(client, claim):
    for address, response in visit(client, claim, PAGES + FOR_MACHINES):
        assert response.status_code == 200, address
    for address, response in visit(client, claim, REDIRECTS):
        assert response.status_code in (301, 302), address


def test_every_page_is_valid_and_has_one_heading_of_its_own(client, claim):
    for address, response in visit(client, claim, PAGES):
        tree = parsed(response)
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(list(tree.iter(f"{TAG}h1"))) == 1, address
        assert len(ids) == len(set(ids)), address
        assert next(tree.iter(f"{TAG}html")).get("lang") or tree.get("lang"), address


def test_every_page_satisfies_the_checker_of_html(client, claim):
    for address, response in visit(client, claim, PAGES):
        assert html_rules.faults(parsed(response)) == [], address
    page = address_of(claim)
    for asked in (f"{page}?on=2021-05-25", f"{page}?on=2100-01-01", f"{page}?on=never", *ASKED):
        assert html_rules.faults(parsed(client.get(asked))) == [], asked


def test_every_page_has_its_landmarks_and_a_way_past_them(client, claim):
    for address, response in visit(client, claim, PAGES):
        tree = parsed(response)
        for tag in ("header", "nav", "main", "footer"):
            assert list(tree.iter(TAG + tag)), (address, tag)
        assert links_of(response)[0] == "#main"


def test_no_page_sets_a_cookie_or_depends_on_one(client, claim):
    for address, response in visit(client, claim, PAGES + FOR_MACHINES):
        assert not response.cookies, address
        assert "Cookie" not in response.get("Vary", ""), address


def test_no_page_has_a_script_a_style_of_its_own_or_anything_from_elsewhere(client, claim):
    for address, response in visit(client, claim, PAGES):
        tree = parsed(response)
        assert not [tag for tag in ("style", "img", "iframe") if list(tree.iter(TAG + tag))]
        assert not scripts_of(tree), address
        assert not [element for element in tree.iter() if element.get("style")], address
        fetched = [e.get("href") for e in tree.iter(f"{TAG}link") if e.get("rel") == "stylesheet"]
        assert fetched == ["/static/site.css"]


def test_no_page_leads_to_the_desk(client, claim):
    for address, response in visit(client, claim, PAGES + FOR_MACHINES):
        assert "/desk" not in response.content.decode(), address


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_every_address_is_read_only(client, claim, method):
    for pattern in PAGES + FOR_MACHINES + REDIRECTS:
        address = concrete(pattern, claim)[0]
        if method != "options" or pattern not in FOR_PROGRAMS:
            assert getattr(client, method)(address).status_code == 405, address


def test_head_answers_like_get_without_a_body(client, claim):
    for pattern in PAGES + FOR_MACHINES:
        address = concrete(pattern, claim)[0]
        head, get = whole(client.head(address)), client.get(address)
        assert (head.status_code, head.content) == (200, b""), address
        assert head.get("ETag") == get.get("ETag")


def test_only_the_bytes_of_an_edition_may_be_kept(client, claim):
    kept = [
        address
        for address, response in visit(client, claim, PAGES + FOR_MACHINES)
        if get_max_age(response)
    ]

    assert kept == [f"/claims/{claim.public_id}/editions/1.json"]


def test_an_unknown_address_says_so_in_a_reader_s_words(client):
    response = client.get("/nothing/")

    assert response.status_code == 404
    assert "Nothing is published at this address" in text_of(response)


def test_the_page_for_our_own_faults_needs_nothing():
    assert "The fault is ours." in get_template("500.html").render()


def test_robots_are_welcome_but_not_to_every_search(client):
    told = client.get("/robots.txt").content.decode()

    assert told.startswith("User-agent: *\nDisallow: /*?\n")
    assert told.endswith("\nSitemap: http://127.0.0.1:8000/sitemap.xml\n")


def test_the_method_page_has_the_scale_as_it_was_published(client, claim):
    page = client.get("/method/")

    scale = Entry.objects.filter(kind="notice").last().published.verdicts
    for verdict in scale:
        assert f"{verdict.label} {verdict.meaning}" in text_of(page)
        assert f'id="{verdict.key}"' in page.content.decode()


def test_a_verdict_leads_to_its_meaning(client, claim):
    assert "/method/#true" in links_of(client.get(address_of(claim)))


def test_templates_stay_short(settings):
    for path in (settings.BASE_DIR / "templates").glob("record/*.html"):
        assert len(path.read_text().splitlines()) <= 80, path.name


def test_every_mention_of_a_listed_claim_leads_to_a_page(client, claim):
    for mention in Mention.objects.select_related("subject"):
        response = client.get(mention.subject.get_absolute_url())
        assert response.status_code in (200, 302)


def test_whom_to_tell_of_a_weakness(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = ["mailto:security@example.org", "https://example.org/contact"]
    settings.SECURITY_POLICY = "https://example.org/policy"

    response = client.get("/.well-known/security.txt")

    fields = [line.partition(": ") for line in response.content.decode().splitlines()]
    names = " ".join(name for name, _, _ in fields)
    assert names == "Contact Contact Expires Canonical Policy"
    expires = dt.datetime.fromisoformat(fields[2][2])
    left = expires - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=120) < left < dt.timedelta(days=365)
    assert fields[3][2] == "http://127.0.0.1:8000/.well-known/security.txt"
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_programs_are_led_to_the_icon(client):
    assert client.get("/favicon.ico")["Location"] == "/static/favicon.svg"


def test_a_shared_link_says_the_verdict_in_words(client, claim):
    told = shared(client, claim)

    listing = Listing.objects.get(claim=claim.public_id)
    became = "True (superseded)"
    assert told["og:title"] == f"{became}: {listing.short}"
    assert told["og:description"] == f"{became}. {listing.finding}"
    assert told["og:url"] == f"http://127.0.0.1:8000{address_of(claim)}"
    assert (told["og:type"], told["og:locale"]) == ("article", "en_GB")


def test_a_shared_link_has_the_newsroom_s_picture(client, claim):
    told = shared(client, claim)

    assert told["twitter:card"] == "summary_large_image"
    assert told["og:image"] == "http://127.0.0.1:8000/static/card.png"
    assert told["og:image:alt"] == "On Record"
    with open(finders.find("card.png"), "rb") as picture:
        head = picture.read(24)
    assert struct.unpack(">II", head[16:]) == (1200, 630)


def test_a_newsroom_without_a_picture_shares_words(client, claim, settings):
    settings.NEWSROOM_PICTURE = ""

    told = shared(client, claim)

    assert told["twitter:card"] == "summary"
    assert "og:image" not in told


def shared(client, claim) -> dict[str, str]:
    tree = parsed(client.get(address_of(claim)))
    return {one.get("property") or one.get("name"): one.get("content") for one in tree.iter(META)}


META = f"{TAG}meta"
