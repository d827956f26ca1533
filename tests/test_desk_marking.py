"""Marking a statement at the desk: the words are pasted, the server finds and cuts them."""

from django.urls import reverse

import pytest

from core.models import Revision
from core.revisions import revising
from sources.models import Passage, Statement
from tests import factories as make
from tests.desk import posted
from tests.source_pages import fields, page, seed, shown

pytestmark = pytest.mark.django_db

FIRST_SENTENCE = (
    '"The company is pleased to announce that on May 25, 2021 ... the U.S. District Court for the '
    "District of Columbia issued a final order vacating the U.S. Department of Defense's "
    'designation of the company as a [Communist Chinese Military Company]"'
)


@pytest.fixture
def snapshot(cast):
    return make.make_snapshot(by=cast.contributor)


@pytest.fixture
def speaker(db):
    return make.make_speaker("Mara Lind")


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.editor)
    return client


def save(desk, snapshot, speaker, **given):
    sent = fields(source=snapshot.source_id, snapshot=snapshot.pk, speaker=speaker.pk, **given)
    return desk.post(page("statement_add"), sent)


def errors(response):
    assert response.status_code == 200
    return response.context["adminform"].form.errors


def test_straight_quotes_and_three_dots_find_the_words_as_they_are_stored(desk, speaker):
    snapshot = make.make_snapshot(seed("000_ca3e3a61182a1d2b.txt"))

    save(desk, snapshot, speaker, words=FIRST_SENTENCE)

    passage = Passage.objects.get()
    assert (passage.start, passage.end) == (907, 1149)
    assert passage.exact == snapshot.text[907:1149]


def test_find_shows_the_words_in_context_and_saves_nothing(desk, snapshot):
    sent = fields(source=snapshot.source_id, words='"The bridge is safe,"', _find="Find")

    response = desk.post(page("statement_add"), sent)

    text = shown(response)
    start = snapshot.text.index("The bridge is safe")
    assert '<mark class="words">The bridge is safe</mark>' in text
    assert f"characters {start}–{start + 18}, in body" in text
    assert "Traders had asked" in text
    assert not errors(response)
    assert not Statement.objects.exists()


def test_a_broken_quote_is_marked_in_its_parts(desk, snapshot, speaker):
    quote = "“The bridge is safe,” said Mara Lind, the city engineer. “It will carry lorries"

    save(desk, snapshot, speaker, words=quote)

    exact = list(Passage.objects.values_list("exact", flat=True))
    assert exact == ["The bridge is safe", "It will carry lorries"]


def test_a_near_match_is_shown_with_what_differs_and_never_taken(desk, snapshot, speaker):
    response = save(desk, snapshot, speaker, words="The harbour bridge is safe,")

    text = shown(response)
    assert "words" in errors(response)
    assert "<small>you pasted</small>" in text
    assert "The nearest passage" in text
    assert not Statement.objects.exists()


def test_words_that_stand_nowhere_near_are_refused(desk, snapshot, speaker):
    response = save(desk, snapshot, speaker, words="Pigs may fly tomorrow, ministers warn")

    assert "nothing in it comes near" in errors(response)["words"][0]


def test_words_at_several_places_are_asked_about(desk, speaker):
    snapshot = make.make_snapshot("Title\n\nHe said no. Then he said no.\n")

    response = save(desk, snapshot, speaker, words="said no")

    assert "choose which one" in errors(response)["words"][0]
    assert 'value="10-17"' in shown(response)
    assert 'value="27-34"' in shown(response)

    save(desk, snapshot, speaker, words="said no", words_at="27-34")

    assert Passage.objects.get().start == 27


def test_a_place_that_was_never_offered_is_not_taken(desk, speaker):
    snapshot = make.make_snapshot("Title\n\nHe said no. Then he said no.\n")

    response = save(desk, snapshot, speaker, words="said no", words_at="0-5")

    assert "words" in errors(response)
    assert not Statement.objects.exists()


def test_words_across_two_regions_are_refused_by_name(desk, snapshot, speaker):
    response = save(desk, snapshot, speaker, words="the city said.\n\n“The bridge is safe")

    assert "Body [" in str(errors(response)["words"])
    assert not Statement.objects.exists()


def test_a_statement_needs_a_passage(desk, snapshot, speaker):
    response = save(desk, snapshot, speaker, cue="said Mara Lind")

    assert "a statement needs a passage" in errors(response)["__all__"][0]


