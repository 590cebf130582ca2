"""Where the walk over a text stands: the lines so far, the words that wait for an amount, those heard before."""

import re
from collections.abc import Sequence

from ..amounts import Amounts
from ..dimensions.found import Found
from ..dimensions.quantity.rules import Quantity
from ..grouping import Item
from ..lexicon import Lexicon
from ..products import Hit
from ..scene import Scene

EACH = re.compile(
    r"(?:各|每[样种个款]?(?:规格|颜色|尺码|尺寸|码|色)?|分别|均|都|(?<![跟和同次像])一样(?=\s*\Z|[来要拿]))"
    r"(?:自|要|来|整|搞|弄|发|拿|订|给|备|是|下|送|再|加|个|开|做|打|出|生产|改[成为到]?|[调变][成到为])*\s*$"
)
BREAK = re.compile(r"[\n;。!?,]")
SHARING = frozenset("各每分均都样")  # one of these is in every 各


class Walk:
    """What a walk over words and amounts, once and in the order of the text, has seen so far."""

    def __init__(self, scene: Scene, lexicon: Lexicon, context: Sequence[Hit] = ()) -> None:
        """`context` holds words of an earlier message that may be left out in this one."""
        self.scene = scene
        self.lexicon = lexicon
        self.items: list[Item] = []
        self.pending: list[Hit] = []
        self.context: tuple[Hit, ...] = tuple(context)
        self.counted = Amounts()
        self.parts: list[list[Hit]] = []  # the mentions before the amount at hand
        self.window = 0  # where the words since the last quantity begin

    def counted_behind(self, hits: Sequence[Hit]) -> bool:
        """True where an amount of their own stands right behind words: 花茶再来两袋 盖碗10只."""
        end = hits[-1].end
        return any(end <= q.span.start <= end + 2 for q in self.scene.quantities)

    def each(self, quantity: Found[Quantity]) -> bool:
        """True where the amount is one of each of the goods before it."""
        if quantity.value.each or SHARING.isdisjoint(self.scene.signs):
            return quantity.value.each
        return EACH.search(self.scene.folded, max(0, quantity.span.start - 5), quantity.span.start) is not None

    def line_end(self, start: int) -> int:
        """Where what begins at a place ends: a stop, an amount or a day."""
        stops = [m.start() for m in [BREAK.search(self.scene.folded, start)] if m]
        stops += [q.span.start for q in self.scene.quantities if q.span.start >= start]
        stops += [d.span.start for d in self.scene.dates if d.span.start >= start]
        return min(stops, default=len(self.scene.folded))
