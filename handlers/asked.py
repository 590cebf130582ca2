"""Asks somebody for words about an alert, one person at a time: his next words are the answer."""

from handlers.access import actor
from handlers.alerts import shown_alert
from handlers.context import Context
from handlers.domain.alert import Alert, asking
from handlers.domain.answers import PATIENCE
from handlers.domain.errors import Refused
from handlers.domain.messaging import Message
from handlers.domain.request import PREFIX, id_of
from handlers.lookup import name_of
from handlers.notices import AlertAsked, Push
from handlers.ports import UnitOfWork
from handlers.telling import answer

READ = 30  # signs of an answer that could not be read, which are repeated


async def ask(
    what: str, alert: Alert, words: str, msg: Message, ctx: Context, uow: UnitOfWork, why: str = ""
) -> list[Push]:
    """Asks the speaker, where `words` do not say it; raises Refused("alert.asked") while somebody else is answering.

    `why` says more about what is wrong with the words, as `AlertAsked` does.
    """
    user, order = actor(ctx).user, await uow.orders.get(alert.order_id) if alert.order_id is not None else None
    lately = alert.pending_at is not None and alert.pending_at >= ctx.now - PATIENCE
    if alert.pending and lately and alert.pending_by != user:
        wish = id_of(alert.subject)
        about = f"{PREFIX}{wish:04d}" if wish is not None else (order.number or "") if order is not None else alert.sku
        raise Refused("alert.asked", {"谁": await name_of(alert.pending_by, uow), "单号": about})
    await uow.alerts.save(asking(alert, what, user, ctx.now, msg.chat))
    shown = await shown_alert(alert, order, await uow.alerts.told(alert.id), ctx, uow)
    return [answer(msg, AlertAsked(shown, what, words[:READ], why))]
