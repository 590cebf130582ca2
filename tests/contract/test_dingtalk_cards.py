"""Cards as DingTalk shows them: golden payloads of every notice, each of which the platform accepts.

JIEDAN_REWRITE_GOLDEN=1 pytest tests/contract/test_dingtalk_cards.py writes the golden files anew.
"""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from bot.channels.dingtalk.card import render
from bot.channels.dingtalk.channel import _api_message, _hook_body
from bot.channels.dingtalk.text import MAX_BYTES
from bot.channels.markdown import escaped
from bot.channels.text import MAX_PARTS, split
from bot.labels import is_label, numbered
from cards.action import unpack
from cards.build import build
from cards.card import Button, Card, Fact, Facts, Field, Form, Lines, Note
from cards.limits import pressable
from handlers.domain.messaging import ChatKind, ChatRef
from tests.contract.test_wecom_cards import any_card
from tests.contract.wecom_cards import CARDS
from tests.fakes.dingtalk import rules
from tests.golden import approved
from tests.unit.cards.gallery import GALLERY
from tests.unit.cards.gallery.company import VIEWERS

GOLDEN = Path(__file__).parents[1] / "fixtures" / "dingtalk"
LISI = ChatRef("dingtalk", "lisi")
GROUP = ChatRef("dingtalk", "cidOrderGroup0001==", ChatKind.GROUP)
WAYS: dict[str, dict[str, bool]] = {"card": {"template": True}, "links": {"links": True}, "words": {}}
QUANTITY = Facts((Fact("数量", "3件"),))
READERS = {"sales": LISI, "customer": LISI, "group": GROUP}


def accepted(payload: Mapping[str, Any]) -> list[object]:
    """What DingTalk would say to it, whichever way it goes out; nothing where it takes it."""
    answers: list[object] = [rules.message(*_api_message(payload["message"])), rules.hook(_hook_body(payload))]
    if "card" in payload:
        answers.append(rules.variables({"cardParamMap": payload["card"]}))
    return [answer for answer in answers if answer]


def drawn(name: str) -> dict[str, Any]:
    """Everything a notice becomes: each way to the salesperson, the customer's and the group's card."""
    sales = build(GALLERY[name], VIEWERS["sales"])
    found = {f"sales.{way}": render(sales, LISI, (), **options) for way, options in WAYS.items()}
    found["customer.card"] = render(build(GALLERY[name], VIEWERS["customer"]), LISI, template=True)
    found["group.card"] = render(build(GALLERY[name], VIEWERS["group"]), GROUP, ("u09",), template=True)
    return found


@pytest.mark.parametrize("name", GALLERY)
def test_a_card_is_written_as_its_golden_file_says(name: str) -> None:
    file = GOLDEN / f"{name}.json"
    written = json.dumps(drawn(name), ensure_ascii=False, indent=1) + "\n"
    assert written == approved(file, written)


def test_golden_files_and_gallery_are_the_same() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(GALLERY)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", GALLERY)
def test_every_notice_is_accepted_whoever_reads_it(name: str, reader: str, way: str) -> None:
    check(build(GALLERY[name], VIEWERS[reader]), READERS[reader], way)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", CARDS)
def test_every_representative_card_is_accepted(name: str, way: str) -> None:
    for to in (LISI, GROUP):
        check(CARDS[name], to, way)


@pytest.mark.parametrize("seed", range(150))
def test_any_card_is_accepted_and_every_action_reachable(seed: int) -> None:
    card = any_card(random.Random(seed))
    for to in (LISI, GROUP):
        for way in WAYS:
            check(card, to, way)


def check(card: Card, to: ChatRef, way: str) -> None:
    payloads = render(card, to, ("u09", "u14") if to is GROUP else (), **WAYS[way])
    assert [accepted(p) for p in payloads] == [[]] * len(payloads)
    assert 1 <= len(payloads) <= MAX_PARTS + 1
    if not card.text_only:
        reachable(card, payloads, to)


def reachable(card: Card, payloads: tuple[Mapping[str, Any], ...], to: ChatRef) -> None:
    """On a card each button is pressed, or typed where there is no room; links press the five that matter."""
    first = payloads[0]
    if first["prefer"] == "card":
        pressed = {b["action"] for b in json.loads(first["card"]["buttons"])}
        typed = "".join(p["message"].get("text", "") for p in payloads[1:]) + "".join(first["card"].values())
        assert all(b.action in pressed or f"回复“{b.reply}”" in typed for b in card.buttons)
    elif first["message"]["msgtype"] == "actionCard":
        assert to is LISI
        said = {unquote(b["url"].rpartition("content=")[2]) for b in first["message"]["buttons"]}
        assert {typed_of(b) for b in pressable(card.buttons, 5)} <= said


def typed_of(button: Button) -> str:
    """What one types instead of pressing it."""
    return button.reply or numbered(button) or button.label


@pytest.mark.parametrize("name", CARDS)
def test_nothing_that_the_card_says_is_lost(name: str) -> None:
    if name in ("very_long_text", "one_endless_line", "markup_from_a_person"):
        return
    payloads = render(CARDS[name], LISI, template=True)
    said = json.dumps(payloads, ensure_ascii=False)
    for block in CARDS[name].blocks:
        wanted = [r.value for r in block.rows] if isinstance(block, Facts) else []
        wanted += list(block.rows) if isinstance(block, Lines) else []
        wanted += [block.text] if isinstance(block, Note) else []
        assert all(escaped(word) in said for word in wanted)


