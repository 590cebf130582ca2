"""An official account: quick answers in the callback's own answer, the rest as customer or template messages."""

import asyncio

import pytest

from bot import inline
from tests.e2e.conftest import OaShop, OpenOa
from tests.e2e.test_orders import NUMBER

BUYER, OTHER, SELLER, STOCK, PLANNER = "u25", "u26", "u01", "u09", "u14"
WISH = "J6P左转向节 300件,15号前到"
FIELDS = {"thing1": "title", "thing2": "summary", "character_string3": "number", "time4": "time"}


def handed(shop: OaShop) -> str:
    """All that a salesperson was asked to pass on."""
    return "".join(words for shown in shop.wecom.seen[SELLER] if "请转告" in (words := shown.reads()))


@pytest.mark.parametrize("mode", ["safe", "plain"])
async def test_an_order_is_taken_in_answers_to_callbacks(open_oa: OpenOa, mode: str) -> None:
    async with open_oa(mode) as shop:
        await shop.oa.url_check()
        assert "左" in await shop.says(BUYER, "J6P转向节 300件,15号前到")
        assert "确认" in await shop.says(BUYER, "1")
        assert "转向节" in await shop.says(BUYER, "依据")
        assert NUMBER in await shop.says(BUYER, "确认")
        assert NUMBER in await shop.says(BUYER, "我的货到哪了")
        assert NUMBER not in (await shop.says(OTHER, f"{NUMBER}到哪了")).replace(f"“{NUMBER}", "")
        assert len(shop.oa.passive) == 6
        assert shop.oa.refused == []
        assert not [path for path, _ in shop.oa.calls if "custom" in path], "the budget was not touched"


