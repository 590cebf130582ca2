"""How goods, amounts and customers are said in trades that share nothing but the language."""

from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import AddItem, Intent, RemoveItem, SetItem
from tests.trades import SALES, items, product

SHOP = Lexicon(
    [
        product("JS-Q", "前减震器", "豪沃", "前减震", "支"),
        product("JS-H", "后减震器", "豪沃", "后减震", "支"),
        product("ZX-L", "转向节(左)", "天龙", "羊角", "件"),
        product("ZX-R", "转向节(右)", "天龙", "羊角", "件"),
        product("RZ-2", "润滑脂", "2号锂基脂", "黄油", "公斤", 桶="15"),
        product("RZ-3", "润滑脂", "3号锂基脂", "黄油", "公斤", 桶="15"),
        product("BY-10", "鲍鱼", "10头", "", "只"),
        product("BY-12", "鲍鱼", "12头", "", "只"),
        product("KD-25", "快递袋", "25*35cm 白色", "物流袋", "个", 箱="1500"),
        product("KD-28W", "快递袋", "28*42cm 白色", "物流袋", "个", 箱="1000"),
        product("KD-28H", "快递袋", "28*42cm 灰色", "物流袋", "个", 箱="1000"),
        product("QP-30", "气泡膜", "单层 宽30cm*50米", "泡泡纸", "卷"),
        product("QP-50", "气泡膜", "单层 宽50cm*50米", "泡泡纸", "卷"),
        product("KJ-502", "502胶水", "20g", "502;瞬干胶", "支", 盒="50"),
        product("XR-31", "青虾仁 31/40", "1kg*10袋/箱", "", "袋", 箱="10"),
        product("XS-1", "线手套", "600g", "棉纱手套", "双", 包="600"),
        product("GZ-2", "干燥剂", "2克/包", "防潮珠", "公斤", 箱="25"),
        product("GZ-5", "干燥剂", "5克/包", "防潮珠", "公斤", 箱="25"),
        product("MZ-6", "麻花钻", "6mm 高速钢", "钻头", "支", 盒="10"),
        product("MZ-8", "麻花钻", "8mm 高速钢", "钻头", "支", 盒="10"),
        product("BV2-R", "BV铜芯线", "2.5平方 红", "单芯线", "卷"),
        product("BV2-B", "BV铜芯线", "2.5平方 蓝", "单芯线", "卷"),
        product("TT-F110", "童装T恤", "粉 110码", "童T", "件", 打="12"),
        product("TT-F120", "童装T恤", "粉 120码", "童T", "件", 打="12"),
        product("TT-B110", "童装T恤", "白 110码", "童T", "件", 打="12"),
        product("PL-M", "POLO衫", "白 M", "", "件"),
        product("PL-L", "POLO衫", "白 L", "", "件"),
        product("PL-XL", "POLO衫", "白 XL", "", "件"),
        product("SJ-5", "三鲜水饺", "500g", "水饺", "包", 箱="20"),
        product("SJ-25", "三鲜水饺", "2.5kg", "水饺", "包", 箱="4"),
        product("HL-10", "红花郎10", "53度", "", "瓶", 箱="6"),
        product("HL-15", "红花郎15", "53度", "", "瓶", 箱="6"),
        product("XH-330", "雪花", "330ml听装", "勇闯", "听", 件="24"),
        product("XH-500", "雪花", "500ml听装", "勇闯", "听", 件="12"),
        product("DZ-10K", "贴片电阻", "0805 10K", "", "盘", K="0.2"),
        product("BP-1", "披萨饼底", "9寸", "饼底", "张", 箱="40"),
        product("JD-24", "继电器", "24V", "", "只", 盒="100"),
        product("BH-T", "统一冰红茶", "500ml", "", "瓶", 件="15"),
        product("BH-K", "康师傅冰红茶", "500ml", "", "瓶", 件="15"),
        product("SJX-A", "手机线", "安卓 1米", "安卓线", "条", 盒="20"),
        product("SJX-C", "手机线", "Type-C 1米", "C口线", "条", 盒="20"),
        product("NW-1", "男袜", "黑", "", "双", 打="12"),
        product("DT-R", "地毯", "1600*2300 驼色", "毯子", "张"),
        product("DT-K", "地毯", "1600*2300 黑", "毯子", "张"),
        product("DT-W", "地毯", "2000*2900 黑", "毯子", "张"),
        product("SD-H", "丝带", "6mm 湖蓝", "", "卷"),
        product("SD-D", "丝带", "6mm 大红", "", "卷"),
        product("ZL-D", "中国结", "大红", "", "个"),
        product("SLD-10", "生料带", "10米", "大卷生料带", "卷"),
        product("SLD-20", "生料带", "20米", "大卷生料带", "卷"),
        product("QF-15", "球阀", "DN15", "4分球阀", "个", 箱="60"),
        product("QF-25", "球阀", "DN25", "1寸球阀", "个", 箱="36"),
        product("QF-40", "球阀", "DN40", "1寸半球阀", "个", 箱="12"),
        product("CSW-P", "存水弯 P型", "50", "", "个", 箱="200"),
        product("CSW-S", "存水弯 S型", "50", "", "个", 箱="200"),
        product("RG-20", "热水管", "20*2.8", "热水管20", "米", 根="4"),
        product("RG-25", "热水管", "25*3.5", "热水管25", "米", 根="4"),
        product("DP-12", "灯盘", "1200mm", "", "套"),
        product("DP-6", "灯盘", "600mm", "", "套"),
    ],
    [
        CustomerRecord("C1", "台州恒力机械有限公司", ("恒力机械",), "台州"),
        CustomerRecord("C2", "星河披萨运营中心", ("星河披萨", "星河"), "杭州"),
        CustomerRecord("C3", "岳阳洞庭水产加工厂", ("洞庭水产",), "岳阳"),
        CustomerRecord("C4", "益阳洞庭门业", ("洞庭门业",), "益阳"),
        CustomerRecord("C5", "下沙高教东区食堂", ("高教东区",), "杭州"),
        CustomerRecord("C6", "杭州师苑小学食堂", ("师苑小学",), "杭州"),
        CustomerRecord("C7", "宁乡天顺物业", ("天顺",), "宁乡"),
    ],
)


