"""Who is who: invitations, accounts bound by hand, people who leave and come back. At once, on every platform.

An account is bound to one person; a person may have accounts on several platforms. Sales and service look after
their customers' people, managers after everybody.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.access import actor
from handlers.change_requests import shown
from handlers.context import Context
from handlers.domain.errors import Refused
from handlers.domain.invitation import Claim, Invitation, Proof, Stranger, claim_in, code_in
from handlers.domain.messaging import Audience, ChatKind, Message, MessageKind, ToChat, ToPerson, UserRef
from handlers.domain.party import Customer, Person, Role, as_owner
from handlers.domain.pledge import Kept
from handlers.fallback import addresses_us
from handlers.lookup import company_of
from handlers.notices import Bound, CodeRefused, Invited, Joined, LeftOpen, PersonChanged, Push, Unbound
from handlers.ports import UnitOfWork
from handlers.requests import audience, key_of
from handlers.telling import answer, discreetly
from nlp.types import Parse

HOSTS = frozenset({Role.SALES, Role.SERVICE, Role.MANAGER})  # who looks after customers' people
# Within which wrong ones are counted; four digits are sooner guessed than a code.
SPAN: dict[Proof, timedelta] = {"code": timedelta(hours=1), "claim": timedelta(days=1)}
_WRONG: dict[Proof, str] = {"code": "wrong", "claim": "claim"}
_BUSY: dict[Proof, str] = {"code": "busy", "claim": "claim_busy"}
ONCE = "once:"  # dedupe of what must not be kept once it is told begins with it
NAME = 20  # characters
STAFF = {
    "业务": Role.SALES,
    "业务员": Role.SALES,
    "销售": Role.SALES,
    "仓库": Role.WAREHOUSE,
    "采购": Role.PURCHASING,
    "计划": Role.PRODUCTION,
    "生产": Role.PRODUCTION,
    "财务": Role.FINANCE,
    "物流": Role.LOGISTICS,
    "客服": Role.SERVICE,
    "主管": Role.MANAGER,
    "管理": Role.MANAGER,
}
Command = Callable[[str, Message, Context, UnitOfWork], Awaitable[list[Push]]]


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is meant: somebody we have (`person`), or a new name in a role."""

    name: str
    role: Role
    customer: Customer | None = None
    person: Person | None = None

    @property
    def company(self) -> str:
        """The customer's name; empty for our own people."""
        return self.customer.name if self.customer else ""


async def whom(words: str, uow: UnitOfWork) -> Guest:
    """客户名 姓名, 仓库 姓名, or somebody we have by name or key; raises Refused where that is not one person."""
    first, _, rest = words.partition(" ")
    if rest and first in STAFF:
        same = [p for p in await uow.parties.named(rest) if p.role is STAFF[first]]
        return Guest(rest[:NAME], STAFF[first], person=_only(same, words)) if same else Guest(rest[:NAME], STAFF[first])
    known = _only(await uow.parties.named(words), words)
    if known is not None:
        return Guest(known.name, known.role, await company_of(known, uow), known)
    customer, name = _customer(words, await uow.parties.all_customers())
    same = [p for p in await uow.parties.of_customer(customer.id) if p.name == name]
    return Guest(name, Role.CUSTOMER, customer, _only(same, words))


def _only(found: list[Person], words: str) -> Person | None:
    """The one that is meant: the one with this key, else the only active one, else the only one."""
    best = (
        [p for p in found if p.user == words]
        or [p for p in found if p.active and p.name == words]
        or [p for p in found if p.active]
        or found
    )
    if len(best) > 1:
        raise Refused("people.several", {"谁": words, "有": "、".join(f"{p.name}({p.user})" for p in best[:5])})
    return best[0] if best else None


def _customer(words: str, customers: list[Customer]) -> tuple[Customer, str]:
    """The customer whose name stands in front, and the name behind it."""
    found: dict[str, tuple[int, Customer, str]] = {}
    for one in customers:
        for word in (one.name, *one.aliases):
            if word and words.startswith(word) and (name := words[len(word) :].strip(" 的")):
                found[one.id] = max(found.get(one.id, (0, one, "")), (len(word), one, name), key=lambda f: f[0])
    longest = max((length for length, _, _ in found.values()), default=0)
    best = [(one, name) for length, one, name in found.values() if length == longest]
    first, _, rest = words.partition(" ")
    if not best and rest and len(first) > 1:
        best = [(one, rest) for one in customers if any(first in word for word in (one.name, *one.aliases))]
    if len(best) > 1:
        raise Refused("people.several", {"谁": words, "有": "、".join(one.name for one, _ in best[:5])})
    if not best or not 1 <= len(best[0][1]) <= NAME:
        raise Refused("people.unknown", {"谁": words})
    return best[0]


