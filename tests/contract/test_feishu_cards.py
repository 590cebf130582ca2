"""Cards as Feishu shows them: golden payloads, each of which the platform accepts.

JIEDAN_REWRITE_GOLDEN=1 pytest tests/contract/test_feishu_cards.py writes the golden files anew.
"""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.feishu.card import BUTTONS, at_most, measured, render
from bot.channels.feishu.text import MAX_BYTES
from bot.channels.text import MAX_PARTS
from cards.build import build
from cards.card import Button, Card, Fact, Facts, Field, Form, Lines, Note, Quote
from handlers.domain.messaging import ChatKind, ChatRef
from tests.contract.test_wecom_cards import any_card
from tests.contract.wecom_cards import CARDS
from tests.fakes.feishu import rules
from tests.fakes.feishu.events import Shown
from tests.fakes.feishu.rules import Everybody
from tests.golden import approved
from tests.unit.cards.gallery import GALLERY
from tests.unit.cards.gallery.company import VIEWERS

GOLDEN = Path(__file__).parents[1] / "fixtures" / "feishu" / "cards"
LISI = ChatRef("feishu", "lisi")
GROUP = ChatRef("feishu", "oc_warehouse1", ChatKind.GROUP)
ROBOT = ChatRef("feishu", "robot:warehouse", ChatKind.GROUP)
CHATS = {"person": LISI, "group": GROUP, "robot": ROBOT}
READERS = {"person": "sales", "group": "group", "robot": "group"}
KNOWN = Everybody(set())
FORM = Form(
    "fill:17:3:",
    (Field("due", "要货日期", "2026-03-15", "date"), Field("qty_1", "转向节(件)", "300", "number", required=True)),
)


def accepted(payload: Mapping[str, Any], *, robot: bool = False) -> None:
    """Feishu takes it: the card, and the words should the card be refused."""
    words = json.dumps({"text": payload["text"]}, ensure_ascii=False)
    assert rules.message("text", words, KNOWN) == rules.GOOD
    if "card" in payload:
        assert rules.message("interactive", json.dumps(payload["card"], ensure_ascii=False), KNOWN) == rules.GOOD
    assert "card" in payload or payload["prefer"] == "text"
    shown = {"toast": payload["toast"]} | (
        {"card": {"type": "raw", "data": payload["card"]}} if "card" in payload else {}
    )
    assert rules.response(shown, KNOWN) == 0
    if robot:
        body = payload.get("card") if payload["prefer"] == "card" else {"text": payload["text"]}
        assert len(json.dumps(body, ensure_ascii=False).encode()) < 19 * 1024


def sent(card: Card, to: ChatRef) -> tuple[Mapping[str, Any], ...]:
    """Rendered, and taken by the platform."""
    payloads = render(card, to, ("zhouku", "ou_hecai") if to.kind is ChatKind.GROUP else ())
    for payload in payloads:
        accepted(payload, robot=to is ROBOT)
    return payloads


def check_reachable(card: Card) -> None:
    """Each button is pressed, or typed."""
    if card.text_only:
        return
    payloads = sent(card, LISI)
    buttons = Shown("", "", card=dict(payloads[0].get("card", {}))).parts
    behaviours = [b for p in buttons if p["tag"] == "button" for b in p["behaviors"]]
    pressable = {b["value"]["action"] for b in behaviours if "value" in b}  # else it opens a page
    words = json.dumps(payloads, ensure_ascii=False)
    for button in card.buttons:
        assert button.action in pressable or f"“{button.reply}”" in words
    if card.form and card.form.fields and "内容较长" not in words:
        assert card.form.action in pressable


@pytest.mark.parametrize("chat", CHATS)
@pytest.mark.parametrize("name", GALLERY)
def test_every_notice_is_written_as_its_golden_file_says_and_is_accepted(name: str, chat: str) -> None:
    card = build(GALLERY[name], VIEWERS[READERS[chat]])
    payloads = sent(card, CHATS[chat])
    file = GOLDEN / f"{name}.{chat}.json"
    written = json.dumps(payloads, ensure_ascii=False, indent=1) + "\n"
    assert written == approved(file, written)


def test_every_golden_file_belongs_to_a_notice() -> None:
    assert {f.name.split(".")[0] for f in GOLDEN.iterdir()} == set(GALLERY)


@pytest.mark.parametrize("reader", VIEWERS)
@pytest.mark.parametrize("name", GALLERY)
def test_every_button_and_form_of_every_notice_is_reachable(name: str, reader: str) -> None:
    check_reachable(build(GALLERY[name], VIEWERS[reader]))


@pytest.mark.parametrize("name", CARDS)
def test_every_representative_card_is_accepted(name: str) -> None:
    for to in CHATS.values():
        sent(CARDS[name], to)
    check_reachable(CARDS[name])


@pytest.mark.parametrize("name", CARDS)
def test_nothing_that_a_card_says_is_lost(name: str) -> None:
    if name in ("very_long_text", "one_endless_line", "markup_from_a_person"):
        return
    said = json.dumps(render(CARDS[name], LISI), ensure_ascii=False).replace("&#40;", "(").replace("&#41;", ")")
    for block in CARDS[name].blocks:
        wanted = [r.value for r in block.rows] if isinstance(block, Facts) else []
        wanted += list(block.rows) if isinstance(block, Lines) else []
        wanted += [block.text] if isinstance(block, Note) else []
        assert all(word in said for word in wanted)


