"""Words for a customer whose goods are stuck, as far as his contract allows to offer something."""

from datetime import datetime

from handlers.access import customer_of
from handlers.context import Context
from handlers.domain.amends import Voice, offered
from handlers.domain.order import Order
from handlers.domain.tracking import waybill
from handlers.limits import terms_for
from handlers.notices import StallScript
from handlers.ports import UnitOfWork


async def script_of(order: Order, ctx: Context, uow: UnitOfWork, voice: Voice = Voice.POLITE) -> StallScript:
    """The words, with what may be offered."""
    terms = terms_for(ctx.policy, await customer_of(order, uow))
    return StallScript(order, await _heard(order, uow), offered(ctx.policy.amends, terms.amends_most), voice)


async def _heard(order: Order, uow: UnitOfWork) -> datetime | None:
    """Since when nothing was heard; None where nobody hears of this parcel."""
    current = waybill(order.tracking or "")
    parcels = await uow.parcels.of(order.id) if current is not None else []
    return next((one.at for one in parcels if current is not None and one.number == current[0]), None)
