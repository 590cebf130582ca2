"""WeCom's API: access token, one call, its errors. Raises SendFailed and nothing else."""

from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels.base import SendFailed
from bot.channels.transport import Token, TokenCache, call, hide_queries
from bot.channels.wecom.errors import TOKEN_CODES, failure
from bot.clock import Clock
from config.settings import WecomSettings

_BUSY_PAUSES = (0.3, 1.0, 2.0)  # seconds; errcode -1 may be tried three times more, says document 90313


class Api:
    """One app's calls with one shared token."""

    def __init__(self, settings: WecomSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing; the first call fetches the token."""
        hide_queries()
        self._settings = settings
        self._http = http
        self._clock = clock
        self._tokens = TokenCache(self._fetch_token, clock)

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        """A GET call; raises SendFailed."""
        return await self._patient("GET", path, query, None)

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A POST call; raises SendFailed."""
        return await self._patient("POST", path, {}, body)

    async def _patient(
        self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Waits a moment and tries again where WeCom says that it is busy."""
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
        return _checked(answer)

    async def _fetch_token(self) -> Token:
        query = {"corpid": self._settings.corp_id, "corpsecret": self._settings.secret.get_secret_value()}
        answer = _checked(await self._call("GET", "gettoken", query, None))
        value, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not value or not isinstance(seconds, int):
            raise SendFailed("server", "token-missing", retry=True)
        return Token(value, seconds)

    async def _call(
        self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        return await call(self._http, method, f"{self._settings.api_base.rstrip('/')}/{path}", query, body)


def _code(answer: Mapping[str, Any]) -> int:
    code = answer.get("errcode", 0)
    if not isinstance(code, int):
        raise SendFailed("server", "json", retry=True)
    return code


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    code = _code(answer)
    if code:
        raise failure(code)
    return answer
