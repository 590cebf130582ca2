"""Words for a customer whose goods are stuck, as far as his contract allows to offer something."""

from datetime import datetime

from handlers.access import customer_of
from handlers.context import Context
from handlers.domain.amends import Voice, offered
from handlers.domain.order import Order
from handlers.limits import terms_for
from handlers.notices import StallScript
from handlers.ports import UnitOfWork
from handlers.transit import parcel_of


async def script_of(order: Order, ctx: Context, uow: UnitOfWork, voice: Voice = Voice.POLITE) -> StallScript:
    """The words, with what may be offered."""
    terms = terms_for(ctx.policy, await customer_of(order, uow))
    return StallScript(order, await _heard(order, uow), offered(ctx.policy.amends, terms.amends_most), voice)


async def _heard(order: Order, uow: UnitOfWork) -> datetime | None:
    """Since when nothing was heard; None where nobody hears of this parcel."""
    parcel = await parcel_of(order, uow)
    return parcel.at if parcel is not None else None
