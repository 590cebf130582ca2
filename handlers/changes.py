"""Changes of a confirmed order: a new version, every field's old and new value, and everybody concerned told."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from handlers import intake, withdrawing
from handlers.access import actor, customer_of, may_change
from handlers.altering import alter, dearer, priced
from handlers.cancel import cancel_order
from handlers.change_requests import ask, ask_why, sooner
from handlers.checking import promised_now
from handlers.confirm import not_yours
from handlers.context import Context
from handlers.domain import editing
from handlers.domain.approval import ADDRESS, COST, DATE, Approval, Verdict
from handlers.domain.checks.cutoff import over
from handlers.domain.checks.price import said_price
from handlers.domain.editing import Known
from handlers.domain.errors import Refused, Stale
from handlers.domain.gifts import bare, joined
from handlers.domain.lessening import lessened
from handlers.domain.lines import Source
from handlers.domain.matrix import Ruling, concerned, fields_of, judge, picked
from handlers.domain.messaging import Message
from handlers.domain.order import Order, Phase
from handlers.domain.party import Product, Role
from handlers.domain.promise import late
from handlers.domain.quantity import PRICE_STEP, base, sane
from handlers.domain.reasons import LONGEST, reason_in
from handlers.domain.request import Kind
from handlers.domain.typed import Typed
from handlers.drafts import change as change_draft
from handlers.drafts import known
from handlers.giving import touched
from handlers.hints import open_drafts
from handlers.locate import Located, drafts_meant, locate
from handlers.mediating import offer
from handlers.notices import Kept, NoOrders, NotUnderstood, OrderChanged, Push, StatusList
from handlers.picking import by_number
from handlers.ports import UnitOfWork
from handlers.telling import answer
from nlp.types import AddItem, Edit, LineItem, Parse, Ref, RemoveItem, SetAddress, SetCustomer, SetDue, SetItem

REMARK = 120
_NOT_TO_BE = re.compile(  # 别改成60件, 不改了; 能不能改 is a wish
    r"(?:(?<![能可要行好是对])不(?:能|要|用|想|再|会)?|别|没有?|未|勿|莫)(?:再|给我|帮我|让他)?(?:改|换|推迟|延|提前|调[到成])"
)
_WONDERED = re.compile(  # 如果改成84件多少钱, 谁改成24件的, 三牛不要了吗
    r"(?:如果|要是|假如|假设|万一).*(?:多少|[吗呢?\uff1f]|来得及|会不会|什么时候|哪天|怎么)"
    r"|(?:谁|为什么|为啥|怎么|啥时候|什么时候|几时)[^,\uff0c。;]{0,3}[改换]"
    r"|(?:不[要用做订买拿]了?|[取删去撤][消掉]了?)[吗么?\uff1f]"
)
_PARTED = re.compile(  # 先发40件,剩下的25号: two deliveries, which no one change of an order is
    r"(?:先|前面?|第一批).{0,8}\d.*(?:剩|其余|余下|余\s?\d|后面的|第二批)|分(?:开|成|为)?[两二三四2-4]?(?:批|次|趟)"
)
RECENT = timedelta(days=7)  # how far 上一单 may reach back


async def change(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Changes the confirmed order that is meant; where only the speaker's open draft fits, changes that."""
    ref = parse.ref or Ref()
    found = await _meant(ref, msg, ctx, uow)
    if not found.orders:
        drafts = drafts_meant(await open_drafts(msg, ctx, uow), ref, parse.draft)
        if drafts:
            return [await change_draft(drafts[0], parse.changes, msg, ctx, uow)]
        silent = not msg.called and not found.words
        return [] if silent else [answer(msg, NoOrders(found.words))]
    if _WONDERED.search(msg.text):
        return [answer(msg, NotUnderstood(msg.text))] if msg.called else []
    if len(found.orders) == 1 and _NOT_TO_BE.search(msg.text):
        return [answer(msg, Kept(found.orders[0]))]
    if len(found.orders) > 1 or (ref.empty and _others(found.orders[0], ctx)):
        return [answer(msg, StatusList(found.orders, found.more, action="change"))]
    return await change_order(found.orders[0], parse.changes, msg, ctx, uow)


