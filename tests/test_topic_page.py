"""The page of a topic: how things stand, and its claims in time."""

import datetime as dt

from django.utils import translation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import workflow
from claims.models import Topic
from record import subjects, timeline
from record.models import Subject
from record.timeline import Span
from tests import factories as make
from tests.published import (
    TAG,
    address_of,
    links_of,
    next_edition,
    parsed,
    queries,
    retract,
    supersede,
    text_of,
)

SVG = "{http://www.w3.org/2000/svg}"
MAY = dt.date(2021, 5, 25)
JANUARY = dt.date(2021, 1, 14)


def one_bar(*spans: Span) -> timeline.Bar:
    return timeline.lay_out(spans).bars[0]


def number(place: str) -> float:
    return float(place.removesuffix("%"))


def test_a_day_lies_between_the_months_around_it():
    drawing = timeline.lay_out([Span(dt.date(2021, 5, 16), dt.date(2021, 5, 16))])

    assert [tick.label for tick in drawing.ticks] == ["May 2021", "June 2021"]
    assert drawing.bars[0].is_day
    assert drawing.bars[0].middle == "50.00%"


def test_a_month_fills_its_month():
    bar = one_bar(Span(dt.date(2021, 5, 1), dt.date(2021, 5, 31)))

    assert (bar.start, bar.end, bar.is_day) == ("0.00%", "100.00%", False)


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span(earliest=MAY), (False, True)),
        (Span(latest=MAY), (True, False)),
        (Span(ended=MAY), (True, False)),
        (Span(earliest=JANUARY, ended=MAY), (False, False)),
    ],
)
def test_an_end_that_nobody_knows_stays_open(span, expected):
    bar = one_bar(span)

    assert (bar.open_start, bar.open_end) == expected
    assert number(bar.width) >= 20


def test_a_claim_is_drawn_up_to_where_it_stopped_standing():
    bar = one_bar(Span(earliest=JANUARY, ended=MAY), Span(earliest=MAY))

    assert bar.end == bar.ended


@pytest.mark.parametrize(
    ("years", "labels"),
    [
        (1, ["Jan. 2021", "April 2021", "July 2021", "Oct. 2021", "Jan. 2022"]),
        (4, ["2021", "2022", "2023", "2024", "2025"]),
        (80, ["2000", "2050", "2100", "2150"]),
    ],
)
def test_the_axis_counts_in_steps_that_fit(years, labels):
    drawing = timeline.lay_out([Span(dt.date(2021, 1, 1), dt.date(2020 + years, 12, 31))])

    assert [tick.label for tick in drawing.ticks] == labels


def test_bars_stand_in_the_order_of_what_they_begin_with():
    open_start, early, late = Span(latest=MAY), Span(earliest=JANUARY), Span(earliest=MAY)

    assert sorted([late, early, open_start], key=timeline.in_order) == [open_start, early, late]


days = st.one_of(st.none(), st.dates())


@given(st.lists(st.builds(Span, days, days, days).filter(lambda span: span.known), min_size=1))
def test_no_bar_leaves_the_drawing_and_none_is_too_small_to_see(spans):
    drawing = timeline.lay_out(spans)

    for bar in drawing.bars:
        assert 0 <= number(bar.start) <= number(bar.end) <= 100
        assert number(bar.width) >= timeline.LEAST_WIDTH
    places = [number(tick.place) for tick in drawing.ticks]
    assert places[0] == 0 and places[-1] == 100 and places == sorted(places)


def test_places_are_written_as_svg_reads_them_in_any_language():
    with translation.override("de"):
        assert one_bar(Span(earliest=MAY, latest=dt.date(2021, 6, 3))).start == "38.71%"


def put_on(topic: Topic, **fields):
    """A published claim on a topic."""
    claim = make.make_sourced_claim(**fields)
    with workflow.revising(claim, by=make.someone()):
        claim.topics.add(topic)
    make.publish(claim)
    return claim


def since(day: dt.date, **fields) -> dict:
    return {"holds_earliest": day, "holds_basis": "stated", **fields}


def make_affair() -> dict:
    """Something was listed, then vacated: claims of every kind that a timeline tells apart."""
    topic = Topic.objects.create(name="The list", slug="the-list")
    listed = put_on(topic, short="It is listed", **since(JANUARY, state="listed"))
    undated = put_on(topic, short="It will be freed", holds_words="last month")
    told = put_on(topic, short="It was told so")
    vacated = put_on(topic, short="It was vacated", **since(MAY, state="vacated, it says"))
    supersede(listed, on=MAY)
    supersede(told, on=MAY)
    return {"topic": topic, "listed": listed, "undated": undated, "told": told, "now": vacated}


@pytest.fixture(scope="module")
def affair(once):
    return once(make_affair)


@pytest.fixture
def page(client, affair, db):
    return client.get(address(affair["topic"]))


def address(topic: Topic) -> str:
    return Subject.objects.get(kind="topic", public_id=topic.public_id).get_absolute_url()


def row_of(page, claim):
    """The item of the timeline that leads to a claim first."""
    for item in parsed(page).iter(f"{TAG}li"):
        links = [link.get("href") for link in item.iter(f"{TAG}a")]
        if links and links[0] == address_of(claim):
            return item
    raise AssertionError(f"{claim} is not on the page.")