def _lines(text: str) -> list[tuple[str | None, Decimal | None]]:
    return [(line.sku, line.base_qty) for line in items(text, SHOP)]


def _want(words: str) -> list[tuple[str | None, Decimal | None]]:
    pairs = [pair.split("=") for pair in words.split()]
    return [(sku if sku != "?" else None, Decimal(qty) if qty != "?" else None) for sku, qty in pairs]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力机械 豪沃前后减震器各40支", "JS-Q=40 JS-H=40"),
        ("恒力机械 天龙转向接左20件右20件", "ZX-L=20 ZX-R=20"),
        ("恒力机械 黄油枪用的2号锂基脂2桶", "RZ-2=30"),
        ("恒力机械 锂基脂 3号的5桶 2号1桶", "RZ-3=75 RZ-2=15"),
        ("恒力机械 28*42白色快递袋两箱", "KD-28W=2000"),
        ("恒力机械 28*42 白的两箱 灰的一箱", "KD-28W=2000 KD-28H=1000"),
        ("恒力机械 单层50气泡膜15卷", "QP-50=15"),
        ("恒力机械 来5盒502 再要一包线手套", "KJ-502=250 XS-1=600"),
        ("恒力机械 502两盒", "KJ-502=100"),
        ("恒力机械 六百克线手套 一包", "XS-1=600"),
        ("恒力机械 虾仁31/40来十袋", "XR-31=10"),
        ("恒力机械 干燥剂2g 4箱", "GZ-2=100"),
        ("恒力机械 麻花钻6的 2盒 8的 3盒", "MZ-6=20 MZ-8=30"),
        ("恒力机械 给我发10卷2.5平方单芯线红的,蓝的也10卷", "BV2-R=10 BV2-B=10"),
        ("恒力机械 童T粉色 110 120 各一打", "TT-F110=12 TT-F120=12"),
        ("恒力机械 POLO衫白色 M 10 L 20 XL 20", "PL-M=10 PL-L=20 PL-XL=20"),
        ("恒力机械 POLO衫白 M10 L20", "PL-M=10 PL-L=20"),
        ("恒力机械 三鲜水饺大包装10箱", "SJ-25=40"),
        ("恒力机械 红花郎10和15各5箱", "HL-10=30 HL-15=30"),
        ("恒力机械 勇闯330听120件", "XH-330=2880"),
        ("恒力机械 0805的10K要20K", "DZ-10K=4.0"),
        ("恒力机械 24V继电气 五盒", "JD-24=500"),
        ("恒力机械 袜子三打", "NW-1=36"),
        ("星河披萨饼底9寸6箱", "BP-1=240"),
        ("恒力机械 9台车保养 502两盒", "KJ-502=100"),
        ("恒力机械 502胶水 2盒 18.5一盒", "KJ-502=100"),
        ("恒力机械 502一盒 线手套一包", "KJ-502=50 XS-1=600"),
        ("恒力机械 BV铜芯线2.5平方红的3卷 蓝嘞2卷", "BV2-R=3 BV2-B=2"),
        ("恒力机械 3号锂基脂200公斤 10号前", "RZ-3=200"),
        ("恒力机械 干燥剂2克20公斤 25公斤袋", "GZ-2=20"),
        ("恒力机械 继电器30只 单价6.2 盒子里夹一张卡片他们自备", "JD-24=30"),
        ("恒力机械 KD-25*2箱", "KD-25=3000"),
        ("恒力机械 地毯1.6*2.3 驼20张", "DT-R=20"),
        ("恒力机械 地毯驼3张 黑1.6的半张", "DT-R=3 DT-K=0.5"),
        ("恒力机械 毯子2米的两张", "DT-W=2"),
        ("恒力机械 carpet 地毯1.6*2.3 black 8张", "DT-K=8"),
        ("恒力机械 湖蓝2卷 大红1卷", "SD-H=2 SD-D=1"),
        ("恒力机械 丝带大红半卷 周五最后一班车", "SD-D=0.5"),
        ("恒力机械 给我拿10卷生料带20米的 502一盒", "SLD-20=10 KJ-502=50"),
        ("恒力机械 球阀4分一箱 1寸的40个", "QF-15=60 QF-25=40"),
        ("恒力机械 存水弯P型50的两箱 S型的三箱", "CSW-P=400 CSW-S=600"),
        ("恒力机械 热水管20的50根 25的30根", "RG-20=200 RG-25=120"),
        ("恒力机械 POLO衫白 M/L/XL分别10件 8件 5件", "PL-M=10 PL-L=8 PL-XL=5"),
        ("恒力机械 手机线安卓、Type-C分别2盒、3盒,线手套一包", "SJX-A=40 SJX-C=60 XS-1=600"),
        ("恒力机械 502胶水2盒;28号一车送", "KJ-502=100"),
        ("恒力机械 灯盘1米2的10套 0.6米的20套", "DP-12=10 DP-6=20"),
    ],
)
def test_goods_and_amounts_are_read_as_people_say_them(text: str, lines: str) -> None:
    assert _lines(text) == _want(lines)


