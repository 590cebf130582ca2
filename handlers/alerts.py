"""What is late is an alert: told level by level until somebody deals with it, closed when its cause is gone."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.access import customer_of
from handlers.audiences import anybody, expand
from handlers.book import happened
from handlers.context import Context
from handlers.domain.alert import LATE, MOVED, NEXT, OVER, SHORT, Alert, AlertState, AlertTold, Ladder, Step, Why
from handlers.domain.arrival import word_of
from handlers.domain.buying import advice
from handlers.domain.errors import NotFound
from handlers.domain.flow import TRACKED, Flow, Watch
from handlers.domain.messaging import Audience, Message, ToCustomer, ToPerson, ToPhone, ToRole
from handlers.domain.order import Deadline, Order, OrderId, Phase
from handlers.domain.party import Person, as_owner, user_in
from handlers.domain.request import RULE
from handlers.domain.worktime import term
from handlers.limits import hours_of, terms_for
from handlers.lookup import name_of, names_of, stand_in
from handlers.notices import AlertCall, AlertShown, AlertTask, CarrierSilent, Push, Stall, StallScript
from handlers.ports import UnitOfWork
from handlers.rewatching import clock_of
from handlers.shortage import alert_of, shortage
from handlers.telling import answer
from handlers.transit import parcel_of
from handlers.wishes import answered, asking
from handlers.wording import script_of

NOBODY = "system"
PROMPT = timedelta(minutes=10)  # what is served so soon after it was due is told at any hour
SAID = 30  # signs of a conclusion that are repeated where its alert is told anew
WRONG, UNSURE = "carrier", "carrier_check"  # rules of alerts about what a carrier says
NO_WATCHES = frozenset({WRONG, UNSURE, SHORT, RULE})  # rules that no flow has


async def watch_over(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Something did not happen in time: an alert, unless the order moved on since."""
    try:
        order = await uow.orders.get(deadline.order_id)
    except NotFound:
        return []
    watch = ctx.flow.watch(order.state, deadline.kind)
    if order.phase is not Phase.OPEN or order.held or watch is None or order.entered_at is None:
        return []
    clock = await clock_of(watch, order, ctx, uow)
    if clock is not None and clock.due > ctx.now:  # of an earlier stay in the same state, or its term is longer now
        await uow.deadlines.open(Deadline(order.id, deadline.kind, clock.due, watch.owner))
        return []
    terms = terms_for(ctx.policy, await customer_of(order, uow))
    since = clock.began if clock is not None else order.entered_at
    alert = Alert(
        subject=subject_of(order.id, watch.name),
        rule=watch.name,
        title=watch.title,
        owner=watch.owner or deadline.owner,
        ladder=terms.ladder or watch.ladder,
        since=since,
        opened_at=ctx.now,
        order_id=order.id,
        conclusion=await _said_last(watch, order, ctx, uow) if clock is not None and clock.solved is not None else "",
    )
    if not await _on_record(deadline.kind, since, order, uow):
        event = replace(happened(order, "overdue", NOBODY, ctx), reason=deadline.kind, version=order.version)
        await uow.events.add(event)
    if await _waits_for_work(deadline, alert, ctx, uow):
        return []
    pushes = await raise_alert(alert, order, ctx, uow)
    if not pushes:
        return []
    return [*pushes, *await _besides(watch, order, since, ctx, uow)]


async def _on_record(kind: str, since: datetime, order: Order, uow: UnitOfWork) -> bool:
    """Whether it was recorded when it was served, though its telling waited for work."""
    events = await uow.events.of(order.id)
    return any(e.action == "overdue" and e.reason == kind and e.at >= since for e in events)


async def _waits_for_work(deadline: Deadline, alert: Alert, ctx: Context, uow: UnitOfWork) -> bool:
    """Whether it was not served in time (the process was down) and comes again once somebody is at work."""
    later = ladder_of(alert, ctx).at_work(alert, ctx.now)
    if later <= ctx.now or ctx.now - deadline.due_at <= PROMPT:
        return False
    await uow.deadlines.open(replace(deadline, due_at=later, state="open"))
    return True


