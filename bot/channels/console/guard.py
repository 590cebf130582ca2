"""Who may use the console: browsers and programs on this machine, from its own page.

It asks nobody for a password. A foreign web site must not reach it through a visitor's browser, neither by posting
to localhost (Origin) nor by giving a name of its own our address (Host: DNS rebinding).
"""

import ipaddress
from urllib.parse import urlsplit

from aiohttp import web

NAMES = frozenset({"localhost", "ip6-localhost"})
SITES = frozenset({"", "none", "same-origin"})


def is_loopback(host: str) -> bool:
    """True for localhost and loopback addresses."""
    name = host.strip("[]").lower()
    if name in NAMES:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def own_host(request: web.Request) -> bool:
    """True where the Host header names this machine."""
    try:
        return is_loopback(urlsplit(f"//{request.headers.get('Host', '')}").hostname or "")
    except ValueError:
        return False


def own_page(request: web.Request) -> bool:
    """True where the request comes from our page or from no page at all."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.headers.get('Host', '')}":
        return False
    return request.headers.get("Sec-Fetch-Site", "") in SITES


def allow(request: web.Request) -> None:
    """Raises 403 for foreign hosts and foreign pages."""
    if not own_host(request) or not own_page(request):
        raise web.HTTPForbidden(text="本页只供本机使用")