def test_an_amount_for_another_day_is_another_order() -> None:
    orders = parse("恒力机械 502胶水 20号送5盒,27号再送5盒", SALES, SHOP).orders
    assert [(order.due.day if order.due else None, order.items[0].base_qty) for order in orders] == [
        (20, Decimal(250)),
        (27, Decimal(250)),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("恒力机械 502胶水2盒 9号前入仓,10号晚上要开抢了", 9),
        ("恒力机械 502胶水2盒 20号店里开业,18号前送到", 18),
        ("恒力机械 502胶水2盒 18号开业用", 18),
    ],
)
def test_a_day_on_which_something_happens_is_no_day_to_deliver_beside_another(text: str, day: int) -> None:
    (order,) = parse(text, SALES, SHOP).orders
    assert order.due is not None
    assert order.due.day == day


def test_a_week_above_a_list_is_not_the_day_below_it() -> None:
    orders = parse("#接龙 本周补货\n1. 恒力机械 502胶水2盒\n2. 高教东区 502胶水3盒\n周六前送", SALES, SHOP).orders
    assert {order.due.day for order in orders if order.due} == {7}
    assert len(orders) == 2


@pytest.mark.parametrize(
    ("text", "customer", "candidates"),
    [
        ("星河披萨饼底9寸6箱", "C2", ()),
        ("洞庭那家要502两盒", None, ("C3", "C4")),
        ("后天顺路带两盒502来", None, ()),
        ("恒力机械和星河别搞混,这单是星河的:502两盒", "C2", ()),
    ],
)
def test_customers_are_told_from_goods_dates_and_each_other(
    text: str, customer: str | None, candidates: tuple[str, ...]
) -> None:
    order = parse(text, SALES, SHOP).orders[0]
    assert order.customer == customer
    assert tuple(c.key for c in order.customer_candidates) == candidates


