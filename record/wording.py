"""The codes of the record in a reader's words. Data only; a code not here shows as itself."""

from django.utils.translation import gettext_lazy as _

KINDS = {"fact": _("Claim of fact"), "attribution": _("Attribution"), "promise": _("Promise")}
BASES = {
    "primary": _("Rests on a primary source that we hold"),
    "independent": _("Rests on independent sources"),
    "single": _("Rests on one source"),
    "waived": _("Rests on less than our rule asks for"),
    "none": _("Nothing that counts towards a verdict decides it"),
}
STANCES = {"supports": _("Supports"), "contradicts": _("Contradicts"), "context": _("Context")}
GROUPS = {
    "supports": _("For the claim"),
    "contradicts": _("Against the claim"),
    "context": _("For context"),
    "uncounted": _("Shown, and not counted"),
}
SETTINGS = {
    "speech": _("spoken, in a speech"),
    "interview": _("spoken, in an interview"),
    "filing": _("written, in a filing"),
    "pleading": _("written, in a pleading"),
    "court_order": _("written, in a court order"),
    "release": _("written, in a press release"),
    "post": _("written, in a post"),
    "unknown": _("spoken or written, setting unknown"),
}
MANNERS = {
    "direct": _("quoted directly"),
    "indirect": _("reported in the source’s words"),
    "mixed": _("partly quoted, partly reported"),
    "own_voice": _("the outlet in its own voice"),
    "unmarked": _("no words marked"),
}
LABELS = {
    "user_comment": _("A reader’s comment. It is never evidence that counts."),
    "unnamed": _("The speaker is not named."),
    "second_hand": _("Second-hand: it hands on a report that is not a primary source."),
    "outside_text": _("Not part of the publisher’s own text."),
}
BECAUSE = {
    "context": _("it is given as context"),
    "claimant": _("these are the claimant’s own words, or those of one speaking for it"),
    "unnamed": _("the speaker is not named"),
    "user_comment": _("it is a reader’s comment"),
    "outside_text": _("it is not part of the publisher’s own text"),
    "second_hand": _("it hands on a report that is not a primary source"),
    "no_words": _("no words or report of it are marked"),
}
SOURCE_KINDS = {
    "article": _("article"),
    "filing": _("filing"),
    "court_order": _("court order"),
    "pleading": _("pleading"),
    "designation": _("official decision"),
    "release": _("press release"),
    "post": _("post"),
    "transcript": _("transcript"),
    "data": _("data set"),
    "other": _("work of another kind"),
}
GRADES = {
    "primary": _("primary source: the act or document itself"),
    "secondary": _("secondary source: reports on it"),
    "tertiary": _("tertiary source: sums up reports"),
}
GRADE_WORDS = {
    "primary": _("primary"),
    "secondary": _("secondary"),
    "tertiary": _("tertiary"),
}
SPEAKER_KINDS = {
    "person": _("Person"),
    "organisation": _("Organisation"),
    "court": _("Court"),
    "outlet": _("Outlet"),
    "unnamed": _("Unnamed party"),
}
EDITS = {
    "elision": _("stands where the source left something out"),
    "insertion": _("was put in by the source"),
}
EDITION_KINDS = {
    "first": _("First edition"),
    "edit": _("Edit of spelling or style"),
    "clarification": _("Clarification"),
    "update": _("Update"),
    "correction": _("Correction"),
    "retraction": _("Retraction"),
}
# A relation as the claim that has it says it, and as the claim at its other end hears it.
OUTGOING = {
    "supersedes": _("Supersedes"),
    "fulfils": _("Fulfils"),
    "makes_moot": _("Makes moot"),
    "contradicts": _("Contradicts"),
    "repeats": _("Repeats"),
    "narrows": _("Narrows"),
    "replaces": _("Replaces"),
}
INCOMING = {
    "supersedes": _("Superseded by"),
    "fulfils": _("Fulfilled by"),
    "makes_moot": _("Made moot by"),
    "contradicts": _("Contradicted by"),
    "repeats": _("Repeated by"),
    "narrows": _("Narrowed by"),
    "replaces": _("Replaced by"),
}
STANDINGS = {
    "supersedes": _("Superseded"),
    "fulfils": _("Fulfilled"),
    "makes_moot": _("Made moot"),
    "contradicts": _("Contradicted"),
    "replaces": _("Replaced"),
}
FILTERS = {
    "q": _("Words"),
    "verdict": _("Verdict"),
    "kind": _("Kind"),
    "language": _("Language"),
    "topic": _("Topic"),
    "speaker": _("Speaker"),
    "publisher": _("Publisher"),
    "source": _("Source"),
    "basis": _("Basis"),
    "published_after": _("Published on or after"),
    "published_before": _("Published on or before"),
    "year": _("Year"),
    "retracted": _("Retracted"),
}
# What became of a claim, behind its verdict where there is room for two words alone.
BECAME = {
    "superseded": _("superseded"),
    "fulfilled": _("fulfilled"),
    "moot": _("made moot"),
}
WHERE_SAID = _("Where it was said")
# The parts of substance of a content; an edit of spelling and style may change none of them.
SUBSTANCE = {
    "kind": _("the kind of claim"),
    "claimant": _("the claimant"),
    "holds": _("the dates"),
    "place": _("the place"),
    "state": _("the state of the topic"),
    "topics": _("the topics"),
    "verdict": _("the verdict"),
    "waiver": _("the basis"),
    "basis": _("the basis"),
    "evidence": _("the evidence"),
    "appearances": _("where it was said"),
    "relations": _("the relations"),
}
# Of these an edit may change the typography, and no word: one can turn the sense.
WORDED = {"text": _("the claim"), "short": _("the short form"), "finding": _("the finding")}
