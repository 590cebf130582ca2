"""Well signed callbacks whose XML is broken, cut, doubled or filled with odd values: refused or handled, no worse."""

import json
import logging
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.clock import SetClock
from bot.log import JsonLines
from tests.e2e.conftest import OpenOa, open_kf_shop, open_wecom_shop
from tests.fakes.wecom.seal import Callback
from tests.shop import TUESDAY, Shop, demo_settings

COUNT = int(os.environ.get("JIEDAN_MUTATED", "60"))
SEED = 2026
SAID = "台州恒力 J6P左转向节 300件,15号前到,联系人李四13812345678"
ODD = (
    "",
    "0",
    "-1",
    "NaN",
    "1e400",
    "99999999999999999999999",
    "\u0000",
    "\ud7ff\ufffd\u202e",
    "]]>",
    "<![CDATA[",
    "&lt;&#0;&bad;",
    "a" * 5000,
    "event",
    "text",
    "voice",
    "template_card_event",
    "<x>" * 300,
    "confirm:1:1:",
)


def mutated(xml: str, rng: random.Random) -> bytes:
    """The document with one or two things wrong."""
    raw = xml
    for _ in range(rng.randint(1, 3)):
        at, end = sorted(rng.randrange(len(raw) + 1) for _ in range(2))
        match rng.randrange(40):
            case 0:
                raw = raw[:at]
            case 1:
                raw = raw[:at] + raw[min(end, at + 12) :]
            case 2:
                raw = raw[:at] + rng.choice(ODD) + raw[at:]
            case 3:
                raw = raw[:at] + raw[at : at + 60] + raw[at:]
            case 4:
                raw = raw.replace("<xml>", "<xml>" + xml.removeprefix("<xml>").removesuffix("</xml>"), 1)
            case _:
                raw = _changed_field(raw, rng)
    body = raw.encode(errors="replace")
    if rng.random() < 0.05:
        spot = rng.randrange(max(1, len(body)))
        body = body[:spot] + bytes([rng.randrange(256)]) + body[spot + 1 :]
    return body


def _changed_field(raw: str, rng: random.Random) -> str:
    parts = raw.split("</")
    if len(parts) < 3:
        return raw
    number = rng.randrange(1, len(parts) - 1)
    head, mark, _ = parts[number].removesuffix("]]>").rpartition("[CDATA[")
    if mark:
        head, mark = head.removesuffix("<!"), ""
    else:
        head, mark, _ = parts[number].rpartition(">")
    odd = rng.choice(ODD)
    parts[number] = f"{head}{mark}" + (odd if rng.random() < 0.2 else f"<![CDATA[{odd.replace(']]>', '')}]]>")
    return "</".join(parts)


def documents(numbers: list[str]) -> list[str]:
    """What the platforms send, with the receiver's, the sender's and the app's names where they belong."""
    to, sender, agent = numbers
    head = (
        f"<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{sender}]]></FromUserName>"
        "<CreateTime>1772496000</CreateTime>"
    )
    tail = f"<MsgId>@</MsgId><AgentID>{agent}</AgentID></xml>"
    return [
        f"{head}<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{SAID}]]></Content>{tail}",
        f"{head}<MsgType><![CDATA[voice]]></MsgType><MediaId><![CDATA[m1]]></MediaId>"
        f"<Format><![CDATA[amr]]></Format><Recognition><![CDATA[{SAID}]]></Recognition>{tail}",
        f"{head}<MsgType><![CDATA[image]]></MsgType><PicUrl><![CDATA[http://x/y]]></PicUrl>"
        f"<MediaId><![CDATA[m2]]></MediaId>{tail}",
        f"{head}<MsgType><![CDATA[location]]></MsgType><Location_X>23.1</Location_X><Location_Y>113.3</Location_Y>"
        f"<Scale>20</Scale><Label><![CDATA[台州]]></Label>{tail}",
        f"{head}<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[click]]></Event>"
        f"<EventKey><![CDATA[help]]></EventKey><AgentID>{agent}</AgentID></xml>",
        f"{head}<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[template_card_event]]></Event>"
        "<EventKey><![CDATA[confirm:1:1:]]></EventKey><TaskId><![CDATA[t1]]></TaskId>"
        "<ResponseCode><![CDATA[rc]]></ResponseCode><SelectedItems><SelectedItem><QuestionKey><![CDATA[q]]>"
        "</QuestionKey><OptionIds><OptionId><![CDATA[o]]></OptionId></OptionIds></SelectedItem></SelectedItems>"
        f"<AgentID>{agent}</AgentID></xml>",
        f"{head}<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event>"
        f"<Token><![CDATA[tk]]></Token><OpenKfId><![CDATA[wkTest]]></OpenKfId></xml>",
    ]


@asynccontextmanager
async def wecom(database: str, _: OpenOa) -> AsyncIterator[tuple[Shop, Any, list[str], Callable[[bytes], Callback]]]:
    async with open_wecom_shop(demo_settings(database), SetClock(TUESDAY)) as made:
        fake = made.wecom
        yield made.shop, fake, [fake.account.corp_id, "u01", str(fake.account.agent_id)], fake.sealed  # type: ignore[misc]


@asynccontextmanager
async def kf(database: str, _: OpenOa) -> AsyncIterator[tuple[Shop, Any, list[str], Callable[[bytes], Callback]]]:
    async with open_kf_shop(demo_settings(database), SetClock(TUESDAY)) as made:
        made.kf.untokened_per_minute = 100_000
        yield made.shop, made.kf, [made.kf.account.corp_id, "u25", "0"], made.kf.sealed  # type: ignore[misc]


def oa(mode: str) -> Any:
    @asynccontextmanager
    async def opened(
        _: str, open_oa: OpenOa
    ) -> AsyncIterator[tuple[Shop, Any, list[str], Callable[[bytes], Callback]]]:
        async with open_oa(mode) as made:
            fake = made.oa

            def sealed(plain: bytes) -> Callback:
                if mode == "safe":
                    return fake.sealed(plain)  # type: ignore[arg-type]
                whole = fake.sealed("")
                return Callback("POST", whole.query, plain, "")

            yield made.shop, fake, [fake.gh, "u25", "0"], sealed

    return opened


@pytest.mark.parametrize(
    "opened", [wecom, kf, oa("safe"), oa("plain")], ids=["wecom", "wechat_kf", "wechat_oa-safe", "wechat_oa-plain"]
)
async def test_mutated_callbacks_do_no_harm(
    opened: Any, database: str, open_oa: OpenOa, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    rng = random.Random(SEED)
    async with opened(database, open_oa) as (shop, fake, names, sealed):
        told: Counter[int] = Counter()
        for number in range(COUNT):
            xml = rng.choice(documents(names)).replace("@", str(7_000_000_000 + number // 2))
            status, _ = await fake.post(sealed(mutated(xml, rng)))
            told[status] += 1
            assert status < 500, (number, xml)
            if number % 50 == 49:
                await shop.settles()
        await shop.settles()
        assert told[200]
        lines = [JsonLines().format(record) for record in caplog.records if not record.name.startswith("httpx")]
        assert not [line for line in lines if "13812345678" in line or "转向节" in json.loads(line).get("message", "")]
        assert not [line for line in lines if '"error"' in line or "Traceback" in line]
        assert (await shop.store.inbox.counts())["dead"] == 0
