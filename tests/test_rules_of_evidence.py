"""Which evidence counts, why not, and what a verdict rests on."""

import pytest

from claims import weighing
from claims.checklist import blocking, checklist
from claims.document import compose
from claims.models import Claim, Verdict
from sources.models import Passage, Relay, SameRoot, Source, Speaker
from tests import factories as make

pytestmark = pytest.mark.django_db

TEXT = """Bridge reopens

The bridge is safe, the engineer said.

Comments

1 comment on “Bridge reopens”

  1. The bridge is not safe at all.
"""


def evidence(claim) -> list:
    return compose(claim).evidence


def keys(claim) -> set[str]:
    return {line.key for line in blocking(claim)}


def statement_of(speaker, **fields):
    return make.make_statement(speaker=speaker, **fields)


def test_a_named_speaker_in_the_publishers_text_counts():
    claim = make.make_claim()
    make.add_evidence(claim)

    assert [piece.counted for piece in evidence(claim)] == [True]


@pytest.mark.parametrize("field", ["speaker", "on_behalf_of"])
def test_the_claimants_own_words_never_support(field):
    claim, xiaomi = make.make_claim(), make.make_speaker("Xiaomi")
    make.add_appearance(claim, statement_of(xiaomi))
    own = {"speaker": xiaomi} if field == "speaker" else {"on_behalf_of": xiaomi}
    make.add_evidence(claim, make.make_statement(**own))

    assert evidence(claim)[0].not_counted_because == ["claimant"]


def test_one_for_whom_the_claimant_speaks_is_the_claimant_too():
    claim, lei, xiaomi = make.make_claim(), make.make_speaker(), make.make_speaker()
    make.add_appearance(claim, make.make_statement(speaker=lei, on_behalf_of=xiaomi))
    make.add_evidence(claim, statement_of(xiaomi))

    assert not evidence(claim)[0].counted


def test_the_claimants_words_against_the_claim_count():
    claim, speaker = make.make_claim(verdict="false"), make.make_speaker()
    make.add_appearance(claim, statement_of(speaker))
    make.add_evidence(claim, statement_of(speaker), "contradicts")

    assert evidence(claim)[0].counted


def test_an_unnamed_speaker_never_counts():
    claim = make.make_claim()
    make.add_evidence(claim, statement_of(make.make_speaker(kind=Speaker.Kind.UNNAMED)))

    assert evidence(claim)[0].not_counted_because == ["unnamed"]


def test_a_readers_comment_never_counts():
    claim, snapshot = make.make_claim(), make.make_snapshot(TEXT)
    make.add_evidence(claim, make.make_statement("not safe at all", snapshot=snapshot))

    assert evidence(claim)[0].not_counted_because == ["user_comment"]
    assert evidence(claim)[0].statement.labels == ["user_comment"]


def test_context_never_counts():
    claim = make.make_claim()
    make.add_evidence(claim, stance="context")

    assert evidence(claim)[0].not_counted_because == ["context"]


def test_a_cue_alone_is_no_evidence():
    claim = make.make_claim()
    make.add_evidence(claim, make.make_statement("said Mara Lind", part=Passage.Part.CUE))

    assert evidence(claim)[0].not_counted_because == ["no_words"]


@pytest.mark.parametrize("grade, counted", [("primary", True), ("secondary", False)])
def test_what_hands_on_a_report_is_second_hand(grade, counted):
    claim, statement = make.make_claim(), make.make_statement()
    Relay.objects.create(statement=statement, source=make.make_source(grade=grade))
    make.add_evidence(claim, statement)

    assert evidence(claim)[0].counted is counted


def test_a_held_primary_source_is_enough():
    claim = make.make_sourced_claim()

    assert compose(claim).basis == weighing.PRIMARY
    assert blocking(claim) == []


def test_a_primary_source_that_is_only_cited_is_a_root_but_not_held():
    claim, statement = make.make_claim(), make.make_statement()
    order = make.make_source(grade=Source.Grade.PRIMARY)
    Relay.objects.create(statement=statement, source=order)
    make.add_evidence(claim, statement)

    assert [root.id for root in evidence(claim)[0].statement.roots] == [order.public_id]
    assert evidence(claim)[0].statement.steps_to_primary == 1
    assert (compose(claim).basis, keys(claim)) == (weighing.SINGLE, {"sourcing"})


def test_two_independent_roots_are_enough():
    claim = make.make_claim()
    make.add_evidence(claim)
    make.add_evidence(claim)

    assert (compose(claim).basis, compose(claim).independent_roots) == (weighing.INDEPENDENT, 2)
    assert blocking(claim) == []


def two_articles_on_one_order():
    claim, order = make.make_claim(), make.make_source(grade=Source.Grade.PRIMARY)
    for _ in range(2):
        statement = make.make_statement()
        Relay.objects.create(statement=statement, source=order)
        make.add_evidence(claim, statement)
    return claim


def test_two_articles_with_one_root_count_once():
    claim = two_articles_on_one_order()

    assert compose(claim).independent_roots == 1
    assert keys(claim) == {"sourcing"}


def test_two_reports_through_one_wire_are_second_hand_and_have_one_root():
    """Also where the wire itself was entered only as what lies in between."""
    claim, wire, order = make.make_claim(), make.make_source(), make.make_source(grade="primary")
    for _ in range(2):
        statement = make.make_statement()
        Relay.objects.create(statement=statement, source=order, through=wire)
        make.add_evidence(claim, statement)

    assert [piece.not_counted_because for piece in evidence(claim)] == [["second_hand"]] * 2
    assert {root.id for piece in evidence(claim) for root in piece.statement.roots} == {
        order.public_id
    }


