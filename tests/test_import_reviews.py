"""ClaimReviews of others: found in each kind of file, read however dirty, and entered once."""

import io
import json

from django.conf import settings
from django.core.management import CommandError, call_command

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from claims import checklist, workflow
from claims.errors import NotPermitted
from claims.importing.reviews import cleaning, days, entering, ratings, reading, running, texts
from claims.importing.reviews.labels import LABELS
from claims.importing.reviews.remarks import LeftOut
from claims.models import Appearance, Claim, Event, Status, Verb, Verdict
from core.models import Revision
from sources.models import Passage, Publisher, Relay, Snapshot, Source, Speaker, Statement
from tests import factories as make
from tests.test_verify import verify

pytestmark = pytest.mark.django_db
URL = "https://check.example/harbour-bridge"
SAMPLES = settings.BASE_DIR.parent / "shared" / "data" / "claims" / "claimreview"
EMPTY = (None, "", [], {}, [None], {"@type": "Thing"}, 0.5, True, [[[]]], {"name": {"name": None}})


def review(**fields) -> dict:
    """A review in good order, but for what is given; None leaves a field out."""
    told = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": URL,
        "claimReviewed": "The harbour bridge is closed.",
        "author": {
            "@type": "Organization",
            "name": "Example Check",
            "url": "https://check.example/",
        },
        "datePublished": "2021-05-25",
        "name": "No, the harbour bridge is not closed",
        "inLanguage": "en",
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 2,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "Mostly false",
        },
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Mara Lind", "jobTitle": "Mayor"},
            "datePublished": "2021-05-20",
            "appearance": "https://social.example/mara/1",
        },
    }
    return {name: value for name, value in {**told, **fields}.items() if value is not None}


def item(**fields) -> dict:
    """A review of a claim in good order, but for what is given of the claim."""
    return review(itemReviewed={**review()["itemReviewed"], **fields})


def lines(*reviews) -> bytes:
    return "\n".join(
        each if isinstance(each, str) else json.dumps(each) for each in reviews
    ).encode()


def bring(by, *reviews, data: bytes | None = None, **options) -> running.Report:
    stream = io.BytesIO(lines(*reviews) if data is None else data)
    return running.bring_in(reading.read(stream), by=by, **options)


def cleaned(told: dict) -> cleaning.Review:
    return cleaning.read(told, "en")


def remarks(told: dict) -> list[str]:
    return [str(remark) for remark in cleaned(told).remarks]


def found_in(data: bytes) -> list[tuple[str, str]]:
    """Each place with the claim that was found there, or with what is told instead."""
    return [
        (one.place, one.review["claimReviewed"] if one.review else str(one.remark))
        for one in reading.read(io.BytesIO(data))
    ]


@pytest.fixture
def ada(cast):
    return cast.editor


# What a review becomes


def test_a_review_becomes_a_draft_of_whoever_brings_it_in(ada):
    report = bring(ada, review())

    claim = Claim.objects.get()
    assert (report.came_in, report.problems) == (1, [])
    assert (claim.status, claim.version, claim.kind) == (Status.DRAFT, 1, "fact")
    assert claim.text == claim.short == "The harbour bridge is closed."
    assert claim.slug == "the-harbour-bridge-is-closed"
    event = Event.objects.get()
    assert (event.verb, event.actor, event.claim) == (Verb.CREATE, ada, claim)
    assert event.reason == "From a review by Example Check."


def test_their_rating_is_told_as_theirs_and_a_verdict_is_only_proposed(ada):
    bring(ada, review())

    claim = Claim.objects.get()
    assert claim.verdict is None
    assert claim.finding == "Example Check rated this “Mostly false” (2 of 5)."
    assert claim.explanation == (
        f"From a review by Example Check: {URL}\n\n"
        "Proposed verdict: Misleading. It is set by nobody yet; check the claim first."
    )


def test_its_page_becomes_a_source_of_its_newsroom(ada):
    bring(ada, review(author=[review()["author"], {"@type": "Person", "name": "Rita Ray"}]))

    source = Source.objects.get(url=URL)
    assert source.title == "No, the harbour bridge is not closed"
    assert (source.kind, source.grade, source.author) == ("article", "secondary", "Rita Ray")
    assert str(source.published) == "25 May 2021"
    outlet = source.publisher
    assert (outlet.slug, outlet.website) == ("example-check", "https://check.example/")
    assert (outlet.speaker.name, outlet.speaker.kind) == ("Example Check", "outlet")


