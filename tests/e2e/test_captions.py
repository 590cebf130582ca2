"""Words and a picture in one message: what stands in the picture belongs to the words, and is doubted."""

import io
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from PIL import Image

from config.settings import Media
from tests.e2e.conftest import DingShop, FeishuShop, RobotShop, open_ding_shop, open_feishu_shop, open_robot_shop
from tests.e2e.test_attachments import BOTH, PICTURED, drafts, feishu_sends, lines, picture
from tests.shop import demo_settings

SELLER = "u01"


@pytest.fixture
async def http_shop(database: str) -> AsyncIterator[FeishuShop]:
    """A shop with a Feishu app, which reads pictures offline."""
    async for running in open_feishu_shop(database, "http"):
        yield running


@pytest.fixture
async def reads(database: str, tmp_path: Path) -> AsyncIterator[RobotShop]:
    """A smart robot whose program for pictures reads what stands behind the first four bytes."""
    program = tmp_path / "ocr.sh"
    program.write_text('#!/bin/sh\ntail -c +5 "$1"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    async with open_robot_shop(database, "stream", media=Media(picture_command=(str(program),))) as shop:
        yield shop


async def sends(shop: RobotShop, words: str, rows: list[str]) -> None:
    data = b"\x89PNG" + "\n".join(rows).encode()
    part = {"msgtype": "image", "image": {"url": shop.robot.file(data)}}
    await shop.robot.sends(SELLER, "mixed", {"msg_item": [{"msgtype": "text", "text": {"content": words}}, part]})
    await shop.settles()


async def test_a_list_in_a_picture_is_of_the_customer_in_the_words(reads: RobotShop) -> None:
    shop = reads
    await sends(shop, "台州恒力的单子,15号前到", PICTURED)
    (draft,) = await drafts(shop.shop, "wecom_robot")
    assert (draft.customer_id, lines(draft)) == ("C001", BOTH)
    assert draft.due is not None
    for line in draft.lines:
        assert {d.field for d in line.doubts if d.reason == "picture"} == {"product", "quantity"}
    assert "从图片认的字" in shop.last(SELLER)
    await shop.says(SELLER, "取消")
    await sends(shop, "台州恒力 J6P左转向节 20件", PICTURED)
    (draft,) = await drafts(shop.shop, "wecom_robot")
    assert lines(draft) == [("ZXJ-J6PL", 20)], "words that order are the order, whatever the picture shows"


async def test_a_picture_beside_words_confirms_nothing_and_words_beside_a_picture_do(reads: RobotShop) -> None:
    shop = reads
    await shop.says(SELLER, "台州恒力 J6P左转向节 300件,15号前到")
    await sends(shop, "看一下这个", ["确认下单"])
    assert len(await drafts(shop.shop, "wecom_robot")) == 1
    await sends(shop, "确认", ["J6P左转向节 20件"])
    assert not await drafts(shop.shop, "wecom_robot")


@pytest.mark.parametrize("words", ["台州恒力", "按图下单,台州恒力"])
async def test_a_picture_that_cannot_be_read_is_not_passed_over(database: str, words: str) -> None:
    company = demo_settings(database, media=Media(ocr=False))
    async with open_ding_shop(database, "http", company=company) as shop:
        code = shop.dingtalk.upload(picture(PICTURED))
        parts = [{"text": words}, {"downloadCode": code, "type": "picture"}]
        await shop.dingtalk.sends(SELLER, "richText", {"richText": parts})
        await shop.shop.settles()
        told = shop.last(SELLER)
        assert "图片" in told or "什么货" in told or "要什么" in told
        assert await no_order(shop)


async def no_order(shop: DingShop) -> bool:
    async with shop.shop.store.read() as uow:
        return not [order for order in await uow.orders.find(limit=5) if order.number]


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(500)


@pytest.mark.parametrize(("kind", "name", "data"), [("image", "", HEIC), ("file", "IMG_0001.HEIC", HEIC)])
async def test_a_photograph_that_cannot_be_opened_says_how_to_send_it(
    http_shop: FeishuShop, kind: str, name: str, data: bytes
) -> None:
    await feishu_sends(http_shop, data, name, kind)
    assert "HEIC" in http_shop.last(SELLER)
    assert "截个图或转成 JPG" in http_shop.last(SELLER)


def photographed() -> bytes:
    """What a telephone makes that was held upright: it lies on its side and says so."""
    upright = Image.open(io.BytesIO(picture(PICTURED))).convert("RGB")
    turned = Image.Exif()
    turned[0x0112] = 6
    raw = io.BytesIO()
    upright.rotate(90, expand=True).save(raw, "JPEG", quality=95, exif=turned)
    return raw.getvalue()


def transparent() -> bytes:
    """Black letters on nothing."""
    letters = Image.open(io.BytesIO(picture(PICTURED))).convert("L")
    shown = Image.new("RGBA", letters.size, (0, 0, 0, 0))
    shown.putalpha(letters.point(lambda shade: 255 - shade))
    raw = io.BytesIO()
    shown.save(raw, "PNG")
    return raw.getvalue()


@pytest.mark.parametrize("make", [photographed, transparent])
async def test_a_picture_is_read_as_people_see_it(http_shop: FeishuShop, make: Callable[[], bytes]) -> None:
    await feishu_sends(http_shop, make(), "", "image")
    (draft,) = await drafts(http_shop.shop, "feishu")
    assert lines(draft) == BOTH
