"""Which existing order a message speaks of, among those the speaker may be told about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.access import Scope, actor, scope
from handlers.context import Context
from handlers.domain.messaging import Message
from handlers.domain.order import Order, Phase
from handlers.domain.placed_when import Days
from handlers.notices import NoOrders, StatusList
from handlers.ports import UnitOfWork
from nlp.types import Ref

ALL = (Phase.OPEN, Phase.DONE, Phase.VOID)
MANY = 24  # more than this nobody reads: the rest is only counted up to here


@dataclass(frozen=True, slots=True)
class Located:
    """What was found, newest first, cut to what is shown at once; `words` is what was asked for."""

    orders: tuple[Order, ...]
    more: int = 0
    words: str = ""
    private: bool = False
    foreign: bool = False  # only customers were named of whom nothing may be told here


async def locate(
    ref: Ref,
    msg: Message,
    ctx: Context,
    uow: UnitOfWork,
    *,
    phases: tuple[Phase, ...] = (Phase.OPEN,),
    own: bool = False,
    everything: bool = False,
    days: Days | None = None,
) -> Located:
    """Finds orders by number, last digits, customer or product; of those only what was placed on these `days`.

    Where the text names nothing: with `own` the speaker's own orders, with `everything` all that may be seen.
    """
    reach = await scope(msg.chat, ctx, uow)
    words = ref.no or ref.no_tail or ref.mention
    found = [order for order in await _search(ref, reach, phases, ctx, uow, own, everything) if reach.shows(order)]
    found = [order for order in found if order.number is not None and order.phase in phases]
    if days is not None:
        found = [order for order in found if days[0] <= _placed(order, ctx) <= days[1]]
    shown = ctx.policy.status_list
    foreign = bool(ref.customer or ref.customer_candidates) and _customers(ref, reach) == set()
    return Located(tuple(found[:shown]), max(0, len(found) - shown), words, reach.private, foreign)


def _placed(order: Order, ctx: Context) -> date:
    return (order.confirmed_at or order.created_at).astimezone(ctx.zone).date()


async def meant(about: str, msg: Message, ctx: Context, uow: UnitOfWork, *, phases: tuple[Phase, ...] = ALL) -> Located:
    """The orders that a number, or its last digits, speaks of; none: the speaker's own open ones."""
    if not about:
        return await locate(Ref(), msg, ctx, uow, own=True)
    ref = Ref(no=about) if about[0].isalpha() else Ref(no_tail=about)
    return await locate(ref, msg, ctx, uow, phases=phases)


def which(found: Located, action: str = "status") -> StatusList | NoOrders:
    """What is said where not just one order was found: the list to choose from, for what was wanted; or none."""
    return StatusList(found.orders, found.more, action) if found.orders else NoOrders(found.words, found.foreign)


async def _search(
    ref: Ref, reach: Scope, phases: tuple[Phase, ...], ctx: Context, uow: UnitOfWork, own: bool, everything: bool
) -> Sequence[Order]:
    if ref.no:
        order = await uow.orders.by_number(ref.no)
        return [order] if order else []
    if ref.no_tail:
        return await uow.orders.by_tail(ref.no_tail, limit=MANY)
    customers = _customers(ref, reach)
    if customers is not None and not customers:
        return []
    skus = {ref.sku} if ref.sku else {c.key for c in ref.candidates}
    if ref.mention and not skus:
        return []  # a product was named that we do not know
    placed_by = None
    if ref.empty and own and not everything and reach.customers is None:
        placed_by = actor(ctx).user
    since = None if phases == (Phase.OPEN,) else ctx.now - timedelta(days=ctx.policy.usual_days)
    return await uow.orders.find(
        customers=customers, skus=skus or None, phases=phases, placed_by=placed_by, since=since, limit=MANY
    )


def _customers(ref: Ref, reach: Scope) -> set[str] | None:
    said = {ref.customer} if ref.customer else {c.key for c in ref.customer_candidates}
    if reach.customers is None:
        return said or None
    return (said & reach.customers) if said else set(reach.customers)


def drafts_meant(drafts: list[Order], ref: Ref, key: int | None) -> list[Order]:
    """The open drafts that a message about an order can mean: all of them where it names nothing."""
    if key is not None:
        return [d for d in drafts if d.id == key]
    if ref.no or ref.no_tail:
        return []
    return [d for d in drafts if _fits(d, ref)]


def _fits(draft: Order, ref: Ref) -> bool:
    customers = {ref.customer} if ref.customer else {c.key for c in ref.customer_candidates}
    if customers and draft.customer_id not in customers and not customers & set(draft.customer_candidates):
        return False
    skus = {ref.sku} if ref.sku else {c.key for c in ref.candidates}
    held = {sku for line in draft.lines for sku in (line.sku, *line.candidates) if sku}
    return bool(skus & held) if skus else not ref.mention
