"""Claims of every kind that machines meet, published once for a module."""

from __future__ import annotations

import datetime as dt

from claims.models import Claim
from sources.capture import capture
from sources.models import Relay, Snapshot, Speaker
from tests import factories as make
from tests.published import next_edition, retract, supersede

THE_DAY = dt.date(2021, 5, 25)
CAPTURED = {
    "method": Snapshot.Method.UPLOAD,
    "captured_at": dt.datetime(2021, 5, 26, 12, tzinfo=dt.UTC),
}
ARABIC = "قالت المدينة إن الجسر آمن."
HINDI = "शहर ने कहा कि पुल सुरक्षित है।"


def claim_by(name: str = "Mara Lind", kind: str = Speaker.Kind.PERSON, **fields) -> Claim:
    """A draft that somebody made, in an article of the web with an archive."""
    claim = make.make_sourced_claim(**fields)
    source = make.make_source(
        "The article",
        url=f"https://example.org/{claim.public_id}",
        archive_url=f"https://archive.example.org/{claim.public_id}",
        author="A Reporter",
    )
    statement = make.make_statement(
        snapshot=capture(source, make.TEXT.encode(), by=make.someone(), **CAPTURED),
        speaker=Speaker.objects.filter(name=name).first() or make.make_speaker(name, kind),
        role="city engineer",
        said_earliest=THE_DAY,
        said_latest=THE_DAY,
        said_basis="stated",
    )
    make.add_appearance(claim, statement)
    return claim


def published(**fields) -> Claim:
    claim = claim_by(**fields)
    make.publish(claim)
    return claim


class Everything:
    """One claim of each kind, by what is special about it."""

    def __init__(self):
        self.plain = published()
        self.recorded = make.make_published_claim(short="Nobody claims it")
        self.corrected = published(short="Corrected")
        next_edition(self.corrected, "correction", "We gave the wrong year.")
        self.superseded = published(short="Superseded")
        self.newer = supersede(self.superseded, on=THE_DAY)
        self.retracted = published(short="Withdrawn")
        retract(self.retracted)
        self.unnamed = published(kind=Speaker.Kind.UNNAMED, name="a commenter", short="Unnamed")
        self.long = published(short="Long", explanation="A long explanation. " * 400)
        self.arabic = published(text=ARABIC, short=ARABIC, language="ar")
        self.hindi = published(text=HINDI, short=HINDI, language="hi")
        self.hostile = published(short="</script><!--<b>&", finding="]]> </script><!--")
        self.chained = self.with_a_chain()

    @staticmethod
    def with_a_chain() -> Claim:
        claim = claim_by(short="Handed on")
        statement = make.make_statement()
        order = make.make_source("The order", grade="primary", publisher=None)
        Relay.objects.create(statement=statement, source=order)
        make.add_evidence(claim, statement)
        make.publish(claim)
        return claim

    def all(self) -> dict[str, Claim]:
        return vars(self)
