"""The columns of a file that can be brought in, in an editor's words: page, template and checks."""

from __future__ import annotations

from dataclasses import dataclass

from claims.models import Import


@dataclass(frozen=True)
class Column:
    """One column: its name, what stands in it, and how that may look."""

    name: str
    told: str
    example: str = ""
    needed: bool = False
    # What an export of ours says beside; in a file that is brought in it is passed over.
    only_told: bool = False


def _interval(name: str, what: str) -> list[Column]:
    return [
        Column(
            f"{name}_earliest", f"The first day on which {what}, as year-month-day.", "2021-05-25"
        ),
        Column(
            f"{name}_latest",
            "The last such day; the same one where the day is known.",
            "2021-05-25",
        ),
        Column(f"{name}_words", "The date in the words of the source.", "last month"),
        Column(f"{name}_basis", "What the date rests on: stated, derived or outside.", "stated"),
        Column(f"{name}_source", "For “outside”: where you have it from.", ""),
    ]


LANGUAGE = Column("language", "The language, as a code; blank means English.", "en")
CLAIMS = [
    Column(
        "text",
        "The claim: one sentence that can be checked, in our own words.",
        "A US court vacated the designation of Xiaomi.",
        needed=True,
    ),
    Column(
        "short",
        "The same for lists, at most 75 characters; blank where the claim is as short.",
        "Xiaomi’s designation vacated",
    ),
    Column("kind", "fact, attribution or promise; blank means fact.", "fact"),
    LANGUAGE,
    Column(
        "topics",
        "Names of topics that are at the desk, with semicolons between.",
        "Xiaomi; Sanctions",
    ),
    Column("place", "Where it holds, if anywhere.", "United States"),
    *_interval("holds", "it holds"),
    Column("state", "What this makes the state of its topics.", "vacated, according to Xiaomi"),
    Column(
        "made_in",
        "Ids of statements in which the claim was made, the first one first.",
        "q7w2k9x4zp",
    ),
    Column(
        "evidence",
        "supports, contradicts or context, each with the id of a statement, in the "
        "order in which the explanation cites them.",
        "supports q7w2k9x4zp; context b3n8v5m1ty",
    ),
    Column(
        "verdict", "A verdict of the scale that fits the kind; blank while there is none.", "True"
    ),
    Column("finding", "What we found, in one sentence.", "The court’s order says so."),
    Column(
        "explanation",
        "Why we say so; cites the evidence by number.",
        "The order of 25 May [1] vacates it.",
    ),
    Column("last_checked", "The day on which it was last checked.", "2021-06-01"),
    Column("check_again", "The day on which it is to be checked again.", "2021-12-01"),
]
STATEMENTS = [
    Column(
        "source",
        "The source: its public id, its address or its whole title. It has to be captured.",
        "https://example.org/article",
        needed=True,
    ),
    Column(
        "words",
        "The speaker’s own words, as they stand in the captured text.",
        "The bridge is safe",
    ),
    Column("report", "Or the source’s words for what was said.", "The mayor said it was safe"),
    Column("cue", "The words that name the speaker.", "said Mara Lind, the city engineer"),
    Column(
        "before",
        "Words that stand just before, where the words stand at several places.",
        "At the opening,",
    ),
    Column(
        "speaker",
        "Who said it: the name as it stands at the desk, or the public id.",
        "Mara Lind",
        needed=True,
    ),
    Column(
        "speaker_kind",
        "Only for a speaker who is new: person, organisation, court, outlet or unnamed.",
        "person",
    ),
    Column("role", "Their role then.", "city engineer"),
    Column("on_behalf_of", "For whom they spoke, where that is somebody else.", "City of Harbour"),
    Column(
        "setting",
        "speech, interview, filing, pleading, court_order, release or post; blank where not known.",
        "interview",
    ),
    *_interval("said", "it was said"),
    LANGUAGE,
    Column("translation", "Only where the words need one."),
    Column("note", "For the desk; never published."),
]
TOLD_OF_CLAIMS = ["public_id", "status", "assigned_to", "changed_at", "public_page"]
TOLD_OF_STATEMENTS = ["public_id"]
# What our own file of errors adds; passed over when the mended file comes back.
OF_THE_ERROR_FILE = ("line", "outcome", "to_mend")


def columns_of(kind: str) -> list[Column]:
    return CLAIMS if kind == Import.Kind.CLAIMS else STATEMENTS


def told_of(kind: str) -> list[str]:
    """The columns that an export says beside, which nobody can bring in."""
    return TOLD_OF_CLAIMS if kind == Import.Kind.CLAIMS else TOLD_OF_STATEMENTS


def known(kind: str) -> dict[str, Column]:
    return {column.name: column for column in columns_of(kind)}
