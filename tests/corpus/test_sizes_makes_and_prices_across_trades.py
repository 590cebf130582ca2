"""Sizes, makes, prices, addresses and asides as people say them, of goods that share nothing but the language.

`?` stands for a line without a product; the price stands behind `@`.
"""

from dataclasses import replace

import pytest

from nlp import CustomerRecord, Hints, Lexicon, parse
from nlp.types import AddItem, Intent, RemoveItem, SetItem
from tests.trades import SALES, product

SHOP = Lexicon(
    [
        product("QF-4", "铜球阀", "4分", "球阀", "个", 箱="60"),
        product("QF-6", "铜球阀", "6分", "球阀", "个", 箱="40"),
        product("GJ-4-20", "镀锌水管", "DN15*2.0", "4分水管", "米", 根="6"),
        product("GJ-6-20", "镀锌水管", "DN20*2.0", "6分水管", "米", 根="6"),
        product("GJ-6-25", "镀锌水管", "DN20*2.5", "6分水管", "米", 根="6"),
        product("FJ-15", "挂式风幕", "1.5匹 白", "", "台"),
        product("FJ-23", "挂式风幕", "2-3匹 白", "", "台"),
        product("KQ-YG", "阳光热水器遥控板", "", "阳光遥控", "个", 盒="10"),
        product("KQ-YD", "雨点热水器遥控板", "", "雨点遥控", "个", 盒="10"),
        product("KQ-MD", "慢的热水器遥控板", "", "慢的遥控", "个", 盒="10"),
        product("DJ-220", "卷闸电机", "600公斤 220V", "", "台"),
        product("DJ-380", "卷闸电机", "600公斤 380V", "", "台"),
        product("SL-30", "耐磨轮", "P80 30", "", "只", 盒="20"),
        product("SL-45", "耐磨轮", "P80 45", "", "只", 盒="20"),
        product("SL-60", "耐磨轮", "P80 60", "", "只", 盒="20"),
        product("DT-S", "水晶灯", "双头壁挂", "双头壁灯;双头灯", "盏", 箱="6"),
        product("LG-28-10", "不锈钢圆管", "28*1.0", "28圆管", "根"),
        product("LG-28-12", "不锈钢圆管", "28*1.2", "28圆管", "根"),
        product("LG-35-12", "不锈钢圆管", "35*1.2", "35圆管", "根"),
        product("WK-8100", "温控表", "T-8100", "8100温控", "只"),
        product("WK-300", "温控表", "T-300", "300温控", "只"),
        product("XC-3", "线槽", "2*300", "", "根"),
        product("JY-545", "厌氧胶", "545", "JY545", "支", 盒="10"),
        product("BZ-H", "花包扎带", "红", "", "卷", 袋="10"),
        product("BZ-B", "花包扎带", "白", "", "卷", 袋="10"),
        product("ZD-B", "塑料扎带", "白 4*200", "", "包"),
        product("GB-1", "加高踢脚板", "", "", "根"),
        product("LB-1", "漏电保护器", "1P+N 16A", "漏保", "只", 箱="72"),
    ],
    [
        CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州"),
        CustomerRecord("C2", "阳光物业服务中心", ("阳光物业",), "台州"),
    ],
)
BUYER = replace(SALES, role="customer", sender_customer="C1")


