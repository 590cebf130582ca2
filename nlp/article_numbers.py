"""Numbers that are what a product is called: 502两盒, 801 41码10箱, 绝缘鞋816."""

import re
from collections.abc import Sequence
from itertools import islice

from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .family import family
from .features import Kind, Tier
from .lexicon import Lexicon
from .products import Hit, agrees, wide
from .ranges import RANGE
from .words import COLOURS, DECIDING

REPORTED = re.compile(  # 香米25kg到哪了, 液压油18L出库了: which one, as nobody counts there
    r"\s?(?:的|那批|那单)?(?:货)?(?:到哪|到[了没]|走到|出库|已|发[了没]|发货[了没]|发出|发走|装车|装好|签收|收到|送到|备好|备齐|配好|做好|生产|质检"
    r"|排产|[都也就先]?(?:不要|不用|不拿|取消|退掉|去掉))"
)
JOINED = re.compile(r"的?\s?(?:和|跟|与|同|、|/)\s?")
MOST_KINDS = 40  # kinds of one thing that may
MOST_NAMED = 6  # products that may share a number as their name
BEFORE_SIZE = re.compile(r"\s?(?:的|要|来|拿|订|:)?\s?")  # 801要41到44各2箱
SORTED = re.compile(  # 402黑20箱, 402 黑的20箱: a name in figures and what tells its kinds apart
    rf"\s?[{''.join(sorted((DECIDING | COLOURS) - {'米'}))}]{{1,2}}色?的?[\s:]?(?:[要来拿各]|再来|还要)?\s?"
)
GOES_ON = re.compile(
    r"[\s的:,]{0,2}(?:[也再还就先另]*各?(?:[要来拿加订发上弄整搞给]|安排|[减加改降增]到|改[成为]?)?我?)\s?"
)
HELD_IN = re.compile(  # 84大桶5箱, 84五百毫升的十箱: a name in figures, what it comes in, and only then how many
    r"\s?(?:[大中小][桶瓶袋盒包罐]|[桶瓶袋盒包罐]装|[\d.零一二三四五六七八九十百千]+\s?(?:ml|l|kg|g|毫升|升|公斤|千克|克|斤)(?![a-z])[桶瓶袋盒包罐]?)装?的?"
    r"[\s,]{0,2}(?:[也再还就先另]*(?:[要来拿加订发上弄整搞给]|安排)?我?)\s?"
)
HELD_ASKED = re.compile(r"[大中小][桶瓶袋盒包罐]装?的?\s?(?:还有|还剩|有|没|现货|库存|多少|什么价|怎么卖|缺)")
MODEL = re.compile(r"\d{2,}[a-z]")  # 88A, 12V: a model, where it is counted like one
OTHERS = re.compile(  # 566跟567各60包, 蓝的242和红的271各60支
    rf"\A(?:\s?[跟和与及、,/]\s?(?:[{''.join(sorted(COLOURS))}]{{1,2}}色?的?)?[a-z]?\d{{2,}}[a-z]?)+(?=\s?(?:各|都|均|每))"
)
SPOKEN_OF = re.compile(  # 553那个先不发, 912不要了
    r"\s?(?:那个|那款|的)?(?:就|也|都|这次)?(?:先?(?:不要|不用|不发|别发|别要)|取消|减掉|去掉|拿掉|删[掉了]|划掉|撤掉|照旧|照发|照送|不变)"
)
NO_AMOUNT = re.compile(r"0\d\d")  # 004配齐了: nobody counts so
INSTEAD = re.compile(r"(?:换成?|换为|改用|改要)\s?\Z")  # 把502换成401


def sized_by(name: Hit, size: Hit, folded: str, lexicon: Lexicon) -> bool:
    """True for an article's own number right before a size that it is had in: 801 41码10箱, 7542 22年的两提."""
    if name.kind is Kind.HEAD or name.tier is not Tier.EXACT or len(name.word) < 3 or not name.masks[0]:
        return False
    if size.lone or not agrees(name.masks[0], size) or not BEFORE_SIZE.fullmatch(folded, name.end, size.start):
        return False
    if not one_thing(list(islice(name.masks[0], MOST_KINDS + 1)), lexicon):
        return False
    return not bare_number(size) or folded[size.start - 1] == "的" or RANGE.match(folded, size.start) is not None


def size_of_article(hits: Sequence[Hit], index: int, folded: str, lexicon: Lexicon) -> bool:
    """True for a size right before an article's own number that is had in it: 42码的801来10双."""
    size, name = hits[index], hits[index + 1] if index + 1 < len(hits) else None
    if name is None or name.kind is Kind.HEAD or name.tier is not Tier.EXACT or len(name.word) < 3:
        return False
    if size.lone or size.kind is Kind.NUMBER or folded[size.end : name.start].strip(" ") not in ("", "的"):
        return False
    if not name.masks[0] or not agrees(name.masks[0], size):
        return False
    return one_thing(list(islice(name.masks[0], MOST_KINDS + 1)), lexicon)


