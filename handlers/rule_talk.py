"""What people say about rules in a chat: managers write, try, enable and roll back; everybody of ours may ask why."""

import re

from handlers import rulebook
from handlers.access import actor
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.messaging import ChatKind, Message
from handlers.domain.party import Role
from handlers.domain.rules.model import RuleText, rule_of
from handlers.domain.signs import half_width
from handlers.domain.typed import Typed
from handlers.locate import meant, which
from handlers.lookup import names_of
from handlers.notices import Because, Notice, Push, RuleList
from handlers.ports import UnitOfWork
from handlers.rulebook import Writing
from handlers.telling import discreetly

VERBS = frozenset({"rules", "rule_try", "rule_on", "rule_off", "rule_back", "rule_write"})
SHARED = {"enable": "rule_on", "disable": "rule_off"}  # 启用, 停用: people too
_LINE = re.compile(r"(当|如果|那么|就|说明)[\s:]*(.*)")


async def rules(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """Does what a manager says about rules; None where 启用 and 停用 mean somebody."""
    verb, name = SHARED.get(command.verb, command.verb), command.about
    if command.verb in SHARED and (actor(ctx).role is not Role.MANAGER or await uow.rules.get(name) is None):
        return None
    if actor(ctx).role is not Role.MANAGER:
        raise Refused("rule.role", cure="roles:manager")
    notice = await _done(verb, name, command.words, ctx, uow)
    return [discreetly(msg, notice, ctx, alone=msg.chat.kind is ChatKind.GROUP)]


async def _done(verb: str, name: str, words: str, ctx: Context, uow: UnitOfWork) -> Notice:
    by = actor(ctx).user
    match verb:
        case "rule_try":
            return await rulebook.try_out(await rulebook.known(name, 0, uow), by, ctx, uow)
        case "rule_on":
            found = await rulebook.enable(name, 0, by, ctx, uow)
            return await _one(name, f"规则“{name}”第{found.version}版已启用,马上生效", uow)
        case "rule_off":
            await rulebook.disable(name, by, ctx, uow)
            return await _one(name, f"规则“{name}”已停用", uow)
        case "rule_back":
            back = await rulebook.roll_back(name, by, ctx, uow)
            if not back.version:
                return await _one(back.name, f"规则“{back.name}”已回滚,现在停用", uow)
            there = await rulebook.known(back.name, back.version, uow)  # not the newest: what counts from now on
            return RuleList(((there, back.version),), f"规则“{back.name}”已回滚,现在是第{back.version}版")
        case "rule_write":
            return await _written(name, words, ctx, uow)
    if name:
        await rulebook.known(name, 0, uow)
        return await _one(name, "", uow)
    return RuleList(await rulebook.listed(uow))


async def _one(name: str, done: str, uow: UnitOfWork) -> RuleList:
    return RuleList(tuple(one for one in await rulebook.listed(uow) if one[0].name == name), done)


async def _written(name: str, words: str, ctx: Context, uow: UnitOfWork) -> Notice:
    return await keep(_text(name, words), ctx, uow)


async def keep(text: RuleText, ctx: Context, uow: UnitOfWork) -> RuleList:
    """Keeps a rule as a new version, not in force, and says what comes next; or what is wrong with it."""
    name, found = text.name, await rulebook.write(text, actor(ctx).user, "", ctx, uow)
    if isinstance(found, Writing):
        return RuleList((), f"规则“{name}”没有存下来", tuple(f"{flaw.words},{flaw.cure}" for flaw in found.flaws))
    return await _one(name, f"规则“{name}”第{found.version}版已存下,还没有生效", uow)


def _text(name: str, words: str) -> RuleText:
    """Lines that begin with 当, 如果, 那么; one without such a word goes on with what was before."""
    found: dict[str, list[str]] = {"当": [], "如果": [], "那么": [], "说明": []}
    key = "当"
    for line in words.splitlines():
        if parts := _LINE.fullmatch(half_width(line.strip())):  # the words themselves stay as they are written
            key, line = ("那么" if parts[1] == "就" else parts[1]), line.strip()[parts.start(2) :]
        if line.strip():
            found[key].append(line.strip())
    split = {key: _parts("[;\uff1b\n]", "\n".join(lines)) for key, lines in found.items()}
    when = tuple(one for line in split["当"] for one in _parts("或者|或|[、,\uff0c]", line))
    conds = found["如果"]
    cond = conds[0] if len(conds) == 1 else " 且 ".join(f"({one})" for one in conds)
    return RuleText(name, when, split["那么"], cond, " ".join(found["说明"]))


def _parts(between: str, words: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(between, words) if part.strip())


async def because(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """为什么 0012: who or which rule brought the order where it is."""
    found = await meant(command.about, msg, ctx, uow)
    if len(found.orders) != 1:
        return [discreetly(msg, which(found, "then"), ctx, alone=found.private)]
    order = found.orders[0]
    events = [event for event in await uow.events.of(order.id) if event.from_state != event.to_state]
    event = events[-1] if events else None
    by = (await names_of({event.actor}, uow)).get(event.actor, "") if event else ""
    rule = rule_of(event.actor) if event else None
    version = await uow.rules.get(*rule) if rule else None
    return [discreetly(msg, Because(order, event, by, version), ctx, alone=found.private)]
