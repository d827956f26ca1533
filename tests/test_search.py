from importlib import import_module

from django.db import connection

import pytest

from core.among import one_of
from record import search as engines
from record.models import Listing, Posting, Word
from record.search import Asked, parse, search
from record.search.postings import BITS, pack, word_row
from record.search.ranking import Group, counted, ranking, scored
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
    return bool(search(Listing.objects.current(), text))


@pytest.mark.parametrize(
    "text",
    [
        "bridge",
        "BRIDGE harbour",
        "readers bridge",
        "bridge zebra",
        "bridges",
        "+bridge",
        "+bri* zebra",
        "lorry reader",
        "brigde",
        "harbuor",
        "https://example.org/zebra bridge",
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
        "+bridges",
        "+bridge +zebra",
        "bridge +zebra",
        "bri",
        "2012",
        '"bridge harbour"',
        '"harbour the bridge"',
        'bridge "harbour the bridge"',
        "bridge -cafe",
        "bridge -caf*",
        'bridge -"harbour bridge"',
        "-zebra",
        "",
        " ",
        "*",
        '"',
        '""',
        "-",
        "- -",
        "+",
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
        ("zebra AND unicorn", False),
        ("zebra OR unicorn", False),
        ("NOT zebra", False),
        ("NEAR(harbour bridge)", True),
        ("words:bridge", True),
        ("bridge & harbour", True),
        ("zebra | unicorn", False),
        ("!bridge", True),
        ("bridge:*", True),
        ("bridge <-> harbour", True),
        ("^bridge", True),
        ("{bridge}", True),
        ("zebra' OR unicorn --", False),
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


def found(text: str) -> list[str]:
    return [row.claim for row in search(Listing.objects.all(), text)]


def test_of_equals_the_newest_comes_first(claim):
    newer = make.make_published_claim(text=TEXT, short="Café on the bridge", finding="Straße open.")

    assert found("harbour") == [newer.public_id, claim.public_id]


def test_a_claim_that_holds_more_of_the_words_comes_first(claim):
    some = make.make_published_claim(text="A harbour with lamps.", short="Lamps")

    assert found("harbour café lorries")[0] == claim.public_id
    assert found("harbour lamps")[0] == some.public_id


def test_a_rare_word_counts_more_than_a_common_one(claim):
    rare = make.make_published_claim(text="A unicorn was seen.", short="Unicorn")
    for number in range(3):
        make.make_published_claim(text=f"Harbour bridge {number}.", short=f"Bridge {number}")

    assert found("harbour unicorn")[0] == rare.public_id


def test_the_claim_itself_counts_more_than_what_is_said_about_it(claim):
    told = {"text": "Nothing was built.", "short": "Nothing"}
    beside = make.make_published_claim(**told, finding="A tower was planned.")
    itself = make.make_published_claim(text="A tower was built.", short="Tower")

    assert found("tower") == [itself.public_id, beside.public_id]


def test_a_pasted_sentence_finds_the_claim_that_answers_it(claim):
    make.make_published_claim(text="A unicorn was seen on the moon.", short="Unicorn")
    pasted = (
        "Somebody on the radio told my neighbour that “all of the lorries” have left the harbour, "
        "and that the old bridges would be closed for good! https://t.co/x — is that so?"
    )

    assert found(pasted)[0] == claim.public_id


@pytest.mark.parametrize(
    ("language", "text", "asked"),
    [
        ("ar", "أعلنت المحكمة أن الجسر مغلق منذ مايو", "الجسر مغلق"),
        ("hi", "अदालत ने कहा कि पुल मई से बंद है", "पुल बंद"),
        ("ru", "Суд сообщил, что мосты закрыты с мая", "закрытый мост"),
        ("zh", "法院表示大桥自五月起关闭", "大桥关闭"),
        ("el", "Το δικαστήριο έκλεισε τη γέφυρα", "ΓΕΦΥΡΑ"),
    ],
)
def test_it_finds_in_other_languages(claim, language, text, asked):
    other = make.make_published_claim(text=text, short=text, language=language)

    assert found(asked)[0] == other.public_id
    assert found(f"+{text.split()[0]}")[0] == other.public_id


def test_a_word_of_another_script_is_held_whole(claim):
    make.make_published_claim(text="पुल बंद है", short="पुल")

    assert Word.objects.filter(text="पुल", stem__gt="").exists()


def test_a_slip_in_a_short_word_or_a_number_is_none(claim):
    assert not found("opon")[1:]
    assert not found("2020")


def test_it_follows_the_current_edition(claim):
    next_edition(claim, "clarification", "Said more clearly.", finding="A unicorn stands there.")

    assert finds("unicorn")
    assert not finds("strasse")
    assert not Word.objects.filter(text="strasse").exists()
    assert list(engines.misplaced()) == []


def test_a_retracted_claim_is_not_found(claim):
    retract(claim)

    assert not finds("harbour")


def test_a_draft_is_not_found():
    make.make_sourced_claim(text="A unicorn stands here.")

    assert not finds("unicorn")


@pytest.mark.engine("postgresql")
def test_postgresql_uses_its_index(claim):
    with connection.cursor() as cursor:
        # However few rows there are: without a condition, neither the table nor its keys are read.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")

    plan = Asked.of('"harbour bri*"').among(Listing.objects.order_by()).explain()

    assert "record_listing_documents" in plan


@pytest.mark.engine("postgresql")
def test_postgresql_compares_no_word_with_every_other(claim):
    """As it would where rows are newer than what it counted, were the words joined with them."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE record_posting")
    newer = Posting.objects.filter(one_of("word_id", range(50_000)), chunk=99)

    assert "Nested Loop" not in newer.explain()


def test_the_index_holds_every_listing_as_it_is(claim):
    assert list(engines.unindexed()) == []
    assert list(engines.misplaced()) == []


def test_a_word_that_leads_elsewhere_is_named(claim):
    Posting.objects.filter(word__text="harbour").update(size=2)
    Word.objects.filter(text="cafe").update(stem="tea")

    assert list(engines.misplaced()) == ["harbour", "cafe"]


def test_many_are_indexed_as_one_by_one(claim):
    for _ in range(3):
        make.make_published_claim()
    rows = Posting.objects.values_list("word__text", "size", "data")
    before = {word: (size, bytes(data)) for word, size, data in rows}

    engines.clear()
    engines.index(Listing.objects.all())

    assert {word: (size, bytes(data)) for word, size, data in rows.all()} == before
    assert list(engines.unindexed()) == []


@pytest.mark.parametrize("first", [0, 300])
def test_of_a_word_of_very_many_stretches_some_are_counted(django_assert_num_queries, first):
    """They stand for the others, wherever the stretches begin: a rebuild gives listings new keys.

    Of a word of few stretches each is counted, and so is one that hardly any of those asked hold.
    """
    Posting.objects.all().delete()
    everywhere = {first + place: 40 + place % 7 for place in range(200)}
    missed = {first + place: 9 for place in range(200) if place % 13 or place in (0, 13, 26)}
    sizes = {"everywhere": everywhere, "seldom": {first: 3, first + 1: 5}, "missed": missed}
    words = {text: word_row(text) for text in sizes}
    for text, told in sizes.items():
        words[text].save()
        Posting.objects.bulk_create(
            Posting(word=words[text], chunk=chunk, size=size, data=b"")
            for chunk, size in told.items()
        )

    with django_assert_num_queries(4):
        found = list(counted([word.pk for word in words.values()], 200 << BITS, "default"))

    told = {key: (claims, stretches) for key, claims, stretches in found}
    claims, stretches = told[words["everywhere"].pk]
    assert stretches == 200 and abs(claims - sum(everywhere.values())) < 200
    assert told[words["seldom"].pk] == (8, 2)
    assert told[words["missed"].pk] == (9 * len(missed), len(missed))


@pytest.mark.parametrize("most_read", [6, 40_000])
def test_what_holds_little_is_no_answer_whether_or_not_all_words_were_read(monkeypatch, most_read):
    """Of a long question only the rarest words are read: two of four of them are not half of it."""
    asked = "zebra yak wren ibex lantern meadow orchard pebble thicket"
    common = " ".join(asked.split()[4:])
    others = "animals that nobody had counted before the winter came and the river froze over"
    two = f"A wren and an ibex stood here for a while among {others}, as far as anybody remembers."
    texts = {"all": asked, "two": two, **{f"common {n}": common for n in range(6)}}
    for short, text in texts.items():
        make.make_published_claim(text=text, short=short)
    monkeypatch.setattr(import_module("record.search.ranking"), "MOST_READ", most_read)

    found = [listing.short for listing in search(Listing.objects.current(), asked)]

    assert found[0] == "all" and "two" not in found


def test_of_few_words_a_claim_that_holds_part_of_one_is_an_answer():
    """All were read, or so few that it may hold all the others."""
    one = "A zebra stood here among other animals, and nobody counted them before the winter came."
    for short, text in {"both": "A zebra and a yak", "one": one}.items():
        make.make_published_claim(text=text, short=short)

    found = [listing.short for listing in search(Listing.objects.current(), "zebra yak")]

    assert found[:2] == ["both", "one"]


@pytest.mark.parametrize(
    "most_read, looked_up, place", [(40_000, 0, 0), (6, 300_000, 0), (6, 6, 0), (6, 5, 4)]
)
def test_what_a_claim_holds_beside_the_few_words_that_are_read_counts(
    monkeypatch, most_read, looked_up, place
):
    """It is looked up; where that would be too much, the claim is an answer all the same."""
    texts = [*["A ferry goes"] * 4, *["A tunnel was built"] * 5]
    for text in texts:
        make.make_published_claim(text=text, short=text)
    finding = f"It took three years, and nobody takes the ferry {'again and ' * 12}again."
    make.make_published_claim(text="A tunnel was built", short="Both", finding=finding)
    monkeypatch.setattr(import_module("record.search.ranking"), "MOST_READ", most_read)
    monkeypatch.setattr(import_module("record.search.ranking"), "LOOKED_UP", looked_up)

    found = [listing.short for listing in search(Listing.objects.current(), "ferry tunnel")]

    assert found.index("Both") == place and found.count("A ferry goes") == 4


@pytest.fixture
def postings(db):
    """Words of so many stretches, with so many claims in each."""

    def entered(**told: tuple[int, int]):
        Posting.objects.all().delete()
        for text, (stretches, claims) in told.items():
            word = word_row(text)
            word.save()
            Posting.objects.bulk_create(
                Posting(word=word, chunk=chunk, size=claims, data=pack({1: 100}))
                for chunk in range(stretches)
            )

    return entered


@pytest.mark.parametrize(
    "text, asked, read",
    [
        ("gull", {}, 20),
        ("gull", {"most": 300}, 9),
        ("gull", {"most": 30}, 5),
        ("gull", {"most": 30, "quickly": True}, 5),
        ("gull tern", {"most": 300}, 20),
    ],
)
def test_of_a_word_alone_the_newest_are_read_by_how_many_are_wanted(postings, text, asked, read):
    postings(gull=(20, 1_000), tern=(20, 3_000))

    found = ranking(parse(text), "default", **asked)

    assert sorted(key >> BITS for key in found.scores) == list(range(20))[-read:]


@pytest.mark.parametrize("quickly, least", [(False, 0.5), (True, 0.3)])
def test_what_a_quick_search_did_not_read_raises_nothing(postings, monkeypatch, quickly, least):
    rare, common = ("gull", "tern", "tit", "wren"), ("auk", "loon", "skua", "petrel", "grebe")
    postings(**dict.fromkeys(rare, (1, 9)), **dict.fromkeys(common, (1, 10)))
    for limit in ("MOST_READ", "READ_QUICKLY"):
        monkeypatch.setattr(import_module("record.search.ranking"), limit, 36)

    def least_of(*words):
        return ranking(parse(" ".join(words)), "default", quickly=quickly).least

    assert least_of(*rare) == 0.3
    assert least_of(*rare, *common) == least


def test_a_word_that_stands_mostly_in_one_stretch_is_counted_whole():
    Posting.objects.all().delete()
    word = word_row("cormorant")
    word.save()
    sizes = {stretch * 5: 1 for stretch in range(48)} | {0: 3_500}
    Posting.objects.bulk_create(
        Posting(word=word, chunk=chunk, size=size, data=b"") for chunk, size in sizes.items()
    )

    assert list(counted([word.pk], 240 << BITS, "default")) == [(word.pk, 3_547, 48)]


def test_claims_that_hold_the_same_come_out_even_in_whatever_stretch():
    """Their words are added in another order in each, which for fractions is another sum."""
    words = [word_row(text) for text in ("one", "two", "three")]
    for number, word in enumerate(words):
        word.save()
        for chunk, others in ((0, number), (1, 3 - number)):
            weighed = {0: 100 + number} | dict.fromkeys(range(1, 1 + others), 1)
            Posting.objects.create(word=word, chunk=chunk, size=len(weighed), data=pack(weighed))
    groups = [Group(word.text, [(word.pk, 9, 2)]) for word in words]

    for tenth in range(1, 200):
        rarity = {word.text: tenth / 10 + number / 7 for number, word in enumerate(words)}
        scores = scored(groups, rarity, "default", 1_000)
        assert scores[0] == scores[1 << BITS]
