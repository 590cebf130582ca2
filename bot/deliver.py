"""Pushes -> outbox rows: who an audience is, in which chat each one hears it, and the card as each may see it."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.form_link import PAGE_FIRST, SENT
from bot.handover import ways_to
from cards.build import build
from cards.card import Card, to_json
from cards.digest import for_others
from cards.viewer import Viewer
from config.settings import Settings
from handlers.domain.budget import Allowances, reach
from handlers.domain.messaging import (
    CODE,
    Audience,
    ChatKind,
    ChatRef,
    Message,
    ToChat,
    ToCustomer,
    ToErp,
    ToPerson,
    ToPhone,
    ToPurchasing,
    ToRole,
    ToSelling,
    UserRef,
    paused_key,
)
from handlers.domain.order import Phase
from handlers.domain.party import Person, Role
from handlers.notices import OrderNews, Push, RefusedNotice, StaleNotice
from handlers.ports import Outgoing, UnitOfWork

log = logging.getLogger(__name__)

VOICE, PURCHASING, SELLING, ERP = (
    "voice",
    "purchasing",
    "selling",
    "kingdee",
)  # channels that call people, or systems by their hooks
CODE_LIVES = timedelta(seconds=20)

Platforms = Mapping[str, Allowances | None]
"""The platforms that are switched on, with what a reader's own actions allow there; None: all, at any time."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is told: a message and who sent it, or (without one) a timer and the deadline that it serves."""

    now: datetime
    msg: Message | None = None
    actor: Person | None = None
    deadline: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """One chat that is told, and the person reading there; nobody in particular in a group."""

    chat: ChatRef
    person: Person | None = None


async def deliver(
    pushes: Sequence[Push], cause: Cause, uow: UnitOfWork, settings: Settings, channels: Platforms
) -> list[Outgoing]:
    """Returns the rows that tell every push to every reader of its audience."""
    rows: list[Outgoing] = []
    handle = cause.msg.tap.card_ref if cause.msg and cause.msg.tap else ""
    code = cause.msg.media.get(CODE, "") if cause.msg else ""
    for position, push in enumerate(map(_keyed, pushes)):
        readers = await _readers(push.to, cause, uow, settings, channels)
        if not readers and isinstance(push.to, ToCustomer):
            push, readers = await _hushed(push, push.to.customer_id, cause, uow, settings, channels)
        if not readers and not isinstance(push.to, ToPhone | ToPurchasing | ToSelling | ToErp):
            log.warning("nobody to tell", extra={"notice": type(push.notice).__name__})
        for reader in readers:
            if push.topic and await uow.meta.get(paused_key(push.topic, reader.chat)):
                continue
            row = await _row(push, position, reader, cause, uow, settings)
            if row.key and any((told.chat, told.key) == (row.chat, row.key) for told in rows):
                continue  # who acted in the role's own group has the answer there already
            if handle and push.key and cause.msg and row.chat == cause.msg.chat:
                row, handle = replace(row, card_ref=handle), ""  # the pressed card becomes the first answer
            if code and cause.msg and row.chat == cause.msg.chat:  # what comes too late for the code is not wanted
                until = cause.msg.sent_at + CODE_LIVES
                row, code = replace(row, card_ref=code, expires_at=row.expires_at or until), ""
            rows.append(row)
    return rows


async def _hushed(
    push: Push, customer_id: str, cause: Cause, uow: UnitOfWork, settings: Settings, channels: Platforms
) -> tuple[Push, list[Reader]]:
    """Nobody of a customer wants to be told: of another or no order than he gave, whoever looks after him hears."""
    news, quiet = push.notice, await uow.quiet.users()
    if not isinstance(news, OrderNews) or (news.action != "change" and news.order.phase is not Phase.VOID):
        return push, []
    person = next((one for one in await uow.parties.of_customer(customer_id) if one.user in quiet), None)
    if person is None:
        return push, []
    viewer = Viewer(person, ChatKind.DIRECT, settings.company.zone, cause.now, flows=settings.flows)
    words = for_others(build(news, viewer))
    for way in await ways_to(person, [words], "quiet", push.dedupe, uow):
        if readers := await _readers(way.to, cause, uow, settings, channels):
            return way, readers
    return push, []


def _keyed(push: Push) -> Push:
    """A fresh card shown for a stale one takes the place of every earlier card of that order."""
    if isinstance(push.notice, StaleNotice) and push.notice.order is not None and not push.key:
        return replace(push, key=push.notice.order.key)
    return push


async def _row(
    push: Push, position: int, reader: Reader, cause: Cause, uow: UnitOfWork, settings: Settings
) -> Outgoing:
    known = await uow.parties.chat(reader.chat) if reader.chat.kind is ChatKind.GROUP else None
    viewer = Viewer(
        person=reader.person,
        chat_kind=reader.chat.kind,
        zone=settings.company.zone,
        now=cause.now,
        chat_customer=known.customer_id if known else None,
        chat_roles=_whose(reader.chat, settings),
        flows=settings.flows,
        machine=reader.chat.channel == ERP,
    )
    msg = cause.msg
    here = msg is not None and msg.chat == reader.chat
    order = getattr(push.notice, "order", None)
    about = order.id if order is not None else 0
    timed = f"{type(push.notice).__name__}:{cause.now.isoformat()}:{cause.deadline}:{about}"
    once = push.dedupe or (f"{msg.id}:{position}" if msg else timed)
    paged = msg is not None and msg.external_id.startswith(SENT) and isinstance(push.notice, RefusedNotice)
    return Outgoing(
        chat=reader.chat,
        card=to_json(_for(reader, replace(build(push.notice, viewer), key=push.key))),
        dedupe=f"{once}:{reader.chat.channel}:{reader.chat.chat_id}",
        created_at=cause.now,
        key=push.key,
        reply_to=msg.external_id if msg and here and push.reply else "",
        mention=await _mention(push, reader.chat, cause, uow),
        not_before=cause.now + PAGE_FIRST if paged else push.not_before,
        expires_at=push.expires_at,
        trace=msg.id if msg else 0,
        order_id=order.id if order is not None else None,
        renews=push.renews,
    )


