"""parse, eval and replay: bulk reading that no line can stop."""

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.__main__ import main
from bot.commands.exits import Exit

WORLD = Path(__file__).parents[1] / "worlds" / "autoparts"
NOW = "2026-03-04T09:15:00+08:00"
ORDER = "台州恒力 J6P左转向节 300件,15号前到"


@pytest.fixture
def pipe(monkeypatch, capsys):
    def run(*words: str, lines: list[Any]) -> tuple[int, list[dict[str, Any]], str]:
        raw = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        code = main([*words, "--world", str(WORLD)])
        seen = capsys.readouterr()
        return code, [json.loads(line) for line in seen.out.splitlines()], seen.err

    return run


@pytest.fixture
def bare(monkeypatch, capsys):
    def run(*lines: Any) -> tuple[int, list[dict[str, Any]], str]:
        raw = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(raw)))
        code = main(["parse", "--values"])
        seen = capsys.readouterr()
        return code, [json.loads(line) for line in seen.out.splitlines()], seen.err

    return run


def said(text: object, **more: object) -> dict[str, object]:
    return {"id": "m", "now": NOW, "sender": "u03", "chat": "d-u03", "text": text} | more


def test_a_message_is_read_in_the_shape_of_the_corpus(pipe):
    code, (answer,), _ = pipe("parse", lines=[said(ORDER)])
    assert code == Exit.OK
    item = {"sku": "ZXJ-J6PL", "qty": 300, "unit": "件", "base_qty": 300}
    assert answer["id"] == "m"
    assert answer["intent"] == "place_order"
    assert answer["orders"] == [{"customer": "C001", "due": "2026-03-15", "items": [item]}]
    assert answer["ask"] == []
    assert 0 <= answer["confidence"] <= 1
    start, end = answer["evidence"]["orders[0].due"]
    assert ORDER[start:end] == "15号前"


@pytest.mark.parametrize(
    ("who", "customer"),
    [
        ({"sender": "u25", "chat": "d-u25"}, "C001"),
        ({"sender": "u01", "chat": "g04"}, "C004"),
        ({"sender": "nobody", "chat": "nowhere"}, None),
        ({"sender": "u01", "chat": "d-u01"}, None),
    ],
)
def test_sender_and_chat_say_whose_order_it_is(pipe, who, customer):
    _, (answer,), _ = pipe("parse", lines=[said("J6P左转向节 3件", **who)])
    assert answer["orders"][0]["customer"] == customer


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (said(None), "text is missing"),
        (said(5), "text is not a text"),
        (said("好", now="gestern"), "now is not a date"),
        (said("好", now="2026-02-30T00:00:00+08:00"), "now is not a date"),
        (said("好", now=None), "now is missing"),
        (said("好", sender=["u01"]), "sender is not a text"),
        (b"\xff\xfe\n", "not UTF-8"),
        (b'{"id":\n', "not JSON"),
        (b"[" * 50_000 + b"\n", "too deeply"),
    ],
)
@pytest.mark.parametrize("command", ["parse", "replay"])
def test_a_bad_line_is_answered_and_the_next_one_is_read(pipe, command, line, words):
    good = said("台州恒力 J6P左转向节 3件")
    if command == "replay":
        line = line if isinstance(line, bytes) else {"id": "m", "turns": [line]}
        good = {"id": "m", "turns": [good]}
    code, (bad, read), err = pipe(command, lines=[line, good])
    assert code == Exit.FOUND
    assert words in bad["error"]
    assert read["orders"][0]["items"][0]["base_qty"] == 3
    assert err == ""


def test_a_time_without_an_offset_is_the_shop_s(pipe):
    _, answers, _ = pipe("parse", lines=[said("明天送J6P左转向节1件", now="2026-03-04T23:30:00")])
    assert answers[0]["orders"][0]["due"] == "2026-03-05"


def test_one_sentence_is_read_without_any_input(capsys):
    assert main(["parse", "--world", str(WORLD), "--sender", "u25", "--chat", "d-u25", "J6P左转向节3件"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["orders"][0]["customer"] == "C001"


def test_every_stated_field_has_its_confidence(pipe):
    _, (answer,), _ = pipe("parse", lines=[said(ORDER)])
    sure = answer["confidences"]
    fields = {"intent", "orders[0].customer", "orders[0].due", "orders[0].items[0].product"}
    assert set(sure) == fields | {"orders[0].items[0].quantity"}
    assert all(0.9 < value <= 1 for value in sure.values())


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("台州恒力 J6P左转向节 一百来件,16号前到", ["quantity"]),
        ("台州恒力 J6P左转向节 200到300件,16号前到", ["quantity"]),
        ("台州恒力 J6P转向节 300件,16号前到", ["product"]),
        ("台州恒力 J6P左转向节 300件,2026年3月1日到", ["date"]),
    ],
)
def test_what_is_in_doubt_is_in_ask(pipe, text, asked):
    _, (answer,), _ = pipe("parse", lines=[said(text)])
    assert answer["ask"] == asked


