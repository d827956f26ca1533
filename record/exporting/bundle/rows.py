"""The rows that the tables of this bundle have to hold, as they follow from the log.

Each function makes of an entry of the log, or of the content of an edition, rows of one table; the
cells stand in the order of COLUMNS. `verify.py` compares them with what the tables say.
"""

from functools import cached_property

# What a relation makes of the other claim; the first that is found counts.
STATES = {"fulfils": "fulfilled", "replaces": "superseded", "supersedes": "superseded"}
STATES.update(makes_moot="moot", contradicts="current")

COLUMNS = {
    "claims": "id url kind text short language place holds_earliest holds_latest holds_words "
    "holds_basis state verdict verdict_label finding basis independent_roots claimant "
    "claimant_name made_earliest made_latest standing superseded_by standing_since edition "
    "first_published_at published_at index",
    "editions": "claim number edition_kind notice verdict_changed verdict reviewer override "
    "authors digest leaf published_at index",
    "corrections": "claim number edition_kind notice verdict verdict_changed published_at index",
    "appearances": "claim order statement note index",
    "evidence": "claim number passage statement text_sha256 start end stance counted "
    "not_counted_because note index",
    "relations": "claim type other on reason index",
    "claim_topics": "claim topic index",
    "passages": "claim statement part exact prefix suffix start end original_start original_end "
    "region source text_sha256 bytes_sha256 captured_at full_text_sha256 index",
    "statements": "id speaker role on_behalf_of source setting manner said_earliest said_latest "
    "said_words said_basis language translation labels steps_to_primary index",
    "relays": "statement order source through shown_by index",
    "sources": "id title kind grade url archive_url author publisher published_earliest "
    "published_latest published_words published_basis language held index",
    "speakers": "id name kind note index",
    "publishers": "id name slug index",
    "topics": "id name slug index",
    "verdicts": "id label meaning value best worst index",
}


class Log:
    """What is kept of the log while the tables are compared: an index and a moment a claim, and the
    relations; for a million claims some 300 MB.
    """

    def __init__(self, url):
        self.url = url
        self.newest = {}
        self.retracted = set()
        self.first_published = {}
        self.relations = {}

    def take(self, index, document):
        claim = getattr(document, "claim", "")
        if not claim:
            return
        self.newest[claim] = index
        self.first_published.setdefault(claim, document.published_at)
        told = document.content.relations
        relations = [(str(one.type), str(one.claim), one.on) for one in told]
        self.relations.pop(claim, None)
        self.retracted.discard(claim)
        if document.edition_kind == "retraction":
            self.retracted.add(claim)
        elif relations:
            self.relations[claim] = relations

    def stands(self, entry):
        """Whether this is the newest edition of a claim that is not retracted."""
        claim = entry.document.claim
        return self.newest[claim] == entry.index and claim not in self.retracted

    @cached_property
    def standings(self):
        """What became of claims: (state, by which claim, since when), by claim."""
        found = {}
        for claim in sorted(self.relations, key=self.newest.get):
            for kind, other, on in self.relations[claim]:
                found.setdefault(other, []).append((kind, claim, on))
        return {claim: weightiest(bonds) for claim, bonds in found.items()}


def weightiest(bonds):
    for kind, state in STATES.items():
        for one, by, on in bonds:
            if one == kind:
                return ("current", "", None) if state == "current" else (state, by, on)
    return "current", "", None


def claim_row(entry, document, log):
    content, claim = document.content, document.claim
    made, holds = content.claimant, content.holds
    return [
        claim,
        f"{log.url}/claims/{claim}/",
        content.kind,
        content.text,
        content.short,
        content.language,
        content.place,
        *interval(holds),
        content.state,
        content.verdict.key,
        content.verdict.label,
        content.finding,
        content.basis,
        content.independent_roots,
        made.speaker.id if made else "",
        made.speaker.name if made else "",
        made.made.earliest if made else None,
        made.made.latest if made else None,
        *log.standings.get(claim, ("current", "", None)),
        document.number,
        log.first_published[claim],
        document.published_at,
        entry.index,
    ]


def interval(told):
    return told.earliest, told.latest, told.words, told.basis


