"""What every platform client shares: one request, the access token's cache, and errors without secrets.

Tokens travel in query strings, so an httpx exception (it carries the request) must never be chained or logged:
everything is turned into SendFailed here, `from None`.
"""

import asyncio
import json
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Container, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import httpx

from bot.channels.base import SendFailed
from bot.clock import Clock

T = TypeVar("T")
_EARLY = timedelta(minutes=5)
_SULK = timedelta(seconds=30)
UNREACHED = "connect-timeout"
DNS, TLS, SLOW = "dns", "tls", "timeout"
_NOTHING_SENT = frozenset({UNREACHED, DNS, TLS, "ConnectError", "not-connected"})
_TROUBLE = {
    UNREACHED: "连接超时",
    SLOW: "超时没有回答",
    DNS: "找不到这个域名",
    TLS: "证书不对或过期",
    "ConnectError": "连接被拒绝",
    "ClientConnectorError": "连接被拒绝",
    "json": "答的不是接口的内容",
    "token-missing": "答的不是接口的内容",
}
_NO_WORD = ("http-", "json")  # no answer of the platform's own
FILE_SECONDS = 14.0  # until a file must be here: with `media.seconds` it is less than a message's lease


class _NoQueries(logging.Filter):
    """httpx writes each request's address at INFO; what stands behind "?" is secret, and a group robot's own path."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_shown(a) if isinstance(a, httpx.URL) else a for a in record.args)
        return True


def _shown(url: httpx.URL) -> httpx.URL:
    head, hook, _ = url.path.partition("/hook/")
    return url.copy_with(query=None, path=f"{head}{hook}***" if hook else url.path)


_NO_QUERIES = _NoQueries()


def hide_queries() -> None:
    """Takes the query out of all that httpx logs; doing it twice does no harm."""
    logging.getLogger("httpx").addFilter(_NO_QUERIES)


def failing(wrong: Exception) -> str:
    """How far a request that failed had come: a code for `trouble`, or the exception's own name."""
    if isinstance(wrong, httpx.ConnectTimeout | httpx.PoolTimeout):
        return UNREACHED
    if isinstance(wrong, httpx.TimeoutException):
        return SLOW
    cause: BaseException | None = wrong
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return TLS
        if isinstance(cause, socket.gaierror):
            return DNS
        cause = cause.__cause__ or cause.__context__
    return type(wrong).__name__


def trouble(code: str) -> str:
    """The same in Chinese, for an operator; what has no words stays as it is."""
    return _TROUBLE.get(code, code)


def http_client() -> httpx.AsyncClient:
    """The client for everything outside: it never waits for ever, and takes no proxy from the environment."""
    return httpx.AsyncClient(timeout=httpx.Timeout(10, connect=5), trust_env=False)


