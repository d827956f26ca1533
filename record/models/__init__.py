"""The log, and the read models that are rebuilt from it at any time; import from this package."""

from record.models.entry import Entry, Head
from record.models.listing import Citation, Link, Listing, Mention, Subject
from record.models.words import Posting, Word

__all__ = [
    "Citation",
    "Entry",
    "Head",
    "Link",
    "Listing",
    "Mention",
    "Posting",
    "Subject",
    "Word",
]
