"""A spoken item becomes a line, or changes one: mechanically, never deciding what the words left open."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from handlers.domain.alias import certain, learnable, tidy
from handlers.domain.messaging import Message, Piece
from handlers.domain.order import Evidence, Line
from handlers.domain.party import Product
from handlers.domain.quantity import PRICE_STEP, base, plain, sane, unlisted
from nlp.types import Doubt, LineItem, Span


@dataclass(frozen=True, slots=True)
class Source:
    """The message words come from: for evidence."""

    message_id: int
    text: str
    pieces: tuple[Piece, ...] = ()

    @classmethod
    def of(cls, msg: Message) -> "Source":
        """This message, whole or in pieces."""
        return cls(msg.id, msg.text, msg.pieces)

    def at(self, span: Span) -> Evidence:
        """A stretch of the message; of one in pieces, of that piece in which it begins."""
        words = self.text[span.start : span.end]
        for piece in self.pieces:
            if piece.start <= span.start < piece.end:
                end = min(span.end, piece.end)
                return Evidence(piece.message_id, span.start - piece.start, end - piece.start, words)
        return Evidence(self.message_id, span.start, span.end, words)

    def all(self, spans: Mapping[str, Span]) -> dict[str, Evidence]:
        """Several stretches by field."""
        return {name: self.at(span) for name, span in spans.items()}


Products = Mapping[str, Product]
UNSURE = frozenset({"fuzzy", "sound", "shape", "unsure", "guess", "unknown", "ambiguous", "own_word", "plain"})
"""Doubts of a product that an answer may have to correct."""
NO_PACK = "no_pack"  # counted in a pack or measure of which nobody knows what it holds


def skus(item: LineItem) -> tuple[str, ...]:
    """Every product an item may mean, best first."""
    return (item.sku,) if item.sku else tuple(c.key for c in item.candidates)


def says_product(item: LineItem) -> bool:
    """Whether the item names a product we know or might know."""
    return bool(item.sku or item.candidates)


def new_line(no: int, item: LineItem, source: Source, products: Products) -> Line:
    """A line as said."""
    item = plausible(item)
    line = Line(
        no=no,
        sku=item.sku,
        mention=item.mention,
        candidates=() if item.sku else skus(item),
        qty=item.qty,
        unit=item.unit,
        base_qty=item.base_qty,
        said_price=item.price,
        gift=item.gift,
        doubts=item.doubts,
        evidence=source.all(item.spans),
    )
    return settle(line, products)


def plausible(item: LineItem) -> LineItem:
    """The item without numbers that nobody can mean; 0 of something or a number of 400 digits is asked for again."""
    qty, doubts = sane(item.qty), item.doubts
    if qty is None and item.qty is not None:
        doubts = (*doubts, Doubt("quantity", "absurd"))
    return replace(item, qty=qty, base_qty=sane(item.base_qty), price=sane(item.price, PRICE_STEP), doubts=doubts)


def settle(line: Line, products: Products) -> Line:
    """Fills in what follows from the product: label, base unit, base quantity, list price, a pack it does not list."""
    product = products.get(line.sku) if line.sku else None
    if product is None:
        return replace(line, label=line.mention, base_unit="", price=None)
    counted = line.base_qty
    if counted is None and line.qty is not None:
        counted = sane(base(product, line.qty, line.unit))
    doubts = tuple(d for d in line.doubts if d.reason != NO_PACK)
    if unlisted(product, line.unit) and not any(d.field == "quantity" for d in doubts):
        doubts = (*doubts, Doubt("quantity", NO_PACK, line.unit or "", (product.unit,)))
    known = replace(line, label=product.label, base_unit=product.unit, base_qty=counted, candidates=(), doubts=doubts)
    return replace(known, price=product.price)


def set_line(line: Line, item: LineItem, source: Source, products: Products) -> Line:
    """Replaces the parts of a line that the item names; candidates narrow one another."""
    item = plausible(item)
    if says_product(item):
        line = _set_product(line, item, source)
    if item.qty is not None or item.base_qty is not None:
        line = _set_quantity(line, item, source)
    if item.price is not None:
        line = replace(line, said_price=item.price, evidence={**line.evidence, **_only(source, item, "price")})
    if item.gift:
        line = replace(line, gift=True)
    return settle(line, products)


def _set_product(line: Line, item: LineItem, source: Source) -> Line:
    said = skus(item)
    both = tuple(sku for sku in line.candidates if sku in said) if line.sku is None else ()
    left = both or said
    sku = left[0] if len(left) == 1 else None
    mention = line.mention if both and line.mention else item.mention or line.mention
    learn = f"={tidy(item.explains)}" if item.explains else _explained(line, source)
    if not both and sku is None and line.sku in said:
        return line  # a family name that holds what is already there changes nothing
    changed = sku != line.sku
    counted = line.base_qty
    if changed and line.qty is not None:
        counted = None  # another product may be packed otherwise: counted anew from the spoken quantity
    return replace(
        line,
        sku=sku,
        candidates=() if sku else left,
        mention=mention,
        learn=learn,
        base_qty=counted,
        doubts=(*_without(line.doubts, "product"), *_only_of(item.doubts, "product")),
        evidence={**line.evidence, **_only(source, item, "product")},
    )


def _explained(line: Line, source: Source) -> str:
    """The customer's own word that this answer explains: one that was not understood for sure before."""
    if line.origin or not certain(source.text):
        return ""
    if line.learn:
        return line.learn
    open_ = line.sku is None or any(d.field == "product" and d.reason in UNSURE for d in line.doubts)
    return tidy(line.mention) if open_ and learnable(line.mention) else ""


