"""The page on which a claim is written: its form, its parts, its checklist, its history."""

import datetime as dt
import re

from django.contrib.auth.models import Permission
from django.urls import reverse

import pytest

from claims import forms, workflow
from claims.models import Claim, Event, Status, Verb, Verdict
from core.models import Revision
from tests import factories as make
from tests.desk import address, empty, opened, posted, told, words_of

pytestmark = pytest.mark.django_db
ADD = reverse("admin:claims_claim_add")


@pytest.fixture
def desk(client, cast):
    """The editor, signed in."""
    client.force_login(cast.editor)
    return client


@pytest.fixture(scope="module")
def made(once, people):
    return once(make.make_sourced_claim, people.editor)


@pytest.fixture
def claim(made, cast):
    return make.a_copy_of(made)


def test_a_new_claim_is_a_draft_by_whoever_enters_it(desk, cast):
    desk.post(ADD, empty(text="The bridge is safe.", short="Bridge safe"))

    claim = Claim.objects.get(short="Bridge safe")
    event = claim.events.get()
    assert (claim.status, event.verb, event.actor) == (Status.DRAFT, Verb.CREATE, cast.editor)


def test_a_new_claim_comes_with_its_parts(desk):
    statement = make.make_statement(cue="said Mara Lind")
    row = {"evidence-TOTAL_FORMS": 1, "evidence-0-statement": statement.pk}
    row |= {"evidence-0-stance": "supports"}

    desk.post(ADD, empty(text="The bridge is safe.", short="Bridge safe", **row))

    piece = Claim.objects.get(short="Bridge safe").evidence.get()
    assert piece.order == 1
    assert piece.passage_ids() == sorted(passage.pk for passage in statement.passages.all())


def offered(count, snapshot):
    """The address of a claim that is begun from a text, and what its form would send back."""
    said = [make.make_statement(snapshot=snapshot, role=f"{n}") for n in range(count)]
    rows = {"evidence-TOTAL_FORMS": count, "offered": [one.pk for one in said]}
    for number, statement in enumerate(said):
        rows |= {f"evidence-{number}-statement": statement.pk, f"evidence-{number}-order": ""}
        rows |= {f"evidence-{number}-stance": "", f"evidence-{number}-note": ""}
    return f"{ADD}?source={snapshot.source_id}", said, rows


def test_a_claim_begun_from_a_text_is_offered_what_was_marked_last(desk):
    address, said, _ = offered(7, make.make_snapshot())

    shown = desk.get(address)

    formset = shown.context["inline_admin_formsets"][1].formset
    assert [form["statement"].value() for form in formset] == [one.pk for one in said[1:]]
    assert "what gets none is not taken" in words_of(shown)


def test_what_was_offered_and_got_no_stance_is_not_taken(desk):
    address, said, rows = offered(3, snapshot := make.make_snapshot())
    rows |= {"evidence-1-stance": "supports"}
    make.make_statement(snapshot=snapshot, role="marked meanwhile")

    desk.post(address, empty(text="The bridge is safe.", short="Bridge safe", **rows))

    pieces = Claim.objects.get(short="Bridge safe").evidence.all()
    assert [piece.statement for piece in pieces] == [said[1]]


def test_a_draft_that_was_saved_is_offered_what_is_left(desk):
    address, said, rows = offered(3, snapshot := make.make_snapshot())
    rows |= {"evidence-1-stance": "supports"}

    response = desk.post(address, empty(text="The bridge is safe.", short="Bridge safe", **rows))
    shown = desk.get(response.url)

    claim = Claim.objects.get(short="Bridge safe")
    form = reverse("admin:claims_claim_change", args=[claim.pk])
    assert response.url == f"{form}?source={snapshot.source_id}"
    formset = shown.context["inline_admin_formsets"][1].formset
    assert [row["statement"].value() for row in formset] == [said[n].pk for n in (1, 0, 2)]
    again = posted(shown) | {"evidence-2-stance": "contradicts"}
    again |= {"offered": [said[0].pk, said[2].pk], "_save": "Save"}
    desk.post(response.url, again)
    pieces = claim.evidence.order_by("order")
    assert [piece.statement for piece in pieces] == [said[1], said[2]]


