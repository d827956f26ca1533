"""Questions, suggested wordings and ticks: what is said about a claim while it is decided."""

from django.db import IntegrityError, transaction
from django.urls import reverse

import pytest

from claims import contributors, discussion, queue, workflow
from claims.errors import NotPermitted, Refused
from claims.models import Claim, Remark, Status, Tick
from core.revisions import revising
from tests import factories as make
from tests.desk import page, read, status_of, told, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once, people):
    return once(make_submitted, people.editor)


@pytest.fixture
def claim(made, cast):
    return make.a_copy_of(made)


def make_submitted(editor, **fields):
    fields.setdefault("short", "Bridge safe")
    claim = make.make_sourced_claim(editor, **fields)
    workflow.submit(claim, by=editor)
    return claim


@pytest.fixture
def reviewer(client, cast):
    client.force_login(cast.reviewer)
    return client


def suggested(cast, claim, **wordings):
    discussion.suggest(claim, by=cast.reviewer, wordings=wordings or {"finding": "It holds."})
    return Claim.objects.get(pk=claim.pk)


def test_a_short_form_that_was_the_text_follows_the_wording_that_is_taken(cast):
    lent, own = (
        make_submitted(cast.editor, text="The harbour bridge is safe.", short=short)
        for short in ("The harbour bridge is safe", "Bridge safe")
    )
    for claim, short in ((lent, "The harbour bridge held"), (own, "Bridge safe")):
        suggested(cast, claim, text="The harbour bridge held.")
        claim = Claim.objects.get(pk=claim.pk)

        discussion.take(claim, by=cast.editor, chosen=[claim.remarks.get().pk])

        assert Claim.objects.get(pk=claim.pk).short == short


def test_a_question_leaves_the_claim_in_review_and_is_answered(reviewer, client, cast, claim):
    sent = read(reviewer, claim) | {"decision": "ask", "question": "Which bridge?"}
    asked = reviewer.post(page(claim, "review"), sent, follow=True)
    assert "Your question on “Bridge safe” is asked" in told(asked)[0]
    assert status_of(claim) == Status.IN_REVIEW
    client.force_login(cast.editor)
    assert "rana asked" in words_of(client.get(page(claim, "change")))

    question = claim.remarks.get()
    client.post(page(claim, "answer"), {"question": question.pk, "text": "The old one."})

    client.force_login(cast.reviewer)
    shown = words_of(client.get(page(claim, "review")))
    assert "Which bridge?" in shown and "ada answered" in shown and "The old one." in shown
    assert workflow.approval_of(claim) is None and claim.events.count() == 3


@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_question_has_words(reviewer, claim, text):
    sent = read(reviewer, claim) | {"decision": "ask", "question": text}

    response = reviewer.post(page(claim, "review"), sent)

    assert "Write what you want to know" in response.content.decode()
    assert not claim.remarks.exists()


@pytest.mark.parametrize("who", ["publisher", "stranger"])
def test_who_neither_writes_nor_reviews_does_not_ask(cast, claim, who):
    with pytest.raises(NotPermitted):
        discussion.ask(claim, by=getattr(cast, who), text="Why?")


def test_a_claim_with_an_open_question_is_not_the_next_one(cast, claim):
    other = make_submitted(cast.contributor, short="Dam safe")
    third = make_submitted(cast.contributor, short="Road safe")
    assert queue.next_to_review(cast.reviewer, claim) == other

    discussion.ask(other, by=cast.reviewer, text="Which dam?")
    assert queue.next_to_review(cast.reviewer, claim) == third

    discussion.answer(other.remarks.get(), by=cast.editor, text="The upper one.")
    assert queue.next_to_review(cast.reviewer, claim) == other


def test_what_was_handed_to_one_comes_first(cast, claim):
    make_submitted(cast.contributor)
    mine = make_submitted(cast.contributor)
    workflow.assign(mine, by=cast.editor, to=cast.reviewer)

    assert queue.next_to_review(cast.reviewer, claim) == mine


def test_after_a_decision_the_next_claim_opens(reviewer, cast, claim):
    other = make_submitted(cast.contributor, short="Dam safe")
    sent = read(reviewer, claim) | {"decision": "approve"}

    response = reviewer.post(page(claim, "review"), sent, follow=True)

    assert response.redirect_chain[0][0] == page(other, "review")
    assert told(response) == ["“Bridge safe” is approved. This is the next one."]