def _said(text: str, hints: Hints = SALES) -> str:
    orders = parse(text, hints, SHOP).orders
    return " ".join(
        f"{line.sku or '?'}={line.qty}{'' if line.price is None else f'@{line.price}'}"
        for order in orders
        for line in order.items
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 球阀六分的20个,水管六分的2.5厚30米", "QF-6=20 GJ-6-25=30"),
        ("恒力 六分水管要二点五厚的 30米", "GJ-6-25=30"),
        ("恒力 二分球阀20个", "?=20"),
        ("恒力 风幕一匹半2台", "FJ-15=2"),
        ("恒力 3P风幕2台", "FJ-23=2"),
        ("恒力 2匹风幕2台", "FJ-23=2"),
        ("恒力 1匹风幕2台", "?=2"),
        ("恒力 要一台8匹风幕", "?=1"),
        ("恒力 卷闸电机二二零的2台", "DJ-220=2"),
        ("恒力 卷闸电机三八零 一十二台", "DJ-380=12"),
        ("恒力 P80 30的跟45的各15只", "SL-30=15 SL-45=15"),
        ("恒力 耐磨轮30的45个", "SL-30=45"),
        ("恒力 28圆管 35圆管各50根 28的要1.2厚", "LG-28-12=50 LG-35-12=50"),
        ("恒力 28圆管 35圆管各50根,35的要快", "?=50 LG-35-12=50"),
        ("恒力 球阀6分1 双头灯5", "QF-6=1 DT-S=5"),
        ("恒力 等我六分钟 4分球阀20个", "QF-4=20"),
        ("恒力 双头灯1 双", "DT-S=1"),
    ],
)
def test_a_size_is_said_in_other_ways_than_the_list_has_it(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "customer", "lines"),
    [
        ("阳光遥控板20个", "C1", "KQ-YG=20"),
        ("阳光的遥控板20个 雨点10个", "C1", "KQ-YG=20 KQ-YD=10"),
        ("恒力的遥控板20个", "C1", "?=20"),
        ("阳光物业 雨点遥控板20个", "C2", "KQ-YD=20"),
    ],
)
def test_a_make_that_a_customer_is_called_like_is_none_where_another_one_orders(
    text: str, customer: str, lines: str
) -> None:
    assert parse(text, BUYER, SHOP).orders[0].customer == customer
    assert _said(text, BUYER) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 6分球阀20个18.5一个 4分球阀20个128一个 15号到", "QF-6=20@18.5 QF-4=20@128"),
        ("恒力 6分球阀20个,一个现结18", "QF-6=20@18"),
        ("恒力 6分球阀20个,一个4分的", "QF-6=20 QF-4=1"),
        ("恒力 6分球阀20个128", "QF-6=20@128"),
        ("恒力 6分球阀20个12.5,4分球阀10个", "QF-6=20@12.5 QF-4=10"),
        ("恒力 6分球阀20个 4分10", "QF-6=20 QF-4=10"),
        ("恒力 6分球阀20个,再加10支545", "QF-6=20 JY-545=10"),
        ("恒力 4分球阀20个 6分球阀30个,都是20.8一个 15号", "QF-4=20@20.8 QF-6=30@20.8"),
        ("恒力 4分球阀20个 6分球阀30个 20.8一个", "QF-4=20 QF-6=30@20.8"),
        ("恒力 4分球阀2箱 6分球阀3箱 都是60一箱装的", "QF-4=2 QF-6=3"),
        ("恒力 4分球阀20个 6分球阀30个 优惠下打包900 15号", "QF-4=20 QF-6=30"),
        ("恒力 4分球阀20个 6分球阀分开打包30个", "QF-4=20 QF-6=30"),
    ],
)
def test_what_one_costs_is_no_amount_and_no_product(text: str, lines: str) -> None:
    assert _said(text) == lines


