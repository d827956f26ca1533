"""Nobody's work is overwritten: a form that was read before somebody else acted is refused."""

import pytest

from claims import workflow
from claims.errors import Stale
from claims.models import Claim, Event, Status, Verdict
from tests import factories as make
from tests.desk import address, opened, posted, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(once, people):
    return once(make.make_sourced_claim, people.editor)


@pytest.fixture
def claim(made, cast):
    return make.a_copy_of(made)


@pytest.fixture
def overtaken(client, cast, claim):
    """What the editor sent, after a colleague had saved; and how many events there were."""
    client.force_login(cast.editor)
    data = opened(client, claim) | {"finding": "Mine, typed for an hour."}
    with workflow.revising(claim, by=cast.contributor):
        claim.finding = "Theirs."
        claim.save()
    return client.post(address(claim), data)


def test_the_second_save_is_refused(overtaken):
    assert overtaken.status_code == 409
    assert Claim.objects.get().finding == "Theirs."


def test_it_tells_who_did_what_and_to_which_fields(overtaken):
    shown = overtaken.content.decode()

    assert "ben: revised at" in shown
    assert "and changed: finding." in shown


def test_it_tells_what_to_do(overtaken):
    assert "tick the line below, and save again" in overtaken.content.decode()


def test_what_was_typed_is_kept(overtaken):
    assert "Mine, typed for an hour." in overtaken.content.decode()


def test_nothing_is_written_about_it(overtaken, claim):
    assert claim.events.last().actor_name == "ben"


def test_the_form_that_comes_back_is_refused_again(client, overtaken, claim):
    from_page = overtaken.context["adminform"].form["version"].value()

    again = client.post(address(claim), opened(client, claim) | {"version": from_page})

    assert again.status_code == 409


def test_a_claim_published_meanwhile_keeps_the_typing(client, cast, claim):
    client.force_login(cast.editor)
    data = opened(client, claim) | {"finding": "Mine, typed for an hour."}
    make.publish(claim, cast.contributor, cast.reviewer)

    response = client.post(address(claim), data)

    shown = response.content.decode()
    assert response.status_code == 409
    assert "rana: published at" in shown
    assert "Mine, typed for an hour.</textarea>" in shown


def test_a_closed_claim_is_not_saved_at_its_own_version(client, cast):
    claim = make.make_published_claim(cast.editor)
    client.force_login(cast.editor)
    draft = make.make_sourced_claim(cast.editor)
    data = opened(client, draft) | {"version": claim.version, "finding": "Mine."}
    data |= {"evidence-TOTAL_FORMS": 0, "evidence-INITIAL_FORMS": 0, "edition_kind": "edit"}

    response = client.post(address(claim), data)

    assert "does not follow from “Published”" in response.content.decode()
    assert Claim.objects.get(pk=claim.pk).finding == "It was inspected."


def test_a_form_without_a_version_is_refused(client, cast, claim):
    client.force_login(cast.editor)
    data = opened(client, claim) | {"version": ""}

    assert client.post(address(claim), data).status_code == 409


def test_a_race_lost_at_the_last_moment_is_told_in_the_form(client, cast, claim, monkeypatch):
    client.force_login(cast.editor)
    data = opened(client, claim) | {"finding": "Mine."}

    def overtaken(claim, **options):
        raise Stale(claim)

    monkeypatch.setattr(workflow, "revising", overtaken)
    response = client.post(address(claim), data)

    assert response.status_code == 409
    assert "The claim has changed since you opened it." in response.content.decode()
    assert Event.objects.filter(claim=claim).last().to_status == Status.DRAFT


def test_both_texts_stand_side_by_side_with_who_saved(overtaken):
    (one,) = overtaken.context["adminform"].form.beside
    shown = words_of(overtaken)

    assert (one.theirs, one.mine, one.by) == ("Theirs.", "Mine, typed for an hour.", "ben")
    assert "Saved by ben Theirs." in shown
    assert "Typed by you, and what it changes" in shown


