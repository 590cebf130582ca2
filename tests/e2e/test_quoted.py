"""What somebody quotes or forwards: fetched or known from before, where it may be, and read in its place."""

import json
from typing import Any

import pytest

from tests.e2e.conftest import DingShop, FeishuShop, RobotShop
from tests.e2e.test_attachments import BOTH, drafts, lines, workbook
from tests.e2e.test_orders import NUMBER, SENTENCE
from tests.fakes.dingtalk.callbacks import GROUP as DING_GROUP
from tests.shop import Shop

SELLER, BUYER, STRANGER = "u01", "u25", "nobody"
GROUP = "oc_sales"
WITHOUT_RIGHT = "引用的那条消息我看不到(我还没有读它的权限"


def overheard(shop: FeishuShop, words: str = SENTENCE, group: str = GROUP, who: str = BUYER) -> str:
    """Somebody's message in a group that is not told to the bot; its id."""
    shop.feishu.make_group(GROUP)
    shop.feishu.scopes |= {"im:message.group_msg"}
    said = shop.feishu.text(who, words, group=group)
    return str(json.loads(said.plain)["event"]["message"]["message_id"])


@pytest.mark.parametrize("words", ["下单", "按这个下单吧", "帮我录一下", ""])
async def test_who_quotes_and_says_no_more_means_what_he_quotes(feishu_shop: FeishuShop, words: str) -> None:
    quoted = overheard(feishu_shop)
    said = await feishu_shop.says(SELLER, words, group=GROUP, call=["bot"], parent=quoted)
    card = feishu_shop.feishu.seen[GROUP][-1]
    assert "300件" in card.reads()
    assert card.parent == said
    (draft,) = await drafts(feishu_shop.shop, "feishu", group=GROUP)
    assert draft.lines[0].sku == "ZXJ-J6PL"
    await feishu_shop.taps(SELLER, "依据", GROUP)
    assert "J6P左转向节" in feishu_shop.last(GROUP), "the evidence is what was quoted"
    await feishu_shop.taps(SELLER, "确认下单", GROUP)
    assert NUMBER in card.reads()


async def test_own_words_count_where_there_are_any(feishu_shop: FeishuShop) -> None:
    quoted = overheard(feishu_shop)
    await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 20件", group=GROUP, call=["bot"], parent=quoted)
    assert "20件" in feishu_shop.last(GROUP)
    assert not [path for path in feishu_shop.feishu.heads() if path.endswith(quoted)], "nothing is fetched in vain"


async def test_a_quoted_file_is_read(feishu_shop: FeishuShop) -> None:
    feishu = feishu_shop.feishu
    feishu.make_group(GROUP)
    feishu.scopes |= {"im:message.group_msg"}
    said = json.loads(feishu.said(BUYER, "file", {"file_key": "file-v3-1", "file_name": "单.xlsx"}, group=GROUP).plain)
    quoted = said["event"]["message"]["message_id"]
    feishu.files[quoted, "file-v3-1", "file"] = workbook()
    await feishu_shop.says(SELLER, "下单", group=GROUP, call=["bot"], parent=quoted)
    (draft,) = await drafts(feishu_shop.shop, "feishu", group=GROUP)
    assert lines(draft) == BOTH


async def test_in_a_direct_chat_no_more_rights_are_needed(feishu_shop: FeishuShop) -> None:
    feishu_shop.feishu.scopes -= {"im:message.group_msg"}
    number = str(json.loads(feishu_shop.feishu.text(SELLER, SENTENCE).plain)["event"]["message"]["message_id"])
    await feishu_shop.says(SELLER, "下单", parent=number)
    assert "300件" in feishu_shop.last(SELLER)


@pytest.mark.parametrize("missing", ["im:message.group_msg", "im:message:readonly"])
async def test_without_the_right_to_read_it_that_is_said(feishu_shop: FeishuShop, missing: str) -> None:
    quoted = overheard(feishu_shop)
    feishu_shop.feishu.scopes -= {missing}
    await feishu_shop.says(SELLER, "下单", group=GROUP, call=["bot"], parent=quoted)
    assert WITHOUT_RIGHT in feishu_shop.last(GROUP)
    assert not await drafts(feishu_shop.shop, "feishu", group=GROUP)
    feishu_shop.feishu.scopes |= {missing}
    await feishu_shop.says(SELLER, "下单", group=GROUP, call=["bot"], parent=quoted)
    assert "300件" in feishu_shop.last(GROUP)


