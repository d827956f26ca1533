"""The desk's pages for claims, one module per noun."""

from claims.admin import claim, event, topic, verdict

__all__ = ["claim", "event", "topic", "verdict"]
