"""What is special about an order, in a word: 技术争议, 客户改期. Our people and rules put it there and take it off."""

import re
from collections.abc import Iterable
from dataclasses import replace

from handlers.access import actor, scope
from handlers.book import happened, keep
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.flow import OVERDUE
from handlers.domain.messaging import ChatKind, Message
from handlers.domain.order import Change, Order, Phase
from handlers.domain.signs import half_width
from handlers.domain.typed import LONGEST, Typed
from handlers.locate import meant, which
from handlers.notices import NoOrders, Noted, Notice, Push, StatusList
from handlers.ports import UnitOfWork
from handlers.telling import discreetly

MARK = "mark"  # the event: a tag was put on or taken off, or the order is urgent now
MOST = 6  # tags of one order
EVERY = 500  # orders with one tag that are looked at
_NAME = re.compile(
    r"(?P<about>\S{2,12}?)(?:的?(?:现在|目前|还)?(?:有|是)?(?:哪些|几[张个]?单?|多少单?)|清单|列表)?[?。!]*"
)
_LATE = frozenset({"超时", "已超时", "超时未处理"})  # an order that is longer in its state than it may be
USUAL = frozenset({"库存缺货", "技术争议", "物流异常", "客户改期"})  # tags that are known where no order bears them


async def tag(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """0012 加标签 技术争议, 0012 去标签 技术争议."""
    found = await meant(command.about, msg, ctx, uow)
    if len(found.orders) != 1:
        return [discreetly(msg, which(found), ctx, alone=found.private)]
    order, on = found.orders[0], command.verb == "tag"
    if order.phase not in (Phase.OPEN, Phase.DONE):
        raise Refused("order.locked", {"单号": order.number or "", "现在": order.state})
    change = tagged(order, command.words, on=on)
    if change is None:
        raise Refused("change.nothing", {"单号": order.number or ""})
    order = await marked(order, change, "", actor(ctx).user, msg, ctx, uow)
    words = f"{'加' if on else '去'}标签 {command.words}"
    alone = found.private or msg.chat.kind is ChatKind.GROUP  # tags are not for customers
    return [discreetly(msg, Noted(order, words), ctx, alone=alone)]


async def listed(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """有哪些单库存缺货: open orders with this tag, of those that may be told of here; None where it is no tag.

    物流滞留 is none that somebody put there: the orders of which a reminder of that name goes on.
    """
    rules = _rules(command.about, ctx)
    known = bool(rules) or command.about in USUAL
    found = await uow.orders.find(tag=command.about, limit=EVERY)
    found += [order for order in await _reminded(rules, uow) if order.id not in {one.id for one in found}]
    if not found and not known:
        return None
    reach = await scope(msg.chat, ctx, uow)
    mine = [order for order in found if order.number is not None and reach.shows(order)]
    shown, left = mine[: ctx.policy.status_list], max(0, len(mine) - ctx.policy.status_list)
    alone = reach.private or msg.chat.kind is ChatKind.GROUP  # tags are not for customers
    told: Notice = StatusList(tuple(shown), left) if mine else NoOrders(command.about)
    return [discreetly(msg, told, ctx, alone=alone)]


async def by_name(msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """物流滞留, 物流滞留有哪些: only a tag's name; None where it is no known one."""
    said = _NAME.fullmatch(half_width(msg.text.strip())[:LONGEST])
    word = said["about"] if said else ""
    known = bool(word) and msg.called and (word in USUAL or bool(_rules(word, ctx)))
    return await listed(Typed("tagged", word), msg, ctx, uow) if known else None


def _rules(word: str, ctx: Context) -> set[str]:
    """The watches of the flow that remind of something under this name."""
    return {OVERDUE} if word in _LATE else {watch.name for watch in ctx.flow.spec.watches if watch.title == word}


async def _reminded(rules: Iterable[str], uow: UnitOfWork) -> list[Order]:
    """Open orders of which a reminder of these rules goes on, newest confirmed first."""
    alerts = [alert for rule in rules for alert in await uow.alerts.of_rule(rule)]
    ids = sorted({alert.order_id for alert in alerts if alert.order_id is not None}, reverse=True)[:EVERY]
    await uow.orders.expect(ids)
    orders = [await uow.orders.get(one) for one in ids]
    return [order for order in orders if order.phase is Phase.OPEN]


def tagged(order: Order, word: str, *, on: bool) -> Change | None:
    """The change that puts a tag on or takes it off; None where it is so already, or there are too many."""
    if (word in order.tags) is on or (on and len(order.tags) >= MOST):
        return None
    return Change("tag", "" if on else word, word if on else "")


async def marked(
    order: Order, change: Change, why: str, user: str, msg: Message | None, ctx: Context, uow: UnitOfWork
) -> Order:
    """Stores a tag, or that the order is urgent or not, with the event that says so."""
    if change.field == "tag":
        tags = tuple(tag for tag in order.tags if tag != change.old)
        order = replace(order, tags=(*tags, change.new) if change.new else tags)
    else:
        order = replace(order, urgent=bool(change.new))
    event = replace(happened(order, MARK, user, ctx, (change,)), reason=why)
    return await keep(replace(order, touched_at=ctx.now), event, msg, uow)
