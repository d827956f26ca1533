"""The demo's story is loaded to the letter, once, and through the verbs of the desk."""

from __future__ import annotations

import pytest

from claims import workflow
from claims.checklist import blocking
from claims.document import compose
from claims.models import Claim, Event, Verb
from claims.seeding.loading import load
from record import reading
from record.models import Entry, Link, Listing
from sources.models import Source

pytestmark = pytest.mark.django_db

# The claims: status, verdicts and kinds of their editions, basis now, listed or not.
LIVE, NEE = "published", "not-enough-evidence"
STORY = {
    "01-put-on-the-list": (LIVE, ["first true"], "independent", True),
    "02-will-be-removed": (LIVE, ["first pending", "update came-about"], "none", True),
    "03-officials-agreed": (LIVE, [f"first {NEE}"], "none", True),
    "04-vacated": (LIVE, ["first true", "correction true"], "waived", True),
    "05-restrictions-lifted": ("in_review", [], None, False),
    "06-told-the-exchange": (LIVE, ["first correctly-attributed"], "single", True),
    "07-unlawful": (LIVE, ["first correctly-attributed"], "single", True),
    "08-judge-blocked": ("changes_requested", [], None, False),
    "09-prevented-investing": (LIVE, [f"first {NEE}", "update misleading"], "independent", True),
    "10-third-biggest": (LIVE, [f"first {NEE}"], "none", True),
    "11-sell-by-november": (LIVE, [f"first {NEE}"], "none", True),
    "12-one-of-the-largest": ("approved", [], None, False),
    "13-sales-ban-lifted": ("retracted", [f"first {NEE}", f"retraction {NEE}"], "none", False),
    "14-licence-fees": ("draft", [], None, False),
}
RELATIONS = {
    "04-vacated": [
        ("supersedes", "01-put-on-the-list"),
        ("supersedes", "02-will-be-removed"),
        ("supersedes", "03-officials-agreed"),
        ("fulfils", "02-will-be-removed"),
        ("makes_moot", "11-sell-by-november"),
        ("replaces", "13-sales-ban-lifted"),
    ],
    "09-prevented-investing": [("contradicts", "11-sell-by-november")],
    "10-third-biggest": [("narrows", "12-one-of-the-largest")],
}
NOTICES = {
    "02-will-be-removed": "We now say Came about. The first edition said Pending.",
    "09-prevented-investing": "We now say Misleading. The first edition said Not enough evidence.",
    "04-vacated": "The first edition gave 25 May as the day Lei Jun spoke. "
    "It is the day of the order.",
    "13-sales-ban-lifted": "We worded a claim nobody made; “ban” meant a ban on investment.",
}
# Stance, speaker, the places of its words in the full text, and whether it counts.
EVIDENCE = {
    "01-put-on-the-list": [
        ("supports", "Liliputing", [(0, 169)], True),
        ("supports", "TechRadar", [(239, 398)], True),
        ("supports", "Lei Jun", [(965, 1149)], True),
    ],
    "02-will-be-removed": [("context", "An unnamed report", [(664, 818)], False)],
    "03-officials-agreed": [("context", "An unnamed report", [(664, 818)], False)],
    "04-vacated": [("supports", "Lei Jun", [(907, 1149)], False)],
    "05-restrictions-lifted": [("context", "Xiaomi", [(79, 237)], False)],
    "06-told-the-exchange": [
        ("supports", "TechRadar", [(819, 904)], True),
        ("supports", "Lei Jun", [(907, 1149)], True),
    ],
    "07-unlawful": [
        ("supports", "Xiaomi", [(400, 487), (489, 518)], True),
        ("context", "Liliputing", [(384, 440)], False),
    ],
    "08-judge-blocked": [
        ("supports", "A judge", [(521, 647)], False),
        ("context", "Liliputing", [(170, 262)], False),
    ],
    "09-prevented-investing": [
        ("contradicts", "Liliputing", [(170, 262)], True),
        ("contradicts", "Liliputing", [(1089, 1195)], True),
        ("contradicts", "TechRadar", [(521, 647)], True),
    ],
    "10-third-biggest": [("context", "Liliputing", [(574, 628)], False)],
    "11-sell-by-november": [],
    "12-one-of-the-largest": [("supports", "TechRadar", [(1620, 1679)], True)],
    "13-sales-ban-lifted": [
        ("supports", "TechRadar", [(0, 32)], True),
        ("contradicts", "Lei Jun", [(1188, 1331)], True),
    ],
    "14-licence-fees": [("contradicts", "Commenter 1", [(2206, 2225), (2401, 2548)], False)],
}
CLAIMANTS = {
    "02-will-be-removed": "US Department of Defense",
    "03-officials-agreed": "US officials",
    "04-vacated": "Lei Jun",
    "05-restrictions-lifted": "Lei Jun",
    "09-prevented-investing": "TechRadar",
    "10-third-biggest": "TechRadar",
    "11-sell-by-november": "Liliputing",
    "12-one-of-the-largest": "Liliputing",
    "14-licence-fees": "Some",
}


@pytest.fixture(scope="module")
def shelf(once):
    """The story."""
    return once(load)


