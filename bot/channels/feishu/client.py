"""Feishu's API: token, one call, rates, errors. Raises SendFailed and nothing else."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels.base import SendFailed, Turns
from bot.channels.feishu.errors import TOKEN_CODES, verdict
from bot.channels.feishu.pace import EACH, of_app
from bot.channels.feishu.seal import robot_sign
from bot.channels.transport import Token, TokenCache, download, exchange, hide_queries, robots, token_of, unkeyed
from bot.channels.turns import OwnTurns, wait_for_turn
from bot.clock import Clock
from config.channels import FeishuSettings
from handlers.domain.pace import slot
from handlers.domain.quota import calls_of


class Api:
    """One app's calls with one shared token."""

    def __init__(self, settings: FeishuSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing; the first call fetches the token."""
        hide_queries()
        self._settings = settings
        self._http = http
        self._clock = clock
        self._tokens = TokenCache(self._fetch_token, clock)
        self._robots = robots(settings.robots.get_secret_value())
        self.turns: Turns = OwnTurns()

    async def send(self, kind: str, to: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A message to a person (`kind` open_id, user_id, union_id) or a group (chat_id)."""
        await wait_for_turn(self.turns, of_app("chat", to))
        return await self._with_token("POST", "im/v1/messages", {"receive_id_type": kind}, {"receive_id": to, **body})

    async def reply(self, message: str, to: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A message below another one, in the same thread where that is in one."""
        await wait_for_turn(self.turns, of_app("chat", to))
        return await self._with_token("POST", f"im/v1/messages/{message}/reply", {}, body)

    async def patch(self, message: str, content: str) -> None:
        """Another card in the place of one of ours, for 14 days."""
        await wait_for_turn(self.turns, of_app("card", message))
        await self._with_token("PATCH", f"im/v1/messages/{message}", {}, {"content": content})

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        """A question."""
        return await self._with_token("GET", path, query, None)

    async def every(self, path: str, **query: str) -> list[dict[str, Any]]:
        """All pages of a list."""
        found: list[dict[str, Any]] = []
        token = ""
        while True:
            more = {"page_token": token} if token else {}
            data = (await self.get(path, page_size="50", **more, **query)).get("data") or {}
            found += data.get("items") or []
            token = str(data.get("page_token") or "")
            if not data.get("has_more") or not token:
                return found

    async def file(self, path: str, query: Mapping[str, str], limit: int) -> bytes:
        """A file; raises SendFailed. What is wrong is told as JSON in its place."""
        for again in (True, False):
            token = await self._tokens.get()
            headers = {"Authorization": f"Bearer {token}"}
            status, kind, data = await download(self._http, self._url(path), query, limit, headers)
            await self._tally()
            if kind != "application/json" and 200 <= status < 300:
                return data
            try:
                answer = json.loads(data)
            except ValueError:
                answer = None
            try:
                _took(status, answer if isinstance(answer, dict) else None)
            except SendFailed as failed:
                if not again or failed.code not in TOKEN_CODES:
                    raise
                self._tokens.drop(token)
        return data

    async def endpoint(self) -> dict[str, Any]:
        """Where the long connection is, and how often it wants to hear from us."""
        body = {"AppID": self._settings.app_id, "AppSecret": self._settings.secret.get_secret_value()}
        url = f"{self._settings.api_base.rstrip('/')}/callback/ws/endpoint"
        answer = _took(*await exchange(self._http, "POST", url, {}, body, {"locale": "zh"}))
        data = answer.get("data")
        return data if isinstance(data, dict) else {}

    async def robot(self, name: str, body: Mapping[str, Any]) -> None:
        """Sends with a group robot, which knows no repetition: see `unkeyed`."""
        known = self._robots.get(name)
        if known is None:
            raise SendFailed("auth", "robot-unknown", retry=False)
        await wait_for_turn(self.turns, {slot("feishu:robot", name): EACH})
        hook, secret = known
        now = int(self._clock.now().timestamp())
        signed = {"timestamp": str(now), "sign": robot_sign(secret, now)} if secret else {}

        async def post() -> None:
            _took(*await exchange(self._http, "POST", self._url(f"bot/v2/hook/{hook}"), {}, {**signed, **body}))

        await unkeyed(post())

    async def _with_token(
        self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Fetches a fresh token once where the old one is refused; a second refusal stands."""
        return await self._tokens.using(lambda token: self._call(method, path, query, body, token), TOKEN_CODES)

    async def _call(
        self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None, token: str
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else None
        answered = await exchange(self._http, method, self._url(path), query, body, headers)
        if token:
            await self._tally()
        return _took(*answered)

    async def _tally(self) -> None:
        """Counts a call in its month: after it, so that none waits between its turn and its way out."""
        await self.turns.tally(calls_of("feishu", self._clock.now()))

    async def _fetch_token(self) -> Token:
        body = {"app_id": self._settings.app_id, "app_secret": self._settings.secret.get_secret_value()}
        answer = await self._call("POST", "auth/v3/tenant_access_token/internal", {}, body, "")
        return token_of(answer, "tenant_access_token", "expire")

    def _url(self, path: str) -> str:
        return f"{self._settings.api_base.rstrip('/')}/open-apis/{path}"


def _took(status: int, answer: dict[str, Any] | None) -> dict[str, Any]:
    failed = verdict(status, answer)
    if failed is not None:
        raise failed
    return answer or {}
