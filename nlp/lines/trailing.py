"""Words behind an amount that still say something of the goods before it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ..carried import told_behind
from ..family import instead
from ..features import Kind, Tier
from ..grouping import Item, groups, has_head
from ..products import Hit, agrees, inherit, resolve
from ..tidy import SLIP
from ..told_of_one import told_of_one
from .named import line_of
from .walk import Walk

ENDED = re.compile(r"[。?!;\n]")
NOT_THAT = re.compile(r"(?<![是要])不是(?![\s,.。…?吧吗]|是)[^\s,。;!?]*\Z")
BESIDES = re.compile(r"的?[\s,]*(?:还有|还要|另外|外加|再[来要加拿]|然后|以及|外加)")
CLOSED = re.compile(r"的?\)?\s?[,。;\n]")


def told_late(walk: Walk, adding: bool) -> None:
    """Gives words before 还有 to the goods counted before them: 玻璃水五箱 零下25的 还有手套两包.

    So it is with words that a comma closes, 10桶 华润,清面5桶. `adding`: what is counted next stands behind its
    amount, 四支 就要五十毫升的 再拿五张防水胶.
    """
    last = walk.items[-1] if walk.items else None
    if last is None or not last.hits or not last.choice.mask:
        return
    if closed := _closed(walk, last):
        told = walk.pending[:closed]
        bracketed = walk.scene.folded[told[0].start - 1] == "("  # 鱼丸3箱(老味道),虾饺2箱: which make
        told = told if bracketed or not any(has_head([h]) for h in told) else []
    if closed and told and all(agrees(last.choice.mask, h) for h in told):
        last.choice = last.choice if last.choice.one else inherit(last.choice, told, walk.lexicon)
        last.end, walk.window = told[-1].end, told[-1].end
        walk.context, walk.pending = (*walk.context, *told), walk.pending[closed:]
        return
    if last.choice.one:
        return
    cut = next(
        (
            at
            for at in range(1, len(walk.pending))
            if BESIDES.match(walk.scene.between(walk.pending[at - 1].end, walk.pending[at].start))
        ),
        len(walk.pending) if adding else _up_to_stop(walk),
    )
    told = walk.pending[:cut]
    narrow = told_behind(last, told, walk.lexicon)
    if narrow is not last.choice and narrow.mask:
        last.choice, last.end = narrow, told[-1].end
        walk.context = (*walk.context, *told)
        walk.pending, walk.window = walk.pending[cut:], told[-1].end


def _closed(walk: Walk, last: Item) -> int:
    """How many of the words behind a line's amount stand before the comma that closes it; none where they go on."""
    if last.quantity is None or walk.scene.between(last.quantity.span.end, walk.pending[0].start).strip(" ("):
        return 0
    for at, (word, after) in enumerate(pairwise(walk.pending), 1):
        if CLOSED.match(walk.scene.folded, word.end, after.start):
            return at
        if after.start > word.end:
            return 0
    return 0


def _up_to_stop(walk: Walk) -> int:
    """How many words are said behind an amount up to a full stop: 背胶3桶,单组份的。强力胶25包."""
    stop = ENDED.search(walk.scene.folded, walk.items[-1].end, walk.pending[-1].start)
    if stop is None or "," not in walk.scene.between(walk.items[-1].end, walk.pending[0].start):
        return 0
    return sum(hit.end <= stop.start() for hit in walk.pending)


def rest(walk: Walk, hits: Sequence[Hit]) -> None:
    """Words after the last quantity describe the last item, or all of them, or are ordered without a number."""
    if not hits:
        return
    if not walk.items:
        for group in groups(hits, walk.lexicon, each=True):
            walk.items.append(line_of(walk, group, walk.context, None, False, False))
        return
    if told := told_of_one(walk.items, hits, walk.scene, walk.lexicon):
        rest(walk, hits[told:])
        return
    gap = walk.scene.between(walk.items[-1].end, hits[0].start)
    everywhere = re.search(r"都|全部?是?|统一|均", gap) is not None
    last = walk.items[-1]
    if NOT_THAT.search(gap) or (SLIP.search(gap) and last.choice.mask and _another(walk, last, hits)):
        return  # 12KW的5支 不是那单的9KW
    if SLIP.search(gap) and last.choice.mask and not any(agrees(last.choice.mask, h) for h in hits):
        changed = instead(last.choice.mask, hits, walk.lexicon)
        if changed.mask:
            last.choice, last.slip = changed, True
            return
        last.torn = True  # DN20止回阀 哦写错 是DN25的, and there is none
    elif _gainsaid(walk, last, hits):
        last.choice, last.torn = instead(last.choice.mask, hits, walk.lexicon), True
        last.hits = (*(h for h in last.hits if agrees(last.choice.mask, h)), *hits)
        last.product, last.end = (hits[0].start, hits[-1].end), hits[-1].end
        return  # 以前都要右转向节,这次来20件左的
    empty = any(not i.hits and not i.mention for i in walk.items)
    for item in walk.items if everywhere or empty else walk.items[-1:]:
        got = item.choice
        if not item.hits and not got.mask and not item.mention:
            item.choice = resolve(hits, walk.lexicon)
            item.hits, item.product = tuple(hits), (hits[0].start, hits[-1].end)
            item.mention = walk.scene.text[hits[0].start : hits[-1].end]
            continue
        for hit in hits:
            if agrees(got.mask, hit) and not (hit.naming and hit.kind is Kind.HEAD and got.one):
                got = inherit(got, (hit,), walk.lexicon)
        if any(agrees(item.choice.mask, h) and not agrees(got.mask, h) for h in hits):
            item.torn = True  # 豪沃跟J6P各一: the words part what was counted together
            continue
        item.choice = got
    _last(walk, hits)


def _another(walk: Walk, last: Item, hits: Sequence[Hit]) -> bool:
    """Puts what is named after a slip in the place of the last goods: 黑糖波波两箱 哦不是 是原味的脆波波."""
    said = resolve(hits, walk.lexicon)
    if not said.mask or said.skipped or said.mask.intersect(last.choice.mask) or not has_head(hits):
        return False
    last.choice, last.slip = said, True
    last.hits, last.product, last.end = tuple(hits), (hits[0].start, hits[-1].end), hits[-1].end
    return True


def _gainsaid(walk: Walk, last: Item, hits: Sequence[Hit]) -> bool:
    """True where the words glued to an amount say another kind than those before it."""
    if last.quantity is None or last.quantity.span.end != hits[0].start:
        return False
    if any(h.kind is Kind.HEAD and h.tier is Tier.EXACT for h in hits):
        return False
    if not last.choice.one or any(agrees(last.choice.mask, h) for h in hits):
        return False
    return bool(instead(last.choice.mask, hits, walk.lexicon).mask)


def _last(walk: Walk, hits: Sequence[Hit]) -> None:
    """A name at the very end that nobody counted is ordered too."""
    hit = hits[-1]
    ends = not walk.scene.folded[hit.end :].strip(" ,.。!~")
    apart = walk.scene.folded[hit.start - 1] in " ,、\n"
    if ends and apart and hit.kind is Kind.HEAD and hit.tier is Tier.EXACT:
        if agrees(walk.items[-1].choice.mask, hit):
            return
        walk.items.append(line_of(walk, [hit], walk.context, None, False, False))
