"""The state machine: what is wrong with a file, who may do what, and that no walk leaves the rails."""

import random
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import config
from config.flow import FlowSpec
from handlers.domain.errors import Refused
from handlers.domain.flow import DELIVERABLES, Flow, FlowError
from handlers.domain.flow_check import problems
from handlers.domain.matrix import FIELDS
from handlers.domain.messaging import ChatRef
from handlers.domain.order import Order, OrderId, Phase
from handlers.domain.party import Customer, Person, Role
from handlers.domain.worktime import WorkTime

NOW = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
FILES = sorted((Path(config.__file__).parent / "flows").glob("*.toml"))
SHIPPED = (Path(config.__file__).parent / "flows" / "five_state.toml").read_text(encoding="utf-8")
CUSTOMER = Customer("C1", "台州恒力", owner="chen")


def shipped() -> dict[str, Any]:
    return tomllib.loads(SHIPPED)


def made(raw: Mapping[str, Any]) -> Flow:
    return Flow(FlowSpec.model_validate(raw))


def an_order(state: str = "草稿", **more: Any) -> Order:
    phase = made(shipped()).phase(state)
    known = {"placed_by": "chen", "customer_id": "C1", "number": None if phase is Phase.DRAFT else "SO1", **more}
    return Order(OrderId(1), 1, "five_state", state, phase, ChatRef("console", "d"), NOW, NOW, **known)


def person(role: Role, user: str = "p", customer_id: str | None = None, *, active: bool = True) -> Person:
    return Person(user, user, role, customer_id, active)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_shipped_flow_holds(path: Path) -> None:
    assert made(tomllib.loads(path.read_text(encoding="utf-8"))).name == path.stem


Spoil = Callable[[dict[str, Any]], None]


def state(name: str, field: str, value: object) -> Spoil:
    return lambda raw: raw["state"].setdefault(name, {}).update({field: value})


def move(action: str, field: str, value: object) -> Spoil:
    return lambda raw: next(m for m in raw["moves"] if m["action"] == action).update({field: value})


def without(action: str) -> Spoil:
    return lambda raw: raw.update(moves=[m for m in raw["moves"] if m["action"] != action])


def extra(**fields: object) -> Spoil:
    one = {"action": "extra", "label": "多", "from": ["已排产"], "to": "备料中", "who": ["manager"], **fields}
    return lambda raw: raw["moves"].append(one)


def top(field: str, value: object) -> Spoil:
    return lambda raw: raw.update({field: value})


WRONG: list[tuple[str, Spoil, str, str]] = [
    ("unknown start", top("start", "没有"), "start", "没有状态"),
    ("start is open", top("start", "待审核"), "start", "草稿"),
    ("unknown state", move("ship", "to", "飞走"), "ship", "飞走"),
    ("unknown from", move("ship", "from", ["飞走"]), "ship", "飞走"),
    ("dead end", without("sign"), '"已出库"', "死胡同"),
    ("a draft for ever", state("已签收", "phase", "draft"), '"已签收"', "死胡同"),
    ("unreachable", state("孤岛", "phase", "done"), '"孤岛"', "走不到"),
    ("open without owner", state("已排产", "owner", ""), '"已排产".owner', "owner"),
    ("unknown owner", state("已排产", "owner", "boss"), '"已排产".owner', "boss"),
    ("unknown who", move("ship", "who", ["boss"]), "ship.who", "boss"),
    ("nobody may", move("ship", "who", []), "ship.who", "角色"),
    ("unknown tell", move("ship", "tell", ["boss"]), "ship.tell", "boss"),
    ("duplicate action", extra(action="prepare"), "prepare.from", "同名"),
    ("no confirm", without("confirm"), "moves", "confirm"),
    ("confirm ends", move("confirm", "to", "已取消"), "moves", "confirm"),
    ("no discard", without("discard"), "moves", "discard"),
    ("no cancel", without("cancel"), "moves", "cancel"),
    ("undo goes elsewhere", move("undo", "to", "已取消"), "undo.to", "草稿"),
    ("bad within", state("待审核", "within", "4 working hours"), '"待审核".within', "4h"),
    ("bad action", extra(action="Extra!"), "Extra!", "小写"),
    ("reserved action", extra(action="choose"), "choose", "保留"),
    ("unknown word", move("ship", "words", ["起飞"]), "ship.words", "起飞"),
    ("word twice", extra(words=["备料"]), "words", "备料"),
    ("unknown milestone", top("milestones", ["起飞"]), "milestones", "起飞"),
]


