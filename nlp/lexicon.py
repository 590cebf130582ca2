"""What a company calls its products and customers, indexed once and read many times."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from decimal import Decimal
from itertools import chain, groupby, islice

from pyroaring import FrozenBitMap as Mask

from . import clients, goods
from .clients import Clients, CustomerRecord, staff_names
from .dimensions.units import COUNTERS
from .features import bare, fold
from .frozen import frozen
from .goods import NOTHING, Goods, ProductRecord, told_apart, written
from .held import Held
from .normalize import normalize
from .shelf import Shelf
from .types import Candidate, listed_factor

__all__ = ["MOST", "NOTHING", "CustomerRecord", "Lexicon", "Mask", "PersonRecord", "ProductRecord", "only"]

MOST = 200  # candidates of one mention
FEW = 200  # changed records that are kept beside what is packed
MANY = 20  # that many times as many records make it worth while


@frozen
class PersonRecord:
    """Somebody who writes in the chats."""

    user: str
    name: str
    role: str
    customer: str | None = None


def only(mask: Mask) -> bool:
    """True where exactly one product is left."""
    return len(mask) == 1


class Lexicon:
    """The vocabulary of one company; immutable after construction, no I/O.

    Sets of products are bitmaps of their positions. After a change `with_changes` gives a new lexicon that shares
    all that was packed before; it costs by the number of changes since, so now and then build a new one.
    """

    def __init__(
        self,
        products: Iterable[ProductRecord] = (),
        customers: Iterable[CustomerRecord] = (),
        people: Iterable[PersonRecord] = (),
        customer_aliases: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """Index plain records; `customer_aliases` maps a customer to its own words for SKUs."""
        self.products = Shelf.of((p.sku, p) for p in map(told_apart, products))
        self.customers = Shelf.of((c.id, c) for c in customers)
        self.people = tuple(people)
        strangers = _strangers(self.people, self.customers)
        if strangers:
            self.customers = Shelf.of((c.id, c) for c in (*self.customers.packed, *strangers))
        self.customer_aliases = _own(customer_aliases or {})
        self._goods = goods.Part.of(enumerate(self.products.packed))
        self._clients = clients.Part.of(enumerate(self.customers.packed), _names(self.people))
        self.units = _units(self.products.packed)
        self._ready()

    def _ready(self) -> None:
        fresh = tuple(sorted(self.products.fresh.items()))
        parts = (self._goods, *([goods.Part.of(fresh)] if fresh else []))
        self.words = Goods(self.products, parts, self.products.stale)
        known = tuple(sorted(self.customers.fresh.items()))
        staff = staff_names(p.name for p in self.people if not p.customer)
        who = (self._clients, *([clients.Part.of(known, _names(self.people))] if known else []))
        self.customer_index = Clients(self.customers, who, staff, self.customers.stale)
        self.everything = self.products.all
        self._some: Held[tuple[Mask, int], Sequence[ProductRecord]] = Held(1024)
        self._letters: Held[tuple[Mask, int], frozenset[str]] = Held(256)
        self._names: Held[tuple[Mask, int], frozenset[str]] = Held(512)
        self._candidates: Held[Mask, tuple[Candidate, ...]] = Held(256)
        self._masks: Held[tuple[str, ...], Mask] = Held(256)
        self._named: Held[tuple[Mask, str], int | None] = Held(1024)
        self._counters: Held[tuple[Mask, int], frozenset[str]] = Held(1024)
        self._listing: Held[tuple[Mask, str], Mask] = Held(1024)
        self._factors: Held[tuple[Mask, tuple[str | None, ...]], frozenset[tuple[Decimal, ...]]] = Held(1024)
        self.counters = self.units | COUNTERS

    def with_changes(
        self,
        products: Iterable[ProductRecord] = (),
        customers: Iterable[CustomerRecord] = (),
        people: Iterable[PersonRecord] | None = None,
        *,
        without_products: Iterable[str] = (),
        without_customers: Iterable[str] = (),
    ) -> "Lexicon":
        """The lexicon with these records added or in place of the old ones; `people` are all people, where given.

        Counters that nobody lists any more stay known until the next new lexicon.
        """
        new = object.__new__(Lexicon)
        new._goods, new._clients, new.customer_aliases = self._goods, self._clients, self.customer_aliases
        more, gone = tuple(map(told_apart, products)), frozenset(without_customers)
        new.products = self.products.changed([(p.sku, p) for p in more], without_products)
        new.units = self.units | _units(more)
        new.people = self.people if people is None else tuple(people)
        moved = {} if people is None else {c.id: c for c in self._moved(new.people) if c.id not in gone}
        moved |= {c.id: c for c in customers}
        new.customers = self.customers.changed(moved.items(), gone)
        new._ready()
        return new

    def renewed(
        self, products: Iterable[ProductRecord], customers: Iterable[CustomerRecord], people: Iterable[PersonRecord]
    ) -> "Lexicon":
        """The lexicon of these records: this one with changes where they are few among many, else a new one."""
        goods_, clients_, persons = tuple(map(told_apart, products)), tuple(customers), tuple(people)
        more = [p for p in goods_ if self.products.get(p.sku) != p]
        others = [c for c in clients_ if self.customers.get(c.id) != c]
        lost = {p.sku for p in self.products} - {p.sku for p in goods_}
        left = {c.id for c in self.customers} - {c.id for c in clients_}
        count = self.changes + len(more) + len(others) + len(lost) + len(left)
        if count > FEW or count * MANY > len(goods_) + len(clients_):
            return Lexicon(goods_, clients_, persons)
        new_people = None if persons == self.people else persons
        return self.with_changes(more, others, new_people, without_products=lost, without_customers=left)

    def with_aliases(self, aliases: Mapping[str, Mapping[str, str]]) -> "Lexicon":
        """The same vocabulary with other customers' words; shares everything else, so it costs next to nothing."""
        new = copy(self)
        new.customer_aliases = _own(aliases)
        return new

    def _moved(self, people: tuple[PersonRecord, ...]) -> list[CustomerRecord]:
        """The customers whose people are others now."""
        before, after = _names(self.people), _names(people)
        ids = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        return [found for key in ids if (found := self.customers.get(key))] + _strangers(people, self.customers)

    @property
    def changes(self) -> int:
        """How many records were changed since the rest was packed."""
        return sum(len(shelf.fresh) + len(shelf.lost) for shelf in (self.products, self.customers))

    def product(self, sku: str) -> ProductRecord:
        """The record of a SKU; KeyError where there is none."""
        found = self.products.get(sku)
        if found is None:
            raise KeyError(sku)
        return found

    def label(self, customer: str) -> str:
        """What a person would recognise a customer by."""
        found = self.customers.get(customer)
        return (found and found.name) or customer

    def customer_in(self, customer: str, mask: Mask) -> bool:
        """True where a customer is one of a set."""
        at = self.customers.find(customer)
        return at is not None and at in mask

    def mask_of(self, skus: Iterable[str]) -> Mask:
        """The set of these SKUs; unknown ones are left out."""
        key = tuple(skus)
        found = self._masks.get(key)
        if found is None:
            found = self._masks.keep(key, Mask([at for sku in key if (at := self.products.find(sku)) is not None]))
        return found

    def some(self, mask: Mask, most: int) -> Sequence[ProductRecord]:
        """The first products of a set; one message asks for the same ones again and again."""
        found = self._some.get((mask, most))
        return found if found is not None else self._some.keep((mask, most), self.products.those(islice(mask, most)))

    def letters(self, mask: Mask, most: int) -> frozenset[str]:
        """Every character of what the books call the first products of a set, folded."""
        found = self._letters.get((mask, most))
        if found is None:
            some = map(written, self.some(mask, most))
            found = self._letters.keep((mask, most), frozenset().union(*chain.from_iterable(some)))
        return found

    def names(self, mask: Mask, most: int) -> frozenset[str]:
        """The names of the first products of a set, folded."""
        found = self._names.get((mask, most))
        if found is None:
            found = self._names.keep((mask, most), frozenset([fold(one.name) for one in self.some(mask, most)]))
        return found

    def candidates(self, mask: Mask, usual: Mapping[str, int] | None = None) -> tuple[Candidate, ...]:
        """The products of a set, what the customer usually takes first."""
        found = self._candidates.get(mask)
        if found is None:
            share = 1 / min(len(mask), MOST) if mask else 0.0
            made = [Candidate(p.sku, f"{p.name} {p.spec}".strip(), share) for p in self.some(mask, MOST)]
            found = self._candidates.keep(mask, tuple(made))
        return tuple(sorted(found, key=lambda c: -usual.get(c.key, 0))) if usual else found

    def called(self, mask: Mask, words: str) -> int | None:
        """The position of the only one among the first products of a set whose name with specification is just that,
        folded and without blanks."""
        key = (mask, words)
        return self._named[key] if key in self._named else self._named.keep(key, self._called(mask, words))

    def _called(self, mask: Mask, words: str) -> int | None:
        found: int | None = None
        name = rest = None
        for at, one in zip(mask, self.some(mask, MOST), strict=False):
            if one.name != name:  # those of a family have one name, and stand together
                name = one.name
                rest = words[len(bare(name)) :] if words.startswith(bare(name)) else None
            if rest is not None and rest == bare(one.spec):
                if found is not None:
                    return None
                found = at
        return found

    def listing(self, mask: Mask, unit: str) -> Mask:
        """Of the first products of a set those that list a counter."""
        found = self._listing.get((mask, unit))
        if found is None:
            products = zip(mask, self.some(mask, MOST), strict=False)
            listed = Mask([at for at, one in products if unit == one.unit or unit in one.packs])
            found = self._listing.keep((mask, unit), listed)
        return found

    def counters_of(self, mask: Mask, most: int) -> frozenset[str]:
        """The counters that the first products of a set list."""
        found = self._counters.get((mask, most))
        if found is None:
            listed = frozenset(u for product in self.some(mask, most) for u in (product.unit, *product.packs))
            found = self._counters.keep((mask, most), listed)
        return found

    def factors(self, mask: Mask, units: tuple[str | None, ...]) -> frozenset[tuple[Decimal, ...]]:
        """Base units in each of these counters, by the products of a set that do not agree on it."""
        found = self._factors.get((mask, units))
        if found is None:
            some = self.some(mask, MOST)
            each = zip(*([listed_factor(unit, p.unit, p.packs) for p in some] for unit in units), strict=True)
            found = self._factors.keep((mask, units), frozenset([one for one, _ in groupby(each)]))  # most are alike
        return found


def _own(aliases: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Customers' own words as they are looked for; longest first, so that a longer one wins."""
    return {
        customer: {
            fold(normalize(words)): sku
            for words, sku in sorted(own.items(), key=lambda pair: -len(pair[0]))
            if words.strip()
        }
        for customer, own in aliases.items()
    }


def _units(products: Iterable[ProductRecord]) -> frozenset[str]:
    return frozenset(u for p in products for u in (p.unit, *p.packs) if u)


def _names(people: Iterable[PersonRecord]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for person in people:
        if person.customer:
            names.setdefault(person.customer, []).append(person.name)
    return names


def _strangers(people: Iterable[PersonRecord], customers: Shelf[CustomerRecord]) -> list[CustomerRecord]:
    """Customers that only their people tell of."""
    ids = {p.customer for p in people if p.customer and customers.find(p.customer) is None}
    return [CustomerRecord(key, "") for key in sorted(ids)]
