"""A customer's own words for products: listed, taught, forgotten, taken back, and learnt from confirmed answers.

A word belongs to one customer. The customer's people see and change their own; sales, service and managers those of
the customer they name, or of the customer whose group or draft it is.
"""

from datetime import UTC, datetime, timedelta

from handlers.access import actor, group_customer
from handlers.context import Context
from handlers.domain.alias import MOST, Alias, AliasSource, Word, key_of, learnable, tidy
from handlers.domain.errors import Refused
from handlers.domain.lines import UNSURE
from handlers.domain.messaging import ChatKind, Message, Tap, id_in
from handlers.domain.order import Order
from handlers.domain.party import Customer, Role
from handlers.hints import open_drafts
from handlers.notices import AliasChanged, AliasList, AliasUnclear, Notice, Push
from handlers.ports import UnitOfWork
from handlers.telling import answer, privately
from nlp.types import AliasTalk, LineItem, Parse

TEACHERS = frozenset({Role.SALES, Role.SERVICE, Role.MANAGER})


async def alias(msg: Message, parse: Parse, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """Does what was said about a customer's words."""
    talk = parse.alias or AliasTalk("list")
    customer = await _customer(talk, msg, ctx, uow)
    if customer is None and talk.action == "undo" and (undone := await undo_recent(msg, ctx, uow)):
        return undone
    if customer is None:
        return await _tell(AliasUnclear(talk.words, which=await _names(talk, uow)), None, msg, ctx, uow)
    match talk.action:
        case "teach":
            notice = await _teach(talk, customer, ctx, uow)
        case "forget":
            notice = await _forget(talk.words, customer, ctx, uow)
        case "undo":
            notice = await _undo(await uow.aliases.last_change(customer.id), customer, ctx, uow)
        case _:
            notice = await _list(talk.words, customer, uow)
    return await _tell(notice, customer, msg, ctx, uow)


async def undo_tap(msg: Message, tap: Tap, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The button that takes one change of a word back."""
    found = await uow.aliases.get(id_in(tap.value) or 0)
    customer = await uow.parties.customer(found.customer_id) if found else None
    if found is None or customer is None or not _may(customer.id, ctx):
        raise Refused("button.unknown")
    return await _tell(await _undo(found, customer, ctx, uow), customer, msg, ctx, uow)


async def undo_recent(msg: Message, ctx: Context, uow: UnitOfWork, after: datetime | None = None) -> list[Push]:
    """撤销 right after this person taught a word; nothing where that is too long ago, or an order came later."""
    since = max(ctx.now - timedelta(minutes=ctx.policy.undo_minutes), after or datetime.min.replace(tzinfo=UTC))
    last = await uow.aliases.taught_by(actor(ctx).user, since)
    customer = await uow.parties.customer(last.customer_id) if last else None
    if last is None or customer is None or not _may(customer.id, ctx):
        return []
    return await _tell(await _undo(last, customer, ctx, uow), customer, msg, ctx, uow)


async def learn(order: Order, ctx: Context, uow: UnitOfWork) -> tuple[Word, ...]:
    """Remembers the words that were explained while the order was a draft, for its customer alone."""
    learnt: list[Word] = []
    for line in order.lines:
        words, outright = line.learn.removeprefix("="), line.learn.startswith("=")
        if not (line.sku and order.customer_id and learnable(words)):
            continue
        if any(d.field == "product" and d.reason in UNSURE for d in line.doubts):
            continue
        known = await uow.aliases.find(order.customer_id, key_of(words))
        if known is not None and (known.sku == line.sku or not outright):
            continue  # a word that has a meaning gets another one only where that was said outright
        source, by = AliasSource.LEARNT, actor(ctx).user
        new = Alias(order.customer_id, tidy(words), line.sku, source, by, ctx.now, order_id=int(order.id))
        stored = await uow.aliases.put(new)
        learnt.append(Word(stored.words, line.label, stored.source.value, stored.id))
    return tuple(learnt)


async def unlearn(order: Order, ctx: Context, uow: UnitOfWork) -> None:
    """An order that is taken back taught nothing."""
    for word in await uow.aliases.of_order(int(order.id)):
        await uow.aliases.take_back(word.id, ctx.now)


async def _teach(talk: AliasTalk, customer: Customer, ctx: Context, uow: UnitOfWork) -> Notice:
    words, product = tidy(talk.words), talk.product or LineItem()
    if not words or len(words) > MOST or key_of(words).isdigit():
        raise Refused("alias.words", {"叫法": words[:40]})
    if product.sku is None:
        keys = [c.key for c in product.candidates][:6]
        found = await uow.catalogue.products(keys)
        return AliasUnclear(words, product.mention, tuple(found[key].label for key in keys if key in found))
    before = await uow.aliases.find(customer.id, key_of(words))
    labels = await _labels([product.sku, *([before.sku] if before else [])], uow)
    new = Alias(customer.id, words, product.sku, AliasSource.TAUGHT, actor(ctx).user, ctx.now)
    stored = await uow.aliases.put(new)
    old = labels.get(before.sku, before.sku) if before and before.sku != product.sku else ""
    return AliasChanged("taught", customer.name, _word(stored, labels), old)


async def _forget(words: str, customer: Customer, ctx: Context, uow: UnitOfWork) -> Notice:
    found = await uow.aliases.find(customer.id, key_of(tidy(words)))
    if found is None:
        return await _list(words, customer, uow)
    await uow.aliases.forget(found.id, ctx.now)
    return AliasChanged("forgotten", customer.name, _word(found, await _labels([found.sku], uow)))


async def _undo(last: Alias | None, customer: Customer, ctx: Context, uow: UnitOfWork) -> Notice:
    if last is None:
        return AliasList(customer.name, ())
    labels = await _labels([last.sku], uow)
    if last.gone_at is not None:
        await uow.aliases.restore(last.id, ctx.now)
        return AliasChanged("restored", customer.name, _word(last, labels))
    await uow.aliases.take_back(last.id, ctx.now)
    return AliasChanged("forgotten", customer.name, _word(last, labels))


async def _list(words: str, customer: Customer, uow: UnitOfWork) -> Notice:
    known = await uow.aliases.of(customer.id)
    wanted = key_of(tidy(words))
    fitting = [one for one in known if wanted in one.key]
    labels = await _labels([one.sku for one in fitting], uow)
    return AliasList(customer.name, tuple(_word(one, labels) for one in fitting), tidy(words))


def _word(one: Alias, labels: dict[str, str]) -> Word:
    return Word(one.words, labels.get(one.sku, one.sku), one.source.value, one.id)


async def _labels(skus: list[str], uow: UnitOfWork) -> dict[str, str]:
    return {sku: product.label for sku, product in (await uow.catalogue.products(skus)).items()}


async def _names(talk: AliasTalk, uow: UnitOfWork) -> tuple[str, ...]:
    found = await uow.parties.customers([c.key for c in talk.customer_candidates])
    return tuple(sorted(one.name for one in found.values()))


async def _customer(talk: AliasTalk, msg: Message, ctx: Context, uow: UnitOfWork) -> Customer | None:
    """Whose words are meant; raises Refused where they are not this person's business."""
    person = actor(ctx)
    if person.role is Role.CUSTOMER:
        named = [talk.customer] if talk.customer else [c.key for c in talk.customer_candidates]
        if person.customer_id is None or (named and person.customer_id not in named):
            raise Refused("alias.foreign")
        return await uow.parties.customer(person.customer_id)
    if person.role not in TEACHERS:
        raise Refused("alias.role")
    key = talk.customer or (None if talk.customer_candidates else await group_customer(msg.chat, uow))
    if key is None and not talk.customer_candidates:
        key = next((d.customer_id for d in await open_drafts(msg, ctx, uow) if d.customer_id), None)
    return await uow.parties.customer(key) if key else None


def _may(customer_id: str, ctx: Context) -> bool:
    person = actor(ctx)
    return person.customer_id == customer_id if person.role is Role.CUSTOMER else person.role in TEACHERS


async def _tell(notice: Notice, customer: Customer | None, msg: Message, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The answer where it was asked, unless others read along whose words these are not."""
    if msg.chat.kind is ChatKind.GROUP:
        home = await group_customer(msg.chat, uow)
        staff_only = home is None and actor(ctx).role is not Role.CUSTOMER
        if not staff_only and (customer is None or home != customer.id):
            return [privately(actor(ctx), notice)]
    return [answer(msg, notice)]