def test_words_that_lie_in_no_region_never_count():
    claim, statement = make.make_claim(), make.make_statement()
    make.add_evidence(claim, statement)
    statement.passages.get().snapshot.regions.all().delete()

    assert evidence(claim)[0].not_counted_because == ["outside_text"]


def test_roots_that_are_probably_the_same_count_once():
    claim = make.make_claim()
    sources = [make.add_evidence(claim).statement.source for _ in range(3)]
    SameRoot.objects.create(one=sources[2], other=sources[0], reason="One agency text.")

    assert compose(claim).independent_roots == 2


def test_three_roots_said_to_be_the_same_in_pairs_count_once():
    claim = make.make_claim()
    one, two, three = (make.add_evidence(claim).statement.source for _ in range(3))
    SameRoot.objects.create(one=three, other=two, reason="The same.")
    SameRoot.objects.create(one=one, other=three, reason="The same.")

    assert compose(claim).independent_roots == 1


def test_two_statements_of_one_article_have_one_root():
    claim, snapshot = make.make_claim(), make.make_snapshot()
    make.add_evidence(claim, make.make_statement(snapshot=snapshot))
    make.add_evidence(claim, make.make_statement("Traders had asked", snapshot=snapshot))

    assert compose(claim).independent_roots == 1


def test_a_waiver_stands_in_for_sourcing_alone():
    claim = make.make_claim(waiver="We have not seen the order.", finding="")
    make.add_appearance(claim, make.make_statement())

    assert keys(claim) == {"finding"}
    assert compose(claim).basis == weighing.WAIVED
    assert compose(claim).waiver == "We have not seen the order."


def test_a_waiver_that_is_not_needed_is_not_printed():
    claim = make.make_sourced_claim(waiver="Not needed.")

    assert compose(claim).waiver == ""


def test_evidence_of_the_other_side_alone_forbids_the_verdict():
    claim = make.make_claim(verdict="true", waiver="So.")
    make.add_evidence(claim, stance="contradicts")

    assert "in_keeping" in keys(claim)


@pytest.mark.parametrize(
    "verdict, stances, met",
    [
        ("true", ["supports", "supports"], True),
        ("mostly-true", ["supports", "supports"], True),
        ("true", ["supports"], False),
        ("false", ["contradicts", "contradicts"], True),
        ("misleading", ["contradicts", "contradicts"], True),
        ("false", ["supports", "supports"], False),
        ("partly-true", ["supports", "contradicts"], True),
        ("conflicting-evidence", ["supports", "contradicts"], True),
        ("conflicting-evidence", ["supports", "supports"], False),
        ("not-enough-evidence", ["context"], True),
        ("not-enough-evidence", [], False),
    ],
)
def test_each_verdict_has_its_rule(verdict, stances, met):
    claim = make.make_claim(verdict=verdict)
    for stance in stances:
        make.add_evidence(claim, stance=stance)

    assert (blocking(claim) == []) is met


@pytest.mark.parametrize("cue, met", [("said Mara Lind, the city engineer", True), ("", False)])
def test_an_attribution_needs_words_and_cue_from_a_held_source(cue, met):
    claim = make.make_claim(kind="attribution", verdict="correctly-attributed")
    make.add_evidence(claim, make.make_statement(cue=cue))

    assert (blocking(claim) == []) is met


@pytest.mark.parametrize("verdict", ["pending", "came-about", "did-not-come-about"])
def test_a_promise_needs_only_where_it_was_made(verdict):
    claim = make.make_claim(kind="promise", verdict=verdict)
    make.add_appearance(claim, make.make_statement())

    assert blocking(claim) == []


def test_a_verdict_for_another_kind_of_claim_is_refused():
    claim = make.make_claim(kind="promise", verdict="true")

    assert "verdict_kind" in keys(claim)


def test_the_checklist_says_that_only_the_claimant_says_so():
    claim, xiaomi = make.make_claim(), make.make_speaker()
    make.add_appearance(claim, statement_of(xiaomi))
    make.add_evidence(claim, statement_of(xiaomi), "context")
    line = next(line for line in checklist(claim) if line.key == "sourcing")

    assert line.todo.startswith("Only the claimant says so. Capture")


def test_an_explanation_that_cites_what_is_not_there_is_told():
    claim = make.make_sourced_claim(explanation="As [1] and [3] say.")

    assert keys(claim) == {"citations"}
    assert "number 3" in blocking(claim)[0].todo


def test_a_claim_of_nothing_lacks_everything():
    claim = make.make_claim(verdict=None, finding="", explanation="")

    assert keys(claim) >= {"verdict", "finding", "explanation", "passage"}


def test_composing_costs_the_same_for_one_piece_and_for_eleven(django_assert_max_num_queries):
    claim = make.make_claim()
    make.add_evidence(claim)
    with django_assert_max_num_queries(60) as one:
        compose(claim)
    for _ in range(10):
        make.add_evidence(claim)
    with django_assert_max_num_queries(60) as eleven:
        compose(claim)

    # With more than one counted piece, the pairs of probable sameness are asked for: once.
    assert len(eleven) <= len(one) + 1


def test_the_scale_comes_with_the_installation():
    assert Verdict.objects.count() == 12
    assert Claim.Kind.values == ["fact", "attribution", "promise"]
    assert {k.key for k in Verdict.objects.filter(value__isnull=True)} >= {"pending"}
