"""What a line takes over from the one before, and what it is told behind its amount."""

import re
from collections.abc import Sequence
from itertools import pairwise

from .features import Kind, Tier, fold, spec_tokens
from .goods import written
from .grouping import Item, goes_on, has_head
from .lexicon import Lexicon, Mask
from .loose import loose
from .products import Choice, Hit, agrees, inherit

MODEL = re.compile(r"(?=.{3,10}\Z)[a-z]+[0-9]+[a-z]?")
MOST = 60  # products that are looked at


def with_model(item: Item, last: Item, lexicon: Lexicon) -> Choice:
    """Lets the model said for one thing hold for the next that is named without: 红米N13透明壳2包 防摔壳3包.

    A model is what has both figures and letters in the books; sizes and measures are not taken over, nor is anything
    where it leaves more than one.
    """
    if not (1 < len(item.choice.mask) <= MOST) or not has_head(item.hits) or not all(_names(h) for h in item.hits):
        return item.choice
    if not any(_figured(hit) for hit in (*last.choice.used, *last.hits)):
        return item.choice
    product = lexicon.products[last.choice.mask[0]]
    mask = item.choice.mask
    for token in spec_tokens(product.spec):
        hit = _model(token, lexicon)
        if hit is not None and mask.intersect(whole := hit.masks[0] or hit.masks[1]):
            mask = mask & whole
            if len(mask) == 1:
                return Choice(mask, (*item.choice.used, hit), item.choice.skipped)
    return item.choice


def with_said_model(item: Item, last: Item) -> Choice:
    """Lets a model said before a row hold for all parts in it: SH17壶盖白20箱 把手白30箱, KZ45上盖800 手柄800.

    A model is a code of letters and figures that many things have; nothing is taken over that leaves more than one.
    """
    if not 1 < len(item.choice.mask) <= MOST or item.choice.skipped:
        return item.choice
    for hit in dict.fromkeys((*last.choice.used, *last.hits)):
        if hit.kind is Kind.CODE and MODEL.fullmatch(hit.word) and not loose(hit):
            mask = item.choice.mask & hit.masks[2]
            if len(mask) == 1:
                return Choice(mask, (*item.choice.used, hit), item.choice.skipped)
    return item.choice


def _names(hit: Hit) -> bool:
    return hit.kind is Kind.HEAD and not any(char.isdigit() for char in hit.word)


def _figured(hit: Hit) -> bool:
    return any(char.isdigit() for char in hit.word) and (hit.kind is Kind.NUMBER or not loose(hit))


def _model(token: str, lexicon: Lexicon) -> Hit | None:
    """A token of a specification that is a model, as if it stood in the text."""
    if not any(c.isdigit() for c in token) or token.replace(".", "").isdigit():
        return None
    entry = lexicon.words.get(token)
    if entry is None or entry.tier is not Tier.EXACT:
        return None
    hit = Hit(0, 0, token, entry.kind, entry.tier, entry.masks)
    return None if loose(hit) else hit


def glued(choice: Choice, before: Sequence[Hit], part: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """Narrows a name by the word glued before it, where the books have that in one of the things: 66W头|套装."""
    if not before or before[-1].end != part[0].start or not 1 < len(choice.mask) <= MOST:
        return choice
    word = before[-1].word
    fit = Mask([at for at in choice.mask if any(word in name for name in written(lexicon.products[at]))])
    return Choice(fit, (*choice.used, before[-1]), choice.skipped) if len(fit) == 1 else choice


def told_behind(item: Item, told: Sequence[Hit], lexicon: Lexicon) -> Choice:
    """What the words behind an amount make of its line, where they name nothing and are all its own: else the same."""
    if item.choice.one or not item.hits or any(has_head([h]) for h in told):
        return item.choice
    if not told or not all(agrees(item.choice.mask, h) for h in told):
        return item.choice
    return inherit(item.choice, told, lexicon)


def lacked(item: Item, lexicon: Lexicon) -> bool:
    """True where a line says a model that none of its things has, though they have others of the kind: 苹果12后盖.

    Of one kind are models that are written alike but for their figures.
    """
    if not item.choice.mask or len(item.choice.mask) > MOST or not has_head(item.choice.used):
        return False
    lost = item.choice.skipped
    if lost and any(goes_on(one, two) and (one in lost or two in lost) for one, two in pairwise(item.hits)):
        return True  # 红米Note13Pro, where there is none
    for hit in item.choice.skipped:
        shape = _shape(hit.word)
        if hit.kind is Kind.HEAD or hit.kind is Kind.NUMBER or len(shape) < 2 or loose(hit):
            continue
        alike = {t for one in lexicon.some(item.choice.mask, MOST) for t in spec_tokens(one.spec) if _shape(t) == shape}
        if len(alike) > 1:
            return True
    return False


def of_no_type(item: Item, before: Sequence[Hit], gap: str) -> bool:
    """True for a size right behind letters of a type that is not had in it: YJLV 4*240, beside a YJV 4*240."""
    last = before[-1]
    typed = last.kind is Kind.CODE and last.tier is Tier.EXACT and last.word.isalpha() and len(last.word) > 2
    return typed and not gap.strip() and not has_head(item.hits) and not agrees(item.choice.mask, last)


def _shape(word: str) -> str:
    """A word with its figures alike; empty where it has none."""
    return "".join("0" if char.isdigit() else char for char in fold(word)) if any(c.isdigit() for c in word) else ""
