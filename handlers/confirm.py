"""A draft becomes an order: number, prices, events, deadlines, and everybody concerned hears of it."""

from dataclasses import replace
from datetime import timedelta

from handlers.access import actor, customer_of, may_see, owns_draft
from handlers.aliases import learn
from handlers.approvals import ask_approval
from handlers.book import happened, hold_still, keep, moved
from handlers.checking import Checked, check, unseen
from handlers.context import Context
from handlers.domain.compare import compare
from handlers.domain.errors import Refused
from handlers.domain.finding import Finding, Level
from handlers.domain.messaging import ChatKind, Message, Tap
from handlers.domain.order import Order, Phase
from handlers.domain.party import Role
from handlers.domain.unread import unread, without_unread
from handlers.drafts import asked_first, change, changed, chosen, show
from handlers.giving import touched
from handlers.hints import drafts_spoken_of
from handlers.limits import terms_for
from handlers.notices import NothingOpen, OrderPlaced, Push
from handlers.placing import HELD, divide, number
from handlers.ports import UnitOfWork
from handlers.rush import made_way, told
from handlers.stocking import hold_softly, let_go
from handlers.taps import tapped
from handlers.telling import Told, answer, lane_of, news
from nlp.types import Edit, Parse

_PLAINLY = ("确认", "下单", "提交")  # said without an open draft these deserve an answer, a mere 好的 does not


