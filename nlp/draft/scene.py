"""Looks at a message again knowing what the open draft holds: its words, its numbers, and what is only warned of."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..family import family, mask_of, narrowed
from ..features import Kind, Tier, fold, spec_tokens
from ..figures import labelled, of_number
from ..gazetteer import Match
from ..lately import SAME_DAY
from ..leftover import leftover
from ..lexicon import NOTHING, Lexicon, Mask
from ..products import Hit, agrees, as_hit, wide
from ..scene import Scene
from ..spoken import ASKS, PROPOSES, agrees_only, yes_spans
from ..types import DraftLine, Span
from ..words import COLOURS
from .counters import joined, without_so_many
from .named_short import named_short
from .places import placed

PLAINLY = 0.95  # how sure a message must be nothing but a yes, so that its words name nothing
WORDS_OF_CHANGE = re.compile(
    r"(?:再|又|给我|帮我|都|一起)?[加减增降提升调缩扩改凑涨压追补拉变换定算砍放](?:加|少|低|高|整|为|要)?(?:到|至|成|为|作)"
    r"|凑(?:个|一个)?(?:整[箱件包捆托数]?|满[箱件])"
    r"|[凑加补][够满足齐]|[两三四几每]个?(?:尺码|颜色|规格|型号|品种|[样种款个项码色号寸])(?=都|各|全|均|一起|再|[多加减来](?!号))|另[增添]|新增|加[订购]|(?<![\u4e00-\u9fff])(?:长度|米数|件数|箱数|包数|个数|吨位|量)(?=[加减增降提升调改涨压拉变换砍放]|\s*\d)|数量|总共|一共|总数|合计|拢共|统共|只要|就要|就拿|就来|先要|先来|先拿|要不|算了|还是|干脆|够了|就够|就行|就好|多了|少了"
    r"|(?:let'?s\s+)?(?:make|change|set|update|increase|reduce|cut|raise|switch|bump)(?:\s+(?:it|that|this|qty|quantity|the|to|up|down|order|them))*(?![a-z])"
    r"|(?:actually|instead|rather|only|just|total|qty|quantity|now|need|want|we|let'?s|do|go|with|it|to|is|be|should)(?![a-z])"
)
SIZE_IN_LETTERS = re.compile(r"(?<![a-z0-9])(?:x{0,4}[sml]|[2-9]xl)(?![a-z0-9])")
SIZES_IN_LETTERS, MOST_SIZES = frozenset("sml"), 60  # one of these is in every such size; products of one family
WARNED = re.compile(
    r"(?:千万|可|记得|注意)?(?:"
    r"(?:别|勿|莫|唔好|不能|不可以|不可)(?:再|给我|给|帮我|又|跟|和|把)?[^\s,;。!?]{0,6}?[配发送拿装弄搞上写打做寄拉混串错漏忘整出包搭]"
    r"|不要(?:再|给我|给|又)?[^\s,;。!?]{0,4}?[配发送拿装弄搞写打做寄混串](?:错|混|串|成)"
    r")[^\s,;。!?]*"
)
CONTRAST = re.compile(r"的?[\s,]*(?:而?是|系|应该是|改成?|改为|换成?|换为|变成?|要|→)\s*\Z")
PEOPLE = re.compile(  # 又多俩人报名: heads are counted, not goods
    r"\s?(?:个|位|名)?(?:人|客人|同事|同学|朋友|学生|小孩|孩子|师傅|工人|家长|邻居|团友|群友|家(?:报名|参团|拼)|户)(?!份)"
)
HEADS = (None, "个", "位", "名", "家", "户", "人")
SAME = re.compile(r"一(?:样|起|同|直|定|共|下|般|致|律|并|切)")
NOT_SO = re.compile(r"(?:不是|不要|而非|并非)\s*\Z")
SQUARE = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d)?)平(?![方米均时台板价])")
SAID_TO_BE = re.compile(
    r"(?:设备|机器|机子|电压|型号|规格|尺寸|口径|功率|电机|颜色|直径|厚度|那个|配的|用的|原来|原装)(?:那边)?(?:都|就|其实|应该)?(?:是|为)(?:的)?\s*\Z"
)
TOO_MUCH = re.compile(r"(?:不用|不要|不需要|要不了|用不了|用不到|要不到)(?:那么多|这么多)?[\s,]*\Z")
JUDGED = re.compile(r"\s*(?:太多|太少|多了|少了|不够|不行|不要|用不了|用不完|要不了|卖不完|装不下|放不下)了?")
COUNTED = re.compile(
    r"(?:[这那]|上面|前面)?([2-9]|[俩二两三四五六七八九])(?:张|个|份|笔|票|条|家|批|样|种|款|项|行)?的?(?:单子|订单|草稿|客户|单)?(?=\s*(?:都|全|一起|统统|均|一块))"
)
AGREED = re.compile(  # 两张都确认: orders are counted, whatever their number
    r"([2-9]|[俩二两三四五六七八九])(?:张|个|份|笔|票|单)?(?:单子|订单|草稿|单)?"
    r"(?=\s*(?:都|全|一起|统统|均|一块)(?:部|给我|帮我|可以)*(?:确认|确定|下单|下了|提交|没问题|没错|ok|定了|通过))"
)
POINTED = re.compile(
    r"[这那]([2-9]|[俩二两三四五六七八九])(?:个|样|种|款|色|品|项|行)?(?![箱包袋件盒\d])"
)  # 就这两个色
MUSED = re.compile(r"[^,。;!?\n]{0,14}(?:换|改)[^,。;!?\n]{1,10}\?\s*(?:还是)?(?:算了|不换了|不改了)[\s,]*")
ASKED_FIRST = re.compile(  # 急的话明天能到么?算了 就后天吧; 明天能到吗 那就周六
    r"\A[^。;!\n]{0,30}?(?:[吗么嘛没不][\s,?~]+|[?][\s,?~]*)(?:[哦噢哎唉嗯][\s,]*)?(?:(?P<off>算了|不用了|没事了?|那算了|当我没[问说])(?:吧|哈)?[\s,。~]*|(?=那就|那还是|还是)(?:那)?)"
    r"(?=\S)"
)
TOPIC = re.compile(r"(?<=[^\s,?])的?呢\s*[?][\s,]*(?=(?:也|再)(?:要|来|拿|订|加|给))")
LETTERS = re.compile(r"[a-z]{2}")  # a cut through a word of letters
COMES_TO = re.compile(r"\s*(?:就|不就|也就|刚好|正好|等于|差不多|大概)*(?:是|等于|合|折合?|=)\s*")
STAYS = re.compile(r"还是(?:要|用|拿)?\s*\Z")  # 还是205吧 of tyres 205/55: what it is, no amount
TELLS = re.compile(r"\s?(?:的|款|型|规格|码|寸|那个|那种|那款|这个|这种|材质|系列)")


def in_light_of(scene: Scene, lines: Sequence[DraftLine], lexicon: Lexicon) -> Scene:
    """The same message where words and numbers that tell the draft's products apart count as such."""
    kin = NOTHING
    for line in lines[:20]:
        kin = kin | family(mask_of(line, lexicon), lexicon)
    scene = _without_more(without_so_many(scene), kin, lexicon)
    scene = _without_denied(_without_unit(without_count(scene, len(lines)), lines), lines)
    scene = named_short(scene, lines, lexicon)
    scene = joined(without_warnings(_without_mere_words(_without_people(scene))), lines, lexicon)
    if scene.hits and agrees_only(scene.folded) > PLAINLY:  # OK is a yes, though a product may be called so
        masks = [mask_of(x, lexicon) for x in lines]
        told = any(narrowed(mask, scene.hits, lexicon) not in (NOTHING, mask) for mask in masks)
        scene = scene if told else replace(scene, hits=(), customers=())
    if kin:
        near = kin
        for hit in scene.hits:
            if hit.naming:
                near = near | wide(hit, lexicon)
        scene = _colours_apart(_squares(scene, kin, lexicon), kin, lexicon)
        scene = _numbers(scene, kin, near, lexicon)
        scene = _labels(_letters(scene, kin, lexicon), kin, lexicon)
    asked = PROPOSES.search(scene.folded)
    if asked is not None and asked.start() and asked.end() - asked.start() > 1:
        scene = replace(scene, ignored=(*scene.ignored, asked.span()))
    scene = replace(scene, ignored=(*scene.ignored, *yes_spans(scene.folded)))
    if len(lines) == 1 and len(scene.quantities) > 1:
        scene = _without_restated(_without_sum(scene, lines[0]), lines[0])
    spans = [m.span() for words in (WORDS_OF_CHANGE, SAME_DAY) for m in words.finditer(scene.folded)]
    clear = [s for s in spans if not any(h.start < s[1] and s[0] < h.end for h in scene.hits)]
    return replace(scene, ignored=(*scene.ignored, *clear))