def test_the_markup_is_captured_and_the_claim_marked_in_it(ada):
    told = review(claimReviewed='The “harbour”\n"bridge" is <b>closed</b>.')

    bring(ada, told)

    capture = Snapshot.objects.get()
    assert json.loads(capture.text) == told
    assert (capture.source.url, capture.captured_by) == (URL, ada)
    marked = {p.part: json.loads(f'"{p.exact}"') for p in Passage.objects.all()}
    assert marked == {"report": told["claimReviewed"], "cue": "Mara Lind"}
    assert Claim.objects.get().text == 'The “harbour” "bridge" is closed.'


def test_the_claimant_made_it_in_a_statement_that_hands_on_the_appearances(ada):
    works = ["https://social.example/mara/1", "https://daily.example/bridge"]

    bring(ada, item(appearance=works))

    statement = Appearance.objects.get(claim=Claim.objects.get()).statement
    assert statement.source.url == URL
    assert (statement.speaker.name, statement.speaker.kind) == ("Mara Lind", "person")
    assert (statement.role, str(statement.said)) == ("Mayor", "20 May 2021")
    assert [relay.source.url for relay in statement.relays.order_by("pk")] == works
    assert not any(relay.source.held for relay in statement.relays.all())


def test_every_row_has_its_history(ada):
    bring(ada, review())

    rows = [
        *(row for model in (Claim, Statement, Snapshot, Publisher) for row in model.objects.all()),
        *Source.objects.all(),
        *Speaker.objects.all(),
    ]
    assert len(rows) == 8
    for row in rows:
        revision = Revision.objects.of(row).get()
        assert (revision.action, revision.actor) == ("created", ada)


def test_the_history_says_what_the_verbs_would_have_said(ada):
    bring(ada, review())
    claim, statement = Claim.objects.get(), Statement.objects.get()

    told = [json.loads(Revision.objects.of(row).get().after) for row in (claim, statement)]

    assert told == json.loads(json.dumps([claim.revision_state(), statement.revision_state()]))


def test_a_claim_that_came_in_goes_on_like_any_other(ada):
    bring(ada, review())
    claim = Claim.objects.get()

    with workflow.revising(claim, by=ada):
        claim.verdict = Verdict.objects.get(key="not-enough-evidence")
        claim.save()
    workflow.submit(claim, by=ada)

    assert Claim.objects.get().status == Status.IN_REVIEW
    assert not [line.key for line in checklist.blocking(claim)]


def test_nothing_is_left_that_verify_would_name(ada):
    bring(ada, review(), item(appearance=None), review(url=f"{URL}/2", itemReviewed=None))

    well, told = verify()
    assert well, told


def test_who_and_what_is_at_the_desk_is_used(ada):
    mara = make.make_speaker("MARA Lind")
    outlet = make.make_publisher("Example check")
    page = make.make_source("A page", url=URL)
    post = make.make_source("A post", url="https://social.example/mara/1")

    bring(ada, review())

    statement = Statement.objects.get()
    assert (statement.speaker, statement.source) == (mara, page)
    assert statement.relays.get().source == post
    assert Publisher.objects.filter(speaker__name__iexact="example check").get() == outlet


def test_a_speaker_who_is_no_publisher_yet_becomes_one(ada):
    speaker = make.make_speaker("Example Check", Speaker.Kind.ORGANISATION)

    bring(ada, review())

    assert Source.objects.get(url=URL).publisher.speaker == speaker


def test_of_several_with_one_name_it_is_the_one_without_a_note(ada):
    make.make_speaker("Mara Lind", note="the physicist")
    plain = make.make_speaker("Mara Lind")

    bring(ada, review())

    assert Statement.objects.get().speaker == plain


def test_where_each_of_a_name_has_a_note_it_is_none_of_them(ada):
    others = [make.make_speaker("Mara Lind", note=note) for note in ("one", "two")]

    bring(ada, review())

    assert Statement.objects.get().speaker not in others


