"""Draft orders: placing, completing, correcting, merging, and the one open question."""

import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from handlers.access import actor, customer_of, owns_draft
from handlers.backing import backing
from handlers.book import happened, keep
from handlers.checking import check, promised_now
from handlers.context import Context
from handlers.domain import editing, question
from handlers.domain.bringback import resolved
from handlers.domain.compare import compare
from handlers.domain.customer_no import customer_no
from handlers.domain.editing import Edited, Known
from handlers.domain.errors import Refused, Stale
from handlers.domain.gifts import bare
from handlers.domain.guesses import opened, without_customer
from handlers.domain.lines import Source
from handlers.domain.merging import as_edits, target
from handlers.domain.messaging import HEARD, HIDDEN, READ, Message, MessageKind, Tap, ToPerson, id_in
from handlers.domain.order import Choice, Order, OrderId, Phase, Question
from handlers.domain.party import Role
from handlers.domain.promise import Promise
from handlers.domain.unread import unread, with_unread, without_unread
from handlers.domain.usual import Habits, Usual, compared, ranks
from handlers.giving import touched
from handlers.hints import drafts_spoken_of, open_drafts
from handlers.instead import presales, substitutes, twin_of
from handlers.lookup import seller_of
from handlers.notices import DraftDoubtful, DraftShown, NothingOpen, Push
from handlers.ports import UnitOfWork
from handlers.repeats import awaited, repeated
from handlers.stocking import hold_softly
from handlers.taps import tapped
from handlers.telling import answer
from handlers.topping import offered
from nlp.place import no_place
from nlp.types import BringBack, Edit, LineItem, OrderReading, Parse, Repeat, SetAddress, SetCustomer, SetItem

MOST_BACK = 3  # changes of a draft that 还是留着吧 may mean, the newest first

FOR_SELLERS = frozenset({"duplicate", "price", "floor"})  # checks whose findings on a customer's draft its seller sees


