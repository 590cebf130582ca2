"""Cards as WeCom shows them: golden payloads, each of which the platform accepts.

JIEDAN_REWRITE_GOLDEN=1 pytest tests/contract/test_wecom_cards.py writes the golden files anew.
"""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.channels.text import MAX_PARTS, split
from bot.channels.wecom.card import render
from cards.build import build
from cards.card import Block, Button, Card, Fact, Facts, Lines, Mark, Note, Quote
from handlers.domain.messaging import ChatKind, ChatRef
from tests.contract.wecom_cards import CARDS
from tests.fakes.wecom import rules
from tests.golden import approved
from tests.unit.cards.gallery import GALLERY
from tests.unit.cards.gallery.company import VIEWERS

GOLDEN = Path(__file__).parents[1] / "fixtures" / "wecom"
LISI = ChatRef("wecom", "lisi")
GROUP = ChatRef("wecom", "warehouse1", ChatKind.GROUP)
MARKS: tuple[Mark, ...] = ("", "ok", "amber", "red")
VERBS = ("choose", "pick", "confirm", "discard")

each_card = pytest.mark.parametrize("name", CARDS)


def accepted(payload: Mapping[str, Any], *, group: bool = False) -> int:
    """What WeCom would say to it; the client puts in the task id."""
    if payload["msgtype"] == "text":
        replacing = payload.get("replace")
        return rules.text(payload["text"], group=group) or (update_accepted(replacing) if replacing else 0)
    return rules.card({**payload["template_card"], "task_id": "t-1"}) or update_accepted(payload["template_card"])


def update_accepted(card: Mapping[str, Any]) -> int:
    return rules.card({k: v for k, v in card.items() if k != "task_id"}, update=True)


@each_card
@pytest.mark.parametrize("to", [LISI, GROUP], ids=["person", "group"])
def test_a_card_is_written_as_its_golden_file_says_and_is_accepted(name: str, to: ChatRef) -> None:
    payloads = render(CARDS[name], to, mention=("zhouku", "hecai") if to is GROUP else ())
    file = GOLDEN / f"{name}.{to.kind}.json"
    written = json.dumps(payloads, ensure_ascii=False, indent=1) + "\n"
    assert [accepted(p, group=to is GROUP) for p in payloads] == [0] * len(payloads)
    assert written == approved(file, written)


def test_every_notice_is_written_as_the_golden_file_says() -> None:
    readers = {"sales": LISI, "customer": LISI, "group": GROUP}
    written = {
        f"{name}.{who}": render(build(notice, VIEWERS[who]), to, ("zhouku",) if to is GROUP else ())
        for name, notice in sorted(GALLERY.items())
        for who, to in readers.items()
    }
    text = json.dumps(written, ensure_ascii=False, indent=1) + "\n"
    assert text == approved(GOLDEN / "notices.json", text)


@each_card
def test_every_action_can_be_reached(name: str) -> None:
    check_reachable(CARDS[name])


def check_reachable(card: Card) -> None:
    """Each button is pressed, chosen, or typed."""
    if not card.buttons or card.text_only:
        return
    first, *rest = render(card, LISI)
    drawn = first["template_card"]
    pressable = {b["key"] for b in drawn["button_list"] if "key" in b}
    pressable |= {o["id"] for o in drawn.get("button_selection", {}).get("option_list", [])}
    words = drawn.get("sub_title_text", "") + "".join(p["text"]["content"] for p in rest)
    for button in card.buttons:
        assert button.action in pressable or f"回复“{button.reply or button.label}”" in words
    if card.form and card.form.url:
        rows = drawn.get("horizontal_content_list", [])
        assert card.form.url in [part.get("url") for part in (*rows, *drawn["button_list"])]


@pytest.mark.parametrize("name", GALLERY)
def test_however_full_a_card_is_its_main_step_and_its_way_out_can_be_pressed(name: str) -> None:
    for viewer in VIEWERS.values():
        card = build(GALLERY[name], viewer)
        if not card.buttons or card.text_only:
            continue
        drawn = render(card, LISI)[0]["template_card"]
        shown = {b.get("key") for b in drawn["button_list"]}
        shown |= {o["id"] for o in drawn.get("button_selection", {}).get("option_list", [])}
        ways_out = {b.action for b in card.buttons if b.action.split(":")[0] in ("discard", "cancel", "undo", "deny")}
        assert {card.buttons[0].action} | ways_out <= shown


@each_card
def test_nothing_that_the_card_says_is_lost(name: str) -> None:
    if name in ("very_long_text", "one_endless_line", "markup_from_a_person"):
        return
    said = json.dumps(render(CARDS[name], LISI), ensure_ascii=False)
    for block in CARDS[name].blocks:
        wanted = [r.value for r in block.rows] if isinstance(block, Facts) else []
        wanted += list(block.rows) if isinstance(block, Lines) else []
        wanted += [block.text] if isinstance(block, Note) else []
        assert all(word in said for word in wanted)


