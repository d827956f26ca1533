"""Who speaks, where, and in which words: parties, topics, sources with their texts, statements."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from random import Random

from django.utils.text import slugify

from claims.generating import words
from core.canonical import sha256
from core.ids import ALPHABET, LENGTH
from record import schema

# Ids that were generated begin like this; so begins one in 20,000 that were not.
MARK = "zq"
CLAIM, SPEAKER, PUBLISHER, SOURCE, STATEMENT, TOPIC = "cspbtw"
IDS = len(ALPHABET) ** (LENGTH - len(MARK) - 1)
STRIDE = 7_368_787_001
PUBLISHERS, SPEAKERS, TOPICS = 300, 5_000, 200
CLAIMS_PER_SOURCE, STATEMENTS_PER_CLAIM = 5, 2
# So many texts are held in mind: those of one batch.
WORKS = 1024
STATEMENTS = CLAIMS_PER_SOURCE * STATEMENTS_PER_CLAIM
FIRST_DAY = dt.date(2008, 1, 1)
DAYS = 6_500
KINDS = ["article", "article", "article", "post", "filing", "transcript", "release"]
CONTEXT, READERS_CONTEXT = 32, 240


def id_of(kind: str, number: int) -> str:
    """The public id of the so-manieth of a kind; ids of neighbours look unlike."""
    left, text = number * STRIDE % IDS, ""
    for _ in range(LENGTH - len(MARK) - 1):
        left, digit = divmod(left, len(ALPHABET))
        text += ALPHABET[digit]
    return f"{MARK}{kind}{text}"


def day_of(rng: Random) -> schema.Interval:
    """A day, a month or a year, as sources tell dates."""
    first = FIRST_DAY + dt.timedelta(days=rng.randrange(DAYS))
    last = first + dt.timedelta(days=rng.choice([0, 0, 0, 30, 364]))
    return schema.Interval(
        earliest=first.isoformat(), latest=last.isoformat(), words="", basis="stated", source=""
    )


@dataclass(frozen=True)
class Spot:
    """Where a statement stands in its source: the words, and the cue that says whose they are."""

    speaker: int
    words: tuple[int, int]
    cue: tuple[int, int]


@dataclass(frozen=True)
class Work:
    """A source with its text and where in it which statement stands."""

    told: schema.Source
    text: str
    snapshot: schema.Snapshot
    spots: tuple[Spot, ...]


class World:
    """All that follows from one seed."""

    def __init__(self, seed: int):
        self.seed = seed
        self.speaker = functools.lru_cache(SPEAKERS)(self._speaker)
        self.publisher = functools.lru_cache(PUBLISHERS)(self._publisher)
        self.topic = functools.lru_cache(TOPICS)(self._topic)
        self.work = functools.lru_cache(WORKS)(self._work)
        self.statement = functools.lru_cache(1024)(self._statement)

    def rng(self, *names: object) -> Random:
        """Chance that depends on the seed and these names alone."""
        return Random(f"{self.seed} {names}")

    def _speaker(self, number: int) -> schema.Speaker:
        rng = self.rng("speaker", number)
        language = words.language_of(rng)
        kind = rng.choice(["person", "person", "person", "organisation", "court"])
        name = words.name(rng, language, rng.choice([2, 2, 3]))
        return schema.Speaker(id=id_of(SPEAKER, number), name=name, kind=kind, note="")

    def _publisher(self, number: int) -> schema.Publisher:
        rng = self.rng("publisher", number)
        name = f"{words.name(rng, 'en', 1)} {rng.choice(['Post', 'Courier', 'Mirror'])}"
        return schema.Publisher(
            id=id_of(PUBLISHER, number), name=name, slug=f"{slugify(name)}-{number}"
        )

    def _topic(self, number: int) -> schema.Topic:
        name = f"{words.name(self.rng('topic', number), 'en', 2)} {number}"
        return schema.Topic(id=id_of(TOPIC, number), name=name, slug=slugify(name))

    def _work(self, number: int) -> Work:
        rng = self.rng("source", number)
        language = words.language_of(rng)
        title = words.sentence(words.some(rng, language, 8), language)[:-1]
        text, spots = self._text(rng, language, title)
        grade = rng.choices(["primary", "secondary", "tertiary"], [4, 5, 1])[0]
        told = schema.Source(
            id=id_of(SOURCE, number),
            title=title,
            kind="filing" if grade == "primary" else rng.choice(KINDS),
            grade=grade,
            grade_reason="",
            url=f"https://www.example.org/{number}",
            archive_url=f"https://archive.example.org/{number}",
            author=words.name(rng, language),
            publisher=self.publisher(int(PUBLISHERS * rng.random() ** 3)),
            published=day_of(rng),
            language=language,
            held=True,
        )
        return Work(told, text, _snapshot(text), spots)

    def _text(self, rng: Random, language: str, title: str) -> tuple[str, tuple[Spot, ...]]:
        """Some 6 kB: a headline, then for each statement a paragraph in which it stands."""
        text, spots = title, []
        for _ in range(STATEMENTS):
            speaker = int(SPEAKERS * rng.random() ** 3)
            lengths = [rng.randint(8, 16) for _ in range(7)]
            told = words.some(rng, language, sum(lengths))
            sentences = [words.sentence([told.pop() for _ in range(n)], language) for n in lengths]
            text += f"\n\n{' '.join(sentences[:3])} “"
            said = (len(text), len(text) + len(sentences[3]))
            text += f"{sentences[3]}” "
            cue = f"— {self.speaker(speaker).name}"
            spots.append(Spot(speaker, said, (len(text), len(text) + len(cue))))
            text += f"{cue}. {' '.join(sentences[4:])}"
        return text, tuple(spots)

    def _statement(self, number: int) -> schema.Statement:
        """A statement; one in four hands on what an earlier source says."""
        place, spot = divmod(number, STATEMENTS)
        work, rng = self.work(place), self.rng("statement", number)
        spot = work.spots[spot]
        chain = self._chain(rng, place)
        sources = [work.told, *(step.source for step in chain)]
        root = sources[-1]
        primary = [at for at, source in enumerate(sources) if source.grade == "primary"]
        straight = chain[0].source.grade if chain else "primary"
        return schema.Statement(
            id=id_of(STATEMENT, number),
            speaker=self.speaker(spot.speaker),
            role="",
            on_behalf_of=None,
            setting=rng.choice(["speech", "interview", "filing", "post", "unknown"]),
            manner="direct",
            said=day_of(rng),
            language=work.told.language,
            translation="",
            labels=[] if straight == "primary" else ["second_hand"],
            source=work.told,
            passages=[_passage(work, "words", *spot.words), _passage(work, "cue", *spot.cue)],
            chain=chain,
            roots=[schema.Root(id=root.id, title=root.title, held=root.held)],
            steps_to_primary=primary[0] if primary else None,
        )

    def _chain(self, rng: Random, place: int) -> list[schema.Step]:
        """Nothing, or one or two sources before this one."""
        length = rng.choices([0, 1, 2], [75, 18, 7])[0]
        behind = [place - step * rng.randint(1, 9) for step in range(1, length + 1)]
        steps, through, last = [], None, place
        for number in behind:
            if 0 <= number < last:
                source = self.work(number).told
                steps.append(schema.Step(source=source, through=through, shown_by=""))
                through, last = source.id, number
        return steps


def _snapshot(text: str) -> schema.Snapshot:
    sum_of = sha256(text.encode())
    return schema.Snapshot(
        text_sha256=sum_of,
        bytes_sha256=sum_of,
        characters=len(text),
        captured_at=None,
        received_at="2026-01-01T00:00:00.000000Z",
        method="upload",
        extractor="generated",
        full_text_sha256="",
        full_characters=None,
    )


def _passage(work: Work, part: str, start: int, end: int) -> schema.Passage:
    text = work.text
    return schema.Passage(
        part=part,
        start=start,
        end=end,
        exact=text[start:end],
        prefix=text[max(start - CONTEXT, 0) : start],
        suffix=text[end : end + CONTEXT],
        before=text[max(start - READERS_CONTEXT, 0) : start],
        after=text[end : end + READERS_CONTEXT],
        region="body",
        snapshot=work.snapshot,
        original_start=start,
        original_end=end,
        edits=[],
    )
