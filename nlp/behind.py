"""What is said behind goods and an amount: 转向节300件,包装好一点 is an order, 转向节300件,昨天就到了 is none.

A classifier of its own hears nothing but those words; `nlp/model.py` hears the whole message and knows too well that
goods with an amount are mostly ordered. It learns from `intents/_behind.toml` and from the orders of the worlds.
"""

import re

GOODS = "PQ"
LONGEST = 24  # characters that are heard
PHONE = re.compile(r"(?:电话|手机|tel)?[::]?1?\d{7,}")
WORDS = re.compile(r"[\u4e00-\u9fff]")
BROKEN_OFF = re.compile(r"(?:还有|还要|另外|然后|以及)(?:呢|就是)?[,。…]*$")  # more is to come
FEWEST = 2  # Chinese characters that say something
CLAUSE = re.compile(r"[^,。;!?\n]+")
WHICH = re.compile(r"的?(?:那|这)[个种款](?:的|吧|哈|啊|哦)?")  # 一打 盒装那个: no more than which one
AMOUNT = re.compile(r"\d+(?:\.\d+)?|[一两二三四五六七八九十百半]+(?=[个件箱台套条只支袋桶包盒卷瓶斤天遍次周])")


def remark(bones: str) -> str:
    """What a skeleton holds behind the last of its goods and amounts, without spaces; "" where that says nothing."""
    at = max(map(bones.rfind, GOODS)) + 1
    said = BROKEN_OFF.sub("", PHONE.sub("", "".join(bones[at:].split()))).strip(",。")[:LONGEST] if at else ""
    return said if len(WORDS.findall(said)) >= FEWEST and not WHICH.fullmatch(said) else ""


def signs_of(words: str) -> list[str]:
    """What the classifier sees of it: its characters singly, in twos and threes, and how its clauses begin and end."""
    text = AMOUNT.sub("Q", words)
    whole = f"^{text}$"
    found = {whole[at : at + size] for size in (1, 2, 3) for at in range(len(whole) - size + 1)}
    for clause in CLAUSE.findall(text):
        found |= {f"<{clause[:1]}", f"<{clause[:2]}", f">{clause[-1:]}", f">{clause[-2:]}"}
    return sorted(found)
