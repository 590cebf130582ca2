"""Talk of a market that holds goods and amounts: bargaining, calls to join in, what came, what a day is for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from nlp import CustomerRecord, Lexicon, parse
from nlp.types import Intent
from tests.trades import NOW, SALES, product

SHOP = Lexicon(
    [
        product("YZ-W", "宴会椅", "白色", "", "把", 车="80"),
        product("YZ-G", "宴会椅", "金色", "", "把", 车="80"),
        product("ZB-12", "桌布", "1.2米 香槟", "", "块", 箱="20"),
        product("HT-1", "红糖", "500g", "", "包", 箱="30"),
        product("PP-1", "枇杷", "一级", "", "筐", 车="60"),
    ],
    [CustomerRecord("K1", "兴业礼仪", ("兴业",), "温州")],
)
BUYER = replace(SALES, role="customer", sender_customer="K1")


@pytest.mark.parametrize(
    "text",
    [
        "红糖3箱的话,是不是送一包?先问问",
        "各位 今晚截团,红糖还差12包成团,想要的接龙",
        "红糖谁还要?目前楼里报了3包,起订10包",
        "上次来的枇杷6筐全是小果,说一声哈",
    ],
)
def test_talk_with_amounts_is_no_order(text: str) -> None:
    assert parse(text, BUYER, SHOP).intent is Intent.NONE


@pytest.mark.parametrize(
    "text",
    [
        "红糖5箱 周五能到吧",
        "还差5箱红糖,明天补过来",
        "上次来的枇杷不错,再来6筐枇杷",
        "上次拿了枇杷3筐卖完了,再来6筐",
    ],
)
def test_orders_that_sound_like_it_stay_orders(text: str) -> None:
    assert parse(text, BUYER, SHOP).intent is Intent.PLACE_ORDER


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("枇杷今天跌到多少了", Intent.ASK_PRICE),
        ("枇杷什么时候开始有?", Intent.ASK_STOCK),
        ("我前天订的桌布那单,再加5块宴会椅白色", Intent.CHANGE_ORDER),
        ("桌布20块麻烦改到18号送 原来写的17号", Intent.CHANGE_ORDER),
    ],
)
def test_what_else_is_meant(text: str, intent: Intent) -> None:
    assert parse(text, BUYER, SHOP).intent is intent


def test_out_of_the_warehouse_said_with_words_between() -> None:
    assert parse("尾号0042那单刚出的仓", replace(SALES, role="warehouse"), SHOP).status == "出库"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("兴业14号的仪式区:宴会椅白80把、桌布20块,13号一早拉走", 13),
        ("14号晚上那场婚宴用 兴业 宴会椅金80把 13号中午前到仓 桌布20块", 13),
        ("兴业 宴会椅白80把 14号婚礼用", 14),
        ("兴业 宴会椅白80把 14号婚礼前到,16号付款", 14),
    ],
)
def test_the_day_of_a_feast_is_no_day_of_delivery_beside_one(text: str, day: int) -> None:
    (order,) = parse(text, SALES, SHOP).orders
    assert order.due == date(NOW.year, 3, day)
    assert order.items[0].base_qty == Decimal(80)
