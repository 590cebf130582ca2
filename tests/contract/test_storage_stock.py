"""Stock: what is held is there, who holds it is known, and nothing is sold twice, whoever comes at the same time."""

import asyncio
import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from handlers.domain.money import worth
from handlers.domain.order import Line, OrderId
from handlers.domain.promise import Inbound, Promise, Source
from handlers.domain.reserve import HoldKind, Level, shares
from storage import Store, open_store
from storage import tables as t
from storage.uow import UnitOfWork
from tests.conftest import Postgres
from tests.contract.storage_rows import FULL, NOW, PLAIN, product
from tests.contract.test_storage_orders import keep

D = Decimal


async def shelf(store: Store, **stock: int) -> None:
    async with store.write() as uow:
        await uow.connection.execute(insert(t.products), [product(sku, qty) for sku, qty in stock.items()])
        await uow.commit()


async def take(uow: UnitOfWork, order: OrderId, kind: HoldKind = HoldKind.FIRM, **needed: int) -> dict[str, Decimal]:
    wanted = {sku: D(qty) for sku, qty in needed.items()}
    await uow.stock.lock(wanted)
    own = {hold.sku: hold.qty for hold in await uow.stock.of(order)}
    got = shares(wanted, own, await uow.stock.levels(wanted), {})
    await uow.stock.hold(order, got, kind, NOW, NOW + timedelta(minutes=15) if kind is HoldKind.SOFT else None)
    return got


async def orders(store: Store, count: int) -> list[OrderId]:
    async with store.write() as uow:
        made = [(await uow.orders.add(PLAIN)).id for _ in range(count)]
        await uow.commit()
    return made


async def test_an_order_holds_what_is_there_and_no_more(store: Store) -> None:
    await shelf(store, A=10, B=0)
    one, two = await orders(store, 2)
    async with store.write() as uow:
        assert await take(uow, one, A=7, B=3) == {"A": 7}
        assert await take(uow, two, A=7) == {"A": 3}
        assert await uow.stock.levels(["A", "B", "none"]) == {"A": Level(D(10), D(10)), "B": Level(D(0), D(0))}
        assert [(h.order_id, h.qty) for h in await uow.stock.holders("A")] == [(one, D(7)), (two, D(3))]
        assert await uow.stock.release(one) == {"A"}
        assert await take(uow, two, HoldKind.SOFT, A=12) == {"A": 10}
        assert [(h.kind, h.qty, h.until) for h in await uow.stock.of(two)] == [
            (HoldKind.SOFT, D(10), NOW + timedelta(minutes=15))
        ]


async def test_what_leaves_the_house_is_gone_and_what_the_books_lack_is_told(store: Store) -> None:
    await shelf(store, A=10, B=4)
    one, two = await orders(store, 2)
    async with store.write() as uow:
        await take(uow, one, A=6)
        await take(uow, two, B=4)
        assert await uow.stock.issue(one, {"A": D(6), "B": D(2)}, NOW, "u09") == {"B": D(2)}
        assert await uow.stock.levels(["A", "B"]) == {"A": Level(D(4), D(0)), "B": Level(D(4), D(4))}
        moves = (await uow.connection.execute(select(t.stock_moves.c.kind, t.stock_moves.c.qty))).all()
        assert [tuple(move) for move in moves] == [("issue", D(-6))]


async def test_what_comes_in_is_no_longer_on_its_way(store: Store) -> None:
    await shelf(store, A=0)
    async with store.write() as uow:
        rows = [("P1", 100, date(2026, 3, 12)), ("P2", 50, date(2026, 3, 20))]
        values = [{"number": n, "sku": "A", "qty": D(q), "ordered": D(q), "due": due} for n, q, due in rows]
        await uow.connection.execute(insert(t.inbound), values)
        assert await uow.stock.receive("A", D(120), NOW, "u09") == Level(D(120), D(0))
        assert await uow.stock.inbound(["A"]) == {"A": (Inbound("P2", "A", D(30), date(2026, 3, 20)),)}


async def test_a_count_below_what_is_held_takes_from_the_newest(store: Store) -> None:
    await shelf(store, A=10)
    one, two, three = await orders(store, 3)
    async with store.write() as uow:
        await take(uow, one, A=4)
        await take(uow, two, A=3)
        await take(uow, three, HoldKind.SOFT, A=3)
        shrunk = await uow.stock.count("A", D(5), NOW, "u09")
        assert sorted((h.order_id, h.qty) for h in shrunk) == [(two, D(2)), (three, D(3))]
        assert await uow.stock.levels(["A"]) == {"A": Level(D(5), D(5))}


