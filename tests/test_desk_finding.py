"""Claims, statements and sources are found at the desk by their words, however many there are."""

import re

from django.core.paginator import EmptyPage
from django.db import connection
from django.urls import reverse

import pytest

from claims import finding, workflow
from claims.models import Claim, Topic
from core import paging, triggers
from core.paging import FOUND_ON_A_PAGE, BoundedPaginator
from core.words import STRETCH
from sources import words
from sources.admin.speaker import SpeakerAdmin
from sources.models import Passage, Source, Speaker
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch):
    """As though ten rows were very many."""
    monkeypatch.setattr(paging, "MOST", 10)


def pages(number, per_page=4):
    for count in range(number):
        Speaker.objects.create(name=f"Speaker {count:03}", kind="person")
    return BoundedPaginator(Speaker.objects.order_by("name"), per_page)


def names(page):
    return [int(speaker.name[-3:]) for speaker in page]


def test_a_short_list_is_counted_and_paged_as_any_other(few):
    paginator = pages(10)

    assert (paginator.count, paginator.is_more, paginator.num_pages) == (10, False, 3)
    assert names(paginator.page(3)) == [8, 9]
    assert paginator.last == 3


def test_of_a_long_list_the_first_pages_and_the_last_are_there(few):
    paginator = pages(15)

    assert (paginator.count, paginator.is_more, paginator.num_pages) == (10, True, 3)
    assert names(paginator.page(1)) == [0, 1, 2, 3]
    assert names(paginator.page(3)) == [8, 9, 10, 11]
    assert names(paginator.page(paginator.last)) == [11, 12, 13, 14]


@pytest.mark.parametrize("number", [0, 5, -1])
def test_a_page_that_nobody_offers_is_not_there(few, number):
    with pytest.raises(EmptyPage):
        pages(15).page(number)


def test_the_list_says_that_there_are_more_and_leads_to_the_end(few, client, cast, monkeypatch):
    monkeypatch.setattr(SpeakerAdmin, "list_per_page", 4)
    pages(15)
    client.force_login(cast.editor)
    listed = reverse("admin:sources_speaker_changelist")

    page = client.get(listed).content.decode()
    last = client.get(listed, {"p": 4})

    assert "More than 10 speakers: search or filter" in page
    assert '<a href="?p=4" class="end">last</a>' in page
    assert names(last.context["cl"].result_list) == [11, 12, 13, 14]
    assert '<span class="this-page">last</span>' in last.content.decode()


def test_a_claim_is_found_by_its_words_wherever_it_stands(cast):
    published = make.make_published_claim(short="A dam was built in Norway")
    draft = make.make_claim(short="The dam broke", text="The old dam in Norway broke.")
    make.make_claim(short="A bridge", text="A bridge in Norway stands.")

    assert finding.matching("dam norway").keys == [draft.pk, published.pk]
    assert finding.matching("Dam in NOR").keys == [draft.pk, published.pk]
    assert finding.matching(published.public_id).keys == [published.pk]
    assert finding.matching("zzqqx").keys == []
    assert finding.matching("  ").keys == []


def test_words_of_the_desk_are_found_while_it_works_on_them(cast):
    claim = make.make_published_claim(cast.editor, short="A dam was built")
    assert finding._worked_on("dam") == []

    workflow.reopen(claim, by=cast.editor, reason="There is news.", kind="update")
    with workflow.revising(claim, by=cast.editor):
        claim.short = "A dike was built"
        claim.save()

    assert finding.matching("dike").keys == [claim.pk]
    assert finding._worked_on("dam") == []
    workflow.discard(claim, by=cast.editor, reason="It was a dam.")
    assert finding.matching("dike").keys == []


def test_many_drafts_do_not_crowd_out_what_is_published(cast):
    published = make.make_published_claim(short="A dam was built")
    drafts = [make.make_claim(short=f"Dam {number}").pk for number in range(5)]

    assert finding.matching("dam", 4).keys == [*drafts[:-4:-1], published.pk]
    assert finding.matching("dam", 6).keys == [*drafts[::-1], published.pk]


