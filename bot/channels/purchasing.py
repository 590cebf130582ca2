"""Hands purchase requisitions to the system that buys, through a hook of the company's own; see `hook.py`.

POST {"number", "sku", "product", "supplier", "qty", "unit", "need_by", "by", "at", "orders"}: all texts; the
quantity is a decimal number, days and instants are ISO 8601. The idempotency key is the requisition's number.
"""

from bot.channels.hook import FactsHook


class Purchasing(FactsHook):
    """The buying system."""

    name = "purchasing"
