"""Folding text to one spelling without moving a character."""

import pytest

from nlp.normalize import normalize


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("转向节３００件", "转向节300件"),
        ("Ｍ１０＊３０　螺栓", "m10*30 螺栓"),
        ("轉向節左右各60件,15號前到", "转向节左右各60件,15号前到"),
        ("J6P转向节", "j6p转向节"),
        ("Φ65 ∅65 ⌀65 ø65", "φ65 φ65 φ65 φ65"),
        ("8PK1230 ×4箱", "8pk1230 *4箱"),
        ("30—50套,30–50套,30-50套", "30-50套,30-50套,30-50套"),
        ("200～300件 200〜300件", "200~300件 200~300件"),
        ("到货!急!!(左)“加厚”", '到货!急!!(左)"加厚"'),
        ("【聊天记录】「左」", "[聊天记录][左]"),
        ("好的😂🧨", "好的  "),
        ("1️⃣ 左", "1   左"),
        ("左\u200b右\u202e上\ufeff", "左 右 上 "),
        ("a\tb\rc\x00d", "a b c d"),
        ("第一行\n第二行\u2028第三行", "第一行\n第二行\n第三行"),
        ("١٢٣ 𝟏𝟐", "123 12"),
        ("①左 ②右", "①左 ②右"),
        ("3件→5件 ➡ 6件", "3件→5件 → 6件"),
        ("鲁B·88K21", "鲁b·88k21"),
        ("-18℃ ㎡", "-18℃ ㎡"),
        ("隻條個雙臺", "只条个双台"),
        ("", ""),
    ],
)
def test_spellings_are_folded(text: str, folded: str) -> None:
    assert normalize(text) == folded


@pytest.mark.parametrize(
    "text",
    [
        "İstanbul ß ŉ ǰ ﬁ ㎏ … ½ ﷺ",
        "\ud800\udfff",
        "👨‍👩‍👧‍👦🇨🇳",
        "e\u0301\u0301\u0301",
        "".join(map(chr, range(0x3000))),
    ],
    ids=["expanding", "surrogates", "joined emoji", "combining", "many scripts"],
)
def test_length_never_changes(text: str) -> None:
    assert len(normalize(text)) == len(text)


def test_folding_twice_changes_nothing() -> None:
    text = "轉向節３００件 ×4箱 “左”—右 😂 İ ﬁ ①"
    assert normalize(normalize(text)) == normalize(text)