def test_two_newsrooms_whose_names_are_spelled_alike_get_short_names_of_their_own(ada):
    names = ["Check It!", "Check It?", "चेक"]
    bring(ada, *(review(url=f"{URL}/{n}", author=n) for n in names))

    slugs = {p.speaker.name: p.slug for p in Publisher.objects.all()}
    assert slugs["Check It!"] == "check-it"
    assert slugs["Check It?"].startswith("check-it-")
    assert slugs["चेक"].startswith("outlet-")


def test_a_claim_that_nobody_is_known_to_have_made_is_of_somebody_unnamed(ada):
    bring(ada, review(itemReviewed=None), review(url=f"{URL}/2", itemReviewed=None))

    assert {s.speaker.kind for s in Statement.objects.all()} == {"unnamed"}
    assert Speaker.objects.filter(kind="unnamed").count() == 1


# Once


def test_a_second_run_changes_nothing(ada):
    told = [review(), review(claimReviewed="It is painted red."), review(url=f"{URL}/2")]
    bring(ada, *told)
    before = [model.objects.count() for model in (Claim, Source, Snapshot, Speaker, Revision)]

    report = bring(ada, *told)

    after = [model.objects.count() for model in (Claim, Source, Snapshot, Speaker, Revision)]
    assert (report.came_in, report.there, after) == (0, 3, before)


def test_a_review_that_stands_twice_comes_in_once(ada, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)
    same = review(url=f"{URL}?utm_source=feed#top", claimReviewed=" the HARBOUR bridge is closed. ")

    report = bring(ada, review(), same, same, review(claimReviewed="Another."))

    assert (report.came_in, report.there) == (2, 2)


def test_it_is_known_whatever_became_of_the_draft(ada):
    bring(ada, review())
    claim = Claim.objects.get()
    with workflow.revising(claim, by=ada):
        claim.text = "The bridge over the harbour is shut."
        claim.save()
        Appearance.objects.all().delete()
    workflow.discard(claim, by=ada, reason="Not ours.")

    assert bring(ada, review()).there == 1


def test_it_is_known_from_a_file_of_another_form(ada):
    bring(ada, review())
    answer = {
        "claims": [
            {
                "text": "The harbour bridge is closed.",
                "claimReview": [{"url": URL, "textualRating": "False"}],
            }
        ]
    }

    assert bring(ada, data=json.dumps(answer).encode()).there == 1


def test_an_account_that_may_not_enter_all_of_it_is_refused(cast):
    for stranger in (cast.reviewer, cast.publisher, cast.administrator, cast.stranger):
        with pytest.raises(NotPermitted):
            bring(stranger, review())

    assert not Claim.objects.exists()


# Each kind of dirt


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
        "claimReviewed: was cut at 5000 characters",
        "itemReviewed.author: was cut at 200 characters",
    ]
    assert bring(ada, {**item(author=name), "claimReviewed": text}).there == 1


# Each form of file


def test_a_page_is_read():
    page = f"""<!DOCTYPE html><html><head><title>x &amp; y</title>
    <script>var x = "<script type='application/ld+json'>";</script>
    <script type="application/ld+json">{json.dumps(review(claimReviewed="One"))}</script>
    <SCRIPT TYPE='application/ld+json; charset=utf-8'><!-- {
        json.dumps([review(claimReviewed="Two"), review(claimReviewed="Three")])
    } --></SCRIPT>
    <script type="application/ld+json">{{"@type": "WebPage"}}</script>
    <script type="application/ld+json">{{"@type": "ClaimReview", </script>
    </head><body><script type="application/ld+json">
    {json.dumps(review(claimReviewed="Four")).replace('"', "&quot;")}"""

    found = found_in(page.encode())

    assert found[:3] == [
        ("script at line 3", "One"),
        ("script at line 4, review 1", "Two"),
        ("script at line 4, review 2", "Three"),
    ]
    assert found[3][0] == "script at line 6" and found[3][1].startswith("is not JSON; left out")
    assert found[4:] == [("script at line 7", "Four")]


def test_a_page_without_any_is_told():
    with pytest.raises(reading.CannotRead, match="no ClaimReview in this page"):
        found_in(b"<html><body>Nothing")


def test_a_page_is_read_in_the_encoding_that_it_names():
    told = json.dumps(review(claimReviewed="Мост закрыт"), ensure_ascii=False)
    page = f'<meta charset="windows-1251"><script type="application/ld+json">{told}</script>'

    assert found_in(page.encode("cp1251")) == [("script at line 1", "Мост закрыт")]


