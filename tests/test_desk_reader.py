"""Marking from the captured text: what the server takes, refuses and proposes."""

from django.urls import reverse

import pytest

from sources import proposing
from sources.models import Passage, Speaker, Statement
from tests import factories as make
from tests.desk import told

pytestmark = pytest.mark.django_db
WORDS = "The bridge is safe"


@pytest.fixture
def snapshot(cast):
    return make.make_snapshot(by=cast.editor)


@pytest.fixture
def speaker(db):
    return make.make_speaker("Mara Lind")


@pytest.fixture
def editor(client, cast):
    client.force_login(cast.editor)
    return client


def address(snapshot, name="change"):
    return reverse(f"admin:sources_snapshot_{name}", args=[snapshot.pk])


def sent(snapshot, *stretches, **more):
    """What the page sends for these (part, words)."""
    places = [
        f"{part}:{(start := snapshot.text.index(words))}-{start + len(words)}"
        for part, words in stretches
    ]
    return {"passage": places, "exact": [words for _, words in stretches]} | more


def refused(response):
    form = response.context["form"]
    return [*form.non_field_errors(), *form.errors.get("speaker", ())]


def test_words_and_cue_become_one_statement(editor, snapshot, speaker, cast):
    data = sent(snapshot, ("words", WORDS), ("cue", "said Mara Lind"), speaker=speaker.pk)

    response = editor.post(address(snapshot), data, follow=True)

    statement = Statement.objects.get()
    assert told(response) == [f"Marked: {statement}. Select the next words."]
    assert [(one.part, one.exact) for one in statement.passages.order_by("start")] == [
        ("words", WORDS),
        ("cue", "said Mara Lind"),
    ]
    assert (statement.speaker, statement.source) == (speaker, snapshot.source)
    assert response.context["last"] == statement


def test_words_over_line_ends_come_back_as_browsers_send_them(editor, snapshot, speaker):
    words = "said.\n\n“The"
    data = sent(snapshot, ("cue", words), ("words", WORDS), speaker=speaker.pk)
    data["exact"][0] = words.replace("\n", "\r\n")

    editor.post(address(snapshot), data)

    assert Passage.objects.get(part="cue").exact == words


@pytest.mark.parametrize(
    "stretches, more, why",
    [
        ([], {}, "Select the words"),
        ([("words", WORDS)], {}, "Choose who said it."),
        ([("cue", "said Mara Lind")], {"speaker": True}, "a cue alone says nothing"),
        ([("words", WORDS)], {"speaker": 10**8}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_marked_is_refused_and_shown_again(
    editor, snapshot, speaker, stretches, more, why
):
    more = {"speaker": speaker.pk} if more.get("speaker") is True else more

    response = editor.post(address(snapshot), sent(snapshot, *stretches, **more))

    assert why in " ".join(refused(response))
    assert [one.exact for one in response.context["draft"]] == [words for _, words in stretches]
    assert not Statement.objects.exists()


def test_words_that_stand_elsewhere_are_refused(editor, snapshot, speaker):
    data = sent(snapshot, ("words", WORDS), speaker=speaker.pk) | {"exact": ["The bridge is sale"]}

    response = editor.post(address(snapshot), data)

    assert "not those that were selected" in refused(response)[0]
    assert not Passage.objects.exists()


def test_words_across_two_regions_are_refused(editor, speaker, cast):
    snapshot = make.make_snapshot(by=cast.editor)
    data = sent(snapshot, ("words", "repairs\n\nThe harbour"), speaker=speaker.pk)

    response = editor.post(address(snapshot), data)

    assert "lie across" in refused(response)[0]
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    "place", ["words:5", "words:9-3", "words:-1-4", "title:1-4", "words:a-b", ""]
)
def test_a_place_that_is_none_is_no_stretch(editor, snapshot, speaker, place):
    data = {"passage": [place], "exact": ["x"], "speaker": speaker.pk}

    response = editor.post(address(snapshot), data)

    assert "Select the words" in refused(response)[0]


def test_a_place_beyond_the_text_is_refused(editor, snapshot, speaker):
    data = {"passage": ["words:5-999999"], "exact": [snapshot.text[5:]], "speaker": speaker.pk}

    response = editor.post(address(snapshot), data)

    assert "lies outside the text" in refused(response)[0]


def test_a_statement_of_another_source_takes_no_words_from_here(editor, snapshot):
    other = make.make_statement()
    data = sent(snapshot, ("words", WORDS), statement=other.pk)

    response = editor.post(address(snapshot), data)

    assert response.context["form"].errors["statement"]
    assert other.passages.count() == 1


@pytest.mark.parametrize("who", ["reviewer", "publisher"])
def test_who_does_not_write_marks_nothing(client, cast, snapshot, speaker, who):
    client.force_login(getattr(cast, who))
    data = sent(snapshot, ("words", WORDS), speaker=speaker.pk)

    assert client.post(address(snapshot), data).status_code == 403
    assert client.get(address(snapshot, "speakers"), {"at": "1-5"}).status_code == 403
    assert "data-marking" not in client.get(address(snapshot)).content.decode()


def proposed(snapshot, words):
    start = snapshot.text.index(words)
    found = proposing.speakers(snapshot, start, start + len(words))
    return [(one.speaker.name, one.by) for one in found]


def test_speakers_named_near_the_words_are_proposed_the_nearest_first(snapshot, speaker):
    make.make_speaker("The City", "organisation")
    make.make_speaker("Nobody Here")

    assert proposed(snapshot, WORDS)[0] == ("Mara Lind", "Mara Lind")
    assert "Nobody Here" not in [name for name, _ in proposed(snapshot, WORDS)]


def test_a_last_name_is_enough_and_is_told(cast):
    make.make_speaker("Elizabeth Lind")
    text = "A headline\n\n“It holds,” said Lind. Others did not speak.\n"

    assert proposed(make.make_snapshot(text), "It holds") == [("Elizabeth Lind", "Lind")]


def test_who_spoke_in_this_text_before_is_proposed_too(snapshot):
    other = make.make_statement("It will carry", snapshot=snapshot)

    assert (other.speaker.name, "") in proposed(snapshot, WORDS)


def test_the_page_is_told_of_them(editor, snapshot, speaker):
    start = snapshot.text.index(WORDS)

    found = editor.get(address(snapshot, "speakers"), {"at": f"{start}-{start + 5}"}).json()

    assert found["speakers"][0] == {"id": speaker.pk, "name": "Mara Lind", "by": "Mara Lind"}
    assert editor.get(address(snapshot, "speakers"), {"at": "x"}).json() == {"speakers": []}
    assert Speaker.objects.count() > 0
