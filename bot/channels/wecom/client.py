"""WeCom's API: how its access token is got."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import httpx
from pydantic import SecretStr

from bot.channels.base import SendFailed
from bot.channels.transport import unkeyed
from bot.channels.wechat_api import Ask, WechatApi
from bot.channels.wecom.errors import MINUTE, failure
from bot.clock import Clock


class Corp(Protocol):
    """A corp's app, or its customer service: what the token is got with."""

    @property
    def corp_id(self) -> str:
        """The corp."""
        ...

    @property
    def secret(self) -> SecretStr:
        """The app's secret."""
        ...

    @property
    def api_base(self) -> str:
        """Where the API is."""
        ...


class Api(WechatApi):
    """One app's calls with one shared token."""

    def __init__(
        self, corp: Corp, http: httpx.AsyncClient, clock: Clock, failed: Callable[[int], SendFailed] = failure
    ) -> None:
        """Opens nothing; the first call fetches the token."""

        async def fetch(ask: Ask) -> dict[str, Any]:
            query = {"corpid": corp.corp_id, "corpsecret": corp.secret.get_secret_value()}
            return await ask("GET", "gettoken", query, None)

        super().__init__(corp.api_base, http, clock, fetch, failed)

    async def webhook(self, key: str, body: Mapping[str, Any]) -> None:
        """Sends with a group robot, whose key is all that it asks for; raises SendFailed. It knows no repetition."""
        try:
            await unkeyed(self._ask("POST", "webhook/send", {"key": key}, body))
        except SendFailed as failed:
            if failed.reason != "quota":
                raise
            code = failed.code  # this robot's, and nobody else's
        else:
            return
        raise SendFailed("rate", code, retry=True, after=MINUTE)
