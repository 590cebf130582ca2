"""What the APIs of WeCom, 微信客服 and official accounts have in common: one token, errcode, busy answers.

Raises SendFailed and nothing else.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx

from bot.channels.base import SendFailed
from bot.channels.transport import Token, TokenCache, call, check_status, download, hide_queries, token_of, unkeyed
from bot.clock import Clock

_BUSY_PAUSES = (0.3, 1.0, 2.0)  # seconds; errcode -1 may be tried three times more, says WeCom's document 90313
TOKEN_CODES = frozenset({40001, 40014, 42001})  # worth one fresh access token

Ask = Callable[[str, str, Mapping[str, str], Mapping[str, Any] | None], Awaitable[dict[str, Any]]]
"""method, path, query, body -> answer, checked; without a token."""


class WechatApi:
    """One account's calls with one shared token."""

    def __init__(
        self,
        base: str,
        http: httpx.AsyncClient,
        clock: Clock,
        fetch: Callable[[Ask], Awaitable[dict[str, Any]]],
        failure: Callable[[int], SendFailed],
    ) -> None:
        """Opens nothing; the first call fetches the token. `failure` says what an errcode means."""
        hide_queries()
        self._base = base.rstrip("/")
        self._http = http
        self._clock = clock
        self._fetch = fetch
        self._failure = failure
        self._tokens = TokenCache(self._fetch_token, clock)

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        """A GET call; raises SendFailed."""
        return await self._patient("GET", path, query, None)

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A POST call; raises SendFailed."""
        return await self._patient("POST", path, {}, body)

    async def post_unkeyed(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A POST call that the platform would carry out twice: see `unkeyed`."""
        await self._tokens.get()  # what fails here has sent nothing
        return await unkeyed(self.post(path, body))

    async def download(self, path: str, limit: int, **query: str) -> bytes:
        """A file; raises SendFailed. What is wrong is told as JSON in its place."""
        token = await self._tokens.get()
        status, kind, body = await self._file(path, limit, {**query, "access_token": token})
        answer = _object(kind, body)
        if answer is not None and _code(answer) in TOKEN_CODES:
            self._tokens.drop(token)
            fresh = await self._tokens.get()
            status, kind, body = await self._file(path, limit, {**query, "access_token": fresh})
            answer = _object(kind, body)
        check_status(status)
        if answer is not None:
            self._checked(answer)
        return body

    async def _file(self, path: str, limit: int, query: Mapping[str, str]) -> tuple[int, str, bytes]:
        return await download(self._http, f"{self._base}/{path}", query, limit)

    async def _patient(
        self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Waits a moment and tries again where the platform says that it is busy."""
        for pause in _BUSY_PAUSES:
            try:
                return await self._with_token(method, path, query, body)
            except SendFailed as failed:
                if failed.code != "-1":
                    raise
            await self._clock.sleep(pause)
        return await self._with_token(method, path, query, body)

    async def _with_token(
        self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Fetches a fresh token once where the old one is refused; a second refusal stands."""
        token = await self._tokens.get()
        answer = await self._call(method, path, {**query, "access_token": token}, body)
        if _code(answer) in TOKEN_CODES:
            self._tokens.drop(token)
            answer = await self._call(method, path, {**query, "access_token": await self._tokens.get()}, body)
        return self._checked(answer)

    async def _fetch_token(self) -> Token:
        answer = await self._fetch(self._ask)
        return token_of(answer, "access_token", "expires_in")

    async def _ask(
        self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        return self._checked(await self._call(method, path, query, body))

    async def _call(
        self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        return await call(self._http, method, f"{self._base}/{path}", query, body)

    def _checked(self, answer: dict[str, Any]) -> dict[str, Any]:
        code = _code(answer)
        if code:
            raise self._failure(code)
        return answer


def _object(kind: str, body: bytes) -> dict[str, Any] | None:
    """The platform's own answer where it sent one instead of a file."""
    if kind not in ("application/json", "text/plain", "text/json") or not body.lstrip().startswith(b"{"):
        return None
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and "errcode" in answer else None


def _code(answer: Mapping[str, Any]) -> int:
    code = answer.get("errcode", 0)
    if not isinstance(code, int):
        raise SendFailed("server", "json", retry=True)
    return code
