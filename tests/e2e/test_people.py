"""Becoming known, being one person on several platforms, and leaving: through the front door of two platforms."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select

from bot.clock import SetClock
from config.channels import Channels, ConsoleSettings
from handlers.domain.invitation import SIGNS
from storage.tables import inbox, invitations, outbox
from tests.e2e.conftest import DingShop, KfShop, WecomShop, open_feishu_shop
from tests.e2e.test_orders import NUMBER, SENTENCE
from tests.fakes import FakeDingtalk, FakeWecom
from tests.shop import TUESDAY, Shop, demo_settings

SELLER, OTHER_SELLER, MANAGER, STOCK, PLANNER = "u01", "u02", "u23", "u09", "u14"
NEW = "wmNewcomer01"
TAIL, OTHER_TAIL = "4100", "4137"  # of the telephone numbers of u25, who buys for 台州恒力, and of somebody else
UNKNOWN = "还没有开通"
CODE = re.compile(rf"[{SIGNS}]{{4}}-[{SIGNS}]{{4}}-[{SIGNS}]{{4}}")


def code_on(screen: str) -> str:
    """The code that somebody was told."""
    found = CODE.search(screen)
    assert found, screen
    return found[0]


async def invited(shop: KfShop, words: str = "邀请 台州恒力 李工", by: str = SELLER) -> str:
    await shop.staff_says(by, words)
    return code_on(shop.staff_last(by))


async def stored(shop: KfShop | WecomShop) -> str:
    """Everything that is kept of what was said and told."""
    async with shop.shop.store.read() as uow:
        told = (await uow.connection.execute(select(outbox.c.card))).scalars()
        heard = (await uow.connection.execute(select(inbox.c.text))).scalars()
        codes = (await uow.connection.execute(select(invitations.c.code_hash))).scalars()
        return "\n".join([*told, *heard, *codes])


async def test_a_customer_is_let_in_by_a_code_and_sees_only_the_own_company(kf_shop: KfShop) -> None:
    await kf_shop.says(NEW, "我的货到哪了")
    assert UNKNOWN in kf_shop.kf.last(NEW)
    assert NEW in kf_shop.kf.last(NEW)
    code = await invited(kf_shop)
    assert code not in await stored(kf_shop), "once told, the code is kept as a hash only"
    await kf_shop.says(NEW, f"邀请码 {code.lower().replace('-', ' ')}")
    assert "李工(台州恒力汽车配件有限公司)" in kf_shop.kf.last(NEW)
    assert "台州恒力汽车配件有限公司的李工已经在微信客服开通" in kf_shop.staff_last(SELLER)
    await kf_shop.staff_says(SELLER, SENTENCE)
    await kf_shop.staff_says(SELLER, "确认")
    await kf_shop.says(NEW, "我的货到哪了")
    assert NUMBER in kf_shop.kf.last(NEW)
    await kf_shop.says("u26", "我的货到哪了")
    assert NUMBER not in kf_shop.kf.last("u26")


async def test_a_code_is_good_once_and_for_a_while(kf_shop: KfShop) -> None:
    code = await invited(kf_shop)
    await kf_shop.says(NEW, code)
    await kf_shop.says("wmSecond", code)
    assert "不对、用过了或已过期" in kf_shop.kf.last("wmSecond")
    old = await invited(kf_shop, "邀请 台州恒力 王工")
    kf_shop.shop.clock.move(hours=73)
    await kf_shop.says("wmThird", old)
    assert "不对、用过了或已过期" in kf_shop.kf.last("wmThird")
    await kf_shop.says("wmThird", "我的货到哪了")
    assert UNKNOWN in kf_shop.kf.last("wmThird")


async def test_twenty_who_bring_one_code_at_once_make_one_account(kf_shop: KfShop) -> None:
    code = await invited(kf_shop)
    bells = [kf_shop.kf.text(f"wmCrowd{n:02}", code) for n in range(20)]
    assert await kf_shop.kf.deliver_at_once(bells, times=2) == [200] * 40
    await kf_shop.shop.settles()
    welcomed = [n for n in range(20) if "账号开通了" in kf_shop.kf.last(f"wmCrowd{n:02}")]
    assert len(welcomed) == 1


async def test_who_guesses_codes_is_not_heard_for_an_hour(kf_shop: KfShop) -> None:
    code = await invited(kf_shop)
    for n in range(5):
        kf_shop.shop.clock.move(seconds=5)
        await kf_shop.says("wmGuess", f"K7MP-3QXA-9RT{n + 2}")
        assert "不对、用过了或已过期" in kf_shop.kf.last("wmGuess")
    kf_shop.shop.clock.move(seconds=5)
    await kf_shop.says("wmGuess", code)
    assert "试的次数太多了" in kf_shop.kf.last("wmGuess")
    kf_shop.shop.clock.move(minutes=61)
    await kf_shop.says("wmGuess", code)
    assert "账号开通了" in kf_shop.kf.last("wmGuess")


async def test_a_message_in_a_code_like_shape_is_no_guess_of_somebody_known(kf_shop: KfShop) -> None:
    await kf_shop.says("u25", "K7MP-3QXA-9RTW")
    assert "邀请码" not in kf_shop.kf.last("u25")
    await kf_shop.says("u25", "邀请码 K7MP-3QXA-9RTW")
    assert "已经开通了" in kf_shop.kf.last("u25")


@pytest.mark.parametrize(
    "words",
    [
        "帮我邀请台州恒力的李工",
        "给台州恒力李工发个邀请码",
        "邀请客户台州恒力的李工",
        "麻烦给台州恒力的李工重新发一个邀请码",
    ],
)
async def test_a_code_is_asked_for_in_any_words(kf_shop: KfShop, words: str) -> None:
    await kf_shop.says(NEW, await invited(kf_shop, words))
    assert "李工(台州恒力汽车配件有限公司)" in kf_shop.kf.last(NEW)


@pytest.mark.parametrize("words", ["邀请码", "发个邀请码", "给我一个邀请码", "邀请李工"])
async def test_a_code_for_nobody_in_particular_is_not_made(kf_shop: KfShop, words: str) -> None:
    await kf_shop.staff_says(SELLER, words)
    assert "邀请客户的人" in kf_shop.staff_last(SELLER) or "要邀请谁" in kf_shop.staff_last(SELLER)
    assert not CODE.search(kf_shop.staff_last(SELLER)), "his own, passed on, would let in somebody else as him"


@pytest.mark.parametrize("words", ["邀请大家参加下周的订货会", "邀请您来厂里看看", "邀请函发我一份", "邀请张总来参观"])
async def test_who_is_invited_to_a_visit_is_given_no_code(kf_shop: KfShop, words: str) -> None:
    await kf_shop.staff_says(SELLER, words)
    assert "邀请" not in kf_shop.staff_last(SELLER).replace(words, "")


async def test_a_customer_who_wants_a_colleague_let_in_is_sent_to_his_salesperson(kf_shop: KfShop) -> None:
    for words in ("邀请 台州恒力 李工", "邀请 恒力 李工", "给我同事发个邀请码", "绑定 台州恒力 李工 wx_8a1f"):
        kf_shop.shop.clock.move(minutes=1)
        await kf_shop.says("u25", words)
        assert "跟您的业务员说一声" in kf_shop.kf.last("u25"), words
        assert "温州" not in kf_shop.kf.last("u25")


async def test_who_is_known_is_told_that_he_needs_no_code_and_it_stays_good(kf_shop: KfShop) -> None:
    code = await invited(kf_shop)
    await kf_shop.says("u25", code)
    assert "已经开通了" in kf_shop.kf.last("u25")
    await kf_shop.says(NEW, code)
    assert "账号开通了" in kf_shop.kf.last(NEW)
    kf_shop.shop.clock.move(minutes=1)
    shown = len(kf_shop.kf.screens["u25"])
    await kf_shop.says("u25", code)
    assert len(kf_shop.kf.screens["u25"]) == shown, "a used one is words like any others"


async def test_who_may_invite_whom(kf_shop: KfShop) -> None:
    await kf_shop.staff_says(STOCK, "邀请 台州恒力 李工")
    assert "不归你这边做" in kf_shop.staff_last(STOCK)
    await kf_shop.staff_says(SELLER, "邀请 仓库 小王")
    assert "不归你这边做" in kf_shop.staff_last(SELLER)
    await kf_shop.staff_says(SELLER, "邀请 张厂长")
    assert "不归你这边做" in kf_shop.staff_last(SELLER)
    await kf_shop.staff_says(SELLER, "邀请 恒力 李工")
    assert "台州恒力" in kf_shop.staff_last(SELLER)
    assert "温州恒力" in kf_shop.staff_last(SELLER)
    await kf_shop.staff_says(SELLER, "邀请 没有这家公司 李工")
    assert "没找到" in kf_shop.staff_last(SELLER)
    await kf_shop.says("u25", "邀请 台州恒力 李工")
    assert not CODE.search(kf_shop.kf.last("u25"))
    async with kf_shop.shop.store.read() as uow:
        assert not (await uow.connection.execute(select(invitations.c.id))).all()
    code = await invited(kf_shop, "邀请 仓库 小王", MANAGER)
    await kf_shop.wecom.callback_text("newman", code)
    await kf_shop.shop.settles()
    assert "小王" in kf_shop.staff_last("newman")
    await kf_shop.staff_says("newman", "帮助")
    assert "报缺料" in kf_shop.staff_last("newman")


async def test_one_person_on_two_platforms_goes_on_where_he_is(kf_shop: KfShop) -> None:
    code = await invited(kf_shop, "邀请 我")
    await kf_shop.says("wmChen", code)
    assert "陈海波" in kf_shop.kf.last("wmChen")
    await kf_shop.staff_says(SELLER, SENTENCE)
    await kf_shop.says("wmChen", "数量改成500")
    assert "500" in kf_shop.kf.last("wmChen")
    await kf_shop.says("wmChen", "确认")
    assert NUMBER in kf_shop.kf.last("wmChen")
    told = len(kf_shop.wecom.seen[SELLER])
    await kf_shop.says("u25", "我的货到哪了")
    await kf_shop.staff_says("u14", "0001 已排产")
    assert len(kf_shop.wecom.seen[SELLER]) == told, "he is told where he was last seen, and once"
    await kf_shop.staff_says(SELLER, "撤销")
    async with kf_shop.shop.store.read() as uow:
        people = [p for p in await uow.parties.all_people() if p.name == "陈海波"]
        assert len(people) == 1
        assert {ref.channel for ref in await uow.parties.accounts("u01")} >= {"wecom", "wechat_kf"}


async def test_an_order_confirmed_on_one_platform_is_undone_on_another(kf_shop: KfShop) -> None:
    await kf_shop.says("wmChen", await invited(kf_shop, "邀请 我"))
    await kf_shop.staff_says(SELLER, SENTENCE)
    await kf_shop.staff_says(SELLER, "确认")
    await kf_shop.says("wmChen", "撤销")
    assert any("已撤销" in bubble.reads() for bubble in kf_shop.kf.screens["wmChen"])


async def test_who_left_is_a_stranger_at_once_whatever_he_has_in_hand(wecom_shop: WecomShop) -> None:
    shop = wecom_shop
    await shop.says(SELLER, SENTENCE)
    card = shop.wecom.seen[SELLER][-1]
    await shop.says(SELLER, "邀请 台州恒力 李工")
    code = code_on(shop.last(SELLER))
    await shop.says(MANAGER, "停用 陈海波")
    assert "陈海波已经停用" in shop.last(MANAGER)
    for say in ("确认", "台州恒力的货到哪了", "帮助"):
        await shop.says(SELLER, say)
        assert UNKNOWN in shop.last(SELLER)
    assert await shop.wecom.callback_tap(SELLER, card, "确认下单") == [200]
    await shop.shop.settles()
    async with shop.shop.store.read() as uow:
        assert not await uow.orders.find(limit=10)
    await shop.says("newman", code)
    assert "不对、用过了或已过期" in shop.last("newman"), "codes that he made count no longer"
    shown = len(shop.wecom.seen[SELLER])
    await shop.says("u25", "台州恒力 J6P左转向节 3件")
    await shop.says("u25", "确认")
    assert len(shop.wecom.seen[SELLER]) == shown, "nothing is told him any more"
    await shop.says(MANAGER, "启用 陈海波")
    await shop.says(SELLER, "帮助")
    assert UNKNOWN not in shop.last(SELLER)


async def test_nobody_shuts_out_himself_and_sales_nobody_of_the_house(wecom_shop: WecomShop) -> None:
    await wecom_shop.says(MANAGER, "停用 张厂长")
    assert "不能停用或解绑自己" in wecom_shop.last(MANAGER)
    await wecom_shop.says(SELLER, "停用 方总")
    assert "不归你这边做" in wecom_shop.last(SELLER)
    await wecom_shop.says(SELLER, "停用 恒力-李采购")
    assert "已经停用" in wecom_shop.last(SELLER)
    await wecom_shop.says("u25", "我的货到哪了")
    assert UNKNOWN in wecom_shop.last("u25")


async def test_a_manager_binds_an_account_by_hand_and_takes_it_away(wecom_shop: WecomShop) -> None:
    shop = wecom_shop
    await shop.says(MANAGER, "绑定 台州恒力 李工 wx_8a1f")
    assert "没有“wx_8a1f”这个账号" in shop.last(MANAGER)
    await shop.says("wx_8a1f", "在吗")
    await shop.says(MANAGER, "绑定 台州恒力 李工 wx_8a1f")
    assert "李工" in shop.last(MANAGER)
    assert "账号开通了" in shop.last("wx_8a1f")
    await shop.says("wx_8a1f", "我的货到哪了")
    assert UNKNOWN not in shop.last("wx_8a1f")
    await shop.says(MANAGER, "解绑 wx_8a1f")
    assert "已经解绑" in shop.last(MANAGER)
    await shop.says("wx_8a1f", "我的货到哪了")
    assert UNKNOWN in shop.last("wx_8a1f")


async def test_a_code_asked_for_in_a_group_is_told_alone(shop: Shop) -> None:
    await shop.says("陈海波", "邀请 台州恒力 李工", group="恒力-台州恒力对接群")
    code_on((await shop.last("陈海波")).text)
    assert not await shop.sees("陈海波", group="恒力-台州恒力对接群")


@pytest.mark.parametrize(
    "text", ["K7MP-3QXA-9RTW", "邀请码:K7MP3QXA9RTW", "k7mp 3qxa 9rtw。", "Ｋ７ＭＰ－３ＱＸＡ－９ＲＴＷ"]
)
async def test_a_stranger_may_write_a_code_as_people_do(kf_shop: KfShop, text: str) -> None:
    await kf_shop.says(NEW, text)
    assert "不对、用过了或已过期" in kf_shop.kf.last(NEW)


async def test_a_customer_is_let_in_by_the_own_telephone_and_order_number(kf_shop: KfShop) -> None:
    await kf_shop.staff_says(SELLER, SENTENCE)
    await kf_shop.staff_says(SELLER, "确认")
    await kf_shop.says(NEW, "我的货到哪了")
    assert "手机号后四位+订单号" in kf_shop.kf.last(NEW)
    await kf_shop.says(NEW, f"{TAIL},订单 {NUMBER.lower()}")
    assert "李采购" in kf_shop.kf.last(NEW)
    assert "台州恒力" in kf_shop.kf.last(NEW)
    assert "绑定了一个账号(微信客服)" in kf_shop.staff_last(SELLER)
    await kf_shop.says(NEW, "我的货到哪了")
    assert NUMBER in kf_shop.kf.last(NEW)


async def test_a_wrong_claim_tells_nothing_and_is_heard_five_times_a_day(kf_shop: KfShop) -> None:
    await kf_shop.staff_says(SELLER, SENTENCE)
    await kf_shop.staff_says(SELLER, "确认")
    wrong = [f"0000 {NUMBER}", f"{TAIL} SO20260310-0002", f"{OTHER_TAIL} {NUMBER}", f"1380000{TAIL} 没有单号 SO1234"]
    answers = set()
    for claim in wrong:
        kf_shop.shop.clock.move(seconds=5)
        await kf_shop.says(NEW, claim)
        answers.add(kf_shop.kf.last(NEW))
    assert len(answers) == 1
    assert "没对上" in answers.pop()
    kf_shop.shop.clock.move(minutes=70)
    await kf_shop.says(NEW, "K7MP-3QXA-9RT2")  # a wrong code does not make the claims forgotten
    await kf_shop.says(NEW, f"1111 {NUMBER}")
    kf_shop.shop.clock.move(minutes=70)
    await kf_shop.says(NEW, f"{TAIL} {NUMBER}")
    assert "明天再发" in kf_shop.kf.last(NEW)
    kf_shop.shop.clock.move(hours=24)
    await kf_shop.says(NEW, f"{TAIL} {NUMBER}")
    assert "账号开通了" in kf_shop.kf.last(NEW)


DING = "0123456789-chen"


@asynccontextmanager
async def open_both(database: str) -> AsyncIterator[tuple[WecomShop, DingShop]]:
    """One shop in WeCom and DingTalk; everybody is known in WeCom."""
    clock = SetClock(TUESDAY)
    async with FakeWecom(clock) as wecom, FakeDingtalk(clock) as dingtalk:
        channels = Channels(
            console=ConsoleSettings(enabled=False), wecom=wecom.settings(), dingtalk=dingtalk.settings(template=True)
        )
        settings = demo_settings(database).model_copy(update={"channels": channels, "notify": {}})
        async with Shop(database, settings, clock) as shop:
            await shop.binds("wecom", "wecom")
            wecom.target, dingtalk.target = f"{shop.base}/hook/wecom", f"{shop.base}/hook/dingtalk"
            yield WecomShop(shop, wecom), DingShop(shop, dingtalk, "http")


async def test_a_salesperson_in_wecom_and_dingtalk_is_one_person_to_the_end(database: str) -> None:
    async with open_both(database) as (wecom, ding):
        await wecom.says(SELLER, "邀请 我")
        await ding.says(DING, code_on(wecom.last(SELLER)))
        assert "陈海波" in ding.last(DING)
        await wecom.says(SELLER, SENTENCE)
        old = wecom.wecom.seen[SELLER][-1]
        await ding.says(DING, "数量改成500")
        assert "500件" in ding.last(DING)
        await ding.taps(DING, "确认下单")
        assert NUMBER in ding.last(DING)
        shown = ding.shown()
        await wecom.wecom.callback_tap(SELLER, old, "确认下单")
        await wecom.shop.settles()
        assert f"已确认,单号 {NUMBER}" in wecom.last(SELLER), "the old card tells how it stands and orders nothing"
        async with wecom.shop.store.read() as uow:
            assert len(await uow.orders.find(limit=10)) == 1
        assert ding.shown() == shown
        await ding.says(DING, "0001 到哪了")  # now he was last seen in DingTalk
        seen, there = len(wecom.wecom.seen[SELLER]), len(ding.dingtalk.seen[DING])
        await wecom.says(PLANNER, "0001 已排产")
        assert len(wecom.wecom.seen[SELLER]) == seen, "he is told in one place"
        assert len(ding.dingtalk.seen[DING]) == there + 1
        assert "已排产" in ding.last(DING)
        await wecom.says(MANAGER, "解绑 陈海波")
        for shop, account in ((wecom, SELLER), (ding, DING)):
            await shop.says(account, "0001 到哪了")
            assert UNKNOWN in shop.last(account)
            assert NUMBER not in shop.last(account)
        told = len(wecom.wecom.seen[SELLER]), len(ding.dingtalk.seen[DING])
        await wecom.says(STOCK, "0001 已备料")
        assert (len(wecom.wecom.seen[SELLER]), len(ding.dingtalk.seen[DING])) == told, "nothing more is told to either"


async def test_a_code_of_another_company_changes_nobody_who_is_known_already(kf_shop: KfShop) -> None:
    code = await invited(kf_shop)
    await kf_shop.staff_says(SELLER, SENTENCE)
    await kf_shop.staff_says(SELLER, "确认")
    for known in ("u26", "u25"):
        await kf_shop.says(known, f"邀请码 {code}")
        assert "账号开通了" not in kf_shop.kf.last(known)
    await kf_shop.says("u26", "我的货到哪了")
    assert NUMBER not in kf_shop.kf.last("u26")
    await kf_shop.says(NEW, code)
    assert "李工(台州恒力汽车配件有限公司)" in kf_shop.kf.last(NEW), "it is still good for whom it is meant"


async def test_a_code_that_a_group_read_is_good_no_more_and_who_made_it_gets_another_alone(database: str) -> None:
    async for running in open_feishu_shop(database, "http"):
        running.feishu.make_group("oc_sales")
        await running.says(SELLER, "邀请 台州恒力 李工")
        code = code_on(running.last(SELLER))
        await running.says("newcomer", f"邀请码 {code}", group="oc_sales", call=["bot"])
        assert code not in running.last("oc_sales")
        assert "账号开通了" not in running.last("oc_sales")
        await running.says("newcomer", "我的货到哪了")
        assert UNKNOWN in running.last("newcomer")
        await running.says("newcomer", code)
        assert "不对、用过了或已过期" in running.last("newcomer"), "others have read it"
        fresh = code_on(running.last(SELLER))
        assert fresh != code
        assert "已经作废" in running.last(SELLER)
        await running.says("newcomer", fresh)
        assert "李工(台州恒力汽车配件有限公司)" in running.last("newcomer")


async def test_who_made_a_code_shows_it_to_a_group_himself(database: str) -> None:
    async for running in open_feishu_shop(database, "http"):
        running.feishu.make_group("oc_sales")
        await running.says(SELLER, "邀请 台州恒力 李工")
        code = code_on(running.last(SELLER))
        await running.says(SELLER, f"李工,邀请码 {code}", group="oc_sales", call=["bot"])
        assert "已经作废" in running.last("oc_sales")
        assert code_on(running.last(SELLER)) != code
        await running.says("newcomer", code)
        assert "账号开通了" not in running.last("newcomer")
