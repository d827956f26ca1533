"""The codes of the record in a reader's words. Data only; a code not here shows as itself."""

KINDS = {"fact": "Claim of fact", "attribution": "Attribution", "promise": "Promise"}
BASES = {
    "primary": "Rests on a primary source that we hold",
    "independent": "Rests on independent sources",
    "single": "Rests on one source",
    "waived": "Rests on less than our rule asks for",
    "none": "Nothing that counts towards a verdict decides it",
}
STANCES = {"supports": "Supports", "contradicts": "Contradicts", "context": "Context"}
GROUPS = {
    "supports": "For the claim",
    "contradicts": "Against the claim",
    "context": "For context",
    "uncounted": "Shown, and not counted",
}
SETTINGS = {
    "speech": "spoken, in a speech",
    "interview": "spoken, in an interview",
    "filing": "written, in a filing",
    "pleading": "written, in a pleading",
    "court_order": "written, in a court order",
    "release": "written, in a press release",
    "post": "written, in a post",
    "unknown": "spoken or written, setting unknown",
}
MANNERS = {
    "direct": "quoted directly",
    "indirect": "reported in the source’s words",
    "mixed": "partly quoted, partly reported",
    "own_voice": "the outlet in its own voice",
    "unmarked": "no words marked",
}
LABELS = {
    "user_comment": "A reader’s comment. It is never evidence that counts.",
    "unnamed": "The speaker is not named.",
    "second_hand": "Second-hand: it hands on a report that is not a primary source.",
    "outside_text": "Not part of the publisher’s own text.",
}
BECAUSE = {
    "context": "it is given as context",
    "claimant": "these are the claimant’s own words, or those of one speaking for it",
    "unnamed": "the speaker is not named",
    "user_comment": "it is a reader’s comment",
    "outside_text": "it is not part of the publisher’s own text",
    "second_hand": "it hands on a report that is not a primary source",
    "no_words": "no words or report of it are marked",
}
SOURCE_KINDS = {
    "article": "article",
    "filing": "filing",
    "court_order": "court order",
    "pleading": "pleading",
    "designation": "official decision",
    "release": "press release",
    "post": "post",
    "transcript": "transcript",
    "data": "data set",
    "other": "work of another kind",
}
GRADES = {
    "primary": "primary source: the act or document itself",
    "secondary": "secondary source: reports on it",
    "tertiary": "tertiary source: sums up reports",
}
SPEAKER_KINDS = {
    "person": "Person",
    "organisation": "Organisation",
    "court": "Court",
    "outlet": "Outlet",
    "unnamed": "Unnamed party",
}
EDITS = {
    "elision": "stands where the source left something out",
    "insertion": "was put in by the source",
}
EDITION_KINDS = {
    "first": "First edition",
    "edit": "Edit of spelling or style",
    "clarification": "Clarification",
    "update": "Update",
    "correction": "Correction",
    "retraction": "Retraction",
}
# A relation as the claim that has it says it, and as the claim at its other end hears it.
OUTGOING = {
    "supersedes": "Supersedes",
    "fulfils": "Fulfils",
    "makes_moot": "Makes moot",
    "contradicts": "Contradicts",
    "repeats": "Repeats",
    "narrows": "Narrows",
    "replaces": "Replaces",
}
INCOMING = {
    "supersedes": "Superseded by",
    "fulfils": "Fulfilled by",
    "makes_moot": "Made moot by",
    "contradicts": "Contradicted by",
    "repeats": "Repeated by",
    "narrows": "Narrowed by",
    "replaces": "Replaced by",
}
STANDINGS = {
    "supersedes": "Superseded",
    "fulfils": "Fulfilled",
    "makes_moot": "Made moot",
    "contradicts": "Contradicted",
    "replaces": "Replaced",
}
FILTERS = {
    "q": "Words",
    "verdict": "Verdict",
    "kind": "Kind",
    "language": "Language",
    "topic": "Topic",
    "speaker": "Speaker",
    "publisher": "Publisher",
    "source": "Source",
    "basis": "Basis",
    "published_after": "Published on or after",
    "published_before": "Published on or before",
    "retracted": "Retracted",
}