@pytest.mark.parametrize("name", GALLERY)
@pytest.mark.parametrize("reader", VIEWERS)
def test_every_notice_is_accepted_whoever_reads_it(name: str, reader: str) -> None:
    card = build(GALLERY[name], VIEWERS[reader])
    for to in (LISI, GROUP):
        payloads = render(card, to, mention=("zhouku",))
        assert [accepted(p, group=to is GROUP) for p in payloads] == [0] * len(payloads)
    check_reachable(card)


@pytest.mark.parametrize("seed", range(200))
def test_any_card_is_accepted_and_every_action_reachable(seed: int) -> None:
    card = any_card(random.Random(seed))
    for to in (LISI, GROUP):
        payloads = render(card, to, mention=("zhouku", "hecai"))
        assert [accepted(p, group=to is GROUP) for p in payloads] == [0] * len(payloads)
    check_reachable(card)


def any_card(rng: random.Random) -> Card:
    """A card that no builder would write."""

    def words(most: int) -> str:
        alphabet = "转向节300件恒力abc \n<>@/&“”📦\u200b\u202e"
        return "".join(rng.choice(alphabet) for _ in range(rng.randrange(most)))

    def block() -> Block:
        kind = rng.randrange(4)
        if kind == 0:
            return Facts(
                tuple(Fact(words(9), words(60), rng.choice(MARKS), words(30)) for _ in range(rng.randrange(9)))
            )
        if kind == 1:
            return Lines(tuple(words(90) for _ in range(rng.randrange(30))), numbered=rng.random() < 0.5)
        return Note(words(400)) if kind == 2 else Quote(words(900), words(9))

    buttons = tuple(
        Button(words(20) or "好", f"{rng.choice(VERBS)}:{n}:1:", reply=f"回{n}") for n in range(rng.randrange(14))
    )
    return Card(words(60), words(120), tuple(block() for _ in range(rng.randrange(6))), buttons, key=words(90))


def test_the_question_stays_beside_its_buttons_when_the_rest_moves_on() -> None:
    card = CARDS["long_order"]
    first, *rest = render(card, LISI)
    assert "请核对,没问题就确认" in first["template_card"]["sub_title_text"]
    assert rest


def test_somebodys_words_can_neither_mention_nor_link() -> None:
    for to in (LISI, GROUP):
        said = json.dumps(render(CARDS["markup_from_a_person"], to), ensure_ascii=False)
        assert "<@all>" not in said
        assert "<a " not in said
        assert "a<b" in said


def test_a_group_is_told_in_text_and_its_people_are_called() -> None:
    (first,) = render(CARDS["draft"], GROUP, mention=("zhouku",))
    assert first["text"]["mentioned_list"] == ["zhouku"]
    assert "私聊" in first["text"]["content"]


def test_a_group_robot_says_where_to_answer() -> None:
    (first,) = render(CARDS["draft"], ChatRef("wecom", "robot:warehouse", ChatKind.GROUP), mention=("zhouku",))
    assert first["text"]["mentioned_list"] == ["zhouku"]
    assert "到接单应用里回复" in first["text"]["content"]


def test_a_card_with_the_same_action_twice_shows_it_once() -> None:
    card = Card("标题", "", (), (Button("是", "confirm:1:1:"), Button("好", "confirm:1:1:")))
    (payload,) = render(card, LISI)
    assert len(payload["template_card"]["button_list"]) == 1


def test_a_fact_with_a_long_label_or_value_moves_below_the_title() -> None:
    card = Card(
        "标题", "", (Facts((Fact("送货联系人电话", "138"), Fact("地址", "台" * 40))),), (Button("好", "ok:::"),)
    )
    (payload,) = render(card, LISI)
    assert payload["template_card"]["sub_title_text"] == "送货联系人电话:138\n地址:" + "台" * 40
    assert "horizontal_content_list" not in payload["template_card"]


@pytest.mark.parametrize("limit", [10, 100, 2048])
def test_text_is_split_at_line_ends_and_never_inside_a_character(limit: int) -> None:
    text = "\n".join("货" * n + "📦" for n in range(1, 30))
    parts = split(text, limit) if limit > 100 else split("ab\n货" * 3, limit)
    assert all(len(part.encode()) <= limit for part in parts)


def test_text_beyond_four_messages_is_cut_with_a_hint() -> None:
    parts = split("订单\n" * 5_000, 2048)
    assert len(parts) == MAX_PARTS
    assert parts[-1].endswith("后面的没有显示)")
    assert all(len(part.encode()) <= 2048 for part in parts)
