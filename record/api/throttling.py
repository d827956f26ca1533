"""How often one address may ask, counted for all workers of a machine together."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import caches

from rest_framework.throttling import SimpleRateThrottle


class ByAddress(SimpleRateThrottle):
    """`API_RATE`, such as 600/min, for each address; without it nothing is counted."""

    scope = "api"

    @property
    def cache(self):
        return caches["shared"]

    def get_rate(self):
        return settings.API_RATE or None

    def get_cache_key(self, request, view):
        return f"api-{self.get_ident(request)}"
