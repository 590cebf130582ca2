"""Order and Line as rows and back: pure mapping, no SQL."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping

from handlers.domain.finding import Finding, Level
from handlers.domain.messaging import ChatKind, ChatRef
from handlers.domain.money import worth
from handlers.domain.order import Asked, Choice, Doubt, DueKind, Evidence, Line, Order, OrderId, Phase, Question
from storage.columns import Json

Row = RowMapping | Mapping[str, Any]


def order_values(order: Order) -> dict[str, object]:
    """Every column of `orders` but id and version."""
    return {
        "number": order.number,
        "number_key": None if order.number is None else order.number.casefold(),
        "number_back": None if order.number is None else order.number.casefold()[::-1],
        "flow": order.flow,
        "state": order.state,
        "phase": order.phase.value,
        "channel": order.chat.channel,
        "chat_id": order.chat.chat_id,
        "chat_kind": order.chat.kind.value,
        "placed_by": order.placed_by,
        "customer_id": order.customer_id,
        "customer_name": order.customer_name,
        "customer_candidates": list(order.customer_candidates),
        "due": order.due,
        "due_kind": None if order.due_kind is None else order.due_kind.value,
        "due_words": order.due_words,
        "address": order.address,
        "urgent": order.urgent,
        "tracking": order.tracking,
        "asked": _question_out(order.asked),
        "doubts": _doubts_out(order.doubts),
        "evidence": _evidence_out(order.evidence),
        "source_ids": list(order.source_ids),
        "created_at": order.created_at,
        "touched_at": order.touched_at,
        "confirmed_at": order.confirmed_at,
        "confirmed_by": order.confirmed_by,
        "entered_at": order.entered_at,
        "owner": order.owner,
        "version_confirmed": order.version_confirmed,
        "findings": findings_out(order.findings),
        "held": order.held,
        "customer_no": order.customer_no,
        "shipping": order.shipping,
        "remark": order.remark,
        "label": order.label,
        "agreed": order.agreed,
        "delayed": order.delayed,
        "terms": order.terms,
        "tags": list(order.tags),
        "quote": order.quote,
        "amount": worth(order),
    }


def line_values(order_id: int, line: Line) -> dict[str, object]:
    """Every column of `order_lines`."""
    return {
        "order_id": order_id,
        "no": line.no,
        "sku": line.sku,
        "label": line.label,
        "mention": line.mention,
        "candidates": list(line.candidates),
        "qty": line.qty,
        "unit": line.unit,
        "base_qty": line.base_qty,
        "base_unit": line.base_unit,
        "price": line.price,
        "said_price": line.said_price,
        "gift": line.gift,
        "doubts": _doubts_out(line.doubts),
        "evidence": _evidence_out(line.evidence),
        "origin": line.origin,
        "learn": line.learn,
        "picked": line.picked,
        "presale": line.presale,
        "presale_day": line.presale_day,
        "presale_qty": line.presale_qty,
        "given": line.given,
    }


def order_of(row: Row, lines: Iterable[Row]) -> Order:
    """The order of a row of `orders` and its rows of `order_lines`."""
    return Order(
        id=OrderId(row["id"]),
        version=row["version"],
        flow=row["flow"],
        state=row["state"],
        phase=Phase(row["phase"]),
        chat=ChatRef(row["channel"], row["chat_id"], ChatKind(row["chat_kind"])),
        created_at=row["created_at"],
        touched_at=row["touched_at"],
        number=row["number"],
        placed_by=row["placed_by"],
        customer_id=row["customer_id"],
        customer_name=row["customer_name"],
        customer_candidates=tuple(row["customer_candidates"]),
        lines=tuple(line_of(line) for line in lines),
        due=row["due"],
        due_kind=None if row["due_kind"] is None else DueKind(row["due_kind"]),
        due_words=row["due_words"],
        address=row["address"],
        urgent=row["urgent"],
        tracking=row["tracking"],
        asked=_question_in(row["asked"]),
        doubts=_doubts_in(row["doubts"]),
        evidence=_evidence_in(row["evidence"]),
        source_ids=tuple(row["source_ids"]),
        confirmed_at=row["confirmed_at"],
        confirmed_by=row["confirmed_by"],
        entered_at=row["entered_at"],
        owner=row["owner"],
        version_confirmed=row["version_confirmed"],
        findings=findings_in(row["findings"]),
        held=row["held"],
        customer_no=row["customer_no"],
        shipping=row["shipping"],
        remark=row.get("remark", ""),
        label=row.get("label", 0),
        agreed=row.get("agreed"),
        delayed=row.get("delayed"),
        terms=row.get("terms", ""),
        tags=tuple(row.get("tags") or ()),  # a snapshot of an older version has none
        quote=row.get("quote", ""),
    )


def line_of(row: Row) -> Line:
    """The line of a row of `order_lines`."""
    return Line(
        no=row["no"],
        sku=row["sku"],
        label=row["label"],
        mention=row["mention"],
        candidates=tuple(row["candidates"]),
        qty=row["qty"],
        unit=row["unit"],
        base_qty=row["base_qty"],
        base_unit=row["base_unit"],
        price=row["price"],
        said_price=row["said_price"],
        gift=row["gift"],
        doubts=_doubts_in(row["doubts"]),
        evidence=_evidence_in(row["evidence"]),
        origin=row["origin"],
        learn=row["learn"],
        picked=row.get("picked", Decimal(0)),
        presale=row.get("presale", ""),
        presale_day=row.get("presale_day"),
        presale_qty=row.get("presale_qty"),
        given=row.get("given", ""),
    )


def findings_out(findings: Iterable[Finding]) -> Json:
    """Findings as JSON."""
    return [[f.code, f.level.value, dict(f.facts), f.cure, f.line, str(f.size)] for f in findings]


def findings_in(raw: Iterable[list[Any]]) -> tuple[Finding, ...]:
    """What `findings_out` wrote."""
    return tuple(
        Finding(code, Level(level), facts, cure, line, Decimal(size)) for code, level, facts, cure, line, size in raw
    )


def _doubts_out(doubts: Iterable[Doubt]) -> Json:
    return [[d.field, d.reason, d.words, *([list(d.facts)] if d.facts else [])] for d in doubts]


def _doubts_in(raw: Iterable[list[Any]]) -> tuple[Doubt, ...]:
    return tuple(Doubt(field, reason, words, *map(tuple, facts)) for field, reason, words, *facts in raw)


def _evidence_out(evidence: Mapping[str, Evidence]) -> Json:
    return {name: [e.message_id, e.start, e.end, e.words] for name, e in evidence.items()}


def _evidence_in(raw: Mapping[str, tuple[int, int, int, str]]) -> dict[str, Evidence]:
    return {name: Evidence(*values) for name, values in raw.items()}


def _question_out(question: Question | None) -> Json:
    if question is None:
        return None
    choices = [[choice.key, choice.label] for choice in question.choices]
    return {"about": question.about.value, "line": question.line, "choices": choices}


def _question_in(raw: dict[str, Any] | None) -> Question | None:
    if raw is None:
        return None
    choices = tuple(Choice(key, label) for key, label in raw["choices"])
    return Question(Asked(raw["about"]), raw["line"], choices)
