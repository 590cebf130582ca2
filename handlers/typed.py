"""Commands of a fixed form, served before anything is guessed; who may not give one is read like everybody else."""

import re
from collections.abc import Awaitable, Callable

from handlers import (
    answering,
    approvals,
    basis,
    changes,
    choices,
    deciding,
    delaying,
    digests,
    doubles,
    health,
    history,
    invoicing,
    listening,
    mediating,
    owing,
    parting,
    payments,
    people,
    picking,
    pledges,
    quotations,
    recall,
    refunds,
    remedies,
    replanning,
    requisitions,
    returns,
    reversals,
    rule_talk,
    rushing,
    slips,
    stalls,
    stops,
    tags,
    waiting,
    withdrawing,
)
from handlers.access import actor, group_customer
from handlers.arrival import arrived, came_in, unbooked
from handlers.confirm import confirm_order
from handlers.context import Context
from handlers.domain.answers import NEVER_MIND, PATIENCE
from handlers.domain.approval import WHY, Approval, Verdict
from handlers.domain.errors import Refused
from handlers.domain.invitation import code_in
from handlers.domain.messaging import ChatKind, Message, Tap
from handlers.domain.order import Order, Phase
from handlers.domain.party import Product, Role
from handlers.domain.quantity import base, parted
from handlers.domain.request import Kind
from handlers.domain.typed import Typed, read
from handlers.fallback import amount_must_be_read, got_some
from handlers.hints import open_drafts
from handlers.intake import wished
from handlers.line_named import line_named
from handlers.lookup import orders_numbered
from handlers.notices import CodeRefused, Kept, PaymentFiled, Push
from handlers.ports import UnitOfWork
from handlers.progress import move_order, named, paid_for
from handlers.selfservice import stock_info
from handlers.telling import answer
from nlp.types import Intent, Parse, SetAddress

STOCK = frozenset({"receipt", "unreceipt", "count"})  # 到货, 撤销到货, 盘点
GOODS = frozenset({"returned", "holders"})
OF_ORDERS = frozenset({"reason", "picked", "label", "scan", *picking.DONE})
Serve = Callable[[Typed, Message, Context, UnitOfWork], Awaitable[list[Push] | None]]
_NO_REASON = frozenset({Intent.PLACE_ORDER, Intent.ASK_PRICE, Intent.ASK_STATUS, Intent.ASK_STOCK})
_CODE = re.compile(r"(?=[A-Za-z-]*\d)(?=[\d-]*[A-Za-z])[A-Za-z\d.-]{3,30}")  # how a product's code looks
_BY_NUMBER = re.compile(r"\s*[A-Za-z]{0,4}\d{4,}(?:-\d{2,6})?[\s,,、的]")  # 0012 改成500: of an order that is named
_NUMBERED = re.compile(r"[A-Za-z]{0,4}-?\d{3,8}(?:-\d{2,6})?")  # an order's, and no telephone's
UNSERVED = {  # what a command was that nothing waited for, or that is not this person's to give
    **dict.fromkeys(("picked", "label", "scan"), "hands.role"),
    **dict.fromkeys(("stopped", "missed"), "label.none"),
    **dict.fromkeys(("grant", "deny", "paid_first", "ask_again", "decline", "coordinate", "assure"), "approval.none"),
    **dict.fromkeys(slips.VERBS, "slip.none"),
    **dict.fromkeys(answering.VERBS, "alert.none"),
    "reason": "reason.none",
}
NUMBERED = frozenset({"alert.none", "slip.none", "approval.none"})  # of an order that there is not: so it is said
CHOICES = frozenset(
    {"part", "whole", "swap", "presale", "merge", "new", "ask_customer", "plans", "plan", "plan_back", "heard"}
    | {"top_up", "top_add", "top_leave", "fit_all"}
)


