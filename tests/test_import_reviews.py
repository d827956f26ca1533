"""ClaimReviews of others become drafts, with what they rest on, and come in once."""

import json

import pytest

from claims import checklist, workflow
from claims.errors import NotPermitted
from claims.importing.reviews import running
from claims.models import Appearance, Claim, Event, Status, Verb, Verdict
from core.models import Revision
from sources.models import Passage, Publisher, Snapshot, Source, Speaker, Statement
from tests import factories as make
from tests.reviews import URL, bring, item, review
from tests.test_verify import verify

pytestmark = pytest.mark.django_db


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


def test_a_name_with_letters_beyond_a_to_z_is_found_again(ada):
    for number in (1, 2):
        bring(ada, {**item(author="Élodie ÇAĞLAR"), "url": f"{URL}/{number}"})

    assert Claim.objects.count() == 2
    assert Speaker.objects.get(kind="person").statements.count() == 2


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
