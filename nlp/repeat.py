"""照上次, 老样子, 上次那个减半: the last order once more, and by how much."""

import re
from dataclasses import replace
from decimal import Decimal

from .leftover import FILLER
from .lexicon import Lexicon
from .orders import read_orders
from .scene import Scene
from .spoken import bare, heard, says
from .spoken import cues as cues_of
from .types import Hints, Intent, Parse, Repeat, Span, Unread

FACTORS: tuple[tuple[re.Pattern[str], Decimal], ...] = (
    (re.compile(r"(?:数量)?(?:都|全部?)?(?:减半|减一半|砍半|一半|打对折)"), Decimal("0.5")),
    (re.compile(r"(?:数量)?(?:都|全部?)?(?:翻一?倍|加一?倍|双份|两倍|2倍|来两份|要两份)"), Decimal(2)),
    (re.compile(r"(?:数量)?(?:都|全部?)?(?:三倍|3倍|来三份)"), Decimal(3)),
)
NOT = re.compile(r"[?]|[吗呢没]\s*$|价|质量|投诉|退|说的|不一样|不是|不要|别|不同|到了|到哪|什么|取消")
JUST_NOW = re.compile(r"刚才|刚刚|上面|前面|[照跟和按同][这那]")
MORE = re.compile(r"再加|另加|外加|加上|还要|另外|再要|加(?=[\d一二两三四五六七八九十])")


def read_repeat(scene: Scene, hints: Hints, lexicon: Lexicon) -> Parse | None:
    """A message that only asks for the last order again; None for everything else."""
    if not says(scene.folded, Intent.REPEAT_LAST) or NOT.search(scene.folded):
        return None
    if len(scene.folded) > 80 or scene.refs or scene.prices:
        return None
    if any(h.naming for h in scene.hits):
        return None
    rest = cues_of(Intent.REPEAT_LAST, 3.0).sub(" ", _plain(scene))
    factor = factor_of(rest)
    for pattern, _ in FACTORS:
        rest = pattern.sub(" ", rest)
    rest = FILLER.sub("", cues_of(Intent.REPEAT_LAST, 0).sub(" ", bare(rest))).replace(" ", "")
    if len(rest) > 1:
        return None
    if JUST_NOW.search(scene.folded) and hints.drafts:
        if not hints.drafts[0].lines:
            return None
        said = Unread(scene.text, Span(0, len(scene.text)))  # twice as much, or a second order? nobody can tell
        return Parse(Intent.EDIT_DRAFT, 0.6, edits=(said,), draft=hints.drafts[0].key, rule="the draft once more")
    orders = read_orders(replace(scene, quantities=(), hits=()), (), lexicon, hints)
    last = next(iter(hints.orders), None)
    if orders and last is not None and last.customer and JUST_NOW.search(scene.folded):
        nobody = not (orders[0].customer or orders[0].customer_candidates or orders[0].customer_words)
        orders = (replace(orders[0], customer=last.customer) if nobody else orders[0],)
    return Parse(
        Intent.REPEAT_LAST, 0.95, orders=orders[:1], repeat=Repeat(factor), rule="repeat_last: the last order again"
    )


def added_to(parse: Parse, scene: Scene) -> Parse:
    """照上次,再加5箱机油: an order that begins with the last one."""
    found = heard(scene.folded, Intent.REPEAT_LAST) if parse.intent is Intent.PLACE_ORDER else None
    if found is None or NOT.search(scene.folded):
        return parse
    first = min((h.start for h in scene.hits), default=0)
    if found.end() > first or not MORE.search(scene.between(found.end(), first)):
        return parse
    return replace(parse, repeat=Repeat(factor_of(scene.between(found.end(), first))))


def factor_of(words: str) -> Decimal:
    """Times how much."""
    return next((factor for pattern, factor in FACTORS if pattern.search(words)), Decimal(1))


def _plain(scene: Scene) -> str:
    """The text without customers, dates, addresses and amounts."""
    chars = list(scene.folded)
    spans = [(c.start, c.end) for c in scene.customers] + list(scene.ignored)
    spans += [(d.span.start, d.span.end) for d in scene.dates if d.value.role in ("due", "dispatch")]
    spans += [(a.span.start, a.span.end) for a in scene.addresses]
    for start, end in spans:
        for at in range(start, end):
            chars[at] = " "
    return re.sub(r" \s*(?:之前|以前|前|左右|到货|送到|送|到|发)", " ", "".join(chars))
