"""What a review says is understood, however dirty it is; what is not is told."""

import datetime as dt

import pytest

from claims.importing.reviews import ratings
from claims.importing.reviews.labels import LABELS
from claims.importing.reviews.remarks import LeftOut
from claims.models import Claim, Verdict
from sources.models import Source, Statement
from tests.reviews import URL, bring, cleaned, item, review

pytestmark = pytest.mark.django_db
EMPTY = (None, "", [], {}, [None], {"@type": "Thing"}, 0.5, True, [[[]]], {"name": {"name": None}})


@pytest.fixture
def ada(cast):
    return cast.editor


def remarks(told: dict) -> list[str]:
    return [str(remark) for remark in cleaned(told).remarks]


@pytest.mark.parametrize(
    "given, text",
    [
        (["The bridge is closed."], "The bridge is closed."),
        ({"@value": "The bridge is closed.", "@language": "en"}, "The bridge is closed."),
        ("<p>The&nbsp;bridge<br/>is <b>clo</b>sed.</p>", "The bridge is closed."),
        ("&amp;quot;The bridge&amp;quot; is &lt;i&gt;closed&lt;/i&gt;.", '"The bridge" is closed.'),
        ("<script>alert(1)</script>The\x00 bridge\x07 is\r\nclosed.", "The bridge is closed."),
        ("The bridge \ud83d is closed.", "The bridge \ufffd is closed."),
        ("If 3 < 4 and 5 > 4, it is closed.", "If 3 < 4 and 5 > 4, it is closed."),
        ("Cafe\u0301 closed", "Cafe\u0301 closed"),
        (2021, "2021"),
        ({"properties": 1, "text": "Closed."}, "Closed."),
    ],
)
def test_the_claim_is_read_from(given, text):
    assert cleaned(review(claimReviewed=given)).text == text


@pytest.mark.parametrize("field", ["claimReviewed", "url"])
@pytest.mark.parametrize("value", EMPTY[:4])
def test_a_review_without_claim_or_address_is_left_out(field, value):
    with pytest.raises(LeftOut, match=f"{field}: is missing; left out"):
        cleaned({**review(), field: value})


def test_a_page_of_ours_is_left_out(settings):
    """What we published does not come back as a draft; what others write of it may."""
    settings.NEWSROOM_URL = "https://news.example"
    ours = "news.example/claims/m9pm5n6gqq/"
    for url in (
        f"https://{ours}closed/",
        f"http://{ours}",
        f"https://{ours.upper()[:12]}{ours[12:]}",
    ):
        with pytest.raises(LeftOut, match="url: “.*” is a page of ours; left out"):
            cleaned(review(url=url))
    for url in ("https://news.example.org/claims/m9pm5n6gqq/", "https://news.example/claims/2019/"):
        assert cleaned(review(url=url)).url == url


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://check.example/1", "bridge", "http://[/"]
)
def test_what_is_no_web_address_is_told(url):
    with pytest.raises(LeftOut, match="url: “.*” is no web address; left out"):
        cleaned(review(url=url))


@pytest.mark.parametrize(
    "url, read",
    [
        ("HTTPS://Check.Example:443/a/../b?utm_source=x&id=1#c", "https://check.example/b?id=1"),
        ("www.check.example/1", "https://www.check.example/1"),
        ("//check.example/1", "https://check.example/1"),
        ([{"@id": "https://check.example/1"}], "https://check.example/1"),
        (" https://check.example/a b ", "https://check.example/a%20b"),
    ],
)
def test_an_address_is_read_from(url, read):
    assert cleaned(review(url=url)).url == read


def test_the_address_may_stand_elsewhere():
    assert cleaned(review(url=None, mainEntityOfPage={"@id": URL})).url == URL


def test_the_short_form_is_cut_at_a_word():
    short = cleaned(review(claimReviewed="The harbour bridge is closed, " * 5)).short
    assert short == "The harbour bridge is closed, The harbour bridge is closed, The harbour…"
    assert len(cleaned(review(claimReviewed="橋" * 200)).short) == 75