def test_a_wording_is_suggested_with_the_return(reviewer, cast, claim):
    sent = read(reviewer, claim)
    sent |= {"wording-finding": "It holds.", "wording-text": claim.text, "reason": "Shorter."}

    reviewer.post(page(claim, "review"), sent | {"decision": "suggest"})

    assert status_of(claim) == Status.CHANGES_REQUESTED
    assert claim.events.last().reason == "Suggested wording: finding. Shorter."
    (remark,) = claim.remarks.all()
    assert (remark.part, remark.before, remark.text) == ("finding", claim.finding, "It holds.")


def test_without_another_wording_nothing_is_suggested(reviewer, claim):
    sent = read(reviewer, claim) | {"decision": "suggest", "wording-finding": claim.finding}

    response = reviewer.post(page(claim, "review"), sent)

    assert "Change a text to suggest another wording" in response.content.decode()
    assert status_of(claim) == Status.IN_REVIEW


def test_the_author_takes_the_wording_and_it_comes_back(client, cast, claim):
    claim = suggested(cast, claim)
    client.force_login(cast.editor)
    shown = words_of(client.get(page(claim, "change")))
    assert f"rana: {claim.events.last().reason}" in shown
    assert "Finding, by rana" in shown and "It removed: was inspected added: holds" in shown
    (one,) = discussion.suggestions(claim)

    sent = {"version": claim.version, "take": [one.remark.pk]}
    response = client.post(page(claim, "wordings"), sent, follow=True)

    claim.refresh_from_db()
    assert told(response) == ["The wording is in place, and the claim is back with its reviewer."]
    assert (claim.finding, claim.status) == ("It holds.", Status.IN_REVIEW)
    assert claim.assignee == cast.reviewer
    assert discussion.suggestions(claim) == []
    assert [one.kind for one in claim.remarks.order_by("pk")] == ["suggestion", "taken"]


def test_the_reviewer_then_sees_only_what_changed_and_may_approve(client, cast, claim):
    """Whose wording it is stands in the history; who put it there is the author."""
    claim = suggested(cast, claim)
    discussion.take(claim, by=cast.editor, chosen=[claim.remarks.get().pk])
    assert cast.reviewer.pk not in contributors.of(claim)
    assert "Took the wording of rana." in {event.reason for event in claim.events.all()}
    client.force_login(cast.reviewer)

    shown = words_of(client.get(page(claim, "review")))
    sent = read(client, claim) | {"decision": "approve"}
    client.post(page(claim, "review"), sent)

    assert "Since you decided on it" in shown and "Finding It removed: was inspected" in shown
    assert status_of(claim) == Status.APPROVED


def test_what_is_not_ticked_stays_as_it_was(cast, claim):
    claim = suggested(cast, claim, finding="It holds.", explanation="See [1].")
    first = claim.remarks.get(part="finding")

    discussion.take(claim, by=cast.editor, chosen=[first.pk])

    claim.refresh_from_db()
    assert (claim.finding, claim.explanation) == ("It holds.", "The engineer’s report says so.")
    assert [one.kind for one in claim.remarks.order_by("pk")][2:] == ["taken", "left"]


def test_a_text_that_was_changed_meanwhile_is_not_overwritten(cast, claim):
    claim = suggested(cast, claim)
    with workflow.revising(claim, by=cast.contributor):
        claim.finding = "It was inspected twice."
        claim.save()

    with pytest.raises(Refused, match="Changed since it was suggested: finding"):
        discussion.take(claim, by=cast.editor, chosen=[claim.remarks.get().pk])

    claim.refresh_from_db()
    assert (claim.finding, claim.status) == ("It was inspected twice.", "changes_requested")


def test_what_keeps_it_from_going_back_is_told_and_the_wording_stands(client, cast):
    claim = make_submitted(cast.editor)
    claim = suggested(cast, claim, explanation="So it is.")
    with workflow.revising(claim, by=cast.editor):
        claim.verdict = None
        claim.save()
    client.force_login(cast.editor)

    sent = {"version": claim.version, "take": [claim.remarks.get().pk]}
    response = client.post(page(claim, "wordings"), sent, follow=True)

    claim.refresh_from_db()
    assert "It could not go back yet:" in told(response)[0]
    assert (claim.explanation, claim.status) == ("So it is.", Status.CHANGES_REQUESTED)


def test_a_wording_too_long_for_its_field_is_refused(client, cast, claim):
    claim = suggested(cast, claim, short="x" * 80)
    client.force_login(cast.editor)

    sent = {"version": claim.version, "take": [claim.remarks.get().pk]}
    response = client.post(page(claim, "wordings"), sent, follow=True)

    assert "75 characters" in told(response)[0]
    assert status_of(claim) == Status.CHANGES_REQUESTED


