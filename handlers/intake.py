"""Takes customers' wishes in: a request with an owner and a time, and a word to the customer when he has his answer.

Other handlers join with `take` (a row, its alert, what is to be told) or `ask` (the same with the answer).
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers import returns
from handlers.access import actor, customer_of
from handlers.alerts import ladder_of, raise_alert, renewed
from handlers.context import Context
from handlers.domain.alert import Alert
from handlers.domain.errors import Refused
from handlers.domain.messaging import ChatKind, Message, Tap, id_in
from handlers.domain.order import Order, Phase
from handlers.domain.party import Customer, Role, as_owner, user_in
from handlers.domain.request import NAMES, RULE, WITHDRAWN, Kind, Request
from handlers.domain.wish import wish
from handlers.domain.worktime import term
from handlers.hints import open_drafts
from handlers.limits import hours_of
from handlers.locate import locate
from handlers.lookup import company_of, seller_of
from handlers.notices import Push, RequestTaken, StatusList
from handlers.ports import UnitOfWork
from handlers.taps import seen
from handlers.telling import answer
from nlp.spelt import order_numbers
from nlp.types import Intent, Parse, Ref, SetAddress, SetDue

LADDER = "request"
WORDS = 500
LATELY = timedelta(days=3)  # how old a wish may be to which further words belong
_SAYS_MORE = re.compile(r"[,，。;；!！\s]\S{3}|.{16}")  # than where it is: 再不到我就退货了
ROLES = {Kind.INVOICE: Role.FINANCE, Kind.RETURN: Role.SERVICE, Kind.WHERE: Role.LOGISTICS}
ABOUT_ONE = frozenset({Kind.RESCHEDULE, Kind.ADDRESS, Kind.RETURN, Kind.URGENT})  # it must be known which order
_CHANGES = frozenset({Kind.RESCHEDULE, Kind.ADDRESS, Kind.URGENT})
_ORDERS = frozenset({Intent.PLACE_ORDER, Intent.EDIT_DRAFT, Intent.CONFIRM, Intent.REPEAT_LAST})
_ASKED = frozenset({Intent.NONE, Intent.ASK_STATUS, Intent.CHANGE_ORDER, Intent.ADVANCE_ORDER, Intent.HELP})


@dataclass(frozen=True, slots=True)
class Taken:
    """A request that is being dealt with: by whom, until when. `pushes` tell its owner; none where it was known."""

    request: Request
    owner: str  # name or role
    until: datetime | None
    pushes: tuple[Push, ...] = ()
    again: bool = False
    added: bool = False


async def wished(msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """Serves a wish of a customer, or for one; None where the words hold none, or are about a draft that is open."""
    if parse is None:
        return None
    kind = wish(msg.text)
    if actor(ctx).role is not Role.CUSTOMER:
        return await returns.which_of(parse, msg, ctx, uow) if kind is Kind.RETURN else None
    if kind is Kind.HUMAN:
        return await ask(kind, msg, None, ctx, uow)
    group = msg.chat.kind is ChatKind.GROUP
    if kind is None or (group and not (msg.called and kind is Kind.INVOICE)):
        return None  # in a group it may be said to somebody else; 转人工 is said to the bot
    if kind is Kind.RETURN and parse.intent is Intent.CANCEL_ORDER and not any(c in msg.text for c in "退换"):
        return None  # 整单取消 车坏了: why it is cancelled
    if parse.intent in _ORDERS:
        return None
    if await open_drafts(msg, ctx, uow):  # the rest is about the draft; an invoice is no field of one
        return await ask(kind, msg, None, ctx, uow) if kind is Kind.INVOICE and parse.intent is Intent.NONE else None
    if kind in _CHANGES and (
        parse.intent not in _ASKED or any(isinstance(c, SetDue | SetAddress) for c in parse.changes)
    ):
        return None  # may be changed at once; where not, `changes` asks
    if group:
        return await ask(kind, msg, None, ctx, uow)  # which order it is about is not for others to read
    phases = (Phase.OPEN,) if kind in _CHANGES else (Phase.OPEN, Phase.DONE)
    found = await locate(parse.ref or _numbered(msg.text), msg, ctx, uow, phases=phases, own=True)
    if kind is Kind.RETURN and (gone := returns.gone_out(found.orders, ctx)):
        found = replace(found, orders=gone)
    if len(found.orders) > 1 and kind in ABOUT_ONE:
        shown = StatusList(found.orders, found.more, action="request", verb="request", value=f"{kind.value}-{msg.id}")
        return [answer(msg, shown)]
    return await ask(kind, msg, found.orders[0] if len(found.orders) == 1 else None, ctx, uow)


def _numbered(text: str) -> Ref:
    """The one order whose whole number stands in the words of a wish."""
    found = order_numbers(text)
    return Ref(no=found[0]) if len(found) == 1 else Ref()


async def tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """One order of a list; `value` is the kind, and the inbox id of the words."""
    kind, _, row = tap.value.partition("-")
    number = id_in(row)
    if kind not in set(Kind) or number is None or actor(ctx).role is not Role.CUSTOMER:
        raise Refused("button.unknown")
    order = await seen(tap, ctx, uow)
    words = (await uow.inbox.texts([number])).get(number, "")
    return await ask(Kind(kind), msg, order, ctx, uow, words)


async def ask(
    kind: Kind, msg: Message, order: Order | None, ctx: Context, uow: UnitOfWork, words: str = ""
) -> list[Push]:
    """Takes a wish in and tells the customer who sees to it, and until when."""
    taken = await take(kind, msg, order, ctx, uow, words)
    notice = RequestTaken(taken.request, order, taken.owner, taken.until, taken.again, taken.added)
    return [answer(msg, notice), *taken.pushes]


async def take(kind: Kind, msg: Message, order: Order | None, ctx: Context, uow: UnitOfWork, words: str = "") -> Taken:
    """The same without the answer: a request that is open already is not taken twice."""
    person = actor(ctx)
    customer = await company_of(person, uow)
    if customer is None and order is not None:
        customer = await customer_of(order, uow)
    text = (words or msg.text).strip()[:WORDS]
    known = await uow.requests.open_of(person.user, kind, order.id if order else None)
    if known is not None:
        alert = await uow.alerts.get(known.alert_id) if known.alert_id else None
        until = ladder_of(alert, ctx).late_at(alert) if alert else None
        says = alert is not None and (kind is not Kind.WHERE or _SAYS_MORE.search(text))
        more = await _more(known, text, alert, msg, ctx, uow) if alert and says else ()
        return Taken(known, await _name(alert.owner if alert else "", uow), until, more, again=True, added=bool(more))
    if kind is Kind.WHERE and (told := await _told_lately(person.user, kind, order, ctx, uow)) is not None:
        return Taken(told, "", None, again=True)
    request = await uow.requests.add(
        Request(
            kind, person.user, msg.chat, text, ctx.now, customer.id if customer else None, order.id if order else None
        )
    )
    owner = await _owner(kind, customer, ctx, uow)
    alert = Alert(
        subject=request.subject,
        rule=RULE,
        title=NAMES[kind],
        owner=owner,
        ladder=LADDER,
        since=ctx.now,
        opened_at=ctx.now,
        order_id=order.id if order else None,
    )
    pushes = await raise_alert(alert, order, ctx, uow)
    stored = await uow.alerts.going_on(request.subject)
    if stored is not None:
        request = replace(request, alert_id=stored.id)
        await uow.requests.save(request)
    return Taken(request, await _name(owner, uow), ladder_of(alert, ctx).late_at(alert), tuple(pushes))


async def added(msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Words of a customer that nobody else reads, with what he asked for lately and has no answer to; [] where none."""
    known = await uow.requests.last_open(actor(ctx).user, msg.chat, ctx.now - LATELY)
    alert = await uow.alerts.get(known.alert_id) if known is not None and known.alert_id else None
    if known is None or alert is None:
        return []
    text = msg.text.strip()[:WORDS]
    pushes = await _more(known, text, alert, msg, ctx, uow)
    order = await uow.orders.get(known.order_id) if known.order_id is not None else None
    owner, until = await _name(alert.owner, uow), ladder_of(alert, ctx).late_at(alert)
    return [answer(msg, RequestTaken(known, order, owner, until, again=True, added=bool(pushes))), *pushes]


