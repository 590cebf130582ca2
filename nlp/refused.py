"""What a message names and does not want: 外科的,不要N95. Nor are gifts and uses what is counted."""

import re
from collections.abc import Iterator, Sequence

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .features import Kind
from .grouping import Item
from .products import Hit, agrees
from .scene import Scene

REFUSED = re.compile(
    r"^(?:那个|那款|那种|的|款|那台|台|只|个|边){0,3}\s*(?:就|先|都|也|还是|暂时|这次|今天|现在)*(?:留[到着](?!用)|下次再|改天再|以后再|缓一?缓|不要|不用|不需要|不动|不变(?!还)|没有的话|没有就|没货就|先?[别不](?:下|订|录|管)(?![来去面货单])|别发|别要|[不别]进(?!口|来|去)|[不别]拿(?!下)|先[不别][送订来])(?![错混漏串重])"
)
REFUSALS = frozenset(
    "留再缓不没别赠礼样试用退"
)  # without any of these nothing is refused, and nothing is a gift or a use
PURPOSE = re.compile(r"(?:[上里]|专)?用的?")
UNKNOWN_REFUSED = re.compile(r"的[^\s\d,。;]{1,8}?(?:先|都|就|这次)?(?:不要|别要|不用)了?(?=[\s,。;!]|\Z)")
RATHER = re.compile(r"(?<!要)(?:不要|别要|不拿)(?P<not>[^,。;!?\n]{1,12})[,\s](?:我?[就只还]?是?要)")
UNWANTED = re.compile(r"(?<!要)(?:不要|别要|别拿|别发|别送|别给|不用)(?:那个|这个|那种|这种|给我)?\Z")
NOT_THAT = re.compile(r"(?<![是要])不是(?:那个|这个|那种|这种)?\Z")  # 不是椅套,要枕套
RATHER_THAN = re.compile(r"[,\s](?:我?[就只]?)?[要来拿换]\s?\Z")
AS_GIFT = re.compile(r"(?:当|算|作为|做|是)(?:个|是)?\Z")
GIFT_WORD = re.compile(r"赠品|赠送|礼品|样品|试用装")


def wanted(scene: Scene) -> tuple[list[Hit], list[Found[Quantity]]]:
    """The words and amounts of a text without what is refused, a gift or a use."""
    hits, quantities = list(scene.hits), list(scene.quantities)
    if REFUSALS.isdisjoint(scene.signs):
        return hits, quantities
    refused = {hit.start for hit in hits if _refused(hit, scene)} | _other_kind(scene)
    kept = [quantity for quantity in quantities if not _of_refused(quantity, refused, scene)]
    if "是" in scene.signs and len(kept) > 1:
        kept = [q for q in kept if not _corrected(q, kept, scene)]
    for quantity in [q for q in kept if _none_of(q, scene) and (q.value.qty == 1 or len(kept) > 1)]:
        kept.remove(quantity)
        refused |= set(_of_line(quantity, scene))  # 标准的一块都不要
    for quantity in [q for q in kept if len(kept) > 1 and _returned(q, scene)]:
        kept.remove(quantity)
        refused |= set(_of_line(quantity, scene)) | {h.start for h in hits if 0 <= h.start - quantity.span.end <= 1}
    if "(" in scene.folded and len(kept) > 1:
        for quantity in [q for q in kept if NOT_THIS.match(scene.folded, q.span.end)]:
            kept.remove(quantity)
            refused |= set(_of_line(quantity, scene))
    return [hit for hit in hits if hit.start not in refused], kept


def _other_kind(scene: Scene) -> set[int]:
    """Where the words of the kind stand that is not wanted: the 1米 of 不要1米的苹果线,要2米的, but not the 苹果线."""
    said = RATHER.search(scene.folded)
    if said is None:
        return set()
    kinds = [h for h in scene.hits if h.kind is not Kind.HEAD and said.start("not") <= h.start < said.end("not")]
    wanted_ = [h for h in scene.hits if h.kind is not Kind.HEAD and 0 <= h.start - said.end() <= 1]
    return {h.start for h in kinds} if kinds and wanted_ else set()


def _refused(hit: Hit, scene: Scene) -> bool:
    """True for what is not wanted, said before or behind it."""
    folded = scene.folded
    refused = REFUSED.match(folded[hit.end : hit.end + 16])
    if refused and not any(
        hit.end <= h.start < hit.end + refused.end() for h in scene.hits
    ):  # else 不要真空的 is a kind
        other = next((h for h in scene.hits if h.start == hit.end + refused.end()), None)
        if other is None or hit.kind is Kind.HEAD or other.kind is Kind.HEAD:
            return True  # else 食品级不要工业的: the one, not the other
    if AS_GIFT.search(folded, max(0, hit.start - 3), hit.start) and GIFT_WORD.match(folded, hit.start):
        return True  # 多给2包当赠品
    use = PURPOSE.match(folded, hit.end)
    if use and hit.kind is Kind.FEATURE and any(h.start == use.end() for h in scene.hits):
        return True  # 遥控器用的7号电池
    before = UNWANTED.search(folded, max(0, hit.start - 6), hit.start)
    mistaken = before is None and NOT_THAT.search(folded, max(0, hit.start - 5), hit.start) is not None
    if before is None and not mistaken:
        return False
    later = next((h for h in scene.hits if h.start >= hit.end and h.kind is Kind.HEAD), None)  # 不要毛巾,要浴巾3箱
    instead = hit.kind is Kind.HEAD and later is not None and RATHER_THAN.search(folded, hit.end, later.start)
    return bool(instead) or (before is not None and any(h.end <= before.start() for h in scene.hits))


