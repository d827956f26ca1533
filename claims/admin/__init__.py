"""The desk's pages for claims, one module per noun."""

from claims.admin import claim, event, imports, topic, verdict

__all__ = ["claim", "event", "imports", "topic", "verdict"]