async def test_what_did_not_come_in_is_taken_from_the_newest_but_not_what_was_picked(store: Store) -> None:
    await shelf(store, A=12)
    picked = [replace(PLAIN, lines=(Line(1, sku="A", picked=D(much)),)) for much in (0, 1, 3)]
    one, two, three = [order.id for order in await keep(store, *picked)]
    async with store.write() as uow:
        await take(uow, one, A=4)
        await take(uow, two, A=4)
        await take(uow, three, A=4)
        shrunk = await uow.stock.unreceive("A", D(5), NOW, "u09")
        assert [(hold.order_id, hold.qty) for hold in shrunk] == [(three, D(1)), (two, D(3)), (one, D(1))]
        assert await uow.stock.levels(["A"]) == {"A": Level(D(7), D(7))}
        shrunk = await uow.stock.unreceive("A", D(1), NOW, "u09", safety=D(5))
        assert [(hold.order_id, hold.qty) for hold in shrunk] == [(one, D(1))], "no more than did not come"
        assert await uow.stock.levels(["A"]) == {"A": Level(D(6), D(6))}


async def test_what_is_nobodys_stays_so_where_an_arrival_is_taken_back(store: Store) -> None:
    await shelf(store, A=30)
    one, two = await orders(store, 2)
    async with store.write() as uow:
        await take(uow, one, A=10)
        await take(uow, two, A=10)
        assert await uow.stock.unreceive("A", D(8), NOW, "u09", safety=D(2)) == []
        shrunk = await uow.stock.unreceive("A", D(8), NOW, "u09", safety=D(4))
        assert [(hold.order_id, hold.qty) for hold in shrunk] == [(two, D(8))]
        assert await uow.stock.levels(["A"]) == {"A": Level(D(14), D(12))}


async def test_what_no_purchase_was_on_its_way_for_is_not_on_its_way_again(store: Store) -> None:
    await shelf(store, A=0)
    async with store.write() as uow:
        row = {"number": "P1", "sku": "A", "qty": D(100), "ordered": D(100), "due": date(2026, 3, 12)}
        await uow.connection.execute(insert(t.inbound), [row])
        left = []
        for qty, back in ((100, False), (30, False), (30, True), (100, True), (120, False), (120, True)):
            if back:
                await uow.stock.unreceive("A", D(qty), NOW, "u09")
            else:
                await uow.stock.receive("A", D(qty), NOW, "u09")
            left.append([int(one.qty) for one in (await uow.stock.inbound(["A"])).get("A", ())])
        assert left == [[], [], [], [100], [], [100]]
        assert await uow.stock.levels(["A"]) == {"A": Level(D(0), D(0))}


async def test_promises_are_kept_and_who_waits_is_found(store: Store) -> None:
    await shelf(store, A=0)
    (one,) = await orders(store, 1)
    promise = Promise(1, "A", "甲", D(5), D("2.5"), "件", Source.INBOUND, date(2026, 3, 20))
    async with store.write() as uow:
        await uow.stock.promise(one, (promise,))
        await uow.stock.promise(one, (promise,))
        assert await uow.stock.promised(one) == (promise,)
        assert await uow.stock.claimed(["A"], OrderId(0)) == {"A": D("2.5")}
        assert await uow.stock.claimed(["A"], one) == {}
        assert await uow.stock.waiting(["A"]) == [one]
        assert await uow.stock.waiting(["B"]) == []
        assert await uow.stock.waiting(["A"], limit=0) == []
        (waits,) = await uow.stock.lacking("A")
        order = await uow.orders.get(one)
        assert (waits.order_id, waits.number, waits.customer_id, waits.short) == (one, "", order.customer_id, D("2.5"))
        assert await uow.stock.lacking("B") == ()
        assert (await uow.stock.waits_for("A"), await uow.stock.waits_for("B")) == (True, False)


async def test_whoever_was_promised_something_is_before_those_who_came_later(store: Store) -> None:
    await shelf(store, A=0)
    confirmed = [replace(PLAIN, confirmed_at=NOW + timedelta(minutes=minute)) for minute in (0, 1, 2)]
    one, two, three = [order.id for order in await keep(store, *confirmed)]
    day = date(2026, 3, 20)
    sources = {one: Source.LEAD, two: Source.INBOUND, three: Source.INBOUND}
    async with store.write() as uow:
        for order, source in sources.items():
            await uow.stock.promise(order, [Promise(1, "A", "甲", D(5), D(5), "件", source, day)])
        claims = {order: await uow.stock.claimed(["A"], order, ["A"]) for order in sources}
        assert claims == {one: {"A": D(10)}, two: {"A": D(5)}, three: {"A": D(10)}}
        assert [await uow.stock.claimed(["A"], order) for order in (two, OrderId(0))] == [{"A": D(10)}, {"A": D(15)}]
        await uow.stock.promise(one, [Promise(1, "A", "甲", D(5), D(5), "件", Source.INBOUND, day)])
        assert await uow.stock.claimed(["A", "B"], one, ["A"]) == {}


