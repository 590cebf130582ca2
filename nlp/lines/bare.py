"""Amounts that stand before their goods or alone: corrections, parts, gifts, sizes, goods nobody has."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, takewhile

from ..amounts import unlisted_size
from ..counted_things import counted_thing
from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..family import family
from ..features import Kind, Tier
from ..grouping import Item, groups, has_head, sort_of
from ..in_all import told_in_all
from ..leftover import leftover
from ..lexicon import NOTHING, Lexicon, Mask
from ..products import Choice, Hit
from ..segment import is_word
from ..tidy import SLIP
from ..words import SAYS_NOTHING
from .counted import take
from .named import COMES, flags, replace_item, unknown
from .walk import Walk

SPARE = frozenset(("备用", "零头", "尝尝", "试试", "送货", "备件"))  # what an amount of the same goods is for
THING = re.compile(r"(?![给当表做作算试尝过来去上下在以就也还都又再是不没先后一么])[\u3400-\u9fff]{2,4}")
FIGURE = re.compile(r"\d")
APART = re.compile(r"[\s,;。!?]|$|就|吧|够|即可|得了")
GIVEN = re.compile(r"\A[\s,]?[送赠]\s?\Z|(?:说好|讲好|谈好|答应|活动|[白搭])[^,。;!?\n\d]{0,4}[送赠]\s?\Z")
PARTED = re.compile(r"分(?:成|为)?[两二三四五六几2-6]?[批次趟车回](?!发货价)|分开[送发]|分批")
OF_A_DAY = 1  # characters between an amount and the day that it is for
THINKS_AGAIN = re.compile(r"(?:还是|要不|算了)[\s,]?\Z")
TOTAL = re.compile(r"(?:一共|总共|合计|共计|共)(?:是|就是|要)?\s?\Z")
LONE_SIZE = re.compile(
    r"(?<![a-z0-9.*#-])(\d+(?:\.\d+)?(?:#|[mc]m|ml|号|码)|\d+\.\d+|(?:x{0,4}[sml]|[2-9]xl)[码号]?)的?\s*\Z"
)
LONE_SORT = re.compile(r"(?:\A|[\s,、])([\u4e00-\u9fff])色?的\s?\Z")  # 手套线的20打 胶的10打
MOST_KIN = 24  # products of one name that are looked at
LOST = re.compile(r"(?:\A|[\s,、])([\u4e00-\u9fff])的?\s?\Z")  # a letter that nobody knows before an amount: 丑5箱


def bare(walk: Walk, quantity: Found[Quantity], ahead: list[Hit]) -> int:
    """A quantity with no product before it: its product follows (how many words), or it corrects the last."""
    gap = walk.scene.between(walk.window, quantity.span.start)
    words = leftover(walk.scene, walk.window, quantity.span.start)
    slipped = SLIP.search(gap) is not None or _thinks_again(walk, quantity, gap)
    slip = bool(walk.items) and slipped
    apart = APART.match(walk.scene.folded[quantity.span.end :]) is not None
    close = bool(ahead) and not re.search(r"[,\n]", walk.scene.between(quantity.span.end, ahead[0].start))
    told = bool(words) and quantity.span.start - words[-1][1] <= 1
    tight = bool(ahead) and ahead[0].start - quantity.span.end < 1
    size = LONE_SIZE.search(gap)
    if size and not slip and _lone(walk, size, quantity, ahead, words):
        at = walk.window + size.start(1)  # 2.0的1箱 吸管20盒: a size nobody knows is no size of what follows
        unknown(walk, quantity, [(at, walk.window + size.end(1))])
        return 0
    if (sort := LONE_SORT.search(gap)) and walk.items and not slip and _sort(walk, quantity, sort, ahead):
        return 0
    if ahead and walk.counted_behind(ahead) and not tight and (not close or words or slip or FIGURE.search(gap)):
        ahead = []  # 角法各10个 乳胶漆15桶: what follows has an amount of its own
    if not words and not slip and (code := unlisted_size(quantity, walk.window, walk.counted.sizes, walk.scene)):
        unknown(walk, quantity, [code])
        return 0
    slip = slip and not (close and _named_late(walk, ahead))
    if ahead and not (slip and apart) and (tight or not told) and (close or not words):
        if not walk.each(quantity):
            ahead = groups(ahead, walk.lexicon, each=False)[0]
        take(walk, quantity, ahead, first=True)
        return len(ahead)
    if walk.items and _part_of_total(walk, quantity, gap):
        walk.items.append(replace_item(walk.items[-1], quantity))
    elif not slipped and (named := words or _strange(walk, quantity)):
        unknown(walk, quantity, named)
    elif walk.items and (slipped or "?" in gap or re.search(r"[对是]\s*$", gap)):
        walk.items[-1].quantity, walk.items[-1].slip = quantity, True
        walk.items[-1].end = quantity.span.end
    elif walk.items and (
        _another_unit(walk, quantity)
        or (walk.items[-1].hits and (_other_customer(walk, quantity) or _other_day(walk, quantity)))
    ):
        walk.items.append(replace_item(walk.items[-1], quantity))
        flags(walk, walk.items[-1])
    else:
        after = leftover(walk.scene, quantity.span.end, walk.line_end(quantity.span.end))
        if after:
            unknown(walk, quantity, after)
        elif quantity.value.unit and (lost := LOST.search(gap)) and lost[1] not in SAYS_NOTHING:
            unknown(walk, quantity, [(walk.window + lost.start(1), walk.window + lost.end(1))])
        elif not walk.items or _other_customer(walk, quantity):
            walk.items.append(Item(quantity.span.start, quantity.span.end, (), Choice(NOTHING), quantity))
    return 0


def _thinks_again(walk: Walk, quantity: Found[Quantity], gap: str) -> bool:
    """True for another amount of the last goods that somebody settles on: 两盒 嗯 还是三盒吧."""
    last = walk.items[-1].quantity if walk.items else None
    settles = walk.scene.folded.startswith("吧", quantity.span.end) and THINKS_AGAIN.search(gap) is not None
    return settles and last is not None and last.value.unit == quantity.value.unit


def _strange(walk: Walk, quantity: Found[Quantity]) -> list[tuple[int, int]]:
    """A thing that nobody has, right behind its amount: the 杯子 of 20件 送2个杯子."""
    end = quantity.span.end
    words = leftover(walk.scene, end, walk.line_end(end)) if quantity.value.unit is not None else []
    if not words or words[0][0] != end:
        return []
    run = walk.scene.between(*words[0])
    given = GIVEN.search(walk.scene.between(walk.window, quantity.span.start)) and THING.fullmatch(run)
    return words[:1] if (given or is_word(run)) and run not in SPARE and not counted_thing(run) else []


def summed(walk: Walk, quantity: Found[Quantity]) -> bool:
    """True for the sum of the amounts before it, which stands for them from now on."""
    if not walk.items or TOTAL.search(walk.scene.between(walk.window, quantity.span.start)) is None:
        return False
    summed = told_in_all(walk.items, quantity, walk.lexicon)
    walk.items = walk.items if summed is None else summed
    return summed is not None


def _named_late(walk: Walk, ahead: Sequence[Hit]) -> bool:
    """Drops an amount that was taken back before anything was named: 50片…打错了 是50套 螺丝."""
    blank = not walk.items[-1].hits and not walk.items[-1].mention and has_head(ahead)
    if blank:
        walk.items.pop()
    return blank


def _lone(
    walk: Walk, size: re.Match[str], quantity: Found[Quantity], ahead: list[Hit], words: Sequence[tuple[int, int]]
) -> bool:
    """True for a size, and no day, that alone is said of what an amount counts: the L of 手套S 10打 L 20打."""
    at = walk.window + size.start(1)
    if not walk.items or any(d.span.start <= at < d.span.end for d in walk.scene.dates):
        return False
    return walk.counted_behind(ahead) if ahead else not words and quantity.value.unit is not None


def _sort(walk: Walk, quantity: Found[Quantity], sort: re.Match[str], ahead: list[Hit]) -> bool:
    """Takes 胶的10打 behind 手套线的20打 for the other sort; what nobody knows is none of what follows."""
    last = walk.items[-1]
    heads = [h for h in last.hits if h.kind is Kind.HEAD and h.tier <= Tier.SUFFIX]
    mask = sort_of(sort[1], heads[-1], heads[-1].masks[2], walk.lexicon) if heads else NOTHING
    mask = mask or (_kin(sort[1], last, heads[-1].masks[2], walk.lexicon) if heads else NOTHING)
    at = walk.window + sort.start(1)
    if mask:
        item = replace_item(last, quantity)
        item.choice, item.inherited, item.product = Choice(mask, tuple(heads)), True, (at, at + 1)
        item.mention, item.start = walk.scene.text[at : at + 1], at
        flags(walk, item)
        walk.items.append(item)
        return True
    if ahead and walk.counted_behind(ahead):
        unknown(walk, quantity, [(at, at + 1)])
        return True
    return False


def _kin(sort: str, last: Item, alike: Mask, lexicon: Lexicon) -> Mask:
    """The other thing of the same name that has the character in its words: the 平型钢丝轮 beside a 钢丝碗."""
    if not last.choice.one:
        return NOTHING
    others = (family(last.choice.mask, lexicon) | alike) - last.choice.mask
    own = lexicon.products[last.choice.mask[0]]
    if len(others) > MOST_KIN or sort in f"{own.name}{own.spec}":
        return NOTHING
    return Mask([at for at in others if sort in f"{lexicon.products[at].name}{lexicon.products[at].spec}"])


def given(walk: Walk, quantity: Found[Quantity], ahead: Sequence[Hit]) -> bool:
    """Makes a gift of so many more of the last goods: 十箱送一箱, 四箱 说好的再送一箱; not of 再送一箱来."""
    last = walk.items[-1] if walk.items else None
    if last is None or last.quantity is None or not last.hits or last.quantity.value.unit != quantity.value.unit:
        return False
    if ahead and (ahead[0].start == quantity.span.end or not walk.counted_behind(ahead)):
        return False  # 送一箱橙汁: of what follows
    gap = walk.scene.between(walk.window, quantity.span.start)
    if GIVEN.search(gap) is None or COMES.match(walk.scene.folded, quantity.span.end):
        return False
    if _strange(walk, quantity):
        return False
    walk.items.append(replace(replace_item(last, quantity), gift=True))
    return True


def _other_customer(walk: Walk, quantity: Found[Quantity]) -> bool:
    last = walk.items[-1].start
    return any(last < c.start < quantity.span.start for c in walk.scene.customers)


def _other_day(walk: Walk, quantity: Found[Quantity]) -> bool:
    """True where another day was named since the last amount: 20号送500公斤,27号再送500公斤."""
    last = walk.items[-1].quantity
    between = [d for d in walk.scene.dates if last and last.span.end <= d.span.start < quantity.span.start]
    return any(d.value.role in ("due", "dispatch") for d in between)


def _part_of_total(walk: Walk, quantity: Found[Quantity], gap: str) -> bool:
    """True for the first part of what comes in several: 20吨分两批 10吨13号 10吨20号, 20吨 10吨13号 10吨20号."""
    whole = walk.items[-1].quantity
    if whole is None or not whole.value.qty or not walk.items[-1].hits:
        return False
    days = {d.span.start for d in walk.scene.dates}
    parted = PARTED.search(gap) is not None
    later = takewhile(
        lambda q: (
            q.value.unit == whole.value.unit
            and (parted or not days.isdisjoint(range(q.span.end, q.span.end + OF_A_DAY + 1)))
        ),
        (q for q in walk.scene.quantities if q.span.start >= quantity.span.start),
    )
    sums = accumulate(q.value.qty or Decimal(0) for q in later)
    return quantity.value.qty != whole.value.qty and whole.value.qty in sums


def _another_unit(walk: Walk, quantity: Found[Quantity]) -> bool:
    last = walk.items[-1].quantity
    if last is None or last.value.unit is None or quantity.value.unit in (None, last.value.unit):
        return False
    gap = walk.scene.between(last.span.end, quantity.span.start)
    return re.fullmatch(r"[\s,、和及再加还有要另外也多给送赠搭]*", gap) is not None
