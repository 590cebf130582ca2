"""Everything that can be wrong with a flow file, each with its place and cure."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from config.flow import FlowSpec, MoveSpec
from handlers.domain.party import Role
from handlers.domain.worktime import term

STATUSES = ("审核", "排产", "备料", "生产", "质检", "出库", "运输", "签收", "退货", "付款")
ROLES = frozenset(role.value for role in Role)
CALLED = {  # what people write for a role
    **dict.fromkeys(
        ("planner", "plan", "planning", "scheduler", "workshop", "factory", "生产", "计划", "车间"), "production"
    ),
    **dict.fromkeys(("seller", "salesman", "salesperson", "sale", "业务", "业务员", "销售"), "sales"),
    **dict.fromkeys(("store", "stock", "keeper", "storekeeper", "stockroom", "仓库", "仓管", "库管"), "warehouse"),
    **dict.fromkeys(("buyer", "buying", "purchase", "purchaser", "procurement", "采购"), "purchasing"),
    **dict.fromkeys(("accountant", "accounting", "accounts", "cashier", "财务", "会计", "出纳"), "finance"),
    **dict.fromkeys(("shipping", "delivery", "transport", "carrier", "driver", "物流", "发货"), "logistics"),
    **dict.fromkeys(("support", "cs", "customer_service", "kefu", "客服"), "service"),
    **dict.fromkeys(("boss", "admin", "leader", "director", "head", "主管", "经理", "老板", "管理"), "manager"),
    **dict.fromkeys(("client", "buyers", "guest", "客户", "买家"), "customer"),
}
KINDS = frozenset(  # of our own deadlines: the keys of handlers.table.DEADLINES, and that a state lasts too long
    {
        "soft_hold",
        "promise",
        "approval",
        "claim",
        "alert",
        "alert_late",
        "alert_over",
        "settle",
        "short",
        "short_moved",
        "digest",
        "state_overdue",
    }
    | {"slip", "rewatch", "sale_stop", "sale_off", "sale_on", "quote_soon", "quote_over", "pledge_soon", "pledge_due"}
    | {"answer", "money_in"}
)
RESERVED = frozenset(  # the keys of handlers.table.TAPS and FORMS, and what events are called
    {"choose", "details", "evidence", "help", "note", "human", "ask_owner", "edit", "change", "fill", "alias_undo"}
    | {
        "grant",
        "deny",
        "paid_first",
        "ask_again",
        "decline",
        "part",
        "whole",
        "swap",
        "presale",
        "merge",
        "fit",
        "fit_all",
        "flawed",
    }
    | {"refund", "unrefund", "reverse"}
    | {"take", "pass_on", "explain", "mute", "unmute", "solve", "why", "buy", "instead", "recount", "request"}
    | {"contacted", "reroute", "to_service", "script", "voice", "slip_send", "slip_edit", "slip_hold"}
    | {"quotes", "quote_send", "quote_turn", "quote_drop", "quote_again", "offer", "stopped", "missed"}
    | {"top_up", "top_add", "top_leave", "coordinate", "assure", "basis", "requisition"}
    | {"new", "ask_customer", "plans", "plan", "plan_back", "part_first", "heard", "rule_from", "fix_day"}
)
WHO = frozenset({"placer", "seller"})
SHORT, FEW = 3, 12  # signs of a word of which one may be half of it; names that are all listed beside a guess
TELL = WHO | {"owner"}
_HOW = "请写成 4h working(工作时间)、30m、48h 或 3d"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong: keys and indexes that lead to it in the file, what it is, and what helps."""

    place: tuple[int | str, ...]
    name: str  # the place as a person reads it
    words: str
    cure: str

    def __str__(self) -> str:
        return f"{self.name}:{self.words},{self.cure}"


def _of_state(name: str, key: str = "") -> tuple[tuple[int | str, ...], str]:
    return ("state", name, *((key,) if key else ())), f'state."{name}"' + (f".{key}" if key else "")