async def call(
    http: httpx.AsyncClient, method: str, url: str, query: Mapping[str, str], body: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """One request, one JSON object back; raises SendFailed for all that can go wrong below the platform's codes."""
    status, answer = await exchange(http, method, url, query, body)
    check_status(status)
    if answer is None:
        raise SendFailed("server", "json", retry=True)
    return answer


async def exchange(
    http: httpx.AsyncClient,
    method: str,
    url: str,
    query: Mapping[str, str],
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, dict[str, Any] | None]:
    """The same for platforms that say more in the body of an error: the status, and the JSON object if it is one.

    Raises SendFailed where no answer came.
    """
    status, answer = await exchange_json(http, method, url, query, body, headers)
    return status, answer if isinstance(answer, dict) else None


async def exchange_json(
    http: httpx.AsyncClient,
    method: str,
    url: str,
    query: Mapping[str, str],
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, Any]:
    """The same for any JSON, a list for example; None where it is none."""
    failed: SendFailed | None = None
    try:
        reply = await http.request(
            method, url, params=dict(query) or None, json=None if body is None else dict(body), headers=headers
        )
    except (httpx.HTTPError, httpx.InvalidURL) as wrong:
        failed = SendFailed("network", failing(wrong), retry=True)
    if failed:
        # Raised out here: inside the handler the exception's context would keep the request and its query.
        raise failed
    try:
        answer = json.loads(reply.content)
    except ValueError:
        answer = None
    return reply.status_code, answer


def parts_of(url: str) -> SplitResult:
    """An address that came from outside, taken apart; empty parts where it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


async def download(
    http: httpx.AsyncClient,
    url: str,
    query: Mapping[str, str],
    limit: int,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, str, bytes]:
    """A file: status, content type, bytes. Raises SendFailed, also for more than `limit` bytes or FILE_SECONDS."""
    failed: SendFailed | None = None
    body = bytearray()
    try:
        async with (
            asyncio.timeout(FILE_SECONDS),
            http.stream("GET", url, params=dict(query) or None, headers=headers) as reply,
        ):
            async for piece in reply.aiter_bytes():
                body += piece
                if len(body) > limit:
                    failed = SendFailed("refused", "too-large", retry=False)
                    break
            status, kind = reply.status_code, reply.headers.get("content-type", "")
    except (httpx.TimeoutException, TimeoutError):
        failed = SendFailed("network", "timeout", retry=True)
    except (httpx.HTTPError, httpx.InvalidURL) as wrong:
        failed = SendFailed("network", type(wrong).__name__, retry=True)
    if failed:
        raise failed
    return status, kind.partition(";")[0].strip().lower(), bytes(body)


async def unkeyed(sending: Awaitable[T]) -> T:
    """A message that the platform would show twice if it came twice: without the platform's own answer it is `doubt`.

    Whoever stands before the platform answers with a status of 5xx also for what was carried out behind it.
    """
    try:
        return await sending
    except SendFailed as failed:
        silent = failed.reason == "network" and failed.code not in _NOTHING_SENT
        if not silent and not (failed.reason == "server" and failed.code.startswith(_NO_WORD)):
            raise
        code = failed.code
    raise SendFailed("doubt", code, retry=True)


def check_status(status: int) -> None:
    """Raises SendFailed for a status that is no success."""
    if status == 429:
        raise SendFailed("rate", "http-429", retry=True, after=60.0)
    if status == 408 or status >= 500:
        raise SendFailed("server", f"http-{status}", retry=True)
    if not 200 <= status < 300:
        raise SendFailed("refused", f"http-{status}", retry=False)


def robots(text: str) -> dict[str, tuple[str, str]]:
    """Group robots by name, as `JIEDAN_…_ROBOTS` lists them: name=key:secret, separated by blanks; secrets may lack."""
    found = {}
    for word in text.split():
        name, _, keys = word.partition("=")
        key, _, secret = keys.partition(":")
        found[name] = (key, secret)
    return found


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and how long it lives from now, in seconds."""

    value: str
    seconds: float

    def __repr__(self) -> str:
        return "Token(***)"


def token_of(answer: Mapping[str, Any], value: str, seconds: str) -> Token:
    """The token that an answer carries under these names; raises SendFailed where it carries none."""
    found, lives = answer.get(value), answer.get(seconds)
    if not isinstance(found, str) or not found or not isinstance(lives, int) or isinstance(lives, bool):
        raise SendFailed("server", "token-missing", retry=True)
    return Token(found, lives)


class TokenCache:
    """One token for all callers: fetched under a lock, renewed five minutes early, dropped when it is refused.

    A refusal (wrong secret, asked too often) stands for half a minute, or as long as the platform says: platforms
    block those who ask for tokens again and again.
    """

    def __init__(self, fetch: Callable[[], Awaitable[Token]], clock: Clock) -> None:
        """`fetch` asks the platform; it raises SendFailed."""
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._value = ""
        self._until: datetime | None = None
        self._refused: SendFailed | None = None
        self._quiet_until: datetime | None = None

    async def get(self) -> str:
        """The token, fetched where there is none that will live five minutes more; raises SendFailed."""
        if not self._fresh():
            async with self._lock:
                if not self._fresh():
                    await self._renew()
        return self._value

    async def using(self, call: Callable[[str], Awaitable[T]], refused: Container[str]) -> T:
        """What a call with the token brings; with a fresh one, once, where it fails with one of these codes."""
        token = await self.get()
        try:
            return await call(token)
        except SendFailed as failed:
            if failed.code not in refused:
                raise
        self.drop(token)
        return await call(await self.get())

    def drop(self, value: str) -> None:
        """Forgets a token that was refused; a newer one that somebody else fetched meanwhile stays."""
        if value == self._value:
            self._until = None

    async def _renew(self) -> None:
        now, old = self._clock.now(), self._refused
        if old and self._quiet_until and now < self._quiet_until:
            raise SendFailed(old.reason, old.code, retry=old.retry, after=old.after, span=old.span)
        try:
            token = await self._fetch()
        except SendFailed as refused:
            if refused.reason in ("auth", "rate", "quota"):
                self._refused = refused
                self._quiet_until = now + (timedelta(seconds=refused.after) if refused.after else _SULK)
            raise
        lifetime = timedelta(seconds=token.seconds)
        self._value, self._refused = token.value, None
        self._until = now + max(lifetime - _EARLY, lifetime / 2)

    def _fresh(self) -> bool:
        return self._until is not None and self._clock.now() < self._until
