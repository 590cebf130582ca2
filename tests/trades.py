"""Makers for shops that share nothing but the language, and what is read of their sentences on one fixed morning."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from nlp import Hints, Lexicon, Parse, ProductRecord, parse
from nlp.types import LineItem

NOW = datetime(2026, 3, 4, 9, 15, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday
SALES = Hints(NOW, "sales")


def product(sku: str, name: str, spec: str = "", aliases: str = "", unit: str = "个", **packs: str) -> ProductRecord:
    """One product; aliases between semicolons, packs as base units a counter."""
    factors = {counter: Decimal(factor) for counter, factor in packs.items()}
    return ProductRecord(sku, name, spec, tuple(alias for alias in aliases.split(";") if alias), unit, factors)


def items(text: str, shop: Lexicon, hints: Hints = SALES) -> list[LineItem]:
    """Every line of every order in the words."""
    return [item for order in parse(text, hints, shop).orders for item in order.items]


def said(read: Parse, *, units: bool = False) -> str:
    """The orders in one line: customer, then each product and amount; `?` stands for a product that nobody knows."""
    return " ".join(
        f"{order.customer or ''}:"
        + " ".join(f"{line.sku or '?'}={line.qty}{(line.unit or '') if units else ''}" for line in order.items)
        for order in read.orders
    )