def _squares(scene: Scene, kin: Mask, lexicon: Lexicon) -> Scene:
    """4平的红蓝: short for the square millimetres of the draft's goods, where 平 counts none of them."""
    for match in SQUARE.finditer(scene.folded):
        entry = lexicon.words.get(f"{match[1]}平方")
        if entry is None or not entry.masks[2].intersect(kin):
            continue
        start, end = match.span()
        found = Hit(start, end, f"{match[1]}平方", Kind.FEATURE, Tier.EXACT, entry.masks)
        hits = [h for h in scene.hits if h.end <= start or end <= h.start]
        quantities = tuple(q for q in scene.quantities if q.span.end <= start or end <= q.span.start)
        scene = replace(scene, hits=tuple(sorted([*hits, found], key=lambda h: h.start)), quantities=quantities)
    return scene


def _colours_apart(scene: Scene, kin: Mask, lexicon: Lexicon) -> Scene:
    """红蓝 as two colours where the draft's goods come in each of them and none in both."""
    hits: list[Hit] = []
    for hit in scene.hits:
        entries = [(at, char, lexicon.words.get(char)) for at, char in enumerate(hit.word, hit.start)]
        plain = len(hit.word) == hit.end - hit.start > 1 and COLOURS.issuperset(hit.word)
        apart = plain and not agrees(kin, hit)
        if apart and all(entry is not None and entry.masks[2].intersect(kin) for _, _, entry in entries):
            hits += [as_hit(Match(at, at + 1, char), lexicon) for at, char, _ in entries]
        else:
            hits.append(hit)
    return replace(scene, hits=tuple(hits))