def test_what_a_graph_refers_to_is_put_in_its_place():
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "@id": URL},
            review(itemReviewed={"@id": "#claim"}, author={"@id": "#us"}),
            {"@type": "Organization", "@id": "#us", "name": "Example Check"},
            {"@type": "Claim", "@id": "#claim", "author": {"@id": "#mara"}},
            {"@type": "Person", "@id": "#mara", "name": "Mara Lind"},
        ],
    }
    (found,) = reading.read(io.BytesIO(json.dumps(graph, indent=1).encode()))

    read = cleaned(found.review)
    assert (read.outlet, read.claimant.name) == ("Example Check", "Mara Lind")


ONE, TWO = review(claimReviewed="One"), review(claimReviewed="Two")


@pytest.mark.parametrize(
    "value, places",
    [
        (ONE, ["element 1"]),
        ([ONE, TWO], ["element 1", "element 2"]),
        (
            {"@graph": [ONE, {"@type": "WebPage"}, TWO]},
            ["element 1, review 1", "element 1, review 2"],
        ),
        (
            {"@type": "DataFeed", "dataFeedElement": [{"item": [ONE]}, {"item": TWO}]},
            ["element 1", "element 2"],
        ),
        (
            {"@type": "WebPage", "mainEntity": {"review": [ONE, TWO]}},
            ["element 1, review 1", "element 1, review 2"],
        ),
    ],
)
def test_json_is_read_in_each_of_its_forms(value, places):
    found = found_in(json.dumps(value, indent=2).encode())
    assert found == list(zip(places, ("One", "Two"), strict=False))


def test_an_answer_to_a_search_is_read(ada):
    answer = {
        "claims": [
            {
                "text": "The harbour bridge is closed.",
                "claimant": "Mara Lind",
                "claimDate": "2021-05-20T00:00:00Z",
                "claimReview": [
                    {
                        "publisher": {"name": "Example Check", "site": "check.example"},
                        "url": f"{URL}/{number}",
                        "title": "No",
                        "reviewDate": "2021-05-25T00:00:00Z",
                        "textualRating": "Faux",
                        "languageCode": "fr",
                    }
                    for number in (1, 2)
                ],
            },
            {"text": "Nobody reviewed this."},
        ],
        "nextPageToken": "x",
    }
    report = bring(ada, data=json.dumps(answer).encode())

    assert report.came_in == 2
    assert report.problems == ["line 1, element 2: holds no ClaimReview; left out"]
    claim = Claim.objects.first()
    assert (claim.language, claim.finding) == ("fr", "Example Check rated this “Faux”.")
    statement = claim.appearances.get().statement
    assert (statement.speaker.name, str(statement.said)) == ("Mara Lind", "20 May 2021")


def test_json_a_line_is_read_with_what_is_broken_told(ada):
    data = lines(
        ONE,
        "",
        '{"@type": "ClaimReview", "claimRev',
        {"@type": ["ClaimReview"], "url": URL},
        {"@type": "Recipe"},
        "[1, 2",
        "null",
        [TWO, review(claimReviewed="Three")],
    )

    report = bring(ada, data=data)

    assert report.came_in == 3
    assert report.problems == [
        "line 3: is not JSON; left out (Unterminated string starting at, character 26)",
        "line 4: claimReviewed: is missing; left out",
        "line 5: holds no ClaimReview; left out",
        "line 6: is not JSON; left out (Expecting ',' delimiter, character 6)",
        "line 7: holds no ClaimReview; left out",
    ]
    assert report.left_out.total() == 5


def test_json_a_line_may_begin_with_a_broken_one(ada):
    report = bring(ada, data=lines('{"broken', ONE, TWO))

    assert (report.came_in, report.left_out.total()) == (2, 1)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_marks_of_their_order_do_not_matter(end):
    data = ("\ufeff" + end + json.dumps(ONE) + end + json.dumps(TWO) + end).encode()
    assert found_in(data) == [("line 2", "One"), ("line 3", "Two")]


