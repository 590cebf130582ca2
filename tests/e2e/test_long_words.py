"""What is longer than is read at once: a list of goods is read in parts, whole; nothing is ever read by half."""

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from handlers.domain.order import Order
from nlp import LIMIT
from storage.tables import inbox
from tests.e2e.conftest import DingShop, FeishuShop, KfShop, RobotShop, WecomShop, open_ding_shop, open_feishu_shop
from tests.e2e.test_attachments import drafts, lines, workbook
from tests.e2e.test_forms import Phone, kf_forms, link_on_card, with_forms
from tests.fakes.dingtalk.callbacks import GROUP as DING_GROUP
from tests.shop import Shop, demo_settings

__all__ = ["kf_forms"]

SELLER = "u01"
CHATTER = ("今天天气不错我们去吃饭吧" * 800)[:9_000]
PARTS = "内容太多,我一次读不完"
MANY = 400
with (Path(__file__).parents[2] / "config" / "demo" / "products.csv").open(encoding="utf-8") as opened:
    GOODS = [row for row in csv.DictReader(opened) if row["unit"]][:500]


def wanted(count: int = MANY) -> list[tuple[str, int]]:
    """The first goods of the catalogue, of each a few more than the number of its row."""
    return [(row["sku"], 3 + n) for n, row in enumerate(GOODS[:count])]


def said(count: int = MANY, before: str = "") -> list[str]:
    """The same in words; `before` holds what stands before each row, with its number."""
    words = [f"{row['name']} {row['spec']} {3 + n}{row['unit']}" for n, row in enumerate(GOODS[:count])]
    return [before.format(n) + row for n, row in enumerate(words, 1)]


ORDER = "\n".join(["台州恒力", *said(), "15号前到,送台州市路桥区8号"])
TABLE: list[list[object]] = [["序号", "产品名称", "规格", "数量", "单位"]]
TABLE += [[n, row["name"], row["spec"], 2 + n, row["unit"]] for n, row in enumerate(GOODS[:MANY], 1)]
PASTED = "\n".join(["台州恒力", *("\t".join(map(str, row)) for row in TABLE)])


def separated(table: Sequence[Sequence[object]]) -> bytes:
    raw = io.StringIO()
    csv.writer(raw).writerows(table)
    return raw.getvalue().encode()


async def kept(shop: Shop, text: str) -> bool:
    """Whether the whole of it is stored, and nothing was made of it."""
    async with shop.store.read() as uow:
        texts = (await uow.connection.execute(select(inbox.c.text))).scalars().all()
        return text in texts and not await uow.orders.find(limit=10)


def assert_whole(draft: Order, count: int = MANY) -> None:
    assert lines(draft) == wanted(count)
    assert draft.customer_id == "C001"


@pytest.mark.parametrize(
    "text",
    [
        ORDER,
        "\n".join(["15号前到 台州恒力", *said(before="{}. ")]),
        "\n".join([*said(before="{} "), "以上是台州恒力要的,15号前到"]),
        f"{PASTED}\n15号前到",
        "台州恒力15号前要" + ",".join(said()),
    ],
    ids=["rows", "numbered", "customer behind", "pasted table", "one line"],
)
async def test_a_long_list_becomes_one_draft_with_every_row(ding_shop: DingShop, text: str) -> None:
    assert len(text) > LIMIT
    await ding_shop.says(SELLER, text)
    (draft,) = await drafts(ding_shop.shop, "dingtalk")
    assert_whole(draft)
    assert draft.due is not None
    assert (draft.due.month, draft.due.day) == (3, 15)
    assert f"共{MANY}行" in ding_shop.last(SELLER)
    assert draft.lines[-1].evidence, "each line says where it stands"
    at = draft.lines[-1].evidence["quantity"]
    assert str(3 + MANY - 1) in text[at.start : at.end]


async def test_what_a_list_says_once_is_said_of_all_of_it(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, ORDER)
    (draft,) = await drafts(ding_shop.shop, "dingtalk")
    assert draft.address == "台州市路桥区8号"
    await ding_shop.taps(SELLER, "提交审批")
    assert not await drafts(ding_shop.shop, "dingtalk")
    assert "SO2026" in ding_shop.last(SELLER)