@pytest.mark.parametrize("seed", range(200))
def test_any_card_is_accepted_and_every_action_reachable(seed: int) -> None:
    rng = random.Random(seed)
    card = any_card(rng)
    fields = tuple(
        Field(
            f"qty_{n}", rng.choice(["", "转向节<at id=all></at>", "x" * 90]), rng.choice(["", "3", "9" * 40]), "number"
        )
        for n in range(rng.randrange(14))
    )
    card = replace(card, form=Form("fill:1:1:", fields) if rng.random() < 0.5 else None)
    for to in CHATS.values():
        sent(card, to)
    check_reachable(card)


@pytest.mark.parametrize(
    "blocks",
    [
        (Note("货" * 12_000),),
        tuple(Note(f"第{n}段" + "货" * 90) for n in range(200)),
        (Lines(tuple(f"产品{n} 规格 A-{n}" + "*" * 200 for n in range(300)), numbered=True),),
        tuple(Facts((Fact("字段", str(n)),)) for n in range(250)),
        (Quote("说" * 40_000, "陈锋"),),
    ],
    ids=["one endless note", "many notes", "many lines", "too many elements", "a book"],
)
def test_what_is_too_long_becomes_a_summary_with_its_buttons_and_numbered_text(blocks: Any) -> None:
    buttons = (Button("确认下单", "confirm:17:3:", "primary", "1"), Button("取消", "discard:17:3:", "danger", "取消"))
    card = Card("长单", "台州恒力 300 种产品", blocks, buttons, form=FORM)
    for to in CHATS.values():
        first, *rest = sent(card, to)
        size, elements = measured(first["card"])
        assert size <= 28_000
        assert elements <= 180
        assert "全文见下面" in json.dumps(first, ensure_ascii=False)
        assert 1 <= len(rest) <= MAX_PARTS
        assert all(p["prefer"] == "text" and len(p["text"].encode()) <= MAX_BYTES for p in rest)
        if to is not ROBOT:
            assert {"确认下单", "取消", "保存修改"} == set(Shown("", "", card=first["card"]).buttons)


def test_the_bound_of_a_card_s_size_is_one() -> None:
    rng = random.Random(5)
    cards = [CARDS[name] for name in CARDS] + [build(notice, VIEWERS["sales"]) for notice in GALLERY.values()]
    cards += [
        replace(any_card(rng), form=form) for form in (None, FORM, replace(FORM, confirm="存" * 60)) for _ in range(80)
    ]
    for card in cards:
        if drawn := render(card, GROUP, ("ou_1",))[0].get("card"):
            words = sum(len(e["content"]) for e in drawn["body"]["elements"] if e["tag"] == "markdown")
            size, elements = at_most(card, words)
            assert (size, elements) >= measured(drawn)
            assert elements >= measured(drawn)[1]


def test_more_buttons_than_a_card_holds_are_typed() -> None:
    many = tuple(Button(f"第{n}个", f"choose:17:3:{n}", reply=str(n + 1)) for n in range(BUTTONS + 3))
    check_reachable(Card("选", "选", (), many))


def test_a_group_is_called_in_the_card_and_in_the_words() -> None:
    (first,) = render(CARDS["draft"], GROUP, mention=("zhouku", "zhouku", "ou_1"))
    assert first["card"]["body"]["elements"][0]["content"] == "<at id=zhouku></at><at id=ou_1></at>"
    assert first["text"].startswith('<at user_id="zhouku"></at> <at user_id="ou_1"></at> 待确认订单')
    (alone,) = render(CARDS["draft"], LISI, mention=("zhouku",))
    assert "<at" not in json.dumps(alone)


def test_somebodys_words_can_neither_mention_nor_link_nor_draw() -> None:
    words = '<at id=all></at> <at user_id="all"></at> [点我](http://evil.invalid) ![x](y) **粗** <font>红</font>\n- y'
    card = Card(
        words,
        words,
        (Quote(words, words), Note(words), Lines((words,)), Facts((Fact(words, words, "amber", words),))),
        (),
    )
    for to in CHATS.values():
        for payload in sent(replace(card, buttons=(Button(words, "ok:::"),)), to):
            called = Shown("", "", text=payload["text"], card=payload["card"]).mentions
            assert set(called) <= {"zhouku", "ou_hecai"}


def test_a_plain_sentence_is_text_and_can_still_stand_where_a_card_stood() -> None:
    (payload,) = render(CARDS["sentence"], LISI)
    assert (payload["prefer"], payload["text"]) == ("text", "好的,不客气。")
    assert "好的,不客气。" in json.dumps(payload["card"], ensure_ascii=False)


def test_the_form_is_prefilled() -> None:
    card = replace(CARDS["draft"], form=FORM)
    (payload,) = sent(card, LISI)
    assert Shown("", "", card=dict(payload["card"])).inputs == {"due": "2026-03-15", "qty_1": "300"}
    (empty,) = sent(replace(card, form=Form("fill:1:1:", (Field("due", "要货日期", "", "date"),))), LISI)
    assert Shown("", "", card=dict(empty["card"])).inputs == {"due": ""}


def test_a_group_robot_gets_nothing_to_press() -> None:
    (payload,) = render(replace(CARDS["draft"], form=FORM), ROBOT)
    assert not Shown("", "", card=dict(payload["card"])).buttons
    assert "请私聊" in json.dumps(payload["card"], ensure_ascii=False)


def test_the_tone_is_seen_in_the_header_and_the_toast() -> None:
    for tone, template, toast in (("ok", "green", "success"), ("warn", "orange", "warning"), ("bad", "red", "error")):
        (payload,) = render(Card("标题", "一句", (Note("x", "warn"),), tone=tone), LISI)  # type: ignore[arg-type]
        assert (payload["card"]["header"]["template"], payload["toast"]["type"]) == (template, toast)
