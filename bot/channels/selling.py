"""Tells the systems that sell what is not for sale, and what is again, through a hook of the company's; see `hook.py`.

POST {"number", "event", "sku", "product", "unit", "free", "safety", "why", "by", "at"}: all texts; `event` is "stop" or
"resume", figures are decimal numbers, `at` is ISO 8601. The idempotency key is the number. Events of a product come in
their order.
"""

from bot.channels.hook import FactsHook


class Selling(FactsHook):
    """Shops, tills and the like."""

    name = "selling"