async def test_what_was_taken_back_or_stands_elsewhere_is_not_read(feishu_shop: FeishuShop) -> None:
    quoted = overheard(feishu_shop)
    feishu_shop.feishu.gone.add(quoted)
    await feishu_shop.says(SELLER, "下单", group=GROUP, call=["bot"], parent=quoted)
    assert "看不到(可能撤回了)" in feishu_shop.last(GROUP)
    feishu_shop.feishu.make_group("oc_other")
    other = overheard(feishu_shop, group="oc_other")
    await feishu_shop.says(SELLER, "下单", group=GROUP, call=["bot"], parent=other)
    assert "300件" not in feishu_shop.last(GROUP)
    await feishu_shop.says(SELLER, "下单", group=GROUP, call=["bot"], parent="om_never/../x")
    assert "看不到" in feishu_shop.last(GROUP)
    assert not await drafts(feishu_shop.shop, "feishu", group=GROUP)


async def test_who_quotes_the_bots_own_card_speaks_about_it(feishu_shop: FeishuShop) -> None:
    await feishu_shop.says(SELLER, SENTENCE)
    card = feishu_shop.feishu.seen[SELLER][-1]
    await feishu_shop.says(SELLER, "下单", parent=card.id)
    assert NUMBER in feishu_shop.last(SELLER), "it is that draft that is ordered, and nothing is read from the card"
    async with feishu_shop.shop.store.read() as uow:
        assert len(await uow.orders.find(limit=10)) == 1


async def test_a_platform_that_is_slow_or_busy_is_asked_again(feishu_shop: FeishuShop) -> None:
    quoted = overheard(feishu_shop)
    feishu_shop.feishu.fail_next("status:502", 230020, path=f"im/v1/messages/{quoted}")
    await feishu_shop.says(SELLER, "下单", group=GROUP, call=["bot"], parent=quoted)
    for _ in range(3):
        feishu_shop.shop.clock.move(seconds=5)
        await feishu_shop.shop.settles()
    assert "300件" in feishu_shop.last(GROUP)
    assert len(await drafts(feishu_shop.shop, "feishu", group=GROUP)) == 1


async def test_for_a_stranger_nothing_is_fetched(feishu_shop: FeishuShop) -> None:
    quoted = overheard(feishu_shop)
    await feishu_shop.says(STRANGER, "下单", parent=quoted)
    assert "还没有开通" in feishu_shop.last(STRANGER)
    assert not [path for path in feishu_shop.feishu.heads() if path.endswith(quoted)]


RECORD: list[tuple[str, dict[str, Any]]] = [
    ("text", {"text": "台州恒力要货,15号前到"}),
    ("image", {"image_key": "img_1"}),
    ("text", {"text": "J6P左转向节 300件"}),
    ("post", {"title": "", "content": [[{"tag": "text", "text": "J6P右转向节 50件"}]]}),
]


async def forwards(shop: FeishuShop, record: list[tuple[str, dict[str, Any]]]) -> None:
    """Somebody forwards a record of another chat to the bot."""
    said = shop.feishu.said(SELLER, "merge_forward", {"content": "Merged and Forwarded Message"})
    shop.feishu.records[str(json.loads(said.plain)["event"]["message"]["message_id"])] = record
    await shop.feishu.hears(said)
    await shop.shop.settles()


async def test_a_forwarded_record_is_read_as_what_stands_in_it(feishu_shop: FeishuShop) -> None:
    await forwards(feishu_shop, RECORD)
    (draft,) = await drafts(feishu_shop.shop, "feishu")
    assert lines(draft) == BOTH
    assert draft.customer_id == "C001"
    assert "按聊天记录开的" in feishu_shop.last(SELLER)


@pytest.mark.parametrize("words", ["今天天气不错", "确认下单", "取消"])
async def test_a_forwarded_record_orders_and_does_nothing_else(feishu_shop: FeishuShop, words: str) -> None:
    await feishu_shop.says(SELLER, SENTENCE)
    await forwards(feishu_shop, [("text", {"text": words})])
    assert "聊天记录收到了" in feishu_shop.last(SELLER)
    assert "没看出要订什么货" in feishu_shop.last(SELLER)
    assert len(await drafts(feishu_shop.shop, "feishu")) == 1


async def test_a_record_that_may_not_be_read_is_said_so(feishu_shop: FeishuShop) -> None:
    feishu_shop.feishu.scopes -= {"im:message:readonly", "im:message"}
    await forwards(feishu_shop, RECORD)
    assert "聊天记录收到了,已保存,但我还没有读它的权限" in feishu_shop.last(SELLER)
    await forwards(feishu_shop, [])
    assert not await drafts(feishu_shop.shop, "feishu")


