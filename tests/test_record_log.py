"""The log: its tree, its order, its entries; and read models that can be rebuilt."""

import datetime as dt
import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.utils import timezone

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import workflow
from claims.models import Claim
from core.canonical import canonical
from record import ledger, merkle, projection, schema
from record.models import Citation, Entry, Head, Link, Listing, Mention, Subject
from tests import factories as make

READ_MODELS = [Listing, Citation, Mention, Link, Subject]


def tree_head(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    both = tree_head(leaves[:k]) + tree_head(leaves[k:])
    return hashlib.sha256(b"\x01" + both).digest()


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_the_root_is_that_of_the_standard(data):
    leaves = [merkle.leaf_hash(item) for item in data]

    assert merkle.root_over(leaves) == tree_head([bytes.fromhex(leaf) for leaf in leaves]).hex()


def test_the_leaf_of_nothing_is_that_of_the_standard():
    assert merkle.leaf_hash(b"").startswith("6e340b9cffb37a98")
    assert merkle.EMPTY_ROOT.startswith("e3b0c44298fc1c14")


@pytest.mark.django_db
class TestLog:
    def test_the_first_publication_publishes_the_scale_too(self):
        make.make_published_claim()

        assert [entry.kind for entry in Entry.objects.all()] == ["notice", "edition"]
        assert len(Entry.objects.first().published.verdicts) == 12

    def test_the_scale_is_published_again_only_when_it_changed(self):
        make.make_published_claim()
        make.make_published_claim()
        verdict = make.Verdict.objects.get(key="true")
        verdict.meaning = "It is so."
        verdict.save()
        make.make_published_claim()

        assert [e.kind for e in Entry.objects.all()].count("notice") == 2

    def test_the_bytes_are_canonical_and_give_the_leaf(self):
        make.make_published_claim()
        entry = Entry.objects.last()

        assert canonical(json.loads(entry.data)).decode() == entry.data
        assert entry.leaf == hashlib.sha256(b"\0" + entry.data.encode()).hexdigest()

    def test_an_entry_meets_its_published_schema(self):
        make.make_published_claim()
        for entry in Entry.objects.all():
            jsonschema.validate(json.loads(entry.data), schema.json_schema())

    def test_an_entry_of_version_1_is_read_and_written_back_to_the_same_bytes(self):
        make.make_published_claim()
        value = json.loads(Entry.objects.last().data)
        del value["authors"]
        older = canonical(value | {"schema": "on-record/entry/1"})

        read = schema.read_entry(older)

        assert canonical(schema.as_value(read)) == older
        kept = Path(settings.BASE_DIR, "docs", "entry-1.schema.json").read_text()
        jsonschema.validate(json.loads(older), json.loads(kept))

    def test_an_edition_names_whoever_worked_on_it_once_and_by_byline(self, cast):
        claim = make.make_sourced_claim(cast.editor)
        cast.contributor.byline = "Ben Bright"
        cast.contributor.save()
        for _ in range(2):
            with workflow.revising(claim, by=cast.contributor):
                claim.save()
        make.publish(claim, cast.editor, cast.reviewer)

        assert Entry.objects.last().published.authors == ["Editor", "Ben Bright"]

    def test_nothing_of_an_account_is_in_the_log(self, cast):
        make.make_published_claim(cast.editor, cast.reviewer)
        data = Entry.objects.last().data

        assert "Rana Ray" in data
        assert not any(user.username in data.split('"') for user in (cast.editor, cast.reviewer))

    def test_time_never_goes_back_when_the_clock_does(self):
        make.make_published_claim()
        ahead = timezone.now() + dt.timedelta(days=1)
        Head.objects.update(size=3, last_published_at=ahead)
        head = Head.objects.get()

        assert ledger._next_moment(head) == ahead + dt.timedelta(microseconds=1)

    def test_an_edition_is_numbered_and_says_whether_the_verdict_changed(self):
        claim = make.make_published_claim()
        correct(claim, verdict=make.Verdict.objects.get(key="mostly-true"))
        second = Entry.objects.of(claim.public_id).last()

        assert (second.number, second.published.verdict_changed) == (2, True)
        assert second.published.notice == "It said that."

    def test_read_models_rebuilt_from_the_log_are_the_same(self):
        claim, other = make.make_published_claim(), make.make_published_claim()
        correct(claim)
        make.relate(make.make_claim(), "repeats", other)
        before = contents()

        projection.rebuild()

        assert contents() == before


def correct(claim, **fields):
    """A second edition, a correction."""
    workflow.reopen(claim, by=make.someone(), kind="correction", reason="We erred.")
    with workflow.revising(claim, by=make.someone()):
        Claim.objects.filter(pk=claim.pk).update(notice="It said that.", **fields)
    make.publish(claim)


def contents():
    """Everything in the read models but their own keys."""
    told = {}
    for model in READ_MODELS:
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if not field.primary_key and field.attname not in ("listing_id", "subject_id")
        ]
        told[model] = sorted(map(str, model.objects.values_list(*names)))
    return told


def test_the_kept_schema_is_the_schema():
    kept = Path(settings.BASE_DIR, "docs", "entry-2.schema.json").read_text()

    assert json.loads(kept) == schema.json_schema()