def _of_move(spec: FlowSpec, index: int, key: str = "") -> tuple[tuple[int | str, ...], str]:
    named = f"moves[{index + 1}] {spec.moves[index].action}"
    return ("moves", index, *((key,) if key else ())), named + (f".{key}" if key else "")


def problems(spec: FlowSpec) -> tuple[Flaw, ...]:
    """Everything that is wrong with a flow file, empty where it holds."""
    found = [*_states(spec), *_watches(spec), *_moves(spec), *_words(spec), *_changes(spec)]
    if not found:  # the graph can only be walked where every name is known
        found = [*_graph(spec), *_musts(spec)]
    return tuple(found)


def unknown_ladders(spec: FlowSpec, ladders: Collection[str]) -> tuple[Flaw, ...]:
    """Ladders that a flow names and the settings do not have."""
    named = [(_of_state(name, "ladder"), state.ladder) for name, state in spec.state.items()]
    named += [(_of_watch(spec, index, "ladder"), watch.ladder) for index, watch in enumerate(spec.watches)]
    return tuple(
        Flaw(*place, f'没有提醒规则"{ladder}"', meant(ladder, ladders))
        for place, ladder in named
        if ladder not in ladders
    )


def _of_watch(spec: FlowSpec, index: int, key: str) -> tuple[tuple[int | str, ...], str]:
    return ("watches", index, key), f"watches[{index + 1}] {spec.watches[index].name}.{key}"


def _states(spec: FlowSpec) -> Iterator[Flaw]:
    start = spec.state.get(spec.start)
    if start is None:
        drafts = [name for name, state in spec.state.items() if state.phase == "draft"]
        yield Flaw(("start",), "start", f'没有状态"{spec.start}"', f"请改成草稿状态:{_list(drafts) or '(还没有定义)'}")
    elif start.phase != "draft":
        yield Flaw(("start",), "start", f'"{spec.start}"不是草稿', '订单必须从草稿(phase = "draft")开始')
    for name, state in spec.state.items():
        if state.phase == "open" and not state.owner:
            yield Flaw(*_of_state(name, "owner"), "进行中的状态必须有负责角色", "请填写 owner")
        if state.owner and state.owner not in ROLES:
            yield Flaw(*_of_state(name, "owner"), f'没有角色"{state.owner}"', meant_role(state.owner, ROLES))
        if state.within and not _readable(state.within):
            yield Flaw(*_of_state(name, "within"), f'期限"{state.within}"读不懂', _HOW)
        for role in sorted(set(state.also) - ROLES - WHO):
            yield Flaw(*_of_state(name, "also"), f'没有角色"{role}"', meant_role(role, ROLES | WHO))
        if state.deliverable and state.phase != "open":
            yield Flaw(*_of_state(name, "deliverable"), "只有进行中的状态才有交付物", "请删去 deliverable")
        if state.deliverable_name and not state.deliverable:
            cure = "请写 deliverable = number、photo 或 sign"
            yield Flaw(*_of_state(name, "deliverable_name"), "只有名称,没有交付物", cure)


def _readable(within: str) -> bool:
    try:
        term(within)
    except ValueError:
        return False
    return True


def _watches(spec: FlowSpec) -> Iterator[Flaw]:
    taken = {"state_overdue"}
    starts = ("state", "tracking", *spec.milestones)
    for index, watch in enumerate(spec.watches):
        if not re.fullmatch(r"[a-z_]{1,20}", watch.name) or watch.name in taken | RESERVED | KINDS:
            cure = "请用小写英文字母和下划线(最多20个),不要和别的重名"
            yield Flaw(*_of_watch(spec, index, "name"), f'名称"{watch.name}"不能用', cure)
        taken.add(watch.name)
        for state in watch.states:
            if state not in spec.state or spec.state[state].phase != "open":
                yield Flaw(*_of_watch(spec, index, "states"), f'没有进行中的状态"{state}"', meant(state, spec.state))
        if watch.since not in starts:
            yield Flaw(*_of_watch(spec, index, "since"), f'不认识"{watch.since}"', meant(watch.since, starts))
        if watch.owner not in ROLES:
            yield Flaw(*_of_watch(spec, index, "owner"), f'没有角色"{watch.owner}"', meant_role(watch.owner, ROLES))
        if not _readable(watch.within):
            yield Flaw(*_of_watch(spec, index, "within"), f'期限"{watch.within}"读不懂', _HOW)
        for role in sorted(set(watch.also) - ROLES - WHO):
            yield Flaw(*_of_watch(spec, index, "also"), f'没有角色"{role}"', meant_role(role, ROLES | WHO))