@pytest.mark.parametrize(
    "given, words, number",
    [
        ("False", "False", ""),
        ({"alternateName": ["False", "Faux"]}, "False", ""),
        ({"alternateName": {"@value": "False"}}, "False", ""),
        ({"name": "False"}, "False", ""),
        ([{"@type": "Rating", "alternateName": "False"}], "False", ""),
        ({"properties": {"alternateName": "False", "ratingValue": "1"}}, "False", "1 of 5"),
        ({"ratingValue": "4", "bestRating": "5", "worstRating": "1"}, "", "4 of 5"),
        ({"ratingValue": "4,5", "alternateName": "Good"}, "Good", "4.5 of 5"),
        ({"alternateName": "3/6"}, "3/6", "3 of 6"),
        ("4", "", "4 of 5"),
        (4, "", "4 of 5"),
        ({"ratingValue": 0, "worstRating": -2, "bestRating": 2}, "", "0 on a scale from -2 to 2"),
    ],
)
def test_a_rating_is_read_from(given, words, number):
    rating = cleaned(review(reviewRating=given)).rating
    assert (rating.words, rating.number) == (words, number)


@pytest.mark.parametrize(
    "given, told",
    [
        ({"ratingValue": 0, "worstRating": 1, "bestRating": 10}, "“0 of 1 to 10” lies outside"),
        ({"ratingValue": -1, "worstRating": -1, "bestRating": -1}, "a scale without length"),
        ({"ratingValue": "high"}, "ratingValue: “high” is no number; left out of the rating"),
        ({"@type": "Rating"}, "reviewRating: says neither a word nor a number; left out"),
        ({"ratingValue": 1, "alternateName": "True"}, "“True” contradicts its number"),
        ({"ratingValue": float("nan")}, "is no number"),
        ({"ratingValue": 10**400}, "is no number"),
    ],
)
def test_a_rating_that_makes_no_sense_is_told(given, told):
    assert any(told in remark for remark in remarks(review(reviewRating=given)))


@pytest.mark.parametrize(
    "given, kind, label",
    [
        ("Pants on Fire!", "fact", "False"),
        ("FALSE. The picture is of 2015.", "fact", "False"),
        ("Fact check: Misleading", "fact", "Misleading"),
        ("True, but it was late", "fact", "Mostly true"),
        ("Half-True", "fact", "Partly true"),
        ("C’est faux", "fact", "False"),
        ("Verdadeiro", "fact", "True"),
        ("Engañoso", "fact", "Misleading"),
        ("Größtenteils richtig", "fact", "Mostly true"),
        ("झूठ", "fact", "False"),
        ("غير صحيح", "fact", "False"),
        ("誤導", "fact", "Misleading"),
        ("Unproven", "fact", "Not enough evidence"),
        ("Disputed", "fact", "Conflicting evidence"),
        ("Misattributed", "attribution", "Misattributed"),
        ("Not the whole of it", "fact", None),
        ({"ratingValue": 5}, "fact", "True"),
        ({"ratingValue": 2, "bestRating": 10, "alternateName": "Two ducks"}, "fact", "False"),
        ({"ratingValue": 0, "bestRating": 9}, "fact", None),
    ],
)
def test_a_verdict_of_ours_is_proposed(given, kind, label):
    rating = cleaned(review(reviewRating=given)).rating
    proposed = ratings.proposed(rating, Verdict.objects.all())
    assert (rating.kind, proposed.label if proposed else None) == (kind, label)


def test_of_a_scale_without_that_verdict_the_nearest_is_proposed():
    scale = Verdict.objects.filter(key__in=["true", "false"])
    rating = cleaned(review(reviewRating="Mostly true")).rating

    assert ratings.proposed(rating, scale).key == "true"
    assert ratings.proposed(rating, []) is None


def test_no_label_means_two_verdicts():
    plain = [ratings._plain(label) for told in LABELS.values() for label in told.split(";")]
    assert len(plain) == len(set(plain))
    assert set(LABELS) == set(Verdict.objects.exclude(kinds=["promise"]).values_list("key", flat=1))


@pytest.mark.parametrize(
    "said, read, words",
    [
        ("2021-05-25", "25 May 2021", ""),
        ("2021-05-25T23:30:00-05:00", "25 May 2021", ""),
        ("2021-05-25T00:00:00.000Z", "25 May 2021", ""),
        ("20210525", "25 May 2021", ""),
        ("2021/5/25 10:30", "25 May 2021", ""),
        ("1621900800", "25 May 2021", ""),
        ("25/05/2021", "25 May 2021", "25/05/2021"),
        ("05/25/2021", "25 May 2021", "05/25/2021"),
        ("05/06/2021", "5 June 2021", "05/06/2021"),
        ("25.05.2021 10:30", "25 May 2021", "25.05.2021 10:30"),
        ("25 May 2021", "25 May 2021", "25 May 2021"),
        ("May 25th, 2021", "25 May 2021", "May 25th, 2021"),
        ("25 de mayo de 2021", "25 May 2021", "25 de mayo de 2021"),
        ("8. März 2021", "8 March 2021", "8. März 2021"),
        ("2021年5月25日", "25 May 2021", ""),
        ("Tue, 25 May 2021 10:30:00 GMT", "25 May 2021", "Tue, 25 May 2021 10:30:00 GMT"),
        ("2021-05", "May 2021", ""),
        ("May 2021", "May 2021", "May 2021"),
        ("2021", "2021", ""),
    ],
)
def test_a_day_is_read_from(ada, said, read, words):
    bring(ada, review(datePublished=said))

    published = Source.objects.get(url=URL).published
    assert (str(published), published.words) == (read, words)


