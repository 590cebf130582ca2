"""What people tell, ask and quote beside goods and amounts: shops of paint, steel, flour, gloves and pumps."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from nlp import CustomerRecord, Hints, Lexicon, parse
from nlp.types import AddItem, Intent, RemoveItem, SetDue, SetItem
from tests.trades import SALES, items, product, said

SHOP = Lexicon(
    [
        product("QQ-W", "内墙漆", "白", "", "桶", 箱="4"),
        product("QQ-G", "内墙漆", "灰", "", "桶", 箱="4"),
        product("MF-25", "高筋面粉", "25kg", "高筋粉", "袋", 托="40"),
        product("ST-L", "丁腈手套", "L码", "", "盒", 箱="10"),
        product("ST-M", "丁腈手套", "M码", "", "盒", 箱="10"),
        product("SB-15", "潜水泵", "1.5寸", "", "台"),
        product("CF-304", "角阀", "304", "304角阀", "只", 箱="50"),
        product("CF-201", "角阀", "201", "201角阀", "只", 箱="50"),
        product("LJ-M", "龙井", "明前特级", "明前龙井", "斤"),
        product("PE-7701", "普洱饼", "7701", "7701", "饼", 提="7"),
        product("HS-1", "红薯粉", "500g 六安", "", "包", 箱="20"),
    ],
    [
        CustomerRecord("K1", "宏达建材有限公司", ("宏达建材",), "六安"),
        CustomerRecord("K2", "麦香坊烘焙", ("麦香坊",), "苏州"),
        CustomerRecord("K3", "瑞丰水暖", (), "台州"),
        CustomerRecord("K4", "聚源酒楼", ("聚源酒楼",), "合肥"),
        CustomerRecord("K5", "聚源会所", ("聚源会所",), "芜湖"),
    ],
)
OWN = replace(SALES, role="customer", sender_customer="K2")
GROUP = replace(SALES, chat_kind="group")


def by(role: str) -> Hints:
    """Somebody of the house in a group."""
    return replace(GROUP, role=role)


@pytest.mark.parametrize(
    "text",
    [
        "高筋粉一袋多少 给食堂问的",
        "内墙漆白一桶多少 要便宜的那种",
        "潜水泵多少一台",
        "304角阀一箱多少啊 工地在问",
        "龙井现在价格怎么说 送人的",
        "丁腈手套L码价钱咋算",
        "瑞丰要我报304角阀201角阀整箱价 谁发我一下",
        "客户让我报高筋面粉的整托价",
        "麦香坊要我们报高筋粉的价",
        "普洱饼7701一提多少呢 年底送礼",
    ],
)
def test_what_one_costs_is_asked_with_more_said_behind(text: str) -> None:
    assert parse(text, SALES, SHOP).intent is Intent.ASK_PRICE


@pytest.mark.parametrize(
    "text",
    [
        "高筋粉一袋 多少都行 明天要",
        "瑞丰 304角阀一箱 按老价",
        "内墙漆白10桶 明天送 宏达建材",
        "麦香坊自用的高筋粉2袋,从他货款扣",
    ],
)
def test_an_order_beside_a_word_of_money_stays_one(text: str) -> None:
    assert parse(text, SALES, SHOP).intent is Intent.PLACE_ORDER


@pytest.mark.parametrize(
    "text",
    [
        "could you check 丁腈手套L码 stock? need abt 24",
        "pls check stock: 潜水泵",
        "潜水泵2寸的我们做吗 没有的话潜水泵1.5寸还剩几台",
        "灰的内墙漆没货的话 内墙漆白还有几桶",
    ],
)
def test_stock_is_asked_for(text: str) -> None:
    assert parse(text, OWN, SHOP).intent is Intent.ASK_STOCK


@pytest.mark.parametrize(
    "text",
    [
        "提醒新来的文员:客户写“高筋粉50袋周五到”这种,先问清哪天",
        "客户发“内墙漆白20桶明天到”这样的,要回他收到",
        "麦香坊谈的年框:全年高筋粉大概3000袋,先不排,合同签了再说",
        "宏达建材 全年内墙漆白大约2000桶",
        "瑞丰退回来的20只304角阀重新包装好了,放B区",
        "我们两张手套单合成一张行不行,好报账",
        "客户问XL的丁腈手套有没有 我说最大就L码了",
        "麦香坊不是说要30袋高筋粉吗 我怎么没看到单子",
    ],
)
def test_what_is_quoted_planned_or_told_orders_nothing(text: str) -> None:
    assert parse(text, GROUP, SHOP).intent is Intent.NONE


@pytest.mark.parametrize(
    "text",
    [
        "昨天送来的高筋粉20袋放仓库了 谢谢",
        "上午送来的内墙漆10桶放门口了",
        "内墙漆白,面上有色差,给我们出个8D 三天内回",
        "潜水泵有砂眼,写个整改报告 周五前给我",
        "那瓶龙井开了给你留一杯",
        "昨天到的那批是内墙漆灰,我们要的是白,你看下单子写的啥",
    ],
)
def test_what_came_and_how_is_no_order(text: str) -> None:
    assert parse(text, OWN, SHOP).intent is Intent.NONE


@pytest.mark.parametrize(
    "text",
    [
        "昨天送来的高筋粉用着好,再来20袋",
        "上次的8D还没回。内墙漆白20桶明天要",
        "那箱龙井喝完了 再来3斤龙井",
        "给我留2台潜水泵",
        "304角阀5箱 合并到一车发",
        "高筋粉300袋,先不发,款到了再发",
    ],
)
def test_an_order_beside_such_talk_stays_one(text: str) -> None:
    assert parse(text, OWN, SHOP).intent is Intent.PLACE_ORDER


@pytest.mark.parametrize(
    ("role", "text"),
    [
        ("production", "潜水泵那台机的刀头断了两根,在修"),
        ("warehouse", "盘点:高筋粉实存212袋 系统218袋 差6袋 我复盘一道"),
        ("warehouse", "月底盘点。304角阀账实差一箱,明天再找"),
        ("warehouse", "昨天盘点:丁腈手套L码账实一致"),
        ("logistics", "今天7台车,六安方向3台,苏州2台,早点装"),
        ("production", "你把304角阀2箱写进咱们内部请购单"),
    ],
)
def test_counts_vans_and_own_lists_are_no_alarm_and_no_order(role: str, text: str) -> None:
    assert parse(text, by(role), SHOP).intent is Intent.NONE


@pytest.mark.parametrize(
    "text", ["盘点 304角阀少20只", "仓库盘点:丁腈手套L码 缺6箱", "高筋粉盘点就剩6袋,系统还挂80多袋"]
)
def test_what_a_count_finds_missing_is_reported(text: str) -> None:
    assert parse(text, by("warehouse"), SHOP).intent is Intent.REPORT_SHORTAGE


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("SO20260301-0012 从库里出掉了", "出库"),
        ("SO20260301-0012 已从库里拉出来 月台等车", "出库"),
        ("0012那单下库了", "出库"),
        ("SO20260301-0012 从货架上搬出来了", "出库"),
        ("瑞丰那批装上车了", "运输"),
        ("SO20260301-0012 装上货车了,司机老魏", "运输"),
        ("SO20260301-0012的面粉袋子都齐了 明天上线", "备料"),
        ("SO20260301-0012 齐了 缠好膜放门口", "备料"),
        ("SO20260301-0012 磨好了在检", "质检"),
        ("SO20260301-0012 质检单签了", "质检"),
        ("SO20260301-0012 化验报告签完了", "质检"),
        ("SO20260301-0012 我这边审过了,车间接着走", "审核"),
        ("SO20260301-0012 审完了 仓库可以接着配", "审核"),
        ("瑞丰那单到了对方拒收 拉回仓了", "退货"),
    ],
)
def test_a_step_in_other_words(text: str, status: str) -> None:
    read = parse(text, by("warehouse"), SHOP)
    assert (read.intent, read.status) == (Intent.ADVANCE_ORDER, status)


@pytest.mark.parametrize(
    ("text", "customers"),
    [
        ("瑞丰那单到了对方拒收 拉回仓了", ["K3"]),
        ("聚源那批货到哪了", ["K4", "K5"]),
        ("麦香那单发了没", ["K2"]),
        ("昨天那单发了没", []),
        ("老地方那批到哪了", []),
    ],
)
def test_whose_order_by_how_a_name_begins(text: str, customers: list[str]) -> None:
    ref = parse(text, SALES, SHOP).ref
    assert ref is not None
    assert ([ref.customer] if ref.customer else [c.key for c in ref.customer_candidates]) == customers


def changed(text: str, hints: Hints = SALES) -> list[str]:
    """The changes of a sentence in short."""
    read = parse(text, hints, SHOP)
    assert read.intent is Intent.CHANGE_ORDER, read.intent
    found = []
    for edit in read.changes:
        if isinstance(edit, SetDue):
            found.append(f"due {edit.due}")
        elif isinstance(edit, RemoveItem):
            found.append(f"-{edit.item.sku if edit.item else None}")
        elif isinstance(edit, AddItem):
            found.append(f"+{edit.item.sku}={edit.item.qty}")
        elif isinstance(edit, SetItem):
            found.append(f"{edit.item.sku}={edit.item.qty}")
    return found


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("SO20260301-0012再挂一项 304角阀2箱", ["+CF-304=2"]),
        ("SO20260301-0012 再加一行 高筋粉5袋", ["+MF-25=5"]),
        ("瑞丰那单304角阀取消掉4箱 就是10箱改成6箱", ["CF-304=6"]),
        ("麦香坊那单高筋粉少要5袋 改15袋", ["MF-25=15"]),
        ("SO20260301-0012 四月二号改四月六号发", ["due 2026-04-06"]),
        ("SO20260301-0012 20号的改到26号", ["due 2026-03-26"]),
        ("丁腈手套M码的删掉吧 人走了", ["-ST-M"]),
        ("SO20260301-0012 304角阀的3000改成2500", ["CF-304=2500"]),
        ("瑞丰改单:304的角阀不要,全换201的角阀3箱", ["-CF-304", "+CF-201=3"]),
    ],
)
def test_changes_told_as_what_was_and_what_is_to_be(text: str, edits: list[str]) -> None:
    assert changed(text) == edits


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("高筋粉20袋 3月8日喜宴,提前一天送到", date(2026, 3, 7)),
        ("3月20号的酒席 龙井2斤,高筋粉5袋。提前两天送到", date(2026, 3, 18)),
        ("4月1号开业 内墙漆白20桶 高筋粉2袋 潜水泵1台 提前3天到", date(2026, 3, 29)),
        ("三月四的酒席 龙井2斤 提前两天送到", date(2026, 4, 18)),
        ("腊月十八喜宴10桌 龙井3斤 提前一天到", date(2027, 1, 24)),
        ("龙井2斤 提前一天送到", None),
        ("龙井2斤 清明前到会所", date(2026, 4, 4)),
        ("高筋粉2袋 谷雨前到", date(2026, 4, 19)),
        ("过年给我拿点龙井,2斤", None),
        ("下周给我拿点龙井,2斤", date(2026, 3, 15)),
    ],
)
def test_a_day_told_by_what_it_comes_before(text: str, day: date | None) -> None:
    assert [order.due for order in parse(text, OWN, SHOP).orders] == [day]


def test_a_feast_of_today_that_is_only_named_sets_no_day() -> None:
    hints = replace(OWN, now=datetime(2026, 3, 8, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert [o.due for o in parse("女神节演出定了,龙井要2斤", hints, SHOP).orders] == [None]
    assert [o.due for o in parse("女神节前要龙井2斤", hints, SHOP).orders] == [date(2027, 3, 7)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("酒席10桌!每桌两袋高筋粉一斤龙井 就是高筋粉20袋 龙井10斤", "K2: MF-25=20 LJ-M=10"),
        ("每间房一台潜水泵 一共潜水泵6台", "K2: SB-15=6"),
        ("每人两盒丁腈手套L码,一共丁腈手套L码30盒", "K2: ST-L=30"),
        ("龙井2斤 分20个小罐 高筋粉3袋", "K2: LJ-M=2 MF-25=3"),
        ("高筋粉30袋 分三个车间我们自己分", "K2: MF-25=30"),
        ("内墙漆两个颜色都要 内墙漆白5桶 内墙漆灰3桶", "K2: QQ-W=5 QQ-G=3"),
        ("潜水泵2台,上回有三台外壳裂了,304角阀再来1箱", "K2: SB-15=2 CF-304=1"),
        ("先来20盒丁腈手套L码顶一顶", "K2: ST-L=20"),
        ("那个七七零一,普洱饼给我来五饼", "K2: PE-7701=5"),
        ("7701两饼 高筋粉一袋", "K2: PE-7701=2 MF-25=1"),
        ("304角阀15箱,3号到六安", "K2: CF-304=15"),
        ("明前龙井5斤 清明前到", "K2: LJ-M=5"),
        ("龙井清明前龙井5斤", "K2: LJ-M=5"),
    ],
)
def test_numbers_and_names_that_are_no_goods(text: str, lines: str) -> None:
    assert said(parse(text, OWN, SHOP)) == lines.replace(": ", ":")


def test_two_sorts_of_one_thing_count_what_is_said_of_each() -> None:
    assert [line.qty for line in items("两个规格的角阀各5箱", SHOP)] == [5]