def test_bare_line_ends_in_a_text_are_taken():
    data = json.dumps(ONE, indent=1).replace("One", "One\n\tand a half").encode()
    assert found_in(data) == [("element 1", "One\n\tand a half")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_wide_encodings_are_read(encoding):
    data = json.dumps([review(claimReviewed="Größe")], ensure_ascii=False).encode(encoding)
    assert [text for _, text in found_in(data)] == ["Größe"]


def test_what_is_not_utf8_is_read_as_windows_1252_and_told(ada):
    data = json.dumps(review(claimReviewed="Größe"), ensure_ascii=False).encode("cp1252")

    report = bring(ada, data=data)

    assert Claim.objects.get().text == "Größe"
    assert report.problems == ["line 1: is not UTF-8; read as Windows-1252"]


def test_of_a_broken_document_what_stands_whole_is_read(ada):
    data = json.dumps({"dataFeedElement": [{"item": ONE}, {"item": TWO}]}, indent=1)
    broken = data.replace('"Two"', '"Two').encode()

    report = bring(ada, data=broken)

    assert [claim.text for claim in Claim.objects.all()] == ["One"]
    assert "is not JSON; only what stands whole around it is read" in report.problems[0]


@pytest.mark.parametrize("data", [b"", b" \n\n", b"{", b"words", b"[1, 2\n3", b"\x00\xff"])
def test_a_file_without_sense_is_refused(data):
    with pytest.raises(reading.CannotRead):
        found_in(data)


def test_a_document_that_is_too_long_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 2_000)
    with pytest.raises(reading.CannotRead, match="Give it as JSON a line"):
        found_in(json.dumps([ONE, TWO, ONE], indent=1).encode())


def test_a_line_that_is_too_long_is_left_out(monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_LINE", 2_000)
    data = lines(ONE, review(claimReviewed="x" * 5_000), TWO)

    told = "is longer than 8 MB; left out"
    assert found_in(data) == [("line 1", "One"), ("line 2", told), ("line 3", "Two")]


def test_lines_are_read_one_after_another():
    class Endless(io.RawIOBase):
        """Lines without an end, as from another program."""

        def readable(self):
            return True

        def readinto(self, into):
            into[: len(line)] = line
            return len(line)

    line = lines(ONE) + b"\n"
    found = reading.read(io.BufferedReader(Endless(), len(line)))

    assert [next(found).place for _ in range(3)] == ["line 1", "line 2", "line 3"]


# Nothing stops the run


def test_a_row_that_the_database_refuses_is_told_and_the_others_come_in(ada, monkeypatch):
    bad = review(url=f"{URL}/bad", claimReviewed="Refused")
    original = entering._claim

    def refused(one, scale):
        claim = original(one, scale)
        claim.kind = "rumour" if one.text == "Refused" else claim.kind
        return claim

    monkeypatch.setattr(entering, "_claim", refused)

    report = bring(ada, ONE, bad, TWO)

    assert (report.came_in, list(report.left_out)) == (2, ["was refused; left out"])
    assert report.problems[0].startswith("line 2: was refused; left out (")
    assert not Source.objects.filter(url=f"{URL}/bad").exists()


def test_works_that_hand_on_each_other_are_left_out_of_the_later_one(ada):
    other = "https://other.example/1"
    one = item(appearance=other)
    two = {**item(appearance=URL), "url": other, "claimReviewed": "Another"}

    report = bring(ada, one, two)

    assert report.came_in == 2
    assert list(report.remarks) == [
        "itemReviewed.appearance: could not be entered; left out of the claim"
    ]
    assert Relay.objects.count() == 1


# fmt: off
NAMES = [
    "@type", "@id", "@value", "@graph", "name", "text", "url", "author", "publisher",
    "properties", "alternateName", "ratingValue", "bestRating", "worstRating",
    "claimReviewed", "itemReviewed", "reviewRating", "appearance", "firstAppearance",
    "datePublished", "inLanguage", "sameAs", "claimReview", "claims", "dataFeedElement",
    "item", "textualRating",
]
# fmt: on
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=20,
)
REVIEWS = st.fixed_dictionaries(
    {"claimReviewed": JSON | st.text(), "url": st.just(URL) | JSON},
    optional={
        name: JSON | st.text()
        for name in (
            "author",
            "reviewRating",
            "itemReviewed",
            "datePublished",
            "inLanguage",
            "name",
        )
    },
)