def test_customers_named_again_by_the_front_of_their_names_share_out_the_goods() -> None:
    orders = parse("师苑小学 高教东区 都要502胶水 师苑3盒 高教8盒", SALES, SHOP).orders
    assert {order.customer: order.items[0].base_qty for order in orders} == {"C6": Decimal(150), "C5": Decimal(400)}


def test_what_no_line_took_up_is_asked_about() -> None:
    parsed = parse("恒力机械 502两盒 鲍鱼 明天到", SALES, SHOP)
    said = {sku for sku, _ in _lines("恒力机械 502两盒 鲍鱼 明天到")}
    assert "product" in parsed.ask or {"BY-10", "BY-12"} & said


def test_a_price_with_its_label_is_no_date() -> None:
    order = parse("恒力机械 502两盒 单价5.8 十五号", SALES, SHOP).orders[0]
    assert order.due is not None
    assert (order.due.month, order.due.day) == (3, 15)


@pytest.mark.parametrize("text", ["单价改成700", "价格调到12.5", "SO20260301-0012 单价改为700", "0012 的单价降到12块5"])
def test_a_new_price_is_no_amount(text: str) -> None:
    parsed = parse(text, SALES, SHOP)
    assert not parsed.changes
    assert parsed.intent in (Intent.CHANGE_ORDER, Intent.NONE)
    assert (parsed.ref is None) == text.startswith(("单价", "价格"))


@pytest.mark.parametrize(
    "text", ["SO20260301-0012 502胶水从5盒加到8盒", "SO20260301-0012 502胶水数量写错了 不是5盒是8盒"]
)
def test_the_amount_that_no_longer_counts_is_left_out(text: str) -> None:
    changes = [c for c in parse(text, SALES, SHOP).changes if isinstance(c, SetItem)]
    assert [(c.item.sku, c.item.base_qty) for c in changes] == [("KJ-502", Decimal(400))]


def test_what_replaces_a_refused_size_is_added() -> None:
    changed = parse("SO20260301-0012 鲍鱼不要12头了 换10头 还是400只", SALES, SHOP)
    assert changed.intent is Intent.CHANGE_ORDER
    kinds = {type(c): c.item.sku for c in changed.changes if isinstance(c, (AddItem, RemoveItem)) and c.item}
    assert kinds == {RemoveItem: "BY-12", AddItem: "BY-10"}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力机械 统一冰红茶 康师付冰红茶500 各50件", [("BH-T", 750), ("BH-K", 750)]),
        ("恒力机械 安卓线1米一盒 C口1米三盒", [("SJX-A", 20), (None, None)]),
    ],
)
def test_a_second_name_is_a_second_product_and_an_unknown_kind_is_asked_about(
    text: str, lines: list[tuple[str | None, int | None]]
) -> None:
    assert [(sku, int(qty) if qty is not None else None) for sku, qty in _lines(text)] == lines


