"""One line of the words that name its goods, and of goods that no list has."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ..called_alike import called_alike
from ..carried import lacked
from ..counted_things import counted_thing
from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..family import heads_of
from ..features import Kind, Tier
from ..grouping import Item, abbreviated, akin, has_head, own_stretch, settled
from ..initials import told_by_sign
from ..items import ANYTHING, having_unit
from ..lexicon import NOTHING, Mask
from ..loose import loose
from ..otherwise import otherwise
from ..plain import plainest
from ..products import Choice, Hit
from ..row import by_end_of_name, carried, headline
from ..series import in_series
from ..sizes import packed, sized, telling
from ..telling_word import told_by_word
from .walk import Walk

GIFT_BEFORE = re.compile(
    r"(?:赠(?!客|领导|员工)|免费|(?<![号日天晚早午前后内底末初旬])(?<!周[一二三四五六])(?<!买.)(?<!买..)(?<!给我)(?<!我们)(?<!帮我)(?<!帮忙)(?<!麻烦)(?<!安排)(?<![先快请急])送)(?!到|货|来|去|过|达|往|至|一下|给|我|餐|上|完|的|检|审)"
)
GIFT_TO_ME = re.compile(r"\A送[我咱]们?\s?\Z")  # 扳手1盒送我俩打火枪
GIFT_AFTER = re.compile(
    r"^的?[\s,]*(?:是|算|当|作为|做)?(?:送的|赠品|赠送|免费的|白送|搭的)(?!\s?[\d一二两三四五六七八九十半几])"
)
GIVING = frozenset("赠免送搭")  # without any of these nothing is given
COMES = re.compile(r"\s?(?:过?[来去]|到)")  # 送一箱来: brought, not given
MEASURE_BEFORE = re.compile(r"(?<![\d.])\d{1,4}(?:\.\d+)?\Z")
STOP = re.compile(r"[\n;。!]")
WITHOUT = re.compile(r"[不没无][带含有加配]\Z")  # of what the list has as 带脚, and not as 不带脚
DENYING = frozenset("不没无")  # one of these is in every WITHOUT


def replace_item(item: Item, quantity: Found[Quantity]) -> Item:
    """The same product once more with another quantity."""
    return replace(item, start=quantity.span.start, end=quantity.span.end, quantity=quantity)


def unknown(walk: Walk, quantity: Found[Quantity], words: list[tuple[int, int]]) -> None:
    """Adds a line of goods that no list has: the stretches `words` with the amount."""
    start, end = words[0][0], words[-1][1]
    run = walk.scene.between(start, end).replace(" ", "")
    if counted_thing(run) and start >= quantity.span.end:
        return
    if measured := MEASURE_BEFORE.search(walk.scene.folded, walk.window, start):
        start = measured.start()  # the whole of 40公分餐垫
    item = Item(min(start, quantity.span.start), max(end, quantity.span.end), (), Choice(NOTHING), quantity)
    item.mention, item.unknown, item.product = walk.scene.text[start:end], True, (start, end)
    flags(walk, item)
    walk.items.append(item)


def line_of(
    walk: Walk, group: Sequence[Hit], context: Sequence[Hit], quantity: Found[Quantity] | None, each: bool, first: bool
) -> Item:
    """The line of one mention: its goods by its own words and by those of `context`, with what makes it doubtful."""
    start, end = own_stretch(group)
    group, denied = _denied(walk, group)
    choice, leaned, torn = settled(group, context, walk.lexicon)
    for hit in denied:
        rest = choice.mask - hit.masks[2]
        choice, torn = replace(choice, mask=rest or choice.mask), torn or not rest
    if choice.one and not leaned and (kin := _of_the_row(walk, group, context)):
        choice, leaned = Choice(kin, (*choice.used, *context)), True
    choice, apart = told_by_word(choice, group, walk.scene, walk.lexicon)
    if quantity is not None and not each:
        choice = told_by_sign(choice, walk.scene.between(end, quantity.span.end), walk.lexicon)
    torn = torn or apart
    choice = _other_size(walk, choice, group, context) if leaned and choice.one and not each else choice
    item = Item(
        start, end, tuple(group), choice, quantity, each=each, inherited=leaned, torn=torn, product=(start, end)
    )
    item.mention = walk.scene.text[start:end]
    if quantity is not None:
        item.start, item.end = min(start, quantity.span.start), max(end, quantity.span.end)
    if lacked(item, walk.lexicon) or (each and _under_no_name(walk, item, group, context)):
        item.unknown, item.choice = True, Choice(NOTHING, tuple(group))
    otherwise(item, walk.window, walk.scene, walk.lexicon, leads=first)
    if not item.choice.one and has_head(group):
        item.choice = headline(item.choice, start, walk.scene, walk.lexicon)
    item.choice = _told(walk, abbreviated(item.choice, group, walk.scene, walk.lexicon), item)
    series = in_series(item.choice, group, walk.scene, walk.lexicon)
    item.choice = replace(item.choice, mask=series) if series != item.choice.mask else item.choice
    item.choice = plainest(item.choice, group, walk.lexicon)
    item.choice = called_alike(item.choice, group, walk.lexicon)
    item.choice = by_end_of_name(item, walk.items[-1] if walk.items else None, walk.scene, walk.lexicon)
    if not item.choice.one:
        item.choice = carried(item, walk.items[-1] if walk.items else None, walk.scene, walk.lexicon)
    _counted_otherwise(walk, item, group)
    flags(walk, item)
    item.context = tuple(dict.fromkeys((*choice.used, *item.hits)))
    if item.choice.one and not has_head(item.context):  # 湖蓝 2匹 大红 1匹: of the same thing
        item.context += tuple(h for p in walk.lexicon.some(item.choice.mask, 1) for h in heads_of(p, walk.lexicon))
    walk.context = item.context
    return item


def _of_the_row(walk: Walk, group: Sequence[Hit], context: Sequence[Hit]) -> Mask:
    """The one kind of the thing said before a row that a mere end of a name means: 开心果罐装的 原色2箱盐焗2箱."""
    last = walk.items[-1] if walk.items else None
    name = max((h for h in context if has_head([h])), key=lambda h: len(h.word), default=None)
    if last is None or name is None or len(group) != 1 or group[0].tier is not Tier.SUFFIX or len(name.word) < 3:
        return NOTHING
    if not last.choice.one or STOP.search(walk.scene.between(last.end, group[0].start)):
        return NOTHING
    both = (name.masks[0] or name.masks[1]) & group[0].masks[2]
    return both if len(both) == 1 and not both.intersect(last.choice.mask) else NOTHING


def _under_no_name(walk: Walk, item: Item, group: Sequence[Hit], context: Sequence[Hit]) -> bool:
    """True for one of a list that the thing of the list is not had in: the 苹果12 of 苹果12 13后盖各30片."""
    if (
        item.inherited
        or has_head(group)
        or not has_head(context)
        or not any(char.isdigit() for h in group for char in h.word)
    ):
        return False
    if item.choice.one and akin(context, item.choice.mask, walk.lexicon):
        return False  # 红花郎10和15各5箱
    return not any(h.distinctive and len(h.masks[0]) == 1 for h in group)


def _denied(walk: Walk, group: Sequence[Hit]) -> tuple[Sequence[Hit], list[Hit]]:
    """The words of a mention, and those that say what the thing has not: 带脚 of 2032不带脚."""
    if DENYING.isdisjoint(walk.scene.signs):
        return group, []
    denied = [h for h in group if WITHOUT.search(walk.scene.folded, max(0, h.start - 1), h.start + 1)]
    told = [h for h in group if h not in denied]
    return (told, denied) if denied and told else (group, [])


def _other_size(walk: Walk, choice: Choice, group: Sequence[Hit], context: Sequence[Hit]) -> Choice:
    """Lets a size in a row speak against the size before it: 双面胶20的5箱 50的5箱 means no 20*50."""
    last = walk.items[-1] if walk.items else None
    if last is None or not choice.mask.issubset(last.choice.mask) or not all(map(loose, group)):
        return choice
    alone = "*" not in walk.scene.between(max(0, group[0].start - 1), group[-1].end + 1)
    before = [h for h in choice.used if (loose(h) or (alone and "*" in h.word)) and h not in group]
    if not before or {h.word for h in group} & {h.word for h in last.hits}:
        return choice
    names = [h for h in context if has_head([h])]
    return Choice(settled(group, names, walk.lexicon)[0].mask - last.choice.mask, tuple(group))


def _counted_otherwise(walk: Walk, item: Item, group: Sequence[Hit]) -> None:
    """Doubts a product that pieces of names point to and that is not counted so; takes the one that is."""
    unit = item.quantity.value.unit if item.quantity else None
    if unit is None or unit in ANYTHING or item.unknown or not item.choice.one or item.inherited:
        return
    if any(h.distinctive or (h.kind is Kind.HEAD and h.tier is Tier.EXACT) for h in group):
        return
    product = walk.lexicon.products[item.choice.mask[0]]
    if unit == product.unit or unit in product.packs:
        return
    mask = group[0].masks[2]
    for hit in group[1:]:
        mask &= hit.masks[2]
    others = having_unit(mask, unit, walk.lexicon) if len(mask) > 1 else mask
    if others != mask:
        item.choice = Choice(others, item.choice.used, item.choice.skipped)  # 胶原40盒, not the one in bottles
    item.torn = True


def _told(walk: Walk, choice: Choice, item: Item) -> Choice:
    """Narrows by 大包装 beside the name, and by a counter that only some of the products have."""
    if choice.one or not choice.mask:
        return choice
    mask = telling(choice.mask, item.hits, walk.lexicon)
    mask = sized(mask, walk.scene.between(item.start, item.end + 4), walk.lexicon)
    mask = packed(mask, walk.scene.between(item.start, item.end + 14), walk.lexicon)
    unit = item.quantity.value.unit if item.quantity else None
    return Choice(having_unit(mask, unit, walk.lexicon), choice.used, choice.skipped)


def flags(walk: Walk, item: Item) -> None:
    """Marks a line as given away where the words around it say so."""
    if GIVING.isdisjoint(walk.scene.signs):
        return
    before = walk.scene.between(walk.window, item.start)
    after = walk.scene.between(item.end, item.end + 8)
    to_me = bool(walk.items) and GIFT_TO_ME.search(before) is not None
    given = GIFT_BEFORE.search(before) is not None and not COMES.match(after)
    item.gift = to_me or given or GIFT_AFTER.match(after) is not None
