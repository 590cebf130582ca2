"""Invitations, strangers, accounts and what is told to those who left: the same promises on every database."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.domain.invitation import Invitation, code_in
from handlers.domain.messaging import ChatKind, ChatRef, UserRef
from handlers.domain.order import Phase
from handlers.domain.party import Person, Role
from handlers.ports import Outgoing
from storage import Store
from storage.tables import invitations, outbox
from tests.contract.storage_rows import NOW, PLAIN

GUEST = Invitation("李工", Role.SALES, "u01", NOW, NOW + timedelta(hours=72))
SOMEBODY = UserRef("wechat_kf", "wm1")
HERE = ChatRef("wechat_kf", "wk1:wm1")
HOUR = timedelta(hours=1)


async def made(store: Store, invitation: Invitation = GUEST) -> str:
    async with store.write() as uow:
        kept, code = await uow.invitations.make(invitation)
        await uow.commit()
    assert kept.id > 0
    return code


async def used(store: Store, code: str, who: str = "wm1", after: timedelta = timedelta()) -> Invitation | None:
    async with store.write() as uow:
        found = await uow.invitations.use(code, UserRef("wechat_kf", who), NOW + after)
        await uow.commit()
    return found


async def test_a_code_comes_back_as_its_invitation_once(store: Store) -> None:
    code = await made(store)
    assert code_in(code) == code
    found = await used(store, code)
    assert found is not None
    assert replace(found, id=0) == GUEST
    assert await used(store, code) is None


async def test_codes_differ_and_are_not_kept(store: Store) -> None:
    codes = {await made(store) for _ in range(50)}
    assert len(codes) == 50
    async with store.read() as uow:
        kept = "".join(str(row) for row in await uow.connection.execute(select(invitations)))
    assert not any(code in kept or code.replace("-", "") in kept for code in codes)


async def test_only_one_of_many_who_ask_at_once_gets_it(store: Store) -> None:
    code = await made(store)
    found = await asyncio.gather(*(used(store, code, f"wm{n}") for n in range(20)))
    assert sum(one is not None for one in found) == 1


async def test_a_code_ends_to_the_second_and_with_its_maker(store: Store) -> None:
    code = await made(store)
    assert await used(store, code, after=timedelta(hours=72)) is None
    assert await used(store, code, after=timedelta(hours=72, seconds=-1)) is not None
    gone = [await made(store), await made(store, replace(GUEST, made_by="u02", user="u01"))]
    stays = await made(store, replace(GUEST, made_by="u02"))
    async with store.write() as uow:
        await uow.invitations.void("u01", NOW)
        await uow.commit()
    assert [await used(store, one) for one in gone] == [None, None]
    assert await used(store, stays) is not None


async def test_wrong_codes_are_counted_by_account_within_an_hour(store: Store) -> None:
    async def counted(at: timedelta, ref: UserRef = SOMEBODY) -> int:
        async with store.read() as uow:
            return await uow.invitations.failures(ref, NOW + at - HOUR)

    async with store.write() as uow:
        await uow.invitations.met(SOMEBODY, HERE, NOW)
        for minute in (0, 20, 40):
            await uow.invitations.failed(SOMEBODY, NOW + timedelta(minutes=minute), HOUR)
        await uow.commit()
    assert await counted(timedelta(minutes=59)) == 3
    assert await counted(timedelta(minutes=59), UserRef("wecom", "wm1")) == 0
    assert await counted(timedelta(minutes=61)) == 0
    async with store.write() as uow:
        await uow.invitations.failed(SOMEBODY, NOW + timedelta(minutes=61), HOUR)
        await uow.commit()
    assert await counted(timedelta(minutes=62)) == 1


async def test_strangers_are_those_nobody_active_is_bound_to(store: Store) -> None:
    async with store.write() as uow:
        for minute, who in enumerate(("wm1", "wm2", "wm3")):
            await uow.invitations.met(UserRef("wechat_kf", who), HERE, NOW + timedelta(minutes=minute))
        await uow.parties.add(Person("u01", "陈海波", Role.SALES))
        await uow.parties.add(Person("u02", "走了的", Role.SALES, active=False))
        await uow.parties.bind(UserRef("wechat_kf", "wm1"), "u01")
        await uow.parties.bind(UserRef("wechat_kf", "wm2"), "u02")
        await uow.commit()
    async with store.read() as uow:
        assert [one.ref.user_id for one in await uow.invitations.strangers()] == ["wm3", "wm2"]
        (one,) = await uow.invitations.strangers("wm3")
        assert (one.chat, one.last_seen) == (HERE, NOW + timedelta(minutes=2))
        assert await uow.invitations.strangers("wm1") == []


async def test_who_is_shut_out_is_not_found_at_his_accounts(store: Store) -> None:
    async with store.write() as uow:
        await uow.parties.add(Person("u01", "陈海波", Role.SALES))
        await uow.parties.bind(SOMEBODY, "u01", HERE.chat_id)
        before = await uow.catalogue.version()
        await uow.parties.set_active("u01", active=False)
        assert await uow.catalogue.version() > before, "those who read words hear of it"
        await uow.commit()
    async with store.write() as uow:
        assert await uow.parties.person_at(SOMEBODY) is None
        assert [p.active for p in await uow.parties.named("陈海波")] == [False]
        await uow.parties.set_active("u01", active=True)
        assert await uow.parties.person_at(SOMEBODY) is not None
        assert await uow.parties.bound("wm1") == [(SOMEBODY, "u01")]
        await uow.parties.unbind([SOMEBODY])
        assert await uow.parties.person_at(SOMEBODY) is None
        assert await uow.parties.accounts("u01") == []


async def test_drafts_and_confirmations_follow_a_person_over_direct_chats_only(store: Store) -> None:
    wecom, group = ChatRef("wecom", "chen"), ChatRef("console", "g09", ChatKind.GROUP)
    async with store.write() as uow:
        await uow.parties.add(Person("u01", "陈海波", Role.SALES))
        await uow.parties.add(Person("u02", "林晓燕", Role.SALES))
        await uow.parties.bind(UserRef("wecom", "chen"), "u01")
        await uow.parties.bind(UserRef("console", "u01"), "u01", PLAIN.chat.chat_id)
        await uow.parties.bind(UserRef("wecom", "lin"), "u02")
        own = await uow.orders.add(PLAIN)
        there = await uow.orders.add(replace(PLAIN, chat=wecom, touched_at=NOW + timedelta(seconds=5)))
        grouped = await uow.orders.add(replace(PLAIN, chat=group))
        await uow.orders.add(replace(PLAIN, chat=ChatRef("wecom", "lin"), placed_by="u02"))
        at = {"phase": Phase.OPEN, "confirmed_by": "u01", "number": "SO1", "confirmed_at": NOW}
        placed = await uow.orders.add(replace(PLAIN, chat=wecom, **at))  # type: ignore[arg-type]
        await uow.commit()
    async with store.read() as uow:
        assert await uow.orders.drafts(PLAIN.chat, "u01") == [there, own]
        assert await uow.orders.drafts(wecom, "u01") == [there, own]
        assert await uow.orders.drafts(group, "u01") == [grouped]
        assert await uow.orders.last_confirmed("u01", PLAIN.chat, NOW) == placed
        assert await uow.orders.last_confirmed("u01", group, NOW) is None
        assert await uow.orders.last_confirmed("u02", PLAIN.chat, NOW) is None


@pytest.mark.parametrize("prefix", ["once:", "on%e:"])
async def test_what_was_secret_is_blanked_and_nothing_else(store: Store, prefix: str) -> None:
    rows = [Outgoing(HERE, f"card {n}", dedupe, NOW) for n, dedupe in enumerate((f"{prefix}1", "other:1", "xonce:1"))]
    async with store.write() as uow:
        await uow.outbox.put(rows)
        await uow.commit()
    claimed = await store.outbox.claim(NOW, "w")
    head, *_ = claimed
    await store.outbox.blank(head.id, prefix, "nothing")
    async with store.read() as uow:
        cards = list((await uow.connection.execute(select(outbox.c.card).order_by(outbox.c.id))).scalars())
    assert cards == ["nothing", "card 1", "card 2"]


async def test_what_waits_for_somebody_who_left_is_not_told(store: Store) -> None:
    async with store.write() as uow:
        await uow.outbox.put([Outgoing(HERE, "{}", "a", NOW), Outgoing(replace(HERE, chat_id="x"), "{}", "b", NOW)])
        await uow.outbox.drop(HERE, NOW, "left")
        await uow.commit()
    assert [row.outgoing.dedupe for row in await store.outbox.claim(NOW, "w")] == ["b"]
