"""Answers to alerts, pressed or typed: 我来处理, 转给@, 静音2小时, 已解决 and why it was told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from handlers import remedies, stalls
from handlers.access import actor, group_customer
from handlers.alerts import NO_WATCHES, follow, ladder_of, of_parcel, shown_alert
from handlers.asked import ask
from handlers.audiences import person_of
from handlers.book import written
from handlers.context import Context
from handlers.digests import scored
from handlers.domain.alert import SHORT, Alert, AlertState, answered, place_of
from handlers.domain.answers import NEVER_MIND, PATIENCE, conclusive
from handlers.domain.errors import Refused
from handlers.domain.messaging import POINTED, ChatKind, ChatRef, Message, Tap, id_in
from handlers.domain.order import Deadline, OrderId
from handlers.domain.party import Role, as_owner
from handlers.domain.request import id_of
from handlers.domain.typed import Typed, read
from handlers.lookup import name_of, orders_numbered, stand_in
from handlers.notices import AlertList, AlertShown, AlertWhy, Push
from handlers.ports import UnitOfWork
from handlers.rewatching import SOLVED, once_more
from handlers.telling import answer
from nlp.pledge import promised_day

MUTE = timedelta(hours=2)
LOOK_BACK = timedelta(days=7)  # 为什么提醒我 means nothing that was told before that
LONGEST = timedelta(hours=24)
CONCLUSION = 200
LISTED = 5  # alerts of which one may be meant
OWN = frozenset({"我", "我自己", "自己", "本人"})
WORDY = frozenset({"solve", "explain", "fix_day"})  # further words belong to them
HUSHES = frozenset({"solve", "mute", "pass_on", "fix_day"})  # nobody hears of it for a while after these
SURE = {"solve": "解决", "take": "处理", "mute": "静音", "pass_on": "转给"}  # words that are said of alerts alone
TAKE_MUTED = "take_muted"  # 我去催一下,先别催了
MUTES = frozenset({"mute", TAKE_MUTED})
VERBS = frozenset({"take", "pass_on", "explain", "fix_day", "mute", "unmute", "solve", "why"}) | stalls.VERBS


async def tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """A button of an alert; `value` is the alert's id, in a list with the message that it answers: 5.1234."""
    number, _, said_in = tap.value.partition(".")
    alert = await uow.alerts.get(id_in(number) or 0)
    if alert is None or actor(ctx).role is Role.CUSTOMER:
        raise Refused("button.unknown")
    wanted = await _wanted(tap.action, said_in, msg, uow)
    return await _do(_verb(wanted), alert, wanted.words, _minutes(wanted), msg, ctx, uow)


async def _wanted(verb: str, said_in: str, msg: Message, uow: UnitOfWork) -> Typed:
    """The answer as the same person gave it before he was asked which alert he means: with its words."""
    before = await uow.inbox.last_of(msg.sender, [id_in(said_in) or 0]) if said_in else None
    command = read(before[1]) if before is not None else None
    return command if command is not None and command.verb == verb else Typed(verb)


def _verb(command: Typed) -> str:
    return TAKE_MUTED if command.own else command.verb


def _minutes(command: Typed) -> timedelta:
    return timedelta(minutes=int(command.qty)) if command.qty is not None else MUTE