def _whose(chat: ChatRef, settings: Settings) -> frozenset[str]:
    """The roles that are told things in this group."""
    groups = settings.notify.items() if chat.kind is ChatKind.GROUP else ()
    return frozenset(role for role, to in groups if (to.channel, to.chat) == (chat.channel, chat.chat_id))


def _for(reader: Reader, card: Card) -> Card:
    """Says whose the card's form is, where one person reads it alone."""
    if card.form is None or reader.person is None or reader.chat.kind is not ChatKind.DIRECT:
        return card
    return replace(card, form=replace(card.form, reader=reader.person.user))


async def _mention(push: Push, chat: ChatRef, cause: Cause, uow: UnitOfWork) -> tuple[str, ...]:
    if chat.kind is not ChatKind.GROUP:
        return ()
    names: list[str] = []
    if push.reply and cause.msg and cause.msg.chat == chat:
        names.append(cause.msg.sender.user_id)
    for user in push.mention:
        names += [ref.user_id for ref in await uow.parties.accounts(user) if ref.channel == chat.channel][:1]
    return tuple(dict.fromkeys(names))


async def _readers(
    to: Audience, cause: Cause, uow: UnitOfWork, settings: Settings, channels: Platforms
) -> list[Reader]:
    match to:
        case ToChat(chat):
            return [Reader(chat, await _person_in(chat, cause, uow))] if chat.channel in channels else []
        case ToPerson(user):
            person = await uow.parties.person(user)
            return await _directly([person] if person and person.active else [], cause, uow, channels)
        case ToRole(role):
            group = settings.notify.get(role)
            if group and group.channel in channels:
                return [Reader(ChatRef(group.channel, group.chat, ChatKind.GROUP))]
            return await _directly(await uow.parties.with_role(Role(role)), cause, uow, channels)
        case ToCustomer(customer_id):
            quiet = await uow.quiet.users()
            all_people = await uow.parties.of_customer(customer_id)
            people = await _directly([p for p in all_people if p.user not in quiet], cause, uow, channels)
            if not people and any(p.user in quiet for p in all_people):
                return []  # who wants to hear nothing does not hear it from the group either
            groups = [Reader(chat) for chat in await uow.parties.groups_of(customer_id) if chat.channel in channels]
            return people or groups[:1]
        case ToPhone(user):
            person = await uow.parties.person(user) if settings.voice.url else None
            return [Reader(ChatRef(VOICE, user), person)] if person and person.active else []
        case ToPurchasing(number):
            return [Reader(ChatRef(PURCHASING, number), cause.actor)] if settings.purchasing.url else []
        case ToSelling(sku):
            return [Reader(ChatRef(SELLING, sku, ChatKind.GROUP))] if settings.selling.url else []
        case ToErp(order):
            return [Reader(ChatRef(ERP, str(order), ChatKind.GROUP))] if settings.erp.kingdee.enabled else []
        case _:
            assert_never(to)


async def _directly(people: Sequence[Person], cause: Cause, uow: UnitOfWork, channels: Platforms) -> list[Reader]:
    """Each person's direct chat where he can be told; people without an account are left out."""
    readers: list[Reader] = []
    for person in people:
        accounts = [ref for ref in await uow.parties.accounts(person.user) if ref.channel in channels]
        if accounts:
            ref = accounts[0] if len(accounts) == 1 else await _reached(person, accounts, cause.now, uow, channels)
            readers.append(Reader(await uow.parties.direct_chat(ref), person))
    return readers


async def _reached(
    person: Person, accounts: Sequence[UserRef], now: datetime, uow: UnitOfWork, channels: Platforms
) -> UserRef:
    """Of several accounts, last seen first: the first one that was used and may be told now.

    Staff for whom there is none are told where nobody has to write first; a customer's people where they were seen
    last, used or not: their salesperson hears it, where it cannot be said there.
    """
    for ref in accounts:
        if await uow.parties.last_seen(ref) is not None and await _open(ref, now, uow, channels):
            return ref
    if person.role is Role.CUSTOMER:
        return accounts[0]
    return next((ref for ref in accounts if channels[ref.channel] is None), accounts[0])


async def _open(ref: UserRef, now: datetime, uow: UnitOfWork, channels: Platforms) -> bool:
    window = channels[ref.channel]
    if window is None:
        return True
    return reach(window, await uow.outbox.ledger(await uow.parties.direct_chat(ref), now), now).left > 0


async def _person_in(chat: ChatRef, cause: Cause, uow: UnitOfWork) -> Person | None:
    """Who reads a chat: its one person where it is direct, nobody in particular where it is a group."""
    if chat.kind is ChatKind.GROUP:
        return None
    if cause.msg and cause.msg.chat == chat:
        return cause.actor or await uow.parties.person_at(cause.msg.sender)
    return await uow.parties.person_in(chat)