async def confirm(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Confirms the draft that is meant, or every open draft of this person here."""
    drafts = await drafts_spoken_of(msg, parse, ctx, uow)
    meant = [d for d in drafts if parse.draft is None or d.id == parse.draft]
    if not meant:
        plain = msg.chat.kind is ChatKind.DIRECT and any(word in msg.text for word in _PLAINLY)
        return [answer(msg, NothingOpen("confirm"))] if plain else []
    if parse.choice is not None and chosen(meant[0], parse.choice):
        return [await change(meant[0], chosen(meant[0], parse.choice), msg, ctx, uow)]
    if parse.edits:
        return await confirm_changed(meant[0], parse.edits, msg, ctx, uow)
    named = msg.text.strip() == "1" or any(word in msg.text for word in _PLAINLY)  # as the card asks for it
    if not named and (unclear := [d for d in meant if unread(d.doubts)]):
        return [await asked_first(draft, msg, ctx, uow) for draft in reversed(unclear)]
    await hold_still([draft.id for draft in meant], uow, {sku for d in meant for sku in touched(d.lines, ctx)})
    pushes: list[Push] = []
    for draft in reversed(meant):  # numbers follow the order in which the drafts were made
        pushes += await confirm_order(draft, msg, ctx, uow)
    return pushes


async def confirm_changed(
    draft: Order, edits: tuple[Edit, ...], msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """就2箱 定了, or a form: the values first, then the yes; a doubt or a finding that they brought is seen first."""
    order, edited = await changed(draft, edits, msg, ctx, uow) if edits else (draft, None)
    new = news_of_doubt(draft, order) or unseen(draft.findings, order.findings, all_=True)
    if edited is not None and (edited.missed or order.missing or new):
        return [await show(order, msg, ctx, uow, edited)]
    return await confirm_order(order, msg, ctx, uow, was=draft if order != draft else None)


def news_of_doubt(before: Order, after: Order) -> bool:
    """True where something is doubtful now that was not before; a day off alone is none."""
    known = {*before.doubts, *(doubt for line in before.lines for doubt in line.doubts)}
    now = (*after.doubts, *(doubt for line in after.lines for doubt in line.doubts))
    return any(d not in known and d.reason != "rest" for d in now)


async def confirm_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The confirm button; a second tap changes nothing and says who was first."""
    order = await tapped(tap, ctx, uow)
    return await confirm_order(order, msg, ctx, uow)


async def confirm_order(
    draft: Order,
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
    *,
    was: Order | None = None,
    plan: Finding | None = None,
) -> list[Push]:
    """Confirms one draft, or shows what it still needs.

    `was`: as its card showed it, where this press changed it; `plan`: how it jumps the queue, see `handlers.rush`.
    """
    person = actor(ctx)
    customer = await customer_of(draft, uow)
    if not await owns_draft(draft, person, uow):
        raise await not_yours(draft, ctx, uow)
    if draft.missing:
        return [await show(draft, msg, ctx, uow)]
    order, event = ctx.flow.apply(draft, "confirm", person, customer, ctx.now)
    checked = await check(draft, ctx, uow)
    findings = (*checked.order.findings, *((plan,) if plan else ()))
    moved_prices = () if person.role is Role.CUSTOMER else repriced(draft, checked.order)  # who is shown none
    if checked.order.blocking or moved_prices or unseen(draft.findings, findings):
        return [await _shown_again(checked, moved_prices, msg, ctx, uow)]
    order = replace(
        order,
        lines=checked.order.lines,
        findings=findings,
        held=any(one.level is Level.HOLD for one in findings),
        number=await number(ctx, uow),
        doubts=without_unread(order.doubts),
        asked=None,
        touched_at=ctx.now,
        confirmed_at=ctx.now,
        confirmed_by=person.user,
        version_confirmed=order.version + 1,
        terms=terms_for(ctx.policy, customer).paying,
    )
    order = await moved(order, replace(event, changes=compare(draft, order)), msg, ctx, uow)
    undo_until = ctx.now + timedelta(minutes=ctx.policy.undo_minutes)
    learnt = await learn(order, ctx, uow)
    if order.held:
        await let_go(order, ctx, uow)  # what is not approved keeps nothing from others
        await uow.events.add(happened(order, HELD, person.user, ctx))
        asked = await ask_approval(order, ctx, uow)
        return [answer(msg, OrderPlaced(order, undo_until, learnt, checked.promised, was=was), key=order.key), *asked]
    order, checked, waiting = await made_way(order, checked, msg, ctx, uow)
    order, rest = await divide(order, checked, msg, ctx, uow)
    promised = checked.promised if not rest else await uow.stock.promised(order.id)
    lane, _ = await lane_of(customer, ctx, uow)
    receipt = OrderPlaced(order, undo_until, learnt, promised, rest[0] if rest else None, lane, was)
    pushes = [answer(msg, receipt, key=order.key)]
    pushes += await news(order, Told("confirm", draft.state), ctx, uow, promised=promised)
    pushes += await told(order, waiting, ctx, uow)
    for other in rest:
        later = await uow.stock.promised(other.id)
        pushes += await news(other, Told("confirm", draft.state), ctx, uow, promised=later)
    return pushes


def repriced(shown: Order, now: Order) -> tuple[Finding, ...]:
    """The lines that cost something else than the card said which is agreed to."""
    cost = {line.no: line for line in shown.lines if line.price is not None and not line.gift}
    return tuple(
        Finding(
            "price.moved",
            Level.WARN,
            {"key": line.sku or "", "label": line.label, "old": str(old.price), "new": str(line.price)},
            line=line.no,
        )
        for line in now.lines
        if (old := cost.get(line.no)) is not None
        and (old.sku, old.gift) == (line.sku, line.gift)
        and line.price is not None
        and line.price != old.price
    )


async def _shown_again(
    checked: Checked, moved_prices: tuple[Finding, ...], msg: Message, ctx: Context, uow: UnitOfWork
) -> Push:
    """What came up since the card was shown must be seen first; what blocks must be changed."""
    order = replace(checked.order, findings=(*checked.order.findings, *moved_prices), touched_at=ctx.now)
    order = await keep(order, happened(order, "edit", actor(ctx).user, ctx), msg, uow)
    await hold_softly(order, checked, ctx, uow)
    return await show(order, msg, ctx, uow, promised=checked.promised, again=True)


async def not_yours(order: Order, ctx: Context, uow: UnitOfWork) -> Refused:
    """Somebody else's order or draft: whose it is only staff is told."""
    person = actor(ctx)
    confirmed = order.phase is not Phase.DRAFT
    facts = {"单号": order.number} if order.number and may_see(order, person) else {}
    if person.role is not Role.CUSTOMER:
        customer = await customer_of(order, uow)
        placer = await uow.parties.person(order.placed_by) if order.placed_by else None
        if (placer is None or placer.role is Role.CUSTOMER) and customer and customer.owner:
            placer = await uow.parties.person(customer.owner) or placer
        if placer is not None:
            facts["归"] = placer.name
        if placer is not None and not placer.active and confirmed and "单号" in facts:
            return Refused("order.left", facts)
    askable = confirmed and person.role is not Role.CUSTOMER and "归" in facts
    code = "order.not_yours" if confirmed else "draft.not_yours"
    return Refused(code, facts, about=order.id if askable else None)
