"""A claim's past: as it stood on a day, what changed between editions, how to cite one."""

import datetime as dt
import json
import re

from django.utils import timezone

import pytest

from record import citing
from record.models import Entry
from tests import factories as make
from tests.published import (
    address_of,
    links_of,
    listing_of,
    next_edition,
    parsed,
    queries,
    retract,
    text_of,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return timezone.now().date()


@pytest.fixture(scope="module")
def made(once):
    return once(make_two_editions)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def make_two_editions():
    claim = make.make_published_claim(finding="It was built in 1931.", text="50 % & more {built}.")
    next_edition(claim, "correction", "We gave the wrong year.", finding="It was built in 1932.")
    return claim


def on(client, claim, day):
    return client.get(address_of(claim), {"on": day})


def path(claim, rest):
    return f"/claims/{claim.public_id}/editions/{rest}"


def test_before_the_first_edition_we_had_published_nothing(client, claim):
    page = on(client, claim, today() - DAY)

    told = text_of(page)
    assert "we had published nothing on this claim" in told
    assert claim.text in told
    assert "It was built" not in told
    assert address_of(claim) in links_of(page)


def test_on_a_day_the_newest_edition_of_that_day_stood(client, claim):
    page = on(client, claim, today())

    assert "It was built in 1932." in text_of(page)
    assert path(claim, "2/") in links_of(page)


def test_a_later_edition_does_not_change_an_earlier_day(client, claim, monkeypatch):
    first, second = Entry.objects.of(claim.public_id)
    monkeypatch.setattr(timezone, "now", lambda: second.published_at + 3 * DAY)
    retract(claim)

    told = text_of(on(client, claim, first.published_at.date()))

    assert "As it stood at the end of" in told
    assert "It no longer stands." in told


def test_what_stood_on_a_day_is_no_business_of_search_engines(client, claim):
    for day in (today(), today() - DAY):
        shown = on(client, claim, day).content.decode()
        assert 'name="robots" content="noindex"' in shown
        assert f'rel="canonical" href="http://127.0.0.1:8000{address_of(claim)}"' in shown


@pytest.mark.parametrize(
    "day", ["", "x", "2021-02-30", "25.5.2021", "0001-01-01", "9" * 500, "%00"]
)
def test_a_day_that_is_none_is_asked_for_again(client, claim, day):
    page = on(client, claim, day)

    assert page.status_code == 400
    assert parsed(page)
    assert "It was built" not in text_of(page)


def test_a_past_day_is_not_sent_again(client, claim):
    address = f"{address_of(claim)}?on={today()}"
    etag = client.get(address)["ETag"]

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert etag != client.get(address_of(claim))["ETag"]


def test_the_claim_asks_for_a_day_without_a_script(client, claim):
    form = parsed(client.get(address_of(claim))).findall(".//*[@class='asked-day']")[0]

    assert form.get("action") == address_of(claim)
    assert form.get("method") == "get"


def test_what_changed_is_marked_word_by_word(client, claim):
    page = client.get(path(claim, "1-2/"))

    shown = page.content.decode()
    assert '<del><span class="hidden">removed: </span>1931</del>' in shown
    assert '<ins><span class="hidden">added: </span>1932</ins>' in shown
    assert "We gave the wrong year." in text_of(page)


def test_the_notice_leads_to_what_changed(client, claim):
    assert path(claim, "1-2/") in links_of(client.get(address_of(claim)))


def test_editions_the_wrong_way_round_are_turned(client, claim):
    response = client.get(path(claim, "2-1/"))

    assert (response.status_code, response["Location"]) == (301, path(claim, "1-2/"))


@pytest.mark.parametrize("pair", ["1-3", "0-1", "1-1", f"1-{10**30}"])
def test_editions_that_never_were_are_not_compared(client, claim, pair):
    assert client.get(path(claim, f"{pair}/")).status_code == 404


def test_any_two_editions_can_be_compared(client, claim):
    next_edition(claim, "update", "It fell down.", finding="It was built in 1932 and is gone.")

    page = client.get(path(claim, "1-3/"))

    assert "and is gone" in text_of(page)
    assert path(claim, "2-3/") in links_of(page)


def test_a_difference_needs_two_queries(client, claim):
    assert queries(client, path(claim, "1-2/")) == 2


def test_a_citation_names_the_edition_and_its_address(client, claim):
    told = text_of(client.get(address_of(claim)))

    assert f"Edition 2, {today().day} {today():%B %Y}." in told
    assert f"http://127.0.0.1:8000{path(claim, '2/')}" in told


@pytest.mark.parametrize("form", citing.FORMATS)
def test_each_format_is_a_file_of_its_own_type(client, claim, form):
    response = client.get(path(claim, f"1/cite.{form}"))

    assert response["Content-Type"] == citing.FORMATS[form][0]
    assert f'edition-1.{form}"' in response["Content-Disposition"]
    assert "/editions/1/" in response.content.decode()


@pytest.mark.parametrize("form", citing.FORMATS)
def test_a_citation_does_not_pass_on_a_verdict_that_was_withdrawn(client, claim, form):
    retract(claim)

    withdrawn = client.get(path(claim, f"{listing_of(claim).number}/cite.{form}"))
    earlier = client.get(path(claim, f"1/cite.{form}"))
    assert "Retracted." in withdrawn.content.decode()
    assert "Verdict" not in withdrawn.content.decode()
    assert "Verdict then: True; retracted since." in earlier.content.decode()


def test_an_earlier_edition_says_that_the_claim_was_retracted(client, claim):
    retract(claim)

    assert "The claim was retracted since" in text_of(client.get(path(claim, "1/")))


def test_bibtex_escapes_what_it_would_read_otherwise(client, claim):
    told = client.get(path(claim, "1/cite.bib")).content.decode()

    assert r"title = {{50 \% \& more \{built\}.}}" in told
    assert told.count("{") - told.count(r"\{") == told.count("}") - told.count(r"\}")


def test_csl_has_its_dates_and_its_address(client, claim):
    (item,) = json.loads(client.get(path(claim, "2/cite.json")).content)

    assert item["issued"] == {"date-parts": [[today().year, today().month, today().day]]}
    assert (item["version"], item["type"]) == ("2", "webpage")
    assert item["author"] == [{"literal": "On Record"}]


def test_ris_has_a_tag_on_every_line(client, claim):
    lines = client.get(path(claim, "1/cite.ris")).content.decode().split("\r\n")[:-1]

    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines)
    assert (lines[0], lines[-1]) == ("TY  - ELEC", "ER  - ")


def test_an_unknown_format_is_not_found(client, claim):
    assert client.get(path(claim, "1/cite.pdf")).status_code == 404
    assert client.get(path(claim, "9/cite.bib")).status_code == 404
