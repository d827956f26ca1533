"""Marking from the captured text: what the server takes, refuses and proposes."""

from django.urls import reverse

import pytest

from core.models import Revision
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
    (marked,) = told(response)
    assert marked.startswith(f"Marked: {statement}. Select the next words. <a href=")
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
        ([("words", WORDS)], {}, "Choose who said it, or name them below."),
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
    found = proposing.proposals(snapshot, start, start + len(words))
    return [(one.name, one.by) for one in found]


def new_names(snapshot, words, *, inside=False):
    """Whom the text names near some words, and nobody has entered."""
    start = snapshot.text.index(words)
    found = proposing.proposals(snapshot, start, start + len(words), inside=inside)
    return [one.name for one in found if one.speaker is None]


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

    found = editor.get(address(snapshot, "speakers"), {"at": f"words:{start}-{start + 5}"}).json()

    assert found["speakers"][0] == {"id": speaker.pk, "name": "Mara Lind", "by": "Mara Lind"}


@pytest.mark.parametrize("place", ["x", "1-5", "words:5-1", "cause:1-5", ""])
def test_of_a_place_that_is_none_nobody_is_told(editor, snapshot, speaker, place):
    found = editor.get(address(snapshot, "speakers"), {"at": place}).json()

    assert found == {"speakers": []}


def test_whom_the_text_names_stands_before_who_only_spoke_in_it(editor, cast):
    snapshot = make.make_snapshot(PAPER)
    spoke = make.make_statement("It holds", snapshot=snapshot).speaker
    start, words = snapshot.text.index("The boat"), "The boat sails"

    place = {"at": f"words:{start}-{start + len(words)}"}
    found = editor.get(address(snapshot, "speakers"), place).json()["speakers"]

    assert found[0] == {"id": None, "name": "Karin Storm", "by": "Karin Storm"}
    assert found[-1] == {"id": spoke.pk, "name": spoke.name, "by": ""}


PAPER = """Night ferry will stop

By Tove Aalund

“The boat sails with nine passengers,” said Karin Storm, chair of the board, on Tuesday.

Storm said that the figure was out of date. “We have a new agreement,” she said.

“Nobody asked Karin Storm,” said Dr. Ole van der Brandt. The “Holm Gazette” was not asked.

“It holds,” said Lise Munk’s deputy.
"""


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("The boat sails with nine passengers", ["Karin Storm"]),
        ("We have a new agreement", ["Karin Storm"]),
        ("Nobody asked Karin Storm", ["Ole van der Brandt", "Holm Gazette"]),
        ("It holds", ["Lise Munk", "Holm Gazette", "Ole van der Brandt"]),
    ],
)
def test_whom_the_text_names_and_nobody_knows_is_proposed_by_name(cast, words, named):
    found = new_names(make.make_snapshot(PAPER), words)

    assert found[: len(named)] == named
    assert len(found) <= proposing.MOST_NEW


def test_a_cue_names_who_speaks_and_a_speaker_s_words_name_others(cast):
    snapshot = make.make_snapshot(PAPER)

    assert new_names(snapshot, "Nobody asked Karin Storm", inside=True)[0] == "Karin Storm"
    assert new_names(snapshot, "Nobody asked Karin Storm")[0] == "Ole van der Brandt"


def test_who_is_named_in_the_same_paragraph_stands_before_who_is_nearer(cast):
    text = (
        "A headline\n\nKarin Storm said that it was so. “It was,” she said.\n\nLise Munk was not.\n"
    )

    assert new_names(make.make_snapshot(text), "It was") == ["Karin Storm", "Lise Munk"]


@pytest.mark.parametrize("known", ["Karin Storm", "karin storm", "Storm"])
def test_who_is_known_is_not_proposed_as_new(cast, known):
    speaker = make.make_speaker(known)
    snapshot = make.make_snapshot(PAPER)

    assert "Karin Storm" not in new_names(snapshot, "The boat sails")
    assert proposed(snapshot, "The boat sails")[0][0] == speaker.name


def test_of_known_and_new_the_nearest_stands_first(cast):
    make.make_speaker("Karin Storm")
    make.make_speaker("Lise Munk")
    snapshot = make.make_snapshot(PAPER)

    assert [name for name, _ in proposed(snapshot, "It holds")][:3] == [
        "Lise Munk",
        "Holm Gazette",
        "Ole van der Brandt",
    ]
    assert [name for name, _ in proposed(snapshot, "Nobody asked")][0] == "Karin Storm"


def test_of_an_organisation_the_last_word_says_nothing(cast):
    make.make_speaker("Harbour board of Holm", "organisation")

    found = [name for name, _ in proposed(make.make_snapshot(PAPER), "Nobody asked")]

    assert "Harbour board of Holm" not in found


def test_who_spoke_here_before_and_is_named_near_stands_where_the_text_has_them(cast):
    snapshot = make.make_snapshot(PAPER)
    for name, words in (("Ole van der Brandt", "Nobody asked"), ("Karin Storm", "The boat")):
        make.make_statement(words, snapshot=snapshot, speaker=make.make_speaker(name))

    found = [name for name, _ in proposed(snapshot, "We have a new agreement")]

    assert found[:2] == ["Karin Storm", "Ole van der Brandt"]


def test_part_of_the_name_of_somebody_known_is_nobody_new(cast):
    board = make.make_speaker("Harbour board of Sund", "organisation")
    snapshot = make.make_snapshot("A headline\n\nThe board put it at 3.4 million. It is so.\n")
    make.make_statement("It is so", snapshot=snapshot, speaker=board)

    assert new_names(snapshot, "it at 3.4 million") == []


