"""Carriers report and the order follows: asked, pushed, by webhook. On the test clock, by HTTP, on both platforms."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot.app import OFFICE
from bot.carriers.kuaidi100 import signed
from bot.carriers.webhook import signature
from bot.clock import SetClock
from bot.commands.tracking import asked_again, import_scans
from config.settings import Carriers, Settings
from handlers.domain.tracking import Status
from storage import tables
from tests.fakes.kuaidi100 import SALT, FakeKuaidi100
from tests.fakes.phone import FakePhone
from tests.shop import Shop, demo_settings, with_policy

SELLER, PLANNER, KEEPER, CARRIER, BUYER = "陈海波", "孙福根", "蔡国平", "老丁", "恒力-李采购"
OPERATOR = "方总"
MONDAY = datetime.fromisoformat("2026-03-09T16:30:00+08:00")
NUMBER = "SF1234567890"
SECRET = "a-secret-of-the-warehouse-system"


def settings(database: str, carriers: Carriers, public_url: str = "", flow: str = "five_state") -> Settings:
    """The sample company without groups, with these carriers."""
    made = demo_settings(database, notify={}, carriers=carriers, flow=flow)
    console = made.channels.console.model_copy(
        update={"people": ("u01", "u14", "u09", "u25", "u19", "u21", "u23", "u24")}
    )
    made = made.model_copy(
        update={
            "channels": made.channels.model_copy(update={"console": console}),
            "web": made.web.model_copy(update={"public_url": public_url}),
        }
    )
    return with_policy(made, use_safety=True, digest_at="", checks={**made.policy.checks, "stop": "off"})


@asynccontextmanager
async def shipped(database: str, *fails: int, **changed: Any) -> AsyncIterator[tuple[Shop, FakeKuaidi100]]:
    """An order that left the house on Monday 16:30 with 顺丰, from when on it is asked for; `fails` at first."""
    clock = SetClock(MONDAY)
    async with FakeKuaidi100(clock) as carrier:
        own = Carriers(kuaidi100=carrier.settings(**changed), webhook_secret=SecretStr(SECRET))
        url = "https://bot.example.invalid" if changed.get("push") else ""
        async with Shop(database, settings(database, own, url), clock) as shop:
            carrier.target = shop.base
            carrier.fail_next(*fails)
            await ships(shop)
            yield shop, carrier


async def ships(shop: Shop) -> None:
    await shop.says(SELLER, "台州恒力 J6P左转向节 2件,18号前到")
    await shop.taps(SELLER, "确认下单")
    await shop.says(PLANNER, "0001 已排产")
    await shop.says(KEEPER, f"0001 已出库 顺丰{NUMBER}")


async def at(shop: Shop, when: str) -> None:
    shop.clock.set(datetime.fromisoformat(f"{when}+08:00"))
    assert shop._app is not None
    await shop._app[OFFICE].tracker.round()
    await shop.waits(seconds=0)


async def order_of(shop: Shop) -> Any:
    async with shop.store.read() as uow:
        return await uow.orders.by_number("SO20260309-0001")


async def parcel_of(shop: Shop) -> Any:
    async with shop.store.read() as uow:
        (parcel,) = await uow.parcels.numbered(NUMBER)
    return parcel


async def titles(shop: Shop, who: str) -> list[str]:
    return [seen.title for seen in await shop.sees(who) if not seen.gone]


async def test_it_is_asked_as_often_as_allowed_and_what_is_signed_for_is_signed_at_the_real_time(database: str) -> None:
    async with shipped(database) as (shop, carrier):
        await at(shop, "2026-03-09T16:31:00")
        assert (await parcel_of(shop)).status is Status.WAITING
        carrier.scan(NUMBER, "2026-03-10 08:58:00", "快件到达【宁波中转场】", state="0")
        await at(shop, "2026-03-10T09:00:00")
        parcel = await parcel_of(shop)
        assert (parcel.status, parcel.words) == (Status.TRANSIT, "快件到达【宁波中转场】")
        before = len(await shop.sees(BUYER))
        carrier.scan(NUMBER, "2026-03-10 09:40:00", "派送中", state="5")
        await at(shop, "2026-03-10T11:05:00")
        assert len(await shop.sees(BUYER)) == before  # 派送中 alone is not worth a message
        carrier.scan(NUMBER, "2026-03-10 16:40:00", "已签收,签收人:本人", state="3")
        await shop.restarts()
        await at(shop, "2026-03-10T17:10:00")
        order = await order_of(shop)
        assert order.state == "已签收"
        assert order.entered_at == datetime.fromisoformat("2026-03-10T16:40:00+08:00")
        news = await shop.expects(BUYER, "已签收")
        asked = len(carrier.queries)
        await at(shop, "2026-03-12T17:00:00")
        assert len(carrier.queries) == asked
        assert [code for _, code in carrier.refused] == []
        assert await shop.last(BUYER) == news


async def test_an_unknown_status_is_for_a_person_and_never_delivered(database: str) -> None:
    async with shipped(database) as (shop, carrier):
        carrier.scan(NUMBER, "2026-03-09 18:00:00", "您的快件已由代收点妥投签收", state="399")
        await at(shop, "2026-03-10T09:00:00")
        assert (await order_of(shop)).state == "已出库"
        assert (await parcel_of(shop)).status is Status.UNKNOWN
        assert any(
            "物流待核" in seen.title and "399" in seen.text for seen in await shop.sees(CARRIER) if not seen.gone
        )
        carrier.scan(NUMBER, "2026-03-10 09:10:00", "派送中", state="5")
        await at(shop, "2026-03-10T11:30:00")
        assert any("🟢" in title and "物流待核" in title for title in await titles(shop, CARRIER))


@pytest.mark.parametrize(("state", "word"), [("14", "拒签"), ("2", "疑难"), ("6", "退回")])
async def test_what_goes_wrong_is_told_to_logistics_once(database: str, state: str, word: str) -> None:
    async with shipped(database) as (shop, carrier):
        carrier.scan(NUMBER, "2026-03-10 08:00:00", "客户不在", state=state)
        await at(shop, "2026-03-10T09:00:00")
        carrier.scan(NUMBER, "2026-03-10 10:00:00", "联系不上客户", state=state)
        await at(shop, "2026-03-10T11:30:00")
        told = [title for title in await titles(shop, CARRIER) if f"物流{word}" in title]
        assert len(told) == 1
        assert (await order_of(shop)).state == "已出库"


async def test_pushes_are_taken_with_the_right_signature_only_and_answered_as_demanded(database: str) -> None:
    async with shipped(database, push=True) as (shop, carrier):
        await at(shop, "2026-03-09T16:31:00")
        assert list(carrier.subscribed) == [NUMBER]
        carrier.scan(NUMBER, "2026-03-09 18:00:00", "揽收", state="1")
        good = {"result": True, "returnCode": "200", "message": "成功"}
        assert await carrier.pushes(NUMBER) == (200, good)
        assert await carrier.pushes(NUMBER) == (200, good)
        async with shop.store.read() as uow:
            assert len(await uow.parcels.scans(NUMBER)) == 1
        carrier.scan(NUMBER, "2026-03-10 10:00:00", "已签收", state="3")
        assert (await carrier.pushes(NUMBER, salt="another"))[0] == 401
        assert (await carrier.pushes(NUMBER, path="/track/kuaidi100"))[0] == 404
        assert (await order_of(shop)).state == "已出库"
        await at(shop, "2026-03-10T10:01:00")
        assert await carrier.pushes(NUMBER, "shutdown") == (200, good)
        await shop.settles()
        assert (await order_of(shop)).state == "已签收"
        assert carrier.queries == []


async def test_a_parcel_that_is_refused_after_its_signature_is_told_to_logistics_once(database: str) -> None:
    async with shipped(database, push=True) as (shop, carrier):
        await at(shop, "2026-03-09T16:31:00")
        carrier.scan(NUMBER, "2026-03-10 10:00:00", "已签收", state="3")
        await at(shop, "2026-03-10T10:01:00")
        await carrier.pushes(NUMBER)
        await shop.settles()
        assert (await order_of(shop)).state == "已签收"
        for minute, state in ((30, "14"), (40, "14"), (50, "999")):
            carrier.scan(NUMBER, f"2026-03-10 10:{minute}:00", "收件人退回", state=state)
            await at(shop, f"2026-03-10T10:{minute}:30")
            await carrier.pushes(NUMBER)
            await shop.settles()
            (card,) = [seen for seen in await shop.sees(CARRIER) if not seen.gone and "物流拒签" in seen.title]
            assert "📦 SO20260309-0001 签收后物流拒签" in card.title
        assert (await order_of(shop)).state == "已签收"  # what becomes of the goods, people decide
        carrier.scan(NUMBER, "2026-03-10 11:00:00", "已签收", state="3")
        await at(shop, "2026-03-10T11:01:00")
        await carrier.pushes(NUMBER)
        await shop.settles()
        assert any("🟢" in title and "签收后物流拒签" in title for title in await titles(shop, CARRIER))


async def test_a_carrier_that_gives_up_is_asked_again_later_and_a_corrected_way_replaces_the_old(database: str) -> None:
    async with shipped(database, push=True) as (shop, carrier):
        await at(shop, "2026-03-09T16:31:00")
        carrier.scan(NUMBER, "2026-03-09 18:00:00", "揽收", state="1")
        await carrier.pushes(NUMBER)
        carrier.ways[NUMBER].clear()
        carrier.scan(NUMBER, "2026-03-09 18:05:00", "揽收(更正)", state="1")
        await carrier.pushes(NUMBER, "updateall")
        async with shop.store.read() as uow:
            assert [scan.words for scan in await uow.parcels.scans(NUMBER)] == ["揽收(更正)"]
        await carrier.pushes(NUMBER, "abort")
        carrier.subscribed.clear()
        await at(shop, "2026-03-09T16:50:00")
        assert not carrier.subscribed
        await at(shop, "2026-03-09T17:03:00")
        assert list(carrier.subscribed) == [NUMBER]


async def test_a_carrier_that_gives_up_without_saying_of_what_is_subscribed_anew_unless_it_arrived(
    database: str,
) -> None:
    async with shipped(database, push=True) as (shop, carrier):
        await at(shop, "2026-03-09T16:31:00")
        assert (await carrier.pushes(NUMBER, "abort", bare=True))[0] == 200
        way = carrier.subscribed.pop(NUMBER)
        await at(shop, "2026-03-09T16:50:00")
        assert not carrier.subscribed
        await at(shop, "2026-03-09T17:03:00")
        assert carrier.subscribed == {NUMBER: way}
        carrier.scan(NUMBER, "2026-03-10 10:00:00", "已签收", state="3")
        await at(shop, "2026-03-10T10:01:00")
        await carrier.pushes(NUMBER, "shutdown")
        await carrier.pushes(NUMBER, "abort", bare=True)  # the same callback, late or sent by somebody else
        del carrier.subscribed[NUMBER]
        await at(shop, "2026-03-10T11:00:00")
        assert (await order_of(shop)).state == "已签收"
        assert not carrier.subscribed
        assert carrier.queries == []


async def test_trouble_with_the_carrier_is_tried_again(database: str) -> None:
    async with shipped(database) as (shop, carrier):
        carrier.scan(NUMBER, "2026-03-09 18:00:00", "揽收", state="1")
        carrier.fail_next("cut", 502, "garbage")
        for when in ("2026-03-09T18:31:00", "2026-03-09T19:03:00", "2026-03-09T19:35:00", "2026-03-09T20:07:00"):
            await at(shop, when)
        assert (await parcel_of(shop)).status is Status.PICKED


async def test_a_refused_account_is_told_to_the_operators_once_a_day_and_asked_again_when_it_is_mended(
    database: str,
) -> None:
    async with shipped(database) as (shop, carrier):
        carrier.scan(NUMBER, "2026-03-09 18:00:00", "揽收", state="1")
        carrier.fail_next(601, 601)
        await at(shop, "2026-03-09T18:31:00")
        await at(shop, "2026-03-09T19:03:00")
        told = [seen.text for seen in await shop.sees(OPERATOR) if "不接受我们的账号" in seen.text]
        assert len(told) == 1
        assert "601" in told[0]
        assert "jiedan doctor" in told[0]
        await at(shop, "2026-03-09T19:35:00")
        assert (await parcel_of(shop)).status is Status.PICKED


@pytest.mark.parametrize("push", [False, True])
async def test_a_refused_waybill_is_told_once_and_not_asked_for_again_until_somebody_says_so(
    database: str, push: bool
) -> None:
    async with shipped(database, 702 if push else 408, push=push) as (shop, carrier):
        await at(shop, "2026-03-09T16:31:00")
        await at(shop, "2026-03-10T16:31:00")
        (told,) = [seen.text for seen in await shop.sees(OPERATOR) if "不接受这个运单号" in seen.text]
        assert NUMBER in told
        assert not carrier.queries
        assert not carrier.subscribed
        assert not await asked_again(shop.settings, "SF0000000000", shop.clock)
        assert await asked_again(shop.settings, NUMBER, shop.clock)
        await at(shop, "2026-03-10T16:40:00")
        assert [*carrier.queries, *carrier.subscribed] == [NUMBER]


async def calls(shop: Shop, said: dict[str, Any], secret: str = SECRET, ago: int = 0) -> int:
    body = json.dumps(said, ensure_ascii=False).encode()
    stamp = str(int(shop.clock.now().timestamp()) - ago)
    headers = {"X-Jiedan-Timestamp": stamp, "X-Jiedan-Signature": signature(secret, stamp, body)}
    status = (await shop.http.post("/track/webhook", content=body, headers=headers)).status_code
    await shop.settles()
    return status


async def test_any_system_that_signs_can_report_and_each_call_counts_once(database: str) -> None:
    async with shipped(database) as (shop, _):
        shop.clock.set(datetime.fromisoformat("2026-03-10T10:00:00+08:00"))
        scan = {"at": "2026-03-10T09:50:00+08:00", "text": "门卫代收"}
        said = {"number": NUMBER, "status": "签收", "scans": [scan]}
        assert await calls(shop, said, secret="guessed") == 401
        assert await calls(shop, said, ago=301) == 401
        assert await calls(shop, {"number": NUMBER, "status": "签收", "scans": [{"at": "昨天"}]}) == 400
        assert (await order_of(shop)).state == "已出库"
        assert await calls(shop, said) == 200
        order = await order_of(shop)
        assert (order.state, order.entered_at) == ("已签收", datetime.fromisoformat("2026-03-10T09:50:00+08:00"))
        assert await calls(shop, said) == 409
        assert await calls(shop, {"number": "XX9999999", "status": "签收"}) == 200  # nobody's: taken, and nothing moves


@pytest.mark.parametrize("status", ["delivered!", "已妥投", "Signed?", "SIGNED OFF"])
async def test_a_word_that_is_not_known_is_not_guessed(database: str, status: str) -> None:
    async with shipped(database) as (shop, _):
        assert await calls(shop, {"number": NUMBER, "status": status}) == 200
        assert (await order_of(shop)).state == "已出库"
        assert any("物流待核" in title for title in await titles(shop, CARRIER))


async def test_scans_move_the_clock_of_silence_from_when_they_were_made(database: str) -> None:
    async with shipped(database) as (shop, carrier):
        carrier.scan(NUMBER, "2026-03-11 08:58:00", "到达中转场", state="0")
        await at(shop, "2026-03-11T10:00:00")
        await at(shop, "2026-03-12T16:29:00")
        assert [t for t in await titles(shop, CARRIER) if "📦" in t] == []
        await at(shop, "2026-03-12T16:30:00")
        assert ["物流滞留" in t for t in await titles(shop, CARRIER) if "📦" in t] == [True]
        await at(shop, "2026-03-13T08:57:59")
        assert not any("轨迹停更" in t for t in await titles(shop, CARRIER))
        await at(shop, "2026-03-13T08:58:00")
        assert any("轨迹停更已2天" in t for t in await titles(shop, CARRIER))


async def test_a_push_without_a_salt_of_ours_is_nobodys(database: str) -> None:
    async with shipped(database, push=True) as (shop, carrier):
        await at(shop, "2026-03-09T16:31:00")
        carrier.scan(NUMBER, "2026-03-09 18:00:00", "已签收", state="3")
        assert (await carrier.pushes(NUMBER, salt=""))[0] == 401
        assert (await carrier.pushes(NUMBER, salt=SALT.lower()))[0] == 401
        assert (await order_of(shop)).state == "已出库"


async def test_a_carriers_file_moves_orders_and_tells_every_line_that_is_wrong(database: str, tmp_path: Path) -> None:
    async with shipped(database) as (shop, _):
        shop.clock.set(datetime.fromisoformat("2026-03-10T18:00:00+08:00"))
        file = tmp_path / "scans.csv"
        rows = (
            "运单号,状态,时间,说明",
            f"{NUMBER},签收,2026-03-10 16:40,本人",
            f"{NUMBER},在途,2026-03-10 08:00,到达",
            f"{NUMBER},签收,昨天下午,",
            "短,签收,2026-03-10 16:40,",
            "YT99999999999,妥投,2026-03-10 16:40,",
        )
        file.write_text("\n".join(rows), encoding="gb18030")
        taken, bad = await import_scans(shop.settings, file, shop.clock)
        assert taken == 1
        assert [(row.line, row.column) for row in bad] == [(4, "时间"), (5, "运单号"), (6, "状态"), (6, "运单号")]
        order = await order_of(shop)
        assert (order.state, order.entered_at) == ("已签收", datetime.fromisoformat("2026-03-10T16:40:00+08:00"))
        shop.store.outbox.wake()
        await shop.settles()
        await shop.expects(BUYER, "已签收")
        assert (await import_scans(shop.settings, file, shop.clock))[0] == 1
        async with shop.store.read() as uow:
            assert len(await uow.parcels.scans(NUMBER)) == 2
            assert len([e for e in await uow.events.of(order.id) if e.action == "sign"]) == 1


async def test_a_silent_carrier_rings_once_and_is_told_apart_from_a_slow_one(database: str) -> None:
    clock = SetClock(MONDAY)
    async with FakeKuaidi100(clock) as carrier, FakePhone(clock) as phone:
        own = Carriers(kuaidi100=carrier.settings(), webhook_secret=SecretStr(SECRET))
        made = settings(database, own).model_copy(update={"voice": phone.settings()})
        async with Shop(database, made, clock) as shop:
            await ships(shop)
            carrier.scan(NUMBER, "2026-03-10 18:58:00", "到达中转场", state="0")
            await at(shop, "2026-03-10T19:00:00")
            phone.fail_next("status:502")
            await at(shop, "2026-03-12T16:30:00")  # three days under way
            await at(shop, "2026-03-12T16:30:10")  # the hook was down: once more
            assert {said["user"] for said in phone.rang.values()} == {"u19", "u20"}
            assert all("物流滞留已3天" in said["text"] for said in phone.rang.values())
            card = next(seen for seen in await shop.sees(CARRIER) if "物流滞留" in seen.title)
            assert "语音提醒:已拨" in card.text
            assert "今天 16:30" in card.text
            before = len(phone.rang)
            await at(shop, "2026-03-12T18:58:00")  # and two days of silence
            await shop.restarts()
            await at(shop, "2026-03-12T18:59:00")
            silent = [said["text"] for said in list(phone.rang.values())[before:]]
            assert len(silent) == 2
            for text in silent:
                assert "轨迹停更已2天" in text
                assert "SO20260309-0001" in text
                assert "转向节" in text
            told = [seen.text for seen in await shop.sees("客服小美") if "给客户的说明" in seen.title]
            assert len(told) == 1


async def test_nobody_is_rung_up_about_what_somebody_took_over_while_the_hook_was_down(database: str) -> None:
    clock = SetClock(MONDAY)
    async with FakePhone(clock) as phone:
        made = settings(database, Carriers(webhook_secret=SecretStr(SECRET))).model_copy(
            update={"voice": phone.settings()}
        )
        async with Shop(database, made, clock) as shop:
            await ships(shop)
            await at(shop, "2026-03-10T19:00:00")
            phone.fail_next(*["status:502"] * 8)
            await at(shop, "2026-03-12T16:30:00")
            assert not phone.rang
            await shop.says(CARRIER, "已联系 0001 明早到")
            assert {state for _, state in await going_on(shop)} == {"taken"}
            for minutes in (1, 5, 30, 60):
                await shop.waits(minutes=minutes)
            assert not phone.rang
            told = [seen.text for seen in await shop.sees(OPERATOR) if "有消息发不出去" in seen.text]
            assert "voice: " in told[-1]  # that the hook is down is told all the same
            card = next(seen for seen in await shop.sees(CARRIER) if "物流滞留" in seen.title)
            assert "语音提醒" not in card.text


async def test_a_call_whose_answer_was_lost_is_ordered_again_rings_once_and_is_told_once(database: str) -> None:
    clock = SetClock(MONDAY)
    async with FakePhone(clock) as phone:
        own = Carriers(webhook_secret=SecretStr(SECRET))
        made = settings(database, own).model_copy(update={"voice": phone.settings()})
        async with Shop(database, made, clock) as shop:
            await ships(shop)
            phone.fail_next("lost", "lost", "lost")  # it rang, and nobody heard that it did
            await at(shop, "2026-03-12T16:30:00")
            for seconds in (5, 10, 20, 60):
                await shop.waits(seconds=seconds)
            await shop.restarts()
            await shop.waits(minutes=5)
            assert len(phone.asked) == len(phone.rang) + 3
            assert set(phone.asked) == set(phone.rang)
            card = next(seen for seen in await shop.sees(CARRIER) if "物流滞留" in seen.title)
            assert card.text.count("语音提醒") == 1
            assert [seen for seen in await shop.sees(OPERATOR) if "有消息发不出去" in seen.text] == []


async def test_a_hook_that_never_answers_is_told_to_who_runs_the_bot_and_the_ladder_goes_on(database: str) -> None:
    clock = SetClock(MONDAY)
    async with FakePhone(clock) as phone:
        own = Carriers(webhook_secret=SecretStr(SECRET))
        made = settings(database, own).model_copy(update={"voice": phone.settings()})
        async with Shop(database, made, clock) as shop:
            await ships(shop)
            phone.fail_next(*["status:502"] * 400)
            await at(shop, "2026-03-12T16:30:00")
            for _ in range(8):
                await shop.waits(minutes=13)
            assert not phone.rang
            told = [seen.text for seen in await shop.sees(OPERATOR) if "有消息发不出去" in seen.text]
            assert len(told) == len(set(told)) >= 1  # once a call
            card = next(seen for seen in await shop.sees(CARRIER) if "物流滞留" in seen.title)
            assert "语音提醒" not in card.text
            assert any("物流滞留" in seen.title for seen in await shop.sees("张厂长"))


async def test_a_call_that_could_not_be_made_before_the_quiet_hours_is_not_made_in_them(database: str) -> None:
    clock = SetClock(datetime.fromisoformat("2026-03-09T20:50:00+08:00"))
    async with FakePhone(clock) as phone:
        made = settings(database, Carriers(webhook_secret=SecretStr(SECRET))).model_copy(
            update={"voice": phone.settings()}
        )
        async with Shop(database, made, clock) as shop:
            await ships(shop)
            await at(shop, "2026-03-10T20:50:00")
            phone.fail_next(*["status:502"] * 8)
            await at(shop, "2026-03-12T20:50:00")
            await at(shop, "2026-03-12T21:00:00")
            await at(shop, "2026-03-12T23:00:00")
            assert not phone.rang


async def going_on(shop: Shop) -> list[tuple[str, str]]:
    async with shop.store.read() as uow:
        return [(one.rule, one.state.value) for one in await uow.alerts.open()]


async def test_without_a_hook_nobody_is_called(database: str) -> None:
    async with shipped(database) as (shop, _):
        await at(shop, "2026-03-12T16:30:00")
        async with shop.store.read() as uow:
            sql = select(tables.outbox).where(tables.outbox.c.channel == "voice")
            assert (await uow.connection.execute(sql)).first() is None


async def pushed(shop: Shop, carrier: FakeKuaidi100, **last: Any) -> int:
    """A push that is signed as it must be, whatever it says."""
    told = {"nu": NUMBER, "com": "shunfeng", "state": "0", "data": [], **last}
    param = json.dumps({"status": "polling", "lastResult": told}, ensure_ascii=False)
    path = urlsplit(carrier.subscribed[NUMBER]).path
    answer = await shop.http.post(path, data={"param": param, "sign": signed(param, SALT)})
    await shop.settles()
    return answer.status_code


async def test_an_instant_that_cannot_be_is_left_out_and_breaks_nothing(database: str, tmp_path: Path) -> None:
    async with shipped(database, push=True) as (shop, carrier):
        await at(shop, "2026-03-09T16:31:00")
        odd = ("0001-01-01 00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31 23:59:59")
        for when in odd:
            assert await pushed(shop, carrier, data=[{"ftime": when, "context": "到达"}]) == 200
        for when in ("0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"):
            scans = [{"at": when, "text": "到达"}]
            assert await calls(shop, {"number": NUMBER, "status": "在途", "scans": scans}) == 400
        file = tmp_path / "scans.csv"
        rows = [f"{NUMBER},在途,{when[:16]},到达" for when in odd]
        file.write_text("\n".join(("运单号,状态,时间,说明", *rows)), encoding="utf-8")
        taken, bad = await import_scans(shop.settings, file, shop.clock)
        assert taken == 0
        assert {(row.line, row.column) for row in bad} == {(2, "时间"), (3, "时间"), (4, "时间")}
        async with shop.store.read() as uow:
            assert await uow.parcels.scans(NUMBER) == []


async def test_nothing_is_signed_for_at_a_time_that_has_not_been(database: str, tmp_path: Path) -> None:
    async with shipped(database, push=True) as (shop, carrier):
        await at(shop, "2026-03-10T10:00:00")
        ahead = [{"at": "2027-03-10T09:50:00+08:00", "text": "本人"}]
        assert await calls(shop, {"number": NUMBER, "status": "签收", "scans": ahead}) == 200
        assert await pushed(shop, carrier, state="3", data=[{"ftime": "2027-03-10 09:50:00", "context": "本人"}]) == 200
        file = tmp_path / "scans.csv"
        file.write_text(f"运单号,状态,时间,说明\n{NUMBER},签收,2027-03-10 09:50,本人", encoding="utf-8")
        assert [row.problem for row in (await import_scans(shop.settings, file, shop.clock))[1]] == [
            "“2027-03-10 09:50”还没到"
        ]
        assert (await order_of(shop)).state == "已出库"
        assert (await parcel_of(shop)).status is Status.WAITING


async def test_a_push_that_comes_again_or_late_undoes_nothing(database: str) -> None:
    async with shipped(database, push=True) as (shop, carrier):
        await at(shop, "2026-03-10T10:00:00")
        first = {"ftime": "2026-03-10 08:00:00", "context": "到达"}
        second = {"ftime": "2026-03-10 09:00:00", "context": "派送"}
        assert await pushed(shop, carrier, state="5", data=[second, first]) == 200
        assert await pushed(shop, carrier, state="2", data=[second, first]) == 200
        assert (await parcel_of(shop)).status is Status.TROUBLE
        assert (
            await pushed(shop, carrier, state="5", data=[second, first]) == 200
        )  # somebody who kept it sends it again
        assert await pushed(shop, carrier, state="0", data=[first]) == 200  # on its way since before
        assert (await parcel_of(shop)).status is Status.TROUBLE
        assert any("🔴" in seen.text or "疑难" in seen.title for seen in await shop.sees(CARRIER))
        async with shop.store.read() as uow:
            assert [scan.words for scan in await uow.parcels.scans(NUMBER)] == ["到达", "派送"]


async def test_what_a_carrier_says_is_late_by_the_clock_and_not_by_hours_of_work(database: str) -> None:
    async with shipped(database) as (shop, _):
        await at(shop, "2026-03-14T18:00:00")  # a Saturday
        said = {
            "number": NUMBER,
            "status": "拒签",
            "scans": [{"at": "2026-03-14T14:00:00+08:00", "text": "拒收"}],
        }
        body, stamp = json.dumps(said).encode(), str(int(shop.clock.now().timestamp()))
        headers = {"X-Jiedan-Timestamp": stamp, "X-Jiedan-Signature": signature(SECRET, stamp, body)}
        assert (await shop.http.post("/track/webhook", content=body, headers=headers)).status_code == 200
        await shop.settles()
        cards = [seen for seen in await shop.sees(CARRIER) if "物流拒签" in seen.title]
        assert cards
        assert "已4小时" in cards[-1].title
        assert "上班时间" not in cards[-1].text