def editions(entry, document):
    yield [
        document.claim,
        document.number,
        document.edition_kind,
        document.notice,
        document.verdict_changed,
        document.content.verdict.key,
        document.approval.byline,
        document.approval.override,
        "; ".join(getattr(document, "authors", [])),
        document.approval.digest,
        entry.leaf,
        document.published_at,
        entry.index,
    ]


def corrections(entry, document):
    if document.edition_kind in ("correction", "retraction"):
        claim, number, kind, notice, changed, verdict, *_rest = next(editions(entry, document))
        yield [claim, number, kind, notice, verdict, changed, document.published_at, entry.index]


def appearances(entry, content):
    for number, one in enumerate(content.appearances, start=1):
        yield [content.id, number, one.statement.id, one.note, entry.index]


def evidence(entry, content):
    for piece in content.evidence:
        said = piece.statement
        told = [piece.stance, piece.counted, "; ".join(piece.not_counted_because), piece.note]
        places = [(one.snapshot.text_sha256, one.start, one.end) for one in said.passages]
        for order, place in enumerate(places, start=1) if places else [(0, ("", None, None))]:
            yield [content.id, piece.number, order, said.id, *place, *told, entry.index]


def relations(entry, content):
    for one in content.relations:
        yield [content.id, one.type, one.claim, one.on, one.reason, entry.index]


def claim_topics(entry, content):
    for topic in content.topics:
        yield [content.id, topic.id, entry.index]


def passages(entry, content):
    found = {}
    for said in statements_of(content):
        for one in said.passages:
            found[said.id, one.snapshot.text_sha256, one.start, one.end, one.part] = said, one
    for said, one in found.values():
        words = [one.part, one.exact, one.prefix, one.suffix]
        places = [one.start, one.end, one.original_start, one.original_end, one.region]
        snapshot = one.snapshot
        captured = [snapshot.text_sha256, snapshot.bytes_sha256, snapshot.captured_at]
        captured.append(snapshot.full_text_sha256)
        yield [content.id, said.id, *words, *places, said.source.id, *captured, entry.index]


EDITIONS = {"editions": editions, "corrections": corrections}
CURRENT = {
    "appearances": appearances,
    "evidence": evidence,
    "relations": relations,
    "claim_topics": claim_topics,
    "passages": passages,
}


def statements_of(content):
    return [one.statement for one in (*content.appearances, *content.evidence)]


# What many editions name: the newest of them is right


def once(rows):
    """The first row of each id: a content says the same of it wherever it names it."""
    found = {}
    for row in rows:
        found.setdefault(row[0], row)
    return found.values()


def statements(content):
    return once(
        [
            said.id,
            said.speaker.id,
            said.role,
            said.on_behalf_of.id if said.on_behalf_of else "",
            said.source.id,
            said.setting,
            said.manner,
            *interval(said.said),
            said.language,
            said.translation,
            "; ".join(said.labels),
            said.steps_to_primary,
        ]
        for said in statements_of(content)
    )


def relays(content):
    for said in {said.id: said for said in statements_of(content)}.values():
        for order, step in enumerate(said.chain, start=1):
            yield [said.id, order, step.source.id, step.through, step.shown_by]


def named_sources(content):
    for said in statements_of(content):
        yield said.source
        yield from (step.source for step in said.chain)


def sources(content):
    return once(
        [
            one.id,
            one.title,
            one.kind,
            one.grade,
            one.url,
            one.archive_url,
            one.author,
            one.publisher.id if one.publisher else "",
            *interval(one.published),
            one.language,
            one.held,
        ]
        for one in named_sources(content)
    )


def speakers(content):
    told = [content.claimant] if content.claimant else []
    who = [(one.speaker, one.on_behalf_of) for one in (*told, *statements_of(content))]
    named = [one for pair in who for one in pair if one]
    return once([one.id, one.name, one.kind, one.note] for one in named)


def publishers(content):
    named = [one.publisher for one in named_sources(content) if one.publisher]
    return once([one.id, one.name, one.slug] for one in named)


def topics(content):
    return [[one.id, one.name, one.slug] for one in content.topics]


def verdicts(content):
    one = content.verdict
    return [[one.key, one.label, one.meaning, one.value, one.best, one.worst]]


NAMED = {
    "statements": statements,
    "relays": relays,
    "sources": sources,
    "speakers": speakers,
    "publishers": publishers,
    "topics": topics,
    "verdicts": verdicts,
}
