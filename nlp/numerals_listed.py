"""Numerals and letters written as the catalogue writes them: 3斗池 is 三斗池 there, 57x40 is 57*40, 优盘 is U盘."""

import re

from .lexicon import Lexicon

HAN, FIGURES = "二三四五六七八九", "23456789"
OTHER = dict(zip(HAN + FIGURES, FIGURES + HAN, strict=True)) | {"2": "二两双", "二": "2两双", "两": "2二双"}
ONE = re.compile(  # what must not stand before it is looked at behind it: a search for given signs is fast
    r"[2-9二三四五六七八九两](?<![\d.a-z*/φ#~-].)(?<![零一二三四五六七八九十百千万两半第几].)(?=[\u4e00-\u9fff])"
)
AFTER = frozenset(
    "十百千万点月年日号天周时分秒来多个合"
)  # such a numeral is a number, an hour, a day, or one of two: 3合1
SIDES = re.compile(r"(?<![a-z0-9.*])[a-z]{0,2}\d+(?:\.\d+)?(?:x\d+(?:\.\d+)?)+(?![a-z0-9*])")  # 57x40, M8x30
SPELLED = {"优盘": "u盘", "体恤": "t恤", "欧圈": "o圈"}  # letters written as they sound


def as_listed(text: str, lexicon: Lexicon) -> str:
    """The text with a single numeral before a sign in the shape in which the catalogue has the two; its length stays.

    What is counted so anyway (三箱) is left alone. The sign between two measures and a letter are so too: 57x40, 优盘.
    """
    for match in ONE.finditer(text):
        at, sign = match.start(), text[match.end()]
        if sign in AFTER or sign in lexicon.counters or lexicon.words.get(text[at : at + 2]) is not None:
            continue
        known = next((one for one in OTHER[match[0]] if lexicon.words.get(one + sign) is not None), None)
        if known:
            text = f"{text[:at]}{known}{text[at + 1 :]}"
    for match in SIDES.finditer(text) if "x" in text else ():
        other = match[0].replace("x", "*")
        if lexicon.words.get(match[0]) is None and lexicon.words.get(other) is not None:
            text = f"{text[: match.start()]}{other}{text[match.end() :]}"
    for said, plain in SPELLED.items():
        if said in text and lexicon.words.get(said) is None and lexicon.words.get(plain) is not None:
            text = text.replace(said, plain)
    return text