@given(REVIEWS | JSON)
def test_no_json_makes_it_fall_over(value):
    data = json.dumps(value).encode()
    try:
        found = list(reading.read(io.BytesIO(data)))
    except reading.CannotRead:
        return
    assert found
    for one in found:
        if one.review is None:
            assert str(one.remark)
            continue
        try:
            read = cleaning.read(one.review, "en")
        except LeftOut as error:
            assert str(error)
        else:
            assert read.text and len(read.short) <= 75 and read.outlet
            assert cleaning.claim_in(read.kept) and cleaning.in_kept(read.raw_text) in read.kept


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_make_it_fall_over(data):
    for before in (b"", b"{", b"<script type='application/ld+json'>", b'{"claimReviewed": "'):
        try:
            list(reading.read(io.BytesIO(before + data)))
        except reading.CannotRead as error:
            assert str(error)


@given(st.text(max_size=60))
def test_no_text_is_a_day_a_label_or_a_tag_that_falls_over(text):
    assert days.read(text).words == text[:200] or days.read(text).known
    ratings.meaning_of(text)
    assert "\0" not in texts.clean(text)


@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(REVIEWS, min_size=1, max_size=4))
def test_every_row_is_either_in_or_reported(cast, told):
    report = bring(cast.editor, *told)

    assert report.total == len(told)
    assert Claim.objects.filter(version=1).count() == Claim.objects.count()


def test_deep_nesting_is_no_trouble(ada):
    deep = '{"a":' * 900 + "1" + "}" * 900
    data = lines(
        ONE, '{"a":' * 100_000, f'{{"claimReviewed": "x", "url": "{URL}", "name": {deep}}}'
    )

    report = bring(ada, data=data)

    assert report.total == 3


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the project")
@pytest.mark.parametrize(
    "name, count",
    [
        ("claimskg-part.ndjson", 35),
        ("datacommons-feed-sample.json", 2),
        ("factchecktools-api-response.json", 10),
        ("schemaorg-examples.json", 2),
    ],
)
def test_of_real_reviews_every_row_is_either_in_or_reported(ada, name, count):
    data = (SAMPLES / name).read_bytes()

    report = bring(ada, data=data)
    again = bring(ada, data=data)

    assert report.total == count and not report.left_out
    assert Claim.objects.count() == report.came_in
    assert (again.came_in, again.there) == (0, count)


# The command


def ran(*arguments) -> str:
    out = io.StringIO()
    call_command("importreviews", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "reviews.ndjson"
    path.write_bytes(lines(ONE, "{broken", item(datePublished="last week"), ONE))
    return str(path)


def test_the_command_says_what_came_of_it(ada, file):
    assert ran(file, "--by", "ada").splitlines() == [
        "  line 2: is not JSON; left out "
        "(Expecting property name enclosed in double quotes, character 2)",
        "  line 3: itemReviewed.datePublished: “last week” is no day; left out of the claim",
        "Left out:",
        "  1 × is not JSON; left out",
        "Remarks on what comes in:",
        "  1 × itemReviewed.datePublished: is no day; left out of the claim",
        "Came in: 2. There already: 1. Left out: 1.",
    ]


def test_a_check_says_the_same_and_writes_nothing(ada, file, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 1)

    checked = ran(file, "--by", "ada", "--check")

    rows = (Claim, Source, Speaker, Snapshot, Revision, Event)
    assert not any(model.objects.exists() for model in rows)
    assert checked.replace("Would come in", "Came in") == ran(file, "--by", "ada")


def test_of_many_problems_the_first_are_told(ada, tmp_path):
    path = tmp_path / "reviews.ndjson"
    path.write_bytes(lines(*["{broken"] * 60, ONE))

    told = ran(str(path), "--by", "ada").splitlines()

    assert told[49].startswith("  line 50:") and told[50] == "  … and 10 more."


def test_standard_input_is_read(ada, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines(ONE))))

    assert "Came in: 1." in ran("-", "--by", "ada")


@pytest.mark.parametrize(
    "arguments, told",
    [
        (["{file}", "--by", "nobody"], "There is no account “nobody”."),
        (["{file}", "--by", "rana"], "Your account does not allow you to bring in claims."),
        (["/nowhere", "--by", "ada"], "/nowhere: it cannot be read"),
        (["{file}", "--by", "ada", "--language", "?"], "“?” is no code of a language"),
    ],
)
def test_what_cannot_begin_is_told(cast, file, arguments, told):
    with pytest.raises(CommandError, match=told.replace("?", r"\?")):
        ran(*(each.format(file=file) for each in arguments))
