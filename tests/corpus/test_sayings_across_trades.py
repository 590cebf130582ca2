"""Ways of speaking that two companies nobody had seen brought up, said of goods of other trades.

Each way stands with siblings and with what looks like it and means something else. `?` is a line without a product.
"""

import pytest

from nlp import CustomerRecord, Hints, Lexicon, Parse, parse
from nlp.family import heads_of
from nlp.types import AddItem, Intent, RemoveItem, SetItem
from tests.trades import NOW, SALES, product, said

SHOP = Lexicon(
    [
        product("DC-20", "低温电池", "-20℃ 3000mAh", "户外电池", "节", 盒="50"),
        product("DC-40", "低温电池", "-40℃ 3000mAh", "户外电池", "节", 盒="50"),
        product("RH-30", "润滑酯", "-30℃ 1kg", "", "罐", 箱="12"),
        product("RH-50", "润滑酯", "-50℃ 1kg", "", "罐", 箱="12"),
        product("PD-400", "输送皮带", "4.00-12", "皮带", "条", 包="5"),
        product("PD-650", "输送皮带", "6.50-12", "皮带", "条", 包="5"),
        product("PD-1050", "输送皮带", "10.50-12", "皮带", "条", 包="5"),
        product("DL-32", "铝芯电缆", "YJV-3x25", "", "米", 盘="100"),
        product("SM-25", "松木板", "12T45", "", "张", 托="40"),
        product("SM-30", "松木板", "20T50", "", "张", 托="40"),
        product("XS-18", "柔顺洗衣液", "1.8kg", "洗衣液", "瓶", 箱="6"),
        product("XS-35", "柔顺洗衣液", "3.5kg", "洗衣液", "瓶", 箱="6"),
        product("HJ-H3", "花洒软管", "皓月 1.5米", "软管", "根", 箱="20"),
        product("HJ-H4", "花洒软管", "星河 1.5米", "软管", "根", 箱="20"),
        product("LT-H3", "浴室龙头", "皓月 冷热", "龙头", "个", 箱="10"),
        product("LT-H4", "浴室龙头", "星河 冷热", "龙头", "个", 箱="10"),
        product("MJ-H3", "毛巾挂架", "皓月 304", "挂架", "个", 箱="10"),
        product("MJ-H4", "毛巾挂架", "星河 304", "挂架", "个", 箱="10"),
        product("TC-LM", "绿萌猫砂", "10L", "绿萌砂", "袋", 箱="4"),
        product("TC-HB", "海贝猫砂", "10L", "海贝砂", "袋", 箱="4"),
        product("BX-P", "晨曦笔芯", "0.5 黑", "晨曦芯", "支", 盒="20"),
        product("BX-B", "宝莱笔芯", "0.5 黑", "宝莱芯", "支", 盒="20"),
        product("WQ-M18", "外墙漆", "米白 18升", "", "桶", 升="0.0556"),
        product("WQ-T18", "外墙漆", "天蓝 18升", "", "桶", 升="0.0556"),
        product("WQ-T5", "外墙漆", "天蓝 5升", "", "桶", 升="0.2"),
        product("BZ-12Q", "禾田播种机", "12行 气吸排种", "气吸盘;播种机", "台"),
        product("BZ-12S", "禾田播种机", "12行 勺轮排种", "勺轮盘;播种机", "台"),
        product("BZ-16Q", "禾田播种机", "16行 气吸排种", "气吸盘;播种机", "台"),
        product("BZ-16S", "禾田播种机", "16行 勺轮排种", "勺轮盘;播种机", "台"),
        product("TM-5", "防水涂料", "5kg", "", "桶", 公斤="0.2"),
        product("TM-20", "防水涂料", "20kg", "", "桶", 公斤="0.05"),
        product("FH-A", "飞鸿耳机", "蓝牙 220", "", "副", 箱="40"),
        product("FH-B", "飞鸿无线耳机", "蓝牙 330", "", "副", 箱="40"),
        product("FH-C", "飞鸿HIFI耳机", "蓝牙 330", "", "副", 箱="40"),
        product("MH-Q", "米糕", "桂花 500g", "", "盒", 箱="20"),
        product("SH-D", "宋记手工豆花糕", "300g", "", "盒", 箱="20"),
        product("WS-D", "伍姐大份花糕", "450g", "花糕", "盒", 箱="20"),
        product("GM-S", "手套", "丁腈", "", "双", 包="50"),
        product("DP-60", "磨刀片", "60目", "刀片", "片", 盒="10"),
        product("CB-1", "茶杯", "白瓷", "", "只", 箱="48"),
        product("CB-2", "茶壶", "白瓷", "", "把", 箱="12"),
    ],
    [
        CustomerRecord("C1", "台州恒力机械有限公司", ("恒力",), "台州"),
        CustomerRecord("C2", "温州恒丽服饰有限公司", ("恒丽",), "温州"),
        CustomerRecord("C3", "520便利连锁总部", ("520便利",), "杭州"),
        CustomerRecord("C4", "宁波聚味楼", ("宁波聚味楼",), "宁波"),
        CustomerRecord("C5", "绍兴聚味楼", ("绍兴聚味楼",), "绍兴"),
        CustomerRecord("C6", "白鹭洲汽车维修", ("白鹭洲汽修",), "赣州"),
    ],
)


