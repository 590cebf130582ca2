"""报价 台州恒力 …, 发报价, 转订单, 报价单: quotes by word and by button; see `quoting` for how one is made."""

import re
from dataclasses import replace
from datetime import timedelta

from handlers import quoting, selfservice
from handlers.access import actor, owns_draft
from handlers.book import hold_still, written
from handlers.context import Context
from handlers.domain.editing import Edited
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message, Tap, ToPerson
from handlers.domain.order import Deadline, Line, Order, OrderId, Phase
from handlers.domain.party import Role
from handlers.domain.quotation import OVER, SOON, Quotation, QuoteState
from handlers.domain.signs import half_width
from handlers.domain.typed import QUOTED, Typed, read
from handlers.drafts import begun, blank, composed, revised, show
from handlers.hints import open_drafts
from handlers.inquiry import pass_on
from handlers.lookup import name_of, order_there
from handlers.notices import Push, QuoteDue, QuoteList, QuoteSent, QuoteShown
from handlers.pledges import customer_in
from handlers.ports import UnitOfWork
from handlers.telling import privately
from nlp.types import Hints, OrderReading, Parse

QUOTERS = frozenset({Role.SALES, Role.SERVICE, Role.MANAGER})
READERS = QUOTERS | {Role.FINANCE}
NEW, CHANGE, AGAIN, SEND, TURN, DROP, LIST = (
    "quote",
    "quote_change",
    "quote_again",
    "quote_send",
    "quote_turn",
    "quote_drop",
    "quotes",
)
VERBS = frozenset({NEW, CHANGE, AGAIN, SEND, TURN, DROP, LIST})
READ = frozenset({NEW, CHANGE})  # with words that are read as an order's
_QUOTED = re.compile(QUOTED)
LOOSE = frozenset(Role) - {Role.CUSTOMER}  # whose words of goods are looked for in the catalogue
ORDER = "下单"  # what the words are read behind


def as_order(text: str, hints: Hints) -> tuple[str, Hints]:
    """报价 台州恒力 … as it is to be read: like an order, in the light of no draft, each word in its place.

    Of 左转向节到了300 the goods alone.
    """
    command = read(text) if hints.role in QUOTERS | LOOSE else None
    alone = replace(hints, drafts=(), orders=(), recent_order=False)
    if command is not None and command.loose and hints.role in LOOSE:
        return f"{ORDER} {command.about} 1", replace(alone, role=Role.SALES.value)
    if command is None or hints.role not in QUOTERS or command.verb not in READ or not command.words:
        return text, hints
    head = command.about or "报价"
    behind = len(text) - len(half_width(text).partition(head)[2])
    if command.words in text[behind:]:
        start = text.index(command.words, behind)
    else:  # 给博泰报价 转向节300件: the name stands before
        start = text.index(command.words)
        text = text[:start] + _QUOTED.sub(lambda said: " " * len(said[0]), text[start:], count=1)
    return ORDER + " " * max(0, start - len(ORDER)) + text[start:], alone


