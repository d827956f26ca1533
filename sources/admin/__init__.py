"""The desk's pages on sources; each module registers one noun."""

from sources.admin import publisher, snapshot, source, speaker, statement

__all__ = ["publisher", "snapshot", "source", "speaker", "statement"]