async def _besides(watch: Watch, order: Order, since: datetime, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """What goes out with the first word of an alert, for others than its ladder."""
    return [*_silence(watch, order, since), *await _tasks(watch, order, ctx, uow)]


def _silence(watch: Watch, order: Order, since: datetime) -> list[Push]:
    """Where it is was asked for, the customer was promised to hear of a carrier's silence."""
    if watch.since != TRACKED or order.customer_id is None:
        return []
    once = f"silent:{order.id}:{int(since.timestamp())}"
    return [Push(ToCustomer(order.customer_id), CarrierSilent(order, since), dedupe=once)]


async def _said_last(watch: Watch, order: Order, ctx: Context, uow: UnitOfWork) -> str:
    """With which conclusion somebody closed the last alert of this kind, though nothing has changed since."""
    closed = [one for one in await uow.alerts.of(order.id) if one.rule == watch.name and one.closed_by]
    return await _said(closed[-1], ctx, uow) if closed else ""


async def _said(closed: Alert, ctx: Context, uow: UnitOfWork) -> str:
    """Who closed an alert, when, and with which words: why the next one is told."""
    name = await name_of(closed.closed_by, uow)
    at = (closed.closed_at or ctx.now).astimezone(ctx.zone)
    return f"{name}{at.month}月{at.day}日{at:%H:%M}说已解决“{closed.conclusion[:SAID]}”,但还是这样"


async def _tasks(watch: Watch, order: Order, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """What others get besides: a to-do, what is short, words for the customer."""
    promised = await uow.stock.promised(order.id) if watch.also else ()
    pushes = []
    for who, what in watch.also.items():
        for to, audience, mention in await expand(who, watch.owner, order, ctx, uow):
            once = f"task:{order.id}:{watch.name}:{int(ctx.now.timestamp())}:{what}:{to}"
            others = tuple((one, its) for one, its in watch.also.items() if one != who)
            notice: AlertTask | StallScript = AlertTask(order, what, watch.title, promised, others)
            key = ""
            if what == "explain" and watch.since == TRACKED:
                notice, key = await script_of(order, ctx, uow), f"script:{order.id}"
            pushes.append(Push(audience, notice, key=key, dedupe=once, urgent=True, mention=mention))
    return pushes


def subject_of(order_id: OrderId, rule: str) -> str:
    """What an alert about an order is called, one for each rule."""
    return f"order:{order_id}:{rule}"


async def raise_alert(alert: Alert, order: Order | None, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Opens an alert of an order and tells its first level; nothing where one of the same subject goes on."""
    ladder = ladder_of(alert, ctx)
    step = ladder.open(alert, ctx.now)
    stored = await uow.alerts.add(step.alert)
    if stored is None:
        return []
    looks = [Deadline(OrderId(0), LATE, ladder.late_at(stored), stored.owner, alert_id=stored.id)]
    if step.next_at is not None:
        looks.append(replace(looks[0], kind=NEXT, due_at=step.next_at))
    await uow.deadlines.open(*looks)
    return await _tell(replace(step, alert=stored), order, [], None, ctx, uow)


def ladder_of(alert: Alert, ctx: Context) -> Ladder:
    """The alert's ladder; where the settings have it no more, the first they have."""
    ladders = ctx.policy.ladders
    return Ladder(ladders.get(alert.ladder) or next(iter(ladders.values())), hours_of(ctx))


async def next_step(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The time of an alert's next step has come."""
    alert = await uow.alerts.get(deadline.alert_id)
    if alert is None or await _waits_for_work(deadline, alert, ctx, uow):
        return []
    step = ladder_of(alert, ctx).due(await _left_behind(alert, ctx, uow), ctx.now)
    pushes = await follow(step, ctx, uow)
    order = await _order(alert, uow)
    watch = (
        ctx.flow.watch(order.state, alert.rule) if order is not None and alert.level < step.alert.level == 1 else None
    )
    if order is None or watch is None or not step.told:
        return pushes
    return [*pushes, *await _besides(watch, order, alert.since, ctx, uow)]  # it was due in quiet hours


async def _left_behind(alert: Alert, ctx: Context, uow: UnitOfWork) -> Alert:
    """The same; where nobody is there for whoever took it over, nobody has, and its level's turn comes again."""
    person = await uow.parties.person(alert.taken_by) if alert.taken_by else None
    if not alert.taken_by or (person is not None and await stand_in(person, ctx, uow) is not None):
        return alert
    if alert.state is AlertState.TAKEN:
        return replace(alert, state=AlertState.OPEN, taken_by="", reminded=0, level=max(alert.level - 1, 0))
    return replace(alert, taken_by="")


async def should_be_over(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The time within which an alert must be dealt with has gone by."""
    alert = await uow.alerts.get(deadline.alert_id)
    if alert is None:
        return []
    ladder = ladder_of(alert, ctx)
    top = [one.at for one in await uow.alerts.told(alert.id) if one.level >= len(ladder.spec.rungs)]
    step = ladder.late(alert, ctx.now, max(top, default=None))
    if step.next_at is not None:
        await uow.deadlines.open(replace(deadline, due_at=step.next_at, state="open"))
    return await follow(step, ctx, uow, timed=False) if step.told else []


async def still_short(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Something about a product that is short changed: its cards follow, and end where nobody waits any more."""
    alert = await uow.alerts.get(deadline.alert_id)
    if alert is not None and alert.state is AlertState.CLOSED and alert.closed_by:
        await _short_again(alert, ctx, uow)
    if alert is None or alert.state is AlertState.CLOSED:
        return []
    if not await uow.alerts.told(alert.id) and await uow.stock.waits_for(alert.sku):
        return []  # nobody has a card yet: the first level's says how it is then
    found = await shortage(alert, ctx, uow)
    if found is None:
        return []
    if not found.waits and (found.stop is None or found.stop.hand):
        last = (await uow.stops.last([alert.sku])).get(alert.sku)
        lifted = last is not None and last.lifted_at is not None and last.lifted_at >= alert.opened_at
        asked = found.requisition
        words = [*(["缺料解除"] if asked or not lifted else []), *(["已恢复销售"] if lifted else [])]
        words += [f"{asked.number} 关闭"] if asked else []
        return await follow(ladder_of(alert, ctx).close(alert, "", ",".join(words), ctx.now), ctx, uow)
    if found.waits and await uow.deadlines.waits(MOVED, alert.id) is None:
        ladder = ladder_of(alert, ctx)
        again = ladder.awake(hours_of(ctx).after(ctx.now, term(ladder.spec.progress)))
        await uow.deadlines.open(Deadline(OrderId(0), MOVED, again, alert.owner, alert_id=alert.id))
    return await follow(Step(alert), ctx, uow, timed=False)


async def _short_again(closed: Alert, ctx: Context, uow: UnitOfWork) -> None:
    """Somebody closed a shortage a while ago: where orders wait and more must be bought, it is told anew."""
    if await uow.alerts.going_on(closed.subject) is not None:
        return
    found = await shortage(closed, ctx, uow)
    if found is not None and found.waits and advice(found) > 0:
        said = await _said(closed, ctx, uow)
        await uow.deadlines.open(*await alert_of(closed.sku, found.product, "缺料", ctx, uow, said))


async def figure_moved(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A shortage is another one than a while ago: who reads the old figure, on a card that cannot follow, reads this.

    Whoever took it over, else everybody who was told; nobody during a silence, whose end tells it anyway.
    """
    alert = await uow.alerts.get(deadline.alert_id)
    if alert is None or alert.state in (AlertState.CLOSED, AlertState.MUTED):
        return []
    found = await shortage(alert, ctx, uow)
    if found is None or not found.waits:
        return []
    return await renewed(alert, f"{alert.key}:moved:{ctx.now.isoformat()}", "news", ctx, uow)


async def renewed(alert: Alert, once: str, renews: str, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """An alert's card as it is now for whoever took it over, else for everybody who was told; `renews` as in `Push`."""
    told = await uow.alerts.told(alert.id)
    shown = await shown_alert(alert, await _order(alert, uow), told, ctx, uow)
    newest = {one.to: one.key for one in told}
    taker = as_owner(alert.taken_by)
    mine = {taker: newest[taker]} if alert.taken_by and taker in newest else newest
    return [Push(_audience(to), shown, key=key, dedupe=f"{once}:{to}", renews=renews) for to, key in mine.items()]


async def settle(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """An order moved on: its alerts whose cause is gone are closed."""
    try:
        order = await uow.orders.get(deadline.order_id)
    except NotFound:
        return []
    clocks = {one.kind: one.state for one in await uow.deadlines.of(order.id)}
    pushes: list[Push] = []
    for alert in await uow.alerts.standing(order.id):
        watch = ctx.flow.watch(order.state, alert.rule)
        going = order.phase is Phase.OPEN and watch is not None and clocks.get(alert.rule) != "open"
        if going or alert.rule in NO_WATCHES:
            continue
        moves = [e for e in await uow.events.of(order.id) if e.from_state != e.to_state or e.changes]
        by = moves[-1].actor if moves and moves[-1].at >= deadline.due_at else ""  # else the carrier's news ended it
        news = "" if watch is None or order.phase is not Phase.OPEN or watch.since != TRACKED else "物流有更新"
        if order.phase is Phase.OPEN and watch is None and (not moves or moves[-1].at < alert.opened_at):
            by, news = "", "规则已取消"
        step = ladder_of(alert, ctx).close(alert, by, news or order.state, ctx.now)
        pushes += await follow(step, ctx, uow)
    return pushes


async def follow(
    step: Step, ctx: Context, uow: UnitOfWork, msg: Message | None = None, *, timed: bool = True
) -> list[Push]:
    """Keeps what became of an alert, tells whom it is to be told, and lets everybody's card say the same.

    With `msg` somebody did it: the answer goes first. `timed`: the next step is at `step.next_at`, or there is none.
    """
    alert, order = step.alert, await _order(step.alert, uow)
    await uow.alerts.save(alert)
    if timed and step.next_at is not None:
        await uow.deadlines.open(Deadline(OrderId(0), NEXT, step.next_at, alert.owner, alert_id=alert.id))
    if alert.state is AlertState.CLOSED:
        await uow.deadlines.close_alert(alert.id)
        awake = ladder_of(alert, ctx).awake(ctx.now)
        if awake > ctx.now:
            await uow.deadlines.open(Deadline(OrderId(0), OVER, awake, alert.owner, alert_id=alert.id))
    pushes = await _tell(step, order, await uow.alerts.told(alert.id), msg, ctx, uow)
    return [*pushes, *(await answered(alert, order, ctx, uow) if alert.state is AlertState.CLOSED else ())]


async def over_at_night(deadline: Deadline, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """An alert was over in quiet hours: whose card could not follow hears of it now; who closed it knows."""
    alert = await uow.alerts.get(deadline.alert_id)
    if alert is None or alert.state is not AlertState.CLOSED:
        return []
    told = await uow.alerts.told(alert.id)
    shown = await shown_alert(alert, await _order(alert, uow), told, ctx, uow)
    newest = {one.to: one.key for one in told if one.to != as_owner(alert.closed_by)}
    once = f"{alert.key}:over:"
    return [Push(_audience(to), shown, key=key, dedupe=f"{once}{to}", renews="may") for to, key in newest.items()]


async def _tell(
    step: Step, order: Order | None, before: list[AlertTold], msg: Message | None, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """Whom the step tells gets a card; everybody who was told `before` sees on his what became of it."""
    alert = step.alert
    told: dict[str, AlertTold] = {}
    pushes: list[Push] = []
    fresh: list[tuple[Audience, str, Why, tuple[str, ...]]] = []
    now = {one.to for one in before if one.at == ctx.now}
    turns = [(why, one) for who, why in step.told for one in await expand(who, alert.owner, order, ctx, uow)]
    if step.told and not turns:
        turns = [(Why.ALONE, one) for one in await anybody(ctx, uow)]
    for why, (to, audience, mention) in turns:
        known = why in (Why.LATE, Why.ALONE) and to in now  # after a clock's jump his card says it already
        if to not in told and not known:
            again = any(one.to == to for one in before)
            key = f"{alert.key}:{len(before) + len(told)}" if again else alert.key
            told[to] = AlertTold(alert.id, to, key, why.value, alert.level, ctx.now)
            fresh.append((audience, key, why, mention))
    await uow.alerts.tell(list(told.values()))
    shown = await shown_alert(alert, order, [*before, *told.values()], ctx, uow)
    stamp = f"{alert.key}:{ctx.now.isoformat()}:{alert.state.value}:{alert.level}:{alert.reminded}:{len(before)}"
    stamp += _lacks(shown)
    if msg is not None and ctx.actor is not None:
        pushes.append(answer(msg, shown, key=own_key(before, ctx.actor) or alert.key))
    rungs = ladder_of(alert, ctx).spec.rungs
    for audience, key, why, mention in fresh:
        once = f"{stamp}:{key}:{audience}"
        notice = replace(shown, why=why)
        pushes.append(Push(audience, notice, key=key, dedupe=once, urgent=True, mention=mention, renews="may"))
        if why is Why.LEVEL and rungs[alert.level - 1].call:
            called = (audience.user,) if isinstance(audience, ToPerson) else mention
            call = AlertCall(notice)
            pushes += [Push(ToPhone(user), call, key=alert.key, dedupe=f"call:{stamp}:{user}") for user in called]
    closed = alert.state is AlertState.CLOSED
    awake = ladder_of(alert, ctx).awake(ctx.now) == ctx.now  # else `over_at_night` tells those whose card cannot follow
    newest = {one.to: one.key for one in before}
    for to, key in dict.fromkeys((one.to, one.key) for one in before):
        renews = "may" if closed and awake and newest[to] == key else "only"
        once = f"{stamp}:{key}:{to}"
        pushes.append(Push(_audience(to), shown, key=key, dedupe=once, renews=renews))
    return pushes


def _lacks(shown: AlertShown) -> str:
    """What tells two states of a shortage at one instant apart."""
    found = shown.shortage
    return f":{found.short}:{found.requisition.number if found.requisition else ''}" if found is not None else ""


def own_key(told: list[AlertTold], person: Person) -> str:
    """The newest card of an alert that this person, or his role's group, was told on; empty where there is none."""
    own = {as_owner(person.user), f"role:{person.role.value}"}
    return next((one.key for one in reversed(told) if one.to in own), "")


async def shown_alert(
    alert: Alert, order: Order | None, told: list[AlertTold], ctx: Context, uow: UnitOfWork
) -> AlertShown:
    """An alert with all that its card says."""
    users = {alert.taken_by, alert.closed_by, user_in(alert.owner), *(user_in(one.to) for one in told)} - {""}
    names = await names_of(users, uow)
    watch = ctx.flow.watch(order.state, alert.rule) if order else None
    spec = watch or next((w for w in ctx.flow.spec.watches if w.name == alert.rule), None)
    working = term(spec.within).working if spec else alert.rule not in (WRONG, UNSURE)
    elapsed = hours_of(ctx).between(alert.since, alert.closed_at or ctx.now, working=working)
    short, wish = await shortage(alert, ctx, uow), await asking(alert, uow)
    stall = await _stall(order, ctx, uow) if order is not None and of_parcel(alert, ctx.flow) else None
    unheard, rings = _unheard(alert, told, ctx), ladder_of(alert, ctx).heard_again(alert)
    shown = AlertShown(alert, order, elapsed, working, tuple(told), names, asking=wish, stall=stall, rings_at=rings)
    return replace(shown, shortage=short, unheard=unheard)


def _unheard(alert: Alert, told: list[AlertTold], ctx: Context) -> dict[str, timedelta]:
    """Whom lower levels told, and how long each had until this level's turn, in working time where the wait is."""
    turn = next((one.at for one in told if one.level == alert.level), ctx.now)
    asked = {one.to for one in told if one.level >= alert.level}  # heard before, of a sale that stopped: it is his turn
    rungs = ladder_of(alert, ctx).spec.rungs
    found: dict[str, timedelta] = {}
    for one in told:
        if 0 < one.level < alert.level and one.to not in found and one.to not in asked:
            working = term(rungs[min(one.level, len(rungs)) - 1].wait).working
            found[one.to] = hours_of(ctx).between(one.at, turn, working=working)
    return found


def of_parcel(alert: Alert, flow: Flow) -> bool:
    """Whether it is about goods that are under way: a carrier is silent, slow, or says that something is wrong."""
    watch = next((w for w in flow.spec.watches if w.name == alert.rule), None)
    return alert.rule in (WRONG, UNSURE) or (watch is not None and (watch.since == TRACKED or watch.measured))


async def _stall(order: Order, ctx: Context, uow: UnitOfWork) -> Stall:
    events = await uow.events.of(order.id)
    left = order.entered_at or ctx.now
    word = word_of(events, left)
    parcel = await parcel_of(order, uow)
    at, scan = (parcel.at, parcel.words) if parcel is not None else (None, "")
    return Stall(ctx.now - left, word.day if word is not None else None, at, scan)


async def _order(alert: Alert, uow: UnitOfWork) -> Order | None:
    return None if alert.order_id is None else await uow.orders.get(alert.order_id)


def _audience(to: str) -> Audience:
    kind, _, name = to.partition(":")
    return ToRole(name) if kind == "role" else ToPerson(name)