async def _told_lately(user: str, kind: Kind, order: Order | None, ctx: Context, uow: UnitOfWork) -> Request | None:
    """What he asked before and was told, where that is no older than the time within which he is answered."""
    told = await uow.requests.answered(user, kind, order.id if order else None, ctx.now - LATELY)
    spec = ctx.policy.ladders.get(LADDER) or next(iter(ctx.policy.ladders.values()))
    if told is None or told.closed_at is None or told.outcome == WITHDRAWN:
        return None
    return told if hours_of(ctx).after(told.closed_at, term(spec.close)) > ctx.now else None


async def _more(
    known: Request, text: str, alert: Alert, msg: Message, ctx: Context, uow: UnitOfWork
) -> tuple[Push, ...]:
    """What he adds is with his wish, for whoever sees to it; what was said already adds nothing."""
    if text in known.words or len(known.words) + len(text) >= WORDS:
        return ()
    await uow.requests.save(replace(known, words=f"{known.words}\n{text}"))
    return tuple(await renewed(alert, f"{alert.key}:more:{msg.id}", "may", ctx, uow))


async def _owner(kind: Kind, customer: Customer | None, ctx: Context, uow: UnitOfWork) -> str:
    """The customer's salesperson, or the role that does such things; who is told where nobody is there: the ladder."""
    role = ROLES.get(kind)
    if role is None:
        seller = await seller_of(customer, ctx, uow)
        if seller is not None:
            return as_owner(seller.user)
        role = Role.SERVICE
    return role.value


async def _name(owner: str, uow: UnitOfWork) -> str:
    user = user_in(owner)
    person = await uow.parties.person(user) if user else None
    return person.name if person is not None else owner