NAMED_ALIKE = Lexicon(
    [product("GL-5", "桂兰香皂", "500g", "", "块"), product("GL-9", "桂兰香皂", "900g", "", "块")],
    [CustomerRecord("C1", "桂林贵兰酒店", ("贵兰",), "桂林")],
)


def _read(text: str, chat_customer: str | None = None) -> Parse:
    kind = "group" if chat_customer else "direct"
    return parse(text, Hints(NOW, "sales", chat_customer=chat_customer, chat_kind=kind), SHOP)


def _said(text: str, chat_customer: str | None = None) -> str:
    return said(_read(text, chat_customer))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 低温电池 -20 5盒", "C1:DC-20=5"),
        ("恒力 低温电池零下四十度的3盒", "C1:DC-40=3"),
        ("恒力 润滑酯零下50的2箱", "C1:RH-50=2"),
        ("恒力 润滑酯两箱 零下30的 还有手套3包", "C1:RH-30=2 GM-S=3"),
        ("恒力 户外电池零下20度 10盒 零下40度 5盒", "C1:DC-20=10 DC-40=5"),
        ("恒力 低温电池零下六十度的3盒", "C1:?=3"),
        ("恒力 低温电池5盒 3-20到", "C1:?=5"),
    ],
)
def test_below_zero(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 皮带400-12 3条 650-12 2条", "C1:PD-400=3 PD-650=2"),
        ("恒力 1050-12 两包", "C1:PD-1050=2"),
        ("恒力 六五零幺二的皮带两条", "C1:PD-650=2"),
        ("恒力 四零零一二的皮带五条", "C1:PD-400=5"),
        ("恒力 松木板十二T四十五的三十张", "C1:SM-25=30"),
        ("恒力 松木板二十T五十的两托", "C1:SM-30=2"),
        ("恒力 洗衣液一点八的两箱", "C1:XS-18=2"),
        ("恒力 洗衣液三点五公斤的两箱", "C1:XS-35=2"),
        ("恒力 皮带七零零一二的两条", "C1:?=2"),
        ("恒力 手套一百二十双", "C1:GM-S=120"),
        ("恒力 茶杯五百只给我备好", "C1:CB-1=500"),
    ],
)
def test_sizes_without_their_dots_and_in_characters(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 皓月软管50根 龙头30个 挂架20个", "C1:HJ-H3=50 LT-H3=30 MJ-H3=20"),
        ("恒力 星河龙头10个 软管10根", "C1:LT-H4=10 HJ-H4=10"),
        ("恒力 皓月软管50根。龙头30个", "C1:HJ-H3=50 ?=30"),
        ("恒力 软管皓月的50根 龙头30个", "C1:HJ-H3=50 ?=30"),
        ("恒力 皓月软管50根 星河龙头30个", "C1:HJ-H3=50 LT-H4=30"),
    ],
)
def test_what_stands_before_the_first_name_holds_for_the_row(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 禾田播种机12行气吸盘要八台 勺轮二十台", "C1:BZ-12Q=8 BZ-12S=20"),
        ("恒力 禾田播种机16行气吸和勺轮各2台", "C1:BZ-16Q=2 BZ-16S=2"),
        ("恒力 勺轮二十台", "C1:?=20"),
        ("恒力 茶杯2箱 气吸盘两台", "C1:CB-1=2 ?=2"),
    ],
)
def test_the_other_kind_of_the_same(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 外墙漆米白18升50桶 这批瓷砖不够用 下月初要 送5把茶壶哈", "C1:WQ-M18=50 CB-2=5"),
        ("恒力 茶壶送5把", "C1:CB-2=5"),
        ("恒力 茶杯2箱 送到白瓷门店", "C1:CB-1=2"),
    ],
)
def test_a_gift_named_behind_its_amount(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 绿盟10L的4箱", "C1:TC-LM=4"),
        ("恒力 海背10L 两箱", "C1:TC-HB=2"),
        ("恒力 晨西0.5黑 10盒", "C1:BX-P=10"),
        ("恒力 高飞10L的4箱", "C1:?=4"),
    ],
)
def test_a_brand_misspelt_beside_its_size(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 飞鸿330 两箱", "C1:?=2"),  # no less of that brand with a longer name
        ("恒力 飞鸿220 两箱", "C1:FH-A=2"),
        ("恒力 豆花糕伍姐大份 2箱", "C1:WS-D=2"),  # the end of another name, where only its own end goes with the rest
        ("恒力 豆花糕 2箱", "C1:SH-D=2"),
    ],
)
def test_the_better_word_is_no_proof(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力 茶杯60只,其中10只单独打包", "C1:CB-1=60"),
        ("恒力 手套20包,里面5包放门卫", "C1:GM-S=20"),
        ("恒力 手套2包,其中一包要丁腈的", "C1:GM-S=2"),
        ("恒力 茶杯30只 其中白瓷10只", "C1:CB-1=30"),
        ("恒力 茶杯30只 其中茶壶10只", "C1:CB-1=30 CB-2=10"),
        ("恒力 5桶防水涂料20kg 手套要2包", "C1:TM-20=5 GM-S=2"),
        ("我这里30台车 恒力的手套要60包", "C1:GM-S=60"),
        ("我这有5台机器 恒力 刀片要60片", "C1:DP-60=60"),
        ("恒力 今天来了8桌客人 茶杯要2箱", "C1:CB-1=2"),
        ("恒力 外墙漆米白18升要6桶 天蓝的2桶也是18升", "C1:WQ-M18=6 WQ-T18=2"),
        ("恒力 茶杯60只 茶壶10把", "C1:CB-1=60 CB-2=10"),
        ("恒力 茶杯10到15箱吧 下周三给我准数,先把茶壶5箱送了 4月2号", "C1:CB-1=None CB-2=5"),
        ("恒力 茶杯10箱 茶壶先不拿 15号", "C1:CB-1=10"),
        ("恒力 茶杯10箱;手套这次不要;刀片2盒。18号", "C1:CB-1=10 DP-60=2"),
        ("老头子说天热了,帮恒力记:茶杯10箱", "C1:CB-1=10"),
    ],
)
def test_amounts_that_are_no_line_of_their_own(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("恒力和恒丽:恒力 茶杯5箱,恒丽 茶杯1箱,9号一起走", "C1:CB-1=5 C2:CB-1=1"),
        ("恒力、恒丽不是一家!恒丽 茶杯2箱 18号", "C2:CB-1=2"),
        ("宁波聚味楼跟绍兴聚味楼,宁波的茶杯10箱,绍兴的4箱,都是周五", "C4:CB-1=10 C5:CB-1=4"),
        ("恒力 恒丽 茶杯各2箱", "C1:CB-1=2 C2:CB-1=2"),
        ("白鹭洲 茶杯2箱", "C6:CB-1=2"),
        ("1 恒力 茶杯5箱\n2 恒丽 茶壶3箱\n都是20号", "C1:CB-1=5 C2:CB-2=3"),
    ],
)
def test_customers_that_are_announced_first(text: str, lines: str) -> None:
    assert _said(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("520:茶杯10箱 茶壶2箱", "C3:CB-1=10 CB-2=2"),
        ("520本周订单:茶杯 ×10箱", "C3:CB-1=10"),
        ("520便利 茶杯10箱", "C3:CB-1=10"),
        ("30箱茶杯", "C3:CB-1=30"),
    ],
)
def test_a_customer_whose_name_begins_in_figures(text: str, lines: str) -> None:
    assert _said(text, "C3") == lines


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("恒力 茶杯2箱 礼拜天前送到一号冷库", "2026-03-08"),
        ("恒力 茶杯2箱 周五前送到二号食堂", "2026-03-06"),
        ("恒力 茶杯2箱 一号送到冷库", "2026-04-01"),
        ("恒力 茶杯2箱 下周三给我准信 15号到", "2026-03-15"),
    ],
)
def test_a_place_with_a_number_and_a_day_for_an_answer(text: str, day: str) -> None:
    assert [str(order.due) for order in _read(text).orders] == [day]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("茶杯白瓷的 多钱一箱哦", Intent.ASK_PRICE),
        ("刀片一盒多少米啊", Intent.ASK_PRICE),
        ("恒力 茶杯这么多钱我也要 来2箱", Intent.PLACE_ORDER),
        ("老李 你那把磨刀片都钝了,该换两片了吧", Intent.NONE),
        ("磨刀片该换了,恒力要两盒", Intent.PLACE_ORDER),
        ("群里有人说“来20箱茶杯”是开玩笑的,别当真", Intent.NONE),
        ("空调又不制冷了 你会修不", Intent.NONE),
        ("茶壶断货了吗,客户要的话多久能到", Intent.ASK_STOCK),
        ("茶杯还有好多?白瓷的", Intent.ASK_STOCK),
        ("茶壶多久能到", Intent.ASK_STATUS),
    ],
)
def test_questions_jokes_and_talk(text: str, intent: Intent) -> None:
    assert _read(text).intent is intent


