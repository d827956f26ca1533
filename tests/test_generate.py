"""`manage.py generate`: the same seed gives the same claims, and what it leaves verifies."""

from __future__ import annotations

import json
from collections import Counter
from io import StringIO

from django.core.management import CommandError, call_command
from django.test import Client

import jsonschema
import pytest

from claims.generating import words
from claims.generating.contents import Writer
from claims.generating.running import generated
from claims.generating.world import World, id_of
from claims.installation import SCALE
from claims.models import Claim
from core.verifying import every_check
from record import merkle, reading, schema, search
from record.models import Entry, Head, Listing
from tests import factories as make

pytestmark = pytest.mark.django_db

BULK, BY_VERBS = 60, 4


def run(**options):
    out = StringIO()
    call_command("generate", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def writer(seed=1):
    verdicts = {
        key: schema.Verdict(
            key=key, label=label, meaning="", value=value, best=None, worst=None, colour=colour
        )
        for key, label, _, value, colour, *_ in SCALE
    }
    return Writer(World(seed), verdicts)


def contents(seed, start=0, end=40):
    return [schema.as_value(draft.content) for draft in writer(seed).drafts(start, end)]


@pytest.fixture(scope="module")
def filled(once):
    """A database with generated claims, some of them through the verbs."""
    return once(run, claims=BULK + BY_VERBS, batch=25, through_verbs=BY_VERBS)


def test_the_same_seed_gives_the_same_claims():
    assert contents(seed=1) == contents(seed=1)
    assert contents(seed=1) != contents(seed=2)


def test_a_claim_does_not_depend_on_where_a_run_began():
    assert contents(1, 30, 40) == contents(1, 0, 40)[-len(contents(1, 30, 40)) :]


def test_it_says_how_many_there_are(filled):
    assert generated() == BULK + BY_VERBS
    assert filled.startswith(f"{BULK + BY_VERBS} claims in ")
    assert Head.objects.get().root in filled


def test_each_entry_meets_the_published_schema(filled):
    validator = jsonschema.Draft202012Validator(schema.json_schema())
    for entry in Entry.objects.all():
        validator.validate(json.loads(entry.data))


def test_what_it_leaves_verifies(filled):
    assert [fault for check in every_check() for fault in check.faults()] == []


def test_the_log_is_whole(filled):
    leaves = Entry.objects.order_by("index").values_list("leaf", flat=True)
    assert Head.objects.get().root == merkle.root_over(leaves)


def test_some_went_through_the_verbs(filled):
    by_verbs = Claim.objects.order_by("pk")

    assert [claim.public_id for claim in by_verbs] == [
        id_of("c", number) for number in range(BULK, BULK + BY_VERBS)
    ]
    assert {claim.status for claim in by_verbs} == {"published"}
    assert Entry.objects.of(id_of("c", BULK)).count() == 2


def test_there_are_later_editions_and_relations(filled):
    kinds = Counter(Entry.objects.editions().values_list("edition_kind", flat=True))

    assert kinds["first"] == BULK + BY_VERBS
    assert len(kinds) > 1
    assert any(reading.bonds(Listing.objects.values_list("claim", flat=True)).values())


def test_the_probe_words_are_found(filled):
    listings = Listing.objects.all()
    expected = {
        word: len([n for n in range(BULK) if n % every == at])
        for word, (every, at) in words.PROBES.items()
    }

    found = {word: len(search.search(listings, word)) for word in words.PROBES}

    assert found["zqrare"] == expected["zqrare"] == 1
    assert found["zqmedium"] == expected["zqmedium"] == 1
    assert expected["zqcommon"] <= found["zqcommon"] <= expected["zqcommon"] + BY_VERBS


def test_every_page_of_them_is_there(filled):
    client = Client()
    for listing in Listing.objects.order_by("pk")[:15]:
        assert client.get(listing.get_absolute_url()).status_code == 200


def test_a_further_run_goes_on(filled):
    run(claims=3, through_verbs=0)

    newest = Listing.objects.filter(number=1).order_by("-pk")[:3]
    assert {listing.claim for listing in newest} == {
        id_of("c", number) for number in range(BULK + BY_VERBS, BULK + BY_VERBS + 3)
    }


def test_claims_that_are_not_at_the_desk_are_not_gone_on_from(filled):
    with pytest.raises(CommandError, match="not at the desk"):
        run(claims=1, at_desk=True)


def test_it_refuses_a_database_with_real_claims():
    make.make_claim()
    before = generated()

    with pytest.raises(CommandError, match="not generated"):
        run(claims=1)
    assert generated() == before

    run(claims=1, through_verbs=0, yes=True)
    assert generated() == before + 1


@pytest.mark.parametrize("options", [{"claims": 0}, {"claims": 1, "batch": 0}])
def test_numbers_that_make_no_sense_are_refused(options):
    with pytest.raises(CommandError):
        run(**options)


def test_the_words_are_all_different():
    for language in ("en", "ar", "hi"):
        vocabulary = words.vocabulary(language)
        assert len(set(vocabulary)) == len(vocabulary) == words.VOCABULARY


def test_words_occur_as_in_text():
    counts = Counter(words.some(World(1).rng("x"), "en", 20_000))
    first, tenth = words.vocabulary("en")[0], words.vocabulary("en")[9]

    assert 2 < counts[first] / counts[tenth] < 6


def test_the_claims_are_as_many_sided_as_they_should():
    several = [writer().content(number) for number in range(300)]
    languages = {content.language for content in several}

    assert {"ar", "hi"} <= languages
    assert 2 <= sum(len(content.evidence) for content in several) / len(several) <= 2.4
    assert any(s.chain for c in several for s in [piece.statement for piece in c.evidence])
    assert {content.basis for content in several} == {"primary", "independent", "waived", "none"}


def test_passages_stand_where_they_say():
    world = World(1)
    work, statement = world.work(0), world.statement(3)

    for passage in statement.passages:
        assert work.text[passage.start : passage.end] == passage.exact
