"""Binds quantities to products: lists, 各, things left out and taken from before, slips of the tongue."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, pairwise, takewhile

from .amounts import Amounts, amounts_of, unlisted_size
from .brands import branded
from .called_alike import called_alike
from .carried import glued, lacked, of_no_type, told_behind
from .counting import BROKEN_OFF
from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .family import heads_of, instead
from .features import CJK, Kind, Tier
from .grouping import Item, abbreviated, akin, groups, has_head, own_stretch, settled, sort_of
from .halves import halved
from .in_all import told_in_all
from .initials import told_by_sign
from .items import ANYTHING, having_unit
from .leftover import leftover
from .lexicon import NOTHING, Lexicon, Mask
from .likewise import likewise
from .loose import loose
from .otherwise import otherwise
from .plain import plainest
from .polarity import with_or_without
from .price_rows import priced_in_rows
from .products import Choice, Hit, agrees, inherit, resolve
from .refused import wanted
from .rest_of_family import rest_of_family
from .row import by_end_of_name, carried, headline
from .same_size import of_same_size
from .scene import Scene
from .segment import is_word
from .series import in_series
from .sibling import siblings, unvaried
from .sizes import packed, sized, telling
from .spread import each_kind, kinds_behind, kinds_listed, kinds_said, split
from .stray import USED_UP, without_strangers
from .tables.gridded import beside, items_of, with_cells
from .telling_word import told_by_word
from .tidy import (
    SLIP,
    may_slip,
    priced,
    recounted,
    revised,
    told_again,
    told_with_days,
    without_parts,
    without_slips,
    without_totals,
)
from .told_of_one import told_of_one
from .words import COUNTED_THINGS, SAYS_NOTHING

EACH = re.compile(
    r"(?:各|每[样种个款]?(?:规格|颜色|尺码|尺寸|码|色)?|分别|均|都|(?<![跟和同次像])一样(?=\s*\Z|[来要拿]))"
    r"(?:自|要|来|整|搞|弄|发|拿|订|给|备|是|下|送|再|加|个|开|做|打|出|生产|改[成为到]?|[调变][成到为])*\s*$"
)
SPARE = frozenset(("备用", "零头", "尝尝", "试试", "送货", "备件"))  # what an amount of the same goods is for
THING = re.compile(r"(?![给当表做作算试尝过来去上下在以就也还都又再是不没先后一么])[\u3400-\u9fff]{2,4}")
SHARING = frozenset("各每分均都样")  # one of these is in every 各
SLIPPED = re.compile(rf"[\s,?.…!、的哎哟唉诶呃啊喂]*(?:{SLIP.pattern})")
FIGURE = re.compile(r"\d")
APART = re.compile(r"[\s,;。!?]|$|就|吧|够|即可|得了")
GIFT_BEFORE = re.compile(
    r"(?:赠(?!客|领导|员工)|免费|(?<![号日天晚早午前后内底末初旬])(?<!周[一二三四五六])(?<!买.)(?<!买..)(?<!给我)(?<!我们)(?<!帮我)(?<!帮忙)(?<!麻烦)(?<!安排)(?<![先快请急])送)(?!到|货|来|去|过|达|往|至|一下|给|我|餐|上|完|的|检|审)"
)
GIFT_TO_ME = re.compile(r"\A送[我咱]们?\s?\Z")  # 扳手1盒送我俩打火枪
GIFT_AFTER = re.compile(r"^[\s,]*(?:是|算|当|作为|做)?(?:送的|赠品|赠送|免费的|白送|搭的)")
GIVING = frozenset("赠免送搭")  # without any of these nothing is given
GIVEN = re.compile(r"\A[\s,]?[送赠]\s?\Z|(?:说好|讲好|谈好|答应|活动|[白搭])[^,。;!?\n\d]{0,4}[送赠]\s?\Z")
COMES = re.compile(r"\s?(?:过?[来去]|到)")  # 送一箱来: brought, not given
PARTED = re.compile(r"分(?:成|为)?[两二三四五六几2-6]?[批次趟车回](?!发货价)|分开[送发]|分批")
RESPECTIVELY = re.compile(r"分别(?:要|来|是|为|拿|订|发)?[\s:]*\Z")
ENDED = re.compile(r"[。?!;\n]")
MEASURE_BEFORE = re.compile(r"(?<![\d.])\d{1,4}(?:\.\d+)?\Z")
LISTED = re.compile(r"[、和跟与及+&/,\n]")
NOT_THAT = re.compile(r"(?<![是要])不是(?![\s,.。…?吧吗]|是)[^\s,。;!?]*\Z")
TOTAL = re.compile(r"(?:一共|总共|合计|共计|共)(?:是|就是|要)?\s?\Z")
STOP = re.compile(r"[\n;。!]")
LONE_SIZE = re.compile(
    r"(?<![a-z0-9.*#-])(\d+(?:\.\d+)?(?:#|[mc]m|ml|号|码)|\d+\.\d+|(?:x{0,4}[sml]|[2-9]xl)[码号]?)的?\s*\Z"
)
LONE_SORT = re.compile(r"(?:\A|[\s,、])([\u4e00-\u9fff])色?的\s?\Z")  # 手套线的20打 胶的10打
LOST = re.compile(r"(?:\A|[\s,、])([\u4e00-\u9fff])的?\s?\Z")  # a letter that nobody knows before an amount: 丑5箱
BESIDES = re.compile(r"的?[\s,]*(?:还有|还要|另外|外加|再[来要加拿]|然后|以及|外加)")
CALLS_FOR = re.compile(r"[要来拿订配装换加补买需发][个了]?\s*\Z")
CLOSED = re.compile(r"的?\s?[,。;\n]")
WITHOUT = re.compile(r"[不没无][带含有加配]\Z")  # of what the list has as 带脚, and not as 不带脚
DENYING = frozenset("不没无")  # one of these is in every WITHOUT


def replace_item(item: Item, quantity: Found[Quantity]) -> Item:
    """The same product once more with another quantity."""
    return replace(item, start=quantity.span.start, end=quantity.span.end, quantity=quantity)


def counted_thing(run: str) -> bool:
    """True for what is counted without being goods: 食堂 of 10个食堂合计, 车 of 9台车保养, and no 车标."""
    begins = any(run[:size] in COUNTED_THINGS for size in (4, 3, 2, 1))
    return begins and (run in COUNTED_THINGS or not (len(run) > 1 and is_word(run)))


def _mere_piece(hit: Hit) -> bool:
    """True for a word out of a description, without figures: the 冷库 of what is 冷库用."""
    return hit.kind is Kind.FEATURE and hit.tier is Tier.PART and CJK.fullmatch(hit.word) is not None


class Binder:
    """Walks over words and quantities once, in the order of the text."""

    def __init__(self, scene: Scene, lexicon: Lexicon, context: Sequence[Hit] = ()) -> None:
        """`context` holds words of an earlier message that may be left out in this one."""
        self.scene = scene
        self.lexicon = lexicon
        self.items: list[Item] = []
        self.pending: list[Hit] = []
        self.context: tuple[Hit, ...] = tuple(context)
        self.counted = Amounts()
        self._parts: list[list[Hit]] = []  # the mentions before the amount at hand
        self.window = 0  # where the words since the last quantity begin

    def run(self) -> list[Item]:
        """The product lines of the whole text."""
        hits, quantities = wanted(self.scene)
        cells = items_of(self.scene.cells, hits, self.scene.text)
        hits, quantities = beside(self.scene.cells, hits, quantities)
        self.counted = amounts_of(quantities, hits, self.scene, self.lexicon)
        quantities = list(self.counted.amounts)
        at = shared = 0
        for index, quantity in enumerate(quantities):
            if index < shared:
                continue  # given to one of the goods named before 分别
            while at < len(hits) and hits[at].start < quantity.span.start:
                self.pending.append(hits[at])
                at += 1
            self._take_back(quantity)
            limit = quantities[index + 1].span.start if index + 1 < len(quantities) else len(self.scene.folded)
            ahead = self._ahead(hits, at, quantity, limit)
            if (taken := self._halved(quantity, hits, at, limit)) is not None:
                at += taken
                self.pending = []
                continue
            if self.pending and self.items:
                self._told_late(self._adds(quantity, ahead))
            if self.pending and (words := self._behind_stop(quantity)):
                self._unknown(quantity, words)
            elif not self.pending or self._adds(quantity, ahead):
                self.window = max(self.window, self.pending[-1].end) if self.pending else self.window
                at += 0 if self._given(quantity, ahead) or self._summed(quantity) else self._bare(quantity, ahead)
            else:
                made = len(self.items)
                self._take(quantity, self.pending)
                shared = index + self._respectively(self.items[made:], quantities[index:])
                at += self._spread(made, quantity, ahead, hits[at:])
            self.pending = []
            self.window = max(quantity.span.end, self.items[-1].end if self.items else 0)
        self.items = with_cells(self.items, cells)
        self._rest(hits[at:])
        self.items = [item for item in self.items if item not in cells]
        branded(self.items, self.scene, self.lexicon)
        items = without_parts(without_totals(told_with_days(self.items, self.scene), self.scene), self.scene)
        items = priced(revised(without_slips(items, self.scene), self.scene), self.scene)
        items = priced_in_rows(items, self.scene)
        recounted(items, self.scene, self.lexicon)
        told_again(items, self.scene, self.lexicon)
        without_strangers(items, self.scene, self.lexicon, self.counted.sizes)
        of_same_size(items, self.scene, self.lexicon)
        siblings(items, self.scene, self.lexicon)
        unvaried(items, self.scene, self.lexicon)
        with_or_without(items, self.scene, self.lexicon)
        likewise(items, self.scene, self.lexicon)
        rest_of_family(items, self.scene, self.lexicon)
        return with_cells(items, cells)

    def _spread(self, made: int, quantity: Found[Quantity], ahead: Sequence[Hit], later: Sequence[Hit]) -> int:
        """Gives each of the kinds of a line its amount, where that is said; how many words behind it say which."""
        if len(self.items) != made + 1 or len(self.items[made].choice.mask) < 2:
            return 0
        item = self.items[made]
        if not (self._each(quantity) or each_kind(item, self.scene)):
            return 0
        if listed := kinds_listed(item, later, self.scene, self.lexicon):
            self.items[made:] = split(item, [mask for _, mask in listed])
            for one, (words, _) in zip(self.items[made:], listed, strict=True):
                one.hits, one.product = words, (words[0].start, words[-1].end)
                one.mention = self.scene.text[slice(*one.product)]
            self.items[-1].end = listed[-1][0][-1].end
            return sum(len(words) for words, _ in listed)
        behind = kinds_behind(item, ahead, self.scene, self.lexicon)
        kinds = [mask for _, mask in behind] or kinds_said(item, self.scene, self.lexicon)
        if kinds:
            self.items[made:] = split(item, kinds)
            self.items[-1].end = max(self.items[-1].end, *(hit.end for hit, _ in behind), 0)
        return len(behind)

    def _halved(self, quantity: Found[Quantity], hits: Sequence[Hit], at: int, limit: int) -> int | None:
        """Makes a line of each of two kinds that share an amount; how many words behind it say so, None if none."""
        behind = [h for h in hits[at:] if h.start < limit]
        parts = halved(quantity, [*self.pending, *behind], self.scene, self.lexicon)
        for hit, mask, half in parts:
            item = Item(hit.start, hit.end, (hit,), Choice(mask, (hit,)), half, inherited=True)
            item.product, item.mention = (hit.start, hit.end), self.scene.text[hit.start : hit.end]
            self._flags(item)
            self.items.append(item)
        if not parts:
            return None
        last = max(self.items[-1].end, quantity.span.end)
        self.items[-1].end = self.window = last
        return sum(h.start < last for h in behind)

    def _respectively(self, made: Sequence[Item], quantities: Sequence[Found[Quantity]]) -> int:
        """Gives each of several goods its own amount, S/M/L分别10箱 8箱 5箱; how many amounts were given."""
        if len(made) < 2 or not RESPECTIVELY.search(self.scene.between(0, quantities[0].span.start)):
            return 0
        row = [quantities[0]]
        for quantity in quantities[1:]:
            if self.scene.between(row[-1].span.end, quantity.span.start).strip(" ,、/和跟及"):
                break
            row.append(quantity)
        if len(row) != len(made):
            return 0
        for item, quantity in zip(made, row, strict=True):
            item.quantity, item.each = quantity, False
            item.end = max(item.end, quantity.span.end)
        return len(row)

    def _behind_stop(self, quantity: Found[Quantity]) -> list[tuple[int, int]]:
        """Words that nothing explains right before an amount, apart from the goods named before a full stop."""
        last = self.pending[-1].end
        if ENDED.search(self.scene.folded, last, quantity.span.start) is None:
            return []
        words = leftover(self.scene, last, quantity.span.start)
        if not words or words[-1][1] != quantity.span.start:
            return []
        gap = self.scene.between(last, words[-1][0])
        return words[-1:] if ENDED.search(gap) else []

    def _adds(self, quantity: Found[Quantity], ahead: Sequence[Hit]) -> bool:
        """In 我那单中冷器再加一台水箱 the quantity belongs to what follows."""
        gap = self.scene.between(self.pending[-1].end, quantity.span.start)
        run = list(ahead[:1])  # 硅胶围兜: the words that stand together
        for hit in ahead[1:] if run else ():
            run += [hit] if hit.start == run[-1].end else []
        near = run and run[0].start - quantity.span.end <= 1 and has_head(run) and not self._counted(ahead)
        if not near:
            return False
        if re.search(r"[再另]?[加添]\s*$|再[来要拿配带补订买]\s*$", gap):
            return True
        glued = ahead[0].start == quantity.span.end and ahead[0].tier is Tier.EXACT
        if glued and CALLS_FOR.search(gap) and all(_mere_piece(h) for h in self.pending):
            return not any(agrees(ahead[0].masks[2], h) for h in self.pending)  # 冷库换2个视液镜
        return glued and not has_head(self.pending) and re.search(r"[送赠]\s*$", gap) is not None  # 送5把雨伞

    def _counted(self, hits: Sequence[Hit]) -> bool:
        """True where an amount of their own stands right behind words: 花茶再来两袋 盖碗10只."""
        end = hits[-1].end
        return any(end <= q.span.start <= end + 2 for q in self.scene.quantities)

    def _take_back(self, quantity: Found[Quantity]) -> None:
        """Words before a slip do not count when words follow it; nor does a size that breaks off, 50…51的3套."""
        if "…" in self.scene.signs:
            sizes = {h for h in self.pending if h.kind is not Kind.HEAD and h.word[0].isdecimal()}
            gone = {
                one
                for one, two in pairwise(self.pending)
                if {one, two} <= sizes and BROKEN_OFF.fullmatch(self.scene.between(one.end, two.start))
            }
            self.pending = [h for h in self.pending if h not in gone]
        if not self.pending or not may_slip(self.scene):
            return
        slips = list(SLIP.finditer(self.scene.between(self.window, quantity.span.start)))
        if slips:
            cut = self.window + slips[-1].end()
            after = [h for h in self.pending if h.start >= cut]
            if after:
                self.context = (*self.context, *(h for h in self.pending if h.start < cut and has_head([h])))
                self.pending = after

    def _told_late(self, adding: bool) -> None:
        """Gives words before 还有 to the goods counted before them: 玻璃水五箱 零下25的 还有手套两包.

        So it is with words that a comma closes, 10桶 华润,清面5桶. `adding`: what is counted next stands behind its
        amount, 四支 就要五十毫升的 再拿五张防水胶.
        """
        last = self.items[-1] if self.items else None
        if last is None or not last.hits or not last.choice.mask:
            return
        if (closed := self._closed(last)) and not any(has_head([h]) for h in self.pending[:closed]):
            told = self.pending[:closed]
            if all(agrees(last.choice.mask, h) for h in told):
                last.choice = last.choice if last.choice.one else inherit(last.choice, told, self.lexicon)
                last.end, self.window = told[-1].end, told[-1].end
                self.context, self.pending = (*self.context, *told), self.pending[closed:]
                return
        if last.choice.one:
            return
        cut = next(
            (
                at
                for at in range(1, len(self.pending))
                if BESIDES.match(self.scene.between(self.pending[at - 1].end, self.pending[at].start))
            ),
            len(self.pending) if adding else self._up_to_stop(),
        )
        told = self.pending[:cut]
        narrow = told_behind(last, told, self.lexicon)
        if narrow is not last.choice and narrow.mask:
            last.choice, last.end = narrow, told[-1].end
            self.context = (*self.context, *told)
            self.pending, self.window = self.pending[cut:], told[-1].end

    def _closed(self, last: Item) -> int:
        """How many of the words behind a line's amount stand before the comma that closes it; none where they go on."""
        if last.quantity is None or self.scene.between(last.quantity.span.end, self.pending[0].start).strip():
            return 0
        for at, (word, after) in enumerate(pairwise(self.pending), 1):
            if CLOSED.match(self.scene.folded, word.end, after.start):
                return at
            if after.start > word.end:
                return 0
        return 0

    def _up_to_stop(self) -> int:
        """How many words are said behind an amount up to a full stop: 背胶3桶,单组份的。强力胶25包."""
        stop = ENDED.search(self.scene.folded, self.items[-1].end, self.pending[-1].start)
        if stop is None or "," not in self.scene.between(self.items[-1].end, self.pending[0].start):
            return 0
        return sum(hit.end <= stop.start() for hit in self.pending)

    def _ahead(self, hits: Sequence[Hit], at: int, quantity: Found[Quantity], limit: int) -> list[Hit]:
        found: list[Hit] = []
        for hit in hits[at:]:
            last = found[-1].end if found else quantity.span.end
            if hit.start >= limit or STOP.search(self.scene.between(quantity.span.end, hit.start)):
                break
            if found and limit < len(self.scene.folded) and re.search(r"[,、]", self.scene.between(last, hit.start)):
                break  # 10卷红的,蓝的也10卷
            if (not found and leftover(self.scene, last, hit.start)) or SLIP.search(
                self.scene.between(last, hit.start)
            ):
                break
            found.append(hit)
        return found

    def _each(self, quantity: Found[Quantity]) -> bool:
        if quantity.value.each or SHARING.isdisjoint(self.scene.signs):
            return quantity.value.each
        return EACH.search(self.scene.folded, max(0, quantity.span.start - 5), quantity.span.start) is not None

    def _bare(self, quantity: Found[Quantity], ahead: list[Hit]) -> int:
        """A quantity with no product before it: its product follows (how many words), or it corrects the last."""
        gap = self.scene.between(self.window, quantity.span.start)
        words = leftover(self.scene, self.window, quantity.span.start)
        slip = bool(self.items) and SLIP.search(gap) is not None
        apart = APART.match(self.scene.folded[quantity.span.end :]) is not None
        close = bool(ahead) and not re.search(r"[,\n]", self.scene.between(quantity.span.end, ahead[0].start))
        told = bool(words) and quantity.span.start - words[-1][1] <= 1
        tight = bool(ahead) and ahead[0].start - quantity.span.end < 1
        size = LONE_SIZE.search(gap)
        if size and not slip and self._lone(size, quantity, ahead, words):
            at = self.window + size.start(1)  # 2.0的1箱 吸管20盒: a size nobody knows is no size of what follows
            self._unknown(quantity, [(at, self.window + size.end(1))])
            return 0
        if (sort := LONE_SORT.search(gap)) and self.items and not slip and self._sort(quantity, sort, ahead):
            return 0
        if ahead and self._counted(ahead) and not tight and (not close or words or FIGURE.search(gap)):
            ahead = []  # 角法各10个 乳胶漆15桶: what follows has an amount of its own
        if not words and not slip and (code := unlisted_size(quantity, self.window, self.counted.sizes, self.scene)):
            self._unknown(quantity, [code])
            return 0
        slip = slip and not (close and self._named_late(ahead))
        if ahead and not (slip and apart) and (tight or not told) and (close or not words):
            if not self._each(quantity):
                ahead = groups(ahead, self.lexicon, each=False)[0]
            self._take(quantity, ahead, first=True)
            return len(ahead)
        if self.items and self._part_of_total(quantity, gap):
            self.items.append(replace_item(self.items[-1], quantity))
        elif not SLIP.search(gap) and (named := words or self._strange(quantity)):
            self._unknown(quantity, named)
        elif self.items and (SLIP.search(gap) or "?" in gap or re.search(r"[对是]\s*$", gap)):
            self.items[-1].quantity, self.items[-1].slip = quantity, True
            self.items[-1].end = quantity.span.end
        elif self.items and (
            self._another_unit(quantity)
            or (self.items[-1].hits and (self._other_customer(quantity) or self._other_day(quantity)))
        ):
            self.items.append(replace_item(self.items[-1], quantity))
            self._flags(self.items[-1])
        else:
            after = leftover(self.scene, quantity.span.end, self._line_end(quantity.span.end))
            if after:
                self._unknown(quantity, after)
            elif quantity.value.unit and (lost := LOST.search(gap)) and lost[1] not in SAYS_NOTHING:
                self._unknown(quantity, [(self.window + lost.start(1), self.window + lost.end(1))])
            elif not self.items or self._other_customer(quantity):
                self.items.append(Item(quantity.span.start, quantity.span.end, (), Choice(NOTHING), quantity))
        return 0

    def _strange(self, quantity: Found[Quantity]) -> list[tuple[int, int]]:
        """A thing that nobody has, right behind its amount: the 杯子 of 20件 送2个杯子."""
        end = quantity.span.end
        words = leftover(self.scene, end, self._line_end(end)) if quantity.value.unit is not None else []
        if not words or words[0][0] != end:
            return []
        run = self.scene.between(*words[0])
        given = GIVEN.search(self.scene.between(self.window, quantity.span.start)) and THING.fullmatch(run)
        return words[:1] if (given or is_word(run)) and run not in SPARE and not counted_thing(run) else []

    def _summed(self, quantity: Found[Quantity]) -> bool:
        """True for the sum of the amounts before it, which stands for them from now on."""
        if not self.items or TOTAL.search(self.scene.between(self.window, quantity.span.start)) is None:
            return False
        summed = told_in_all(self.items, quantity, self.lexicon)
        self.items = self.items if summed is None else summed
        return summed is not None

    def _named_late(self, ahead: Sequence[Hit]) -> bool:
        """Drops an amount that was taken back before anything was named: 50片…打错了 是50套 螺丝."""
        blank = not self.items[-1].hits and not self.items[-1].mention and has_head(ahead)
        if blank:
            self.items.pop()
        return blank

    def _lone(
        self, size: re.Match[str], quantity: Found[Quantity], ahead: list[Hit], words: Sequence[tuple[int, int]]
    ) -> bool:
        """True for a size, and no day, that alone is said of what an amount counts: the L of 手套S 10打 L 20打."""
        at = self.window + size.start(1)
        if not self.items or any(d.span.start <= at < d.span.end for d in self.scene.dates):
            return False
        return self._counted(ahead) if ahead else not words and quantity.value.unit is not None

    def _sort(self, quantity: Found[Quantity], sort: re.Match[str], ahead: list[Hit]) -> bool:
        """Takes 胶的10打 behind 手套线的20打 for the other sort; what nobody knows is none of what follows."""
        last = self.items[-1]
        heads = [h for h in last.hits if h.kind is Kind.HEAD and h.tier <= Tier.SUFFIX]
        mask = sort_of(sort[1], heads[-1], heads[-1].masks[2], self.lexicon) if heads else NOTHING
        at = self.window + sort.start(1)
        if mask:
            item = replace_item(last, quantity)
            item.choice, item.inherited, item.product = Choice(mask, tuple(heads)), True, (at, at + 1)
            item.mention, item.start = self.scene.text[at : at + 1], at
            self.items.append(item)
            return True
        if ahead and self._counted(ahead):
            self._unknown(quantity, [(at, at + 1)])
            return True
        return False

    def _given(self, quantity: Found[Quantity], ahead: Sequence[Hit]) -> bool:
        """Makes a gift of so many more of the last goods: 十箱送一箱, 四箱 说好的再送一箱; not of 再送一箱来."""
        last = self.items[-1] if self.items else None
        if last is None or last.quantity is None or not last.hits or last.quantity.value.unit != quantity.value.unit:
            return False
        if ahead and (ahead[0].start == quantity.span.end or not self._counted(ahead)):
            return False  # 送一箱橙汁: of what follows
        gap = self.scene.between(self.window, quantity.span.start)
        if GIVEN.search(gap) is None or COMES.match(self.scene.folded, quantity.span.end):
            return False
        if self._strange(quantity):
            return False
        self.items.append(replace(replace_item(last, quantity), gift=True))
        return True

    def _other_customer(self, quantity: Found[Quantity]) -> bool:
        last = self.items[-1].start
        return any(last < c.start < quantity.span.start for c in self.scene.customers)

    def _other_day(self, quantity: Found[Quantity]) -> bool:
        """True where another day was named since the last amount: 20号送500公斤,27号再送500公斤."""
        last = self.items[-1].quantity
        between = [d for d in self.scene.dates if last and last.span.end <= d.span.start < quantity.span.start]
        return any(d.value.role in ("due", "dispatch") for d in between)

    def _part_of_total(self, quantity: Found[Quantity], gap: str) -> bool:
        """True for the first part of what comes in several: 20吨分两批 10吨13号 10吨20号."""
        whole = self.items[-1].quantity
        if whole is None or not whole.value.qty or not self.items[-1].hits or not PARTED.search(gap):
            return False
        later = takewhile(
            lambda q: q.value.unit == whole.value.unit,
            (q for q in self.scene.quantities if q.span.start >= quantity.span.start),
        )
        sums = accumulate(q.value.qty or Decimal(0) for q in later)
        return quantity.value.qty != whole.value.qty and whole.value.qty in sums

    def _another_unit(self, quantity: Found[Quantity]) -> bool:
        last = self.items[-1].quantity
        if last is None or last.value.unit is None or quantity.value.unit in (None, last.value.unit):
            return False
        gap = self.scene.between(last.span.end, quantity.span.start)
        return re.fullmatch(r"[\s,、和及再加还有要另外也多给送赠搭]*", gap) is not None

    def _line_end(self, start: int) -> int:
        stops = [m.start() for m in [re.compile(r"[\n;。!?,]").search(self.scene.folded, start)] if m]
        stops += [q.span.start for q in self.scene.quantities if q.span.start >= start]
        stops += [d.span.start for d in self.scene.dates if d.span.start >= start]
        return min(stops, default=len(self.scene.folded))

    def _unknown(self, quantity: Found[Quantity], words: list[tuple[int, int]]) -> None:
        start, end = words[0][0], words[-1][1]
        run = self.scene.between(start, end).replace(" ", "")
        if counted_thing(run) and start >= quantity.span.end:
            return
        if measured := MEASURE_BEFORE.search(self.scene.folded, self.window, start):
            start = measured.start()  # the whole of 40公分餐垫
        item = Item(min(start, quantity.span.start), max(end, quantity.span.end), (), Choice(NOTHING), quantity)
        item.mention, item.unknown, item.product = self.scene.text[start:end], True, (start, end)
        self._flags(item)
        self.items.append(item)

    def _take(self, quantity: Found[Quantity], hits: list[Hit], first: bool = False) -> None:
        each = self._each(quantity)
        parts = self._parts = groups(hits, self.lexicon, each)
        torn: Sequence[Hit] = ()
        if not each and len(parts) > 1:
            before, part = parts[-2], parts[-1]
            again = {h.word for h in part} <= {h.word for h in before}  # 红蓝都有吗,那红的20卷
            if not again:
                self._early(parts[:-1], part[0].start)
            if not has_head(part):
                torn = (
                    before if has_head(before) and not self.scene.between(before[-1].end, part[0].start).strip() else ()
                )
                self.context = (*self.context, *(before if again else [h for h in before if not has_head([h])]))
            parts = [part]
        made = []
        for index, group in enumerate(parts):
            around = [h for other in parts[:index] for h in other]
            if not has_head(around):
                around += [h for other in parts[index + 1 :] for h in other]
            context = (*self.context, *around) if around else self.context
            made.append(self._item(group, context, quantity, each, first))
        if torn and made[0].choice.one and not made[0].inherited and not akin(torn, made[0].choice.mask, self.lexicon):
            # 漏保 2P63C, which is a 空开: one of the two
            made[0].choice = Choice(resolve(torn, self.lexicon).mask | made[0].choice.mask)
            made[0].torn = True
        if len(made) == 1 and len(made[0].choice.mask) == self.counted.kinds.get(quantity.span.start):
            made = [replace(made[0], choice=replace(made[0].choice, mask=Mask([at]))) for at in made[0].choice.mask]
        for one, two in pairwise(parts) if each else ():
            if one[0].end == two[0].start and has_head(two[:1]) and one[0].word[-1] != two[0].word[-1]:
                made[parts.index(one)].torn = len(one) > 1  # 联轴器梅花垫 MT3 MT5各30个: one thing or two
        if len(made) == 1 and len(self._parts) > 1:
            self._untyped(made[0], self._parts[-2], self._parts[-1])
            made[0].choice = glued(made[0].choice, self._parts[-2], self._parts[-1], self.lexicon)
        if len(made) == 1 and len(self._parts) > 1 and self._parts[-2][-1] not in made[0].choice.used:
            self._compound(made[0], self._parts[-2], self._parts[-1])
        same = self.items and made[0].choice.mask == self.items[-1].choice.mask and made[0].choice.mask
        gap = self.scene.between(self.items[-1].end if self.items else 0, made[0].start)
        slip = may_slip(self.scene) and len(self._parts) == 1 and SLIPPED.match(gap) is not None
        if len(made) == 1 and self.items and (slip or (same and SLIP.search(gap))):
            made[0].slip = True
            both = self.items.pop().choice.mask & made[0].choice.mask
            made[0].choice = replace(made[0].choice, mask=both or made[0].choice.mask)
        self.items += made

    def _untyped(self, item: Item, before: Sequence[Hit], part: Sequence[Hit]) -> None:
        """Takes a size behind a type that is not had in it for goods that no list has."""
        gap = self.scene.between(before[-1].end, part[0].start)
        if item.inherited or item.product is None or not of_no_type(item, before, gap):
            return
        item.product = (before[0].start, item.product[1])
        item.mention, item.unknown, item.choice = self.scene.text[slice(*item.product)], True, Choice(NOTHING)

    def _end_of_another(self, hit: Hit) -> bool:
        """True for what only ends a name and has another word before it: 道灯 of 楼道灯."""
        at = hit.start - 1
        if hit.tier is Tier.EXACT or at < 0 or CJK.match(self.scene.folded[at]) is None:
            return False
        return self.scene.folded[at] not in SAYS_NOTHING and not any(s <= at < e for s, e in self.scene.known)

    def _compound(self, item: Item, before: Sequence[Hit], part: Sequence[Hit]) -> None:
        """Leaves open which of two names glued together is meant: 黄心乌|种子 is the one or the other or neither."""
        first, last = before[-1], part[0]
        whole = first.kind is Kind.HEAD and first.tier is Tier.EXACT and len(first.word) > 1
        clipped = last.kind is Kind.HEAD and last.tier is Tier.SUFFIX
        if whole and clipped and first.end == last.start and item.choice.one and not item.inherited:
            item.choice = Choice(resolve(before, self.lexicon).mask | item.choice.mask)
            item.torn = True

    def _early(self, groups: list[list[Hit]], until: int) -> None:
        """Products listed before without a quantity of their own."""
        for group in groups:
            between = self.scene.between(group[-1].end, until)
            used_up = USED_UP.match(self.scene.folded, group[-1].end)
            if used_up or any(h.fuzzy for h in group) or self._end_of_another(group[0]):
                continue  # 红茶见底,小种一级5斤; 流感样本多,咽拭子3000支: only like a name
            named = has_head(group) or any(h.distinctive and h.tier is Tier.EXACT for h in group)
            if named and LISTED.search(between) and not SLIP.search(between):
                self.items.append(self._item(group, self.context, None, False, False))

    def _item(
        self, group: Sequence[Hit], context: Sequence[Hit], quantity: Found[Quantity] | None, each: bool, first: bool
    ) -> Item:
        start, end = own_stretch(group)
        group, denied = self._denied(group)
        choice, leaned, torn = settled(group, context, self.lexicon)
        for hit in denied:
            rest = choice.mask - hit.masks[2]
            choice, torn = replace(choice, mask=rest or choice.mask), torn or not rest
        if choice.one and not leaned and (kin := self._of_the_row(group, context)):
            choice, leaned = Choice(kin, (*choice.used, *context)), True
        choice, apart = told_by_word(choice, group, self.scene, self.lexicon)
        if quantity is not None and not each:
            choice = told_by_sign(choice, self.scene.between(end, quantity.span.end), self.lexicon)
        torn = torn or apart
        choice = self._other_size(choice, group, context) if leaned and choice.one and not each else choice
        item = Item(
            start, end, tuple(group), choice, quantity, each=each, inherited=leaned, torn=torn, product=(start, end)
        )
        item.mention = self.scene.text[start:end]
        if quantity is not None:
            item.start, item.end = min(start, quantity.span.start), max(end, quantity.span.end)
        if lacked(item, self.lexicon) or (each and self._under_no_name(item, group, context)):
            item.unknown, item.choice = True, Choice(NOTHING, tuple(group))
        otherwise(item, self.window, self.scene, self.lexicon, leads=first)
        if not item.choice.one and has_head(group):
            item.choice = headline(item.choice, start, self.scene, self.lexicon)
        item.choice = self._told(abbreviated(item.choice, group, self.scene, self.lexicon), item)
        series = in_series(item.choice, group, self.scene, self.lexicon)
        item.choice = replace(item.choice, mask=series) if series != item.choice.mask else item.choice
        item.choice = plainest(item.choice, group, self.lexicon)
        item.choice = called_alike(item.choice, group, self.lexicon)
        item.choice = by_end_of_name(item, self.items[-1] if self.items else None, self.scene, self.lexicon)
        if not item.choice.one:
            item.choice = carried(item, self.items[-1] if self.items else None, self.scene, self.lexicon)
        self._counted_otherwise(item, group)
        self._flags(item)
        item.context = tuple(dict.fromkeys((*choice.used, *item.hits)))
        if item.choice.one and not has_head(item.context):  # 湖蓝 2匹 大红 1匹: of the same thing
            item.context += tuple(h for p in self.lexicon.some(item.choice.mask, 1) for h in heads_of(p, self.lexicon))
        self.context = item.context
        return item

    def _of_the_row(self, group: Sequence[Hit], context: Sequence[Hit]) -> Mask:
        """The one kind of the thing said before a row that a mere end of a name means: 开心果罐装的 原色2箱盐焗2箱."""
        last = self.items[-1] if self.items else None
        name = max((h for h in context if has_head([h])), key=lambda h: len(h.word), default=None)
        if last is None or name is None or len(group) != 1 or group[0].tier is not Tier.SUFFIX or len(name.word) < 3:
            return NOTHING
        if not last.choice.one or STOP.search(self.scene.between(last.end, group[0].start)):
            return NOTHING
        both = (name.masks[0] or name.masks[1]) & group[0].masks[2]
        return both if len(both) == 1 and not both.intersect(last.choice.mask) else NOTHING

    def _under_no_name(self, item: Item, group: Sequence[Hit], context: Sequence[Hit]) -> bool:
        """True for one of a list that the thing of the list is not had in: the 苹果12 of 苹果12 13后盖各30片."""
        if (
            item.inherited
            or has_head(group)
            or not has_head(context)
            or not any(char.isdigit() for h in group for char in h.word)
        ):
            return False
        if item.choice.one and akin(context, item.choice.mask, self.lexicon):
            return False  # 红花郎10和15各5箱
        return not any(h.distinctive and len(h.masks[0]) == 1 for h in group)

    def _denied(self, group: Sequence[Hit]) -> tuple[Sequence[Hit], list[Hit]]:
        """The words of a mention, and those that say what the thing has not: 带脚 of 2032不带脚."""
        if DENYING.isdisjoint(self.scene.signs):
            return group, []
        denied = [h for h in group if WITHOUT.search(self.scene.folded, max(0, h.start - 1), h.start + 1)]
        told = [h for h in group if h not in denied]
        return (told, denied) if denied and told else (group, [])

    def _other_size(self, choice: Choice, group: Sequence[Hit], context: Sequence[Hit]) -> Choice:
        """Lets a size in a row speak against the size before it: 双面胶20的5箱 50的5箱 means no 20*50."""
        last = self.items[-1] if self.items else None
        if last is None or not choice.mask.issubset(last.choice.mask) or not all(map(loose, group)):
            return choice
        alone = "*" not in self.scene.between(max(0, group[0].start - 1), group[-1].end + 1)
        before = [h for h in choice.used if (loose(h) or (alone and "*" in h.word)) and h not in group]
        if not before or {h.word for h in group} & {h.word for h in last.hits}:
            return choice
        names = [h for h in context if has_head([h])]
        return Choice(settled(group, names, self.lexicon)[0].mask - last.choice.mask, tuple(group))

    def _counted_otherwise(self, item: Item, group: Sequence[Hit]) -> None:
        """Doubts a product that pieces of names point to and that is not counted so; takes the one that is."""
        unit = item.quantity.value.unit if item.quantity else None
        if unit is None or unit in ANYTHING or item.unknown or not item.choice.one or item.inherited:
            return
        if any(h.distinctive or (h.kind is Kind.HEAD and h.tier is Tier.EXACT) for h in group):
            return
        product = self.lexicon.products[item.choice.mask[0]]
        if unit == product.unit or unit in product.packs:
            return
        mask = group[0].masks[2]
        for hit in group[1:]:
            mask &= hit.masks[2]
        others = having_unit(mask, unit, self.lexicon) if len(mask) > 1 else mask
        if others != mask:
            item.choice = Choice(others, item.choice.used, item.choice.skipped)  # 胶原40盒, not the one in bottles
        item.torn = True

    def _told(self, choice: Choice, item: Item) -> Choice:
        """Narrows by 大包装 beside the name, and by a counter that only some of the products have."""
        if choice.one or not choice.mask:
            return choice
        mask = telling(choice.mask, item.hits, self.lexicon)
        mask = sized(mask, self.scene.between(item.start, item.end + 4), self.lexicon)
        mask = packed(mask, self.scene.between(item.start, item.end + 14), self.lexicon)
        unit = item.quantity.value.unit if item.quantity else None
        return Choice(having_unit(mask, unit, self.lexicon), choice.used, choice.skipped)

    def _flags(self, item: Item) -> None:
        if GIVING.isdisjoint(self.scene.signs):
            return
        before = self.scene.between(self.window, item.start)
        after = self.scene.between(item.end, item.end + 8)
        to_me = bool(self.items) and GIFT_TO_ME.search(before) is not None
        given = GIFT_BEFORE.search(before) is not None and not COMES.match(after)
        item.gift = to_me or given or GIFT_AFTER.match(after) is not None

    def _rest(self, hits: Sequence[Hit]) -> None:
        """Words after the last quantity describe the last item, or all of them, or are ordered without a number."""
        if not hits:
            return
        if not self.items:
            for group in groups(hits, self.lexicon, each=True):
                self.items.append(self._item(group, self.context, None, False, False))
            return
        if told := told_of_one(self.items, hits, self.scene, self.lexicon):
            self._rest(hits[told:])
            return
        gap = self.scene.between(self.items[-1].end, hits[0].start)
        everywhere = re.search(r"都|全部?是?|统一|均", gap) is not None
        last = self.items[-1]
        if NOT_THAT.search(gap):
            return  # 12KW的5支 不是那单的9KW
        if SLIP.search(gap) and last.choice.mask and not any(agrees(last.choice.mask, h) for h in hits):
            changed = instead(last.choice.mask, hits, self.lexicon)
            if changed.mask:
                last.choice, last.slip = changed, True
                return
            last.torn = True  # DN20止回阀 哦写错 是DN25的, and there is none
        elif self._gainsaid(last, hits):
            last.choice, last.torn = instead(last.choice.mask, hits, self.lexicon), True
            last.hits = (*(h for h in last.hits if agrees(last.choice.mask, h)), *hits)
            last.product, last.end = (hits[0].start, hits[-1].end), hits[-1].end
            return  # 以前都要右转向节,这次来20件左的
        empty = any(not i.hits and not i.mention for i in self.items)
        for item in self.items if everywhere or empty else self.items[-1:]:
            got = item.choice
            if not item.hits and not got.mask and not item.mention:
                item.choice = resolve(hits, self.lexicon)
                item.hits, item.product = tuple(hits), (hits[0].start, hits[-1].end)
                item.mention = self.scene.text[hits[0].start : hits[-1].end]
                continue
            for hit in hits:
                if agrees(got.mask, hit) and not (hit.naming and hit.kind is Kind.HEAD and got.one):
                    got = inherit(got, (hit,), self.lexicon)
            if any(agrees(item.choice.mask, h) and not agrees(got.mask, h) for h in hits):
                item.torn = True  # 豪沃跟J6P各一: the words part what was counted together
                continue
            item.choice = got
        self._last(hits)

    def _gainsaid(self, last: Item, hits: Sequence[Hit]) -> bool:
        """True where the words glued to an amount say another kind than those before it."""
        if last.quantity is None or last.quantity.span.end != hits[0].start:
            return False
        if any(h.kind is Kind.HEAD and h.tier is Tier.EXACT for h in hits):
            return False
        if not last.choice.one or any(agrees(last.choice.mask, h) for h in hits):
            return False
        return bool(instead(last.choice.mask, hits, self.lexicon).mask)

    def _last(self, hits: Sequence[Hit]) -> None:
        """A name at the very end that nobody counted is ordered too."""
        hit = hits[-1]
        ends = not self.scene.folded[hit.end :].strip(" ,.。!~")
        apart = self.scene.folded[hit.start - 1] in " ,、\n"
        if ends and apart and hit.kind is Kind.HEAD and hit.tier is Tier.EXACT:
            if agrees(self.items[-1].choice.mask, hit):
                return
            self.items.append(self._item([hit], self.context, None, False, False))
