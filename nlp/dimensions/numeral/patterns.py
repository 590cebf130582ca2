"""How numbers are written, and what stands around them."""

import re
from decimal import Decimal

from nlp.dimensions.units import COUNTERS

BIG = "百千万亿佰仟"
SMALL = "零〇一二三四五六七八九两廿卅卌壹贰叁肆伍陆柒捌玖"
TEN = "十拾"
ARABIC = r"(?:\d{1,3}(?:,\d{3})++(?![\d,])(?:\.\d+)?|\d++(?:\.\d++)?)"
MIXED = rf"{ARABIC}(?:[{BIG}]++(?:[{SMALL}{TEN}百千佰仟]++)?(?:\d++(?![a-z]))?)*+(?:[kw](?![a-z0-9]))?"
PLACE = "零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖"
CHINESE = (
    rf"(?:(?![{BIG}零〇])[{SMALL}{TEN}{BIG}]++(?:点[{PLACE}]++(?![十刻]))?|[零〇]点[{PLACE}]++"
    rf"|(?<![\u4e00-\u9fff\d])(?:[百千万][一二三四五六七八九](?![\u4e00-\u9fff])|[零〇](?=个|\Z)))"
)
VAGUE = (
    rf"十[几来多]二十|好?几[{TEN}{BIG}]*|数[{TEN}{BIG}]+|[百千万](?:十来|十|八十|把|"
    rf"儿八百)(?=[{''.join(sorted(u for u in COUNTERS if len(u) == 1))}]|\s|\Z|[,。!吧])"
)
LEADING = r"[百千](?=来)"

SPELLED = {"ban": "0.5", "yi": "1", "er": "2", "liang": "2", "san": "3", "si": "4", "wu": "5", "liu": "6", "qi": "7"}
SPELLED |= {"ba": "8", "jiu": "9", "shi": "10"}
PINYIN = (
    rf"(?<![a-z])(?:{'|'.join(SPELLED)})"
    r"(?=[箱件盒包袋桶瓶套台只个条根支片]|\s?(?:xiang|jian|he|bao|tong|tao|tai|zhi|ge|tiao)(?![a-z]))"
)
# English numerals count only before a counter: a dozen, two boxes, one hundred pcs.
ENGLISH_WORDS = {
    "half a": "0.5", "half an": "0.5", "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "twelve": "12", "fifteen": "15",
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
}  # fmt: skip
ENGLISH = (
    rf"(?<![a-z0-9'-])(?:{'|'.join(sorted(ENGLISH_WORDS, key=len, reverse=True))})(?: (?:hundred|thousand))?"
    r"(?= (?:boxe?s?|ctns?|cartons?|cases?|pcs?|pieces?|units?|sets?|pairs?|rolls?|bags?|bottles?|cans?|drums?|"
    r"barrels?|pallets?|dozen|doz|packs?|kgs?|tons?)(?![a-z0-9]))"
)
FIRST = rf"[\d.{SMALL}{TEN}{BIG}好几数俩仨半双{''.join(sorted({name[0] for name in (*SPELLED, *ENGLISH_WORDS)}))}]"
ATOM = re.compile(
    rf"(?={FIRST})(?:(?P<mixed>{MIXED}|(?<![\w.])\.\d++)|(?P<vague>{VAGUE})|(?P<chinese>{CHINESE})|(?P<few>[俩仨]|双(?=份(?![装额合儿])))|(?P<half>半(?:[百千万](?![货叶兆向]))?)|(?P<english>{ENGLISH})|(?P<pinyin>{PINYIN})|(?P<round>{LEADING}))"
)
FRACTION = re.compile(
    rf"(?:(?P<whole>{MIXED}|{CHINESE})\s?又)?(?P<below>{MIXED}|[百千](?=分)|{CHINESE})分之(?P<above>百|{MIXED}|{CHINESE})"
)
DOZENS = re.compile(r"打(?![印包款折电架开入算听气])")
JOIN = re.compile(rf"(?P<by>\s?[+]\s?|[到至~\-]|\s[到至~\-]\s|\*)(?P<run>{MIXED}|{CHINESE})")
ABOUT = re.compile(  # about so much, and at least or at most so much
    r"(?:大概|大约|约莫|约|差不多|估计|将近|接近|大致|近|至少|最少|起码|少说|不少于|不低于|不超过|不多于|最多|顶多)"
    r"(?:也|得)?(?:是|有|要|来|需要?|在|个|拿|订)?\s?\Z"
)
ABOUT_ENDS = frozenset("概约莫多计近致少码说于过也得是有要来需在个拿订 \t\n")  # what the words of ABOUT may end in
AROUND = re.compile(
    r"\s?(?:左右|上下|光景|出头|以上|以内|封顶|打底)(?![0-9各一二两三四五六七八九十])|(?<!一)\s?起步?(?=[\s,。;!?]|\Z)"
)
MORE = re.compile(r"(?:多|余)(?![少数姚杭款种样])")
SOME = re.compile(r"来个?(?=[^\s0-9a-z,。;!?])")

HALF = Decimal("0.5")
PERSONS = frozenset("他她你咱我们哥姐娘爷母父兄公婆人")
BEFORE_SPEC = frozenset("abcdefghijklmnopqrstuvwxyzφ#_/.*-+·°")
AFTER_SPEC = frozenset("abcdefghijklmnopqrstuvwxyz#_/*°%‰℃\"'")
# What may stand around a single numeral that is the whole answer: 数量是五, 改成五.
# A month, a day, a time: 3月的货, 31号, 下午3点.
DATED = re.compile(
    r"\s?(?:月(?!饼)|(?<=\d{4})年|[号日](?!用|光)|点(?:[一三]刻|[一二三四五]?十)|[点时](?![零一二三四五六七八九壹贰叁肆伍陆柒捌玖心])|:\d|[ap]\.?m(?![a-z]))"
)
MEASURED = re.compile(r"\d(?:kg|g|t|m|l|ml|pcs)[-~]\Z")
# The minutes of a time: 8:30, 三点二十.
CLOCK = re.compile(r"(?:\d:|(?<![\d.])(?:\d{1,2}|[一二两三四五六七八九十]{1,3})点)\Z")
SAID = frozenset("是为成")
CLOSED = frozenset("不那这而却和跟吧了")
LASTING = frozenset("年天周岁名位人倍")
LATIN_UNIT = re.compile(
    r"\s?(?:boxe?s?|ctns?|cartons?|cases?|pcs?|pieces?|ea|each|units?|sets?|pairs?|rolls?|bags?|bottles?|cans?|"
    r"drums?|barrels?|"
    r"pallets?|dozen|doz|packs?|kgs?|tons?|g|t|m|l|ml|xiang|jian|ge|tao|zhi|he|bao|tai|tong|dai|ping|jin|"
    r"gongjin|tiao|gen|juan|"
    r"kun|tuo|fu|dui|kuai|pian|zhang)(?![a-z0-9])"
)
