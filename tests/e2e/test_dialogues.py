"""Whole conversations of a company of many trades, through the real handlers: only the book at the end counts."""

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.commands.replay import Stage, open_stage
from bot.commands.world import folder_of

WORLDS = Path(__file__).parent.parent / "worlds"
WORLD = WORLDS / "trades"
DEPOT = WORLDS / "depot"
BEGIN = datetime.fromisoformat("2026-03-10T09:00:00+08:00")


@dataclass(frozen=True)
class Told:
    """One message: who, where, what."""

    sender: str
    chat: str
    text: str


@dataclass(frozen=True)
class Dialogue:
    """Messages and the orders they must end in."""

    turns: tuple[Told, ...]
    orders: tuple[str, ...]


def _told(line: str) -> Told:
    who, words = line.split(" ", 1)
    sender, _, group = who.partition("@")
    return Told(sender, group or f"d-{sender}", words.replace("\\n", "\n"))


def _dialogues(world: Path, name: str = "dialogues.txt") -> list[Dialogue]:
    found = []
    for part in (world / name).read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in part.splitlines() if line and not line.startswith("#")]
        if lines:
            turns = tuple(_told(line) for line in lines if not line.startswith("="))
            found.append(Dialogue(turns, tuple(line[2:] for line in lines if line.startswith("="))))
    return found


DIALOGUES, AT_THE_DEPOT = _dialogues(WORLD), _dialogues(DEPOT)
OWN_WORDS = _dialogues(WORLD, "own_words.txt")
UNLEARNED = WORLDS / "unlearned"


class Theatre:
    """One stage for all conversations of a company."""

    def __init__(self, runner: asyncio.Runner, world: Path = WORLD) -> None:
        self._runner = runner
        self._stage: Stage = runner.run(open_stage(folder_of(world)))

    def plays(self, turns: Sequence[Told]) -> list[str]:
        """The orders that a conversation ends in."""
        record = [
            {"now": (BEGIN + timedelta(minutes=at)).isoformat(), "sender": t.sender, "chat": t.chat, "text": t.text}
            for at, t in enumerate(turns)
        ]
        return [_shown(order) for order in self._runner.run(self._stage.play({"id": "it", "turns": record}))["orders"]]

    def close(self) -> None:
        self._runner.run(self._stage.desk.store.close())


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with asyncio.Runner() as runner:
        found = Theatre(runner)
        yield found
        found.close()


@pytest.fixture(scope="module")
def depot() -> Iterator[Theatre]:
    with asyncio.Runner() as runner:
        found = Theatre(runner, DEPOT)
        yield found
        found.close()


def _shown(order: Any) -> str:
    goods = ", ".join(f"{item['sku'] or '?'} {item['base_qty']}" for item in order["items"])
    return f"{order['customer'] or '?'} {order['due'] or '-'} {order['state']} {goods}"


@pytest.mark.parametrize("dialogue", [*DIALOGUES, *OWN_WORDS], ids=lambda d: d.turns[0].text[:16])
def test_a_conversation_ends_in_these_orders(theatre: Theatre, dialogue: Dialogue) -> None:
    assert theatre.plays(dialogue.turns) == list(dialogue.orders)


@pytest.mark.parametrize("dialogue", AT_THE_DEPOT, ids=lambda d: " ".join(t.text for t in d.turns[:2])[:24])
def test_talk_about_a_draft_ends_in_these_orders(depot: Theatre, dialogue: Dialogue) -> None:
    standing = [order for order in depot.plays(dialogue.turns) if " cancelled " not in order]
    assert standing == [order for order in dialogue.orders if " cancelled " not in order]


@pytest.fixture(scope="module", params=["tackle", "dental", "garden", "firekit", "tableware"])
def counter(request: pytest.FixtureRequest) -> Iterator[tuple[Theatre, list[Dialogue]]]:
    with asyncio.Runner() as runner:
        found = Theatre(runner, UNLEARNED / request.param)
        yield found, _dialogues(UNLEARNED / request.param, "talk.txt")
        found.close()


def test_what_is_said_over_a_counter_ends_in_these_orders(counter: tuple[Theatre, list[Dialogue]]) -> None:
    stage, dialogues = counter
    assert len(dialogues) > 10
    wrong = [(d.turns, got, d.orders) for d in dialogues if (got := stage.plays(d.turns)) != list(d.orders)]
    assert wrong == []


FIRST = (
    "可乐330 20箱 山泉550 30箱 15号",
    "毛巾灰的200条",
    "金雁听装10箱 明天",
    "手套M码10盒 L码5盒",
    "胶带60透明 10箱 3/25",
)
MIDST = (
    "改成30箱",
    "加到40",
    "减2箱",
    "翻倍",
    "第一行删掉",
    "不是15号 是18号",
    "换成另外一种",
    "大的不要了",
    "送2件",
    "再来点别的",
    "其中3箱换别的",
    "周五得唔得",
    "分两批 5箱20号 5箱30号",
    "make it 12箱",
    "别发错成黑的",
    "多少钱一箱?",
    "算了还是原来的",
    "今天好冷",
    "米黄的",
    "一共50",
    "客户说再加3包",
    "地址改成城北仓库",
    "1910加到800公斤",
    "不要了吧",
    "要不先来一半",
)


@pytest.mark.parametrize("seed", range(40))
def test_a_confirmed_order_is_the_draft_as_it_was_shown_last(theatre: Theatre, seed: int) -> None:
    chance = random.Random(seed)
    words = (chance.choice(FIRST), *chance.choices(MIDST, k=chance.randint(1, 6)))
    turns = tuple(Told("c1", "d-c1", text) for text in words)
    before = theatre.plays(turns)
    after = theatre.plays((*turns, Told("c1", "d-c1", "确认")))
    assert [order.replace(" confirmed ", " draft ") for order in after] == before


@pytest.mark.parametrize("seed", range(30))
def test_two_people_in_one_group_never_mix(theatre: Theatre, seed: int) -> None:
    chance = random.Random(seed)
    one, other = chance.sample([d for d in DIALOGUES if len({t.sender for t in d.turns}) == 1], 2)
    left = [[Told(who, "g0", t.text) for t in d.turns] for who, d in (("s1", one), ("s2", other))]
    alone = [theatre.plays(turns) for turns in left]
    mixed: list[Told] = []
    while any(left):
        mixed.append(chance.choice([turns for turns in left if turns]).pop(0))
    assert sorted(theatre.plays(mixed)) == sorted(alone[0] + alone[1])
