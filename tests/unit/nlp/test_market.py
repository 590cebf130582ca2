"""Whole messages of five trades, with all that they must be read as: `tests/worlds/market`."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nlp import parse, to_expect
from nlp.__main__ import hints_of, load

WORLD = Path(__file__).parents[2] / "worlds" / "market"
LEXICON, PEOPLE, CHATS = load(WORLD)
NOW = datetime.fromisoformat("2026-03-10T09:00:00+08:00")
INTENTS = {"order": "place_order", "change": "change_order", "cancel": "cancel_order", "advance": "advance_order"}
CASES = [
    tuple(line.split(" => "))
    for line in (WORLD / "messages.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def _one(known: str | None, candidates: list[str] | None) -> str:
    return known or "?" + "/".join(sorted(candidates or ()))


def _shown(order: dict[str, Any]) -> str:
    """One order as the file writes it, its lines by product."""
    lines = sorted(
        f"{_one(item.get('sku'), item.get('candidates'))} {Decimal(str(item['base_qty'])).normalize():f}"
        for item in order["items"]
    )
    customer = _one(order.get("customer"), order.get("customer_candidates"))
    return f"{customer} {order.get('due') or '-'} {', '.join(lines)}"


def _sorted(order: str) -> str:
    customer, due, lines = order.strip().split(" ", 2)
    named = _one(None, customer[1:].split("/")) if customer.startswith("?") else customer
    return f"{named} {due} {', '.join(sorted(lines.split(', ')))}"


@pytest.mark.parametrize(("said", "wanted"), CASES, ids=[said for said, _ in CASES])
def test_a_message_of_another_trade_is_read(said: str, wanted: str) -> None:
    who, text = said.split(" ", 1)
    sender, _, group = who.partition("@")
    message = {
        "now": NOW.isoformat(),
        "sender": sender,
        "chat": group or f"d-{sender}",
        "text": text.replace("\\n", "\n"),
    }
    got = to_expect(parse(message["text"], hints_of(message, PEOPLE, CHATS), LEXICON))
    kind, _, rest = wanted.strip().partition(" ")
    assert got["intent"] == INTENTS.get(kind, kind)
    if kind == "order":
        assert sorted(map(_shown, got["orders"])) == sorted(map(_sorted, rest.split(" ; ")))
    elif kind in ("ask_stock", "ask_price", "report_shortage"):
        assert set(got["skus"]) == set(rest.split())
    elif kind == "advance":
        assert got["status"] == rest
    elif kind == "change":
        said_of = str([got.get("ref"), got.get("changes")])
        assert all(any(word in said_of for word in words.lstrip("-").split("/")) for words in rest.split())
