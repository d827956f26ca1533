from xml.etree import ElementTree as xml

import pytest

from record import feeds
from record.models import Entry, Subject
from tests import factories as make
from tests.feed_rules import ATOM, faults, read
from tests.machine_claims import ARABIC, Everything, published
from tests.published import TAG, address_of, next_edition, parsed, queries, retract

pytestmark = pytest.mark.django_db
ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def made(once):
    return once(Everything)


@pytest.fixture
def claims(made, db):
    return make.a_copy_of(made)


def addresses() -> list[str]:
    found = ["/feeds/all.atom", "/feeds/corrections.atom"]
    for kind in ("topic", "speaker"):
        for subject in Subject.objects.filter(kind=kind):
            found.append(f"/{kind}s/{subject.public_id}/feed.atom")
    return found


def test_every_feed_is_valid_and_read_without_complaint(client, claims):
    for address in addresses():
        read(client, address)
        assert faults(client.get(address), address) == [], address


def test_each_edition_is_an_entry_under_an_id_of_its_own(client, claims):
    entries = read(client, "/feeds/all.atom").entries

    ids = [one.id for one in entries if claims.corrected.public_id in one.id]
    day = Entry.objects.of(claims.corrected.public_id).last().published_at.date()
    name = f"tag:127.0.0.1,{day}:/claims/{claims.corrected.public_id}/editions"
    assert ids == [f"{name}/2", f"{name}/1"]


def test_an_entry_keeps_its_id_and_time_when_another_edition_follows(client, claims):
    before = read(client, "/feeds/all.atom").entries[0]
    claim = claims.chained
    next_edition(claim, "update", "There is news.", short="Named anew")

    after = next(one for one in read(client, "/feeds/all.atom").entries if one.id == before.id)

    assert (after.updated, after.published, after.title) == (
        before.updated,
        before.published,
        before.title,
    )


def test_an_entry_says_what_was_published_and_leads_to_what_we_say_now(client, claims):
    entry = read(client, "/feeds/corrections.atom").entries[-1]

    assert entry.title == "Correction: True: Corrected"
    assert "We gave the wrong year." in entry.content[0].value
    assert entry.link == ORIGIN + address_of(claims.corrected)
    assert [tag.label for tag in entry.tags] == ["True"]


def test_the_corrections_are_those_alone(client, claims):
    titles = [one.title for one in read(client, "/feeds/corrections.atom").entries]

    assert titles == ["Retracted: Withdrawn", "Correction: True: Corrected"]


def test_of_a_retracted_claim_only_the_retraction_is_told(client, claims):
    titles = [one.title for one in read(client, "/feeds/all.atom").entries]

    assert [title for title in titles if "Withdrawn" in title] == ["Retracted: Withdrawn"]
    retract(claims.plain)
    ids = [one.id for one in read(client, "/feeds/all.atom").entries]
    assert len([id for id in ids if claims.plain.public_id in id]) == 1


def test_texts_of_every_script_and_markup_come_through(client, claims):
    by_title = {one.title: one for one in read(client, "/feeds/all.atom").entries}

    assert by_title[f"True: {ARABIC}"].content[0].language == "ar"
    hostile = entry_of(client, claims.hostile)
    assert "</script><!--<b>&" in hostile.findtext(f"{ATOM}title")
    assert "<script" not in hostile.findtext(f"{ATOM}content")


def entry_of(client, claim):
    root = xml.fromstring(client.get("/feeds/all.atom").content)
    entries = root.iter(f"{ATOM}entry")
    return next(one for one in entries if claim.public_id in one.findtext(f"{ATOM}id"))


def test_a_speaker_s_feed_has_the_claims_that_cite_it(client, claims):
    subject = Subject.objects.get(kind="speaker", name="a commenter")

    (entry,) = read(client, f"/speakers/{subject.public_id}/feed.atom").entries

    assert entry.link == ORIGIN + address_of(claims.unnamed)


def test_a_speaker_s_feed_has_the_newest_of_all_that_it_could_tell(client, claims, monkeypatch):
    subject = Subject.objects.get(kind="speaker", name="Mara Lind")
    address = f"/speakers/{subject.public_id}/feed.atom"
    newest = [one.id for one in read(client, address).entries]
    for most in (1, 2, 5):
        monkeypatch.setattr(feeds, "MOST", most)
        assert [one.id for one in read(client, address).entries] == newest[:most]


def test_a_feed_has_its_newest_entries_alone(client, claims, monkeypatch):
    newest = [one.id for one in read(client, "/feeds/all.atom").entries]
    monkeypatch.setattr(feeds, "MOST", 5)

    assert [one.id for one in read(client, "/feeds/all.atom").entries] == newest[:5]
    assert len(newest) > 10


def test_a_feed_takes_few_queries_however_much_it_tells(client, claims):
    for address in ("/feeds/all.atom", "/feeds/corrections.atom"):
        assert queries(client, address) == 2
    assert queries(client, addresses()[-1]) == 4


def test_a_feed_of_nobody_is_not_there(client, claims):
    topic = "/topics/bbbbbbbbbb/feed.atom"

    assert client.get(topic).status_code == 404
    assert client.get("/speakers/x/feed.atom").status_code == 404


def test_readers_are_led_to_the_feeds(client, claims):
    subject = Subject.objects.filter(kind="speaker").first()
    page = client.get(subject.get_absolute_url())

    announced = [
        link.get("href")
        for link in parsed(page).iter(f"{TAG}link")
        if link.get("type") == "application/atom+xml"
    ]
    own = f"/speakers/{subject.public_id}/feed.atom"
    assert sorted(announced) == sorted([own, "/feeds/all.atom", "/feeds/corrections.atom"])


def test_it_changes_its_mark_when_it_changes_and_only_then(client, claims):
    before = client.get("/feeds/corrections.atom")
    published()
    between = client.get("/feeds/corrections.atom")
    next_edition(claims.plain, "correction", "We erred again.")
    after = client.get("/feeds/corrections.atom")

    assert (between["ETag"], between.content) == (before["ETag"], before.content)
    assert after["ETag"] != before["ETag"]