async def said(command: Typed, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """The same in words; None where there is no alert that they could mean."""
    if POINTED not in msg.media and command.verb == "solve" and len(command.about) == 1 and command.words:
        command = replace(command, about="", words=f"{command.about} {command.words}")  # "已解决 2 车都到了"
    number, _, said_in = msg.media.get(POINTED, "").partition(".")
    pointed = await uow.alerts.get(id_in(number) or 0) if number else None
    if pointed is not None and command.verb in WORDY and not command.words:
        command = await _wanted(command.verb, said_in, msg, uow)
    if pointed is None and not command.about and command.verb in WORDY:
        pointed = await _asked_of(msg, ctx, uow)  # "已解决了,车都到了" said where a conclusion was asked for
    if pointed is None and not command.about and msg.chat.kind is ChatKind.GROUP and _by_the_way(command, msg):
        return None
    if command.verb == "pass_on" and "转" not in msg.text and not await uow.parties.named(_name_in(command.words)):
        return None  # 由顺丰处理: nobody's alert is meant
    found = (
        await _asked_with(pointed, uow) if pointed else _quoted(await _meant(command.about, msg.chat, ctx, uow), msg)
    )
    if command.verb in stalls.VERBS:
        found = [alert for alert in found if of_parcel(alert, ctx.flow)]
        if len({alert.order_id for alert in found}) == 1:
            found = found[:1]  # the silent and the slow carrier are one and the same: he is answered for once
    if command.verb == "unmute":
        silent = [alert for alert in found if alert.state is AlertState.MUTED]
        found = silent or (
            found if command.about or SURE["mute"] in msg.text else []
        )  # 恢复通知 may be meant otherwise
    if not found and command.verb == "why":
        return await _why_over(command.about, msg, ctx, uow)
    if not found:
        alone = msg.chat.kind is ChatKind.DIRECT and actor(ctx).role is not Role.CUSTOMER
        if alone and len(command.about) < 2 and any(word in msg.text for word in SURE.values()):
            raise Refused("alert.idle")
        return None
    unsure = pointed is None and len(command.about) == 1 and (command.about, len(found)) != ("1", 1)
    if unsure or (len(found) > 1 and command.verb != "why" and not _one_matter(found)):
        shown = tuple([await _shown(alert, ctx, uow) for alert in found[:LISTED]])
        verb, left = "take" if command.verb == "why" else command.verb, len(found) - len(shown)
        minutes = int(command.qty or 0)
        return [answer(msg, AlertList(shown, verb, _more(command), left, minutes=minutes, said_in=msg.id))]
    meant = found[:1] if command.verb == "why" else found
    return await _do_all(_verb(command), meant, command.words, _minutes(command), msg, ctx, uow)


def _one_matter(found: Sequence[Alert]) -> bool:
    """Whether all of them are about one order, so that who answers for it answers for each; no customer's wish is."""
    alone = all(alert.order_id is not None and id_of(alert.subject) is None for alert in found)
    return alone and len({alert.order_id for alert in found}) == 1


def _quoted(found: list[Alert], msg: Message) -> list[Alert]:
    """Those of them that the card is about whose words are quoted; all where that says nothing."""
    words = msg.media.get("quoted", "")
    return [alert for alert in found if alert.title in words] or found


async def _why_over(about: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """Why somebody was told of what is over by now: of this order, else the last thing that he or this group heard."""
    here = [f"role:{role}" for role in ctx.roles_in(msg.chat)]
    mine = here or [as_owner(actor(ctx).user), f"role:{actor(ctx).role.value}"]
    if len(about) < 2:
        last = await uow.alerts.last_told(mine, ctx.now - LOOK_BACK)
        if last is None and (about or msg.chat.kind is ChatKind.GROUP):
            return None
        if last is None:
            raise Refused("alert.quiet")
        return await _do("why", last, "", MUTE, msg, ctx, uow)
    for order in await orders_numbered(about, uow):
        if over := await uow.alerts.of(order.id):
            return await _do("why", over[-1], "", MUTE, msg, ctx, uow)
    return None


def _more(command: Typed) -> str:
    """What somebody has to say again once he knows which alert he means: a conclusion, a reason."""
    return command.words if command.verb in WORDY else ""


def _by_the_way(command: Typed, msg: Message) -> bool:
    """Whether 搞定了, 我去看看 and the like may be said to the others of a group, of anything."""
    return command.verb in SURE and SURE[command.verb] not in msg.text and msg.text.strip() not in ("我来", "我来跟")


async def asked_for(msg: Message, ctx: Context, uow: UnitOfWork, verb: str = "") -> list[Push] | None:
    """The words that were asked for a moment ago: a conclusion, or who shall deal with it; `verb`: only this."""
    alert = await _asked_of(msg, ctx, uow)
    if alert is None or (verb and alert.pending != verb):
        return None
    if msg.text.strip() in NEVER_MIND:
        for one in await _asked_with(alert, uow):
            await uow.alerts.save(answered(one))
        return [answer(msg, await _shown(alert, ctx, uow))]
    if alert.pending == remedies.RECOUNT:
        return await remedies.recount(alert, msg.text.strip(), msg, ctx, uow)
    return await _do_all(alert.pending, await _asked_with(alert, uow), msg.text.strip(), MUTE, msg, ctx, uow)


async def too_late(msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push] | None:
    """The words that were asked for a moment ago come after somebody else's: he reads how it ended; once."""
    alert = await uow.alerts.asked_in_vain(actor(ctx).user, ctx.now - PATIENCE)
    if alert is None or place_of(msg.chat) not in ("", alert.pending_in):
        return None
    await uow.alerts.save(answered(alert))
    return [answer(msg, await _shown(alert, ctx, uow))]


async def _asked_with(alert: Alert, uow: UnitOfWork) -> list[Alert]:
    """It, and what else of its order the same question was about."""
    if not alert.pending or alert.order_id is None:
        return [alert]
    question = (alert.pending, alert.pending_by, alert.pending_at)
    others = await uow.alerts.standing(alert.order_id)
    return [alert, *(o for o in others if o.id != alert.id and (o.pending, o.pending_by, o.pending_at) == question)]


async def _asked_of(msg: Message, ctx: Context, uow: UnitOfWork) -> Alert | None:
    """The alert about which the speaker was asked for words; in a group only where it was asked there."""
    person = actor(ctx)
    if person.role is Role.CUSTOMER or await group_customer(msg.chat, uow) is not None:
        return None
    alert = await uow.alerts.pending(person.user, ctx.now - PATIENCE)
    return alert if alert is not None and place_of(msg.chat) in ("", alert.pending_in) else None


async def _do_all(
    verb: str, alerts: Sequence[Alert], words: str, minutes: timedelta, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    """One answer to all that is late about an order; the card of the first one says what else it was for."""
    first = await uow.alerts.get(alerts[0].id) or alerts[0]
    pushes = await _do(verb, first, words, minutes, msg, ctx, uow)
    also: list[str] = []
    for before in alerts[1:]:
        if verb in HUSHES and not await _concerns(before, msg.chat, ctx, uow):
            continue
        told = await _do(verb, before, words, minutes, msg, ctx, uow)
        after = await uow.alerts.get(before.id)
        also += [before.title] if after is not None and after.state is not before.state else []
        pushes += [push for push in told if not push.reply]
    head = pushes[0].notice if pushes else None
    if also and isinstance(head, AlertShown):
        pushes[0] = replace(pushes[0], notice=replace(head, also=tuple(also)))
    return pushes


async def _do(
    verb: str, alert: Alert, words: str, minutes: timedelta, msg: Message, ctx: Context, uow: UnitOfWork
) -> list[Push]:
    person, ladder = actor(ctx), ladder_of(alert, ctx)
    if verb == "why":
        order = await uow.orders.get(alert.order_id) if alert.order_id is not None else None
        rank = await scored(alert, order, await uow.alerts.told(alert.id), ctx, uow)
        return [answer(msg, AlertWhy(rank.shown, ladder.spec.rungs[0].to, rank))]
    others = alert.state is AlertState.TAKEN and alert.taken_by != person.user
    if alert.state is AlertState.CLOSED or (verb in ("take", TAKE_MUTED) and others):
        return [answer(msg, await _shown(alert, ctx, uow), key=alert.key)]  # somebody was faster
    if verb in HUSHES and not await _concerns(alert, msg.chat, ctx, uow):
        if alert.taken_by:
            raise Refused("alert.taken", {"在跟": await name_of(alert.taken_by, uow)})
        raise Refused("alert.role")
    if verb in stalls.VERBS:
        return await stalls.answered(verb, alert, words, msg, ctx, uow)
    if verb == "take":
        return await follow(ladder.take(alert, person.user, ctx.now), ctx, uow, msg)
    if verb == "unmute":
        return await follow(ladder.unmute(alert, ctx.now), ctx, uow, msg, timed=alert.state is AlertState.MUTED)
    if verb in MUTES:
        taken = ladder.take(alert, person.user, ctx.now).alert if verb == TAKE_MUTED else alert
        return await _muted(taken, minutes, msg, ctx, uow)
    if verb == "fix_day":
        return await _fixed(alert, words, msg, ctx, uow)
    if not words or (verb in ("solve", "explain") and not conclusive(words)):
        return await ask(verb, alert, words, msg, ctx, uow)
    if verb == "solve":
        return await solved(alert, words[:CONCLUSION], msg, ctx, uow)
    if verb == "explain":
        step = ladder.take(alert, alert.taken_by or person.user, ctx.now)
        return await follow(replace(step, alert=replace(step.alert, conclusion=words[:CONCLUSION])), ctx, uow, msg)
    return await _given(alert, _name_in(words), msg, ctx, uow)


async def _muted(alert: Alert, minutes: timedelta, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """静音: nobody hears of it for a while."""
    if not timedelta() < minutes <= LONGEST:
        raise Refused("alert.mute")
    return await follow(ladder_of(alert, ctx).mute(alert, ctx.now + minutes), ctx, uow, msg)


async def solved(alert: Alert, words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """已解决: it is over, and looked at once more where its cause is still there."""
    ladder = ladder_of(alert, ctx)
    pushes = await follow(ladder.close(alert, actor(ctx).user, words, ctx.now), ctx, uow, msg)
    order = await uow.orders.get(alert.order_id) if alert.order_id is not None else None
    if order is not None and alert.rule not in NO_WATCHES:
        await written(order, SOLVED, alert.rule, msg, ctx, uow)
        await once_more(order, alert.rule, ctx, uow)
    if alert.rule == SHORT:
        later = ladder.late_at(replace(alert, opened_at=ctx.now))
        await uow.deadlines.open(Deadline(OrderId(0), SHORT, later, alert.owner, alert_id=alert.id))
    return pushes


async def _given(alert: Alert, name: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """转给: to a colleague who is there, or has a stand-in; to oneself it is 我来处理."""
    person, ladder = actor(ctx), ladder_of(alert, ctx)
    called = [one for one in await uow.parties.named(name) if one.role is not Role.CUSTOMER]
    found = [person] if name in OWN else [one for one in called if one.active]
    if len(found) == 1 and found[0].user == person.user:
        return await follow(ladder.take(alert, person.user, ctx.now), ctx, uow, msg)
    if len(found) == 1 and await stand_in(found[0], ctx, uow) is not None:
        return await follow(ladder.give(alert, found[0].user, ctx.now), ctx, uow, msg)
    why = "several" if len(found) > 1 else "away" if found else "left" if called else ""
    return await ask("pass_on", alert, name, msg, ctx, uow, why)


async def _concerns(alert: Alert, chat: ChatRef, ctx: Context, uow: UnitOfWork) -> bool:
    """Whether somebody may hush an alert up: whom it is or will be told to, here or anywhere, or whose order it is."""
    person, spec = actor(ctx), ladder_of(alert, ctx).spec
    own = {as_owner(person.user), person.role.value, f"role:{person.role.value}"}
    told = {one.to for one in await uow.alerts.told(alert.id)}
    rungs = {to.removeprefix("group:") for rung in spec.rungs for to in rung.to}
    if own & ({alert.owner} | told | rungs) or person.user in (alert.taken_by, alert.pending_by):
        return True
    if person.role is Role.MANAGER or {f"role:{role}" for role in ctx.roles_in(chat)} & told:
        return True
    if alert.rule == SHORT:
        return person.role in remedies.KEEPERS
    order = await uow.orders.get(alert.order_id) if alert.order_id is not None else None
    theirs = [await person_of(who, order, uow) for who in ("seller", "placer")]
    return any(one is not None and one.user == person.user for one in theirs)


async def _fixed(alert: Alert, words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """定日期: by when it will be done; asks for a day that is still to come."""
    here = ctx.now.astimezone(ctx.zone)
    day = promised_day(words, here)
    if day is None or day < here.date():
        return await ask("fix_day", alert, words, msg, ctx, uow)
    step = ladder_of(alert, ctx).fix(alert, alert.taken_by or actor(ctx).user, day, ctx.now)
    said = f"定在{day.month}月{day.day}日({words})"[:CONCLUSION]
    return await follow(replace(step, alert=replace(step.alert, conclusion=said)), ctx, uow, msg)


def _name_in(words: str) -> str:
    """Who is named, also where the whole command is said once more: 0001 转给@王五."""
    return words.rpartition("转给")[2].strip().lstrip("@\uff20").strip()


async def _meant(about: str, chat: ChatRef, ctx: Context, uow: UnitOfWork) -> list[Alert]:
    """The alerts of the order that is named; else what this group, or this person, was told of last."""
    person = actor(ctx)
    if person.role is Role.CUSTOMER:
        return []
    here = [f"role:{role}" for role in ctx.roles_in(chat)]
    if len(about) < 2 and here and (told := await uow.alerts.told_to(here)):
        return told
    mine = await uow.alerts.told_to([as_owner(person.user), f"role:{person.role.value}"])
    if len(about) < 2:  # nothing, or a place in a list that was never shown
        return mine
    number = id_of(about)
    if number is not None:
        wish = await uow.alerts.going_on(f"request:{number}")
        request = await uow.requests.get(number) if wish is None else None
        if request is not None and request.alert_id:
            wish = await uow.alerts.get(request.alert_id)  # over: it is shown as it ended
        return [wish] if wish is not None else []
    product = await uow.alerts.going_on(f"sku:{about.upper()}")
    if product is not None:
        return [product]
    orders = await orders_numbered(about, uow)
    known = {one.id for one in mine}
    found = [alert for one in orders for alert in await uow.alerts.standing(one.id)]
    return [alert for alert in found if alert.id in known] or found


async def _shown(alert: Alert, ctx: Context, uow: UnitOfWork) -> AlertShown:
    order = await uow.orders.get(alert.order_id) if alert.order_id is not None else None
    return await shown_alert(alert, order, await uow.alerts.told(alert.id), ctx, uow)
