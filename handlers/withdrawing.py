"""算了不改了, 撤回申请, RQ-0003 不用了: whoever asked for something takes it back while nobody decided on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers import returns
from handlers.access import actor
from handlers.alerts import follow, ladder_of
from handlers.book import hold_still, written
from handlers.change_requests import seller_of_customer
from handlers.context import Context
from handlers.domain.answers import PATIENCE
from handlers.domain.approval import ADDRESS, COST, DATE, Approval, Verdict
from handlers.domain.errors import Refused
from handlers.domain.messaging import ChatKind, Message, ToPerson
from handlers.domain.order import Order, OrderId
from handlers.domain.party import Role
from handlers.domain.request import NAMES, WITHDRAWN, Kind, Request, id_of
from handlers.domain.returning import ReturnState
from handlers.domain.typed import Typed
from handlers.domain.typed.withdrawn import CHANGE
from handlers.hints import open_drafts
from handlers.locate import meant
from handlers.lookup import name_of
from handlers.notices import ApprovalDecided, ChangeDecided, NoOrders, Push, Withdrawn
from handlers.ports import UnitOfWork
from handlers.requests import audience, key_of, matter_of
from handlers.telling import answer

LATELY = timedelta(days=3)  # how long what was decided is told to whoever wants to take it back
_TOPICS = {DATE: "date", ADDRESS: "address", COST: "price"}
_KINDS = {
    Kind.RESCHEDULE: "date",
    Kind.ADDRESS: "address",
    Kind.RETURN: "return",
    Kind.INVOICE: "invoice",
    Kind.HUMAN: "human",
    Kind.URGENT: "urgent",
    Kind.WHERE: "where",
}
_CHANGES = frozenset({"date", "address", "price", "urgent"})
_SAID = {"date": "改期", "address": "改地址", "price": "改价", "return": "退货"}


@dataclass(frozen=True, slots=True)
class _Wish:
    """Something that was asked for: a question to those who decide, or a request with an owner."""

    kind: str
    what: Approval | Request

    @property
    def order_id(self) -> OrderId | None:
        return self.what.order_id

    @property
    def name(self) -> str:
        """改期申请."""
        return NAMES[self.what.kind] if isinstance(self.what, Request) else f"{_SAID[self.kind]}申请"


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """Takes back the one that is meant, or says that there is none; None where the words are about something else."""
    user, since = actor(ctx).user, ctx.now - PATIENCE
    if await uow.approvals.awaiting(user, since):
        return None  # 不改了 answers why he wanted it changed
    group = msg.chat.kind is ChatKind.GROUP and not msg.called
    found = [one for one in await _open(user, uow) if _meant(one, command, await _number(one, uow))]
    if group and not command.about:  # it may be said to somebody else, of something else
        found = [one for one in found if _asked_at(one) >= since]
    if len({(one.kind, one.order_id) for one in found}) > 1:
        raise Refused("withdraw.several", {"件数": str(len(found)), "例": await _named(found, uow)})
    if found:
        return await _take_back(found, msg, ctx, uow)
    if group or await open_drafts(msg, ctx, uow) or await uow.alerts.pending(user, since):
        return None
    if command.about and id_of(command.about) is None and not (await meant(command.about, msg, ctx, uow)).orders:
        return [answer(msg, NoOrders(command.about))]
    raise await _nothing(command, msg, ctx, uow)


async def _open(user: str, uow: UnitOfWork) -> list[_Wish]:
    asked = [_Wish(kind, one) for one in await uow.approvals.asked_by(user) if (kind := _kind(one))]
    return [*asked, *(_Wish(_KINDS[one.kind], one) for one in await uow.requests.all_open_of(user))]


def _kind(question: Approval) -> str:
    """The kind of a question; empty where it is none that is taken back: money is somebody's word."""
    about = question.topic.partition(":")[0]
    return "return" if about == returns.TOPIC else _TOPICS.get(question.topic, "")


def _meant(wish: _Wish, command: Typed, number: str) -> bool:
    if (request := id_of(command.about)) is not None:
        return isinstance(wish.what, Request) and wish.what.id == request
    if command.about and not number.casefold().endswith(command.about.casefold()):
        return False
    if command.words == CHANGE:  # what a customer may not change himself is a request to a person
        return wish.kind in _CHANGES or (wish.kind == "human" and wish.order_id is not None)
    return not command.words or wish.kind == command.words


