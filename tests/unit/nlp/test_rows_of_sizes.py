"""Sizes in rows, ranges and pairs of sides, and models said once, as makers of clothes and housings are told them."""

from dataclasses import replace

import pytest

from nlp import CustomerRecord, Lexicon, parse
from tests.trades import NOW, SALES, product, said

STORE = Lexicon(
    [
        *(product(f"GZ610-{n}", "夹层工作裤", f"610 藏青 {n}码", "610;夹层裤", "条", 箱="20") for n in range(28, 37)),
        *(product(f"GZ620-{n}", "单层工作裤", f"620 藏青 {n}码", "620;单层裤", "条", 箱="20") for n in range(28, 37)),
        *(product(f"MJ-{s}", "棉马甲", f"灰色 {s}码", f"马甲{s}", "件", 箱="30") for s in ("S", "M", "L", "XL", "2XL")),
        *(product(f"ST-{s}", "涂层线手套", f"{s}码", f"涂层手套{s}", "副", 打="12") for s in "SML"),
        *(product(f"SP-{s}", "一次性PVC手套", f"{s}码", f"PVC手套{s}", "盒", 箱="10") for s in "SML"),
        product("KQ31-01R", "水泵端盖", "KQ31-01 红色", "端盖", "个", 箱="50"),
        product("KQ31-01L", "水泵端盖", "KQ31-01 蓝色", "端盖", "个", 箱="50"),
        product("KQ47-01R", "水泵端盖", "KQ47-01 红色", "端盖", "个", 箱="50"),
        product("KQ31-02", "水泵叶轮", "KQ31-02", "叶轮", "个", 箱="40"),
        product("KQ47-02", "水泵叶轮", "KQ47-02", "叶轮", "个", 箱="40"),
        product("HB7-5L", "电机护板(左)", "HB7-5 钢", "左护板", "块"),
        product("HB7-5R", "电机护板(右)", "HB7-5 钢", "右护板", "块"),
        product("HB9-5L", "电机护板(左)", "HB9-5 钢", "左护板", "块"),
        product("HB9-5R", "电机护板(右)", "HB9-5 钢", "右护板", "块"),
        product("FM-32D", "闸阀(带锁)", "DN32 带锁 黄铜", "闸阀", "只"),
        product("FM-32W", "闸阀(无锁)", "DN32 无锁 黄铜", "闸阀", "只"),
        product("FM-40D", "闸阀(带锁)", "DN40 带锁 黄铜", "闸阀", "只"),
        product("FM-40W", "闸阀(无锁)", "DN40 无锁 黄铜", "闸阀", "只"),
        *(
            product(f"KG-{n}-{k}", "桶口封盖", f"{n}口 {k}色", "封盖", "个", 箱="900")
            for n in (38, 52)
            for k in "白红蓝"
        ),
        *(product(f"DZ-{n}{k}", "灯座", f"{n}W {k}", "灯座壳", "只") for n in (9, 18, 36) for k in ("平口", "卡口")),
        *(product(f"LC{y}", "陈年绿茶饼", f"20{y}年 200g", f"20{y}绿茶饼", "饼", 提="6") for y in (19, 20, 21)),
        product("CX-1", "淮安春芽", "散装 一芽一叶", "", "斤"),
    ],
    [CustomerRecord("K1", "宏盛机修厂", ("宏盛",), "常州"), CustomerRecord("K2", "顺意劳保", ("顺意",), "常州")],
)