def test_what_is_submitted_is_offered_nothing_more(desk):
    address, _, rows = offered(2, make.make_snapshot())
    said = {"evidence-1-stance": "supports", "finding": "It is."}
    said |= {"verdict": Verdict.objects.get(key="true").pk}
    said |= {"explanation": "It is said [1].", "_submit": "Save and submit"}

    text = {"text": "The bridge is safe.", "short": "Bridge safe"}
    response = desk.post(address, empty(**text, **(rows | said)))

    assert "source=" not in response.url
    assert Claim.objects.get(short="Bridge safe").status == Status.IN_REVIEW


@pytest.mark.parametrize("row", [{"evidence-0-note": "Weak."}, {"evidence-0-statement": None}])
def test_what_was_said_of_evidence_is_not_lost_for_want_of_a_stance(desk, row):
    address, said, rows = offered(1, make.make_snapshot())
    other = make.make_statement()
    rows |= {name: other.pk if value is None else value for name, value in row.items()}

    response = desk.post(address, empty(text="The bridge is safe.", short="Bridge safe", **rows))

    assert not Claim.objects.filter(short="Bridge safe").exists()
    assert "This field is required." in words_of(response)


def test_what_a_new_claim_said_is_kept_with_its_parts(desk):
    statement = make.make_statement()
    row = {"appearances-TOTAL_FORMS": 1, "appearances-0-statement": statement.pk}

    desk.post(ADD, empty(text="The bridge is safe.", short="Bridge safe", **row))

    revision = Revision.objects.of(Claim.objects.get(short="Bridge safe")).get()
    assert revision.before == ""
    assert f'"statement_id":{statement.pk}' in revision.after


def test_nothing_is_entered_where_a_part_is_wrong(desk):
    row = {"evidence-TOTAL_FORMS": 1, "evidence-0-stance": "supports", "evidence-0-note": "x"}

    response = desk.post(ADD, empty(text="The bridge is safe.", short="Bridge safe", **row))

    assert response.status_code == 200
    assert not Claim.objects.filter(short="Bridge safe").exists()


def test_saving_changes_the_claim_as_one_revision(desk, claim):
    before = Event.objects.count()

    desk.post(address(claim), opened(desk, claim) | {"finding": "Two engineers checked it."})

    claim.refresh_from_db()
    assert claim.finding == "Two engineers checked it."
    assert Event.objects.count() == before + 1


def test_saving_without_a_change_writes_nothing(desk, claim):
    before = Event.objects.count()

    response = desk.post(address(claim), opened(desk, claim), follow=True)

    assert "nothing was saved" in response.content.decode()
    assert Event.objects.count() == before


def test_a_verdict_for_another_kind_is_refused_by_name(desk, claim):
    pending = Verdict.objects.get(key="pending")

    response = desk.post(address(claim), opened(desk, claim) | {"verdict": pending.pk})

    assert "“Pending” is not a verdict for a fact. Choose one of: True" in response.content.decode()
    assert Claim.objects.get().verdict.key == "true"


def test_only_verdicts_of_the_kind_are_offered(cast):
    form = forms.ClaimForm(instance=make.make_claim(cast.editor, kind="promise", verdict=None))

    labels = [label.partition(" – ")[0] for _, label in form.fields["verdict"].choices]
    assert labels == ["No verdict yet", "Pending", "Came about", "Did not come about"]


def test_an_interval_out_of_order_is_refused(desk, claim):
    dates = {"holds_earliest": "2021-05-25", "holds_latest": "2021-05-01", "holds_basis": "stated"}

    response = desk.post(address(claim), opened(desk, claim) | dates)

    assert "The latest day lies before the earliest." in response.content.decode()


@pytest.mark.parametrize("granted", [True, False])
def test_the_waiver_needs_its_permission(desk, cast, claim, granted):
    if not granted:
        group = cast.editor.groups.get()
        group.permissions.remove(Permission.objects.get(codename="waive_sourcing"))

    desk.post(address(claim), opened(desk, claim) | {"waiver": "Not public.", "finding": "New."})

    claim.refresh_from_db()
    assert claim.finding == "New."
    assert claim.waiver == ("Not public." if granted else "")


@pytest.mark.parametrize(
    "approved, warning", [(False, "A reviewer may be reading this"), (True, "voids the approval")]
)
def test_what_is_with_a_reviewer_warns_before_saving(desk, cast, claim, approved, warning):
    workflow.submit(claim, by=cast.editor)
    if approved:
        make.approve(claim, cast.reviewer)

    assert warning in desk.get(address(claim)).content.decode()