async def said(command: Typed, msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """Serves a command about quotes; None where it is not this person's to give."""
    person = actor(ctx)
    if command.verb == LIST:
        return await _listed(command, ctx, uow) if person.role in READERS | {Role.CUSTOMER} else None
    if person.role is Role.CUSTOMER and command.verb == TURN:
        return await _customer_orders(command, msg, ctx, uow)
    if person.role not in QUOTERS:
        return None
    if command.verb == NEW:
        return await _new(command, msg, parse, ctx, uow)
    quotation = await _meant(command, ctx, uow)
    if command.verb == CHANGE:
        return await _change(quotation, msg, parse, ctx, uow)
    return await DEEDS[command.verb](quotation, msg, ctx, uow)


async def tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A button of a quote: `order_id` of what holds its lines, `version` as the card showed it."""
    person = actor(ctx)
    quotation = await _locked(OrderId(tap.order_id or 0), uow)
    if person.role not in QUOTERS | {Role.CUSTOMER}:
        raise Refused("button.unknown")
    if person.role is Role.CUSTOMER:
        if quotation.customer_id != person.customer_id or tap.action != TURN:
            raise Refused("button.unknown")
        if tap.version != quotation.version or quotation.sent_at is None:
            raise Refused("quote.changed", {"报价": quotation.number})
    if tap.version != quotation.version:
        return [privately(person, await quoting.shown(quotation, uow, fresh="changed"), quoting.key_of(quotation))]
    return await DEEDS[tap.action](quotation, msg, ctx, uow)


async def show_tap(_: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The quote as it stands, for those of our people who may read prices."""
    quotation = await uow.quotations.get(OrderId(tap.order_id or 0))
    if quotation is None or actor(ctx).role not in READERS:
        raise Refused("button.unknown")
    return [_card(await quoting.shown(quotation, uow), quotation, ctx)]


async def _new(command: Typed, msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A quote of what was said; what is open is asked first, on the card of a draft."""
    if not command.words:
        drafts = await open_drafts(msg, ctx, uow)
        if not drafts:
            raise Refused("quote.what")
        if drafts[0].missing:
            return [await show(drafts[0], msg, ctx, uow, offer=True)]
        return await _made(drafts[0], msg, ctx, uow)
    readings = parse.orders if parse is not None else ()
    pushes: list[Push] = []
    for reading in readings:
        edited = await composed(blank(msg, ctx), reading, len(readings) > 1, msg, uow)
        if _asks(reading):
            return await selfservice.prices(reading.items, msg, ctx, uow)
        if edited.order.missing:
            draft = await begun(edited, msg, ctx, uow)
            pushes.append(await show(draft, msg, ctx, uow, offer=True))
        else:
            pushes += await _made(edited.order, msg, ctx, uow)
    if not readings:
        return await selfservice.prices(parse.items if parse is not None else (), msg, ctx, uow)
    return pushes


def _asks(reading: OrderReading) -> bool:
    """Whether only products were named: what they cost is the question."""
    whose = reading.customer or reading.customer_candidates or reading.customer_words
    return not whose and all(item.qty is None and item.base_qty is None for item in reading.items)


async def _made(order: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    quotation, asked = await quoting.quoted(order, actor(ctx).user, msg, ctx, uow)
    return [_card(await quoting.shown(quotation, uow, fresh="new"), quotation, ctx), *asked]


def _card(notice: QuoteShown, quotation: Quotation, ctx: Context) -> Push:
    """Prices are for the speaker alone, wherever he spoke."""
    return privately(actor(ctx), notice, quoting.key_of(quotation))


async def _meant(command: Typed, ctx: Context, uow: UnitOfWork) -> Quotation:
    """The quote of this number or its last digits; without one the speaker's only one that holds. Raises Refused."""
    person = actor(ctx)
    if command.about:
        exact = await uow.quotations.by_number(command.about)
        found = [exact] if exact else await uow.quotations.by_tail(command.about)
    else:
        mine = [one for one in await uow.quotations.of(by=person.user) if one.holds(ctx.now)]
        found = [one for one in mine if await _ordered(one, uow) is None]
    if len(found) != 1:
        raise Refused("quote.which" if found else "quote.none", {"报价": command.about})
    await _own(found[0], ctx, uow)
    return await _locked(found[0].order_id, uow)


async def _locked(order_id: OrderId, uow: UnitOfWork) -> Quotation:
    """The quote, this unit's alone until it ends; goods and orders are taken before it, as everywhere."""
    await hold_still([order_id], uow)
    quotation = await uow.quotations.get(order_id)
    if quotation is None:
        raise Refused("button.unknown")
    return quotation


async def _own(quotation: Quotation, ctx: Context, uow: UnitOfWork) -> None:
    """Only who made it, the customer's salesperson and a manager do something about a quote; raises Refused."""
    person, customer = actor(ctx), await uow.parties.customer(quotation.customer_id)
    owner = customer.owner if customer else None
    if person.role is not Role.MANAGER and not person.acts_for(quotation.by, owner):
        raise Refused("quote.not_yours", {"报价": quotation.number, "归": await name_of(quotation.by, uow)})


async def _change(quotation: Quotation, msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """改报价 QT… 左转向节 200件: what is said now stands in place of all that stood there."""
    await _unordered(quotation, uow)
    reading = parse.orders[0] if parse is not None and len(parse.orders) == 1 else None
    if reading is None:
        raise Refused("quote.unclear", {"报价": quotation.number})
    edited = await composed(blank(msg, ctx), replace(reading, customer=quotation.customer_id), False, msg, uow)
    if edited.order.missing or (reading.customer and reading.customer != quotation.customer_id):
        raise Refused("quote.unclear", {"报价": quotation.number})
    return await _version(quotation, "quote_change", edited.order.lines, msg, ctx, uow)


async def again(quotation: Quotation, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The same goods once more, at the prices of today."""
    await _own(quotation, ctx, uow)
    await _unordered(quotation, uow)
    order = await uow.orders.get(quotation.order_id)
    lines = tuple(replace(line, said_price=None) for line in order.lines)
    return await _version(quotation, "quote_again", lines, msg, ctx, uow)


async def _version(
    quotation: Quotation, action: str, lines: tuple[Line, ...], msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    fresh, asked = await quoting.changed(quotation, action, lines, msg, ctx, uow)
    return [_card(await quoting.shown(fresh, uow, fresh="new"), fresh, ctx), *asked]


async def send(quotation: Quotation, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """To the customer's own people, each alone: a group reads no prices. Nobody there: it is passed on by hand."""
    await _own(quotation, ctx, uow)
    _holds(quotation, ctx)
    people, quiet = await uow.parties.of_customer(quotation.customer_id), await uow.quiet.users()
    to = [one.user for one in people if one.user not in quiet]
    if not to:
        return [_card(await quoting.shown(quotation, uow, fresh="nobody"), quotation, ctx)]
    again_ = quotation.sent_at is not None
    quotation = replace(quotation, sent_at=ctx.now)
    await uow.quotations.save(quotation)
    order = await uow.orders.get(quotation.order_id)
    await written(order, "quote_send", "", msg, ctx, uow)
    notice = QuoteSent(order, quotation, actor(ctx).name)
    key = quoting.key_of(quotation)
    told = [Push(ToPerson(user), notice, key=key) for user in to]
    return [_card(await quoting.shown(quotation, uow, fresh="sent_again" if again_ else "sent"), quotation, ctx), *told]


async def drop(quotation: Quotation, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The prices hold no longer; a customer who was sent them is told."""
    await _own(quotation, ctx, uow)
    await _unordered(quotation, uow)
    if quotation.state is QuoteState.WITHDRAWN:
        raise Refused("quote.withdrawn", {"报价": quotation.number})
    quotation = replace(quotation, state=QuoteState.WITHDRAWN)
    await uow.quotations.save(quotation)
    order = await uow.orders.get(quotation.order_id)
    await written(order, "quote_drop", "", msg, ctx, uow)
    await uow.approvals.void(order.id)
    await uow.deadlines.close(order.id, "cancelled")
    pushes = [_card(await quoting.shown(quotation, uow, fresh="dropped"), quotation, ctx)]
    if quotation.sent_at is not None:
        people = await uow.parties.of_customer(quotation.customer_id)
        notice, key = QuoteSent(order, quotation, actor(ctx).name), quoting.key_of(quotation)
        pushes += [Push(ToPerson(one.user), notice, key=key) for one in people]
    return pushes


async def recalled(order: Order, said: Message, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The words that made a quote were taken back by who answers for it: it ends, unless the customer has it."""
    quotation = await _locked(order.id, uow)
    if quotation.by != actor(ctx).user or quotation.state is QuoteState.WITHDRAWN:
        return []
    made = next((one.message_id for one in await uow.events.of(order.id) if one.action == "quote"), None)
    if made != said.id or quotation.sent_at is not None or await _order_of(quotation, uow) is not None:
        return [_card(await quoting.shown(quotation, uow, fresh="recalled"), quotation, ctx)]
    return await drop(quotation, msg, ctx, uow)


async def last_here(drafts: list[Order], msg: Message, ctx: Context, uow: UnitOfWork) -> Quotation | None:
    """The quote that the speaker made last, where nothing came after it and nobody was sent or ordered it."""
    if actor(ctx).role not in QUOTERS:
        return None
    found = await uow.quotations.of(by=actor(ctx).user, limit=1)
    last = found[0] if found and found[0].at >= ctx.now - timedelta(days=1) else None
    if last is None or last.sent_at is not None or any(draft.touched_at > last.at for draft in drafts):
        return None
    order = await uow.orders.get(last.order_id)
    if order.chat != msg.chat or last.made is not None or last.state not in (QuoteState.OPEN, QuoteState.ASKED):
        return None
    if await uow.orders.last_confirmed(actor(ctx).user, msg.chat, last.at) is not None:
        return None
    return await _locked(last.order_id, uow)


def _holds(quotation: Quotation, ctx: Context) -> None:
    """Raises Refused where nobody may order at its prices."""
    facts = {"报价": quotation.number}
    if quotation.state is not QuoteState.OPEN:
        raise Refused(f"quote.{quotation.state.value}", facts)
    if not quotation.holds(ctx.now):
        raise Refused("quote.over", facts)


async def _unordered(quotation: Quotation, uow: UnitOfWork) -> None:
    """Raises Refused where there is an order of it."""
    made = await _ordered(quotation, uow)
    if made is not None:
        raise Refused("quote.turned", {"报价": quotation.number, "单号": made.number or ""})


async def _ordered(quotation: Quotation, uow: UnitOfWork) -> Order | None:
    """The confirmed order that was made of it."""
    made = await _order_of(quotation, uow)
    return made if made is not None and made.phase is not Phase.DRAFT else None


async def _order_of(quotation: Quotation, uow: UnitOfWork) -> Order | None:
    """The draft or order that was made of it and was not dropped."""
    made = await order_there(quotation.made, uow) if quotation.made is not None else None
    return None if made is None or made.phase is Phase.VOID else made


async def turn(quotation: Quotation, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A draft with what was offered; where there is one already, that one, and never a second order."""
    person = actor(ctx)
    if person.role is not Role.CUSTOMER:
        await _own(quotation, ctx, uow)
    await _unordered(quotation, uow)
    made = await _order_of(quotation, uow)
    if made is not None:
        if not await owns_draft(made, person, uow):
            raise Refused("quote.drafted", {"报价": quotation.number})
        return [await show(await revised(made, made, msg, ctx, uow), msg, ctx, uow)]
    if quotation.state is QuoteState.OPEN and not quotation.holds(ctx.now):
        return await _over(quotation, msg, ctx, uow)
    _holds(quotation, ctx)
    offer = await uow.orders.get(quotation.order_id)
    lines = tuple(replace(line, said_price=None) for line in offer.lines)
    draft = replace(
        blank(msg, ctx),
        customer_id=offer.customer_id,
        customer_name=offer.customer_name,
        lines=lines,
        due=offer.due,
        due_kind=offer.due_kind,
        due_words=offer.due_words,
        address=offer.address,
        quote=quotation.number,
    )
    draft = await begun(Edited(draft), msg, ctx, uow)
    await uow.quotations.save(replace(quotation, made=draft.id))
    await written(offer, "quote_turn", "", msg, ctx, uow)
    return [await show(draft, msg, ctx, uow)]


async def _over(quotation: Quotation, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The prices ended: whoever made the quote may price it anew, and hears of a customer who wanted it."""
    person = actor(ctx)
    if person.role is not Role.CUSTOMER:
        return [_card(await quoting.shown(quotation, uow), quotation, ctx)]
    customer = await uow.parties.customer(quotation.customer_id)
    ended = QuoteSent(await uow.orders.get(quotation.order_id), quotation, "")
    passed = await pass_on(msg, customer, None, ctx, uow, f"想按报价单 {quotation.number} 下单,价格已过期")
    return [privately(person, ended, quoting.key_of(quotation)), *passed[1:]]


async def _customer_orders(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """按报价单下: the quote that the customer was sent; None where there is none."""
    person = actor(ctx)
    mine = await uow.quotations.of(customer=person.customer_id or "", sent=True)
    about = command.about.casefold()
    found = [one for one in mine if one.number.casefold().endswith(about)]
    if not about:
        found = [one for one in found if one.holds(ctx.now)] or found[:1]
    if len(found) != 1:
        return None if not found else [privately(person, await _list(found, uow))]
    return await turn(await _locked(found[0].order_id, uow), msg, ctx, uow)


async def _listed(command: Typed, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """The quotes one may know of: a customer those it was sent, others their own, a customer's, or one by number."""
    person = actor(ctx)
    if person.role is Role.CUSTOMER:
        sent = await uow.quotations.of(customer=person.customer_id or "", sent=True)
        return [privately(person, await _list(sent, uow))]
    about = command.about
    if about and about[-1].isdigit():
        exact = await uow.quotations.by_number(about)
        found = [exact] if exact else await uow.quotations.by_tail(about)
        if len(found) == 1:
            return [_card(await quoting.shown(found[0], uow), found[0], ctx)]
        if not found:
            raise Refused("quote.none", {"报价": about})
        return [privately(person, await _list(found, uow))]
    if about:
        customer = customer_in(about, await uow.parties.all_customers())
        if customer is None:
            raise Refused("quote.customer", {"客户": about})
        return [privately(person, await _list(await uow.quotations.of(customer=customer.id), uow, customer.name))]
    everybody = person.role is not Role.SALES and not command.words
    found = await uow.quotations.of(by=None if everybody else person.user)
    return [privately(person, await _list(found, uow))]


async def _list(found: list[Quotation], uow: UnitOfWork, whose: str = "") -> QuoteList:
    orders = tuple([await uow.orders.get(one.order_id) for one in found])
    made = {one.number: order for one in found if (order := await _order_of(one, uow)) is not None}
    return QuoteList(tuple(found), orders, {n: o.number or "" for n, o in made.items()}, whose)


async def remind(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The prices end soon, or ended: whoever made the quote follows it up, unless it is settled."""
    quotation = await uow.quotations.get(deadline.order_id)
    if quotation is None or quotation.version != deadline.rung or quotation.state is not QuoteState.OPEN:
        return []
    if await _ordered(quotation, uow) is not None:
        return []
    shown = await quoting.shown(quotation, uow)
    over = not quotation.holds(ctx.now)
    once = f"{deadline.kind}:{quotation.order_id}:{quotation.version}"
    return [Push(ToPerson(quotation.by), QuoteDue(shown.order, quotation, shown.customer, over), dedupe=once)]


DEEDS = {SEND: send, TURN: turn, DROP: drop, AGAIN: again}
REMINDERS = (SOON, OVER)