@pytest.mark.parametrize("said", ["last week", "31/02/2021", "0001-01-01T00:00:00Z", "9" * 14])
def test_what_is_no_day_is_told_and_kept_as_words(ada, said):
    report = bring(ada, item(datePublished=said))

    told = f"line 1: itemReviewed.datePublished: “{said}” is no day; left out of the claim"
    assert (report.came_in, report.problems) == (1, [told])
    assert Statement.objects.get().said_words == said


@pytest.mark.parametrize(
    "given, code",
    [
        ("fr", "fr"),
        ("pt_BR", "pt-BR"),
        (["de", "en"], "de"),
        ("Spanish", "es"),
        ({"@type": "Language", "name": "French", "alternateName": "fr"}, "fr"),
        (None, "en"),
        ("??", "en"),
    ],
)
def test_a_language_is_read_from(given, code):
    assert cleaned(review(inLanguage=given)).language == code


def test_where_none_is_named_the_language_is_the_one_given(ada):
    bring(ada, review(inLanguage=None), language="sw")

    assert Claim.objects.get().language == "sw"


def test_what_is_no_language_is_told():
    told = "inLanguage: “the usual” is no code of a language; en is taken"
    assert remarks(review(inLanguage="the usual")) == [told]


@pytest.mark.parametrize(
    "author, outlet",
    [
        ("Example Check", "Example Check"),
        (["Example Check"], "Example Check"),
        ({"@type": "Organization", "name": ["Example Check", "EC"]}, "Example Check"),
        ({"url": "https://www.example.net/about"}, "example.net"),
        ({"@type": "Organization", "name": "https://example.net/"}, "example.net"),
        ({"@type": "Person", "name": "Rita Ray"}, "check.example"),
        (None, "check.example"),
    ],
)
def test_the_newsroom_is_read_from(author, outlet):
    assert cleaned(review(author=author)).outlet == outlet


@pytest.mark.parametrize(
    "author, name, kind",
    [
        ("Mara Lind", "Mara Lind", "person"),
        ({"@type": "Person", "name": ["Mara Lind"]}, "Mara Lind", "person"),
        ([{"@type": ["Thing", "NewsMediaOrganization"], "name": "Daily"}], "Daily", "organisation"),
        ({"@type": "http://schema.org/Organization", "name": "City"}, "City", "organisation"),
        ("Social media", "Social media", "unnamed"),
        ("Viral post", "Viral post", "unnamed"),
        ({"@type": "Person", "name": "Facebook users"}, "Facebook users", "unnamed"),
        ({"properties": {"name": "Mara Lind"}}, "Mara Lind", "person"),
        ("<i>Mara</i> Lind", "Mara Lind", "person"),
    ],
)
def test_the_claimant_is_read_from(author, name, kind):
    claimant = cleaned(item(author=author)).claimant
    assert (claimant.name, claimant.kind) == (name, kind)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (review(claimReviewed=["The bridge is shut.", "The bridge is open."]), "claimReviewed"),
        (review(url=[URL, f"{URL}/2"]), "url"),
        (review(datePublished=["2021-05-25", "2021-06-01"]), "datePublished"),
        (item(author={"name": ["Mara Lind", "M. Lind"]}), "itemReviewed.author.name"),
        (review(author=[{"@type": "Person", "name": one} for one in ("Ada", "Ben")]), "author"),
        (review(author=[{"name": "Check"}], publisher={"name": "Daily"}), "author, publisher"),
        (
            review(reviewRating={"alternateName": ["Half true", "Correct"]}),
            "reviewRating.alternateName",
        ),
    ],
)
def test_of_several_values_the_first_is_taken_and_that_is_told(told, field):
    (remark,) = cleaned(told).remarks

    assert remark.kind == f"{field} names several; the first is taken"


def test_a_day_to_come_is_taken_and_told():
    read = cleaned(review(datePublished="2999-05-25"))

    assert read.published.earliest == dt.date(2999, 5, 25)
    assert [str(one) for one in read.remarks] == [
        "datePublished: “2999-05-25” lies in the future; taken as it stands"
    ]