@pytest.mark.parametrize("name", ["Acme Inc.", "Martin King Jr."])
def test_a_name_that_ends_in_a_point_is_known(cast, name):
    speaker = make.make_speaker(name)
    snapshot = make.make_snapshot(f"A headline\n\n“It holds,” said {name} on Tuesday.\n")

    assert [one for one, _ in proposed(snapshot, "It holds")] == [speaker.name]


def test_a_known_speaker_with_a_note_is_known(cast):
    make.make_speaker("Ole Brandt", note="the chair")
    snapshot = make.make_snapshot("A headline\n\n“It holds,” said Dr Ole Brandt.\n")

    assert new_names(snapshot, "It holds") == []


@pytest.mark.parametrize("known", ["Lind", "Anna Berglind Foundation"])
def test_a_name_that_only_holds_or_stands_in_another_is_new(cast, known):
    make.make_speaker(known)
    snapshot = make.make_snapshot("A headline\n\n“It holds,” said Anna Berglind.\n")

    assert new_names(snapshot, "It holds") == ["Anna Berglind"]


@pytest.mark.parametrize("blank", ["     \n", "\u00a0\u00a0\u00a0\u00a0, it"])
def test_a_blank_after_according_to_names_nobody(cast, blank):
    snapshot = make.make_snapshot(f"A headline\n\nIt holds, according to {blank}\n")

    assert new_names(snapshot, "It holds") == []


def test_who_is_named_far_away_is_not_proposed(cast):
    away = "A line without a name.\n\n" * 30
    snapshot = make.make_snapshot(
        f"A headline\n\nTove Aalund spoke.\n\n{away}“It holds,” she said.\n"
    )

    assert new_names(snapshot, "It holds") == []


def test_a_letter_alone_is_no_part_of_a_name(cast):
    snapshot = make.make_snapshot("A headline\n\nUntil I see it I believe none of it, she said.\n")

    assert new_names(snapshot, "see it", inside=True) == []


def test_a_text_without_capitals_names_nobody_new_and_finds_who_is_known(cast):
    make.make_speaker("小米公司")
    snapshot = make.make_snapshot("小米上诉\n\n「法院撤销了」小米公司 表示\n")

    assert proposed(snapshot, "法院撤销了") == [("小米公司", "小米公司")]


def test_a_speaker_who_is_not_known_is_entered_with_the_statement(editor, snapshot, cast):
    data = sent(snapshot, ("words", WORDS), name="Jane Roe", kind="organisation")

    editor.post(address(snapshot), data)

    speaker = Statement.objects.get().speaker
    assert (speaker.name, speaker.kind) == ("Jane Roe", "organisation")
    assert Revision.objects.of(speaker).get().actor == cast.editor


def test_a_name_that_is_known_is_that_speaker(editor, snapshot, speaker):
    editor.post(address(snapshot), sent(snapshot, ("words", WORDS), name=speaker.name.upper()))

    assert Statement.objects.get().speaker == speaker


def test_a_name_that_several_have_names_nobody(editor, snapshot, speaker):
    Speaker.objects.create(name=speaker.name, note="the other", kind="person")

    response = editor.post(address(snapshot), sent(snapshot, ("words", WORDS), name=speaker.name))

    assert refused(response) == [
        f"Several are called “{speaker.name}”. Mark it, then choose the right one on its page."
    ]
    assert f'value="{speaker.name}"' in response.content.decode()


def test_nobody_is_entered_where_the_words_are_refused(editor, snapshot):
    before = Speaker.objects.count()
    data = sent(snapshot, ("words", WORDS), name="Jane Roe") | {"exact": ["Other words"]}

    editor.post(address(snapshot), data)

    assert (Speaker.objects.count(), Statement.objects.count()) == (before, 0)


def test_words_over_those_of_another_statement_are_marked_with_a_warning(editor, snapshot, speaker):
    data = sent(snapshot, ("words", WORDS), speaker=speaker.pk)
    editor.post(address(snapshot), data)

    response = editor.post(address(snapshot), data, follow=True)

    assert Statement.objects.count() == 2
    assert "Look again: these words overlap" in told(response)[-1]


def test_a_claim_begun_from_the_text_rests_on_what_is_marked_there(editor, snapshot, speaker):
    for _ in range(2):
        editor.post(address(snapshot), sent(snapshot, ("words", WORDS), speaker=speaker.pk))
    make.make_statement()
    add = f"{reverse('admin:claims_claim_add')}?source={snapshot.source_id}"

    assert (
        add
        in editor.get(f"{address(snapshot)}?marked={Statement.objects.first().pk}").content.decode()
    )
    (evidence,) = [
        inline.formset
        for inline in editor.get(add).context["inline_admin_formsets"]
        if inline.formset.prefix == "evidence"
    ]
    marked = Statement.objects.filter(source=snapshot.source_id)
    assert [form["statement"].value() for form in evidence.forms] == [one.pk for one in marked]


@pytest.mark.parametrize("source", ["", "x", "99999999999999", "0", "٣"])
def test_a_source_that_is_none_offers_nothing(editor, source):
    response = editor.get(reverse("admin:claims_claim_add"), {"source": source})

    assert response.status_code == 200
    for inline in response.context["inline_admin_formsets"]:
        assert len(inline.formset.forms) == 0


BODY = """A headline

The board put the saving at 3.4 million. The harbour board of Sund has decided, it says.

According to the national statistics office, pupils read worse. The trial took two years.

“It is out of date,” the county’s head of transport said.
"""


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("the saving at", "Board"),
        ("decided, it", "Harbour board of Sund"),
        ("pupils read worse", "National statistics office"),
        ("It is out of date", "County’s head of transport"),
    ],
)
def test_a_body_that_is_written_small_is_proposed(cast, words, named):
    assert new_names(make.make_snapshot(BODY), words)[0] == named