def test_a_source_that_is_not_held_has_to_be_captured_first(desk, speaker):
    sent = fields(source=make.make_source().pk, speaker=speaker.pk, words="Anything at all")

    response = desk.post(page("statement_add"), sent)

    assert "Capture it first" in errors(response)["snapshot"][0]


def test_a_statement_and_its_passages_are_one_revision(desk, cast, snapshot, speaker):
    save(desk, snapshot, speaker, words="The bridge is safe", cue="said Mara Lind")

    statement = Statement.objects.get()
    assert Revision.objects.of(statement).get().actor == cast.editor
    history = shown(desk.get(page("statement_history", statement.pk)))
    assert "Words [" in history
    assert "said Mara Lind" in history


def test_a_passage_is_added_to_a_statement_that_stands(desk):
    statement = make.make_statement()
    sent = fields(speaker=statement.speaker_id, cue="said Mara Lind", version="0")

    desk.post(page("statement_change", statement.pk), sent)

    assert statement.passages.count() == 2
    assert Revision.objects.of(statement).count() == 2


def test_a_passage_is_removed_on_a_tick(desk):
    statement = make.make_statement(cue="said Mara Lind")
    cue = statement.passages.get(part="cue")
    sent = fields(speaker=statement.speaker_id, remove=cue.pk, version="0")

    desk.post(page("statement_change", statement.pk), sent)

    assert [passage.part for passage in statement.passages.all()] == ["words"]


def test_the_last_passage_stays(desk):
    statement = make.make_statement()
    sent = fields(speaker=statement.speaker_id, remove=statement.passages.get().pk, version="0")

    response = desk.post(page("statement_change", statement.pk), sent)

    assert "needs a passage" in errors(response)["__all__"][0]


def test_a_passage_that_bears_on_a_claim_stays_and_says_which(desk):
    statement = make.make_statement(cue="said Mara Lind")
    piece = make.add_evidence(make.make_claim(short="Bridge declared safe"), statement)
    address = page("statement_change", statement.pk)
    cue = statement.passages.get(part="cue")

    assert "It bears on “Bridge declared safe”" in shown(desk.get(address))
    response = desk.post(address, fields(speaker=statement.speaker_id, remove=cue.pk, version="0"))

    assert "something rests on what you removed" in errors(response)["__all__"][0]
    assert piece.bearing.count() == 2


def test_a_save_that_came_second_keeps_what_was_typed(desk, cast):
    statement = make.make_statement()
    with revising(statement, by=cast.contributor, version=0):
        statement.role = "engineer"
        statement.save()
    sent = fields(speaker=statement.speaker_id, role="city engineer", version="0")

    response = desk.post(page("statement_change", statement.pk), sent)

    assert "ben saved this on" in shown(response)
    assert 'value="city engineer"' in shown(response)


def test_from_a_captured_text_the_source_and_the_words_are_filled_in(desk, snapshot):
    asked = {"snapshot": snapshot.pk, "words": "The bridge is safe"}

    text = shown(desk.get(page("statement_add"), asked))

    assert f'<option value="{snapshot.source_id}" selected' in text
    assert f'<option value="{snapshot.pk}" selected' in text
    assert "The bridge is safe</textarea>" in text


def test_a_reviewer_may_read_a_statement_and_not_mark_one(client, cast, snapshot, speaker):
    statement = make.make_statement(snapshot=snapshot)
    client.force_login(cast.reviewer)

    text = shown(client.get(page("statement_change", statement.pk)))

    assert "The bridge is safe" in text
    assert 'name="_find"' not in text
    assert save(client, snapshot, speaker, words="The bridge is safe").status_code == 403


def test_a_statement_that_was_changed_stays_open_with_a_way_back_to_its_text(client, cast):
    client.force_login(cast.editor)
    statement = make.make_statement(by=cast.editor)
    address = reverse("admin:sources_statement_change", args=[statement.pk])
    passage = statement.passages.get()
    opened = client.get(address)
    sent = posted(opened) | {"role": "Mayor", "version": statement.version, "_save": "Save"}

    response = client.post(address, sent)
    page = client.get(response.url).content.decode()

    assert response.url == address
    text = reverse("admin:sources_snapshot_change", args=[passage.snapshot_id])
    assert f'<a href="{text}#passage-{passage.start}">Back to the text</a>' in page