def test_saving_an_approved_claim_makes_it_a_draft(desk, cast, claim):
    workflow.submit(claim, by=cast.editor)
    make.approve(claim, cast.reviewer)

    desk.post(address(claim), opened(desk, claim) | {"finding": "New."})

    claim.refresh_from_db()
    assert claim.status == Status.DRAFT
    assert workflow.approval_of(claim) is None


FOLDING = ["Where and when it holds", "Sourcing waiver", "Coming edition"]


def folded(response):
    """What the form folds."""
    return [one.name for one in response.context["adminform"] if one.is_collapsible]


def test_what_most_claims_leave_as_it_is_is_folded(desk, cast, claim):
    assert folded(desk.get(ADD)) == FOLDING
    assert folded(desk.get(address(claim))) == FOLDING


def test_what_was_typed_stands_open_where_something_else_is_refused(desk):
    sent = empty(text="", short="Bridge safe", waiver="It is all that there is.")

    assert folded(desk.post(ADD, sent)) == []


def test_what_was_given_stands_open(desk, cast, claim):
    Claim.objects.filter(pk=claim.pk).update(waiver="It is all that there is.")
    again = make.make_published_claim(cast.editor)
    workflow.reopen(again, by=cast.editor, kind="update", reason="It changed.")

    assert folded(desk.get(address(claim))) == ["Where and when it holds", "Coming edition"]
    assert folded(desk.get(address(again))) == ["Where and when it holds", "Sourcing waiver"]


@pytest.mark.parametrize(
    "given",
    [{"place": "Hanover"}, {"holds_words": "last month"}, {"state": "open"}],
    ids=["a place", "a day", "a state"],
)
def test_where_and_when_it_holds_stands_open_once_it_is_said(desk, claim, given):
    Claim.objects.filter(pk=claim.pk).update(**given)

    assert folded(desk.get(address(claim))) == FOLDING[1:]


@pytest.mark.parametrize("finding", ["It was inspected twice.", None])
@pytest.mark.parametrize("begun", ["draft", "in review"])
def test_a_claim_is_saved_and_submitted_at_once(desk, cast, claim, begun, finding):
    if begun == "in review":
        workflow.submit(claim, by=cast.editor)
        finding = finding or "It is sound."
    changed = {"finding": finding} if finding else {}

    sent = opened(desk, claim) | changed | {"_submit": "Save and submit"}
    response = desk.post(address(claim), sent, follow=True)

    claim.refresh_from_db()
    assert claim.status == Status.IN_REVIEW
    assert claim.finding == (finding or "It was inspected.")
    (message,) = told(response)
    assert message.startswith(f"“{claim}” is ")
    assert message.endswith("is with the reviewers now.")


def test_what_cannot_be_submitted_is_saved_all_the_same(desk, cast, claim):
    sent = opened(desk, claim) | {"finding": "", "place": "Atlantis", "_submit": "Save and submit"}
    response = desk.post(address(claim), sent, follow=True)

    claim.refresh_from_db()
    assert (claim.status, claim.place) == (Status.DRAFT, "Atlantis")
    assert told(response)[0] == f"“{claim}” is saved, as a draft."
    assert told(response)[1].startswith("It was not submitted. ")
    assert "Write one sentence: what we found." in told(response)[1]


def test_a_published_claim_is_read_only_and_can_be_reopened(desk, cast):
    claim = make.make_published_claim(cast.editor)

    shown = desk.get(address(claim)).content.decode()

    assert 'name="finding"' not in shown
    assert reverse("admin:claims_claim_reopen", args=[claim.pk]) in shown
    assert 'name="_save"' not in shown


def test_a_published_claim_leads_to_its_live_page(desk, cast):
    claim = make.make_published_claim(cast.editor)

    assert f"/claims/{claim.public_id}/{claim.slug}/" in desk.get(address(claim)).content.decode()


def test_the_checklist_tells_what_is_missing(desk, cast):
    claim = make.make_claim(cast.editor, finding="")

    shown = desk.get(address(claim)).content.decode()

    assert "Write one sentence: what we found." in shown
    assert "<b>Met</b>" in shown
    assert "<b>Open</b>" in shown


