"""Products, customers and orders for tables of the pure core."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from handlers.domain.editing import Known
from handlers.domain.lines import Source
from handlers.domain.messaging import ChatRef
from handlers.domain.order import Line, Order, OrderId, Phase
from handlers.domain.party import Customer, Product
from nlp.types import Candidate, LineItem

NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
PRODUCTS = {
    "L": Product("L", "转向节(左)", "J6P", unit="件", packs={"箱": Decimal(2)}, price=Decimal("10.00")),
    "R": Product("R", "转向节(右)", "J6P", unit="件", packs={"箱": Decimal(4)}, price=Decimal("11.00")),
    "OIL": Product("OIL", "机油", unit="桶", packs={"箱": Decimal(6)}),
    "FISH": Product("FISH", "带鱼", unit="公斤", packs={"斤": Decimal("0.5")}),
}
CUSTOMERS = {"C1": Customer("C1", "台州恒力", owner="chen"), "C2": Customer("C2", "温州恒力", owner="lin")}
KNOWN = Known(PRODUCTS, CUSTOMERS)
SAID = Source(7, "一二三四五六七八九十")


def d(number: int | str | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def said(sku: str | None = None, qty: int | str | None = None, unit: str | None = None, **more: Any) -> LineItem:
    return LineItem(sku=sku, qty=d(qty), unit=unit, **more)


def either(*skus: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(sku, sku, 0.9) for sku in skus)


def a_line(no: int = 1, sku: str | None = "L", qty: int | None = 300, unit: str | None = None, **more: Any) -> Line:
    product = PRODUCTS.get(sku or "")
    counted = None if qty is None else Decimal(qty) * (product.packs.get(unit or "", Decimal(1)) if product else 1)
    known = {"label": product.label, "base_unit": product.unit, "price": product.price} if product else {}
    return Line(no, sku, qty=d(qty), unit=unit, base_qty=counted, **{**known, **more})


def a_draft(*lines: Line, **more: Any) -> Order:
    start = {"customer_id": "C1", "customer_name": "台州恒力", "placed_by": "chen", **more}
    return Order(
        OrderId(5), 1, "five_state", "草稿", Phase.DRAFT, ChatRef("console", "d"), NOW, NOW, lines=lines, **start
    )
