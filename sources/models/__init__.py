"""One module per noun; import from this package."""

from sources.models.publisher import Publisher
from sources.models.region import Region
from sources.models.snapshot import Snapshot
from sources.models.source import SameRoot, Source
from sources.models.speaker import Speaker
from sources.models.statement import Passage, Relay, Statement

__all__ = [
    "Passage",
    "Publisher",
    "Region",
    "Relay",
    "SameRoot",
    "Snapshot",
    "Source",
    "Speaker",
    "Statement",
]
