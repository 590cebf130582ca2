"""Short commands with a fixed form, read to the letter: 到货 LT-07 300, 批准 0001 老客户, 等齐, 邀请 台州恒力 李工."""

import re
from dataclasses import replace

from handlers.domain.signs import half_width
from handlers.domain.typed import alerts, decisions, goods, money, offers, orders, promises, rules, single, withdrawn
from handlers.domain.typed.command import Typed
from handlers.domain.typed.money import yuan
from handlers.domain.typed.offers import QUOTED

__all__ = ["LONGEST", "QUOTED", "Typed", "read", "yuan"]

LONGEST = 400  # characters of a command
_READERS = (  # in this order: some words fit several
    rules.named,
    single.single,
    alerts.slip,
    single.access,
    withdrawn.withdrawn,
    goods.unbooked,
    goods.booked,
    goods.sale,
    orders.work,
    decisions.decided,
    money.refunded,
    money.reversed_,
    money.paid,
    money.claimed,
    money.owed,
    money.given_back,
    orders.past,
    goods.held,
    alerts.answer,
    promises.promised,
    offers.offer,
    rules.tagged,
)


def read(text: str) -> Typed | None:
    """The command, or None for everything else. Full-width signs are read like plain ones; words stay as written."""
    written = text.strip()
    if rule := rules.written(written):
        return rule
    said = re.sub(r"[。!\s]+\Z", "", half_width(written[:LONGEST]))
    command = next((command for reader in _READERS if (command := reader(said)) is not None), None)
    if command is None or command.words not in said:
        return command
    at = said.rindex(command.words)
    return replace(command, words=written[at : at + len(command.words)])