async def change_order(
    before: Order, edits: tuple[Edit, ...], msg: Message, ctx: Context, uow: UnitOfWork, why: str = ""
) -> list[Push]:
    """Changes one confirmed order, or asks whoever decides; the flow's matrix says which, and for whom."""
    person = actor(ctx)
    customer = await customer_of(before, uow)
    if offered := await offer(before, edits, msg, ctx, uow):
        return offered
    if not concerned(ctx.flow.spec, before, person, customer):
        return await _not_theirs(before, _kind(edits), msg, ctx, uow)
    number = before.number or ""
    if before.phase is not Phase.OPEN:
        if person.role is Role.CUSTOMER:
            return await intake.ask(_kind(edits), msg, before, ctx, uow)
        raise Refused("order.locked", {"单号": number, "现在": before.state})
    if any(isinstance(one, SetCustomer) for one in edits):
        raise Refused("order.customer", {"单号": number}, cure="cancel")
    if _PARTED.search(msg.text):
        if person.role is Role.CUSTOMER:
            return await intake.ask(_kind(edits), msg, before, ctx, uow)
        raise Refused("change.parts", {"单号": number})
    edits = lessened(edits, bare(before), msg.text) or ()
    if any(_impossible(one.item) for one in edits if isinstance(one, SetItem | AddItem)):
        raise Refused("change.amount", {"单号": number})
    past = [one for one in edits if isinstance(one, SetDue) and one.due and _past(one, one.due, ctx)]
    if past:
        raise Refused("change.past", {"单号": number, "日子": past[0].words or str(past[0].due)})
    found = await known(before, edits, uow)
    edited = editing.edit(bare(before), edits, Source.of(msg), found)
    if bool(edited.missed) or not edits or any(_unplaced(one.item) for one in edits if isinstance(one, SetItem)):
        if not may_change(before, person, customer):
            return await _not_theirs(before, _kind(edits), msg, ctx, uow)
        raise Refused("change.unclear", {"单号": number})
    after = _unasked_prices(await priced(edited.order, before, ctx, uow), before, found)
    return await want(before, joined(after, before), msg, ctx, uow, why)