def sent_again(response, claim, client, **more):
    """The form as it came back, its conflict looked at."""
    return posted(response) | {"seen": Claim.objects.get(pk=claim.pk).version} | more


def test_who_has_looked_at_both_may_save(client, overtaken, claim):
    response = client.post(address(claim), sent_again(overtaken, claim, client))

    assert response.status_code == 302
    assert Claim.objects.get().finding == "Mine, typed for an hour."


def test_words_can_be_taken_from_either(client, overtaken, claim):
    data = sent_again(overtaken, claim, client, finding="Theirs. And mine.")

    client.post(address(claim), data)

    assert Claim.objects.get().finding == "Theirs. And mine."


def test_a_third_save_in_between_is_seen_too(client, overtaken, claim, cast):
    data = sent_again(overtaken, claim, client)
    claim.refresh_from_db()
    with workflow.revising(claim, by=cast.contributor):
        claim.finding = "Theirs, once more."
        claim.save()

    response = client.post(address(claim), data)

    assert response.status_code == 409
    assert "Theirs, once more." in response.content.decode()


def test_where_evidence_changed_meanwhile_nothing_is_saved_over_it(client, cast, claim):
    client.force_login(cast.editor)
    data = opened(client, claim) | {"finding": "Mine."}
    make.add_evidence(claim, by=cast.contributor)

    response = client.post(address(claim), data)
    again = client.post(address(claim), sent_again(response, claim, client))

    assert "More than what stands in this form was changed meanwhile." in response.content.decode()
    assert again.status_code == 409
    assert Claim.objects.get().evidence.count() == 2


def test_a_verdict_that_was_changed_meanwhile_is_not_saved_over(client, cast, claim):
    client.force_login(cast.editor)
    data = opened(client, claim) | {"finding": "Mine."}
    false = Verdict.objects.get(key="false")
    with workflow.revising(claim, by=cast.contributor):
        claim.verdict, claim.finding = false, "Theirs."
        claim.save()

    response = client.post(address(claim), data)
    again = client.post(address(claim), sent_again(response, claim, client))

    assert again.status_code == 409
    assert (Claim.objects.get().verdict, Claim.objects.get().finding) == (false, "Theirs.")


def test_a_text_that_was_left_alone_is_theirs(client, cast, claim):
    client.force_login(cast.editor)
    data = opened(client, claim) | {"short": "Mine"}
    with workflow.revising(claim, by=cast.contributor):
        claim.finding = "Theirs."
        claim.save()

    refused = client.post(address(claim), data)
    form = refused.context["adminform"].form

    assert refused.status_code == 409
    assert form.beside == []
    assert form.taken_over == ["Finding"] and form["finding"].value() == "Theirs."
    assert "You had left Finding as it was" in words_of(refused)

    claim.refresh_from_db()
    seen = posted(refused) | {"version": data["version"], "seen": claim.version}
    assert client.post(address(claim), seen).status_code == 302
    claim.refresh_from_db()
    assert (claim.short, claim.finding) == ("Mine", "Theirs.")


@pytest.mark.parametrize("stored", ["One line.\nAnother.", "One line.\r\nAnother."])
def test_a_text_left_alone_is_theirs_whichever_line_ends_it_has(client, cast, claim, stored):
    client.force_login(cast.editor)
    Claim.objects.filter(pk=claim.pk).update(explanation=stored)
    data = opened(client, claim) | {"explanation": "One line.\r\nAnother."}
    with workflow.revising(Claim.objects.get(pk=claim.pk), by=cast.contributor):
        Claim.objects.filter(pk=claim.pk).update(explanation="Theirs.\r\nAll of it.")

    form = client.post(address(claim), data).context["adminform"].form

    assert form.beside == [] and form.taken_over == ["Explanation"]


def test_a_browser_keeps_one_character_at_the_end_of_each_line(client, cast, claim):
    client.force_login(cast.editor)

    client.post(address(claim), opened(client, claim) | {"explanation": "One line.\r\nAnother."})

    assert Claim.objects.get(pk=claim.pk).explanation == "One line.\nAnother."
