"""How often one address may ask, counted for all workers of a machine together."""

from __future__ import annotations

import math
from ipaddress import IPv6Network, ip_address

from django.conf import settings
from django.core.cache import caches

from rest_framework.throttling import SimpleRateThrottle

# Of IPv6 a subscriber has a whole network of this length at least.
OF_A_SUBSCRIBER = 64


class ByAddress(SimpleRateThrottle):
    """`API_RATE`, such as 600/min, for each subscriber; without it nothing is counted."""

    scope = "api"

    @property
    def cache(self):
        return caches["shared"]

    def get_rate(self):
        return settings.API_RATE or None

    def get_cache_key(self, request, view):
        return f"api-{subscriber(self.get_ident(request))}"

    def wait(self):
        """Seconds until one more is answered, whole ones."""
        return math.ceil(super().wait() or self.duration)


def subscriber(address: str) -> str:
    """Who asks, by an address: IPv4 by the whole of it, also where IPv6 carries it, IPv6 by /64.

    Some proxies hand on the port too, which says nothing of who asks.
    """
    try:
        told = ip_address(_without_port(address))
    except ValueError:
        return address
    if told.version == 4:
        return str(told)
    if told.ipv4_mapped:
        return str(told.ipv4_mapped)
    return str(IPv6Network((int(told), OF_A_SUBSCRIBER), strict=False))


def _without_port(address: str) -> str:
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address
