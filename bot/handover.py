"""When the platform lets the bot say no more: the customer's salesperson gets the words, ready to be passed on."""

from collections.abc import Sequence

from cards.card import from_json
from cards.digest import for_others
from handlers import ports
from handlers.domain.budget import WindowKind
from handlers.domain.messaging import FAILED, OPENS, SESSION, Audience, ChatRef, Message, ToPerson, ToRole
from handlers.domain.party import Person, Role
from handlers.notices import HandedOver, Push
from storage import UnitOfWork

HANDED = "handover:"  # dedupe of what was handed over begins with it: it is never handed over again
_INSTEAD = (Role.SERVICE, Role.MANAGER)  # where the customer has no salesperson, or one who cannot be reached


async def note_windows(msg: Message, uow: UnitOfWork) -> None:
    """Remembers what the message means to what may be told here, and lets go what waited for it."""
    kind, session = msg.media.get(OPENS), msg.media.get(SESSION)
    if session == "ended":
        await uow.windows.close(msg.chat)
    elif session == WindowKind.HUMAN.value:
        await uow.windows.open(msg.chat, WindowKind.HUMAN.value, msg.sent_at)
    if kind:
        await uow.windows.open(msg.chat, WindowKind(kind).value, msg.sent_at)
        await uow.outbox.reopen(msg.chat)


async def undelivered(msg: Message, uow: UnitOfWork) -> list[Push]:
    """The platform tells afterwards that a message did not arrive: its words are handed over now."""
    ref, why = msg.media.get(FAILED, ""), msg.media.get("why", "refused")
    found = await uow.outbox.by_ref(msg.chat, ref) if ref else None
    if found is None:
        return []
    if why in ("window", "budget"):
        await uow.windows.close(msg.chat)
    texts = [for_others(from_json(card)) for card in found[1]]
    return (await handed_over(msg.chat, texts, why, f"{HANDED}failed:{found[0]}", uow))[:1]


async def handed_over(chat: ChatRef, texts: Sequence[str], reason: str, once: str, uow: UnitOfWork) -> list[Push]:
    """The ways to somebody who can tell the customer, best first; none where the reader is no customer."""
    person = await uow.parties.person_in(chat)
    return await ways_to(person, texts, reason, once, uow) if person is not None else []


async def ways_to(person: Person, texts: Sequence[str], reason: str, once: str, uow: ports.UnitOfWork) -> list[Push]:
    """The same for one of a customer's people; none for anybody else."""
    if person.customer_id is None or not texts:
        return []
    customer = await uow.parties.customer(person.customer_id)
    notice = HandedOver(customer.name if customer else "", person.name, tuple(texts), reason)
    owner = customer.owner if customer else None
    ways: list[Audience] = [ToPerson(owner)] if owner else []
    ways += [ToRole(role.value) for role in _INSTEAD]
    return [Push(to, notice, dedupe=once) for to in ways]
