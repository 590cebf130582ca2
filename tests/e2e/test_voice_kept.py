"""What could not be heard is said, kept, and listened to later; what was heard and not understood is shown."""

from collections.abc import AsyncIterator

import pytest

from tests.e2e.conftest import DingShop, FeishuShop, RobotShop, open_feishu_shop
from tests.e2e.test_forms import PUBLIC, with_forms
from tests.shop import demo_settings

SELLER = "u01"


async def speaks(shop: DingShop, heard: str, who: str = SELLER) -> None:
    code = shop.dingtalk.upload(b"#!AMR")
    await shop.dingtalk.sends(who, "audio", {"downloadCode": code, "recognition": heard, "duration": 3000})
    await shop.shop.settles()


async def test_a_transcript_without_a_word_is_none(ding_shop: DingShop) -> None:
    for heard in ("。", " , ", ""):
        await speaks(ding_shop, heard)
        assert "语音收到了,已保存" in ding_shop.last(SELLER)
    assert ding_shop.shown() == 3


async def test_a_robot_that_heard_nothing_says_so(robot_shop: RobotShop) -> None:
    await robot_shop.robot.sends(SELLER, "voice", {"content": "。"})
    await robot_shop.settles()
    assert "语音收到了,已保存" in robot_shop.last(SELLER)


async def test_what_was_heard_and_not_understood_is_shown(ding_shop: DingShop) -> None:
    await speaks(ding_shop, "那个啥喂喂听得到吗")
    assert "语音听到的是“那个啥喂喂听得到吗”,我没看懂" in ding_shop.last(SELLER)
    shown = ding_shop.shown()
    for nod in ("嗯嗯好的", "收到,谢谢。", "知道了"):
        await speaks(ding_shop, nod)
    assert ding_shop.shown() == shown, "a nod needs no answer, spoken or written"


@pytest.fixture
async def with_links(database: str) -> AsyncIterator[FeishuShop]:
    """A Feishu app with an address for links and no recogniser."""
    web = with_forms(demo_settings(database)).web
    async for running in open_feishu_shop(database, "http", web=web):
        yield running


async def test_a_voice_that_nobody_could_read_is_listened_to_later(with_links: FeishuShop) -> None:
    shop = with_links
    await shop.says(SELLER, "原声")
    assert "这里还没有您的语音" in shop.last(SELLER)
    await shop.says(SELLER, "台州恒力 J6P左转向节 300件,15号前到")
    await shop.feishu.sends(SELLER, "audio", b"OggS-what-he-said", "")
    await shop.shop.settles()
    assert "语音收到了,已保存" in shop.last(SELLER)
    await shop.says(SELLER, "原声")
    told = shop.last(SELLER)
    assert "我没能听出文字" in told
    link = told[told.index(PUBLIC) + len(PUBLIC) :].split()[0].rstrip('")').replace("\\n", "")
    played = await shop.shop.http.get(link)
    assert (played.status_code, played.content) == (200, b"OggS-what-he-said")
    await shop.says("u02", "原声")
    assert "这里还没有您的语音" in shop.last("u02"), "nobody hears what others said"
