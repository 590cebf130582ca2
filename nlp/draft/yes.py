"""Yes and no to an open draft: what a message agrees to or takes back, also where it says a value beside."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ..changes import DROP_AFTER
from ..family import mask_of, narrowed
from ..features import fold
from ..lexicon import Lexicon
from ..orders import CALM, URGENT, dues
from ..products import Hit
from ..scene import Scene
from ..shift import shift_edit
from ..spoken import (
    ADMONISHED,
    ASKING,
    BOTH,
    DENIED,
    HEDGED,
    LATER,
    SEALED,
    agrees_only,
    beyond,
    cues,
    drops_all,
    says,
    ungreeted,
    yes_spans,
)
from ..types import DraftHint, DraftLine, Hints, Intent, Parse
from .dropped import OTHERS, dropped_by_part
from .places import placed
from .turns import all_but

CLAUSE = re.compile(r"[^\s,;。!?~、]+")
ROUNDS = re.compile(r"分?[两二三四五六2-6]批|分批")
# 地址不变: said of what stays as it is; not 价格不变就下单, which is a condition.
UNCHANGED = re.compile(
    r"(?<![^\s,;。!])(?:其他|其它|其余|别的|地址|日期|时间|交期|数量|价格|单价|规格|型号|颜色|要求|收货人|联系人|电话|都|也|还是|和|跟)+(?:的|都|也|还|就|全部)*"
    r"(?:不变|照旧|不改|不动|不用改|没变|没有变|原样|照原来(?:的)?|按原来(?:的)?|老样子)了?(?=[\s,;。!]|\Z)"
)
# 30的不用 就刚才那两样: what was asked about beside the draft is not wanted, all that is in it is.
AS_BEFORE = re.compile(
    r"(?:就|还是|按)+(?:刚才|刚刚|上面|前面|之前)(?:说的?|报的?|[那这的])*(?P<n>[一两二三四五六七八九十\d])?[样个种款项些]"
)
# 可以的话就下单: a yes; whether it can be done is what the order is checked for anyway.
IF_SO = re.compile(
    r"(?:要是|如果)?(?:可以|行|ok|没问题|没有?问题|来得及|赶得上|赶得及|(?:能|可以)(?:到|送|发|做)|有货?)的话[\s,]*(?:那就|那|就|请|麻烦)*(?:帮我|给我|直接)?(?=下单|确认|确定|提交|安排)"
)
REFUSED = re.compile(
    r"(?<![^\s,;。!])(?:不要|不用|不加)[^\s,;。!]{1,6}?的?了?(?=[\s,;。!])"
    r"|(?<![^\s,;。!])[^\s,;。!]{1,8}?的?(?:就|先|都)?(?:不用|不要|不加)了?(?=[\s,;。!]|\Z)"
)
SETTLED = re.compile(r"(?:日期|时间|日子|交期|数量|颜色|型号|规格|尺寸|地址)(?:就|也|都)?(?:定了|确定了?|确认了?)")
NUMBER_DROPPED = re.compile(
    r"(?<![\d.])(?P<number>\d+(?:\.\d+)?)(?:号|寸|码|#|mm|cm|米)?的(?:那个|那种|那款|就|先|都)*(?:不要|不用|取消|删掉|去掉)了?(?=[\s,。;!吧]|\Z)"
)
FINE = re.compile(  # 其他OK, once what was wrong is mended
    r"(?<![^\s,;。!])(?:其他|其它|其余|别的|剩下|余下)(?:的|几样|几个|那些)*(?:都|就|也|全|应该)*(?=(?:没有?(?:什么)?(?:问题|毛病)|ok|可以|行|对|好|没错|就这样|确认))"
)
NO_GIFT = re.compile(
    r"(?<![^\s,;。!])(?:那|就|算了|好吧)*(?:不送|不搭|不赠)(?:就不送)?(?:了|吧|算了)*(?=[\s,;。!])"
)  # 那就不送 锅照发
CHOSEN = re.compile(r"(?:那就|就|还是)(?:是|要|定|订|拿|来|选|下)?\Z")  # 好 就定红的
CHOSEN_ONE = re.compile(r"(?:的|这个|那个|这款|那款|吧|了|哈)*(?=[\s,。!]|\Z)")
ONLY_THESE = re.compile(r"(?:就|只|光)(?:要|是|剩|留|得)*\s*\Z")
HASTE = re.compile(f"{CALM.pattern}|{URGENT.pattern}", re.IGNORECASE)
DAYS_END = re.compile(  # what only goes on with a day: 明天 就要, 周五 送过来
    r"(?<= )(?:就|要|得|才|再|给我|帮我|能)*(?:之前|以前|前|左右|到货|送到|到厂"
    r"|(?:送|发|寄|拉|运|拿)(?:过|起|上|下)?来|(?:送|发|提|交|装)货|送|到|发|要|用|提|拿|装)"
    r"(?:就行|就好|就可以)?[吧哈啊呗]?(?=\s|$|[,;。!])"
)
PARTICLE = "(?:了|吧|哈|啊|的|哦|啦|呀|喽|咯|嘞|先)?"
ANEW = re.compile(
    r"(?:那|就|给我|帮我|麻烦|都|还是)*(?:改(?![天日])|换|再加|再来|还是[^不]|只要|就要|要[^是])|其他|其余|剩下"
)
ELSEWHERE = re.compile(
    r"别(?:个|人)?(?:家|人家|处|的厂)|隔壁|另(?:外)?一家|其他家|网上(?:买|订|拿|下)|人家那边"
)  # whose goods they are
# 库里翻到一箱, 店里还剩3件: an amount that is there already, and no wish for it.
THERE = re.compile(
    r"(?:翻|找|查|清|盘|搜|理|看)(?:到|出来?|着)了?|(?:还|现|又|已经)有|(?:还|又)?剩(?:下|余|着|了)?|(?:够|能)(?:用|卖|撑)"
)
WANTS = re.compile(r"要(?!是)|改|换|(?<!出)来|加|订|拿|买")
PART = re.compile(r"[^\s]的(?:那个|那种|那款)?\Z|[这那][个款种条行箱](?:[^\s]{0,2})\Z")
WHOLE = re.compile(r"单(?![价位独])|整|全部|全都|都(?=不|取|退|撤)|一起")
LONGEST = 6  # characters beside a yes and its values that may stay unexplained


def _blanked(folded: str, spans: Sequence[tuple[int, int]]) -> str:
    chars = list(folded)
    for start, end in spans:
        for at in range(start, end):
            chars[at] = " "
    return "".join(chars)


def _named(scene: Scene) -> list[tuple[int, int]]:
    return [(h.start, h.end) for h in scene.hits] + [(c.start, c.end) for c in scene.customers]


def valued(scene: Scene) -> list[tuple[int, int]]:
    """Where the message says something that a draft can hold."""
    spans = _named(scene)
    for found in (scene.quantities, scene.addresses, scene.prices):
        spans += [(f.span.start, f.span.end) for f in found]
    by = shift_edit(scene)
    spans += [(by.span.start, by.span.end)] if by and by.span else []
    return spans + [(d.span.start, d.span.end) for d in dues(scene)]


def rest_of(scene: Scene) -> str:
    """The text without customers and products, as a plain yes or no is judged."""
    return _blanked(scene.folded, _named(scene))


def changes_nothing(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> bool:
    """True where all that is named stands in the draft already."""
    quantities = [q for q in scene.quantities if not ROUNDS.search(scene.between(q.span.start - 1, q.span.end))]
    if quantities or any(d.value.day for d in scene.dates) or scene.addresses or shift_edit(scene):
        return False
    return all(any(_holds(x, h, lexicon) for x in draft.lines) for h in scene.hits) and all(
        draft.customer is None or draft.customer in c.ids for c in scene.customers
    )


def _holds(line: DraftLine, hit: Hit, lexicon: Lexicon) -> bool:
    """True where the line says the word already; 国产的就行 settles a line that is still open."""
    mask = mask_of(line, lexicon)
    left = narrowed(mask, (hit,), lexicon)
    return bool(left) and (line.sku is not None or left == mask or hit.naming)


def agreement(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> float:
    """How surely the message agrees to the draft as its values leave it: 0 where it does not."""
    if SEALED.fullmatch(scene.text):
        return 0.9
    if _as_before(scene, draft, lexicon):
        return 0.85
    plainly = _without_choice(scene, draft, lexicon)
    for pattern in (UNCHANGED, ADMONISHED, IF_SO, NO_GIFT):
        plainly = pattern.sub(lambda m: " " * len(m[0]), plainly)
    scene = replace(scene, folded=plainly)
    if changes_nothing(scene, draft, lexicon):
        return agrees_only(FINE.sub(" ", HASTE.sub(" ", ROUNDS.sub(" ", rest_of(scene)))))
    if any(pattern.search(scene.folded) for pattern in (ASKING, HEDGED, LATER)):
        return 0.0
    if _names_some(scene, draft, lexicon):
        return 0.0
    settled = [m.span() for pattern in (SETTLED, HASTE) for m in pattern.finditer(scene.folded)]
    yes = yes_spans(scene.folded)
    said = [s for s in scene.ignored if s not in yes]
    plain = _blanked(ungreeted(scene.folded), [*valued(scene), *said, *settled])
    plain = DAYS_END.sub(" ", plain)
    rest = beyond(plain, Intent.CONFIRM)
    if DENIED.search(rest) or len(rest) > LONGEST:
        return 0.0
    if says(plain, Intent.CONFIRM):
        return 0.9
    return 0.85 if _yes_clause(scene, last_only=not restates(scene, draft, lexicon)) else 0.0


def _names_some(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> bool:
    """True for 就一台六门, where the draft holds other goods too: they may not be wanted any more."""
    starts = [start for start, _ in valued(scene)]
    if not scene.hits or ONLY_THESE.search(scene.folded, 0, min(starts)) is None:
        return False
    return any(not narrowed(mask_of(x, lexicon), scene.hits, lexicon) for x in draft.lines)


def _without_choice(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> str:
    """The words without 就定红的 where all that the draft holds is red: beside a yes it says nothing new."""
    folded = scene.folded
    for hit in scene.hits:
        before, after = CHOSEN.search(folded, 0, hit.start), CHOSEN_ONE.match(folded, hit.end)
        if before and after and all(_holds(x, hit, lexicon) for x in draft.lines):
            folded = _blanked(folded, [(before.start(), after.end())])
    return folded


def _as_before(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> bool:
    """True where a yes says that just what the draft holds is wanted, whatever else was spoken of."""
    match = AS_BEFORE.search(scene.folded)
    if match is None or any(narrowed(mask_of(x, lexicon), (h,), lexicon) for h in scene.hits for x in draft.lines):
        return False
    said = match["n"]
    if said and (int(said) if said.isdecimal() else "零一二三四五六七八九十".find(said.replace("两", "二"))) != len(
        draft.lines
    ):
        return False
    return agrees_only(REFUSED.sub(" ", AS_BEFORE.sub(" ", scene.folded))) >= 0.9


def restates(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> bool:
    """True where all amounts, days and products of the message stand in the draft already."""
    amounts = {(x.qty, unit) for x in draft.lines for unit in (x.unit, None)}
    return (
        all((q.value.qty, q.value.unit) in amounts for q in scene.quantities)
        and all(d.value.day == draft.due for d in dues(scene))
        and not scene.addresses
        and changes_nothing(replace(scene, quantities=(), dates=()), draft, lexicon)
    )


def _yes_clause(scene: Scene, *, last_only: bool) -> bool:
    """True where a clause is a yes and nothing else: 就后天 可以."""
    clauses = [m.span() for m in CLAUSE.finditer(scene.folded)]
    if len(clauses) < 2:
        return False
    yes = re.compile(f"(?:(?:{cues(Intent.CONFIRM, 0).pattern}){PARTICLE})+")
    for start, end in clauses[-1:] if last_only else clauses:
        held = any(s < end and start < e for s, e in valued(scene))
        if not held and yes.fullmatch(scene.folded, start, end):
            return True
    return False


def taken_back(scene: Scene, draft: DraftHint, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """The reading where the message drops the whole draft."""
    plain = rest_of(scene)
    if not drops_all(plain) or all_but(scene.folded):
        return None
    about = _dropped(scene)
    if about is None:
        return None
    whole = WHOLE.search(plain) is not None
    if about and not whole and (len(draft.lines) > 1 or any(not x.sku for x in draft.lines)):
        return None
    if about and not any(narrowed(mask_of(x, lexicon), about, lexicon) for x in draft.lines):
        return None
    if not about and not whole and dropped_by_part(scene, draft, lexicon):
        return None  # 糖不要了: not all of it
    if len(draft.lines) > 1 and not whole and _one_of_them(scene):
        return None
    if len(draft.lines) > 1 and not whole and (placed(scene.folded, len(draft.lines)) or unknown_dropped(scene, draft)):
        return None
    own = {(c.start, c.end) for c in scene.customers if draft.customer in c.ids}  # 取消 甬鲜库存翻出来了: of the draft
    if _goes_on(scene, {(h.start, h.end) for h in about} | own, whole=whole):
        return None
    every = len(hints.drafts) > 1 and BOTH.search(plain) is not None
    return Parse(Intent.DISCARD, 0.9, draft=None if every else draft.key, rule="takes it all back")


def unknown_dropped(scene: Scene, draft: DraftHint) -> list[DraftLine]:
    """The lines of things that nothing knows which the message takes out by their own words: 香蕉水不要了.

    Of known things only those whose words make no sense as they are cut: 松香水不要了 beside 水不漏.
    """
    found = []
    for line in draft.lines:
        known = line.sku or line.candidates
        at = scene.folded.find(fold(line.mention)) if len(line.mention) > 1 else -1
        end = at + len(line.mention)
        if known and not any(h.start < end < h.end for h in scene.hits):
            continue
        if at >= 0 and DROP_AFTER.match(scene.folded[at + len(line.mention) :][:14]):
            found.append(line)
    return found or _dropped_by_number(scene, draft)


def _dropped_by_number(scene: Scene, draft: DraftHint) -> list[DraftLine]:
    """The line still open that alone was ordered by a number which is not wanted: 10的不要了 of 两层10通径."""
    match = NUMBER_DROPPED.search(scene.folded)
    if match is None:
        return []
    number = re.compile(rf"(?<![\d.]){re.escape(match['number'])}(?![\d.])")
    called = [x for x in draft.lines if number.search(fold(x.mention))]
    return called if len(called) == 1 and len(draft.lines) > 1 and not called[0].sku else []


def _one_of_them(scene: Scene) -> bool:
    """True for 大的不要了: something of the draft goes, and the words do not say which."""
    dropping = cues(Intent.DISCARD, 3)
    for clause in CLAUSE.finditer(scene.folded):
        match = dropping.search(clause[0])
        if match and OTHERS.match(clause[0]) is None and PART.search(clause[0][: match.start()]):
            return True
    return False


def _dropped(scene: Scene) -> list[Hit] | None:
    """The words that the clauses which drop something name; None where they name what nothing knows: X9款不要了."""
    dropping = cues(Intent.DISCARD, 3)
    found: list[Hit] = []
    for clause in CLAUSE.finditer(scene.folded):
        match = dropping.search(clause[0])
        if match is None:
            continue
        start = clause.start()
        hits = [h for h in scene.hits if start <= h.start < start + match.start() or h.start == start + match.end()]
        chars = _blanked(scene.folded, valued(scene))[start : start + match.start()]
        if re.search(r"[a-z0-9]", chars):
            return None
        if OTHERS.match(clause[0]) is None:
            found += hits
    return found + [h for h in scene.hits if h not in found and DROP_AFTER.match(scene.folded[h.end : h.end + 14])]


def _goes_on(scene: Scene, about: set[tuple[int, int]], *, whole: bool) -> bool:
    """True where the message says what is wanted instead, and not merely why."""
    dropping = cues(Intent.DISCARD, 3)
    values = [s for s in valued(scene) if s not in about]
    for clause in CLAUSE.finditer(scene.folded):
        start, end = clause.span()
        reason = OTHERS.match(clause[0]) is not None or ELSEWHERE.search(clause[0]) is not None
        held = [s for s in values if s[0] < end and start < s[1]]
        if reason:
            held = [s for s in held if any(s == (q.span.start, q.span.end) for q in scene.quantities)]
        if THERE.search(clause[0]) and not WANTS.search(clause[0]) and not dropping.search(clause[0]):
            continue
        if dropping.search(clause[0]):
            after = clause[0][max(m.end() for m in dropping.finditer(clause[0])) :]
            if ANEW.match(after) or (
                held and not whole and any(s[0] > start + 1 for s in held) and _behind(clause, held)
            ):
                return True
            continue
        if (held and not (whole and _restates(scene, held))) or (not reason and ANEW.match(clause[0])):
            return True
    return False


def _behind(clause: re.Match[str], held: Sequence[tuple[int, int]]) -> bool:
    last = max(m.end() for m in cues(Intent.DISCARD, 3).finditer(clause[0])) + clause.start()
    return any(s[0] >= last for s in held)


def _restates(scene: Scene, held: Sequence[tuple[int, int]]) -> bool:
    """True where the values beside say which order is dropped, not what is wanted: no amount among them."""
    return not any(s == (q.span.start, q.span.end) for q in scene.quantities for s in held)
