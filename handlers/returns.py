"""Goods given back: a tracked wish, decided by who may, booked when the warehouse says that they are here."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal

from handlers.access import actor, customer_of
from handlers.book import hold_still, written
from handlers.context import Context
from handlers.domain.approval import Approval, Verdict
from handlers.domain.errors import Refused
from handlers.domain.finding import Finding, Level
from handlers.domain.gifts import NONE, Given, clawed_back, gifts, given_skus, standing, sums
from handlers.domain.messaging import ChatKind, Message, Tap, ToPerson, ToRole
from handlers.domain.order import Change, Line, Order, Phase
from handlers.domain.party import Role
from handlers.domain.quantity import base, parted, plain, sane, unlisted
from handlers.domain.returning import SIGNED, Returned, ReturnLine, ReturnState, left, open_until, signed_at, worth_of
from handlers.domain.review import SHIPPED
from handlers.domain.signs import half_width
from handlers.domain.typed import Typed
from handlers.giving import agreed_on
from handlers.limits import terms_for
from handlers.locate import locate, meant, which
from handlers.lookup import customers_own
from handlers.notices import Push, ReturnAwaited, ReturnBooked, ReturnFiled, ReturnLate
from handlers.payments import to_give_back
from handlers.ports import UnitOfWork
from handlers.requests import ask, concerned, key_of, matter_of
from handlers.shortage import stock_moved
from handlers.slips import owner_of
from handlers.stocking import freed
from handlers.taps import seen
from handlers.telling import answer
from nlp.spelt import Count, counts
from nlp.types import Intent, Parse, Ref

TOPIC = "return"
BACK = "退货"  # the status that says so
ASKERS = frozenset({Role.CUSTOMER, Role.SALES, Role.SERVICE, Role.MANAGER})
FLAWED = re.compile(r"质量|破损|坏了?|次品|瑕疵|不良|开裂|变质|发错|错发")
ALL = re.compile(r"全|整单|都退|所有")
_VAGUE = re.compile(r"[\d半几多]|一些|部分|若干|一点")  # a number or a part is spoken of
_NO_GIFT = re.compile(r"(?:缺|没有?|少)(?:退)?赠品|赠品(?:没|未|不)")
_GONE = (SHIPPED, "运输", SIGNED)  # statuses of what has left the house
_WANTED_BACK = re.compile(r"(?<![不没别未])[退换](?![了过完税烧休役路])")
_NAMED = re.compile(  # 白砂糖退掉: goods by a name, and not 这单退掉, 客户要退, 有3件想退
    r"(?!整|这|那|本|该|客户|我|他|对方|货|东西|有|不|没|申请|麻烦|请|要|想|需|今天|昨天|已经|先|就|再|还|多|剩|余)"
    r"([^\s\d,。;:一二两三四五六七八九十半几不]{2,10}?)(?:想|要|需要|申请)*退(?:掉|回|货|了|\Z)"
)
REASON = 200
SENT = (Phase.OPEN, Phase.DONE)  # of what may come back


async def said(command: Typed, parse: Parse | None, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """SO… 有20件想退. None where it is no wish of this person's: the warehouse reports, it does not ask."""
    person, words = actor(ctx), command.words
    if person.role not in ASKERS or (words == BACK and person.role is Role.MANAGER):
        return None
    found = await meant(command.about, msg, ctx, uow, phases=SENT)
    if len(found.orders) != 1:
        return [answer(msg, which(found, "return"))]
    order = found.orders[0]
    await uow.orders.keep([order.id])  # two wishes for the same goods come one after the other
    goods = await _goods(order, words, parse, uow)
    return await _wish(order, goods, words, bool(FLAWED.search(words)), msg, ctx, uow)


