"""A parcel is stuck: what the carrier answered, another carrier, somebody else's turn, and words for the customer."""

from dataclasses import replace

from handlers.access import actor, customer_of, group_customer
from handlers.alerts import follow, ladder_of, of_parcel
from handlers.asked import ask
from handlers.book import happened, keep, written
from handlers.context import Context
from handlers.domain.alert import Alert, AlertState
from handlers.domain.amends import Voice, picked
from handlers.domain.arrival import ETA
from handlers.domain.errors import Refused
from handlers.domain.messaging import ChatKind, Message, Tap, ToCustomer
from handlers.domain.order import Change, Order, Phase
from handlers.domain.party import Person, Role
from handlers.domain.returning import SIGNED
from handlers.domain.tracking import STALLED, waybill
from handlers.domain.transit import records
from handlers.domain.typed import Typed
from handlers.limits import terms_for
from handlers.locate import meant, which
from handlers.notices import ArrivalMoved, CarrierRecords, Push, ScriptCopied
from handlers.ports import UnitOfWork
from handlers.progress import TRACKING, note
from handlers.tags import tagged
from handlers.taps import seen
from handlers.telling import answer, discreetly
from handlers.transit import LOOK_BACK
from handlers.wording import script_of
from nlp.pledge import promised_day

CONTACTED, REROUTE, SERVICE = "contacted", "reroute", "to_service"
VERBS = frozenset({CONTACTED, REROUTE, SERVICE})
SCRIPTS = frozenset({"script", "voice"})
SAID = {"亲切": Voice.WARM, "简短": Voice.BRIEF}  # how a voice is called, besides 正式
WORDS = 60  # characters of a carrier's answer that are kept


async def answered(verb: str, alert: Alert, words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """已联系承运商, 改派, 转客服: an answer to an alert about a parcel; asks for the words it needs."""
    order = await uow.orders.get(alert.order_id) if alert.order_id is not None else None
    if order is None or order.phase is not Phase.OPEN:
        raise Refused("choice.gone")
    if verb == SERVICE:
        return await _to_service(alert, order, msg, ctx, uow)
    if not words or (verb == REROUTE and waybill(words) is None):
        return await ask(verb, alert, words, msg, ctx, uow)
    if verb == REROUTE:
        noted = await note(order, TRACKING, words[:WORDS], msg, ctx, uow)
        step = ladder_of(alert, ctx).take(alert, actor(ctx).user, ctx.now)
        return [*noted, *await follow(step, ctx, uow)]
    return await _contacted(alert, order, words, msg, ctx, uow)


async def _contacted(alert: Alert, order: Order, words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The order is marked, the day that the carrier gave is kept, and the customer hears of that day."""
    person, today = actor(ctx), ctx.today
    day = promised_day(words, ctx.local)
    day = day if day is not None and day >= today else None
    changes = [Change(ETA, "", day.isoformat())] if day is not None else []
    if (mark := tagged(order, STALLED, on=True)) is not None:
        order, changes = replace(order, tags=(*order.tags, STALLED)), [*changes, mark]
    event = happened(order, "note", person.user, ctx, tuple(changes))
    order = await keep(replace(order, touched_at=ctx.now), replace(event, reason=words[:WORDS]), msg, uow)
    step = ladder_of(alert, ctx).take(alert, alert.taken_by or person.user, ctx.now)
    pushes = [*await follow(step, ctx, uow, msg), *await _others(alert, order, person, ctx, uow)]
    if day is not None and order.customer_id is not None:
        once = f"eta:{order.id}:{day}"
        pushes.append(Push(ToCustomer(order.customer_id), ArrivalMoved(order, day), dedupe=once))
    return pushes


async def _others(alert: Alert, order: Order, person: Person, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """What else goes on about the same parcel, and nobody took: it is his too."""
    pushes: list[Push] = []
    for other in await uow.alerts.standing(order.id):
        if other.id != alert.id and of_parcel(other, ctx.flow) and other.state is not AlertState.TAKEN:
            pushes += await follow(ladder_of(other, ctx).take(other, person.user, ctx.now), ctx, uow)
    return pushes


async def _to_service(alert: Alert, order: Order, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    to = await _server(order, ctx, uow)
    if to is None:
        raise Refused("stall.service")
    return await follow(ladder_of(alert, ctx).give(alert, to.user, ctx.now), ctx, uow, msg)


async def _server(order: Order, ctx: Context, uow: UnitOfWork) -> Person | None:
    """Who looks after the customer's questions: its own, else the first of customer service."""
    own = terms_for(ctx.policy, await customer_of(order, uow)).service
    named = await uow.parties.person(own) if own else None
    people = [*([named] if named is not None else []), *await uow.parties.with_role(Role.SERVICE)]
    return next((one for one in people if one.active), None)


async def carriers(_command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """承运商: how they did, measured on our own parcels."""
    found = records(await uow.parcels.all_journeys(ctx.now - LOOK_BACK), ctx.zone)
    alone = await group_customer(msg.chat, uow) is not None
    return [discreetly(msg, CarrierRecords(found, LOOK_BACK.days), ctx, alone=alone)]


async def script_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """复制, 换个语气; `value` is the scheme's name and the voice: A-warm."""
    if actor(ctx).role is Role.CUSTOMER:
        raise Refused("button.unknown")
    name, _, voice = tap.value.partition("-")
    if voice not in tuple(Voice):
        raise Refused("button.unknown")
    return await _script(tap.action, await seen(tap, ctx, uow), name, Voice(voice), msg, ctx, uow)


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """复制A 0012, 换语气 0012."""
    found = await meant(command.about, msg, ctx, uow)
    if len(found.orders) != 1:
        return [answer(msg, which(found))] if found.orders else None
    voice = SAID.get(command.words, Voice.POLITE)
    return await _script(command.verb, found.orders[0], command.unit, voice, msg, ctx, uow)


async def _script(
    verb: str, order: Order, name: str, voice: Voice, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    if order.phase is not Phase.OPEN or ctx.flow.status_move(order, SIGNED) is None:
        raise Refused("stall.over", {"单号": order.number or "", "现在": order.state})
    shown = await script_of(order, ctx, uow, voice)
    if verb == "voice":
        return [answer(msg, shown, key=f"script:{order.id}")]
    scheme = picked(shown.schemes, name)
    if scheme is None and (name or shown.schemes):
        raise Refused("stall.scheme", {"可以": "、".join(one.name for one in shown.schemes) or "没有"})
    if scheme is not None:
        offered = f"补偿方案{scheme.name} {scheme.yuan}元{scheme.what}"[:WORDS]
        await written(order, "note", offered, msg, ctx, uow)
    alone = msg.chat.kind is ChatKind.GROUP  # money is not for groups
    return [discreetly(msg, ScriptCopied(order, shown.since, scheme, voice), ctx, alone=alone)]