def test_a_piece_of_a_name_before_its_size_is_no_customer_misheard() -> None:
    read = parse("禾添12升多少钱", SALES, SHOP)
    assert read.intent is Intent.ASK_PRICE
    asked = parse("桂兰500g现在什么价", SALES, NAMED_ALIKE)
    assert [line.sku for line in asked.items] == ["GL-5"]


def test_a_place_to_leave_things_is_an_address() -> None:
    changes = _read("我那单茶杯改15只 送到新化汽车站寄存处").changes
    assert [getattr(change, "address", None) for change in changes] == [None, "新化汽车站寄存处"]


def test_what_is_taken_out_keeps_its_amount_and_size() -> None:
    gone = _read("老板 飞鸿220那两副不要了 别的照送")
    assert [type(change) for change in gone.changes] == [RemoveItem]
    old, new = _read("恒力那单防水涂料20kg不要了 换防水涂料5kg 15桶").changes
    assert isinstance(old, RemoveItem)
    assert old.item is not None
    assert old.item.sku == "TM-20"
    assert isinstance(new, AddItem)
    assert new.item.sku == "TM-5"
    kept = _read("我那单茶杯改15只")
    assert [type(change) for change in kept.changes] == [SetItem]


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("恒力那批防水涂料20kg到哪里了", "TM-20"),
        ("恒力的防水涂料5kg发了没", "TM-5"),
        ("我那单不要了 飞鸿220别送了", "FH-A"),
    ],
)
def test_the_size_of_what_is_asked_about(text: str, sku: str) -> None:
    ref = _read(text).ref
    assert ref is not None
    assert ref.sku == sku