async def place(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Makes drafts of what was ordered, or adds it to the draft it continues."""
    person = actor(ctx)
    if not ctx.flow.may_place(person.role):
        raise Refused("place.role")
    readings = [opened(_own_company(reading, ctx)) for reading in parse.orders]
    drafts = await open_drafts(msg, ctx, uow)
    taken: list[tuple[Order | None, Edited]] = []
    for reading in readings:
        left = [d for d in drafts if all(before is None or d.id != before.id for before, _ in taken)]
        draft = target(left, reading, parse.draft)
        edited = await composed(draft or blank(msg, ctx), reading, len(readings) > 1, msg, uow)
        if parse.repeat is not None:
            edited = await repeated(edited, parse.repeat, ctx, uow)
        taken.append((draft, edited))
    habits = await _habits([edited.order for _, edited in taken], ctx, uow)
    lines = [line for draft, edited in taken for line in (*(draft.lines if draft else ()), *edited.order.lines)]
    await uow.stock.lock(touched(lines, ctx))
    stored = [(await _store(edited, draft, habits, msg, ctx, uow), edited) for draft, edited in taken]
    shown = [await show(order, msg, ctx, uow, edited) for order, edited in stored]
    return shown + [push for order, _ in stored for push in await _for_seller(order, ctx, uow)]


async def repeat(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """照上次: the customer's last order once more, as a draft."""
    return await place(msg, replace(parse, repeat=parse.repeat or Repeat()), ctx, uow)


async def edit(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Completes or corrects an open draft by talking."""
    drafts = await drafts_spoken_of(msg, parse, ctx, uow)
    meant = [d for d in drafts if parse.draft in (None, d.id)]
    if not meant:
        return [answer(msg, NothingOpen("confirm"))] if msg.called else []
    if parse.choice is not None:
        parse = replace(parse, edits=(*chosen(meant[0], parse.choice), *parse.edits))
        meant = meant[:1]
    pushes: list[Push] = []
    for draft in meant:
        order, edited = await changed(draft, parse.edits, msg, ctx, uow)
        pushes += [await show(order, msg, ctx, uow, edited), *await _for_seller(order, ctx, uow)]
    for more in parse.others:
        pushes += await edit(msg, more, ctx, uow)
    return pushes


async def _for_seller(order: Order, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A customer's draft that is a double, or names a price that is not ours, is its salesperson's to see; once."""
    person, customer = actor(ctx), await customer_of(order, uow)
    found = sorted(":".join(f.about) for f in order.findings if f.code.split(".")[0] in FOR_SELLERS)
    seller = await seller_of(customer, ctx, uow) if person.role is Role.CUSTOMER and found else None
    if seller is None:
        return []
    twin, twin_by = await twin_of(order, uow)
    notice = DraftDoubtful(order, person.name, twin, twin_by)
    once = f"doubt:{order.id}:{zlib.crc32('|'.join(found).encode())}"
    return [Push(ToPerson(seller.user), notice, key=order.key, dedupe=once)]


async def change(draft: Order, edits: tuple[Edit, ...], msg: Message, ctx: Context, uow: UnitOfWork) -> Push:
    """Applies edits to a draft, stores and shows it."""
    order, edited = await changed(draft, edits, msg, ctx, uow)
    return await show(order, msg, ctx, uow, edited)


async def changed(
    draft: Order, edits: tuple[Edit, ...], msg: Message, ctx: Context, uow: UnitOfWork
) -> tuple[Order, Edited]:
    """Applies edits to a draft and stores it where they changed something."""
    edits = _own_edits(edits, ctx)
    if any(isinstance(one, BringBack) for one in edits):
        events = await uow.events.of(draft.id)
        edits = resolved(edits, draft, [e.before for e in reversed(events) if e.before is not None][:MOST_BACK])
    edited = editing.edit(bare(draft), edits, Source.of(msg), await known(draft, edits, uow))
    edited = await _filled(edited, draft, ctx, uow)
    if (wrong := no_place(msg.text)) and not any(isinstance(one, SetAddress) for one in edits):
        edited = replace(edited, missed=(*edited.missed, SetAddress(wrong)))
    if not edited.changed:
        if not _missed(edited, msg):
            return draft, edited
        missed = replace(draft, doubts=with_unread(draft.doubts, msg.text), touched_at=ctx.now)
        return await keep(missed, happened(missed, "edit", actor(ctx).user, ctx), msg, uow), edited
    talked = tuple(d for d in edited.order.doubts if d.field != "intent")  # who goes on talking does order
    edited = replace(edited, order=replace(edited.order, doubts=talked))
    await uow.stock.lock(touched((*draft.lines, *edited.order.lines), ctx))
    return await _store(edited, draft, await _habits([edited.order], ctx, uow), msg, ctx, uow), edited


def _missed(edited: Edited, msg: Message) -> bool:
    """True where some or all of the message was not understood."""
    return bool((edited.missed or not edited.said) and msg.text)


async def asked_first(draft: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> Push:
    """The draft once more, as the answer to a yes that came right behind words which nobody understood."""
    words = unread(draft.doubts)
    order = replace(draft, doubts=without_unread(draft.doubts), touched_at=ctx.now)
    order = await keep(order, happened(order, "edit", actor(ctx).user, ctx), msg, uow)
    return await show(order, msg, ctx, uow, unanswered=words)


async def revised(before: Order, after: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> Order:
    """Stores a draft that was changed otherwise than by words; what it asks is found anew."""
    return await _store(Edited(after), before, await _habits([after], ctx, uow), msg, ctx, uow)


async def begun(edited: Edited, msg: Message, ctx: Context, uow: UnitOfWork) -> Order:
    """Stores a new draft that was made otherwise than by words."""
    await uow.stock.lock(touched(edited.order.lines, ctx))
    return await _store(edited, None, await _habits([edited.order], ctx, uow), msg, ctx, uow)


async def choose_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A pressed choice of the open question."""
    draft = await own_draft(tap, ctx, uow)
    place = id_in(tap.value)
    edits = chosen(draft, place + 1) if place is not None else ()
    if not edits:
        raise Refused("button.unknown")
    order, edited = await changed(draft, edits, msg, ctx, uow)
    return [await show(order, msg, ctx, uow, edited), *await _for_seller(order, ctx, uow)]


async def own_draft(tap: Tap, ctx: Context, uow: UnitOfWork) -> Order:
    """The draft as the pressed card showed it, if it is this person's; raises Stale and Refused."""
    draft = await tapped(tap, ctx, uow)
    if draft.phase is not Phase.DRAFT:
        raise Stale(draft)
    if not await owns_draft(draft, actor(ctx), uow):
        raise Refused("draft.not_yours")
    return draft


def chosen(draft: Order, number: int) -> tuple[Edit, ...]:
    """What the answer with a number means: the 1-based choice of the open question."""
    asked = draft.asked
    if asked is None or not 1 <= number <= len(asked.choices):
        return ()
    return (_pick(asked, asked.choices[number - 1]),)


def _pick(asked: Question, choice: Choice) -> Edit:
    if asked.line is None:
        return SetCustomer(choice.key, words=choice.label)
    return SetItem(asked.line, LineItem(sku=choice.key))


async def show(
    order: Order,
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
    edited: Edited | None = None,
    *,
    promised: tuple[Promise, ...] | None = None,
    again: bool = False,
    recalled: str = "",
    offer: bool = False,
    unanswered: str = "",
) -> Push:
    """The draft's card with what the last message did to it, what can be promised, and what could be done instead."""
    drafts = await open_drafts(msg, ctx, uow)
    if promised is None:
        _, promised = await promised_now(order, ctx, uow)
    held = [hold.until for hold in await uow.stock.of(order.id) if hold.until is not None]
    twin, twin_by = await twin_of(order, uow)
    missed = edited is not None and _missed(edited, msg)
    return answer(
        msg,
        DraftShown(
            order,
            await customer_of(order, uow),
            changed=edited.changed if edited else (),
            others=sum(1 for d in drafts if d.id != order.id),
            not_understood=msg.text if missed else "",
            unanswered=unanswered,
            promised=promised,
            held_until=min(held, default=None),
            instead=await substitutes(order, promised, ctx, uow),
            presales=await presales(order, promised, ctx, uow),
            twin=twin,
            twin_by=twin_by,
            again=again,
            recalled=recalled,
            heard=msg.text if msg.media.get(READ) == HEARD else "",
            read=msg.media.get(READ, "").replace(HEARD, ""),
            hidden=int(msg.media.get(HIDDEN, 0)),
            backing=await backing(order, ctx, uow),
            offer=offer,
            near=await offered(order, ctx, uow),
        ),
        key=order.key,
    )


async def known(order: Order, edits: tuple[Edit, ...], uow: UnitOfWork) -> Known:
    """Looks up every product and customer that an order and edits may mean."""
    said_products, said_customers = editing.speaks_of(edits)
    products, customers = question.speaks_of(order)
    return Known(
        await uow.catalogue.products(products | said_products), await uow.parties.customers(customers | said_customers)
    )


async def composed(draft: Order, reading: OrderReading, several: bool, msg: Message, uow: UnitOfWork) -> Edited:
    """The draft with what one reading says; nothing is stored."""
    draft = bare(draft)
    edits = as_edits(draft, reading, split=several)
    found = await known(draft, edits, uow)
    edited = editing.edit(draft, edits, Source.of(msg), found)
    if reading.doubts:
        said = {d.field for d in reading.doubts}
        kept = tuple(d for d in edited.order.doubts if d.field not in said)
        edited = replace(edited, order=replace(edited.order, doubts=(*kept, *reading.doubts)))
    return replace(edited, order=without_customer(edited.order, reading))


async def _filled(edited: Edited, before: Order, ctx: Context, uow: UnitOfWork) -> Edited:
    """A draft that waited for its customer to repeat the last order gets its lines once the customer is known."""
    waiting = awaited(before)
    if waiting is None or edited.order.customer_id is None or edited.order.lines:
        return edited
    return await repeated(edited, waiting, ctx, uow)


async def _habits(orders: list[Order], ctx: Context, uow: UnitOfWork) -> dict[str, dict[str, Usual]]:
    """What the customers of these drafts usually take of what is in them: one query a message."""
    skus = {sku for order in orders for sku in question.speaks_of(order)[0]}
    customers = {order.customer_id for order in orders if order.customer_id}
    return await uow.orders.usual(customers, skus, ctx.now - timedelta(days=ctx.policy.usual_days))


_TAKEN_BACK = {MessageKind.RECALL: "recall", MessageKind.EDIT: "reworded"}


async def _store(
    edited: Edited,
    before: Order | None,
    habits_of: Mapping[str, Habits],
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
) -> Order:
    named = customer_no(msg.text)
    order = replace(edited.order, touched_at=ctx.now, customer_no=named or edited.order.customer_no)
    habits = habits_of.get(order.customer_id or "", {})
    found = await known(order, (), uow)
    order = compared(order, habits, found.products, ctx.policy.outlier_times, ctx.policy.outlier_orders)
    order = question.ask(order, ranks(habits), found)
    action = _TAKEN_BACK.get(msg.kind) or ("edit" if before else "draft")
    checked = await check(order, ctx, uow)
    changes = compare(before or blank(msg, ctx), checked.order)
    event = replace(happened(order, action, actor(ctx).user, ctx, changes), before=before)
    order = await keep(checked.order, event, msg, uow)
    await hold_softly(order, checked, ctx, uow)
    return order


def blank(msg: Message, ctx: Context) -> Order:
    """A draft of the speaker's in which nothing stands yet."""
    return Order(
        id=OrderId(0),
        version=0,
        flow=ctx.flow.name,
        state=ctx.flow.start,
        phase=Phase.DRAFT,
        chat=msg.chat,
        created_at=ctx.now,
        touched_at=ctx.now,
        placed_by=actor(ctx).user,
        entered_at=ctx.now,
    )


def _own_company(reading: OrderReading, ctx: Context) -> OrderReading:
    """A customer orders for its own company, whatever the name was read as; another company is refused."""
    person = actor(ctx)
    if person.role is not Role.CUSTOMER:
        return reading
    _only_own(reading.customer, [c.key for c in reading.customer_candidates], ctx, reading.customer_words)
    return replace(reading, customer=person.customer_id, customer_candidates=())


def _own_edits(edits: tuple[Edit, ...], ctx: Context) -> tuple[Edit, ...]:
    """A customer's draft stays its own: naming itself changes nothing, naming another is refused."""
    if actor(ctx).role is not Role.CUSTOMER:
        return edits
    for one in edits:
        if isinstance(one, SetCustomer):
            _only_own(one.customer, [c.key for c in one.candidates], ctx, one.words)
    return tuple(one for one in edits if not isinstance(one, SetCustomer))


def _only_own(customer: str | None, candidates: list[str], ctx: Context, words: str = "") -> None:
    person = actor(ctx)
    if person.role is not Role.CUSTOMER:
        return
    named = [customer] if customer else candidates
    if person.customer_id is None or (named and person.customer_id not in named):
        raise Refused("customer.foreign", {"客户": words} if words else {})
