"""Remarks beside an order: 昨天那批收到了,质量不错。再来20箱 15号到. They do not take the order back.

What a cue finds in a stretch of its own, without goods and amounts, says nothing about the goods and amounts of another
one. The groups of the intent files that speak of such things (praise, complaints, papers, the past) carry `aside`.
"""

import re
from collections.abc import Callable, Sequence

from .cues import Hit
from .signs import signs_of

CLAUSE = re.compile(r"[^,。;!?\n]+[,。;!?\n]*")
VALUES = frozenset("PQCRTMAD")
COUNTED = re.compile(r"P[^。;!?\n]*Q|Q[^。;!?\n]{0,4}P")
WANTED = re.compile(
    r"D|[要来拿订加买补发送](?:我|点|个|些)?[^,。;!?\n]{0,6}[PQ]|C[^,。;!?\n]{0,8}P|[订下报要]个?[单货]"
)
BOUND = re.compile(r"[PQ][^PQCRTMAD,。;!?\n]{0,2},\Z")  # goods, and what follows is said of them
ABOUT_OTHERS = re.compile(r"\s*(?:上|那|之前|以前|前|去年|刚才|昨|你|你们|我|我们)")
LEAVING = frozenset("先这别")  # without any of these nothing is left out
SHORTEST = 3  # characters of a remark
LEFT_OUT = re.compile(  # 苹果10箱 梨先不拿 15号, 梨别下,价没谈拢: one thing that is left out this time
    r"(?:(?<![^\s,。;、])(?:还有|另外|至于)?|(?<=[条个款种行样]))P+[白黑红蓝灰绿黄左右大小新旧]?的?"
    r"(?:(?:看看?|等|问问?)(?:库存|行情|价格|情况)[,\s]*)?(?:(?:(?:这次|这回|今天|暂时)先?|先)(?:不|别)(?:要|拿|发|送|订|来|用|下|管|录)"
    r"|别(?:下|拿|发|送|订|录)了?)(?=[\s,。;]|\Z)(?:[\s,]*价格?(?:还)?没(?:有)?(?:谈拢|谈好|谈妥|定))?"
)

HAD_BEFORE = re.compile(  # 上次拿了QP卖完了,再来Q: what was had then, before what is wanted of it now
    r"(?:上[次回周批趟]|上一[次回批]|上个?(?:礼拜|星期|月)|昨[天晚]|前[天几]天?|去年)[^PQCD,。;!?\n]{0,3}[拿要买订领进提]"
    r"(?:了|的)(?![^,。;!?\n]*(?:[那这][张个笔]?单|订单|的单))[^,。;!?\n]+[\s,。;!\n]+"
    r"(?=[^PQCD,。;!?\n]{0,4}(?:再|还|这[次回]|今[次天]|照旧)[^PQCD,。;!?\n]{0,4}Q)"
)


def without_asides(
    bones: str, has: frozenset[str], said: Callable[[str, frozenset[str]], Sequence[Hit]]
) -> tuple[str, frozenset[str]] | None:
    """The skeleton without remarks and what it has then; None where nothing is said beside an order."""
    if not COUNTED.search(bones) or "ref" in has:
        return None
    left = LEFT_OUT.sub("", bones) if not LEAVING.isdisjoint(signs_of(bones)) else bones
    if had := HAD_BEFORE.search(left):
        again = left[had.end() :]
        left = f"{left[: had.start()]}{again.replace('Q', 'PQ', 1) if 'P' in had[0] else again}"
    clauses = [m[0] for m in CLAUSE.finditer(left)]
    kept = [
        c
        for before, c in zip(["", *clauses], clauses, strict=False)
        if not VALUES.isdisjoint(c)
        or (BOUND.search(before) and not ABOUT_OTHERS.match(c))
        or len(c) < SHORTEST
        or not _aside(said(c, has - {"product_qty", "product", "qty", "date", "customer"}))
        or any("product_qty" in hit.group.only for hit in said(c, has))  # it speaks of the goods that were counted
    ]
    if len(kept) == len(clauses) and left == bones:
        return None
    core = "".join(kept)
    if not COUNTED.search(core) or not WANTED.search(core):
        return None
    gone = {"past"} | ({"question"} if "?" not in core else set())
    return core, has - gone


def _aside(hits: Sequence[Hit]) -> bool:
    return bool(hits) and all(hit.group.aside for hit in hits)
