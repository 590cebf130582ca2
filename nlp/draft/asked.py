"""Answers to the question which of several products a line means, by the number that tells them apart."""

import re
from dataclasses import replace
from decimal import Decimal

from ..family import mask_of
from ..features import fold
from ..figures import labelled, with_number
from ..lexicon import Lexicon, Mask, ProductRecord
from ..scene import Scene
from ..spoken import ASKS, agrees_only, says
from ..types import DraftHint, Intent, SetItem, Span
from .lines import as_line

SIZED = re.compile(  # 6度的咯: an answer to which of them
    r"\s*(?:要|是|就|拿|来)?(?P<digits>\d+(?:\.\d+)?)\s?(?P<measure>度|个点|点|号|码|寸|分|毫米|厘米|公分|毫升|升|米|克|公斤|斤|平方?|瓦|安|伏)"
    r"的?(?:那种|那个|那款)?[吧哈啊咯嘛哦呀了]?[\s,。!~]*"
)
LEADS = re.compile(r"(?:嗯+|哦|对)?(?:我?们?要|是|就要|就|用|拿|来|选)?")
ENDS = re.compile(r"(?:的(?:那种|那个|那款|这种)?|那种|那个|那款|这种|款)?[吧哈啊咯嘛哦呀呢了]*\Z")
NUMBERS = re.compile(r"\d+(?:\.\d+)?")
MEASURES = re.compile(r"(?<=\d)\s?(?:克|毫升|公斤|毫米|厘米|公分|度|瓦|升|米|寸|号|码)")
EXTREME = re.compile(
    r"[\s,]*(?:那就|那|就|还是|我们?|要|拿|来|给我)*(?P<most>最)?(?:(?P<great>[大长粗厚高重宽])|[小短细薄矮轻窄])(?:号|规格|尺寸|一)?(?:的|那[个种款])+"
    r"(?:就行|就好|就可以|即可)?[吧哈啊呀了哦]*[\s,。!~]*"
)
MOST = 24  # kinds that are told apart by their numbers
OF_USE = re.compile(r"用?的(?=\d)")  # 压机用的 35
LONGEST = 9  # characters of an answer that are looked for in what the list says


def picked(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> SetItem | None:
    """The open line that a bare number of two or more digits settles: 389 of 奔富."""
    digits = scene.folded.strip()
    return _settled(digits, scene.folded.index(digits), draft, lexicon) if len(digits) > 1 else None


def measured(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> SetItem | None:
    """The same by a number with a measure that the list writes otherwise: 6度的 of 双氧奶 6%."""
    said = SIZED.fullmatch(scene.folded) if draft.asked == "product" and not scene.hits else None
    units = {u for x in draft.lines for p in lexicon.some(mask_of(x, lexicon), 60) for u in (p.unit, *p.packs)}
    if said is None:
        return None
    if said["measure"] in units:
        return _size_of_counted(said, draft, lexicon)
    return _settled(said["digits"], said.start("digits"), draft, lexicon)


def _size_of_counted(said: re.Match[str], draft: DraftHint, lexicon: Lexicon) -> SetItem | None:
    """4米 of nets 4米 and 6米 wide that are sold by the metre, where 5卷 are wanted: the size that is asked for."""
    line = next((x for x in draft.lines if x.no == draft.asked_line and x.sku is None and x.qty is not None), None)
    entry = lexicon.words.get(f"{said['digits']}{said['measure']}") if line is not None else None
    if line is None or entry is None or said["measure"] == line.unit:
        return None
    mask = mask_of(line, lexicon)
    left = entry.masks[2] & mask
    if not left or len(left) == len(mask):
        return None
    return SetItem(line.no, replace(as_line(left, lexicon), spans={"product": Span(*said.span("digits"))}))


def described(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> SetItem | None:
    """The line asked about as an answer describes it: 暖的 of 暖光, 白盒6克膏的 of 白纸盒 磨尖丝 6g牙膏.

    All characters and numbers of the answer stand in what the list says of one candidate, and of no other.
    """
    if draft.asked != "product" or ASKS.search(scene.folded):
        return None
    if (extreme := _extreme(scene, draft, lexicon)) is not None:
        return extreme
    said = re.sub(r"[\s,。!~]+", "", scene.folded)
    if agrees_only(said) or says(said, Intent.CONFIRM) or says(said, Intent.DISCARD):
        return None
    said = OF_USE.sub("", MEASURES.sub(" ", ENDS.sub("", LEADS.sub("", said, count=1), count=1)))
    signs = [sign for sign in said if "\u4e00" <= sign <= "\u9fff"]
    numbers = NUMBERS.findall(said)
    if not signs or len(signs) > LONGEST or re.search(r"[^\d.\s\u4e00-\u9fff]", said):
        return None
    lines = [x for x in draft.lines if x.sku is None and len(x.candidates) > 1]
    asked = [x for x in lines if x.no == draft.asked_line] or lines
    for line in asked if len(asked) == 1 else ():
        labels = labelled(mask_of(line, lexicon), lexicon)
        fit = [at for at, label in labels if all(sign in label for sign in signs)]
        fit = [at for at in fit if all(with_number(n, Mask((at,)), lexicon) for n in numbers)]
        if len(fit) == 1 and len(labels) == len(line.candidates):
            span = Span(0, len(scene.text))
            return SetItem(line.no, replace(as_line(Mask(fit), lexicon), spans={"product": span}))
    return None


def _extreme(scene: Scene, draft: DraftHint, lexicon: Lexicon) -> SetItem | None:
    """最大的, 最细的, and of two kinds 长的那个: the one whose numbers are the greatest, or the least, of all."""
    said = EXTREME.fullmatch(scene.folded)
    line = next((x for x in draft.lines if x.no == draft.asked_line and x.sku is None), None)
    mask = mask_of(line, lexicon) if said is not None and line is not None else Mask()
    if said is None or line is None or not 1 < len(mask) <= MOST or (not said["most"] and len(mask) > 2):
        return None
    numbers = {at: [Decimal(n) for n in NUMBERS.findall(_told(lexicon.products[at]))] for at in mask}
    if len({len(found) for found in numbers.values()}) > 1:
        return None
    pick = max if said["great"] else min
    columns = [column for column in zip(*numbers.values(), strict=True) if len(set(column)) > 1]
    best = {tuple(at for at, value in zip(numbers, column, strict=True) if value == pick(column)) for column in columns}
    if len(best) != 1 or len(one := best.pop()) != 1:
        return None
    return SetItem(line.no, replace(as_line(Mask(one), lexicon), spans={"product": Span(0, len(scene.text))}))


def _told(product: ProductRecord) -> str:
    return fold(f"{product.name} {product.spec}")


def _settled(digits: str, start: int, draft: DraftHint, lexicon: Lexicon) -> SetItem | None:
    """The one open line that a number narrows."""
    found = []
    for line in draft.lines:
        if line.sku is None and line.candidates:
            whole = mask_of(line, lexicon)
            mask = with_number(digits, whole, lexicon)
            if mask and len(mask) < len(whole):
                span = Span(start, start + len(digits))
                found.append(SetItem(line.no, replace(as_line(mask, lexicon), spans={"product": span})))
    return found[0] if len(found) == 1 else None