def test_a_draft_is_a_card_with_a_form_that_is_prefilled() -> None:
    (payload,) = render(build(GALLERY["draft_changed"], VIEWERS["sales"]), LISI, template=True)
    assert payload["prefer"] == "card"
    fields = {f["name"]: f for f in json.loads(payload["card"]["form"])["fields"]}
    assert (fields["due"]["type"], fields["due"]["defaultValue"]) == ("DATE", "2026-03-11")
    quantity = {"name": "qty_1", "label": "封箱胶带(透明) 48mm(卷)", "type": "NUMBER", "defaultValue": 300}
    assert fields["qty_1"] == quantity | {"required": True}
    assert fields["qty_3"]["defaultValue"] == "2.5"
    assert unpack(fields["action"]["defaultValue"]).verb == "fill"
    assert fields["action"]["hidden"]


def test_a_form_of_many_lines_keeps_within_a_kilobyte() -> None:
    form = Form("fill:17:3:", tuple(Field(f"qty_{n}", "很长的产品名称" * 5, "300", "number") for n in range(1, 40)))
    (payload,) = render(Card("单", "单", form=form), LISI, template=True)
    fields = json.loads(payload["card"]["form"])["fields"]
    assert 2 <= len(fields) < 12
    assert accepted(payload) == []


def test_what_does_not_fit_the_card_follows_and_the_card_says_so() -> None:
    lines = Lines(tuple(f"第{n}行:" + "转向节总成" * 15 for n in range(40)))
    card = Card("长单", "长单", (lines, Note("请核对")), (Button("确认下单", "confirm:1:1:"),))
    first, *rest = render(card, LISI, template=True)
    assert "见下一条" in first["card"]["body3"]
    assert first["card"]["question"] == "请核对"
    assert rest
    assert "第39行" in rest[-1]["message"]["text"]


def test_an_update_leaves_nothing_old_behind() -> None:
    long, short = CARDS["long_order"], CARDS["hardly_anything"]
    before, after = (render(card, LISI, template=True)[0]["card"] for card in (long, short))
    assert set(before) == set(after) == rules.VARIABLES
    assert after["body"] == ""


def test_a_card_without_buttons_is_a_message_and_can_stand_where_a_card_stood() -> None:
    (payload,) = render(CARDS["placed_no_buttons"], LISI, template=True)
    assert payload["prefer"] == "message"
    assert payload["message"]["msgtype"] == "markdown"
    assert payload["card"]["has_buttons"] == "false"


def test_a_person_is_called_in_the_words_and_beside_them() -> None:
    (payload,) = render(CARDS["draft"], GROUP, ("u09", "u14", "u09"))
    body = _hook_body(payload)
    assert body["at"] == {"atUserIds": ["u09", "u14"], "isAtAll": False}
    assert body["markdown"]["text"].startswith("@u09 @u14 ")


def test_somebodys_words_can_neither_link_nor_shout() -> None:
    said = "# 大字\n[点我](https://evil.invalid) ![](https://evil.invalid/x.png) **重** <font color=red>红</font>"
    said += "\n> 引\n1. 一"
    card = Card("话", "话", (Note(said),), (Button("好", "confirm:1:1:", reply="1"),))
    (payload,) = render(card, LISI, template=True)
    for text in (payload["message"]["text"], payload["card"]["body"]):
        assert "](" not in text
        assert "**" not in text
        assert "<font" not in text
        assert not [line for line in text.split("\n")[2:] if line.startswith(("#", "> ", "1. "))]


def test_buttons_that_speak_for_one_say_what_could_be_typed() -> None:
    (payload,) = render(CARDS["draft"], LISI, links=True)
    assert payload["message"]["msgtype"] == "actionCard"
    assert [b["title"] for b in payload["message"]["buttons"]] == ["确认下单", "取消", "依据"]
    assert payload["message"]["buttons"][0]["url"] == "dtmd://dingtalkclient/sendMessage?content=1"
    (grouped,) = render(CARDS["draft"], GROUP, links=True)
    assert grouped["message"]["msgtype"] == "markdown", "in a group the bot would not hear it"


@pytest.mark.parametrize("name", GALLERY)
@pytest.mark.parametrize("reader", ["sales", "customer"])
def test_a_link_says_in_ones_name_what_one_would_type(name: str, reader: str) -> None:
    card = build(GALLERY[name], VIEWERS[reader])
    assert all(button.reply or is_label(typed_of(button)) for button in card.buttons)
    words = set(map(typed_of, card.buttons))
    for payload in render(card, LISI, links=True):
        said = [unquote(button["url"].rpartition("content=")[2]) for button in payload["message"].get("buttons", [])]
        assert set(said) <= words
        assert ":" not in "".join(said), "nobody shows the other side what a program means"


def test_one_button_is_a_card_of_one_button() -> None:
    (payload,) = render(Card("单", "单", (QUANTITY,), (Button("好", "confirm:1:1:", reply="1"),)), LISI, links=True)
    assert _api_message(payload["message"])[0] == "sampleActionCard"
    assert accepted(payload) == []


@pytest.mark.parametrize("limit", [100, 300, 6_000])
def test_text_is_split_at_line_ends_and_never_inside_a_character(limit: int) -> None:
    text = "\n".join("货" * n + "📦" for n in range(1, 30))
    assert all(len(part.encode()) <= limit for part in split(text, limit))


def test_text_beyond_four_messages_is_cut_with_a_hint() -> None:
    parts = split("订单\n" * 50_000, MAX_BYTES)
    assert len(parts) == MAX_PARTS
    assert parts[-1].endswith("后面的没有显示)")