async def typed(msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """Serves a command; None where the message is none, or not this person's to give."""
    person = actor(ctx)
    command = read(msg.text)
    if command is not None and command.verb in EITHER:
        return await EITHER[command.verb](command, msg, ctx, uow) or await _plain(msg, parse, ctx, uow)
    if command is None or (command.verb == "invoice" and person.role is Role.CUSTOMER):  # his is a wish in any words
        return await _plain(msg, parse, ctx, uow)
    unnamed = command.verb == "pass_on" and not command.about
    if unnamed and (served := await answering.asked_for(msg, ctx, uow, "pass_on")):
        return served
    if command.verb in ANYBODY:
        served = await ANYBODY[command.verb](command, msg, ctx, uow)
        return await named(msg, ctx, uow) if served is None else served
    if command.verb in quotations.VERBS:
        return await quotations.said(command, msg, parse, ctx, uow)
    if command.verb == "price":
        return await _price(command, msg, parse, ctx, uow)
    if command.verb in ("return", "flawed"):
        return await returns.said(command, parse, msg, ctx, uow)
    if command.verb in ("quiet", "news") or (command.verb == "unmute" and person.role is Role.CUSTOMER):
        if person.role is Role.CUSTOMER:
            return await slips.switch(msg, ctx, uow, on=command.verb != "quiet")
        command = Typed("unmute" if command.verb == "news" else "mute")  # 别再提醒我了, of what he is reminded of
    if command.verb in STOCK:
        return await _goods(command, msg, parse, ctx, uow)
    if person.role is Role.CUSTOMER:
        return await _of_customer(command, msg, ctx, uow)
    served = await _of_staff(command, msg, parse, ctx, uow)
    if served is None:
        await _refused(command, ctx, uow)
    return served


async def _of_customer(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    if command.verb in digests.VERBS and msg.called:
        raise Refused("digest.customer")
    if command.verb in ("invite", "bind", "unbind") and msg.called:
        raise Refused("people.customer")
    return await slips.why(msg, ctx, uow) if command.verb == "why" and not command.about else None


async def _plain(msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """Words that are no command, but what was asked for a moment ago, or a wish."""
    if msg.chat.kind is ChatKind.DIRECT or parse is None or parse.intent not in _NO_REASON:
        for asked_for in (answering.asked_for, slips.asked_for):
            if served := await asked_for(msg, ctx, uow):
                return served
    refers = parse is not None and parse.ref is not None and bool(parse.ref.no or parse.ref.no_tail)
    business = refers or (parse is not None and parse.intent in _NO_REASON)
    if not business and (served := await answering.too_late(msg, ctx, uow)):
        return served
    if code_in(msg.text, named=True) or ((code := code_in(msg.text)) and await uow.invitations.is_open(code, ctx.now)):
        return [answer(msg, CodeRefused("known"))]
    if actor(ctx).role in remedies.KEEPERS:
        amount_must_be_read(msg)  # it is no order, whatever else it could be read as
    if (served := await named(msg, ctx, uow)) is not None:
        return served
    if actor(ctx).role is not Role.CUSTOMER and (served := await tags.by_name(msg, ctx, uow)) is not None:
        return served
    return await _reason(msg, parse, ctx, uow) or await wished(msg, parse, ctx, uow)


async def _refused(command: Typed, ctx: Context, uow: UnitOfWork) -> None:
    """What was plainly said of an order that there is must not be read as something else: 没拦住 cancels nothing."""
    if command.verb not in UNSERVED:
        return
    orders = await orders_numbered(command.about, uow)
    if not orders and command.verb in ("grant", "deny") and (quote := await uow.quotations.by_number(command.about)):
        raise Refused(UNSERVED[command.verb], {"单号": quote.number})
    if not orders and UNSERVED[command.verb] in NUMBERED and _NUMBERED.fullmatch(command.about):
        raise Refused("number.unknown", {"单号": command.about})
    if not orders:
        return
    code = UNSERVED[command.verb]
    if len(orders) == 1 and command.verb in ("grant", "deny") and (over := await approvals.over(orders[0], ctx, uow)):
        raise Refused(*over)
    if (
        len(orders) == 1
        and command.verb == "ask_again"
        and (vain := await approvals.asked_in_vain(orders[0], ctx, uow))
    ):
        raise Refused(*vain)
    if code == "hands.role" and actor(ctx).role in (picking.PICKERS if command.verb == "picked" else picking.PRINTERS):
        code = "hands.late"
    open_ = [order.number or "" for order in orders if order.phase is Phase.OPEN]
    if code == "hands.late" and len(open_) > 1:
        raise Refused("hands.which", {"尾号": command.about, "张数": str(len(open_)), "例": open_[0]})
    raise Refused(code, {"单号": (orders[0].number or "") if len(orders) == 1 else ""})


async def _of_staff(
    command: Typed, msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork
) -> list[Push] | None:
    if command.verb == "buy":
        product = await _product(command.about, parse, uow) if command.about else None
        return await requisitions.buy(product.sku if product else command.about, msg, ctx, uow)
    if command.verb in ("pause", "resume"):
        return await digests.switch(command.verb == "pause", msg, uow)
    if command.verb in OF_ORDERS:
        return await _of_order(command, msg, parse, ctx, uow)
    if command.verb in STAFF:
        return await STAFF[command.verb](command, msg, ctx, uow)
    if command.verb in rule_talk.VERBS | set(rule_talk.SHARED):
        served = await rule_talk.rules(command, msg, ctx, uow)
        if served is not None:
            return served
    if command.verb in people.COMMANDS:
        return await people.COMMANDS[command.verb](command.about, msg, ctx, uow)
    if command.verb in ("stop", "resale", "stops"):
        product = await _product(command.about, parse, uow) if command.about else None
        return await stops.said(command, product, msg, ctx, uow)
    if command.verb in GOODS:
        return await _of_goods(command, msg, parse, ctx, uow)
    question = await approvals.by_number(command.about, ctx, uow, own=command.own, words=command.words)
    if question is None or (command.verb in deciding.REASONS and question.own):
        return None
    words = deciding.REASONS.get(command.verb, command.words)
    return await deciding.decide(question, approvals.VERDICTS[command.verb], words, msg, ctx, uow)


async def _of_order(
    command: Typed, msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork
) -> list[Push] | None:
    """What is said of a confirmed order's goods, parcel, and why it is to change."""
    if command.verb == "reason":
        return await _why(command, msg, ctx, uow)
    if command.verb in picking.DONE:
        return await picking.stopped(command, msg, ctx, uow)
    product = await _product(command.about_too, parse, uow) if command.about_too else None
    return await picking.said(command, product, msg, ctx, uow)


async def _of_goods(
    command: Typed, msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork
) -> list[Push] | None:
    """What lies in the warehouse: everybody may ask who holds it, those who keep it say what came and what there is."""
    if command.verb == "holders":
        return await _holders(command, msg, parse, uow)
    if actor(ctx).role not in remedies.KEEPERS:
        raise Refused("goods.role")
    return await _came_back(command, msg, ctx, uow)


async def _came_back(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """Goods came back; where nothing of the order is left, it moves on as its flow says."""
    pushes = await returns.received(command, msg, ctx, uow)
    ended = await returns.all_back(command.about, msg, ctx, uow) if pushes else None
    if pushes and ended is not None:
        pushes += (await move_order(*ended, "", msg, ctx, uow))[1:]
    return pushes


async def _reason(msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """The reason of a decision that was asked for a moment ago."""
    person = actor(ctx)
    if msg.chat.kind is not ChatKind.DIRECT or person.role is Role.CUSTOMER:
        return None
    question = await uow.approvals.awaiting(person.user, ctx.now - PATIENCE)
    if question is None or (question.topic == WHY and await _something_else(question, msg, parse, ctx, uow)):
        return None
    if msg.text.strip() in NEVER_MIND | {"不批了", "不改了"}:
        await uow.approvals.forget_reason(person.user)
        order = await uow.orders.get(question.order_id)
        if question.topic == WHY:
            return [answer(msg, Kept(order))]
        return [await deciding.asked(order, question, msg, ctx, uow)]
    if question.topic == WHY:
        return await changes.reasoned(question, msg.text.strip(), msg, ctx, uow)
    return await deciding.decide(question, Verdict(question.pending), msg.text, msg, ctx, uow)


async def _something_else(question: Approval, msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> bool:
    """Whether the words order, ask, give an address or speak of an order by its number: no reason for a change.

    Nor is what is said once a draft has come up since the question: 确认 is about that one.
    """
    if _BY_NUMBER.match(msg.text) or any(
        draft.touched_at >= (question.pending_at or ctx.now) for draft in await open_drafts(msg, ctx, uow)
    ):
        return True
    if parse is None:
        return False
    if parse.intent in (*_NO_REASON, Intent.CONFIRM) or any(isinstance(one, SetAddress) for one in parse.changes):
        return True
    return bool(parse.ref and (parse.ref.no or parse.ref.no_tail))


async def _why(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """0012 原因 客户仓库搬了: the reason that was asked for in a group."""
    question = await uow.approvals.awaiting(actor(ctx).user, ctx.now - PATIENCE)
    if question is None or question.topic != WHY:
        return None
    order = await uow.orders.get(question.order_id)
    if not (order.number or "").casefold().endswith(command.about.casefold()):
        return None
    return await changes.reasoned(question, command.words, msg, ctx, uow)


async def _price(command: Typed, msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """0012 单价改成700,老客户让利: a wish, which others decide on."""
    if command.about:
        order = await picking.by_number(command.about, ctx, uow)
    else:  # of an open draft it is an edit
        order = None if await open_drafts(msg, ctx, uow) else await changes.last_own(msg, ctx, uow)
    if order is None:
        return None
    product = await _product(command.about_too, parse, uow) if command.about_too else None
    if command.about_too and product is None:
        product = await line_named(order, command.about_too, uow)
    if command.about_too and product is None:
        if not command.about:
            return None
        raise Refused("change.unclear", {"单号": order.number or ""})
    return await changes.reprice(order, product, command, msg, ctx, uow)


async def _paid(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """0012 收款 5000; what finance books brings the order on, where it waited for that."""
    pushes = await payments.said(command, msg, ctx, uow)
    booked = [p.notice for p in pushes if isinstance(p.notice, PaymentFiled) and p.notice.account is not None]
    return [*pushes, *(await paid_for(booked[0].order, msg, ctx, uow) if booked else ())]


async def _remark(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """备注 0012 送货前打电话, from whoever may see the order."""
    order = await picking.by_number(command.about, ctx, uow)
    return None if order is None else await changes.remark(order, command.words, msg, ctx, uow)


async def _choice(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """An answer to what a draft's card offers: only where it offers that; for staff, about an order by its number."""
    if command.about:
        found = await _named(command.about, uow) if actor(ctx).role is not Role.CUSTOMER else []
        if len(found) != 1:
            return None
        if command.verb == "plan_back":
            return await replanning.take_back(found[0], msg, ctx, uow)
        if command.verb in ("plans", "plan"):
            return await rushing.said(found[0], command.words, msg, ctx, uow)
        return await choices.swaps(found[0], command.words, msg, ctx, uow)
    drafts = await open_drafts(msg, ctx, uow)
    if command.verb == "heard":
        return await listening.said(drafts, msg, ctx, uow)
    for draft in drafts:
        codes = {finding.code.split(".")[0] for finding in draft.findings}
        if command.verb in ("plans", "plan") and "stock" in codes:
            return await rushing.said(draft, command.words, msg, ctx, uow)
        if command.verb == "new" and "duplicate" in codes:
            return await confirm_order(draft, msg, ctx, uow)
        if command.verb in ("top_up", "top_add", "top_leave") and "gift" in codes:
            place = str(int(command.words) - 1) if command.words else ""
            return await choices.choose(draft, command.verb, place, msg, ctx, uow)
        if (
            (command.verb == "merge" and "duplicate" in codes)
            or (command.verb in ("part", "whole", "swap", "presale") and "stock" in codes)
            or (command.verb == "fit_all" and "pack" in codes)
        ):
            return await choices.choose(draft, command.verb, "", msg, ctx, uow)
    if command.verb.startswith("top_"):  # 凑单2 is never two pieces of something
        if msg.chat.kind is ChatKind.DIRECT:
            raise Refused("choice.gone")
        return []
    return await doubles.said(command, msg, ctx, uow)


async def _goods(command: Typed, msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    keeps = actor(ctx).role in remedies.KEEPERS
    if command.verb == "unreceipt":
        return await _unbooked(command, msg, parse, ctx, uow)
    product = await _product(command.about, parse, uow)
    if command.loose and actor(ctx).role is Role.CUSTOMER:  # his own goods came
        only = parse is not None and product is not None and _only(product, command.about, parse)
        return await got_some(msg, parse, product.sku, ctx, uow) if parse and product and only else None
    if product is None:
        if keeps and _CODE.fullmatch(command.about):
            raise Refused("goods.unknown", {"编码": command.about})
        if keeps and not command.loose:
            raise Refused("goods.which")
        return _unclear(msg) if command.loose else None
    if command.loose and not _only(product, command.about, parse):
        return _unclear(msg)
    if command.qty is None:
        remedies.must_keep(ctx)
        raise Refused("goods.qty", {"编码": product.sku})
    if command.unit and command.unit != product.unit and command.unit not in product.packs:
        return _unclear(msg) if command.loose else None
    remedies.must_keep(ctx)
    qty = base(product, command.qty, command.unit or None)
    if parted(qty, product.unit):
        raise Refused("goods.whole", {"编码": product.sku, "单位": product.unit})
    if command.verb == "receipt":
        return await arrived(product, qty, msg, ctx, uow, again=bool(command.words))
    return [await remedies.counted(product, qty, msg, ctx, uow)]


async def _unbooked(
    command: Typed, msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork
) -> list[Push] | None:
    """撤销到货 LT-07 300: of what is named, or what the speaker booked last."""
    if actor(ctx).role is Role.CUSTOMER:
        return None
    product = await _product(command.about, parse, uow) if command.about and not command.loose else None
    product = product or (await came_in(command.about, ctx, uow) if command.about else None)
    if product is None and command.loose and actor(ctx).role not in remedies.KEEPERS:
        return None
    remedies.must_keep(ctx)
    if product is None and command.about:
        raise Refused("goods.unbooked")
    qty = base(product, command.qty, command.unit or None) if product and command.qty is not None else None
    return await unbooked(product, qty, msg, ctx, uow)


async def _holders(command: Typed, msg: Message, parse: Parse | None, uow: UnitOfWork) -> list[Push] | None:
    product = await _product(command.about, parse, uow)
    if product is None or (command.loose and not _only(product, command.about, parse)):
        return _unclear(msg) if command.loose else None
    inside = await group_customer(msg.chat, uow) is None
    return [answer(msg, await stock_info((product,), command.about, uow, inside=inside))]


def _only(product: Product, said: str, parse: Parse | None) -> bool:
    """Whether these words are the product and nothing besides: no 左转向节明天, no 还没 before it."""
    mentions = [item.mention for order in (parse.orders if parse else ()) for item in order.items]
    plain = re.sub(r"\s", "", said).casefold()
    return plain == product.sku.casefold() or [re.sub(r"\s", "", one).casefold() for one in mentions] == [plain]


def _unclear(msg: Message) -> list[Push]:
    """Of which goods somebody speaks in words of his own is unclear: nothing is booked, in a group nothing said."""
    if msg.chat.kind is ChatKind.DIRECT:
        raise Refused("goods.which")
    return []


async def _product(words: str, parse: Parse | None, uow: UnitOfWork) -> Product | None:
    """By its code, letter case ignored; else the one product that the message was read to name."""
    exact = await uow.catalogue.products({words, words.upper()})
    if exact:
        return next(iter(exact.values()))
    if parse is None:
        return None
    items = (*parse.items, *(item for order in parse.orders for item in order.items))
    named = {item.sku for item in items if item.sku}
    return await uow.catalogue.product(named.pop()) if len(named) == 1 else None


async def _ask_again(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    held = [order for order in await _named(command.about, uow) if order.held]
    if len(held) != 1:
        return None
    order = held[0]
    if actor(ctx).role is Role.CUSTOMER:
        raise Refused("button.unknown")
    return await approvals.ask_again_tap(msg, Tap("ask_again", order.id, order.version), ctx, uow)


async def _named(about: str, uow: UnitOfWork) -> list[Order]:
    """Open orders of this number, or whose number ends so."""
    return [order for order in await orders_numbered(about, uow) if order.phase is Phase.OPEN]


async def _tagged(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    return await tags.listed(command, msg, ctx, uow) if actor(ctx).role is not Role.CUSTOMER else None


async def _withdrawn(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """取消加急 of who may change the order is a change of it."""
    if command.words == Kind.URGENT.value and command.about and actor(ctx).role is not Role.CUSTOMER:
        return await changes.hurried(Typed("urgent", command.about, words="off"), msg, ctx, uow)
    return await withdrawing.said(command, msg, ctx, uow)


EITHER: dict[str, Serve] = {"tagged": _tagged, "withdraw": _withdrawn}  # what fits nothing is read like all else
ANYBODY: dict[str, Serve] = {
    **dict.fromkeys(CHOICES, _choice),
    "remark": _remark,
    "stuck": waiting.said,
    "pay": _paid,
    "money": payments.shown,
    "paid_up": payments.paid_up,
    "owes": owing.said,
    **dict.fromkeys(("refund", "unrefund"), refunds.said),
    "reverse": reversals.said,
    "history": history.changes,
    "unsay": recall.unsaid,
    "part_first": parting.said,
    "drop_line": changes.dropped,
    "urgent": changes.hurried,
}
STAFF: dict[str, Serve] = {
    **dict.fromkeys(answering.VERBS, answering.said),
    **dict.fromkeys(slips.VERBS, slips.said),
    **dict.fromkeys(stalls.SCRIPTS, stalls.said),
    "carriers": stalls.carriers,
    "digest": digests.asked,
    "requisition": requisitions.said,
    "lacking": requisitions.lacking,
    **dict.fromkeys(("instead", "recount"), remedies.said),
    **dict.fromkeys(pledges.VERBS, pledges.pledges),
    **dict.fromkeys(("tag", "untag"), tags.tag),
    "then": history.then,
    "delayed": delaying.said,
    "because": rule_talk.because,
    "ask_again": _ask_again,
    **dict.fromkeys(("coordinate", "assure", "decline"), mediating.said),
    "basis": basis.said,
    "invoice": invoicing.said,
    **dict.fromkeys(("health", "pool"), health.said),
}