def content_of(shelf, key):
    return compose(shelf.get(Claim, key))


def editions_of(shelf, key):
    return list(Entry.objects.of(shelf.get(Claim, key).public_id))


@pytest.mark.parametrize("key", STORY)
def test_a_claim_stands_where_the_story_leaves_it(shelf, key):
    status, published, basis, listed = STORY[key]
    claim = Claim.objects.get(pk=shelf.get(Claim, key).pk)

    told = [f"{e.edition_kind} {e.content.verdict.key}" for e in editions_of(shelf, key)]
    listing = Listing.objects.filter(claim=claim.public_id).first()
    assert (claim.status, told) == (status, published)
    assert (listing and listing.basis) == basis
    assert Listing.objects.current().filter(claim=claim.public_id).exists() == listed


@pytest.mark.parametrize("key", STORY)
def test_a_claim_has_the_relations_of_the_story(shelf, key):
    keys = {shelf.get(Claim, other).public_id: other for other in STORY}

    found = [(row.type, keys[row.claim]) for row in content_of(shelf, key).relations]

    assert found == RELATIONS.get(key, [])


@pytest.mark.parametrize("key", STORY)
def test_a_claim_cites_the_evidence_of_the_story(shelf, key):
    found = [
        (
            row.stance,
            row.statement.speaker.name,
            [(p.original_start, p.original_end) for p in row.statement.passages if p.part != "cue"],
            row.counted,
        )
        for row in content_of(shelf, key).evidence
    ]

    assert found == EVIDENCE[key]


@pytest.mark.parametrize("key", STORY)
def test_a_claim_names_its_claimant_or_none(shelf, key):
    claimant = content_of(shelf, key).claimant

    assert (claimant and claimant.speaker.name) == CLAIMANTS.get(key)


@pytest.mark.parametrize("key", NOTICES)
def test_a_second_edition_tells_readers_what_changed(shelf, key):
    first, second = (entry.published for entry in editions_of(shelf, key))

    assert first.notice == ""
    assert second.notice.startswith(NOTICES[key])
    assert second.verdict_changed == ("We now say" in second.notice)


def test_the_first_edition_erred_about_the_day_and_the_second_does_not(shelf):
    first, second = (e.content.claimant.made for e in editions_of(shelf, "04-vacated"))

    assert (first.earliest, first.latest) == ("2021-05-25", "2021-05-25")
    assert (second.earliest, second.latest, second.basis) == ("2021-05-25", None, "derived")


def test_the_waiver_is_printed_to_the_letter(shelf):
    assert content_of(shelf, "04-vacated").waiver == (
        "Rests on Xiaomi’s own stock-exchange statement as quoted by TechRadar. "
        "We have not seen the order."
    )


@pytest.mark.parametrize(
    ("key", "roots"), [("09-prevented-investing", 2), ("06-told-the-exchange", 1)]
)
def test_evidence_that_hands_on_one_work_has_one_root(shelf, key, roots):
    assert content_of(shelf, key).independent_roots == roots


def test_the_log_says_whose_clause_it_is(shelf):
    events = shelf.get(Claim, "09-prevented-investing").events

    assert "TechRadar’s own" in events.filter(verb=Verb.REVISE).first().reason


def test_the_reviewer_says_what_is_wanted(shelf):
    last = shelf.get(Claim, "08-judge-blocked").events.last()

    assert last.reason == "One unnamed judge, one article. The opinion is public: capture it."


def test_the_checklist_holds_up_the_claim_in_review(shelf):
    (line,) = blocking(shelf.get(Claim, "05-restrictions-lifted"))

    assert line.todo.startswith("Only the claimant says so.")


@pytest.mark.parametrize("key", [key for key, row in STORY.items() if not row[1]])
def test_nothing_of_an_unpublished_claim_is_in_the_record(shelf, key):
    claim = shelf.get(Claim, key)
    record = " ".join(Entry.objects.values_list("data", flat=True))

    assert not Listing.objects.filter(claim=claim.public_id).exists()
    texts = (claim.short, claim.finding, claim.explanation[:60])
    assert not [text for text in texts if text and text in record]


def test_a_link_to_a_hidden_claim_is_not_shown(shelf):
    claim = shelf.get(Claim, "10-third-biggest").public_id

    assert Link.objects.filter(claim=claim).count() == 1
    assert reading.bonds([claim]) == {claim: []}


def test_no_live_page_differs_from_the_desk(shelf):
    live = [key for key, row in STORY.items() if row[0] == LIVE]

    assert not [key for key in live if workflow.differs_from_live(shelf.get(Claim, key))]


def test_two_articles_are_held_and_seven_works_only_cited(shelf):
    held = [source.title for source in Source.objects.with_held() if source.is_held]

    assert len(held) == 2
    assert Source.objects.count() == 9


@pytest.mark.parametrize(
    ("verb", "who"),
    [(Verb.SUBMIT, "editor"), (Verb.APPROVE, "reviewer"), (Verb.PUBLISH, "reviewer")],
)
def test_one_person_writes_and_another_approves(shelf, verb, who):
    assert set(Event.objects.filter(verb=verb).values_list("actor_name", flat=True)) == {who}
