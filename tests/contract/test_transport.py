"""What all platform clients share: a file that drips for ever is given up."""

import asyncio

import httpx
import pytest
from aiohttp import web

from bot.channels import transport
from bot.channels.base import SendFailed
from tests.fakes.server import FakeServer


class Dripping(FakeServer):
    """Sends a byte now and then, and never ends."""

    def routed(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/file", self._file)
        return app

    async def _file(self, request: web.Request) -> web.StreamResponse:
        reply = web.StreamResponse()
        await reply.prepare(request)
        while True:
            await reply.write(b"x")
            await asyncio.sleep(0.02)


async def test_a_file_that_drips_is_given_up(http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "FILE_SECONDS", 0.2)
    async with Dripping() as server, asyncio.timeout(5):
        with pytest.raises(SendFailed) as failed:
            await transport.download(http, f"{server.base}/file", {}, 10_000)
    assert (failed.value.reason, failed.value.code, failed.value.retry) == ("network", "timeout", True)