@pytest.mark.parametrize(("spoil", "place", "cure"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_wrong_flow_says_where_and_what_helps(spoil: Spoil, place: str, cure: str) -> None:
    raw = shipped()
    spoil(raw)
    with pytest.raises(FlowError) as wrong:
        made(raw)
    said = [str(flaw) for flaw in wrong.value.problems]
    assert any(place in one and cure in one for one in said), said


def mutated(raw: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """One to three things of a flow are left out, turned round, given to nobody or sent elsewhere."""
    for _ in range(dice.randint(1, 3)):
        one, name = dice.choice(raw["moves"]), dice.choice(list(raw["state"]))
        match dice.randrange(8):
            case 0:
                raw["moves"].remove(one)
            case 1:
                one["to"] = name
            case 2:
                one["from"] = [name]
            case 3:
                one["who"] = dice.choice([[], ["boss"], ["manager"]])
            case 4:
                raw["state"][name]["owner"] = dice.choice(["", "boss", "sales"])
            case 5:
                del raw["state"][name]
            case 6:
                raw["state"][name]["phase"] = dice.choice(["draft", "open", "done", "void"])
            case _:
                raw["start"] = name
    return raw


def walked(spec: FlowSpec, begin: str, *, back: bool = False) -> set[str]:
    """Every state that moves lead to from here, or (back) from which they lead here."""
    pairs = [(one, move.to) for move in spec.moves for one in move.from_]
    found, new = {begin}, [begin]
    while new:
        here = new.pop()
        more = {a if back else b for a, b in pairs if (b if back else a) == here} - found
        found |= more
        new += more
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_mutated_flow_is_refused_with_place_and_cure_or_still_holds(path: Path) -> None:
    text, dice, refused = path.read_text(encoding="utf-8"), random.Random(path.stem), 0
    for _ in range(400):
        spec = FlowSpec.model_validate(mutated(tomllib.loads(text), dice))
        if found := problems(spec):
            refused += 1
            assert all(one.name and re.search(r"[\u4e00-\u9fff]", one.cure) for one in found)
            continue
        ends = [name for name, one in spec.state.items() if one.phase in ("done", "void")]
        home = set().union(*(walked(spec, end, back=True) for end in ends))
        for name, one in spec.state.items():
            assert name in walked(spec, spec.start)
            assert name in home
            assert one.phase != "open" or one.owner in {role.value for role in Role}
    assert refused > 200


def test_all_problems_are_told_together() -> None:
    raw = shipped()
    for spoil in (move("ship", "to", "飞走"), move("sign", "who", ["boss"]), top("milestones", ["付款", "起飞"])):
        spoil(raw)
    with pytest.raises(FlowError) as wrong:
        made(raw)
    assert len(wrong.value.problems) == 3


MAY = [
    ("待审核", person(Role.PRODUCTION), {"schedule"}),
    ("待审核", person(Role.WAREHOUSE), set()),
    ("待审核", person(Role.MANAGER), {"schedule", "undo", "cancel"}),
    ("待审核", person(Role.SALES, "lin"), set()),
    ("待审核", person(Role.SALES, "chen"), {"undo", "cancel"}),
    ("待审核", person(Role.CUSTOMER, "li", "C1"), set()),
    ("已出库", person(Role.CUSTOMER, "li", "C1"), {"sign"}),
    ("已出库", person(Role.CUSTOMER, "wang", "C2"), set()),
    ("已出库", person(Role.LOGISTICS), {"sign"}),
    ("已出库", person(Role.LOGISTICS, active=False), set()),
    ("草稿", person(Role.FINANCE), set()),
    ("已签收", person(Role.MANAGER), set()),
    ("已取消", person(Role.MANAGER), set()),
]


@pytest.mark.parametrize(("state", "who", "actions"), MAY)
def test_who_may_do_what(state: str, who: Person, actions: set[str]) -> None:
    flow = made(shipped())
    assert {m.action for m in flow.allowed(an_order(state), who, CUSTOMER)} == actions


def test_a_seller_who_did_not_place_may_cancel_but_not_undo() -> None:
    flow = made(shipped())
    order = an_order("待审核", placed_by="li")
    assert {m.action for m in flow.allowed(order, person(Role.SALES, "chen"), CUSTOMER)} == {"cancel"}


def test_a_move_sets_state_phase_owner_and_time_and_leaves_an_event() -> None:
    order, event = made(shipped()).apply(an_order(), "confirm", person(Role.SALES, "chen"), CUSTOMER, NOW)
    assert (order.state, order.phase, order.owner, order.entered_at) == ("待审核", Phase.OPEN, "production", NOW)
    assert (event.action, event.from_state, event.to_state, event.actor) == ("confirm", "草稿", "待审核", "chen")


@pytest.mark.parametrize(
    ("state", "action", "who", "reason", "code", "can"),
    [
        ("待审核", "ship", person(Role.MANAGER), "", "flow.action", "排产、撤销、取消订单"),
        ("已出库", "schedule", person(Role.PRODUCTION), "", "flow.action", None),
        ("待审核", "schedule", person(Role.WAREHOUSE), "", "flow.role", None),
        ("待审核", "cancel", person(Role.MANAGER), "  ", "flow.reason", "排产、撤销、取消订单"),
        ("已签收", "cancel", person(Role.MANAGER), "x", "flow.action", None),
        ("草稿", "nothing", person(Role.SALES), "", "flow.action", "确认下单"),
    ],
)
def test_a_refusal_says_what_is_possible(
    state: str, action: str, who: Person, reason: str, code: str, can: str | None
) -> None:
    with pytest.raises(Refused) as refused:
        made(shipped()).apply(an_order(state), action, who, CUSTOMER, NOW, reason=reason)
    assert refused.value.code == code
    assert refused.value.facts.get("可以") == can
    assert refused.value.facts["现在"] == state


@pytest.mark.parametrize(
    ("state", "status", "action"),
    [
        ("待审核", "排产", "schedule"),
        ("备料中", "出库", "ship"),
        ("备料中", "运输", "ship"),
        ("待审核", "出库", None),
        ("已出库", "签收", "sign"),
        ("已出库", "质检", None),
    ],
)
def test_a_status_word_means_a_move_of_the_state(state: str, status: str, action: str | None) -> None:
    found = made(shipped()).status_move(an_order(state), status)
    assert (found.action if found else None) == action


def test_a_status_that_is_reached_already_is_known() -> None:
    flow = made(shipped())
    assert flow.reached(an_order("已出库"), "运输")
    assert not flow.reached(an_order("备料中"), "运输")


@pytest.mark.parametrize(
    ("state", "since", "due"),
    [
        ("待审核", "state", {"state_overdue": timedelta(hours=4)}),
        ("待审核", "付款", {"paid": timedelta(minutes=30)}),
        ("已排产", "state", {"pick": timedelta(hours=2)}),
        ("备料中", "state", {"state_overdue": timedelta(days=2, hours=8)}),  # days of eight hours
        ("已出库", "state", {"transit": timedelta(days=3)}),
        ("已出库", "tracking", {"silent": timedelta(hours=48)}),
        ("已签收", "state", {}),
    ],
)
def test_what_must_happen_in_time_starts_with_a_state_a_milestone_or_news(
    state: str, since: str, due: dict[str, timedelta]
) -> None:
    eight = WorkTime(ZoneInfo("UTC"), ((time(8), time(16)),))
    found = made(shipped()).deadlines(an_order(state), since, MONDAY, eight)
    assert {d.kind: d.due_at - MONDAY for d in found} == due


def test_a_clock_that_runs_through_several_states_is_not_started_anew() -> None:
    raw = shipped()
    raw["watches"] = [
        {"name": "out", "title": "出库", "states": ["已排产", "备料中"], "within": "9h", "owner": "warehouse"}
    ]
    flow, hours = made(raw), WorkTime(ZoneInfo("UTC"), ())
    assert [d.kind for d in flow.deadlines(an_order("备料中"), "state", NOW, hours, "已排产")] == ["state_overdue"]
    assert [d.kind for d in flow.deadlines(an_order("备料中"), "state", NOW, hours, "已出库")] == [
        "state_overdue",
        "out",
    ]


@pytest.mark.parametrize(
    ("watch", "words"),
    [
        ({"name": "Out"}, "name"),
        ({"name": "alert"}, "name"),
        ({"states": ["草稿"]}, "states"),
        ({"since": "明天"}, "since"),
        ({"owner": "boss"}, "owner"),
        ({"within": "4 days"}, "within"),
        ({"also": {"boss": "buy"}}, "also"),
    ],
)
def test_a_watch_that_makes_no_sense_is_refused_with_its_place(watch: dict[str, Any], words: str) -> None:
    raw = shipped()
    good = {"name": "out", "title": "出库", "states": ["已排产"], "within": "9h", "owner": "warehouse"}
    raw["watches"] = [good | watch]
    with pytest.raises(FlowError) as refused:
        made(raw)
    assert f".{words}:" in str(refused.value.problems[0])


def test_names_of_a_flow_that_was_changed_meanwhile_do_no_harm() -> None:
    flow = made(shipped())
    assert flow.phase("旧状态") is Phase.OPEN
    assert flow.owner("旧状态") is None
    assert flow.watches("旧状态") == ()
    assert flow.label("old_action") == "old_action"
    assert flow.moves("旧状态") == ()


def test_next_actions_leave_out_what_every_flow_has() -> None:
    flow = made(shipped())
    assert flow.next_actions("待审核", "manager") == ("schedule",)
    assert flow.next_actions("待审核", "sales") == ()
    assert flow.may_place("sales")
    assert not flow.may_place("warehouse")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_ten_thousand_random_moves_never_reach_an_illegal_state(path: Path) -> None:
    flow = made(tomllib.loads(path.read_text(encoding="utf-8")))
    dice = random.Random(7)
    people = [person(role, f"{role}{n}", "C1" if role is Role.CUSTOMER else None) for role in Role for n in range(2)]
    actions = [*sorted({m.action for m in flow.spec.moves}), "nothing"]
    order, now = fresh(flow), NOW
    for _ in range(10_000):
        now += timedelta(minutes=dice.randint(1, 90))
        who, action = dice.choice(people), dice.choice(actions)
        could = {m.action for m in flow.allowed(order, who, CUSTOMER)}
        try:
            after, event = flow.apply(order, action, who, CUSTOMER, now, reason="因为", given=DELIVERABLES)
        except Refused:
            assert action not in could
            continue
        assert action in could
        assert event.from_state == order.state
        assert after.state == event.to_state
        assert after.state in flow.spec.state
        assert after.phase is flow.phase(after.state)
        assert after.owner == flow.owner(after.state)
        assert (after.owner is not None) or after.phase is not Phase.OPEN
        assert order.phase not in (Phase.VOID, Phase.DONE) or flow.moves(order.state)
        assert after.entered_at == now
        order = after if flow.moves(after.state) else fresh(flow)


def fresh(flow: Flow) -> Order:
    return replace(an_order(), state=flow.start, flow=flow.name, placed_by="sales0")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"fields": ("qty",), "states": ("备料",), "who": ("seller",)}, '没有进行中的状态"备料",是不是想写 备料中'),
        ({"fields": ("qty",), "states": ("备料中",), "who": ("saler",)}, '没有角色"saler"'),
        ({"fields": ("qty",), "states": ("备料中",), "who": ()}, "没有填"),
        (
            {"fields": ("address", "qty"), "states": ("备料中",), "who": ("seller",), "printed": True},
            "打单后的规则只管地址",
        ),
        ({"fields": ("qty",), "states": ("备料中",), "who": ("seller",), "late": ("production",)}, "late 只管交期"),
        ({"fields": ("price",), "states": ("备料中",), "who": ("seller",)}, "价格要有人批"),
        (
            {"fields": ("qty",), "states": ("备料中",), "who": ("seller",), "approve": ("customer",)},
            "没有可以决定的角色",
        ),
    ],
)
def test_the_matrix_of_changes_is_checked_when_it_is_loaded(row: dict[str, Any], words: str) -> None:
    with pytest.raises(FlowError, match=re.escape(words)):
        made(shipped() | {"changes": [row]})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_preset_says_who_may_change_what(file: Path) -> None:
    spec = made(tomllib.loads(file.read_text(encoding="utf-8"))).spec
    may = {field for row in spec.changes for field in row.fields}
    assert may == set(FIELDS)
    assert all(row.approve for row in spec.changes if "price" in row.fields or row.printed)
