"""Everything that can be wrong with a flow file, each with its place and cure."""

import re
from collections.abc import Collection, Iterator
from datetime import timedelta

from config.settings import FlowSpec, MoveSpec
from handlers.domain.party import Role

STATUSES = ("审核", "排产", "备料", "生产", "质检", "出库", "运输", "签收", "退货", "付款")
ROLES = frozenset(role.value for role in Role)
RESERVED = frozenset(
    {"choose", "details", "evidence", "help", "note", "human", "ask_owner", "edit", "change"}
    | {"grant", "deny", "ask_again", "part", "whole", "swap", "merge", "fit"}
)
_WITHIN = re.compile(r"([1-9]\d{0,3})([hm])\Z")


def duration(within: str) -> timedelta:
    """Reads "4h" or "30m" (wall clock); raises ValueError."""
    found = _WITHIN.match(within)
    if not found:
        raise ValueError(f"not a duration: {within!r}")
    count, unit = int(found[1]), found[2]
    return timedelta(hours=count) if unit == "h" else timedelta(minutes=count)


def problems(spec: FlowSpec) -> tuple[str, ...]:
    """All problems of a flow file in Chinese, empty where it holds."""
    found = [*_states(spec), *_moves(spec), *_words(spec)]
    if not found:  # the graph can only be walked where every name is known
        found = [*_graph(spec), *_musts(spec)]
    return tuple(found)


def _states(spec: FlowSpec) -> Iterator[str]:
    start = spec.state.get(spec.start)
    if start is None:
        yield f'start:没有状态"{spec.start}",请改成已定义的草稿状态'
    elif start.phase != "draft":
        yield f'start:"{spec.start}"不是草稿(phase = "draft"),订单必须从草稿开始'
    for name, state in spec.state.items():
        place = f'state."{name}"'
        if state.phase == "open" and not state.owner:
            yield f"{place}.owner:进行中的状态必须有负责角色,请填写 owner"
        if state.owner and state.owner not in ROLES:
            yield f'{place}.owner:没有角色"{state.owner}",可用:{_list(ROLES)}'
        if state.within and not _WITHIN.match(state.within):
            yield f'{place}.within:期限"{state.within}"读不懂,请写成 4h 或 30m'


def _moves(spec: FlowSpec) -> Iterator[str]:
    taken: set[tuple[str, str]] = set()
    for number, move in enumerate(spec.moves, 1):
        place = f"moves[{number}] {move.action}"
        if not re.fullmatch(r"[a-z_]{1,20}", move.action) or move.action in RESERVED:
            yield f"{place}.action:请用小写英文字母和下划线(最多20个),且不要用保留字 {_list(RESERVED)}"
        for state in (*move.from_, move.to):
            if state not in spec.state:
                yield f'{place}:没有状态"{state}",请先定义 [state."{state}"] 或改正名称'
        for role in sorted(set(move.who) - ROLES - {"placer", "seller"}):
            yield f'{place}.who:没有角色"{role}",可用:{_list(ROLES)}、placer、seller'
        for role in sorted(set(move.tell) - ROLES - {"placer", "seller", "owner"}):
            yield f'{place}.tell:没有角色"{role}",可用:{_list(ROLES)}、placer、seller、owner'
        if not move.who:
            yield f"{place}.who:没有人可以执行,请填写角色"
        for state in move.from_:
            if (state, move.action) in taken:
                yield f'{place}.from:状态"{state}"已有同名动作,请删去一个或改名'
            taken.add((state, move.action))


def _words(spec: FlowSpec) -> Iterator[str]:
    taken: dict[tuple[str, str], str] = {}
    for number, move in enumerate(spec.moves, 1):
        place = f"moves[{number}] {move.action}.words"
        for word in move.words:
            if word not in STATUSES:
                yield f'{place}:没有状态词"{word}",可用:{_list(STATUSES)}'
            for state in move.from_:
                other = taken.setdefault((state, word), move.action)
                if other != move.action:
                    yield f'{place}:在"{state}"时"{word}"已表示 {other},一个词只能表示一个动作'
    for word in spec.milestones:
        if word not in STATUSES:
            yield f'milestones:没有状态词"{word}",可用:{_list(STATUSES)}'


def _graph(spec: FlowSpec) -> Iterator[str]:
    reached = _reach(spec, spec.start)
    for name, state in spec.state.items():
        place = f'state."{name}"'
        if name not in reached:
            yield f"{place}:从{spec.start}走不到这个状态,请加一条到这里的 moves 或删去它"
        if state.phase == "open":
            ends = {spec.state[other].phase for other in _reach(spec, name)}
            if not ends & {"done", "void"}:
                yield f"{place}:死胡同,从这里到不了完成或取消,请加一条离开的 moves"


def _musts(spec: FlowSpec) -> Iterator[str]:
    confirm = _from_start(spec, "confirm")
    if confirm is None or spec.state[confirm.to].phase != "open":
        yield f"moves:缺少 confirm(从{spec.start}到进行中的状态),没有它就无法下单"
    discard = _from_start(spec, "discard")
    if discard is None or spec.state[discard.to].phase != "void":
        yield f'moves:缺少 discard(从{spec.start}到 phase = "void" 的状态),没有它草稿无法取消'
    if not any(move.action == "cancel" and spec.state[move.to].phase == "void" for move in spec.moves):
        yield 'moves:缺少 cancel(到 phase = "void" 的状态),没有它订单无法取消'
    for number, move in enumerate(spec.moves, 1):
        if move.action == "undo" and move.to != spec.start:
            yield f"moves[{number}] undo.to:撤销必须回到{spec.start}"


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


def _list(names: Collection[str]) -> str:
    return "、".join(names if isinstance(names, tuple) else sorted(names))
