"""Codes as people type them."""

import pytest

from handlers.domain.invitation import SIGNS, code_in

CODE = "K7MP-3QXA-9RTW"


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        "k7mp-3qxa-9rtw",
        "K7MP3QXA9RTW",
        "K7MP 3QXA 9RTW",
        " K7MP–3QXA—9RTW 。",
        "“K7MP-3QXA-9RTW”",
        "Ｋ７ＭＰ-３ＱＸＡ-９ＲＴＷ",
        "邀请码 K7MP-3QXA-9RTW",
        "邀请码:k7mp 3qxa 9rtw",
        "您好,我的邀请码是K7MP-3QXA-9RTW,麻烦开通",
    ],
)
def test_a_code_is_seen(text: str) -> None:
    assert code_in(text) == CODE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "K7MP-3QXA",
        "K7MP-3QXA-9RT0",
        "K7MP-3QXA-9RTI",
        "K7MP-3QXA-9RTWX",
        "台州恒力 K7MP-3QXA-9RTW 300件",
        "K7MP-3QXA-9RTW 300件",
        "邀请码是多少",
        "J6P左转向节300件",
        "13800138000",
    ],
)
def test_everything_else_is_none(text: str) -> None:
    assert code_in(text) is None


def test_a_bare_code_counts_only_where_it_may() -> None:
    assert code_in(CODE, named=True) is None
    assert code_in(f"邀请码 {CODE}", named=True) == CODE


def test_no_two_signs_look_alike() -> None:
    assert len(SIGNS) == len(set(SIGNS)) == 31
    assert not set("0O1IL") & set(SIGNS)