def test_a_reading_is_explained(capsys):
    words = ["parse", "--world", str(WORLD), "--now", NOW, "--explain", "台州恒力 J6P转向节 300来件,15号前到"]
    assert main(words) == Exit.OK
    out = capsys.readouterr().out
    for part in (
        "'300来件' 数量 300 件 约数",
        "胜出 place_order",
        "ZXJ-J6PL",
        "ZXJ-J6PR",
        "C001",
        "approx",
        "ask_price",
    ):
        assert part in out
    assert main(["parse", "--world", str(WORLD), "--explain", "--now", "gestern", "你好"]) == Exit.USAGE
    assert "now is not a date" in capsys.readouterr().err


def test_the_score_is_printed_and_what_was_misread_is_kept(tmp_path, capsys):
    (tmp_path / "world").mkdir()
    for file in WORLD.glob("*.csv"):
        (tmp_path / "world" / file.name).write_bytes(file.read_bytes())
    items = [{"sku": "ZXJ-J6PL", "qty": 300, "unit": "件", "base_qty": 300}]
    orders = [{"customer": "C001", "due": "2026-03-15", "items": items}]
    right = said(ORDER) | {"expect": {"intent": "place_order", "orders": orders}}
    wrong = said("你好", id="w") | {"expect": {"intent": "ask_price", "skus": ["X"]}}
    lines = "\n".join(json.dumps(m) for m in (right, wrong))
    (tmp_path / "world" / "messages.jsonl").write_text(lines, encoding="utf-8")
    words = ["eval", "--world", str(tmp_path / "world"), "--failures", str(tmp_path / "misread.jsonl")]
    assert main([*words, "--require", "intent=50", "--require", "false_order=0"]) == Exit.OK
    out = capsys.readouterr().out
    assert "orders_exact" in out
    assert "100.00 %" in out
    assert "ask_price read as none: 1" in out
    assert "intent expected (down), read (across)" in out
    assert "silent errors (wrong and not marked): 0" in out
    assert "customer   all             1" in out
    kept = [json.loads(line) for line in (tmp_path / "misread.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(m["id"], m["got"]["intent"]) for m in kept] == [("w", "none")]
    assert main([*words, "--require", "intent=51"]) == Exit.FOUND
    assert "intent 50.00 %,要求不低于 51 %" in capsys.readouterr().out


def test_a_dialogue_is_played_through_the_handlers(pipe):
    turns = [said("台州恒力要300件J6P转向节"), said("左的,15号到"), said("确认")]
    code, (answer,), _ = pipe("replay", lines=[{"id": "d", "turns": turns}])
    item = {"sku": "ZXJ-J6PL", "qty": 300, "unit": "件", "base_qty": 300}
    assert code == Exit.OK
    assert answer == {
        "id": "d",
        "orders": [{"customer": "C001", "due": "2026-03-15", "state": "confirmed", "items": [item]}],
    }


def test_dialogues_do_not_know_of_each_other(pipe):
    first = {"id": 1, "turns": [said("台州恒力 J6P左转向节 3件")]}
    second = {"id": 2, "turns": [said("确认")]}
    _, answers, _ = pipe("replay", lines=[first, second])
    assert [len(a["orders"]) for a in answers] == [1, 0]


def test_a_stranger_and_an_unknown_chat_are_survived(pipe):
    turns = [said(ORDER, sender="nobody", chat="nowhere"), said(ORDER, sender="u03", chat="nowhere")]
    _, (answer,), _ = pipe("replay", lines=[{"id": "d", "turns": turns}])
    assert [order["state"] for order in answer["orders"]] == ["draft"]


@pytest.mark.parametrize("turns", [None, 5, [5], "abc", {"a": 1}])
def test_turns_of_a_wrong_shape_are_told(pipe, turns):
    _, (answer,), _ = pipe("replay", lines=[{"id": "d", "turns": turns}])
    assert answer == {"id": "d", "error": "turns is not a list of objects"}


def test_what_the_bot_said_is_shown_on_demand(pipe):
    _, _, err = pipe("replay", "--explain", lines=[{"id": "d", "turns": [said("台州恒力 J6P左转向节 3件")]}])
    assert "03-04 09:15 u03@d-u03" in err
    assert "→ d-u03: 待确认订单" in err


def test_the_given_dialogues_are_replayed_well_enough(pipe):
    lines = [json.loads(line) for line in (WORLD / "dialogues.jsonl").read_text(encoding="utf-8").splitlines()]
    _, answers, _ = pipe("replay", lines=[{"id": d["id"], "turns": d["turns"]} for d in lines])
    right = sum(_standing(d["expect"]["orders"]) == _standing(a["orders"]) for d, a in zip(lines, answers, strict=True))
    assert right / len(lines) >= 0.5


def _standing(orders: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    return sorted(
        (
            str(order["customer"]),
            str(order["due"]),
            order["state"],
            str(sorted((str(item["sku"]), str(item["base_qty"])) for item in order["items"])),
        )
        for order in orders
        if order["state"] != "cancelled"
    )


@pytest.mark.parametrize(
    ("text", "due", "numbers", "quantities"),
    [
        ("三万五", None, [35000], [(35000, None)]),
        ("两箱半", None, [2.5], [(2.5, "箱")]),
        ("5箱零3件", None, [5, 3], [(5, "箱"), (3, "件")]),
        ("3斤5两", None, [3.5], [(3.5, "斤")]),
        ("四分之一吨", None, [0.25], [(0.25, "吨")]),
        ("三分之一桶", None, [0.333333333333], [(0.333333333333, "桶")]),
        ("一打", None, [12], [(1, "打")]),
        ("500g*20的来3箱", None, None, [(3, "箱")]),
        ("168cm", None, [168], [(168, "厘米")]),
        ("12千米", None, [12], [(12, "千米")]),
        ("三千 八百 九十六", None, [3896], [(3896, None)]),
        ("一百 两百", None, [100, 200], None),
        ("百分之五", None, [5], []),
        ("-35", None, [-35], None),
        ("壹拾壹元壹角", None, [11.1], []),
        ("两三个", None, [], []),
        ("200到300", None, [], []),
        ("两点半", None, [], []),
        ("下午三点二十", None, [], []),
        ("电话13812345678", None, [], []),
        ("SO20260301-0012", None, [], []),
        ("单价46.5元", None, [46.5], []),
        ("送到解放路128号", None, [], []),
        ("M3.15螺栓", None, [], []),
        ("移动4/5G", None, [], []),
        ("3月的货", None, [], []),
        ("昨天下的单", None, [], []),
        ("3.15", "2026-03-15", [3.15], []),
        ("0315", "2026-03-15", [], []),
        ("3月15日前要300件", "2026-03-15", [300], [(300, "件")]),
        ("3个工作日内", "2026-03-13", [], []),
        ("周一开会", "2026-03-16", [], []),
        ("本来15号现在改到20号", "2026-03-20", [], []),
        ("15号左右", None, [], []),
        ("", None, [], []),
    ],
)
def test_the_values_of_a_bare_expression_are_read_without_a_world(bare, text, due, numbers, quantities):
    code, (answer,), err = bare({"id": "v", "text": text, "now": "2026-03-10T09:00:00+08:00"})
    assert (code, err) == (Exit.OK, "")
    assert answer["id"] == "v"
    assert answer["due"] == due
    assert numbers is None or answer["numbers"] == numbers
    wanted = None if quantities is None else [{"qty": qty, "unit": unit} for qty, unit in quantities]
    assert wanted is None or answer["quantities"] == wanted


def test_a_bad_line_does_not_stop_the_values(bare):
    code, answers, _ = bare({"id": 1, "text": "3箱"}, b"{\n", {"id": 3, "text": "3箱", "now": NOW})
    assert code == Exit.FOUND
    assert answers[0] == {"id": 1, "error": "now is missing"}
    assert answers[1]["id"] is None
    assert answers[2] == {"id": 3, "due": None, "numbers": [3], "quantities": [{"qty": 3, "unit": "箱"}]}


def test_one_bare_expression_is_read_without_any_input(capsys):
    assert main(["parse", "--values", "两箱半"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["quantities"] == [{"qty": 2.5, "unit": "箱"}]