async def open_invitation(guest: Guest, by: str, now: datetime, hours: int, uow: UnitOfWork) -> Invited:
    """Makes a code for a guest; raises Refused for somebody who left."""
    if guest.person is not None and not guest.person.active:
        raise Refused("people.away", {"谁": guest.name})
    _, code = await uow.invitations.make(_invitation(guest, by, now, now + timedelta(hours=hours)))
    again = guest.person is not None and bool(await uow.parties.accounts(guest.person.user))
    return Invited(guest.name, guest.company, guest.role.value, code, now + timedelta(hours=hours), again)


def _invitation(guest: Guest, by: str, now: datetime, until: datetime) -> Invitation:
    user = guest.person.user if guest.person else None
    return Invitation(guest.name, guest.role, by, now, until, user, guest.customer.id if guest.customer else None)


async def invite(words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """邀请 台州恒力 李工, 邀请 仓库 小王, 邀请 张三 (one more account), 邀请 我."""
    own = actor(ctx)
    if not words:
        raise Refused("people.form")
    guest = Guest(own.name, own.role, person=own) if words in ("我", "自己", "我自己") else await whom(words, uow)
    if guest.person is None or guest.person.user != own.user:
        _may(guest.role, ctx)
    invited = await open_invitation(guest, own.user, ctx.now, ctx.policy.invite_hours, uow)
    to: Audience = ToPerson(own.user) if msg.chat.kind is ChatKind.GROUP else ToChat(msg.chat)
    return [Push(to, invited, dedupe=f"{ONCE}{msg.id}", reply=True)]


async def read_by_all(msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """An open code that stands in a group lets nobody in any more; the one who made it is sent another, alone."""
    code = code_in(msg.text) if msg.kind is MessageKind.TEXT and msg.chat.kind is ChatKind.GROUP else None
    old = await uow.invitations.spoil(code, ctx.now) if code else None
    if old is None:
        return []
    pushes = [answer(msg, CodeRefused("shown"))] if msg.called or msg.to_me else []
    if old.made_by:
        until = ctx.now + timedelta(hours=ctx.policy.invite_hours)
        _, fresh = await uow.invitations.make(replace(old, made_at=ctx.now, expires_at=until))
        customer = await uow.parties.customer(old.customer_id) if old.customer_id else None
        company = customer.name if customer else ""
        again = old.user is not None and bool(await uow.parties.accounts(old.user))
        invited = Invited(old.name, company, old.role.value, fresh, until, again, instead=True)
        pushes.append(Push(ToPerson(old.made_by), invited, dedupe=f"{ONCE}{msg.id}"))
    return pushes


def _may(role: Role, ctx: Context) -> None:
    person = actor(ctx)
    if person.role not in HOSTS or (role is not Role.CUSTOMER and person.role is not Role.MANAGER):
        raise Refused("people.role")


async def stranger(msg: Message, parse: Parse | None, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Lets somebody in who brings a code or knows what his company knows; tells all others how to get in, no more.

    In a group he is only told to come alone: what lets him in is not for others to read.
    """
    if msg.chat.kind is ChatKind.GROUP:
        return [answer(msg, Unbound(""))] if msg.called and addresses_us(msg, parse) else []
    if msg.kind in (MessageKind.SILENT, MessageKind.RECALL, MessageKind.EDIT):
        return []
    await uow.invitations.met(msg.sender, msg.chat, ctx.now)
    words = msg.text if msg.kind is MessageKind.TEXT else ""
    code = code_in(words)
    claim = None if code else claim_in(words)
    if code is None and claim is None:
        return [answer(msg, Unbound(msg.sender.user_id))]
    proof: Proof = "code" if code else "claim"
    if await uow.invitations.failures(msg.sender, ctx.now - SPAN[proof], proof) >= ctx.policy.code_attempts:
        return [answer(msg, CodeRefused(_BUSY[proof]))]
    newcomer = Stranger(msg.sender, msg.chat, ctx.now)
    invitation = await uow.invitations.use(code, msg.sender, ctx.now) if code else None
    person = await _claimed(claim, newcomer, uow) if claim else None
    if invitation is not None:
        person = await _admit(invitation, newcomer, uow)
    if person is None:
        await uow.invitations.failed(msg.sender, ctx.now, SPAN[proof], proof)
        return [answer(msg, CodeRefused(_WRONG[proof]))]
    return await _tell_all(person, newcomer, invitation.made_by if invitation else "", uow)


async def _claimed(claim: Claim, who: Stranger, uow: UnitOfWork) -> Person | None:
    """Binds the account to the one person of the order's customer whose telephone number ends like this."""
    order = await uow.orders.by_number(claim.number)
    if order is None or order.customer_id is None:
        return None
    people = await uow.parties.of_customer(order.customer_id)
    meant = [person for person in people if person.phone_tail == claim.phone_tail]
    if len(meant) != 1:
        return None
    await _let_in(meant[0], who, uow)
    return meant[0]


async def _admit(invitation: Invitation, who: Stranger, uow: UnitOfWork) -> Person | None:
    """Binds the account to the person who is meant, made now where he is new; None where he left meanwhile."""
    if invitation.user is not None:
        person = await uow.parties.person(invitation.user)
    else:
        named = await uow.parties.named(invitation.name)
        same = [p for p in named if (p.role, p.customer_id) == (invitation.role, invitation.customer_id) and p.active]
        person = same[0] if same else None
        if person is None:
            key = f"inv-{invitation.id}"
            person = Person(key, invitation.name, invitation.role, invitation.customer_id)
            await uow.parties.add(person)
    if person is None or not person.active:
        return None
    await _let_in(person, who, uow)
    return person


async def _let_in(person: Person, who: Stranger, uow: UnitOfWork) -> None:
    await uow.parties.bind(who.ref, person.user, who.chat.chat_id)
    await uow.parties.seen(who.ref, who.last_seen)
    await uow.invitations.forget(who.ref)


async def _tell_all(person: Person, who: Stranger, by: str, uow: UnitOfWork) -> list[Push]:
    """The newcomer, the one who invited him, and his company's salesperson."""
    customer = await company_of(person, uow)
    company = customer.name if customer else ""
    again = len(await uow.parties.accounts(person.user)) > 1
    joined = Joined(person.name, company, who.ref.channel, again)
    hosts = dict.fromkeys(u for u in (by, customer.owner if customer else None) if u)
    hosts.pop(person.user, None)
    return [
        Push(ToChat(who.chat), Bound(person.name, person.role.value, company)),
        *(Push(ToPerson(host), joined) for host in hosts),
    ]


async def bind(words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """绑定 台州恒力 李工 wx_8a1f: an account that wrote to us, by the id it was told."""
    names, _, account = words.rpartition(" ")
    if not names:
        raise Refused("people.unknown", {"谁": words})
    guest = await whom(names, uow)
    _may(guest.role, ctx)
    found = await uow.invitations.strangers(account)
    if not found:
        raise Refused("people.account", {"账号": account})
    person = await bind_account(guest, found[0], actor(ctx).user, ctx.now, uow)
    changed = PersonChanged("bound", person.name, guest.company, (_written(found[0].ref),))
    return [
        privately_or_here(msg, ctx, changed),
        Push(ToChat(found[0].chat), Bound(person.name, person.role.value, guest.company)),
    ]


async def bind_account(guest: Guest, who: Stranger, by: str, now: datetime, uow: UnitOfWork) -> Person:
    """Binds by hand: as if he had brought a code that was made for him; raises Refused for somebody who left."""
    invitation, code = await uow.invitations.make(_invitation(guest, by, now, now + SPAN["code"]))
    await uow.invitations.use(code, who.ref, now)
    person = await _admit(invitation, who, uow)
    if person is None:
        raise Refused("people.away", {"谁": guest.name})
    return person


async def unbind(words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """解绑 李工, 解绑 wx_8a1f: the accounts are nobody's any more."""
    person, refs = await accounts_meant(words, uow)
    _may_shut_out(person, ctx)
    await unbind_accounts(refs, ctx.now, uow)
    changed = PersonChanged("unbound", person.name, await _company(person, uow), tuple(map(_written, refs)))
    return [privately_or_here(msg, ctx, changed)]


async def accounts_meant(words: str, uow: UnitOfWork) -> tuple[Person, list[UserRef]]:
    """One account by its id, else all of a person's; raises Refused where that is not one person's."""
    bound = await uow.parties.bound(words)
    users = {user for _, user in bound}
    if len(users) == 1 and (person := await uow.parties.person(users.pop())) is not None and person.user != words:
        return person, [ref for ref, _ in bound]
    person = (await whom(words, uow)).person
    refs = await uow.parties.accounts(person.user) if person else []
    if person is None or not refs:
        raise Refused("people.account", {"账号": words})
    return person, refs


async def unbind_accounts(refs: list[UserRef], now: datetime, uow: UnitOfWork) -> None:
    """Takes accounts away; what still waits to be told there is not told."""
    for ref in refs:
        await uow.outbox.drop(await uow.parties.direct_chat(ref), now, "the account was unbound")
    await uow.parties.unbind(refs)


async def disable(words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """停用 王强: whatever he says from now on, he is a stranger."""
    person = (await whom(words, uow)).person
    if person is None:
        raise Refused("people.unknown", {"谁": words})
    _may_shut_out(person, ctx)
    await shut_out(person, ctx.now, uow)
    left, pushes = await _handed_over(person, ctx, uow)
    changed = PersonChanged("disabled", person.name, await _company(person, uow), left=left)
    return [privately_or_here(msg, ctx, changed), *pushes]


async def _handed_over(person: Person, ctx: Context, uow: UnitOfWork) -> tuple[LeftOpen, list[Push]]:
    """What somebody of ours leaves behind is the managers' now: the questions to him alone, told to them."""
    if person.role is Role.CUSTOMER:
        return LeftOpen(), []
    own, pushes = as_owner(person.user), list[Push]()
    questions = await uow.approvals.asked_of(own)
    for question in questions:
        order = await uow.orders.get(question.order_id)
        roles = tuple(one for one in question.roles if one != own) or (Role.MANAGER.value,)
        await uow.approvals.hand_on(question.id, roles, question.decided_by, question.offered, question.reason)
        notice = await shown(order, replace(question, roles=roles), ctx, uow)
        once = f"{key_of(question)}:left:{person.user}"
        pushes += [Push(audience(who), notice, key=key_of(question), dedupe=f"{once}:{who}") for who in roles]
    pledges = [one for one in await uow.pledges.of(person.user) if one.state is Kept.OPEN]
    customers = [one for one in await uow.parties.all_customers() if one.owner == person.user]
    return LeftOpen(len(pledges), len(questions), len(customers)), pushes


async def shut_out(person: Person, now: datetime, uow: UnitOfWork) -> None:
    """Ends somebody's access: his words, buttons, codes and links do nothing, and nothing is told him any more."""
    await uow.parties.set_active(person.user, active=False)
    await uow.invitations.void(person.user, now)
    for ref in await uow.parties.accounts(person.user):
        await uow.outbox.drop(await uow.parties.direct_chat(ref), now, "the person left")


async def enable(words: str, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """启用 王强: his accounts work again."""
    person = (await whom(words, uow)).person
    if person is None:
        raise Refused("people.unknown", {"谁": words})
    _may(person.role, ctx)
    await uow.parties.set_active(person.user, active=True)
    return [privately_or_here(msg, ctx, PersonChanged("enabled", person.name, await _company(person, uow)))]


def _may_shut_out(person: Person, ctx: Context) -> None:
    _may(person.role, ctx)
    if person.user == actor(ctx).user:
        raise Refused("people.self")


async def _company(person: Person, uow: UnitOfWork) -> str:
    customer = await company_of(person, uow)
    return customer.name if customer else ""


def _written(ref: UserRef) -> str:
    return f"{ref.channel} {ref.user_id}"


def privately_or_here(msg: Message, ctx: Context, notice: PersonChanged) -> Push:
    """Where others read along, the one who asked is told alone."""
    return discreetly(msg, notice, ctx, alone=msg.chat.kind is ChatKind.GROUP)


COMMANDS: dict[str, Command] = {
    "invite": invite,
    "bind": bind,
    "unbind": unbind,
    "disable": disable,
    "enable": enable,
}