async def test_what_orders_come_to_together_is_what_each_of_them_comes_to(store: Store) -> None:
    made = await keep(store, PLAIN, FULL, replace(FULL, number="SO20260304-0002"))
    async with store.read() as uow:
        ids = [one.id for one in made]
        assert await uow.orders.amount(ids) == sum([worth(await uow.orders.get(one)) for one in ids], D(0))
        assert await uow.orders.amount([]) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO stock (sku, on_hand, held) VALUES ('A', -1, 0)",
        "INSERT INTO stock (sku, on_hand, held) VALUES ('A', 5, 6)",
        "INSERT INTO stock_holds (order_id, sku, qty, kind, at) VALUES (404, 'A', 1, 'firm', '2026-03-04 00:00:00')",
    ],
)
async def test_impossible_stock_is_refused(store: Store, statement: str) -> None:
    async with store.write() as uow:
        with pytest.raises(IntegrityError):
            await uow.connection.execute(text(statement))


async def sold(stores: list[Store], made: list[OrderId]) -> int:
    """Everybody at once wants one of the last ten."""

    async def confirm(store: Store, order: OrderId) -> int:
        async with store.write() as uow:
            got = await take(uow, order, A=1, B=1)
            await uow.commit()
        return len(got.get("A", D(0)).as_tuple().digits) if got.get("A") else 0

    return sum(await asyncio.gather(*(confirm(stores[n % len(stores)], order) for n, order in enumerate(made))))


async def test_a_hundred_who_want_the_last_ten_get_ten(store: Store) -> None:
    await shelf(store, A=10, B=1000)
    assert await sold([store], await orders(store, 100)) == 10
    async with store.read() as uow:
        assert await uow.stock.levels(["A", "B"]) == {"A": Level(D(10), D(10)), "B": Level(D(1000), D(100))}


async def test_a_hundred_connections_of_many_processes_get_ten(postgres: Postgres) -> None:
    url = await postgres.emptied_url()
    stores = [await open_store(url) for _ in range(5)]
    await shelf(stores[0], A=10, B=1000)
    assert await sold(stores, await orders(stores[0], 100)) == 10
    async with stores[0].read() as uow:
        assert await uow.stock.levels(["A"]) == {"A": Level(D(10), D(10))}
    for store in stores:
        await store.close()


async def test_ten_thousand_events_keep_the_books_true(store: Store, store_url: str) -> None:
    await shelf(store, A=40, B=7, C=0)
    made, rng = await orders(store, 25), random.Random(1848)
    on_hand = {"A": D(40), "B": D(7), "C": D(0)}
    for _ in range(40 if store_url.startswith("postgresql") else 200):  # a server takes longer: 2,000 there
        async with store.write() as uow:
            for _ in range(50):
                await _event(uow, rng, made, on_hand)
            await _true(uow, on_hand)
            await uow.commit()


async def _event(uow: UnitOfWork, rng: random.Random, made: list[OrderId], on_hand: dict[str, Decimal]) -> None:
    order, sku = rng.choice(made), rng.choice("ABC")
    what = rng.choices(["hold", "soft", "release", "issue", "receive", "count"], [30, 20, 20, 15, 12, 3])[0]
    if what in ("hold", "soft"):
        needed = {one: rng.randint(1, 12) for one in rng.sample("ABC", rng.randint(1, 3))}
        await take(uow, order, HoldKind.FIRM if what == "hold" else HoldKind.SOFT, **needed)
    elif what == "release":
        await uow.stock.release(order)
    elif what == "issue":
        need = D(rng.randint(1, 12))
        missing = await uow.stock.issue(order, {sku: need}, NOW, "u09")
        on_hand[sku] -= need - missing.get(sku, D(0))
    elif what == "receive":
        qty = D(rng.randint(1, 9))
        await uow.stock.receive(sku, qty, NOW, "u09")
        on_hand[sku] += qty
    else:
        on_hand[sku] = D(rng.randint(0, 30))
        await uow.stock.count(sku, on_hand[sku], NOW, "u09")


async def _true(uow: UnitOfWork, on_hand: dict[str, Decimal]) -> None:
    levels = await uow.stock.levels(on_hand)
    query = select(t.stock_holds.c.sku, func.sum(t.stock_holds.c.qty).label("held")).group_by(t.stock_holds.c.sku)
    held = {row.sku: row.held for row in await uow.connection.execute(query)}
    for sku, level in levels.items():
        assert level.on_hand == on_hand[sku] >= 0
        assert D(0) <= level.held <= level.on_hand
        assert level.held == held.get(sku, D(0))
    owners = select(t.stock_holds.c.order_id).where(t.stock_holds.c.order_id.not_in(select(t.orders.c.id)))
    assert not (await uow.connection.execute(owners)).first()
