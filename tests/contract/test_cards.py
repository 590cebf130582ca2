"""Every card, as text files that a person can read, and what no card may ever show.

After a wanted change of wording:  JIEDAN_REWRITE_GOLDEN=1 .venv/bin/python -m pytest tests/contract/test_cards.py
and read the difference before you commit it.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from bot.labels import numbered
from cards.action import unpack
from cards.build import build
from cards.card import Block, Card, Facts, Lines, Note, Quote, from_json, to_json
from cards.goods import tail
from cards.refusals import SENTENCES, refusal
from cards.system import ALARMS
from cards.text import to_text
from handlers import notices as n
from handlers.domain import errors
from handlers.domain.messaging import ChatKind
from handlers.domain.order import Phase
from handlers.domain.typed import read as typed
from handlers.hints import draft_hint
from handlers.table import TAPS
from nlp import CustomerRecord, Lexicon, ProductRecord, parse
from nlp.types import Hints, Intent
from tests.golden import approved
from tests.unit.cards.gallery import GALLERY
from tests.unit.cards.gallery.company import (
    BUYER,
    FLOW,
    FOREIGN,
    NOW,
    OTHER,
    PLACED,
    SALES,
    VIEWERS,
    WAREHOUSE,
    ZONE,
    viewer,
)

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "cards"
PHONE = 12
each_notice = pytest.mark.parametrize("name", GALLERY)
OUTSIDE = {
    "customer": viewer(BUYER),
    "stranger": viewer(None),
    "group": viewer(None, ChatKind.GROUP),
    "customer's group": viewer(None, ChatKind.GROUP, "C1"),
    "sales in a group": viewer(SALES, ChatKind.GROUP),
    "customer in a group": viewer(BUYER, ChatKind.GROUP),
}
SECRET = ("17.35", "15.15", "19.9", "88000", "88,000", "4321", "4,321", "5678", "5,678", "5,205", "元")


def documented_codes() -> list[str]:
    """The codes that the error tree names."""
    return re.findall(r"^([a-z]+\.[a-z_]+) {2,}\S", errors.__doc__ or "", re.MULTILINE)


def drawn(card: Card) -> str:
    """A card as a reviewer sees it: blocks, marks, buttons with what they carry."""
    head = f"┌ {card.title or '(text)'} · {card.tone}" + (f" · {card.key}" if card.key else "")
    rows = [head, f"│ ~ {card.summary}"]
    for block in card.blocks:
        rows.extend(f"│ {row}" for row in drawn_block(block))
    rows.extend(f"└ [{b.label}] {b.action} {b.style} “{b.reply}”" for b in card.buttons)
    if card.form:
        rows.append(f"└ form [{card.form.submit}] {card.form.action}")
        rows.extend(f"  {f.name} {f.kind}{'!' if f.required else ''} | {f.label} | {f.value}" for f in card.form.fields)
    return "\n".join(rows)


def drawn_block(block: Block) -> list[str]:
    match block:
        case Facts():
            return [f"{r.label} | {r.value}{f' <{r.mark}: {r.note}>' if r.mark else ''}" for r in block.rows]
        case Lines():
            return [f"{i}. {r}" if block.numbered else r for i, r in enumerate(block.rows, 1)]
        case Note():
            return [f"({block.tone}) {block.text}"]
        case Quote():
            return [f"“{block.text}” {block.who} {list(block.marks) or ''}".rstrip()]


def golden(name: str) -> str:
    """What the file of this notice must hold."""
    parts = [f"# sales\n{drawn(build(GALLERY[name], VIEWERS['sales']))}"]
    parts += [f"# {who}, as text\n{to_text(build(GALLERY[name], reader))}" for who, reader in VIEWERS.items()]
    return "\n\n".join(parts) + "\n"


@each_notice
def test_card_is_as_it_was_approved(name: str) -> None:
    path = FOLDER / f"{name}.txt"
    written = golden(name)
    assert written == approved(path, written)


def test_gallery_and_files_are_the_same() -> None:
    assert {p.stem for p in FOLDER.glob("*.txt")} == set(GALLERY)


def test_gallery_shows_every_notice() -> None:
    assert {type(notice) for notice in GALLERY.values()} == set(get_args(n.Notice))
    assert {notice.code for notice in GALLERY.values() if isinstance(notice, n.OpsAlarm)} == set(ALARMS)


OFFERED = {(name, "customer") for name in ("quote_sent", "quote_list")}  # its own prices, sent to it alone


@each_notice
@pytest.mark.parametrize("who", OUTSIDE)
def test_nothing_leaks(name: str, who: str) -> None:
    if (name, who) in OFFERED:
        return
    card = build(GALLERY[name], OUTSIDE[who])
    shown = to_json(card) + to_text(card)
    assert not [secret for secret in SECRET if secret in shown]


CUSTOMERS = ("customer", "customer's group", "customer in a group")


@each_notice
@pytest.mark.parametrize("who", CUSTOMERS)
def test_customers_never_read_of_others_or_of_colleagues(name: str, who: str) -> None:
    shown = to_json(build(GALLERY[name], OUTSIDE[who]))
    assert OTHER not in shown
    assert "SO20260310-0002" not in shown
    assert "青禾幼儿园" not in shown
    assert not [colleague for colleague in ("顾工", "老段", "马丽", "小马") if colleague in shown]


def test_a_foreign_order_looks_like_none() -> None:
    foreign = build(n.Progress(FOREIGN), viewer(BUYER))
    assert foreign == build(n.NoOrders(), viewer(BUYER))


@each_notice
@pytest.mark.parametrize("who", [*VIEWERS, *OUTSIDE])
def test_card_survives_the_outbox(name: str, who: str) -> None:
    card = build(GALLERY[name], {**VIEWERS, **OUTSIDE}[who])
    assert from_json(to_json(card)) == card


@each_notice
@pytest.mark.parametrize("who", VIEWERS)
def test_card_fits_a_phone(name: str, who: str) -> None:
    card = build(GALLERY[name], VIEWERS[who])
    assert len(to_text(card).splitlines()) <= PHONE
    assert "\n" not in card.summary
    assert len(card.summary) <= 100
    assert all(unpack(b.action).pack() == b.action for b in card.buttons)


ONLY_PRESSED = {"evidence", "human", "ask_owner", "rule_from"}  # by their label
LEXICON = Lexicon(
    [
        ProductRecord("JD-48C", "封箱胶带(透明)", "48mm", unit="卷"),
        ProductRecord("JD-48Y", "封箱胶带(米黄)", unit="卷"),
    ],
    [CustomerRecord("C1", "青禾文具店", ("青禾",))],
)
MEANT = {
    "offer": Intent.CHANGE_ORDER,
    "confirm": Intent.CONFIRM,
    "discard": Intent.DISCARD,
    "undo": Intent.UNDO,
    "details": Intent.ASK_STATUS,
    "cancel": Intent.CANCEL_ORDER,
    "choose": Intent.EDIT_DRAFT,
    "alias_undo": Intent.ALIAS,
    "fit": Intent.EDIT_DRAFT,
}


@each_notice
def test_every_button_can_be_typed_too(name: str) -> None:
    buttons = build(GALLERY[name], VIEWERS["sales"]).buttons
    assert all(b.reply or numbered(b) or unpack(b.action).verb in ONLY_PRESSED for b in buttons)
    typed = [b.reply for b in buttons if b.reply]
    assert len(set(typed)) == len(typed)


@each_notice
def test_what_may_be_typed_is_read_as_the_button(name: str) -> None:
    notice = GALLERY[name]
    order = getattr(notice, "order", None)
    drafts = (draft_hint(order),) if order is not None and order.phase is Phase.DRAFT else ()
    hints = Hints(NOW.astimezone(ZONE), "sales", drafts=drafts, recent_order=not drafts)
    for button in build(notice, VIEWERS["sales"]).buttons:
        if not button.reply:
            continue
        if command := typed(button.reply):
            verb = unpack(button.action).verb
            assert verb == command.verb, button
            about = tail(order) if order is not None else getattr(getattr(notice, "alert", None), "sku", None)
            asking = getattr(notice, "asking", None)
            about = asking.request.number if asking is not None else about
            asked = getattr(notice, "requisition", None)
            about = asked.number if asked is not None else about
            place = (
                len(command.about) == 1 and button in build(notice, VIEWERS["sales"]).buttons[int(command.about) - 1 :]
            )
            assert not command.about or command.about == about or place, button
            continue
        action, got = unpack(button.action), parse(button.reply, hints, LEXICON)
        assert got.intent is MEANT.get(action.verb, Intent.ADVANCE_ORDER), button
        if action.verb == "choose":
            assert got.choice == int(action.value) + 1
        elif action.verb in {"details", "cancel"}:
            assert got.ref is not None
            assert got.ref.no_tail == button.reply.strip("取消订单 到哪了"), button


def test_choices_are_typed_as_the_number_that_their_index_means() -> None:
    for name in ("draft_asks_product", "draft_asks_customer"):
        buttons = [b for b in build(GALLERY[name], VIEWERS["sales"]).buttons if b.action.startswith("choose:")]
        assert [b.reply for b in buttons] == ["1", "2"]
        assert [unpack(b.action).value for b in buttons] == ["0", "1"]


@pytest.mark.parametrize("name", ["draft_asks_product", "draft_asks_customer", "draft_asks_quantity"])
def test_what_is_missing_leaves_no_way_to_confirm(name: str) -> None:
    card = build(GALLERY[name], VIEWERS["sales"])
    assert not [b for b in card.buttons if b.action.startswith("confirm:")]


def test_a_missing_date_is_asked_and_may_be_left_open() -> None:
    buttons = build(GALLERY["draft_asks_date"], VIEWERS["sales"]).buttons
    assert next((unpack(b.action).verb, b.reply) for b in buttons) == ("confirm", "1")


@each_notice
def test_every_verb_has_somebody_who_serves_it(name: str) -> None:
    verbs = {unpack(b.action).verb for v in VIEWERS.values() for b in build(GALLERY[name], v).buttons}
    assert verbs <= set(TAPS) | {m.action for m in FLOW.moves}


@pytest.mark.parametrize("code", documented_codes())
def test_every_refusal_has_its_own_sentence(code: str) -> None:
    assert code in SENTENCES
    assert refusal(code, {}) != refusal("new.code", {})


def test_prices_are_for_four_roles_in_a_direct_chat_only() -> None:
    for role_ in type(SALES.role):
        shown = to_json(build(GALLERY["draft_ready"], viewer(replace(SALES, role=role_))))
        assert ("5,205 元" in shown) == (role_ in {"sales", "service", "finance", "manager"}), role_


def test_stock_figures_are_for_staff_in_a_direct_chat() -> None:
    assert "4,321" in to_text(build(GALLERY["stock"], viewer(WAREHOUSE)))


def test_customer_text_on_the_receipt_has_no_price() -> None:
    card = build(n.OrderPlaced(PLACED, PLACED.created_at), VIEWERS["sales"])
    (quote,) = [b for b in card.blocks if isinstance(b, Quote)]
    assert not [secret for secret in SECRET if secret in quote.text]
    assert not [b for b in card.buttons if b.action.startswith("undo:")], "the time for undo is over"
