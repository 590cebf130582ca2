"""The words of all products: which may stand for which, packed, with the latest changes on top."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from decimal import Decimal
from functools import lru_cache
from itertools import chain, islice

from pyroaring import FrozenBitMap as Mask

from .features import (
    KINDS,
    TIERS,
    Kind,
    Tier,
    Word,
    fold,
    heads,
    name_words,
    product_words,
    sku_words,
    spec_tokens,
    spec_words,
)
from .frozen import frozen
from .gazetteer import Match
from .held import Held
from .models import model_words
from .shelf import Shelf
from .sound import clipped, initials, sound_of, spelled
from .table import Builder, Filed, Table, mark
from .words import COLOURS

NOTHING = Mask()
HEARD, SEEN, ENDS = 0, 1, 2  # slots of the table of sounds and shapes
KEPT = 4096  # words whose products are held ready
LOOKED_AT = 50  # products that are asked what a word is to them


@frozen
class ProductRecord:
    """A product as the catalogue has it."""

    sku: str
    name: str
    spec: str = ""
    aliases: tuple[str, ...] = ()
    unit: str = ""
    packs: Mapping[str, Decimal] = field(default_factory=dict)  # counter -> base units, may be fractional


_KIND = rf"[\u3400-\u9fff]{{0,3}}色|[\u3400-\u9fff]{{0,2}}[{''.join(sorted(COLOURS - {'米'}))}]"
_MEASURES = "英?寸|[mc]?m|ml|[mk]?g|毫米|厘米|公分|米|毫升|升|克|公斤|千克|斤|码|号|瓦|w|伏|v"
_SIZE = rf"φ?\d+(?:\.\d+)?(?:\s?[*x×]\s?\d+(?:\.\d+)?){{0,2}}(?:{_MEASURES})"
_HELD = "[\u3400-\u9fff]{0,2}[装罐袋盒瓶桶听]"  # 250g罐, 散装
SIZE_BEHIND = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,}(?:\d+[号型])?) (?P<kinds>(?P<size>\d[^\s]*)(?: \S+)*)")
SIZED_ALIAS = re.compile(r"(?P<name>\S*[\u4e00-\u9fff]\S*) (?P<size>\d\S*)")
BEHIND_A_NAME = re.compile(
    rf"(?P<name>\S.*?)(?P<kinds>(?:\s+(?:{_KIND}|{_SIZE}(?:{_HELD})?|[\u3400-\u9fff]{{1,2}}装))+)", re.IGNORECASE
)


def told_apart(product: ProductRecord) -> ProductRecord:
    """The product with sizes and colours behind its name where they belong: 拉杆箱 20寸 黑色 is a 拉杆箱, 20寸 黑色."""
    if fronts := _fronts(product):
        product = replace(product, aliases=(*product.aliases, *fronts))
    if " " not in product.name:
        return product
    found = BEHIND_A_NAME.fullmatch(product.name.strip()) or _sized_as_specified(product)
    if found is None:
        return product
    return replace(product, name=found["name"], spec=f"{found['kinds'].strip()} {product.spec}".strip())


def _fronts(product: ProductRecord) -> list[str]:
    """What stands in aliases before the size of the specification: the 三个15 of 三个15 25公斤."""
    sizes = fold(product.spec).split()
    found = (SIZED_ALIAS.fullmatch(alias) for alias in product.aliases if " " in alias)
    return [m["name"] for m in found if m is not None and fold(m["size"]) in sizes and m["name"] not in product.aliases]


def _sized_as_specified(product: ProductRecord) -> re.Match[str] | None:
    """A name with the size of its specification and more behind it: 育苗盘 72孔 加厚, where the 72孔 stands in both."""
    found = SIZE_BEHIND.fullmatch(product.name.strip())
    return found if found is not None and fold(found["size"]) in fold(product.spec).split() else None


@lru_cache(maxsize=8192)
def _written(name: str, spec: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(words) for words in (name + spec, *aliases))


def written(product: ProductRecord) -> tuple[str, ...]:
    """What the books call a product, folded: its name with the specification, then the aliases."""
    return _written(product.name, product.spec, product.aliases)


@frozen
class Entry:
    """A word and the products it may stand for, by tier (each tier holds the ones before)."""

    kind: Kind
    tier: Tier
    masks: tuple[Mask, Mask, Mask]


def near_keys(word: str) -> set[str]:
    """Keys that two words share where they differ in one place."""
    return {f"{word[:i]}*{word[i + 1 :]}" for i in range(len(word))}


def turned_key(word: str) -> str:
    """The key of all words of the same characters."""
    return f"={''.join(sorted(word))}"


def _filed(words: Iterable[Word]) -> tuple[Filed, ...]:
    """Words with the slot and rank they are filed with."""
    found: dict[Filed, None] = {}
    for word in words:
        if not word.text:
            continue
        slot = max(word.tier, Tier.SUFFIX) if word.kind is Kind.FEATURE else word.tier
        slot = Tier.PART if word.far else slot
        found[word.text, mark(slot, word.tier * 4 + word.kind)] = None
    return tuple(found)


def _heads(name: str, aliases: tuple[str, ...]) -> tuple[Filed, ...]:
    """Whole names and aliases that can be misspelt."""
    return tuple((head, 0) for head in set(heads(name, aliases)) if len(head) > 1 and not head.isascii())


@frozen
class Part:
    """The words of some products: immutable, shared by all lexicons that hold them."""

    words: Table  # filed by tier
    names: Table  # whole names
    sounds: Table  # how they sound, and how they look with one character off

    @classmethod
    def of(cls, products: Iterable[tuple[int, ProductRecord]]) -> "Part":
        """Packs products with their positions."""
        words, names, sounds = Builder(), Builder(), Builder()
        named: defaultdict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
        specified: defaultdict[str, list[int]] = defaultdict(list)
        tokens: defaultdict[str, list[int]] = defaultdict(list)
        for at, product in products:  # what many share is worked out once
            named[product.name, product.aliases].append(at)
            specified[product.spec].append(at)
            words.add(at, _filed(sku_words(product.sku)))
        for (name, aliases), those in named.items():
            words.add_all(those, _filed(chain(name_words(name, aliases), *map(model_words, (name, *aliases)))))
            names.add_all(those, _heads(name, aliases))
        for spec, those in specified.items():
            words.add_all(those, _filed(model_words(spec)))
            for token in spec_tokens(spec):
                tokens[token] += those
        for token, those in tokens.items():
            words.add_all(those, _filed(spec_words(token)))
        table, known = words.packed(), names.packed()
        for head in known.words():
            keys = {sound_of(head), spelled(head)} | ({initials(head)} if len(head) > 2 else set())
            keys |= {clipped(head[0], head[2])} if len(head) == 3 else set()
            filed = [(key, mark(HEARD)) for key in keys]
            filed.append((head[-1], mark(ENDS)))
            filed += [(key, mark(SEEN)) for key in near_keys(head)] if 3 <= len(head) <= 8 else []
            filed += [(turned_key(head), mark(SEEN))] if 4 <= len(head) <= 8 else []
            sounds.add(known.at(head), filed)
        return cls(table, known, sounds.packed())


class Goods:
    """Finds words of products; `parts` are asked together, `gone` says what no longer counts of the first."""

    def __init__(self, products: Shelf[ProductRecord], parts: tuple[Part, ...], gone: Mask = NOTHING) -> None:
        """Made by `Lexicon`; `products` by position."""
        self._products, self._parts, self._gone = products, parts, gone
        self._held: Held[str, Entry | None] = Held(KEPT)

    def get(self, word: str) -> Entry | None:
        """What a word may stand for; None where it is nobody's."""
        if word in self._held:
            return self._held[word]
        return self._held.keep(word, self._entry(word))

    def __getitem__(self, word: str) -> Entry:
        """What a word may stand for; KeyError where it is nobody's."""
        entry = self._held.get(word) or self.get(word)
        if entry is None:
            raise KeyError(word)
        return entry

    def find(self, text: str) -> list[Match]:
        """Every occurrence of a word, by its end, longer ones first."""
        found = self._parts[0].words.find(text)
        if len(self._parts) == 1 and not self._gone:
            return found
        more = {(m.end, m.start): m for part in self._parts[1:] for m in part.words.find(text)}
        more |= {(m.end, m.start): m for m in found if self.get(m.word)}
        return [more[where] for where in sorted(more)]

    def _entry(self, word: str) -> Entry | None:
        ranks: list[int] = []
        masks = [NOTHING, NOTHING, NOTHING]
        for part, gone in zip(self._parts, (self._gone, NOTHING), strict=False):
            at = part.words.at(word)
            if at < 0:
                continue
            own = [Mask(filed) if (filed := part.words.filed(at, tier)) else NOTHING for tier in range(3)]
            alive = [mask - gone for mask in own] if gone else own
            if any(alive):
                rank = part.words.rank(at)
                ranks.append(rank if alive == own else self._rank(word, alive[0] | alive[1] | alive[2], rank))
                masks = [one | two if one and two else one or two for one, two in zip(masks, alive, strict=True)]
        if not ranks:
            return None
        exact = masks[0]
        suffix = masks[1] | exact if masks[1] and exact else masks[1] or exact
        part_ = masks[2] | suffix if masks[2] and suffix else masks[2] or suffix
        rank = min(ranks)
        return Entry(KINDS[rank % 4], TIERS[rank // 4], (exact, suffix, part_))

    def _rank(self, word: str, alive: Mask, least: int) -> int:
        """What a word is to the products that are left; `least` is what it was to one of those before."""
        best = 99
        for at in islice(alive, LOOKED_AT):
            product = self._products[at]
            words = chain(
                product_words(product.sku, product.name, product.spec, product.aliases),
                *map(model_words, (product.name, product.spec, *product.aliases)),
            )
            best = min(best, *(w.tier * 4 + w.kind for w in words if w.text == word))
            if best == least:
                break
        return best

    def _named(self, keys: Iterable[str], slot: int) -> Mask:
        found: list[Mask] = []
        for part, gone in zip(self._parts, (self._gone, NOTHING), strict=False):
            for key in keys:
                at = part.sounds.at(key)
                for head in part.sounds.filed(at, slot) if at >= 0 else ():
                    named = Mask(part.names.filed(head, 0))
                    found.append(named - gone if gone else named)
        return NOTHING.union(*found) if found else NOTHING

    def sounding(self, key: str) -> Mask:
        """Products one of whose names sounds so, or is so typed."""
        return self._named((key,), HEARD)

    def ending(self, char: str) -> Mask:
        """Products one of whose names ends so: 裤子, 箱子."""
        return self._named((char,), ENDS)

    def looking(self, word: str) -> Mask:
        """Products one of whose names differs from the word in one place.

        Not in its end where other names end so: it says what kind of thing it is, and 护理垫 is no 护理包.
        """
        keys = near_keys(word)
        if self.ending(word[-1]):
            keys.remove(f"{word[:-1]}*")
        return self._named(keys, SEEN)

    def turned(self, word: str) -> Mask:
        """Products one of whose names has the characters of the word in another order."""
        return self._named((turned_key(word),), SEEN)