def test_names_of_one_length_stay_in_the_order_of_the_books() -> None:
    lamp = product("DZ-B", "贴片灯", "1206 白", "1206灯珠;1206白灯;1206灯粒", "盘")
    lexicon = Lexicon([lamp], [])
    assert [hit.word for hit in heads_of(lamp, lexicon)] == ["1206灯珠", "1206白灯", "1206灯粒", "贴片灯"]


PRIMERS = Lexicon(
    [
        product(f"{brand}-{no}", f"{name}底漆", f"{no}号 5L", f"{name};{word}号", "桶", 箱="4")
        for brand, name in (("QS", "晴石"), ("LH", "岚海"), ("YT", "原拓"))
        for no, word in ((1, "一"), (2, "二"), (3, "三"))
    ],
    [CustomerRecord("C1", "广源装饰", (), "")],
)


@pytest.mark.parametrize("said", ["岚海一号3箱 二号5箱", "岚海底漆一号3箱,二号5箱", "岚海1号3箱 2号5箱"])
def test_what_many_are_called_by_number_is_the_kind_that_was_named(said: str) -> None:
    (order,) = parse(f"广源装饰 {said} 周五到", SALES, PRIMERS).orders
    assert [(i.sku, str(i.qty)) for i in order.items] == [("LH-1", "3"), ("LH-2", "5")]


SHIRTS = Lexicon(
    [product(f"TX-{size}", "速干T恤", size, "", "件", 箱="20") for size in ("S", "M", "L", "XL", "XXL")],
    [CustomerRecord("C1", "广源体育", (), "")],
)


def test_a_size_in_letters_times_an_amount() -> None:
    (order,) = parse("广源体育 速干T恤 M*40箱 L*60箱 XL*60箱 XXL*30箱 周五到", SALES, SHIRTS).orders
    found = [(i.sku, str(i.qty), i.unit) for i in order.items]
    assert found == [("TX-M", "40", "箱"), ("TX-L", "60", "箱"), ("TX-XL", "60", "箱"), ("TX-XXL", "30", "箱")]