SIGNS = [
    ("Covid-19 came on 9/11", ["covid-19", "covid 19", "9/11", "came 11"]),
    ("It grew by 3.5 % (see v1.2.3)", ["grew 5", "3.5", "3.5%", "v1.2.3"]),
    ("As example.com/a_page said to a.b@example.org", ["example.com", "com", "page", "b@example"]),
    ("<b>R&amp;D</b> said: non-profit", ["r&amp", "profit", "non-profit", "b>R"]),
    ("Die Größe von Müllers Café", ["müller", "muller", "Mueller", "cafe", "größe"]),
    ("“Words”—said so…", ["words", "said", "“said”"]),
]


@pytest.mark.parametrize(("said", "asked"), [(said, one) for said, all in SIGNS for one in all])
def test_words_are_found_whatever_signs_join_them(db, said, asked):
    draft = make.make_claim(short="A claim", text=said)
    text = f"A headline\n\nIt was told: {said}, said the mayor.\n"
    outlet = make.make_publisher("The Herald")  # a source is found by its outlet's name too
    shown = make.make_source("What was told", publisher=outlet)
    statement = make.make_statement(said, snapshot=make.make_snapshot(text, shown))
    source = make.make_source(said, publisher=outlet)
    expected = asked != "Mueller"

    assert finding.matching(asked).keys == [draft.pk] * expected
    assert (statement.pk in words.statements(asked).keys) == expected
    assert words.sources(asked).keys == [source.pk] * expected


def test_a_very_long_text_is_kept_and_found_by_how_it_begins(cast):
    text = "Harbour " + " ".join(f"word{number}" for number in range(150_000))
    draft = make.make_claim(text=text)

    assert finding.matching("harbour word77").keys == [draft.pk]


@pytest.mark.parametrize("text", ["小米", "被移出", "小米 名单", "สะพาน"])
def test_words_amid_others_are_found_where_no_spaces_stand(cast, text):
    draft = make.make_claim(short="法院裁定小米被移出名单", text="ทางการระบุว่าสะพานปลอดภัยแล้ว")
    make.make_claim(short="Xiaomi", text="Another one.")

    assert finding.matching(text).keys == [draft.pk]


def test_what_rests_on_words_is_found_by_them(cast):
    claim = make.make_published_claim()

    assert "bridge is safe" in make.TEXT
    assert claim.pk in finding.matching("“The bridge is safe”").keys


@pytest.mark.parametrize(("recent", "near"), [(15, 1_000), (0, 1_000), (0, -1), (15, -1)])
def test_the_newest_are_found_whichever_step_finds_them(cast, monkeypatch, recent, near):
    monkeypatch.setattr("core.words.RECENT", recent)
    monkeypatch.setattr("core.words.NEAR", near * STRETCH)
    made = [make.make_source(title=f"A bridge of {year}") for year in range(1900, 1906)]
    make.make_source(title="A dam")
    asked = words.TITLES.keys(["bridge"], every=True, most=3)

    found = Source.objects.filter(pk__in=asked).order_by("-pk")

    assert [*found] == made[:2:-1]


def test_what_is_found_in_the_last_stretches_is_not_looked_for_in_all(cast, monkeypatch):
    monkeypatch.setattr("core.words.RECENT", 0)
    made = [make.make_source(title=f"A bridge of {year}") for year in range(1900, 1906)]
    asked = words.TITLES.keys(["bridge"], every=True, most=3)

    assert [*Source.objects.filter(pk__in=asked).order_by("pk")] == made[3:]
    if connection.vendor == "postgresql":
        nearer, others = plan(asked).partition("CTE nearer")[2].split("CTE others")
        assert "rows=6 loops=1" in nearer.splitlines()[1]
        assert "rows=0 loops=1" in others.splitlines()[1]


