"""The real process with 微信客服, killed without warning: every message is fetched once and ordered once."""

import asyncio
import os
import random
import signal
from collections import Counter
from pathlib import Path

import httpx

from bot.clock import SystemClock
from config import DEMO_FILE
from storage import Store, open_store
from storage.outbox import may_go
from storage.queue import anything
from storage.tables import outbox
from tests.fakes import FakeKf
from tests.forks import READY, Forks

KILLS = int(os.environ.get("JIEDAN_TEST_KILLS", "20")) // 5
BUYERS = ("u25", "u26", "u27")


def company(folder: Path, kf: FakeKf) -> dict[str, str]:
    """A folder whose only channel is customer service, and its secrets as the environment has them."""
    own = kf.settings()
    (folder / "company.toml").write_text(
        f'world = "{DEMO_FILE.parent / "demo"}"\n[channels.console]\nenabled = false\n[web]\nport = 0\n'
        f'[channels.wechat_kf]\nenabled = true\ncorp_id = "{own.corp_id}"\nopen_kfid = "{own.open_kfid}"\n'
        f'api_base = "{own.api_base}"\n[database]\nurl = "sqlite+aiosqlite:///{folder}/kf.sqlite3"\n',
        "utf-8",
    )
    secrets = {name: getattr(own, name).get_secret_value() for name in ("secret", "token", "aes_key")}
    return {f"JIEDAN_WECHAT_KF_{name.upper()}": value for name, value in secrets.items()}


async def drained(store: Store, messages: int) -> bool:
    """Whether everything is fetched and handled, and told as far as it may be: staff never wrote here, so they wait."""
    inbox, working = await store.inbox.counts(), (await store.outbox.counts())["working"]
    if inbox["done"] != messages or inbox["waiting"] or inbox["working"] or working:
        return False
    async with store.read() as uow:
        return not await anything(uow.connection, outbox, SystemClock().now(), may_go)


async def test_a_killed_process_fetches_everything_once(tmp_path: Path) -> None:
    rng, wanted = random.Random(7), 0
    async with FakeKf() as kf, Forks() as forks:
        kf.page, kf.untokened_per_minute = 2, 10_000
        environment = company(tmp_path, kf)
        for _ in range(KILLS):
            server = await forks.start(tmp_path, environment, tmp_path)
            kf.target = f"{await server.ready()}/hook/wechat_kf"
            bells = []
            for buyer in BUYERS:
                wanted += 1
                bells += [kf.text(buyer, f"J6P左转向节 {wanted}件,15号前到"), kf.text(buyer, "确认")]
            ringing = asyncio.create_task(kf.deliver_at_once(bells))
            await asyncio.sleep(rng.uniform(0.0, 0.4))
            await server.killed()
            await asyncio.gather(ringing, return_exceptions=True)
        server = await forks.start(tmp_path, environment, tmp_path)
        base = await server.ready()
        store = await open_store(f"sqlite+aiosqlite:///{tmp_path}/kf.sqlite3")
        try:
            async with asyncio.timeout(READY * 4):
                while not await drained(store, 2 * wanted):  # noqa: ASYNC110 another process does the work
                    await asyncio.sleep(0.1)
            async with store.read() as uow:
                orders = await uow.orders.find(limit=10_000)
            quantities = Counter(int(line.base_qty or 0) for order in orders for line in order.lines)
            assert quantities == Counter(range(1, wanted + 1))
            assert kf.refused == []
            shown = [bubble.msgid for screen in kf.screens.values() for bubble in screen]
            assert len(shown) == len(set(shown))
            async with httpx.AsyncClient(trust_env=False) as http:
                assert (await http.get(f"{base}/health")).status_code == 200
        finally:
            await store.close()
            await server.killed(signal.SIGTERM)
