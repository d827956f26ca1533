from django.db import connection

import pytest

from record import search as engines
from record.models import Listing
from record.search import search
from tests import factories as make
from tests.published import listing_of, next_edition, retract

pytestmark = pytest.mark.django_db

TEXT = "Zoë’s café—the “harbour bridge”—isn’t closed in 2021, naïve readers say: 1.200 lorries."


@pytest.fixture(scope="module")
def made(once):
    told = {"text": TEXT, "short": "Café on the bridge", "finding": "Straße open."}
    return once(make.make_published_claim, **told)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


def finds(text: str) -> bool:
    return bool(search(Listing.objects.current(), text).count())


@pytest.mark.parametrize(
    "text",
    [
        "bridge",
        "BRIDGE harbour",
        "readers bridge",
        '"harbour bridge"',
        "“harbour bridge”",
        "bri*",
        "harbour bri*",
        "bridge -zebra",
        'bridge -"bridge harbour"',
        "cafe",
        "café",
        "CAFE\u0301",
        "zoe's",
        "zoë’s",
        "isn't",
        "naive",
        "strasse",
        "1.200",
        "2021",
        "har\u00adbour",
        "harbour\u00a0bridge",
        "bridge\x00",
        "\u200bbridge",
    ],
)
def test_it_finds(claim, text):
    assert finds(text)


@pytest.mark.parametrize(
    "text",
    [
        "zebra",
        "bridge zebra",
        "brid",
        '"bridge harbour"',
        '"harbour the bridge"',
        "bridge -cafe",
        'bridge -"harbour bridge"',
        "-zebra",
        "",
        " ",
        "*",
        '"',
        '""',
        "-",
        "- -",
        "\x00",
        "…",
        "(",
    ],
)
def test_it_does_not_find(claim, text):
    assert not finds(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bridge AND harbour", False),
        ("bridge OR zebra", False),
        ("NOT zebra", False),
        ("NEAR(harbour bridge)", False),
        ("words:bridge", False),
        ("bridge & harbour", True),
        ("bridge | zebra", False),
        ("!bridge", True),
        ("bridge:*", True),
        ("bridge <-> harbour", True),
        ("^bridge", True),
        ("{bridge}", True),
        ("bridge' OR 1=1 --", False),
        ('bridge"', True),
        ('"harbour bridge', True),
        ("bridge\\", True),
        ("%", False),
        ("bridge;", True),
        ("(bridge", True),
        ("+bridge", True),
    ],
)
def test_operators_of_the_engines_are_only_words_or_marks(claim, text, found):
    assert finds(text) is found


@pytest.mark.parametrize("text", ["bridge " * 40, "b" * 5000, "(" * 500, "a*" * 90, "-x " * 90])
def test_a_long_search_is_harmless(claim, text):
    assert finds(text) in (True, False)


def test_it_looks_in_the_words_of_evidence_and_the_names_of_speakers(claim):
    speaker = listing_of(claim).entry.content.evidence[0].statement.speaker.name

    assert finds('"the bridge is safe"')
    assert finds(f'"{speaker}"')


def test_it_keeps_the_order_of_the_log(claim):
    newer = make.make_published_claim(text=TEXT)

    order = [row.claim for row in search(Listing.objects.all(), "harbour")]

    assert order == [newer.public_id, claim.public_id]


def test_it_follows_the_current_edition(claim):
    next_edition(claim, "clarification", "Said more clearly.", finding="A unicorn stands there.")

    assert finds("unicorn")
    assert not finds("strasse")


def test_a_retracted_claim_is_not_found(claim):
    retract(claim)

    assert not finds("harbour")


def test_a_draft_is_not_found():
    make.make_sourced_claim(text="A unicorn stands here.")

    assert not finds("unicorn")


@pytest.mark.engine("postgresql")
def test_postgresql_uses_its_index(claim):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    plan = search(Listing.objects.order_by(), "harbour bri*").explain()

    assert "record_listing_words" in plan


def test_the_index_holds_every_listing_as_it_is(claim):
    assert engines.unindexed() == []