async def test_a_long_list_of_several_customers_is_parted_by_them(ding_shop: DingShop) -> None:
    every = said(300)
    text = "\n".join(["台州恒力", *every[:150], "温州恒力", *every[150:]])
    await ding_shop.says(SELLER, text)
    found = {d.customer_id: lines(d) for d in await drafts(ding_shop.shop, "dingtalk")}
    assert found == {"C001": wanted(300)[:150], "C002": wanted(300)[150:]}


async def test_what_no_part_of_a_list_makes_goods_of_is_asked_about(ding_shop: DingShop) -> None:
    idle = ["上次那批货质量真的太差了客户一直在投诉"] * 150
    await ding_shop.says(SELLER, "\n".join(["台州恒力", *said(200), *idle]))
    (draft,) = await drafts(ding_shop.shop, "dingtalk")
    assert lines(draft) == wanted(199)
    assert "202套 上次那批" in ding_shop.last(SELLER), "the last row went with what nobody understands"
    assert "没有记上,请核对" in ding_shop.last(SELLER)


async def test_a_row_that_no_catalogue_knows_is_asked_about_in_a_long_list_too(ding_shop: DingShop) -> None:
    every = said()
    every[350] = "量子纠缠发生器 12台"
    await ding_shop.says(SELLER, "\n".join(["台州恒力", *every]))
    (draft,) = await drafts(ding_shop.shop, "dingtalk")
    assert len(draft.lines) == MANY
    assert "量子纠缠发生器" in ding_shop.last(SELLER)
    assert "确认下单" not in ding_shop.dingtalk.seen[SELLER][-1].buttons


@pytest.mark.parametrize("name", ["大单.csv", "大单.xlsx"])
async def test_a_long_file_is_read_whole(feishu_shop: FeishuShop, name: str) -> None:
    data: list[list[object]] = [["台州恒力采购单"], *TABLE]
    await feishu_shop.feishu.sends(SELLER, "file", separated(data) if name.endswith("csv") else workbook(data), name)
    await feishu_shop.shop.settles()
    (draft,) = await drafts(feishu_shop.shop, "feishu")
    assert_whole(draft)
    assert "按文件内容开的" in feishu_shop.last(SELLER)
    await feishu_shop.taps(SELLER, "提交审批")
    assert not await drafts(feishu_shop.shop, "feishu")


async def test_the_customers_name_before_a_long_file_belongs_to_it(feishu_shop: FeishuShop) -> None:
    await feishu_shop.feishu.says(SELLER, "台州恒力")
    await feishu_shop.shop.settles(pieces=True)
    await feishu_shop.feishu.sends(SELLER, "file", separated(TABLE), "大单.csv")
    await feishu_shop.shop.settles()
    (draft,) = await drafts(feishu_shop.shop, "feishu")
    assert_whole(draft)


async def test_a_long_list_to_the_wecom_app_comes_whole(wecom_shop: WecomShop) -> None:
    await wecom_shop.says(SELLER, ORDER)
    (draft,) = await drafts(wecom_shop.shop, "wecom")
    assert_whole(draft)


async def test_a_long_draft_is_mended_row_by_row_in_the_form(kf_forms: KfShop) -> None:
    await kf_forms.staff_says(SELLER, ORDER)
    url = link_on_card(kf_forms, SELLER)
    phone = Phone(kf_forms)
    words = await phone.opens(url)
    assert words.count('inputmode="decimal"') == MANY
    assert "已保存" in await phone.sends(url, **{f"qty_{MANY}": "9", f"drop_{MANY - 1}": "1"})
    (draft,) = await drafts(kf_forms.shop, "wecom")
    assert lines(draft) == [*wanted()[:-2], (wanted()[-1][0], 9)]


async def test_what_a_form_in_feishu_cannot_hold_is_mended_in_the_browser(database: str) -> None:
    async for shop in open_feishu_shop(database, "http", web=with_forms(demo_settings(database)).web):
        await shop.says(SELLER, "\n".join(["台州恒力", *said(7)]))
        assert "填表修改" not in shop.feishu.seen[SELLER][-1].buttons, "the form in the chat holds all of it"
        await shop.says(SELLER, "取消")
        await shop.says(SELLER, ORDER)
        phone, url = Phone(shop), shop.feishu.seen[SELLER][-1].buttons["填表修改"]["behaviors"][0]["default_url"]
        await phone.opens(url)
        assert "已保存" in await phone.sends(url, **{f"qty_{MANY}": "9", f"drop_{MANY - 1}": "1"})
        assert f"共{MANY - 1}行" in shop.last(SELLER)


