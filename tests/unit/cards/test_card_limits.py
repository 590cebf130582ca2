"""Whatever people write, the card is built, its buttons fit, and its summary is one line."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from cards import limits
from cards.action import MAX_BYTES, unpack
from cards.build import build
from cards.card import Card, Facts, Lines, Note, Quote, from_json, to_json
from cards.limits import fit
from cards.text import to_text
from handlers import notices as n
from handlers.domain.order import Asked, Choice, Evidence, Line, Order, OrderId, Question
from nlp.types import Doubt
from tests.unit.cards.gallery.company import DRAFT, LINE, PLACED, VIEWERS

ALPHABET = "青禾胶带封箱abcXYZ0123 \n\t()()/:“”{}%\\<>&\x00\x1b\u202e\u200b🟡🔴👍\ud83d①②"


def said(rng: random.Random, most: int = 400) -> str:
    return "".join(rng.choices(ALPHABET, k=rng.randrange(most)))


def decimal(rng: random.Random) -> Decimal | None:
    return rng.choice([None, Decimal(0), Decimal("0.001"), Decimal(10) ** 400, Decimal("-3.5"), Decimal("1E-20")])


def line(rng: random.Random, no: int) -> Line:
    doubts = tuple(Doubt(rng.choice(["product", "quantity", "x"]), said(rng, 12), said(rng)) for _ in range(2))
    return replace(
        LINE,
        no=no,
        sku=rng.choice([None, "JD-48C"]),
        label=said(rng),
        mention=said(rng),
        qty=decimal(rng),
        unit=rng.choice([None, said(rng)]),
        base_qty=decimal(rng),
        base_unit=said(rng, 9),
        price=decimal(rng),
        said_price=decimal(rng),
        gift=rng.random() < 0.2,
        doubts=doubts,
    )


def order(rng: random.Random, base: Order) -> Order:
    choices = tuple(Choice(said(rng), said(rng)) for _ in range(rng.randrange(9)))
    return replace(
        base,
        id=OrderId(rng.randrange(10**18)),
        version=rng.randrange(10**9),
        customer_id=rng.choice([None, "C1", "C9"]),
        customer_name=said(rng),
        lines=tuple(line(rng, i) for i in range(1, rng.choice([1, 1, 2, 3, 13, 70, 200]))),
        address=rng.choice([None, said(rng)]),
        tracking=rng.choice([None, said(rng)]),
        due_words=said(rng),
        due=rng.choice([None, base.due]),
        doubts=(Doubt("date", "past", said(rng)),),
        asked=rng.choice([None, Question(rng.choice(list(Asked)), rng.choice([None, 1, 60]), choices)]),
        evidence={"customer": Evidence(7, rng.randrange(-3, 9), rng.randrange(900), said(rng))},
    )


def notices(rng: random.Random) -> list[n.Notice]:
    draft, placed = order(rng, DRAFT), replace(order(rng, PLACED), asked=None)
    changed = tuple(rng.choice(["customer", "date", "line:2=" + said(rng), said(rng), "line:x"]) for _ in range(3))
    return [
        n.DraftShown(draft, None, changed, rng.randrange(9), said(rng)),
        n.DraftDiscarded(draft),
        n.OrderPlaced(placed, placed.created_at),
        n.OrderNews(placed, said(rng, 20), said(rng), "", said(rng)),
        n.OrderChanged(placed, order(rng, PLACED)),
        n.OrderCancelled(placed, said(rng)),
        n.StatusList(tuple(order(rng, PLACED) for _ in range(12)), 3, "advance", "ship", said(rng)),
        n.EvidenceShown(draft, {7: said(rng, 20000), 8: ""}),
        n.RefusedNotice(rng.choice(["flow.action", "order.locked", said(rng)]), {said(rng): said(rng)}, said(rng)),
        n.StaleNotice(rng.choice([None, draft, placed]), said(rng)),
        n.Inquiry(said(rng), said(rng), said(rng, 9000)),
        n.NoOrders(said(rng)),
        n.Unbound(said(rng)),
        n.OpsAlarm(said(rng), 1, said(rng)),
    ]


def check(card: Card) -> None:
    assert card.summary.strip()
    assert "\n" not in card.summary
    assert len(card.summary) <= limits.SUMMARY
    assert len(card.title) <= limits.TITLE
    for button in card.buttons:
        assert button.label
        assert len(button.label) <= limits.BUTTON
        assert len(button.action.encode()) <= MAX_BYTES
        assert unpack(button.action).pack() == button.action
    assert len({b.action for b in card.buttons}) == len(card.buttons)
    for block in card.blocks:
        if isinstance(block, Facts):
            assert all("\n" not in r.value and len(r.value) <= limits.VALUE for r in block.rows)
        if isinstance(block, Quote):
            assert all(0 <= a < b <= len(block.text) for a, b in block.marks)
    assert not set(to_text(card)) & set("\x00\x1b\u202e\ud83d")
    to_text(card).encode()
    assert from_json(to_json(card)) == card


@pytest.mark.parametrize("seed", range(60))
def test_any_words_make_a_card_that_fits(seed: int) -> None:
    rng = random.Random(seed)
    for notice in notices(rng):
        for viewer in VIEWERS.values():
            check(build(notice, viewer))


def test_sixty_lines_are_folded_and_the_changed_one_is_shown() -> None:
    many = replace(DRAFT, lines=tuple(replace(LINE, no=i, label=f"货{i}") for i in range(1, 61)))
    (lines,) = [
        b
        for b in build(n.DraftShown(many, None, changed=("line:44",)), VIEWERS["sales"]).blocks
        if isinstance(b, Lines)
    ]
    assert lines.rows[0].startswith("① 货1 ")
    assert any(r.startswith("44. 货44 ") and r.endswith("(已改)") for r in lines.rows)
    assert lines.rows[-1] == "…共60行"


def test_long_quotes_keep_their_first_mark_in_sight() -> None:
    text = "无关的话" * 3000 + "胶带300卷" + "别的" * 3000
    card = fit(Card("t", "s", (Quote(text, "", ((12000, 12002),)),)))
    (quote,) = [b for b in card.blocks if isinstance(b, Quote)]
    ((start, end),) = quote.marks
    assert quote.text[start:end] == "胶带"


def test_an_empty_summary_is_never_sent() -> None:
    assert fit(Card("", "", (Note(""),))).summary == "您有一条新消息"