def _moves(spec: FlowSpec) -> Iterator[Flaw]:
    taken: set[tuple[str, str]] = set()
    for index, move in enumerate(spec.moves):
        if not re.fullmatch(r"[a-z_]{1,20}", move.action) or move.action in RESERVED:
            cure = f"请用小写英文字母和下划线(最多20个),且不要用保留字 {_list(RESERVED)}"
            yield Flaw(*_of_move(spec, index, "action"), f'动作名"{move.action}"不能用', cure)
        for key, states in (("from", move.from_), ("to", (move.to,))):
            for state in states:
                if state not in spec.state:
                    cure = f'{meant(state, spec.state)},或先定义 [state."{state}"]'
                    yield Flaw(*_of_move(spec, index, key), f'没有状态"{state}"', cure)
        for key, roles, special in (("who", move.who, WHO), ("tell", move.tell, TELL)):
            for role in sorted(set(roles) - ROLES - special):
                yield Flaw(*_of_move(spec, index, key), f'没有角色"{role}"', meant_role(role, ROLES | special))
        if not move.who:
            yield Flaw(*_of_move(spec, index, "who"), "没有人可以执行", "请填写角色")
        if not move.from_:
            yield Flaw(*_of_move(spec, index, "from"), "没有写从哪个状态出发", "请填写 from")
        for state in move.from_:
            if (state, move.action) in taken:
                yield Flaw(*_of_move(spec, index, "from"), f'状态"{state}"已有同名动作', "请删去一个或改名")
            taken.add((state, move.action))


def _changes(spec: FlowSpec) -> Iterator[Flaw]:
    """The matrix of changes after confirmation."""
    for index, row in enumerate(spec.changes):

        def at(key: str, index: int = index) -> tuple[tuple[int | str, ...], str]:
            return ("changes", index, key), f"changes[{index + 1}].{key}"

        for key, listed in (("fields", row.fields), ("states", row.states), ("who", row.who)):
            if not listed:
                yield Flaw(*at(key), "没有填", "请至少写一个,或删去这一段")
        for state in row.states:
            if state not in spec.state or spec.state[state].phase != "open":
                yield Flaw(*at("states"), f'没有进行中的状态"{state}"', meant(state, spec.state))
        for role in sorted(set(row.who) - ROLES - WHO):
            yield Flaw(*at("who"), f'没有角色"{role}"', meant_role(role, ROLES | WHO))
        for key, roles, known in (
            ("approve", row.approve, ROLES - {"customer"} | {"seller"}),
            ("late", row.late, ROLES - {"customer"}),
        ):
            for role in sorted(set(roles) - known):
                yield Flaw(*at(key), f'没有可以决定的角色"{role}"', meant_role(role, known))
        if row.printed and row.fields != ("address",):
            yield Flaw(*at("printed"), "打单后的规则只管地址", '请写 fields = ["address"],别的另写一段')
        if row.late and "date" not in row.fields:
            yield Flaw(*at("late"), "late 只管交期", "请删去,或把 date 加进 fields")
        if "price" in row.fields and not row.approve:
            yield Flaw(*at("approve"), "价格要有人批", '请写 approve = ["manager"],或把 price 另写一段')