def lines(text: str) -> str:
    return said(parse(text, replace(SALES, now=NOW), STORE), units=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("顺意 610 30码10条", "K2:GZ610-30=10条"),
        ("顺意 610的31码2箱 620 33码1箱", "K2:GZ610-31=2箱 GZ620-33=1箱"),
        ("顺意 610 29码一箱 34码两箱、35码3条", "K2:GZ610-29=1箱 GZ610-34=2箱 GZ610-35=3条"),
        ("顺意 夹层裤30到33码各5条", "K2:GZ610-30=5条 GZ610-31=5条 GZ610-32=5条 GZ610-33=5条"),
        ("顺意 610 29-31每码一箱 34码两箱", "K2:GZ610-29=1箱 GZ610-30=1箱 GZ610-31=1箱 GZ610-34=2箱"),
        ("顺意 棉马甲M到2XL各3件", "K2:MJ-M=3件 MJ-L=3件 MJ-XL=3件 MJ-2XL=3件"),
        ("顺意 涂层线手套S 10打 L 20打", "K2:ST-S=10打 ST-L=20打"),
        ("顺意 手套S 10打 L 20打", "K2:ST-S=10打 ST-L=20打"),
        ("顺意 PVC手套S10盒L20盒", "K2:SP-S=10盒 SP-L=20盒"),
        ("宏盛 KQ31端盖红20箱 叶轮10箱", "K1:KQ31-01R=20箱 KQ31-02=10箱"),
        ("宏盛 KQ47叶轮200,端盖红的100", "K1:KQ47-02=200 KQ47-01R=100"),
        ("宏盛 HB7护板左右 各40块", "K1:HB7-5L=40块 HB7-5R=40块"),
        ("宏盛 左护板HB9 15块,右边一样", "K1:HB9-5L=15块 HB9-5R=15块"),
        ("宏盛 HB7-5L/R各60", "K1:HB7-5L=60 HB7-5R=60"),
        ("宏盛 KQ31-02和KQ47-02各开300", "K1:KQ31-02=300 KQ47-02=300"),
        ("宏盛 闸阀DN32带锁的3只,DN40的无锁5只", "K1:FM-32D=3只 FM-40W=5只"),
        ("宏盛 闸阀DN32带锁3只 无锁1只", "K1:FM-32D=3只 FM-32W=1只"),
        ("宏盛 38口红盖8箱、蓝盖4箱", "K1:KG-38-红=8箱 KG-38-蓝=4箱"),
        ("宏盛 52口的:白12箱,红6箱", "K1:KG-52-白=12箱 KG-52-红=6箱"),
        ("宏盛 端盖KQ31红 6000、叶轮KQ31 5000", "K1:KQ31-01R=6000 KQ31-02=5000"),
        ("宏盛 陈年绿茶饼20年的两提 19年的一提", "K1:LC20=2提 LC19=1提"),
        ("宏盛 闸阀DN40带锁、无锁各1只,嗯…带锁的两只吧", "K1:FM-40D=2只 FM-40W=1只"),
        ("宏盛 叶轮KQ31 5箱 货到淮安", "K1:KQ31-02=5箱"),
        ("宏盛 每桌一斤淮安春芽两饼20年绿茶饼 一共是淮安春芽30斤 20年绿茶饼60饼", "K1:CX-1=30斤 LC20=60饼"),
        ("宏盛 淮安春芽6斤 分12个小罐 HB9左护板2块", "K1:CX-1=6斤 HB9-5L=2块"),
        ("宏盛 KQ31三样 叶轮 红端盖 各200", "K1:KQ31-02=200 KQ31-01R=200"),
        ("顺意 610 30码六一零,来8条", "K2:GZ610-30=8条"),
    ],
)
def test_what_was_said_once_holds_for_the_row(text: str, expected: str) -> None:
    assert lines(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("顺意 手套L 5箱", "K2:?SP-L=5箱"),
        ("宏盛 灯座壳\n9W 平口 20只\n18W 平口 20只\n18W 卡口 10只\n36W 5只", "?"),
    ],
)
def test_what_nobody_said_stays_open(text: str, expected: str) -> None:
    """A size alone names no glove; a list that says its kind in every row says none where it leaves it out."""
    got = parse(text, replace(SALES, now=NOW), STORE)
    last = got.orders[0].items[-1]
    assert last.sku is None if expected == "?" else lines(text) == expected.replace("?", "")


def test_a_common_word_is_no_misspelt_customer() -> None:
    shop = Lexicon(STORE.products, [CustomerRecord("K7", "上海科仪测控有限公司", ("科仪",), "上海")])
    assert parse("可以,确认", replace(SALES, now=NOW), shop).orders == ()
    assert parse("可以,再加KQ31叶轮2箱", replace(SALES, now=NOW), shop).orders[0].customer is None


def test_a_day_of_small_talk_is_no_due_day() -> None:
    assert parse("宏盛 叶轮KQ31 5箱,今天辛苦了", replace(SALES, now=NOW), STORE).orders[0].due is None
