"""Numerals written as the catalogue writes them: 3斗池 is 三斗池 there, 六格盘 may be 6格盘."""

import re

from .lexicon import Lexicon

HAN, FIGURES = "二三四五六七八九", "23456789"
OTHER = dict(zip(HAN + FIGURES, FIGURES + HAN, strict=True)) | {"2": "二两双", "二": "2两双", "两": "2二双"}
ONE = re.compile(
    r"(?=[2-9二三四五六七八九两])(?<![\d.a-z*/φ#~-])(?<![零一二三四五六七八九十百千万两半第几])[2-9二三四五六七八九两](?=[\u4e00-\u9fff])"
)
AFTER = frozenset(
    "十百千万点月年日号天周时分秒来多个合"
)  # such a numeral is a number, an hour, a day, or one of two: 3合1


def as_listed(text: str, lexicon: Lexicon) -> str:
    """The text with a single numeral before a sign in the shape in which the catalogue has the two; its length stays.

    What is counted so anyway (三箱) is left alone.
    """
    for match in ONE.finditer(text):
        at, sign = match.start(), text[match.end()]
        if sign in AFTER or sign in lexicon.counters or lexicon.words.get(text[at : at + 2]) is not None:
            continue
        known = next((one for one in OTHER[match[0]] if lexicon.words.get(one + sign) is not None), None)
        if known:
            text = f"{text[:at]}{known}{text[at + 1 :]}"
    return text