def _without_more(scene: Scene, kin: Mask, lexicon: Lexicon) -> Scene:
    """再加大号10包: the 加 adds, where what the draft holds comes in a size and not in one called 加大."""
    gone = [
        h
        for h in scene.hits
        if h.word[0] == "加"
        and len(h.word) > 1
        and scene.folded[h.start - 1 : h.start] in ("再", "还", "另")
        and not h.masks[2].intersect(kin)
        and lexicon.words.get(h.word[1:]) is not None
        and any(h.word[1] in fold(n) for p in lexicon.some(kin, 20) for n in (p.name, *p.aliases))
    ]
    if not gone:
        return scene
    bare = [as_hit(Match(h.start + 1, h.end, h.word[1:]), lexicon) for h in gone]
    kept = [h for h in scene.hits if h not in gone]
    return replace(scene, hits=tuple(sorted([*kept, *bare], key=lambda h: h.start)))


def within(scene: Scene, start: int, end: int) -> Scene:
    """One stretch of a message as if nothing stood before and behind it; places stay what they are."""

    def inside(at: int, to: int) -> bool:
        return start <= at and to <= end

    def blank(words: str) -> str:
        return " " * start + words[start:end] + " " * (len(words) - end)

    return replace(
        scene,
        text=blank(scene.text),
        folded=blank(scene.folded),
        hits=tuple(h for h in scene.hits if inside(h.start, h.end)),
        customers=tuple(c for c in scene.customers if inside(c.start, c.end)),
        dates=tuple(d for d in scene.dates if inside(d.span.start, d.span.end)),
        quantities=tuple(q for q in scene.quantities if inside(q.span.start, q.span.end)),
        prices=tuple(p for p in scene.prices if inside(p.span.start, p.span.end)),
        addresses=tuple(a for a in scene.addresses if inside(a.span.start, a.span.end)),
        refs=tuple(r for r in scene.refs if inside(r.span.start, r.span.end)),
    )


DEAR = re.compile(
    r"\A[\s,]*(?:价格?|这[个款]?|还是|是|哎|哦|嗯)*(?:有点儿?|太|挺|好|真|有些|这么)贵了?[了啊呀哈哦]*[\s,。;!?….~]+(?=\S)"
)
WORN = re.compile(  # whether a part is worn, and no exchange of what is ordered
    r"(?:\A|(?<=[\s,。;!?]))[^\s,。;!?]{1,12}(?:用不用|要不要|需不需要|该不该|怎么|咋|多久)(?:给|去|拿去)?换"
    r"(?![成为到掉个]|[\d一二两三])(?:一次|一下)?[啊呀呢吗的嘛?]*(?:[\s,。;!?]|\Z)"
)


