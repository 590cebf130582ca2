"""Telephone calls about alerts: whether one that was ordered is still wanted, and that it was made."""

from handlers.alerts import follow, ladder_of
from handlers.context import Context
from handlers.domain.alert import Alert, AlertState, AlertTold, Step, Why
from handlers.domain.party import as_owner
from handlers.notices import Push
from handlers.ports import UnitOfWork


async def wanted(key: str, ctx: Context, uow: UnitOfWork) -> bool:
    """Whether somebody is still to be called about the alert with this key: nobody answered it, nor must they sleep."""
    alert = await _alert(key, uow)
    if alert is None or alert.state is not AlertState.OPEN:
        return False
    ladder = ladder_of(alert, ctx)
    rung = ladder.spec.rungs[min(max(alert.level, 1), len(ladder.spec.rungs)) - 1]
    return rung.urgent or ladder.awake(ctx.now) <= ctx.now


async def rang(key: str, user: str, ctx: Context, uow: UnitOfWork) -> list[Push]:
    """The call about the alert with this key was ordered: its cards say so, once a person and level."""
    alert = await _alert(key, uow)
    if alert is None:
        return []
    told, to = await uow.alerts.told(alert.id), as_owner(user)
    if any((one.to, one.why, one.level) == (to, Why.CALLED.value, alert.level) for one in told):
        return []
    own = next((one.key for one in reversed(told) if one.to == to), alert.key)
    await uow.alerts.tell([AlertTold(alert.id, to, own, Why.CALLED.value, alert.level, ctx.now)])
    return [] if alert.state is AlertState.CLOSED else await follow(Step(alert), ctx, uow, timed=False)


async def _alert(key: str, uow: UnitOfWork) -> Alert | None:
    number = key.removeprefix("alert:")
    return await uow.alerts.get(int(number)) if number.isdecimal() else None
