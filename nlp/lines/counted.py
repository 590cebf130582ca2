"""Goods and the amount behind them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ..carried import glued, of_no_type
from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..features import CJK, Kind, Tier
from ..grouping import Item, akin, groups, has_head
from ..lexicon import NOTHING, Mask
from ..products import Choice, Hit, resolve
from ..stray import USED_UP
from ..tidy import SLIP, may_slip
from ..words import SAYS_NOTHING
from .named import line_of
from .walk import Walk

SLIPPED = re.compile(rf"[\s,?.…!、的哎哟唉诶呃啊喂]*(?:{SLIP.pattern})")
LISTED = re.compile(r"[、和跟与及+&/,\n]")


def take(walk: Walk, quantity: Found[Quantity], hits: list[Hit], first: bool = False) -> None:
    """Adds the lines that an amount counts; of several mentions the last, or all of them where it says 各."""
    each = walk.each(quantity)
    parts = walk.parts = groups(hits, walk.lexicon, each)
    torn: Sequence[Hit] = ()
    if not each and len(parts) > 1:
        before, part = parts[-2], parts[-1]
        again = {h.word for h in part} <= {h.word for h in before}  # 红蓝都有吗,那红的20卷
        if not again:
            _early(walk, parts[:-1], part[0].start)
        if not has_head(part):
            torn = before if has_head(before) and not walk.scene.between(before[-1].end, part[0].start).strip() else ()
            walk.context = (*walk.context, *(before if again else [h for h in before if not has_head([h])]))
        parts = [part]
    made = []
    for index, group in enumerate(parts):
        around = [h for other in parts[:index] for h in other]
        if not has_head(around):
            around += [h for other in parts[index + 1 :] for h in other]
        context = (*walk.context, *around) if around else walk.context
        made.append(line_of(walk, group, context, quantity, each, first))
    if torn and made[0].choice.one and not made[0].inherited and not akin(torn, made[0].choice.mask, walk.lexicon):
        # 漏保 2P63C, which is a 空开: one of the two
        made[0].choice = Choice(resolve(torn, walk.lexicon).mask | made[0].choice.mask)
        made[0].torn = True
    if len(made) == 1 and len(made[0].choice.mask) == walk.counted.kinds.get(quantity.span.start):
        made = [replace(made[0], choice=replace(made[0].choice, mask=Mask([at]))) for at in made[0].choice.mask]
    for one, two in pairwise(parts) if each else ():
        if one[0].end == two[0].start and has_head(two[:1]) and one[0].word[-1] != two[0].word[-1]:
            made[parts.index(one)].torn = len(one) > 1  # 联轴器梅花垫 MT3 MT5各30个: one thing or two
    if len(made) == 1 and len(walk.parts) > 1:
        _untyped(walk, made[0], walk.parts[-2], walk.parts[-1])
        made[0].choice = glued(made[0].choice, walk.parts[-2], walk.parts[-1], walk.lexicon)
    if len(made) == 1 and len(walk.parts) > 1 and walk.parts[-2][-1] not in made[0].choice.used:
        _compound(walk, made[0], walk.parts[-2], walk.parts[-1])
    same = walk.items and made[0].choice.mask == walk.items[-1].choice.mask and made[0].choice.mask
    gap = walk.scene.between(walk.items[-1].end if walk.items else 0, made[0].start)
    slip = may_slip(walk.scene) and len(walk.parts) == 1 and SLIPPED.match(gap) is not None
    if len(made) == 1 and walk.items and (slip or (same and SLIP.search(gap))):
        made[0].slip = True
        both = walk.items.pop().choice.mask & made[0].choice.mask
        made[0].choice = replace(made[0].choice, mask=both or made[0].choice.mask)
    walk.items += made


def _untyped(walk: Walk, item: Item, before: Sequence[Hit], part: Sequence[Hit]) -> None:
    """Takes a size behind a type that is not had in it for goods that no list has."""
    gap = walk.scene.between(before[-1].end, part[0].start)
    if item.inherited or item.product is None or not of_no_type(item, before, gap):
        return
    item.product = (before[0].start, item.product[1])
    item.mention, item.unknown, item.choice = walk.scene.text[slice(*item.product)], True, Choice(NOTHING)


def _end_of_another(walk: Walk, hit: Hit) -> bool:
    """True for what only ends a name and has another word before it: 道灯 of 楼道灯."""
    at = hit.start - 1
    if hit.tier is Tier.EXACT or at < 0 or CJK.match(walk.scene.folded[at]) is None:
        return False
    return walk.scene.folded[at] not in SAYS_NOTHING and not any(s <= at < e for s, e in walk.scene.known)


def _compound(walk: Walk, item: Item, before: Sequence[Hit], part: Sequence[Hit]) -> None:
    """Leaves open which of two names glued together is meant: 黄心乌|种子 is the one or the other or neither."""
    first, last = before[-1], part[0]
    whole = first.kind is Kind.HEAD and first.tier is Tier.EXACT and len(first.word) > 1
    clipped = last.kind is Kind.HEAD and last.tier is Tier.SUFFIX
    if whole and clipped and first.end == last.start and item.choice.one and not item.inherited:
        item.choice = Choice(resolve(before, walk.lexicon).mask | item.choice.mask)
        item.torn = True


def _early(walk: Walk, groups: list[list[Hit]], until: int) -> None:
    """Products listed before without a quantity of their own."""
    for group in groups:
        between = walk.scene.between(group[-1].end, until)
        used_up = USED_UP.match(walk.scene.folded, group[-1].end)
        if used_up or any(h.fuzzy for h in group) or _end_of_another(walk, group[0]):
            continue  # 红茶见底,小种一级5斤; 流感样本多,咽拭子3000支: only like a name
        named = has_head(group) or any(h.distinctive and h.tier is Tier.EXACT for h in group)
        if named and LISTED.search(between) and not SLIP.search(between):
            walk.items.append(line_of(walk, group, walk.context, None, False, False))