async def test_a_forwarded_record_is_handed_over_by_quoting_it(feishu_shop: FeishuShop) -> None:
    feishu = feishu_shop.feishu
    feishu.make_group(GROUP)
    feishu.scopes |= {"im:message.group_msg"}
    said = json.loads(feishu.said(BUYER, "merge_forward", {"content": "Merged"}, group=GROUP).plain)
    quoted = str(said["event"]["message"]["message_id"])
    feishu.records[quoted] = RECORD
    await feishu_shop.says(SELLER, "下单", group=GROUP, call=["bot"], parent=quoted)
    (draft,) = await drafts(feishu_shop.shop, "feishu", group=GROUP)
    assert lines(draft) == BOTH


# DingTalk names the quoted message, and sometimes no more than that.


async def names(shop: DingShop, number: str, words: str = "下单", group: str = DING_GROUP) -> None:
    body = {"content": f"@接单 {words}"} if group else {"content": words}
    await shop.dingtalk.sends(SELLER, "text", body, group=group, originalMsgId=number, isReplyMsg=True)
    await shop.shop.settles()


async def test_what_dingtalk_only_names_is_known_where_it_was_told_before(ding_shop: DingShop) -> None:
    asked = {"content": f"@接单 {SENTENCE}"}
    await ding_shop.dingtalk.sends(BUYER, "text", asked, group=DING_GROUP, msg_id="msgOfBuyer==")
    await ding_shop.shop.settles()
    await names(ding_shop, "msgOfBuyer==")
    (draft,) = await drafts(ding_shop.shop, "dingtalk", group=DING_GROUP)
    assert lines(draft) == BOTH[:1]


async def test_a_file_that_dingtalk_only_names_is_read(ding_shop: DingShop) -> None:
    held = {"downloadCode": ding_shop.dingtalk.upload(workbook()), "fileName": "订单.xlsx"}
    await ding_shop.dingtalk.sends("nobody", "file", held, msg_id="msgOfFile==")
    await ding_shop.dingtalk.sends(SELLER, "file", held, msg_id="msgOfMine==")
    await ding_shop.shop.settles()
    (draft,) = await drafts(ding_shop.shop, "dingtalk")
    await ding_shop.taps(SELLER, "取消")
    await names(ding_shop, "msgOfFile==", group="")
    assert "引用的那条消息我看不到" in ding_shop.last(SELLER), "it stands in somebody else's chat"
    await names(ding_shop, "msgOfMine==", group="")
    (again,) = await drafts(ding_shop.shop, "dingtalk")
    assert lines(again) == lines(draft) == BOTH


async def test_what_dingtalk_only_names_and_nobody_told_us_is_asked_for(ding_shop: DingShop) -> None:
    await names(ding_shop, "msgUnheard==")
    assert "引用的那条消息我看不到。麻烦你把内容复制发给我" in ding_shop.last(DING_GROUP)
    assert not await drafts(ding_shop.shop, "dingtalk", group=DING_GROUP)


async def test_who_names_the_bots_own_card_answers_it(ding_shop: DingShop) -> None:
    await ding_shop.says(SELLER, SENTENCE)
    await names(ding_shop, "msgOfBot==", group="")
    assert "看不到" not in ding_shop.last(SELLER)


# What is said about the card of an order is said of that order.

OTHER = "台州恒力 J6P右转向节 40件,26号前到"


async def amounts(shop: Shop) -> dict[str, list[int]]:
    """What is ordered, by order number."""
    async with shop.store.read() as uow:
        return {o.number or "": [int(x.qty or 0) for x in o.lines] for o in await uow.orders.find(limit=10)}


async def two_orders(shop: FeishuShop | RobotShop) -> None:
    for words in (SENTENCE, OTHER):
        await shop.says(SELLER, words)
        await shop.says(SELLER, "确认")


async def test_a_change_is_of_the_order_whose_card_is_quoted_not_of_the_last_one(feishu_shop: FeishuShop) -> None:
    await two_orders(feishu_shop)
    first = next(card for card in feishu_shop.feishu.seen[SELLER] if f"{NUMBER} 已建" in card.reads())
    await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 7件")  # nor of a draft that is open meanwhile
    await feishu_shop.says(SELLER, "数量改成500", parent=first.id)
    assert await amounts(feishu_shop.shop) == {NUMBER: [500], "SO20260310-0002": [40]}
    await feishu_shop.says(SELLER, "到哪了", parent=first.id)
    assert f"{NUMBER} 待审核" in feishu_shop.last(SELLER)
    await feishu_shop.says(SELLER, "取消", parent=first.id)
    assert f"{NUMBER} 取消要记原因" in feishu_shop.last(SELLER)
    (draft,) = await drafts(feishu_shop.shop, "feishu")
    assert [line.qty for line in draft.lines] == [7]


