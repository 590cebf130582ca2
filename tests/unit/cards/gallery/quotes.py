"""One of every notice about a quotation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from handlers import notices as n
from handlers.domain.finding import Finding, Level
from handlers.domain.order import Change, Phase
from handlers.domain.quotation import Quotation, QuoteState
from tests.unit.cards.gallery.company import (
    ASKED,
    BOXES,
    BUYER,
    BUYING,
    CHANGED,
    DRAFT,
    LINE,
    NAMES,
    NOW,
    PLACED,
)

OFFER = replace(PLACED, number=None, state="已取消", phase=Phase.VOID, quote="QT20260310-0003", lines=(LINE, BOXES))
QUOTE = Quotation(
    OFFER.id, "QT20260310-0003", "C1", "u1", NOW - timedelta(hours=1), datetime(2026, 3, 17, 15, 59, 59, tzinfo=UTC)
)
SENT_QUOTE = replace(QUOTE, sent_at=NOW)
ENDED_QUOTE = replace(SENT_QUOTE, until=NOW - timedelta(hours=9), version=2)
OWN_PRICE = Finding(
    "quote.price",
    Level.HOLD,
    {"key": "JD-48C", "label": LINE.label, "said": "12", "list": "17.35", "floor": "14"},
    "approve",
    1,
    Decimal("5.35"),
)

QUOTES: dict[str, n.Notice] = {
    "quote_new": n.QuoteShown(OFFER, QUOTE, BUYING, "周宁", fresh="new"),
    "quote_asked": n.QuoteShown(OFFER, QUOTE, BUYING, "周宁", fresh="asked"),
    "quote_nobody": n.QuoteShown(OFFER, QUOTE, BUYING, "周宁", fresh="nobody"),
    "quote_shown_sent": n.QuoteShown(OFFER, SENT_QUOTE, BUYING, "周宁", fresh="sent"),
    "quote_waits": n.QuoteShown(OFFER, replace(QUOTE, state=QuoteState.ASKED), BUYING, "周宁"),
    "quote_refused": n.QuoteShown(OFFER, replace(QUOTE, state=QuoteState.REFUSED), BUYING, "周宁"),
    "quote_recalled": n.QuoteShown(OFFER, SENT_QUOTE, BUYING, "周宁", fresh="recalled"),
    "quote_dropped": n.QuoteShown(OFFER, replace(QUOTE, state=QuoteState.WITHDRAWN), BUYING, "周宁", fresh="dropped"),
    "quote_over": n.QuoteShown(OFFER, ENDED_QUOTE, BUYING, "周宁"),
    "quote_turned": n.QuoteShown(OFFER, replace(SENT_QUOTE, made=PLACED.id), BUYING, "周宁", PLACED),
    "quote_sent": n.QuoteSent(OFFER, SENT_QUOTE, "周宁"),
    "quote_sent_over": n.QuoteSent(OFFER, ENDED_QUOTE, "周宁"),
    "quote_sent_dropped": n.QuoteSent(OFFER, replace(SENT_QUOTE, state=QuoteState.WITHDRAWN), "周宁"),
    "quote_list": n.QuoteList(
        (SENT_QUOTE, replace(QUOTE, number="QT20260309-0001"), replace(ENDED_QUOTE, number="QT20260301-0002")),
        (OFFER, OFFER, OFFER),
        {"QT20260309-0001": "SO20260310-0001"},
    ),
    "quote_list_none": n.QuoteList((), (), whose="青禾文具店"),
    "quote_due": n.QuoteDue(OFFER, SENT_QUOTE, BUYING),
    "quote_due_over": n.QuoteDue(OFFER, ENDED_QUOTE, BUYING, over=True),
    "quote_price_asked": n.ApprovalAsked(
        replace(OFFER, findings=(OWN_PRICE,)),
        replace(ASKED, topic="quote:17", findings=(OWN_PRICE,)),
        BUYING,
        "周宁",
    ),
    "quote_handed_over": n.HandedOver(
        BUYING.name, BUYER.name, ("报价单 QT20260310-0003\n① 封箱胶带(透明) 300卷 × 17.35元/卷 = 5,205 元",), "window"
    ),
    "draft_for_quote": n.DraftShown(DRAFT, BUYING, offer=True),
    "draft_of_quote_over": n.DraftShown(
        replace(
            DRAFT,
            quote=QUOTE.number,
            findings=(
                Finding("quote.over", Level.WARN, {"key": QUOTE.number, "until": "2026-03-09T15:59:59+00:00"}),
                Finding(
                    "quote.less",
                    Level.WARN,
                    {"key": "JD-48C", "label": LINE.label, "from": "300", "unit": "卷"},
                    line=1,
                ),
            ),
        ),
        BUYING,
    ),
    "history_of_quote": n.History(
        OFFER, (replace(CHANGED, action="quote_change", changes=(Change("quote", "v1", "v2"),)),), NAMES
    ),
}