async def which_of(parse: Parse, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """昨天那批有3件坏了要退, said by staff for a customer: the orders it may be about, with how to say it of one.

    None where nothing is to come back, where it is said in a group, or where no order of theirs left the house.
    """
    asks = actor(ctx).role in ASKERS and msg.chat.kind is ChatKind.DIRECT and parse.intent is Intent.NONE
    if not asks or not _WANTED_BACK.search(msg.text):
        return None
    found = await locate(parse.ref or Ref(), msg, ctx, uow, phases=SENT, own=True)
    gone = gone_out(found.orders, ctx)
    return [answer(msg, which(replace(found, orders=gone), "return"))] if gone else None


def gone_out(orders: Collection[Order], ctx: Context) -> tuple[Order, ...]:
    """Those of the orders whose goods have left the house."""
    return tuple(
        order
        for order in orders
        if order.phase is Phase.DONE or any(ctx.flow.reached(order, status) for status in _GONE)
    )


async def flawed_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """质量问题, pressed where the window is over; `value` is line-amount."""
    order = await seen(tap, ctx, uow)
    no, _, much = tap.value.partition("-")
    line = next((one for one in order.lines if no == str(one.no) and not one.gift), None)
    qty = sane(Decimal(much)) if re.fullmatch(r"\d{1,9}(\.\d{1,3})?", much) else None
    if line is None or qty is None or actor(ctx).role not in ASKERS:
        raise Refused("button.unknown")
    goods = (ReturnLine(line.no, line.sku or "", line.label, qty, line.base_unit),)
    await uow.orders.keep([order.id])
    _enough(order, goods, left(order, await uow.returns.of(order.id)))
    return await _wish(order, goods, "质量问题", True, msg, ctx, uow)


async def _wish(
    order: Order, goods: tuple[ReturnLine, ...], words: str, flawed: bool, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    signed = signed_at(await uow.events.of(order.id), ctx.flow)
    if signed is None:
        raise Refused("return.unsigned", {"单号": order.number or "", "现在": order.state})
    terms = terms_for(ctx.policy, await customer_of(order, uow))
    until = open_until(signed, terms, ctx.zone)
    if not flawed and (ctx.now > until or not terms.return_days):
        seller = await owner_of(order, ctx, uow)
        late = ReturnLate(order, goods, signed, until, terms.return_days, seller.name if seller else "")
        return [answer(msg, late)]
    clawed = await _clawed(order, goods, ctx, uow)
    wish = Returned(
        order.id,
        (*goods, *clawed),
        worth_of(goods, {line.no: line for line in order.lines}, await uow.returns.of(order.id)),
        actor(ctx).user,
        ctx.now,
        signed,
        until,
        words[:REASON],
        flawed,
    )
    wish = await uow.returns.add(wish)
    await written(order, "ask_back", words[:REASON], msg, ctx, uow)
    facts = {"key": str(wish.id), "goods": listed(goods), "signed": signed.isoformat(), "until": until.isoformat()}
    facts |= {"flawed": "1" if flawed else "", "worth": str(wish.worth), "gifts": listed(clawed)}
    question, asked = await ask(order, f"{TOPIC}:{wish.id}", (Finding("return.asked", Level.HOLD, facts),), ctx, uow)
    return [answer(msg, ReturnFiled(order, wish), key=key_of(question)), *asked]


def listed(goods: Collection[ReturnLine]) -> str:
    """Goods in words."""
    return "、".join(f"{one.label} {plain(one.qty)}{one.unit}" for one in goods)


async def _goods(order: Order, words: str, parse: Parse | None, uow: UnitOfWork) -> tuple[ReturnLine, ...]:
    """What is meant: the product that is named, else the only one, else all of it."""
    rest = left(order, await uow.returns.of(order.id))
    lines = [line for line in order.lines if line.no in rest and not line.gift and line.sku]
    facts = {"单号": order.number or ""}
    if not lines:
        raise Refused("return.nothing", facts)
    items = (*parse.items, *(i for one in parse.orders for i in one.items)) if parse else ()
    named = {item.sku for item in items if item.sku} | {
        line.sku for line in lines if line.sku and line.sku.casefold() in words.casefold()
    }
    meant = [line for line in lines if line.sku in named] or _likest(lines, words)
    if not named & {line.sku for line in lines}:
        _of_the_order(order, named, words)
    spoken = _without(words, lines)
    amounts = counts(spoken)
    if not amounts and (ALL.search(spoken) or not _VAGUE.search(spoken)):
        return tuple(ReturnLine(one.no, one.sku or "", one.label, rest[one.no], one.base_unit) for one in meant)
    if len(meant) > 1 or len(amounts) != 1:
        raise Refused("return.which", facts)
    qty = await _pieces(meant[0], amounts[0], uow)
    if qty is None:
        raise Refused("return.which", facts)
    if parted(qty, meant[0].base_unit):
        raise Refused("goods.whole", {"编码": meant[0].label, "单位": meant[0].base_unit})
    goods = (ReturnLine(meant[0].no, meant[0].sku or "", meant[0].label, qty, meant[0].base_unit),)
    _enough(order, goods, rest)
    return goods


def _of_the_order(order: Order, named: Collection[str], words: str) -> None:
    """Raises Refused for a gift, which goes back with what it was given for, and for what the order has not."""
    for line in order.lines:
        names = {part for part in (line.sku, *line.label.split()[:1]) if part}
        if line.gift and (line.sku in named or any(name in words for name in names)):
            raise Refused("return.gift", {"单号": order.number or "", "货品": line.label})
    ours = {pair for line in order.lines for pair in _pairs(half_width(line.label).casefold())}
    what = _NAMED.match(words)
    unknown = what is not None and not FLAWED.search(words) and not ours & _pairs(half_width(what[1]).casefold())
    if named or (unknown and not ALL.search(words)):
        raise Refused("return.which", {"单号": order.number or ""})


def other_amount(question: Approval, words: str) -> bool:
    """Whether who approves speaks of another amount than was asked for: 通过 0001 4箱, of ten."""
    asked = question.findings[0].facts.get("goods", "") if question.findings else ""
    amounts = [part for one in counts(half_width(words)) for part in one.parts]
    known = [part for one in counts(asked) for part in one.parts]
    units = {unit for _, unit in known}
    said = [(much, unit) for much, unit in amounts if unit in units]
    return (
        bool(said)
        and sum(much for much, _ in said) != sum(much for much, _ in known)
        and any(one not in known for one in said)
    )


def _likest(lines: list[Line], words: str) -> list[Line]:
    """The lines whose names the words have most of: 豪沃那款 is 转向节 重汽豪沃, not 转向节 解放J6L."""
    said = half_width(words).casefold()
    common = [sum(pair in said for pair in _pairs(half_width(line.label).casefold())) for line in lines]
    return [line for line, much in zip(lines, common, strict=True) if much == max(common)]


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _without(words: str, lines: Iterable[Line]) -> str:
    """The words without codes and names of goods, whose figures are no amounts."""
    names = sorted({part for line in lines for part in (line.sku, *line.label.split()) if part}, key=len, reverse=True)
    return re.sub("|".join(re.escape(name) for name in names), " ", half_width(words), flags=re.IGNORECASE)


async def _pieces(line: Line, amount: Count, uow: UnitOfWork) -> Decimal | None:
    """An amount in the line's base units; None where it is vague, or nobody knows what its counter holds."""
    product = await uow.catalogue.product(line.sku or "")
    total = NONE
    for much, unit in amount.parts:
        if product is not None and unlisted(product, unit):
            return None
        total += base(product, much, unit) if product is not None else much
    return sane(total)


def _enough(order: Order, goods: Collection[ReturnLine], rest: dict[int, Decimal]) -> None:
    for one in goods:
        if one.qty > rest.get(one.no, NONE):
            most = plain(rest.get(one.no, NONE)) + one.unit
            raise Refused("return.much", {"单号": order.number or "", "货品": one.label, "可退": most})


async def _clawed(order: Order, goods: Collection[ReturnLine], ctx: Context, uow: UnitOfWork) -> tuple[ReturnLine, ...]:
    """Gifts of the order whose tier is not reached any more without these goods."""
    lines = {line.no: line for line in order.lines}
    earlier = [
        one
        for wish in await uow.returns.of(order.id)
        if wish.state in (ReturnState.OPEN, ReturnState.GRANTED, ReturnState.RECEIVED)
        for one in wish.goods
    ]
    campaigns = standing(ctx.policy.gifts, agreed_on(order, ctx), await customer_of(order, uow))
    gone = [one.no for one in earlier if lines[one.no].gift]
    had = [line for line in order.lines if line.given and line.no not in gone and line.sku and line.base_qty]
    paid = sums(order.lines)
    for one in (*earlier, *goods):
        if not lines[one.no].gift:
            paid[one.sku] = paid.get(one.sku, NONE) - worth_of((one,), lines)
    plenty = dict.fromkeys(given_skus(campaigns), Decimal(10) ** 9)
    before = [Given(line.given, line.sku or "", line.base_qty or NONE, NONE) for line in had]
    back = clawed_back(before, gifts(paid, campaigns, {}, plenty).given)
    found = []
    for given in back:
        line = next(line for line in had if (line.given, line.sku) == (given.campaign, given.sku))
        found.append(ReturnLine(line.no, given.sku, line.label, given.qty, line.base_unit))
    return tuple(found)


async def settled(order: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A wish was decided: the warehouse waits for the goods, the customer hears of it."""
    wish = await uow.returns.get(matter_of(question))
    if wish is None:
        return []
    granted = question.state is Verdict.GRANTED
    state = ReturnState.GRANTED if granted else ReturnState.REFUSED
    await uow.returns.decide(wish.id, state, question.decided_by, ctx.now)
    await written(order, "grant_back" if granted else "deny_back", question.reason, msg, ctx, uow)
    wish = replace(wish, state=state)
    asker = await customers_own(wish.by, order, uow)
    told: list[Push] = []
    if asker is not None:
        told.append(Push(ToPerson(asker.user), ReturnFiled(order, wish, question.reason), key=key_of(question)))
    if granted:
        told.append(Push(ToRole(Role.WAREHOUSE.value), ReturnAwaited(order, wish), key=f"return:{wish.id}"))
    return told


async def lapsed(question: Approval, ctx: Context, uow: UnitOfWork) -> None:
    """Nobody decided on a wish in time."""
    wish = await uow.returns.get(matter_of(question))
    if wish is not None:
        await uow.returns.decide(wish.id, ReturnState.EXPIRED, "", ctx.now)


async def received(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """收到退货 SO…: the goods are here; gifts that did not come are deducted at their price."""
    found = await meant(command.about, msg, ctx, uow, phases=SENT)
    if len(found.orders) != 1:
        return [answer(msg, which(found, "return"))]
    order = found.orders[0]
    waits = [wish for wish in await uow.returns.of(order.id) if wish.state is ReturnState.GRANTED]
    if not waits:
        raise Refused("return.unknown", {"单号": order.number or ""})
    lines, pushes = {line.no: line for line in order.lines}, []
    waits = _meant(order, waits, command.words)
    await hold_still([order.id], uow, {one.sku for wish in waits for one in wish.goods})
    for wish in waits:
        lacking = tuple(one for one in wish.goods if lines[one.no].gift) if _NO_GIFT.search(command.words) else ()
        here = tuple(one for one in wish.goods if one not in lacking)
        less = sum(((lines[one.no].price or NONE) * one.qty for one in lacking), NONE)
        worth = max(NONE, wish.worth - less)
        if await uow.returns.receive(wish.id, actor(ctx).user, ctx.now, worth):
            pushes += await _booked(order, replace(wish, worth=worth, goods=here), lacking, msg, ctx, uow)
    return pushes


def _meant(order: Order, waits: list[Returned], words: str) -> list[Returned]:
    """What came of what is awaited: all, or the one of which so much was said; raises Refused for another amount."""
    gifts = {line.no for line in order.lines if line.gift}
    much = [sum((one.qty for one in wish.goods if one.no not in gifts), NONE) for wish in waits]
    units = {None, *(line.base_unit for line in order.lines)}
    amounts = [one.parts for one in counts(_without(words, order.lines))]
    if len(amounts) != 1 or len(amounts[0]) != 1 or amounts[0][0][1] not in units or _NO_GIFT.search(words):
        return waits
    said = amounts[0][0][0]
    if said == sum(much, NONE):
        return waits
    fitting = [wish for wish, qty in zip(waits, much, strict=True) if qty == said]
    if not fitting:
        goods = listed([one for wish in waits for one in wish.goods])
        raise Refused("return.differs", {"单号": order.number or "", "货品": goods})
    return fitting[:1]


async def _booked(
    order: Order, wish: Returned, lacking: tuple[ReturnLine, ...], msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    person = actor(ctx)
    skus = [one.sku for one in wish.goods]
    for one in wish.goods:
        await uow.stock.take_back(order.id, one.sku, one.qty, ctx.now, person.user)
        await stock_moved(one.sku, ctx, uow)
    await freed(skus, ctx, uow, first=1_000)
    change = Change("returned", "", plain(wish.worth))
    await written(order, "take_back", listed(wish.goods), msg, ctx, uow, (change,))
    notice = ReturnBooked(order, wish, lacking, person.name)
    people = [user for user in await concerned(order, wish.decided_by, ctx, uow) if user != person.user]
    told = [Push(ToPerson(user), notice, key=f"return:{wish.id}") for user in people]
    told += [Push(ToRole(Role.FINANCE.value), notice), *await to_give_back(order, ctx, uow)]
    return [answer(msg, notice, key=f"return:{wish.id}"), *told]


async def all_back(order_about: str, msg: Message, ctx: Context, uow: UnitOfWork) -> tuple[Order, str] | None:
    """The order and the move that says so, where everything of it came back and its flow has such a move."""
    found = await meant(order_about, msg, ctx, uow, phases=SENT)
    if len(found.orders) != 1:
        return None
    order = found.orders[0]
    came = [one for one in await uow.returns.of(order.id) if one.state is ReturnState.RECEIVED]
    rest = left(order, came)
    if any(line.no in rest and not line.gift for line in order.lines):
        return None
    move = ctx.flow.status_move(order, BACK)
    allowed = {one.action for one in ctx.flow.allowed(order, actor(ctx), await customer_of(order, uow))}
    return (order, move.action) if move is not None and move.action in allowed else None