async def test_chatter_is_acknowledged_at_once(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        started = asyncio.get_running_loop().time()
        assert await shop.says(BUYER, "哈哈") == ""
        assert asyncio.get_running_loop().time() - started < inline.PATIENCE / 2


async def test_menus_are_pressed_where_the_account_may_send_them(open_oa: OpenOa) -> None:
    async with open_oa(menus=True) as shop:
        assert await shop.says(BUYER, WISH) == ""
        assert "300" in shop.oa.last(BUYER)
        assert await shop.oa.presses(BUYER, "确认下单") == ""
        await shop.shop.settles()
        assert NUMBER in shop.oa.last(BUYER)
        assert shop.oa.refused == []


async def test_an_answer_that_takes_too_long_comes_as_a_customer_message(
    open_oa: OpenOa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inline, "PATIENCE", 0.0)
    async with open_oa() as shop:
        assert await shop.says(BUYER, WISH) == ""
        assert "300" in shop.oa.last(BUYER)
        assert len(shop.oa.screens[BUYER]) == 1


async def test_a_retry_while_the_first_callback_is_open_shows_the_answer_once(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        said = shop.oa.text(BUYER, WISH)
        shown = await asyncio.gather(*(shop.oa.delivers(BUYER, shop.oa.again(said)) for _ in range(3)))
        await shop.shop.settles()
        assert len([text for text in shown if text]) <= 1
        assert len(shop.oa.screens[BUYER]) == 1


async def test_a_platform_that_hung_up_gets_the_answer_another_way(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        said = shop.oa.text(BUYER, WISH)
        posting = asyncio.create_task(shop.oa.post(said))
        await asyncio.sleep(0.002)
        posting.cancel()
        await asyncio.gather(posting, return_exceptions=True)
        for _ in range(100):
            await shop.shop.settles()
            if shop.oa.screens[BUYER]:
                break
            await asyncio.sleep(0.05)
        # Where the connection broke before anything was read, the platform sends it again.
        if not shop.oa.screens[BUYER]:
            await shop.oa.delivers(BUYER, shop.oa.again(said))
            await shop.shop.settles()
        assert len(shop.oa.screens[BUYER]) == 1


@pytest.mark.parametrize(
    ("kind", "fields", "words"),
    [
        ("image", {"PicUrl": "http://p.invalid", "MediaId": "m"}, "图片"),
        ("voice", {"MediaId": "m", "Format": "amr"}, "语音"),
        ("video", {"MediaId": "m", "ThumbMediaId": "t"}, "视频"),
        ("shortvideo", {"MediaId": "m", "ThumbMediaId": "t"}, "视频"),
        ("location", {"Location_X": "23.1", "Location_Y": "113.3", "Scale": "20", "Label": "台州"}, "位置"),
        ("link", {"Title": "t", "Description": "d", "Url": "http://u.invalid"}, "链接"),
        ("hologram", {}, "消息"),
    ],
)
async def test_what_cannot_be_read_is_answered(
    open_oa: OpenOa, kind: str, fields: dict[str, str | int], words: str
) -> None:
    async with open_oa() as shop:
        assert words in await shop.oa.delivers(BUYER, shop.oa.said(BUYER, kind, fields))


async def test_events_are_answered_or_kept(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        oa = shop.oa
        assert "您好" in await oa.delivers(BUYER, oa.event(BUYER, "subscribe", {"EventKey": "qrscene_7"}))
        assert "您好" in await oa.delivers(BUYER, oa.event(BUYER, "SCAN", {"EventKey": "7", "Ticket": "T"}))
        assert "可以这样说" in await oa.delivers(BUYER, oa.event(BUYER, "CLICK", {"EventKey": "help:::"}))
        assert "没" in await oa.delivers(BUYER, oa.event(BUYER, "CLICK", {"EventKey": "say:我的货到哪了"}))
        assert await oa.delivers(BUYER, oa.event(BUYER, "VIEW", {"EventKey": "http://u.invalid"})) == ""
        assert await oa.delivers(BUYER, oa.event(BUYER, "LOCATION", {"Latitude": "23.1"})) == ""
        assert await oa.delivers(BUYER, oa.event(BUYER, "unsubscribe", {"EventKey": ""})) == ""
        assert await oa.delivers(BUYER, oa.event(BUYER, "never_heard_of", {})) == ""
        assert oa.refused == []


async def ordered(shop: OaShop) -> None:
    """An order that is confirmed, and then two days of silence."""
    await shop.says(BUYER, WISH)
    await shop.says(BUYER, "确认")
    await shop.staff_says(PLANNER, "0001 已排产")
    assert "已排产" in shop.oa.last(BUYER), "inside the window news are customer messages"
    await shop.shop.waits(hours=49)


async def test_news_outside_the_window_go_as_template_messages(open_oa: OpenOa) -> None:
    async with open_oa(template_id="TPL1", template_fields=FIELDS) as shop:
        await ordered(shop)
        await shop.staff_says(STOCK, "0001 已备料")
        await shop.staff_says(STOCK, "0001 出库 顺丰SF1234567890")
        (sent,) = shop.oa.templated[-1:]
        assert sent["touser"] == BUYER
        assert "SO" in sent["data"]["character_string3"]["value"]
        assert shop.oa.refused == []
        assert not handed(shop)


async def test_news_outside_the_window_go_to_the_salesperson_where_there_is_no_template(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        await ordered(shop)
        await shop.staff_says(STOCK, "0001 已备料")
        await shop.staff_says(STOCK, "0001 出库 顺丰SF1234567890")
        assert "SF1234567890" in handed(shop)
        assert shop.oa.refused == []


async def test_a_template_that_the_reader_refuses_ends_with_the_salesperson(open_oa: OpenOa) -> None:
    async with open_oa(template_id="TPL1", template_fields=FIELDS, template_kind="subscribe") as shop:
        await ordered(shop)
        shop.oa.template_fails = 43101
        await shop.staff_says(STOCK, "0001 已备料")
        await shop.staff_says(STOCK, "0001 出库 顺丰SF1234567890")
        assert "SF1234567890" in handed(shop)


async def test_an_account_that_may_only_answer_in_callbacks_still_takes_orders(open_oa: OpenOa) -> None:
    async with open_oa(messages=False) as shop:
        shop.oa.certified = False
        assert "300" in await shop.says(BUYER, WISH)
        assert NUMBER in await shop.says(BUYER, "确认")
        await shop.staff_says(PLANNER, "0001 已排产")
        await shop.staff_says(STOCK, "0001 已备料")
        await shop.staff_says(STOCK, "0001 出库 顺丰SF1234567890")
        assert "SF1234567890" in handed(shop)
        assert NUMBER in await shop.says(BUYER, "到哪了")
        assert shop.oa.refused == []


async def test_a_platform_that_closes_the_window_early_is_believed(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        await shop.says(BUYER, WISH)
        await shop.says(BUYER, "确认")
        shop.oa.grants.clear()
        await shop.staff_says(PLANNER, "0001 已排产")
        await shop.staff_says(STOCK, "0001 已备料")
        await shop.staff_says(STOCK, "0001 出库 顺丰SF1234567890")
        assert "已排产" in handed(shop)
        assert "SF1234567890" in handed(shop)
        assert len(shop.oa.refused) == 1, "it is not tried again before the reader writes"


CUSTOM = "message/custom/send"


async def tried(shop: OaShop) -> int:
    """How often a custom message was sent, whatever became of it; all pauses pass."""
    for _ in range(8):
        await shop.shop.waits(seconds=30)
    return len([path for path, _ in shop.oa.calls if path == CUSTOM])


async def moved(shop: OaShop, *failures: str | int) -> tuple[int, int]:
    """A stage that the customer hears of while the platform fails: tries, and how often he sees it."""
    await shop.says(BUYER, WISH)
    await shop.says(BUYER, "确认")
    before = await tried(shop), len(shop.oa.screens[BUYER])
    shop.oa.fail_next(*failures, path=CUSTOM)
    await shop.staff_says(PLANNER, "0001 已排产")
    return await tried(shop) - before[0], len(shop.oa.screens[BUYER]) - before[1]


async def test_a_lost_answer_costs_one_repetition_at_most(open_oa: OpenOa) -> None:
    """The platform would not know it again: it is not tried until an answer comes, the salesperson asks."""
    async with open_oa() as shop:
        assert await moved(shop, "lost", "lost") == (2, 2)
        assert "可能已收到" in handed(shop)
        assert "已排产" in handed(shop)


async def test_a_doubt_is_not_forgotten_for_another_error(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        assert await moved(shop, "lost", 45011, "cut") == (3, 1)
        assert "可能已收到" in handed(shop)


async def test_a_gateway_s_answer_says_nothing_about_what_is_behind_it(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        assert await moved(shop, "status:502", "status:504") == (2, 0)
        assert "可能已收到" in handed(shop)
        assert "已排产" in handed(shop)


async def test_what_never_reached_the_platform_is_tried_until_it_does(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        assert await moved(shop, -1, 45011, 45011) == (4, 1)
        assert not handed(shop)


async def test_a_repetition_that_is_answered_ends_the_doubt(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        assert await moved(shop, "cut") == (2, 1)
        assert not handed(shop)


async def test_without_menus_every_button_is_typed_as_its_number(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        assert "回复 1 确认下单  2 依据  3 取消" in await shop.says(BUYER, WISH)
        assert "【300件】" in await shop.says(BUYER, "2")
        assert "草稿已取消" in await shop.says(BUYER, "3")
        assert "回复 1 确认下单" in await shop.says(BUYER, WISH)
        assert NUMBER in await shop.says(BUYER, "1")


async def test_a_number_that_is_no_entry_of_the_list_says_what_it_is(open_oa: OpenOa) -> None:
    async with open_oa() as shop:
        for wish in (WISH, "J6P右转向节 20件,18号前到"):
            await shop.says(BUYER, wish)
            await shop.says(BUYER, "确认")
        assert "回复 1–2 选择,3 找人工" in await shop.says(BUYER, "我的货到哪了")
        await shop.says(BUYER, "3")
        assert "恒力" in shop.wecom.seen[SELLER][-1].reads()


async def delayed(shop: OaShop, words: str = "") -> None:
    """An order that comes later than was said, told by the rule or in the salesperson's own words."""
    await shop.staff_says(STOCK, "到货 ZXJ-J6PL 96")
    await shop.says(BUYER, "J6P左转向节 60件,15号前到")
    await shop.says(BUYER, "确认")
    await shop.shop.waits(hours=49)
    await shop.staff_says(STOCK, "盘点 ZXJ-J6PL 40")
    await shop.shop.waits(seconds=1)
    if words:
        await shop.staff_says(SELLER, f"改通知 0001 {words}")
    await shop.shop.waits(minutes=5, seconds=5)
    assert shop.oa.refused == []
    assert "要比原先说的晚" not in shop.oa.last(BUYER)


@pytest.mark.parametrize("kind", ["template", "subscribe"])
async def test_a_delay_outside_the_window_names_the_new_day_in_the_template(open_oa: OpenOa, kind: str) -> None:
    async with open_oa(template_id="TPL1", template_fields=FIELDS, template_kind=kind) as shop:
        await delayed(shop)
        (sent,) = shop.oa.templated
        assert sent["data"]["thing2"]["value"] == "交期有变,现在预计3月24日(周二)到"
        assert sent["data"]["character_string3"]["value"] == NUMBER
        assert not handed(shop)


async def test_what_fits_into_no_field_of_the_template_is_passed_on(open_oa: OpenOa) -> None:
    async with open_oa(template_id="TPL1", template_fields=FIELDS) as shop:
        await delayed(shop, "李工抱歉,60件要比原先说的晚,3月24日到")
        assert shop.oa.templated == []
        assert "李工抱歉,60件要比原先说的晚,3月24日到" in handed(shop)


@pytest.mark.parametrize(
    ("changed", "why"),
    [({}, "客户最近没有在这里说话"), ({"messages": False}, "这个号没有主动发消息的权限")],
)
async def test_a_delay_that_the_account_may_not_tell_is_passed_on_as_it_is(
    open_oa: OpenOa, changed: dict[str, object], why: str
) -> None:
    async with open_oa(**changed) as shop:
        await delayed(shop)
        words = handed(shop)
        assert why in words
        assert "现在预计3月24日(周二)到" in words
        assert "不用通知我" not in words  # who answers the salesperson does not answer us