@pytest.mark.parametrize(
    "who, status, writes",
    [
        ("editor", 200, True),
        ("contributor", 200, True),
        ("reviewer", 200, False),
        ("publisher", 200, False),
        ("superuser", 200, True),
        ("stranger", 302, False),
    ],
)
def test_who_may_read_and_write(client, cast, claim, who, status, writes):
    client.force_login(getattr(cast, who))

    response = client.get(address(claim))

    assert response.status_code == status
    assert (b'name="_save"' in response.content) == writes


@pytest.mark.parametrize("who", ["reviewer", "publisher", "stranger"])
def test_who_may_not_write_is_refused(client, cast, claim, who):
    client.force_login(getattr(cast, who))

    client.post(address(claim), {"finding": "Mine."})

    assert Claim.objects.get().finding == "It was inspected."


def test_the_history_tells_who_did_what_with_before_and_after(desk, claim):
    desk.post(address(claim), opened(desk, claim) | {"finding": "It was inspected twice."})

    shown = desk.get(reverse("admin:claims_claim_history", args=[claim.pk])).content.decode()

    assert "<b>Revised</b> by ada" in shown
    assert '<ins><span class="visually-hidden">added: </span> twice</ins>' in shown


@pytest.mark.parametrize("written", ["2021-05-25", "25 May 2021", "25 may 2021"])
def test_days_are_written_as_people_do(client, cast, written):
    client.force_login(cast.editor)
    claim = make.make_claim(cast.editor)

    client.post(address(claim), opened(client, claim) | {"check_again": written})

    claim.refresh_from_db()
    assert claim.check_again == dt.date(2021, 5, 25)


@pytest.mark.parametrize("written", ["25/05/2021", "soon", "31 February 2021"])
def test_a_day_that_is_none_says_how_one_is_written(client, cast, written):
    client.force_login(cast.editor)
    claim = make.make_claim(cast.editor)

    response = client.post(address(claim), opened(client, claim) | {"check_again": written})

    errors = response.context["adminform"].form.errors
    assert errors["check_again"] == ["Write the day as 2021-05-25 or 25 May 2021."]


def test_what_still_stands_in_the_way_of_approval_is_told_when_it_is_submitted(client, cast):
    client.force_login(cast.editor)
    claim = make.make_claim(cast.editor)
    make.add_evidence(claim, by=cast.editor)

    page = client.post(
        reverse("admin:claims_claim_submit", args=[claim.pk]),
        {"version": claim.version},
        follow=True,
    )

    assert "is with the reviewers now" in words_of(page)
    assert "It cannot be approved yet." in words_of(page)


def test_open_lines_of_the_checklist_come_first(client, cast):
    client.force_login(cast.editor)
    claim = make.make_claim(cast.editor)
    make.add_evidence(claim, by=cast.editor)

    shown = client.get(address(claim)).content.decode()

    lines = re.findall(r'<li class="(open|met)">', shown.partition('<ul class="checklist">')[2])
    assert lines == sorted(lines, reverse=True) and {*lines} == {"open", "met"}


@pytest.mark.parametrize(
    ("text", "short"),
    [("The bridge is\n safe.", "The bridge is safe"), ("It is 5 m high", "It is 5 m high")],
)
def test_a_short_claim_lends_its_words_to_the_short_form(client, cast, text, short):
    client.force_login(cast.editor)
    claim = make.make_claim(cast.editor)

    client.post(address(claim), opened(client, claim) | {"text": text, "short": ""})

    assert Claim.objects.get(pk=claim.pk).short == short


def test_a_short_form_that_was_the_text_follows_it(client, cast):
    client.force_login(cast.editor)
    claim = make.make_claim(cast.editor, text="The bridge is safe.", short="The bridge is safe")

    client.post(address(claim), opened(client, claim) | {"text": "The bridge held in May."})
    assert Claim.objects.get(pk=claim.pk).short == "The bridge held in May"

    client.post(address(claim), opened(client, claim) | {"text": "The bridge held " + "y" * 80})
    assert Claim.objects.get(pk=claim.pk).short == "The bridge held in May"


def test_a_long_claim_asks_for_a_short_form(client, cast):
    client.force_login(cast.editor)
    claim = make.make_claim(cast.editor)

    answer = client.post(address(claim), opened(client, claim) | {"text": "x" * 80, "short": ""})

    errors = answer.context["adminform"].form.errors
    assert errors["short"] == ["Write a short form, of at most 75 characters."]
