"""`jiedan alerts`: what is late and who was told, what becomes due, and how a ladder would go."""

import argparse
from datetime import datetime

from bot.clock import SystemClock
from bot.commands.common import add_config, ready_store, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from cards import words
from cards.alert_facts import WHY
from config.settings import Settings
from handlers.audiences import anybody, expand
from handlers.context import Context
from handlers.domain.alert import Alert, AlertState, Ladder
from handlers.domain.errors import NotFound
from handlers.domain.flow import Flow
from handlers.domain.messaging import ChatKind, ChatRef
from handlers.domain.order import Deadline, OrderId
from handlers.domain.party import Role, user_in
from handlers.domain.request import PREFIX, id_of
from handlers.limits import hours_by
from storage import UnitOfWork

HELP = """jiedan alerts list             还没处理完的提醒:订单、规则、第几级、谁在处理
jiedan alerts due              接下来会到期的事,最早的在前;失败的死期限排在最后(有则退出码为 1)
jiedan alerts why 编号         一条提醒告诉过谁、什么时候、为什么
jiedan alerts simulate usual   某一套提醒如果一直没人理,什么时候告诉谁(--at 从什么时候开始,--owner 轮到哪个角色负责)
"""
LIMIT = 1000
OWNERS = [role.value for role in Role if role is not Role.CUSTOMER]
_SAID = {"owner": "负责的角色", "seller": "客户的业务员", "placer": "下单的人"}
STATES = {
    AlertState.OPEN: "没人接手",
    AlertState.TAKEN: "处理中",
    AlertState.MUTED: "静音",
    AlertState.CLOSED: "已解决",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the verb and the options."""
    verbs = ["list", "due", "why", "simulate"]
    parser.add_argument("verb", choices=verbs, metavar="list|due|why|simulate", help="看什么")
    parser.add_argument("which", nargs="?", default="", metavar="编号或名称", help="why 哪一条,simulate 哪一套")
    parser.add_argument("--at", default="", metavar="时间", help="simulate:2026-03-10T11:30,公司所在地的时间")
    parser.add_argument("--owner", default="", choices=OWNERS, metavar="角色", help=f"simulate:{'、'.join(OWNERS)}")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Shows it."""
    settings = settings_of(options)
    if options.verb == "simulate":
        return run_async(_simulate(settings, options.which, options.at, options.owner))
    if options.verb == "list":
        return run_async(_list(settings))
    if options.verb == "due":
        return run_async(_due(settings))
    if not (options.which.isascii() and options.which.isdigit()) or len(options.which) > 18:
        raise CommandError("why 后面要写提醒的编号,先看 jiedan alerts list")
    return run_async(_why(settings, int(options.which)))


async def _list(settings: Settings) -> int:
    async with ready_store(settings) as store, store.read() as uow:
        found = await uow.alerts.open(LIMIT)
        for alert in found:
            taker = await _name(alert.taken_by, uow)
            about = await _about(alert, uow)
            state = STATES[alert.state] + (f" {taker}" if taker else "")
            since = _local(alert.opened_at, settings)
            print(f"{alert.id}\t{about}\t{alert.title}\t第{alert.level}级\t{state}\t{since}")
    if not found:
        print("没有未处理的提醒")
    return Exit.OK


async def _due(settings: Settings) -> int:
    async with ready_store(settings) as store, store.read() as uow:
        waiting, dead = await uow.deadlines.standing(limit=LIMIT), await uow.deadlines.standing("dead", LIMIT)
        for deadline in (*waiting, *dead):
            print(await _line(deadline, settings, uow))
        counts = await uow.deadlines.counts()
    print(f"未到期 {counts['open']} 条,处理不了的 {counts['dead']} 条")
    return Exit.FOUND if dead else Exit.OK


async def _line(deadline: Deadline, settings: Settings, uow: UnitOfWork) -> str:
    about = f"提醒 {deadline.alert_id}" if deadline.alert_id else await _number(deadline.order_id, uow)
    state = "" if deadline.state == "open" else f"\t试过 {deadline.attempts} 次"
    return f"{_local(deadline.due_at, settings)}\t{about}\t{deadline.kind}\t{deadline.owner}{state}"


async def _why(settings: Settings, number: int) -> int:
    async with ready_store(settings) as store, store.read() as uow:
        told = await uow.alerts.told(number)
        for one in told:
            kind, _, name = one.to.partition(":")
            who = f"{words.role(name)}群" if kind == "role" else await _name(name, uow) or name
            print(f"{_local(one.at, settings)}\t第{one.level}级\t{who}\t{WHY[one.why]}")
    if not told:
        raise CommandError(f"没有提醒 {number},或者还没有告诉过谁")
    return Exit.OK


async def _simulate(settings: Settings, name: str, at: str, owner: str) -> int:
    policy, zone = settings.policy, settings.company.zone
    spec = policy.ladders.get(name)
    if spec is None:
        raise CommandError(f"没有这一套提醒 {name}。可选:{'、'.join(policy.ladders)}")
    try:
        start = datetime.fromisoformat(at).replace(tzinfo=zone) if at else SystemClock().now()
    except ValueError as wrong:
        raise CommandError(f"看不懂时间 {at},要写成 2026-03-10T11:30") from wrong
    ladder = Ladder(spec, hours_by(policy, zone))
    alert = Alert("simulated", name, name, "owner", name, start, start)
    step = ladder.open(alert, start)
    late: datetime | None = ladder.late_at(alert)
    flow = Flow(settings.flows[settings.flow])
    grouped = {role: ChatRef(to.channel, to.chat, ChatKind.GROUP) for role, to in settings.notify.items()}
    now, heard = start, None
    async with ready_store(settings) as store, store.read() as uow:
        while True:
            heard = now if step.told and step.alert.level == len(spec.rungs) else heard
            ctx = Context(now, zone, None, policy, flow, grouped, ops=settings.ops)
            for to, why in step.told:
                who = await _who(to, owner, ctx, uow)
                print(f"{_local(now, settings)}\t第{max(step.alert.level, 1)}级\t{who}\t{WHY[why.value]}")
            coming = [at for at in (step.next_at, late) if at is not None]
            if not coming:
                return Exit.OK
            now = min(coming)
            if now == step.next_at:
                step = ladder.due(step.alert, now)
                continue
            over = ladder.late(step.alert, now, heard)
            step, late = type(step)(step.alert, over.told, step.next_at), over.next_at


async def _who(to: str, owner: str, ctx: Context, uow: UnitOfWork) -> str:
    """A name of a ladder as people say it, with who would be told that day: 主管:张厂长、李厂长."""
    if to in ("seller", "placer") or (to == "owner" and not owner):
        return _SAID[to]
    who = words.role(owner) if to == "owner" else words.role(to.removeprefix("group:"))
    if user := user_in(to):
        who = await _name(user, uow) or user
    found = await expand(to, owner, None, ctx, uow)
    if to.startswith("group:") and not found:
        return f"{who}群:没有配群,不发"
    names: list[str] = []
    for one, _, called in found or await anybody(ctx, uow):
        role = one.removeprefix("role:") if one.startswith("role:") else ""
        there = "、".join([await _name(user, uow) for user in (called if role else (user_in(one),))])
        names.append(f"{words.role(role)}群(@{there})" if role else there)
    return f"{who}:{'、'.join(names) or '没有人收得到'}"


def _local(at: datetime, settings: Settings) -> str:
    return f"{at.astimezone(settings.company.zone):%Y-%m-%d %H:%M:%S}"


async def _about(alert: Alert, uow: UnitOfWork) -> str:
    about = await _number(alert.order_id, uow) if alert.order_id else alert.sku
    asked = id_of(alert.subject)
    return f"{PREFIX}{asked:04d} {about}".strip() if asked is not None else about


async def _number(order_id: int, uow: UnitOfWork) -> str:
    if not order_id:
        return "-"
    try:
        return (await uow.orders.get(OrderId(order_id))).number or "草稿"
    except NotFound:
        return "-"


async def _name(user: str, uow: UnitOfWork) -> str:
    person = await uow.parties.person(user) if user else None
    return person.name if person else ""