async def test_who_quotes_an_orders_card_may_still_order_anew(feishu_shop: FeishuShop) -> None:
    await two_orders(feishu_shop)
    first = next(card for card in feishu_shop.feishu.seen[SELLER] if f"{NUMBER} 已建" in card.reads())
    await feishu_shop.says(SELLER, "台州恒力 J6P左转向节 20件", parent=first.id)
    assert await amounts(feishu_shop.shop) == {NUMBER: [300], "SO20260310-0002": [40]}
    assert len(await drafts(feishu_shop.shop, "feishu")) == 1


@pytest.mark.parametrize("words", ["确认下单", "确认"])
async def test_of_two_drafts_the_one_whose_card_is_quoted_is_meant(feishu_shop: FeishuShop, words: str) -> None:
    await feishu_shop.says(SELLER, SENTENCE)
    first = feishu_shop.feishu.seen[SELLER][-1]
    await feishu_shop.says(SELLER, "宁波甬盛 J6P右转向节 40件,26号前到")
    assert len(await drafts(feishu_shop.shop, "feishu")) == 2
    await feishu_shop.says(SELLER, "数量改成50", parent=first.id)
    await feishu_shop.says(SELLER, words, parent=first.id)
    assert await amounts(feishu_shop.shop) == {NUMBER: [50]}
    (left,) = await drafts(feishu_shop.shop, "feishu")
    assert [line.qty for line in left.lines] == [40]


async def test_words_about_a_quoted_card_are_of_the_order_it_names(robot_shop: RobotShop) -> None:
    await two_orders(robot_shop)
    quote = {"msgtype": "text", "text": {"content": f"{NUMBER} 已建\n客户:台州恒力\n货品:转向节(左) 300件"}}
    await robot_shop.says(SELLER, "数量改成500", quote=quote)
    assert await amounts(robot_shop.shop) == {NUMBER: [500], "SO20260310-0002": [40]}
    await robot_shop.says(SELLER, "下单", quote=quote)
    assert f"{NUMBER} 待审核" in robot_shop.last(SELLER), "it is ordered already"
    assert not await drafts(robot_shop.shop, "wecom_robot")


async def test_by_quoting_nobody_reaches_another_companys_order(robot_shop: RobotShop) -> None:
    await two_orders(robot_shop)
    quote = {"msgtype": "text", "text": {"content": f"{NUMBER} 已建"}}
    await robot_shop.says("u27", "数量改成1", quote=quote)
    await robot_shop.says("u27", "到哪了", quote=quote)
    assert "恒力" not in robot_shop.last("u27")
    assert await amounts(robot_shop.shop) == {NUMBER: [300], "SO20260310-0002": [40]}


TWO = "台州恒力 J6P左转向节 300件,J6P右转向节 50件,25号前到"


def shown_as_text(shop: RobotShop) -> str:
    """The words of the newest draft's card, as a platform may hand them over."""
    card = next(s.card for s in reversed(shop.robot.seen[SELLER]) if s.card)
    facts = [f"{fact['keyname']} {fact.get('value', '')}" for fact in card["horizontal_content_list"]]
    return "\n".join([card["main_title"]["title"], card.get("sub_title_text", ""), *facts])


async def test_the_robots_own_draft_is_ordered_and_never_read_as_an_order(robot_shop: RobotShop) -> None:
    await robot_shop.says(SELLER, TWO)
    quote = {"msgtype": "text", "text": {"content": shown_as_text(robot_shop)}}
    await robot_shop.says(SELLER, "宁波甬盛 J6P右转向节 40件,26号前到")
    await robot_shop.says(SELLER, "左转向节改成20件", quote=quote)
    await robot_shop.says(SELLER, "下单", quote=quote)
    assert await amounts(robot_shop.shop) == {NUMBER: [20, 50]}
    (left,) = await drafts(robot_shop.shop, "wecom_robot")
    assert [line.qty for line in left.lines] == [40]


async def test_other_words_than_those_of_a_card_are_an_order(robot_shop: RobotShop) -> None:
    await robot_shop.says(SELLER, TWO)
    quote = {"msgtype": "text", "text": {"content": "客户 台州恒力 J6L右转向节 12件"}}
    await robot_shop.says(SELLER, "下单", quote=quote)
    assert not await amounts(robot_shop.shop), "it is another one than the draft, which nobody confirmed"
