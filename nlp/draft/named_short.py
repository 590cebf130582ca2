"""Lines called by the last character of their name, as people do once they are on the table: 碗少20个, 盘子不要了."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from ..dimensions.found import covered, stretch
from ..family import family, mask_of
from ..features import Kind, Tier, fold
from ..lexicon import Lexicon, Mask, ProductRecord
from ..products import Hit
from ..scene import Scene
from ..types import DraftLine
from .kin import cousins

NOUN = re.compile(r"[\u4e00-\u9fff]+(?=[^\u4e00-\u9fff]*(?:[寸号码米升克度瓦分斤款型色][^\u4e00-\u9fff]*)?\Z)")
SPOKEN = (
    r"(?:\A|(?<=[\s,。;!、和跟与把])){}子?(?=(?:的|那个|就|也|再|都|先|还|全|要|不|莫|别|没|少|多|加|减|改|换|来|拿|按|单价|数量|和|跟|太|错"
    r"|\d|[一二两三四五六七八九十半]|[\s,。;!]|\Z))"
)
NEAREST = 2  # sets of goods that share a part of the name
NO_NAMES = frozenset("色款型装种样个的了号寸码米升克度瓦分斤元块天日月年")


def named_short(scene: Scene, lines: Sequence[DraftLine], lexicon: Lexicon) -> Scene:
    """The message where such a character stands for the one line whose name ends in it."""
    taken = covered([*scene.known, *((h.start, h.end) for h in scene.hits)])
    added: list[Hit] = []
    ends = [dict(_ends(line, lexicon)) for line in lines[:20]]
    for at, mine in enumerate(ends):
        others = set[str]().union(*(theirs for other, theirs in enumerate(ends) if other != at))
        for end, mask in mine.items():
            said = re.finditer(SPOKEN.format(end), scene.folded) if end in scene.signs - others else ()
            spans = [m.span() for m in said if not taken & stretch(*m.span())]
            added += [Hit(*span, end, Kind.HEAD, Tier.SUFFIX, (mask, mask, mask)) for span in spans]
    return replace(scene, hits=tuple(sorted([*scene.hits, *added], key=lambda h: h.start))) if added else scene


def _ends(line: DraftLine, lexicon: Lexicon) -> Iterator[tuple[str, Mask]]:
    """The last character of each name of the line, and what ends so of all that is called like the line's goods."""
    mask = family(mask_of(line, lexicon), lexicon)
    for near in islice(cousins(line, lexicon), NEAREST):
        mask |= near
    for product in lexicon.some(mask_of(line, lexicon), 3):
        noun = NOUN.search(fold(product.name))
        if noun is None or len(noun[0]) < 2 or noun[0][-1] in NO_NAMES or noun[0][-1] in lexicon.units:
            continue
        end = noun[0][-1]
        yield end, Mask(i for i in mask if any(n.endswith(end) for n in _nouns(lexicon.products[i])))


def _nouns(product: ProductRecord) -> list[str]:
    return [found[0] for name in (product.name, *product.aliases) if (found := NOUN.search(fold(name)))]
