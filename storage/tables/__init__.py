"""All tables. Real columns where something is searched or checked, JSON for what is only read back.

A change here needs a revision in migrations/versions; a test compares the two.
"""

from storage.tables.base import meta, metadata
from storage.tables.goods import capacity, inbound, products, requisitions, sale_stops, stock, stock_holds, stock_moves
from storage.tables.messages import calls_heard, console_messages, inbox, outbox, paces, windows
from storage.tables.money import payments, prices, quotations, receivables, refunds, returns
from storage.tables.orders import (
    approvals,
    counters,
    deadlines,
    loads,
    order_chains,
    order_events,
    order_lines,
    orders,
    promises,
    proofs,
    requests,
    slips,
)
from storage.tables.parties import (
    accounts,
    chats,
    customer_words,
    customers,
    invitations,
    people,
    quiet_people,
    strangers,
)
from storage.tables.watch import alert_told, alerts, attempts, parcels, pledges, rule_switches, rule_versions, scans

HEAD = "0032"
"""The newest revision in migrations/versions: what a fresh database is stamped with."""


__all__ = [
    "HEAD",
    "accounts",
    "alert_told",
    "alerts",
    "approvals",
    "attempts",
    "calls_heard",
    "capacity",
    "chats",
    "console_messages",
    "counters",
    "customer_words",
    "customers",
    "deadlines",
    "inbound",
    "inbox",
    "invitations",
    "loads",
    "meta",
    "metadata",
    "order_chains",
    "order_events",
    "order_lines",
    "orders",
    "outbox",
    "paces",
    "parcels",
    "payments",
    "people",
    "pledges",
    "prices",
    "products",
    "promises",
    "proofs",
    "quiet_people",
    "quotations",
    "receivables",
    "refunds",
    "requests",
    "requisitions",
    "returns",
    "rule_switches",
    "rule_versions",
    "sale_stops",
    "scans",
    "slips",
    "stock",
    "stock_holds",
    "stock_moves",
    "strangers",
    "windows",
]
