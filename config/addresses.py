"""Addresses of platforms, with or without the path that their documents write behind the host."""

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator

_URL = re.compile(
    r"(?P<scheme>[a-z]{2,5})://(?:\[[0-9A-Fa-f:.]{2,45}\]|[^\s/?#:@\[\]]+)(?::\d{1,5})?(?P<path>(?:/[^\s?#]*)?)"
)


def _path(url: str, *schemes: str) -> str:
    found = _URL.fullmatch(url)
    if found is None or found["scheme"] not in schemes:
        raise ValueError("应是网址")
    return found["path"]


def _host(*more: str) -> Callable[[str], str]:
    """The host alone: the same with one of `more` behind it."""

    def check(url: str) -> str:
        _path(url, "http", "https")
        bare = url.rstrip("/")
        return next((bare.removesuffix(path) for path in more if bare.endswith(path)), bare)

    return check


def _api_of_wecom(url: str) -> str:
    """The path that every call begins with: where only the host is given, the usual one."""
    path = _path(url, "http", "https")
    return f"{url.rstrip('/')}/cgi-bin" if path in ("", "/") else url.rstrip("/")


def _line(url: str) -> str:
    _path(url, "ws", "wss")
    return url


WecomApi = Annotated[str, AfterValidator(_api_of_wecom)]
OaApi = Annotated[str, AfterValidator(_host("/cgi-bin"))]
FeishuApi = Annotated[str, AfterValidator(_host("/open-apis"))]
DingtalkApi = Annotated[str, AfterValidator(_host("/v1.0", "/topapi"))]
Kuaidi100Api = Annotated[str, AfterValidator(_host("/poll"))]
WebAddress = Annotated[str, AfterValidator(_host())]
SocketAddress = Annotated[str, AfterValidator(_line)]