def leads_size(
    hits: Sequence[Hit], index: int, folded: str, rough: Sequence[Found[Quantity]], lexicon: Lexicon
) -> bool:
    """True for an article's number with its size behind it, where it is no amount itself: 801 41码10箱."""
    hit, after = hits[index], hits[index + 1] if index + 1 < len(hits) else None
    counted = any(q.value.unit and q.span.start == hit.start and q.span.end > hit.end for q in rough)
    if after is None or counted:
        return False
    if sized_by(hit, after, folded, lexicon):
        return True
    listed = len(after.word) == len(hit.word) and JOINED.fullmatch(folded, hit.end, after.start) is not None
    return listed and own_number(hit, lexicon, counted=False) and leads_size(hits, index + 1, folded, rough, lexicon)


def own_number(hit: Hit, lexicon: Lexicon, *, counted: bool) -> bool:
    """True for an article's own number behind its name: 绝缘鞋816 39*10."""
    if counted or hit.tier is not Tier.EXACT or len(hit.word) < 3 or not hit.word.isdecimal() or not hit.masks[0]:
        return False
    return hit.kind is Kind.CODE and one_thing(list(islice(hit.masks[0], MOST_KINDS + 1)), lexicon)


def bare_number(hit: Hit) -> bool:
    """True for a bare number: what stands beside it proves nothing."""
    return hit.kind is Kind.NUMBER and "." not in hit.word and len(hit.word) < 4


def names_product(
    hit: Hit, folded: str, rough: Sequence[Found[Quantity]], lexicon: Lexicon, before: Sequence[Hit] = ()
) -> bool:
    """True for a number that is a product's name, counted beside it as that product is counted: 502两盒, 88A来5支."""
    model = hit.word.replace("-", "").isdecimal() or MODEL.fullmatch(hit.word) is not None
    if not model or hit.tier is not Tier.EXACT or len(hit.word) < 2 or not hit.masks[0]:
        return False
    members = list(islice(hit.masks[0], MOST_KINDS + 1))
    if len(members) > MOST_NAMED and not one_thing(members, lexicon):
        return False
    if NO_AMOUNT.fullmatch(hit.word) and not any(q.value.unit and q.span.start == hit.start for q in rough):
        return True
    goes_on = GOES_ON if len(hit.word) > 2 else HELD_IN
    if len(hit.word) > 2 and INSTEAD.search(folded, max(0, hit.start - 3), hit.start):
        return any(family(o.masks[0], lexicon).intersect(hit.masks[0]) for o in before if not o.lone and o.masks[0])
    if hit.kind is Kind.CODE and HELD_ASKED.match(folded, hit.end):
        return True
    if len(hit.word) > 2 and SPOKEN_OF.match(folded, hit.end):
        return True
    for quantity in rough:
        gap = ""
        if quantity.value.unit is None:
            continue
        if quantity.span.start >= hit.end:
            gap = OTHERS.sub("", folded[hit.end : quantity.span.end])
            gap = gap[: len(gap) - (quantity.span.end - quantity.span.start)]
        elif quantity.span.end <= hit.start:
            gap = folded[quantity.span.end : hit.start] if len(hit.word) > 2 else "-"
        else:
            continue
        sorts = len(hit.word) > 2 and len(members) > 1 and quantity.span.start > hit.end and SORTED.fullmatch(gap)
        held = HELD_IN.fullmatch(gap)
        if goes_on.fullmatch(gap) or held or sorts:
            listed = [quantity.value.unit in (lexicon.products[i].unit, *lexicon.products[i].packs) for i in members]
            if all(listed) or (held and any(listed)):  # 84大桶6桶: only one of them comes so
                return True
    return False


def one_thing(members: Sequence[int], lexicon: Lexicon) -> bool:
    """True for the kinds of one thing: all have one name."""
    return len(members) <= MOST_KINDS and len({lexicon.products[at].name for at in members}) == 1


def whole_number(hit: Hit, *, counted: bool) -> bool:
    """True for five and more digits that are the whole number of a few products and no round amount: 30308."""
    if (
        counted
        or len(hit.word) < 5
        or not hit.word.isdecimal()
        or hit.word.endswith("00")
        or hit.tier is not Tier.EXACT
    ):
        return False
    return 0 < len(list(islice(hit.masks[0], MOST_NAMED + 1))) <= MOST_NAMED


def asked_after(hit: Hit, folded: str, own: Found[Quantity] | None) -> bool:
    """True for the digits of a code that nobody counts, where it is asked how far they are: 7205到了没."""
    if (own is not None and own.value.unit) or len(hit.word) < 4 or not hit.word.isdecimal():
        return False
    return REPORTED.match(folded, hit.end) is not None and len(list(islice(hit.masks[2], MOST_NAMED + 1))) <= MOST_NAMED


def up_to_its_amount(
    hits: Sequence[Hit], index: int, folded: str, rough: Sequence[Found[Quantity]], lexicon: Lexicon
) -> bool:
    """True for a code with its amount right behind, or behind sizes that its goods have: 6201的41码42码各一箱."""
    mask, end = wide(hits[index], lexicon), hits[index].end
    for other in hits[index + 1 :]:
        if other.kind is Kind.HEAD or folded[end : other.start].strip(" 的") or not agrees(mask, other):
            break
        if other.kind is Kind.NUMBER and any(q.value.unit and q.span.start == other.start for q in rough):
            break
        end = other.end
    amount = next((q for q in rough if q.span.start >= end), None)
    if amount is None or amount.value.unit is None:
        return False
    gap = folded[end : amount.span.start]
    return not gap.strip(" 的各") or (end > hits[index].end and GOES_ON.fullmatch(gap) is not None)
