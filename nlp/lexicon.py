"""What a company calls its products and customers, indexed once and read many times."""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from .customer_words import CustomerIndex
from .features import Kind, Tier, fold, product_words, split_name
from .gazetteer import Gazetteer
from .normalize import normalize
from .sound import initials, sound_of, spelled
from .types import Candidate

MOST = 200  # candidates of one mention


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """A product as the catalogue has it."""

    sku: str
    name: str
    spec: str = ""
    aliases: tuple[str, ...] = ()
    unit: str = ""
    packs: Mapping[str, Decimal] = field(default_factory=dict)  # counter -> base units, may be fractional


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A customer as the books have it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    region: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Somebody who writes in the chats."""

    user: str
    name: str
    role: str
    customer: str | None = None


@dataclass(slots=True)
class Entry:
    """A word and the products it may stand for, as bit sets by tier (each tier holds the ones before)."""

    kind: Kind
    masks: list[int]
    tier: Tier


def bits(mask: int) -> Iterator[int]:
    """The positions of the set bits, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def near_keys(word: str) -> set[str]:
    """Keys that two words share where they differ in one place."""
    return {f"{word[:i]}*{word[i + 1 :]}" for i in range(len(word))}


class Lexicon:
    """The vocabulary of one company; immutable after construction, no I/O."""

    def __init__(
        self,
        products: Iterable[ProductRecord] = (),
        customers: Iterable[CustomerRecord] = (),
        people: Iterable[PersonRecord] = (),
        customer_aliases: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """Index plain records; `customer_aliases` maps a customer to its own words for SKUs."""
        self.products = tuple(products)
        self.customers = tuple(customers)
        self.people = tuple(people)
        self.place = {p.sku: i for i, p in enumerate(self.products)}
        self.customer_aliases = self._own(customer_aliases or {})
        self.words: dict[str, Entry] = {}
        for index, product in enumerate(self.products):
            self._learn(index, product)
        for entry in self.words.values():
            entry.masks[1] |= entry.masks[0]
            entry.masks[2] |= entry.masks[1]
        self.gazetteer = Gazetteer(self.words)
        self.by_sound: dict[str, set[int]] = {}
        self.by_shape: dict[str, set[int]] = {}
        self._hear()
        self.everything = (1 << len(self.products)) - 1
        self.customer_index = CustomerIndex(
            [(c.id, c.name, c.aliases, c.region) for c in self.customers],
            [(p.name, p.customer) for p in self.people if p.customer],
            [p.name for p in self.people if not p.customer],
        )
        self.units = frozenset(u for p in self.products for u in (p.unit, *p.packs) if u)

    def _own(self, aliases: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
        """Customers' own words as they are looked for; longest first, so that a longer one wins."""
        return {
            customer: {
                fold(normalize(words)): sku
                for words, sku in sorted(own.items(), key=lambda pair: -len(pair[0]))
                if words.strip() and sku in self.place
            }
            for customer, own in aliases.items()
        }

    def with_aliases(self, aliases: Mapping[str, Mapping[str, str]]) -> "Lexicon":
        """The same vocabulary with other customers' words; shares everything else, so it costs next to nothing."""
        other = copy(self)
        other.customer_aliases = self._own(aliases)
        return other

    def _learn(self, index: int, product: ProductRecord) -> None:
        bit = 1 << index
        for word in set(product_words(product.sku, product.name, product.spec, product.aliases)):
            entry = self.words.get(word.text)
            if entry is None:
                entry = self.words[word.text] = Entry(word.kind, [0, 0, 0], word.tier)
            elif (word.tier, word.kind) < (entry.tier, entry.kind):
                entry.kind, entry.tier = word.kind, word.tier
            slot = max(word.tier, Tier.SUFFIX) if word.kind is Kind.FEATURE else word.tier
            entry.masks[slot] |= bit

    def product(self, sku: str) -> ProductRecord:
        """The record of a SKU; KeyError where there is none."""
        return self.products[self.place[sku]]

    def mask_of(self, skus: Iterable[str]) -> int:
        """The bit set of these SKUs; unknown ones are left out."""
        mask = 0
        for sku in skus:
            if sku in self.place:
                mask |= 1 << self.place[sku]
        return mask

    def candidates(self, mask: int, usual: Mapping[str, int] | None = None) -> tuple[Candidate, ...]:
        """The products of a bit set, what the customer usually takes first."""
        usual = usual or {}
        found = [self.products[i] for i in islice(bits(mask), MOST)]
        found.sort(key=lambda p: -usual.get(p.sku, 0))
        share = 1 / len(found) if found else 0.0
        return tuple(Candidate(p.sku, f"{p.name} {p.spec}".strip(), share) for p in found)

    def _hear(self) -> None:
        """Indexes whole names and aliases by sound, by spelling, and with one character off."""
        for index, product in enumerate(self.products):
            for name in (product.name, *product.aliases):
                head = split_name(fold(name))[0]
                if len(head) < 2 or head.isascii():
                    continue
                keys = {sound_of(head), spelled(head)} | ({initials(head)} if len(head) > 2 else set())
                for key in keys:
                    self.by_sound.setdefault(key, set()).add(index)
                if 3 <= len(head) <= 8:
                    for key in near_keys(head):
                        self.by_shape.setdefault(key, set()).add(index)

    def mask_at(self, indexes: Iterable[int]) -> int:
        """The bit set of these positions."""
        mask = 0
        for index in indexes:
            mask |= 1 << index
        return mask

    def base_factor(self, sku: str, unit: str | None) -> Decimal:
        """Base units in one spoken unit; a counter that the product does not list is its base unit."""
        product = self.product(sku)
        if unit is None or unit == product.unit:
            return Decimal(1)
        if unit in product.packs:
            return product.packs[unit]
        return Decimal(12) if unit == "打" else Decimal(1)
