"""What is to change in an order: amounts, goods added, taken out or replaced, date, address."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise

from .blocks import last_due
from .dimensions.date.value import DateValue
from .dimensions.found import Found
from .dimensions.quantity.rules import Quantity
from .family import family, instead
from .features import Kind, Tier
from .grouping import Item, has_head, lend
from .items import line_of
from .lexicon import NOTHING, Lexicon
from .lines import read_lines
from .loose import loose
from .orders import dues
from .place import names_place
from .products import Choice, Hit, agrees, inherit, resolve
from .refused import NOT_SO_MANY, SO_MANY
from .scene import Scene
from .shift import shift_edit
from .types import AddItem, DueKind, Edit, Hints, RemoveItem, SetAddress, SetDue, SetItem, Span

NUMBERED = (  # 取消掉4箱 就是…
    r"(?:[0-9]+(?:\.[0-9]+)?|[一二两三四五六七八九十百半]+)\s?[\u3400-\u9fff](?=\s|[,。;!?]|就|也|只|剩|改|\Z)"
)
DROP_AFTER = re.compile(
    "".join(
        (
            r"^(?:那个|那款|那种|那[台行条部架张副根盒箱件包瓶辆把支批](?!分)|那部分|这部分|[那这][一二两三四五六七八九十几半0-9]{1,4}[\u4e00-\u9fff]|那[几两]样|那批|这个|的|款|台|只|个|边|码|号|色|寸|味|口味|规格|型号|全|都|也|就|先|暂时|这次|了|\s){0,4}(?:不要(?!\s?[0-9一二两三四五六七八九十]+\s?(?!的)[\u3400-\u9fff]了[\s,]*(?:就|只|先)?(?:改|变|要|来)|钱|发票|开票|那么|这么|太[多大]|发错|(?:改|动|变|碰|换)了?(?:[\s,。;!~吧哈啊]|$)|盖(?![子板布])|[拆弄搞忘混串漏太催切裁剪印](?![\s,。;]))|不(?:需要|想要|[订拿买下做整弄搞]了)|(?:去掉|删掉|删去|删了|删除|取消掉?|撤掉|拿掉|减掉|划掉)(?!了?\s?",
            NUMBERED,
            r"|掉)|不用(?!换|改|那么|这么|\s?[0-9一二两三四五六七八九十百半]+[\u3400-\u9fff](?:那么|这么)多)|算了|免了|省了|停掉|去了(?=[\s,。;!吧哈啊噻嘛]|\Z)|(?:先|就|也)?不(?:加|上|补)了?(?=[\s,。;!吧哈]|\Z)|别(?:发|送|拿|来|加|配|装)(?!错|混|串|漏|成|给|到|太|重|那么|这么|那样|多)了?|先?别要了?|先不(?:要|发|送|拿|整|弄|搞|下|订)了?)",
            r"|^的?(?:他们?|她|客户|人家|那边|老板)?(?:说|讲)?(?:还|暂时|先)?(?:不急|不着急|不赶|用不上|用不着)[\s,]*(?:就|先|那就|都)*(?:拿掉|去掉|删掉|取消|撤掉|划掉|不要)",
        )
    )
)
DROP_BEFORE = re.compile(
    r"(?:去掉|删掉|删去|删除|剔除|划掉|取消|不要(?!了[\s,。;])|不用(?!了[\s,。;])|撤掉|拿掉)(?:那个|这个|那款|掉|了|其中的?|里面的?|\s){0,2}$"
)
DROP_FOR_REASON = re.compile(  # 1.7的太短了没人要,拿掉: why it goes stands between
    r"(?![要来发拿订给])[^,。;!?\n\d]{1,14}[\s,]+(?:就|都|先|还是|那)*"
    r"(?:不要|莫要|唔要|勿要|拿掉|去掉|删掉|划掉|取消|撤掉|不用|唔使|唔好|不进|[别莫](?:进|要|拿|发|搞|配|送|整))"
    r"(?:了|哒|咯|喽|啦|嘞|嘛|吧|哈|先|住)*(?=[\s,。;!~]|\Z)"
)
WISHES = ("要", "用", "拿")
REFUSED_BEHIND = re.compile(r"的?(?:不要|别要|不用|别发|别拿)")
KEEP_AFTER = re.compile(r"^(?:那个|的|款|边|也|都|就|照旧|\s){0,3}(?:不动|不变|照旧|照发|照送|照常|照原样|保持)")
MORE = re.compile(
    r"再(?:给我|帮我|给|帮)?[加拿来要订买送发补添搞弄整上配叫](?!到|至|成|说|问|看)|(?:追|另|新|多)[加增](?!到|至|成)|另外|增加?(?=\s?[0-9一二两三四五六七八九十半])|加[订购要](?!求)|(?<!追)(?<!再)加(?!到|至|成|厚|大|急|长|强|固|错|多了|重了)|补(?!充说|到|足|齐)|挂[上一两二三四几]"
    r"|还要|还有|还得|(?<![不么太])多(?=\s?[0-9一二两三四五六七八九十半])|再(?:给我|帮我)?(?:带|捎)(?=\s?[0-9一二两三四五六七八九十半])|多(?:拿|来|要|加|发|给|订|配|装|带|送|放)(?![点些]\s?[,\s])|添|顺便|顺带|捎|带上|(?<![a-z])add(?![a-z])|(?<![\d)])\+\s?(?=\d)|[加挂添][上]?[一两二三四几](?:样|项|行|条|款|种)"
)
JOINED = re.compile(
    r"(?:跟|和|同|随)(?:着)?[^\s,。;]{0,6}[单批车票]的?一[起道块同]|[并拼加合写补添放塞](?:[\d一二两三四五六七八九十百半]{1,4}[\u4e00-\u9fff])?(?:到|进|在|入)[^\s,。;]{0,6}(?:[单批]|po)"
)
OLD_DAY = re.compile(r"(?:上[次回]|原来|之前|原先|本来)(?:说|定|讲|约|报)好?的\Z")
OF_THAT_DAY = re.compile(
    r"(?:的|我们?|他们?)?(?:要|订|下|报|送)?的?那一?[批单张票车笔]|(?:[要到送发]的)?(?:的)?(?:那|这)?(?:一?[批车单票张]|货|单子|订单)(?:货|单)?[里上中]?面?[,\s]?(?=再|多|加|添|追|减|少|改|换|把|[\s,])"
)
MOST_SWAPS = 20  # words of exchange that are looked at
SENT_TO = re.compile(r"^(?:改?送|发|寄|换|改)(?:到|至|往|成)?(?=[\u4e00-\u9fff]{3})")
CLAUSE = re.compile(r"[,。;!?\n]")
# What was, and what it is to be: 12桶变20桶; 原来报2箱 现在要3箱半.
BECOMES = re.compile(r"\s*(?:改|换|变|调)(?:成|为|到|作|做)?\s*")
INTO, TURNS = re.compile(r"\s*(?:成|到|为)\s*"), re.compile(r"(?:改|换|变|调|[减加降升增]|把|将)\s?\Z")  # 改30个成45个
TURNED = re.compile(r"[^,。;\s]*(?:改|换|变|调|减|加|降|升)(?:成|为|到|作)\s*")  # 订的10只空开减成8只
BEFORE_NOW = re.compile(r"(?:原来|本来|之前|原先|早先|开始)(?:说好|[报要订下定写说拿])?(?:的|了|是)*\s*\Z")
NOW = re.compile(
    r"(?:的|了)?[\s,]*(?:现在|今天|如今|这会儿?)(?:人家|客户|他们?|她们?|我们?|对方|老板)?(?:又|想|说)*(?:要|改|变|换|加到|减到|只)?(?:成|为|到|是|要)?\s*"
)
WANTED = re.compile(r"(?:^|[\s,。;])(?:改|就|都|只)?要(?!不)")
BARE_BEFORE = re.compile(r"(?:的|由|从)?(\d+(?:\.\d+)?)\s*(?:改|换|变|调)(?:成|为|到|作|做)\s*\Z")  # 白的3000改成2500
MORE_OF_THAT = re.compile(r"的?[\s,]*(?:再|多|另外?|还要)(?:给我|帮我)?(?:加|添|补|追加)\s?")
ONE_LINE = re.compile(r"[加挂添]上?[一两二三四几](?:样|项|行|条|款|种)")
NO_LONGER = re.compile(r"不要\s?\Z")
FEWER = re.compile(r"(?:取消|去|减|少|退|砍|拿|撤|删|划)(?:掉|要|去|少|了)*\s?\Z")  # 取消掉4箱 就是10箱改成6箱
FROM_DAY = re.compile(r"(?:的|那天)?\s?(?:要)?(?:改|换|挪|推|延|调|变|提前)(?:成|到|为|至|在|迟到|后到)?\s?")
CHANGED = re.compile(r"换|改(?![成为到]?\s*[\d一二两三四五六七八九十百半])")
ALONG = re.compile(  # what stands beside goods and amount of a list: 再加铁红的6桶 灰的4桶
    r"(?:[\s,、;和跟与及的各]|\d+(?:\.\d+)?|[一二两三四五六七八九十百半]+)*[\u4e00-\u9fffa-z]{0,2}"
)
BOTH = re.compile(r"的[\s,]+")
CODE = re.compile(r"[a-z]{0,3}\d{2,6}[a-z]{0,2}(?=[\s,。;!?]|同|的|也|还|型|款|\Z)")
SWAP = re.compile(r"换成|换为|换做|换|改成|改为|改要|改做|变成")
SWAPS = re.compile(SWAP.pattern + "|改")
SO_MANY_BEFORE = re.compile(r"(?:由|从)\s?\d+(?:\.\d+)?\s*\Z")  # 由30改做40


def _split(scene: Scene) -> tuple[list[list[Hit]], list[Hit]]:
    """Groups of words that are taken out, and the words that stay in play."""
    dropped: list[list[Hit]] = []
    rest: list[Hit] = []
    run: list[Hit] = []
    for hit in scene.hits:
        if dropped and not run and _names_the_dropped(scene, dropped[-1][-1], hit):
            dropped[-1].append(hit)
            continue
        if dropped and not run and _goes_on(scene, dropped[-1], hit):
            dropped[-1].append(hit)
            continue
        if run and re.search(r"[,;。\n]|\s{2}|的\s", scene.between(run[-1].end, hit.start)):
            rest += run
            run = []
        run.append(hit)
        spent = _spent(scene, dropped[-1][-1]) if dropped else 0
        before = scene.between(max(spent, run[0].start - 8), run[0].start)
        gone = DROP_AFTER.match(scene.between(hit.end, hit.end + 14)) or _for_a_reason(scene, hit)
        if gone and not _wanted(scene, run[_last_gap(scene, run)], hit):
            cut = _last_gap(scene, run)
            rest += run[:cut]
            dropped.append(run[cut:])
            run = []
        elif KEEP_AFTER.match(scene.between(hit.end, hit.end + 8)):
            run = []
        elif DROP_BEFORE.search(scene.between(max(spent, hit.start - 8), hit.start)) or (
            len(run) > 1 and DROP_BEFORE.search(before) and scene.between(run[-2].end, hit.start).strip() == ""
        ):
            if dropped and dropped[-1] and dropped[-1][-1] is run[-2] if len(run) > 1 else False:
                dropped[-1].append(hit)
            else:
                rest += run[:-1]
                dropped.append([hit])
            run = []
    return dropped, rest + run


def _for_a_reason(scene: Scene, hit: Hit) -> bool:
    """True where nothing but a reason stands between the words and what takes them out."""
    found = DROP_FOR_REASON.match(scene.folded, hit.end)
    return found is not None and not any(
        hit.end <= h.start < found.end() and (h.start == hit.end or not h.lone) for h in scene.hits
    )


def _wanted(scene: Scene, first: Hit, hit: Hit) -> bool:
    """True for the 0.3 of 要0.3的不要0.6的: what is not wanted stands behind."""
    if scene.folded[first.start - 1 : first.start] not in WISHES:
        return False
    refused = REFUSED_BEHIND.match(scene.folded, hit.end)
    return refused is not None and any(h.start == refused.end() for h in scene.hits)


def _spent(scene: Scene, gone: Hit) -> int:
    """Where the words end that took something out: the 不要 in 蟹黄不要 鲜肉的就行 has done its work."""
    done = DROP_AFTER.match(scene.between(gone.end, gone.end + 14))
    return gone.end + (done.end() if done else 0)


def _names_the_dropped(scene: Scene, gone: Hit, hit: Hit) -> bool:
    """In 鲍鱼不要12头了 the words behind 不要 say which."""
    gap = scene.between(gone.end, hit.start)
    return (
        re.fullmatch(r"\s*先?(?:不要|别要|去掉|删掉|取消|不用|撤掉?|拿掉|减掉)[掉了]?", gap) is not None
        and not hit.naming
    )


def _goes_on(scene: Scene, gone: Sequence[Hit], hit: Hit) -> bool:
    """True for more of what stands glued behind 删去: the 滤纸 and the 11cm of 删去定量滤纸11cm."""
    gap = scene.between(gone[-1].end, hit.start)
    if gap not in ("", "的") and (gap != " " or hit.naming):
        return False
    if DROP_AFTER.match(scene.between(gone[-1].end, hit.end + 14)):
        return False
    first = gone[0].start
    return DROP_BEFORE.search(scene.between(max(0, first - 8), first)) is not None and any(
        agrees(one.masks[2], hit) for one in gone
    )


def _last_gap(scene: Scene, run: Sequence[Hit]) -> int:
    """Where the words that belong to the end of a run begin: after a quantity, 改, or a clause that has ended."""
    for index in range(len(run) - 1, 0, -1):
        gap = scene.between(run[index - 1].end, run[index].start)
        if (
            SWAP.search(gap)
            or "要" in gap
            or re.search(r"[了行以够好留]\s", gap)
            or any(run[index - 1].end <= q.span.start < run[index].start for q in scene.quantities)
        ):
            return index
    return 0


def _plain(hits: Sequence[Hit], choice: Choice, scene: Scene) -> Item:
    start, end = hits[0].start, hits[-1].end
    return Item(start, end, tuple(hits), choice, mention=scene.text[start:end], product=(start, end))


def dropped_items(scene: Scene, lexicon: Lexicon) -> list[Item]:
    """The products a message takes out."""
    groups, rest = _split(scene)
    found = []
    for group in groups:
        choice = resolve(group, lexicon)
        before = [h for h in rest if h.end <= group[0].start]
        if not any(h.naming for h in group) and before:
            choice = lend(choice, before, lexicon)
        if not choice.one and before and len(told := choice.mask & resolve(before, lexicon).mask) == 1:
            choice = Choice(told, choice.used, choice.skipped)  # 彩砂浅灰那单不要浅灰了
        if choice.mask and choice.mask != lexicon.everything:
            found.append(_plain(group, choice, scene))
    return found


def swapped_items(scene: Scene, lexicon: Lexicon) -> tuple[Item, Item] | None:
    """The product that goes and the one that comes: 标准的换成加大0.25."""
    named = {h.start for h in scene.hits if h.naming}
    ends = {h.end for h in scene.hits}
    glued = {at for end in ends for at in (end, end + 1) if at + 1 in named and not scene.between(end, at).strip()}
    for match in islice(SWAPS.finditer(scene.folded), MOST_SWAPS):
        if match[0] == "改" and match.start() not in glued and not _kind_for_kind(match, scene):
            continue  # 实木床改拼接床, and no 改一下
        before = SO_MANY_BEFORE.search(scene.folded, max(0, match.start() - 8), match.start())
        if before and not any(before.start() < h.end and h.start < match.start() for h in scene.hits):
            continue
        old = [h for h in scene.hits if h.end <= match.start()]
        new = [h for h in scene.hits if h.start >= match.end()]
        new = [*_by_code(scene, match.end(), old, lexicon), *new]
        if (
            not old
            or not new
            or any(q.span.start >= match.end() and q.span.start < new[0].start for q in scene.quantities)
        ):
            continue
        if scene.between(match.end(), new[0].start).strip(" 的只要,"):
            continue
        clause = max((m.end() for m in CLAUSE.finditer(scene.folded, 0, match.start())), default=0)
        near = [h for h in old if h.start >= clause] or old  # what was said before it is no part of the exchange
        names = [h for h in old if h.naming]
        gone = resolve(near, lexicon)
        come = resolve(new, lexicon)
        if near != old and not any(h.naming for h in near):
            gone = lend(gone, names, lexicon)
        gone = _told_of_both(gone, new, scene, lexicon)
        old = near
        if not any(h.naming and not loose(h) for h in new) or not (come.one or has_head(new)):
            kin = instead(gone.mask, new, lexicon) if not has_head(new) and gone.one else Choice(NOTHING)
            come = kin if kin.one else lend(come, near if any(h.naming for h in near) else [*names, *near], lexicon)
        if gone.mask and come.mask and gone.mask != come.mask and not gone.mask.intersect(come.mask):
            return _plain(old, gone, scene), _plain(new, come, scene)
    return None


def _kind_for_kind(match: re.Match[str], scene: Scene) -> bool:
    """True between two signs that tell kinds apart: the 改 of 抱箍小的改大的."""
    old = any(h.lone and h.end + 1 == match.start() for h in scene.hits)
    new = any(h.lone and h.start == match.end() and scene.folded[h.end : h.end + 1] == "的" for h in scene.hits)
    return old and new and scene.folded[match.start() - 1] == "的"


def _by_code(scene: Scene, start: int, old: Sequence[Hit], lexicon: Lexicon) -> list[Hit]:
    """The bare number of a kind, which elsewhere is an amount: the 802 of 801换成802同码."""
    code = CODE.match(scene.folded, start)
    entry = lexicon.words.get(code[0]) if code else None
    if code is None or entry is None or entry.kind is Kind.FEATURE:
        return []
    if entry.tier is not Tier.EXACT:  # 9200改成200型的: of the kind that it comes in place of there is one so called
        kin = family(resolve(old, lexicon).mask, lexicon) if old else NOTHING
        mask = kin & entry.masks[2]
        return [Hit(*code.span(), code[0], entry.kind, Tier.EXACT, (mask, mask, mask))] if len(mask) == 1 else []
    if any(h.start < code.end() and code.start() < h.end for h in scene.hits):
        return []
    return [Hit(*code.span(), code[0], entry.kind, entry.tier, entry.masks)]


def _told_of_both(gone: Choice, new: Sequence[Hit], scene: Scene, lexicon: Lexicon) -> Choice:
    """Lets what is said behind the new kind say which of the old is meant: 标准的换成加长的 PT31电极."""
    apart = next((at for at in range(1, len(new)) if BOTH.fullmatch(scene.between(new[at - 1].end, new[at].start))), 0)
    told = [h for h in new[apart:] if agrees(gone.mask, h)] if apart and not gone.one else []
    return inherit(gone, told, lexicon) if told else gone


def due_edit(scene: Scene) -> SetDue | None:
    """The new date, where one is said: in 推迟5个工作日 there is none."""
    when = last_due([one for one in dues(scene) if not _tells_which(one, scene)])
    if when is None or shift_edit(scene) is not None:
        return None
    kind = DueKind(when.value.kind) if when.value.kind else None
    return SetDue(when.value.day, kind, when.words, when.span)


def _tells_which(when: Found[DateValue], scene: Scene) -> bool:
    """True for a day that was, stays, or says which order is meant: 上次说的20号, 日期9月3号不变, 后天的货再加2件."""
    behind = scene.between(when.span.end, when.span.end + 8)
    if OLD_DAY.search(scene.folded, max(0, when.span.start - 8), when.span.start):
        return True
    if (turned := FROM_DAY.match(scene.folded, when.span.end)) and any(
        other.span.start == turned.end() for other in scene.dates
    ):
        return True  # 二十二号改二十六号发
    return KEEP_AFTER.match(behind) is not None or OF_THAT_DAY.match(behind) is not None


def address_edit(scene: Scene) -> SetAddress | None:
    """The new place, where one is said."""
    if scene.addresses:
        return SetAddress(SENT_TO.sub("", scene.addresses[0].value), scene.addresses[0].span)
    match = re.search(
        r"(?:地址|收货地|送货地址)?(?:改|换)(?:成|为|到|送|发|寄)+(?:到|至)?\s?([\u4e00-\u9fffa-z0-9]{2,24})",
        scene.folded,
    )
    if match and not any(q.span.start < match.end() and match.start(1) < q.span.end for q in scene.quantities):
        start, end = match.span(1)
        taken = [(h.start, h.end) for h in scene.hits] + [(d.span.start, d.span.end) for d in scene.dates]
        asked = "地址" in match[0] or re.search("[送发寄]", match[0]) is not None
        if asked and names_place(match[1]) and not any(s < end and start < e for s, e in taken):
            return SetAddress(scene.text[start:end], Span(start, end))
    return None


def read_changes(scene: Scene, lexicon: Lexicon, hints: Hints) -> tuple[Edit, ...]:
    """All changes a message asks for, in the order products, date, address."""
    edits: list[Edit] = []
    gone = dropped_items(scene, lexicon)
    edits += [RemoveItem(None, line_of(item, lexicon, hints)) for item in gone]
    swap = None if gone else swapped_items(scene, lexicon)
    lost = {h for item in gone for h in item.hits}
    kept = [h for h in scene.hits if h not in lost and not KEEP_AFTER.match(scene.between(h.end, h.end + 8))]
    lent = [h for h in scene.hits if h in lost]
    done = tuple((h.start, h.end) for h in scene.hits if h not in kept)
    counted = tuple(q for q in scene.quantities if not any(_of_the_gone(q, item, scene) for item in gone))
    past = _past(scene, counted)
    counted = tuple(q for q in counted if not any(a <= q.span.start < b for a, b in past))
    left = replace(scene, hits=tuple(kept), quantities=counted, ignored=(*scene.ignored, *done, *past))
    items = [i for i in read_lines(left, lexicon, lent) if i.quantity is not None and not _stays(i, scene)]
    elsewhere = [edit for edit in (due_edit(scene), shift_edit(scene), address_edit(scene)) if edit is not None]
    items = [] if elsewhere and those(scene) else items
    if swap is not None:
        edits.append(RemoveItem(None, line_of(swap[0], lexicon, hints)))
        come = _counted(swap[1], items)
        if come.quantity is None:  # 白的十打换成黑的
            said = [q for q in counted if swap[0].end <= q.span.start and q.span.end <= come.start]
            said = said or [q for q in counted if q.span.start >= come.end and q.value.unit]  # 数量一样20双
            come = replace(come, quantity=said[0]) if len(said) == 1 else come
        edits.append(AddItem(line_of(come, lexicon, hints)))
        items = []
    if gone and not items and (other := _uncounted_instead(gone[-1], kept, scene, lexicon)):
        edits.append(AddItem(line_of(other, lexicon, hints)))
    joined = JOINED.search(scene.folded) is not None or ONE_LINE.search(scene.folded) is not None
    at, more = 0, False
    for item in items:
        window = unworded(scene, at, max(item.end, item.quantity.span.end if item.quantity else 0))
        at = item.end
        line = line_of(item, lexicon, hints)
        swapped = bool(gone) and (CHANGED.search(window) is not None or _instead(item, gone, scene, lexicon))
        more = MORE.search(window) is not None or (more and ALONG.fullmatch(window) is not None)
        edits.append(AddItem(line) if swapped or joined or more or item.gift else SetItem(None, line))
    return (*edits, *elsewhere)


def those(scene: Scene) -> bool:
    """True where the one amount only says which order is meant: 那10台枪机 收货改成北环路5号."""
    if len(scene.quantities) != 1:
        return False
    said = scene.quantities[0].span
    return scene.between(said.start - 1, said.start) in ("那", "这") and any(h.start >= said.end for h in scene.hits)


def _uncounted_instead(gone: Item, kept: Sequence[Hit], scene: Scene, lexicon: Lexicon) -> Item | None:
    """What comes, without any amount, in the place of what was taken out: 不要红的了 换成白的."""
    swap = SWAP.search(scene.folded, gone.end)
    new = [h for h in kept if swap and h.start >= swap.end()]
    if swap is None or not new or scene.between(swap.end(), new[0].start).strip(" 的只要,"):
        return None
    choice = resolve(new, lexicon) if has_head(new) else instead(gone.choice.mask, new, lexicon)
    return _plain(new, choice, scene) if choice.mask else None


def _past(scene: Scene, counted: Sequence[Found[Quantity]]) -> list[tuple[int, int]]:
    """Stretches from the amount that was to the one that comes in its place."""
    found = []
    for old, new in pairwise(counted):
        gap = scene.between(old.span.end, new.span.start)
        before = BEFORE_NOW.search(scene.between(max(0, old.span.start - 8), old.span.start))
        denied = NOT_SO_MANY.search(scene.folded, max(0, old.span.start - 4), old.span.start)
        refused = NO_LONGER.search(scene.folded, max(0, old.span.start - 4), old.span.start)
        if refused and gap.startswith("了") and not any(h.start < old.span.start for h in scene.hits):
            found.append((refused.start(), old.span.end))  # 不要4台了,扳手和钳子都改6台
        elif denied and SO_MANY.fullmatch(gap):
            found.append((denied.start(), new.span.start))
        elif (old.value.unit == new.value.unit and BECOMES.fullmatch(gap)) or (before and NOW.fullmatch(gap)):
            start = old.span.start - (len(before[0]) if before else 0)
            found.append((start, new.span.start))
        elif MORE_OF_THAT.fullmatch(gap) and scene.between(old.span.start - 1, old.span.start) in ("那", "这"):
            found.append((old.span.start - 1, old.span.end))  # 那25箱 再加5箱
        elif old.value.unit == new.value.unit and (
            TURNED.fullmatch(gap)
            or (INTO.fullmatch(gap) and TURNS.search(scene.folded, max(0, old.span.start - 2), old.span.start))
        ):
            found.append((old.span.start, old.span.end))
    for new in counted:
        bare = BARE_BEFORE.search(scene.between(max(0, new.span.start - 12), new.span.start))
        start = new.span.start - len(bare[0]) if bare else 0
        if bare and not any(
            a < new.span.start and start + len(bare[0]) - len(bare[0].lstrip("的")) < b for a, b in scene.known
        ):
            found.append((start, new.span.start))
    if found:
        for one in counted:
            fewer = FEWER.search(scene.folded, max(0, one.span.start - 6), one.span.start)
            if fewer and one.span.end <= found[0][0]:
                found.append((fewer.start(), one.span.end))
    return found


def _stays(item: Item, scene: Scene) -> bool:
    """True for the amount that is only told as it stands: 马斯卡彭10盒不动."""
    end = item.quantity.span.end if item.quantity else item.end
    return KEEP_AFTER.match(scene.between(end, end + 8)) is not None and MORE.search(item.mention) is None


def _of_the_gone(quantity: Found[Quantity], item: Item, scene: Scene) -> bool:
    """True for the amount of what is taken out: 防水膜那两卷不要了."""
    drop = DROP_AFTER.match(scene.between(item.end, item.end + 14))
    return drop is not None and item.end <= quantity.span.start < item.end + drop.end()


def _instead(item: Item, gone: Sequence[Item], scene: Scene, lexicon: Lexicon) -> bool:
    """True for what is wanted in the place of its kin: 普通的不要,要防逆流的 4箱."""
    last = gone[-1]
    between = scene.between(last.end, item.product[0] if item.product else item.start)
    kin = family(last.choice.mask, lexicon)
    return (
        item.start >= last.end
        and WANTED.search(between) is not None
        and bool(item.choice.mask)
        and not any(g.choice.mask.intersect(item.choice.mask) for g in gone)
        and kin.intersect(item.choice.mask)
    )


def _counted(item: Item, items: Sequence[Item]) -> Item:
    later = [i for i in items if i.quantity and i.quantity.span.start >= item.end]
    later = [i for i in later if i.quantity and i.quantity.words != "一"] or later  # 数量一样20双
    return replace(item, quantity=later[0].quantity) if later else item


def unworded(scene: Scene, start: int, end: int) -> str:
    """The text of a stretch without its product words."""
    chars = list(scene.between(start, end))
    for hit in scene.hits:
        for at in range(max(hit.start, start), min(hit.end, end)):
            chars[at - start] = " "
    return "".join(chars)
