"""What is longer than is read at once: kept whole, and its sender is asked to send it in parts; never read by half."""

import csv
import io

import pytest
from sqlalchemy import select

from nlp import LIMIT
from storage.tables import inbox
from tests.e2e.conftest import DingShop, FeishuShop, RobotShop, WecomShop
from tests.e2e.test_attachments import drafts
from tests.fakes.dingtalk.callbacks import GROUP as DING_GROUP
from tests.shop import Shop

SELLER = "u01"
ORDER = "台州恒力 要下面这些\n" + "\n".join(f"{n}. J6P左转向节 {n}件 照图纸做防锈包装" for n in range(1, 500))
LONG = {"an order": ORDER[:9_000], "chatter": ("今天天气不错我们去吃饭吧" * 800)[:9_000]}
PARTS = "内容太多,我一次读不完"


async def kept(shop: Shop, text: str) -> bool:
    """Whether the whole of it is stored, and nothing was made of it."""
    async with shop.store.read() as uow:
        texts = (await uow.connection.execute(select(inbox.c.text))).scalars().all()
        return text in texts and not await uow.orders.find(limit=10)


@pytest.mark.parametrize("words", LONG.values(), ids=LONG)
async def test_a_long_text_is_kept_and_asked_for_in_parts(ding_shop: DingShop, words: str) -> None:
    await ding_shop.says(SELLER, words)
    assert PARTS in ding_shop.last(SELLER)
    assert "分成几条发" in ding_shop.last(SELLER)
    assert await kept(ding_shop.shop, words)
    await ding_shop.says(SELLER, ORDER[:LIMIT].rpartition("\n")[0])
    assert PARTS not in ding_shop.last(SELLER)
    assert await drafts(ding_shop.shop, "dingtalk")


@pytest.mark.parametrize("words", LONG.values(), ids=LONG)
async def test_a_long_transcript_is_kept_and_asked_for_in_parts(ding_shop: DingShop, words: str) -> None:
    said = {"duration": 600_000, "downloadCode": "code", "recognition": words}
    await ding_shop.dingtalk.sends(SELLER, "audio", said)
    await ding_shop.shop.settles()
    assert "语音收到了" in ding_shop.last(SELLER)
    assert "分成几段说" in ding_shop.last(SELLER)
    assert await kept(ding_shop.shop, words)


@pytest.mark.parametrize("words", LONG.values(), ids=LONG)
async def test_what_was_long_for_the_smart_robot_is_said_so(robot_shop: RobotShop, words: str) -> None:
    await robot_shop.robot.sends(SELLER, "voice", {"content": words})
    await robot_shop.settles()
    assert "分成几段说" in robot_shop.last(SELLER)
    await robot_shop.says(SELLER, words)
    assert "分成几条发" in robot_shop.last(SELLER)
    quote = {"msgtype": "text", "text": {"content": words}}
    await robot_shop.says(SELLER, "下单", group="wrkGroup", quote=quote)
    assert PARTS in robot_shop.last("wrkGroup")
    assert not await drafts(robot_shop.shop, "wecom_robot")


async def test_a_long_text_to_the_wecom_app_is_said_so(wecom_shop: WecomShop) -> None:
    await wecom_shop.says(SELLER, LONG["an order"])
    assert PARTS in wecom_shop.last(SELLER)
    assert await kept(wecom_shop.shop, LONG["an order"])


async def test_an_edit_that_makes_a_message_too_long_is_said_so(feishu_shop: FeishuShop) -> None:
    number = await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 300件")
    await feishu_shop.feishu.hears(feishu_shop.feishu.edit(number, SELLER, ORDER[:9_000]))
    await feishu_shop.shop.settles()
    assert any(PARTS in shown.reads() for shown in feishu_shop.feishu.seen[SELLER])
    await feishu_shop.says(SELLER, ORDER[:9_000])
    assert PARTS in feishu_shop.last(SELLER)


async def test_a_long_text_is_answered_where_the_bot_was_called(ding_shop: DingShop) -> None:
    await ding_shop.dingtalk.says(SELLER, LONG["chatter"], group=DING_GROUP, called=False)
    await ding_shop.shop.settles()
    assert not ding_shop.dingtalk.seen[DING_GROUP]
    await ding_shop.says(SELLER, f"@接单 {LONG['an order']}", DING_GROUP)
    assert PARTS in ding_shop.last(DING_GROUP)


async def test_a_file_of_more_than_is_read_is_not_read_by_half(feishu_shop: FeishuShop) -> None:
    raw = io.StringIO()
    csv.writer(raw).writerows([["品名", "数量"], *[[f"J6P左转向节 备件{n:04}", n] for n in range(1, 400)]])
    await feishu_shop.feishu.sends(SELLER, "file", raw.getvalue().encode(), "大单.csv")
    await feishu_shop.shop.settles()
    assert "请分成几份发" in feishu_shop.last(SELLER)
    assert not await drafts(feishu_shop.shop, "feishu")