def plan(asked):
    """How PostgreSQL came by what is asked for."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ANALYZE {asked.sql}", asked.params)
        return "\n".join(line for (line,) in cursor.fetchall())


# The list as it is, with nothing to look for, what was found in it, and that sorted by a column.
ASKED = [{}, {"q": " "}, {"q": "bridge"}, {"q": "bridge", "o": "-6"}]


def test_the_list_shows_the_best_first_unless_it_is_sorted(client, cast):
    exact = make.make_published_claim(short="The harbour bridge is safe", text="Harbour safe.")
    make.make_published_claim(short="A bridge", text="A bridge was painted.")
    client.force_login(cast.editor)
    listed = reverse("admin:claims_claim_changelist")

    found = client.get(listed, {"q": "harbour safe"}).context["cl"].result_list
    by_change = client.get(listed, {"q": "bridge", "o": "-6"}).context["cl"].result_list

    assert found[0] == exact
    assert list(by_change) == list(Claim.objects.order_by("-changed_at"))
    columns = ["sorted descending" in client.get(listed, told).content.decode() for told in ASKED]
    assert columns == [True, True, False, True]


def test_what_was_found_comes_on_shorter_pages_that_miss_none(client, cast):
    for number in range(FOUND_ON_A_PAGE + 3):
        make.make_claim(cast.editor, short=f"A dam ({number})")
    client.force_login(cast.editor)
    listed = reverse("admin:claims_claim_changelist")

    first = client.get(listed, {"q": "dam"})
    second = client.get(listed, {"q": "dam", "p": 2})
    every = client.get(listed)

    shown = [response.context["cl"].result_list for response in (first, second, every)]
    assert [len(rows) for rows in shown] == [FOUND_ON_A_PAGE, 3, FOUND_ON_A_PAGE + 3]
    assert {*shown[0], *shown[1]} == set(shown[2])
    assert "?p=2&amp;q=dam" in first.content.decode()
    beyond = client.get(listed, {"q": "dam", "kind__exact": "promise", "p": 9})
    assert beyond.status_code == 200 and not beyond.context["cl"].result_list


@pytest.mark.parametrize(
    "worked_on, published, more", [(6, 2, False), (5, 2, True), (6, 1, True), (4, 1, True)]
)
def test_where_more_may_answer_than_were_looked_at_the_list_says_so(
    client, cast, monkeypatch, worked_on, published, more
):
    monkeypatch.setattr(finding, "WORKED_ON", worked_on)
    monkeypatch.setattr(finding, "PUBLISHED", published)
    for number in range(4):
        make.make_claim(cast.editor, short=f"A dam ({number})")
    make.make_published_claim(cast.editor, short="The dam stands")
    make.make_claim(cast.editor, short="A dam will stand", kind="promise")
    client.force_login(cast.editor)
    listed = reverse("admin:claims_claim_changelist")

    def told(**asked):
        page = client.get(listed, {"q": "dam", **asked}).content.decode()
        return re.search(r'<span class="small quiet">(.*) ·', page)[1]

    count = min(worked_on, 5) + 1
    assert told() == f"{count} found" + ", and there may be more" * more
    some = f"1 of the {count} looked at, and there may be more" if more else "1 found"
    assert told(kind__exact="promise") == some


@pytest.fixture
def statement(db):
    source = make.make_source("Court vacates the designation", author="Jon Fingas")
    return make.make_statement(
        snapshot=make.make_snapshot(source=source), speaker=make.make_speaker("Lei Jun")
    )


@pytest.mark.parametrize(
    "text",
    [
        "bridge safe",
        "BRID saf",
        "lei jun",
        "jun bridge",
        "court designation",
        "lei court",
        "“safe”",
    ],
)
def test_a_statement_is_found_by_words_speaker_and_source(statement, text):
    make.make_statement("It will carry lorries")

    assert words.statements(text).keys == [statement.pk]


@pytest.mark.parametrize("text", ["bridge lorries", "lei jun court nothing", "' OR 1", '"', "-*:&"])
def test_what_does_not_all_stand_there_finds_nothing(statement, text):
    assert words.statements(text).keys == []


def test_a_statement_is_found_by_its_public_id(statement):
    assert words.statements(statement.public_id).keys == [statement.pk]


@pytest.mark.parametrize("written", ["नेपाल में", "انتخابات", "Übergröße café", "don’t stop"])
def test_words_of_any_script_are_found(db, written):
    text = f"A headline\n\nIt was told: “{written} today”, said the mayor.\n"
    statement = make.make_statement(written, snapshot=make.make_snapshot(text))

    assert words.statements(written).keys == [statement.pk]
    assert words.statements(written[:4]).keys == [statement.pk]


def test_what_is_marked_no_more_is_found_no_more(statement):
    Passage.objects.filter(statement=statement).delete()

    assert words.statements("bridge safe").keys == []


def test_a_source_is_found_by_title_author_publisher_and_address(statement):
    source = statement.source
    source.url = "https://example.org/a/order"
    source.save()
    Speaker.objects.filter(pk=source.publisher.speaker_id).update(name="The Harbour Post")

    for text in ("court vacates", "fingas", "harbour post", "post vacates"):
        assert words.sources(text).keys == [source.pk], text
    assert words.sources("https://example.org/a/order?utm_source=x").keys == [source.pk]
    assert words.sources(source.public_id).keys == [source.pk]
    assert words.sources("court lorries").keys == []


def test_a_renamed_source_is_found_by_its_new_name_alone(statement):
    Source.objects.filter(pk=statement.source_id).update(title="An order of the court")

    assert words.sources("vacates").keys == []
    assert words.sources("order court").keys == [statement.source_id]


def test_they_are_found_after_the_guards_were_away(statement):
    triggers.drop(connection)
    Source.objects.filter(pk=statement.source_id).update(title="Renamed meanwhile")
    triggers.install(connection)

    assert words.sources("renamed").keys == [statement.source_id]
    assert triggers.missing(connection) == []


@pytest.mark.parametrize("model", ["statement", "source"])
def test_the_desk_s_lists_search_so(client, cast, statement, model):
    client.force_login(cast.editor)

    response = client.get(reverse(f"admin:sources_{model}_changelist"), {"q": "court vacates"})

    expected = statement if model == "statement" else statement.source
    assert list(response.context["cl"].result_list) == [expected]


def test_the_list_of_topics_counts_their_claims(client, cast):
    claim = make.make_claim()
    claim.topics.add(Topic.objects.create(name="Bridges", slug="bridges"))
    Topic.objects.create(name="Dams", slug="dams")
    client.force_login(cast.editor)

    shown = client.get(reverse("admin:claims_topic_changelist")).context["cl"].result_list

    assert [topic.claims_about for topic in shown] == [1, 0]


def test_what_may_say_the_same_is_found_published_and_in_work(cast):
    published = make.make_published_claim(text="A US court vacated the designation of Xiaomi.")
    draft = make.make_claim(text="The designation of Xiaomi was vacated by a court.")
    make.make_claim(text="Traders asked for an earlier date.")

    found = finding.similar("Court vacates Xiaomi designation")

    assert [claim.pk for claim in found] == [draft.pk, published.pk]
    assert finding.similar("Court vacates Xiaomi designation", but=draft.pk) == [published]
    assert finding.similar(" ") == []


def test_the_form_is_told_of_them_with_where_they_stand(client, cast):
    claim = make.make_published_claim(text="A US court vacated the designation of Xiaomi.")
    client.force_login(cast.editor)

    answer = client.get(
        reverse("admin:claims_claim_similar"), {"text": "court vacated designation", "but": "x"}
    )

    (one,) = answer.json()["claims"]
    assert one["short"] == claim.short
    assert one["stands"] == "Published · edition 1, True"
    assert one["address"] == reverse("admin:claims_claim_change", args=[claim.pk])


def test_a_draft_s_page_shows_what_may_say_the_same_without_a_script(client, cast):
    make.make_published_claim(short="Designation vacated", text="A court vacated the designation.")
    draft = make.make_claim(text="The court vacated the designation.")
    client.force_login(cast.editor)

    page = client.get(reverse("admin:claims_claim_change", args=[draft.pk])).content.decode()

    assert "Already checked?" in page and "Designation vacated" in page
