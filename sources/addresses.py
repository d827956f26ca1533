"""The canonical form of a web address, so that one work is entered once (RFC 3986, section 6.2)."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
TRACKERS = re.compile(r"^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref_src)$", re.I)
UNRESERVED = "-._~!$&'()*+,;=:@/"


def canonical_url(url: str) -> str:
    """The address in one spelling; raises ValueError for anything but http and https.

    Lower-case scheme and host, no default port, dot segments resolved, percent-encoding in one
    form, trackers and fragment removed. The order of what is asked for is kept: it can matter.
    """
    parts = urlsplit(url.strip())
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in DEFAULT_PORTS or not host:
        raise ValueError("A web address begins with http:// or https:// and names a site.")
    port = parts.port
    netloc = f"[{host}]" if ":" in host else host
    if port and port != DEFAULT_PORTS[scheme]:
        netloc = f"{netloc}:{port}"
    return urlunsplit((scheme, netloc, _path(parts.path), _query(parts.query), ""))


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            kept[1:] = kept[1:-1]
        elif segment != ".":
            kept.append(segment)
    if path.endswith(("/.", "/..")):
        kept.append("")
    return "/".join(quote(unquote(segment), safe=UNRESERVED) for segment in kept) or "/"


def _query(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(name, value) for name, value in pairs if not TRACKERS.match(name)])