def without_musing(scene: Scene) -> Scene:
    """The message without what was only thought aloud: 换成黑的? 算了还是白的; 15L呢? 也要5桶."""
    scene = _without_remark(scene)
    mused = MUSED.match(scene.folded)
    scene = within(scene, mused.end(), len(scene.folded)) if mused is not None else _without_question(scene)
    topic = TOPIC.search(scene.folded)
    if topic is not None:
        plain = f"{scene.folded[: topic.start()]}{'的'.ljust(topic.end() - topic.start())}{scene.folded[topic.end() :]}"
        scene = replace(scene, folded=plain)
    return scene


def _without_remark(scene: Scene) -> Scene:
    """The message without a word on the price and without asking whether a part has to be exchanged for a new one:

    有点贵啊…那4支吧, 滤网用不用换啊 先不要那个.
    """
    dear, worn = DEAR.match(scene.folded), WORN.search(scene.folded)
    if dear is not None:
        scene = within(scene, dear.end(), len(scene.folded))
    if worn is None:
        return scene
    return within(scene, worn.end(), len(scene.folded)) if not worn.start() else within(scene, 0, worn.start())


def _without_question(scene: Scene) -> Scene:
    """The message without a question that its sender answers himself."""
    asked = ASKED_FIRST.match(scene.folded)
    if asked is None:
        return scene
    behind = within(scene, asked.end(), len(scene.folded))
    values = (*behind.hits, *behind.dates, *behind.quantities)
    goods = any(h.start < asked.end() for h in scene.hits) or any(q.span.start < asked.end() for q in scene.quantities)
    if PROPOSES.search(behind.folded) or ASKS.search(behind.folded) or (goods and not asked["off"]):
        return scene
    return behind if values else scene


def without_count(scene: Scene, count: int) -> Scene:
    """The message without how many drafts, or lines, there are or are meant: 两张都确认, 两个都60, 前两个."""
    counts = (COUNTED, POINTED) if count > 1 else ()
    spans = [m.span() for words in counts for m in words.finditer(scene.folded) if _number(m[1]) == count]
    spans += [m.span() for m in AGREED.finditer(scene.folded)]
    spans += [(start, end) for _, start, end in placed(scene.folded, count)] if scene.quantities else []
    if not spans:
        return scene
    kept = tuple(q for q in scene.quantities if not _inside(q.span.start, q.span.end, spans))
    return replace(scene, quantities=kept)


def _number(words: str) -> int:
    return (
        int(words) if words.isdecimal() else "零一二三四五六七八九".find(words.replace("两", "二").replace("俩", "二"))
    )


def _without_denied(scene: Scene, lines: Sequence[DraftLine]) -> Scene:
    """不用5吨 4吨够了: the amount that is not wanted is one that the draft has, and another one follows."""
    for one, two in pairwise(scene.quantities):
        said = TOO_MUCH.search(scene.folded, max(0, one.span.start - 8), one.span.start)
        if said is None or one.value.unit != two.value.unit or not any(x.qty == one.value.qty for x in lines):
            continue
        if any(one.span.end <= h.start < two.span.start for h in scene.hits):
            continue
        start, end = said.start(), one.span.end
        behind = scene.folded[end : end + 1]
        end += behind in ("了", "的")
        plain = f"{scene.folded[:start]}{' ' * (end - start)}{scene.folded[end:]}"
        return replace(scene, folded=plain, quantities=tuple(q for q in scene.quantities if q is not one))
    return scene


def _without_unit(scene: Scene, lines: Sequence[DraftLine]) -> Scene:
    """不要平方 200箱: the counter that is not wanted is that of the line, and an amount in another one follows."""
    for line in lines:
        said = (
            re.search(rf"(?:不要|不是|不按|别按|不用){re.escape(line.unit)}(?=[\s,])", scene.folded)
            if line.unit
            else None
        )
        after = [q for q in scene.quantities if said and q.span.start >= said.end()]
        if said is None or not after or after[0].value.unit == line.unit:
            continue
        if any(h.start < said.end() and said.start() < h.end for h in scene.hits):
            continue
        start, end = said.span()
        return replace(scene, folded=f"{scene.folded[:start]}{' ' * (end - start)}{scene.folded[end:]}")
    return scene