async def test_what_a_form_in_dingtalk_cannot_hold_is_mended_in_the_browser(database: str) -> None:
    async with open_ding_shop(database, "http", company=with_forms(demo_settings(database))) as shop:
        await shop.says(SELLER, ORDER)
        (url,) = re.findall(r"\[填表修改\]\((https://[^)]+)\)", shop.last(SELLER))
        phone = Phone(shop)
        assert (await phone.opens(url)).count('inputmode="decimal"') == MANY
        assert "已保存" in await phone.sends(url, **{f"qty_{MANY}": "9", f"drop_{MANY - 1}": "1"})
        assert f"共{MANY - 1}行" in shop.last(SELLER)


@pytest.mark.parametrize("words", ["\n".join(["台州恒力", *said(501)]), CHATTER], ids=["too many rows", "chatter"])
async def test_what_is_no_list_or_too_long_a_one_is_kept_and_asked_for_in_parts(
    ding_shop: DingShop, words: str
) -> None:
    await ding_shop.says(SELLER, words)
    assert PARTS in ding_shop.last(SELLER)
    assert "分成几条发" in ding_shop.last(SELLER)
    assert await kept(ding_shop.shop, words)


async def test_long_chatter_that_was_spoken_is_kept_and_asked_for_in_parts(ding_shop: DingShop) -> None:
    spoken = {"duration": 600_000, "downloadCode": "code", "recognition": CHATTER}
    await ding_shop.dingtalk.sends(SELLER, "audio", spoken)
    await ding_shop.shop.settles()
    assert "语音收到了" in ding_shop.last(SELLER)
    assert "分成几段说" in ding_shop.last(SELLER)
    assert await kept(ding_shop.shop, CHATTER)


async def test_what_is_long_for_the_smart_robot_is_read_or_said_so(robot_shop: RobotShop) -> None:
    await robot_shop.robot.sends(SELLER, "voice", {"content": CHATTER})
    await robot_shop.settles()
    assert "分成几段说" in robot_shop.last(SELLER)
    await robot_shop.says(SELLER, CHATTER)
    assert "分成几条发" in robot_shop.last(SELLER)
    quote = {"msgtype": "text", "text": {"content": CHATTER}}
    await robot_shop.says(SELLER, "下单", group="wrkGroup", quote=quote)
    assert PARTS in robot_shop.last("wrkGroup")
    assert not await drafts(robot_shop.shop, "wecom_robot")
    quote = {"msgtype": "text", "text": {"content": ORDER}}
    await robot_shop.says(SELLER, "下单", group="wrkGroup", quote=quote)
    (draft,) = await drafts(robot_shop.shop, "wecom_robot", group="wrkGroup")
    assert_whole(draft)


async def test_an_edit_that_makes_a_message_long_revises_the_draft(feishu_shop: FeishuShop) -> None:
    number = await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 300件")
    await feishu_shop.feishu.hears(feishu_shop.feishu.edit(number, SELLER, ORDER))
    await feishu_shop.shop.settles()
    (draft,) = await drafts(feishu_shop.shop, "feishu")
    assert_whole(draft)
    await feishu_shop.feishu.hears(feishu_shop.feishu.edit(number, SELLER, CHATTER))
    await feishu_shop.shop.settles()
    assert any(PARTS in shown.reads() for shown in feishu_shop.feishu.seen[SELLER])


async def test_a_long_text_is_answered_where_the_bot_was_called(ding_shop: DingShop) -> None:
    await ding_shop.dingtalk.says(SELLER, CHATTER, group=DING_GROUP, called=False)
    await ding_shop.shop.settles()
    assert not ding_shop.dingtalk.seen[DING_GROUP]
    await ding_shop.says(SELLER, f"@接单 {CHATTER}", DING_GROUP)
    assert PARTS in ding_shop.last(DING_GROUP)
    await ding_shop.says(SELLER, f"@接单 {ORDER}", DING_GROUP)
    (draft,) = await drafts(ding_shop.shop, "dingtalk", group=DING_GROUP)
    assert_whole(draft)
