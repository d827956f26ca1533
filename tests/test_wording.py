"""Every code that the desk can write has its words on the public pages."""

import pytest

from claims import weighing
from claims.models import Claim, EditionKind, Evidence, Relation
from record import reading, wording
from sources import provenance
from sources.models import Source, Speaker, Statement


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (wording.KINDS, Claim.Kind.values),
        (wording.STANCES, Evidence.Stance.values),
        (wording.SETTINGS, Statement.Setting.values),
        (wording.SOURCE_KINDS, Source.Kind.values),
        (wording.GRADES, Source.Grade.values),
        (wording.SPEAKER_KINDS, Speaker.Kind.values),
        (wording.EDITION_KINDS, EditionKind.values),
        (wording.OUTGOING, Relation.Type.values),
        (wording.INCOMING, Relation.Type.values),
        (wording.STANDINGS, reading.STATES),
        (wording.BECAUSE, weighing.BECAUSE),
    ],
)
def test_every_code_of_the_desk_has_its_words(words, codes):
    assert set(words) == set(codes)


def test_every_label_has_its_words():
    labels = (
        provenance.USER_COMMENT,
        provenance.UNNAMED,
        provenance.SECOND_HAND,
        provenance.OUTSIDE_TEXT,
    )

    assert set(wording.LABELS) == set(labels)
