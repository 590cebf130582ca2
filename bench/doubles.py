"""Seeded doubles over a company with open orders: how many are found, and how many orders are called one wrongly."""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from bench.confirm import CHAT, ME, NOW, Company
from bench.table import Row
from handlers.checking import check
from handlers.context import Context
from handlers.domain.order import Line, Order, OrderId, Phase
from handlers.domain.party import Product
from nlp.types import DueKind

OPEN, EACH = 5_000, 150  # open orders of others; orders of each kind
TODAY = NOW.date()
Said = tuple[Line, ...]
Kind = tuple[str, bool, Callable[[Order, random.Random, list[Product]], Order]]


def doubles() -> list[Row]:
    """Every kind by itself, and both figures over all of them."""
    found = asyncio.run(_measured())
    same = [(name, hits) for (name, double, _), hits in zip(KINDS, found, strict=True) if double]
    own = [(name, hits) for (name, double, _), hits in zip(KINDS, found, strict=True) if not double]
    hit, false = (100 * sum(hits for _, hits in one) / (EACH * len(one)) for one in (same, own))
    rows = [(f"doubles: {name}", f"{hits}/{EACH} called a double", "") for name, hits in (*same, *own)]
    return [
        ("doubles found, all kinds", f"{hit:.1f} %", "≥ 98 %"),
        ("orders of their own called a double", f"{false:.1f} %", "≤ 2 %"),
        *rows,
    ]


def _again(order: Order, *lines: Line, days: int = 0) -> Order:
    """The same customer's order with these lines, wanted so many days later."""
    due = order.due + timedelta(days=days) if order.due is not None else None
    kept = tuple(replace(line, no=no) for no, line in enumerate(lines or order.lines, 1))
    return replace(
        order,
        id=OrderId(0),
        version=0,
        lines=kept,
        due=due,
        source_ids=(),
        number=None,
        confirmed_at=None,
        customer_no="",
    )


def _times(line: Line, factor: Decimal) -> Line:
    qty = max(Decimal(1), ((line.base_qty or Decimal(1)) * factor).to_integral_value())
    return replace(line, qty=qty, unit=line.base_unit, base_qty=qty)


def _lines(products: list[Product], rng: random.Random, count: int) -> Said:
    return tuple(
        Line(no, one.sku, one.label, qty=qty, unit=one.unit, base_qty=qty, base_unit=one.unit, price=one.price)
        for no, one in enumerate(rng.sample(products, count), 1)
        for qty in (Decimal(rng.randint(4, 400)),)
    )


def _slips(order: Order, rng: random.Random) -> Said:
    return tuple(_times(line, Decimal(rng.randint(90, 110)) / 100) for line in order.lines)


def _fewer(order: Order, rng: random.Random) -> Said:
    return tuple(rng.sample(order.lines, max(1, len(order.lines) - 1)))


def _much_else(order: Order, rng: random.Random) -> Said:
    return tuple(
        _times(line, rng.choice((Decimal("0.4"), Decimal("0.6"), Decimal(2), Decimal(3)))) for line in order.lines
    )


KINDS: tuple[Kind, ...] = (
    ("the same once more, by another colleague", True, lambda order, _rng, _: _again(order)),
    ("amounts up to 10 % off", True, lambda order, rng, _: _again(order, *_slips(order, rng))),
    ("a line left out", True, lambda order, rng, _: _again(order, *_fewer(order, rng))),
    ("a line added", True, lambda order, rng, all_: _again(order, *order.lines, *_lines(all_, rng, 1))),
    ("another day near it", True, lambda order, rng, _: _again(order, days=rng.choice((-2, -1, 1, 2, 3)))),
    ("no day", True, lambda order, _rng, _: replace(_again(order), due=None, due_kind=None)),
    (
        "the customer's own number, other amounts",
        True,
        lambda order, rng, _: replace(
            _again(order, *_much_else(order, rng), days=9), customer_no=order.customer_no.lower()
        ),
    ),
    (
        "other goods on the same day",
        False,
        lambda order, rng, all_: _again(order, *_lines(all_, rng, rng.randint(1, 8))),
    ),
    ("the usual once more for next week", False, lambda order, _rng, _: _again(order, days=7)),
    ("the same goods, quite other amounts", False, lambda order, rng, _: _again(order, *_much_else(order, rng))),
    (
        "照上次 of that very order",
        False,
        lambda order, _rng, _: _again(order, *(replace(line, origin=order.number or "") for line in order.lines)),
    ),
    (
        "one thing of it and much else",
        False,
        lambda order, rng, all_: _again(order, order.lines[0], *_lines(all_, rng, 8)),
    ),
)


async def _measured() -> list[int]:
    """Of each kind how many were called a double: one order is there, confirmed, the other is a draft."""
    with tempfile.TemporaryDirectory() as folder:
        shop = await Company.found(Path(folder, "doubles.sqlite3"), OPEN)
        desk, hits = shop.desk, Counter[str]()
        async with desk.store.write() as uow:  # taken back at the end: every pair meets the same company
            ctx = Context(NOW, desk.zone, await uow.parties.person(ME), desk.settings.policy, desk.flow)
            for name, _, make in KINDS:
                rng = random.Random(f"doubles {name}")
                for place in range(EACH):
                    first = await uow.orders.add(_first(shop, rng, f"{KINDS.index((name, _, make))}-{place}"))
                    draft = make(first, rng, shop.products)
                    draft = replace(draft, state="草稿", phase=Phase.DRAFT, placed_by="u03", touched_at=NOW)
                    draft = await uow.orders.add(draft)
                    codes = [finding.code for finding in (await check(draft, ctx, uow)).order.findings]
                    hits[name] += any(code.startswith("duplicate") for code in codes)
                    await uow.orders.save(replace(first, phase=Phase.VOID))
        await desk.store.close()
    return [hits[name] for name, _, _ in KINDS]


def _first(shop: Company, rng: random.Random, key: str) -> Order:
    """A confirmed order of the last two days."""
    at = NOW - timedelta(minutes=rng.randint(5, 48 * 60))
    return Order(
        *(OrderId(0), 0, shop.desk.flow.name, "待审核", Phase.OPEN, CHAT, at, at),
        number=f"SO-{key}",
        placed_by=ME,
        customer_id=rng.choice(shop.customers),
        customer_name="客户",
        lines=_lines(shop.products, rng, rng.randint(3, 8)),
        due=TODAY + timedelta(days=rng.randint(2, 9)),
        due_kind=DueKind.BY,
        confirmed_at=at,
        confirmed_by=ME,
        customer_no=f"PO-{key}-77",
    )