def test_who_is_author_and_publisher_is_one():
    outlet = {"@type": "Organization", "name": "Check"}
    assert cleaned(review(author=[outlet, outlet], publisher=outlet)).remarks == []


def test_the_same_value_twice_is_one():
    assert cleaned(review(claimReviewed=["Shut.", " Shut. "], url=[URL, f"{URL}#a"])).remarks == []


def test_an_end_of_a_scale_that_is_no_number_is_told():
    told = {"ratingValue": 4, "bestRating": "five", "worstRating": "zero", "alternateName": "True"}
    read = cleaned(review(reviewRating=told))

    assert (read.rating.worst, read.rating.best) == (1, 5)
    assert [str(remark) for remark in read.remarks] == [
        "reviewRating.worstRating: “zero” is no number; 1 is taken",
        "reviewRating.bestRating: “five” is no number; 5 is taken",
    ]


def test_of_several_claimants_the_first_is_taken_and_that_is_told():
    read = cleaned(item(author=["Mara Lind", "Jon Berg"]))

    assert read.claimant.name == "Mara Lind"
    told = "itemReviewed.author: “Mara Lind” names several; the first is taken"
    assert [str(remark) for remark in read.remarks] == [told]


A, B = "https://a.example/1", "https://b.example/2"


@pytest.mark.parametrize(
    "given, works",
    [
        ({"appearance": A}, [A]),
        ({"appearance": [A, {"@type": "CreativeWork", "url": B}]}, [A, B]),
        ({"appearance": f"{A}, {B}"}, [A, B]),
        ({"appearance": f"{A} {B}"}, [A, B]),
        ({"appearance": {"url": [A, B]}}, [A, B]),
        ({"appearance": [B, A], "firstAppearance": A}, [A, B]),
        ({"appearance": {"@id": A}}, [A]),
        (
            {"appearance": f"https://archive.example/2021/{A}"},
            [f"https://archive.example/2021/{A}"],
        ),
        ({"appearance": [URL, A]}, [A]),
        ({"@type": "CreativeWork", "appearance": None, "url": A, "name": "A post"}, [A]),
        ({"@type": "Clip", "appearance": None, "isPartOf": {"url": A}}, [A]),
    ],
)
def test_the_appearances_are_read_from(given, works):
    read = [work.url.replace("%3A", ":") for work in cleaned(item(**given)).appearances]
    assert read == works


def test_an_appearance_that_is_no_address_is_told():
    told = "itemReviewed.appearance: “on television” is no web address; left out of the claim"
    assert remarks(item(appearance="on television")) == [told]


def test_a_post_is_a_post_and_what_else_it_says_is_its_title(ada):
    works = ["https://x.com/mara/1", {"@type": "NewsArticle", "url": A, "headline": "Shut!"}]
    bring(ada, item(appearance=works))

    rows = Source.objects.exclude(url=URL).order_by("pk")
    assert [(s.kind, s.title) for s in rows] == [("post", "x.com/mara/1"), ("article", "Shut!")]
    assert Statement.objects.get().setting == "post"


@pytest.mark.parametrize(
    "given, claimant, told",
    [
        (None, None, []),
        ([], None, []),
        ([item()["itemReviewed"]], "Mara Lind", []),
        ([{"author": "Jon Berg"}, {"author": "X"}], "Jon Berg", ["itemReviewed: names several"]),
        (A, None, []),
        ("a tweet", None, ["itemReviewed: “a tweet” is a bare text; left out of the claim"]),
        ({"@type": "CreativeWork", "author": {"name": "Mara Lind"}}, "Mara Lind", []),
        ({"author": {"@type": "Person"}}, None, ["itemReviewed.author: has no name"]),
    ],
)
def test_what_was_reviewed_is_read_from(given, claimant, told):
    read = cleaned({**review(), "itemReviewed": given})
    assert (read.claimant.name if read.claimant else None) == claimant
    assert [str(r).startswith(t) for r, t in zip(read.remarks, told, strict=True)] == [True] * len(
        told
    )


def test_what_is_too_long_is_cut_and_told(ada):
    name, text = "Mara " * 60, "closed " * 2_000
    report = bring(ada, {**item(author=name), "claimReviewed": text, "name": text})

    assert report.came_in == 1
    assert sorted(report.remarks) == [
        "claimReviewed was cut at 5000 characters",
        "itemReviewed.author was cut at 200 characters",
    ]
    assert bring(ada, {**item(author=name), "claimReviewed": text}).there == 1