def _set_quantity(line: Line, item: LineItem, source: Source) -> Line:
    qty = item.qty if item.qty is not None else item.base_qty
    keeps_unit = item.unit is None and line.unit is not None and item.qty is not None
    unit = line.unit if keeps_unit else item.unit
    return replace(
        line,
        qty=qty,
        unit=unit,
        base_qty=None if keeps_unit else _counted(line, item),
        doubts=(*_without(line.doubts, "quantity"), *_only_of(item.doubts, "quantity")),
        evidence={**line.evidence, **_only(source, item, "quantity")},
    )


def _counted(line: Line, item: LineItem) -> Decimal | None:
    """The reader's own count, where it was made for the line's product; else None: counted anew."""
    if line.sku is None or item.sku == line.sku:
        return item.base_qty
    return item.base_qty if item.sku is None and item.base_qty != item.qty else None


def more(line: Line, item: LineItem, source: Source, products: Products) -> Line | None:
    """The line with the item's quantity added to it, or None where the two do not add up (gift, price, no number)."""
    counted = item.base_qty if item.unit or not line.unit else None  # 加10 to 30箱 means 箱
    more_of_it = replace(item, sku=line.sku, unit=item.unit or line.unit, base_qty=counted)
    extra = new_line(line.no, more_of_it, source, products)
    if line.base_qty is None or extra.base_qty is None or line.gift or item.gift:
        return None
    if item.price is not None and item.price != line.said_price:
        return None
    total = line.base_qty + extra.base_qty
    same = extra.unit == line.unit and line.qty is not None and extra.qty is not None
    qty, unit = (line.qty + extra.qty, line.unit) if same and line.qty and extra.qty else (total, line.base_unit)
    return replace(
        line, qty=qty, unit=unit, base_qty=total, evidence={**line.evidence, **_only(source, item, "quantity")}
    )


def spoken(line: Line) -> str:
    """The line's quantity as it was said, empty where none was."""
    return "" if line.qty is None else f"{plain(line.qty)}{line.unit or line.base_unit}"


def numbered(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The lines with positions 1, 2, 3…."""
    return tuple(line if line.no == no else replace(line, no=no) for no, line in enumerate(lines, 1))


def _only(source: Source, item: LineItem, field: str) -> dict[str, Evidence]:
    span = item.spans.get(field)
    return {field: source.at(span)} if span else {}


def _without(doubts: tuple[Doubt, ...], field: str) -> tuple[Doubt, ...]:
    return tuple(d for d in doubts if d.field != field)


def _only_of(doubts: tuple[Doubt, ...], field: str) -> tuple[Doubt, ...]:
    return tuple(d for d in doubts if d.field == field)
