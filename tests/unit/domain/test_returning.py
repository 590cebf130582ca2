"""Until when goods may be given back, how much of them, and what they are worth."""

import tomllib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.flow import FlowSpec
from handlers.domain.flow import Flow
from handlers.domain.money import line_total
from handlers.domain.order import Line, OrderEvent, OrderId
from handlers.domain.returning import Returned, ReturnLine, ReturnState, open_until, signed_at, worth_of
from handlers.domain.terms import Terms

D = Decimal
SHOP = ZoneInfo("Asia/Shanghai")
FLOWS = Path(__file__).resolve().parents[3] / "config" / "flows"


NOW = datetime(2026, 3, 10, tzinfo=UTC)


def at(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{day:02d}T{clock}+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("how", "signed", "asked", "still"),
    [
        ("exact", at(14, "16:40:00"), at(14, "16:40:00"), True),
        ("exact", at(14, "16:40:00"), at(21, "16:39:59"), True),
        ("exact", at(14, "16:40:00"), at(21, "16:40:00"), True),
        ("exact", at(14, "16:40:00"), at(21, "16:40:01"), False),
        ("exact", at(14, "16:40:00"), at(21, "23:59:59"), False),
        ("exact", at(14, "23:59:59"), at(21, "23:59:59"), True),
        ("exact", at(14, "23:59:59"), at(22, "00:00:00"), False),
        ("exact", at(14, "00:00:00"), at(21, "00:00:00"), True),
        ("exact", at(14, "00:00:00"), at(21, "00:00:01"), False),
        ("day", at(14, "16:40:00"), at(21, "16:40:01"), True),
        ("day", at(14, "16:40:00"), at(21, "23:59:59"), True),
        ("day", at(14, "16:40:00"), at(22, "00:00:00"), False),
        ("day", at(14, "00:00:00"), at(21, "23:59:59"), True),
        ("day", at(14, "23:59:59"), at(21, "23:59:59"), True),
        ("day", at(14, "00:30:00"), at(21, "07:59:00"), True),  # still the 13th in UTC when it was signed
        ("day", at(14, "00:30:00"), at(22, "00:00:00"), False),
    ],
)
def test_the_seventh_day(how: str, signed: datetime, asked: datetime, still: bool) -> None:
    assert (asked <= open_until(signed, Terms(return_until=how), SHOP)) is still


@pytest.mark.parametrize("days", [0, 1, 15, 30])
def test_other_numbers_of_days(days: int) -> None:
    assert open_until(at(1, "10:00:00"), Terms(return_days=days), SHOP) == at(1, "10:00:00") + timedelta(days=days)


@pytest.mark.parametrize("name", ["five_state", "production", "b2b", "retail", "eleven_node"])
def test_every_flow_knows_when_goods_were_signed_for(name: str) -> None:
    flow = Flow(FlowSpec.model_validate(tomllib.loads((FLOWS / f"{name}.toml").read_text("utf-8"))))
    move = next(move for move in flow.spec.moves if "签收" in move.words)
    before = OrderEvent(OrderId(1), at(13, "09:00:00"), "u1", "ship", "x", "y")
    signed = OrderEvent(OrderId(1), at(14, "16:40:00"), "u1", move.action, move.from_[0], move.to)
    said = OrderEvent(OrderId(1), at(15, "09:00:00"), "u1", "note", move.to, move.to, "签收")
    assert signed_at([before, signed, said], flow) == at(14, "16:40:00")
    assert signed_at([before, said], flow) is None  # no sign-off: the window has not begun


@pytest.mark.parametrize(
    ("parts", "worth"),
    [((3,), "100.00"), ((1, 1, 1), "100.00"), ((1, 1), "66.67"), ((1,), "33.33"), ((2, 1), "100.00"), ((), "0")],
)
def test_parts_of_a_line_are_worth_their_part(parts: tuple[int, ...], worth: str) -> None:
    line = Line(1, "BOLT", "螺栓", base_qty=D(3), price=D("33.3333"))
    goods = [ReturnLine(1, "BOLT", "螺栓", D(qty), "件") for qty in parts]
    assert worth_of(goods, {1: line}) == D(worth)


def test_what_is_given_back_one_by_one_comes_to_what_the_line_cost() -> None:
    line = Line(1, "BOLT", "螺栓", base_qty=D(3), price=D("12.3456"))
    found: list[Decimal] = []
    wishes: list[Returned] = []
    for state in (ReturnState.RECEIVED, ReturnState.REFUSED, ReturnState.GRANTED, ReturnState.OPEN):
        goods = (ReturnLine(1, "BOLT", "螺栓", D(1), "件"),)
        worth = worth_of(goods, {1: line}, wishes)
        wishes.append(Returned(OrderId(1), goods, worth, "u1", NOW, NOW, NOW, state=state))
        found += [worth] if state is not ReturnState.REFUSED else []
    assert found == [D("12.35"), D("12.34"), D("12.35")]
    assert sum(found) == line_total(line) == D("37.04")


def test_half_a_fen_is_rounded_up() -> None:
    line = Line(1, "BOLT", "螺栓", base_qty=D(2), price=D("0.125"))
    assert worth_of([ReturnLine(1, "BOLT", "螺栓", D(1), "件")], {1: line}) == D("0.13")