def test_a_price_that_no_word_tells_is_doubtful() -> None:
    line = parse("恒力 6分球阀20个128", SALES, SHOP).orders[0].items[0]
    assert line.signs["price"] == {"faint": 1.0}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 追加一张新单:6分球阀20个 4分球阀10个", "QF-6=20 QF-4=10"),
        ("恒力 再下一个大单 6分球阀20个", "QF-6=20"),
        ("跟一个 3. 恒力 6分球阀20个", "QF-6=20"),
        ("恒力 6分球阀来一个", "QF-6=1"),
        ("帮恒力配一套:6分球阀2个 4分球阀3个", "QF-6=2 QF-4=3"),
        ("恒力 来一套:6分球阀", "QF-6=1"),
        ("50只.. 打错了 是50个 6分球阀,4分球阀3个", "QF-6=50 QF-4=3"),
        ("恒力 4分球阀10个 上次欠我的2个也别忘了", "QF-4=10"),
        ("恒力 6分球阀2个 表阀先不要", "QF-6=2"),
        ("恒力 漏宝1P+N 16A 一箱", "LB-1=1"),
        ("恒力 塑料扎带1包 要100包箱拆的 6分球阀3个", "ZD-B=1 QF-6=3"),
        ("恒力 有客人定了99个水晶吊灯 双头灯2盏", "DT-S=2"),
        ("恒力 塑料扎带1包 白送 6分球阀3个", "ZD-B=1 QF-6=3"),
        ("恒力 6分球阀10个不够 要12个", "QF-6=12"),
    ],
)
def test_what_counts_no_goods_makes_no_line(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "address", "day"),
    [
        ("恒力 6分球阀20个,12号要到工地,海昌路延长线18号", "海昌路延长线18号", 12),
        ("恒力 6分球阀20个,宁波江北区环城北路老仓库收", "宁波江北区环城北路老仓库", None),
        ("恒力 6分球阀20个,18号前到", None, 18),
        ("恒力 6分球阀20个 送到海昌镇云岫路老粮站 12号", "海昌镇云岫路老粮站", 12),
        ("恒力 6分球阀20个 12号送到海昌路328号B1后厨", "海昌路328号B1后厨", 12),
        ("恒力 6分球阀20个 分不了批 一次到 2026年3月20号", None, 20),
        ("恒力 6分球阀20个,下午让杨二捎过去", None, 4),
    ],
)
def test_the_number_of_a_house_is_no_day(text: str, address: str | None, day: int | None) -> None:
    order = parse(text, SALES, SHOP).orders[0]
    assert (order.address, order.due and order.due.day) == (address, day)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("6分球阀那单改30个成45个 别的照旧", ["QF-6=45"]),
        ("恒力 6分球阀那2个再加1个", ["+QF-6=1"]),
        ("刚才那单8100改成300型的 数量一样8只", ["-WK-8100", "+WK-300=8"]),
        ("SO20260301-0004 包扎带不要红的了 换白的一袋", ["-BZ-H", "+BZ-B=1"]),
        ("SO20260301-0004 红包扎带不要红的了 换成白的", ["-BZ-H", "+BZ-B=None"]),
        ("我那单的6分球阀改8个吧 5个不够用", ["QF-6=8"]),
        ("SO20260301-0004 双头灯改花包扎带红的,3卷不变", ["-DT-S", "+BZ-H=3"]),
        ("我那单再加高档线槽3根", ["+XC-3=3"]),
    ],
)
def test_a_change_takes_what_is_to_be_and_not_what_was(text: str, changes: list[str]) -> None:
    read = parse(text, BUYER, SHOP)
    said = []
    for edit in read.changes:
        if isinstance(edit, RemoveItem):
            assert edit.item is not None
            said.append(f"-{edit.item.sku}")
        elif isinstance(edit, AddItem | SetItem):
            said.append(f"{'+' if isinstance(edit, AddItem) else ''}{edit.item.sku}={edit.item.qty}")
    assert (read.intent, said) == (Intent.CHANGE_ORDER, changes)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("6分球阀那单不要了 客户换机子了", Intent.CANCEL_ORDER),
        ("6分球阀那单不要了 换成4分的", Intent.CHANGE_ORDER),
        ("6分球阀莫发了", Intent.CANCEL_ORDER),
        ("6分球阀么样卖 一箱", Intent.ASK_PRICE),
        ("6分球阀还有啵", Intent.ASK_STOCK),
        ("6分球阀新包装的到了没?有多少", Intent.ASK_STOCK),
        ("我那批6分球阀到了没?", Intent.ASK_STATUS),
        ("明天工地几点开门 我把水管拖过去", Intent.NONE),
        ("我的水管几点能到", Intent.ASK_STATUS),
        ("昨天下的单我看到了 数量都对 谢谢", Intent.NONE),
        ("昨天下的单看下到哪了", Intent.ASK_STATUS),
        ("你那批球阀用完了没 我这边还剩几个", Intent.NONE),
        ("我那批球阀发完了没", Intent.ASK_STATUS),
    ],
)
def test_what_is_meant_by_sayings_of_the_trade(text: str, intent: Intent) -> None:
    assert parse(text, BUYER, SHOP).intent is intent


def test_each_of_two_customers_has_the_day_said_with_what_tells_its_name() -> None:
    shop = SHOP.with_changes(
        customers=[CustomerRecord("C8", "嘉兴乐乐熊童装"), CustomerRecord("C9", "柯桥乐乐兔童装")],
    )
    read = parse("嘉兴乐乐熊和柯桥乐乐兔各要10个6分球阀,熊这边6号,兔这边8号", SALES, shop)
    assert {order.customer: order.due and order.due.day for order in read.orders} == {"C8": 6, "C9": 8}


@pytest.mark.parametrize(
    ("text", "day"), [("恒力 6分球阀20个 20号打压用,12号发货", 12), ("恒力 6分球阀20个 20号打压用", 20)]
)
def test_the_day_of_dispatch_counts_where_a_day_of_use_is_said_too(text: str, day: int) -> None:
    due = parse(text, SALES, SHOP).orders[0].due
    assert due is not None
    assert due.day == day


def test_a_street_that_a_customer_is_called_after_is_the_customer() -> None:
    shop = SHOP.with_changes(customers=[CustomerRecord("C7", "小面王中山路店", ("中山路",))])
    order = parse("中山路18号 6分球阀20个", SALES, shop).orders[0]
    assert (order.customer, order.address) == ("C7", None)
