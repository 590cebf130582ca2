"""Cards as a smart robot shows them: golden payloads, each of which the platform accepts.

JIEDAN_REWRITE_GOLDEN=1 pytest tests/contract/test_wecom_robot_cards.py writes the golden files anew.
"""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wecom_robot.card import render
from cards.build import build
from cards.card import Button, Card, Facts, Lines, Note
from tests.contract.test_wecom_cards import any_card
from tests.contract.wecom_cards import CARDS
from tests.fakes.wecom import rules
from tests.fakes.wecom.robot import MARKDOWN
from tests.golden import approved
from tests.unit.cards.gallery import GALLERY
from tests.unit.cards.gallery.company import VIEWERS

GOLDEN = Path(__file__).parents[1] / "fixtures" / "wecom_robot"

each_card = pytest.mark.parametrize("name", CARDS)


def check_accepted(card: Card) -> None:
    """The platform takes every message of it, new or in the place of another."""
    for payload in render(card):
        drawn = payload.get("template_card") or payload.get("replace")
        if drawn:
            stamped = {**drawn, "task_id": "t-1"}
            assert rules.card(stamped, room=rules.ROBOT) == 0
            assert rules.card(stamped, update=True, room=rules.ROBOT) == 0
        if payload["msgtype"] == "markdown":
            assert 0 < len(payload["markdown"]["content"].encode()) <= MARKDOWN
            assert payload["plain"].strip()


def check_reachable(card: Card) -> None:
    """Each button is pressed, chosen, or typed."""
    if not card.buttons or card.text_only:
        return
    first, *rest = render(card)
    drawn = first["template_card"]
    pressable = {b["key"] for b in drawn["button_list"]}
    pressable |= {o["id"] for o in drawn.get("button_selection", {}).get("option_list", [])}
    words = drawn.get("sub_title_text", "") + "".join(p["plain"] for p in rest)
    for button in card.buttons:
        assert button.action in pressable or f"回复“{button.reply or button.label}”" in words
    if card.form and card.form.url:
        assert card.form.url in [row.get("url") for row in drawn["horizontal_content_list"]]


def said(payloads: tuple[Mapping[str, Any], ...]) -> str:
    return json.dumps(payloads, ensure_ascii=False)


@each_card
def test_a_card_is_written_as_its_golden_file_says_and_is_accepted(name: str) -> None:
    written = json.dumps(render(CARDS[name]), ensure_ascii=False, indent=1) + "\n"
    file = GOLDEN / f"{name}.json"
    check_accepted(CARDS[name])
    check_reachable(CARDS[name])
    assert written == approved(file, written)


def test_every_notice_is_written_as_the_golden_file_says() -> None:
    written = {
        f"{name}.{who}": render(build(notice, viewer))
        for name, notice in sorted(GALLERY.items())
        for who, viewer in VIEWERS.items()
    }
    text = json.dumps(written, ensure_ascii=False, indent=1) + "\n"
    assert text == approved(GOLDEN / "notices.json", text)


@each_card
def test_nothing_that_the_card_says_is_lost(name: str) -> None:
    if name in ("very_long_text", "one_endless_line", "markup_from_a_person"):
        return
    shown = said(render(CARDS[name]))
    for block in CARDS[name].blocks:
        wanted = [r.value for r in block.rows] if isinstance(block, Facts) else []
        wanted += list(block.rows) if isinstance(block, Lines) else []
        wanted += [block.text] if isinstance(block, Note) else []
        assert all(word in shown for word in wanted)


@pytest.mark.parametrize("name", GALLERY)
@pytest.mark.parametrize("reader", VIEWERS)
def test_every_notice_is_accepted_whoever_reads_it(name: str, reader: str) -> None:
    card = build(GALLERY[name], VIEWERS[reader])
    check_accepted(card)
    check_reachable(card)


@pytest.mark.parametrize("seed", range(200))
def test_any_card_is_accepted_and_every_action_reachable(seed: int) -> None:
    card = any_card(random.Random(seed))
    check_accepted(card)
    check_reachable(card)


def test_somebodys_words_stay_words() -> None:
    card = Card("", "", (Note("**粗** [点我](http://evil.invalid) <think>x</think> # 标题"),), text_only=True)
    (payload,) = render(card)
    shown = payload["markdown"]["content"]
    assert "**" not in shown
    assert "](" not in shown
    assert "<think>" not in shown


def test_an_option_has_ten_characters_and_is_said_in_full_beside_it() -> None:
    card = Card(
        "是哪一种?", "", (), tuple(Button("转向节总成带轮毂轴承" + str(n), f"choose:1:1:{n}") for n in range(7))
    )
    (first, *_) = render(card)
    options = first["template_card"]["button_selection"]["option_list"]
    assert all(len(option["text"]) <= 10 for option in options)
    assert "转向节总成带轮毂轴承3" in said(render(card))
