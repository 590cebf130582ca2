"""Second looks at the lines of a message: slips of the tongue and totals."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from .features import Kind, fold
from .grouping import Item
from .lexicon import NOTHING, Lexicon
from .products import Hit, resolve
from .scene import Scene

SUMMED_UP = re.compile(r"[\n。;]\s*(?:汇总|合计|总计|共计|总共|一共|统计)(?:一下|如下|就是|是)?[\s:,]*")
SUMS = frozenset("汇合共统")  # one of these is in every SUMMED_UP
PRICE_LIST = re.compile(
    r"(?:单价|价格|价钱)(?:分别)?[:是为]?\s?(?=[\u4e00-\u9fffa-z]|\d+(?![元块毛])[a-z\u4e00-\u9fff]{1,2}[\s的]?\d)"
)
NONE_THERE = re.compile(r"\s?\?[^?,。]{0,6}没[^?,。]{0,6}[\s,]那就?\s?")
BY = re.compile(r"(?:按(?:上[次回批]的?|老价|原价|原来的?)?|给)\s?\Z")
BY_SIGNS = frozenset("按给")  # one of these is in every BY
STOPS = re.compile(r"[\n;。!?]")
SLIP = re.compile(
    r"→|->|呸|口误|不对|不是|不(?<![\u3400-\u9fff].),|[哦噢](?!\s?,?\s?(?:对了,?)?(?:还[有要]|另外|再[来加要带]|顺便|顺带))|错了|写错|打错|说错|看错|记错|报错|拿错|算了|更正|应该是|改成|改为|改(?![造良性装善用])|纠正|确认下|sorry|等等"
    r"|没有?[这那]个?(?:规格|尺寸|型号|款|码|颜色)(?![吗?的呢么])|\A[,\s]{0,2}不要了[,\s]{1,2}(?:还是|就|改|那就?)?[拿来要]得?\s?\Z|够不够[卖用吃喝发分撑装][?.…,\s]*(?=(?:还是|就|那|先|干脆)?[来要拿发])"
)

HESITATES = frozenset("唔嗯呃额哦噢算还要等吧")  # one of these stands where somebody thinks again
AGAIN = re.compile(r"[唔嗯呃哦噢]|算了|还是|要不|等[下等]|再想|想了想")
MORE = re.compile(r"再[来要加补拿]|另外|外加|还要|还有|加上|追加")
TURNED_ROUND = re.compile(r"(?:搞|弄|说|写|报|记|打)?反了")
AMENDED = re.compile(r"(?:不对|错了|[写打说看记报]错)了?[\s,.。]{0,2}(?:应该)?是\s?\Z")
SLIP_SIGNS = frozenset("→>呸口不哦噢错算更应改纠确s等没")  # one of these is in every slip

OTHER_COUNTER = re.compile(
    r"的?[\s,.…、啊哦噢呃诶]*(?:不对|错了|[写打说搞弄]错了?|更正|纠正|应该是|哦不|噢不)[\s,]*(?:是|要|应该是|说的是|按|论|我?要的是)*"
    r"(?P<unit>[\u4e00-\u9fff]{1,2})(?=[\s,。!;]|\Z)"
)
INSTEAD = re.compile(r"[\s,]{0,2}(?:都|就|要|全)?用(?![于在来到上完途了])(?:的是|的)?")
WRAPPED = re.compile(r"\s?[装包发打垫封盖配贴捆绑寄]")  # 用纸箱装 says how, not what


def may_slip(scene: Scene) -> bool:
    """False where no slip can stand in the text."""
    return not SLIP_SIGNS.isdisjoint(scene.signs)


def told_again(items: list[Item], scene: Scene, lexicon: Lexicon) -> None:
    """Takes the thing that is named behind its amount for what is wanted: 蛋挞500个 用大的挞皮.

    Its name must hold the word that stood before the amount, and it has no amount of its own.
    """
    if "用" not in scene.signs:
        return
    taken = {hit for item in items for hit in item.hits}
    for item in items:
        told = INSTEAD.match(scene.folded, item.end) if item.quantity and item.mention else None
        free = [h for h in scene.hits if told and h.start >= told.end() and h not in taken]
        named: list[Hit] = []
        for hit in free:
            if scene.between(named[-1].end if named else told.end() if told else 0, hit.start).strip("的 "):
                break
            named.append(hit)
        mask = resolve(named, lexicon).mask if any(h.kind is Kind.HEAD for h in named) else NOTHING
        names = [fold(product.name) for product in lexicon.some(mask, 9)]
        if not names or WRAPPED.match(scene.folded, named[-1].end) or not all(fold(item.mention) in n for n in names):
            continue
        start, end = named[0].start, named[-1].end
        item.choice, item.hits, item.product = resolve(named, lexicon), tuple(named), (start, end)
        item.mention = scene.text[start:end]


def told_with_days(items: list[Item], scene: Scene) -> list[Item]:
    """Without what says an amount again only to give it its day: 焊剂5吨 焊丝8吨 五吨焊剂10号到 焊丝18号到."""
    if len({d.value.day for d in scene.dates}) < 2:
        return items
    kept: list[Item] = []
    for item in items:
        same = [k for k in kept if _as_much(k, item) and k.choice.mask.intersect(item.choice.mask)]
        dated = any(0 <= d.span.start - item.end <= 1 for d in scene.dates)
        early = not any(same and d.span.start < item.start for d in scene.dates)
        if not (len(same) == 1 and dated and early and same[0].end < item.start):
            kept.append(item)
    return kept


def _as_much(one: Item, other: Item) -> bool:
    """True for the same number of the same counter."""
    two = (one.quantity, other.quantity)
    return all(q is not None and q.value.qty and q.value.unit for q in two) and two[0].value == two[1].value  # type: ignore[union-attr]


def revised(items: list[Item], scene: Scene) -> list[Item]:
    """Takes an amount said again of the same thing for the one that is meant: 带耳、无耳各1箱,唔…带耳的两箱吧."""
    if HESITATES.isdisjoint(scene.signs):
        return items
    kept: list[Item] = []
    for item in items:
        gap = scene.between(kept[-1].end if kept else 0, item.start)
        doubtful = AGAIN.search(gap) is not None or scene.folded[item.end : item.end + 1] == "吧"
        same = [k for k in kept if doubtful and _same_counted(k, item) and not MORE.search(gap)]
        if len(same) == 1:
            same[0].quantity, same[0].slip = item.quantity, True
            kept[-1].end = max(kept[-1].end, item.end)
        else:
            kept.append(item)
    return kept


def _same_counted(one: Item, other: Item) -> bool:
    """True for one and the same product, counted alike."""
    if one.quantity is None or other.quantity is None or not one.choice.one or one.choice.mask != other.choice.mask:
        return False
    return one.quantity is not other.quantity and one.quantity.value.unit == other.quantity.value.unit


def recounted(items: Sequence[Item], scene: Scene, lexicon: Lexicon) -> None:
    """Takes the counter that is put right behind a line: 花茶5盒,哦不对是箱."""
    for item in items if may_slip(scene) else ():
        said = item.quantity
        told = OTHER_COUNTER.match(scene.folded, item.end) if said and said.value.unit else None
        listed = lexicon.counters_of(item.choice.mask, 60) if told and item.choice.mask else frozenset()
        if said and told and told["unit"] in listed and told["unit"] != said.value.unit:
            item.quantity, item.slip = replace(said, value=replace(said.value, unit=told["unit"])), True
            item.end = told.end()


def without_slips(items: list[Item], scene: Scene) -> list[Item]:
    """Drops an amount of nothing that was taken back: 10只DN…不对 发10只分泵, 香辣12箱?没香辣 那原味12箱."""
    items = _without_turned(items, scene)
    kept = []
    for index, item in enumerate(items):
        gone = NONE_THERE.match(scene.folded, item.end) if index + 1 < len(items) else None
        instead = items[index + 1].quantity if gone else None
        if gone and instead and gone.end() <= instead.span.start:
            continue
        if index + 1 < len(items) and _put_right(item, items[index + 1], scene):
            continue
        empty = not item.hits and not item.mention and not item.choice.mask
        if empty and index + 1 < len(items) and SLIP.search(scene.between(item.end, items[index + 1].start)):
            continue
        if empty and index + 1 < len(items) and items[index + 1].hits:
            after = items[index + 1]
            item = replace(item, choice=after.choice, hits=after.hits, mention=after.mention, product=after.product)
        kept.append(item)
    return kept


def _without_turned(items: list[Item], scene: Scene) -> list[Item]:
    """Drops what is said once more because it was the wrong way round: 一盒大的两盒小的 不对反了 两盒大的一盒小的."""
    back = TURNED_ROUND.search(scene.folded) if "反" in scene.signs else None
    if back is None:
        return items
    later = [item for item in items if item.start >= back.end()]
    gone = [i for i in items if i.end <= back.start() and any(i.choice.mask == o.choice.mask for o in later)]
    for item in later if gone else ():
        item.slip = True
    return [item for item in items if item not in gone]


def _put_right(item: Item, after: Item, scene: Scene) -> bool:
    """True for as much of the same sort said again behind a slip and other goods: A5的4套、B... 不对,是A6的4套."""
    if item.quantity is None or after.quantity is None or item.quantity.value != after.quantity.value:
        return False
    if not (item.choice.one and after.choice.one) or item.choice.mask == after.choice.mask or after.slip:
        return False
    names = {scene.folded[h.start : h.end][:2] for h in after.hits} & {h.word[:2] for h in item.hits}
    return bool(names) and AMENDED.search(scene.between(item.end, after.start)) is not None


def without_totals(items: list[Item], scene: Scene) -> list[Item]:
    """Drops a total whose parts follow: 水箱要两台 豪沃跟J6P各一, 电缆150米分两次 80米10号 70米20号."""
    kept = list(items)
    for index, item in enumerate(items[:-1]):
        if item.unknown and not index and _announced(item, items[1:]):
            kept.remove(item)
            continue
        parts = [p for p in items[index + 1 :] if p.choice.mask and p.choice.mask.issubset(item.choice.mask)]
        if not item.choice.one and _adds_up(item, parts):
            kept.remove(item)
            _counted_alike(item, parts)
            continue
        same = _of_the_same(item, items[index + 1 :])
        if item.hits and _adds_up(item, same) and _same_unit([item, *same]) and not _of_others(item, same, scene):
            kept.remove(item)
    return kept


def without_parts(items: list[Item], scene: Scene) -> list[Item]:
    """Drops what a list counts up once more at its end: 1. 赵姐 粉1扎 2. 老吴 粉1扎, 汇总 粉2扎. The sums hold.

    Where the parts are of several customers, they are what is wanted, and the sums go.
    """
    at = summed_up(scene)
    parts = [i for i in items if i.quantity and i.end <= at]
    sums = [i for i in items if i.quantity and i.choice.mask and i.start > at] if parts else []
    of_several = len({c.ids for c in scene.customers if c.start < at}) > 1
    gone: list[Item] = []
    for whole in sums:
        same = [p for p in parts if p.choice.mask == whole.choice.mask]
        if not same:
            continue
        gone += [whole] if of_several else same
        amounts = [p.quantity.value.qty for p in same if p.quantity and p.quantity.value.qty is not None]
        agree = whole.quantity is not None and sum(amounts) == whole.quantity.value.qty and _same_unit([whole, *same])
        for kept in same if of_several else [whole]:
            kept.torn = kept.torn or not agree
    return [item for item in items if item not in gone]


def summed_up(scene: Scene) -> int:
    """Where the last line begins that counts up what was listed before it; 0 where none does."""
    heads = SUMMED_UP.finditer(scene.folded) if not SUMS.isdisjoint(scene.signs) else ()
    return max((head.start() for head in heads), default=0)


def _announced(item: Item, later: Sequence[Item]) -> bool:
    """True for the sum of all that is listed behind it: 5000 sets of protectors: 镜头膜16Pro 3000套 16ProMax 2000套."""
    counted = [i for i in later if i.quantity]
    return len(counted) == len(later) and _adds_up(item, later) and _same_unit([item, *later])


def priced(items: list[Item], scene: Scene) -> list[Item]:
    """Takes the bare numbers of 单价红宝石148 双抗130, and of 双抗按130, for the prices of what was ordered before."""
    items = _priced_by(items, scene) if not BY_SIGNS.isdisjoint(scene.signs) else items
    label = PRICE_LIST.search(scene.folded) if "价" in scene.signs else None
    if label is None:
        return items
    end = next((m.start() for m in STOPS.finditer(scene.folded, label.end())), len(scene.folded))
    kept = [i for i in items if not (label.start() < i.start < end and i.quantity and i.quantity.value.unit is None)]
    for item in items:
        same = [
            k for k in kept if k.start < label.start() and k.choice.one and k.choice.mask.issubset(item.choice.mask)
        ]
        if item not in kept and item.quantity and len(same) == 1:
            same[0].price = item.quantity
        elif item not in kept:
            return items
    return kept


def _priced_by(items: list[Item], scene: Scene) -> list[Item]:
    kept: list[Item] = []
    for item in items:
        bare = item.quantity is not None and item.quantity.value.unit is None and not item.unknown
        by = BY.search(scene.between(item.start, item.quantity.span.start)) if bare and item.quantity else None
        if by:
            same = [k for k in kept if k.quantity and k.choice.one and k.choice.mask.issubset(item.choice.mask)]
            if len(same) == 1 and (by[0][0] == "按" or (same[0].quantity and same[0].quantity.value.unit)):
                same[0].price = item.quantity
                same[0].torn = same[0].torn or by[0][0] == "给"  # or so many are to be given
                continue
        kept.append(item)
    return kept


def _counted_alike(whole: Item, parts: Sequence[Item]) -> None:
    """Gives parts without a counter that of the total: 护套线要两卷 2*1.5跟3*2.5各一."""
    unit = whole.quantity.value.unit if whole.quantity else None
    for part in parts:
        if unit and part.quantity and part.quantity.value.unit is None:
            part.quantity = replace(part.quantity, value=replace(part.quantity.value, unit=unit))


def _of_the_same(item: Item, later: Sequence[Item]) -> list[Item]:
    return list(takewhile(lambda other: other.hits == item.hits, later))


def _adds_up(item: Item, parts: Sequence[Item]) -> bool:
    numbers = [p.quantity.value.qty for p in parts if p.quantity]
    amounts = [n for n in numbers if n is not None]
    whole = item.quantity.value.qty if item.quantity else None
    return len(parts) > 1 and len(amounts) == len(parts) and sum(amounts) == whole


def _of_others(item: Item, later: Sequence[Item], scene: Scene) -> bool:
    """True where each amount stands with a customer of its own: 转向节 恒力300 恒立200 鲁通100."""
    counted = [i.quantity.span for i in (item, *later) if i.quantity]
    ends = [0, *(span.end for span in counted)]
    owners = [[c.ids for c in scene.customers if at <= c.start < q.start] for at, q in zip(ends, counted, strict=False)]
    return all(owners) and len({one[-1] for one in owners}) > 1


def _same_unit(items: Sequence[Item]) -> bool:
    return len({i.quantity.value.unit for i in items if i.quantity}) == 1