def _without_sum(scene: Scene, line: DraftLine) -> Scene:
    """40桶是一吨吧: whether the line's amount comes to that in another counter, and nothing that is to be otherwise."""
    for one, two in pairwise(scene.quantities):
        same = one.value.qty == line.qty and one.value.unit in (None, line.unit) and two.value.unit != line.unit
        if same and COMES_TO.fullmatch(scene.between(one.span.end, two.span.start)):
            kept = tuple(q for q in scene.quantities if q not in (one, two))
            gone = (one.span.start, two.span.end)
            return replace(scene, quantities=kept, ignored=(*scene.ignored, gone))
    return scene


def _without_restated(scene: Scene, line: DraftLine) -> Scene:
    """50提太多了 30提: what the line says already is only where the sentence starts from."""
    said = [q for q in scene.quantities if q.value.qty == line.qty and q.value.unit in (None, line.unit)]
    judged = JUDGED.match(scene.folded, said[0].span.end) if len(said) == 1 else None
    if judged is None:
        return scene
    gone = (said[0].span.start, judged.end())
    kept = tuple(q for q in scene.quantities if q is not said[0])
    return replace(scene, quantities=kept, ignored=(*scene.ignored, gone))


def _without_mere_words(scene: Scene) -> Scene:
    """The message without a one that counts nothing: 数量一样, 一起."""
    kept = tuple(q for q in scene.quantities if q.value.unit or not SAME.match(scene.folded, q.span.start))
    if len(kept) > 1:  # 是6箱不是6瓶: the one behind 不是 is what it was
        kept = (kept[0], *(q for q in kept[1:] if not NOT_SO.search(scene.folded, 0, q.span.start)))
    return replace(scene, quantities=kept)


def _without_people(scene: Scene) -> Scene:
    """The message without the numbers of people, where goods may be counted beside."""
    kept = tuple(
        q
        for q in scene.quantities
        if q.value.unit not in HEADS or not PEOPLE.match(scene.folded, _digits_end(q, scene))
    )
    return replace(scene, quantities=kept) if kept else scene


def _digits_end(said: Found[Quantity], scene: Scene) -> int:
    """Where the number of an amount ends, before its counter."""
    unit = said.value.unit or ""
    words = scene.folded[said.span.start : said.span.end]
    return said.span.end - len(unit) if unit and words.endswith(unit) else said.span.end


def warned(scene: Scene) -> list[tuple[int, int]]:
    """Stretches that only say what must not happen: 别配错成黑的."""
    return [m.span() for m in WARNED.finditer(scene.folded)]


def without_warnings(scene: Scene) -> Scene:
    """The message without what must not happen."""
    spans = warned(scene)
    if not spans:
        return scene
    return replace(
        scene,
        hits=tuple(h for h in scene.hits if not _inside(h.start, h.end, spans)),
        quantities=tuple(q for q in scene.quantities if not _inside(q.span.start, q.span.end, spans)),
        dates=tuple(d for d in scene.dates if not _inside(d.span.start, d.span.end, spans)),
        ignored=(*scene.ignored, *spans),
    )