async def dropped(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """0001 第2行删掉: that line of a confirmed order is not wanted any more."""
    order = await by_number(command.about, ctx, uow)
    if order is None or command.qty is None:
        return None
    return await change_order(order, (RemoveItem(int(command.qty)),), msg, ctx, uow)


async def hurried(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """0001 加急, 0001 不用加急了: a customer's wish goes to his salesperson, who may change the order."""
    order = await by_number(command.about, ctx, uow)
    if order is None:
        return None
    if actor(ctx).role is not Role.CUSTOMER:
        return await want(order, replace(order, urgent=not command.words), msg, ctx, uow)
    if not command.words:
        return await intake.ask(Kind.URGENT, msg, order, ctx, uow)
    return await withdrawing.said(Typed("withdraw", command.about, words=Kind.URGENT.value), msg, ctx, uow)


async def want(before: Order, after: Order, msg: Message, ctx: Context, uow: UnitOfWork, why: str = "") -> list[Push]:
    """What somebody wants of a confirmed order: done, asked for, or refused."""
    person, customer = actor(ctx), await customer_of(before, uow)
    fields = fields_of(before, after)
    if not fields and may_change(before, person, customer):
        raise Refused("change.nothing", {"单号": before.number or ""})
    try:
        ruling = judge(ctx.flow.spec, before, fields, person, customer) if fields else None
    except Refused:
        if person.role is not Role.CUSTOMER:  # whose wish is taken in
            raise
        ruling = None
    if ruling is None:
        return await _not_theirs(before, _kind_of(fields), msg, ctx, uow)
    _complete(before, after)
    if stopped := picked(before, after):
        raise stopped
    reason = reason_in(msg.text) or why
    if ruling.reason and person.role is Role.CUSTOMER:
        reason = reason or msg.text[:LONGEST]  # a customer need not justify himself
    if ruling.reason and not reason:
        return await ask_why(before, after, ruling.fields, msg, ctx, uow)
    return await go_on(before, after, ruling, reason, msg, ctx, uow)


def _impossible(item: LineItem) -> bool:
    """Whether an amount was said that nobody can mean: nothing, or beyond all measure."""
    return item.qty is not None and sane(item.qty) is None


def _unplaced(item: LineItem) -> bool:
    """Whether a number was said beside the amount that names nothing: 改成660一件 may be a price, or a size."""
    return item.sku is None and not item.candidates and item.price is None and item.mention.isdecimal()


def _past(one: SetDue, due: date, ctx: Context) -> bool:
    """Whether a day is over: a confirmed order is not moved there, nor by a year that nobody said."""
    return due < ctx.today or over(due, one.words, ctx.today)


def _others(order: Order, ctx: Context) -> bool:
    """Whether a manager, who may change every order, named none and so would change somebody else's unawares."""
    person = actor(ctx)
    return person.role is Role.MANAGER and person.user not in (order.placed_by, order.confirmed_by)


def _kind(edits: tuple[Edit, ...]) -> Kind:
    """What a customer asks for who may not change the order himself."""
    if any(isinstance(one, SetDue) for one in edits):
        return Kind.RESCHEDULE
    return Kind.ADDRESS if any(isinstance(one, SetAddress) for one in edits) else Kind.HUMAN


def _kind_of(fields: frozenset[str]) -> Kind:
    return Kind.RESCHEDULE if "date" in fields else Kind.ADDRESS if "address" in fields else Kind.HUMAN


async def go_on(
    before: Order, after: Order, ruling: Ruling, reason: str, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """A change with its reason: applied at once, or as a question to those who decide."""
    topic, roles = "", ruling.approve
    await uow.stock.lock(touched((*before.lines, *after.lines), ctx))
    if "date" in ruling.fields:
        _, promised = await promised_now(replace(after, agreed=None), ctx, uow)
        if ruling.late and sooner(before, after) and late(after, promised):
            topic, roles = DATE, ruling.late
        elif roles:
            topic = DATE
    if roles:
        topic = topic or (COST if "price" in ruling.fields else ADDRESS)
        return await ask(before, after, topic, roles, reason, msg, ctx, uow)
    done = await alter(before, after, msg, ctx, uow, reason=reason)
    more = await dearer(before, after, ctx, uow)
    changed = OrderChanged(done.order, before, done.promised, done.was_promised, reason, more)
    return [answer(msg, changed, key=done.order.key), *done.pushes]


async def reasoned(question: Approval, words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The reason that was asked for: the change, or the cancellation, goes on."""
    before = await uow.orders.get(question.order_id)
    if not await uow.approvals.decide(question.id, Verdict.GRANTED, actor(ctx).user, ctx.now, words[:LONGEST]):
        raise Stale(before)
    if question.wanted is None:
        return await cancel_order(before, msg, words[:LONGEST], ctx, uow)
    if before.version != question.wanted.version:
        raise Stale(before)
    customer = await customer_of(before, uow)
    ruling = judge(ctx.flow.spec, before, fields_of(before, question.wanted), actor(ctx), customer)
    if ruling is None:
        return await _not_theirs(before, Kind.HUMAN, msg, ctx, uow)
    return await go_on(before, question.wanted, ruling, words[:LONGEST], msg, ctx, uow)


async def remark(order: Order, words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """备注 0012 送货前打电话: the customer's own wish, for those who pack and ship."""
    return await want(order, replace(order, remark=words[:REMARK]), msg, ctx, uow)


async def reprice(
    order: Order, product: Product | None, command: Typed, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """Another price for a line, per the unit that was said, else per base unit."""
    lines = [line for line in order.lines if (product is None or line.sku == product.sku) and not line.gift]
    if len(lines) > 1:
        raise Refused("price.which", {"单号": order.number or "", "货品": lines[0].label})
    known_ = await uow.catalogue.product(lines[0].sku or "") if lines else None
    if known_ is None or command.qty is None or (command.unit and command.unit not in (known_.unit, *known_.packs)):
        raise Refused("change.unclear", {"单号": order.number or ""})
    factor = base(known_, Decimal(1), command.unit or known_.unit)
    said = sane(command.qty / factor * base(known_, Decimal(1), lines[0].unit), PRICE_STEP)
    if said is None:
        raise Refused("change.price", {"单号": order.number or ""})
    after = tuple(replace(line, said_price=said) if line.no == lines[0].no else line for line in order.lines)
    wanted = replace(order, lines=after)
    if said_price(after[lines[0].no - 1], known_) == lines[0].price:
        raise Refused("change.nothing", {"单号": order.number or ""})
    if lines[0].said_price == said:  # it was said when the order was placed, and is not what the line costs
        if order.held:
            raise Refused("change.asked", {"单号": order.number or ""})
        unsaid = tuple(replace(line, said_price=None) if line.no == lines[0].no else line for line in order.lines)
        order = replace(order, lines=unsaid)
    return await want(order, wanted, msg, ctx, uow, command.words)


async def _not_theirs(order: Order, kind: Kind, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A customer that may not do it asks those who look after it; staff are told whose order it is."""
    if actor(ctx).role is Role.CUSTOMER:
        return await intake.ask(kind, msg, order, ctx, uow)
    raise await not_yours(order, ctx, uow)


def _unasked_prices(order: Order, before: Order, found: Known) -> Order:
    """A price that was said with the change is kept as said; one that is the line's own already is none."""
    lines = []
    for line in order.lines:
        old = next((x for x in before.lines if x.sku == line.sku and x.gift == line.gift), None)
        product = found.products.get(line.sku or "")
        same = old is not None and product is not None and said_price(line, product) == old.price
        lines.append(replace(line, said_price=old.said_price) if same and old is not None else line)
    return replace(order, lines=tuple(lines))


def _complete(before: Order, after: Order) -> None:
    """A confirmed order stays complete."""
    facts = {"单号": before.number or ""}
    if not bare(after).lines:
        raise Refused("change.empty", facts, cure="cancel")
    if after.missing:
        raise Refused("change.gaps", facts)


async def last_own(msg: Message, ctx: Context, uow: UnitOfWork) -> Order | None:
    """The order that somebody means who names none: the last one he confirmed here, else his only one."""
    found = (await _meant(Ref(), msg, ctx, uow)).orders
    if len(found) != 1 or not may_change(found[0], actor(ctx), await customer_of(found[0], uow)):
        return None
    return found[0]


async def _meant(ref: Ref, msg: Message, ctx: Context, uow: UnitOfWork) -> Located:
    """Where nothing is named: the speaker's last order here, else the only own one, else the newest of all."""
    if not ref.empty:
        found = await locate(ref, msg, ctx, uow)
        return await _narrowed(found, ctx, uow)
    last = await uow.orders.last_confirmed(actor(ctx).user, msg.chat, ctx.now - RECENT)
    if last is not None:
        return Located((last,))
    found = await locate(ref, msg, ctx, uow, own=True)
    if found.orders or actor(ctx).role is Role.CUSTOMER:
        return found
    found = await locate(ref, msg, ctx, uow, everything=True)  # somebody else's: named, never changed
    newest = [o for o in found.orders if o.confirmed_at and o.confirmed_at >= ctx.now - RECENT]
    return Located(tuple(newest[:1]))


async def _narrowed(found: Located, ctx: Context, uow: UnitOfWork) -> Located:
    """Of several orders those that the speaker may change; all of them where there is none."""
    if len(found.orders) < 2:
        return found
    mine = [o for o in found.orders if may_change(o, actor(ctx), await customer_of(o, uow))]
    return replace(found, orders=tuple(mine)) if mine else found
