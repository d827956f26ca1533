"""A draft shows at no public address: not its words, not its id, not by a changed mark or count."""

import pytest

from claims import workflow
from claims.models import Claim, Topic
from tests import factories as make
from tests.public_addresses import FOR_MACHINES, PAGES, REDIRECTS, make_everything, visit

pytestmark = pytest.mark.django_db
CANARY = "Unicorn"


@pytest.fixture(scope="module")
def made(once):
    return once(make_everything)


@pytest.fixture
def claim(made, db):
    return make.a_copy_of(made)


@pytest.fixture(scope="module")
def drafted(once, made):
    return once(make_draft, make.a_copy_of(made))


@pytest.fixture
def draft(drafted, db) -> Claim:
    return make.a_copy_of(drafted)


def make_draft(claim: Claim, word: str = CANARY) -> Claim:
    """A draft with a canary in all that can be written, which cites what is published too."""
    speaker = make.make_speaker(word)
    snapshot = make.make_snapshot(f"{word} here.", make.make_source(word))
    statement = make.make_statement(word, snapshot=snapshot, speaker=speaker, role=word)
    texts = dict.fromkeys(("text", "short", "finding", "explanation", "place", "state"), word)
    draft = make.make_claim(**texts)
    make.add_appearance(draft, statement)
    make.add_evidence(draft, statement, note=word)
    with workflow.revising(draft, by=make.someone()):
        draft.topics.set([Topic.objects.create(name=word, slug=word.lower()), *claim.topics.all()])
    make.relate(draft, "supersedes", claim, reason=word)
    return draft


def test_no_draft_shows_anywhere(client, claim, draft):
    for address, response in visit(client, claim, PAGES + FOR_MACHINES + REDIRECTS):
        told = response.content.decode() + str(response.headers)
        assert CANARY.lower() not in told.lower(), address
        assert draft.public_id not in told, address


@pytest.mark.parametrize(
    "path",
    [
        "/claims/{}/",
        "/claims/{}/unicorn/",
        "/claims/{}.json",
        "/claims/{}/editions/",
        "/claims/{}/editions/1/",
        "/claims/{}/editions/1.json",
        "/api/v1/claims/{}/",
        "/api/v1/claims/{}/editions/1/",
    ],
)
def test_a_draft_is_as_unknown_as_an_id_that_was_never_given(client, draft, path):
    one, other = client.get(path.format(draft.public_id)), client.get(path.format("b" * 10))

    assert one.status_code == other.status_code == 404
    assert one.content == other.content
    assert one.headers == other.headers


@pytest.mark.parametrize("kind", ["speaker", "source", "publisher", "topic"])
def test_what_only_a_draft_mentions_has_no_page(client, draft, kind):
    statement = draft.evidence.get().statement
    rows = {
        "speaker": statement.speaker,
        "source": statement.source,
        "publisher": statement.source.publisher,
        "topic": draft.topics.get(name=CANARY),
    }

    assert client.get(f"/{kind}s/{rows[kind].public_id}/").status_code == 404


def test_a_draft_changes_no_page_and_no_mark(client, claim):
    before = {a: (r.content, r.headers) for a, r in visit(client, claim, PAGES + FOR_MACHINES)}
    make_draft(claim, "Griffin")

    for address, response in visit(client, claim, PAGES + FOR_MACHINES):
        assert (response.content, response.headers) == before[address], address