def _inside(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(s < end and start < e for s, e in spans)


def _numbers(scene: Scene, kin: Mask, near: Mask, lexicon: Lexicon) -> Scene:
    """Tells numbers that name one of the draft's products from numbers that count."""
    known = labelled(kin, lexicon)
    around = known if near == kin else labelled(near, lexicon)
    hits, quantities, refs = list(scene.hits), list(scene.quantities), list(scene.refs)
    for ref in scene.refs:
        mask = of_number(ref.value.number, known) if ref.value.kind == "tail" else NOTHING
        if mask:
            refs.remove(ref)
            hits.append(number_hit(ref.span, ref.value.number, mask, lexicon))
    for found in scene.quantities:
        digits = scene.folded[found.span.start : found.span.end].strip()
        if found.value.unit or found.value.parts or not digits.isdecimal() or len(digits) < 2:
            continue
        mask = of_number(digits, around)
        others = any(q is not found and q.value.unit for q in scene.quantities) or _contrasted(found.span, scene)
        others = others or (len(digits) > 2 and STAYS.search(scene.folded, 0, found.span.start) is not None)
        if mask and len(mask) < len(around) and (others or _tells(found.span, scene)):
            quantities.remove(found)
            hits.append(number_hit(found.span, digits, mask, lexicon))
    for hit in scene.hits:
        lonely = hit.kind is Kind.NUMBER and hit.word.isdecimal() and not agrees(kin, hit)
        beside = [h for h in scene.hits if h is not hit and agrees(kin, h)]
        counted = any(q.span.start >= hit.end for q in scene.quantities)
        free = re.match(r"\s*(?:$|[\s,;。!])", scene.folded[hit.end :]) is not None
        if lonely and beside and not counted and free and hit.start and scene.folded[hit.start - 1] in " ,":
            hits.remove(hit)
            span = Span(hit.start, hit.end)
            quantities.append(Found(span, Quantity(Decimal(hit.word)), hit.word, 0.5))
    return replace(
        scene,
        hits=tuple(sorted(hits, key=lambda h: h.start)),
        quantities=tuple(sorted(quantities, key=lambda q: q.span.start)),
        refs=tuple(refs),
    )


def _tells(span: Span, scene: Scene) -> bool:
    """True for 60的 and for 设备是380: of a thing is said which it is, not how many."""
    before = scene.folded[max(0, span.start - 10) : span.start]
    return TELLS.match(scene.folded, span.end) is not None or SAID_TO_BE.search(before) is not None


def _contrasted(span: Span, scene: Scene) -> bool:
    """True for the second number of 不是45 是60, where the first one names a product, and for what is exchanged."""
    if re.search(r"换(?:成|为|个)?\s*\Z", scene.folded[max(0, span.start - 4) : span.start]):
        return True  # 雪碧也换500: goods are exchanged, amounts are changed
    gap = CONTRAST.search(scene.folded, max(0, span.start - 8), span.start)
    return gap is not None and any(h.end == gap.start() and h.word[-1].isdecimal() for h in scene.hits)


def number_hit(span: Span, word: str, mask: Mask, lexicon: Lexicon) -> Hit:
    """A number as a word that names some of these products."""
    if lexicon.words.get(word) is not None:
        found = as_hit(Match(span.start, span.end, word), lexicon)
        if found.masks[2].intersect(mask):
            return found
    return Hit(span.start, span.end, word, Kind.NUMBER, Tier.EXACT, (mask, mask, mask))


def _letters(scene: Scene, kin: Mask, lexicon: Lexicon) -> Scene:
    """Adds the sizes in letters that some of the draft's relatives come in: the L of 再来L的3盒."""
    if SIZES_IN_LETTERS.isdisjoint(scene.signs):
        return scene
    for one in lexicon.some(kin, MOST_SIZES):
        entry = lexicon.words.get(next(iter(spec_tokens(one.name)), ""))
        kin = kin | entry.masks[2] if entry is not None else kin
    if len(kin) > MOST_SIZES:
        return scene
    hits = list(scene.hits)
    for match in SIZE_IN_LETTERS.finditer(scene.folded):
        start, end = match.span()
        if any(h.start < end and start < h.end for h in hits):
            continue
        names = ((i, lexicon.products[i]) for i in kin)
        called = {match[0], f"{match[0]}码", f"{match[0]}号"}
        mask = Mask(i for i, one in names if not called.isdisjoint((*spec_tokens(one.name), *spec_tokens(one.spec))))
        if mask and len(mask) < len(kin):
            hits.append(Hit(start, end, match[0], Kind.FEATURE, Tier.EXACT, (mask, mask, mask)))
    return replace(scene, hits=tuple(sorted(hits, key=lambda h: h.start)))


def _labels(scene: Scene, kin: Mask, lexicon: Lexicon) -> Scene:
    """Adds words that stand in the names of some of the draft's relatives but that no list of words has: 米黄."""
    runs = leftover(scene, 0, len(scene.folded))
    if not runs:
        return scene
    labels = labelled(kin, lexicon)
    hits = list(scene.hits)
    for start, end in runs:
        found = _longest(scene.folded[start:end], labels)
        if found is not None:
            at, word, mask = found
            hits.append(Hit(start + at, start + at + len(word), word, Kind.FEATURE, Tier.EXACT, (mask, mask, mask)))
    return replace(scene, hits=tuple(sorted(hits, key=lambda h: h.start)))


def _longest(run: str, labels: Sequence[tuple[int, str]]) -> tuple[int, str, Mask] | None:
    for size in range(min(len(run), 8), 1, -1):
        for at in range(len(run) - size + 1):
            word = run[at : at + size]
            if word.isascii() and LETTERS.search(
                run[max(0, at - 1) : at + 1] + " " + run[at + size - 1 : at + size + 1]
            ):
                continue  # ir of confirm
            mask = Mask(i for i, label in labels if word in label)
            if mask and len(mask) < len(labels):
                return at, word, mask
    return None
