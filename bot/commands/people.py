"""`jiedan people`: who is who on which platform, for whoever runs the bot: the same rules as the chat's commands."""

import argparse
import json
import sys
from collections.abc import Awaitable, Callable, Sequence

from bot.channels import REGISTRY, open_channels
from bot.channels.base import Listing, Member, SendFailed
from bot.channels.transport import http_client
from bot.clock import SystemClock
from bot.commands.common import add_config, ready_store, run_async, settings_of
from bot.commands.exits import CommandError, Exit
from cards.refusals import refusal
from cards.words import role as role_word
from config.settings import Settings
from handlers import people
from handlers.domain.errors import Refused
from handlers.domain.invitation import Stranger
from handlers.domain.messaging import ChatRef, UserRef
from handlers.domain.party import Person, Role
from storage import Store, UnitOfWork

HELP = """jiedan people list                        每个人在哪些平台上有账号
jiedan people strangers                   给机器人发过消息、还没有开通的账号
jiedan people invite 台州恒力 李工        给客户的人发邀请码(自己人:invite 仓库 小王;已有的人:invite 张三)
jiedan people bind 台州恒力 李工 账号     不用邀请码,直接绑定一个账号(先让他给机器人发一句话,或加 --channel)
jiedan people unbind 李工                 解绑他的全部账号;写账号则只解绑那一个
jiedan people directory wecom             和通讯录对一遍(或 dingtalk、feishu);加 --bind 就绑定对得上的自己人
jiedan people disable 王强                停用(离职),马上生效;enable 恢复
jiedan people export 李工                 他的全部资料,JSON;也可写账号
jiedan people erase 李工                  删除他的姓名、账号、电话尾号和消息文字,不能恢复;修改记录仍然完整
邀请码只显示这一次,库里只存哈希。正在运行的机器人马上认,不用重启。
"""
VERBS = ("list", "strangers", "directory", "invite", "bind", "unbind", "disable", "enable", "export", "erase")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the verb and the options."""
    parser.add_argument("verb", choices=VERBS, metavar="|".join(VERBS), help="做什么")
    parser.add_argument("words", nargs="*", metavar="谁", help="客户名 姓名、角色 姓名、姓名或 people.csv 的 user;账号")
    parser.add_argument("--hours", type=int, metavar="小时", help="invite:邀请码几小时内有效(默认看配置)")
    parser.add_argument("--channel", choices=["console", *REGISTRY], metavar="平台", help="bind:账号在哪个平台上")
    parser.add_argument("--bind", action="store_true", help="directory:绑定对得上的人")
    parser.add_argument("--chat", default="", metavar="会话", help="bind:单聊的会话编号(默认和账号相同)")
    add_config(parser)


def run(options: argparse.Namespace) -> int:
    """Does it; what the rules refuse is said as in the chat."""
    if options.verb not in ("list", "strangers") and not options.words:
        raise CommandError(f"{options.verb} 后面要写是谁")
    if options.hours is not None and not 1 <= options.hours <= 720:
        raise CommandError("--hours 要在 1 到 720 之间")
    try:
        return run_async(_run(settings_of(options), options))
    except Refused as refused:
        raise CommandError(refusal(refused.code, refused.facts, refused.cure)) from refused


async def _run(settings: Settings, options: argparse.Namespace) -> int:
    async with ready_store(settings) as store:
        if options.verb == "list":
            return await _list(store)
        if options.verb == "strangers":
            return await _strangers(store, settings)
        if options.verb == "directory":
            return await _directory(store, settings, options.words, bind=options.bind)
        async with store.write() as uow:
            words = await WORK[options.verb](" ".join(options.words), options, settings, uow)
            await uow.commit()
    print(words)
    return Exit.OK


async def _list(store: Store) -> int:
    async with store.read() as uow:
        for person in await uow.parties.all_people():
            customer = await uow.parties.customer(person.customer_id) if person.customer_id else None
            accounts = ",".join(f"{ref.channel} {ref.user_id}" for ref in await uow.parties.accounts(person.user))
            what = customer.name if customer else role_word(person.role.value)
            print(f"{person.user}\t{person.name}\t{what}\t{'' if person.active else '已停用 '}{accounts or '没有账号'}")
    return Exit.OK


async def _strangers(store: Store, settings: Settings) -> int:
    zone = settings.company.zone
    async with store.read() as uow:
        found = await uow.invitations.strangers()
    for one in found:
        print(f"{one.ref.channel}\t{one.ref.user_id}\t{one.last_seen.astimezone(zone):%Y-%m-%d %H:%M}")
    if not found:
        print("没有还没开通的账号")
    return Exit.OK


async def _directory(store: Store, settings: Settings, words: list[str], *, bind: bool) -> int:
    """Our own people beside the platform's: who fits is bound by name, where the name is one person's on both sides."""
    name = words[0]
    async with http_client() as http:
        channel = open_channels(settings, http, SystemClock()).get(name)
        if not isinstance(channel, Listing):
            raise CommandError(f"{name} 没有打开,或没有通讯录;可以用 wecom、dingtalk、feishu")
        try:
            members = await channel.members()
        except SendFailed as failed:
            # Keys, network and address first: only where they are well it is the right to read the directory.
            cure = ";".join(await channel.check()) or "请给应用开通读取通讯录成员的权限,并发布新版本"
            raise CommandError(f"{name} 的通讯录读不了({failed.code}):{cure}", Exit.UNREACHABLE) from failed
    if members and not any(one.name for one in members):
        cure = "(飞书:contact:user.base:readonly)" if name == "feishu" else ""
        print(f"{name} 没有给姓名,只能对编号:请给应用开通读取成员姓名的权限{cure},并发布新版本", file=sys.stderr)
    async with store.write() as uow:
        active = {p.user: p for p in await uow.parties.all_people() if p.active}
        staff = [p for p in active.values() if p.role is not Role.CUSTOMER]
        for person in staff:
            mine = {ref.user_id for ref in await uow.parties.accounts(person.user) if ref.channel == name}
            same = [p for p in staff if p.name == person.name]
            what, account = _match(person, mine, members, len(same))
            others = [user for ref, user in await uow.parties.bound(account) if ref.channel == name and account]
            if any(user in active and user != person.user for user in others):
                what = "账号已经绑给别人"
            elif account and bind:
                await uow.parties.bind(UserRef(name, account), person.user)
                what = "现在绑定"
            print(f"{person.user}\t{person.name}\t{what}\t{account or ','.join(sorted(mine))}")
        await uow.commit()
    return Exit.OK


def _match(person: Person, mine: set[str], members: Sequence[Member], namesakes: int) -> tuple[str, str]:
    """What there is to say about somebody, and the account to bind where one fits."""
    listed = {member.user_id for member in members}
    if mine & listed:
        return "已绑定", ""
    named = [member.user_id for member in members if member.name == person.name]
    if person.user in listed:
        return "可以绑定(编号相同)", person.user
    if len(named) == 1 and namesakes == 1:
        return "可以绑定(姓名相同)", named[0]
    if named:
        return "有同名的人,请用 bind 指定", ""
    return "绑定的账号不在通讯录里(离职了请停用)" if mine else "通讯录里没有", ""


async def _invite(words: str, options: argparse.Namespace, settings: Settings, uow: UnitOfWork) -> str:
    guest = await people.whom(words, uow)
    hours = options.hours or settings.policy.invite_hours
    made = await people.open_invitation(guest, "", SystemClock().now(), hours, uow)
    until = made.until.astimezone(settings.company.zone)
    who = f"{made.company}的{made.name}" if made.company else f"{made.name}({role_word(made.role)})"
    return f"{who},{until:%Y-%m-%d %H:%M} 前有效,只能用一次。请他把这句话发给机器人:\n邀请码 {made.code}"


async def _bind(words: str, options: argparse.Namespace, _: Settings, uow: UnitOfWork) -> str:
    names, _blank, account = words.rpartition(" ")
    if not names:
        raise CommandError("要写:bind 是谁 账号")
    guest = await people.whom(names, uow)
    now = SystemClock().now()
    known = [s for s in await uow.invitations.strangers(account) if options.channel in (None, s.ref.channel)]
    if known:
        stranger = known[0]
    elif options.channel:
        for ref, user in await uow.parties.bound(account):
            owner = await uow.parties.person(user)
            if ref.channel == options.channel and owner and owner.active and owner != guest.person:
                raise CommandError(f"“{account}”已经是 {owner.name}({owner.user}) 的账号,要换人请先 unbind")
        chat = ChatRef(options.channel, options.chat or account)
        stranger = Stranger(UserRef(options.channel, account), chat, now)
    else:
        raise CommandError(f"没有“{account}”这个账号:先让他给机器人发一句话,或用 --channel 说明在哪个平台上")
    person = await people.bind_account(guest, stranger, "", now, uow)
    return f"{person.name}({person.user})已绑定 {stranger.ref.channel} {account}"


async def _unbind(words: str, _: argparse.Namespace, __: Settings, uow: UnitOfWork) -> str:
    person, refs = await people.accounts_meant(words, uow)
    await people.unbind_accounts(refs, SystemClock().now(), uow)
    return f"{person.name} 已解绑:" + ",".join(f"{ref.channel} {ref.user_id}" for ref in refs)


async def _known(words: str, uow: UnitOfWork) -> Person:
    """The one person who is named; raises Refused."""
    person = (await people.whom(words, uow)).person
    if person is None:
        raise Refused("people.unknown", {"谁": words})
    return person


async def _personal(words: str, uow: UnitOfWork) -> tuple[Person | None, list[UserRef], list[ChatRef]]:
    """Somebody with all accounts and direct chats, or an account that nobody has."""
    owners = {user for _, user in await uow.parties.bound(words)}
    named = await uow.parties.named(words)
    if not named and not owners:
        known = await uow.invitations.strangers(words)
        if known:
            return None, [one.ref for one in known], [one.chat for one in known]
    if not named and len(owners) == 1:
        named = await uow.parties.named(owners.pop())
    person = named[0] if len(named) == 1 else await _known(words, uow)
    refs = await uow.parties.accounts(person.user)
    return person, refs, [await uow.parties.direct_chat(ref) for ref in refs]


async def _export(words: str, _: argparse.Namespace, __: Settings, uow: UnitOfWork) -> str:
    found = await uow.personal.export(*await _personal(words, uow))
    return json.dumps(found, ensure_ascii=False, indent=1, default=str)


async def _erase(words: str, _: argparse.Namespace, __: Settings, uow: UnitOfWork) -> str:
    person, refs, chats = await _personal(words, uow)
    if person is None:
        raise Refused("people.unknown", {"谁": words})
    await people.shut_out(person, SystemClock().now(), uow)
    count, going_on = await uow.personal.erase(person, refs, chats, SystemClock().now())
    kept = f"。他还有 {going_on} 张没办完的订单,送货要用的地址还留着,办完后请再删一次" if going_on else ""
    done = f"{person.user} 的个人资料已删除,{count} 条消息的文字已抹掉{kept}"
    return f"{done}。请同时从 people.csv 里删掉他,否则下次导入会写回来"


async def _access(words: str, options: argparse.Namespace, _: Settings, uow: UnitOfWork) -> str:
    person = await _known(words, uow)
    if options.verb == "disable":
        await people.shut_out(person, SystemClock().now(), uow)
        return f"{person.name} 已停用"
    await uow.parties.set_active(person.user, active=True)
    return f"{person.name} 已启用"


WORK: dict[str, Callable[[str, argparse.Namespace, Settings, UnitOfWork], Awaitable[str]]] = {
    "invite": _invite,
    "bind": _bind,
    "unbind": _unbind,
    "disable": _access,
    "enable": _access,
    "export": _export,
    "erase": _erase,
}
