"""Nothing stops a run: every review is either in or reported; and what the command says of it."""

import io
import json
import threading
from contextlib import closing, contextmanager, nullcontext

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from claims.importing.reviews import (
    cleaning,
    days,
    entering,
    ratings,
    reading,
    running,
    texts,
    understanding,
)
from claims.importing.reviews.alone import alone
from claims.importing.reviews.reading import Found
from claims.importing.reviews.remarks import LeftOut
from claims.models import Claim, Event
from core.models import Revision
from sources.models import Relay, Snapshot, Source, Speaker
from tests.reviews import ONE, TWO, URL, bring, item, lines, review

pytestmark = pytest.mark.django_db
DEEP = '{"a":' * 900 + "1" + "}" * 900
SAMPLES = settings.BASE_DIR.parent / "shared" / "data" / "claims" / "claimreview"


@pytest.fixture
def ada(cast):
    return cast.editor


# Nothing stops the run


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_row_that_the_database_refuses_is_told_and_the_others_come_in(ada, monkeypatch, place):
    bad = review(url=f"{URL}/bad", claimReviewed="Refused")
    told = [ONE, TWO]
    told.insert(place - 1, bad)
    original = entering._claim

    def refused(one, scale):
        claim = original(one, scale)
        claim.kind = "rumour" if one.text == "Refused" else claim.kind
        return claim

    monkeypatch.setattr(entering, "_claim", refused)

    report = bring(ada, *told)

    assert (report.came_in, list(report.left_out)) == (2, ["was refused; left out"])
    assert report.problems[0].startswith(f"line {place}: was refused; left out (")
    assert not Source.objects.filter(url=f"{URL}/bad").exists()


def test_a_database_that_is_gone_is_no_fault_of_a_row(ada, file, monkeypatch):
    def gone(*args, **options):
        raise OperationalError("the connection is closed\nthe rest")

    with monkeypatch.context() as broken:
        broken.setattr(entering, "enter", gone)
        with pytest.raises(CommandError, match=r"does not answer \(the connection is closed\)"):
            ran(file, "--by", "ada")

    assert "Came in: 2." in ran(file, "--by", "ada")


def test_a_lock_that_cannot_be_kept_is_not_another_run(ada, file, tmp_path, monkeypatch):
    kept = connection.vendor == "postgresql"  # which needs no file for it
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "missing" / "db"))

    with nullcontext() if kept else pytest.raises(CommandError, match="unable to open database"):
        ran(file, "--by", "ada")


def test_names_that_the_database_takes_for_one_are_one_speaker(ada):
    told = [
        {**item(author={"@type": "Person", "name": name}), "url": f"{URL}/{number}"}
        for number, name in enumerate(["Teyit", "TEYİT", "MÜLLER", "Müller", "Teyi̇t"])
    ]

    report = bring(ada, *told)

    assert (report.came_in, report.left_out.total()) == (5, 0)
    assert bring(ada, *told).there == 5


def test_works_that_hand_on_each_other_are_left_out_of_the_later_one(ada):
    other = "https://other.example/1"
    one = item(appearance=other)
    two = {**item(appearance=URL), "url": other, "claimReviewed": "Another"}

    report = bring(ada, one, two)

    assert report.came_in == 2
    assert list(report.remarks) == [
        "itemReviewed.appearance could not be entered; left out of the claim"
    ]
    assert Relay.objects.count() == 1


def test_the_next_batches_are_read_beside_and_told_in_their_order(ada, monkeypatch):
    monkeypatch.setattr(understanding, "FEW", 2)
    monkeypatch.setattr(running, "BATCH", 2)
    told = [review(url=f"{URL}/{number}", datePublished="last week") for number in range(6)]
    deep = json.dumps(review(url=f"{URL}/deep", name=None))[:-1] + ', "name": ' + DEEP + "}"

    report = bring(ada, *told, "{broken", deep, ONE)

    assert (report.came_in, report.left_out.total(), report.total) == (8, 1, 9)
    assert [problem.partition(":")[0] for problem in report.problems] == [
        "line 7",
        *(f"line {number}" for number in range(1, 7)),
    ]


def test_two_runs_at_once_are_one_too_many(ada, file):
    with held_elsewhere(), pytest.raises(CommandError, match="being brought in already"):
        ran(file, "--by", "ada")

    assert not Claim.objects.exists()
    assert "Came in: 2." in ran(file, "--by", "ada")


def test_a_check_goes_beside_another_run(ada, file):
    with held_elsewhere():
        assert "Would come in: 2." in ran(file, "--by", "ada", "--check")


def test_a_run_that_fails_lets_the_next_one_begin(ada):
    def broken():
        yield Found("line 1", review())
        raise OSError("The disk is gone.")

    with pytest.raises(OSError, match="The disk is gone"):
        running.bring_in(broken(), by=ada)

    assert bring(ada, review()).came_in == 1


@contextmanager
def held_elsewhere():
    """The place of another run, in a connection of its own, for the time of the block."""
    began, over = threading.Event(), threading.Event()

    def hold():
        with closing(connections[DEFAULT_DB_ALIAS]), alone():
            began.set()
            over.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    began.wait()
    try:
        yield
    finally:
        over.set()
        holder.join()


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
    data = lines(
        ONE, '{"a":' * 100_000, f'{{"claimReviewed": "x", "url": "{URL}", "name": {DEEP}}}'
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
        "  1 × itemReviewed.datePublished is no day; left out of the claim",
        "Came in: 2. At the desk already, or further up in the file: 1. Left out: 1.",
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