@pytest.mark.parametrize("text", ["恒力机械的线手套不要了", "恒力机械 线手套拿掉 客户还有库存"])
def test_a_product_that_is_not_wanted_leaves_the_order(text: str) -> None:
    changed = parse(text, SALES, SHOP)
    assert changed.intent is Intent.CHANGE_ORDER
    assert [c.item.sku for c in changed.changes if isinstance(c, RemoveItem) and c.item] == ["XS-1"]


@pytest.mark.parametrize("text", ["鲍鱼的先别发 那单取消吧 机器坏了", "鲍鱼先取消,预算批不下来"])
def test_a_reason_does_not_hide_that_an_order_is_cancelled(text: str) -> None:
    assert parse(text, SALES, SHOP).intent is Intent.CANCEL_ORDER


@pytest.mark.parametrize("text", ["每平方用黄油2公斤,兑水10公斤", "防锈预警:雨季每台用黄油2公斤"])
def test_advice_on_use_is_no_order(text: str) -> None:
    assert parse(text, SALES, SHOP).intent is Intent.NONE


def test_a_thing_once_more_is_added_to_the_order() -> None:
    parsed = parse("继电器再加10只", SALES, SHOP)
    assert parsed.intent is Intent.CHANGE_ORDER
    assert [type(edit) for edit in parsed.changes] == [AddItem]


def test_the_size_that_is_refused_goes_and_the_other_comes() -> None:
    parsed = parse("鲍鱼别要10头的了 换成12头的5只", SALES, SHOP)
    gone, come = parsed.changes
    assert isinstance(gone, RemoveItem)
    assert gone.item is not None
    assert gone.item.sku == "BY-10"
    assert isinstance(come, AddItem)
    assert come.item.sku == "BY-12"


def test_days_said_by_product_part_the_order() -> None:
    parsed = parse("恒力机械 线手套1包 502两盒 分两批:线手套3月10号 502胶水3月20号", SALES, SHOP)
    days = {order.items[0].sku: order.due.day for order in parsed.orders if order.due}
    assert days == {"XS-1": 10, "KJ-502": 20}


def test_sorts_brands_and_colours_hold_for_what_follows() -> None:
    shop = Lexicon(
        [
            product("CY-L", "绿茶杯", "", "", "只", 打="12"),
            product("CY-H", "红茶杯", "", "", "只", 打="12"),
            product("XB-A4", "白云A4纸", "70g", "", "包", 箱="5"),
            product("XB-A3", "白云A3纸", "70g", "", "包", 箱="5"),
            product("HQ-A3", "红旗A3纸", "70g", "", "包", 箱="5"),
            product("BL-H", "黑窗纱", "80cm", "", "卷"),
            product("BL-B", "白窗纱", "80cm", "", "卷"),
        ]
    )

    def skus(text: str) -> list[str | None]:
        return [item.sku for item in items(text, shop)]

    assert skus("白云A4纸10箱 A3纸5箱")[0] == "XB-A4"
    assert skus("黑窗纱80cm的3卷 白的80cm的2卷") == ["BL-H", "BL-B"]
    assert skus("白云和红旗的A3纸各5箱") == ["XB-A3", "HQ-A3"]


def test_what_nobody_knows_does_not_take_the_nextproduct() -> None:
    lines = [(item.sku, item.qty) for item in items("恒力机械 线手套2包 铁的3包 鲍鱼10头的5只", SHOP)]
    assert ("BY-10", Decimal(5)) in lines
    assert ("BY-10", Decimal(3)) not in lines


def test_a_thing_that_is_called_just_so_is_taken_before_its_finer_kinds_and_marked() -> None:
    lexicon = Lexicon([product("ZC-1", "轮毂轴承", unit="套"), product("ZC-2", "轮毂轴承(加强)", unit="套")], [], [])
    line = parse("轮毂轴承两百套", SALES, lexicon).orders[0].items[0]
    assert (line.sku, [d.reason for d in line.doubts]) == ("ZC-1", ["plain"])
    line = parse("加强轮毂轴承两百套", SALES, lexicon).orders[0].items[0]
    assert (line.sku, line.doubts) == ("ZC-2", ())
    line = parse("轴承两百套", SALES, lexicon).orders[0].items[0]
    assert line.sku is None
    assert len(line.candidates) == 2