def test_only_editors_take_a_wording(client, cast, claim):
    claim = suggested(cast, claim)
    client.force_login(cast.publisher)

    sent = {"version": claim.version, "take": [claim.remarks.get().pk]}
    client.post(page(claim, "wordings"), sent)

    claim.refresh_from_db()
    assert claim.finding == "It was inspected."


def ticks_of(client, claim):
    return client.get(page(claim, "review")).context["ticks"]


def test_a_tick_is_kept_at_once_and_can_be_taken_back(reviewer, cast, claim):
    piece = read(reviewer, claim)["pieces"][0]

    for holds, kept in (("yes", {f"{piece} words"}), ("no", set()), ("yes", {f"{piece} words"})):
        sent = {"piece": piece, "what": "words", "holds": holds}
        assert reviewer.post(page(claim, "tick"), sent).json() == {"kept": True}
        assert ticks_of(reviewer, claim) == kept
    assert Tick.objects.count() == 3


def test_one_of_the_two_ticks_is_not_enough(reviewer, claim):
    sent = read(reviewer, claim)
    sent["ticks"] = sent["ticks"][:1]

    response = reviewer.post(page(claim, "review"), sent | {"decision": "approve"})

    assert "Read evidence [1] in its context first" in response.content.decode()
    assert len(ticks_of(reviewer, claim)) == 1


def test_ticks_are_void_when_the_piece_changes(reviewer, cast, claim):
    sent = read(reviewer, claim)
    reviewer.post(page(claim, "review"), sent | {"decision": "approve", "digest": "other"})
    assert len(ticks_of(reviewer, claim)) == 2
    statement = claim.evidence.get().statement
    with revising(statement, by=cast.contributor):
        statement.role = "Engineer"
        statement.save()

    piece = sent["pieces"][0]
    late = reviewer.post(page(claim, "tick"), {"piece": piece, "what": "words", "holds": "yes"})

    shown = reviewer.get(page(claim, "review"))
    now = {value for one in shown.context["reading"].pieces for _, _, value in one.to_tick}
    assert not now & shown.context["ticks"]
    assert late.status_code == 409 and "says something else now" in late.json()["refused"]


def test_ticks_are_one_person_s(client, cast, claim):
    client.force_login(cast.reviewer)
    client.post(page(claim, "review"), read(client, claim) | {"decision": "ask", "question": "?"})
    client.force_login(cast.superuser)

    assert ticks_of(client, claim) == set()


@pytest.mark.parametrize("who", ["editor", "publisher"])
def test_who_is_no_reviewer_ticks_nothing(client, cast, claim, who):
    client.force_login(cast.reviewer)
    piece = read(client, claim)["pieces"][0]
    client.force_login(getattr(cast, who))

    response = client.post(page(claim, "tick"), {"piece": piece, "what": "words", "holds": "yes"})

    assert response.status_code == 403
    assert not Tick.objects.exists()


@pytest.mark.parametrize("model", [Remark, Tick])
def test_what_was_said_and_seen_is_never_changed(cast, claim, model):
    discussion.ask(claim, by=cast.reviewer, text="Why?")
    discussion.tick(claim, by=cast.reviewer, piece="1-ab", what="words")

    for change in (lambda: model.objects.update(actor_name="x"), model.objects.all().delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def preview(client, claim):
    return client.get(reverse("admin:claims_claim_preview", args=[claim.pk]))


def test_the_preview_is_the_public_page_with_what_stands_at_the_desk(reviewer, cast, claim):
    response = preview(reviewer, claim)

    shown = words_of(response)
    assert claim.text in shown and "It was inspected." in shown and "Edition 1" in shown
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    framing = reviewer.get(page(claim, "review"))["Content-Security-Policy"]
    assert "frame-src 'self'" in framing


def test_the_preview_of_a_correction_has_its_notice_on_top(reviewer, cast):
    claim = make.make_published_claim(cast.editor)
    workflow.reopen(claim, by=cast.editor, kind="correction", reason="We erred.")
    with workflow.revising(claim, by=cast.editor):
        claim.finding, claim.notice = "It was inspected twice.", "We had said once."
        claim.save()

    shown = words_of(preview(reviewer, claim))

    assert "We had said once." in shown and "Edition 2" in shown
    live = words_of(reviewer.get(f"/claims/{claim.public_id}/", follow=True))
    assert "We had said once." not in live


def test_without_a_verdict_there_is_no_page_to_preview(reviewer, cast):
    claim = make.make_claim(cast.editor, verdict=None)

    assert "There is no page to show yet" in words_of(preview(reviewer, claim))


def test_a_stranger_sees_no_preview(client, cast, claim):
    client.force_login(cast.stranger)

    assert preview(client, claim).status_code == 302