def _asked_at(wish: _Wish) -> datetime:
    return wish.what.at if isinstance(wish.what, Request) else wish.what.asked_at


async def _number(wish: _Wish, uow: UnitOfWork) -> str:
    return (await uow.orders.get(wish.order_id)).number or "" if wish.order_id is not None else ""


async def _named(wishes: Sequence[_Wish], uow: UnitOfWork) -> str:
    """How each of several is taken back: 撤回改期申请 0001、RQ-0003 撤回."""
    found = []
    for one in wishes:
        tail = (await _number(one, uow)).rpartition("-")[2]
        found.append(f"{one.what.number} 撤回" if isinstance(one.what, Request) else f"撤回{one.name} {tail}")
    return "”“".join(found[:3])


async def _take_back(wishes: Sequence[_Wish], msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """All that was asked for of one matter: a question, and the request about the same."""
    order_id = wishes[0].order_id
    if order_id is not None:
        await hold_still([order_id], uow)
    order = await uow.orders.get(order_id) if order_id is not None else None
    done: list[_Wish] = []
    pushes: list[Push] = []
    for one in wishes:
        if isinstance(one.what, Request):
            pushes += await _closed(one.what, ctx, uow)
        elif order is not None:
            if not await uow.approvals.decide(one.what.id, Verdict.VOID, actor(ctx).user, ctx.now, ""):
                continue  # somebody was faster
            pushes += await _told(order, await uow.approvals.get(one.what.id) or one.what, msg, ctx, uow)
        done.append(one)
    if not done:
        raise await _nothing(Typed("withdraw", order.number or "" if order else ""), msg, ctx, uow)
    names = tuple(f"{one.name}({one.what.number})" if isinstance(one.what, Request) else one.name for one in done)
    return [answer(msg, Withdrawn(order, names)), *pushes]


async def _closed(request: Request, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Whoever saw to a request sees on its card that it is over."""
    await uow.requests.save(replace(request, closed_at=ctx.now, outcome=WITHDRAWN))
    alert = await uow.alerts.get(request.alert_id) if request.alert_id else None
    if alert is None:
        return []
    return await follow(ladder_of(alert, ctx).close(alert, actor(ctx).user, WITHDRAWN, ctx.now), ctx, uow)


async def _told(order: Order, question: Approval, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Those who were asked, and the customer's salesperson, see on their cards that nothing is to be decided."""
    person = actor(ctx)
    if _kind(question) == "return":
        await uow.returns.decide(matter_of(question), ReturnState.REFUSED, person.user, ctx.now)
        await written(order, "unask_back", "", msg, ctx, uow)
        notice: ApprovalDecided | ChangeDecided = ApprovalDecided(order, question, person.name)
    else:
        notice = ChangeDecided(order, question, person.name, order)
    seller = await seller_of_customer(order, question, ctx, uow)
    to = [*(audience(one) for one in question.roles), *([ToPerson(seller)] if seller else [])]
    return [Push(one, notice, key=key_of(question)) for one in dict.fromkeys(to) if one != ToPerson(person.user)]


async def _nothing(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> Refused:
    """Nothing waits: what became of the last one of the kind that is meant, or that there was none."""
    for question in reversed(await uow.approvals.decided_of(actor(ctx).user, ctx.now - LATELY)):
        wish = _Wish(_kind(question), question)
        number = await _number(wish, uow)
        if wish.kind and _meant(wish, command, number):
            if question.state is Verdict.VOID:
                break
            outside = actor(ctx).role is Role.CUSTOMER
            who = "我们" if outside else await name_of(question.decided_by, uow)
            at = f"{(question.decided_at or ctx.now).astimezone(ctx.zone):%m-%d %H:%M}"
            return Refused(
                f"withdraw.{question.state.value}", {"单号": number, "申请": wish.name, "谁": who, "时刻": at}
            )
    if id_of(command.about) is not None or not command.about:
        return Refused("withdraw.none")
    orders = (await meant(command.about, msg, ctx, uow)).orders
    return Refused("withdraw.kept" if len(orders) == 1 else "withdraw.none", {"单号": orders[0].number or ""})
