"""Parcels, requests, slips, people who want no news: kept and read back, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from handlers.domain.messaging import ChatRef
from handlers.domain.party import Person, Role
from handlers.domain.request import Kind, Request
from handlers.domain.slip import Slip, SlipState
from handlers.domain.tracking import Parcel, Report, Scan, Status
from storage import Store
from tests.contract.storage_rows import FULL

NOW = datetime(2026, 3, 10, 3, 30, tzinfo=UTC)
SCANS = (Scan(NOW, "揽收"), Scan(NOW + timedelta(hours=1), "到达"))


async def test_scans_are_kept_once_and_a_whole_history_replaces_what_was_corrected(store: Store) -> None:
    async with store.write() as uow:
        order = await uow.orders.add(replace(FULL, state="已出库"))
        await uow.parcels.follow(Parcel(order.id, "SF1", "shunfeng", poll_at=NOW))
        await uow.parcels.follow(Parcel(order.id, "SF1", "other", poll_at=NOW + timedelta(days=1)))
        (parcel,) = await uow.parcels.numbered("SF1")
        assert (parcel.carrier, parcel.poll_at) == ("shunfeng", NOW)
        report = Report("SF1", Status.TRANSIT, "0", SCANS, "test")
        assert await uow.parcels.heard(report, NOW)
        assert not await uow.parcels.heard(report, NOW)
        assert await uow.parcels.heard(replace(report, scans=(Scan(NOW, "揽收(更正)"),), whole=True), NOW)
        assert [scan.words for scan in await uow.parcels.scans("SF1")] == ["揽收(更正)"]
        await uow.commit()


async def test_a_parcel_is_asked_for_by_one_process_and_not_twice_for_two_orders(store: Store) -> None:
    async with store.write() as uow:
        for number in ("SO-1", "SO-2"):
            order = await uow.orders.add(replace(FULL, number=number))
            await uow.parcels.follow(Parcel(order.id, "SF1", "shunfeng", poll_at=NOW))
        assert len(await uow.parcels.due(NOW, timedelta(minutes=31))) == 1
        assert await uow.parcels.due(NOW, timedelta(minutes=31)) == []
        assert await uow.parcels.next_due() == NOW + timedelta(minutes=31)
        await uow.parcels.again("SF1", None, subscribed=True)
        assert await uow.parcels.next_due() is None
        assert all(parcel.subscribed for parcel in await uow.parcels.numbered("SF1"))
        await uow.commit()


async def test_a_call_counts_once(store: Store) -> None:
    async with store.write() as uow:
        assert await uow.parcels.once("a", NOW)
        assert not await uow.parcels.once("a", NOW)
        await uow.parcels.forget_calls(NOW + timedelta(seconds=1))
        assert await uow.parcels.once("a", NOW)
        await uow.commit()


async def test_a_request_is_found_while_it_is_open(store: Store) -> None:
    async with store.write() as uow:
        order = await uow.orders.add(FULL)
        wish = Request(Kind.HUMAN, "k1", ChatRef("console", "d-k1"), "转人工", NOW)
        about = await uow.requests.add(replace(wish, kind=Kind.RETURN, order_id=order.id, customer_id="C1"))
        alone = await uow.requests.add(wish)
        assert await uow.requests.get(about.id) == about
        assert await uow.requests.open_of("k1", Kind.HUMAN, None) == alone
        assert await uow.requests.open_of("k1", Kind.RETURN, order.id) == about
        assert await uow.requests.open_of("k1", Kind.RETURN, None) is None
        await uow.requests.save(replace(alone, closed_at=NOW, outcome="好了"))
        assert await uow.requests.open_of("k1", Kind.HUMAN, None) is None
        await uow.commit()


async def test_a_slip_is_open_once_an_order(store: Store) -> None:
    async with store.write() as uow:
        order = await uow.orders.add(FULL)
        slip = await uow.slips.add(
            Slip(order.id, date(2026, 3, 11), None, "u1", NOW, NOW + timedelta(minutes=5), pending_at=NOW)
        )
        assert await uow.slips.open_of(order.id) == slip
        assert await uow.slips.pending("u1", NOW) == slip
        assert await uow.slips.pending("u2", NOW) is None
        await uow.slips.save(replace(slip, state=SlipState.SENT, closed_at=NOW))
        assert await uow.slips.open_of(order.id) is None
        last = await uow.slips.last_of(order.id)
        assert last is not None
        assert last.state is SlipState.SENT
        await uow.commit()


async def test_who_wants_no_news_is_known_until_he_wants_them(store: Store) -> None:
    async with store.write() as uow:
        await uow.parties.add(Person("k9", "许老师", Role.CUSTOMER))
        await uow.quiet.set("k9", NOW)
        await uow.quiet.set("k9", NOW)
        assert await uow.quiet.users() == {"k9"}
        await uow.quiet.set("k9", None)
        assert await uow.quiet.users() == frozenset()
        await uow.commit()