def words_of(element) -> str:
    return " ".join("".join(element.itertext()).split())


def shapes(item) -> set[str]:
    return {shape.get("class") for shape in item.iter() if shape.tag.startswith(SVG)} - {None}


@pytest.mark.django_db
def test_it_tells_how_things_stand(page):
    assert "As of 25 May 2021: vacated, it says" in text_of(page)


@pytest.mark.django_db
def test_each_claim_says_in_words_what_its_bar_shows(page, affair):
    told = words_of(row_of(page, affair["listed"]))

    assert "It is listed True · Recorded by us · holds from 14 January 2021" in told
    assert "Superseded 25 May 2021: What holds since" in told


@pytest.mark.django_db
def test_the_drawing_is_hidden_from_who_hears_the_page(page):
    tree = parsed(page)
    hidden = [element for element in tree.iter() if element.get("aria-hidden") == "true"]
    silent = {svg for element in hidden for svg in element.iter(f"{SVG}svg")}

    assert silent == set(tree.iter(f"{SVG}svg")) != set()
    assert not [link for element in hidden for link in element.iter(f"{TAG}a")]


@pytest.mark.django_db
def test_what_no_longer_stands_is_told_apart_by_its_shape(page, affair):
    listed, now = row_of(page, affair["listed"]), row_of(page, affair["now"])

    assert "gone" in listed.get("class") and "end" in shapes(listed)
    assert "gone" not in now.get("class") and "end" not in shapes(now)


@pytest.mark.django_db
def test_a_claim_of_which_only_the_end_is_known_is_drawn_up_to_there(page, affair):
    told = row_of(page, affair["told"])

    assert {"open", "arrow", "end"} <= shapes(told)
    assert "date unknown" in words_of(told)


@pytest.mark.django_db
def test_what_has_no_date_stands_apart_with_the_words_of_the_source(page, affair):
    undated = row_of(page, affair["undated"])

    assert "date unknown (“last month”)" in words_of(undated)
    assert not shapes(undated)


@pytest.mark.django_db
def test_every_claim_is_listed_once_in_order(page, affair):
    order = [affair[name] for name in ("told", "listed", "now", "undated")]
    items = [item for item in parsed(page).iter(f"{TAG}li") if item.find(f"{TAG}p") is not None]

    assert [next(item.iter(f"{TAG}a")).get("href") for item in items] == [
        address_of(claim) for claim in order
    ]


@pytest.mark.django_db
def test_where_only_saying_is_dated_that_is_drawn(client):
    topic = Topic.objects.create(name="Said", slug="said")
    claim = make.make_sourced_claim()
    said = {"said_earliest": MAY, "said_latest": MAY, "said_basis": "stated"}
    make.add_appearance(claim, make.make_statement(**said))
    with workflow.revising(claim, by=make.someone()):
        claim.topics.add(topic)
    make.publish(claim)

    row = row_of(client.get(address(topic)), claim)

    assert "said: 25 May 2021" in words_of(row)
    assert list(row.iter(f"{SVG}circle"))


@pytest.mark.django_db
def test_a_retracted_claim_leaves_the_timeline_and_the_state(client):
    topic = Topic.objects.create(name="Withdrawn", slug="withdrawn")
    retract(put_on(topic, **since(MAY, state="gone")))

    page = text_of(client.get(address(topic)))

    assert "No current claim is on this topic." in page
    assert "As of" not in page


@pytest.mark.django_db
def test_a_correction_moves_the_bar(client):
    topic = Topic.objects.create(name="Moved", slug="moved")
    claim = put_on(topic, **since(MAY))
    next_edition(claim, "correction", "It was in January.", holds_earliest=JANUARY)

    assert "holds from 14 January 2021" in words_of(row_of(client.get(address(topic)), claim))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "text"),
    [("ar", "أزيلت الشركة من القائمة"), ("hi", "कंपनी को सूची से हटा दिया गया")],
)
def test_a_claim_in_another_script_says_its_language_and_finds_its_direction(
    client, language, text
):
    topic = Topic.objects.create(name="القائمة", slug="list")
    claim = put_on(topic, short=text, text=text, language=language, **since(MAY))

    link = next(row_of(client.get(address(topic)), claim).iter(f"{TAG}a"))

    assert (link.text, link.get("lang"), link.get("dir")) == (text, language, "auto")


@pytest.mark.django_db
def test_it_needs_as_many_queries_for_eleven_claims_as_for_one(client):
    topic = Topic.objects.create(name="Long", slug="long")
    put_on(topic, **since(MAY))
    one = queries(client, address(topic))
    for day in range(1, 11):
        put_on(topic, **since(dt.date(2021, 5, day)))

    assert queries(client, address(topic)) == one


@pytest.mark.django_db
def test_its_claims_can_be_searched(page, affair):
    assert f"/claims/?topic={affair['topic'].public_id}" in links_of(page)


def test_a_page_that_draws_only_some_claims_says_so(client, affair, monkeypatch, db):
    assert "Only" not in text_of(client.get(address(affair["topic"])))
    monkeypatch.setattr(subjects, "MOST_CLAIMS", 2)

    page = client.get(address(affair["topic"]))

    assert "Only 2 claims are drawn here: those with the latest dates." in text_of(page)