NOT_THIS = re.compile(  # 20包(这个不要了 店里还有)
    r"\s?\(\s?(?:这[个款种样条行项]?|此项|它)?(?:先|就|又|暂时|这次)?(?:不要|不用|不拿|别发|别要|取消|作废|划掉|删掉?|去掉)了?(?=[\s,。;!)])"
)
NOT_SO_MANY = re.compile(r"(?<![是要])不是\s?\Z")
SO_MANY = re.compile(r"[\s,]*(?:而?是|要|应该是|写成?|改成?|填成?|报成?|记成?|打成)\s?")
NOT_ONE = re.compile(r"\s?(?:都|也)(?:先|别|不要|不用|不需要|不拿|不来|没必要)")
RETURNED = re.compile(r"(?<![不能可不别])退(?:回|掉|货|还)?(?:给?你们?)?\s?\Z")
NOT_AGAIN = re.compile(
    r"(?:就|先|都|也|这次|暂时)?(?:别再?[发送拿来下]|不要再?[发送]?|不用再?[发送]?|别要|不拿|取消)[了啦哈啊吧]*(?=[\s,。;!)]|\Z)"
)
LINE = re.compile(r"[\n,;。]")
TAKEN_OUT = re.compile(
    r"的?(?:那个|那款|那种|那样)?\s?(?:还是|就|又|都|先|也|算了)*\s?(?:不[要用拿订]|别[要发拿]|去掉|删掉|划掉|取消)了?[吧哈啊呢]?(?=[\s,。;!]|\Z)"
)


def _corrected(quantity: Found[Quantity], others: Sequence[Found[Quantity]], scene: Scene) -> bool:
    """True for the amount that it is not, before the one that it is: 不是32 写成28台."""
    if NOT_SO_MANY.search(scene.folded, max(0, quantity.span.start - 4), quantity.span.start) is None:
        return False
    meant = SO_MANY.match(scene.folded, quantity.span.end)
    return meant is not None and any(other.span.start == meant.end() for other in others)


def _none_of(quantity: Found[Quantity], scene: Scene) -> bool:
    """True for what is told with its amount and not wanted: 标准的一块都不要, 上次46长方的10个别再发."""
    if quantity.value.qty == 1 and NOT_ONE.match(scene.folded, quantity.span.end):
        return True
    return NOT_AGAIN.match(scene.folded, quantity.span.end) is not None


def _returned(quantity: Found[Quantity], scene: Scene) -> bool:
    """True for what goes back: 上次S的退2盒."""
    return RETURNED.search(scene.folded, max(0, quantity.span.start - 5), quantity.span.start) is not None


def _of_line(quantity: Found[Quantity], scene: Scene) -> Iterator[int]:
    """Where the words begin that stand with an amount in its line."""
    ends = [m.end() for m in LINE.finditer(scene.folded, 0, quantity.span.start)]
    ends += [q.span.end for q in scene.quantities if q.span.end <= quantity.span.start]
    start = max(ends, default=0)
    return (hit.start for hit in scene.hits if start <= hit.start < quantity.span.start)


def _of_refused(quantity: Found[Quantity], refused: set[int], scene: Scene) -> bool:
    """True for the amount of what is not wanted: 25公斤的软化盐不要."""
    end = quantity.span.end
    known = bool(refused) and end + (scene.folded[end : end + 1] == "的") in refused
    unknown = UNKNOWN_REFUSED.match(scene.folded, end)
    return known or (
        unknown is not None
        and len(scene.quantities) > 1
        and not any(h.naming and unknown.start() <= h.start < unknown.end() for h in scene.hits)
    )


def taken_out(items: list[Item], scene: Scene) -> list[Item]:
    """Without what was counted and is not wanted after all: 大的一箱 小的两箱 小的还是不要了."""
    if REFUSALS.isdisjoint(scene.signs) or len(items) < 2:
        return items
    gone: list[Item] = []
    for hit in scene.hits:
        if TAKEN_OUT.match(scene.folded, hit.end) is None or any(hit in item.hits for item in items):
            continue
        same = [i for i in items if i.end <= hit.start and i.quantity and any(h.word == hit.word for h in i.hits)]
        gone += same if len(same) == 1 and same[0].choice.one and agrees(same[0].choice.mask, hit) else []
    return [item for item in items if item not in gone] if len(gone) < len(items) else items