def _words(spec: FlowSpec) -> Iterator[Flaw]:
    taken: dict[tuple[str, str], str] = {}
    for index, move in enumerate(spec.moves):
        place = _of_move(spec, index, "words")
        for word in move.words:
            if word not in STATUSES:
                yield Flaw(*place, f'没有状态词"{word}"', meant(word, STATUSES))
            for state in move.from_:
                other = taken.setdefault((state, word), move.action)
                if other != move.action:
                    yield Flaw(*place, f'在"{state}"时"{word}"已表示 {other}', "一个词只能表示一个动作")
    for word in spec.milestones:
        if word not in STATUSES:
            yield Flaw(("milestones",), "milestones", f'没有状态词"{word}"', meant(word, STATUSES))


def _graph(spec: FlowSpec) -> Iterator[Flaw]:
    reached = _reach(spec, spec.start)
    for name, state in spec.state.items():
        if name not in reached:
            cure = "请加一条到这里的 moves 或删去它"
            yield Flaw(*_of_state(name), f"从{spec.start}走不到这个状态", cure)
        if state.phase in ("open", "draft"):
            ends = {spec.state[other].phase for other in _reach(spec, name)}
            if not ends & {"done", "void"}:
                yield Flaw(*_of_state(name), "死胡同", "从这里到不了完成或取消,请加一条离开的 moves")
            elif state.phase == "open" and not any(
                name in m.from_ and m.action != "undo" and spec.state[m.to].phase != "void" for m in spec.moves
            ):
                yield Flaw(*_of_state(name), "死胡同", "从这里只能取消,请加一条往下走的 moves")


def _musts(spec: FlowSpec) -> Iterator[Flaw]:
    place = ("moves", 0), "moves"
    confirm = _from_start(spec, "confirm")
    if confirm is None or spec.state[confirm.to].phase != "open":
        yield Flaw(*place, f"缺少 confirm(从{spec.start}到进行中的状态)", "没有它就无法下单,请加上")
    discard = _from_start(spec, "discard")
    if discard is None or spec.state[discard.to].phase != "void":
        yield Flaw(*place, f'缺少 discard(从{spec.start}到 phase = "void" 的状态)', "没有它草稿无法取消,请加上")
    if not any(move.action == "cancel" and spec.state[move.to].phase == "void" for move in spec.moves):
        yield Flaw(*place, '缺少 cancel(到 phase = "void" 的状态)', "没有它订单无法取消,请加上")
    for index, move in enumerate(spec.moves):
        if move.action == "undo" and move.to != spec.start:
            yield Flaw(*_of_move(spec, index, "to"), f'撤销到了"{move.to}"', f"撤销必须回到{spec.start}")


def _from_start(spec: FlowSpec, action: str) -> MoveSpec | None:
    return next((m for m in spec.moves if m.action == action and spec.start in m.from_), None)


def _reach(spec: FlowSpec, start: str) -> set[str]:
    seen, todo = {start}, [start]
    while todo:
        state = todo.pop()
        for move in spec.moves:
            if state in move.from_ and move.to not in seen and move.action != "undo":
                seen.add(move.to)
                todo.append(move.to)
    return seen


def meant(word: str, known: Collection[str]) -> str:
    """A cure for a name that is none: the one that was probably meant, else all there are."""
    if close := get_close_matches(word, known, n=1):
        return f"是不是想写 {close[0]}?"
    near = get_close_matches(word, known, n=5, cutoff=1 / 2) if len(word) <= SHORT and not word.isascii() else []
    if not near:
        return f"可用:{_list(known)}"
    best = min(near, key=lambda one: (abs(len(one) - len(word)), one[:1] != word[:1]))  # 金客: 金额 before 客户
    return f"是不是想写 {best}?" + (f"可用:{_list(known)}" if len(known) <= FEW else "")


def meant_role(word: str, known: Collection[str]) -> str:
    """The same for a role, which people call by many names: planer is production, and no manager."""
    names = {**{name: role for name, role in CALLED.items() if role in known}, **{role: role for role in known}}
    close = get_close_matches(word.casefold().strip(), names, n=1, cutoff=3 / 4)
    return f"是不是想写 {names[close[0]]}?" if close else f"可用:{_list(known)}"


def _list(names: Collection[str]) -> str:
    return "、".join(names if isinstance(names, tuple) else sorted(names))
