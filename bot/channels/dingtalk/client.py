"""DingTalk's API: access token, one call, its errors. Raises SendFailed and nothing else."""

from collections.abc import Mapping
from typing import Any

import httpx

from bot.channels.base import SendFailed, Turns
from bot.channels.dingtalk import sign
from bot.channels.dingtalk.errors import TOKEN_CODES, verdict
from bot.channels.transport import (
    Token,
    TokenCache,
    check_status,
    download,
    exchange,
    hide_queries,
    robots,
    token_of,
    unkeyed,
)
from bot.channels.turns import SECOND, OwnTurns, wait_for_turn
from bot.clock import Clock
from config.channels import DingtalkSettings
from handlers.domain.pace import Pace
from handlers.domain.quota import calls_of

MESSAGES = "/v1.0/im/bot/messages/get"
CARDS = "/v1.0/card/instances/callback"
ADDRESS = {"dingtalk:address": Pace(10_000, 21_000)}  # above that the address is blocked for five minutes


class Api:
    """One app's calls with one shared token."""

    def __init__(self, settings: DingtalkSettings, http: httpx.AsyncClient, clock: Clock) -> None:
        """Opens nothing; the first call fetches the token."""
        hide_queries()
        self._settings = settings
        self._http = http
        self._clock = clock
        self._tokens = TokenCache(self._fetch_token, clock)
        self._robots = robots(settings.robots.get_secret_value())
        self.turns: Turns = OwnTurns()

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A call of the new API; raises SendFailed."""
        return await self._with_token("POST", path, body)

    async def post_unkeyed(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A call that DingTalk would carry out twice: see `unkeyed`."""
        await self._tokens.get()  # what fails here has sent nothing
        return await unkeyed(self.post(path, body))

    async def put(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The same with PUT."""
        return await self._with_token("PUT", path, body)

    async def token(self) -> str:
        """An access token; raises SendFailed."""
        return await self._tokens.get()

    async def session(self, url: str, body: Mapping[str, Any]) -> None:
        """Answers in a chat through the address its last message brought; raises SendFailed, see `unkeyed`."""

        async def post() -> None:
            _took(*await exchange(self._http, "POST", url, {}, body))

        await unkeyed(post())

    async def robot(self, name: str, body: Mapping[str, Any]) -> None:
        """Sends with a group robot; raises SendFailed. The budget keeps it within 20 a minute."""
        known = self._robots.get(name)
        if known is None:
            raise SendFailed("auth", "robot-unknown", retry=False)
        token, secret = known
        query = {"access_token": token} | (sign.robot_query(secret, self._clock.now()) if secret else {})
        url = f"{self._settings.oapi_base.rstrip('/')}/robot/send"
        _took(*await exchange(self._http, "POST", url, query, body))

    async def old(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A call of the old API, which takes the new one's token; its `result`; raises SendFailed."""
        url = f"{self._settings.oapi_base.rstrip('/')}/topapi/{path}"
        query = {"access_token": await self._tokens.get()}
        answered = await exchange(self._http, "POST", url, query, body)
        await self._tally()
        result = _took(*answered).get("result")
        return result if isinstance(result, dict) else {}

    async def open_stream(self) -> tuple[str, str]:
        """Where to connect, and the ticket for it, good for one connection; raises SendFailed."""
        settings = self._settings
        body = {
            "clientId": settings.client_id,
            "clientSecret": settings.secret.get_secret_value(),
            "subscriptions": [{"type": "CALLBACK", "topic": topic} for topic in (MESSAGES, CARDS)],
            "ua": "jiedan/0.1",
        }
        url = f"{settings.api_base.rstrip('/')}/v1.0/gateway/connections/open"
        answer = _took(*await exchange(self._http, "POST", url, {}, body))
        endpoint, ticket = answer.get("endpoint"), answer.get("ticket")
        safe = ("wss://",) if settings.api_base.startswith("https://") else ("wss://", "ws://")
        if not isinstance(endpoint, str) or not endpoint.startswith(safe) or not isinstance(ticket, str) or not ticket:
            raise SendFailed("server", "ticket-missing", retry=True)
        return endpoint, ticket

    async def file(self, body: Mapping[str, Any], limit: int) -> bytes:
        """A file by its download code: the platform names an address that is good for a while; raises SendFailed."""
        url = (await self.post("robot/messageFiles/download", body)).get("downloadUrl")
        safe = ("https://",) if self._settings.api_base.startswith("https://") else ("https://", "http://")
        if not isinstance(url, str) or not url.startswith(safe):
            raise SendFailed("server", "address-missing", retry=True)
        status, _, data = await download(self._http, url, {}, limit)
        check_status(status)
        return data

    async def _with_token(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Fetches a fresh token once where the old one is refused; a second refusal stands."""
        return await self._tokens.using(lambda token: self._call(method, path, body, token), TOKEN_CODES)

    async def _call(self, method: str, path: str, body: Mapping[str, Any], token: str) -> dict[str, Any]:
        """Each interface may be called so often in a second, by the edition, all of them so often from one address."""
        most = self._settings.calls_per_second
        await wait_for_turn(self.turns, ADDRESS | ({f"dingtalk:{path}": Pace(most, SECOND)} if most else {}))
        url = f"{self._settings.api_base.rstrip('/')}/v1.0/{path}"
        headers = {"x-acs-dingtalk-access-token": token} if token else None
        answered = await exchange(self._http, method, url, {}, body, headers)
        if token:
            await self._tally()
        return _took(*answered)

    async def _tally(self) -> None:
        """Counts a call in its month: after it, so that none waits between its turn and its way out."""
        await self.turns.tally(calls_of("dingtalk", self._clock.now()))

    async def _fetch_token(self) -> Token:
        body = {"appKey": self._settings.client_id, "appSecret": self._settings.secret.get_secret_value()}
        answer = await self._call("POST", "oauth2/accessToken", body, "")
        return token_of(answer, "accessToken", "expireIn")


def _took(status: int, answer: dict[str, Any] | None) -> dict[str, Any]:
    failed = verdict(status, answer)
    if failed is not None:
        raise failed
    return answer or {}
